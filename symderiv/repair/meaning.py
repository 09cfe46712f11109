"""What texts mean that differ in nothing of substance."""

from collections.abc import Iterator

from symderiv.language.expression import (
    Apply,
    Definition,
    Derivative,
    Expression,
    IndexCompare,
    Negate,
    Transpose,
)
from symderiv.language.traverse import Node, parts, walk
from symderiv.records import replace


def plain(expression: Expression) -> Expression:
    """The expression without what changes nothing around the whole of it."""
    match expression:
        case Transpose(argument) if argument.shape.is_scalar:
            return plain(argument)
        case Transpose(Transpose(argument)) | Negate(Negate(argument)):
            return plain(argument)
        case Apply(arguments=(argument,), axis=0) if argument.shape.rank == 1:
            return replace(expression, axis=None)
        case _:
            return expression


def holds(expression: Expression, part: Expression) -> bool:
    """Does a part occur in an expression, or in the definitions that it uses?"""
    return any(node == part for node in walk(expression))


def is_idle(expression: Expression) -> bool:
    """Is a number transposed somewhere, or a transpose, or is a position compared with itself?"""
    return any(_is_idle(node) for node in _written(expression))


def derivatives(expression: Expression) -> tuple[Derivative, ...]:
    """The derivatives that stand in an expression itself."""
    return tuple(node for node in _written(expression) if isinstance(node, Derivative))


def _written(expression: Expression) -> Iterator[Node]:
    """What is written there, not what the names stand for."""
    waiting: list[Node] = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(each for each in parts(node) if not isinstance(each, Definition))


def _is_idle(node: Node) -> bool:
    match node:
        case Transpose(argument):
            return argument.shape.is_scalar or isinstance(argument, Transpose)
        case IndexCompare(_, left, right):
            return left == right
        case _:
            return False
