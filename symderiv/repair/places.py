"""The places of a formula at which something may stand, and what fits there without brackets."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Final, Literal

from symderiv.reading.parse import syntax as s
from symderiv.records import dataclass, replace


class Level(IntEnum):
    """How tightly a text holds together."""

    SUM = 0
    OPEN = 1
    """`Σ_i …`, `log …`: swallows the product that follows."""
    PRODUCT = 2
    SIGN = 3
    FACTOR = 4
    ATOM = 5


Role = Literal["value", "index", "condition", "variable"]

SUMS: Final = ("+", "-")

Node = s.Syntax | s.Slice | s.NewAxis | s.Ellipsis


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a formula: what it is part of, how tight it must be, and the letters bound there."""

    node: Node
    parent: "Node | None"
    slot: Level
    role: Role
    letters: tuple[str, ...]

    @property
    def tops_a_sum(self) -> bool:
        """Is this no part of a longer sum?"""
        return not (isinstance(self.parent, s.Binary) and self.parent.operator in SUMS)

    @property
    def tops_a_product(self) -> bool:
        """Is this no part of a longer product?"""
        return not (isinstance(self.parent, s.Binary) and self.parent.operator not in SUMS)

    @property
    def is_a_term(self) -> bool:
        """Is this one term, of a sum or alone?"""
        return self.slot <= Level.OPEN and level(self.node) is not Level.SUM


def level(node: Node) -> Level:
    """How tightly a part holds together as it is written."""
    match node:
        case s.Binary("+" | "-") | s.Compare() | s.Logic():
            return Level.SUM
        case s.BigOperator(origin=1) | s.DerivativeOf() | s.Gradient(kind="nabla") | s.Call(bare=True):
            return Level.OPEN
        case s.Binary():
            return Level.PRODUCT
        case s.Sign():
            return Level.SIGN
        case s.Power() | s.Transposed() | s.Primed() | s.Subscript():
            return Level.FACTOR
        case _:
            return Level.ATOM


def places(root: s.Syntax, letters: tuple[str, ...]) -> Iterator[Place]:
    """Every place, outer ones first."""
    waiting = [Place(root, None, Level.SUM, "value", letters)]
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(list(_inside(place))))


def _inside(place: Place) -> Iterator[Place]:
    """The places directly under one."""
    node = place.node

    def at(inner: Node, slot: Level = Level.SUM, role: Role | None = None) -> Place:
        return Place(inner, node, slot, role or place.role, place.letters)

    match node:
        case s.Sign(_, operand):
            yield at(operand, Level.FACTOR)
        case s.Binary(operator, left, right):
            is_sum = operator in SUMS
            yield at(left, Level.SUM if is_sum else Level.PRODUCT)
            yield at(right, Level.OPEN if is_sum else Level.FACTOR)
        case s.Power(base, exponent):
            yield at(base, Level.ATOM)
            yield at(exponent, Level.ATOM)
        case s.Transposed(operand):
            yield at(operand, Level.FACTOR)
        case s.Primed(operand):
            yield at(operand, Level.ATOM)
        case s.Subscript(base, items):
            yield at(base, Level.ATOM)
            for item in items:
                yield at(item, Level.SUM, "index")
        case s.Delta(items):
            for item in items:
                yield at(item, Level.SUM, "index")
        case s.Compare(operands) | s.Logic(_, operands):
            for operand in operands:
                yield at(operand, Level.SUM, "condition")
        case s.BigOperator():
            yield from _under_sum(place, node)
        case s.Call(_, arguments, keywords, _, bare):
            for argument in (*arguments, *(value for _, value in keywords)):
                yield at(argument, Level.OPEN if bare else Level.SUM)
        case s.DerivativeOf(operand, variables):
            yield at(operand, Level.FACTOR)
            for variable in variables:
                yield at(variable, Level.ATOM, "variable")
        case s.Gradient(operand, variable):
            yield at(operand, Level.FACTOR)
            yield at(variable, Level.ATOM, "variable")
        case s.Blocks(rows):
            for piece in (piece for row in rows for piece in row):
                yield at(piece)
        case s.Comprehension(body, binding):
            yield replace(at(body), letters=(*place.letters, binding.letter.text))
        case s.Braces(branches, otherwise):
            for value, condition in branches:
                yield at(value)
                yield at(condition, Level.SUM, "condition")
            if otherwise is not None:
                yield at(otherwise)
        case s.Indicator(condition):
            yield at(condition, Level.SUM, "condition")
        case s.Norm(operand) | s.Bracketed(operand):
            yield at(operand)
        case s.Tuple(items):
            for item in items:
                yield at(item, Level.SUM, "index")
        case s.Numeral() | s.Name() | s.Slice() | s.NewAxis() | s.Ellipsis():
            return


def _under_sum(place: Place, node: s.BigOperator) -> Iterator[Place]:
    letters = (*place.letters, *(binding.letter.text for binding in node.bindings))
    for binding in node.bindings:
        for bound in (binding.lower, binding.upper):
            if bound is not None:
                yield Place(bound, node, Level.SUM, "index", letters)
    if node.condition is not None:
        yield Place(node.condition, node, Level.SUM, "condition", letters)
    yield Place(node.body, node, Level.OPEN if node.origin else Level.SUM, place.role, letters)
