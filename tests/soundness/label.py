"""Whether a statement is true, as far as an evaluator at many points can see."""

import random
from collections.abc import Callable, Iterator
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from symderiv.language import expression as x
from symderiv.language.answer import Counterexample, Value
from symderiv.language.document import Kind, Statement
from symderiv.language.traverse import walk
from tests.soundness.evaluate import Scope, World
from tests.soundness.numbers import Numbers, Real
from tests.soundness.points import FAR, NEAR_HALF, NoPoint, Point, draw, scopes, sizes_of, solved

DIGITS, MORE_DIGITS, MANY_DIGITS = 100, 220, 4000
SCALES = (1, 1, 4, 1, FAR, NEAR_HALF, 30, 1)
"""How large the numbers are at the points that are tried; sizes of 1 occur from the second on."""
LARGE = 5
SPECIAL = (0, 0, 0, 0)
LEAST = 1e-30
"""Smaller differences are not seen beside numbers of size 1."""
NEAR = (0, 1, 4, NEAR_HALF)


class Label(Enum):
    """What the evaluator saw."""

    FALSE = "false"
    THIN = "false at special points only"
    EQUAL = "equal wherever tried"
    UNKNOWN = "no admissible point was found"


@cache
def numbers(digits: int) -> Numbers:
    return Numbers(digits)


class Judge:
    """Points for statements with the same symbols, sizes and premises; values are computed once per point."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.worlds: dict[tuple[int, int, str], tuple[Point, World] | None] = {}

    def label(self, statement: Statement) -> Label:
        """Compare both sides at generic points, then at special ones where nothing is differentiated."""
        met = False
        for place in self._generic():
            if place is not None:
                differs, found = self._compare(statement, *place)
                met = met or found
                if differs:
                    return Label.FALSE
        if not met:
            return Label.UNKNOWN
        return Label.THIN if self._differs_at_special_points(statement) else Label.EQUAL

    def differs_at(self, statement: Statement, point: Point) -> bool:
        """Whether the sides differ at a point, however little."""
        return self._compare(statement, point, point.world(numbers(DIGITS), statement), least=0)[0]

    def is_surely_false(self, statement: Statement) -> bool:
        """Whether the sides differ near by, or far out with as many digits as the largest numbers there need."""
        apart = [
            place[0] for place in self._generic() if place is not None and self._compare(statement, *place)[0]
        ]
        if any(point.scale in NEAR for point in apart):
            return True
        for point in apart:
            world = point.world(numbers(MANY_DIGITS), statement)
            for scope in scopes(statement, world):
                if any(_differ(*pair) for pair in _pairs(statement, world, scope)):
                    return True
        return False

    def _differs_at_special_points(self, statement: Statement) -> bool:
        """Neighbours of a special point may lie beyond a kink or a pole: derivatives are not looked at there."""
        sides = (statement.left, statement.right)
        if any(isinstance(node, x.Derivative | x.Prime) for side in sides for node in walk(side)):
            return False
        places = [self._place(number, scale) for number, scale in enumerate(SPECIAL)]
        return any(self._compare(statement, *place)[0] for place in places if place is not None)

    def _generic(self) -> Iterator[tuple[Point, World] | None]:
        """Points of several scales at small sizes; then one for each size, where it is larger."""
        for number, scale in enumerate(SCALES):
            yield self._place(number, scale)
        for name, _ in self.statement.sizes:
            yield self._place(0, 1, name)

    def _place(self, number: int, scale: int, large: str = "") -> tuple[Point, World] | None:
        key = (number, scale, large)
        if key not in self.worlds:
            self.worlds[key] = self._made(number, scale, large)
        return self.worlds[key]

    def _made(self, number: int, scale: int, large: str) -> tuple[Point, World] | None:
        """An admissible point; one with the larger sizes comes first."""
        statement = self.statement
        for attempt in range(30):
            rng = random.Random(f"{number} {scale} {attempt}")
            try:
                sizes = sizes_of(statement, rng, 1 if number else 2)
                if large:
                    sizes[large] = LARGE
                point = solved(statement, draw(statement, sizes, rng, scale), numbers(MORE_DIGITS))
            except NoPoint:
                continue
            world = point.world(numbers(DIGITS), statement)
            if next(scopes(statement, world), None) is not None:
                return point, world
        return None

    def _compare(
        self, statement: Statement, point: Point, world: World, least: Real = LEAST
    ) -> tuple[bool, bool]:
        """Whether the sides differ at a point, and whether it is admissible."""
        met = False
        for scope in scopes(statement, world):
            met = True
            apart = any(_differ(*pair, least) for pair in _pairs(statement, world, scope))
            if apart and self._confirmed(statement, point, world, scope, least):
                return True, True
        return False, met

    def _confirmed(self, statement: Statement, point: Point, world: World, scope: Scope, least: Real) -> bool:
        """Whether a difference is larger than what more digits change.

        Far out, what has no value is but too small or too large for the digits.
        """
        pairs = _pairs(statement, world, scope)
        if point.scale == 1 and any(_far(*pair) for pair in pairs):
            return True
        precise = _pairs(statement, point.world(numbers(MORE_DIGITS), statement), scope)
        for (left, right), (better_left, better_right) in zip(pairs, precise, strict=True):
            there = (_differ(left, right, least), _differ(better_left, better_right, least))
            if not all(there) or left is None:
                continue
            if right is None or better_right is None:
                if point.scale in NEAR:
                    return True
                continue
            noise = max(abs(left - better_left), abs(right - better_right))
            if noise < abs(better_left - better_right) / 1000:
                return True
        return False


def _pairs(statement: Statement, world: World, scope: Scope) -> list[tuple[Real, Real]]:
    left, right = (world.value(side, scope).cells for side in (statement.left, statement.right))
    return list(zip(left, right, strict=True))


def _differ(left: Real, right: Real, least: Real = LEAST) -> bool:
    """Apart by more than difference quotients leave, or without a value where the left side has one."""
    if left is None:
        return False
    return right is None or abs(left - right) > (abs(left) + abs(right) + 1) * least


def _far(left: Real, right: Real) -> bool:
    return left is not None and right is not None and abs(left - right) > (abs(left) + abs(right) + 1) * 1e-9


def point_of(example: Counterexample, statement: Statement) -> Point | None:
    """The point of a counterexample; None if it says what a placeholder is."""
    kinds = {symbol.name: symbol.kind for symbol in statement.symbols}
    if any(kinds.get(name) is Kind.FUNCTION for name, _ in example.values):
        return None
    values = {
        name: _read(texts, int if kinds[name] is Kind.POSITION else Fraction)
        for name, texts in example.values
    }
    return Point(dict(example.sizes), values, 0)


def _read(texts: Value, make: Callable[[str], Any]) -> Any:
    return make(texts) if isinstance(texts, str) else [_read(each, make) for each in texts]
