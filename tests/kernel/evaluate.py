"""A small evaluator of the typed tree in plain floats: one entry at a time, derivatives by differences.

It shares nothing with the kernel, and is only trusted to see that two sides are far apart.
"""

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.traverse import walk

At = tuple[int, ...]


class Undefined(Exception):
    """No value here."""


@dataclass(frozen=True)
class Point:
    """Sizes, values of symbols, letters, arguments, and what a derivative has moved by how much."""

    sizes: Mapping[str, int]
    values: Mapping[str, object]
    letters: Mapping[str, int] = field(default_factory=dict)
    arguments: Mapping[str, object] = field(default_factory=dict)
    moved: Mapping[str, tuple[tuple[At, float], ...]] = field(default_factory=dict)

    def move(self, key: str, at: At, by: float) -> "Point":
        return replace(self, moved={**self.moved, key: (*self.moved.get(key, ()), (at, by))})

    def shift(self, key: str, at: At) -> float:
        return sum(by for where, by in self.moved.get(key, ()) if where == at)


FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp, "log": math.log, "log1p": math.log1p, "expm1": math.expm1, "sqrt": math.sqrt,
    "log2": math.log2, "log10": math.log10, "abs": abs, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asin": math.asin, "acos": math.acos,
    "atan": math.atan, "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh, "erf": math.erf,
    "sign": lambda t: (t > 0) - (t < 0), "sigmoid": lambda t: 1 / (1 + math.exp(-t)), "relu": lambda t: max(t, 0.0),
    "softplus": lambda t: math.log(1 + math.exp(t)), "silu": lambda t: t / (1 + math.exp(-t)),
    "gelu": lambda t: t * (1 + math.erf(t / math.sqrt(2))) / 2, "maximum": max, "minimum": min,
    "clip": lambda t, low, high: min(max(t, low), high), "floor": math.floor,
}  # fmt: skip


def position(index: x.Index, p: Point) -> int:
    match index:
        case x.IndexVariable(name):
            return p.letters[name]
        case x.IndexSymbol(name):
            return p.values[name]
        case x.IndexElement(name, at):
            value = p.values[name]
            for each in at:
                value = value[position(each, p)]
            return value
        case x.IndexSum(terms, offset):
            return sum(factor * position(each, p) for factor, each in terms) + offset.at(p.sizes)


def ranges(shape: x.Shape, p: Point):
    return product(*(range(size.at(p.sizes)) for size in shape.axes))


def places(binder: x.Binder, p: Point):
    return range(binder.lower.at(p.sizes), binder.upper.at(p.sizes) + 1)


