"""Terms: one too many, one too few, brackets in the wrong place."""

from collections.abc import Iterator

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula
from symderiv.repair.places import SUMS, Level, Node, Place, level


def dropped_terms(formula: Formula, place: Place) -> Iterator[Edit]:
    """A sum without one of its terms."""
    node = place.node
    if not (isinstance(node, s.Binary) and node.operator in SUMS and place.tops_a_sum):
        return
    terms = formula.terms(node)
    for at, (before, term) in enumerate(terms):
        if before is not None:
            left = terms[at - 1][1]
            yield Edit("term", (Splice(formula.at(left)[1], formula.at(term)[1], ""),))
            continue
        after, second = terms[1]
        text = formula.minus if after is not None and after.operator == "-" else ""
        yield Edit("term", (Splice(formula.at(term)[0], formula.at(second)[0], text),))


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
            yield Edit("order", _bracketed(formula, left, formula.factors(right)[0]), cost=2)
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
    """A term that is missing in a sum: a name, a part of a definition, a scalar times it, a number."""
    if place.role != "value" or place.slot != Level.SUM or not place.tops_a_sum:
        return
    node = place.node
    if isinstance(node, s.Compare | s.Logic | s.Numeral | s.Slice | s.NewAxis | s.Ellipsis):
        return
    start, end = formula.at(node)
    scalars = [atom for atom in formula.atoms if atom.rank == 0 and atom.level >= Level.FACTOR]
    for sign in ("+", formula.minus):
        yield Edit("term", (formula.insert(end, f" {sign} 1"),))
        for atom in formula.atoms:
            text = atom.text if atom.level >= Level.OPEN else f"({atom.text})"
            yield Edit("term", (formula.insert(end, f" {sign} {text}"),))
            if atom.rank and atom.level is Level.ATOM:
                for scalar in scalars[:4]:
                    scaled = f"{scalar.text}{formula.times}{text}"
                    yield Edit("term", (formula.insert(end, f" {sign} {scaled}"),))
    yield Edit("term", (formula.insert(start, f"1 {formula.minus} "),))
