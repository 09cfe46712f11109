"""Points as the deciding parts need them: residues for the exact test, simple rationals for the numbers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symderiv.components.entries import Scalar
from symderiv.components.points import Choices, Field, Value, admissible, assign
from symderiv.components.real import Evaluator, Unsure
from symderiv.components.residues import PARTS
from symderiv.components.span import Vector
from symderiv.components.symbols import SymbolTable
from symderiv.components.zero import SymbolVectors
from symderiv.language.document import Symbol

Solved = tuple[tuple[Scalar, Scalar], ...]
"""Symbols that the assumed equations determine, and their values."""


def residue_points(table: SymbolTable, symbols: list[Symbol], chosen: Choices) -> SymbolVectors:
    """Random residues for every symbol, within what is assumed of it; positive ones have all roots."""

    def points(source: random.Random, prime: int, count: int) -> Mapping[Scalar, Vector]:
        def draw(what: str) -> Value:
            number = source.randrange(2, prime)
            return pow(number, PARTS, prime) if "positive" in what or "nonnegative" in what else number

        def divide(above: Value, below: Value) -> Value:
            return above * pow(below, -1, prime) % prime

        field = Field(draw, divide)
        drawn = [assign(table, symbols, chosen, field) for _ in range(count)]
        return {
            symbol: tuple([point[symbol] % prime for point in drawn])
            for symbol in (drawn[0] if drawn else ())
        }

    return points


def rational_points(
    table: SymbolTable,
    symbols: list[Symbol],
    chosen: Choices,
    solved: Solved,
    source: random.Random,
    tries: int,
    scales: Sequence[int],
    formal: bool = False,
) -> Iterator[dict[Scalar, Any]]:
    """Points with simple rational values, of several scales in turn.

    `formal`: what the equations determine may be no rational number; it then stands there as a scalar.
    """
    for turn in range(tries):
        field = Field(_drawer(source, scales[turn % len(scales)]), lambda a, b: Fraction(a) / b)
        point = {symbol: Fraction(value) for symbol, value in assign(table, symbols, chosen, field).items()}
        if _solve(point, solved, formal) and admissible(table, symbols, point):
            yield point


def _drawer(source: random.Random, scale: int) -> "_Draw":
    return _Draw(source, scale)


class _Draw:
    """A new value of the asked kind, up to the scale in size."""

    def __init__(self, source: random.Random, scale: int) -> None:
        self._source, self._scale = source, scale

    def __call__(self, what: str) -> Fraction:
        source, scale = self._source, self._scale
        if what == "sign":
            return Fraction(source.choice((-1, 1)))
        if what == "bit":
            return Fraction(source.choice((0, 1)))
        size = Fraction(
            source.randint(1, 8 * scale), 1 if "integer" in what else source.choice((1, 2, 3, 4, 5)) * 2
        )
        if "positive" in what or "nonnegative" in what:
            return size
        return size if source.random() < 0.5 else -size


def _solve(point: dict[Scalar, Any], solved: Solved, formal: bool) -> bool:
    """Puts in what the equations determine; False where that has no value, or no rational one."""
    for symbol, scalar in solved:
        try:
            value = Evaluator(point).value(scalar)
        except Unsure:
            return False
        if not formal and not isinstance(value, Fraction):
            return False
        point[symbol] = value if isinstance(value, Fraction) else scalar
    return True
