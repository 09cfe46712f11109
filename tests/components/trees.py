"""A small builder of typed trees, for tests that must not depend on the reader."""

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from symderiv.language import expression as e
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.operators import OPERATORS, ShapeRule
from symderiv.language.sizes import Size

COUNTER = itertools.count()

Plain = int | float | str | Fraction
Pick = int | e.Index | None
Operator = Literal["sum", "prod", "mean", "var", "std", "max", "min", "logsumexp"]


def size(text: int | str) -> Size:
    return Size.number(text) if isinstance(text, int) else Size.named(text)


def shape(*axes: int | str | Size, row: bool = False) -> e.Shape:
    orientation = e.Orientation.ROW if row else e.Orientation.COLUMN
    return e.Shape(tuple(a if isinstance(a, Size) else size(a) for a in axes), orientation)


def array(
    name: str, *axes: int | str | Size, assume: Sequence[str] = (), at: str | None = None, row: bool = False
) -> "X":
    """A declared symbol and a reference to it."""
    symbol = Symbol(name, Kind.ARRAY, shape(*axes, row=row), tuple(Assumption(a) for a in assume), at=at)
    return X(e.SymbolRef(name, symbol.shape), (symbol,))


def position(name: str, sort: str, *axes: int | str, assume: Sequence[str] = ()) -> Symbol:
    return Symbol(name, Kind.POSITION, shape(*axes), tuple(Assumption(a) for a in assume), sort=size(sort))


class X:
    """An expression with the symbols that occur in it."""

    def __init__(self, node: e.Expression, symbols: Iterable[Symbol] = ()) -> None:
        self.node, self.symbols = node, tuple(symbols)

    @property
    def shape(self) -> e.Shape:
        return self.node.shape

    def with_(self, node: e.Expression, *others: "X") -> "X":
        symbols = self.symbols + tuple(s for other in others for s in other.symbols)
        return X(node, dict.fromkeys(symbols))

    def spread(self, other: "X | Plain") -> "tuple[X, X]":
        other = wrap(other)
        a, b = self, other
        if a.shape.is_scalar and not b.shape.is_scalar:
            a = a.with_(e.Broadcast(a.node, b.shape))
        elif b.shape.is_scalar and not a.shape.is_scalar:
            b = b.with_(e.Broadcast(b.node, a.shape))
        return a, b

    def __add__(self, other: "X | Plain") -> "X":
        a, b = self.spread(other)
        return a.with_(e.Add(a.node, b.node, a.shape), b)

    def __radd__(self, other: "X | Plain") -> "X":
        return wrap(other) + self

    def __sub__(self, other: "X | Plain") -> "X":
        a, b = self.spread(other)
        return a.with_(e.Subtract(a.node, b.node, a.shape), b)

    def __rsub__(self, other: "X | Plain") -> "X":
        return wrap(other) - self

    def __neg__(self) -> "X":
        return self.with_(e.Negate(self.node, self.shape))

    def __mul__(self, other: "X | Plain") -> "X":
        other = wrap(other)
        if self.shape.is_scalar or other.shape.is_scalar:
            wide = other.shape if self.shape.is_scalar else self.shape
            return self.with_(e.Product(e.Contraction.SCALE, self.node, other.node, wide), other)
        return self.with_(e.Product(e.Contraction.ELEMENTWISE, self.node, other.node, self.shape), other)

    def __rmul__(self, other: "X | Plain") -> "X":
        return wrap(other) * self

    def __matmul__(self, other: "X") -> "X":
        axes = self.shape.axes[:-1] + other.shape.axes[1:]
        row = self.shape.rank == 1 and len(axes) == 1
        return self.with_(
            e.Product(e.Contraction.CONTRACT, self.node, other.node, shape(*axes, row=row)), other
        )

    def outer(self, other: "X") -> "X":
        axes = self.shape.axes + other.shape.axes
        return self.with_(e.Product(e.Contraction.OUTER, self.node, other.node, shape(*axes)), other)

    def __truediv__(self, other: "X | Plain") -> "X":
        other = wrap(other)
        if self.shape.is_scalar and not other.shape.is_scalar:
            a, b = self.spread(other)
            return a.with_(e.Divide(a.node, b.node, a.shape), b)
        return self.with_(e.Divide(self.node, other.node, self.shape), other)

    def __rtruediv__(self, other: "X | Plain") -> "X":
        return wrap(other) / self

    def __pow__(self, other: "X | Plain") -> "X":
        other = wrap(other)
        return self.with_(e.Power(self.node, other.node, self.shape), other)

    @property
    def T(self) -> "X":
        axes = tuple(reversed(self.shape.axes))
        return self.with_(e.Transpose(self.node, shape(*axes, row=len(axes) == 1 and not self.shape.is_row)))

    def __getitem__(self, selectors: "Pick | tuple[Pick, ...]") -> "X":
        selectors = selectors if isinstance(selectors, tuple) else (selectors,)
        selectors += (None,) * (self.shape.rank - len(selectors))
        picked = tuple(
            literal(s, n) if isinstance(s, int) else s
            for s, n in zip(selectors, self.shape.axes, strict=True)
        )
        axes = tuple(n for s, n in zip(picked, self.shape.axes, strict=True) if s is None)
        return self.with_(e.Subscript(self.node, picked, shape(*axes)))

    def d(self, target: "X", *selectors: e.Index | None, wrt_first: bool = False) -> "X":
        """∂self/∂target[selectors]."""
        selectors += (None,) * (target_shape(target).rank - len(selectors))
        axes = tuple(n for s, n in zip(selectors, target_shape(target).axes, strict=True) if s is None)
        base = target.node
        assert isinstance(base, e.SymbolRef | e.ParameterRef | e.DefinitionRef)
        wrt = e.Target(base, selectors, shape(*axes), target.node)
        out = axes + self.shape.axes if wrt_first else self.shape.axes + axes
        return self.with_(e.Derivative(self.node, wrt, wrt_first, shape(*out)), target)

    def compare(self, relation: e.Relation, other: "X | Plain") -> "X":
        a, b = self.spread(other)
        return a.with_(e.Compare(relation, a.node, b.node, a.shape), b)


