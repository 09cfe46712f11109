"""Places in a typed tree: finding them, and putting something else there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symderiv.language import expression as x
from symderiv.records import fields, replace

Path = tuple[str | int, ...]
NODES = x.Expression.__args__


@dataclass(frozen=True)
class Site:
    """A node, how to get there, the letters that mean something there, and whether a condition is wanted."""

    path: Path
    node: x.Expression
    letters: tuple[x.Index, ...]
    is_truth: bool


def sites(
    e: x.Expression, letters: tuple[x.Index, ...], path: Path = (), is_truth: bool = False
) -> Iterator[Site]:
    """Every expression under a node; the variable of a derivative and bodies of definitions are left alone."""
    yield Site(path, e, letters, is_truth)
    match e:
        case x.Big(binders=binders):
            letters = (*letters, *(x.IndexVariable(b.name, b.sort) for b in binders))
        case x.Stack(binder=binder):
            letters = (*letters, x.IndexVariable(binder.name, binder.sort))
        case x.Compare():
            is_truth = False
    for name, *rest, part in _parts(e):
        wanted = (
            is_truth or name == "condition" or isinstance(e, x.Logic) or (name == "branches" and rest[1] == 0)
        )
        yield from sites(part, letters, (*path, name, *rest), wanted)


def _parts(e: x.Expression) -> Iterator[tuple[Any, ...]]:
    """The expressions directly under a node, each after the way to it."""
    for each in fields(e):
        if each.name not in ("function", "wrt", "definition"):
            for way, part in _inside(getattr(e, each.name), ()):
                yield (each.name, *way, part)


def _inside(held: Any, way: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], x.Expression]]:
    if isinstance(held, NODES):
        yield way, held
    elif isinstance(held, tuple):
        for k, each in enumerate(held):
            yield from _inside(each, (*way, k))


def put(held: Any, path: Path, new: x.Expression) -> Any:
    """The tree with something else at a place."""
    if not path:
        return new
    first, *rest = path
    if isinstance(first, int):
        return (*held[:first], put(held[first], tuple(rest), new), *held[first + 1 :])
    return replace(held, **{first: put(getattr(held, first), tuple(rest), new)})


def redefined(held: Any, key: str, body: x.Expression, mark: str) -> Any:
    """The tree in which a definition says something else, wherever it is used.

    All definitions get new keys: deciders take those with equal keys for equal ones.
    """
    if isinstance(held, tuple):
        return tuple(redefined(each, key, body, mark) for each in held)
    if not isinstance(held, (*NODES, x.Definition, x.Target)):
        return held
    names = [each.name for each in fields(held) if each.name not in ("span", "shape")]
    changed = {name: redefined(getattr(held, name), key, body, mark) for name in names}
    if isinstance(held, x.Definition):
        changed["key"] = held.key + mark
        if held.key == key:
            changed["body"] = body
    return replace(held, **changed)
