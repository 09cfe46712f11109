"""Where the factors of one term stand among those of another."""

from collections.abc import Iterator

from symderiv.kernel.dummies import (
    Atom,
    Exponent,
    Mono,
)
from symderiv.kernel.positions import (
    Index,
    Names,
)


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
