"""The normal form: polynomials in which two equal terms become one.

Every rule here is an identity wherever its two sides have values, or is guarded by a fact about the
data, which is then noted in `used`. A rule that needs something to be nonzero notes that in `kinks`.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Any

from symderiv.kernel.cases import Facts
from symderiv.kernel.dummies import (
    Atom,
    Bound,
    Budget,
    Dummies,
    Exponent,
    Mono,
    factors_in,
    height,
    indices_of,
    shape_of,
)
from symderiv.kernel.polynomials import (
    Coefficient,
    Poly,
    add,
    add_into,
    common_factor,
    constant,
    constant_value,
    freeze,
    merged,
    prime_factors,
    rational_content,
    scaled,
    single,
    subtract,
    thaw,
    without,
)
from symderiv.kernel.positions import (
    Binders,
    Index,
    Names,
    at_least,
    balanced,
    gap,
    in_order,
    plus,
    reach,
    rename,
    shifted,
    solved,
    split,
    stands_in,
    within,
)
from symderiv.kernel.term import (
    Applied,
    Constant,
    Declined,
    Delta,
    Entry,
    Family,
    Function,
    Less,
    Number,
    Plus,
    Power,
    SizeOf,
    SumOver,
    Term,
    Times,
)
from symderiv.language.sizes import Size

ONE: Poly = {(): 1}
ONE_MORE = Size.number(1)
MAX_POWER = 64
MAX_WRITTEN_OUT = 6
RULED = "d<fbpxL"
"""The first letters of the atoms that a rule on monomials is about."""

OPAQUE_ODD = ("sin", "erf", "atan", "asinh", "asin", "atanh")


class Algebra:
    """Arithmetic of normal forms under some facts; `sigma` keeps σ(a) as it is, else it is 1/(1 + e^−a)."""

    def __init__(self, facts: Facts, budget: Budget, binders: Binders, sigma: bool = True) -> None:
        self.facts = facts
        self.budget = budget
        self.binders = binders
        self.sigma = sigma
        self.dummies = Dummies(facts.symmetric, binders, budget)
        self.used: dict[str, None] = {}
        self.kinks: list[Poly] = []
        self.fired: dict[str, None] = {}
        self.met_sigmoid = False

    # ── From terms ──

    def normal(self, term: Term) -> Poly:
        """The normal form of a term."""
        match term:
            case Number(value):
                return constant(value)
            case SizeOf(size):
                return self.size(size.terms)
            case Constant(name):
                return single(("c", name))
            case Entry(name, at):
                return self.entry(name, at)
            case Delta(left, right):
                return self.delta(left, right)
            case Less(left, right):
                return self.less(left, right)
            case Plus(terms):
                return add(*(self.normal(each) for each in terms))
            case Times(factors):
                product = ONE
                for factor in factors:
                    product = self.times(product, self.normal(factor))
                return product
            case SumOver(index, sort, body):
                return self.sum(index, sort.terms, self.normal(body))
            case Power(base, exponent):
                return self.real_power(self.normal(base), self.normal(exponent))
            case Function(name, argument):
                return self.function(name, self.normal(argument))
            case Applied(name, slots, at, arguments):
                return self._applied(name, slots, at, arguments)

    def _applied(
        self, name: str, slots: tuple[int, ...], at: tuple[Index, ...], arguments: tuple[Family, ...]
    ) -> Poly:
        bodies = tuple(
            self.argument(
                self.normal(family.body), family.indices, tuple(sort.terms for sort in family.sorts)
            )
            for family in arguments
        )
        if slots:
            name, at = _by_slot(name, slots, at, arguments)
        return self.applied(name, at, bodies)

    def argument(self, a: Poly, indices: tuple[Index, ...], sorts: tuple[Any, ...]) -> Any:
        """An array as an argument: its sorts, its entry at `$` indices, and their level."""
        level = 1 + max((height(mono) for mono in a), default=0)
        names = {index: ("$", level, k) for k, index in enumerate(indices)}
        return sorts, self.dummies.frozen(freeze(a), names), level

    def applied(self, name: str, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> Poly:
        """An entry of a function of arrays; (c A)⁻¹ = A⁻¹ / c, (A⁻¹)⁻¹ = A, and a diagonal inverse."""
        if name == "det":
            pair = self._square_factors(bodies)
            if pair is not None:
                return self.times(self.applied("det", (), (pair[0],)), self.applied("det", (), (pair[1],)))
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
        return single(self.dummies.applied(name, at, bodies))

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

    def opened_argument(self, body: Any) -> tuple[Poly, tuple[Index, ...]]:
        """The entry of an array at fresh indices."""
        sorts, frozen, level = body
        fresh = tuple(self.binders.fresh(Size(sort)) for sort in sorts)
        opened = {("$", level, k): index for k, index in enumerate(fresh)}
        return thaw(self.dummies.frozen(frozen, opened)), fresh

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
        if len(mono) == 1 and mono[0][1] == 1 and mono[0][0][:2] == ("L", "inv"):
            _, _, inner_at, inner = mono[0][0]
            if set(inner_at) == set(places):
                to = {("$", inner[0][2], k): places[inner_at[k]] for k in (0, 1)}
                return self.substitute(thaw(inner[0][1]), to)
        return None

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
            parts = _components([*others, (row, sort), (column, sort)], inner)
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

    # ── Entries and positions ──

    def size(self, terms: tuple[tuple[tuple[str, ...], int], ...]) -> Poly:
        total: Poly = {}
        for names, factor in terms:
            mono: Mono = ()
            for name in names:
                mono = merged(mono, ((("n", name), 1),))
            add_into(total, {mono: factor})
        return total

    def entry(self, name: str, at: tuple[Index, ...]) -> Poly:
        """x[at], or the δ that an entry of a one-hot is."""
        if name in self.facts.one_hot:
            self.used[f"one-hot {name}"] = None
            return self.delta(at[-1], self._hot(name, at))
        if name in self.facts.symmetric:
            self.used[f"symmetric {name}"] = None
            return single(("x", name, *sorted(at)))
        return single(("x", name, *at))

    def _hot(self, name: str, at: tuple[Index, ...]) -> Index:
        free = self.facts.one_hot[name]
        return free if free is not None else ("at", self.facts.row_positions[name], *at[:-1])

    def delta(self, left: Index, right: Index) -> Poly:
        """δ(i, j), decided where it can be."""
        if left == right:
            return ONE
        if left[0] == right[0] == "pair" and left[3] == right[3]:
            return self.times(self.delta(left[1], right[1]), self.delta(left[2], right[2]))
        if self._never_equal(left, right):
            return {}
        why = self.facts.differ(left, right)
        if why is not None:
            if why:
                self.used[f"given {why}"] = None
            return {}
        if left[0] == right[0] == "at" and left[1] == right[1] and left[1] in self.facts.distinct:
            self.used[f"distinct {left[1]}"] = None
            product = ONE
            for one, other in zip(left[2:], right[2:], strict=True):
                product = self.times(product, self.delta(one, other))
            return product
        return single(("d", *balanced(left, right)))

    def _never_equal(self, left: Index, right: Index) -> bool:
        """Do two positions differ at every size, by their offsets and axes alone?"""
        if left[0] not in "+l" and right[0] not in "+l":
            return False
        between = plus(right, left, -1)
        apart = reach(between, self.binders)
        return apart is not None and (at_least(apart[0], 1) or at_least(-apart[1], 1))

    def less(self, left: Index, right: Index) -> Poly:
        """1 where left < right, else 0; at the ends of an axis by the few positions that remain."""
        between = shifted(plus(right, left, -1), -Size.number(1))
        found = reach(between, self.binders)
        if found is None:
            return single(("<", *in_order(left, right)))
        low, high = found
        if at_least(low, 0) or (left, right) in self.facts.ordered:
            return ONE
        if at_least(-high, 1) or (right, left) in self.facts.ordered:
            return {}
        if high.is_number and high.at({}) < MAX_WRITTEN_OUT:
            return self._is_one_of(between, range(high.at({}) + 1))
        if low.is_number and -low.at({}) <= MAX_WRITTEN_OUT:
            return subtract(ONE, self._is_one_of(between, range(low.at({}), 0)))
        return single(("<", *in_order(left, right)))

    def _is_one_of(self, index: Index, places: range) -> Poly:
        return add(*(self.delta(index, ("l", Size.number(place).terms)) for place in places))

    # ── Products ──

    def times(self, left: Poly, right: Poly) -> Poly:
        """The product, written out, every monomial settled."""
        if left == ONE:
            return right
        if right == ONE:
            return left
        total: Poly = {}
        for one, factor in left.items():
            self.budget.spend(len(right))
            for other, each in right.items():
                self._settle_into(total, merged(one, other), factor * each)
            self.budget.check(len(total))
        return total

    def _settle_into(self, total: Poly, mono: Mono, factor: Coefficient) -> None:
        if any(atom[0] in RULED for atom, _ in mono):
            add_into(total, self.settle(mono), factor)
        else:
            add_into(total, {mono: 1}, factor)

    def settle(self, mono: Mono) -> Poly:
        """The monomial after every rule that applies."""
        for rule in (
            self._idempotent,
            self._equal_positions,
            self._order_of_two,
            self._roots,
            self._sigmoid_exp,
            self._products,
        ):
            result = rule(mono)
            if result is not None:
                self.budget.spend()
                self._note(rule)
                return result
        return {mono: 1}

    def _note(self, rule: Callable[..., Any]) -> None:
        """Remembers that a rule fired, by its first sentence."""
        if rule.__doc__:
            self.fired[rule.__doc__.split("\n")[0]] = None

    def _idempotent(self, mono: Mono) -> Poly | None:
        """δ² = δ, H² = H, y² = y of a 0/1 entry, t² = 1 of a sign, sin² = 1 − cos²."""
        for k, (atom, exponent) in enumerate(mono):
            rest = mono[:k] + mono[k + 1 :]
            if is_flag(atom):
                if exponent < 0 or exponent != int(exponent):
                    raise Declined("a division by something that may be 0")
                if exponent > 1:
                    return self.settle(merged(rest, ((atom, 1),)))
            elif (
                atom[0] == "x" and atom[1] in self.facts.binary and exponent > 1 and exponent == int(exponent)
            ):
                self.used[f"binary {atom[1]}"] = None
                return self.settle(merged(rest, ((atom, 1),)))
            elif atom[0] == "x" and atom[1] in self.facts.sign and exponent not in (0, 1):
                if exponent == int(exponent):
                    self.used[f"sign {atom[1]}"] = None
                    return self.settle(merged(rest, ((atom, 1),) if exponent % 2 else ()))
            elif atom[:2] == ("f", "sin") and exponent >= 2 and exponent == int(exponent):
                cosine = single(("f", "cos", atom[2]), 2)
                lowered = self.settle(merged(rest, ((atom, exponent - 2),) if exponent > 2 else ()))
                return self.times(lowered, subtract(ONE, cosine))
        return None

    def _equal_positions(self, mono: Mono) -> Poly | None:
        """δ(i, j) f(i) = δ(i, j) f(j)."""
        for k, (atom, _) in enumerate(mono):
            if atom[0] != "d":
                continue
            rest = mono[:k] + mono[k + 1 :]
            there = {index for each, _ in rest for index in indices_of(each)}
            for big, small in solved(atom[1], atom[2])[:1]:
                if big in there and (placed := self.substitute({rest: 1}, {big: small})) != {rest: 1}:
                    return self.times(placed, single(atom))
        return None

    def _order_of_two(self, mono: Mono) -> Poly | None:
        """Not both i < j and j < i."""
        orders = {atom[1:] for atom, _ in mono if atom[0] == "<"}
        return {} if any((right, left) in orders for left, right in orders) else None

    def _roots(self, mono: Mono) -> Poly | None:
        """b(p)^(3/2) = p b(p)^(1/2), 2^(−1/2) = ½ · 2^(1/2)."""
        for k, (atom, exponent) in enumerate(mono):
            if atom[0] not in "bp" or (atom[0] == "b" and exponent < 1):
                continue
            whole = floor(exponent)
            if not whole:
                continue
            left = exponent - whole
            rest = self.settle(merged(mono[:k] + mono[k + 1 :], ((atom, left),) if left else ()))
            if atom[0] == "p":
                return scaled(rest, Fraction(atom[1]) ** whole)
            return self.times(rest, self.power(thaw(atom[1]), whole))
        return None

    def _sigmoid_exp(self, mono: Mono) -> Poly | None:
        """e^−a σ(a) = 1 − σ(a), e^a σ(a) = e^a − σ(a)."""
        for k, (atom, exponent) in enumerate(mono):
            if atom[:2] != ("f", "sigmoid"):
                continue
            if exponent < 0:
                opened = self.power(add(ONE, self.exp(scaled(thaw(atom[2]), -1))), -exponent)
                return self.times(self.settle(mono[:k] + mono[k + 1 :]), opened)
            here = {each[1]: power for each, power in mono if each[0] == "e"}
            ratios = [Fraction(here.get(inner, 0)) / factor for inner, factor in atom[2]]
            sign = 1 if all(r >= 1 for r in ratios) else -1 if all(r <= -1 for r in ratios) else 0
            if not sign:
                continue
            exp = tuple(sorted((("e", inner), sign * _tidy(factor)) for inner, factor in atom[2]))
            one_less = merged(mono, tuple((each, -power) for each, power in exp))
            bare = merged(one_less, ((atom, -1),))
            if sign > 0:
                return subtract(self.settle(merged(bare, exp)), self.settle(one_less))
            return subtract(self.settle(bare), self.settle(one_less))
        return None

    def _products(self, mono: Mono) -> Poly | None:
        """f_k Π_{i≠k} f_i = Π_i f_i, where f_k divides: Π_i f_i / f_k = Π_{i≠k} f_i."""
        for k, (atom, exponent) in enumerate(mono):
            if atom[:2] == ("L", "prod but") and exponent == 1:
                rest = mono[:k] + mono[k + 1 :]
                factor = self._factor_at(atom[3][0], atom[2][0])
                whole: Atom = ("L", "prod", (), atom[3])
                if factor is not None and factor in rest:
                    return self.settle(merged(tuple(p for p in rest if p != factor), ((whole, 1),)))
                if factor is not None and (whole, -1) in rest:
                    left = tuple(pair for pair in rest if pair[0] != whole)
                    return self.settle(merged(left, ((factor[0], -factor[1]),)))
            elif atom[:2] == ("L", "prod") and exponent == 1 and atom[3][0][1]:
                for j, (other, power) in enumerate(mono):
                    place = self._place_of(atom[3][0], other) if power < 0 else None
                    if place is not None and self._factor_at(atom[3][0], place) == (other, -power):
                        rest = tuple(pair for n, pair in enumerate(mono) if n not in (j, k))
                        return self.settle(merged(rest, ((("L", "prod but", (place,), atom[3]), 1),)))
        return None

    def _factor_at(self, body: Any, place: Index) -> tuple[Atom, Exponent] | None:
        """f(place), if the argument f of a product is a power of one entry or of a function."""
        _, frozen, level = body
        if len(frozen) != 1 or frozen[0][1] != 1 or len(frozen[0][0]) != 1:
            return None
        if frozen[0][0][0][0][0] not in "xf":
            return None
        return self.dummies.mono(frozen[0][0], {("$", level, 0): place})[0]

    def _place_of(self, body: Any, atom: Atom) -> Index | None:
        """Where an entry stands among those that a product or a maximum ranges over."""
        _, frozen, level = body
        entry = frozen[0][0][0][0] if len(frozen) == 1 and len(frozen[0][0]) == 1 else ()
        if not entry or entry[0] != "x" or atom[:2] != entry[:2] or entry.count(("$", level, 0)) != 1:
            return None
        return atom[entry.index(("$", level, 0))]  # type: ignore[no-any-return]

    # ── Powers ──

    def real_power(self, base: Poly, exponent: Poly) -> Poly:
        """b^r; for a symbolic r it is e^(r log b), of a positive b."""
        value = constant_value(exponent)
        if value is None:
            return self.exp(self.times(exponent, self.log(base)))
        return self.power(base, _tidy(Fraction(value)))

    def power(self, base: Poly, exponent: Exponent) -> Poly:
        """b^r for a rational r."""
        if exponent == 0:
            return ONE
        if not base:
            if exponent < 0:
                raise Declined("a denominator is 0 everywhere")
            return {}
        if exponent == 1:
            return base
        whole = exponent == int(exponent)
        if len(base) == 1 and whole:
            ((mono, factor),) = base.items()
            total: Poly = {}
            raised = tuple((atom, _tidy(Fraction(each * exponent))) for atom, each in mono)
            self._settle_into(total, raised, Fraction(factor) ** int(exponent))
            return total
        if whole and exponent > 0:
            return self._repeated(base, int(exponent))
        lifted = self.lift(base, lambda each: self.power(each, exponent), careful=True)
        if lifted is not None:
            return lifted
        return self._inverse(base, int(exponent)) if whole else self._root(base, Fraction(exponent))

    def _repeated(self, base: Poly, exponent: int) -> Poly:
        if exponent > MAX_POWER:
            raise Declined(f"a power beyond {MAX_POWER} is not written out")
        product = base
        for _ in range(exponent - 1):
            product = self.times(product, base)
        return product

    def _inverse(self, base: Poly, exponent: int) -> Poly:
        """p^−n, without p's content; 1/(1 + e^a) is σ(−a)."""
        factor = common_factor(base, lambda atom: True)
        content = rational_content(base.values())
        if sum(base.values()) < 0:
            content = -content
        rest = without(base, factor, content)
        falling = one_minus_sigmoid(base)
        if falling is not None:
            return self.power(add(ONE, self.exp(falling)), -exponent)
        outer: Poly = {}
        inverse = tuple((atom, _tidy(Fraction(each * exponent))) for atom, each in factor)
        self._settle_into(outer, inverse, content**exponent)
        argument = self._one_plus_exp(rest) if self.sigma else None
        if argument is not None:
            return self.times(outer, self.power(self.sigmoid(scaled(argument, -1)), -exponent))
        return self.times(outer, self._base(rest, exponent))

    def _base(self, base: Poly, exponent: Exponent) -> Poly:
        total: Poly = {}
        self._settle_into(total, ((("b", freeze(base)), _tidy(exponent)),), 1)
        return total

    def _one_plus_exp(self, poly: Poly) -> Poly | None:
        """a, if the polynomial is 1 + e^a."""
        if len(poly) != 2 or poly.get(()) != 1:
            return None
        mono = next(each for each in poly if each)
        if poly[mono] != 1 or any(atom[0] != "e" for atom, _ in mono):
            return None
        return {atom[1]: exponent for atom, exponent in mono}

    def _root(self, base: Poly, exponent: Fraction) -> Poly:
        """A fractional power, which only positive factors leave."""
        content = rational_content(base.values())
        factor = common_factor(base, self.is_positive_atom)
        rest = without(base, factor, content)
        outer = self._rational_root(content, exponent)
        for atom, each in factor:
            raised = _tidy(each * exponent)
            part = self.power(thaw(atom[1]), raised) if atom[0] == "b" else single(atom, raised)
            outer = self.times(outer, part)
        if rest == ONE:
            return outer
        return self.times(outer, self._base(rest, exponent))

    def _rational_root(self, content: Fraction, exponent: Fraction) -> Poly:
        product = ONE
        for number, sign in ((content.numerator, 1), (content.denominator, -1)):
            for prime, power in prime_factors(number):
                raised: Poly = {}
                self._settle_into(raised, ((("p", prime), _tidy(sign * power * exponent)),), 1)
                product = self.times(product, raised)
        return product

    # ── Functions ──

    def function(self, name: str, a: Poly) -> Poly:
        """A function of one argument."""
        match name:
            case "exp":
                return self.exp(a)
            case "log":
                return self.log(a)
            case "sigmoid":
                return self.sigmoid(a)
            case "tanh":
                return subtract(scaled(self.sigmoid(scaled(a, 2)), 2), ONE)
            case "softplus":
                return self.log(add(ONE, self.exp(a)))
            case "relu":
                return self.times(a, self.step(a, weighted=True))
            case "abs":
                return self.times(a, subtract(scaled(self.step(a, weighted=True), 2), ONE))
            case "sign":
                return subtract(self.step(a), self.step(scaled(a, -1)))
            case "step":
                return self.step(a)
            case "floor":
                return self._floor(a)
            case "cosh":
                return scaled(add(self.exp(a), self.exp(scaled(a, -1))), Fraction(1, 2))
            case "sinh":
                return scaled(subtract(self.exp(a), self.exp(scaled(a, -1))), Fraction(1, 2))
            case _:
                return self._opaque(name, a)

    def _opaque(self, name: str, a: Poly) -> Poly:
        """A function of which parity and the value at 0 are used."""
        lifted = self.lift(a, lambda each: self._opaque(name, each))
        if lifted is not None:
            return lifted
        if name == "cos":
            return single(("f", name, freeze(self.oriented(a)[1]))) if a else ONE
        if name in OPAQUE_ODD:
            sign, turned = self.oriented(a)
            return scaled(single(("f", name, freeze(turned))), sign) if a else {}
        return single(("f", name, freeze(a)))

    def _floor(self, a: Poly) -> Poly:
        """⌊a + n⌋ = ⌊a⌋ + n for a whole number n."""
        whole = {
            mono: factor if mono else floor(factor)
            for mono, factor in a.items()
            if not mono or (factor == int(factor) and all(atom[0] == "n" and e > 0 for atom, e in mono))
        }
        rest = subtract(a, whole)
        value = constant_value(rest)
        return add(whole, constant(floor(value)) if value is not None else self._opaque("floor", rest))

    def exp(self, a: Poly) -> Poly:
        """e^(Σ c T) = Π (e^T)^c; e^(c log p) = p^c."""
        lifted = self.lift(a, self.exp)
        if lifted is not None:
            return lifted
        product = ONE
        for mono, factor in a.items():
            exponent = _tidy(Fraction(factor))
            if len(mono) == 1 and mono[0][0][:2] == ("f", "log") and mono[0][1] == 1:
                product = self.times(product, self.power(thaw(mono[0][0][2]), exponent))
            else:
                product = self.times(product, single(("e", mono), exponent))
        return product

    def log(self, a: Poly) -> Poly:
        """log of a product is split at its positive factors only."""
        if not a:
            raise Declined("a logarithm of 0")
        lifted = self.lift(a, self.log, careful=True)
        if lifted is not None:
            return lifted
        falling = one_minus_sigmoid(a)
        if falling is not None:
            return scaled(self.log(add(ONE, self.exp(falling))), -1)
        content = rational_content(a.values())
        factor = common_factor(a, self.is_positive_atom)
        rest = without(a, factor, content)
        total: Poly = {}
        for number, sign in ((content.numerator, 1), (content.denominator, -1)):
            for prime, power in prime_factors(number):
                add_into(total, single(("f", "log", freeze(constant(prime)))), sign * power)
        for atom, exponent in factor:
            add_into(total, self._log_atom(atom), exponent)
        if rest != ONE:
            add_into(total, self._log_rest(rest))
        return total

    def _log_rest(self, rest: Poly) -> Poly:
        """log a^n = n log a for odd n: a is positive where that has a value."""
        if len(rest) == 1:
            ((mono, factor),) = rest.items()
            if not mono:
                raise Declined("a logarithm of a negative number")
            exponent = mono[0][1]
            if factor == 1 and len(mono) == 1 and exponent == int(exponent) and exponent % 2:
                return scaled(single(("f", "log", freeze(single(mono[0][0])))), exponent)
        return single(("f", "log", freeze(rest)))

    def _log_atom(self, atom: Atom) -> Poly:
        """The logarithm of a positive atom."""
        if atom[0] == "e":
            return {atom[1]: 1}
        if atom[0] == "b":
            return self.log(thaw(atom[1]))
        if atom[:2] == ("L", "prod"):
            a, indices = self.opened_argument(atom[3][0])
            total = self.log(a)
            for index, sort in zip(indices, atom[3][0][0], strict=True):
                total = self.sum(index, sort, total)
            return total
        if atom[:2] == ("f", "sigmoid"):
            argument = thaw(atom[2])
            return subtract(argument, self.log(add(ONE, self.exp(argument))))
        return single(("f", "log", freeze(constant(atom[1]) if atom[0] == "p" else single(atom))))

    def sigmoid(self, a: Poly) -> Poly:
        """σ(−a) = 1 − σ(a), turned by a shape that does not depend on names."""
        self.met_sigmoid = True
        if not self.sigma:
            return self.power(add(ONE, self.exp(scaled(a, -1))), -1)
        lifted = self.lift(a, self.sigmoid)
        if lifted is not None:
            return lifted
        if not a:
            return constant(Fraction(1, 2))
        sign, turned = self.oriented(a)
        atom = single(("f", "sigmoid", freeze(turned)))
        return atom if sign > 0 else subtract(ONE, atom)

    def step(self, a: Poly, weighted: bool = False) -> Poly:
        """H(a) = 1 where a > 0, else 0. H(−a) = 1 − H(a) needs a ≠ 0, unless a is a factor beside it."""
        if not a:
            return {}
        lifted = self.lift(a, lambda each: self.step(each, weighted))
        if lifted is not None:
            return lifted
        if self.is_positive(a):
            return ONE
        if self.is_nonnegative(scaled(a, -1)):
            return {}
        beside = self._beside_maximum(a)
        if beside is not None:
            return beside
        factor = common_factor(a, self.is_positive_atom)
        sign, turned = self.oriented(without(a, factor, rational_content(a.values())))
        atom = single(("f", "step", freeze(turned)))
        if sign > 0:
            return atom
        if not weighted:
            self.kinks.append(turned)
        return subtract(ONE, atom)

    def _beside_maximum(self, a: Poly) -> Poly | None:
        """H(x_k − max x) = 0, whatever k is."""
        for mono, factor in a.items():
            if len(mono) != 1 or mono[0][0][:2] != ("L", "max") or mono[0][1] != 1:
                continue
            entry = scaled({other: each for other, each in a.items() if other != mono}, Fraction(-1) / factor)
            body = mono[0][0][3][0]
            at = [self._place_of(body, atom) for each in entry for atom, _ in each]
            if len(body[0]) != 1 or len(entry) != 1 or len(at) != 1 or at[0] is None:
                continue
            if dict(self.dummies.frozen(body[1], {("$", body[2], 0): at[0]})) == entry:
                larger = subtract({mono: 1}, entry)
                return single(("f", "step", freeze(larger))) if factor > 0 else {}
        return None

    def oriented(self, a: Poly) -> tuple[int, Poly]:
        """a or −a, whichever comes first by shape; a itself if the shapes do not say."""
        shapes = sorted((shape_of(mono), factor) for mono, factor in a.items())
        turned = sorted((shape, -factor) for shape, factor in shapes)
        return (-1, scaled(a, -1)) if turned > shapes else (1, a)

    def lift(self, a: Poly, f: Callable[[Poly], Poly], careful: bool = False) -> Poly | None:
        """f(a) = f(a at z = 0) + z (f(a at z = 1) − f(a at z = 0)), for a 0/1 factor z of a's terms."""
        flag = next((atom for mono in a for atom, _ in mono if is_flag(atom)), None)
        if flag is None:
            return None
        off = {mono: factor for mono, factor in a.items() if all(atom != flag for atom, _ in mono)}
        on = dict(off)
        for mono, factor in a.items():
            if mono not in off:
                add_into(on, {tuple(pair for pair in mono if pair[0] != flag): 1}, factor)
        if flag[0] == "d":
            for big, small in solved(flag[1], flag[2])[:1]:
                on = self.substitute(on, {big: small})
        if careful:
            self.require_generic(off)
            self.require_generic(on)
        absent = f(off)
        return add(absent, self.times(single(flag), subtract(f(on), absent)))

    def require_generic(self, a: Poly) -> None:
        """Declines unless a cannot be 0 by accident, at any size."""
        if not self.is_positive(a):
            raise Declined("a denominator or a logarithm whose domain depends on a case")

    # ── Signs ──

    def is_positive(self, a: Poly) -> bool:
        """Is a > 0 for all admissible values, by the signs of its terms alone?"""
        if one_minus_sigmoid(a) is not None:
            return True
        return self.is_nonnegative(a) and any(
            all(self.is_positive_atom(atom) for atom, _ in mono) for mono in a
        )

    def is_nonnegative(self, a: Poly) -> bool:
        return all(
            factor > 0 and all(self._is_nonnegative_power(atom, exponent) for atom, exponent in mono)
            for mono, factor in a.items()
        )

    def is_positive_atom(self, atom: Atom) -> bool:
        match atom[0]:
            case "e" | "n" | "p" | "c":
                return True
            case "x":
                return self._assumed_positive(atom[1])
            case "f":
                return bool(atom[1] == "sigmoid")
            case "b":
                return self.is_positive(thaw(atom[1]))
            case "L" if atom[1] == "prod":
                return self.is_positive(thaw(atom[3][0][1]))
            case "L":
                return atom[1] == "det" and self.is_definite(thaw(atom[3][0][1]), atom[3][0][2])
            case "S":
                return all(_at_least_one(sort) for sort in atom[1]) and all(
                    self.is_positive_atom(each) for each, _ in atom[2]
                )
            case _:
                return False

    def _assumed_positive(self, name: str) -> bool:
        if name in self.facts.positive:
            self.used[f"positive {name}"] = None
            return True
        return False

    def _is_nonnegative_power(self, atom: Atom, exponent: Exponent) -> bool:
        if exponent == int(exponent) and exponent % 2 == 0:
            return True
        if self.is_positive_atom(atom) or is_flag(atom):
            return True
        if atom[0] == "x":
            if atom[1] in self.facts.nonnegative:
                self.used[f"nonnegative {atom[1]}"] = None
                return True
            return False
        if atom[0] == "b" and exponent != int(exponent):
            return Fraction(exponent).denominator % 2 == 0 or self.is_nonnegative(thaw(atom[1]))
        if atom[0] == "S":
            return all(at_least(Size(sort), 0) for sort in atom[1]) and all(
                self._is_nonnegative_power(each, power) for each, power in atom[2]
            )
        return False

    def is_definite(self, body: Poly, level: int) -> bool:
        """Is a matrix positive definite: a sum of Gram matrices, definite ones, positive multiples of I?"""
        kinds = [self._definite_term(mono, level) if factor > 0 else None for mono, factor in body.items()]
        return None not in kinds and True in kinds

    def _definite_term(self, mono: Mono, level: int) -> bool | None:
        """True for a definite term, False for a semidefinite one, None if it may be neither."""
        row, column = ("$", level, 0), ("$", level, 1)
        scale = [pair for pair in mono if not {row, column} & indices_of(pair[0])]
        rest = tuple(pair for pair in mono if pair not in scale)
        if not all(self.is_positive_atom(atom) for atom, _ in scale) or len(rest) != 1 or rest[0][1] != 1:
            return None
        atom = rest[0][0]
        if atom == ("d", row, column):
            return True
        if atom[0] == "x" and len(atom) == 4 and set(atom[2:]) == {row, column}:
            if atom[1] in self.facts.definite:
                self.used[f"definite {atom[1]}"] = None
                return True
            return None
        if atom[0] == "S" and len(atom[1]) == 1 and at_least(Size(atom[1][0]), 0):
            side = {pair for pair in atom[2] if row in indices_of(pair[0])}
            other = {pair for pair in atom[2] if column in indices_of(pair[0])}
            turned = self.dummies.mono(tuple(sorted(side)), {row: column})
            if len(side) + len(other) == len(atom[2]) and not side & other and set(turned) == other:
                return False
        return None

    # ── Substitution ──

    def substitute(self, a: Poly, names: Names) -> Poly:
        """The polynomial with positions put in place of others, which may make two indices one."""
        total: Poly = {}
        for mono, factor in a.items():
            kept = []
            product: Poly = {}
            touched = []
            for atom, exponent in mono:
                if any(index in names for index in indices_of(atom)):
                    touched.append((atom, exponent))
                else:
                    kept.append((atom, exponent))
            product = {tuple(kept): factor}
            for atom, exponent in touched:
                product = self.times(product, self._substituted(atom, exponent, names))
            add_into(total, product)
        return total

    def _substituted(self, atom: Atom, exponent: Exponent, names: Names) -> Poly:
        def position(index: Index) -> Index:
            return rename(index, names)

        match atom[0]:
            case "x":
                base = self.entry(atom[1], tuple(map(position, atom[2:])))
            case "d":
                base = self.delta(position(atom[1]), position(atom[2]))
            case "<":
                base = self.less(position(atom[1]), position(atom[2]))
            case "e":
                return self.exp(self.substitute({atom[1]: exponent}, names))
            case "f":
                base = self.function(atom[1], self.substitute(thaw(atom[2]), names))
            case "b":
                return self.power(self.substitute(thaw(atom[1]), names), exponent)
            case "S":
                bounds, mono = self.dummies.open(atom)
                base = self.substitute({mono: 1}, names)
                for index, sort in bounds:
                    base = self.sum(index, sort, base)
            case "L":
                bodies = tuple(self._substituted_argument(body, names) for body in atom[3])
                base = self.applied(atom[1], tuple(map(position, atom[2])), bodies)
            case _:
                base = single(atom)
        return self.power(base, exponent)

    def _substituted_argument(self, body: Any, names: Names) -> Any:
        a, indices = self.opened_argument(body)
        return self.argument(self.substitute(a, names), indices, body[0])

    # ── Sums ──

    def sum(self, index: Index, sort: tuple[object, ...], a: Poly) -> Poly:
        """Σ over a whole axis."""
        total: Poly = {}
        for mono, factor in a.items():
            add_into(total, self.close([(index, sort)], mono), factor)
        return total

    def close(self, bounds: list[Bound], mono: Mono) -> Poly:
        """Σ of one monomial over bound indices."""
        self.budget.spend()
        if not bounds:
            return self.settle(mono)
        names = {index for index, _ in bounds}
        inside = tuple(pair for pair in mono if indices_of(pair[0]) & names)
        outside = tuple(pair for pair in mono if not indices_of(pair[0]) & names)
        for rule in (
            self._opened,
            self._at_delta,
            self._cut,
            self._reversed,
            self._centred,
            self._ended,
            self._written_out,
            self._unused,
            self._by_facts,
            self._times_inverse,
        ):
            result = rule(bounds, inside)
            if result is not None:
                if rule != self._by_facts:
                    self._note(rule)
                return self.times({outside: 1}, result)
        result = {outside: 1}
        for part, factors in _components(bounds, inside):
            result = self.times(result, single(self.dummies.close(part, factors)))
        return result

    def _again(self, bounds: list[Bound], a: Poly) -> Poly:
        total: Poly = {}
        for mono, factor in a.items():
            add_into(total, self.close(bounds, mono), factor)
        return total

    def _opened(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """A closed sum with a bound index in it joins the sum."""
        for k, (atom, exponent) in enumerate(inside):
            if atom[0] != "S" or exponent != int(exponent) or exponent < 0:
                continue
            more, mono = self.dummies.open(atom)
            rest = merged(inside[:k] + inside[k + 1 :], ((atom, exponent - 1),) if exponent > 1 else ())
            return self._again([*bounds, *more], self.times({rest: 1}, {mono: 1}))
        return None

    def _at_delta(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_i δ(i, k) f(i) = f(k)."""
        for k, (atom, _) in enumerate(inside):
            if atom[0] != "d":
                continue
            for index, place in solved(atom[1], atom[2]):
                sort = next((Size(sort) for bound, sort in bounds if bound == index), None)
                there = None if sort is None else self._stands_on(place, sort)
                if there is not None:
                    left = [bound for bound in bounds if bound[0] != index]
                    rest = inside[:k] + inside[k + 1 :]
                    return self._again(left, self.times(there, self.substitute({rest: 1}, {index: place})))
        return None

    def _stands_on(self, place: Index, sort: Size) -> Poly | None:
        """1 where a position stands on an axis, else 0; None if that cannot be said."""
        if within(place, sort, self.binders):
            return ONE
        if not at_least(sort, 0) or not split(place)[0] or reach(place, self.binders) is None:
            return None
        after = subtract(ONE, self.less(place, ("l", ())))
        return self.times(after, self.less(place, ("l", sort.terms)))

    def _written_out(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """A sum over an axis whose size is a small numeral, term by term."""
        for index, sort in bounds:
            size = Size(sort)
            if not size.is_number or abs(size.at({})) > MAX_WRITTEN_OUT:
                continue
            left = [bound for bound in bounds if bound[0] != index]
            end = size.at({})
            places = range(end) if end > 0 else range(end, 0)
            return self._spelled(left, inside, index, [Size.number(n) for n in places], 1 if end > 0 else -1)
        return None

    def _spelled(
        self, bounds: list[Bound], inside: Mono, index: Index, places: list[Size], sign: int
    ) -> Poly:
        """The terms of a sum at some places."""
        total: Poly = {}
        for place in places:
            here = self.substitute({inside: 1}, {index: ("l", place.terms)})
            add_into(total, self._again(bounds, here), sign)
        return total

    def _cut(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_{k<n} [k < m] f(k) = Σ_{k<m} f(k), if m ≤ n."""
        for place, (atom, _) in enumerate(inside):
            if atom[0] != "<":
                continue
            terms, offset = split(plus(atom[2], atom[1], -1))
            sort = next((Size(sort) for index, sort in bounds if terms.keys() == {index}), None)
            if sort is None:
                continue
            ((index, factor),) = terms.items()
            end = offset if factor < 0 else ONE_MORE - offset
            if abs(factor) != 1 or not at_least(end, 0) or not at_least(sort - end, 0):
                continue
            rest = inside[:place] + inside[place + 1 :]
            left = [bound for bound in bounds if bound[0] != index]
            cut = self._again([*left, (index, end.terms)], {rest: 1})
            return cut if factor < 0 else subtract(self._again(bounds, {rest: 1}), cut)
        return None

    def _reversed(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_{k<n} f(−k) = Σ_{k<n} f(k − n + 1)."""
        for index, sort in bounds if self.binders.has_sums else ():
            signs = [
                split(position)[0].get(index, 0)
                for atom, _ in factors_in(inside)
                if atom[0] == "x"
                for position in atom[2:]
            ]
            if -1 in signs and 1 not in signs:
                last: Index = ("l", (Size(sort) - ONE_MORE).terms)
                turned = self.substitute({inside: 1}, {index: plus(last, index, -1)})
                return self._again(bounds, turned)
        return None

    def _centred(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_{k<n} f(k + a) = Σ_{k<a+n} f(k) − Σ_{k<a} f(k)."""
        for index, sort in bounds if self.binders.has_sums else ():
            places = self._places(index, inside)
            if not places or not is_tame(inside):
                continue
            first = min((name, slot) for name, slot, _ in places)
            offset = min((o for *place, o in places if tuple(place) == first), key=_by_number)
            if not offset.terms:
                continue
            moved = self.substitute({inside: 1}, {index: shifted(index, -offset)})
            left = [bound for bound in bounds if bound[0] != index]
            end = offset + Size(sort)
            return subtract(
                self._again([*left, (index, end.terms)], moved),
                self._again([*left, (index, offset.terms)], moved),
            )
        return None

    def _ended(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_{k<n} f(k) = Σ_{k<n+1} f(k) − f(n), up to the end of the axis."""
        for index, sort in bounds if self.binders.has_sums else ():
            end = Size(sort)
            ends = [
                (self.facts.axes[name][slot] - offset - end).at({})
                for name, slot, offset in self._places(index, inside)
                if name in self.facts.axes and (self.facts.axes[name][slot] - offset - end).is_number
            ]
            if not ends or not 0 < abs(min(ends)) <= MAX_WRITTEN_OUT or end.is_number or not is_tame(inside):
                continue
            more = min(ends)
            left = [bound for bound in bounds if bound[0] != index]
            whole = self._again([*left, (index, (end + Size.number(more)).terms)], {inside: 1})
            beyond = range(more) if more > 0 else range(more, 0)
            places = [end + Size.number(n) for n in beyond]
            return add(whole, self._spelled(left, inside, index, places, -1 if more > 0 else 1))
        return None

    def _places(self, index: Index, inside: Mono) -> list[tuple[str, int, Size]]:
        """Where an index stands in entries: name, axis (of a symmetric matrix the first one), and what is
        added to it, if that is a size."""
        found = []
        for atom, _ in factors_in(inside):
            if atom[0] != "x":
                continue
            for slot, position in enumerate(atom[2:]):
                offset = gap(index, position)
                if offset is not None:
                    found.append((atom[1], 0 if atom[1] in self.facts.symmetric else slot, offset))
        return found

    def _unused(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ over an unused index is the size."""
        used = {index for atom, _ in inside for index in indices_of(atom)}
        left = [bound for bound in bounds if bound[0] in used]
        if len(left) == len(bounds):
            return None
        product = self.close(left, inside)
        for index, sort in bounds:
            if index not in used:
                product = self.times(product, self.size(sort))
        return product

    def _by_facts(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Rules about one bound index, for which the factors that hold it are enough."""
        for bound in bounds:
            index = bound[0]
            here = tuple(pair for pair in inside if index in indices_of(pair[0]))
            for rule in (self._sums_to_one, self._orthogonal, self._whole_denominator):
                result = rule(bound, here, inside)
                if result is not None:
                    self._note(rule)
                    rest = tuple(pair for pair in inside if pair not in here)
                    left = [each for each in bounds if each[0] != index]
                    return self._again(left, self.times({rest: 1}, result))
            result = self._symmetrised(bounds, index, here, inside)
            if result is not None:
                self._note(self._symmetrised)
                return result
        return None

    def _sums_to_one(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Σ_i y_i = 1."""
        if len(here) != 1 or here[0][1] != 1:
            return None
        atom = here[0][0]
        if atom[0] != "x" or atom[1] not in self.facts.sums_to_one or atom[-1] != bound[0]:
            return None
        if self.facts.axes[atom[1]][-1].terms != bound[1]:
            return None
        if any(stands_in(bound[0], index) for index in atom[2:-1]):
            return None
        self.used[f"sums to one {atom[1]}"] = None
        return ONE

    def _orthogonal(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Σ_i Q_ij Q_ik = δ_jk, and the same for rows."""
        atoms = [atom for atom, exponent in here for _ in range(int(exponent) if exponent in (1, 2) else 3)]
        if len(atoms) != 2 or any(a[0] != "x" or a[1] not in self.facts.orthogonal for a in atoms):
            return None
        one, other = atoms
        for axis in (2, 3):
            far = 5 - axis
            if one[1] == other[1] and one[axis] == other[axis] == bound[0]:
                if any(stands_in(bound[0], each) for each in (one[far], other[far])):
                    return None
                if self.facts.axes[one[1]][axis - 2].terms != bound[1]:
                    return None
                self.used[f"orthogonal {one[1]}"] = None
                return self.delta(one[far], other[far])
        return None

    def _times_inverse(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_j A_ij A⁻¹_jk = δ_ik; of a sum A = T + R: Σ_j T_ij A⁻¹_jk = δ_ik − Σ_j R_ij A⁻¹_jk."""
        names = {index for index, _ in bounds}
        for atom, exponent in inside:
            if atom[0] != "L" or atom[1] != "inv" or exponent != 1:
                continue
            rest = tuple(pair for pair in inside if pair[0] != atom)
            for near in (0, 1):
                middle, far = atom[2][near], atom[2][1 - near]
                if middle not in names or stands_in(middle, far):
                    continue
                found = self._beside_inverse(atom, near, middle, rest, names)
                if found is None:
                    continue
                factors, other, bound, others, scale = found
                left = [each for each in bounds if each[0] not in bound and each[0] != middle]
                sort = next(each[1] for each in bounds if each[0] == middle)
                if sort != atom[3][0][0][near]:
                    continue
                terms = self.times(others, single(atom))
                inner = scaled(subtract(self.delta(other, far), self.sum(middle, sort, terms)), scale)
                kept = tuple(pair for pair in rest if pair not in factors)
                return self._again(left, self.times({kept: 1}, inner))
        return None

    def _beside_inverse(
        self, inverse: Atom, near: int, middle: Index, rest: Mono, names: set[Index]
    ) -> tuple[Mono, Index, set[Index], Poly, Fraction] | None:
        """The factors that are the leading term of A beside A⁻¹, A's other index, the indices that they bind,
        the other terms of A, and one over the leading coefficient."""
        _, frozen, level = inverse[3][0]
        lead, leading = max(frozen, key=lambda item: (_width(item[0]), item))
        inner, outer = ("$", level, 1 - near), ("$", level, near)
        bounds, mono = self._unfolded(lead)
        if not any(inner in indices_of(atom) for atom, _ in mono):
            return None
        start = {inner: middle}
        holders = [pair for pair in rest if middle in indices_of(pair[0])]
        for match in matches(list(mono), rest, start, {outer, *bounds}, self.facts.symmetric):
            factors = tuple(sorted((self.dummies.atom(atom, match), e) for atom, e in mono))
            bound = {match[index] for index in bounds if index in match}
            kept = [pair for pair in rest if pair not in factors]
            if any(pair not in rest for pair in factors) or any(pair not in factors for pair in holders):
                continue
            if outer not in match or len(bound) != len(bounds) or not bound <= names - {match[outer]}:
                continue
            if any(index in bound or index == middle for atom, _ in kept for index in indices_of(atom)):
                continue
            if match[outer] == middle or any(stands_in(each, far) for each in bound for far in inverse[2]):
                continue
            others = {each: factor for each, factor in frozen if each != lead}
            placed = self.substitute(others, {inner: middle, outer: match[outer]})
            return factors, match[outer], bound, placed, Fraction(1) / leading
        return None

    def _unfolded(self, mono: Mono) -> tuple[list[Index], Mono]:
        """The factors of a term, its closed sums opened."""
        bounds: list[Index] = []
        factors: Mono = ()
        for atom, exponent in mono:
            if atom[0] == "S" and exponent == 1:
                more, inner = self.dummies.open(atom)
                bounds += [index for index, _ in more]
                factors = merged(factors, inner)
            else:
                factors = merged(factors, ((atom, exponent),))
        return bounds, factors

    def _whole_denominator(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Z⁻¹ Σ_k (what Z sums) = 1."""
        for atom, exponent in inside:
            if atom[0] != "S" or exponent != int(exponent) or exponent >= 0 or atom[1] != (bound[1],):
                continue
            if bound[0] not in indices_of(atom) and self.dummies.close([bound], here) == atom:
                return single(atom)
        return None

    def _symmetrised(self, bounds: list[Bound], index: Index, here: Mono, inside: Mono) -> Poly | None:
        """Σ_{i<j} f = ½ Σ_{i≠j} f, if f does not change when i and j are exchanged."""
        for atom, _ in here:
            sorts = dict(bounds)
            if atom[0] != "<" or atom[1] != index or sorts.get(atom[2]) != sorts[index]:
                continue
            other = atom[2]
            rest = tuple(pair for pair in inside if pair[0] != atom)
            if self.dummies.mono(rest, {index: other, other: index}) != rest:
                continue
            both = self.times({rest: 1}, subtract(ONE, self.delta(index, other)))
            return scaled(self._again(bounds, both), Fraction(1, 2))
        return None


def one_minus_sigmoid(a: Poly) -> Poly | None:
    """x, if a is 1 − σ(x)."""
    if len(a) != 2 or a.get(()) != 1:
        return None
    ((mono, factor),) = [item for item in a.items() if item[0]]
    if factor != -1 or len(mono) != 1 or mono[0][1] != 1 or mono[0][0][:2] != ("f", "sigmoid"):
        return None
    return thaw(mono[0][0][2])


def is_flag(atom: Atom) -> bool:
    """Is the atom always 0 or 1 by what it is?"""
    return atom[0] in ("d", "<") or atom[:2] == ("f", "step")


def is_tame(mono: Mono) -> bool:
    """Has a term a value wherever its entries have one, and no jumps?"""
    return all(
        exponent >= 0 and atom[:2] != ("f", "log") and atom[:2] != ("f", "step") and atom[:2] != ("L", "inv")
        for atom, exponent in factors_in(mono)
        if atom[0] != "e"
    )


def _by_number(size: Size) -> tuple[object, int]:
    """An order of sizes in which those that differ by a number stand in the order of the numbers."""
    number = dict(size.terms).get((), 0)
    return (size - Size.number(number)).terms, number


def _tidy(value: Exponent) -> Exponent:
    return int(value) if value == int(value) else value


def _at_least_one(sort: tuple[tuple[tuple[str, ...], int], ...]) -> bool:
    """Is a size certainly not 0?"""
    return at_least(Size(sort), 1)


def _width(mono: Mono) -> int:
    """How large a term is: its sums, then its factors."""
    weights = {"S": 10, "d": -20}
    return sum(weights.get(atom[0], 1) + (_width(atom[2]) if atom[0] == "S" else 0) for atom, _ in mono)


def matches(
    pattern: list[tuple[Atom, Exponent]],
    target: Mono,
    start: Names,
    free: set[Index],
    symmetric: frozenset[str],
) -> Iterator[Names]:
    """The ways to put indices in place of the free ones so that the target has all factors of the pattern."""
    if not pattern:
        yield start
        return
    (atom, exponent), *more = pattern
    for other, power in target:
        if power != exponent or other[0] != atom[0] or atom[0] not in "xd" or len(other) != len(atom):
            continue
        if atom[0] == "x" and atom[1] != other[1]:
            continue
        left = tuple(pair for pair in target if pair[0] != other)
        there = other[2:] if atom[0] == "x" else other[1:]
        either = atom[0] == "d" or atom[1] in symmetric
        for order in (there, there[::-1]) if either else (there,):
            names: Names | None = dict(start)
            for index, place in zip(atom[-len(order) :], order, strict=True):
                names = _assigned(names, index, place, free)
            if names is not None:
                yield from matches(more, left, names, free, symmetric)


def _assigned(names: Names | None, index: Index, there: Index, free: set[Index]) -> Names | None:
    if names is None:
        return None
    if index in names:
        return names if names[index] == there else None
    if index in free:
        return {**names, index: there}
    return names if index == there else None


def _components(bounds: list[Bound], inside: Mono) -> list[tuple[list[Bound], Mono]]:
    """The connected parts of the factors: two hang together if they share a bound index."""
    parts: list[tuple[set[Index], list[tuple[Atom, Exponent]]]] = []
    names = {index for index, _ in bounds}
    for pair in inside:
        touched = set(indices_of(pair[0]) & names)
        factors = [pair]
        apart = []
        for part in parts:
            if part[0] & touched:
                touched |= part[0]
                factors += part[1]
            else:
                apart.append(part)
        parts = [*apart, (touched, factors)]
    return [([b for b in bounds if b[0] in touched], tuple(sorted(factors))) for touched, factors in parts]


def _by_slot(
    name: str, slots: tuple[int, ...], at: tuple[Index, ...], arguments: tuple[Family, ...]
) -> tuple[str, tuple[Index, ...]]:
    """A placeholder's derivative, by its arguments in order: it is smooth, so the order does not matter."""
    outer = len(at) - sum(len(arguments[slot].indices) for slot in slots)
    place = outer
    groups = []
    for slot in slots:
        width = len(arguments[slot].indices)
        groups.append((slot, at[place : place + width]))
        place += width
    groups.sort()
    marks = ",".join(str(slot) for slot, _ in groups)
    return f"{name}|{marks}", at[:outer] + tuple(index for _, group in groups for index in group)
