"""Functions of dual arrays over one kind of numbers: elementary ones, their slopes, powers, comparisons."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from symderiv.language.expression import Relation
from symderiv.numeric.duals import (
    Dual,
    Number,
    add,
    chain,
    edge_of,
    leaf,
    mapped,
    multiply,
    negate,
    select,
    split,
    subtract,
    top,
)
from symderiv.numeric.fields import Array, Field


class Calculus:
    """The operations of analysis on dual arrays of one field."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def number(self, value: Fraction | int) -> Array:
        return self.field.number(Fraction(value))

    def elementary(self, name: str, x: Number) -> Number:
        """f(p + εt) = f(p) + ε f′(p) t."""
        if not isinstance(x, Dual):
            return self.field.elementary(name, x)
        value = self.elementary(name, x.primal)
        return Dual(x.level, value, chain(SLOPES[name](self, x.primal, value), x.tangent))

    def divide(self, a: Number, b: Number) -> Number:
        """(p + εs) / (q + εt) = p/q + ε (s − p/q t) / q."""
        if not isinstance(a, Dual) and not isinstance(b, Dual):
            return self.field.divide(a, b)
        level = top(a, b)
        (p, s), (q, t) = split(a, level), split(b, level)
        quotient = self.divide(p, q)
        parts = [] if s is None else [s]
        if t is not None:
            parts.append(negate(multiply(quotient, t)))
        return Dual(level, quotient, self.divide(parts[0] if len(parts) == 1 else add(*parts), q))

    def fixed_power(self, x: Number, exponent: Fraction) -> Number:
        """x^r for a literal r: (x^r)′ = r x^(r−1); x^0 is 1."""
        if exponent == 0:
            return mapped(lambda a: np.where(self.field.is_nan(a), a, self.number(1)), leaf(x))
        if exponent == 1:
            return x
        if not isinstance(x, Dual):
            return self._power(x, exponent)
        slope = multiply(self.number(exponent), self.fixed_power(x.primal, exponent - 1))
        return Dual(x.level, self.fixed_power(x.primal, exponent), chain(slope, x.tangent))

    def _power(self, x: Array, exponent: Fraction) -> Array:
        if exponent.denominator % 2 == 0 or exponent.denominator == 1:
            return self.field.power(x, self.number(exponent))
        root = self.field.root(x, exponent.denominator)
        return self.field.power(root, self.number(exponent.numerator))

    def whole_power(self, x: Number, n: Array) -> Number:
        """x^n for whole numbers n that are not literals."""
        if not isinstance(x, Dual):
            return self.field.power(x, n)
        slope = multiply(n, self.whole_power(x.primal, n - 1))
        return Dual(x.level, self.whole_power(x.primal, n), chain(slope, x.tangent))

    def real_power(self, x: Number, y: Number) -> Number:
        """(x^y)′ = y x^(y−1) x′ + x^y log x y′."""
        if not isinstance(x, Dual) and not isinstance(y, Dual):
            negative = leaf(x) < 0
            return np.where(negative, np.nan, self.field.power(np.where(negative, 1, leaf(x)), leaf(y)))
        level = top(x, y)
        (p, s), (q, t) = split(x, level), split(y, level)
        value = self.real_power(p, q)
        parts = []
        if s is not None:
            parts.append(chain(multiply(q, self.real_power(p, subtract(q, self.number(1)))), s))
        if t is not None:
            parts.append(chain(multiply(value, self.elementary("log", p)), t))
        return Dual(level, value, parts[0] if len(parts) == 1 else add(*parts))

    def atan2(self, y: Number, x: Number) -> Number:
        """d atan2(y, x) = (x dy − y dx) / (x² + y²)."""
        if not isinstance(x, Dual) and not isinstance(y, Dual):
            return self.field.atan2(y, x)
        level = top(x, y)
        (q, t), (p, s) = split(y, level), split(x, level)
        parts = [] if t is None else [multiply(p, t)]
        if s is not None:
            parts.append(negate(multiply(q, s)))
        slope = self.divide(parts[0] if len(parts) == 1 else add(*parts), add(multiply(p, p), multiply(q, q)))
        return Dual(level, self.atan2(q, p), slope)

    def compare(self, relation: Relation, a: Number, b: Number) -> Number:
        """1 where the relation holds, 0 where not; where a moving a meets b there is no derivative."""
        x, y = leaf(a), leaf(b)
        undefined = self.field.is_nan(x) | self.field.is_nan(y)
        self.field.watch(x, y)
        truth = np.where(undefined, np.nan, np.asarray(RELATIONS[relation](x, y), dtype=np.float64))
        edge = edge_of(subtract(a, b))
        return truth if edge is None else add(truth, edge)

    def larger(self, a: Number, b: Number) -> Number:
        """The larger of two numbers, entry by entry."""
        return select(self.compare("≥", a, b), a, b)

    def smaller(self, a: Number, b: Number) -> Number:
        """The smaller of two numbers, entry by entry."""
        return select(self.compare("≤", a, b), a, b)

    def slope_of_sign(self, x: Number, below: int, above: int) -> Number:
        """A step function without a value at 0: the slope of functions with a kink there."""
        a = leaf(x)
        self.field.watch(a, np.zeros(()))
        return np.where(a > 0, float(above), np.where(a < 0, float(below), np.nan))


