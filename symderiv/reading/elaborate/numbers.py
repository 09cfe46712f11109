"""What expressions of numbers alone come to, as far as they are short: 9 ** 9 ** 9 ** 9 is not."""

from fractions import Fraction
from typing import Final

from symderiv.language.exponents import combined
from symderiv.language.expression import (
    Add,
    DefinitionRef,
    Divide,
    Expression,
    Negate,
    Number,
    Power,
    Product,
    Subtract,
)

MAX_BITS: Final = 10_000
"""The binary digits of a number that powers make of numbers."""
MAX_DEPTH: Final = 200
"""Levels, those of definitions included, to which numbers are looked for."""


class _TooLong(Exception):
    """A number with more digits than there is room for."""


def is_tower(base: Expression, exponent: Expression) -> bool:
    """Whether a power of numbers has too many digits."""
    known: dict[str, Fraction | None] = {}
    try:
        count = _value(exponent, known, 0)
        number = None if count is None else _value(base, known, 0)
        return number is not None and count is not None and _raised(number, count) is None
    except _TooLong:
        return True


def _value(e: Expression, known: dict[str, Fraction | None], depth: int) -> Fraction | None:
    """The number that an expression is; None if it is none, or a root."""
    if depth > MAX_DEPTH:
        return None
    match e:
        case Number(value):
            return value
        case DefinitionRef(definition, ()):
            if definition.key not in known:
                known[definition.key] = _value(definition.body, known, depth + 1)
            return known[definition.key]
        case Negate(argument):
            operand = _value(argument, known, depth + 1)
            return None if operand is None else -operand
        case Add() | Subtract() | Product() | Divide():
            left = _value(e.left, known, depth + 1)
            right = None if left is None else _value(e.right, known, depth + 1)
            return None if left is None or right is None else _short(combined(e, left, right) or Fraction(0))
        case Power(base, exponent):
            number, count = _value(base, known, depth + 1), _value(exponent, known, depth + 1)
            if number is None or count is None or count.denominator != 1 or (number == 0 and count < 0):
                return None
            return _short(_raised(number, count))
        case _:
            return None


def _raised(number: Fraction, count: Fraction) -> Fraction | None:
    """number ** ⌊count⌋, None if that is too long; 0, 1 and −1 stay what they are."""
    if abs(number) in (0, 1):
        return abs(number) if count % 2 == 0 else number
    if _bits(number) * abs(count) > MAX_BITS:
        return None
    return number ** int(count)


def _short(number: Fraction | None) -> Fraction:
    if number is None or _bits(number) > 10 * MAX_BITS:
        raise _TooLong
    return number


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())
