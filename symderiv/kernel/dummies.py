"""Canonical names of bound indices: two sums that differ in their letters alone become equal.

The factors of a connected sum are a graph whose nodes are the bound indices. Colours are refined by the
factors in which an index stands; where that leaves several indices alike, one is singled out and the
colours are refined again; of all the namings so found the least is taken. Refinement alone never
decides, and indices that can be exchanged are tried once.

An atom is a tuple whose first entry says what it is:
`x` an entry, `n` a size, `d` a δ, `<` an order, `e` exp of one monomial, `f` a function of a polynomial,
`b` a polynomial as the base of a power, `p` a prime as such a base, `c` a constant, `L` a function of
whole arrays, `S` a closed connected sum. A monomial is a sorted tuple of (atom, exponent); a frozen
polynomial a sorted tuple of (monomial, coefficient).
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symderiv.kernel.budget import Budget
from symderiv.kernel.positions import (
    COMPOSED,
    Binders,
    Index,
    Names,
    balanced,
    in_order,
    parts,
    plus,
    rename,
    split,
)
from symderiv.language.sizes import Size

Atom = tuple[Any, ...]
Exponent = int | Fraction
Mono = tuple[tuple[Atom, Exponent], ...]
Frozen = tuple[tuple[Mono, int | Fraction], ...]
Colours = dict[Index, int]
Bound = tuple[Index, Any]


def indices_of(atom: Atom) -> frozenset[Index]:
    """Every index in an atom, also those that stand in another one."""
    found: set[Index] = set()
    _gather(atom, found)
    return frozenset(found)


def _gather(atom: Atom, found: set[Index]) -> None:
    match atom[0]:
        case "x":
            _gather_parts(atom[2:], found)
        case "d" | "<":
            _gather_parts(atom[1:], found)
        case "e":
            for inner, _ in atom[1]:
                _gather(inner, found)
        case "S":
            for inner, _ in atom[2]:
                _gather(inner, found)
        case "f":
            _gather_frozen(atom[2], found)
        case "b":
            _gather_frozen(atom[1], found)
        case "L":
            _gather_parts(atom[2], found)
            for _, body, _ in atom[3]:
                _gather_frozen(body, found)
        case _:
            pass


def _gather_frozen(frozen: Frozen, found: set[Index]) -> None:
    for mono, _ in frozen:
        for atom, _ in mono:
            _gather(atom, found)


def _gather_parts(indices: tuple[Index, ...], found: set[Index]) -> None:
    for index in indices:
        if index[0] in COMPOSED:
            found.update(parts(index))
        else:
            found.add(index)


def factors_in(mono: Mono) -> Iterator[tuple[Atom, Exponent]]:
    """The factors of a monomial and of everything in them, each under the power that it has there."""
    for atom, exponent in mono:
        yield atom, exponent
        match atom[0]:
            case "e":
                yield from factors_in(atom[1])
            case "S":
                yield from factors_in(atom[2])
            case "f":
                yield from (pair for inner, _ in atom[2] for pair in factors_in(inner))
            case "b":
                yield from (pair for inner, _ in atom[1] for pair in factors_in(inner))
            case "L":
                yield from (pair for body in atom[3] for inner, _ in body[1] for pair in factors_in(inner))
            case _:
                pass


def weight(mono: Mono) -> int:
    """How many factors a monomial and everything in it have."""
    return sum(1 for _ in factors_in(mono))


def height(mono: Mono) -> int:
    """How deep closed indices are nested in a monomial."""
    found: set[Index] = set()
    for atom, _ in mono:
        _gather(atom, found)
    return max((index[1] for index in found if index[0] in "#$"), default=0)


class Dummies:
    """Renaming and naming of indices."""

    def __init__(self, symmetric: frozenset[str], binders: Binders, budget: Budget) -> None:
        self.symmetric = symmetric
        self.binders = binders
        self.budget = budget

    # ── Renaming, one to one ──

    def atom(self, atom: Atom, names: Names) -> Atom:
        """The atom by other names; no two indices become one."""
        match atom[0]:
            case "x":
                at = [rename(index, names) for index in atom[2:]]
                if atom[1] in self.symmetric:
                    at.sort()
                return ("x", atom[1], *at)
            case "d":
                return ("d", *balanced(rename(atom[1], names), rename(atom[2], names)))
            case "<":
                return ("<", *in_order(rename(atom[1], names), rename(atom[2], names)))
            case "e":
                return ("e", self.mono(atom[1], names))
            case "f":
                return ("f", atom[1], self.frozen(atom[2], names))
            case "b":
                return ("b", self.frozen(atom[1], names))
            case "L":
                return self.applied(
                    atom[1],
                    tuple(rename(index, names) for index in atom[2]),
                    tuple((sorts, self.frozen(body, names), level) for sorts, body, level in atom[3]),
                )
            case "S":
                return self._sum(atom, names)
            case _:
                return atom

    def applied(self, name: str, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> Atom:
        """An entry of a function of arrays; (A^T)⁻¹ = (A⁻¹)^T, det A^T = det A."""
        if name in ("inv", "det"):
            sorts, body, level = bodies[0]
            turned = self.turned(body, level)
            if turned == body:
                at = tuple(sorted(at))
            elif turned < body:
                at, bodies = at[::-1], ((sorts, turned, level),)
        if "|" in name:
            at = _sorted_slots(name, at, bodies)
        return ("L", name, at, bodies)

    def turned(self, body: Frozen, level: int) -> Frozen:
        """The transpose of an array of two axes."""
        row, column = ("$", level, 0), ("$", level, 1)
        return self.frozen(body, {row: column, column: row})

    def mono(self, mono: Mono, names: Names) -> Mono:
        return tuple(sorted((self.atom(atom, names), exponent) for atom, exponent in mono))

    def frozen(self, frozen: Frozen, names: Names) -> Frozen:
        self.budget.spend(len(frozen))
        return tuple(sorted((self.mono(mono, names), factor) for mono, factor in frozen))

    def _sum(self, atom: Atom, names: Names) -> Atom:
        if not any(index in names for index in indices_of(atom)):
            return atom
        sorts, mono, level = atom[1], atom[2], atom[3]
        if len(sorts) == 1:
            return ("S", sorts, self.mono(mono, names), level)
        bounds, opened = self.open(atom, names)
        return self.close(bounds, opened, level)

    def open(self, atom: Atom, names: Names | None = None) -> tuple[list[Bound], Mono]:
        """The factors of a closed sum, its bound indices by fresh names."""
        _, sorts, mono, level = atom
        fresh = [self.binders.fresh(Size(sort)) for sort in sorts]
        inner = {("#", level, k): index for k, index in enumerate(fresh)}
        return list(zip(fresh, sorts, strict=True)), self.mono(mono, {**(names or {}), **inner})

    # ── Naming ──

    def close(self, bounds: list[Bound], mono: Mono, level: int | None = None) -> Atom:
        """The closed sum of connected factors over bound indices, by canonical names.

        Its level is above those of all sums inside, so that no two sums of which one stands in the other
        give their indices the same name.
        """
        if level is None:
            level = height(mono) + 1
        if len(bounds) == 1:
            ((index, sort),) = bounds
            return ("S", (sort,), self.mono(mono, {index: ("#", level, 0)}), level)
        return _Naming(self, bounds, mono, level).best()


def _sorted_slots(name: str, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> tuple[Index, ...]:
    """The indices of a placeholder's derivative: those by one and the same argument have no order."""
    slots = [int(slot) for slot in name.rpartition("|")[2].split(",")]
    widths = [len(bodies[slot][0]) for slot in slots]
    place = outer = len(at) - sum(widths)
    groups = []
    for slot, width in zip(slots, widths, strict=True):
        groups.append((slot, at[place : place + width]))
        place += width
    return at[:outer] + tuple(index for _, group in sorted(groups) for index in group)


