"""Terms: one too many, one too few, brackets in the wrong place."""

from collections.abc import Iterator
from typing import Final

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula
from symderiv.repair.places import SUMS, Level, Node, Place, level

_MATRICES: Final = ("diag(", "eye(", "outer(")
_NO_TERM: Final = (s.Compare, s.Logic, s.Numeral, s.Sign, s.Slice, s.NewAxis, s.Ellipsis)


def dropped_terms(formula: Formula, place: Place) -> Iterator[Edit]:
    """A sum without one of its terms."""
    node = place.node
    if not (isinstance(node, s.Binary) and node.operator in SUMS and place.tops_a_sum):
        return
    terms = formula.terms(node)
    if len(terms) == 2 and isinstance(place.parent, s.Bracketed):
        # The brackets go too, if what is left needs none.
        first, second = terms[0][1], terms[1][1]
        for kept, lost in ((first, second), (second, first)):
            if level(kept) >= Level.FACTOR:
                cost = min(1 + _length(formula, lost), 3)
                yield Edit("term", (formula.put(place.parent, formula.text(kept)),), cost=cost)
    for at, (before, term) in enumerate(terms):
        if before is not None:
            left = terms[at - 1][1]
            cost = min(1 + _length(formula, term), 3)
            yield Edit("term", (Splice(formula.at(left)[1], formula.at(term)[1], ""),), cost=cost)
            continue
        after, second = terms[1]
        text = formula.minus if after is not None and after.operator == "-" else ""
        yield Edit("term", (Splice(formula.at(term)[0], formula.at(second)[0], text),))


def _length(formula: Formula, node: Node) -> int:
    return len(formula.text(node).split())


def complements(formula: Formula, place: Place) -> Iterator[Edit]:
    """1 − x for x, x for 1 − x, x (1 − x) for x."""
    node = place.node
    start, end = formula.at(node)
    match node:
        case s.Bracketed(s.Binary("-", s.Numeral(value), right)) if value == 1:
            yield Edit("argument", (Splice(start, end, formula.fitted(right, Level.FACTOR)),), cost=2)
        case s.Binary("-", s.Numeral(value), right) if value == 1 and place.slot == Level.SUM:
            yield Edit("argument", (Splice(start, formula.at(right)[0], ""),), cost=2)
        case s.Name() | s.Call(bare=False) | s.Subscript() if place.role == "value":
            if isinstance(place.parent, s.Subscript | s.Transposed | s.Power):
                return
            text = formula.text(node)
            one_less = f"1 {formula.minus} {text}"
            yield Edit("argument", (Splice(start, end, f"({one_less})"),), cost=2)
            if text.startswith(_MATRICES):
                return
            product = (
                f"{formula.entrywise if not isinstance(node, s.Subscript) else formula.times}({one_less})"
            )
            yield Edit("factor", (formula.insert(end, product),), cost=3)
            yield Edit("factor", (formula.insert(end, f"{formula.times}({one_less})"),), cost=3)
        case _:
            return


def brackets(formula: Formula, place: Place) -> Iterator[Edit]:
    """`a / (b + c)` for `a / b + c`, and the other way round."""
    node = place.node
    match node:
        case s.Bracketed(inner) if level(inner) is Level.SUM and isinstance(place.parent, s.Binary):
            start, end = formula.at(node)
            inside = formula.at(inner)
            yield Edit("order", (Splice(start, inside[0], ""), Splice(inside[1], end, "")), cost=2)
        case s.Binary("+" | "-", left, right) if level(left) in (Level.PRODUCT, Level.OPEN):
            for factor in _last_factors(formula, left):
                yield Edit("order", _bracketed(formula, factor, right), cost=2)
        case s.Binary("+" | "-", left, right) if level(right) is Level.PRODUCT:
            first = formula.factors(right)[0]
            yield Edit("order", _bracketed(formula, left, first), cost=2)
            if isinstance(first, s.Numeral):
                # (a − 1) b without the 1.
                yield Edit("term", (Splice(formula.at(left)[1], formula.at(first)[1], ""),), cost=2)
        case _:
            return


def _bracketed(formula: Formula, first: Node, last: Node) -> tuple[Splice, Splice]:
    """Brackets from one part to another."""
    start, end = formula.at(first)[0], formula.at(last)[1]
    return Splice(start, start, "("), Splice(end, end, ")")


def _last_factors(formula: Formula, node: s.Syntax) -> Iterator[s.Syntax]:
    match node:
        case s.Binary(right=right) if level(node) is Level.PRODUCT:
            yield right
            yield from _last_factors(formula, right)
        case s.BigOperator(body=body):
            yield body
            yield from _last_factors(formula, body)
        case s.Call(_, (argument,), bare=True):
            yield argument
        case _:
            return


def added_terms(formula: Formula, place: Place) -> Iterator[Edit]:
    """A term that is missing: a name, a part of a definition, a scalar times it, a number, a transpose."""
    node = place.node
    if place.role not in ("value", "condition") or isinstance(node, _NO_TERM):
        return
    if place.role == "condition" and formula.is_position(place):
        return
    start, end = formula.at(node)
    if place.slot == Level.SUM and place.tops_a_sum:
        for sign in ("+", formula.minus):
            for text in (*_missing(formula, node), *formula.entries(place)):
                yield Edit("term", (formula.insert(end, f" {sign} {text}"),), late=True)
        yield Edit("term", (formula.insert(start, f"1 {formula.minus} "),))
    elif level(node) >= Level.FACTOR and not isinstance(place.parent, s.Subscript | s.Transposed):
        for sign in ("+", formula.minus):
            for text in (formula.transposed(node), *(atom.text for atom in formula.atoms[:12])):
                if text != formula.text(node):
                    yield Edit("term", formula.around(node, "(", f" {sign} {text})"))


def _missing(formula: Formula, node: Node) -> Iterator[str]:
    scalars = [atom for atom in formula.atoms if atom.rank == 0 and atom.level >= Level.FACTOR]
    yield "1"
    for atom in formula.atoms:
        text = atom.text if atom.level >= Level.OPEN else f"({atom.text})"
        yield text
        if atom.rank and atom.level is Level.ATOM:
            yield from (f"{scalar.text}{formula.times}{text}" for scalar in scalars[:4])
    for _, term in formula.terms(node):
        for factor in formula.factors(term):
            if level(factor) >= Level.FACTOR and not isinstance(factor, s.Numeral):
                begin, stop = formula.at(term)
                at = formula.put(factor, formula.transposed(factor))
                text = formula.value[begin : at.start] + at.text + formula.value[at.end : stop]
                yield " ".join(text.split())
