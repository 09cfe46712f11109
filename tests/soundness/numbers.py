"""Real numbers of many digits, the functions of the language on them, and arrays whose entries may have no value."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from mpmath import MPContext, mpf

Real = Any
"""An mpf, or None where there is no value."""
Cells = list[Real]

BREAKDOWNS = (ArithmeticError, ValueError)


@dataclass(frozen=True)
class Array:
    """Entries in the order of their positions, the last axis first to move."""

    shape: tuple[int, ...]
    cells: Cells

    @property
    def item(self) -> Real:
        (only,) = self.cells
        return only

    def at(self, where: Sequence[int]) -> Real:
        offset = 0
        for place, count in zip(where, self.shape, strict=True):
            if not 0 <= place < count:
                return None
            offset = offset * count + place
        return self.cells[offset]


def spots(shape: Iterable[int]) -> Iterable[tuple[int, ...]]:
    """All positions, in order."""
    return product(*map(range, shape))


def made(shape: tuple[int, ...], entry: Callable[..., Real]) -> Array:
    """The array of the values of a function of positions."""
    return Array(shape, [entry(*at) for at in spots(shape)])


class Numbers:
    """Arithmetic at a number of digits. A difference quotient at step 10^(-digits/5) stands for a derivative."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.context = MPContext()
        self.context.dps = digits
        self.step = self.context.mpf(10) ** (-digits // 5)

    def of(self, number: Fraction | int | mpf) -> mpf:
        if isinstance(number, Fraction):
            return self.context.mpf(number.numerator) / number.denominator
        return self.context.mpf(number)

    @cached_property
    def functions(self) -> dict[str, Callable[..., Real]]:
        c = self.context

        def within(holds: Callable[[Real], bool], f: Callable[[Real], Real]) -> Callable[[Real], Real]:
            return lambda t: f(t) if holds(t) else None

        def softplus(t: Real) -> Real:
            return max(t, c.mpf(0)) + c.log(1 + c.exp(-abs(t)))

        positive: Callable[[Real], bool] = lambda t: t > 0  # noqa: E731
        return {
            "exp": c.exp,
            "expm1": lambda t: c.exp(t) - 1,
            "log": within(positive, c.log),
            "log2": within(positive, lambda t: c.log(t) / c.log(2)),
            "log10": within(positive, lambda t: c.log(t) / c.log(10)),
            "log1p": within(lambda t: t > -1, lambda t: c.log(1 + t)),
            "sqrt": within(lambda t: t >= 0, c.sqrt),
            "abs": abs,
            "sign": lambda t: c.mpf((t > 0) - (t < 0)),
            "sin": c.sin,
            "cos": c.cos,
            "tan": within(lambda t: c.cos(t) != 0, c.tan),
            "sinh": c.sinh,
            "cosh": c.cosh,
            "tanh": c.tanh,
            "asin": within(lambda t: abs(t) <= 1, c.asin),
            "acos": within(lambda t: abs(t) <= 1, c.acos),
            "atan": c.atan,
            "asinh": c.asinh,
            "acosh": within(lambda t: t >= 1, c.acosh),
            "atanh": within(lambda t: abs(t) < 1, c.atanh),
            "atan2": lambda s, t: c.atan2(s, t) if s or t else None,
            "floor": c.floor,
            "erf": c.erf,
            "sigmoid": lambda t: 1 / (1 + c.exp(-t)),
            "relu": lambda t: max(t, c.mpf(0)),
            "softplus": softplus,
            "silu": lambda t: t / (1 + c.exp(-t)),
            "gelu": lambda t: t * (1 + c.erf(t / c.sqrt(2))) / 2,
            "maximum": max,
            "minimum": min,
            "clip": lambda t, low, high: min(max(t, low), high),
        }

    def apply(self, name: str, *arguments: Real) -> Real:
        """A function of numbers, None where one of them is or where it is not defined."""
        if any(each is None for each in arguments):
            return None
        try:
            return self.functions[name](*arguments)
        except BREAKDOWNS:
            return None

    def slope(self, f: Callable[[Real], Real]) -> Real:
        """f′(0), of a function of how far its argument is moved."""
        return quotient(minus(f(self.step), f(-self.step)), 2 * self.step)

    def power(self, base: Real, exponent: Real, rational: bool, literal_zero: bool) -> Real:
        """A real power; of a negative number if the exponent is known to be a ratio with odd denominator."""
        if base is None or exponent is None:
            return None
        if literal_zero:
            return self.context.mpf(1)
        if base > 0:
            return base**exponent
        if base == 0:
            return self.context.mpf(0) if exponent > 0 else None
        ratio = Fraction(int(self.context.nint(exponent * 5040)), 5040)
        if not rational or ratio.denominator % 2 == 0 or abs(self.of(ratio) - exponent) > self.step:
            return None
        return (-1) ** (ratio.numerator % 2) * (-base) ** exponent

    def reduce(self, name: str, cells: Cells) -> Real:
        """One number from many."""
        c = self.context
        if any(each is None for each in cells):
            return None
        match name:
            case "sum":
                return sum(cells, c.mpf(0))
            case "prod":
                return math.prod(cells, start=c.mpf(1))
            case "normsq":
                return sum((each * each for each in cells), c.mpf(0))
            case "norm":
                return c.sqrt(sum((each * each for each in cells), c.mpf(0)))
            case "norm1":
                return sum(map(abs, cells), c.mpf(0))
        if not cells:
            return None
        match name:
            case "mean":
                return sum(cells) / len(cells)
            case "max":
                return max(cells)
            case "min":
                return min(cells)
            case "logsumexp":
                top = max(cells)
                return top + c.log(sum(c.exp(each - top) for each in cells))
        mean = sum(cells) / len(cells)
        variance = sum((each - mean) ** 2 for each in cells) / len(cells)
        return variance if name == "var" else c.sqrt(variance)

    def softmax(self, cells: Cells, log: bool) -> Cells:
        """The shares of the exponentials, or their logarithms."""
        if any(each is None for each in cells):
            return [None] * len(cells)
        c, top = self.context, max(cells)
        total = sum(c.exp(each - top) for each in cells)
        if log:
            return [each - top - c.log(total) for each in cells]
        return [c.exp(each - top) / total for each in cells]

    def placeholder(self, name: str, flat: Cells, at: tuple[int, ...]) -> Real:
        """Some smooth function, another one for every name and entry."""
        if any(each is None for each in flat):
            return None
        c, seed = self.context, sum(map(ord, name)) % 7 + 1 + sum(2 * k + 1 for k in at)
        inner = sum((c.sin(seed + k) * each for k, each in enumerate(flat)), c.mpf(0))
        rest = sum(((k + 1) * each * each for k, each in enumerate(flat)), c.mpf(0))
        return c.sin(inner + seed) + inner * inner / 5 + rest / 7


def plus(a: Real, b: Real) -> Real:
    return None if a is None or b is None else a + b


def minus(a: Real, b: Real) -> Real:
    return None if a is None or b is None else a - b


def times(a: Real, b: Real) -> Real:
    return None if a is None or b is None else a * b


def quotient(a: Real, b: Real) -> Real:
    return None if a is None or not b else a / b


def determinant(m: list[Cells]) -> Real:
    """By elimination; entries without a value give none."""
    if any(each is None for row in m for each in row):
        return None
    rows, result = [list(row) for row in m], 1
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        if not rows[pivot][k]:
            return rows[pivot][k]
        if pivot != k:
            rows[k], rows[pivot], result = rows[pivot], rows[k], -result
        result *= rows[k][k]
        for row in rows[k + 1 :]:
            _subtract(row, rows[k], row[k] / rows[k][k], k)
    return result


def inverse(m: list[Cells], small: Real) -> list[Cells]:
    """By elimination; nothing has a value if the determinant is 0."""
    det, count = determinant(m), len(m)
    if det is None or abs(det) < small:
        return [[None] * count for _ in m]
    rows = [[*row, *(int(i == j) for j in range(count))] for i, row in enumerate(m)]
    for k in range(count):
        pivot = max(range(k, count), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [each / rows[k][k] for each in rows[k]]
        for i, row in enumerate(rows):
            if i != k:
                _subtract(row, rows[k], row[k], 0)
    return [row[count:] for row in rows]


def _subtract(row: Cells, other: Cells, factor: Real, first: int) -> None:
    """row − factor · other, from a column on."""
    for j in range(first, len(row)):
        row[j] -= factor * other[j]
