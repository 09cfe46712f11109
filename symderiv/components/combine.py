"""Entries and arrays of entries made of others."""

from collections.abc import Callable
from typing import Final

import numpy
import sympy

from symderiv.components.entries import NO_GUARDS, Entry, Guards, Pos, Scalar, only_under, union
from symderiv.components.functions import ALONG, Unsupported, matrix_inverse, reduce_entries
from symderiv.components.grids import Grid, filled, stretched, to_grid
from symderiv.language import expression as e

TRUE: Final = Entry(sympy.S.One)


def truth(holds: bool) -> Entry:
    """1 or 0."""
    return Entry(sympy.Integer(int(holds)))


def all_different(positions: "int | tuple[int, ...]") -> bool:
    """Whether no two positions are equal."""
    return isinstance(positions, int) or len(set(positions)) == len(positions)


def each(function: Callable[..., Entry], *grids: Grid) -> Grid:
    """The function at every position; arrays without axes go along with any."""
    shape = max((grid.shape for grid in grids), key=len)
    wide = [stretched(grid, shape) for grid in grids]
    return filled(shape, lambda at: function(*(grid[at] for grid in wide)))


def at_places(grid: Grid, places: tuple[int | None, ...]) -> Grid:
    """The part of an array at some places; None keeps an axis."""
    picked = grid[tuple(slice(None) if at is None else at for at in places)]
    return to_grid(picked) if isinstance(picked, Entry) else picked


def times(left: Entry, right: Entry) -> Entry:
    """The product of two entries."""
    return Entry(left.value * right.value, left.guards | right.guards)


def contract(left: Grid, right: Grid) -> Grid:
    """Σ_k left[…, k] · right[k, …]."""
    cut = left.ndim - 1

    def entry(at: tuple[int, ...]) -> Entry:
        pairs = [(left[(*at[:cut], k)], right[(k, *at[cut:])]) for k in range(left.shape[-1])]
        value = sympy.Add(*(a.value * b.value for a, b in pairs))
        return Entry(value, union(x for pair in pairs for x in pair))

    return filled(left.shape[:-1] + right.shape[1:], entry)


def matrix_power(base: Grid, exponent: int) -> Grid:
    """A · A · …, or of A⁻¹; the exponent 0 gives the identity."""
    factor = matrix_inverse(base) if exponent < 0 else base
    guards = union(base.flat)
    result = filled(base.shape, lambda at: Entry(sympy.Integer(int(at[0] == at[1])), guards))
    for turn in range(abs(exponent)):
        result = factor if turn == 0 else contract(result, factor)
    return result


def built(made: tuple[Scalar, Guards], *entries: Entry) -> Entry:
    """What a function made of the values of entries."""
    value, guards = made
    return Entry(value, guards | union(entries))


def along(name: str, grid: Grid, axis: int) -> Grid:
    """A function that acts along an axis and keeps it."""
    last = numpy.moveaxis(grid, axis, -1)
    lines = {at: ALONG[name](list(last[at])) for at in numpy.ndindex(*last.shape[:-1])}
    return numpy.moveaxis(filled(last.shape, lambda at: lines[at[:-1]][at[-1]]), -1, axis)


def reduced(operator: str, terms: list[tuple[Entry, Entry]]) -> Entry:
    """The reduction of (condition, value), where the conditions may depend on values."""
    if all(condition.value == 1 for condition, _ in terms):
        made = reduce_entries(operator, [value for _, value in terms])
        return Entry(made.value, made.guards | union(c for c, _ in terms))
    guards = NO_GUARDS
    parts = []
    for condition, value in terms:
        guards |= condition.guards | only_under(value.guards, condition.value)
        match operator:
            case "sum":
                parts.append(Entry(condition.value * value.value))
            case "prod":
                parts.append(Entry(1 - condition.value + condition.value * value.value))
            case _:
                raise Unsupported(f"{operator} over a set that depends on values")
    return Entry(reduce_entries(operator, parts).value, guards)


def compare(relation: e.Relation, left: Entry, right: Entry) -> Entry:
    """The relation of two entries, as 1 or 0."""
    difference = left.value - right.value
    above, below = Pos(difference), Pos(-difference)
    values = {
        "=": 1 - above - below,
        "≠": above + below,
        "<": below,
        "≤": 1 - above,
        ">": above,
        "≥": 1 - below,
    }
    return Entry(values[relation], left.guards | right.guards)


def branch(condition: Entry, value: Entry, rest: Entry) -> Entry:
    """{value if condition; rest otherwise}."""
    if condition.value == 1:
        return Entry(value.value, value.guards | condition.guards)
    if condition.value == 0:
        return Entry(rest.value, rest.guards | condition.guards)
    holds, fails = condition.value, 1 - condition.value
    guards = condition.guards | only_under(value.guards, holds) | only_under(rest.guards, fails)
    return Entry(holds * value.value + fails * rest.value, guards)
