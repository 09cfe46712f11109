"""Assumptions under which a false claim is true."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.expression import Derivative, Expression, SymbolRef
from symderiv.language.traverse import walk
from symderiv.reading.facts import assume
from symderiv.reading.wording import Wording
from symderiv.records import dataclass, replace

_LABELS: Final = frozenset(
    {Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE, Assumption.BINARY, Assumption.SIGN}
)
_DEFINITE: Final = frozenset({Assumption.POSITIVE, Assumption.NONZERO, Assumption.POSITIVE_DEFINITE})
_DIFFERS: Final = re.compile(r"^only (?:where|the \w+|the \w+ with) (\S+) ([<>=≠]) ([^\s;]+)(?:;|$)")
_OPPOSITES: Final = {"<": ("≥", ">"), ">": ("≤", "<"), "=": ("≠",), "≠": ("=",)}


@dataclass(frozen=True, slots=True)
class Lack:
    """An assumption in words, and the claim under it."""

    words: str
    statement: Statement


def lacks(wording: Wording, statement: Statement, words: str = "") -> Iterator[Lack]:
    """What the claim may lack, weak assumptions before strong ones, one before two.

    `words` say where its sides differ.
    """
    for opposite in _of_words(words):
        yield from _assumed(wording, opposite)
    yield from _of_data(wording, statement)
    about_positions = tuple(dict.fromkeys(_of_positions(wording, statement)))
    for each in about_positions:
        yield from _assumed(wording, each)
    for pair in combinations(about_positions, 2):
        yield from _assumed(wording, ", ".join(pair))


def _assumed(wording: Wording, words: str) -> Iterator[Lack]:
    read = wording.assuming(words)
    if read is not None:
        yield Lack(words, read)


def _of_data(wording: Wording, statement: Statement) -> Iterator[Lack]:
    """Facts that the type of a symbol could have said."""
    variables = frozenset(_variables(statement.left))
    letters = [c for c in "ijklmnpq" if wording.declarations.kind_of(c) is None]
    facts = (
        (strength, symbol, assumption, words)
        for symbol in statement.symbols
        if symbol.kind is Kind.ARRAY
        for strength, assumption, words in _facts(symbol, symbol.name in variables, letters)
    )
    for _, symbol, assumption, words in sorted(facts, key=lambda each: each[0]):
        assumed = assume(symbol, assumption)
        symbols = tuple(assumed if each is symbol else each for each in statement.symbols)
        yield Lack(words, replace(statement, symbols=symbols))


def _facts(symbol: Symbol, is_variable: bool, letters: list[str]) -> Iterator[tuple[int, Assumption, str]]:
    """How strong, what, and in words."""
    name, has, rank = symbol.name, frozenset(symbol.assumptions), symbol.shape.rank
    is_square = rank == 2 and symbol.shape.axes[0] == symbol.shape.axes[1]
    if not is_variable and not has & _LABELS and rank in (1, 2) and len(letters) > 1:
        i, j = letters[:2]
        entry = f"Σ_{i} {name}_{i}" if rank == 1 else f"Σ_{j} {name}_{i}{j}"
        yield 0, Assumption.SUMS_TO_ONE, f"{entry} = 1"
    if is_square and Assumption.SYMMETRIC not in has:
        yield 1, Assumption.SYMMETRIC, f"{name} = {name}^T"
    if rank <= 1 and not has & (_DEFINITE | _LABELS):
        yield 2, Assumption.NONZERO, f"{name} ≠ 0"
        if Assumption.NONNEGATIVE not in has:
            yield 3, Assumption.NONNEGATIVE, f"{name} ≥ 0"
        yield 4, Assumption.POSITIVE, f"{name} > 0"
    if not is_variable and not has & _LABELS:
        yield 5, Assumption.BINARY, f"{name} is 0 or 1"
        yield 5, Assumption.SIGN, f"{name} is 1 or −1"
    if not is_variable and Assumption.ONE_HOT not in has and rank in (1, 2):
        yield 6, Assumption.ONE_HOT, f"{name} is one-hot"
    if is_square and not is_variable and Assumption.ORTHOGONAL not in has:
        yield 6, Assumption.ORTHOGONAL, f"{name} is orthogonal"


def _of_words(words: str) -> Iterator[str]:
    """The opposite of the condition under which the sides differ."""
    found = _DIFFERS.search(words)
    if found is not None:
        one, relation, other = found.groups()
        yield from (f"{one} {opposite} {other}" for opposite in _OPPOSITES[relation])


def _variables(left: Expression) -> Iterator[str]:
    for node in walk(left):
        if isinstance(node, Derivative) and isinstance(node.wrt.base, SymbolRef):
            yield node.wrt.base.name


def _of_positions(wording: Wording, statement: Statement) -> Iterator[str]:
    """`distinct(neg)`, `o ∉ neg`, `k ≠ o`."""
    positions = [each for each in statement.symbols if each.kind is Kind.POSITION]
    several = [each for each in positions if each.shape.rank == 1]
    single = [each for each in positions if not each.shape.axes]
    for each in several:
        if Assumption.DISTINCT not in each.assumptions:
            yield f"distinct({each.name})"
    for place in single:
        for each in several:
            if place.sort == each.sort:
                yield f"{place.name} ∉ {each.name}"
    named = [(each.name, each.sort) for each in single]
    free = [(binder.name, binder.sort) for binder in statement.indices]
    for (one, sort), (other, of_other) in combinations([*free, *named], 2):
        if sort == of_other:
            yield f"{one} ≠ {other}"
