"""Typed nodes with their shapes, as the reader would make them."""

from fractions import Fraction

from symderiv.language.expression import (
    Add,
    Apply,
    Broadcast,
    Compare,
    Contraction,
    Divide,
    Expression,
    Filled,
    Negate,
    NewAxis,
    Number,
    Power,
    Product,
    Relation,
    Shape,
    Subtract,
    Transpose,
)
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.shapes import column, juxtaposed, matrix, transposed

ONE = Size.number(1)


def flipped(of: Expression) -> Expression:
    """The transpose; of a transpose, what it is of."""
    if isinstance(of, Transpose):
        return of.argument
    if isinstance(of, Filled):
        return Filled(of.value, transposed(of.shape))
    return Transpose(of, transposed(of.shape))


def is_flipped(of: Expression) -> bool:
    """Is this the transpose of something without a sum or a product of its own?"""
    return isinstance(of, Transpose) and not isinstance(of.argument, Add | Subtract | Negate)


def matrix_product(left: Expression, right: Expression) -> Expression:
    """left right, strict about rows and columns."""
    contraction, shape = juxtaposed(left.shape, right.shape)
    return Product(contraction, left, right, shape)


def hadamard(left: Expression, right: Expression) -> Expression:
    if left.shape.is_scalar or right.shape.is_scalar:
        return scaled(left, right) if left.shape.is_scalar else scaled(right, left)
    return Product(Contraction.ELEMENTWISE, left, right, left.shape)


def scaled(scalar: Expression, of: Expression) -> Expression:
    if scalar == Number(Fraction(1)):
        return of
    if of == Number(Fraction(1)):
        return scalar
    return Product(Contraction.SCALE, scalar, of, of.shape)


def quotient(above: Expression, below: Expression) -> Expression:
    """above / below, entry by entry; the one that is a scalar is stretched."""
    if below.shape.is_scalar:
        return Divide(above, below, above.shape)
    return Divide(stretched(above, below.shape), below, below.shape)


def stretched(of: Expression, shape: Shape) -> Expression:
    return of if of.shape.axes == shape.axes else Broadcast(of, shape)


def power(base: Expression, exponent: Fraction) -> Expression:
    """base ** exponent, entry by entry; a root by its name."""
    if exponent == 1:
        return base
    if exponent == Fraction(1, 2):
        return applied("sqrt", base)
    return Power(base, stretched(Number(exponent), base.shape), base.shape)


def applied(function: str, of: Expression) -> Expression:
    """A function entry by entry."""
    return Apply(function, (of,), None, of.shape)


def compared(relation: Relation, left: Expression, right: Expression) -> Expression:
    shape = right.shape if left.shape.is_scalar else left.shape
    return Compare(relation, stretched(left, shape), stretched(right, shape), shape)


def sum_of(terms: list[tuple[bool, Expression]], shape: Shape) -> Expression:
    """± a ± b …, those with a plus first."""
    ordered = sorted(terms, key=lambda each: each[0])
    total: Expression | None = None
    for is_negative, term in ordered:
        whole = stretched(term, shape)
        if total is None:
            total = Negate(whole, shape) if is_negative else whole
        else:
            total = Subtract(total, whole, shape) if is_negative else Add(total, whole, shape)
    return total if total is not None else zeros(shape)


def zeros(shape: Shape) -> Expression:
    return Number(Fraction(0)) if shape.is_scalar else Filled(0, shape)


def ones(n: Size) -> Expression:
    return Filled(1, column(n))


def diagonal(of: Expression) -> Expression:
    """diag(v), diag(A)."""
    n = of.shape.axes[0]
    return Apply("diag", (of,), None, matrix(n, n) if of.shape.rank == 1 else column(n))


def upright(of: Expression) -> Expression:
    """v[:, None], which goes with every column of a matrix."""
    return NewAxis(of, 1, Shape((of.shape.axes[0], ONE), spread=(1,)))
