"""Real values of SymPy scalars at a rational point: exact where they are rational, else at 50 digits."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

import mpmath
import sympy

from symderiv.components.entries import Entry, Floor, Guard, Pos, Scalar

DIGITS: Final = 50
Real = Any
"""A Fraction where the value is rational by arithmetic alone, else an mpmath number."""


class Unsure(Exception):
    """The digits do not tell, or the scalar has no numbers (a placeholder)."""


@cache
def _context(digits: int) -> Any:
    """An mpmath context of its own, whose precision nobody changes."""
    context = mpmath.MPContext()
    context.dps = digits
    return context


class Evaluator:
    """Values at one point."""

    def __init__(self, point: Mapping[Scalar, Fraction], digits: int = DIGITS) -> None:
        self._mp = _context(digits)
        self._tiny = self._mp.mpf(10) ** (-digits * 4 // 5)
        self._memo: dict[Scalar, Real] = dict(point)

    def entry(self, entry: Entry) -> Real | None:
        """The value, or None where the entry is not defined."""
        for guard in entry.guards:
            if not self.met(guard):
                return None
        return self.value(entry.value)

    def met(self, guard: Guard) -> bool:
        """Whether a condition holds, or is not needed here."""
        if any(self.sign(condition) == 0 for condition in guard.under):
            return True
        sign = self.sign(guard.scalar)
        return {"nonzero": sign != 0, "smooth": sign != 0, "positive": sign > 0, "nonnegative": sign >= 0}[
            guard.kind
        ]

    def sign(self, scalar: Scalar) -> int:
        """−1, 0 or 1; 0 for exact zeros only."""
        value = self.value(scalar)
        if not isinstance(value, Fraction) and abs(value) < self._tiny:
            raise Unsure
        return int(value > 0) - int(value < 0)

    def differ(self, left: Real, right: Real) -> bool:
        """Whether two values are different beyond doubt."""
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left != right
        a, b = self._float(left), self._float(right)
        return bool(abs(a - b) > self._mp.mpf(10) ** -25 * (abs(a) + abs(b)))

    def text(self, value: Real) -> str:
        """An exact fraction, or 20 digits."""
        return str(value) if isinstance(value, Fraction) else str(self._mp.nstr(value, 20))

    def value(self, scalar: Scalar) -> Real:
        """The scalar at the point."""
        if scalar not in self._memo:
            try:
                found = self._value(scalar)
            except (ZeroDivisionError, OverflowError, ValueError) as trouble:
                raise Unsure from trouble
            if not isinstance(found, Fraction) and not (self._mp.isfinite(found) and self._mp.im(found) == 0):
                raise Unsure
            self._memo[scalar] = found
        return self._memo[scalar]

    def _float(self, value: Real) -> Real:
        if isinstance(value, Fraction):
            return self._mp.mpf(value.numerator) / value.denominator
        return value

    def _value(self, x: Scalar) -> Real:
        if x.is_Rational:
            return Fraction(int(x.p), int(x.q))
        if x.is_Add:
            return self._fold([self.value(a) for a in x.args], product=False)
        if x.is_Mul:
            return self._product(x)
        if x.is_Pow:
            return self._power(self.value(x.base), self.value(x.exp))
        return self._function(x)

    def _product(self, x: Scalar) -> Real:
        # A branch that does not apply is multiplied by an exact 0 and need not have a value.
        if any(isinstance(a, Pos) and self.value(a) == 0 for a in x.args):
            return Fraction(0)
        return self._fold([self.value(a) for a in x.args], product=True)

    def _fold(self, values: list[Real], product: bool) -> Real:
        if not all(isinstance(value, Fraction) for value in values):
            if product and any(isinstance(value, Fraction) and value == 0 for value in values):
                return Fraction(0)
            values = [self._float(value) for value in values]
        total = values[0]
        for value in values[1:]:
            total = total * value if product else total + value
        return total

    def _power(self, base: Real, exponent: Real) -> Real:
        if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) < 1000:
            return base ** int(exponent)
        return self._mp.power(self._float(base), self._float(exponent))

    def _function(self, x: Scalar) -> Real:
        match x:
            case Pos():
                return Fraction(int(self.sign(x.args[0]) > 0))
            case sympy.sign():
                return Fraction(self.sign(x.args[0]))
            case sympy.Abs():
                return abs(self.value(x.args[0]))
            case Floor():
                return self._floor(self.value(x.args[0]))
            case _:
                return self._smooth(x)

    def _smooth(self, x: Scalar) -> Real:
        name = {"Pi": "pi", "Exp1": "e"}.get(type(x).__name__)
        if name is not None:
            return self._mp.mpf(getattr(self._mp, name))
        name = {sympy.exp: "exp", sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.asin: "asin",
                sympy.atan: "atan", sympy.erf: "erf", sympy.atan2: "atan2"}.get(type(x))  # fmt: skip
        if name is None:
            raise Unsure
        values = [self.value(a) for a in x.args]
        if name in ("exp", "sin", "asin", "atan", "erf") and values == [0]:
            return Fraction(int(name == "exp"))
        if name == "log" and values == [1]:
            return Fraction(0)
        return getattr(self._mp, name)(*map(self._float, values))

    def _floor(self, value: Real) -> Fraction:
        if isinstance(value, Fraction):
            return Fraction(value.numerator // value.denominator)
        if abs(value - self._mp.nint(value)) < self._tiny:
            raise Unsure
        return Fraction(int(self._mp.floor(value)))
