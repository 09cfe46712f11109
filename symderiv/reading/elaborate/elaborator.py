"""From what was written to what it means: the typed tree, or the place at which it does not fit.

This is the one part that all deciders share. It adds nothing and simplifies nothing: it finds out what
each name is, what each product contracts, what is spread over what, and over which axis each index runs.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from symderiv.errors import DerivationError
from symderiv.language.document import Kind
from symderiv.language.expression import (
    Broadcast,
    Compare,
    Constant,
    Contraction,
    Distinct,
    Excludes,
    Expression,
    Filled,
    Identity,
    IndexCompare,
    Logic,
    Number,
    ParameterRef,
    Product,
    Shape,
    SizeNumber,
    SymbolRef,
    Transpose,
)
from symderiv.language.operators import SPELLINGS
from symderiv.language.sizes import Size
from symderiv.language.traverse import free_letters
from symderiv.reading.elaborate.arithmetic import read_binary, read_power, read_primed, read_sign
from symderiv.reading.elaborate.assemblies import read_big, read_blocks, read_comprehension
from symderiv.reading.elaborate.calls import read_call, read_norm
from symderiv.reading.elaborate.conditions import read_cases, read_compare, read_delta
from symderiv.reading.elaborate.definitions import read_defined
from symderiv.reading.elaborate.derivatives import read_derivative, read_gradient
from symderiv.reading.elaborate.indices import read_count
from symderiv.reading.elaborate.parts import read_part, read_subscript
from symderiv.reading.elaborate.reader import Definitions, T
from symderiv.reading.elaborate.scope import Scope
from symderiv.reading.elaborate.shapes import (
    ShapeClash,
    describe,
    entrywise,
    transposed,
)
from symderiv.reading.parse import syntax as s
from symderiv.source import Span

CONDITIONS = (Compare, IndexCompare, Logic, Distinct, Excludes)


class Elaborator:
    """Reads expressions within a scope. `definitions` are those of the file, made on first use."""

    def __init__(self, scope: Scope, definitions: Definitions) -> None:
        self.scope = scope
        self.definitions = definitions
        self._takes_shape: dict[int, bool] = {}

    def within(self, scope: Scope) -> "Elaborator":
        """The same reader in another scope."""
        return Elaborator(scope, self.definitions)

    # ── The door ────────────────────────────────────────────────────────────────────────────────

    def read(self, syntax: s.Syntax, fits: Shape | None = None) -> Expression:
        """The meaning of an expression; `fits` is the shape that a bare `I` takes from its neighbour."""
        match syntax:
            case s.Numeral(value, span):
                return Number(value, span=span)
            case s.Name(text, span):
                return self._name(text, span, fits)
            case s.Bracketed(inner):
                return self.read(inner, fits)
            case s.Sign(sign, operand, span):
                return read_sign(self, sign, operand, span, fits)
            case s.Binary():
                return read_binary(self, syntax, fits)
            case s.Power():
                return read_power(self, syntax, fits)
            case s.Transposed(operand, span):
                argument = self.read(operand, fits)
                return Transpose(argument, transposed(argument.shape), span)
            case s.Primed(operand, count, span):
                return read_primed(self, operand, count, span)
            case s.Subscript():
                return read_subscript(self, syntax)
            case s.Compare():
                return read_compare(self, syntax)
            case s.Logic(operator, operands, span):
                arguments, shape = self.spread([self.condition(operand) for operand in operands], span)
                return Logic(operator, arguments, shape, span)
            case s.BigOperator():
                return read_big(self, syntax)
            case s.Call():
                return read_call(self, syntax)
            case s.DerivativeOf():
                return read_derivative(self, syntax)
            case s.Gradient():
                return read_gradient(self, syntax)
            case s.Blocks():
                return read_blocks(self, syntax)
            case s.Comprehension():
                return read_comprehension(self, syntax)
            case s.Braces(branches, otherwise, span):
                return read_cases(
                    self, [(condition, value) for value, condition in branches], otherwise, span
                )
            case s.Indicator(condition):
                return self.condition(condition)
            case s.Delta(items, origin, span):
                return read_delta(self, items, origin, span)
            case s.Norm():
                return read_norm(self, syntax)
            case s.Tuple(items, span):
                raise self._refused_tuple(items, span)

    def _refused_tuple(self, items: tuple[s.Syntax, ...], span: Span) -> DerivationError:
        if not items:
            return self.scope.unreadable("E200", "nothing stands in these brackets", span)
        message = "a list in round brackets is a shape, and may be equal to `shape(…)` alone"
        hint = "`shape(U) = (V, D)`; side by side is `[a, b]`, below one another `[a; b]`"
        return self.scope.unreadable("E334", message, span, hint)

    def condition(self, syntax: s.Syntax) -> Expression:
        """An expression that must be a condition."""
        expression = self.read(syntax)
        if not isinstance(expression, CONDITIONS):
            raise self.scope.unreadable(
                "E310", "a condition is needed here", syntax.span, "a comparison such as `i = j` or `x > 0`"
            )
        return expression

    def fitted(self, rule: Callable[[], T], span: Span) -> T:
        """The value of a shape rule; a clash is reported at the place."""
        try:
            return rule()
        except ShapeClash as clash:
            raise self.scope.ill_shaped("E401", clash.message, span, clash.hint) from None

    # ── Names ───────────────────────────────────────────────────────────────────────────────────

    def _name(self, text: str, span: Span, fits: Shape | None) -> Expression:
        scope, declared = self.scope, self.scope.declarations
        if text in scope.letters:
            raise scope.unreadable(
                "E307",
                f"`{text}` is an index, not a number",
                span,
                f"`x_{text}` is an entry of x, `1[{text} = j]` a number",
            )
        if text in scope.values:
            return ParameterRef(text, scope.values[text], span)
        if scope.visible is not None and text in declared.templates and text not in scope.visible:
            raise scope.unreadable(
                "E308", f"`{text}` is used before it is defined", span, "move its definition up"
            )
        if text in declared.symbols:
            return self._symbol(text, span)
        if text in declared.templates:
            return read_defined(self, text, span)
        if text in declared.sizes:
            return SizeNumber(Size.named(text), span=span)
        return self._undeclared(text, span, fits)

    def _symbol(self, text: str, span: Span) -> Expression:
        symbol = self.scope.declarations.symbols[text]
        match symbol.kind:
            case Kind.ARRAY:
                return SymbolRef(text, symbol.shape, span)
            case Kind.POSITION:
                raise self.scope.unreadable(
                    "E307",
                    f"`{text}` is a position, not a number",
                    span,
                    f"as a subscript it picks an entry of an array: `…_{text}`",
                )
            case Kind.FUNCTION:
                raise self.scope.unreadable("E309", f"`{text}` is a function", span, f"write `{text}(…)`")

    def _undeclared(self, text: str, span: Span, fits: Shape | None) -> Expression:
        if text in ("pi", "π"):
            return Constant("pi", span=span)
        if text == "e":
            return Constant("e", span=span)
        if text == "I":
            return self._identity(span, fits)
        if text in SPELLINGS:
            hint = f"its argument stands behind it: `{text}(…)`"
            raise self.scope.unreadable("E309", f"`{text}` is a function", span, hint)
        raise self.scope.unknown(text, span)

    def _identity(self, span: Span, fits: Shape | None) -> Expression:
        if fits is None:
            raise self.scope.unreadable(
                "E311", "nothing here tells the size of the identity `I`", span, "write `eye(n)`"
            )
        if fits.rank != 2 or fits.axes[0] != fits.axes[1]:
            raise self.scope.ill_shaped(
                "E403", f"the identity `I` is a square matrix, and here stands {describe(fits)}", span
            )
        return Identity(Shape(fits.axes), span)

    def takes_shape(self, syntax: s.Syntax) -> bool:
        """Is this `I`, or `I` scaled, whose size only its neighbour can tell?"""
        known = self._takes_shape.get(id(syntax))
        if known is None:
            known = self._takes_shape[id(syntax)] = self._is_sizeless(syntax)
        return known

    def _is_sizeless(self, syntax: s.Syntax) -> bool:
        match syntax:
            case s.Name("I"):
                return self.scope.meaning("I") is None
            case s.Bracketed(inner) | s.Sign(_, inner) | s.Power(inner) | s.Transposed(inner):
                return self.takes_shape(inner)
            case s.Binary("juxtaposition" | "star" | "dot" | "cross", left, right):
                return self.takes_shape(left) != self.takes_shape(right) and not self._has_shape(left, right)
            case s.Binary("+" | "-", left, right):
                return self.takes_shape(left) and self.takes_shape(right)
            case s.Binary("/", left, _):
                return self.takes_shape(left)
            case _:
                return False

    def _has_shape(self, left: s.Syntax, right: s.Syntax) -> bool:
        """In a product with `I`: does the other factor tell the size?"""
        other = right if self.takes_shape(left) else left
        try:
            return not self.read(other).shape.is_scalar
        except DerivationError:
            return True

    # ── What the parts of the reader need ───────────────────────────────────────────────────────

    def product(
        self,
        rule: Callable[[Shape, Shape], tuple[Contraction, Shape]],
        left: Expression,
        right: Expression,
        sign: Span,
        span: Span,
    ) -> Expression:
        """A product by one of the shape rules."""
        contraction, shape = self.fitted(lambda: rule(left.shape, right.shape), sign)
        return Product(contraction, left, right, shape, span)

    def spread(
        self, operands: list[Expression], sign: Span, *, entries: bool = False
    ) -> tuple[tuple[Expression, ...], Shape]:
        """The operands of an elementwise operation, brought to their common shape.

        One that depends on a free index is one entry of something and is not spread over an array,
        unless `entries` says that single entries may be meant (the condition of a case).
        """
        shape = operands[0].shape
        for operand in operands[1:]:
            shape = self.fitted(partial(entrywise, shape, operand.shape), sign)
        if not entries:
            for operand in operands:
                self._check_no_entry(operand, shape)
        return tuple(_stretched(operand, shape) for operand in operands), shape

    def _check_no_entry(self, operand: Expression, shape: Shape) -> None:
        if operand.shape.axes == shape.axes or operand.shape.spread:
            return
        letters = sorted(free_letters(operand) & self.scope.letters.keys())
        if letters:
            raise self.scope.ill_shaped(
                "E405",
                f"{describe(operand.shape)}, one entry for each `{letters[0]}`, beside {describe(shape)}",
                operand.span,
                f"write the whole vector without `{letters[0]}`, or take one entry of the other side",
            )

    def part(
        self, base: Expression, items: tuple[s.Syntax | s.Slice | s.NewAxis, ...], syntax: s.Subscript
    ) -> Expression:
        """The part of an array that subscripts pick."""
        return read_part(self, base, items, syntax)

    def cases(
        self, branches: list[tuple[s.Syntax, s.Syntax]], otherwise: s.Syntax | None, span: Span
    ) -> Expression:
        """{value if condition; …}, given as (condition, value)."""
        return read_cases(self, branches, otherwise, span)

    # ── Equations ───────────────────────────────────────────────────────────────────────────────

    def sides(self, left: s.Syntax, right: s.Syntax) -> tuple[Expression, Expression]:
        """Two sides of an equation; a bare `0` or `I` takes the shape of the other side."""
        if self._bends(left) and not self._bends(right):
            second = self.read(right)
            return self._bent(left, second.shape), second
        first = self.read(left)
        return first, self._bent(right, first.shape)

    def _bends(self, syntax: s.Syntax) -> bool:
        return self.takes_shape(syntax) or _is_zero(syntax)

    def _bent(self, syntax: s.Syntax, shape: Shape) -> Expression:
        if _is_zero(syntax) and not shape.is_scalar:
            return Filled(0, shape, syntax.span)
        return self.read(syntax, shape)

    def count(self, syntax: s.Syntax) -> Size:
        """A size written in an expression: `eye(n)`, `Σ_{i=1}^{V−1}`."""
        size = read_count(self.scope, syntax)
        if size is None:
            raise self.scope.unreadable(
                "E318",
                "a size is needed here",
                syntax.span,
                "a declared size, a whole number, or a sum or product",
            )
        return size


def _is_zero(syntax: s.Syntax) -> bool:
    match syntax:
        case s.Numeral(value):
            return value == Fraction(0)
        case s.Bracketed(inner) | s.Sign(_, inner):
            return _is_zero(inner)
        case _:
            return False


def _stretched(operand: Expression, shape: Shape) -> Expression:
    return operand if operand.shape.axes == shape.axes else Broadcast(operand, shape, operand.span)
