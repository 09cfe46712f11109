"""Powers with an exponent that is no number: 0 to such a power is never taken for granted.

0^0 is 1 and 0^(−1) is nothing, so a law such as x^k = x · x^(k − 1) may fail where x = 0. All three deciders
leave the point out; here it is said. Where 0 is an exceptional value of the base, the condition is printed,
and where it is not (a bit, an integer, the flat side of a kink), nothing is proved.
What may be negative has no power whose exponent is no whole number, although k/2 is one for some k: the
condition is that it is positive.
"""

from typing import Any, Final

from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.exponents import fixed_exponent
from symderiv.language.expression import (
    Add,
    Apply,
    Broadcast,
    Compare,
    Constant,
    DefinitionRef,
    Derivative,
    Divide,
    Expression,
    IndexCompare,
    Logic,
    Negate,
    Number,
    Power,
    Prime,
    Product,
    SizeNumber,
    Subscript,
    Subtract,
    SymbolRef,
    Transpose,
)
from symderiv.language.traverse import walk
from symderiv.records import fields, replace
from symderiv.verdict import Judgement

OPEN: Final = "the base of a power may be negative, and its exponent is no number as it is spelled"
_POSITIVE: Final = frozenset({"exp", "sigmoid", "softmax", "softplus", "cosh"})
_NOWHERE_ZERO: Final = frozenset({Assumption.POSITIVE, Assumption.NONZERO, Assumption.SIGN})
_WHOLE: Final = frozenset({Assumption.INTEGER, Assumption.SIGN, Assumption.BINARY})
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
    positive: dict[Expression, None] = {}
    for node in (*walk(statement.left), *walk(statement.right)):
        if not isinstance(node, Power) or is_exact(node.exponent):
            continue
        if not (bases.is_whole(node.exponent) or bases.is_nonnegative(node.base)):
            positive[_bare(node.base)] = None
            continue
        zeros = () if bases.is_nonzero(node.base) else bases.zeros(node.base)
        if zeros is None:
            return Judgement("undecided", reason="0 to a power whose exponent is no number is not decided")
        nonzero.update(dict.fromkeys(zeros))
    if not (nonzero or positive):
        return judgement
    return replace(judgement, nonzero=tuple(nonzero), positive=tuple(positive))


def is_open(statement: Statement) -> bool:
    """Whether a base that may be negative has an exponent that is a number, if at all, not as it is spelled.

    It has no value there, as the language says; who simplifies the exponent first sees one.
    """
    bases = Bases(statement)
    return any(
        isinstance(node, Power) and not bases.is_spelled(node.exponent) and not bases.is_positive(node.base)
        for node in (*walk(statement.left), *walk(statement.right))
    )


def _conjuncts(assumption: Expression) -> tuple[Expression, ...]:
    if isinstance(assumption, Logic) and assumption.operator == "and":
        return assumption.arguments
    return (assumption,)


def is_exact(exponent: Expression) -> bool:
    """Is an exponent a number, or a size that is nowhere 0, of which all deciders know the powers of 0?"""
    if fixed_exponent(exponent) is not None:
        return True
    match exponent:
        case Broadcast(argument):
            return is_exact(argument)
        case SizeNumber(size):
            return all(factor > 0 for _, factor in size.terms)
        case Add(left, right) | Product(left=left, right=right):
            return _is_count(left) and _is_count(right)
        case _:
            return False


def _is_count(e: Expression) -> bool:
    match e:
        case Number(value):
            return value > 0
        case SizeNumber() | Add() | Product():
            return is_exact(e)
        case _:
            return False


def without_powers_of_bits(statement: Statement) -> Statement:
    """The claim with b in place of b^c, for a bit b and c > 0; under a derivative b is no bit."""
    bases = Bases(statement)
    return replace(statement, left=_written(statement.left, bases), right=_written(statement.right, bases))


def _written(e: Expression, bases: "Bases") -> Expression:
    if isinstance(e, Power) and not is_exact(e.exponent) and bases.is_bit(e.base):
        return e.base if bases.is_positive(e.exponent) and e.base.shape == e.shape else e
    if isinstance(e, Derivative | Prime | DefinitionRef):
        return e
    changed = {
        each.name: _written_part(value, bases)
        for each in fields(e)
        if isinstance(value := getattr(e, each.name), tuple) or isinstance(value, Expression)
    }
    return replace(e, **changed) if changed else e


