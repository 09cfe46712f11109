"""Whether two sides differ at a point: pointed to by doubles, decided at 60 and 120 digits.

A difference counts if it is the same with twice as many digits; what is left by rounding is not.
"""

from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
import numpy.typing as npt

from symderiv.language.document import Statement
from symderiv.language.expression import Compare
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.fields import Array, Digits, Doubles, Field, OutOfReach
from symderiv.numeric.scope import Points
from symderiv.records import dataclass, field

Mask = npt.NDArray[np.bool_]

CLEAR: Final = 1e-6
"""Doubles that differ by less, relatively, are not called different."""
FLOOR: Final = 1e-9
"""Doubles smaller than this part of the largest are taken for rounding."""
AGREE: Final = Fraction(1, 10**42)
"""With 60 digits, the relative difference up to which sides agree."""
ENORMOUS: Final = 10**40
"""Larger numbers may be quotients by what rounding has left of 0."""
STEADY: Final = mpmath.mpf(10) ** -10
"""The relative change by more digits up to which such a number is believed."""
SHRINKS: Final = mpmath.mpf(10) ** -40
"""What more digits make smaller by this factor is what rounding has left of 0."""
RESIDUE: Final = mpmath.mpf(10) ** -95
"""At points that solve equations, which they do in 110 digits, smaller differences are what is left over."""
NEAR: Final = 7
"""Decimal exponents up to which 120 digits lose no number beside another."""
MOST_DIGITS: Final = 4000
"""More digits are not computed."""
ZERO: Final = Fraction(0)


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
    """Numbers with 60 digits, with 120 to see what is rounding, and with as many as a point asks for."""

    low: Digits = field(default_factory=lambda: Digits(60))
    high: Digits = field(default_factory=lambda: Digits(120, measured=True))

    def beyond(self, reach: float, solved: bool) -> Digits:
        """Digits enough that no number is lost beside another, if the numbers reach so far.

        Points that solve equations do so in 110 digits: what is closer to a step lies on it.
        """
        digits = 240 + 4 * round(reach)
        if digits > MOST_DIGITS:
            raise OutOfReach("a number")
        return Digits(digits, measured=True, least=60 if solved else 60 + 2 * round(reach))


def has_equations(statement: Statement) -> bool:
    """Whether equations are assumed."""
    return any(isinstance(e, Compare) and e.relation == "=" for e in statement.assumptions)


class Judge:
    """Decides at single points: with 60 digits and, where these see a difference, with 120 or more.

    `solved`: the points solve equations that are assumed; what these leave over is no difference.
    """

    def __init__(
        self, statement: Statement, precisions: Precisions | None = None, solved: bool = False
    ) -> None:
        self.statement = statement
        self.precisions = precisions or Precisions()
        self.residue = RESIDUE if solved else mpmath.mpf(0)

    def judge(self, point: Points) -> Judgement | None:
        """The judgement on one point, None where numbers are too large or rounding decides."""
        try:
            low = evaluated(self.precisions.low, self.statement, point)
            if not _worth_another_look(self.precisions.low, low):
                nowhere = np.zeros(low.left.shape, dtype=bool)
                return Judgement(low.left, low.right, nowhere, nowhere, *_defined(low))
            return self._settled(point, self.precisions.low, low)
        except OutOfReach:
            return None

    def agrees(self, point: Points) -> bool:
        """Whether both sides have values at one point, and no number of digits tells them apart."""
        try:
            low = evaluated(self.precisions.low, self.statement, point)
            judgement = self._settled(point, self.precisions.low, low)
        except OutOfReach:
            return False
        return judgement is not None and not judgement.fails and judgement.everything_defined

    def _settled(self, point: Points, coarse: Digits, first: Sides) -> Judgement | None:
        """The judgement by more digits, by still more where numbers of very different sizes meet."""
        fine = self.precisions.high
        second = self._measured(fine, point)
        certain, unclear = _compared(coarse, first, fine, second, self.residue)
        if fine.reach > NEAR or fine.doubtful or unclear.any():
            coarse, fine, first = fine, self._beyond(fine), second
            second = self._measured(fine, point)
            certain, unclear = _compared(coarse, first, fine, second, self.residue)
        missing = second.allowed & second.left_defined & ~second.right_defined & ~unclear
        judgement = Judgement(second.left, second.right, certain, missing, *_defined(second))
        if (judgement.fails and fine.doubtful) or (unclear.any() and not judgement.fails):
            return None
        return judgement

    def _beyond(self, field: Digits) -> Digits:
        return self.precisions.beyond(field.reach, has_equations(self.statement))

    def _measured(self, field: Digits, point: Points) -> Sides:
        field.restart()
        return evaluated(field, self.statement, point)


