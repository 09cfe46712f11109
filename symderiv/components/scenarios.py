"""Which sizes are tried, and every position that indices can take."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from symderiv.language import expression as e
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.sizes import Size
from symderiv.records import dataclass, fields, is_dataclass

_LADDERS: Final = (
    (3, 2, 4, 5, 6, 7, 8, 9),
    (2, 3, 4, 5, 6, 7, 8, 9),
    (2, 3, 2, 3, 2, 3, 2, 3),
    (2,) * 8,
    (2, 1, 2, 1, 2, 1, 2, 1),
)
"""Sizes in order of preference: pairwise different ones, as long as they are affordable."""

_ROOM: Final = 5
"""The most that a size is raised to so that its indices can all differ, and from some further position."""

_FARTHEST: Final = 40
"""Sizes for the sake of literal positions are not larger."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Positions of the declared indices and of the statement's free ones."""

    positions: Mapping[str, "int | tuple[int, ...]"]
    indices: Mapping[str, int]


def nodes(part: object) -> Iterator[object]:
    """Every node and index below, definitions included, each definition once."""
    stack, seen = [part], set[str]()
    while stack:
        here = stack.pop()
        if isinstance(here, e.Definition):
            if here.key in seen:
                continue
            seen.add(here.key)
        if isinstance(here, tuple):
            stack.extend(here)
        elif is_dataclass(here) and not isinstance(here, Size | Symbol):
            yield here
            stack.extend(
                getattr(here, f.name) for f in fields(here) if f.name not in ("span", "shape", "spelled")
            )


def size_choices(statement: Statement, forced: Mapping[str, int]) -> list[dict[str, int]]:
    """The sizes to try in turn: forced ones, the file's, and small pairwise different ones for the others."""
    given = {name: number for name, number in statement.sizes if number is not None} | {
        name: number for name, number in forced.items() if name in dict(statement.sizes)
    }
    room = _room_for_literals(statement)
    found = [_chosen(statement, _LADDERS[0], room | given)] if room else []
    for width in (2, 1):
        if room := _room_for_windows(statement, width):
            found.append(_chosen(statement, _LADDERS[0], room | given))
    for fixed in (given, {n: v for n, v in given.items() if n in forced}):
        for ladder in _LADDERS:
            sizes = _chosen(statement, ladder, fixed)
            if sizes not in found:
                found.append(sizes)
    return found


def _room_for_windows(statement: Statement, width: int) -> dict[str, int]:
    """Sizes at which −m ≤ j ≤ m fits around two positions c: that of m, and 2 m + 2 on the axis of c + j."""
    reach: dict[str, int] = {}
    room: dict[str, int] = {}
    for node in nodes(_parts(statement)):
        match node:
            case e.Binder(sort=None, lower=lower, upper=upper):
                reach.update(dict.fromkeys((*lower.names, *upper.names), width))
            case e.IndexSum(sort=Size() as axis):
                room.update(dict.fromkeys(axis.names, 2 * width + 2))
            case _:
                pass
    return {**room, **reach} if reach else {}


def _room_for_literals(statement: Statement) -> dict[str, int]:
    """Sizes at which a position that is written as a number stands on its axis, with one behind it."""
    room: dict[str, int] = {}
    for node in nodes(_parts(statement)):
        match node:
            case e.IndexSum(terms=(), offset=offset, sort=Size() as axis) if offset.is_number:
                place = offset.at({})
                if place >= _LADDERS[0][0] and axis == Size.named(next(iter(axis.names), "")):
                    room.update({name: max(room.get(name, 0), place + 2) for name in axis.names})
            case e.Binder(sort=Size() as axis, lower=lower):
                left_out = max((-factor for names, factor in lower.terms if not names), default=0)
                if left_out > _LADDERS[0][0]:
                    room.update({name: max(room.get(name, 0), left_out + 1) for name in axis.names})
            case _:
                pass
    return {name: number for name, number in room.items() if number <= _FARTHEST}


def _chosen(statement: Statement, ladder: tuple[int, ...], fixed: Mapping[str, int]) -> dict[str, int]:
    """A number for every size; lengths of lists of positions come first, for the axis must be longer."""
    names = [name for name, _ in statement.sizes]
    lists = {n for s in _position_symbols(statement) for axis in s.shape.axes for n in axis.names}
    different = len(set(ladder)) == len(ladder)
    sizes = dict(fixed)
    left = list(ladder)
    for name in sorted(names, key=lambda name: name not in lists):
        if name in fixed:
            continue
        room = _room(statement, name, sizes) if ladder == _LADDERS[0] else 0
        order = sorted(left) if name in lists and different else left
        free = [n for n in order if not different or n not in sizes.values()]
        sizes[name] = next((n for n in free if n >= room), 2)
        if sizes[name] in left:
            left.remove(sizes[name])
    return {name: sizes[name] for name in names}


