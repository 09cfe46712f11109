"""Points that the types and the premises of a statement allow, drawn exactly."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.traverse import walk
from tests.soundness.evaluate import Scope, World
from tests.soundness.numbers import Numbers, Real, minus, quotient, spots

A = Assumption
Values = dict[str, Any]
INTEGRAL = frozenset({A.INTEGER, A.SIGN, A.BINARY, A.ONE_HOT})
FIXED = INTEGRAL | {A.SIMPLEX, A.SUMS_TO_ONE, A.ORTHOGONAL, A.SYMMETRIC, A.POSITIVE_DEFINITE}
"""Types whose entries cannot be moved one at a time."""


NEAR_HALF, FAR = -1, -2


class NoPoint(Exception):
    """No value of this type was found at these sizes."""


@dataclass(frozen=True)
class Point:
    """Sizes and exact values; `scale` is how large the numbers are.

    At scale 0 they are special: 0, ±1, equal ones. NEAR_HALF and FAR are places that kinds of mutation have in mind.
    """

    sizes: Mapping[str, int]
    values: Mapping[str, Any]
    scale: int

    def world(self, numbers: Numbers, statement: Statement) -> World:
        integers = frozenset(s.name for s in statement.symbols if INTEGRAL & set(s.assumptions))
        return World(numbers, self.sizes, self.values, integers)


def sizes_of(statement: Statement, rng: random.Random, smallest: int) -> dict[str, int]:
    """Small sizes, with more positions on an axis than are drawn from it, and room for windows."""
    sizes = {name: rng.randint(smallest, 3) for name, _ in statement.sizes}
    for symbol in statement.symbols:
        if symbol.kind is Kind.POSITION and symbol.shape.rank and symbol.sort is not None:
            sizes |= dict.fromkeys(symbol.sort.names, 4)
            sizes |= {name: min(sizes[name], 2) for axis in symbol.shape.axes for name in axis.names}
    sides = (statement.left, statement.right)
    windows = [b for side in sides for b in walk(side) if isinstance(b, x.Binder) and b.sort is None]
    if windows:
        widths = {name for b in windows for name in (*b.lower.names, *b.upper.names)}
        sizes = {name: 1 if name in widths else max(size, 4) for name, size in sizes.items()}
    return sizes


def draw(statement: Statement, sizes: Mapping[str, int], rng: random.Random, scale: int) -> Point:
    """Values that the types allow."""
    values: Values = {}
    for symbol in sorted(statement.symbols, key=lambda s: s.kind is not Kind.POSITION):
        shape = [axis.at(sizes) for axis in symbol.shape.axes]
        if symbol.kind is Kind.POSITION:
            values[symbol.name] = _positions(symbol, shape, sizes, rng)
        elif symbol.kind is Kind.ARRAY:
            values[symbol.name] = _array(symbol, shape, rng, values, scale)
    return Point(sizes, values, scale)


def _nested(shape: list[int], entry: Callable[[], object]) -> Any:
    return entry() if not shape else [_nested(shape[1:], entry) for _ in range(shape[0])]


def _positions(symbol: Symbol, shape: list[int], sizes: Mapping[str, int], rng: random.Random) -> Any:
    assert symbol.sort is not None
    count = symbol.sort.at(sizes)
    if count < 1:
        raise NoPoint
    if A.DISTINCT in symbol.assumptions:
        if shape[0] > count:
            raise NoPoint
        return rng.sample(range(count), shape[0])
    if rng.random() < 0.3:
        same = rng.randrange(count)
        return _nested(shape, lambda: same)
    return _nested(shape, lambda: rng.randrange(count))


def _array(symbol: Symbol, shape: list[int], rng: random.Random, values: Values, scale: int) -> Any:
    a = set(symbol.assumptions)
    if A.ONE_HOT in a:
        rows = values[symbol.at] if symbol.at else _nested(shape[:-1], lambda: rng.randrange(shape[-1]))
        return _by_row(rows, lambda k: [Fraction(j == k) for j in range(shape[-1])])
    if A.SIMPLEX in a or A.SUMS_TO_ONE in a:
        return _nested(
            shape[:-1], lambda: _shares(shape[-1], rng, A.SIMPLEX in a, scale or int(A.POSITIVE in a))
        )
    if A.ORTHOGONAL in a:
        return _orthogonal(shape[0], rng)
    if A.ORTHONORMAL in a:
        if shape[-1] > shape[0]:
            raise NoPoint
        columns = _orthogonal(shape[0], rng)
        return [row[: shape[1]] if shape[1:] else row[0] for row in columns]
    entry = _entry(a, rng, scale)
    m = _nested(shape, entry)
    count = range(shape[0]) if shape else range(0)
    if A.POSITIVE_DEFINITE in a:
        return [[sum(m[i][k] * m[j][k] for k in count) + (i == j) for j in count] for i in count]
    if A.SYMMETRIC in a:
        return [[m[min(i, j)][max(i, j)] for j in count] for i in count]
    return m


def _by_row(rows: Any, row: Callable[[int], object]) -> Any:
    return [_by_row(each, row) for each in rows] if isinstance(rows, list) else row(rows)


def _shares(count: int, rng: random.Random, simplex: bool, scale: int) -> list[Fraction]:
    if scale == 0 and simplex:
        return [Fraction(k == 0) for k in range(count)]
    while True:
        raw = [Fraction(rng.randint(1, 60) if simplex else rng.randint(-40, 60)) for _ in range(count)]
        if sum(raw) != 0:
            return [each / sum(raw) for each in raw]


def _entry(a: set[Assumption], rng: random.Random, scale: int) -> Callable[[], Fraction]:
    """A number that the assumptions allow."""
    if A.BINARY in a:
        return lambda: Fraction(1 if {A.POSITIVE, A.NONZERO} & a else rng.randrange(2))
    if A.SIGN in a:
        return lambda: Fraction(1 if {A.POSITIVE, A.NONNEGATIVE} & a else rng.choice((-1, 1)))
    low = 0 if {A.POSITIVE, A.NONNEGATIVE} & a else -1
    if scale == 0:
        choices = [-2, -1, 0, 1, Fraction(1, 2), 1, 0]
    elif A.INTEGER in a:
        choices = list(range(-3 * scale, 3 * scale + 1))
    else:
        choices = []
    if choices:
        allowed = [c for c in choices if (c >= 0 or low < 0) and (c or not {A.POSITIVE, A.NONZERO} & a)]
        integral = [c for c in allowed if A.INTEGER not in a or c == int(c)]
        return lambda: Fraction(rng.choice(integral))
    if scale in (NEAR_HALF, FAR):
        middle, width = (Fraction(1, 2), 250) if scale == NEAR_HALF else (Fraction(45), 1)
        return lambda: middle + Fraction(rng.randint(-(2**20), 2**20) * 2 + 1, 2**21) / width
    reach = 96 * scale
    return lambda: Fraction(rng.randint(low * reach * 2**13, reach * 2**13 - 1) * 2 + 1, 2**20)


def _orthogonal(count: int, rng: random.Random) -> list[list[Fraction]]:
    """(I − S)(I + S)⁻¹ of a skew S, one row perhaps turned round: exactly orthogonal."""
    skew = [[Fraction(0)] * count for _ in range(count)]
    for i in range(count):
        for j in range(i):
            skew[i][j] = Fraction(rng.randint(-12, 12), 8)
            skew[j][i] = -skew[i][j]
    plus = [[skew[i][j] + (i == j) for j in range(count)] for i in range(count)]
    minus = [[(i == j) - skew[i][j] for j in range(count)] for i in range(count)]
    inverse = _inverse(plus)
    q = [
        [sum((minus[i][k] * inverse[k][j] for k in range(count)), Fraction(0)) for j in range(count)]
        for i in range(count)
    ]
    sign = rng.choice((-1, 1))
    return [[sign * each for each in q[0]], *q[1:]]


def _inverse(m: list[list[Fraction]]) -> list[list[Fraction]]:
    count = len(m)
    rows = [[*row, *(Fraction(i == j) for j in range(count))] for i, row in enumerate(m)]
    for k in range(count):
        pivot = next(i for i in range(k, count) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [each / rows[k][k] for each in rows[k]]
        for i in range(count):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[count:] for row in rows]


# ── Premises ──


def scopes(statement: Statement, world: World) -> Iterator[Scope]:
    """The positions of the free letters at which the premises hold."""
    premises = list(zip(statement.assumptions, statement.quantified, strict=True))
    for premise, binders in premises:
        if binders and not all(holds(premise, world, each) for each in world.letters_of(binders, Scope())):
            return
    conditions = [premise for premise, binders in premises if not binders]
    if statement.where is not None:
        conditions.append(statement.where)
    for there in world.letters_of(statement.indices, Scope()):
        if all(holds(each, world, there) for each in conditions):
            yield there


def holds(premise: x.Expression, world: World, scope: Scope) -> bool:
    """Whether a premise is met, an equation up to what solving it leaves."""
    match premise:
        case x.Logic("and", arguments):
            return all(holds(each, world, scope) for each in arguments)
        case x.Compare("=", left, right):
            gaps = differences(left, right, world, scope)
            return all(gap is not None and abs(gap) < world.numbers.step**2 for gap in gaps)
        case _:
            return all(world.value(premise, scope).cells)


def differences(left: x.Expression, right: x.Expression, world: World, scope: Scope) -> list[Real]:
    """left − right, entry by entry."""
    pairs = zip(world.value(left, scope).cells, world.value(right, scope).cells, strict=True)
    return [minus(a, b) for a, b in pairs]


def equations(statement: Statement) -> list[tuple[x.Compare, tuple[x.Binder, ...]]]:
    """The premises that single points do not meet by chance."""
    found: list[tuple[x.Compare, tuple[x.Binder, ...]]] = []
    for premise, binders in zip(statement.assumptions, statement.quantified, strict=True):
        parts = (
            premise.arguments if isinstance(premise, x.Logic) and premise.operator == "and" else (premise,)
        )
        found += [(part, binders) for part in parts if isinstance(part, x.Compare) and part.relation == "="]
    return found


def solved(statement: Statement, point: Point, numbers: Numbers) -> Point:
    """A point near by that meets the equations among the premises: Newton's method, the shortest step each time."""
    given = equations(statement)
    if not given:
        return point
    names = {node.name for premise, _ in given for node in walk(premise) if isinstance(node, x.SymbolRef)}
    free = [s for s in statement.symbols if s.name in names and not FIXED & set(s.assumptions)]
    entries = [(s.name, at) for s in free for at in spots(axis.at(point.sizes) for axis in s.shape.axes)]
    values = {name: _copied(value, numbers) for name, value in point.values.items()}
    for _ in range(14):
        world = Point(point.sizes, values, point.scale).world(numbers, statement)
        gaps = _gaps(given, world)
        if any(gap is None for gap in gaps):
            raise NoPoint
        if max(map(abs, gaps)) < numbers.step**4:
            return Point(point.sizes, values, point.scale)
        step = _step(given, world, gaps, entries)
        for (name, at), by in zip(entries, step, strict=True):
            _move(values, name, at, by)
    raise NoPoint


