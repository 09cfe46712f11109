"""Simple conditions on entries and points, each with the words that say where two sides differ."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.expression import DefinitionRef, Derivative, IndexVariable, Number
from symderiv.language.sizes import Size
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.exact_point import Mask
from symderiv.numeric.fields import Array, Doubles, OutOfReach
from symderiv.numeric.scope import Points, Unsupported
from symderiv.numeric.walk import nodes
from symderiv.records import dataclass

Region = tuple[str, Mask]
Axes = tuple[Size, ...]

AXES: Final = ("row", "column", "entry")
ORDINALS: Final = ("first", "second", "third")
MOST_NUMBERS: Final = 4
"""Numbers of the statement with which values are compared."""
MOST_COMPARED: Final = 8
"""Values that are compared with one another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that takes positions: an axis, a free index, a declared index, the 1 of a one-hot."""

    name: str
    letter: str
    """As a subscript; empty for the 1 of a one-hot."""
    positions: Array
    sort: object
    count: int
    is_free: bool = False
    label: str = ""
    """The one-hot whose 1 it is."""

    @property
    def is_axis(self) -> bool:
        return self.name in AXES

    @property
    def moves(self) -> bool:
        """Do the entries differ in it?"""
        return self.is_axis or self.is_free


def of_positions(statement: Statement, points: Points, shape: tuple[int, ...]) -> Iterator[Region]:
    """Which free indices, axes and declared positions are the same, or the first, or the last."""
    places = _places(statement, points, shape)
    for one, other in combinations(places, 2):
        if one.sort == other.sort:
            yield from _of_two_places(statement, one, other)
    yield from _ends(places)


def of_signs(statement: Statement, points: Points, shape: tuple[int, ...]) -> Iterator[Region]:
    """Signs of scalars and of entries."""
    for name, value in _values(statement, points, shape):
        yield f"only where {name} > 0", np.asarray(value > 0)
        yield f"only where {name} < 0", np.asarray(value < 0)


def of_values(statement: Statement, points: Points, shape: tuple[int, ...]) -> Iterator[Region]:
    """On which side of the numbers that are spelled a value lies, and which of two values is larger."""
    values = list(_values(statement, points, shape))
    for number in _numbers(statement):
        for name, value in values:
            yield f"only where {name} > {number}", np.asarray(value > float(number))
            yield f"only where {name} < {number}", np.asarray(value < float(number))
    for (name, value), (other, its) in combinations(values[:MOST_COMPARED], 2):
        yield f"only where {name} > {other}", np.asarray(value > its)
        yield f"only where {name} < {other}", np.asarray(value < its)


# ── Places ──────────────────────────────────────────────────────────────────────────────────────


def _places(statement: Statement, points: Points, shape: tuple[int, ...]) -> list[Place]:
    rank, free = len(shape), len(statement.indices)
    found: list[Place] = []
    for at, binder in enumerate(statement.indices):
        start = binder.lower.at(points.sizes)
        positions = np.arange(start, start + shape[1 + at]).reshape(-1, *(1,) * (rank - 2 - at))
        found.append(Place(binder.name, binder.name, positions, binder.sort, shape[1 + at], is_free=True))
    axes = statement.left.shape.axes
    names = ("entry",) if len(axes) == 1 else ("row", "column") if len(axes) == 2 else ()
    for k, (name, letter) in enumerate(zip(names, _letters(statement), strict=False)):
        count = shape[1 + free + k]
        positions = np.arange(count).reshape(-1, *(1,) * (len(axes) - k - 1))
        found.append(Place(name, letter, positions, axes[k], count))
    by_point = (-1, *(1,) * (rank - 1))
    for symbol in statement.symbols:
        if symbol.kind is Kind.POSITION and not symbol.shape.axes:
            chosen = points.positions[symbol.name].reshape(by_point)
            found.append(Place(symbol.name, symbol.name, chosen, symbol.sort, 0))
    for symbol in statement.symbols:
        if Assumption.ONE_HOT in symbol.assumptions and symbol.at is None and symbol.shape.rank == 1:
            ones = points.values[symbol.name].argmax(axis=-1).reshape(by_point)
            found.append(Place("", "", ones, symbol.shape.axes[0], 0, label=symbol.name))
    return found


def _letters(statement: Statement) -> list[str]:
    """Letters for axes, that mean nothing else."""
    taken = {binder.name for binder in statement.indices} | {symbol.name for symbol in statement.symbols}
    return [letter for letter in "ijklmnpq" if letter not in taken]


def _of_two_places(statement: Statement, one: Place, other: Place) -> Iterator[Region]:
    """Where two places are the same, and where they are not."""
    same = np.asarray(one.positions == other.positions)
    if (one.name, other.name) == ("row", "column"):
        yield "only on the diagonal", same
        yield "only off the diagonal", ~same
        yield "only below the diagonal", np.asarray(one.positions > other.positions)
        yield "only above the diagonal", np.asarray(one.positions < other.positions)
        return
    equal, apart = _words_of_two(statement, one, other)
    yield equal, same
    yield apart, ~same
    if one.letter and other.letter and not (one.is_axis or other.is_axis):
        what = "only the entries with" if one.is_free or other.is_free else "only where"
        yield f"{what} {one.name} < {other.name}", np.asarray(one.positions < other.positions)
        yield f"{what} {one.name} > {other.name}", np.asarray(one.positions > other.positions)


def _words_of_two(statement: Statement, one: Place, other: Place) -> tuple[str, str]:
    """`only the row o`, `only the row w = o`, `only the entries with y_w = 1`, and their opposites."""
    if other.label and not one.is_axis:
        entry = _entry(other.label, (one.letter,))
        return f"only where {entry} = 1", f"only where {entry} = 0"
    if one.is_axis or other.is_axis:
        axis, named = (one, other) if one.is_axis else (other, one)
        several = {"row": "rows", "column": "columns", "entry": "entries"}[axis.name]
        if named.label:
            ones = f"{named.label} is 1"
            return f"only the {axis.name} where {ones}", f"only the {several} but where {ones}"
        return f"only the {axis.name} {named.name}", f"only the {several} other than {named.name}"
    part = _part(statement, one.name)
    if part:
        return f"only the {part} {one.name} = {other.name}", f"only the {part}s {one.name} ≠ {other.name}"
    what = "only the entries with" if one.is_free or other.is_free else "only where"
    return f"{what} {one.name} = {other.name}", f"{what} {one.name} ≠ {other.name}"


def _part(statement: Statement, letter: str) -> str:
    """`row`, where the derivative is taken by the row of a matrix that this letter names."""
    match statement.left:
        case Derivative(wrt=wrt) if len(wrt.selectors) == 2:
            for name, mine, theirs in zip(AXES, wrt.selectors, reversed(wrt.selectors), strict=False):
                if theirs is None and isinstance(mine, IndexVariable) and mine.name == letter:
                    return name
    return ""


def _ends(places: list[Place]) -> Iterator[Region]:
    """The first position, the last one, one between, and all others."""
    for place in places:
        if not place.moves or place.count < 2:
            continue
        lowest = int(place.positions.min())
        named = [
            *zip(ORDINALS, range(lowest, lowest + place.count), strict=False),
            ("last", lowest + place.count - 1),
        ]
        for word, at in named:
            here = np.asarray(place.positions == at)
            is_end = word in ("first", "last")
            if place.is_axis:
                yield f"only the {word} {place.name}", here
                if is_end:
                    yield f"every {place.name} but the {word}", ~here
            else:
                yield f"only the entries with the {word} {place.name}", here
                if is_end:
                    yield f"every entry but those with the {word} {place.name}", ~here


# ── Values ──────────────────────────────────────────────────────────────────────────────────────


def _values(statement: Statement, points: Points, shape: tuple[int, ...]) -> Iterator[tuple[str, Array]]:
    """Scalars, and entries of arrays at the places that take their positions, over all entries."""
    places = [place for place in _places(statement, points, shape) if place.letter]
    for name, axes, values in _named(statement, points):
        yield from _entries(name, axes, values, places, len(shape))


def _named(statement: Statement, points: Points) -> Iterator[tuple[str, Axes, Array]]:
    """The symbols, and the definitions that the statement uses, with their values."""
    for symbol in statement.symbols:
        if symbol.kind is Kind.ARRAY and symbol.shape.rank <= 2:
            yield symbol.name, symbol.shape.axes, points.values[symbol.name]
    evaluator = Evaluator(Doubles(), points)
    found: dict[str, DefinitionRef] = {}
    for node in nodes(statement.left, statement.right):
        if isinstance(node, DefinitionRef) and not node.definition.parameters and node.shape.rank <= 2:
            found.setdefault(node.definition.key, node)
    for node in found.values():
        try:
            values = evaluator.full(node, evaluator.root)
        except (OutOfReach, Unsupported):
            continue
        if np.isfinite(values).all():
            yield node.definition.name, node.shape.axes, values


def _entries(
    name: str, axes: Axes, values: Array, places: list[Place], rank: int
) -> Iterator[tuple[str, Array]]:
    points = np.arange(len(values)).reshape(-1, *(1,) * (rank - 1))
    match axes:
        case ():
            yield name, values[points]
        case (axis,):
            for place in places:
                if _fits(place, axis, values.shape[1]):
                    yield _entry(name, (place.letter,)), values[points, place.positions]
        case (row, column):
            first = [place for place in places if place.moves and _fits(place, row, values.shape[1])]
            second = [place for place in places if _fits(place, column, values.shape[2])]
            for one, other in ((one, other) for one in first for other in second if one is not other):
                text = _entry(name, (one.letter, other.letter))
                yield text, values[points, one.positions, other.positions]
        case _:
            return


def _fits(place: Place, axis: Size, count: int) -> bool:
    """Are its positions on this axis?"""
    here = place.positions
    return place.sort == axis and bool(here.size) and int(here.min()) >= 0 and int(here.max()) < count


def _entry(name: str, letters: tuple[str, ...]) -> str:
    """`s_i`, `(v_c)_i`, `X_ij`."""
    base = f"({name})" if "_" in name else name
    text = "".join(letters)
    return f"{base}_{text}" if len(text) == len(letters) < 3 else f"{base}_{{{','.join(letters)}}}"


def _numbers(statement: Statement) -> list[Fraction]:
    found = (node.value for node in nodes(statement.left, statement.right) if isinstance(node, Number))
    return [value for value in dict.fromkeys(found) if value][:MOST_NUMBERS]
