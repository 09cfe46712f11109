"""Points, what names mean at a place in an expression, and how arrays are moved between places."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from symderiv.numeric.duals import Number, check_room, leaf, mapped
from symderiv.numeric.fields import Array
from symderiv.records import dataclass, field, replace

NO_POSITION: Final = -(2**40)
"""Stands for an index that is off its axis."""


class Unsupported(Exception):
    """A construct that is not evaluated here; the text says which."""


@dataclass(frozen=True, slots=True)
class Points:
    """Many points at the same sizes: every array has the points as its first axis.

    `positions` holds index symbols and arrays of them; `placeholders` the coefficients of functions.
    """

    count: int
    sizes: Mapping[str, int]
    values: Mapping[str, Array]
    positions: Mapping[str, Array]
    placeholders: Mapping[str, Array]
    whole: frozenset[str] = frozenset()
    """The symbols all of whose entries are whole numbers by assumption."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names mean at a place in an expression, and the frame axes that stand there.

    Values carry the number of frame axes at which they were computed. `base` is the number at which
    definitions are computed once and kept in `kept`; `held` are targets that are definitions.
    """

    frames: tuple[int, ...]
    base: int
    indices: Mapping[str, Array] = field(default_factory=dict)
    parameters: Mapping[str, tuple[int, Number]] = field(default_factory=dict)
    symbols: Mapping[str, tuple[int, Number]] = field(default_factory=dict)
    held: Mapping[str, tuple[int, Number]] = field(default_factory=dict)
    kept: dict[str, Number] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return len(self.frames)

    def inside(self, positions: Mapping[str, Array], frames: tuple[int, ...]) -> "Scope":
        """The scope under binders."""
        return replace(self, frames=self.frames + frames, indices={**self.indices, **positions})


def lifted(x: Number, start: int, end: int) -> Number:
    """x, computed with `start` frame axes, where there are `end`."""
    if start == end:
        return x
    return mapped(lambda a: a.reshape(*a.shape[:start], *(1,) * (end - start), *a.shape[start:]), x)


def ranked(x: Number, frames: int, rank: int, wanted: int) -> Number:
    """x with further axes of length 1 behind its own."""
    if rank == wanted or rank > 0:
        return x
    return mapped(lambda a: a.reshape(*a.shape, *(1,) * (wanted - rank)), x)


def gathered(x: Number, frames: int, selectors: list[Array | None]) -> Number:
    """The entries of x at positions over the frames, nan off the axis; None keeps an axis."""
    kept = sum(i is None for i in selectors)
    if kept == len(selectors):
        return x
    sizes = leaf(x).shape[frames:]
    off: Array = np.zeros((1,) * (frames + kept), dtype=bool)
    picks: list[Array] = []
    for place, (index, size) in enumerate(zip(selectors, sizes, strict=True)):
        if index is None:
            before = sum(i is None for i in selectors[:place])
            picks.append(np.arange(size).reshape(-1, *(1,) * (kept - before - 1)))
            continue
        wide = index.reshape(*index.shape, *(1,) * kept)
        outside = (wide < 0) | (wide >= size)
        off = off | outside
        picks.append(np.where(outside, 0, wide))

    def pick(a: Array) -> Array:
        lead = [
            np.arange(n).reshape(-1, *(1,) * (frames + kept - at - 1))
            for at, n in enumerate(a.shape[:frames])
        ]
        check_room(*lead, *picks)
        found = a[(*lead, *picks)]
        return np.where(off, np.nan, found) if off.any() else found

    return mapped(pick, x)
