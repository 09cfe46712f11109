"""Which sizes are tried, and every position that indices can take."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from symderiv.language import expression as e
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.sizes import Size

_LADDERS: Final = ((4, 3, 2, 5, 6, 7, 8, 9), (3, 2, 4, 5, 6, 7, 8, 9), (2, 3, 2, 3, 2, 3, 2, 3), (2,) * 8)
_SMALL_LADDERS: Final = (
    (3, 2, 4, 5, 6, 7, 8, 9),
    (2, 3, 4, 5, 6, 7, 8, 9),
    (2, 3, 2, 3, 2, 3, 2, 3),
    (2,) * 8,
)
"""For statements with determinants and inverses."""

ALL_AT_ONCE: Final = 64
"""Combinations of positions that are all tried; above, one of each kind of equal and different positions."""


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
    found: list[dict[str, int]] = []
    for fixed in (given, {n: v for n, v in given.items() if n in forced}):
        for ladder in _SMALL_LADDERS if _has_inverse(statement) else _LADDERS:
            different = len(set(ladder)) == len(ladder)
            free = iter([n for n in ladder if not different or n not in fixed.values()])
            sizes = {name: fixed[name] if name in fixed else next(free, 2) for name, _ in statement.sizes}
            if sizes not in found:
                found.append(sizes)
    return found


def _has_inverse(statement: Statement) -> bool:
    for node in nodes(_parts(statement)):
        match node:
            case e.Apply(function="inv" | "det" | "logdet"):
                return True
            case e.MatrixPower(exponent=exponent) if exponent < 0 or exponent > 2:
                return True
    return False


def _parts(statement: Statement) -> tuple[object, ...]:
    return (statement.left, statement.right, statement.where, statement.assumptions, statement.indices)


def scenarios(statement: Statement, sizes: Mapping[str, int], limit: int) -> list[Scenario] | None:
    """Every combination of positions, or of kinds of them by symmetry; None if there are too many."""
    slots = _slots(statement, sizes)
    total = 1
    for _, positions in slots:
        total *= len(positions)
    if total <= ALL_AT_ONCE or not _symmetric(statement):
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
    """Whether renaming the positions of any axis changes nothing that is said."""
    for node in nodes(_parts(statement)):
        match node:
            case e.IndexSum() | e.Block() | e.Apply(function="vec" | "max" | "min"):
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
