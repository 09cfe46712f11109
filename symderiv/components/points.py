"""Admissible points: values of all symbols that keep what is assumed of them, in any field of numbers."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Set
from fractions import Fraction
from typing import Any, Final

from symderiv.components.entries import Scalar
from symderiv.components.places import Positions
from symderiv.components.symbols import SymbolTable
from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.records import dataclass

Value = Any
"""A number of the field: an int that stands for a residue, or a Fraction."""


_Ones = tuple[str, tuple[int, ...]]
_Bit = tuple[Scalar, int]
_Turn = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Field:
    """Where values come from: `draw(what)` a new one (`positive`, `integer`, …), and the quotient of two."""

    draw: Callable[[str], Value]
    divide: Callable[[Value, Value], Value]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is enumerated, not drawn: places of ones, signs, bits, determinants (of orthogonal matrices)."""

    ones: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Of every one-hot the position of the one, in every row."""
    values: tuple[tuple[Scalar, int], ...] = ()
    determinants: tuple[tuple[str, int], ...] = ()


def choices(
    table: SymbolTable, symbols: list[Symbol], positions: Positions, used: Set[Scalar], limit: int
) -> list[Choices] | None:
    """Every combination for the symbols that occur, or None if there are more than the limit."""
    found = _alternatives(table, symbols, positions, used, limit)
    if math.prod(len(part) for parts in found for part in parts) > limit:
        return None
    return [
        Choices(*combination) for combination in itertools.product(*(itertools.product(*p) for p in found))
    ]


def first_choice(
    table: SymbolTable, symbols: list[Symbol], positions: Positions, used: Set[Scalar]
) -> Choices:
    """One combination."""
    ones, bits, turns = _alternatives(table, symbols, positions, used, 1)
    return Choices(tuple(a[0] for a in ones), tuple(b[0] for b in bits), tuple(c[0] for c in turns))


def _alternatives(
    table: SymbolTable, symbols: list[Symbol], positions: Positions, used: Set[Scalar], limit: int
) -> "tuple[list[list[_Ones]], list[list[_Bit]], list[list[_Turn]]]":
    ones: list[list[_Ones]] = []
    bits: list[list[_Bit]] = []
    turns: list[list[_Turn]] = []
    for symbol in symbols:
        entries = [entry.value for entry in table.grid(symbol).flat]
        occurs = bool(used & set(entries))
        if Assumption.ONE_HOT in symbol.assumptions:
            places = _places(symbol, table, positions)
            ones.append(list(itertools.islice(places, limit + 1 if occurs else 1)))
        elif not occurs:
            continue
        elif Assumption.SIGN in symbol.assumptions or Assumption.BINARY in symbol.assumptions:
            bits.extend(
                [(entry, value) for value in _bit_values(symbol)] for entry in entries if entry in used
            )
        elif _TURNED & set(symbol.assumptions):
            turns.append([(symbol.name, 1), (symbol.name, -1)])
    return ones, bits, turns


def _bit_values(symbol: Symbol) -> tuple[int, ...]:
    """The values that a sign or a bit may have, all that is assumed of it being considered."""
    values = [-1, 1] if Assumption.SIGN in symbol.assumptions else [0, 1]
    return tuple(value for value in values if all(_is_kept(a, Fraction(value)) for a in symbol.assumptions))


def loose_choice(
    table: SymbolTable, symbols: list[Symbol], positions: Positions, used: Set[Scalar]
) -> tuple[Choices, frozenset[Scalar]] | None:
    """All choices at once: a one-hot is anything that sums to 1, signs and bits are any numbers.

    With the entries that are left so loose; None if nothing is, or if orthogonal matrices occur.
    """
    ones: list[tuple[str, tuple[int, ...]]] = []
    loose: set[Scalar] = set()
    for symbol in symbols:
        entries = {entry.value for entry in table.grid(symbol).flat} & used
        if Assumption.ONE_HOT in symbol.assumptions and symbol.at in positions:
            ones.append(next(_places(symbol, table, positions)))
        elif {Assumption.ONE_HOT, Assumption.SIGN, Assumption.BINARY} & set(symbol.assumptions):
            loose |= entries
        elif entries and _TURNED & set(symbol.assumptions):
            return None
    return (Choices(tuple(ones)), frozenset(loose)) if loose else None


def _places(
    symbol: Symbol, table: SymbolTable, positions: Positions
) -> Iterator[tuple[str, tuple[int, ...]]]:
    *rows, n = table.shape(symbol)
    if symbol.at is not None and symbol.at in positions:
        found = positions[symbol.at]
        yield symbol.name, (found if isinstance(found, tuple) else (found,))
        return
    count = 1
    for size in rows:
        count *= size
    for at in itertools.product(range(n), repeat=count):
        yield symbol.name, at


def assign(table: SymbolTable, symbols: list[Symbol], chosen: Choices, field: Field) -> dict[Scalar, Value]:
    """A point: every entry of every array gets a value."""
    ones, bits, turns = dict(chosen.ones), dict(chosen.values), dict(chosen.determinants)
    point: dict[Scalar, Value] = {}
    for symbol in symbols:
        if symbol.kind is Kind.ARRAY:
            values = _values(symbol, table.shape(symbol), ones, turns, field)
            for at, entry in zip(_positions(table.shape(symbol)), table.grid(symbol).flat, strict=True):
                point[entry.value] = bits[entry.value] if entry.value in bits else values[at]
    return point


def written_values(table: SymbolTable, symbols: list[Symbol], chosen: Choices) -> dict[Scalar, int]:
    """The entries that a choice makes 0, 1 or −1."""
    known = dict(chosen.values)
    places = dict(chosen.ones)
    for symbol in symbols:
        if symbol.name in places:
            ones = _one_hot(table.shape(symbol), places[symbol.name])
            known |= dict(zip((entry.value for entry in table.grid(symbol).flat), ones.values(), strict=True))
    return known


def _values(
    symbol: Symbol,
    shape: tuple[int, ...],
    ones: Mapping[str, tuple[int, ...]],
    turns: Mapping[str, int],
    field: Field,
) -> dict[tuple[int, ...], Value]:
    known = symbol.assumptions
    if symbol.name in ones:
        return _one_hot(shape, ones[symbol.name])
    if Assumption.SIMPLEX in known or Assumption.SUMS_TO_ONE in known or Assumption.ONE_HOT in known:
        return _summing_to_one(shape, _summands(symbol), field)
    if Assumption.ORTHOGONAL in known:
        return _orthogonal(shape[0], turns.get(symbol.name, 1), field)
    if Assumption.ORTHONORMAL in known:
        rotated = _orthogonal(shape[0], turns.get(symbol.name, 1), field)
        return {at: rotated[(*at, 0)[:2]] for at in _positions(shape)}
    if Assumption.POSITIVE_DEFINITE in known:
        return _positive_definite(shape[0], field)
    what = _kind(symbol)
    values = {at: field.draw(what) for at in _positions(shape)}
    if Assumption.SYMMETRIC in known:
        return {(i, j): values[min(i, j), max(i, j)] for i, j in values}
    return values


def _kind(symbol: Symbol) -> str:
    known = symbol.assumptions
    if Assumption.BINARY in known:
        return "bit"
    if Assumption.SIGN in known:
        return "sign"
    words = ["integer"] if Assumption.INTEGER in known else []
    if Assumption.POSITIVE in known:
        words.append("positive")
    elif Assumption.NONNEGATIVE in known:
        words.append("nonnegative")
    elif Assumption.NONZERO in known:
        words.append("nonzero")
    return " ".join(words) or "real"


def _positions(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    return list(itertools.product(*map(range, shape)))


def _one_hot(shape: tuple[int, ...], places: tuple[int, ...]) -> dict[tuple[int, ...], Value]:
    rows = _positions(shape[:-1])
    return {
        (*row, k): int(k == place) for row, place in zip(rows, places, strict=True) for k in range(shape[-1])
    }


def _summands(symbol: Symbol) -> str:
    """What the summands are drawn as."""
    known = symbol.assumptions
    if {Assumption.SIMPLEX, Assumption.POSITIVE, Assumption.NONNEGATIVE} & set(known):
        return "positive"
    return "integer" if Assumption.INTEGER in known else "real"


def _summing_to_one(shape: tuple[int, ...], what: str, field: Field) -> dict[tuple[int, ...], Value]:
    values: dict[tuple[int, ...], Value] = {}
    for row in _positions(shape[:-1]):
        drawn = [field.draw(what) for _ in range(shape[-1])]
        if what == "positive":
            total = sum(drawn)
            drawn = [field.divide(value, total) for value in drawn]
        else:
            drawn[-1] = 1 - sum(drawn[:-1])
        values.update({(*row, k): value for k, value in enumerate(drawn)})
    return values


def _positive_definite(n: int, field: Field) -> dict[tuple[int, ...], Value]:
    """L Lᵀ for a lower triangular L with a positive diagonal."""
    lower = [
        [field.draw("positive" if j == i else "real") if j <= i else 0 for j in range(n)] for i in range(n)
    ]
    return {
        (i, j): sum(a * b for a, b in zip(lower[i], lower[j], strict=True))
        for i in range(n)
        for j in range(n)
    }


def _orthogonal(n: int, determinant: int, field: Field) -> dict[tuple[int, ...], Value]:
    """Cayley's (I − S)(I + S)⁻¹ of a skew S, with the first row turned over where the determinant is −1."""
    skew = [[0] * n for _ in range(n)]
    for i, j in itertools.combinations(range(n), 2):
        skew[i][j] = field.draw("real")
        skew[j][i] = -skew[i][j]
    minus = [[int(i == j) - skew[i][j] for j in range(n)] for i in range(n)]
    plus = [[int(i == j) + skew[i][j] for j in range(n)] for i in range(n)]
    # (I − S)(I + S)⁻¹ = (I + S)⁻¹(I − S), for both are rational functions of one S.
    solved = _solve(plus, minus, field)
    return {
        (i, j): determinant * x if i == 0 else x for i, row in enumerate(solved) for j, x in enumerate(row)
    }


