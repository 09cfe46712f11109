"""Functions of whole arrays: inverses, determinants, products, maxima, placeholders."""

from typing import Any

from symderiv.kernel.algebra.atoms import MAX_WRITTEN_OUT, ONE, components
from symderiv.kernel.algebra.elementary import Elementary
from symderiv.kernel.dummies import (
    Atom,
    Bound,
    Mono,
    height,
    indices_of,
)
from symderiv.kernel.polynomials import (
    Poly,
    add,
    common_factor,
    freeze,
    rational_content,
    single,
    subtract,
    thaw,
    without,
)
from symderiv.kernel.positions import (
    Index,
    balanced,
    solved,
    within,
)
from symderiv.kernel.term import (
    Declined,
)
from symderiv.language.sizes import Size


class Arrays(Elementary):
    """Entries of functions of arrays."""

    def argument(self, a: Poly, indices: tuple[Index, ...], sorts: tuple[Any, ...]) -> Any:
        """An array as an argument: its sorts, its entry at `$` indices, and their level."""
        level = 1 + max((height(mono) for mono in a), default=0)
        names = {index: ("$", level, k) for k, index in enumerate(indices)}
        return sorts, self.dummies.frozen(freeze(a), names), level

    def opened_argument(self, body: Any) -> tuple[Poly, tuple[Index, ...]]:
        """The entry of an array at fresh indices."""
        sorts, frozen, level = body
        fresh = tuple(self.binders.fresh(Size(sort)) for sort in sorts)
        opened = {("$", level, k): index for k, index in enumerate(fresh)}
        return thaw(self.dummies.frozen(frozen, opened)), fresh

    def applied(self, name: str, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> Poly:
        """An entry of a function of arrays; (c A)⁻¹ = A⁻¹ / c, (A⁻¹)⁻¹ = A, and a diagonal inverse."""
        if name == "det":
            result = self._determinant(bodies)
            if result is not None:
                return result
        if name in ("prod", "prod but") and Size(bodies[0][0][0]).is_number and len(bodies[0][0]) == 1:
            written = self._product_written_out(at, bodies[0])
            if written is not None:
                return written
        if name == "prod":
            split_up = self._product_of_factors(bodies[0]) or self._product_at_delta(bodies[0])
            if split_up is not None:
                return split_up
        if name == "inv":
            result = self._inverse_entry(at, bodies)
            if result is not None:
                return result
        return self.made(self.dummies.applied(name, at, bodies))

    def _product_at_delta(self, body: Any) -> Poly | None:
        """Π_i (1 + δ(i, k) f_i) = 1 + f_k."""
        sorts, frozen, _ = body
        if len(sorts) != 1 or dict(frozen).get(()) != 1 or len(frozen) == 1:
            return None
        a, (index,) = self.opened_argument(body)
        del a[()]
        deltas = [{atom for atom, _ in mono if atom[0] == "d" and index in indices_of(atom)} for mono in a]
        common = set.intersection(*deltas)
        place = next((at for d in sorted(common) for i, at in solved(d[1], d[2]) if i == index), None)
        if place is None or not within(place, Size(sorts[0]), self.binders):
            return None
        return add(ONE, self.substitute(a, {index: place}))

    def _product_of_factors(self, body: Any) -> Poly | None:
        """Π_i f_i^n g_i = (Π_i f_i)^n Π_i g_i, Π_i e^(f_i) = e^(Σ_i f_i)."""
        sorts, frozen, _ = body
        if len(frozen) != 1 or frozen[0][1] != 1 or len(sorts) != 1:
            return None
        a, (index,) = self.opened_argument(body)
        (mono,) = a
        if not mono or (len(mono) == 1 and mono[0][0][0] != "e" and mono[0][1] == 1):
            return None
        if any(index not in indices_of(atom) or exponent != int(exponent) for atom, exponent in mono):
            return None
        product = ONE
        for atom, exponent in mono:
            if atom[0] == "e":
                factor = self.exp(self.sum(index, sorts[0], {atom[1]: exponent}))
            else:
                inner = self.argument(single(atom), (index,), sorts)
                factor = self.power(self.applied("prod", (), (inner,)), exponent)
            product = self.times(product, factor)
        return product

    def _product_written_out(self, at: tuple[Index, ...], body: Any) -> Poly | None:
        """Π over an axis whose size is a small numeral, factor by factor."""
        count = Size(body[0][0]).at({})
        if not 0 <= count <= MAX_WRITTEN_OUT:
            return None
        a, (index,) = self.opened_argument(body)
        product = ONE
        for place in range(count):
            here: Index = ("l", Size.number(place).terms)
            factor = self.substitute(a, {index: here})
            if at:
                left_out = self.delta(here, at[0])
                factor = add(left_out, self.times(subtract(ONE, left_out), factor))
            product = self.times(product, factor)
        return product

    def _inverse_entry(self, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> Poly | None:
        sorts, frozen, level = bodies[0]
        body = thaw(frozen)
        if not body:
            raise Declined("the inverse of a zero matrix")
        places = {("$", level, 0): at[0], ("$", level, 1): at[1]}
        factor = common_factor(body, lambda atom: not any(index in places for index in indices_of(atom)))
        content = rational_content(body.values())
        if factor or content != 1:
            scale = self.power({factor: content}, -1)
            a, indices = self.opened_argument((sorts, freeze(without(body, factor, content)), level))
            return self.times(scale, self.applied("inv", at, (self.argument(a, indices, sorts),)))
        if len(body) != 1:
            return None
        ((mono, _),) = body.items()
        diagonal = ("d", *sorted(places))
        if (diagonal, 1) in mono:
            rest_mono: Poly = {tuple(pair for pair in mono if pair[0] != diagonal): 1}
            entry = self.power(self.substitute(rest_mono, dict.fromkeys(places, at[0])), -1)
            return self.times(self.delta(*at), entry)
        pair = self._square_factors(bodies)
        if pair is not None:
            k = self.binders.fresh(Size(sorts[0]))
            product = self.times(
                self.applied("inv", (at[0], k), (pair[1],)), self.applied("inv", (k, at[1]), (pair[0],))
            )
            return self.sum(k, sorts[0], product)
        found = _inverted(mono, set(places))
        if found is None:
            return None
        _, _, inner_at, inner = found
        to = {("$", inner[0][2], k): places[inner_at[k]] for k in (0, 1)}
        return self.substitute(thaw(inner[0][1]), to)

    def _determinant(self, bodies: tuple[Any, ...]) -> Poly | None:
        """det(A B) = det A det B, det(c A) = cⁿ det A, det A⁻¹ = 1 / det A, of a diagonal a product."""
        sorts = bodies[0][0]
        a, (row, column) = self.opened_argument(bodies[0])
        if not a:
            return {}
        factor = common_factor(a, lambda atom: self._is_scale(atom, {row, column}))
        content = rational_content(a.values())
        if factor or content != 1:
            scale = self.real_power({factor: content}, self.size(sorts[0]))
            rest = self.argument(without(a, factor, content), (row, column), sorts)
            return self.times(scale, self.applied("det", (), (rest,)))
        diagonal = (("d", *balanced(row, column)), 1)
        if all(diagonal in mono for mono in a):
            entry = {tuple(pair for pair in mono if pair != diagonal): value for mono, value in a.items()}
            here = self.substitute(entry, {column: row})
            return ONE if here == ONE else self.applied("prod", (), (self.argument(here, (row,), sorts[:1]),))
        pair = self._square_factors(bodies)
        if pair is not None:
            return self.times(self.applied("det", (), (pair[0],)), self.applied("det", (), (pair[1],)))
        inner = _inverted(next(iter(a)), {row, column}) if len(a) == 1 else None
        return self.power(self.applied("det", (), inner[3]), -1) if inner is not None else None

    def _is_scale(self, atom: Atom, places: set[Index]) -> bool:
        """Is a factor of all entries of a matrix positive, so that its powers can be written?"""
        return not places & indices_of(atom) and self.is_positive_atom(atom)

    def _square_factors(self, bodies: tuple[Any, ...]) -> tuple[Any, Any] | None:
        """The bodies of A and B, if a body is Σ_k A_ik B_kj of square matrices."""
        sorts = bodies[0][0]
        a, (row, column) = self.opened_argument(bodies[0])
        mono, factor = next(iter(a.items()))
        if len(a) != 1 or factor != 1 or len(mono) != 1 or mono[0][0][0] != "S" or mono[0][1] != 1:
            return None
        bounds, inner = self.dummies.open(mono[0][0])
        for middle, sort in bounds:
            if not sort == sorts[0] == sorts[1]:
                continue
            others = [each for each in bounds if each[0] != middle]
            parts = components([*others, (row, sort), (column, sort)], inner)
            left = [part for part in parts if any(index == row for index, _ in part[0])]
            right = [part for part in parts if any(index == column for index, _ in part[0])]
            if len(parts) != 2 or len(left) != 1 or len(right) != 1 or left == right:
                continue
            first = [each for each in left[0][0] if each[0] != row]
            second = [each for each in right[0][0] if each[0] != column]
            return (
                self._body(first, left[0][1], row, middle, sorts),
                self._body(second, right[0][1], middle, column, sorts),
            )
        return None

    def _body(self, bounds: list[Bound], mono: Mono, row: Index, column: Index, sorts: Any) -> Any:
        """The array Σ mono by its two free indices, as an argument."""
        return self.argument(self.close(bounds, mono), (row, column), sorts)


def _inverted(mono: Mono, places: set[Index]) -> Atom | None:
    """The inverse that a matrix is by its row and its column, if these do not stand in what is inverted."""
    if len(mono) != 1 or mono[0][1] != 1 or mono[0][0][:2] != ("L", "inv"):
        return None
    atom = mono[0][0]
    whole = set(atom[2]) == places and not places & indices_of(("L", "det", (), atom[3]))
    return atom if whole else None