def _gaps(given: list[tuple[x.Compare, tuple[x.Binder, ...]]], world: World) -> list[Real]:
    return [
        gap
        for equation, binders in given
        for scope in world.letters_of(binders, Scope())
        for gap in differences(equation.left, equation.right, world, scope)
    ]


def _step(
    given: Any, world: World, gaps: list[Real], entries: list[tuple[str, tuple[int, ...]]]
) -> list[Real]:
    c, h = world.numbers.context, world.numbers.step
    columns = []
    for name, at in entries:
        ahead, behind = _gaps(given, world.move(name, at, h)), _gaps(given, world.move(name, at, -h))
        columns.append([quotient(minus(a, b), 2 * h) for a, b in zip(ahead, behind, strict=True)])
    if any(cell is None for column in columns for cell in column) or not columns:
        raise NoPoint
    jacobian = c.matrix(columns).T
    square = jacobian * jacobian.T + c.eye(len(gaps)) * h
    return list(-(jacobian.T * c.lu_solve(square, c.matrix(gaps))))


def _copied(value: Any, numbers: Numbers) -> Any:
    if isinstance(value, list):
        return [_copied(each, numbers) for each in value]
    return numbers.of(value) if isinstance(value, Fraction) else value


def _move(values: Values, name: str, at: tuple[int, ...], by: Real) -> None:
    if not at:
        values[name] += by
        return
    entry = values[name]
    for k in at[:-1]:
        entry = entry[k]
    entry[at[-1]] += by
