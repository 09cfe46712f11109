"""The nodes of expressions."""

from collections.abc import Iterator
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
        elif is_dataclass(node) and not isinstance(node, type):
            if isinstance(node, Definition):
                if node.key in seen:
                    continue
                seen.add(node.key)
            yield node
            stack.extend(
                getattr(node, f.name) for f in reversed(fields(node)) if f.name not in ("shape", "spelled")
            )