class _Naming:
    """The search for the least naming of one connected sum."""

    def __init__(self, dummies: Dummies, bounds: list[Bound], mono: Mono, level: int) -> None:
        self.dummies = dummies
        self.mono = mono
        self.level = level
        self.sorts = dict(bounds)
        held = [(pair, indices_of(pair[0])) for pair in mono]
        self.incident = {index: [pair for pair, inside in held if index in inside] for index, _ in bounds}
        self.found: Atom | None = None
        self.work = len(bounds) + sum(map(len, self.incident.values()))
        """The steps of one look at the factors of every index."""

    def best(self) -> Atom:
        kinds = sorted(set(self.sorts.values()))
        self._search({index: kinds.index(sort) for index, sort in self.sorts.items()})
        assert self.found is not None  # noqa: S101 - the search ends in at least one naming
        return self.found

    def _search(self, colours: Colours) -> None:
        colours = self._refine(colours)
        cells: dict[int, list[Index]] = {}
        for index, colour in colours.items():
            cells.setdefault(colour, []).append(index)
        alike = min((colour for colour, cell in cells.items() if len(cell) > 1), default=None)
        if alike is None:
            self._name(colours)
            return
        tried: list[Index] = []
        for index in cells[alike]:
            if any(self._exchangeable(index, other) for other in tried):
                continue
            tried.append(index)
            self._search({each: 2 * colour - (each == index) for each, colour in colours.items()})

    def _refine(self, colours: Colours) -> Colours:
        classes = len(set(colours.values()))
        while True:
            self.dummies.budget.spend(self.work)
            signs = {
                index: (
                    colours[index],
                    sorted(
                        (key_of(atom, {**colours, index: -1}, self.dummies.symmetric), exponent)
                        for atom, exponent in pairs
                    ),
                )
                for index, pairs in self.incident.items()
            }
            ranks: list[Any] = []
            for sign in sorted(signs.values()):
                if not ranks or ranks[-1] != sign:
                    ranks.append(sign)
            places = [(sign, rank) for rank, sign in enumerate(ranks)]
            colours = {index: _rank(places, sign) for index, sign in signs.items()}
            if len(ranks) == classes:
                return colours
            classes = len(ranks)

    def _exchangeable(self, one: Index, other: Index) -> bool:
        """Does exchanging two indices change nothing?"""
        self.dummies.budget.spend(len(self.mono))
        names = {one: other, other: one}
        return self.dummies.mono(self.mono, names) == self.mono

    def _name(self, colours: Colours) -> None:
        order = sorted(colours, key=lambda index: colours[index])
        names = {index: ("#", self.level, k) for k, index in enumerate(order)}
        sorts = tuple(self.sorts[index] for index in order)
        named = ("S", sorts, self.dummies.mono(self.mono, names), self.level)
        if self.found is None or named < self.found:
            self.found = named


