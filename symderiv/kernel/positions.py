"""Positions: what they are, their sums (c + j, i + 1, V − 1), and the interval in which they lie.

A position is a tuple that says what it is: `("i", name)` free, `("v", n)` bound by a Σ (n is never used
twice, so nothing can be captured), `("at", neg, k)` the position that stands at `k` of the positions
`neg`, `("l", offset)` a literal one, `("+", ((index, factor), …), offset)` a sum, its terms in order.
`("pair", i, j, m)` is i + m j, for i < m: the place of an entry in the column of a matrix's columns.
Normal forms add `("#", height, k)`, bound in a closed sum, and `("$", height, k)`, an argument of an
array-valued argument. A sum of one index alone is that index, a sum of none a literal.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from symderiv.language.sizes import Size

Index = tuple[Any, ...]
Names = dict[Index, Index]
ONE = Size.number(1)
COMPOSED = ("at", "+", "pair")
"""Positions that are made of others."""


class Binders:
    """Indices that have never been used before, and the axes of all indices of which they are known."""

    def __init__(
        self, free: Mapping[Index, Size] | None = None, arrays: Mapping[str, Size] | None = None
    ) -> None:
        self._numbers = count()
        self._sorts = dict(free or {})
        self._arrays = dict(arrays or {})
        self.has_sums = False
        """Does any position stand beside a number, or any sum leave a part of its axis out?"""

    def fresh(self, sort: Size | None = None) -> Index:
        """A new bound index, over 0 … sort − 1."""
        index = ("v", next(self._numbers))
        if sort is not None and at_least(sort, 0):
            self._sorts[index] = sort
        return index

    def stands_on(self, index: Index, axis: Size) -> bool:
        """Is the index a position on that axis by its declaration?"""
        return index[0] == "at" and self._arrays.get(index[1]) == axis

    def sort(self, index: Index) -> Size | None:
        """The size of the axis on which an index certainly is a position."""
        if index[0] == "pair":
            rows, columns = self.sort(index[1]), self.sort(index[2])
            return None if rows is None or columns is None else rows * columns
        if index[0] == "at":
            plain = all(each[0] in ("i", "v", "l") for each in index[2:])
            return self._arrays.get(index[1]) if plain else None
        return self._sorts.get(index)


def split(index: Index) -> tuple[dict[Index, int], Size]:
    """A position as Σ factor · index, and its offset."""
    if index[0] == "l":
        return {}, Size(index[1])
    if index[0] == "+":
        return dict(index[1]), Size(index[2])
    return {index: 1}, Size(())


def joined(terms: Mapping[Index, int], offset: Size) -> Index:
    """The position Σ factor · index + offset."""
    kept = tuple(sorted((index, factor) for index, factor in terms.items() if factor))
    if not kept:
        return ("l", offset.terms)
    if len(kept) == 1 and kept[0][1] == 1 and not offset.terms:
        return kept[0][0]
    return ("+", kept, offset.terms)


def plus(left: Index, right: Index, factor: int = 1) -> Index:
    """left + factor · right."""
    terms, offset = split(left)
    for index, each in split(right)[0].items():
        terms[index] = terms.get(index, 0) + factor * each
    return joined(terms, offset + Size.number(factor) * split(right)[1])


def shifted(index: Index, offset: Size) -> Index:
    terms, old = split(index)
    return joined(terms, old + offset)


def balanced(left: Index, right: Index) -> tuple[Index, Index]:
    """The equation left = right with nothing on both sides, and its constant on the right."""
    terms, offset = split(plus(right, left, -1))
    above = {index: factor for index, factor in terms.items() if factor > 0}
    below = {index: -factor for index, factor in terms.items() if factor < 0}
    nothing = Size(())
    if not above and not below:
        return ("l", ()), ("l", min(offset.terms, (-offset).terms))
    if (
        not offset.terms
        and len(above) == len(below) == 1
        and set(above.values()) | set(below.values()) == {1}
    ):
        one, other = sorted((joined(above, nothing), joined(below, nothing)))
        return one, other
    return min(
        (joined(above, nothing), joined(below, -offset)),
        (joined(below, nothing), joined(above, offset)),
        key=lambda sides: ([side[0] == "+" for side in sides].count(True), sides),
    )


def in_order(left: Index, right: Index) -> tuple[Index, Index]:
    """left < right with nothing on both sides, and its constant on the right."""
    terms, offset = split(plus(right, left, -1))
    above = {index: factor for index, factor in terms.items() if factor > 0}
    below = {index: -factor for index, factor in terms.items() if factor < 0}
    return joined(below, Size(())), joined(above, offset)


def at_least(size: Size, least: int) -> bool:
    """Is a size ≥ the number wherever all of its names are ≥ 1, evidently? (V − 1 ≥ 0, from V = 1 + t.)"""
    if all(factor > 0 for _, factor in size.terms):
        return sum(factor for _, factor in size.terms) >= least
    total = Size.number(-least)
    for names, factor in size.terms:
        product = Size.number(factor)
        for name in names:
            product = product * (ONE + Size.named(name))
        total = total + product
    return all(factor > 0 for _, factor in total.terms)


def reach(index: Index, binders: Binders) -> tuple[Size, Size] | None:
    """The least and the greatest value that a position can have, if the axes of its indices are known."""
    terms, low = split(index)
    high = low
    for each, factor in terms.items():
        sort = binders.sort(each)
        if sort is None:
            return None
        last = Size.number(factor) * (sort - ONE)
        if factor > 0:
            high = high + last
        else:
            low = low + last
    return low, high


def within(index: Index, sort: Size, binders: Binders) -> bool:
    """Does the position certainly stand on an axis of that size?"""
    if binders.sort(index) == sort:
        return True
    found = reach(index, binders)
    return found is not None and at_least(found[0], 0) and at_least(sort - ONE - found[1], 0)


def rename(index: Index, names: Mapping[Index, Index]) -> Index:
    """The index with others put in its place or, for `neg_k` and `c + k`, in place of k."""
    if index in names:
        return names[index]
    match index[0]:
        case "at":
            moved = (*index[:2], *(rename(each, names) for each in index[2:]))
            return names.get(moved, moved)
        case "pair":
            moved = ("pair", rename(index[1], names), rename(index[2], names), index[3])
            return names.get(moved, moved)
        case "+":
            total: Index = ("l", index[2])
            for each, factor in index[1]:
                total = plus(total, rename(each, names), factor)
            return total
        case _:
            return index


def parts(index: Index) -> Iterator[Index]:
    """The index and those of which it is made."""
    yield index
    if index[0] == "at":
        for each in index[2:]:
            yield from parts(each)
    elif index[0] == "pair":
        yield from parts(index[1])
        yield from parts(index[2])
    elif index[0] == "+":
        for each, _ in index[1]:
            yield from parts(each)


def stands_in(index: Index, other: Index) -> bool:
    """Does a position use an index?"""
    return index in parts(other)


ORDER = "il$#vap"
"""Which of two equal positions takes the other's place: a free letter before a bound one."""


def solved(left: Index, right: Index) -> list[tuple[Index, Index]]:
    """The indices that an equation gives, each with what it is: a bound one before a free one."""
    terms, offset = split(plus(right, left, -1))
    if not terms:
        return [(right, left)]
    found = []
    for index, factor in sorted(terms.items(), key=lambda item: (ORDER.index(item[0][0][0]), item[0])):
        others = {each: -factor * value for each, value in terms.items() if each != index}
        rest = joined(others, Size.number(-factor) * offset)
        if abs(factor) == 1 and not stands_in(index, rest):
            found.append((index, rest))
    return found[::-1]
