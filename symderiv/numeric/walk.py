"""The nodes of expressions."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from symderiv.language.expression import Definition
from symderiv.records import fields, is_dataclass


def nodes(*roots: Any) -> Iterator[Any]:
    """Every node of expressions, bodies of definitions included, each definition once."""
    seen: set[str] = set()
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
            continue
        kind: Any = type(node)
        names = _parts(kind)
        if names is not None:
            if isinstance(node, Definition):
                if node.key in seen:
                    continue
                seen.add(node.key)
            yield node
            stack.extend([getattr(node, name) for name in names])


@cache
def _parts(kind: Any) -> tuple[str, ...] | None:
    """The fields of a kind of nodes in which others may stand, the last one first; None for other things."""
    if not is_dataclass(kind):
        return None
    return tuple(f.name for f in reversed(fields(kind)) if f.name not in ("shape", "spelled"))