def _rank(places: list[tuple[Any, int]], sign: Any) -> int:
    return next(rank for each, rank in places if each == sign)


def _equation_key(difference: Index, index_key: Callable[[Index], Index]) -> Any:
    """What the equation `difference = 0` looks like, whichever side stands first."""
    terms, offset = split(difference)
    above = sorted((index_key(index), factor) for index, factor in terms.items())
    below = sorted((index_key(index), -factor) for index, factor in terms.items())
    return min((above, offset.terms), (below, (-offset).terms))


def key_of(atom: Atom, colours: Colours, symmetric: frozenset[str]) -> Any:
    """What an atom looks like when bound indices are told apart by their colours alone."""

    def index_key(index: Index) -> Index:
        if index in colours:
            return ("!", colours[index])
        if index[0] in "#$v":
            return (index[0],)
        if index[0] == "at":
            return (*index[:2], *map(index_key, index[2:]))
        if index[0] == "pair":
            return ("pair", index_key(index[1]), index_key(index[2]), index[3])
        if index[0] == "+":
            return ("+", tuple(sorted((index_key(each), factor) for each, factor in index[1])), index[2])
        return index

    return _key(atom, index_key, symmetric)


def shape_of(mono: Mono) -> Any:
    """What a monomial looks like whatever its bound indices are called."""
    return sorted((key_of(atom, {}, frozenset()), exponent) for atom, exponent in mono)


def _key(atom: Atom, index_key: Callable[[Index], Index], symmetric: frozenset[str]) -> Any:
    def mono_key(mono: Mono) -> Any:
        return sorted((_key(atom, index_key, symmetric), exponent) for atom, exponent in mono)

    def frozen_key(frozen: Frozen) -> Any:
        return sorted((mono_key(mono), factor) for mono, factor in frozen)

    match atom[0]:
        case "x":
            keys = [index_key(index) for index in atom[2:]]
            return ("x", atom[1], sorted(keys) if atom[1] in symmetric else keys)
        case "d":
            return ("d", _equation_key(plus(atom[2], atom[1], -1), index_key))
        case "<":
            return ("<", index_key(atom[1]), index_key(atom[2]))
        case "e":
            return ("e", mono_key(atom[1]))
        case "f":
            return ("f", atom[1], frozen_key(atom[2]))
        case "b":
            return ("b", frozen_key(atom[1]))
        case "S":
            return ("S", atom[1], mono_key(atom[2]))
        case "L":
            keys = [index_key(index) for index in atom[2]]
            bodies = [(sorts, frozen_key(body)) for sorts, body, _ in atom[3]]
            ordered = atom[1] != "inv" and "|" not in atom[1]
            return ("L", atom[1], keys if ordered else sorted(keys), bodies)
        case _:
            return atom
