"""Typed trees by hand: just enough shape inference to write claims in a line."""

from collections.abc import Sequence
from fractions import Fraction

from symderiv.language import expression as ex
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.expression import Binder, Contraction, Expression, Index, Orientation, Shape
from symderiv.language.sizes import Size

ZERO, ONE = Size.number(0), Size.number(1)


def size(n: str | int | Size) -> Size:
    if isinstance(n, Size):
        return n
    return Size.named(n) if isinstance(n, str) else Size.number(n)


def shape(*axes: str | int | Size) -> Shape:
    return Shape(tuple(size(n) for n in axes))


def array(name: str, *axes: str | int | Size, **how: object) -> tuple[ex.SymbolRef, Symbol]:
    """A reference and its declaration: `array("U", "V", "D")`, `array("y", "V", assume=[...], at="o")`."""
    assumed: Sequence[Assumption] = how.get("assume", ())  # type: ignore[assignment]
    at: str | None = how.get("at")  # type: ignore[assignment]
    return ex.SymbolRef(name, shape(*axes)), Symbol(name, Kind.ARRAY, shape(*axes), tuple(assumed), at=at)


def position(name: str, sort: str, *axes: str, distinct: bool = False) -> tuple[ex.IndexSymbol, Symbol]:
    assumed = (Assumption.DISTINCT,) if distinct else ()
    return ex.IndexSymbol(name, size(sort)), Symbol(
        name, Kind.POSITION, shape(*axes), assumed, sort=size(sort)
    )


def function(name: str, arguments: Sequence[Shape], value: Shape) -> Symbol:
    return Symbol(name, Kind.FUNCTION, value, arguments=tuple(arguments))


def number(value: int | str | Fraction) -> ex.Number:
    return ex.Number(Fraction(value))


def _expression(x: Expression | int) -> Expression:
    return number(x) if isinstance(x, int) else x


def binder(name: str, n: str | int | Size) -> Binder:
    return Binder(name, size(n), ZERO, size(n) - ONE)


def var(name: str, n: str | int | Size | None) -> ex.IndexVariable:
    return ex.IndexVariable(name, None if n is None else size(n))


def add(a: Expression | int, b: Expression | int) -> ex.Add:
    a, b = matched(_expression(a), _expression(b))
    return ex.Add(a, b, a.shape)


def sub(a: Expression | int, b: Expression | int) -> ex.Subtract:
    a, b = matched(_expression(a), _expression(b))
    return ex.Subtract(a, b, a.shape)


def matched(a: Expression, b: Expression) -> tuple[Expression, Expression]:
    """A scalar beside an array is stretched."""
    if a.shape.is_scalar and not b.shape.is_scalar:
        return ex.Broadcast(a, b.shape), b
    if b.shape.is_scalar and not a.shape.is_scalar:
        return a, ex.Broadcast(b, a.shape)
    return a, b


def neg(a: Expression) -> ex.Negate:
    return ex.Negate(a, a.shape)


def mul(a: Expression | int, b: Expression | int) -> ex.Product:
    """Scaling, or entry by entry."""
    a, b = _expression(a), _expression(b)
    scale = a.shape.is_scalar or b.shape.is_scalar
    how = Contraction.SCALE if scale else Contraction.ELEMENTWISE
    return ex.Product(how, a, b, b.shape if a.shape.is_scalar else a.shape)


def dot(a: Expression, b: Expression) -> ex.Product:
    """The last axis of a with the first of b."""
    return ex.Product(Contraction.CONTRACT, a, b, Shape(a.shape.axes[:-1] + b.shape.axes[1:]))


def outer(a: Expression, b: Expression) -> ex.Product:
    return ex.Product(Contraction.OUTER, a, b, Shape(a.shape.axes + b.shape.axes))


def div(a: Expression | int, b: Expression | int) -> ex.Divide:
    a, b = _expression(a), _expression(b)
    return ex.Divide(a, b, a.shape if not a.shape.is_scalar or b.shape.is_scalar else b.shape)


