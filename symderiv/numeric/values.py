"""The values of a point as text: exact rationals, positions from 0, formulas of placeholder functions."""

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any, Final

import mpmath

from symderiv.language.answer import Value, Values
from symderiv.language.document import Kind, Symbol
from symderiv.numeric.fields import Array
from symderiv.numeric.scope import Points

LONGEST: Final = 10**15
"""Denominators beyond it come from the solution of an equation: such values are printed as decimals."""


def values_of(symbols: Sequence[Symbol], point: Points) -> Values:
    """The values of all symbols at a single point."""
    return tuple((s.name, _value(s, point)) for s in symbols)


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
