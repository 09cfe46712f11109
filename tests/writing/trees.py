"""Typed trees built by hand, as the reader would build them."""

from fractions import Fraction

from symderiv.language.expression import (
    Add,
    Apply,
    Big,
    Binder,
    Broadcast,
    Contraction,
    Definition,
    DefinitionRef,
    Derivative,
    Divide,
    Expression,
    Index,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Negate,
    Number,
    Orientation,
    Product,
    Shape,
    Subscript,
    Subtract,
    SymbolRef,
    Target,
    Transpose,
)
from symderiv.language.sizes import Size

V, D, ONE = Size.named("V"), Size.named("D"), Size.number(1)
SCALAR = Shape()


def column(n: Size) -> Shape:
    return Shape((n,))


def row(n: Size) -> Shape:
    return Shape((n,), Orientation.ROW)


def loose(n: Size) -> Shape:
    return Shape((n,), Orientation.LOOSE_ROW)


def matrix(m: Size, n: Size) -> Shape:
    return Shape((m, n))


def symbol(name: str, shape: Shape = SCALAR) -> SymbolRef:
    return SymbolRef(name, shape)


def number(value: int | str) -> Number:
    return Number(Fraction(value))


a, b, c = symbol("a"), symbol("b"), symbol("c")
U, v, y = symbol("U", matrix(V, D)), symbol("v_c", column(D)), symbol("y", column(V))
x, z, r = symbol("x", column(D)), symbol("z", column(D)), symbol("r", row(D))
i, w = IndexVariable("i", V), IndexVariable("w", V)
o = IndexSymbol("o", V)


def literal(position: int, axis: Size) -> IndexSum:
    return IndexSum((), Size.number(position), axis)


def binder(name: str, sort: Size = V) -> Binder:
    return Binder(name, sort, Size.number(0), sort - ONE)


def transpose(argument: Expression) -> Transpose:
    shape = argument.shape
    if shape.rank == 1:
        turned = column(shape.axes[0]) if shape.is_row else row(shape.axes[0])
    else:
        turned = Shape(tuple(reversed(shape.axes)))
    return Transpose(argument, turned)


def scale(left: Expression, right: Expression) -> Product:
    return Product(Contraction.SCALE, left, right, right.shape if left.shape.is_scalar else left.shape)


def contract(left: Expression, right: Expression, orientation: Orientation = Orientation.COLUMN) -> Product:
    axes = left.shape.axes[:-1] + right.shape.axes[1:]
    return Product(Contraction.CONTRACT, left, right, Shape(axes, orientation))


def outer(left: Expression, right: Expression) -> Product:
    return Product(Contraction.OUTER, left, right, matrix(left.shape.axes[0], right.shape.axes[0]))


def times(left: Expression, right: Expression) -> Product:
    return Product(Contraction.ELEMENTWISE, left, right, left.shape)


def plus(left: Expression, right: Expression) -> Add:
    return Add(left, right, left.shape)


def minus(left: Expression, right: Expression) -> Subtract:
    return Subtract(left, right, left.shape)


def neg(argument: Expression) -> Negate:
    return Negate(argument, argument.shape)


def over(left: Expression, right: Expression) -> Divide:
    return Divide(left, right, left.shape)


def apply(
    function: str, *arguments: Expression, axis: int | None = None, shape: Shape | None = None
) -> Apply:
    return Apply(function, arguments, axis, arguments[0].shape if shape is None else shape)


def spread(argument: Expression, shape: Shape) -> Broadcast:
    return Broadcast(argument, shape)


def entry(base: Expression, *indices: Index) -> Subscript:
    return Subscript(base, indices, SCALAR)


def row_of(base: Expression, index: Index) -> Subscript:
    return Subscript(base, (index, None), loose(base.shape.axes[1]))


def total(body: Expression, *binders: Binder, where: Expression | None = None) -> Big:
    return Big("sum", binders, where, body, body.shape)


def plain(name: str, body: Expression) -> DefinitionRef:
    return DefinitionRef(Definition(name, name, (), body), (), body.shape)


def derivative(of: Expression, by: SymbolRef | DefinitionRef) -> Derivative:
    target = Target(by, (None,) * by.shape.rank, by.shape, by)
    return Derivative(of, target, False, Shape(of.shape.axes + by.shape.axes))
