"""Backpropagation: from the value to the variables, one defined name after the other."""

from collections.abc import Callable, Iterable

from symderiv.deriving.fold import Folding
from symderiv.deriving.lowering import Lowering
from symderiv.deriving.simplify import Simplifier
from symderiv.deriving.slopes import slope_of_function, slope_of_node
from symderiv.deriving.terms import (
    ONE,
    Ask,
    Atom,
    Constant,
    Delta,
    Entry,
    Function,
    Group,
    Letters,
    Node,
    Product,
    Renaming,
    SizeOf,
    Step,
    Sum,
    atom,
    freshened,
    letters_of,
    rename,
    rename_index,
)
from symderiv.language.expression import Definition, Index, IndexParameter, IndexVariable, SymbolRef
from symderiv.language.sizes import Size
from symderiv.records import dataclass

Naming = Callable[[Definition, tuple[IndexVariable, ...], Sum], Sum]
"""What is made of the slope by a defined name: itself, or a name for it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part of the slope: by the entry at `at`, summed over the letters."""

    letters: tuple[IndexVariable, ...]
    slope: Sum
    at: tuple[Index, ...]


class Backward:
    """Carries slopes back from a value."""

    def __init__(
        self, letters: Letters, simple: Simplifier, lowering: Lowering, folding: Folding, naming: Naming
    ) -> None:
        self.letters = letters
        self.simple = simple
        self.lowering = lowering
        self.folding = folding
        self.naming = naming
        self.arrivals: dict[str, list[Arrival]] = {}
        self.arrays: dict[str, SymbolRef | Definition] = {}

    def run(self, value: Sum, order: Iterable[Definition], stop: str = "") -> None:
        """Pull a value back through the definitions, later ones first; `stop` is the variable itself."""
        self.pull(value, self._one(), ())
        for definition in order:
            if definition.key in self.arrivals and definition.key != stop:
                at = tuple(self.letters.fresh(sort) for sort in axes_of(definition))
                slope = self.naming(definition, at, self.slope(definition, at))
                self.pull(self.folding.body(definition, at), slope, at)

    def slope(self, array: SymbolRef | Definition, at: tuple[Index, ...]) -> Sum:
        """The whole slope by one entry."""
        parts: list[Product] = []
        for arrival in self.arrivals.get(key_of(array), ()):
            letters, slope, there = self._renewed(arrival)
            deltas = [atom(Delta(x, y)) for x, y in zip(there, at, strict=True)]
            parts += self.lowering.summed(letters, self.simple.times(slope, *deltas))
        return self.simple.best(self.folding.fold(self.simple.plain(tuple(parts))))

    def _renewed(self, arrival: Arrival) -> tuple[tuple[IndexVariable, ...], Sum, tuple[Index, ...]]:
        """The arrival with letters of its own."""
        new = tuple(self.letters.fresh(each.sort) for each in arrival.letters if each.sort is not None)
        names: Renaming = {old.name: each for old, each in zip(arrival.letters, new, strict=True)}
        return new, rename(arrival.slope, names), tuple(rename_index(each, names) for each in arrival.at)

    # ── Pulling ─────────────────────────────────────────────────────────────────────────────────

    def pull(self, value: Sum, slope: Sum, around: tuple[IndexVariable, ...]) -> None:
        """Carry the slope by a value to the entries in it, summed over the letters around."""
        for product in value:
            self._pull_product(freshened(product, self.letters), slope, around)

    def _pull_product(self, product: Product, slope: Sum, around: tuple[IndexVariable, ...]) -> None:
        letters = (*around, *product.letters)
        for at, (base, exponent) in enumerate(product.factors):
            if not _varies(base):
                continue
            rest = [*product.factors[:at], *product.factors[at + 1 :]]
            if exponent != 1:
                rest.append((base, exponent - 1))
            local = Product(product.coefficient * exponent, (), tuple(rest))
            down = self.simple.times(slope, (local,))
            self._pull_atom(base, self._short(down), letters)

    def _pull_atom(self, base: Atom, slope: Sum, around: tuple[IndexVariable, ...]) -> None:
        if not slope:
            return
        match base:
            case Entry(array, at):
                self.arrays[key_of(array)] = array
                self.arrivals.setdefault(key_of(array), []).append(Arrival(around, slope, at))
            case Group(sum):
                self.pull(sum, slope, around)
            case Function(name, argument):
                down = self.simple.times(slope, self._folded(slope_of_function(name, argument, self.simple)))
                self.pull(argument, self._short(down), around)
            case Node():
                self._pull_node(base, slope, around)
            case Delta() | Ask() | Step() | SizeOf() | Constant():
                pass

    def _pull_node(self, node: Node, slope: Sum, around: tuple[IndexVariable, ...]) -> None:
        """First sum over the letters that only the slope has."""
        new = tuple(self.letters.fresh(each.sort) for each in node.letters if each.sort is not None)
        names: Renaming = {old.name: each for old, each in zip(node.letters, new, strict=True)}
        body = rename(node.body, names)
        outer = letters_of(node.body)
        done = tuple(each for each in around if each.name not in outer)
        kept = tuple(each for each in around if each.name in outer)
        local = self._folded(slope_of_node(node, new, body, self.simple))
        down = self.lowering.summed(done, self.simple.times(slope, local))
        self.pull(body, self._short(down), (*kept, *new))

    def _folded(self, sum: Sum) -> Sum:
        return self.simple.plain(self.folding.fold(sum))

    def _short(self, sum: Sum) -> Sum:
        return self.simple.best(self.folding.fold(sum))

    def _one(self) -> Sum:
        return (Product(ONE, (), ()),)


def _varies(base: Atom) -> bool:
    return isinstance(base, Entry | Group | Function | Node)


def key_of(array: SymbolRef | Definition) -> str:
    """Symbols and definitions have different names."""
    return array.name if isinstance(array, SymbolRef) else array.key


def axes_of(array: SymbolRef | Definition) -> tuple[Size, ...]:
    """The axes of an array of entries: index arguments first."""
    if isinstance(array, SymbolRef):
        return array.shape.axes
    sorts = tuple(p.sort for p in array.parameters if isinstance(p, IndexParameter))
    return (*sorts, *array.body.shape.axes)
