"""YAML read as a tree of positioned text: mappings, lists and scalars, and nothing else of YAML.

Refused are tags, anchors, aliases, merge keys, directives, several documents, doubled and empty keys.
"""

import re
import unicodedata
from typing import Final

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from symderiv.errors import DerivationError, Diagnostic
from symderiv.reading.file.files import MAX_BYTES
from symderiv.reading.file.yaml_offsets import scalar_offsets
from symderiv.reading.file.yaml_trouble import (
    Trouble,
    directive,
    doubled,
    eaten,
    explain,
    missing_space,
    quoting,
    reference,
)
from symderiv.records import dataclass
from symderiv.source import Fragment, Source, Span, visible

MAX_DEPTH: Final = 24
MAX_NODES: Final = 50_000
FREE_TEXT: Final = ("title", "source", "notes", "because")
"""Keys of a file, and of the items of its lists, whose text is never a formula."""
# Besides control characters: line separators and marks of direction, which let a file look other than it is.
# In pieces, since all in one class take ten times as long to compile.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\u2028-\u202e\u2066-\u2069]|[\ud800-\udfff\ufeff]|[\ufffe\uffff]"
    r"|\r(?!\n)"
)
_DIRECTIVE: Final = re.compile(r"\ufeff?(?: *(?:#[^\n]*)?\r?\n)*%")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; its style is `'`, `"`, `|`, `>`, or empty where it stands plainly."""

    fragment: Fragment
    span: Span
    style: str

    @property
    def value(self) -> str:
        return self.fragment.value


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in flow style `[a, b]` or one `-` below the other."""

    items: "tuple[Node, ...]"
    span: Span
    flow: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    span: Span
    flow: bool

    def get(self, key: str) -> "Node | None":
        """The value of a key, if it is there."""
        return next((value for name, value in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping


def compose(source: Source) -> Mapping:
    """The tree of a derivation file; a DerivationError says where and why there is none."""
    _check_text(source)
    return _Composer(source).document()


def as_formula_problem(node: Node, source: Source) -> str | None:
    """The hint for a list or mapping in a formula's place: most often a formula that lacks its quotes."""
    text = source.text[node.span.start : node.span.end]
    example = f": '{doubled(text)}'" if len(text) <= 60 and "\n" not in text else ""
    match node:
        case Scalar():
            return None
        case Sequence(flow=True):
            return f"YAML reads `[…]` as a list; a formula that begins with `[` needs quotes{example}"
        case Sequence():
            return f"YAML reads `- ` as an item of a list; write the sign without a space, or quotes{example}"
        case Mapping(flow=True):
            return f"YAML reads `{{…}}` as a mapping; a formula that begins with `{{` needs quotes{example}"
        case Mapping():
            return f"YAML reads `: ` as key and value; a formula that contains it needs quotes{example}"


def _check_text(source: Source) -> None:
    """What is too long, or holds characters that no one can see, is not read at all."""
    if len(source.text) > MAX_BYTES:
        raise _refusal(source, "E115", "the file is larger than 1 MB", None, "split it into several files")
    found = _FORBIDDEN.search(source.text, 1 if source.text.startswith("\ufeff") else 0)
    if found:
        name = unicodedata.name(found.group(), "a control character").lower()
        message = f"the character U+{ord(found.group()):04X} ({name}) may not stand in a derivation file"
        raise _refusal(source, "E123", message, Span(found.start(), found.start() + 1), "remove it")


def _refusal(source: Source, code: str, message: str, span: Span | None, hint: str | None) -> DerivationError:
    return DerivationError(Diagnostic(code, message, source, span, hint))


class _Events(Reader, Scanner, Parser):
    """PyYAML's reader, scanner and parser in pure Python, without anything that would construct objects."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


class _Composer:
    """One pass over the events; depth and number of nodes are bounded as they come."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.events = _Events(source.text)
        self.nodes = 0
        self.brackets: list[int] = []
        self.quoted: Span | None = None

    def document(self) -> Mapping:
        """The one document of the file, which is a mapping."""
        percent = _DIRECTIVE.match(self.source.text)
        if percent:
            raise DerivationError(directive(self.source, Span(percent.end() - 1, percent.end())))
        self.advance()
        start = self.advance()
        if isinstance(start, StreamEndEvent):
            raise self.empty()
        top = self.node(self.advance(), 1)
        if isinstance(top, Scalar) and not top.value and not top.style:
            raise self.empty()
        if not isinstance(top, Mapping) or (top.flow and not top.entries):
            raise self.no_mapping(top)
        self.advance()
        after = self.advance()
        if not isinstance(after, StreamEndEvent):
            message = "a second YAML document begins here"
            raise self.refuse("E103", message, _span(after), "a file holds one document: remove the `---`")
        return top

    def advance(self) -> Event:
        """The next event, or what PyYAML complains about in the author's terms."""
        try:
            event: Event = self.events.get_event()  # type: ignore[no-untyped-call]
        except MarkedYAMLError as problem:
            raise DerivationError(explain(self.trouble(problem))) from None
        except (ValueError, OverflowError):
            # PyYAML converts `\UFFFFFFFF` and the numbers of `%YAML` without looking at their size.
            raise self.bad_number(self.events.get_mark().index) from None
        return event

    def node(self, event: Event, depth: int, *, is_item: bool = False, is_free: bool = False) -> Node:
        """The tree that an event begins: an item of a list, or free text, where that makes a difference."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"the file has more than {MAX_NODES} keys and values"
            raise self.refuse("E121", message, _span(event), "split it into several derivation files")
        if depth > MAX_DEPTH:
            message = f"lists and mappings are nested more than {MAX_DEPTH} deep here"
            hint = "a formula that begins with brackets needs quotes"
            raise self.refuse("E120", message, _span(event), hint)
        self.check_plain_yaml(event)
        match event:
            case ScalarEvent():
                return self.scalar(event, is_free)
            case SequenceStartEvent():
                return self.sequence(event, depth)
            case _:
                return self.mapping(event, depth, depth == 1 or is_item)

    def check_plain_yaml(self, event: Event) -> None:
        """Tags, anchors and aliases are refused: they are no part of a derivation, but formulas begin so."""
        tagged = isinstance(event, NodeEvent) and event.anchor is not None
        if tagged or isinstance(event, AliasEvent) or getattr(event, "tag", None) is not None:
            raise DerivationError(reference(self.source, _start(event)))

    def scalar(self, event: ScalarEvent, is_free: bool) -> Scalar:
        style = event.style or ""
        offsets = scalar_offsets(self.source, _span(event), style, event.value)
        value = _shown(event.value) if is_free and style == '"' else event.value
        scalar = Scalar(Fragment(self.source, value, offsets), _span(event), style)
        if style in ("|", ">"):
            scalar = Scalar(scalar.fragment, Span(_start(event), max(offsets[-1], _start(event) + 1)), style)
        if style == '"' and not is_free:
            self.check_escapes(scalar)
        if style in ("'", '"'):
            self.quoted = scalar.span
        return scalar

    def check_escapes(self, scalar: Scalar) -> None:
        """`"\\frac"` holds a form feed: what an escape made invisible was meant as a macro."""
        for letter, at in zip(scalar.value, scalar.fragment.offsets, strict=False):
            if not letter.isprintable() and self.source.text[at] == "\\":
                raise DerivationError(eaten(self.source, at))

    def sequence(self, event: SequenceStartEvent, depth: int) -> Sequence:
        self.open(event)
        items: list[Node] = []
        while not isinstance(following := self.advance(), SequenceEndEvent):
            items.append(self.node(following, depth + 1, is_item=True))
            self.check_comma(event, items[-1])
        last = items[-1].span if items else _span(event)
        return Sequence(tuple(items), self.close(event, following, last), bool(event.flow_style))

    def check_comma(self, event: SequenceStartEvent, item: Node) -> None:
        """`[f(a, b), c]` has an item `f(a`: the comma within a formula was taken for YAML's."""
        if not event.flow_style or not isinstance(item, Scalar) or item.style:
            return
        if item.value.count("(") != item.value.count(")"):
            message = f"`{item.value}` is an item of its own within this `[…]`"
            raise self.refuse("E108", message, item.span, "a formula with a comma needs quotes there")

    def mapping(self, event: Event, depth: int, has_free_text: bool) -> Mapping:
        self.open(event)
        entries: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while not isinstance(following := self.advance(), MappingEndEvent):
            key = self.key(self.node(following, depth + 1), lines)
            is_free = has_free_text and key.value in FREE_TEXT
            value = self.node(self.advance(), depth + 1, is_free=is_free)
            self.check_colon(event, key, value)
            entries.append((key, value))
        last = entries[-1][1].span if entries else _span(event)
        flow = isinstance(event, MappingStartEvent) and bool(event.flow_style)
        return Mapping(tuple(entries), self.close(event, following, last), flow)

    def key(self, node: Node, lines: dict[str, int]) -> Scalar:
        """A key is a text that no earlier key of the same mapping equals."""
        if not isinstance(node, Scalar):
            message = "a list or a mapping stands where a key belongs"
            raise self.refuse("E106", message, node.span, "a key that begins with `[` or `{` needs quotes")
        name = unicodedata.normalize("NFC", node.value.strip())
        if not name:
            hint = quoting(self.source, _at(node))
            raise self.refuse("E106", "a key is missing before `:`", node.span, hint)
        if name == "<<" and not node.style:
            message = "YAML's merge key `<<` is not used here"
            raise self.refuse("E104", message, node.span, "write the entries out")
        if name in lines:
            message = f"the key `{name}` stands here a second time"
            raise self.refuse("E105", message, node.span, f"the first one is in line {lines[name]}")
        lines[name] = self.source.line_column(_at(node))[0]
        return node

    def check_colon(self, event: Event, key: Scalar, value: Node) -> None:
        """`{is: f(a, b)}` has a second key `b)` without a value: the comma was taken for YAML's."""
        if not (isinstance(event, MappingStartEvent) and event.flow_style and isinstance(value, Scalar)):
            return
        between = self.source.text[key.span.end : value.span.start]
        if value.value or value.style or ":" in between:
            return
        message = f"`{key.value}` has no `: value` within this `{{…}}`"
        hint = "a formula with a comma, or one that begins with `{`, needs quotes; a list is written `[a, b]`"
        raise self.refuse("E108", message, key.span, hint)

    def open(self, event: Event) -> None:
        if self.source.text.startswith(("[", "{"), _start(event)) and getattr(event, "flow_style", False):
            self.brackets.append(_start(event))

    def close(self, event: Event, end: Event, last: Span) -> Span:
        """The span of a collection, which ends with its bracket, or with its last part if it has none."""
        if self.brackets and self.brackets[-1] == _start(event) and _span(end).end > _start(end):
            self.brackets.pop()
            return _span(event).to(_span(end))
        return _span(event).to(last)

    def trouble(self, problem: MarkedYAMLError) -> Trouble:
        at = problem.problem_mark.index if problem.problem_mark else self.events.get_mark().index
        opener = problem.context_mark.index if problem.context_mark else at
        bracket = self.brackets[-1] if self.brackets else None
        context, words = problem.context or "", problem.problem or ""
        return Trouble(self.source, context, words, opener, at, bracket, self.quoted)

    def bad_number(self, at: int) -> DerivationError:
        line = self.source.line_column(at)[0]
        if self.source.line(line).startswith("%"):
            return DerivationError(directive(self.source, Span(at, at + 1)))
        return DerivationError(eaten(self.source, self.source.text.rfind("\\", 0, at + 1)))

    def no_mapping(self, top: Node) -> DerivationError:
        spaced = missing_space(self.source, _at(top))
        if spaced is not None:
            return DerivationError(spaced)
        kind = "a text" if isinstance(top, Scalar) else "a list" if isinstance(top, Sequence) else "empty"
        message = f"a derivation file consists of `key: value`; this is {kind}"
        hint = "it begins with a line such as `title: …` or `symbols:`"
        return self.refuse("E102", message, top.span, hint)

    def empty(self) -> DerivationError:
        hint = "a derivation file has at least `symbols:` and `gradients:` or `derivations:`"
        return self.refuse("E101", "the file is empty", Span(0, 0), hint)

    def refuse(self, code: str, message: str, span: Span, hint: str) -> DerivationError:
        return _refusal(self.source, code, message, span, hint)


def _shown(text: str) -> str:
    """Free text with a stand-in for each letter that no one can see: an escape may stand for any."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _start(event: Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _span(event: Event) -> Span:
    return Span(_start(event), event.end_mark.index if event.end_mark else 0)


def _at(node: Node) -> int:
    return node.span.start
