"""All single edits of a formula."""

from collections.abc import Callable, Iterator
from itertools import chain

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Missing, Splice, turned_into
from symderiv.repair.factors import added_factors, cancelled, dropped_factors, identities, numbers, scaled
from symderiv.repair.formula import Formula, fitted
from symderiv.repair.functions import arguments, assembled, functions
from symderiv.repair.names import conditions, everywhere, indices, replaced, symbols
from symderiv.repair.places import Level, Place, level
from symderiv.repair.products import orders, products, transposes
from symderiv.repair.signs import signs
from symderiv.repair.terms import added_terms, brackets, complements, dropped_terms

Rule = Callable[[Formula, Place], Iterator[Edit]]

RULES: tuple[Rule, ...] = (
    signs, transposes, orders, products, indices, conditions, symbols, numbers, cancelled, scaled,
    dropped_factors, identities, functions, arguments, assembled, brackets, complements, dropped_terms,
    everywhere,
)  # fmt: skip
"""What may have gone wrong at a place, without anything from elsewhere."""

ADDITIONS: tuple[Rule, ...] = (added_factors, added_terms, replaced)
"""What may be missing at a place."""


def single_edits(formula: Formula) -> Iterator[Edit]:
    """Every edit at every place."""
    return chain.from_iterable(rule(formula, place) for place in formula.places for rule in RULES)


def completed(formula: Formula, missing: Missing) -> Edit | None:
    """The whole with a term behind it (0 gives way to it), or with a factor before or behind it."""
    syntax = formula.wording.parsed(f"${missing.text}$" if formula.is_tex else missing.text)
    if syntax is None:
        return None
    root, text = formula.root, _spelled(formula, missing.text)
    if missing.way == "whole":
        start, end = formula.at(root)
        splices = turned_into(formula.value[start:end], text)
        if not splices:
            return None
        moved = tuple(Splice(each.start + start, each.end + start, each.text) for each in splices)
        return Edit(missing.kind, moved)
    if missing.way in ("plus", "minus"):
        is_minus = missing.way == "minus"
        text = fitted(text, level(syntax), Level.OPEN if is_minus else Level.SUM)
        sign = formula.minus if is_minus else "+"
        if isinstance(root, s.Numeral) and root.value == 0:
            return Edit("term", (formula.put(root, f"{formula.minus}{text}" if is_minus else text),))
        return Edit("term", (formula.insert(formula.at(root)[1], f" {sign} {text}"),))
    text = fitted(text, level(syntax), Level.FACTOR)
    before, after = {
        "scale": (f"{text}{formula.times}", ""),
        "entrywise": (f"{text}{formula.entrywise}", ""),
        "left": (f"{text}{formula.matrix}", ""),
        "right": ("", f"{formula.matrix}{text}"),
    }[missing.way]
    opened, closed = ("", "") if level(root) >= Level.PRODUCT else ("(", ")")
    splices = formula.around(root, before + opened, closed + after)
    return Edit("factor", tuple(each for each in splices if each.text))


def _spelled(formula: Formula, text: str) -> str:
    """A text from elsewhere with the minus of this formula, unless a sign would be taken for it."""
    begins = formula.value[formula.at(formula.root)[0] :].startswith("-")
    return text if formula.is_tex or begins else text.replace("−", formula.minus)


def additions(formula: Formula) -> Iterator[Edit]:
    """Every factor or term that could be missing, at every place."""
    return chain.from_iterable(rule(formula, place) for place in formula.places for rule in ADDITIONS)
