"""Mutants: a true claim, and one thing changed in it."""

import random
from dataclasses import dataclass

from symderiv.language import expression as x
from symderiv.language.document import Kind, Statement
from symderiv.language.traverse import walk
from symderiv.records import replace
from tests.soundness.kinds import ANYWHERE, KINDS, STATEMENT_KINDS, Setting
from tests.soundness.rebuild import Site, put, redefined, sites

PLACES = (*("right",) * 10, "left", "left", "definition", "definition", "statement")
"""Where something is changed, with how often each is chosen."""


@dataclass(frozen=True)
class Mutant:
    """What was changed, where, and what came of it."""

    kind: str
    place: str
    statement: Statement


def mutate(statement: Statement, rng: random.Random) -> Mutant:
    """A mutant: first a place is chosen, then a kind that has something to do there, then one of its edits."""
    while True:
        found = _mutant(statement, rng.choice(PLACES), rng)
        if found is not None:
            return found


def _mutant(statement: Statement, place: str, rng: random.Random) -> Mutant | None:
    match place:
        case "statement":
            words = rng.choice(list(STATEMENT_KINDS))
            mutants = list(STATEMENT_KINDS[words](statement))
            return Mutant(words, place, rng.choice(mutants)) if mutants else None
        case "definition":
            return _redefined(statement, rng)
        case _:
            words, changed = _changed(getattr(statement, place), _letters(statement), statement, rng)
            return Mutant(words, place, replace(statement, **{place: changed}))


def _letters(statement: Statement) -> tuple[x.Index, ...]:
    """The letters that are free in a statement, and its declared positions."""
    free = tuple(x.IndexVariable(binder.name, binder.sort) for binder in statement.indices)
    declared = (
        s for s in statement.symbols if s.kind is Kind.POSITION and not s.shape.rank and s.sort is not None
    )
    return (*free, *(x.IndexSymbol(s.name, s.sort) for s in declared))


def _redefined(statement: Statement, rng: random.Random) -> Mutant | None:
    """The body of a definition changed, wherever it is used; its parameters are letters there."""
    definitions = {
        node.key: node
        for side in (statement.left, statement.right)
        for node in walk(side)
        if isinstance(node, x.Definition)
    }
    if not definitions:
        return None
    chosen = definitions[rng.choice(sorted(definitions))]
    letters = tuple(
        x.IndexVariable(p.name, p.sort) for p in chosen.parameters if isinstance(p, x.IndexParameter)
    )
    words, body = _changed(chosen.body, letters, statement, rng)
    mark = f" {rng.getrandbits(40):x}"
    sides = {
        name: redefined(getattr(statement, name), chosen.key, body, mark)
        for name in ("left", "right", "assumptions")
    }
    return Mutant(words, "definition", replace(statement, **sides))


def _changed(
    e: x.Expression, letters: tuple[x.Index, ...], statement: Statement, rng: random.Random
) -> tuple[str, x.Expression]:
    """Kinds are tried in random order, each at the places in random order, until one has something to offer.

    Mostly those for nodes of certain types come first, for the others have something to offer anywhere.
    """
    setting = Setting(statement)
    places: list[Site] = list(sites(e, letters))
    kinds = rng.sample(list(KINDS), len(KINDS))
    if rng.random() < 0.7:
        kinds.sort(key=lambda words: words in ANYWHERE)
    for words in kinds:
        for site in rng.sample(places, len(places)):
            options = list(KINDS[words](site, setting))
            if options:
                return words, put(e, site.path, rng.choice(options))
    raise AssertionError("a sign fits anywhere")