def _solve(matrix: list[list[Value]], right: list[list[Value]], field: Field) -> list[list[Value]]:
    """Gauss and Jordan; the leading minors of I + S are sums of squares plus 1."""
    n = len(matrix)
    rows = [[*a, *b] for a, b in zip(matrix, right, strict=True)]
    for k in range(n):
        rows[k] = [field.divide(x, rows[k][k]) for x in rows[k]]
        for i in range(n):
            if i != k:
                factor = rows[i][k]
                rows[i] = [field.divide(x - factor * y, 1) for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows]


# ── Checks ──────────────────────────────────────────────────────────────────────────────────────


def admissible(table: SymbolTable, symbols: list[Symbol], point: Mapping[Scalar, Fraction]) -> bool:
    """Whether a point keeps all that is assumed of every symbol by itself."""
    return all(
        _keeps(symbol, table.shape(symbol), [point[entry.value] for entry in table.grid(symbol).flat])
        for symbol in symbols
        if symbol.assumptions
    )


_TURNED: Final = frozenset((Assumption.ORTHOGONAL, Assumption.ORTHONORMAL))
"""What is drawn as a rotation, or as columns of one, turned over or not."""
_OF_MATRICES: Final = frozenset(
    (Assumption.SYMMETRIC, Assumption.ORTHOGONAL, Assumption.POSITIVE_DEFINITE, Assumption.INVERTIBLE)
)


