"""The values of a typed expression at many points at once, entry by entry, derivatives included.

The layout of arrays is that of `duals`: frame axes (points, bound indices, directions), then the axes of
the value. A bound index is an array of positions along a frame axis of its own. A derivative adds a frame
axis whose positions are the entries of its target, evaluates with dual numbers, and takes the tangent.
"""

from math import prod
from typing import Final

import numpy as np

from symderiv.language.exponents import fixed_exponent
from symderiv.language.expression import (
    Add,
    Apply,
    Big,
    Binder,
    Block,
    Broadcast,
    Call,
    Cases,
    Compare,
    Constant,
    Contraction,
    Definition,
    DefinitionRef,
    Derivative,
    Distinct,
    Divide,
    Excludes,
    Expression,
    Filled,
    Identity,
    Index,
    IndexCompare,
    IndexElement,
    IndexParameter,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Logic,
    MatrixPower,
    Negate,
    NewAxis,
    ParameterRef,
    Power,
    Prime,
    Product,
    Shape,
    SizeNumber,
    Stack,
    Subscript,
    Subtract,
    SymbolRef,
    Target,
    Transpose,
    ValueParameter,
)
from symderiv.language.expression import (
    Number as Literal,
)
from symderiv.language.sizes import Size
from symderiv.numeric.calculus import RELATIONS, Calculus
from symderiv.numeric.duals import (
    LARGEST,
    Dual,
    Number,
    add,
    entries,
    flattened,
    leaf,
    mapped,
    multiply,
    negate,
    select,
    subtract,
)
from symderiv.numeric.exponents import is_constant, is_whole, may_be_rational
from symderiv.numeric.fields import Array, Field, OutOfReach
from symderiv.numeric.functions import (
    applied,
    concatenated,
    contracted,
    derivative_part,
    inverse,
    placeholder,
    reduced,
)
from symderiv.numeric.scope import NO_POSITION, Points, Scope, Unsupported, gathered, lifted, ranked
from symderiv.records import replace

LONGEST: Final = 2_000
"""The longest range of positions."""
MOST_AXES: Final = 30
"""NumPy has 32; a product puts those of its factors side by side."""


