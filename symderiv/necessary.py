"""What a proof that names no facts cannot do without: numbers refute the claim where one is missing."""

from collections.abc import Callable
from typing import Final

from symderiv.language.document import Assumption, Statement, Symbol
from symderiv.language.expression import Expression
from symderiv.records import replace
from symderiv.source import NOWHERE

WORDS: Final = {
    Assumption.INTEGER: "{entry} ∈ ℤ",
    Assumption.SIGN: "{entry} ∈ {{−1, 1}}",
    Assumption.BINARY: "{entry} ∈ {{0, 1}}",
    Assumption.POSITIVE: "{entry} > 0",
    Assumption.NONNEGATIVE: "{entry} ≥ 0",
    Assumption.NONZERO: "{entry} ≠ 0",
    Assumption.SYMMETRIC: "{name} = {name}^T",
    Assumption.ORTHOGONAL: "{name}^T {name} = I",
    Assumption.ORTHONORMAL: "{name}^T {name} = {one}",
}
"""The assumptions about types that are taken away, as the language writes them."""
LETTERS: Final = "ijkl"

Refutes = Callable[[Statement], bool]


def necessary(statement: Statement, refutes: Refutes) -> tuple[tuple[str, ...], tuple[Expression, ...]]:
    """What the types of the symbols say and the claim needs, and what else is assumed and needed.

    One after the other is taken away for good if nothing refutes the claim without it.
    """
    facts: list[str] = []
    for name, assumption in _of_types(statement):
        weaker = _weakened(statement, name, assumption)
        if refutes(weaker):
            symbol = next(each for each in statement.symbols if each.name == name)
            facts.append(_said(symbol, assumption))
        else:
            statement = weaker
    kept = tuple(zip(statement.assumptions, statement.quantified, strict=True))
    for each in kept:
        others = tuple(other for other in kept if other is not each)
        assumptions, quantified = zip(*others, strict=True) if others else ((), ())
        if not refutes(replace(statement, assumptions=assumptions, quantified=quantified)):
            kept = others
    return tuple(facts), tuple(premise for premise, _ in kept if premise.span != NOWHERE)


def _of_types(statement: Statement) -> list[tuple[str, Assumption]]:
    known = ((symbol.name, each) for symbol in statement.symbols for each in symbol.assumptions)
    return [(name, each) for name, each in known if each in WORDS]


def _weakened(statement: Statement, name: str, assumption: Assumption) -> Statement:
    """The claim about a symbol of which less is assumed."""
    symbols = tuple(
        replace(each, assumptions=tuple(a for a in each.assumptions if a is not assumption))
        if each.name == name
        else each
        for each in statement.symbols
    )
    return replace(statement, symbols=symbols)


def _said(symbol: Symbol, assumption: Assumption) -> str:
    one = "1" if symbol.shape.rank == 1 else "I"
    return WORDS[assumption].format(name=symbol.name, entry=_entry(symbol), one=one)


def _entry(symbol: Symbol) -> str:
    letters = LETTERS[: symbol.shape.rank]
    return f"{symbol.name}_{letters}" if letters else symbol.name
