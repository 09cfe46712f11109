"""Chains of equations as they are written: their expressions in order, each with its marks."""

import re
from typing import Final

from symderiv.errors import DerivationError, Unreadable
from symderiv.language.document import Problem
from symderiv.reading.declarations import EQUALS
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence
from symderiv.reading.frame import Frame
from symderiv.reading.marks import Marks, read_marks
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.heads import enclosed
from symderiv.reading.parse.parser import parse_expression, parse_statement
from symderiv.records import dataclass
from symderiv.source import Fragment, Span

ITEM_KEYS = ("is", "because", "expect", "holds", "corrected")
_OPENING, _CLOSING = "([{", ")]}"
_ALL_TEX: Final = re.compile(r"\$([^$]*)\$|\$\$([^$]*)\$\$")
_PARTING: Final = re.compile(r"[,;∧∨]|\band\b|\bor\b")
"""What parts one equation from another: they are no chain."""
_COMMAND: Final = re.compile(r"(?:\\[A-Za-z]+\*?\s*)?\Z")
"""A command at the end, if there is one."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as its author wrote it, or what stands in the way of reading it."""

    text: str
    span: Span
    syntax: s.Syntax | Problem
    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Link:
    """The step that arrives at an expression: from the one before, or from the head if it restates it."""

    right: Written
    marks: Marks
    restates: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """A head and the links that lead on from it, one at least."""

    head: Written
    links: tuple[Link, ...]
    span: Span
    ends_marked: bool = True
    """Could its author say something of the last link? Not where the end stands under `prove`."""

    @property
    def last(self) -> Written:
        return self.links[-1].right

    @property
    def expressions(self) -> tuple[s.Syntax, ...]:
        """Those that can be read."""
        written = (self.head, *(link.right for link in self.links))
        return tuple(each.syntax for each in written if not isinstance(each.syntax, Problem))


class ChainReader:
    """Reads the chains of one derivation or case."""

    def __init__(self, fields: Fields, frame: Frame) -> None:
        self.fields = fields
        self.frame = frame

    def of_equation(self, whole: Fragment, steps: Node | None) -> Chain:
        """`a = b = c`, or `a = b` and what stands between."""
        sides = self._sides(whole)
        items = self._items(steps, "steps") if steps is not None else ()
        if len(sides) < 2 or (steps is not None and len(sides) > 2):
            unread = sides[0].syntax if len(sides) == 1 else None
            problem = unread if isinstance(unread, Problem) else self._no_equation(whole, len(sides))
            text = _shown(whole.value)
            left, _, right = text.partition("=")
            head = Written(left.strip(), whole.span, problem, whole)
            last = Link(Written(right.strip(), whole.span, problem, whole), Marks())
            return Chain(head, (*self._links(head, items), last), whole.span, False)
        head, *others = sides
        links = (*self._links(head, items), *(Link(side, Marks()) for side in others))
        return Chain(head, links, whole.span, False)

    def of_list(self, node: Node) -> Chain:
        """The whole chain as a list, the head first."""
        if isinstance(node, Scalar):
            return self.of_equation(node.fragment, None)
        items = self._items(node, "chain")
        if not items:
            raise self.fields.error("E144", "a chain has expressions", node.span)
        first, marks = items[0]
        if marks.about_a_link:
            raise self.fields.error(
                "E148",
                "the head of a chain is no link: nothing arrives at it",
                first.span,
                "`expect` and `corrected` about the whole chain belong to the derivation",
            )
        head, *others = self._sides(first)
        links = (*(Link(side, Marks()) for side in others), *self._links(head, items[1:]))
        if not links:
            raise self.fields.error("E144", "a chain has two expressions at least", node.span)
        return Chain(head, links, first.span)

    def _no_equation(self, whole: Fragment, sides: int) -> Problem:
        if sides < 2:
            error = self.fields.error("E146", "this is no equation", whole.span, "`prove: a = b`")
        else:
            error = self.fields.error(
                "E146",
                f"`steps` stand between the two sides of `prove`, and this has {sides}",
                whole.span,
                "write the whole chain as a list under `chain`",
            )
        return Problem("unreadable", error.diagnostics[0])

    # ── Items ───────────────────────────────────────────────────────────────────────────────────

    def _items(self, node: Node, key: str) -> tuple[tuple[Fragment, Marks], ...]:
        if not isinstance(node, Sequence):
            raise self.fields.error(
                "E132", f"`{key}` is a list", node.span, "start each expression with `- `"
            )
        read = [self.fields.gather(self._item, item) for item in node.items]
        items = tuple(item for item in read if item is not None)
        if len(items) < len(read):
            raise DerivationError()
        return items

    def _item(self, node: Node) -> tuple[Fragment, Marks]:
        if not isinstance(node, Mapping) or not _has_item_keys(node):
            return self.fields.formula(node, "an expression"), Marks()
        self.fields.known_keys(node, ITEM_KEYS, (), "in a step")
        written = node.get("is")
        if written is None:
            raise self.fields.error("E144", "a step needs `is`", node.span, "`is: expression`")
        return self.fields.formula(written, "an expression"), read_marks(self.fields, node)

    def _links(self, head: Written, items: tuple[tuple[Fragment, Marks], ...]) -> tuple[Link, ...]:
        return tuple(link for fragment, marks in items for link in self._links_of(head, fragment, marks))

    def _links_of(self, head: Written, fragment: Fragment, marks: Marks) -> list[Link]:
        """One link for each expression; marks are about the last one. The head may stand before them."""
        sides = self._sides(fragment)
        restates = len(sides) > 1 and self._is_head(head, sides[0])
        links = [Link(side, Marks()) for side in sides[1 if restates else 0 :]]
        links[0] = Link(links[0].right, Marks(), restates)
        links[-1] = Link(links[-1].right, marks, links[-1].restates)
        return links

    def _is_head(self, head: Written, side: Written) -> bool:
        if isinstance(head.syntax, Problem) or isinstance(side.syntax, Problem):
            return "".join(head.text.split()) == "".join(side.text.split())
        return head.syntax == side.syntax or self.frame.say_the_same(head.syntax, side.syntax)

    # ── Expressions ─────────────────────────────────────────────────────────────────────────────

    def _sides(self, whole: Fragment) -> list[Written]:
        """The expressions between the signs of equality; of those some may be unreadable."""
        fragment = _without_leading_equals(whole)
        vocabulary = self.frame.vocabulary
        try:
            sides = parse_statement(fragment, vocabulary)
        except Unreadable as problem:
            pieces = _pieces(fragment)
            if len(pieces) == 1:
                return [_unread(fragment, problem)]
            return [self._piece(piece) for piece in pieces]
        return [self._side(fragment, each) for each in sides]

    def _side(self, whole: Fragment, syntax: s.Syntax) -> Written:
        start, end = _balanced(whole.value, *whole.positions(syntax.span))
        text, span = whole.value[start:end], whole.span_of(start, end)
        return Written(one_line(text), span, syntax, _within(whole, start, end))

    def _piece(self, fragment: Fragment) -> Written:
        try:
            syntax = parse_expression(fragment, self.frame.vocabulary)
        except Unreadable as problem:
            return _unread(fragment, problem)
        return Written(_shown(fragment.value), fragment.span, syntax, fragment)

    def single(self, fragment: Fragment) -> Written:
        """One expression that stands by itself, as under `corrected`."""
        return self._piece(fragment)