def value(e: x.Expression, at: At, p: Point) -> float:
    """The entry of an expression at a point."""
    match e:
        case x.Number(number):
            return float(number)
        case x.Constant(name):
            return math.pi if name == "pi" else math.e
        case x.SizeNumber(size):
            return float(size.at(p.sizes))
        case x.SymbolRef(name):
            entry = p.values[name]
            for k in at:
                if not 0 <= k < len(entry):
                    raise Undefined
                entry = entry[k]
            return entry + p.shift(name, at)
        case x.ParameterRef(name):
            argument, there = p.arguments[name]
            return value(argument, at, replace(there, moved=p.moved)) + p.shift("parameter " + name, at)
        case x.DefinitionRef(definition, arguments):
            return _definition(definition, arguments, at, p)
        case x.Identity():
            return float(at[0] == at[1])
        case x.Filled(number):
            return float(number)
        case x.Negate(argument):
            return -value(argument, at, p)
        case x.Add(left, right):
            return value(left, at, p) + value(right, at, p)
        case x.Subtract(left, right):
            return value(left, at, p) - value(right, at, p)
        case x.Product():
            return _product(e, at, p)
        case x.Divide(left, right):
            return value(left, at, p) / value(right, at if right.shape.rank else (), p)
        case x.Power(base, exponent):
            return _power(value(base, at, p), value(exponent, at if exponent.shape.rank else (), p))
        case x.MatrixPower(base, exponent):
            matrix = _matrix(base, p)
            power = _inverse(matrix) if exponent < 0 else matrix
            result = [[float(i == j) for j in range(len(matrix))] for i in range(len(matrix))]
            for _ in range(abs(exponent)):
                result = [
                    [sum(row[k] * power[k][j] for k in range(len(power))) for j in range(len(power))]
                    for row in result
                ]
            return result[at[0]][at[1]]
        case x.Transpose(argument):
            return value(argument, at[::-1], p)
        case x.Broadcast(argument):
            own = at[len(at) - argument.shape.rank :] if argument.shape.rank else ()
            return value(
                argument, tuple(0 if k in argument.shape.spread else i for k, i in enumerate(own)), p
            )
        case x.Subscript(base, selectors):
            kept = iter(at)
            there = tuple(next(kept) if s is None else position(s, p) for s in selectors)
            if any(not 0 <= i < size.at(p.sizes) for i, size in zip(there, base.shape.axes, strict=True)):
                raise Undefined
            return value(base, there, p)
        case x.NewAxis(argument, where):
            return value(argument, (at[1 - where],), p)
        case x.Stack(binder, body, axis):
            there = replace(p, letters={**p.letters, binder.name: at[axis] + binder.lower.at(p.sizes)})
            return value(body, at[:axis] + at[axis + 1 :], there)
        case x.Block():
            return _block(e, at, p)
        case x.Apply():
            return _apply(e, at, p)
        case x.Call(function, arguments):
            flat = [value(each, i, p) for each in arguments for i in ranges(each.shape, p)]
            return _placeholder(function, flat, at)
        case x.Prime():
            return _prime(e, at, p)
        case x.Big(operator, binders, condition, body):
            values = []
            for there in _spots(binders, p):
                if condition is None or value(condition, (), there):
                    values.append(value(body, at, there))
            return _reduce(operator, values)
        case x.Compare(relation, left, right):
            return float(_holds(relation, value(left, at, p), value(right, at, p)))
        case x.IndexCompare(relation, left, right):
            return float(_holds(relation, position(left, p), position(right, p)))
        case x.Logic(operator, arguments):
            truths = [bool(value(each, at, p)) for each in arguments]
            return float({"and": all(truths), "or": any(truths), "not": not truths[0]}[operator])
        case x.Distinct(name):
            return float(len(set(p.values[name])) == len(p.values[name]))
        case x.Excludes(index, name):
            return float(position(index, p) not in p.values[name])
        case x.Cases(branches, otherwise):
            for condition, branch in branches:
                if value(condition, at, p):
                    return value(branch, at, p)
            if otherwise is None:
                raise Undefined
            return value(otherwise, at, p)
        case x.Derivative():
            return _derivative(e, at, p)
    raise Undefined


def _block(e: x.Block, at: At, p: Point) -> float:
    """The entry of the piece that stands there."""
    row, column = at if e.shape.rank == 2 else (0, *at) if e.shape.is_row else (*at, 0)
    for pieces in e.rows:
        height = pieces[0].shape.grid[0].at(p.sizes)
        if row >= height:
            row -= height
            continue
        for piece in pieces:
            width = piece.shape.grid[1].at(p.sizes)
            if column < width:
                grid = (row, column)
                own = grid[1:] if piece.shape.is_row else grid[: piece.shape.rank]
                return value(piece, own, p)
            column -= width
    raise Undefined


def _spots(binders, p: Point):
    if not binders:
        yield p
        return
    for k in places(binders[0], p):
        yield from _spots(binders[1:], replace(p, letters={**p.letters, binders[0].name: k}))


def _holds(relation: str, left: float, right: float) -> bool:
    return {"=": left == right, "≠": left != right, "<": left < right, "≤": left <= right,
            ">": left > right, "≥": left >= right}[relation]  # fmt: skip


def _power(base: float, exponent: float) -> float:
    """A real power: of a negative number, if the exponent has an odd denominator."""
    if base >= 0:
        return base**exponent
    rational = Fraction(exponent).limit_denominator(30)
    if abs(rational - exponent) > 1e-12 or rational.denominator % 2 == 0:
        raise Undefined
    return (-1) ** rational.numerator * (-base) ** exponent


def _definition(definition: x.Definition, arguments, at: At, p: Point) -> float:
    letters, values = {}, {}
    count = 0
    if definition.parameters and not arguments:
        arguments = at[: len(definition.parameters)]
        at = at[len(definition.parameters) :]
    for parameter, argument in zip(definition.parameters, arguments, strict=True):
        if isinstance(parameter, x.IndexParameter):
            letters[parameter.name] = argument if isinstance(argument, int) else position(argument, p)
            count += 1
        else:
            values[parameter.name] = (argument, p)
    kept = {key: bumps for key, bumps in p.moved.items() if key != definition.key}
    inside = value(definition.body, at, Point(p.sizes, p.values, letters, values, kept))
    return inside + p.shift(definition.key, (*letters.values(), *at))