def _written_part(value: Any, bases: "Bases") -> Any:
    if isinstance(value, tuple):
        return tuple(_written_part(each, bases) for each in value)
    return _written(value, bases) if isinstance(value, Expression) else value


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
            case Add(left, right) if self.is_nonnegative(left) and self.is_nonnegative(right):
                return self.is_positive(left) or self.is_positive(right)
            case Product(left=left, right=right) | Divide(left, right):
                return self.is_positive(left) and self.is_positive(right)
            case Subtract(left, right):
                one = _bare(left)
                below = isinstance(one, Number) and one.value >= 1 and _is_sigmoid(right)
                return below or (left, right) in self.greater
            case _:
                return False

    def is_spelled(self, exponent: Expression) -> bool:
        """Whether an exponent is whole by its form, or made of real symbols of which none cancels."""
        if self.is_whole(exponent):
            return True
        names = [node.name for node in walk(exponent) if isinstance(node, SymbolRef)]
        has_sizes = any(isinstance(node, SizeNumber) for node in walk(exponent))
        real = not has_sizes and all(_WHOLE.isdisjoint(self.assumed.get(name, frozenset())) for name in names)
        return real and _is_arithmetic(exponent) and len(set(names)) == len(names)

    def is_whole(self, e: Expression) -> bool:
        """Whether an expression has whole values alone, by its form."""
        match e:
            case Number(value):
                return value.denominator == 1
            case SizeNumber():
                return True
            case SymbolRef(name):
                return not _WHOLE.isdisjoint(self.assumed.get(name, frozenset()))
            case Negate(argument) | Broadcast(argument) | Subscript(argument):
                return self.is_whole(argument)
            case Add(left, right) | Subtract(left, right) | Product(left=left, right=right):
                return self.is_whole(left) and self.is_whole(right)
            case DefinitionRef(definition):
                return self.is_whole(definition.body)
            case _:
                return False

    def is_nonnegative(self, e: Expression) -> bool:
        """Whether an expression has no negative values, by its form."""
        match e:
            case Power(base, Number(value)) if value % 2 == 0 and value > 0:
                return base.shape == e.shape
            case Apply("abs" | "relu" | "norm" | "normsq"):
                return True
            case SymbolRef(name) if Assumption.NONNEGATIVE in self.assumed.get(name, frozenset()):
                return True
            case SymbolRef(name) if Assumption.BINARY in self.assumed.get(name, frozenset()):
                return True
            case Product(left=left, right=right):
                return self.is_nonnegative(left) and self.is_nonnegative(right)
            case Broadcast(argument) | Transpose(argument) | Subscript(argument):
                return self.is_nonnegative(argument)
            case DefinitionRef(definition):
                return self.is_nonnegative(definition.body)
            case _:
                return self.is_positive(e)

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

    def is_bit(self, e: Expression) -> bool:
        """Whether an expression is 0 or 1, by its form."""
        match e:
            case SymbolRef(name):
                return Assumption.BINARY in self.assumed.get(name, frozenset())
            case Broadcast(argument) | Transpose(argument) | Subscript(argument):
                return self.is_bit(argument)
            case _:
                return isinstance(e, Compare | IndexCompare | Logic)

    def zeros(self, e: Expression) -> tuple[Expression, ...] | None:
        """What must not be 0, if an expression is 0 at exceptional points alone.

        So is a real symbol, what one is added to, and a product or a power of such expressions.
        """
        match e:
            case Broadcast(argument):
                return self.zeros(argument)
            case DefinitionRef(definition):
                return None if self.zeros(definition.body) is None else (e,)
            case Product(left=left, right=right) if not left.shape.rank or left.shape == right.shape:
                found = [() if self.is_nonzero(each) else self.zeros(each) for each in (left, right)]
                return None if None in found else tuple(each for part in found for each in part or ())
            case Power(base, Number(value)) if value > 0:
                return self.zeros(base)
            case Subscript(SymbolRef(name)) | SymbolRef(name):
                return (e,) if self._is_free(name) else None
            case Add() | Subtract() | Negate():
                names = [node.name for node in walk(e) if isinstance(node, SymbolRef)]
                free = any(names.count(n) == 1 and self._is_free(n) for n in names)
                return (e,) if _is_affine(e) and free else None
            case _:
                return None

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


def _is_arithmetic(e: Expression) -> bool:
    match e:
        case Add(left, right) | Subtract(left, right) | Product(left=left, right=right) | Divide(left, right):
            return _is_arithmetic(left) and _is_arithmetic(right)
        case Negate(argument) | Broadcast(argument) | Subscript(argument):
            return _is_arithmetic(argument)
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
