"""Reading arithmetic: signs, sums, products, quotients, powers."""

from collections.abc import Callable

from symderiv.language.expression import (
    Add,
    Apply,
    Contraction,
    Divide,
    Expression,
    MatrixPower,
    Negate,
    Power,
    Product,
    Shape,
    Subtract,
    Transpose,
)
from symderiv.reading.elaborate.numbers import MAX_BITS, is_tower
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.elaborate.shapes import (
    ShapeClash,
    at_product,
    describe,
    dot_product,
    entrywise,
    juxtaposed,
    matrix,
    outer_product,
    power,
    transposed,
)
from symderiv.reading.parse import syntax as s
from symderiv.source import Span

MAX_MATRIX_POWER = 64

_PRODUCTS: dict[str, Callable[[Shape, Shape], tuple[Contraction, Shape]]] = {
    "juxtaposition": juxtaposed,
    "dot": dot_product,
    "at": at_product,
    "tensor": outer_product,
}


def read_sign(reader: Reader, sign: str, operand: s.Syntax, span: Span, fits: Shape | None) -> Expression:
    argument = reader.read(operand, fits)
    if sign == "+":
        return argument
    return Negate(argument, argument.shape, span)


def read_binary(reader: Reader, syntax: s.Binary, fits: Shape | None) -> Expression:
    left, right = _operands(reader, syntax, fits)
    span, sign = syntax.span, syntax.operator
    match sign:
        case "+" | "-":
            (left, right), shape = reader.spread([left, right], syntax.operator_span)
            return Add(left, right, shape, span) if sign == "+" else Subtract(left, right, shape, span)
        case "/":
            return _quotient(reader, left, right, syntax)
        case "star" | "hadamard":
            return _entrywise_product(reader, left, right, syntax)
        case "cross":
            if not (left.shape.is_scalar or right.shape.is_scalar):
                raise reader.scope.ill_shaped(
                    "E404",
                    f"`×` scales: one side must be a scalar, not {describe(left.shape)} and "
                    f"{describe(right.shape)}",
                    syntax.operator_span,
                    "`⊙` is the product entry by entry",
                )
            return reader.product(juxtaposed, left, right, syntax.operator_span, span)
        case "juxtaposition" | "dot" | "at" | "tensor":
            return reader.product(_PRODUCTS[sign], left, right, syntax.operator_span, span)


def _operands(reader: Reader, syntax: s.Binary, fits: Shape | None) -> tuple[Expression, Expression]:
    """The two operands; an `I` takes its size from the other one, or from what stands around."""
    if not reader.takes_shape(syntax.left) and not reader.takes_shape(syntax.right):
        return reader.read(syntax.left), reader.read(syntax.right)
    if reader.takes_shape(syntax.left) and reader.takes_shape(syntax.right):
        return reader.read(syntax.left, fits), reader.read(syntax.right, fits)
    identity_left = reader.takes_shape(syntax.left)
    other = reader.read(syntax.right if identity_left else syntax.left)
    shape = _identity_beside(reader, syntax, other.shape, fits, at_left=identity_left)
    if identity_left:
        return reader.read(syntax.left, shape), other
    return other, reader.read(syntax.right, shape)


def _identity_beside(
    reader: Reader, syntax: s.Binary, other: Shape, fits: Shape | None, *, at_left: bool
) -> Shape | None:
    if syntax.operator in ("+", "-", "hadamard"):
        return other
    if other.is_scalar:
        return fits
    size = other.axes[0] if at_left else other.axes[-1]
    return matrix(size, size)


def _entrywise_product(reader: Reader, left: Expression, right: Expression, syntax: s.Binary) -> Expression:
    if left.shape.is_scalar or right.shape.is_scalar:
        return reader.product(juxtaposed, left, right, syntax.operator_span, syntax.span)
    reader.fitted(lambda: _entry_by_entry(left.shape, right.shape, syntax.operator), syntax.operator_span)
    (left, right), shape = reader.spread([left, right], syntax.operator_span)
    return Product(Contraction.ELEMENTWISE, left, right, shape, syntax.span)


def _entry_by_entry(left: Shape, right: Shape, operator: str) -> None:
    """`*` and `⊙` take shapes that go together; where a matrix product would fit, it may be what is meant."""
    try:
        entrywise(left, right)
    except ShapeClash as clash:
        sign = "*" if operator == "star" else "⊙"
        meant = next((text for shape, text in _readings(left) if _fit(shape, right)), None)
        hint = f"`{sign}` goes entry by entry; the matrix product is `{meant}`" if meant else clash.hint
        raise ShapeClash(clash.message, hint) from None


def _readings(left: Shape) -> tuple[tuple[Shape, str], ...]:
    if left.rank < 2:
        return ((left, "x A"), (transposed(left), "x^T A"))
    return ((left, "A x"), (transposed(left), "A^T x"))


def _fit(left: Shape, right: Shape) -> bool:
    """Is there a matrix product of these?"""
    try:
        return juxtaposed(left, right)[0] is Contraction.CONTRACT
    except ShapeClash:
        return False


def _quotient(reader: Reader, left: Expression, right: Expression, syntax: s.Binary) -> Expression:
    if right.shape.is_scalar:
        return Divide(left, right, left.shape, syntax.span)
    (left, right), shape = reader.spread([left, right], syntax.operator_span)
    return Divide(left, right, shape, syntax.span)


def read_power(reader: Reader, syntax: s.Power, fits: Shape | None) -> Expression:
    base_syntax, span = syntax.base, syntax.span
    if isinstance(base_syntax, s.Name) and base_syntax.text == "e" and reader.scope.meaning("e") is None:
        exponent = reader.read(syntax.exponent)
        return Apply("exp", (exponent,), None, exponent.shape, span)
    base = reader.read(base_syntax, fits)
    if base.shape.is_scalar or syntax.spelling == "stars":
        exponent = reader.read(syntax.exponent)
        if is_tower(base, exponent):
            message = f"this number has more than {MAX_BITS} binary digits"
            raise reader.scope.unreadable("E207", message, span)
        if base.shape.is_scalar and exponent.shape.is_scalar:
            return Power(base, exponent, base.shape, span)
        (base, exponent), shape = reader.spread([base, exponent], syntax.exponent.span)
        return Power(base, exponent, shape, span)
    shape = reader.fitted(lambda: power(base.shape), span)
    count = _whole_number(syntax.exponent)
    if count is None:
        raise reader.scope.unreadable(
            "E313",
            "the power of a matrix is a whole number",
            syntax.exponent.span,
            "`A**x` is entry by entry",
        )
    if abs(count) > MAX_MATRIX_POWER:
        raise reader.scope.unreadable(
            "E314", f"the power of a matrix is at most {MAX_MATRIX_POWER}", syntax.exponent.span
        )
    return MatrixPower(base, count, shape, span)


def read_primed(reader: Reader, operand: s.Syntax, count: int, span: Span) -> Expression:
    argument = reader.read(operand)
    if argument.shape.is_scalar:
        raise reader.scope.unreadable(
            "E315", "a prime after a scalar: the derivative by what?", span, "write `f'(x)` or `∂f/∂x`"
        )
    if count != 1:
        raise reader.scope.unreadable("E315", "one prime is the transpose", span)
    return Transpose(argument, transposed(argument.shape), span)


def _whole_number(syntax: s.Syntax) -> int | None:
    match syntax:
        case s.Numeral(value) if value.denominator == 1:
            return value.numerator
        case s.Sign("-", s.Numeral(value)) if value.denominator == 1:
            return -value.numerator
        case s.Bracketed(inner):
            return _whole_number(inner)
        case _:
            return None
