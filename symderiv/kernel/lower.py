"""What one entry of an expression means: the typed tree in index form.

This module is the meaning of the language for the kernel. Every line of it says, for one node, what the
entry at the positions `at` is.
"""

from collections.abc import Callable
from fractions import Fraction
from math import prod

from symderiv.kernel.derive import Differentiator
from symderiv.kernel.functions import elementwise
from symderiv.kernel.positions import Binders, Index, at_least, shifted, within
from symderiv.kernel.positions import plus as add_positions
from symderiv.kernel.signs import surely_positive
from symderiv.kernel.term import (
    MINUS_ONE,
    ONE,
    ZERO,
    Applied,
    Condition,
    Constant,
    Declined,
    Delta,
    Entry,
    Family,
    Function,
    Less,
    Number,
    Plus,
    Power,
    SizeOf,
    Term,
    Times,
    divide,
    minus,
    number,
    plus,
    replace_entries,
    square,
    sum_over,
    times,
)
from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.sizes import Size
from symderiv.language.traverse import walk
from symderiv.records import dataclass, field, replace

At = tuple[Index, ...]
MAX_MATRIX_POWER = 24
HALF = number(Fraction(1, 2))


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


class Lowering:
    """From one statement to index form; `conditions` says where that has a value."""

    def __init__(self, statement: Statement, equal: dict[Index, Index]) -> None:
        self.binders = Binders(free_positions(statement), arrays_of_positions(statement))
        self.equal = equal
        self.conditions: list[Condition] = []
        self.subscripts: list[Inside] = []
        self.guards: list[Term] = []
        self.empty: list[Index] = []
        self.columns = columns_of(statement)
        self.symbols = {symbol.name: symbol for symbol in statement.symbols}
        self._names = 0

    # ── Positions ──

    def position(self, index: x.Index, scope: Scope) -> Index:
        """The index, as the equalities that are assumed make of it."""
        match index:
            case x.IndexVariable(name):
                found = scope.letters.get(name, ("i", name))
            case x.IndexSymbol(name):
                found = ("i", name)
            case x.IndexElement(name, at):
                axes = self.symbols[name].shape.axes
                inner = (self.on_axis(each, axis, scope) for each, axis in zip(at, axes, strict=True))
                found = ("at", name, *inner)
            case x.IndexSum(terms, offset, _):
                found = ("l", offset.terms)
                for factor, each in terms:
                    found = add_positions(found, self.position(each, scope), factor)
                self.binders.has_sums |= found[0] == "+"
        return self.equal.get(found, found)

    def on_axis(self, index: x.Index, axis: Size, scope: Scope) -> Index:
        """The position as a subscript, which has a value only where it stands on the axis."""
        found = self.position(index, scope)
        if found[0] == "l":
            return literal(Size(found[1]), axis)
        if self.binders.stands_on(found, axis):
            return found
        if not within(found, axis, self.binders):
            self.subscripts.append(Inside(found, axis, tuple(self.guards), tuple(self.empty)))
        return found

    def bind(self, binder: x.Binder, scope: Scope) -> tuple[Index, Size, Scope]:
        """A fresh index over the whole axis."""
        count = binder.upper - binder.lower + Size.number(1)
        if not at_least(count, 0):
            raise Declined("a range that need not be one at small sizes is not known to the kernel")
        index = self.binders.fresh(count)
        self.binders.has_sums |= not binder.is_whole_axis
        return index, count, scope.letter(binder.name, shifted(index, binder.lower))

    def fresh(self, sorts: tuple[Size, ...]) -> At:
        return tuple(self._fresh(sort) for sort in sorts)

    def _fresh(self, sort: Size) -> Index:
        rows = self.columns.get(sort)
        if rows is None:
            return self.binders.fresh(sort)
        return ("pair", self.binders.fresh(rows[0]), self.binders.fresh(rows[1]), rows[0].terms)

    def free(self, k: int, axis: Size) -> Index:
        """The position on an axis of the entry that is looked at."""
        if axis not in self.columns:
            return ("i", f"@{k}")
        rows, _ = self.columns[axis]
        return ("pair", ("i", f"@{k}.0"), ("i", f"@{k}.1"), rows.terms)

    def sum(self, indices: At, sorts: tuple[Size, ...], body: Term) -> Term:
        """Σ of the body over whole axes."""
        for index, sort in zip(indices, sorts, strict=True):
            if index[0] == "pair":
                rows, columns = self.columns[sort]
                body = sum_over(index[1], rows, sum_over(index[2], columns, body))
            else:
                body = sum_over(index, sort, body)
        return body

    def require(self, condition: Condition) -> None:
        self.conditions.append(replace(condition, guarded=bool(self.guards), empty=tuple(self.empty)))

    # ── The nodes ──

    def entry(self, e: x.Expression, at: At, scope: Scope) -> Term:
        """The entry of an expression at positions, one for each of its axes."""
        match e:
            case x.Number(value):
                return number(value)
            case x.Constant(name):
                return Function("exp", ONE) if name == "e" else Constant("pi")
            case x.SizeNumber(size):
                return SizeOf(size)
            case x.SymbolRef(name):
                return Entry(name, at)
            case x.ParameterRef(name):
                return self._parameter(name, at, scope)
            case x.DefinitionRef():
                return self._definition(e, at, scope)
            case x.Identity():
                return self.delta(at[0], at[1])
            case x.Filled(value):
                return number(value)
            case x.Negate(argument):
                return times(MINUS_ONE, self.entry(argument, at, scope))
            case x.Add(left, right):
                return plus(self.entry(left, at, scope), self.entry(right, at, scope))
            case x.Subtract(left, right):
                return minus(self.entry(left, at, scope), self.entry(right, at, scope))
            case x.Product():
                return self._product(e, at, scope)
            case x.Divide(left, right):
                below = self.entry(right, at if right.shape.rank else (), scope)
                self.require(Condition("nonzero", below))
                return divide(self.entry(left, at, scope), below)
            case x.Power(base, exponent):
                above = self.entry(exponent, at if exponent.shape.rank else (), scope)
                return self._power(self.entry(base, at, scope), above)
            case x.MatrixPower(base, exponent):
                return self._matrix_power(base, exponent, at, scope)
            case x.Transpose(argument):
                return self.entry(argument, at[::-1], scope)
            case x.Broadcast(argument):
                return self.entry(argument, _unspread(argument.shape, at), scope)
            case x.Subscript(base, selectors):
                return self.entry(base, self._select(selectors, base.shape.axes, at, scope), scope)
            case x.NewAxis(argument, position):
                return self.entry(argument, (at[1 - position],), scope)
            case x.Stack(binder, body, axis):
                if not at_least(binder.upper - binder.lower, 0):
                    raise Declined("a list that may be empty is not known to the kernel")
                self.binders.has_sums |= not binder.is_whole_axis
                inner = scope.letter(binder.name, shifted(at[axis], binder.lower))
                return self.entry(body, at[:axis] + at[axis + 1 :], inner)
            case x.Block():
                return self._block(e, at, scope)
            case x.Apply():
                return self._apply(e, at, scope)
            case x.Call():
                return self._call(e, at, scope)
            case x.Prime():
                return self._prime(e, at, scope)
            case x.Big():
                return self._big(e, at, scope)
            case x.Compare(relation, left, right):
                return self._compare(relation, self.entry(left, at, scope), self.entry(right, at, scope))
            case x.IndexCompare(relation, left, right):
                return self._positions(relation, self.position(left, scope), self.position(right, scope))
            case x.Logic(operator, arguments):
                return _logic(operator, [self.entry(each, at, scope) for each in arguments])
            case x.Distinct() | x.Excludes():
                raise Declined("distinctness as a number is not known to the kernel")
            case x.Cases():
                return self._cases(e, at, scope)
            case x.Derivative():
                return self._derivative(e, at, scope)

    def _block(self, e: x.Block, at: At, scope: Scope) -> Term:
        """Σ of the pieces, each where it stands."""
        first: Index = ("l", ())
        row, column = at if e.shape.rank == 2 else (first, at[0]) if e.shape.is_row else (at[0], first)
        self.binders.has_sums = True
        parts: list[Term] = []
        above = Size(())
        for pieces in e.rows:
            height = pieces[0].shape.grid[0]
            before = Size(())
            for piece in pieces:
                width = piece.shape.grid[1]
                here = times(_between(row, above, height), _between(column, before, width))
                grid = (shifted(row, -above), shifted(column, -before))
                own = grid[: piece.shape.rank] if not piece.shape.is_row else grid[1:]
                parts.append(times(here, self._guarded(here, lambda p=piece, o=own: self.entry(p, o, scope))))  # type: ignore[misc]
                before = before + width
            above = above + height
        return plus(*parts)

    # ── Names ──

    def _parameter(self, name: str, at: At, scope: Scope) -> Term:
        match scope.parameters[name]:
            case Held(held):
                return Entry(held, at)
            case Closure(expression, outer):
                # What is held at this place is held in the argument too.
                return self.entry(expression, at, replace(outer, held={**outer.held, **scope.held}))

    def _definition(self, e: x.DefinitionRef, at: At, scope: Scope) -> Term:
        definition, arguments = e.definition, e.arguments
        if definition.parameters and not arguments:
            return self._member(definition, at, scope)
        letters: dict[str, Index] = {}
        values: dict[str, Closure | Held] = {}
        for parameter, argument in zip(definition.parameters, arguments, strict=True):
            if isinstance(parameter, x.IndexParameter):
                letters[parameter.name] = self.on_axis(_as_index(argument), parameter.sort, scope)
            else:
                values[parameter.name] = Closure(_as_expression(argument), scope)
        if definition.key in scope.held:
            if values:
                raise Declined("a derivative by a function's value is not known to the kernel")
            return Entry(scope.held[definition.key], (*letters.values(), *at))
        return self.entry(definition.body, at, Scope(letters, values, scope.held))

    def _member(self, definition: x.Definition, at: At, scope: Scope) -> Term:
        """A family as the array of all its members: the first axes are its parameters."""
        names = [parameter.name for parameter in definition.parameters]
        if not all(isinstance(each, x.IndexParameter) for each in definition.parameters):
            raise Declined("a function named without its arguments is not known to the kernel")
        if definition.key in scope.held:
            return Entry(scope.held[definition.key], at)
        letters = dict(zip(names, at, strict=False))
        return self.entry(definition.body, at[len(names) :], Scope(letters, {}, scope.held))

    def _select(
        self, selectors: tuple[x.Index | None, ...], axes: tuple[Size, ...], at: At, scope: Scope
    ) -> At:
        kept = iter(at)
        chosen = tuple(
            next(kept) if each is None else self.on_axis(each, axis, scope)
            for each, axis in zip(selectors, axes, strict=False)
        )
        return chosen + tuple(kept)

    # ── Arithmetic ──

    def _product(self, e: x.Product, at: At, scope: Scope) -> Term:
        left, right = e.left, e.right
        split = left.shape.rank
        match e.contraction:
            case x.Contraction.SCALE:
                scalar = not split
                above = self.entry(left, () if scalar else at, scope)
                return times(above, self.entry(right, at if scalar else (), scope))
            case x.Contraction.ELEMENTWISE:
                return times(self.entry(left, at, scope), self.entry(right, at, scope))
            case x.Contraction.OUTER:
                return times(self.entry(left, at[:split], scope), self.entry(right, at[split:], scope))
            case x.Contraction.CONTRACT:
                (k,) = self.fresh(left.shape.axes[-1:])
                row = self.entry(left, (*at[: split - 1], k), scope)
                column = self.entry(right, (k, *at[split - 1 :]), scope)
                return self.sum((k,), left.shape.axes[-1:], times(row, column))

    def _power(self, base: Term, exponent: Term) -> Term:
        """A real power, and where it has a value."""
        value = constant_of(exponent)
        if isinstance(base, Power) and base.exponent == HALF and value and value > 0 and value % 2 == 0:
            # √b squared is b where √b has a value, and so has its derivative, also where b = 0.
            return Power(base.base, number(value / 2))
        if value is None:
            # An integer exponent, which a symbol may be, has values at a negative base too.
            self.require(Condition("surely positive", base))
        elif value.denominator % 2 == 0:
            self.require(Condition("positive" if value < 0 else "nonnegative", base))
        elif value < 0:
            self.require(Condition("nonzero", base))
        return Power(base, exponent if value is None else number(value))

    def _matrix_power(self, base: x.Expression, exponent: int, at: At, scope: Scope) -> Term:
        if exponent < 0:
            return self._chain(lambda i, j: self._inverse(base, (i, j), scope), base, -exponent, at)
        if exponent == 0:
            return self.delta(at[0], at[1])
        return self._chain(lambda i, j: self.entry(base, (i, j), scope), base, exponent, at)

    def _chain(self, factor: Callable[[Index, Index], Term], base: x.Expression, n: int, at: At) -> Term:
        """The entry of a product of n equal matrices."""
        if n > MAX_MATRIX_POWER:
            raise Declined(f"a matrix power beyond {MAX_MATRIX_POWER} is not known to the kernel")
        inner = [self.binders.fresh(base.shape.axes[0]) for _ in range(n - 1)]
        stops = [at[0], *inner, at[1]]
        body = times(*(factor(stops[k], stops[k + 1]) for k in range(n)))
        for index in inner:
            body = sum_over(index, base.shape.axes[0], body)
        return body

    def family(self, e: x.Expression, scope: Scope) -> Family:
        """A whole array as an argument."""
        indices = self.fresh(e.shape.axes)
        if any(index[0] == "pair" for index in indices):
            raise Declined("vec as a whole argument is not known to the kernel")
        return Family(indices, e.shape.axes, self.entry(e, indices, scope))

    def _inverse(self, base: x.Expression, at: At, scope: Scope) -> Term:
        matrix = self.family(base, scope)
        self.require(Condition("nonzero", Applied("det", (), (), (matrix,))))
        return Applied("inv", (), at, (matrix,))

    # ── Functions ──

    def _apply(self, e: x.Apply, at: At, scope: Scope) -> Term:
        arguments = e.arguments
        first = arguments[0]
        match e.function:
            case "softmax" | "log_softmax":
                axis = _axis(e)
                if not surely_positive(first.shape.axes[axis]):
                    raise Declined("softmax over an axis that may be empty")
                k = self.binders.fresh(first.shape.axes[axis])
                total = sum_over(k, first.shape.axes[axis], self._exp(first, _put(at, axis, k), scope))
                if e.function == "softmax":
                    return divide(self._exp(first, at, scope), total)
                return minus(self.entry(first, at, scope), Function("log", total))
            case "logsumexp" | "sum" | "mean" | "prod" | "var" | "std" | "max" | "min":
                axes = (e.axis,) if e.axis is not None else tuple(range(first.shape.rank))
                sorts = tuple(first.shape.axes[axis] for axis in axes)
                indices = self.fresh(sorts)
                return self._reduce(
                    e.function, indices, sorts, lambda i: self.entry(first, _insert(at, axes, i), scope)
                )
            case "norm" | "norm1" | "normsq":
                return self._norm(e.function, first, scope)
            case "trace":
                k = self.binders.fresh(first.shape.axes[0])
                return sum_over(k, first.shape.axes[0], self.entry(first, (k, k), scope))
            case "det":
                return Applied("det", (), (), (self.family(first, scope),))
            case "logdet":
                det = Applied("det", (), (), (self.family(first, scope),))
                self.require(Condition("positive", det))
                return Function("log", det)
            case "inv":
                return self._inverse(first, at, scope)
            case "diag":
                if first.shape.rank == 2:
                    return self.entry(first, (at[0], at[0]), scope)
                return times(self.delta(at[0], at[1]), self.entry(first, at[:1], scope))
            case "vec":
                place = at[0]
                if place[0] != "pair" or place[3] != first.shape.axes[0].terms:
                    raise Declined("this place in a vec is not known to the kernel")
                return self.entry(first, place[1:3], scope)
            case _:
                values = [self.entry(each, at if each.shape.rank else (), scope) for each in arguments]
                return elementwise(e.function, values, self.require)

    def _exp(self, e: x.Expression, at: At, scope: Scope) -> Term:
        return Function("exp", self.entry(e, at, scope))

    def _norm(self, name: str, e: x.Expression, scope: Scope) -> Term:
        indices = self.fresh(e.shape.axes)
        body = self.entry(e, indices, scope)
        total = Function("abs", body) if name == "norm1" else square(body)
        total = self.sum(indices, e.shape.axes, total)
        return Power(total, number(Fraction(1, 2))) if name == "norm" else total

    def _reduce(self, name: str, indices: At, sorts: tuple[Size, ...], body: Callable[[At], Term]) -> Term:
        """Σ, mean, Π, … of the body over whole axes."""
        if name not in ("sum", "prod") and not all(map(surely_positive, sorts)):
            raise Declined(f"{name} over an axis that may be empty")
        count = times(*(SizeOf(sort) for sort in sorts))

        def total(term: Term, indices: At) -> Term:
            return self.sum(indices, sorts, term)

        match name:
            case "sum":
                return total(body(indices), indices)
            case "mean":
                return divide(total(body(indices), indices), count)
            case "logsumexp":
                return Function("log", total(Function("exp", body(indices)), indices))
            case "var" | "std":
                inner = self.fresh(sorts)
                mean = divide(total(body(inner), inner), count)
                variance = divide(total(square(minus(body(indices), mean)), indices), count)
                return variance if name == "var" else Power(variance, number(Fraction(1, 2)))
            case "min":
                family = Family(indices, sorts, times(MINUS_ONE, body(indices)))
                return times(MINUS_ONE, Applied("max", (), (), (family,)))
            case _:
                if any(index[0] == "pair" for index in indices):
                    raise Declined(f"{name} of vec is not known to the kernel")
                return Applied(name, (), (), (Family(indices, sorts, body(indices)),))

    def _call(self, e: x.Call, at: At, scope: Scope) -> Term:
        families = tuple(self.family(each, scope) for each in e.arguments)
        return Applied(f"call:{e.function}", (), at, families)

    def _prime(self, e: x.Prime, at: At, scope: Scope) -> Term:
        """The derivative of a function of one scalar: by a variable held in place of its argument."""
        held = self._name("argument")
        function = e.function
        start = len(self.conditions)
        match function:
            case str():
                value = elementwise(function, [Entry(held, ())], self.require)
            case x.Definition():
                (parameter,) = function.parameters
                inner = Scope({}, {parameter.name: Held(held)}, scope.held)
                value = self.entry(function.body, (), inner)
            case x.Call():
                family = Family((), (), Entry(held, ()))
                value = Applied(f"call:{function.function}", (), (), (family,))
        for _ in range(e.order):
            value = Differentiator(held, (), self.binders, self.conditions).partial(value)
        return self._release(
            value, held, start, lambda _: self.entry(e.argument, at if e.argument.shape.rank else (), scope)
        )

    def _big(self, e: x.Big, at: At, scope: Scope) -> Term:
        indices: list[Index] = []
        sorts: list[Size] = []
        for binder in e.binders:
            index, sort, scope = self.bind(binder, scope)
            indices.append(index)
            sorts.append(sort)
        if e.condition is None:
            inner = scope

            def body(i: At) -> Term:
                there = inner
                for binder, index in zip(e.binders, i, strict=True):
                    there = there.letter(binder.name, shifted(index, binder.lower))
                return self._under(i, lambda: self.entry(e.body, at, there))

            return self._reduce(e.operator, tuple(indices), tuple(sorts), body)
        if e.operator == "prod":
            bound, condition, there = tuple(indices), e.condition, scope
            return self._under(
                bound, lambda: self._product_where(e, condition, bound, tuple(sorts), at, there)
            )
        if e.operator != "sum":
            raise Declined(f"{e.operator} with a condition is not known to the kernel")
        where, inner = e.condition, scope

        def total_body() -> Term:
            condition = self.entry(where, (), inner)
            return times(condition, self._guarded(condition, lambda: self.entry(e.body, at, inner)))

        total = self._under(tuple(indices), total_body)
        for index, sort in zip(indices, sorts, strict=True):
            total = sum_over(index, sort, total)
        return total

    def _under(self, indices: At, value: Callable[[], Term]) -> Term:
        """A value under a sum, which need not exist where the sum is empty."""
        sorts = [(index, self.binders.sort(index)) for index in indices]
        new = [index for index, sort in sorts if sort is None or not at_least(sort, 1)]
        self.empty += new
        term = value()
        del self.empty[len(self.empty) - len(new) :]
        return term

    def _product_where(
        self, e: x.Big, where: x.Expression, indices: At, sorts: tuple[Size, ...], at: At, scope: Scope
    ) -> Term:
        """Π_{i≠k} f_i by itself, any other Π_{i: c} f_i = Π_i (c f_i + 1 − c)."""
        condition = self.entry(where, (), scope)
        match where:
            case x.IndexCompare("≠", left, right) if len(indices) == 1:
                pair = [self.position(left, scope), self.position(right, scope)]
                if pair.count(indices[0]) == 1:
                    pair.remove(indices[0])
                    body = self._guarded(condition, lambda: self.entry(e.body, at, scope))
                    return Applied("prod but", (), tuple(pair), (Family(indices, sorts, body),))
            case _:
                pass
        body = self._guarded(condition, lambda: self.entry(e.body, at, scope))
        body = plus(times(condition, body), minus(ONE, condition))
        return Applied("prod", (), (), (Family(indices, sorts, body),))

    def _guarded(self, condition: Term, value: Callable[[], Term]) -> Term:
        """A value that need not exist where the condition does not hold."""
        if condition == ZERO:
            return ZERO
        if condition == ONE:
            return value()
        self.guards.append(condition)
        term = value()
        self.guards.pop()
        return term

    # ── Conditions ──

    def delta(self, left: Index, right: Index) -> Term:
        return ONE if left == right else Delta(left, right)

    def _positions(self, relation: x.Relation, left: Index, right: Index) -> Term:
        match relation:
            case "=":
                return self.delta(left, right)
            case "≠":
                return minus(ONE, self.delta(left, right))
            case "<":
                return Less(left, right)
            case ">":
                return Less(right, left)
            case "≤":
                return minus(ONE, Less(right, left))
            case "≥":
                return minus(ONE, Less(left, right))

    def _compare(self, relation: x.Relation, left: Term, right: Term) -> Term:
        match relation:
            case ">":
                return Function("step", minus(left, right))
            case "<":
                return Function("step", minus(right, left))
            case "≥":
                return minus(ONE, Function("step", minus(right, left)))
            case "≤":
                return minus(ONE, Function("step", minus(left, right)))
            case "=":
                above, below = Function("step", minus(left, right)), Function("step", minus(right, left))
                return ONE if left == right else minus(minus(ONE, above), below)
            case "≠":
                return minus(ONE, self._compare("=", left, right))

    def _cases(self, e: x.Cases, at: At, scope: Scope) -> Term:
        """Σ of the branches, each where its condition holds and none before it does."""
        parts: list[Term] = []
        remaining: Term = ONE
        for condition, value in e.branches:
            where = self._guarded(remaining, lambda c=condition: self.entry(c, at, scope))  # type: ignore[misc]
            here = times(remaining, where)
            parts.append(times(here, self._guarded(here, lambda v=value: self.entry(v, at, scope))))  # type: ignore[misc]
            remaining = times(remaining, minus(ONE, where)) if where != ONE else ZERO
        if e.otherwise is None:
            self.require(Condition("zero", remaining))
        else:
            rest = e.otherwise
            parts.append(times(remaining, self._guarded(remaining, lambda: self.entry(rest, at, scope))))
        return plus(*parts)

    # ── Derivatives ──

    def _derivative(self, e: x.Derivative, at: At, scope: Scope) -> Term:
        axes = e.wrt.shape.rank if e.wrt_first else e.of.shape.rank
        by, of = (at[:axes], at[axes:]) if e.wrt_first else (at[axes:], at[:axes])
        where = self._select(e.wrt.selectors, target_axes(e.wrt.base), by, scope)
        base = e.wrt.base
        start = len(self.conditions)
        match base:
            case x.SymbolRef(name):
                value = self.entry(e.of, of, scope)
                return Differentiator(name, where, self.binders, self.conditions).partial(value)
            case x.ParameterRef(name):
                return self._by_parameter(e, name, of, where, scope)
            case x.DefinitionRef(definition, arguments):
                if any(isinstance(p, x.ValueParameter) for p in definition.parameters):
                    raise Declined("a derivative by a function's value is not known to the kernel")
                held = self._name(definition.name)
                chosen = tuple(
                    self.on_axis(_as_index(each), parameter.sort, scope)
                    for each, parameter in zip(arguments, definition.parameters, strict=False)
                    if isinstance(parameter, x.IndexParameter)
                )
                inner = replace(scope, held={**scope.held, definition.key: held})
                value = self.entry(e.of, of, inner)
                slope = Differentiator(held, chosen + where, self.binders, self.conditions).partial(value)
                free = replace(base, arguments=())

                def body(i: At) -> Term:
                    if definition.parameters:
                        return self._member(definition, i, scope)
                    return self._definition(free, i, scope)

                return self._release(slope, held, start, body)

    def _by_parameter(self, e: x.Derivative, name: str, of: At, where: At, scope: Scope) -> Term:
        bound = scope.parameters[name]
        if isinstance(bound, Held):
            value = self.entry(e.of, of, scope)
            return Differentiator(bound.name, where, self.binders, self.conditions).partial(value)
        held = self._name(name)
        start = len(self.conditions)
        inner = replace(scope, parameters={**scope.parameters, name: Held(held)})
        value = self.entry(e.of, of, inner)
        slope = Differentiator(held, where, self.binders, self.conditions).partial(value)
        return self._release(slope, held, start, lambda i: self._parameter(name, i, scope))

    def _release(self, term: Term, held: str, start: int, body: Callable[[At], Term]) -> Term:
        """The term, and the conditions noted for it, with the held name's value in its place."""
        for k in range(start, len(self.conditions)):
            condition = self.conditions[k]
            self.conditions[k] = replace(condition, term=replace_entries(condition.term, held, body))
        return replace_entries(term, held, body)

    def _name(self, name: str) -> str:
        self._names += 1
        return f"@{self._names}:{name}"


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


