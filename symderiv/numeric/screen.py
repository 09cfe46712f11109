"""A sieve for right sides: which of many have the values of one left side at a few admissible points."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from symderiv.language.answer import Counterexample
from symderiv.language.document import Statement
from symderiv.language.expression import Expression
from symderiv.numeric.admissible import Premises, admissible
from symderiv.numeric.draws import Generator
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.exact_point import FLOOR, Mask
from symderiv.numeric.fields import Array, Doubles, OutOfReach
from symderiv.numeric.landmarks import landmarks
from symderiv.numeric.sample import Sampler
from symderiv.numeric.scope import Points, Unsupported
from symderiv.numeric.size_choices import size_choices
from symderiv.numeric.values import point_of
from symderiv.records import dataclass, replace

POINTS: Final = 5
"""Points for every choice of sizes, of moderate magnitudes: nothing overflows at the first ones."""
CHOICES: Final = 2
"""Choices of sizes besides those of the counterexample."""
INDICES: Final = 3
"""How many positions on one axis may have to differ."""
ALIKE: Final = 1e-6
"""Doubles that differ relatively by less pass the sieve: what passes is decided by others."""


@dataclass(frozen=True, slots=True)
class _Board:
    """The left side at some points of the same sizes; what is computed there is kept for all right sides."""

    evaluator: Evaluator
    statement: Statement
    left: Array
    counts: Mask

    def agrees(self, right: Expression) -> bool:
        evaluator = self.evaluator
        evaluator.left = evaluator.calculus.field.capacity
        scope = evaluator.under(self.statement.indices)
        values = np.where(self.counts, evaluator.full(right, scope), 0)
        if values.shape != self.left.shape or not np.isfinite(values).all():
            return False
        entries = tuple(range(1, values.ndim))
        size = np.maximum(np.abs(values), np.abs(self.left))
        floor = FLOOR * (1 + size.max(axis=entries, keepdims=True, initial=0))
        return bool((np.abs(values - self.left) <= ALIKE * size + floor).all())


class Screen:
    """Compares right sides with the left side of a statement, over all of the statement's symbols."""

    def __init__(self, statement: Statement, seed: int, example: Counterexample | None = None) -> None:
        self.statement = statement
        self.boards: list[_Board] = []
        with np.errstate(all="ignore"):
            for points in _points(statement, seed, example):
                board = _board(statement, points)
                if board is not None:
                    self.boards.append(board)

    @property
    def is_of_use(self) -> bool:
        """Is there a point at which anything can be compared?"""
        return bool(self.boards)

    def agrees(self, right: Expression) -> bool:
        """Has a right side the values of the left one wherever that has some?"""
        try:
            with np.errstate(all="ignore"):
                return all(board.agrees(right) for board in self.boards)
        except (OutOfReach, Unsupported):
            return False


def _board(statement: Statement, points: Points) -> _Board | None:
    """None where the left side has no value at any of the points."""
    evaluator = Evaluator(Doubles(), points)
    scope = evaluator.under(statement.indices)
    try:
        left = evaluator.full(statement.left, scope)
        counts = np.isfinite(left)
        if statement.where is not None:
            allowed = evaluator.full(statement.where, scope) == 1
            counts = counts & allowed.reshape(*allowed.shape, *(1,) * (left.ndim - allowed.ndim))
    except (OutOfReach, Unsupported):
        return None
    return _Board(evaluator, statement, np.where(counts, left, 0), counts) if counts.any() else None


def _points(statement: Statement, seed: int, example: Counterexample | None) -> Iterator[Points]:
    """Admissible points at generic sizes, and the counterexample amid others at its own sizes."""
    generator = Generator(seed, len(statement.symbols))
    premises = Premises(statement)
    sampler = Sampler(statement.symbols, landmarks(statement))
    found = 0
    for sizes in size_choices(statement.sizes, {}, INDICES):
        try:
            points = admissible(premises, sampler, sizes, POINTS, generator)
        except OutOfReach:
            continue
        if points is None:
            continue
        yield points
        found += 1
        if found == CHOICES:
            break
    if example is not None:
        point = _completed(statement, example, sampler, generator)
        if point is not None:
            yield point


def _completed(
    statement: Statement, example: Counterexample, sampler: Sampler, generator: Generator
) -> Points | None:
    """The point of a counterexample, with values for the symbols of which it says nothing."""
    known = {name for name, _ in example.values}
    here = tuple(symbol for symbol in statement.symbols if symbol.name in known)
    sizes = {**size_choices(statement.sizes, {}, INDICES)[0], **dict(example.sizes)}
    point = point_of(replace(statement, symbols=here), example)
    try:
        drawn = sampler.draw(sizes, 1, generator)
    except OutOfReach:
        return None
    if point is None or drawn is None:
        return None
    values, positions = {**drawn.values, **point.values}, {**drawn.positions, **point.positions}
    return replace(drawn, values=values, positions=positions)
