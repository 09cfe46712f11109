"""What the proofs of a derivation may use: of the facts about data, only those under `needs`."""

import re
from collections.abc import Mapping

from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.language.expression import (
    Compare,
    Distinct,
    Excludes,
    Expression,
    IndexCompare,
    IndexVariable,
    Logic,
    Subscript,
    SymbolRef,
)
from symderiv.reading.claims import ClaimReader, Fact, conjuncts, read_fact
from symderiv.reading.facts import assume
from symderiv.reading.parse.parser import parse_condition
from symderiv.records import replace
from symderiv.source import Fragment

HARMLESS = (Assumption.CONSTANT, Assumption.DISTINCT)
"""What is no fact about data."""

_WORDS = re.compile(r"(?P<name>\S+)\s+(?P<word>[a-z-]+)")
"""As a report says it: `y one-hot`, `A positive-definite`."""


def allowing(claims: ClaimReader, needs: tuple[Fragment, ...]) -> ClaimReader:
    """A reader of the same claims which assumes no facts about data but these."""
    declared = claims.declarations
    symbols = {name: _stripped(symbol) for name, symbol in declared.symbols.items()}
    facts = [fact for fact in claims.facts if _is_about_positions(fact.expression)]
    for fragment in needs:
        said = _said_in_words(fragment, declared.symbols)
        if said is not None:
            symbols[said[0]] = _restored(symbols[said[0]], declared.symbols[said[0]], said[1])
            continue
        for syntax in conjuncts(parse_condition(fragment, declared.vocabulary())):
            fact = read_fact(declared, claims.definitions, claims.source, syntax)
            somewhere = _one_hot_somewhere(fact, declared.symbols)
            if somewhere is None:
                facts.append(fact)
            else:
                symbols[somewhere] = _restored(
                    symbols[somewhere], declared.symbols[somewhere], Assumption.ONE_HOT
                )
    return replace(claims, declarations=replace(declared, symbols=symbols), facts=tuple(facts))


def _stripped(symbol: Symbol) -> Symbol:
    if symbol.kind is not Kind.ARRAY:
        return symbol
    kept = tuple(each for each in symbol.assumptions if each in HARMLESS)
    return replace(symbol, assumptions=kept, at=None)


def _restored(symbol: Symbol, declared: Symbol, assumption: Assumption) -> Symbol:
    """The symbol with one of its declared assumptions again, or with a new one."""
    return assume(symbol, assumption, declared.at if assumption is Assumption.ONE_HOT else None)


def _is_about_positions(fact: Expression) -> bool:
    """Conditions of the claim itself: which positions are equal, distinct or left out."""
    match fact:
        case Distinct() | Excludes() | IndexCompare():
            return True
        case Logic(_, arguments):
            return all(_is_about_positions(each) for each in arguments)
        case _:
            return False


def _said_in_words(fragment: Fragment, symbols: Mapping[str, Symbol]) -> tuple[str, Assumption] | None:
    match = _WORDS.fullmatch(fragment.value.strip())
    if match is None or match["name"] not in symbols:
        return None
    word = next((each for each in Assumption if each.value == match["word"]), None)
    return None if word is None else (match["name"], word)


def _one_hot_somewhere(fact: Fact, symbols: Mapping[str, Symbol]) -> str | None:
    """`y_i = δ_io` of a declared one-hot whose place has no name: `o` is that place."""
    match fact.expression:
        case Compare("=", Subscript(SymbolRef(name), (IndexVariable(i),)), IndexCompare("=", left, right)):
            letters = {each.name for each in (left, right) if isinstance(each, IndexVariable)}
            symbol = symbols[name]
            is_so = Assumption.ONE_HOT in symbol.assumptions and symbol.at is None
            return name if is_so and len(letters) == 2 and i in letters else None
        case _:
            return None
