"""Which exponents are constant, and which are whole numbers by assumption: these take negative bases."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any, Final

from symderiv.language.expression import (
    Add,
    Apply,
    Broadcast,
    Constant,
    Divide,
    Expression,
    Negate,
    Number,
    Power,
    Product,
    SizeNumber,
    Subtract,
    SymbolRef,
)
from symderiv.language.traverse import walk

CONSTANT: Final = (Number, Constant, Negate, Add, Subtract, Product, Divide, Power, Apply, Broadcast)


def is_constant(e: Expression) -> bool:
    """Whether an expression is made of numbers alone."""
    return all(isinstance(part, CONSTANT) for part in walk(e))


def may_be_rational(value: Any) -> bool:
    """Whether a number lies so near a fraction with a small denominator that it may be one: `sqrt(2)^2`."""
    return abs(Fraction(float(value)).limit_denominator(99) - Fraction(float(value))) < Fraction(1, 10**9)


def is_whole(e: Expression, whole: Collection[str]) -> bool:
    """Whether an expression has whole values for want of anything else in it."""
    match e:
        case Number(value=value):
            return value.denominator == 1
        case SizeNumber():
            return True
        case SymbolRef(name=name):
            return name in whole
        case Negate(argument=argument) | Broadcast(argument=argument):
            return is_whole(argument, whole)
        case Add(left=left, right=right) | Subtract(left=left, right=right) | Product(left=left, right=right):
            return is_whole(left, whole) and is_whole(right, whole)
        case _:
            return False
