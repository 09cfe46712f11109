"""On what the value of a node hangs: the letters that are free in it, and the names that a derivative may move."""

from dataclasses import dataclass, field

from symderiv.language import expression as x
from symderiv.records import fields

NOTHING: frozenset[str] = frozenset()
FRAME = "?"
"""The mark of a node that uses parameters: what they stand for is not seen in it."""


@dataclass(frozen=True)
class Use:
    """Free letters in alphabetical order, and names of symbols, definitions (their keys) and parameters."""

    letters: tuple[str, ...]
    names: frozenset[str]


@dataclass(frozen=True, eq=False)
class Uses:
    """The uses of nodes, each looked at once; the nodes are kept so that no other one has their number."""

    known: dict[int, tuple[object, Use]] = field(default_factory=dict)

    def of(self, node: object) -> Use:
        found = self.known.get(id(node))
        if found is None:
            found = (node, self._use(node))
            self.known[id(node)] = found
        return found[1]

    def _use(self, node: object) -> Use:
        match node:
            case x.IndexVariable(name):
                return Use((name,), NOTHING)
            case x.SymbolRef(name):
                return Use((), frozenset((name,)))
            case x.ParameterRef(name):
                return Use((), frozenset((FRAME, "parameter " + name)))
            case x.Definition(key, body=body):
                return Use((), (self.of(body).names | {key}) - {FRAME})
            case x.Big(binders=binders):
                return self._parts(node, frozenset(binder.name for binder in binders))
            case x.Stack(binder=binder):
                return self._parts(node, frozenset((binder.name,)))
            case _:
                return self._parts(node, NOTHING)

    def _parts(self, node: object, bound: frozenset[str]) -> Use:
        """What the parts use; what a definition binds is its own."""
        if isinstance(node, tuple):
            parts = node
        elif hasattr(node, "span"):
            parts = tuple(getattr(node, each.name) for each in fields(node) if each.name != "shape")
        else:
            return Use((), NOTHING)
        uses = [self.of(part) for part in parts]
        letters = frozenset(name for use in uses for name in use.letters) - bound
        return Use(tuple(sorted(letters)), NOTHING.union(*(use.names for use in uses)))