def _has_item_keys(node: Mapping) -> bool:
    """A mapping with a key of a step, or one that looks like it; `a: b` within a formula is none."""
    return not node.flow or any(key.value in ITEM_KEYS for key, _ in node.entries)


def _unread(fragment: Fragment, problem: Unreadable) -> Written:
    unread = Problem("unreadable", problem.diagnostics[0])
    return Written(_shown(fragment.value), fragment.span, unread, fragment)


def _shown(value: str) -> str:
    """On one line, without the signs around LaTeX."""
    text = one_line(value)
    whole = _ALL_TEX.fullmatch(text)
    return text if whole is None else (whole[1] or whole[2] or "").strip(" &")


def _balanced(value: str, start: int, end: int) -> tuple[int, int]:
    r"""A place in LaTeX widened to whole groups with their commands: `\mathbf{U}` where it begins at U."""
    depth = lowest = 0
    for at in range(start, end):
        is_sign = at == 0 or value[at - 1] != "\\"
        depth += is_sign * ((value[at] == "{") - (value[at] == "}"))
        lowest = min(lowest, depth)
    for _ in range(-lowest):
        start = max(value.rfind("{", 0, start), 0)
        command = _COMMAND.search(value, 0, start)
        start = command.start() if command is not None else start
    for _ in range(depth - lowest):
        end = value.find("}", end) + 1 or len(value)
    return start, end


def _within(fragment: Fragment, start: int, end: int) -> Fragment:
    """A side by itself; what stands between `$` signs does so there too."""
    side = fragment.slice(start, end)
    before = "$" * (fragment.value[:start].replace("$$", "$").count("$") % 2)
    after = "$" * ((len(before) + side.value.replace("$$", "$").count("$")) % 2)
    return enclosed(side, before, after) if before or after else side


def _without_leading_equals(fragment: Fragment) -> Fragment:
    """`= a + b` continues the chain as people write it."""
    match = re.match(r"\s*=(?!=)", fragment.value)
    return fragment if match is None else fragment.slice(match.end(), len(fragment.value))


def _pieces(fragment: Fragment) -> list[Fragment]:
    """What stands between the signs of equality outside brackets."""
    value = fragment.value
    if "$" in value or "\\" in value:
        from symderiv.reading.parse.tex.sides import split_tex

        return split_tex(fragment)
    depths, depth = [], 0
    for letter in value:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        depths.append(depth)
    parted = [each.start() for each in _PARTING.finditer(value) if depths[each.start()] <= 0]
    if parted and any(match.start() > parted[0] for match in EQUALS.finditer(value)):
        return [fragment]
    cuts = [match.start() for match in EQUALS.finditer(value) if depths[match.start()] <= 0]
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(value)]
    return [fragment.slice(start, end) for start, end in zip(starts, ends, strict=True)]


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())