class Evaluator:
    """Evaluates expressions at some points in one field."""

    def __init__(self, field: Field, points: Points) -> None:
        self.calculus = Calculus(field)
        self.field = field
        self.points = points
        self.left = field.capacity
        self.root = Scope(
            frames=(points.count,),
            base=1,
            symbols={name: (1, field.array(values)) for name, values in points.values.items()},
        )
        self.coefficients = {name: field.array(values) for name, values in points.placeholders.items()}

    def under(self, binders: tuple[Binder, ...], scope: Scope | None = None) -> Scope:
        """The scope in which the letters of the binders range over their positions."""
        scope = scope or self.root
        positions: dict[str, Array] = {}
        frames: list[int] = []
        for at, binder in enumerate(binders):
            lower, upper = self._size(binder.lower), self._size(binder.upper)
            if upper - lower > LONGEST or prod(scope.frames) * prod(frames) > LARGEST:
                raise OutOfReach("the positions of the indices")
            values = np.arange(lower, upper + 1)
            positions[binder.name] = values.reshape(*(1,) * (scope.depth + at), -1)
            frames.append(len(values))
        return scope.inside(positions, tuple(frames))

    def full(self, expression: Expression, scope: Scope) -> Array:
        """The values over all frames."""
        value = leaf(self.value(expression, scope))
        return np.broadcast_to(value, (*scope.frames, *value.shape[scope.depth :]))

    def value(self, expression: Expression, scope: Scope) -> Number:
        """The value, nan where there is none."""
        if scope.depth + 2 * expression.shape.rank > MOST_AXES:
            raise OutOfReach("an array of so many axes")
        result = self._value(expression, scope)
        self.left -= entries(result)
        if self.left < 0:
            raise OutOfReach("too many entries")
        return result

    def _value(self, e: Expression, s: Scope) -> Number:
        c = self.calculus
        match e:
            case Literal():
                return self._scalar(c.number(e.value), s)
            case Constant():
                return self._scalar(c.field.constant(e.name), s)
            case SizeNumber():
                return self._scalar(c.number(self._size(e.size)), s)
            case SymbolRef():
                depth, value = s.symbols[e.name]
                return lifted(value, depth, s.depth)
            case ParameterRef():
                depth, value = s.parameters[e.name]
                return lifted(value, depth, s.depth)
            case DefinitionRef():
                return self._definition(e, s)
            case Identity():
                n = self._axes(e.shape)[0]
                return c.field.array(np.eye(n, dtype=np.int64)).reshape(*(1,) * s.depth, n, n)
            case Filled():
                return np.full((*(1,) * s.depth, *self._axes(e.shape)), c.number(e.value))
            case Negate():
                return negate(self.value(e.argument, s))
            case Add():
                return add(*self._aligned(e.left, e.right, s))
            case Subtract():
                return subtract(*self._aligned(e.left, e.right, s))
            case Product():
                return self._product(e, s)
            case Divide():
                return c.divide(*self._aligned(e.left, e.right, s))
            case Power():
                return self._power(e, s)
            case MatrixPower():
                return self._matrix_power(e, s)
            case Transpose():
                axes = tuple(range(s.depth))
                rank = e.argument.shape.rank
                order = axes + tuple(s.depth + rank - 1 - k for k in range(rank))
                return mapped(lambda a: a.transpose(order), self.value(e.argument, s))
            case Broadcast():
                return self._broadcast(e, s)
            case Subscript():
                indices = [None if i is None else self._position(i, s) for i in e.selectors]
                return gathered(self.value(e.base, s), s.depth, indices)
            case NewAxis():
                return mapped(lambda a: np.expand_dims(a, s.depth + e.position), self.value(e.argument, s))
            case Stack():
                inner = self.under((e.binder,), s)
                body = self._spread(self.value(e.body, inner), s.depth, inner)
                return mapped(lambda a: np.moveaxis(a, s.depth, s.depth + e.axis), body)
            case Block():
                return self._block(e, s)
            case Apply():
                arguments = [self.value(a, s) for a in e.arguments]
                if len(arguments) > 1:
                    rank = max(a.shape.rank for a in e.arguments)
                    arguments = [
                        ranked(x, s.depth, a.shape.rank, rank)
                        for x, a in zip(arguments, e.arguments, strict=True)
                    ]
                return applied(c, e.function, arguments, s.depth, e.axis)
            case Call():
                return self._call(e.function, [self.value(a, s) for a in e.arguments], e.shape, s)
            case Prime():
                return self._prime(e, s)
            case Big():
                return self._big(e, s)
            case Compare():
                return c.compare(e.relation, *self._aligned(e.left, e.right, s))
            case IndexCompare():
                i, j = self._integer(e.left, s), self._integer(e.right, s)
                truth = np.asarray(RELATIONS[e.relation](i, j), dtype=np.float64)
                return np.where((i == NO_POSITION) | (j == NO_POSITION), np.nan, truth)
            case Logic():
                return self._logic(e, s)
            case Distinct():
                positions = np.sort(self.points.positions[e.name].reshape(self.points.count, -1), axis=1)
                truth = (positions[:, 1:] != positions[:, :-1]).all(axis=1)
                return lifted(truth.astype(np.float64), 1, s.depth)
            case Excludes():
                positions = self.points.positions[e.name].reshape(
                    self.points.count, *(1,) * (s.depth - 1), -1
                )
                index = self._position(e.index, s)
                truth = (positions != index[..., None]).all(axis=-1).astype(np.float64)
                return np.where(index == NO_POSITION, np.nan, truth)
            case Cases():
                return self._cases(e, s)
            case Derivative():
                return self._derivative(e, s)

    # ── Leaves and shapes ───────────────────────────────────────────────────────────────────────

    def _size(self, size: Size) -> int:
        return size.at(self.points.sizes)

    def _axes(self, shape: Shape) -> tuple[int, ...]:
        axes = tuple(self._size(axis) for axis in shape.axes)
        if prod(axes) > self.field.capacity or min(axes, default=0) < 0:
            raise OutOfReach("an array")
        return axes

    def _scalar(self, value: Array, s: Scope) -> Array:
        return value.reshape((1,) * s.depth)

    def _aligned(self, left: Expression, right: Expression, s: Scope) -> tuple[Number, Number]:
        """Two operands; a scalar beside an array is given axes of length 1."""
        rank = max(left.shape.rank, right.shape.rank)
        return (
            ranked(self.value(left, s), s.depth, left.shape.rank, rank),
            ranked(self.value(right, s), s.depth, right.shape.rank, rank),
        )

    def _broadcast(self, e: Broadcast, s: Scope) -> Number:
        axes = self._axes(e.shape)
        missing = len(axes) - e.argument.shape.rank

        def stretched(a: Array) -> Array:
            grown = a.reshape(*a.shape[: s.depth], *(1,) * missing, *a.shape[s.depth :])
            return np.broadcast_to(grown, (*a.shape[: s.depth], *axes))

        return mapped(stretched, self.value(e.argument, s))

    def _spread(self, x: Number, start: int, inner: Scope) -> Number:
        """x over the full length of the frame axes from `start`."""

        def spread(a: Array) -> Array:
            wide = (*a.shape[:start], *inner.frames[start:], *a.shape[inner.depth :])
            if prod(wide) > self.field.capacity:
                raise OutOfReach("an array")
            return a if a.shape == wide else np.broadcast_to(a, wide)

        return mapped(spread, x)

    def _block(self, e: Block, s: Scope) -> Number:
        def piece(x: Expression) -> Number:
            grid = tuple(self._size(n) for n in x.shape.grid)
            return mapped(lambda a: a.reshape(*a.shape[: s.depth], *grid), self.value(x, s))

        rows = [concatenated([piece(x) for x in row], -1) for row in e.rows]
        axes = self._axes(e.shape)
        return mapped(lambda a: a.reshape(*a.shape[: s.depth], *axes), concatenated(rows, -2))

    # ── Positions ───────────────────────────────────────────────────────────────────────────────

    def _position(self, index: Index, s: Scope) -> Array:
        """Positions over the frames, NO_POSITION where the index is off its axis."""
        match index:
            case IndexVariable():
                positions = s.indices[index.name]
                return positions.reshape(*positions.shape, *(1,) * (s.depth - positions.ndim))
            case IndexSymbol():
                return self.points.positions[index.name].reshape(-1, *(1,) * (s.depth - 1))
            case IndexElement():
                array = leaf(lifted(self.points.positions[index.name], 1, s.depth))
                found = leaf(gathered(array, s.depth, [self._position(i, s) for i in index.at]))
                return np.where(np.isnan(found), NO_POSITION, np.nan_to_num(found)).astype(np.int64)
            case IndexSum():
                return self._index_sum(index, s)

    def _integer(self, index: Index, s: Scope) -> Array:
        """A position to compare, which may lie beyond the axis: at its end, `w + 1 ≤ i` holds for no i."""
        match index:
            case IndexSum():
                return self._index_sum(replace(index, sort=None), s)
            case IndexVariable() | IndexSymbol() | IndexElement():
                return self._position(index, s)

    def _index_sum(self, index: IndexSum, s: Scope) -> Array:
        total: Array = np.full((1,) * s.depth, self._size(index.offset))
        off: Array = np.zeros((1,) * s.depth, dtype=bool)
        for factor, term in index.terms:
            position = self._position(term, s)
            off = off | (position == NO_POSITION)
            total = total + factor * position
        if index.sort is not None:
            off = off | (total < 0) | (total >= self._size(index.sort))
        return np.where(off, NO_POSITION, total)

    # ── Arithmetic ──────────────────────────────────────────────────────────────────────────────

    def _product(self, e: Product, s: Scope) -> Number:
        left, right = e.left.shape.rank, e.right.shape.rank
        match e.contraction:
            case Contraction.SCALE | Contraction.ELEMENTWISE:
                return multiply(*self._aligned(e.left, e.right, s))
            case Contraction.CONTRACT:
                return contracted(self.value(e.left, s), self.value(e.right, s), s.depth)
            case Contraction.OUTER:
                x = mapped(lambda a: a.reshape(*a.shape, *(1,) * right), self.value(e.left, s))
                y = self.value(e.right, s)
                return multiply(x, lifted(y, s.depth, s.depth + left))

    def _power(self, e: Power, s: Scope) -> Number:
        base, exponent = self._aligned(e.base, e.exponent, s)
        fixed = fixed_exponent(e.exponent)
        if fixed is not None:
            return self.calculus.fixed_power(base, fixed)
        if is_whole(e.exponent, self.points.whole) and not isinstance(exponent, Dual):
            return self.calculus.whole_power(base, self.calculus.field.array(exponent))
        if (leaf(base) < 0).any() and is_constant(e.exponent) and may_be_rational(leaf(exponent).flat[0]):
            raise Unsupported("a negative base with an exponent that may be a fraction")
        return self.calculus.real_power(base, exponent)

    def _matrix_power(self, e: MatrixPower, s: Scope) -> Number:
        base = self.value(e.base, s)
        n = self._axes(e.shape)[0]
        identity = self.calculus.field.array(np.eye(n, dtype=np.int64)).reshape(*(1,) * s.depth, n, n)
        if abs(e.exponent) > 64:
            raise Unsupported(f"a matrix power with exponent {e.exponent}")
        if e.exponent < 0:
            base = inverse(self.calculus, base)
        result: Number = identity if e.exponent == 0 else base
        for _ in range(abs(e.exponent) - 1):
            result = contracted(result, base, s.depth)
        return result

    # ── Conditions ──────────────────────────────────────────────────────────────────────────────

    def _logic(self, e: Logic, s: Scope) -> Number:
        """From the left, as far as needed: `x > 0 ∧ log x > 1` is false at x = −1."""
        values = [self.value(a, s) for a in e.arguments]
        result, one = values[-1], np.ones((1,) * leaf(values[-1]).ndim)
        if e.operator == "not":
            return subtract(one, result)
        for value in reversed(values[:-1]):
            result = select(value, result, one * 0) if e.operator == "and" else select(value, one, result)
        return result

    def _cases(self, e: Cases, s: Scope) -> Number:
        rank = e.shape.rank
        shape = (*(1,) * s.depth, *self._axes(e.shape))

        def operand(x: Expression) -> Number:
            return ranked(self.value(x, s), s.depth, x.shape.rank, rank)

        result: Number = np.full(shape, np.nan) if e.otherwise is None else operand(e.otherwise)
        for condition, value in reversed(e.branches):
            result = select(operand(condition), operand(value), result)
        return mapped(lambda a: np.broadcast_to(a, (*a.shape[: s.depth], *shape[s.depth :])), result)

    # ── Binders and definitions ─────────────────────────────────────────────────────────────────

    def _big(self, e: Big, s: Scope) -> Number:
        inner = self.under(e.binders, s)
        rank = e.shape.rank

        def merged(x: Number) -> Number:
            """All bound positions along one axis."""
            spread = self._spread(x, s.depth, inner)
            count = prod(inner.frames[s.depth :])
            return mapped(lambda a: a.reshape(*a.shape[: s.depth], count, *a.shape[inner.depth :]), spread)

        mask = None
        if e.condition is not None:
            condition = self.value(e.condition, inner)
            mask = merged(ranked(condition, inner.depth, e.condition.shape.rank, rank))
        return reduced(self.calculus, e.operator, merged(self.value(e.body, inner)), s.depth, mask)

    def _definition(self, e: DefinitionRef, s: Scope) -> Number:
        d = e.definition
        if d.key in s.held:
            depth, family = s.held[d.key]
        elif all(isinstance(p, IndexParameter) for p in d.parameters):
            depth, family = s.base, self._family(d, s)
        else:
            return self._instance(e, s)
        indices = [self._position(_as_index(a), s) for a in e.arguments]
        selectors = [*indices, *[None] * e.shape.rank]
        value = lifted(family, depth, s.depth)
        return gathered(value, s.depth, selectors) if indices else value

    def _family(self, d: Definition, s: Scope) -> Number:
        """All members of a family, along axes of their own; computed once."""
        if d.key not in s.kept:
            outer = replace(s, frames=s.frames[: s.base], indices={}, parameters={})
            zero, one = Size.number(0), Size.number(1)
            letters = tuple(
                Binder(p.name, p.sort, zero, p.sort - one)
                for p in d.parameters
                if isinstance(p, IndexParameter)
            )
            inner = self.under(letters, outer)
            s.kept[d.key] = self._spread(self.value(d.body, inner), s.base, inner)
        return s.kept[d.key]

    def _instance(self, e: DefinitionRef, s: Scope) -> Number:
        """A family at values of its parameters."""
        indices, parameters = {}, {}
        for parameter, argument in zip(e.definition.parameters, e.arguments, strict=True):
            match parameter:
                case IndexParameter():
                    indices[parameter.name] = self._position(_as_index(argument), s)
                case ValueParameter():
                    parameters[parameter.name] = (s.depth, self.value(_as_value(argument), s))
        return self.value(e.definition.body, replace(s, indices=indices, parameters=parameters))

    def _call(self, name: str, arguments: list[Number], shape: Shape, s: Scope) -> Number:
        flat = [flattened(x, s.depth) for x in arguments]
        coefficients = leaf(lifted(self.coefficients[name], 1, s.depth))
        value = placeholder(self.calculus, coefficients, concatenated(flat, -1))
        axes = self._axes(shape)
        return mapped(lambda a: a.reshape(*a.shape[: s.depth], *axes), value)

    # ── Derivatives ─────────────────────────────────────────────────────────────────────────────

    def _prime(self, e: Prime, s: Scope) -> Number:
        """f⁽ⁿ⁾ at the argument, whose axes serve as frame axes meanwhile."""
        if e.order > 6:
            raise Unsupported(f"a derivative of order {e.order}")
        axes = self._axes(e.argument.shape)
        inner = replace(s, frames=s.frames + axes)
        value = self._primed(e.function, self.value(e.argument, s), e.order, inner)
        return mapped(lambda a: np.broadcast_to(a, (*a.shape[: s.depth], *axes)), value)

    def _primed(self, function: str | Definition | Call, x: Number, order: int, s: Scope) -> Number:
        if order == 0:
            return self._at(function, x, s)
        inner = replace(s, frames=(*s.frames, 1), base=s.depth + 1, kept={})
        seed = Dual(
            s.depth, lifted(x, s.depth, s.depth + 1), np.full((1,) * (s.depth + 1), self.calculus.number(1))
        )
        value, slope = derivative_part(self._primed(function, seed, order - 1, inner), s.depth)
        defined = ~self.calculus.field.is_nan(leaf(value))
        return mapped(lambda a: np.where(defined, a, np.nan).squeeze(s.depth), slope)

    def _at(self, function: str | Definition | Call, x: Number, s: Scope) -> Number:
        match function:
            case str():
                return applied(self.calculus, function, [x], s.depth, None)
            case Call():
                return self._call(function.function, [x], Shape(), s)
            case Definition():
                name = function.parameters[0].name
                return self.value(function.body, replace(s, indices={}, parameters={name: (s.depth, x)}))

    def _derivative(self, e: Derivative, s: Scope) -> Number:
        depth = s.depth
        start, axes = self._target(e.wrt, s)
        directions = prod(axes)
        unit = self.calculus.field.array(np.eye(directions, dtype=np.int64))
        seed = Dual(depth, lifted(start, depth, depth + 1), unit.reshape(*(1,) * depth, directions, *axes))
        inner = self._with_target(e.wrt, seed, s, directions)
        value, slope = derivative_part(self.value(e.of, inner), depth)
        undefined = self.calculus.field.is_nan(leaf(value))

        def by_entries(a: Array) -> Array:
            """The directions as the last axes, in the target's shape."""
            marked = np.where(undefined, np.nan, a)
            full = np.broadcast_to(marked, (*marked.shape[:depth], directions, *marked.shape[depth + 1 :]))
            last = np.moveaxis(full, depth, -1)
            return last.reshape(*last.shape[:-1], *axes)

        rank = e.of.shape.rank
        indices = [None if i is None else self._position(i, s) for i in e.wrt.selectors]
        result = gathered(mapped(by_entries, slope), depth, [*[None] * rank, *indices])
        if not e.wrt_first:
            return result
        kept = sum(i is None for i in indices)
        order = (*range(depth), *range(depth + rank, depth + rank + kept), *range(depth, depth + rank))
        return mapped(lambda a: a.transpose(order), result)

    def _target(self, target: Target, s: Scope) -> tuple[Number, tuple[int, ...]]:
        """The present value of the whole of a target, and its axes."""
        match target.base:
            case DefinitionRef(definition=d):
                if not all(isinstance(p, IndexParameter) for p in d.parameters):
                    raise Unsupported(f"a derivative by {d.name}, a family whose parameters take values")
                sorts = tuple(self._size(p.sort) for p in d.parameters if isinstance(p, IndexParameter))
                depth, value = s.held[d.key] if d.key in s.held else (s.base, self._family(d, s))
                return lifted(value, depth, s.depth), sorts + self._axes(d.body.shape)
            case SymbolRef() | ParameterRef():
                return self._value(target.base, s), self._axes(target.base.shape)

    def _with_target(self, target: Target, seed: Number, s: Scope, directions: int) -> Scope:
        """The scope in which the target is the variable."""
        depth = s.depth + 1
        inner = replace(s, frames=(*s.frames, directions), base=depth, kept={})
        match target.base:
            case DefinitionRef(definition=d):
                return replace(inner, held={**s.held, d.key: (depth, seed)})
            case SymbolRef(name=name):
                return replace(inner, symbols={**s.symbols, name: (depth, seed)})
            case ParameterRef(name=name):
                return replace(inner, parameters={**s.parameters, name: (depth, seed)})


def _as_index(argument: Index | Expression) -> Index:
    if isinstance(argument, IndexVariable | IndexSymbol | IndexElement | IndexSum):
        return argument
    raise Unsupported("an expression where a family takes an index")


def _as_value(argument: Index | Expression) -> Expression:
    if isinstance(argument, IndexVariable | IndexSymbol | IndexElement | IndexSum):
        raise Unsupported("an index where a family takes a value")
    return argument
