"""Random points that meet the types of the symbols: exact rational values, at several scales.

Doubles stand for themselves: what is drawn is a multiple of 2⁻¹⁶ and hence exact. Where that cannot be
(orthogonal matrices), an array holds fractions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from math import prod
from typing import Any, Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.expression import Definition, Number
from symderiv.numeric.draws import Generator
from symderiv.numeric.fields import Array, OutOfReach
from symderiv.numeric.scope import Points

GRAIN: Final = 2.0**16
"""Random reals are multiples of its inverse."""

LARGEST: Final = 2_000_000
"""The most entries that are drawn for one symbol."""

SCALES: Final = (1.0, 1.0, 0.3, 3.0, 0.0, 10.0, 0.01, 30.0)
"""The magnitudes of the coordinates of successive points; 0 means close to 1."""

WHOLE: Final = frozenset({Assumption.INTEGER, Assumption.SIGN, Assumption.BINARY, Assumption.ONE_HOT})
"""Assumptions under which all entries are whole numbers."""


def nodes(*roots: Any) -> Iterator[Any]:
    """Every node of expressions, bodies of definitions included, each definition once."""
    seen: set[str] = set()
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, type):
            if isinstance(node, Definition):
                if node.key in seen:
                    continue
                seen.add(node.key)
            yield node
            stack.extend(
                getattr(node, f.name) for f in reversed(fields(node)) if f.name not in ("shape", "spelled")
            )


def literals(statement: Statement) -> tuple[float, ...]:
    """The numbers from 3 on that are spelled in a statement: kinks may lie there."""
    every = nodes(statement.left, statement.right, *statement.assumptions)
    found = {abs(float(n.value)) for n in every if isinstance(n, Number) and abs(n.value) < 10**4}
    return tuple(sorted(x for x in found if x > 2))


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws points for the symbols of a statement."""

    symbols: Sequence[Symbol]
    landmarks: tuple[float, ...] = ()

    def draw(self, sizes: Mapping[str, int], count: int, generator: Generator) -> Points | None:
        """So many points that meet the symbols' types, or None where no value does."""
        positions: dict[str, Array] = {}
        values: dict[str, Array] = {}
        placeholders: dict[str, Array] = {}
        scales = self._scales(count)
        for symbol in sorted(self.symbols, key=lambda s: s.kind is not Kind.POSITION):
            axes = tuple(n.at(sizes) for n in symbol.shape.axes)
            if any(n < 1 for n in axes):
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
                    inputs = sum(prod(n.at(sizes) for n in shape.axes) for shape in symbol.arguments)
                    shape = (count, prod(axes), 1 + 3 * inputs)
                    placeholders[symbol.name] = generator.integers(-10, 11, shape) / 8.0
                case Kind.ARRAY:
                    at = positions[symbol.at] if symbol.at is not None else None
                    values[symbol.name] = _values(frozenset(symbol.assumptions), axes, scales, at, generator)
        return Points(count, dict(sizes), values, positions, placeholders, whole_symbols(self.symbols))

    def _scales(self, count: int) -> Array:
        cycle = [*SCALES, *(scale * x for x in self.landmarks for scale in (1.5, 6))]
        return np.resize(np.array(cycle), count)


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


def _values(
    assumptions: frozenset[Assumption],
    axes: tuple[int, ...],
    scales: Array,
    at: Array | None,
    generator: Generator,
) -> Array:
    shape = (len(scales), *axes)
    if Assumption.ONE_HOT in assumptions:
        return _one_hot(shape, at, generator)
    if Assumption.SIMPLEX in assumptions:
        return _simplex(shape, generator)
    if Assumption.ORTHOGONAL in assumptions:
        return np.array([_orthogonal(axes[-1], generator) for _ in scales], dtype=object)
    if Assumption.POSITIVE_DEFINITE in assumptions:
        return _positive_definite(assumptions, shape, scales, generator)
    values = _entries(assumptions, shape, scales, generator)
    if Assumption.SYMMETRIC in assumptions:
        lower = np.tril(values)
        values = lower + np.swapaxes(np.tril(values, -1), -1, -2)
    if Assumption.SUMS_TO_ONE in assumptions:
        values[..., -1] = 1 - values[..., :-1].sum(axis=-1)
    if Assumption.INVERTIBLE in assumptions:
        singular = np.abs(np.linalg.det(values)) <= 1e-9 * np.abs(values).max(axis=(-2, -1)) ** axes[-1]
        values = values + singular[:, None, None] * np.eye(axes[-1]) * np.ceil(1 + np.abs(values).sum())
    return values


def _entries(
    assumptions: frozenset[Assumption], shape: tuple[int, ...], scales: Array, generator: Generator
) -> Array:
    wide = scales.reshape(-1, *(1,) * (len(shape) - 1))
    signs = generator.choice([-1.0, 1.0], shape)
    if Assumption.SIGN in assumptions:
        values = signs
    elif Assumption.BINARY in assumptions:
        values = (signs + 1) / 2
    elif Assumption.INTEGER in assumptions:
        bound = 4 + np.where(wide > 30, wide, np.minimum(wide, 5))
        values = generator.integers(0, bound.astype(np.int64), shape) * signs
    else:
        sizes = generator.uniform(0.2, 1.8, shape) * wide
        near_one = 1 + generator.uniform(-0.02, 0.02, shape)
        values = (
            np.round(np.where(wide == 0, near_one, sizes) * GRAIN) / GRAIN * np.where(wide == 0, 1, signs)
        )
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
    cuts = np.sort(np.array([generator.sample(n - 1, 4095) + 1 for _ in range(rows)]), axis=1)
    ends = np.concatenate([np.zeros((rows, 1)), cuts.reshape(rows, n - 1), np.full((rows, 1), 4096)], axis=1)
    return np.diff(ends, axis=1).reshape(shape) / 4096


def _positive_definite(
    assumptions: frozenset[Assumption], shape: tuple[int, ...], scales: Array, generator: Generator
) -> Array:
    """B Bᵀ + I/16, exactly."""
    n = shape[-1]
    roots = np.round(_entries(assumptions - WHOLE, shape, np.clip(scales, 0.3, 3), generator) * 64) / 64
    if Assumption.INTEGER in assumptions:
        roots = np.round(roots)
    return roots @ np.swapaxes(roots, -1, -2) + np.eye(n) / (1 if Assumption.INTEGER in assumptions else 16)


def _orthogonal(n: int, generator: Generator) -> Array:
    """(I − S)(I + S)⁻¹ = 2 (I + S)⁻¹ − I for a skew S, with random signs of the rows."""
    upper = generator.integers(-8, 9, (n, n))
    rows = [[Fraction(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            below = upper[i, j] if i < j else -upper[j, i]
            rows[i][j] = Fraction(1) if i == j else Fraction(int(below), 4)
    inverse = _rational_inverse(rows)
    signs = generator.choice([-1, 1], (n,))
    result = np.empty((n, n), dtype=object)
    for i in range(n):
        for j in range(n):
            result[i, j] = int(signs[i]) * (2 * inverse[i][j] - int(i == j))
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
