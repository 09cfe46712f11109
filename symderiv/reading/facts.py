"""Assumptions that say what a type could have said: `A = A^T` is a symmetric A."""

from symderiv.language.document import Assumption, Symbol
from symderiv.language.expression import (
    Apply,
    Big,
    Binder,
    Broadcast,
    Compare,
    Contraction,
    Distinct,
    Expression,
    Identity,
    Index,
    IndexCompare,
    IndexElement,
    IndexSymbol,
    IndexVariable,
    Number,
    Power,
    Product,
    Subscript,
    SymbolRef,
    Transpose,
)
from symderiv.records import replace

SIGNS = {">": Assumption.POSITIVE, "≥": Assumption.NONNEGATIVE, "≠": Assumption.NONZERO}


def recognised(fact: Expression, binders: tuple[Binder, ...]) -> tuple[str, Assumption] | None:
    """The symbol that an assumption is about and what it says of it, if a type could have said it."""
    match fact:
        case Distinct(name):
            return name, Assumption.DISTINCT
        case Compare("=", SymbolRef(name), Transpose(SymbolRef(other))) if name == other:
            return _of_matrix(fact.left, name)
        case Compare("=", Transpose(SymbolRef(other)), SymbolRef(name)) if name == other:
            return _of_matrix(fact.right, name)
        case Compare("=", Product(Contraction.CONTRACT, left, right), Identity()):
            return _orthogonal(left, right)
        case Compare(">" | "≥" | "≠" as relation, left, right) if _is(right, 0):
            signed = _all_of(left, binders)
            return None if signed is None else (signed, SIGNS[relation])
        case Compare("=", Subscript(SymbolRef(name), selectors), IndexCompare("=", one, other)):
            is_hot = _place_of_one(selectors, one, other, binders) is not None
            return (name, Assumption.ONE_HOT) if is_hot else None
        case Compare("=", left, right) if _is(right, 1):
            unit = _of_length(left) if not binders else None
            if unit is not None:
                return unit, Assumption.ORTHONORMAL
            summed = _summed(left, binders)
            return None if summed is None else (summed, Assumption.SUMS_TO_ONE)
        case _:
            return None


def place_of_one(fact: Expression, binders: tuple[Binder, ...]) -> str | None:
    """`y_i = δ_io` for all i: the declared position at which the one stands, or positions, one per row."""
    match fact:
        case Compare("=", Subscript(SymbolRef(), selectors), IndexCompare("=", one, other)):
            return _place_of_one(selectors, one, other, binders)
        case _:
            return None


def _place_of_one(
    selectors: tuple[object, ...], one: Index, other: Index, binders: tuple[Binder, ...]
) -> str | None:
    if sorted(str(each.name) for each in selectors if isinstance(each, IndexVariable)) != sorted(
        binder.name for binder in binders
    ):
        return None
    place = other if one == selectors[-1] else one if other == selectors[-1] else None
    match place:
        case IndexSymbol(name) if len(selectors) == 1:
            return name
        case IndexElement(name, at) if tuple(at) == tuple(selectors[:-1]) and len(selectors) == 2:
            return name
        case _:
            return None


def _of_matrix(matrix: Expression, name: str) -> tuple[str, Assumption] | None:
    return (name, Assumption.SYMMETRIC) if matrix.shape.rank == 2 else None


def _orthogonal(left: Expression, right: Expression) -> tuple[str, Assumption] | None:
    match left, right:
        case (Transpose(SymbolRef(a)), SymbolRef(b)) | (SymbolRef(a), Transpose(SymbolRef(b))) if a == b:
            if right.shape.rank != 2:
                return None
            if right.shape.axes[0] == right.shape.axes[1]:
                return a, Assumption.ORTHOGONAL
            return (a, Assumption.ORTHONORMAL) if isinstance(left, Transpose) else None
        case _:
            return None


def _of_length(e: Expression) -> str | None:
    """The column x of which this is the length or its square: `‖x‖`, `x^T x`, `Σ_i x_i^2`."""
    match e:
        case Power(Apply("norm", (SymbolRef(name) as x,)), Number(value)) if value == 2 and x.shape.rank == 1:
            return name
        case Apply("norm" | "normsq", (SymbolRef(name) as x,)) if x.shape.rank == 1:
            return name
        case Product(Contraction.CONTRACT, Transpose(SymbolRef(a) as x), SymbolRef(b)) if a == b:
            return a if x.shape.rank == 1 and e.shape.is_scalar else None
        case Product(Contraction.CONTRACT, SymbolRef(a) as x, SymbolRef(b)) if a == b:
            return a if x.shape.rank == 1 and e.shape.is_scalar else None
        case Big(
            "sum", (binder,), None, Power(Subscript(SymbolRef(name), (IndexVariable(i),)), Number(value))
        ):
            return name if binder.is_whole_axis and binder.name == i and value == 2 else None
        case _:
            return None


ALONE = frozenset({Assumption.CONSTANT, Assumption.ORTHONORMAL})


def is_compatible(symbol: Symbol, assumption: Assumption, at: str | None) -> bool:
    """May an assumption join those of a symbol? A one has one place; orthonormal columns stand alone."""
    if at is not None and symbol.at not in (None, at):
        return False
    return assumption is not Assumption.ORTHONORMAL or ALONE.issuperset(symbol.assumptions)


def _is(expression: Expression, value: int) -> bool:
    match expression:
        case Number(number):
            return number == value
        case Broadcast(argument):
            return _is(argument, value)
        case _:
            return False


def _all_of(expression: Expression, binders: tuple[Binder, ...]) -> str | None:
    """The symbol every entry of which this is, one by one."""
    match expression:
        case SymbolRef(name):
            return name
        case Subscript(SymbolRef(name), selectors):
            letters = [i.name for i in selectors if isinstance(i, IndexVariable)]
            bound = [binder.name for binder in binders]
            return name if len(set(letters)) == len(selectors) and sorted(letters) == sorted(bound) else None
        case _:
            return None


def _summed(expression: Expression, binders: tuple[Binder, ...]) -> str | None:
    """The symbol whose entries (for a matrix, those of every row) are summed here."""
    match expression:
        case Apply("sum", (SymbolRef(name) as symbol,), None) if symbol.shape.rank == 1:
            return name
        case Apply("sum", (SymbolRef(name) as symbol,), 1) if symbol.shape.rank == 2:
            return name
        case Big("sum", (binder,), None, Subscript(SymbolRef(name), selectors)) if binder.is_whole_axis:
            letters = tuple(i.name for i in selectors if isinstance(i, IndexVariable))
            return (
                name
                if letters == (*(b.name for b in binders), binder.name) and len(selectors) == len(letters)
                else None
            )
        case _:
            return None


def assume(symbol: Symbol, assumption: Assumption, at: str | None = None) -> Symbol:
    """The symbol with one assumption more; of a one-hot, `at` is the place of its one."""
    more = {*symbol.assumptions, assumption}
    if assumption is Assumption.ORTHOGONAL:
        more.add(Assumption.INVERTIBLE)
    ordered = tuple(sorted(more, key=lambda each: each.value))
    return replace(symbol, assumptions=ordered, at=at or symbol.at)