def _product(e: x.Product, at: At, p: Point) -> float:
    split = e.left.shape.rank
    match e.contraction:
        case x.Contraction.SCALE:
            return value(e.left, at if split else (), p) * value(e.right, () if split else at, p)
        case x.Contraction.ELEMENTWISE:
            return value(e.left, at, p) * value(e.right, at, p)
        case x.Contraction.OUTER:
            return value(e.left, at[:split], p) * value(e.right, at[split:], p)
        case x.Contraction.CONTRACT:
            count = e.left.shape.axes[-1].at(p.sizes)
            head, tail = at[: split - 1], at[split - 1 :]
            return sum(value(e.left, (*head, k), p) * value(e.right, (k, *tail), p) for k in range(count))


def _matrix(e: x.Expression, p: Point) -> list[list[float]]:
    rows, columns = (size.at(p.sizes) for size in e.shape.axes)
    return [[value(e, (i, j), p) for j in range(columns)] for i in range(rows)]


def _det(m: list[list[float]]) -> float:
    if not m:
        return 1.0
    return sum((-1) ** j * m[0][j] * _det([row[:j] + row[j + 1 :] for row in m[1:]]) for j in range(len(m)))


def _inverse(m: list[list[float]]) -> list[list[float]]:
    det = _det(m)
    if abs(det) < 1e-9:
        raise Undefined

    def minor(i: int, j: int) -> list[list[float]]:
        return [row[:j] + row[j + 1 :] for k, row in enumerate(m) if k != i]

    return [[(-1) ** (i + j) * _det(minor(j, i)) / det for j in range(len(m))] for i in range(len(m))]


def _reduce(name: str, values: list[float]) -> float:
    match name:
        case "sum":
            return sum(values)
        case "mean":
            return sum(values) / len(values)
        case "prod":
            return math.prod(values)
        case "max" | "min":
            return (max if name == "max" else min)(values)
        case "logsumexp":
            return math.log(sum(map(math.exp, values)))
        case _:
            mean = sum(values) / len(values)
            variance = sum((v - mean) ** 2 for v in values) / len(values)
            return variance if name == "var" else math.sqrt(variance)


