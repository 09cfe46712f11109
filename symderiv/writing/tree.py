"""The typed tree of an expression, a line per node with its shape: what was understood."""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any, get_args

from symderiv.language.expression import (
    Binder,
    Definition,
    DefinitionRef,
    Expression,
    Index,
    IndexElement,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Shape,
    Target,
)
from symderiv.language.sizes import Size
from symderiv.language.traverse import parts
from symderiv.records import fields
from symderiv.source import display_width, visible

_NODES = get_args(Expression)
_INDICES = get_args(Index)


def expression_tree(expression: Expression) -> str:
    """Every node on a line of its own, its parts below it, its shape at the right."""
    lines = [("  " * depth + visible(label), shape) for depth, label, shape in _walk(expression, 0)]
    width = max(display_width(text) for text, _ in lines) + 2
    return "\n".join(text + " " * (width - display_width(text)) + shape for text, shape in lines)


def describe_shape(shape: Shape) -> str:
    """A shape in the words of a declaration: `matrix[V, D]`."""
    if shape.is_scalar:
        return "scalar"
    kind = {1: "row" if shape.is_row else "vector", 2: "matrix"}.get(shape.rank, "tensor")
    return f"{kind}[{', '.join(str(size) for size in shape.axes)}]"


def _walk(node: Expression | Target, depth: int) -> Iterator[tuple[int, str, str]]:
    yield depth, " ".join((type(node).__name__, *_label(node))), describe_shape(node.shape)
    if isinstance(node, Target):
        return
    below: list[Any] = [part for part in parts(node) if isinstance(part, (*_NODES, Target))]
    for part in below:
        yield from _walk(part, depth + 1)


def _label(node: Expression | Target) -> Iterator[str]:
    """What a node says beside its shape and its parts; of a derivative's variable, its name and place."""
    if isinstance(node, Target):
        base = node.base
        yield base.definition.name if isinstance(base, DefinitionRef) else base.name
        yield from _words(node.selectors)
        return
    for item in fields(node):
        if item.name not in ("span", "shape"):
            yield from _words(getattr(node, item.name))


def _words(value: Any) -> Iterator[str]:
    match value:
        case bool():
            yield from ["variable's axes first"] if value else []
        case str() | int() | Fraction() | Size():
            yield str(value)
        case Enum():
            yield str(value.value)
        case Definition():
            yield value.name
        case Binder():
            yield f"{value.name} = {value.lower} … {value.upper}"
        case tuple() if any(isinstance(item, _INDICES) for item in value):
            yield "[" + ", ".join(":" if item is None else _index(item) for item in value) + "]"
        case tuple():
            for item in value:
                yield from _words(item)
        case _ if isinstance(value, _INDICES):
            yield _index(value)
        case _:
            return


def _index(index: Any) -> str:
    """A position; among the arguments of a family, an expression is only pointed at."""
    match index:
        case IndexVariable(name) | IndexSymbol(name):
            return name
        case IndexElement(name, at):
            return f"{name}[{', '.join(_index(inner) for inner in at)}]"
        case IndexSum(terms, offset):
            summands = [
                _index(inner) if factor == 1 else f"{factor}*{_index(inner)}" for factor, inner in terms
            ]
            kept = [] if terms and not offset.terms else [str(offset)]
            return " + ".join([*summands, *kept])
        case _:
            return "…"
