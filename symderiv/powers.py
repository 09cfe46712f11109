"""Powers with an exponent that is no number: 0 to such a power is never taken for granted.

0^0 is 1 and 0^(−1) is nothing, so a law such as x^k = x · x^(k − 1) may fail where x = 0. All three deciders
leave the point out; here it is said. Where 0 is an exceptional value of the base, the condition is printed,
and where it is not (a bit, an integer, the flat side of a kink), nothing is proved.
"""

from typing import Final

from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.expression import (
    Add,
    Apply,
    Broadcast,
    Compare,
    Constant,
    DefinitionRef,
    Divide,
    Expression,
    Logic,
    Negate,
    Number,
    Power,
    Product,
    SizeNumber,
    Subscript,
    Subtract,
    SymbolRef,
    Transpose,
)
from symderiv.language.traverse import walk
from symderiv.records import replace
from symderiv.verdict import Judgement

_POSITIVE: Final = frozenset({"exp", "sigmoid", "softmax", "softplus", "cosh"})
_NOWHERE_ZERO: Final = frozenset({Assumption.POSITIVE, Assumption.NONZERO, Assumption.SIGN})
_REAL: Final = frozenset(
    {
        Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.NONZERO, Assumption.CONSTANT,
        Assumption.SYMMETRIC,
    }
)  # fmt: skip
"""What may be assumed of a real array whose entries are 0 at exceptional points only."""


def with_powers(judgement: Judgement, statement: Statement) -> Judgement:
    """The judgement on a claim with powers: with the bases that must not be 0, or undecided."""
    if judgement.verdict != "proved":
        return judgement
    bases = Bases(statement)
    nonzero: dict[Expression, None] = {}
    for node in (*walk(statement.left), *walk(statement.right)):
        if not isinstance(node, Power) or _is_number(node.exponent) or bases.is_nonzero(node.base):
            continue
        if not bases.is_generic(node.base):
            return Judgement("undecided", reason="0 to a power whose exponent is no number is not decided")
        nonzero[_bare(node.base)] = None
    return replace(judgement, nonzero=tuple(nonzero)) if nonzero else judgement


def _conjuncts(assumption: Expression) -> tuple[Expression, ...]:
    if isinstance(assumption, Logic) and assumption.operator == "and":
        return assumption.arguments
    return (assumption,)


def _is_number(exponent: Expression) -> bool:
    match exponent:
        case Number():
            return True
        case Negate(argument) | Broadcast(argument):
            return _is_number(argument)
        case Divide(left, right):
            return _is_number(left) and _is_number(right)
        case _:
            return False


def _bare(base: Expression) -> Expression:
    while isinstance(base, Broadcast):
        base = base.argument
    return base


class Bases:
    """What the types of a statement say about bases of powers."""

    def __init__(self, statement: Statement) -> None:
        self.assumed = {s.name: frozenset(s.assumptions) for s in statement.symbols if s.kind is Kind.ARRAY}
        self.bound = {
            node.name
            for each in statement.assumptions
            if isinstance(each, Compare) and each.relation == "="
            for node in walk(each)
            if isinstance(node, SymbolRef)
        }
        """The symbols of assumed equations, whose values may be no exceptional ones."""
        self.greater = {
            (each.left, each.right) if each.relation == ">" else (each.right, each.left)
            for assumption in statement.assumptions
            for each in _conjuncts(assumption)
            if isinstance(each, Compare) and each.relation in ("<", ">")
        }
        """Pairs of which the first is assumed to be greater."""

    def is_positive(self, e: Expression) -> bool:
        """Whether an expression has positive values alone, by its form."""
        match e:
            case Number(value):
                return value > 0
            case Constant() | SizeNumber():
                return True
            case SymbolRef(name):
                return Assumption.POSITIVE in self.assumed.get(name, frozenset())
            case DefinitionRef(definition):
                return self.is_positive(definition.body)
            case Broadcast(argument) | Transpose(argument) | Subscript(argument):
                return self.is_positive(argument)
            case Apply(function):
                return function in _POSITIVE
            case Power(base):
                return self.is_positive(base)
            case Add(left, right) | Product(left=left, right=right) | Divide(left, right):
                return self.is_positive(left) and self.is_positive(right)
            case Subtract(left, right):
                one = _bare(left)
                below = isinstance(one, Number) and one.value >= 1 and _is_sigmoid(right)
                return below or (left, right) in self.greater
            case _:
                return False

    def is_nonzero(self, e: Expression) -> bool:
        """Whether an expression is nowhere 0, by its form."""
        match e:
            case Number(value):
                return value != 0
            case SymbolRef(name):
                return bool(_NOWHERE_ZERO & self.assumed.get(name, frozenset()))
            case DefinitionRef(definition):
                return self.is_nonzero(definition.body)
            case Broadcast(argument) | Transpose(argument) | Subscript(argument) | Negate(argument):
                return self.is_nonzero(argument)
            case _:
                return self.is_positive(e)

    def is_generic(self, e: Expression) -> bool:
        """Whether an expression is 0 at exceptional points alone: a real symbol, or what one is added to."""
        match e:
            case Subscript(SymbolRef() as symbol) | Broadcast(Subscript(SymbolRef() as symbol)):
                return self._is_free(symbol.name)
            case Broadcast(argument):
                return self.is_generic(argument)
            case SymbolRef(name):
                return self._is_free(name)
            case DefinitionRef(definition):
                return self.is_generic(definition.body)
            case Add() | Subtract() | Negate():
                names = [node.name for node in walk(e) if isinstance(node, SymbolRef)]
                return _is_affine(e) and any(names.count(n) == 1 and self._is_free(n) for n in names)
            case _:
                return False

    def _is_free(self, name: str) -> bool:
        assumed = self.assumed.get(name)
        return assumed is not None and assumed <= _REAL and name not in self.bound


def _is_affine(e: Expression) -> bool:
    match e:
        case Add(left, right) | Subtract(left, right):
            return _is_affine(left) and _is_affine(right)
        case Negate(argument) | Broadcast(argument):
            return _is_affine(argument)
        case _:
            return isinstance(e, Number | SymbolRef | SizeNumber)


def _is_sigmoid(e: Expression) -> bool:
    match e:
        case DefinitionRef(definition):
            return _is_sigmoid(definition.body)
        case Broadcast(argument) | Subscript(argument) | Transpose(argument):
            return _is_sigmoid(argument)
        case _:
            return isinstance(e, Apply) and e.function == "sigmoid"
