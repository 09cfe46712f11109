"""Simple values at which two sides still differ: 0, 1, −1, 2, ½ before anything else."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.numeric.admissible import Premises
from symderiv.numeric.combined import fractions
from symderiv.numeric.exact_point import Judge, Mask, surveyed, suspects
from symderiv.numeric.fields import Array, Doubles, OutOfReach
from symderiv.numeric.membership import admits
from symderiv.numeric.sample import joined, taken
from symderiv.numeric.scope import Points
from symderiv.records import dataclass, replace

UNITS: Final = 40
"""Rows with a single 1 that are tried."""
EVALUATIONS: Final = 150
"""How many batches of candidates are evaluated for one counterexample."""

ENTRIES: Final = tuple(
    Fraction(x) for x in ("0", "1", "-1", "2", "1/2", "-2", "-1/2", "3", "-3", "4", "-4", "7", "-7")
)
"""The simplest numbers first."""

BY_ROWS: Final = frozenset({Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE})


@dataclass(frozen=True, slots=True)
class Shrinker:
    """Replaces the values of a point by simpler ones, as long as it stays a counterexample."""

    statement: Statement
    premises: Premises
    undefined: bool
    """Whether the right side's being undefined is what fails."""
    judge: Judge | None = None
    """Decides what fails where doubles do not see it."""

    def shrink(self, point: Points) -> Points:
        """A simpler point, the same if none is found."""
        left = EVALUATIONS
        for symbol in self.statement.symbols:
            shape = self._array(symbol, point).shape[1:]
            for place in (None, *np.ndindex(*shape)):
                if left <= 0:
                    return point
                left -= 1 if self.judge is None else len(ENTRIES)
                point = self._simplified(symbol, place, point)
        return point

    def _array(self, symbol: Symbol, point: Points) -> Array:
        match symbol.kind:
            case Kind.POSITION:
                return point.positions[symbol.name]
            case Kind.FUNCTION:
                return point.placeholders[symbol.name]
            case Kind.ARRAY:
                return point.values[symbol.name]

    def _simplified(self, symbol: Symbol, place: tuple[int, ...] | None, point: Points) -> Points:
        """The point with the first candidate for an array, or for an entry of it, that still fails."""
        old = np.asarray(self._array(symbol, point)[0])
        arrays = _patterns(symbol, old) if place is None else _with_entry(symbol, old, place)
        fit = [self._with(symbol, np.asarray(new)[None], point) for new in arrays if _admitted(symbol, new)]
        fit = [moved for moved in fit if self._keeps_types(symbol, moved)]
        if not fit:
            return point
        together = joined(fit)
        try:
            passing = self._failing(together)
            if self.premises.any:
                passing &= self.premises.met(Doubles(), together, 1e-12)
        except OutOfReach:
            return point
        chosen = np.flatnonzero(passing)
        return taken(together, [int(chosen[0])]) if chosen.size else point

    def _with(self, symbol: Symbol, new: Array, point: Points) -> Points:
        match symbol.kind:
            case Kind.FUNCTION:
                return replace(point, placeholders={**point.placeholders, symbol.name: new})
            case Kind.ARRAY:
                return replace(point, values={**point.values, symbol.name: new})
            case Kind.POSITION:
                values = dict(point.values)
                for other in self.statement.symbols:
                    if other.at == symbol.name:
                        n = values[other.name].shape[-1]
                        values[other.name] = np.asarray(new[..., None] == np.arange(n), dtype=np.float64)
                return replace(point, values=values, positions={**point.positions, symbol.name: new})

    def _keeps_types(self, symbol: Symbol, point: Points) -> bool:
        """Whether the ones that stand at moved positions leave their arrays what they are assumed to be."""
        bound = [s for s in self.statement.symbols if s.at == symbol.name]
        return all(admits(s, point.values[s.name][0]) for s in bound)

    def _failing(self, points: Points) -> Mask:
        if self.judge is not None:
            return self._judged(points, self.judge)
        sides = surveyed(self.statement, points)
        marked = suspects(sides, numbers_only=not self.undefined)
        if self.undefined:
            marked = marked & ~sides.right_defined
        return np.asarray(marked.any(axis=sides.entry_axes))

    def _judged(self, points: Points, judge: Judge) -> Mask:
        """The first point that fails for certain."""
        found = np.zeros(points.count, dtype=bool)
        for at in range(points.count):
            judgement = judge.judge(taken(points, [at]))
            if judgement is not None and judgement.differs.any():
                found[at] = True
                break
        return found


