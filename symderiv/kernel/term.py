"""Index form: what one entry of an expression is, as sums and products of entries."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from symderiv.kernel.positions import Index, rename
from symderiv.language.sizes import Size
from symderiv.records import dataclass


class Declined(Exception):
    """The kernel does not decide this, for the reason given."""


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class SizeOf:
    """A size as a number."""

    size: Size


@dataclass(frozen=True, slots=True)
class Constant:
    """π; e is exp(1)."""

    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """x[i, j]: of a declared array, or of a name that a derivative holds as its variable."""

    name: str
    at: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """δ(i, j): 1 where the two positions are equal, else 0."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Less:
    """1 where i < j, else 0."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Plus:
    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Times:
    factors: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class SumOver:
    """Σ of the body over the positions 0 … sort − 1."""

    index: Index
    sort: Size
    body: "Term"


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent."""

    base: "Term"
    exponent: "Term"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one real argument, as the operator table names it, or `step`: 1 where x > 0, else 0."""

    name: str
    argument: "Term"


@dataclass(frozen=True, slots=True)
class Family:
    """An array as an argument: its entry at `indices`."""

    indices: tuple[Index, ...]
    sorts: tuple[Size, ...]
    body: "Term"


@dataclass(frozen=True, slots=True)
class Applied:
    """An entry of a function of whole arrays: `inv`, `det`, `max`, `prod`, or a placeholder.

    For a placeholder F, `slots` names the arguments by which it is differentiated (∂²F/∂u_i∂v_j: 0, 1),
    and `at` holds the indices of its value and then those of each such entry.
    """

    name: str
    slots: tuple[int, ...]
    at: tuple[Index, ...]
    arguments: tuple[Family, ...]


Term = Number | SizeOf | Constant | Entry | Delta | Less | Plus | Times | SumOver | Power | Function | Applied

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
MINUS_ONE = Number(Fraction(-1))


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def plus(*terms: Term) -> Term:
    """The sum, without zeros."""
    kept = tuple(term for term in terms if term != ZERO)
    return kept[0] if len(kept) == 1 else Plus(kept) if kept else ZERO


def times(*factors: Term) -> Term:
    """The product; 0 as soon as one factor is 0."""
    if ZERO in factors:
        return ZERO
    kept = tuple(factor for factor in factors if factor != ONE)
    return kept[0] if len(kept) == 1 else Times(kept) if kept else ONE


def minus(left: Term, right: Term) -> Term:
    return plus(left, times(MINUS_ONE, right))


def divide(left: Term, right: Term) -> Term:
    return times(left, Power(right, MINUS_ONE))


def square(term: Term) -> Term:
    return Power(term, number(2))


def sum_over(index: Index, sort: Size, body: Term) -> Term:
    return ZERO if body == ZERO else SumOver(index, sort, body)


def replace_entries(term: Term, name: str, entry: Callable[[tuple[Index, ...]], Term]) -> Term:
    """The term with every entry of one name replaced by what that entry is."""

    def walk(term: Term) -> Term:
        match term:
            case Entry(other, at):
                return entry(at) if other == name else term
            case Number() | SizeOf() | Constant() | Delta() | Less():
                return term
            case Plus(terms):
                return plus(*(walk(each) for each in terms))
            case Times(factors):
                return times(*(walk(each) for each in factors))
            case SumOver(index, sort, body):
                return sum_over(index, sort, walk(body))
            case Power(base, exponent):
                return Power(walk(base), walk(exponent))
            case Function(function, argument):
                return Function(function, walk(argument))
            case Applied(function, slots, at, arguments):
                families = tuple(Family(f.indices, f.sorts, walk(f.body)) for f in arguments)
                return Applied(function, slots, at, families)

    return walk(term)


def mentions(term: Term, name: str) -> bool:
    """Does an entry of the name occur?"""
    if isinstance(term, Entry):
        return term.name == name
    return any(mentions(each, name) for each in _inside(term))


def written_out(term: Term) -> int:
    """How many nodes the term has if every one is written wherever it stands."""
    known: dict[int, int] = {}

    def count(term: Term) -> int:
        if id(term) not in known:
            known[id(term)] = 1 + sum(map(count, _inside(term)))
        return known[id(term)]

    return count(term)


def positions_in(term: Term) -> Iterator[Index]:
    """The positions that stand in a term."""
    match term:
        case Entry(_, at) | Applied(_, _, at, _):
            yield from at
        case Delta(left, right) | Less(left, right):
            yield left
            yield right
        case _:
            pass
    for each in _inside(term):
        yield from positions_in(each)


def _inside(term: Term) -> tuple[Term, ...]:
    """The terms of which a term is made."""
    match term:
        case Plus(terms) | Times(terms):
            return terms
        case SumOver(_, _, body):
            return (body,)
        case Power(base, exponent):
            return base, exponent
        case Function(_, argument):
            return (argument,)
        case Applied(_, _, _, arguments):
            return tuple(family.body for family in arguments)
        case Number() | SizeOf() | Constant() | Entry() | Delta() | Less():
            return ()


Requirement = Literal["nonzero", "smooth", "alone", "positive", "surely positive", "nonnegative", "zero"]
"""What must be true of a term for an expression to have a value.

`smooth` is nonzero and `alone` that a maximum is reached once, both for a derivative; `surely positive`
must be proved, also on the left side.
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A requirement on a term, for all values of its bound indices.

    If it is guarded, it need hold only where some condition of the claim's text holds; `empty` are the bound
    indices around it that may have no values.
    """

    requirement: Requirement
    term: Term
    guarded: bool = False
    empty: tuple[Index, ...] = ()


def reindex(term: Term, names: dict[Index, Index]) -> Term:
    """The term with free indices renamed."""
    match term:
        case Number() | SizeOf() | Constant():
            return term
        case Entry(name, at):
            return Entry(name, tuple(rename(index, names) for index in at))
        case Delta(left, right):
            return Delta(rename(left, names), rename(right, names))
        case Less(left, right):
            return Less(rename(left, names), rename(right, names))
        case Plus(terms):
            return Plus(tuple(reindex(each, names) for each in terms))
        case Times(factors):
            return Times(tuple(reindex(each, names) for each in factors))
        case SumOver(index, sort, body):
            return SumOver(index, sort, reindex(body, names))
        case Power(base, exponent):
            return Power(reindex(base, names), reindex(exponent, names))
        case Function(name, argument):
            return Function(name, reindex(argument, names))
        case Applied(name, slots, at, arguments):
            families = tuple(Family(f.indices, f.sorts, reindex(f.body, names)) for f in arguments)
            return Applied(name, slots, tuple(rename(index, names) for index in at), families)
