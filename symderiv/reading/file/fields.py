"""Taking a file's tree apart: known keys, text where text belongs, and errors with their place."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import ParamSpec, TypeVar

from symderiv.errors import DerivationError, Diagnostic
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence, as_formula_problem
from symderiv.source import Fragment, Source, Span

_ENTRY = re.compile(r"([^\s:=]+)\s*(:|=)(?=[^\s=]|\s)")
"""`name:value` or `name = value` at the beginning of what should be entries."""

_OF_DERIVATIONS = ("prove", "steps", "chain", "for", "given", "cases")

P = ParamSpec("P")
T = TypeVar("T")


class Fields:
    """Reads the parts of one file and gathers what is wrong with them, so that all of it is said at once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    def error(self, code: str, message: str, span: Span, hint: str | None = None) -> DerivationError:
        return DerivationError(Diagnostic(code, message, self.source, span, hint))

    def gather(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The value, or None with the problems noted."""
        try:
            return read(*args, **kwargs)
        except DerivationError as problem:
            self.problems.extend(problem.diagnostics)
            return None

    def settle(self) -> None:
        """Raise what has been gathered, in the order of the file."""
        if self.problems:
            unique = dict.fromkeys(self.problems)
            raise DerivationError(*sorted(unique, key=lambda d: d.span.start if d.span else 0))

    def known_keys(self, mapping: Mapping, keys: tuple[str, ...], later: tuple[str, ...], where: str) -> None:
        """Every key is one of these; those of a later version say so."""
        for key, _ in mapping.entries:
            if key.value in keys:
                continue
            if key.value in later:
                self.problems.append(
                    Diagnostic("E133", f"`{key.value}` is not supported yet", self.source, key.span)
                )
                continue
            nearest = get_close_matches(key.value, [*keys, *later], n=1)
            hint = f"did you mean `{nearest[0]}`?" if nearest else "keys here are " + ", ".join(keys)
            if key.value in _OF_DERIVATIONS and "derivations" in keys:
                hint = f"it belongs to a derivation: `derivations:` and, below it, `- {key.value}: …`"
            self.problems.append(
                Diagnostic("E130", f"unknown key `{key.value}` {where}", self.source, key.span, hint)
            )

    def mapping(self, node: Node, what: str) -> Mapping:
        if isinstance(node, Mapping):
            return node
        raise self.error("E132", f"{what} is a mapping of keys to values", node.span, _as_entries(node))

    def text(self, node: Node | None) -> str | None:
        """Free text, never interpreted."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            raise self.error(
                "E132", "text belongs here", node.span, "text that starts with `[` or `{` needs quotes"
            )
        return node.value

    def formula(self, node: Node, what: str) -> Fragment:
        """The text of a formula."""
        if isinstance(node, Scalar):
            return node.fragment
        raise self.error("E132", f"{what} belongs here", node.span, as_formula_problem(node, self.source))

    def formulas(self, node: Node | None, what: str) -> tuple[Fragment, ...]:
        """One formula or a list of them."""
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return tuple(self.formula(item, what) for item in node.items)
        return (self.formula(node, what),)


def _as_entries(node: Node) -> str:
    """How entries are written, in place of a list, of `name = value`, of `name:value`."""
    if isinstance(node, Sequence):
        return "its entries are lines `name: value`, without `- `"
    text = node.value.strip() if isinstance(node, Scalar) else ""
    written = _ENTRY.match(text)
    if written is None or "\n" in text:
        return "its entries are lines `name: value`, below it and further to the right"
    name, sign = written.groups()
    if sign == ":":
        return f"a space is missing after the colon: `{name}: …`"
    return f"an entry has a colon and a space, not `=`: `{name}: …`"
