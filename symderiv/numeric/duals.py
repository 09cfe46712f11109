"""Nested dual arrays: a value together with its derivatives in several directions, to any order.

Every array has frame axes, then the axes of the value. The frame axes are the points (axis 0), then one
for every bound index and one for every derivative that stands around the expression, outermost first;
the positions along a derivative's axis are its directions. A frame axis has length 1 where the value
does not depend on it. The axes of the value are always of full length.
"""

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Final

import numpy as np

from symderiv.numeric.fields import Array, OutOfReach
from symderiv.records import dataclass

LARGEST: Final = 10_000_000
"""The most doubles that one array may hold."""
MOST_OBJECTS: Final = 200_000
"""The most numbers with many digits."""


@dataclass(frozen=True, slots=True)
class Dual:
    """primal + ε·tangent with ε² = 0, for the derivative whose directions lie along the frame axis `level`.

    Primal and tangent may be duals of lower levels.
    """

    level: int
    primal: "Number"
    tangent: "Number"


Number = Array | Dual


def split(x: Number, level: int) -> tuple[Number, Number | None]:
    """Value and derivative at a level that is at least that of x; None for no dependence at all."""
    if isinstance(x, Dual) and x.level == level:
        return x.primal, x.tangent
    return x, None


def leaf(x: Number) -> Array:
    """The value without any derivative."""
    while isinstance(x, Dual):
        x = x.primal
    return x


def tangents(x: Number) -> Iterator[Array]:
    """All arrays of derivatives in x."""
    if isinstance(x, Dual):
        yield from tangents(x.primal)
        yield leaf(x.tangent)
        yield from tangents(x.tangent)


def entries(x: Number) -> int:
    """How many numbers x holds."""
    return entries(x.primal) + entries(x.tangent) if isinstance(x, Dual) else int(x.size)


def mapped(f: Callable[[Array], Array], x: Number) -> Number:
    """A linear map, applied to the value and to all derivatives."""
    if isinstance(x, Dual):
        return Dual(x.level, mapped(f, x.primal), mapped(f, x.tangent))
    return f(x)


def flattened(x: Number, frames: int) -> Number:
    """The axes after so many as a single one, also where a frame axis is empty."""
    return mapped(lambda a: a.reshape(*a.shape[:frames], prod(a.shape[frames:])), x)


def mapped_together(f: Callable[[Sequence[Array]], Array], xs: Sequence[Number]) -> Number:
    """A map that is linear in all its arguments together: to stand side by side."""
    level = top(*xs)
    if level < 0:
        return f([leaf(x) for x in xs])
    pairs = [split(x, level) for x in xs]
    slopes = [np.zeros_like(leaf(p)) if t is None else t for p, t in pairs]
    return Dual(level, mapped_together(f, [p for p, _ in pairs]), mapped_together(f, slopes))


def top(*xs: Number) -> int:
    """The highest level among these, −1 without any."""
    return max((x.level for x in xs if isinstance(x, Dual)), default=-1)


def check_room(*arrays: Array) -> None:
    """Refuses arrays that are too large side by side, before they are."""
    wanted = np.broadcast(*arrays).size
    if wanted > MOST_OBJECTS and (wanted > LARGEST or any(a.dtype == object for a in arrays)):
        raise OutOfReach("an array")


def add(a: Number, b: Number) -> Number:
    """a + b."""
    level = top(a, b)
    if not isinstance(a, Dual) and not isinstance(b, Dual):
        check_room(a, b)
        return a + b
    (p, s), (q, t) = split(a, level), split(b, level)
    return Dual(level, add(p, q), _sum(s, t))


def _sum(s: Number | None, t: Number | None) -> Number:
    if s is None or t is None:
        tangent = t if s is None else s
        if tangent is None:
            raise AssertionError("a dual without a tangent")
        return tangent
    return add(s, t)


def negate(a: Number) -> Number:
    """−a."""
    return mapped(lambda x: -x, a)


def subtract(a: Number, b: Number) -> Number:
    """a − b."""
    if isinstance(a, Dual) or isinstance(b, Dual):
        return add(a, negate(b))
    check_room(a, b)
    return a - b


def multiply(a: Number, b: Number) -> Number:
    """a · b entry by entry: (p + εs)(q + εt) = pq + ε(sq + pt)."""
    if not isinstance(a, Dual) and not isinstance(b, Dual):
        check_room(a, b)
        return a * b
    level = top(a, b)
    (p, s), (q, t) = split(a, level), split(b, level)
    return Dual(
        level, multiply(p, q), _sum(s if s is None else multiply(s, q), t if t is None else multiply(p, t))
    )


def select(condition: Number, x: Number, y: Number) -> Number:
    """x where the condition is 1, y where it is 0, nothing where it is undefined.

    A condition's tangent is nan at its edge: there the choice has no derivative.
    """
    level = top(condition, x, y)
    if level < 0:
        c = leaf(condition)
        check_room(c, leaf(x), leaf(y))
        return np.where(c == 1, leaf(x), np.where(c == 0, leaf(y), np.nan))
    (c0, edge), (p, s), (q, t) = split(condition, level), split(x, level), split(y, level)
    primal = select(c0, p, q)
    if s is None and t is None:
        tangent: Number = np.zeros_like(leaf(primal))
    else:
        tangent = select(
            c0, np.zeros_like(leaf(p)) if s is None else s, np.zeros_like(leaf(q)) if t is None else t
        )
    return Dual(level, primal, tangent if edge is None else add(tangent, edge))


def vanishes(x: Number) -> Array:
    """Where x and all its derivatives are 0."""
    zero = np.asarray(leaf(x) == 0)
    for tangent in tangents(x):
        zero = zero & (tangent == 0)
    return zero


def chain(slope: Number, tangent: Number) -> Number:
    """slope · tangent, and 0 where the tangent vanishes, even at a kink: relu(x − x) has the derivative 0."""
    zero = vanishes(tangent)
    return mapped(lambda x: np.where(zero, 0, x), multiply(slope, tangent))


def spoiled(x: Number, where: Array) -> Number:
    """x, without derivatives at some places."""
    if not isinstance(x, Dual) or not where.any():
        return x
    return Dual(x.level, spoiled(x.primal, where), mapped(lambda t: np.where(where, np.nan, t), x.tangent))


def edge_of(difference: Number) -> Number | None:
    """The tangents of a condition: nan where a difference is 0 but moves, else 0; None if there is no nan."""
    if not isinstance(difference, Dual):
        return None
    tie = leaf(difference) == 0
    if not tie.any():
        return None
    moves = tie & ~vanishes(difference.tangent)
    primal = edge_of(difference.primal)
    if not moves.any():
        return primal
    tangent = np.where(moves, np.nan, 0.0)
    return Dual(difference.level, np.zeros(tie.shape) if primal is None else primal, tangent)
