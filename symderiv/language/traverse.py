"""Walking over typed trees: the parts of a node, and what occurs in an expression."""

from collections.abc import Iterator
from typing import cast

from symderiv.language.expression import (
    Big,
    Binder,
    Definition,
    Expression,
    Index,
    IndexElement,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Stack,
    Target,
)
from symderiv.language.sizes import Size
from symderiv.records import fields

Node = Expression | Index | Binder | Target | Definition

_INDICES = (IndexVariable, IndexSymbol, IndexElement, IndexSum)
_NODES = frozenset((*Expression.__args__, *_INDICES, Binder, Target, Definition))


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in order; a reference's definition is one of them."""
    for each in fields(node):
        value = getattr(node, each.name)
        kind = type(value)
        if kind in _NODES:
            yield value
        elif kind is tuple:
            yield from _nodes_in(value)


def _nodes_in(values: tuple[object, ...]) -> Iterator[Node]:
    for value in values:
        if type(value) in _NODES:
            yield cast("Node", value)
        elif isinstance(value, tuple):
            yield from _nodes_in(value)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it; every definition's body once."""
    seen: set[str] = set()
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, Definition):
            if current.key in seen:
                continue
            seen.add(current.key)
        yield current
        stack.extend(reversed(tuple(parts(current))))


def free_letters(node: Node) -> frozenset[str]:
    """The index variables that a node uses and does not bind; what a definition binds is its own."""
    match node:
        case IndexVariable(name):
            return frozenset((name,))
        case Definition():
            return frozenset()
        case Big(binders=binders):
            bound = frozenset(binder.name for binder in binders)
        case Stack(binder=binder):
            bound = frozenset((binder.name,))
        case _:
            bound = frozenset()
    return frozenset(name for part in parts(node) for name in free_letters(part)) - bound


def sizes_in(node: Node) -> frozenset[str]:
    """The names of the sizes of every axis, range and size number under a node."""
    return frozenset(name for each in walk(node) for size in _sizes_of(each) for name in size.names)


def _sizes_of(node: Node) -> Iterator[Size]:
    for each in fields(node):
        name, value = each.name, getattr(node, each.name)
        if isinstance(value, Size):
            yield value
        elif name == "shape":
            yield from value.axes