def _between(index: Index, start: Size, count: Size) -> Term:
    """1 where start ≤ index < start + count, else 0."""
    if index[0] == "l":
        return ONE
    after = minus(ONE, Less(index, ("l", start.terms))) if start.terms else ONE
    return times(after, Less(index, ("l", (start + count).terms)))


def target_axes(base: x.SymbolRef | x.ParameterRef | x.DefinitionRef) -> tuple[Size, ...]:
    """The axes that the subscripts of a derivative's variable count along."""
    if not isinstance(base, x.DefinitionRef) or base.arguments:
        return base.shape.axes
    parameters = base.definition.parameters
    sorts = tuple(each.sort for each in parameters if isinstance(each, x.IndexParameter))
    return sorts + base.definition.body.shape.axes


def literal(offset: Size, sort: Size) -> Index:
    """A literal position, if every axis of that size has it: the first, the last, or any of a numeral's."""
    if at_least(offset, 0) and at_least(sort - Size.number(1) - offset, 0):
        return ("l", offset.terms)
    raise Declined(f"an axis of size {sort} need not have a position {offset}")


def constant_of(term: Term) -> Fraction | None:
    """The rational number that a term is, if it is built of numerals alone."""
    match term:
        case Number(value):
            return value
        case Plus(terms):
            values = [constant_of(each) for each in terms]
            known = [each for each in values if each is not None]
            return sum(known, Fraction(0)) if len(known) == len(values) else None
        case Times(factors):
            values = [constant_of(each) for each in factors]
            known = [each for each in values if each is not None]
            return prod(known, start=Fraction(1)) if len(known) == len(values) else None
        case Power(base, exponent):
            below, above = constant_of(base), constant_of(exponent)
            if below is None or above is None or above.denominator > 1 or abs(above) > 64 or not below:
                return None
            return below ** int(above)
        case _:
            return None


