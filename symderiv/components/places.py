"""What sizes, indices and ranges are as numbers."""

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Final

from symderiv.components.combine import truth
from symderiv.components.entries import UNDEFINED, Entry, Scalar, tree_size
from symderiv.components.functions import TooLarge
from symderiv.components.grids import Grid
from symderiv.components.symbols import SymbolTable
from symderiv.language import expression as e
from symderiv.language.document import Symbol
from symderiv.language.traverse import walk
from symderiv.records import dataclass, field, replace

MOST_AXES: Final = 15
"""NumPy has 32; a product puts those of its factors side by side."""
LONGEST: Final = 150_000
"""The nodes of a component, each as often as it is written out."""
LONGEST_IN_ALL: Final = 3_000_000
"""Those of all entries of a derivative together, before it is taken."""
LONGEST_IN_MATRIX: Final = 20_000
"""Those of an entry of a matrix of which an inverse or a determinant is taken."""

Positions = Mapping[str, "int | tuple[int, ...]"]
"""The position of every declared index; of an array of positions, all of them in order."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean where an expression stands."""

    indices: Mapping[str, int]
    parameters: Mapping[str, Grid] = field(default_factory=dict)
    held: Mapping[str, Grid] = field(default_factory=dict)
    """Definitions that are variables of a derivative around this place, by key."""

    def binding(self, names: Mapping[str, int]) -> "Scope":
        return replace(self, indices={**self.indices, **names})


class Places:
    """Numbers for everything that is a size or a position, at given sizes and positions."""

    def __init__(
        self, table: SymbolTable, symbols: Mapping[str, Symbol], positions: Positions, budget: int
    ) -> None:
        self.table = table
        self.symbols = symbols
        self.positions = positions
        self.budget = budget
        self.weights: dict[Scalar, int] = {}

    def spend(self, count: int) -> None:
        """Counts work; too much of it ends the expansion."""
        self.budget -= count
        if self.budget < 0:
            raise TooLarge("more components and terms than the budget allows")

    def demand(self, count: int) -> None:
        """Refuses what is too much for what is left, before it is made."""
        if count > self.budget:
            raise TooLarge("more components and terms than the budget allows")

    def weigh(self, grid: Grid, most: int = LONGEST) -> Grid:
        """The array, unless an entry is too long when it is written out: products share their parts."""
        for entry in grid.flat:
            scalars = (entry.value, *(guard.scalar for guard in entry.guards))
            if sum(tree_size(scalar, self.weights) for scalar in scalars) > min(most, LONGEST):
                raise TooLarge("longer components than the budget allows")
        return grid

    def shape(self, shape: e.Shape) -> tuple[int, ...]:
        """The sizes of the axes as numbers."""
        axes = tuple(size.at(self.table.sizes) for size in shape.axes)
        if len(axes) > MOST_AXES or min(axes, default=0) < 0:
            raise TooLarge("an array of too many axes, or of a negative length")
        self.demand(math.prod(axes))
        return axes

    def position(self, index: e.Index, scope: Scope) -> int | None:
        """The number that an index is, or None if it stands nowhere."""
        match index:
            case e.IndexVariable():
                return scope.indices[index.name]
            case e.IndexSymbol():
                found = self.positions[index.name]
                return found if isinstance(found, int) else None
            case e.IndexElement():
                return self._element(index, scope)
            case e.IndexSum():
                parts = [(factor, self.position(part, scope)) for factor, part in index.terms]
                if any(at is None for _, at in parts):
                    return None
                return index.offset.at(self.table.sizes) + sum(factor * (at or 0) for factor, at in parts)

    def _element(self, index: e.IndexElement, scope: Scope) -> int | None:
        axes = self.shape(self.symbols[index.name].shape)
        at = [self.position(part, scope) for part in index.at]
        place = 0
        for size, here in zip(axes, at, strict=True):
            if here is None or not 0 <= here < size:
                return None
            place = place * size + here
        found = self.positions[index.name]
        return found[place] if isinstance(found, tuple) else found

    def ranges(self, binders: tuple[e.Binder, ...], scope: Scope) -> Iterator[Scope]:
        """The scope at every combination of positions of the binders."""
        spans = [range(b.lower.at(self.table.sizes), b.upper.at(self.table.sizes) + 1) for b in binders]
        self.demand(math.prod(len(span) for span in spans))
        for at in itertools.product(*spans):
            yield scope.binding({b.name: here for b, here in zip(binders, at, strict=True)})

    def positions_in(self, part: e.Expression | e.Definition) -> tuple[object, ...]:
        """The declared positions on which an expression depends."""
        if not self.positions:
            return ()
        names = {
            node.name
            for node in walk(part)
            if isinstance(node, e.IndexSymbol | e.IndexElement | e.Distinct | e.Excludes)
        }
        return tuple((name, self.positions[name]) for name in sorted(names))

    def index_compare(self, expr: e.IndexCompare, scope: Scope) -> Entry:
        left, right = self.position(expr.left, scope), self.position(expr.right, scope)
        if left is None or right is None:
            return UNDEFINED
        match expr.relation:
            case "=":
                return truth(left == right)
            case "≠":
                return truth(left != right)
            case "<":
                return truth(left < right)
            case "≤":
                return truth(left <= right)
            case ">":
                return truth(left > right)
            case "≥":
                return truth(left >= right)

    def excludes(self, expr: e.Excludes, scope: Scope) -> Entry:
        at = self.position(expr.index, scope)
        found = self.positions[expr.name]
        return truth(at not in (found if isinstance(found, tuple) else (found,)))
