"""Random points that meet the types of the symbols: exact rational values, at several scales.

Doubles stand for themselves: what is drawn is a multiple of 2⁻¹⁶ and hence exact. Where that cannot be
(orthogonal matrices), an array holds fractions.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.language.expression import Shape
from symderiv.numeric.combined import WHOLE, combined, simplified
from symderiv.numeric.draws import Generator
from symderiv.numeric.fields import Array, OutOfReach
from symderiv.numeric.landmarks import NO_LANDMARKS, Landmarks
from symderiv.numeric.membership import admits
from symderiv.numeric.scope import Points
from symderiv.records import dataclass

GRAIN: Final = 2.0**16
"""Random reals are multiples of its inverse."""

LARGEST: Final = 2_000_000
"""The most entries that are drawn for one symbol, …"""

LARGEST_IN_ALL: Final = 4_000_000
"""… and for all of them."""

LARGEST_ORTHOGONAL: Final = 12
"""The most rows of an orthogonal matrix, whose entries are quotients of whole numbers."""

SCALES: Final = (1.0, 1.0, 0.3, 3.0, 0.0, 10.0, 0.01, 30.0)
"""The magnitudes of the coordinates of successive points; 0 means close to 1."""

REDRAWS: Final = 8
"""How often arrays are drawn again that do not meet all assumptions together."""


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws points for the symbols of a statement."""

    symbols: Sequence[Symbol]
    landmarks: Landmarks = NO_LANDMARKS

    def draw(self, sizes: Mapping[str, int], count: int, generator: Generator) -> Points | None:
        """So many points that meet the symbols' types, or None where no value does."""
        positions: dict[str, Array] = {}
        values: dict[str, Array] = {}
        placeholders: dict[str, Array] = {}
        rows = self._rows(count)
        if count * self.entries(sizes) > LARGEST_IN_ALL:
            raise OutOfReach("the arrays of the symbols")
        for symbol in sorted(self.symbols, key=lambda s: s.kind is not Kind.POSITION):
            axes = tuple(n.at(sizes) for n in symbol.shape.axes)
            too_many = Assumption.ORTHONORMAL in symbol.assumptions and axes[-1] > axes[0]
            if any(n < 1 for n in axes) or too_many:
                return None
            if count * prod(axes) > LARGEST:
                raise OutOfReach("the arrays of the symbols")
            match symbol.kind:
                case Kind.POSITION:
                    drawn = _positions(
                        symbol, axes, symbol.sort.at(sizes) if symbol.sort else 0, count, generator
                    )
                    if drawn is None:
                        return None
                    positions[symbol.name] = drawn
                case Kind.FUNCTION:
                    shape = (count, prod(axes), 1 + 3 * _inputs(symbol, sizes))
                    placeholders[symbol.name] = generator.integers(-10, 11, shape) / 8.0
                case Kind.ARRAY:
                    at = positions[symbol.at] if symbol.at is not None else None
                    found = _admitted(symbol, axes, rows, at, generator)
                    if found is None:
                        return None
                    values[symbol.name] = found
        points = Points(count, dict(sizes), values, positions, placeholders, whole_symbols(self.symbols))
        return self._without_misplaced(points)

    def entries(self, sizes: Mapping[str, int]) -> int:
        """How many numbers one point has."""
        return sum(_count(symbol.shape, sizes) * (1 + 3 * _inputs(symbol, sizes)) for symbol in self.symbols)

    def _rows(self, count: int) -> "Rows":
        cycle = [*SCALES, *(scale * x for x in self.landmarks.scales for scale in (1.5, 6))]
        if not self.landmarks.whole:
            return Rows(np.resize(np.array(cycle), count), np.zeros(count, dtype=bool), self.landmarks)
        return Rows(np.resize(np.repeat(cycle, 2), count), np.arange(count) % 2 == 1, self.landmarks)

    def _without_misplaced(self, points: Points) -> Points | None:
        """Those points at which arrays with ones at given positions are all that is assumed of them."""
        bound = [s for s in self.symbols if s.at is not None and _together(frozenset(s.assumptions))]
        if not bound:
            return points
        fit = [all(admits(s, points.values[s.name][k]) for s in bound) for k in range(points.count)]
        return taken(points, np.flatnonzero(fit)) if any(fit) else None


@dataclass(frozen=True, slots=True)
class Rows:
    """For every point the magnitude of its coordinates, and whether they lie at landmarks."""

    scales: Array
    placed: Array
    landmarks: Landmarks

    def around(self, values: Array, whole: bool, generator: Generator) -> Array:
        """The values, at the points in question those at landmarks, each about equally often."""
        places = self.landmarks.whole if whole else self.landmarks.places
        if not places or not self.placed.any():
            return values
        chosen = values[self.placed]
        signed = np.array([sign * x for x in places for sign in (1.0, -1.0)])
        grain = 2.0 ** np.ceil(36 - np.log2(1 + np.abs(signed)))
        order = generator.permutation(np.resize(np.arange(len(signed)), chosen.size))
        result = values.copy()
        result[self.placed] = (np.round(signed * grain) / grain)[order].reshape(chosen.shape)
        return result