def power(a: Expression, b: Expression | int) -> ex.Power:
    return ex.Power(a, _expression(b), a.shape)


def tr(a: Expression) -> ex.Transpose:
    turned = Orientation.COLUMN if a.shape.is_row or a.shape.rank != 1 else Orientation.ROW
    return ex.Transpose(a, Shape(a.shape.axes[::-1], turned))


def fn(name: str, *arguments: Expression) -> ex.Apply:
    """A function that acts entry by entry, or softmax and log_softmax along the last axis."""
    x = arguments[0]
    along = x.shape.rank - 1 if name in ("softmax", "log_softmax") else None
    return ex.Apply(name, arguments, along, x.shape)


def red(name: str, x: Expression, axis: int | None = None) -> ex.Apply:
    axes = () if axis is None else x.shape.axes[:axis] + x.shape.axes[axis + 1 :]
    return ex.Apply(name, (x,), axis, Shape(axes))


def at(base: Expression, *selectors: Index | None) -> ex.Subscript:
    kept = tuple(n for n, i in zip(base.shape.axes, selectors, strict=True) if i is None)
    return ex.Subscript(base, selectors, Shape(kept))


def big(
    operator: str, binders: Sequence[Binder], body: Expression, condition: Expression | None = None
) -> ex.Big:
    return ex.Big(operator, tuple(binders), condition, body, body.shape)  # type: ignore[arg-type]


def total(binder: Binder, body: Expression, condition: Expression | None = None) -> ex.Big:
    return big("sum", [binder], body, condition)


def define(name: str, body: Expression, *parameters: ex.IndexParameter | ex.ValueParameter) -> ex.Definition:
    return ex.Definition(name, name, parameters, body)


def use(d: ex.Definition, *arguments: Index | Expression) -> ex.DefinitionRef:
    return ex.DefinitionRef(d, arguments, d.body.shape)


def ddx(of: Expression, base: Expression, *selectors: Index | None, wrt_first: bool = False) -> ex.Derivative:
    """∂of/∂base, or by a part of it."""
    axes = base.shape.axes
    if isinstance(base, ex.DefinitionRef):
        axes = tuple(p.sort for p in base.definition.parameters if isinstance(p, ex.IndexParameter)) + axes
    picks = selectors or (None,) * len(axes)
    kept = tuple(n for n, i in zip(axes, picks, strict=True) if i is None)
    target = ex.Target(base, picks, Shape(kept), base)  # type: ignore[arg-type]
    both = kept + of.shape.axes if wrt_first else of.shape.axes + kept
    return ex.Derivative(of, target, wrt_first, Shape(both))


def cmp(relation: str, a: Expression | int, b: Expression | int) -> ex.Compare:
    a, b = matched(_expression(a), _expression(b))
    return ex.Compare(relation, a, b, a.shape)  # type: ignore[arg-type]


def icmp(relation: str, i: Index, j: Index) -> ex.IndexCompare:
    return ex.IndexCompare(relation, i, j)  # type: ignore[arg-type]


def cases(*branches: tuple[Expression, Expression], otherwise: Expression | None = None) -> ex.Cases:
    return ex.Cases(branches, otherwise, branches[0][1].shape)


def claim(
    left: Expression,
    right: Expression | int,
    *symbols: Symbol,
    indices: Sequence[Binder] = (),
    where: Expression | None = None,
    assume: Sequence[Expression] = (),
    quantified: Sequence[tuple[Binder, ...]] | None = None,
    sizes: Sequence[str | tuple[str, int]] = (),
) -> Statement:
    numbers = tuple((n, None) if isinstance(n, str) else n for n in sizes)
    binders = tuple(quantified) if quantified is not None else ((),) * len(assume)
    return Statement(
        left, _expression(right), tuple(indices), where, tuple(assume), binders, symbols, numbers
    )
