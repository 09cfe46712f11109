"""Real values of SymPy scalars at a rational point: exact where they are rational, else at 50 digits.

Nothing is concluded from digits that more digits do not confirm.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

import mpmath
import sympy

from symderiv.components.entries import Entry, Floor, Guard, Pos, Scalar

DIGITS: Final = 50
CLOSER: Final = 120
_LONG: Final = 400
"""Bits from which on a fraction is not written out."""
_REACH: Final = 30
"""Bits before the point of an exponent or an angle."""
_MOST: Final = 1_000_000
"""Bits up to which powers are exact."""
Real = Any
"""A Fraction where the value is rational by arithmetic alone, else an mpmath number."""


def bits(value: Fraction) -> int:
    """The length of a fraction."""
    return value.numerator.bit_length() + value.denominator.bit_length()


class Unsure(Exception):
    """The digits do not tell, or the scalar has no numbers (a placeholder)."""


@cache
def _context(digits: int) -> Any:
    """An mpmath context of its own, whose precision nobody changes."""
    context = mpmath.MPContext()
    context.dps = digits
    return context


class Evaluator:
    """Values at one point; a symbol that other values determine stands there with the scalar that it is."""

    def __init__(self, point: Mapping[Scalar, Fraction | Scalar], digits: int = DIGITS) -> None:
        self._mp = _context(digits)
        self._tiny = self._mp.mpf(10) ** (-digits * 4 // 5)
        self._memo: dict[Scalar, Real] = {x: v for x, v in point.items() if isinstance(v, Fraction)}
        self._point, self._digits = point, digits
        self._closer: Evaluator | None = None

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
        if not isinstance(value, Fraction):
            self._confirm(value, lambda closer: closer._number(scalar))
        return int(value > 0) - int(value < 0)

    def differ(self, left: Scalar, right: Scalar) -> bool:
        """Whether the values of two scalars are different beyond doubt."""
        a, b = self.value(left), self.value(right)
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return a != b
        gap = self._float(a) - self._float(b)
        try:
            self._confirm(gap, lambda closer: closer._number(left) - closer._number(right))
        except Unsure:
            return False
        return bool(abs(gap) > self._mp.mpf(10) ** -25 * (abs(a) + abs(b)))

    def _confirm(self, value: Real, again: "Callable[[Evaluator], Real]") -> None:
        """Raises unless the value is not 0, and some of its digits stay when there are twice as many."""
        if abs(value) < self._tiny:
            raise Unsure
        if self._digits > DIGITS:
            return
        if self._closer is None:
            self._closer = Evaluator(self._point, CLOSER)
        closer = again(self._closer)
        if not abs(self._closer._float(value) - closer) < abs(closer) / 10**6:
            raise Unsure

    def text(self, value: Real) -> str:
        """An exact fraction that is not too long, or 20 digits."""
        if isinstance(value, Fraction) and bits(value) < _LONG:
            return str(value)
        return str(self._mp.nstr(self._float(value), 20))

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

    def _number(self, scalar: Scalar) -> Real:
        return self._float(self.value(scalar))

    def _float(self, value: Real) -> Real:
        if isinstance(value, Fraction):
            return self._mp.mpf(value.numerator) / value.denominator
        return self._mp.mpf(value)

    def _value(self, x: Scalar) -> Real:
        if x.is_Rational:
            return Fraction(int(x.p), int(x.q))
        if x.is_Symbol and x in self._point:
            return self.value(self._point[x])
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
        length = bits(base) if isinstance(base, Fraction) else 1
        if isinstance(exponent, Fraction) and exponent.denominator == 1:
            if abs(exponent) < 1000 and length * abs(exponent) < _MOST:
                return base ** int(exponent)
            return self._mp.power(self._float(base), int(exponent))
        base, exponent = self._float(base), self._float(exponent)
        if base and exponent and self._mp.mag(exponent) + self._mp.mag(self._mp.mag(base)) > _REACH:
            raise Unsure
        return self._mp.power(base, exponent)

    def _function(self, x: Scalar) -> Real:
        match x:
            case Pos():
                return Fraction(int(self.sign(x.args[0]) > 0))
            case sympy.sign():
                return Fraction(self.sign(x.args[0]))
            case sympy.Abs():
                return abs(self.value(x.args[0]))
            case Floor():
                return self._floor(x.args[0])
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
        values = [self._float(value) for value in values]
        if name in ("exp", "sin", "cos", "erf") and self._mp.mag(values[0]) > _REACH:
            raise Unsure
        return getattr(self._mp, name)(*values)

    def _floor(self, scalar: Scalar) -> Fraction:
        value = self.value(scalar)
        if isinstance(value, Fraction):
            return Fraction(value.numerator // value.denominator)
        if abs(value) > 10 ** (DIGITS // 2):
            raise Unsure
        nearest = self._mp.nint(value)
        self._confirm(value - nearest, lambda closer: closer._number(scalar) - closer._float(nearest))
        return Fraction(int(self._mp.floor(value)))
