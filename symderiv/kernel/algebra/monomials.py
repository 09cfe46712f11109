"""Products of monomials, and the rules about the factors of one."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any

from symderiv.kernel.algebra.atoms import (
    ONE,
    is_flag,
    tidy,
)
from symderiv.kernel.algebra.entries import Entries
from symderiv.kernel.dummies import (
    Atom,
    Exponent,
    Mono,
    indices_of,
)
from symderiv.kernel.polynomials import (
    MAX_BITS,
    Coefficient,
    Poly,
    add,
    add_into,
    merged,
    raised,
    scaled,
    single,
    subtract,
    thaw,
)
from symderiv.kernel.positions import (
    Index,
    plus,
    shifted,
    solved,
)
from symderiv.kernel.term import (
    Declined,
)
from symderiv.language.sizes import Size

RULED = "d<fbpxL"
"""The first letters of the atoms that a rule on monomials is about."""


class Monomials(Entries):
    """Products, written out, every monomial settled."""

    def times(self, left: Poly, right: Poly) -> Poly:
        """The product, written out, every monomial settled."""
        if left == ONE:
            return right
        if right == ONE:
            return left
        total: Poly = {}
        for one, factor in left.items():
            self.budget.spend(len(right) * (1 + factor.numerator.bit_length() // MAX_BITS))
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
            self._order_at_delta,
            self._thresholds,
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

    def _order_at_delta(self, mono: Mono) -> Poly | None:
        """δ(i, p) [p < q] = δ(i, p), or 0, if the axis of i says so: 0 ≤ p < n."""
        orders = [atom for atom, _ in mono if atom[0] == "<"]
        if not orders:
            return None
        equal = [pair for atom, _ in mono if atom[0] == "d" for pair in solved(atom[1], atom[2])]
        margins = [margin for index, place in equal for margin in self._on_its_axis(index, place)]
        for order in orders:
            above = shifted(plus(order[2], order[1], -1), -Size.number(1))
            below = plus(order[1], order[2], -1)
            for margin in margins:
                if self._is_at_least(below, margin):
                    return {}
                if self._is_at_least(above, margin):
                    return self.settle(tuple(pair for pair in mono if pair[0] != order))
        return None

    def _on_its_axis(self, index: Index, place: Index) -> Iterator[Index]:
        """What is ≥ 0 if an index is at a place."""
        sort = self.binders.sort(index)
        if sort is not None:
            yield place
            yield plus(("l", (sort - Size.number(1)).terms), place, -1)

    def _thresholds(self, mono: Mono) -> Poly | None:
        """H(u) H(v) = H(u) if v ≥ u, 0 if u + v ≤ 0, H(u) + H(v) − 1 if u + v > 0."""
        steps = [atom for atom, _ in mono if atom[:2] == ("f", "step")]
        for one, other in combinations(steps, 2):
            self.budget.spend(len(one[2]) + len(other[2]))
            instead = self._both_steps(one, other) or self._both_steps(other, one)
            if instead is not None:
                rest = tuple(pair for pair in mono if pair[0] not in (one, other))
                return self.times({rest: 1}, instead[0])
        return None

    def _both_steps(self, one: Atom, other: Atom) -> tuple[Poly] | None:
        """What H(u) H(v) is if the sign of a combination of u and v is known."""
        u, v = thaw(one[2]), thaw(other[2])
        shared = next((each for each in u if each and each in v), None)
        if shared is None:
            return None
        ratio = Fraction(u[shared]) / v[shared]
        if ratio > 0:
            return (single(one),) if self.is_nonnegative(subtract(scaled(v, ratio), u)) else None
        total = add(u, scaled(v, -ratio))
        if self.is_nonnegative(scaled(total, -1)):
            return ({},)
        if self.is_positive(total):
            return (subtract(add(single(one), single(other)), ONE),)
        return None

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
                return scaled(rest, raised(atom[1], whole))
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
            exp = tuple(sorted((("e", inner), sign * tidy(factor)) for inner, factor in atom[2]))
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
