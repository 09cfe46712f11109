"""Signs of terms, read off their outermost form: e^x > 0, x² ≥ 0, Σ of positives > 0."""

from symderiv.kernel.cases import Facts
from symderiv.kernel.positions import at_least
from symderiv.kernel.term import (
    Applied,
    Condition,
    Constant,
    Delta,
    Entry,
    Function,
    Less,
    Number,
    Plus,
    Power,
    SizeOf,
    SumOver,
    Term,
    Times,
)
from symderiv.language.sizes import Size

Signs = frozenset[int]
"""Which of −1, 0, 1 the sign of a term can be."""

ANY: Signs = frozenset((-1, 0, 1))
POSITIVE: Signs = frozenset((1,))
NEGATIVE: Signs = frozenset((-1,))
NONNEGATIVE: Signs = frozenset((0, 1))
NONZERO: Signs = frozenset((-1, 1))

OF_FUNCTIONS = {
    "exp": POSITIVE,
    "sigmoid": POSITIVE,
    "softplus": POSITIVE,
    "cosh": POSITIVE,
    "relu": NONNEGATIVE,
    "abs": NONNEGATIVE,
    "step": NONNEGATIVE,
}
LIKE_ARGUMENT = ("tanh", "sinh", "erf", "asinh", "atan", "sign")


class SignReader:
    """Signs under the facts; which facts about symbols were used is noted."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.used: dict[str, None] = {}

    def signs(self, term: Term) -> Signs:
        """The signs that a term can have, where it has a value."""
        match term:
            case Number(value):
                return frozenset(((value > 0) - (value < 0),))
            case SizeOf(size):
                return POSITIVE if surely_positive(size) else ANY
            case Constant():
                return POSITIVE
            case Entry(name, _):
                return self._entry(name)
            case Delta() | Less():
                return NONNEGATIVE
            case Plus(terms):
                return _sum([self.signs(each) for each in terms])
            case Times(factors):
                return self._product(factors)
            case SumOver(_, sort, body):
                inner = self.signs(body)
                if {-1, 1} <= inner:
                    return ANY
                return inner if surely_positive(sort) else inner | {0}
            case Power(base, exponent):
                return self._power(base, exponent)
            case Function(name, argument):
                if name in LIKE_ARGUMENT:
                    return self.signs(argument)
                inner = self.signs(argument) if name in ("relu", "abs", "step") else ANY
                known = OF_FUNCTIONS.get(name, ANY)
                if name == "abs" and 0 not in inner:
                    return POSITIVE
                return POSITIVE if inner == POSITIVE and known == NONNEGATIVE else known
            case Applied():
                return ANY

    def _entry(self, name: str) -> Signs:
        for kind, names, signs in (
            ("positive", self.facts.positive, POSITIVE),
            ("negative", self.facts.negative, NEGATIVE),
            ("sign", self.facts.sign, NONZERO),
            ("nonzero", self.facts.nonzero, NONZERO),
            ("nonnegative", self.facts.nonnegative, NONNEGATIVE),
        ):
            if name in names:
                self.used[f"{kind} {name}"] = None
                return signs
        return ANY

    def _product(self, factors: tuple[Term, ...]) -> Signs:
        signs = POSITIVE
        for factor in factors:
            here = self.signs(factor)
            signs = frozenset(one * other for one in signs for other in here)
        return signs

    def _power(self, base: Term, exponent: Term) -> Signs:
        inner = self.signs(base)
        if inner == POSITIVE:
            return POSITIVE
        if not isinstance(exponent, Number):
            return ANY
        value = exponent.value
        if value.numerator % 2 == 0 and value.denominator % 2 == 1:
            return NONNEGATIVE if value > 0 and 0 in inner else POSITIVE
        if value.denominator % 2 == 0:
            return NONNEGATIVE if value > 0 and 0 in inner else POSITIVE
        return inner if value > 0 else inner - {0}


def is_evident(condition: Condition) -> bool:
    """Is a requirement met by the form of its term, whatever is assumed of its symbols?"""
    signs = SignReader(Facts()).signs(condition.term)
    match condition.requirement:
        case "positive" | "surely positive":
            return signs == POSITIVE
        case "nonnegative":
            return -1 not in signs
        case "nonzero" | "smooth":
            return 0 not in signs
        case "alone" | "zero":
            return False


def _sum(parts: list[Signs]) -> Signs:
    if not parts:
        return frozenset((0,))
    met = frozenset.union(*parts)
    if {-1, 1} <= met:
        return ANY
    strict = any(0 not in part for part in parts)
    return met - {0} if strict else met


def surely_positive(size: Size) -> bool:
    """Is a size at least 1 whatever its names are?"""
    return at_least(size, 1)