def _room(statement: Statement, name: str, sizes: Mapping[str, int]) -> int:
    """One more than the positions on an axis that the statement speaks of."""
    sort = Size.named(name)
    count = sum(binder.sort == sort for binder in statement.indices)
    for symbol in _position_symbols(statement):
        if symbol.sort == sort:
            known = all(n in sizes for axis in symbol.shape.axes for n in axis.names)
            count += _count(symbol, sizes) if known else 1
    return min(count + 1, _ROOM)


def _parts(statement: Statement) -> tuple[object, ...]:
    return (statement.left, statement.right, statement.where, statement.assumptions, statement.indices)


def scenarios(statement: Statement, sizes: Mapping[str, int], limit: int) -> list[Scenario] | None:
    """Every combination of positions, or of kinds of them by symmetry; None if there are too many."""
    slots = _slots(statement, sizes)
    total = 1
    for _, positions in slots:
        total *= len(positions)
    if not _symmetric(statement):
        if total > limit:
            return None
        combinations: Iterable[tuple[int, ...]] = itertools.product(*(positions for _, positions in slots))
    else:
        combinations = _patterns(slots)
    found: list[Scenario] = []
    for at in combinations:
        if len(found) > limit:
            return None
        scenario = _scenario(statement, sizes, at)
        if _distinct(statement, scenario):
            found.append(scenario)
    return found


def _slots(statement: Statement, sizes: Mapping[str, int]) -> list[tuple[Size | None, range]]:
    slots: list[tuple[Size | None, range]] = []
    for symbol in _position_symbols(statement):
        sort = symbol.sort or Size.number(1)
        slots.extend([(sort, range(sort.at(sizes)))] * _count(symbol, sizes))
    for binder in statement.indices:
        slots.append((binder.sort, range(binder.lower.at(sizes), binder.upper.at(sizes) + 1)))
    return slots


def _position_symbols(statement: Statement) -> list[Symbol]:
    return [symbol for symbol in statement.symbols if symbol.kind is Kind.POSITION]


def _count(symbol: Symbol, sizes: Mapping[str, int]) -> int:
    count = 1
    for size in symbol.shape.axes:
        count *= size.at(sizes)
    return count


def _scenario(statement: Statement, sizes: Mapping[str, int], at: tuple[int, ...]) -> Scenario:
    left = list(at)
    positions: dict[str, int | tuple[int, ...]] = {}
    for symbol in _position_symbols(statement):
        count = _count(symbol, sizes)
        taken, left = tuple(left[:count]), left[count:]
        positions[symbol.name] = taken if symbol.shape.axes else taken[0]
    return Scenario(positions, dict(zip((b.name for b in statement.indices), left, strict=True)))


def _distinct(statement: Statement, scenario: Scenario) -> bool:
    for symbol in _position_symbols(statement):
        at = scenario.positions[symbol.name]
        if Assumption.DISTINCT in symbol.assumptions and isinstance(at, tuple) and len(set(at)) < len(at):
            return False
    return True


def _symmetric(statement: Statement) -> bool:
    """Whether renaming the positions of any axis changes nothing that is said.

    The values of all symbols are renamed along: what holds for all of them at one position of an index
    holds at every other, so that one combination for each pattern of equal positions is enough.
    """
    for node in nodes((_parts(statement), statement.quantified)):
        match node:
            case e.IndexSum() | e.Block() | e.Apply(function="vec"):
                return False
            case e.IndexCompare(relation="<" | "≤" | ">" | "≥"):
                return False
            case e.Binder() if not node.is_whole_axis or node.sort is None or len(node.sort.names) != 1:
                return False
    return True


def _patterns(slots: list[tuple[Size | None, range]]) -> Iterator[tuple[int, ...]]:
    """Positions in which each new one is the first not yet used on its axis."""

    def extend(at: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(at) == len(slots):
            yield at
            return
        sort, positions = slots[len(at)]
        used = [here for here, (other, _) in zip(at, slots, strict=False) if other == sort]
        for here in range(min(len(positions), max(used, default=-1) + 2)):
            yield from extend((*at, here))

    return extend(())
