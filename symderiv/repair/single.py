"""All single edits of a formula."""

from collections.abc import Callable, Iterator
from itertools import chain

from symderiv.repair.edits import Edit
from symderiv.repair.factors import added_factors, dropped_factors, numbers, scaled
from symderiv.repair.formula import Formula
from symderiv.repair.functions import arguments, assembled, functions
from symderiv.repair.names import conditions, everywhere, indices, replaced, symbols
from symderiv.repair.places import Place
from symderiv.repair.products import orders, products, transposes
from symderiv.repair.signs import signs
from symderiv.repair.terms import added_terms, brackets, complements, dropped_terms

Rule = Callable[[Formula, Place], Iterator[Edit]]

RULES: tuple[Rule, ...] = (
    signs, transposes, orders, products, indices, conditions, symbols, numbers, scaled, dropped_factors,
    functions, arguments, assembled, brackets, complements, dropped_terms, everywhere,
)  # fmt: skip
"""What may have gone wrong at a place, without anything from elsewhere."""

ADDITIONS: tuple[Rule, ...] = (added_factors, added_terms, replaced)
"""What may be missing at a place."""


def single_edits(formula: Formula) -> Iterator[Edit]:
    """Every edit at every place."""
    return chain.from_iterable(rule(formula, place) for place in formula.places for rule in RULES)


def additions(formula: Formula) -> Iterator[Edit]:
    """Every factor or term that could be missing, at every place."""
    return chain.from_iterable(rule(formula, place) for place in formula.places for rule in ADDITIONS)
