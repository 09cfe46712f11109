"""Whether two sides differ at a point: pointed to by doubles, decided at 60 and 120 digits.

A difference counts if it is the same with twice as many digits; what is left by rounding is not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
import numpy.typing as npt

from symderiv.language.document import Statement
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.fields import Array, Digits, Doubles, Field, OutOfReach
from symderiv.numeric.scope import Points

Mask = npt.NDArray[np.bool_]

CLEAR: Final = 1e-6
"""Doubles that differ by less, relatively, are not called different."""
FLOOR: Final = 1e-9
"""Doubles smaller than this part of the largest are taken for rounding."""
AGREE: Final = Fraction(1, 10**42)
"""With 60 digits, the relative difference up to which sides agree."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides over points and free indices, and where `where` allows them."""

    left: Array
    right: Array
    allowed: Mask
    """Has the axes of the sides."""
    left_defined: Mask
    right_defined: Mask

    @property
    def entry_axes(self) -> tuple[int, ...]:
        return tuple(range(1, self.left.ndim))


def evaluated(field: Field, statement: Statement, points: Points) -> Sides:
    """The two sides in a field, at every point and every position of the free indices."""
    evaluator = Evaluator(field, points)
    scope = evaluator.under(statement.indices)
    with np.errstate(all="ignore"):
        left, right = (field.array(evaluator.full(side, scope)) for side in (statement.left, statement.right))
        allowed = np.ones(scope.frames, dtype=bool)
        if statement.where is not None:
            allowed = evaluator.full(statement.where, scope) == 1
    allowed = np.broadcast_to(allowed.reshape(*allowed.shape, *(1,) * (left.ndim - allowed.ndim)), left.shape)
    return Sides(left, right, allowed, ~field.is_nan(left), ~field.is_nan(right))


def surveyed(statement: Statement, points: Points) -> Sides:
    """The two sides in doubles, which may overflow: what is infinite counts as undefined."""
    sides = evaluated(Doubles(), statement, points)
    return Sides(sides.left, sides.right, sides.allowed, np.isfinite(sides.left), np.isfinite(sides.right))


def suspects(sides: Sides, numbers_only: bool = False) -> Mask:
    """The entries at which doubles seem to differ."""
    comparable = sides.allowed & sides.left_defined & sides.right_defined
    left, right = np.where(comparable, sides.left, 0), np.where(comparable, sides.right, 0)
    size = np.maximum(np.abs(left), np.abs(right))
    floor = FLOOR * (1 + size.max(axis=sides.entry_axes, keepdims=True, initial=0))
    with np.errstate(over="ignore"):
        differs: Mask = comparable & (np.abs(left - right) > CLEAR * size + floor)
    if numbers_only:
        return differs
    missing: Mask = sides.allowed & sides.left_defined & ~sides.right_defined & ~np.isinf(sides.right)
    return differs | missing


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is certain at one point, entry by entry: a difference, a right side that is undefined."""

    left: Array
    right: Array
    differs: Mask
    right_undefined: Mask
    anything_defined: bool
    """Whether the left side has a value at some entry, …"""
    everything_defined: bool
    """… and at all of them."""

    @property
    def fails(self) -> bool:
        return bool(self.differs.any() or self.right_undefined.any())


@dataclass(frozen=True, slots=True)
class Precisions:
    """Numbers with 60 digits, and with 120 to see what is rounding."""

    low: Digits = field(default_factory=lambda: Digits(60))
    high: Digits = field(default_factory=lambda: Digits(120))


class Judge:
    """Decides at single points, with 60 digits and, where these see a difference, with 120."""

    def __init__(self, statement: Statement, precisions: Precisions | None = None) -> None:
        self.statement = statement
        precisions = precisions or Precisions()
        self.low, self.high = precisions.low, precisions.high

    def judge(self, point: Points) -> Judgement | None:
        """The judgement on one point, None where numbers are too large to be computed."""
        try:
            low = evaluated(self.low, self.statement, point)
            first = self._differences(self.low, low)
            missing = low.allowed & low.left_defined & ~low.right_defined
            seen = first > 0
            if not (seen.any() or missing.any()):
                return Judgement(low.left, low.right, seen, missing, *self._defined(low))
            high = evaluated(self.high, self.statement, point)
        except OutOfReach:
            return None
        second = self._differences(self.high, high)
        close = np.asarray(np.abs(first - second) <= second / 1000, dtype=bool)
        missing &= high.left_defined & ~high.right_defined
        return Judgement(high.left, high.right, seen & close & (second > 0), missing, *self._defined(high))

    def _defined(self, sides: Sides) -> tuple[bool, bool]:
        defined = sides.left_defined[sides.allowed]
        return bool(defined.any()), bool(defined.all())

    def _differences(self, field: Digits, sides: Sides) -> Array:
        """|left − right| where both have a value and it is more than rounding, else 0."""
        comparable = sides.allowed & sides.left_defined & sides.right_defined
        left, right = (field.array(np.where(comparable, side, 0)) for side in (sides.left, sides.right))
        difference = np.abs(left - right)
        bound = field.number(AGREE) * np.maximum(np.abs(left), np.abs(right))
        return field.array(np.where(np.asarray(difference > bound, dtype=bool), difference, 0))


def fraction_of(number: Any) -> Fraction:
    """A number with many digits as the fraction that it is."""
    return Fraction(*(int(part) for part in mpmath.libmp.to_rational(number._mpf_)))


def simple_rational(number: Any) -> Fraction | None:
    """The rational with a small denominator that a number of 120 digits is, if it is one.

    What is left of 0 by rounding lies between 10⁻¹³⁵ and 10⁻¹⁰⁰; smaller numbers were meant.
    """
    if abs(number) > 10**60 or 0 < abs(number) < mpmath.mpf(10) ** -135:
        return None
    exact = fraction_of(number)
    near = exact.limit_denominator(10**18)
    if abs(near - exact) <= Fraction(1, 10**80) * max(abs(near), Fraction(1, 10**20)):
        return near
    return None


def written(number: Any, digits: int) -> str:
    """A number as an exact rational where it is a simple one, else with so many significant digits."""
    if number != number:
        return "undefined"
    rational = simple_rational(number)
    return str(rational) if rational is not None else str(mpmath.nstr(number, digits))


def written_pair(left: Any, right: Any) -> tuple[str, str]:
    """Two different numbers with enough digits to see that they differ."""
    attempts: list[Callable[[Any], str]] = [lambda x, n=n: written(x, n) for n in (12, 20, 40)]  # type: ignore[misc]
    pairs = [(write(left), write(right)) for write in attempts]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
