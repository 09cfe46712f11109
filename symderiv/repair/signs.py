"""Wrong signs."""

from collections.abc import Iterator

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula
from symderiv.repair.places import SUMS, Level, Place


def signs(formula: Formula, place: Place) -> Iterator[Edit]:
    """One sign, or the sign of a whole sum; a − b for b − a."""
    node = place.node
    if place.role == "index" or (place.role == "condition" and formula.is_position(place)):
        return
    start = formula.at(node)[0]
    match node:
        case s.Sign("-", operand):
            yield Edit("sign", (Splice(start, formula.at(operand)[0], ""),))
        case s.Binary("+" | "-" as operator, left, right):
            sign = formula.fragment.positions(node.operator_span)
            yield Edit("sign", (Splice(*sign, formula.minus if operator == "+" else "+"),))
            if operator == "-" and place.tops_a_sum and not _is_sum(left):
                yield _exchanged(formula, left, right)
            if place.tops_a_sum:
                yield Edit("sign", tuple(_all_signs(formula, node)))
                if place.slot == Level.SUM and not isinstance(place.parent, s.Bracketed):
                    yield Edit("sign", formula.around(node, f"{formula.minus}(", ")"))
        case _:
            pass
    if place.is_a_term and not isinstance(node, s.Sign | s.Compare | s.Logic):
        yield Edit("sign", (formula.insert(start, formula.minus),), late=True)


def _is_sum(node: object) -> bool:
    return isinstance(node, s.Binary) and node.operator in SUMS


def _exchanged(formula: Formula, left: s.Syntax, right: s.Syntax) -> Edit:
    """b − a: as small a mistake as one sign."""
    second = formula.fitted(left, Level.FACTOR if isinstance(left, s.Sign) else Level.OPEN)
    splices = formula.put(left, formula.text(right)), formula.put(right, second)
    return Edit("sign", splices, cost=1)


def _all_signs(formula: Formula, node: s.Binary) -> Iterator[Splice]:
    """Every sign of the sum the other way round."""
    for before, term in formula.terms(node):
        start = formula.at(term)[0]
        if before is None:
            match term:
                case s.Sign("-", operand):
                    yield Splice(start, formula.at(operand)[0], "")
                case _:
                    yield formula.insert(start, formula.minus)
        else:
            sign = formula.fragment.positions(before.operator_span)
            yield Splice(*sign, formula.minus if before.operator == "+" else "+")
