"""What the parts of the elaborator need of one another."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from symderiv.language.expression import Contraction, Definition, Expression, Shape
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.scope import Scope
from symderiv.reading.parse import syntax as s
from symderiv.records import dataclass, field
from symderiv.source import Span

T = TypeVar("T")


@dataclass(slots=True)
class Definitions:
    """The definitions of a file that have been given a meaning so far, by key, and those in the making."""

    made: dict[str, Definition] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    reading: str = ""
    """A part of every key that tells the readings of one file apart: a name means something else in each."""


class Reader(Protocol):
    """Reads expressions within a scope; `elaborate.Elaborator` is the one there is."""

    scope: Scope
    definitions: Definitions

    def within(self, scope: Scope) -> "Reader": ...
    def read(self, syntax: s.Syntax, fits: Shape | None = None) -> Expression: ...
    def condition(self, syntax: s.Syntax) -> Expression: ...
    def fitted(self, rule: Callable[[], T], span: Span) -> T: ...
    def spread(
        self, operands: list[Expression], sign: Span, *, entries: bool = False
    ) -> tuple[tuple[Expression, ...], Shape]: ...
    def takes_shape(self, syntax: s.Syntax) -> bool: ...
    def product(
        self,
        rule: Callable[[Shape, Shape], tuple[Contraction, Shape]],
        left: Expression,
        right: Expression,
        sign: Span,
        span: Span,
    ) -> Expression: ...
    def part(
        self, base: Expression, items: tuple[s.Syntax | s.Slice | s.NewAxis, ...], syntax: s.Subscript
    ) -> Expression: ...
    def cases(
        self, branches: list[tuple[s.Syntax, s.Syntax]], otherwise: s.Syntax | None, span: Span
    ) -> Expression: ...
    def count(self, syntax: s.Syntax) -> Size: ...


def read_settled(make_scope: Callable[[], Scope], read: Callable[[Scope], T]) -> T:
    """Read within a fresh scope; once more if an index was built before its axis was known."""
    scope = make_scope()
    result = read(scope)
    known = scope.findings()
    if not scope.provisional:
        return result
    scope = make_scope()
    scope.known = known
    return read(scope)