def _count(shape: Shape, sizes: Mapping[str, int]) -> int:
    """The entries of an array; none if an axis has none."""
    return prod(max(0, n.at(sizes)) for n in shape.axes)


def _inputs(symbol: Symbol, sizes: Mapping[str, int]) -> int:
    """The numbers on which a function depends."""
    return sum(_count(shape, sizes) for shape in symbol.arguments)


def whole_symbols(symbols: Iterable[Symbol]) -> frozenset[str]:
    """The names of arrays of whole numbers."""
    return frozenset(s.name for s in symbols if s.kind is Kind.ARRAY and WHOLE & set(s.assumptions))


def taken(points: Points, chosen: Array | slice | list[int]) -> Points:
    """Some of the points."""
    parts = [
        {k: v[chosen] for k, v in part.items()}
        for part in (points.values, points.positions, points.placeholders)
    ]
    return Points(
        len(np.arange(points.count)[chosen]), points.sizes, parts[0], parts[1], parts[2], points.whole
    )


def joined(several: Sequence[Points]) -> Points:
    """Points at the same sizes together."""

    def together(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    return Points(
        sum(p.count for p in several),
        several[0].sizes,
        together([p.values for p in several]),
        together([p.positions for p in several]),
        together([p.placeholders for p in several]),
        several[0].whole,
    )


def _spread_out(n: int, count: int, generator: Generator) -> Array:
    """Positions such that each of the n occurs about equally often."""
    return generator.permutation(np.resize(generator.permutation(n), count))


def _positions(
    symbol: Symbol, axes: tuple[int, ...], sort: int, count: int, generator: Generator
) -> Array | None:
    if sort < 1:
        return None
    if Assumption.DISTINCT not in symbol.assumptions:
        if not axes:
            return _spread_out(sort, count, generator)
        return generator.integers(0, sort, (count, *axes))
    if prod(axes) > sort:
        return None
    rows = [generator.permutation(sort)[: prod(axes)] for _ in range(count)]
    return np.array(rows, dtype=np.int64).reshape(count, *axes)


def _together(assumptions: frozenset[Assumption]) -> bool:
    """Whether several assumptions stand together that do not follow from one of them."""
    found = assumptions - {Assumption.CONSTANT}
    if Assumption.POSITIVE_DEFINITE in found:
        found -= {Assumption.SYMMETRIC, Assumption.INVERTIBLE}
    return len(found) > 1


def _admitted(
    symbol: Symbol, axes: tuple[int, ...], rows: Rows, at: Array | None, generator: Generator
) -> Array | None:
    """One array for every point, each meeting all assumptions on its symbol; None if none was found."""
    assumptions = frozenset(symbol.assumptions)
    values = _values(assumptions, axes, rows, at, generator)
    if at is not None or not _together(assumptions):
        return values
    fit = np.array([admits(symbol, v) for v in values])
    for _ in range(REDRAWS):
        if fit.all():
            return values
        again = _values(assumptions, axes, rows, None, generator)
        if again.dtype == object:
            values = values.astype(object)
        for k in np.flatnonzero(~fit):
            fit[k] = admits(symbol, again[k])
            values[k] = again[k]
    found = np.flatnonzero(fit)
    return values[np.where(fit, np.arange(len(fit)), np.resize(found, len(fit)))] if found.size else None


def _values(
    assumed: frozenset[Assumption],
    axes: tuple[int, ...],
    rows: Rows,
    at: Array | None,
    generator: Generator,
) -> Array:
    shape = (len(rows.scales), *axes)
    assumptions = simplified(assumed)
    if at is None and len(assumptions) > 1:
        drawn = combined(assumptions, shape, generator)
        if drawn is not None:
            return drawn
    if Assumption.ONE_HOT in assumptions:
        return _one_hot(shape, at, generator)
    if Assumption.SIMPLEX in assumptions:
        return _simplex(shape, generator)
    if Assumption.ORTHONORMAL in assumptions:
        return np.array([_orthonormal(axes, generator) for _ in rows.scales], dtype=object)
    if Assumption.ORTHOGONAL in assumptions:
        return np.array([_orthogonal(axes[-1], generator) for _ in rows.scales], dtype=object)
    if Assumption.POSITIVE_DEFINITE in assumptions:
        return _positive_definite(assumptions, shape, rows, generator)
    values = _entries(assumptions, shape, rows, generator)
    if Assumption.SYMMETRIC in assumptions:
        lower = np.tril(values)
        values = lower + np.swapaxes(np.tril(values, -1), -1, -2)
    if Assumption.SUMS_TO_ONE in assumptions:
        values[..., -1] = 1 - values[..., :-1].sum(axis=-1)
    elif Assumption.INVERTIBLE in assumptions and not assumptions & {Assumption.SIGN, Assumption.BINARY}:
        return _regular(values)
    return values


def _regular(values: Array) -> Array:
    """The matrices, with a multiple of I added to those that are nearly singular."""
    n = values.shape[-1]
    with np.errstate(all="ignore"):
        sizes = np.maximum(np.abs(values).max(axis=(-2, -1)), 1e-12)
        singular = np.abs(np.linalg.det(values / sizes[:, None, None])) <= 1e-9
    moves = np.eye(n) * np.ceil(1 + np.abs(values).sum())
    return np.asarray(values + singular[:, None, None] * moves)


def _entries(
    assumptions: frozenset[Assumption], shape: tuple[int, ...], rows: Rows, generator: Generator
) -> Array:
    wide = rows.scales.reshape(-1, *(1,) * (len(shape) - 1))
    signs = generator.choice([-1.0, 1.0], shape)
    if Assumption.SIGN in assumptions:
        values = signs
    elif Assumption.BINARY in assumptions:
        values = (signs + 1) / 2
    elif Assumption.INTEGER in assumptions:
        bound = 4 + np.where(wide > 30, wide, np.minimum(wide, 5))
        values = rows.around(generator.integers(0, bound.astype(np.int64), shape) * signs, True, generator)
    else:
        sizes = generator.uniform(0.2, 1.8, shape) * wide
        near_one = 1 + generator.uniform(-0.02, 0.02, shape)
        values = (
            np.round(np.where(wide == 0, near_one, sizes) * GRAIN) / GRAIN * np.where(wide == 0, 1, signs)
        )
        values = rows.around(values, False, generator)
    if {Assumption.POSITIVE, Assumption.NONNEGATIVE} & assumptions:
        values = np.abs(values)
    if {Assumption.POSITIVE, Assumption.NONZERO} & assumptions:
        values = np.where(values == 0, 1, values)
    return np.asarray(values + 0.0)


def _one_hot(shape: tuple[int, ...], at: Array | None, generator: Generator) -> Array:
    n = shape[-1]
    if at is None:
        at = _spread_out(n, prod(shape[:-1]), generator).reshape(shape[:-1])
    return np.asarray(at[..., None] == np.arange(n), dtype=np.float64)


def _simplex(shape: tuple[int, ...], generator: Generator) -> Array:
    """Lengths between random cuts of a bar of 4096 pieces, none empty."""
    n, rows = shape[-1], prod(shape[:-1])
    if n > 4096:
        raise OutOfReach("so many parts of 1")
    cuts = np.sort(np.array([generator.sample(n - 1, 4095) + 1 for _ in range(rows)]), axis=1)
    ends = np.concatenate([np.zeros((rows, 1)), cuts.reshape(rows, n - 1), np.full((rows, 1), 4096)], axis=1)
    return np.diff(ends, axis=1).reshape(shape) / 4096


def _positive_definite(
    assumptions: frozenset[Assumption], shape: tuple[int, ...], rows: Rows, generator: Generator
) -> Array:
    """B Bᵀ + I/16, exactly."""
    n = shape[-1]
    moderate = Rows(np.clip(rows.scales, 0.3, 3), np.zeros_like(rows.placed), rows.landmarks)
    roots = np.round(_entries(assumptions - WHOLE, shape, moderate, generator) * 64) / 64
    if Assumption.INTEGER in assumptions:
        roots = np.round(roots)
    return roots @ np.swapaxes(roots, -1, -2) + np.eye(n) / (1 if Assumption.INTEGER in assumptions else 16)


def _orthogonal(n: int, generator: Generator) -> Array:
    """A rotation, with random signs of the rows."""
    if n > LARGEST_ORTHOGONAL:
        raise OutOfReach("an orthogonal matrix")
    upper = generator.integers(-8, 9, (n, n))
    turned = rotation([[Fraction(int(x), 4) for x in row] for row in upper])
    return np.asarray(generator.choice([-1, 1], (n,)).astype(object)[:, None] * turned)


def _orthonormal(axes: tuple[int, ...], generator: Generator) -> Array:
    """Columns of an orthogonal matrix, or one of them."""
    columns = axes[1] if len(axes) == 2 else 1
    chosen = _orthogonal(axes[0], generator)[:, :columns]
    return chosen if len(axes) == 2 else np.asarray(chosen[:, 0])


def rotation(upper: list[list[Fraction]]) -> Array:
    """(I − S)(I + S)⁻¹ = 2 (I + S)⁻¹ − I for a skew S, of which the part above the diagonal is given."""
    n = len(upper)
    rows = [
        [Fraction(1) if i == j else upper[i][j] if i < j else -upper[j][i] for j in range(n)]
        for i in range(n)
    ]
    inverse = _rational_inverse(rows)
    result: Array = np.empty((n, n), dtype=object)
    for i in range(n):
        for j in range(n):
            result[i, j] = 2 * inverse[i][j] - int(i == j)
    return result


def _rational_inverse(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    n = len(rows)
    work = [[*row, *(Fraction(int(i == j)) for j in range(n))] for i, row in enumerate(rows)]
    for column in range(n):
        pivot = next(i for i in range(column, n) if work[i][column])
        work[column], work[pivot] = work[pivot], work[column]
        lead = work[column][column]
        work[column] = [x / lead for x in work[column]]
        for i in range(n):
            if i != column and work[i][column]:
                factor = work[i][column]
                work[i] = [x - factor * y for x, y in zip(work[i], work[column], strict=True)]
    return [row[n:] for row in work]
