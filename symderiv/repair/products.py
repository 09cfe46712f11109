"""Wrong transposes, factors in the wrong order, the wrong kind of product."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula
from symderiv.repair.places import Level, Node, Place, level

_CALLS = {"outer": ("dot", "inner"), "dot": ("outer",), "inner": ("outer",)}


def transposes(formula: Formula, place: Place) -> Iterator[Edit]:
    """A transpose more or less."""
    if place.role != "value":
        return
    node = place.node
    end = formula.at(node)[1]
    match node:
        case s.Transposed(operand) | s.Primed(operand, 1):
            yield Edit("transpose", (Splice(formula.at(operand)[1], end, ""),), cost=1)
        case s.Numeral() | s.Sign() | s.Compare() | s.Logic() | s.Slice() | s.NewAxis() | s.Ellipsis():
            return
        case s.Binary() | s.BigOperator() | s.Call(bare=True) if level(node) < Level.FACTOR:
            is_whole = place.parent is None or isinstance(place.parent, s.Call)
            if is_whole or (place.is_a_term and place.tops_a_product):
                yield Edit("transpose", formula.around(node, "(", f"){formula.transpose}"))
        case s.Power():
            if not isinstance(place.parent, s.Transposed):
                yield Edit("transpose", formula.around(node, "(", f"){formula.transpose}"), cost=1)
        case _:
            if not isinstance(place.parent, s.Transposed | s.Power | s.Subscript | s.Primed):
                splice = formula.put(node, formula.transposed(node))
                if level(node) >= Level.FACTOR:
                    splice = formula.insert(end, formula.transpose)
                late = isinstance(node, s.Call) or level(node) < Level.FACTOR
                yield Edit("transpose", (splice,), cost=1, late=late)


def orders(formula: Formula, place: Place) -> Iterator[Edit]:
    """Two factors exchanged, as they are or each transposed; the transpose of a whole product; arguments."""
    if place.role == "index":
        return
    match place.node:
        case s.Binary() as node if place.tops_a_product and level(node) is Level.PRODUCT:
            factors, operators = formula.factors(node), formula.operators(node)
            for at, (left, right) in enumerate(pairwise(factors)):
                if operators[at] == "/" or (at and operators[at - 1] == "/"):
                    continue
                yield _exchanged(formula, left, right, formula.fitted)
                yield _exchanged(formula, left, right, lambda node, slot: formula.transposed(node))
            if len(factors) > 2 and "/" not in operators:
                yield Edit("order", tuple(_reversed(formula, factors)), cost=len(factors))
            if len(factors) == 2 and operators[0] == "/":
                yield _exchanged(formula, factors[0], factors[1], formula.fitted)
        case s.Call(_, (one, other)):
            yield Edit("order", formula.exchange(one, other), cost=1)
        case s.Braces(((one, _), (other, _))) | s.Braces(((one, _),), other) if other is not None:
            yield Edit("order", formula.exchange(one, other), cost=2)
        case _:
            return


def _exchanged(formula: Formula, left: Node, right: Node, write: Callable[[Node, Level], str]) -> Edit:
    first, second = write(right, Level.SIGN), write(left, Level.FACTOR)
    return Edit("order", (formula.put(left, first), formula.put(right, second)), cost=2)


def _reversed(formula: Formula, factors: list[Node]) -> Iterator[Splice]:
    """(A B c)^T, factor by factor."""
    for old, new in zip(factors, reversed(factors), strict=True):
        yield formula.put(old, formula.transposed(new))


def products(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another product of the same two factors: matrix, elementwise, outer, inner, a quotient."""
    match place.node:
        case s.Binary() as node if place.tops_a_product and level(node) is Level.PRODUCT:
            factors, operators = formula.factors(node), formula.operators(node)
            for at, (left, right) in enumerate(pairwise(factors)):
                yield from _other_products(formula, left, right, operators[at])
        case s.Call(s.Name(name) as function) if name in _CALLS:
            for other in _CALLS[name]:
                yield Edit("shape", (formula.put(function, other),))
        case _:
            return


def _other_products(formula: Formula, left: Node, right: Node, operator: str) -> Iterator[Edit]:
    gap = formula.gap(left, right)
    if operator == "/":
        yield Edit("factor", (Splice(*gap, formula.times),), cost=1)
        return
    is_entrywise = operator in ("star", "hadamard")
    yield Edit("factor", (Splice(*gap, " / "),), cost=1)
    if operator != "juxtaposition" or formula.is_numpy:
        yield Edit("shape", (Splice(*gap, " @ " if formula.is_numpy else " "),), cost=1)
    if not is_entrywise:
        yield Edit("shape", (Splice(*gap, formula.entrywise),), cost=1)
        for factor in (left, right):
            if isinstance(factor, s.Transposed):
                both = formula.put(factor, formula.text(factor.operand)), Splice(*gap, formula.entrywise)
                yield Edit("shape", both, cost=2)
    matrix = formula.matrix if is_entrywise or operator == "tensor" else None
    between = () if matrix is None else (Splice(*gap, matrix),)
    if is_entrywise:
        across = formula.put(right, formula.transposed(right))
        yield Edit("shape", (*between, across), cost=2)
        along = formula.put(left, formula.transposed(left))
        yield Edit("shape", (*between, along), cost=2)
    if formula.is_numpy:
        for name in ("outer", "dot"):
            start, end = formula.at(left)[0], formula.at(right)[1]
            text = f"{name}({_argument(formula, left)}, {_argument(formula, right)})"
            yield Edit("shape", (Splice(start, end, text),), cost=2)


def _argument(formula: Formula, node: Node) -> str:
    """A factor as an argument: without brackets, and a vector as it is, not as a row."""
    match node:
        case s.Bracketed(inner):
            return formula.text(inner)
        case s.Transposed(s.Name() as operand):
            return formula.text(operand)
        case _:
            return formula.text(node)