def _worth_another_look(field: Digits, sides: Sides) -> bool:
    """Whether 60 digits see a difference, or numbers as large as quotients by rounding."""
    missing = sides.allowed & sides.left_defined & ~sides.right_defined
    difference, size = _differences(field, sides)
    enormous = np.asarray(size > ENORMOUS, dtype=bool)
    return bool(missing.any() or difference.any() or enormous.any())


def _compared(coarse: Digits, first: Sides, fine: Digits, second: Sides, residue: Any) -> tuple[Mask, Mask]:
    """Where sides differ with few and with more digits alike; where more digits say something else."""
    few, few_size = _differences(coarse, first)
    more, more_size = _differences(fine, second)
    alike = np.asarray(np.abs(few - more) <= more / 1000, dtype=bool)
    vanishing = np.asarray((more <= few * SHRINKS) | (more <= residue), dtype=bool)
    steady = np.asarray(np.abs(few_size - more_size) <= more_size * STEADY, dtype=bool)
    enormous = np.asarray(more_size > ENORMOUS, dtype=bool)
    unclear = second.allowed & ~vanishing & ~alike
    unclear |= second.allowed & enormous & ~steady
    unclear |= second.allowed & (first.left_defined != second.left_defined)
    unclear |= second.allowed & (first.right_defined != second.right_defined)
    return alike & ~unclear & np.asarray(more > residue, dtype=bool), unclear


def _defined(sides: Sides) -> tuple[bool, bool]:
    defined = sides.left_defined[sides.allowed]
    return bool(defined.any()), bool(defined.all())


def _differences(field: Digits, sides: Sides) -> tuple[Array, Array]:
    """|left − right| where both have a value and it is more than rounding, else 0; the larger side."""
    comparable = sides.allowed & sides.left_defined & sides.right_defined
    left, right = (np.where(comparable, side, field.number(ZERO)) for side in (sides.left, sides.right))
    size = np.maximum(np.abs(left), np.abs(right))
    difference = np.abs(left - right)
    bound = field.number(AGREE) * size
    return np.where(np.asarray(difference > bound, dtype=bool), difference, field.number(ZERO)), size


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


def written_pair(left: Any, right: Any) -> tuple[str, str]:
    """Two different numbers: both as simple rationals, else both with digits enough to see it."""
    short = _written(left, 12), _written(right, 12)
    if left != left or right != right:
        return short
    rationals = simple_rational(left) is not None and simple_rational(right) is not None
    if rationals or _differ(*(_decimal(x, 12) for x in (left, right))):
        return short
    pairs = [(_decimal(left, digits), _decimal(right, digits)) for digits in (20, 40, 60)]
    return next((pair for pair in pairs if _differ(*pair)), pairs[-1])


def _written(number: Any, digits: int) -> str:
    """A number as an exact rational where it is a simple one, else with so many significant digits."""
    if number != number:
        return "undefined"
    rational = simple_rational(number)
    return str(rational) if rational is not None else _decimal(number, digits)


def _decimal(number: Any, digits: int) -> str:
    return str(mpmath.nstr(number, digits))


def _differ(left: str, right: str) -> bool:
    return Fraction(left) != Fraction(right)