def _apply(e: x.Apply, at: At, p: Point) -> float:
    first = e.arguments[0]
    rank = first.shape.rank
    match e.function:
        case "softmax" | "log_softmax":
            axis = e.axis % rank
            count = first.shape.axes[axis].at(p.sizes)
            line = [math.exp(value(first, (*at[:axis], k, *at[axis + 1 :]), p)) for k in range(count)]
            share = line[at[axis]] / sum(line)
            return share if e.function == "softmax" else math.log(share)
        case "sum" | "mean" | "prod" | "max" | "min" | "logsumexp" | "var" | "std":
            if e.axis is None:
                return _reduce(e.function, [value(first, i, p) for i in ranges(first.shape, p)])
            axis = e.axis % rank
            count = first.shape.axes[axis].at(p.sizes)
            return _reduce(e.function, [value(first, (*at[:axis], k, *at[axis:]), p) for k in range(count)])
        case "norm" | "normsq" | "norm1":
            entries = [value(first, i, p) for i in ranges(first.shape, p)]
            square = sum(v * v for v in entries)
            return {"norm": math.sqrt(square), "normsq": square, "norm1": sum(map(abs, entries))}[e.function]
        case "trace":
            return sum(value(first, (k, k), p) for k in range(first.shape.axes[0].at(p.sizes)))
        case "det":
            return _det(_matrix(first, p))
        case "logdet":
            return math.log(_det(_matrix(first, p)))
        case "inv":
            return _inverse(_matrix(first, p))[at[0]][at[1]]
        case "diag":
            return (
                value(first, (at[0], at[0]), p) if rank == 2 else (at[0] == at[1]) * value(first, at[:1], p)
            )
        case "vec":
            rows = first.shape.axes[0].at(p.sizes)
            return value(first, (at[0] % rows, at[0] // rows), p)
        case name:
            return FUNCTIONS[name](*(value(each, at if each.shape.rank else (), p) for each in e.arguments))


def _placeholder(name: str, flat: list[float], at: At) -> float:
    """Some smooth function, another one for every name."""
    seed = sum(map(ord, name)) % 7 + 1
    inner = sum(math.sin(seed + k + sum(at)) * v for k, v in enumerate(flat))
    return math.sin(inner + 0.3 * seed) + 0.2 * inner**2 + sum((k + 1) * v**2 for k, v in enumerate(flat)) / 7


STEPS = (1e-5, 1e-4, 1e-3)


def _derivative(e: x.Derivative, at: At, p: Point) -> float:
    axes = e.wrt.shape.rank if e.wrt_first else e.of.shape.rank
    by, of = (at[:axes], at[axes:]) if e.wrt_first else (at[axes:], at[:axes])
    kept = iter(by)
    where = tuple(next(kept) if s is None else position(s, p) for s in e.wrt.selectors) + tuple(kept)
    match e.wrt.base:
        case x.SymbolRef(name):
            key = name
        case x.ParameterRef(name):
            key = "parameter " + name
        case x.DefinitionRef(definition, arguments):
            key = definition.key
            where = tuple(position(each, p) for each in arguments) + where
    return slope(lambda h: value(e.of, of, p.move(key, where, h)), depth(e.of))


def depth(e: x.Expression) -> int:
    return min(2, sum(isinstance(each, x.Derivative | x.Prime) for each in walk(e)))


def slope(f: Callable[[float], float], nested: int) -> float:
    h = STEPS[nested]
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)


def _prime(e: x.Prime, at: At, p: Point) -> float:
    point = value(e.argument, at if e.argument.shape.rank else (), p)

    def f(t: float) -> float:
        match e.function:
            case str(name):
                return FUNCTIONS[name](t)
            case x.Call(name):
                return _placeholder(name, [t], ())
            case x.Definition() as definition:
                number = x.Number(t)  # type: ignore[arg-type]
                return value(
                    definition.body,
                    (),
                    Point(p.sizes, p.values, {}, {definition.parameters[0].name: (number, p)}, p.moved),
                )

    return _slopes(f, e.order)(point)


def _slopes(f: Callable[[float], float], order: int) -> Callable[[float], float]:
    """The derivative of an order, by differences of differences."""
    if not order:
        return f
    lower = _slopes(f, order - 1)
    return lambda t: slope(lambda h: lower(t + h), min(order - 1, 2))


# ── Points ──


def point(statement: Statement, sizes: Mapping[str, int], rng: random.Random, special: bool = False) -> Point:
    """Random values that the types allow; special ones are often 0 or ±1."""
    values: dict[str, object] = {}
    for symbol in sorted(statement.symbols, key=lambda s: s.kind is not Kind.POSITION):
        if symbol.kind is Kind.POSITION:
            values[symbol.name] = _positions(symbol, sizes, rng)
        elif symbol.kind is Kind.ARRAY:
            values[symbol.name] = _array(symbol, sizes, rng, values, special)
    return Point(dict(sizes), values)


def _nested(shape: list[int], entry: Callable[[], object]) -> object:
    return entry() if not shape else [_nested(shape[1:], entry) for _ in range(shape[0])]


def _positions(symbol: Symbol, sizes: Mapping[str, int], rng: random.Random) -> object:
    count = symbol.sort.at(sizes)
    shape = [axis.at(sizes) for axis in symbol.shape.axes]
    if Assumption.DISTINCT in symbol.assumptions:
        if shape[0] > count:
            raise Undefined
        return rng.sample(range(count), shape[0])
    if rng.random() < 0.5:
        same = rng.randrange(count)
        return _nested(shape, lambda: same)
    return _nested(shape, lambda: rng.randrange(count))


def _array(
    symbol: Symbol, sizes: Mapping[str, int], rng: random.Random, values: Mapping[str, object], special: bool
) -> object:
    shape = [axis.at(sizes) for axis in symbol.shape.axes]
    a = set(symbol.assumptions)
    if Assumption.ONE_HOT in a:
        rows = values[symbol.at] if symbol.at else _nested(shape[:-1], lambda: rng.randrange(shape[-1]))
        one = lambda k: [float(j == k) for j in range(shape[-1])]  # noqa: E731
        return [one(k) for k in rows] if len(shape) > 1 else one(rows)
    if Assumption.SIMPLEX in a or Assumption.SUMS_TO_ONE in a:

        def row() -> list[float]:
            raw = [rng.uniform(0.2, 1) for _ in range(shape[-1])]
            if special:
                raw = [float(k == 0) for k in range(shape[-1])]
            return [v / sum(raw) for v in raw]

        return _nested(shape[:-1], row)
    if Assumption.ORTHOGONAL in a:
        return _orthogonal(shape[0], rng)
    if Assumption.ORTHONORMAL in a:
        if shape[-1] > shape[0]:
            raise Undefined
        return [row[: shape[1]] if shape[1:] else row[0] for row in _orthogonal(shape[0], rng)]
    positive = Assumption.POSITIVE in a or Assumption.NONNEGATIVE in a
    low, high = (0.3, 2.0) if positive else (-1.5, 1.5)
    draw: Callable[[], object] = lambda: rng.uniform(low, high)  # noqa: E731
    if special:
        choices = (-1.0, 0.0, 1.0, 0.5, -2.0)
        if positive:
            choices = (1.0, 2.0, 0.5) if Assumption.POSITIVE in a else (0.0, 1.0, 2.0)
        elif Assumption.NONZERO in a:
            choices = (-1.0, 1.0, 0.5)
        draw = lambda: rng.choice(choices)  # noqa: E731
    if Assumption.BINARY in a:
        draw = lambda: float(rng.randrange(2))  # noqa: E731
    if Assumption.SIGN in a:
        draw = lambda: rng.choice((-1.0, 1.0))  # noqa: E731
    if Assumption.INTEGER in a:
        draw = lambda: float(rng.randrange(-3, 4))  # noqa: E731
    m = _nested(shape, draw)
    if Assumption.POSITIVE_DEFINITE in a:
        n = shape[0]
        return [[sum(m[i][k] * m[j][k] for k in range(n)) + (i == j) for j in range(n)] for i in range(n)]
    if Assumption.SYMMETRIC in a:
        n = shape[0]
        return [[m[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]
    return m


def _orthogonal(n: int, rng: random.Random) -> list[list[float]]:
    rows: list[list[float]] = []
    while len(rows) < n:
        row = [rng.gauss(0, 1) for _ in range(n)]
        for other in rows:
            dot = sum(a * b for a, b in zip(row, other, strict=True))
            row = [a - dot * b for a, b in zip(row, other, strict=True)]
        length = math.sqrt(sum(a * a for a in row))
        if length > 0.1:
            rows.append([a / length for a in row])
    return rows


ERRORS = (Undefined, ValueError, ZeroDivisionError, OverflowError)


def admissible(statement: Statement, p: Point) -> list[Point]:
    """The point with every choice of the free indices that meets the premises."""
    conditions = [each for each, q in zip(statement.assumptions, statement.quantified, strict=True) if not q]
    if statement.where is not None:
        conditions.append(statement.where)
    found = []
    for there in _spots(statement.indices, p):
        try:
            if all(value(each, (), there) for each in conditions):
                found.append(there)
        except ERRORS:
            continue
    return found


def differs(statement: Statement, points: list[Point], tolerance: float = 1e-3) -> bool:
    """Are the two sides far apart at some entry, or is the right one undefined where the left one is not?"""
    for p in points:
        for at in ranges(statement.left.shape, p):
            try:
                left = value(statement.left, at, p)
            except ERRORS:
                continue
            try:
                right = value(statement.right, at, p)
            except ERRORS:
                return True
            if abs(left - right) > tolerance * (1 + abs(left) + abs(right)):
                return True
    return False


def sizes_of(statement: Statement, rng: random.Random, smallest: int) -> dict[str, int]:
    """Small sizes, with more positions on an axis than are drawn from it."""
    sizes = {name: rng.randint(smallest, 3) for name, _ in statement.sizes}
    for symbol in statement.symbols:
        if symbol.kind is Kind.POSITION and symbol.shape.rank and symbol.sort is not None:
            sizes |= dict.fromkeys(symbol.sort.names, 4)
            sizes |= {name: min(sizes[name], 2) for axis in symbol.shape.axes for name in axis.names}
    windows = [b for side in (statement.left, statement.right) for b in walk(side) if _is_window(b)]
    if windows:
        widths = {name for b in windows for name in (*b.lower.names, *b.upper.names)}
        sizes = {name: 1 if name in widths else max(size, 4) for name, size in sizes.items()}
    return sizes


def _is_window(node: object) -> bool:
    """Is it a letter that runs over whole numbers, `−m ≤ j ≤ m`?"""
    return isinstance(node, x.Binder) and node.sort is None


def is_false(statement: Statement, points: int = 3, special: bool = False) -> bool:
    """Do the two sides differ at one of a few small points, sizes 1 included?"""
    met = 0
    for seed in range(12 * points):
        rng = random.Random(seed)
        try:
            sizes = sizes_of(statement, rng, 1 if met else 2)
            there = admissible(statement, point(statement, sizes, rng, special))
        except Undefined:
            continue
        if there:
            met += 1
            if differs(statement, there):
                return True
        if met == points:
            break
    if not met:
        raise AssertionError("no point meets the premises")
    return False