RELATIONS: Final[Mapping[Relation, Callable[[Array, Array], Array]]] = {
    "=": lambda x, y: x == y,
    "≠": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "≤": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    "≥": lambda x, y: x >= y,
}


def _reciprocal(calculus: Calculus, x: Number) -> Number:
    return calculus.divide(calculus.number(1), x)


def _square(x: Number) -> Number:
    return multiply(x, x)


def _one_plus(calculus: Calculus, x: Number, factor: int) -> Number:
    """1 + factor · x²."""
    return add(calculus.number(1), multiply(calculus.number(factor), _square(x)))


def _reciprocal_root(calculus: Calculus, radicand: Number) -> Number:
    return _reciprocal(calculus, calculus.elementary("sqrt", radicand))


def _logarithm_slope(calculus: Calculus, x: Number, base: int) -> Number:
    scale = calculus.field.elementary("log", calculus.number(base).reshape(1)).reshape(())
    return _reciprocal(calculus, multiply(x, scale))


def _bell(calculus: Calculus, x: Number, sign: int) -> Number:
    """± 2/√π · exp(−x²)."""
    root = calculus.field.elementary("sqrt", calculus.field.constant("pi").reshape(1)).reshape(())
    factor = calculus.field.divide(calculus.number(2 * sign), root)
    return multiply(factor, calculus.elementary("exp", negate(_square(x))))


def _floor_slope(calculus: Calculus, x: Number) -> Number:
    a = leaf(x)
    return np.where(np.asarray(a == calculus.field.elementary("floor", a)), np.nan, 0.0)


Slope = Callable[[Calculus, Number, Number], Number]

SLOPES: Final[Mapping[str, Slope]] = {
    "exp": lambda c, x, f: f,
    "log": lambda c, x, f: _reciprocal(c, x),
    "log1p": lambda c, x, f: _reciprocal(c, add(c.number(1), x)),
    "expm1": lambda c, x, f: c.elementary("exp", x),
    "log2": lambda c, x, f: _logarithm_slope(c, x, 2),
    "log10": lambda c, x, f: _logarithm_slope(c, x, 10),
    "sqrt": lambda c, x, f: c.divide(c.number(Fraction(1, 2)), f),
    "abs": lambda c, x, f: c.slope_of_sign(x, -1, 1),
    "sign": lambda c, x, f: c.slope_of_sign(x, 0, 0),
    "floor": lambda c, x, f: _floor_slope(c, x),
    "sin": lambda c, x, f: c.elementary("cos", x),
    "cos": lambda c, x, f: negate(c.elementary("sin", x)),
    "tan": lambda c, x, f: _one_plus(c, f, 1),
    "sinh": lambda c, x, f: c.elementary("cosh", x),
    "cosh": lambda c, x, f: c.elementary("sinh", x),
    "tanh": lambda c, x, f: _reciprocal(c, _square(c.elementary("cosh", x))),
    "asin": lambda c, x, f: _reciprocal_root(c, _one_plus(c, x, -1)),
    "acos": lambda c, x, f: negate(_reciprocal_root(c, _one_plus(c, x, -1))),
    "atan": lambda c, x, f: _reciprocal(c, _one_plus(c, x, 1)),
    "asinh": lambda c, x, f: _reciprocal_root(c, _one_plus(c, x, 1)),
    "acosh": lambda c, x, f: _reciprocal_root(c, subtract(_square(x), c.number(1))),
    "atanh": lambda c, x, f: _reciprocal(c, _one_plus(c, x, -1)),
    "erf": lambda c, x, f: _bell(c, x, 1),
    "erfc": lambda c, x, f: _bell(c, x, -1),
    "sigmoid": lambda c, x, f: multiply(f, c.elementary("sigmoid", negate(x))),
    "softplus": lambda c, x, f: c.elementary("sigmoid", x),
}
"""The slope of every elementary function, from the argument and the function's value there."""