def target_shape(target: X) -> e.Shape:
    ref = target.node
    if isinstance(ref, e.DefinitionRef) and not ref.arguments:
        sorts = tuple(p.sort for p in ref.definition.parameters if isinstance(p, e.IndexParameter))
        return shape(*sorts, *ref.definition.body.shape.axes)
    return target.shape


def literal(number: int, n: Size) -> e.IndexSum:
    return e.IndexSum((), Size.number(number), n)


def var(name: str, sort: str) -> e.IndexVariable:
    return e.IndexVariable(name, size(sort))


def binder(name: str, sort: str, lower: Size | None = None, upper: Size | None = None) -> e.Binder:
    n = size(sort)
    return e.Binder(
        name, n, Size.number(0) if lower is None else lower, n - Size.number(1) if upper is None else upper
    )


def wrap(value: X | Plain) -> X:
    return value if isinstance(value, X) else X(e.Number(Fraction(value)))


def fn(name: str, *arguments: X | Plain, axis: int | None = None) -> X:
    first = wrap(arguments[0])
    others = [wrap(a) for a in arguments[1:]]
    row = OPERATORS[name]
    axes = first.shape.axes
    match row.rule:
        case ShapeRule.ELEMENTWISE:
            others = [o.spread(first)[0] for o in others]
            result = first.shape
        case ShapeRule.ALONG_ROWS:
            axis = first.shape.rank - 1 if axis is None else axis
            result = first.shape
        case ShapeRule.SQUARE_TO_SQUARE:
            result = first.shape
        case ShapeRule.DIAGONAL:
            result = shape(axes[0]) if len(axes) == 2 else shape(axes[0], axes[0])
        case ShapeRule.FLATTEN:
            result = shape(axes[0] * axes[1])
        case _:
            result = shape() if axis is None else shape(*axes[:axis], *axes[axis + 1 :])
    return first.with_(e.Apply(name, (first.node, *(o.node for o in others)), axis, result), *others)


class Family:
    """A definition with parameters: call it for a member."""

    def __init__(self, name: str, body: X, parameters: Sequence[e.IndexParameter | e.ValueParameter]) -> None:
        self.body = body
        self.definition = e.Definition(f"{name}#{next(COUNTER)}", name, tuple(parameters), body.node)
        self.target = body.with_(e.DefinitionRef(self.definition, (), body.shape))

    def __call__(self, *arguments: X | e.Index) -> X:
        nodes = tuple(a.node if isinstance(a, X) else a for a in arguments)
        extra = [a for a in arguments if isinstance(a, X)]
        return self.body.with_(e.DefinitionRef(self.definition, nodes, self.body.shape), *extra)


def define(name: str, body: X) -> X:
    """A plain definition's reference."""
    return Family(name, body, ())()


def family(name: str, body: X, *parameters: e.IndexParameter | e.ValueParameter) -> Family:
    """A definition with parameters."""
    return Family(name, body, parameters)


def big(operator: Operator, body: X, *binders: e.Binder, condition: e.Expression | None = None) -> X:
    return body.with_(e.Big(operator, binders, condition, body.node, body.shape))


def cases(*branches: tuple[X, X], otherwise: X | None = None) -> X:
    first = branches[0][1]
    others = [x for pair in branches for x in pair] + ([otherwise] if otherwise is not None else [])
    pairs = tuple((c.node, v.node) for c, v in branches)
    return first.with_(
        e.Cases(pairs, otherwise.node if otherwise is not None else None, first.shape), *others
    )


def same(
    left: X,
    right: X | Plain,
    indices: Sequence[e.Binder] = (),
    where: X | None = None,
    assume: Sequence[X] = (),
    positions: Sequence[Symbol] = (),
) -> Statement:
    """The statement left = right."""
    right = wrap(right)
    assumed = tuple(s for a in assume for s in a.symbols)
    symbols = dict.fromkeys(left.symbols + right.symbols + tuple(positions) + assumed)
    found = {
        n for s in symbols for axis in (*s.shape.axes, *((s.sort,) if s.sort else ())) for n in axis.names
    }
    names = sorted(found, key=lambda n: (n != "V", n != "D", n))
    return Statement(
        left.node,
        right.node,
        tuple(indices),
        where.node if where is not None else None,
        tuple(a.node for a in assume),
        tuple(() for _ in assume),
        tuple(symbols),
        tuple((n, None) for n in names),
    )
