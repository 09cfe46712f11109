"""Where kinks and steps may lie: the numbers that a statement spells, and values around and between them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from symderiv.language.document import Statement
from symderiv.language.expression import (
    Add,
    Apply,
    Binder,
    Broadcast,
    Cases,
    Compare,
    Constant,
    Divide,
    IndexSum,
    Negate,
    Number,
    Power,
    Product,
    Subtract,
)
from symderiv.numeric.walk import nodes
from symderiv.records import dataclass

KINKS: Final = frozenset(
    {"relu", "abs", "sign", "floor", "maximum", "minimum", "clip", "max", "min", "norm1", "norm"}
)
"""Functions that change their formula."""
LARGEST: Final = 1e12
"""Larger numbers are no landmarks."""
PLACES: Final = 28
"""How many values around landmarks are tried, each with both signs."""
FARTHEST: Final = 60
"""Sizes for the sake of literal positions are not larger."""
SMALL: Final = 20
"""The whole numbers up to it are tried."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The magnitudes near which values are drawn."""

    scales: tuple[float, ...] = ()
    """Numbers from 3 on."""
    places: tuple[float, ...] = ()
    """Values beside and between the numbers of conditions and kinks."""
    whole: tuple[float, ...] = ()
    """Whole numbers at which conditions may change."""


NO_LANDMARKS: Final = Landmarks()


def landmarks(statement: Statement) -> Landmarks:
    """The landmarks of a statement; one without kinks and conditions has scales alone."""
    spelled: set[float] = set()
    constants: set[float] = set()
    kinked = False
    for node in nodes(statement.left, statement.right, statement.where, *statement.assumptions):
        if isinstance(node, Number) and abs(node.value) < 10**4:
            spelled.add(abs(float(node.value)))
        if isinstance(node, Compare | Cases) or (isinstance(node, Apply) and node.function in KINKS):
            kinked = True
            for part in nodes(node):
                value = _constant(part)
                if value is not None:
                    constants.add(abs(value))
    if not kinked:
        return Landmarks(tuple(sorted(x for x in spelled if x > 2)))
    found = sorted(x for x in constants if 1e-12 < x <= LARGEST)
    scales = tuple(sorted(x for x in spelled | set(found) if x > 2))
    return Landmarks(scales, _few(_around(found)), _few(_whole_around(found), PLACES + SMALL))


def larger_sizes(statement: Statement, largest: int) -> dict[str, tuple[int, ...]]:
    """Numbers to try for sizes because of the literals of a statement, and for literal positions.

    `relu(V − 6)` is 0 at small sizes, `V / (V − 7)` has no value at a single one, and `x_7` none below.
    """
    literal, places = 0.0, dict[str, int]()
    for node in nodes(statement.left, statement.right, statement.where, *statement.assumptions):
        match node:
            case IndexSum(terms=(), offset=offset, sort=sort) if offset.is_number:
                literal = max(literal, abs(offset.at({})))
                for name in sort.names if sort is not None else ():
                    places[name] = max(places.get(name, 0), offset.at({}) + 2)
            case Binder(lower=lower, upper=upper):
                beside = (number for end in (lower, upper) for names, number in end.terms if not names)
                literal = max(literal, *map(abs, beside), 0)
                if (upper - lower).is_number:
                    literal = max(literal, (upper - lower).at({}) + 1)
            case _:
                literal = max(literal, abs(_constant(node) or 0))
    runs = range(4, largest + 1) if literal > 3 else range(0)
    names = [name for name, _ in statement.sizes]
    wanted = {
        name: (*runs, *(n for n in (places.get(name, 0),) if largest < n <= FARTHEST)) for name in names
    }
    return {name: numbers for name, numbers in wanted.items() if numbers}


def _few(values: Iterator[float], bound: int = PLACES) -> tuple[float, ...]:
    """The first ones, each once."""
    result: dict[float, None] = {}
    for value in values:
        if len(result) == bound:
            break
        result.setdefault(value)
    return tuple(result)


def _around(found: list[float]) -> Iterator[float]:
    """Not the numbers themselves, nor what lies in the very middle: there are the kinks."""
    for low, high in pairwise(found):
        yield low + 0.503 * (high - low)
    for factor in (1.01, 0.99):
        yield from (factor * x for x in found)
    pairs = [(x, y) for x in found for y in found if x != y]
    for x, y in pairs:
        if y < x:
            yield from (x - 0.53 * y, x + 0.53 * y)
    yield from (f * x for f in (0.5, 2.0) for x in found)
    yield from (f * x / y for x, y in pairs if y != 1 for f in (0.99, 1.01) if x / y <= LARGEST)


def _whole_around(found: list[float]) -> Iterator[float]:
    for x in found:
        yield from (float(round(x) + k) for k in (0, -1, 1))
    yield from (float(k) for k in range(SMALL + 1))


def _constant(e: Any) -> float | None:
    """The value of an expression of literals, if it is one and can be a landmark."""
    try:
        value = _value(e)
    except (OverflowError, ZeroDivisionError):
        return None
    return value if value is None or abs(value) <= 1e300 else None


def _value(e: Any) -> float | None:
    match e:
        case Number(value=value):
            return float(value)
        case Constant(name=name):
            return 3.141592653589793 if name == "pi" else 2.718281828459045
        case Negate(argument=argument) | Broadcast(argument=argument):
            inner = _value(argument)
            return -inner if isinstance(e, Negate) and inner is not None else inner
        case Add() | Subtract() | Product() | Divide():
            left = _value(e.left)
            right = None if left is None else _value(e.right)
            return None if left is None or right is None else _operated(e, left, right)
        case Power(base=base, exponent=exponent):
            p, q = _value(base), _value(exponent)
            return None if p is None or q is None or p <= 0 else p**q
        case _:
            return None


def _operated(e: Any, left: float, right: float) -> float:
    match e:
        case Add():
            return left + right
        case Subtract():
            return left - right
        case Product():
            return left * right
        case _:
            return left / right
