"""Which exponents are literals, and which are whole numbers by assumption: these take negative bases."""

from collections.abc import Collection
from fractions import Fraction

from symderiv.language.expression import (
    Add,
    Broadcast,
    Divide,
    Expression,
    Negate,
    Number,
    Product,
    SizeNumber,
    Subtract,
    SymbolRef,
)


def literal_exponent(e: Expression) -> Fraction | None:
    """The number that an exponent spells, if it spells one: `2`, `-1`, `1/3`."""
    match e:
        case Number(value=value):
            return value
        case Negate(argument=argument) | Broadcast(argument=argument):
            inner = literal_exponent(argument)
            return -inner if isinstance(e, Negate) and inner is not None else inner
        case Divide(left=left, right=right):
            p, q = literal_exponent(left), literal_exponent(right)
            return None if p is None or not q else p / q
        case _:
            return None


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