def _admitted(symbol: Symbol, values: Array) -> bool:
    match symbol.kind:
        case Kind.FUNCTION:
            return True
        case Kind.POSITION:
            return Assumption.DISTINCT not in symbol.assumptions or len(np.unique(values)) == values.size
        case Kind.ARRAY:
            return admits(symbol, values)


# ── Whole arrays ────────────────────────────────────────────────────────────────────────────────


def _patterns(symbol: Symbol, old: Array) -> Iterator[Array]:
    """Simple arrays of the shape of an old one."""
    shape, assumed = old.shape, frozenset(symbol.assumptions)
    if symbol.kind is Kind.POSITION:
        yield np.zeros(shape, dtype=np.int64)
        if shape:
            yield np.arange(old.size).reshape(shape) % (int(old.max(initial=0)) + 1)
        return
    if symbol.at is not None:
        return
    if BY_ROWS & assumed and shape:
        yield from _rows(shape, old)
        return
    counted = np.arange(1.0, old.size + 1).reshape(shape)
    yield from (np.full(shape, x) for x in (0.0, 1.0, -1.0))
    if len(shape) == 2 and shape[0] == shape[1]:
        yield from _squares(shape[0])
    yield from (counted % 2, 1 - counted % 2, counted - 1, counted, 2 * (counted % 2) - 1)
    exact = fractions(old)
    for denominator in (1, 2, 4, 10, 100, 1000):
        yield np.asarray(
            np.frompyfunc(lambda v, d=denominator: Fraction(round(v * d), d), 1, 1)(exact)
        ).reshape(shape)


def _squares(n: int) -> Iterator[Array]:
    unit = np.eye(n)
    yield unit
    yield np.roll(unit, 1, axis=0)
    yield np.diag(np.arange(1.0, n + 1))
    yield unit + 1
    yield -unit
    if n >= 2:
        turned = fractions(unit)
        turned[:2, :2] = [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]]
        yield turned


def _rows(shape: tuple[int, ...], old: Array) -> Iterator[Array]:
    """Rows that sum to 1: equal parts, parts as 1 : 2 : 3, and a one at one place."""
    n = shape[-1]
    for weights in ([Fraction(1, n)] * n, [Fraction(2 * k, n * (n + 1)) for k in range(1, n + 1)]):
        yield np.broadcast_to(np.array(weights, dtype=object), shape)
    yield from (np.broadcast_to(np.arange(n) == k, shape).astype(np.float64) for k in range(min(n, UNITS)))


# ── Single entries ──────────────────────────────────────────────────────────────────────────────


def _with_entry(symbol: Symbol, old: Array, place: tuple[int, ...]) -> Iterator[Array]:
    """The array with a simpler entry at a place."""
    assumed = frozenset(symbol.assumptions)
    if symbol.kind is Kind.POSITION:
        for k in range(int(old[place])):
            new = old.copy()
            new[place] = k
            yield new
        return
    if symbol.at is not None or (BY_ROWS | {Assumption.ORTHOGONAL, Assumption.ORTHONORMAL}) & assumed:
        return
    exact = fractions(old)
    for value in ENTRIES:
        if value == exact[place]:
            return
        new = exact.copy()
        new[place] = value
        if {Assumption.SYMMETRIC, Assumption.POSITIVE_DEFINITE} & assumed:
            new[place[::-1]] = value
        yield new
