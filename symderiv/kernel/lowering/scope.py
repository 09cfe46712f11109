"""What letters and parameters mean at a place, and the axes of positions."""

from symderiv.kernel.positions import Index
from symderiv.kernel.term import (
    Declined,
    Term,
)
from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.sizes import Size
from symderiv.language.traverse import walk
from symderiv.records import dataclass, field, replace

At = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A value parameter that a derivative holds as its variable, under this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What letters and parameters mean here, and which definitions are held as variables."""

    letters: dict[str, Index] = field(default_factory=dict)
    parameters: "dict[str, Closure | Held]" = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def letter(self, name: str, index: Index) -> "Scope":
        return replace(self, letters={**self.letters, name: index})


@dataclass(frozen=True, slots=True)
class Closure:
    """An argument of a family, in the scope where it was written."""

    expression: x.Expression
    scope: Scope


@dataclass(frozen=True, slots=True)
class Inside:
    """A position that stands as a subscript, its axis, and the conditions under which it does."""

    position: Index
    axis: Size
    guards: tuple[Term, ...]
    empty: tuple[Index, ...]
    """The bound indices around it that may have no values."""


def free_positions(statement: Statement) -> dict[Index, Size]:
    """The axes of the free positions: letters, declared ones, places of ones, and the entry looked at."""
    found = {("i", each.name): each.sort for each in statement.indices if each.sort is not None}
    for symbol in statement.symbols:
        if symbol.kind is Kind.POSITION and symbol.sort is not None and not symbol.shape.rank:
            found["i", symbol.name] = symbol.sort
        if Assumption.ONE_HOT in symbol.assumptions:
            found["i", f"@{symbol.name}"] = symbol.shape.axes[-1]
    columns = columns_of(statement)
    for k, axis in enumerate(statement.left.shape.axes):
        found["i", f"@{k}"] = axis
        if axis in columns:
            found["i", f"@{k}.0"], found["i", f"@{k}.1"] = columns[axis]
    return found


def arrays_of_positions(statement: Statement) -> dict[str, Size]:
    """The axes on which the positions of an array stand."""
    found = {}
    for symbol in statement.symbols:
        if symbol.kind is Kind.POSITION and symbol.sort is not None:
            found[symbol.name] = symbol.sort
        if Assumption.ONE_HOT in symbol.assumptions:
            found[f"@{symbol.name}"] = symbol.shape.axes[-1]
    return found


def columns_of(statement: Statement) -> dict[Size, tuple[Size, Size]]:
    """The axes that are columns of a matrix below one another, with the axes of that matrix."""
    found: dict[Size, tuple[Size, Size]] = {}
    for node in (each for side in (statement.left, statement.right) for each in walk(side)):
        if isinstance(node, x.Apply) and node.function == "vec":
            rows, columns = node.arguments[0].shape.axes
            found.setdefault(rows * columns, (rows, columns))
    return found


def target_axes(base: x.SymbolRef | x.ParameterRef | x.DefinitionRef) -> tuple[Size, ...]:
    """The axes that the subscripts of a derivative's variable count along."""
    if not isinstance(base, x.DefinitionRef) or base.arguments:
        return base.shape.axes
    parameters = base.definition.parameters
    sorts = tuple(each.sort for each in parameters if isinstance(each, x.IndexParameter))
    return sorts + base.definition.body.shape.axes


def as_index(argument: object) -> x.Index:
    if isinstance(argument, x.IndexVariable | x.IndexSymbol | x.IndexElement | x.IndexSum):
        return argument
    raise Declined("a family's index is not a position")


def as_expression(argument: object) -> x.Expression:
    if isinstance(argument, x.Expression):
        return argument
    raise Declined("a family's argument is not an expression")
