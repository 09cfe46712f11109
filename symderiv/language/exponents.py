"""Which number an exponent spells: a power by a number is defined where one by a symbol is not."""

from fractions import Fraction
from typing import Final

from symderiv.language.expression import (
    Add,
    Apply,
    Broadcast,
    Divide,
    Expression,
    Negate,
    Number,
    Power,
    Product,
    Subtract,
)

LARGEST_POWER: Final = 64


def fixed_exponent(e: Expression) -> Fraction | None:
    """The number that an exponent is by plain arithmetic, if one: `2`, `-1`, `1/3`, `2/2 + 1`, `abs(2)`."""
    match e:
        case Number(value=value):
            return value
        case Broadcast(argument=argument):
            return fixed_exponent(argument)
        case Negate(argument=argument) | Apply(function="abs", arguments=(argument,)):
            inner = fixed_exponent(argument)
            return None if inner is None else (-inner if isinstance(e, Negate) else abs(inner))
        case Add() | Subtract() | Product() | Divide():
            p, q = fixed_exponent(e.left), fixed_exponent(e.right)
            return None if p is None or q is None else combined(e, p, q)
        case Power(base=base, exponent=exponent):
            p, q = fixed_exponent(base), fixed_exponent(exponent)
            if p is None or q is None or q.denominator != 1 or abs(q) > LARGEST_POWER:
                return None
            return p ** int(q) if p or q > 0 else None
        case _:
            return None


def combined(e: Add | Subtract | Product | Divide, p: Fraction, q: Fraction) -> Fraction | None:
    """What a sum, difference, product or quotient of two numbers is; None for one by 0."""
    match e:
        case Add():
            return p + q
        case Subtract():
            return p - q
        case Product():
            return p * q
        case Divide():
            return p / q if q else None
