"""Products, powers, functions, and what takes an axis away."""

from collections.abc import Callable
from fractions import Fraction
from math import prod

from symderiv.kernel.functions import elementwise
from symderiv.kernel.lowering.conditions import Conditions
from symderiv.kernel.lowering.scope import (
    At,
    Scope,
)
from symderiv.kernel.polynomials import raised
from symderiv.kernel.positions import Index, shifted
from symderiv.kernel.signs import surely_positive
from symderiv.kernel.term import (
    MINUS_ONE,
    ONE,
    Applied,
    Condition,
    Declined,
    Family,
    Function,
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
    square,
    sum_over,
    times,
)
from symderiv.language import expression as x
from symderiv.language.sizes import Size

MAX_MATRIX_POWER = 24
HALF = number(Fraction(1, 2))


class Reductions(Conditions):
    """Entries of functions."""

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

    def _big(self, e: x.Big, at: At, scope: Scope) -> Term:
        indices: list[Index] = []
        sorts: list[Size] = []
        ranges: list[Term] = []
        for binder in e.binders:
            index, sort, scope, inside = self.bind(binder, scope)
            indices.append(index)
            sorts.append(sort)
            ranges.append(inside)
        if e.condition is None and times(*ranges) == ONE:
            inner = scope

            def body(i: At) -> Term:
                there = inner
                for binder, index in zip(e.binders, i, strict=True):
                    there = there.letter(binder.name, shifted(index, binder.lower))
                return self._under(i, lambda: self.entry(e.body, at, there))

            return self._reduce(e.operator, tuple(indices), tuple(sorts), body)
        return self._big_where(e, times(*ranges), tuple(indices), tuple(sorts), at, scope)

    def _big_where(
        self, e: x.Big, inside: Term, indices: At, sorts: tuple[Size, ...], at: At, scope: Scope
    ) -> Term:
        """A sum or product over those positions at which a condition holds, and which are in the ranges."""
        condition = e.condition
        if e.operator == "prod" and inside == ONE and condition is not None:
            return self._under(indices, lambda: self._product_where(e, condition, indices, sorts, at, scope))
        if e.operator != "sum":
            raise Declined(f"{e.operator} with a condition is not known to the kernel")

        def total_body() -> Term:
            where = (
                ONE if condition is None else self._guarded(inside, lambda: self.entry(condition, (), scope))
            )
            where = times(inside, where)
            return times(where, self._guarded(where, lambda: self.entry(e.body, at, scope)))

        total = self._under(indices, total_body)
        for index, sort in zip(indices, sorts, strict=True):
            total = sum_over(index, sort, total)
        return total

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
            if below is None or above is None or above.denominator > 1 or not below:
                return None
            return raised(below, int(above))
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
