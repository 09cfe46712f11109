"""∂ of index form: every entry of a name is a variable of its own."""

from collections.abc import Callable
from fractions import Fraction

from symderiv.kernel.budget import Budget
from symderiv.kernel.positions import Binders, Index
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
    SumOver,
    Term,
    Times,
    divide,
    mentions,
    minus,
    number,
    plus,
    reindex,
    square,
    sum_over,
    times,
    written_out,
)


def _call(name: str) -> Callable[[Term], Term]:
    return lambda x: Function(name, x)


SLOPES: dict[str, Callable[[Term], Term]] = {
    "exp": _call("exp"),
    "log": lambda x: divide(ONE, x),
    "sigmoid": lambda x: times(Function("sigmoid", x), minus(ONE, Function("sigmoid", x))),
    "tanh": lambda x: minus(ONE, square(Function("tanh", x))),
    "softplus": _call("sigmoid"),
    "relu": _call("step"),
    "abs": lambda x: minus(times(number(2), Function("step", x)), ONE),
    "sign": lambda x: ZERO,
    "floor": lambda x: ZERO,
    "step": lambda x: ZERO,
    "sin": _call("cos"),
    "cos": lambda x: times(MINUS_ONE, Function("sin", x)),
    "sinh": _call("cosh"),
    "cosh": _call("sinh"),
    "atan": lambda x: divide(ONE, plus(ONE, square(x))),
    "asinh": lambda x: Power(plus(ONE, square(x)), number(Fraction(-1, 2))),
    "asin": lambda x: Power(minus(ONE, square(x)), number(Fraction(-1, 2))),
    "acos": lambda x: times(MINUS_ONE, Power(minus(ONE, square(x)), number(Fraction(-1, 2)))),
    "atanh": lambda x: divide(ONE, minus(ONE, square(x))),
    "erf": lambda x: times(
        number(2),
        Power(Constant("pi"), number(Fraction(-1, 2))),
        Function("exp", times(MINUS_ONE, square(x))),
    ),
}
"""f′(x) for every function of one argument that index form knows."""

KINKED = ("relu", "abs", "sign", "step")
"""Functions without a derivative at 0."""

AT_THE_ENDS = ("asin", "acos")
"""Functions without a derivative at ±1."""