def _keeps(symbol: Symbol, shape: tuple[int, ...], values: list[Fraction]) -> bool:
    if not all(isinstance(value, Fraction) for value in values):
        return False
    known = set(symbol.assumptions)
    if not all(_is_kept(a, x) for a in symbol.assumptions for x in values):
        return False
    if shape and known & {Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE}:
        n = shape[-1]
        if any(sum(values[k : k + n]) != 1 for k in range(0, len(values), n)):
            return False
    if Assumption.ORTHONORMAL in known and not _has_unit_columns(shape, values):
        return False
    if not known & _OF_MATRICES:
        return True
    n = shape[-1]
    rows = [values[k : k + n] for k in range(0, len(values), n)]
    return _keeps_as_matrix(known, rows)


def _has_unit_columns(shape: tuple[int, ...], values: list[Fraction]) -> bool:
    width = shape[1] if len(shape) == 2 else 1
    columns = [values[k::width] for k in range(width)]
    return all(
        sum(x * y for x, y in zip(a, b, strict=True)) == int(i == j)
        for i, a in enumerate(columns)
        for j, b in enumerate(columns)
    )


def _is_kept(assumption: Assumption, x: Fraction) -> bool:
    """Whether a single entry keeps an assumption."""
    match assumption:
        case Assumption.POSITIVE:
            return x > 0
        case Assumption.NONNEGATIVE | Assumption.SIMPLEX:
            return x >= 0
        case Assumption.NONZERO:
            return x != 0
        case Assumption.INTEGER:
            return x.denominator == 1
        case Assumption.SIGN:
            return abs(x) == 1
        case Assumption.BINARY | Assumption.ONE_HOT:
            return x in (0, 1)
        case _:
            return True


def _keeps_as_matrix(known: set[Assumption], rows: list[list[Fraction]]) -> bool:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if known & {Assumption.SYMMETRIC, Assumption.POSITIVE_DEFINITE} and rows != columns:
        return False
    if Assumption.ORTHOGONAL in known:
        for i, a in enumerate(rows):
            for j, b in enumerate(rows):
                if sum(x * y for x, y in zip(a, b, strict=True)) != int(i == j):
                    return False
    if Assumption.POSITIVE_DEFINITE in known:
        return all(_determinant([row[:k] for row in rows[:k]]) > 0 for k in range(1, len(rows) + 1))
    return Assumption.INVERTIBLE not in known or _determinant(rows) != 0


def _determinant(rows: list[list[Fraction]]) -> Fraction:
    """Gauss's elimination."""
    left, result = [list(row) for row in rows], Fraction(1)
    while left:
        pivot = next((row for row in left if row[0] != 0), None)
        if pivot is None:
            return Fraction(0)
        result *= pivot[0] if left.index(pivot) % 2 == 0 else -pivot[0]
        left.remove(pivot)
        left = [[x - row[0] / pivot[0] * y for x, y in zip(row, pivot, strict=True)][1:] for row in left]
    return result


def has_too_many_columns(symbol: Symbol, shape: tuple[int, ...]) -> bool:
    """Are there more columns than can be orthonormal?"""
    return Assumption.ORTHONORMAL in symbol.assumptions and len(shape) == 2 and shape[1] > shape[0]
