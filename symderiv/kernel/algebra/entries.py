"""Entries, δs and orders of positions, and positions put in place of others."""

from typing import Any

from symderiv.kernel.algebra.arithmetic import Arithmetic
from symderiv.kernel.algebra.atoms import MAX_WRITTEN_OUT, ONE
from symderiv.kernel.dummies import (
    Atom,
    Exponent,
    Mono,
    indices_of,
)
from symderiv.kernel.polynomials import (
    Poly,
    add,
    add_into,
    merged,
    single,
    subtract,
    thaw,
)
from symderiv.kernel.positions import (
    Index,
    Names,
    at_least,
    balanced,
    in_order,
    plus,
    reach,
    rename,
    shifted,
)
from symderiv.language.sizes import Size


class Entries(Arithmetic):
    """Entries at positions."""

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
        if self._is_demanded(between):
            return ONE
        if self._is_demanded(plus(left, right, -1)):
            return {}
        if found is None:
            return self._in_order(left, right)
        low, high = found
        if at_least(low, 0) or (left, right) in self.facts.ordered:
            return ONE
        if at_least(-high, 1) or (right, left) in self.facts.ordered:
            return {}
        if high.is_number and high.at({}) < MAX_WRITTEN_OUT:
            return self._is_one_of(between, range(high.at({}) + 1))
        if low.is_number and -low.at({}) <= MAX_WRITTEN_OUT:
            return subtract(ONE, self._is_one_of(between, range(low.at({}), 0)))
        return self._in_order(left, right)

    def _in_order(self, left: Index, right: Index) -> Poly:
        """The order of two positions, one position on the left: m < i = ¬ (i < m + 1)."""
        below, above = in_order(left, right)
        if below[0] == "l" and above[0] != "l":
            return subtract(ONE, single(("<", above, shifted(below, Size.number(1)))))
        return single(("<", below, above))

    def _is_demanded(self, between: Index) -> bool:
        """Is it ≥ 0 wherever the positions of the left side stand on their axes?"""
        return any(self._is_at_least(between, margin) for margin in self.facts.margins)

    def _is_at_least(self, one: Index, other: Index) -> bool:
        """Is one ≥ other at every size?"""
        found = reach(plus(one, other, -1), self.binders)
        return found is not None and at_least(found[0], 0)

    def _is_one_of(self, index: Index, places: range) -> Poly:
        return add(*(self.delta(index, ("l", Size.number(place).terms)) for place in places))

    def substitute(self, a: Poly, names: Names) -> Poly:
        """The polynomial with positions put in place of others, which may make two indices one."""
        self.budget.spend(len(a))
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