class Differentiator:
    """∂/∂name[at] of terms; where a derivative exists only if something is not 0, that is noted."""

    def __init__(
        self, name: str, at: tuple[Index, ...], binders: Binders, notes: list[Condition], budget: Budget
    ) -> None:
        self.name = name
        self.at = at
        self.binders = binders
        self.notes = notes
        self.budget = budget

    def partial(self, term: Term) -> Term:
        """∂term/∂name[at]."""
        self.budget.spend()
        match term:
            case Entry(name, at):
                return times(*map(Delta, at, self.at)) if name == self.name else ZERO
            case Number() | SizeOf() | Constant() | Delta() | Less():
                return ZERO
            case Plus(terms):
                return plus(*map(self.partial, terms))
            case Times(factors):
                self.budget.spend(len(factors))
                return plus(
                    *(times(*factors[:k], self.partial(f), *factors[k + 1 :]) for k, f in enumerate(factors))
                )
            case SumOver(index, sort, body):
                return sum_over(index, sort, self.partial(body))
            case Power(base, exponent):
                return self._power(term, base, exponent)
            case Function(name, argument):
                return self._chain(name, argument)
            case Applied():
                return self._applied(term)

    def _power(self, term: Term, base: Term, exponent: Term) -> Term:
        """∂b^r = r b^(r−1) ∂b + log b · b^r ∂r."""
        inner, outer = self.partial(base), self.partial(exponent)
        if inner == ZERO and outer == ZERO:
            return ZERO
        if isinstance(exponent, Number) and _needs_nonzero(exponent.value):
            self.notes.append(Condition("smooth", base))
        lowered: Term = Power(base, plus(exponent, MINUS_ONE))
        if isinstance(exponent, Number):
            lowered = Power(base, Number(exponent.value - 1)) if exponent.value != 1 else ONE
        first = times(exponent, lowered, inner)
        return plus(first, times(term, Function("log", base), outer)) if outer != ZERO else first

    def _chain(self, name: str, argument: Term) -> Term:
        inner = self.partial(argument)
        if inner == ZERO:
            return ZERO
        slope = SLOPES.get(name)
        if slope is None:
            raise Declined(f"the derivative of {name} is not known to the kernel")
        if name == "floor":
            self.notes.append(Condition("smooth", Function("sin", times(Constant("pi"), argument))))
        if name in KINKED:
            self.notes.append(Condition("smooth", argument))
        if name in AT_THE_ENDS:
            self.notes.append(Condition("smooth", minus(ONE, square(argument))))
        return times(slope(argument), inner)

    def _applied(self, term: Applied) -> Term:
        self.budget.spend(written_out(term))
        if not any(mentions(family.body, self.name) for family in term.arguments):
            return ZERO
        if term.name == "inv":
            return self._inverse(term)
        if term.name == "det":
            return self._determinant(term)
        if term.name == "prod":
            return self._of_product(term)
        if term.name == "max":
            return self._of_maximum(term)
        if term.name.startswith("call:"):
            return plus(*(self._argument(term, slot) for slot in range(len(term.arguments))))
        raise Declined(f"the derivative of {term.name} over an axis is not known to the kernel")

    def _inverse(self, term: Applied) -> Term:
        """∂A⁻¹ = −A⁻¹ ∂A A⁻¹."""
        (matrix,) = term.arguments
        fresh = self._fresh(matrix)
        row, column = fresh.indices
        left = Applied("inv", (), (term.at[0], row), (matrix,))
        right = Applied("inv", (), (column, term.at[1]), (matrix,))
        return _close(fresh, times(MINUS_ONE, left, self.partial(fresh.body), right))

    def _determinant(self, term: Applied) -> Term:
        """∂det A = det A · tr(A⁻¹ ∂A); nothing is claimed where A is singular."""
        (matrix,) = term.arguments
        fresh = self._fresh(matrix)
        row, column = fresh.indices
        self.notes.append(Condition("smooth", term))
        inverse = Applied("inv", (), (column, row), (matrix,))
        return _close(fresh, times(term, inverse, self.partial(fresh.body)))

    def _of_product(self, term: Applied) -> Term:
        """∂Π_i f_i = Σ_i ∂f_i Π_{j≠i} f_j."""
        (family,) = term.arguments
        if len(family.indices) != 1:
            raise Declined("the derivative of a product over several axes is not known to the kernel")
        fresh = self._fresh(family)
        others = Applied("prod but", (), fresh.indices, (family,))
        return _close(fresh, times(others, self.partial(fresh.body)))

    def _of_maximum(self, term: Applied) -> Term:
        """∂max_i f_i = Σ_i 1[f_i = max f] ∂f_i, where one entry alone is the largest."""
        (family,) = term.arguments
        fresh = self._fresh(family)
        self.notes.append(Condition("alone", term))
        here = minus(ONE, Function("step", minus(term, fresh.body)))
        return _close(fresh, times(here, self.partial(fresh.body)))

    def _argument(self, term: Applied, slot: int) -> Term:
        """The chain rule through one argument of a placeholder."""
        fresh = self._fresh(term.arguments[slot])
        outer = Applied(term.name, (*term.slots, slot), (*term.at, *fresh.indices), term.arguments)
        return _close(fresh, times(outer, self.partial(fresh.body)))

    def _fresh(self, family: Family) -> Family:
        """The same array by indices of its own, which a sum may then bind."""
        indices = tuple(self.binders.fresh(sort) for sort in family.sorts)
        renamed = reindex(family.body, dict(zip(family.indices, indices, strict=True)))
        return Family(indices, family.sorts, renamed)


def _needs_nonzero(exponent: Fraction) -> bool:
    """Has x^r no two-sided derivative at x = 0? (At negative r it has no value there.)"""
    return exponent.denominator % 2 == 0 or (exponent < 1 and exponent.denominator > 1)


def _close(family: Family, body: Term) -> Term:
    for index, sort in zip(family.indices, family.sorts, strict=True):
        body = sum_over(index, sort, body)
    return body
