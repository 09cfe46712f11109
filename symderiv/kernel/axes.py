"""Whether positions stand on their axes: wherever those of the left side do, those of the right side must."""

from collections.abc import Iterable, Iterator

from symderiv.kernel.lowering.scope import Inside
from symderiv.kernel.positions import (
    Binders,
    Index,
    at_least,
    joined,
    parts,
    plus,
    reach,
    rename,
    shifted,
    solved,
    split,
)
from symderiv.kernel.term import (
    Declined,
    Delta,
    Less,
    Number,
    Plus,
    Term,
    Times,
    positions_in,
    reindex,
)
from symderiv.language.sizes import Size

LAST = Size.number(-1)


def demanded_margins(left: Iterable[Inside], binders: Binders) -> tuple[Index, ...]:
    """What is ≥ 0 where every subscript of the left side is on its axis."""
    return tuple(
        margin for inside in left if _must_hold(inside, binders) for margin in _margins(inside, binders) or ()
    )


def require_positions(
    left: Iterable[Inside], right: Iterable[Inside], known: tuple[Index, ...], binders: Binders
) -> None:
    """Declines unless every subscript of the right side is on its axis where those of the left side are."""
    demanded = {_written(inside, binders) for inside in left} - {None}
    for inside in right:
        if _written(inside, binders) in demanded or _is_kept_by_guards(inside, known, binders):
            continue
        margins = _margins(inside, binders)
        if margins is None or not all(_is_nonnegative(each, known, binders) for each in margins):
            raise Declined("the right side may leave an axis where the left side does not")


def _written(inside: Inside, binders: Binders) -> object:
    """The subscript and its conditions, up to the names of bound letters; None if they are not all known."""
    empty = [binders.sort(each) for each in inside.empty]
    known = frozenset(sort.terms for sort in empty if sort is not None)
    if None in empty:
        return None
    letters: dict[Index, Index] = {}
    for position in (inside.position, *(each for guard in inside.guards for each in positions_in(guard))):
        for each in parts(position):
            if each[0] == "v" and each not in letters:
                sort = binders.sort(each)
                letters[each] = ("v", -1 - len(letters), None if sort is None else sort.terms)
    guards = tuple(reindex(guard, letters) for guard in inside.guards)
    return rename(inside.position, letters), inside.axis, guards, known


def _is_kept_by_guards(inside: Inside, known: Iterable[Index], binders: Binders) -> bool:
    """Is a position on its axis at all values of its letters at which its conditions hold?"""
    implied = [*known, *(margin for guard in inside.guards for margin in _margins_of(guard))]
    last = joined({}, inside.axis + LAST)
    both = (inside.position, plus(last, inside.position, -1))
    return all(_is_nonnegative(each, implied, binders) for each in both)


def _margins_of(guard: Term) -> Iterator[Index]:
    """What is ≥ 0 where a condition on positions holds."""
    match guard:
        case Less(left, right):
            yield shifted(plus(right, left, -1), LAST)
        case Plus((Number(one), Times((Number(minus), Less(left, right))))) if one == 1 and minus == -1:
            yield plus(left, right, -1)
        case Delta(left, right):
            yield plus(left, right, -1)
            yield plus(right, left, -1)
        case Times(factors):
            for each in factors:
                yield from _margins_of(each)
        case _:
            pass


def _margins(inside: Inside, binders: Binders) -> tuple[Index, Index] | None:
    """What must be ≥ 0 for a position to be on its axis, at the worst values of the bound letters."""
    last = joined({}, inside.axis + LAST)
    low, high = _least(inside.position, binders), _least(plus(last, inside.position, -1), binders)
    return None if low is None or high is None else (low, high)


def _least(index: Index, binders: Binders) -> Index | None:
    """The position at the values of its bound letters where it is least."""
    terms, offset = split(index)
    for each, factor in list(terms.items()):
        if each[0] == "v":
            sort = binders.sort(each)
            if sort is None:
                return None
            del terms[each]
            offset = offset + (Size.number(factor) * (sort + LAST) if factor < 0 else Size(()))
    return joined(terms, offset)


def _is_nonnegative(index: Index, known: Iterable[Index], binders: Binders) -> bool:
    for margin in (joined({}, Size(())), *known):
        found = reach(plus(index, margin, -1), binders)
        if found is not None and at_least(found[0], 0):
            return True
    return False


def _must_hold(inside: Inside, binders: Binders) -> bool:
    """Does an expression have a value only if the worst position is on its axis?

    Every bound letter must take the values at the ends of its range, whatever conditions the sums have,
    and no sum around it may be empty.
    """
    if inside.empty:
        return False
    sorts = [binders.sort(each) for each in split(inside.position)[0] if each[0] == "v"]
    filled = all(sort is not None and at_least(sort, 1) for sort in sorts)
    return filled and all(_leaves_the_ends(guard, binders) for guard in inside.guards)


def _leaves_the_ends(guard: Term, binders: Binders) -> bool:
    """Is the condition k ≠ r, for an r between the ends of the range of k?"""
    match guard:
        case Plus((Number(one), Times((Number(minus), Delta(left, right))))) if one == 1 and minus == -1:
            for index, place in solved(left, right):
                sort, found = binders.sort(index), reach(place, binders)
                if index[0] == "v" and sort is not None and found is not None:
                    last = shifted(joined({}, sort), LAST)
                    return at_least(found[0], 1) and at_least(split(last)[1] - found[1], 1)
        case _:
            pass
    return False
