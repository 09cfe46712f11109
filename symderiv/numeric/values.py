"""The values of a point as text: exact rationals, positions from 0, formulas of placeholder functions."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import Any, Final

import mpmath
import numpy as np

from symderiv.language.answer import Counterexample, Value, Values
from symderiv.language.document import Kind, Statement, Symbol
from symderiv.numeric.combined import WHOLE
from symderiv.numeric.fields import Array
from symderiv.numeric.scope import Points

LONGEST: Final = 10**15
"""Denominators beyond it come from the solution of an equation: such values are printed as decimals."""


def values_of(symbols: Sequence[Symbol], point: Points) -> Values:
    """The values of all symbols at a single point."""
    return tuple((s.name, _value(s, point)) for s in symbols)


def point_of(statement: Statement, example: Counterexample) -> Points | None:
    """The point that a counterexample describes; None if it has values of placeholders, or is not whole."""
    texts = dict(example.values)
    values: dict[str, Array] = {}
    positions: dict[str, Array] = {}
    sizes = dict(example.sizes)
    for symbol in statement.symbols:
        axes = tuple(size.at(sizes) for size in symbol.shape.axes)
        if symbol.kind is Kind.FUNCTION or symbol.name not in texts:
            return None
        numbers = np.array([Fraction(text) for text in _flat(texts[symbol.name])], dtype=object)
        if len(numbers) != prod(axes):
            return None
        if symbol.kind is Kind.POSITION:
            positions[symbol.name] = numbers.astype(np.int64).reshape(1, *axes)
        else:
            values[symbol.name] = numbers.reshape(1, *axes)
    whole = frozenset(s.name for s in statement.symbols if WHOLE & frozenset(s.assumptions))
    return Points(1, sizes, values, positions, {}, whole)


def _flat(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value:
            yield from _flat(part)


def _value(symbol: Symbol, point: Points) -> Value:
    match symbol.kind:
        case Kind.POSITION:
            return _nested(point.positions[symbol.name][0])
        case Kind.ARRAY:
            return _nested(point.values[symbol.name][0])
        case Kind.FUNCTION:
            return _formula(symbol, point)


def _nested(values: Any) -> Value:
    if getattr(values, "shape", ()):
        return tuple(_nested(part) for part in values)
    return _number(values if isinstance(values, Fraction) else Fraction(float(values)))


def _number(value: Fraction) -> str:
    if value.denominator <= LONGEST:
        return str(value)
    context = mpmath.MPContext()
    context.dps = 50
    return str(context.nstr(context.mpf(value.numerator) / value.denominator, 40))


def _formula(symbol: Symbol, point: Points) -> Value:
    """`(x1, x2) ↦ …` for a scalar; a list of them for an array, in the order of its entries."""
    coefficients = point.placeholders[symbol.name][0]
    inputs = sum(prod(n.at(point.sizes) for n in shape.axes) for shape in symbol.arguments)
    names = ["x"] if inputs == 1 else [f"x{k + 1}" for k in range(inputs)]
    formulas = [f"({', '.join(names)}) ↦ {_body(row, names)}" for row in coefficients]
    return formulas[0] if not symbol.shape.axes else tuple(formulas)


def _body(row: Array, names: Sequence[str]) -> str:
    exact = [Fraction(x) for x in row.tolist()]
    n = len(names)
    terms = [str(exact[0])] if exact[0] else []
    linear, square, angle = (_linear(exact[1 + k * n : 1 + (k + 1) * n], names) for k in range(3))
    terms += [linear] if linear else []
    terms += [f"({square})^2"] if square else []
    terms += [f"sin({angle})"] if angle else []
    return " + ".join(terms) or "0"


def _linear(factors: Sequence[Fraction], names: Sequence[str]) -> str:
    return " + ".join(
        name if f == 1 else f"({f}) {name}" for f, name in zip(factors, names, strict=True) if f
    )
