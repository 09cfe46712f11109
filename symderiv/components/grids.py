"""Arrays of entries."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from symderiv.components.entries import Entry

Grid = Any
"""A NumPy array of dtype object whose elements are entries; also with no axis at all."""


def filled(shape: tuple[int, ...], entry: Callable[[tuple[int, ...]], Entry]) -> Grid:
    """The array of the given shape with entry(position) at every position."""
    grid = numpy.empty(shape, dtype=object)
    for at in numpy.ndindex(*shape):
        grid[at] = entry(at)
    return grid


def to_grid(entry: Entry) -> Grid:
    """A scalar as an array without axes."""
    grid = numpy.empty((), dtype=object)
    grid[()] = entry
    return grid


def grid_of(entries: Sequence[Entry]) -> Grid:
    """A list of entries as an array with one axis."""
    return filled((len(entries),), lambda at: entries[at[0]])


def stretched(grid: Grid, shape: tuple[int, ...]) -> Grid:
    """The array repeated along its missing axes and its axes of size 1."""
    return numpy.broadcast_to(grid, shape)


def stacked(grids: Sequence[Grid], axis: int, rest: tuple[int, ...]) -> Grid:
    """The arrays of shape `rest` side by side along a new axis."""
    shape = (*rest[:axis], len(grids), *rest[axis:])
    return filled(shape, lambda at: grids[at[axis]][(*at[:axis], *at[axis + 1 :])])


def blocks(rows: Sequence[Sequence[Grid]], shape: tuple[int, ...]) -> Grid:
    """Matrices side by side and below one another."""
    lines = [numpy.concatenate(row, axis=1) for row in rows]
    return numpy.concatenate(lines, axis=0).reshape(shape)
