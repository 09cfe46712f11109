"""Rules about the ranges of sums: shifted, cut, led to the end of an axis, written out."""

from symderiv.kernel.algebra.arrays import Arrays
from symderiv.kernel.algebra.atoms import MAX_WRITTEN_OUT, ONE, ONE_MORE, is_tame
from symderiv.kernel.dummies import (
    Bound,
    Mono,
    factors_in,
)
from symderiv.kernel.polynomials import (
    Poly,
    add,
    add_into,
    subtract,
)
from symderiv.kernel.positions import (
    Index,
    at_least,
    plus,
    reach,
    shifted,
    split,
    within,
)
from symderiv.language.sizes import Size


class Ranges(Arrays):
    """Sums over a part of an axis."""

    def _again(self, bounds: list[Bound], a: Poly) -> Poly:
        total: Poly = {}
        for mono, factor in a.items():
            add_into(total, self.close(bounds, mono), factor)
        return total

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
            first = min(place for place, _, _ in places)
            offset = min((offset for place, offset, _ in places if place == first), key=_by_number)
            if not offset.terms:
                continue
            left = [bound for bound in bounds if bound[0] != index]
            return subtract(
                self._up_to(offset + Size(sort), left, index, -offset, inside),
                self._up_to(offset, left, index, -offset, inside),
            )
        return None

    def _ended(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_{k<n} f(k) = Σ_{k<n+1} f(k) − f(n), up to the end of the axis."""
        for index, sort in bounds if self.binders.has_sums else ():
            end = Size(sort)
            ends = [
                (self.facts.axes[name][slot] - offset - end).at({})
                for (name, slot), offset, alone in self._places(index, inside)
                if alone
                and name in self.facts.axes
                and (self.facts.axes[name][slot] - offset - end).is_number
            ]
            if not ends or not 0 < abs(min(ends)) <= MAX_WRITTEN_OUT or end.is_number or not is_tame(inside):
                continue
            more = min(ends)
            left = [bound for bound in bounds if bound[0] != index]
            whole = self._up_to(end + Size.number(more), left, index, Size(()), inside)
            beyond = range(more) if more > 0 else range(more, 0)
            places = [end + Size.number(n) for n in beyond]
            return add(whole, self._spelled(left, inside, index, places, -1 if more > 0 else 1))
        return None

    def _up_to(self, end: Size, bounds: list[Bound], index: Index, offset: Size, inside: Mono) -> Poly:
        """Σ_{k<end} f(k + offset), by an index of its own: what is known of the old one is the old range."""
        k = self.binders.fresh(end)
        moved = self.substitute({inside: 1}, {index: shifted(k, offset)})
        return self._again([*bounds, (k, end.terms)], moved)

    def _places(self, index: Index, inside: Mono) -> list[tuple[tuple[str, int], Size, bool]]:
        """Where an index stands in entries: name and axis (of a symmetric matrix the first one), the size
        that is added to it, and whether nothing else is."""
        found = []
        for atom, _ in factors_in(inside):
            if atom[0] != "x":
                continue
            for slot, position in enumerate(atom[2:]):
                beside, offset = split(plus(position, index, -1))
                if index not in beside:
                    axis = 0 if atom[1] in self.facts.symmetric else slot
                    found.append(((atom[1], axis), offset, not beside))
        return found

    def _stands_on(self, place: Index, sort: Size) -> Poly | None:
        """1 where a position stands on an axis, else 0; None if that cannot be said."""
        if within(place, sort, self.binders):
            return ONE
        if not at_least(sort, 0) or reach(place, self.binders) is None:
            return None
        after = subtract(ONE, self.less(place, ("l", ())))
        return self.times(after, self.less(place, ("l", sort.terms)))


def _by_number(size: Size) -> tuple[object, int]:
    """An order of sizes in which those that differ by a number stand in the order of the numbers."""
    number = dict(size.terms).get((), 0)
    return (size - Size.number(number)).terms, number