def _axis(e: x.Apply) -> int:
    rank = e.arguments[0].shape.rank
    return rank - 1 if e.axis is None else e.axis % rank


def _put(at: At, axis: int, index: Index) -> At:
    return (*at[:axis], index, *at[axis + 1 :])


def _insert(at: At, axes: tuple[int, ...], indices: At) -> At:
    """The positions with indices set in at the axes that a reduction takes away."""
    full = list(at)
    for axis, index in sorted(zip(axes, indices, strict=True)):
        full.insert(axis, index)
    return tuple(full)


def _unspread(shape: x.Shape, at: At) -> At:
    """Where to look in an array that has been stretched: its own axes are the last ones."""
    if shape.rank > len(at):
        raise Declined("this broadcast is not known to the kernel")
    own = at[len(at) - shape.rank :]
    first: Index = ("l", ())
    return tuple(first if axis in shape.spread else index for axis, index in enumerate(own))


def _as_index(argument: object) -> x.Index:
    if isinstance(argument, x.IndexVariable | x.IndexSymbol | x.IndexElement | x.IndexSum):
        return argument
    raise Declined("a family's index is not a position")


def _as_expression(argument: object) -> x.Expression:
    if isinstance(argument, x.Expression):
        return argument
    raise Declined("a family's argument is not an expression")


def _logic(operator: str, parts: list[Term]) -> Term:
    match operator:
        case "and":
            return times(*parts)
        case "or":
            return minus(ONE, times(*(minus(ONE, part) for part in parts)))
        case _:
            return minus(ONE, parts[0])
