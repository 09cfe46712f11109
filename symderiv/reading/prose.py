r"""Markdown and LaTeX documents: their declarations, and the displayed equations that are to be checked.

Declarations stand in the front matter or in fenced blocks of the language `symderiv` (Markdown), or in
lines `% symderiv: …` (LaTeX). Checked is every display that bears a `\label` or follows a mark,
`<!-- symderiv -->` or `% symderiv`; a mark may hold the keys of a derivation, as in `{for: w}`.
"""

import re
from typing import Final

from symderiv.errors import DerivationError, Diagnostic
from symderiv.reading.file.files import LATEX, MARKDOWN
from symderiv.reading.file.front_matter import without_others
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence, compose
from symderiv.reading.parse.heads import enclosed
from symderiv.reading.parse.tex.commands import ALIGNED
from symderiv.reading.prose_lines import Line, chains
from symderiv.records import dataclass, replace
from symderiv.source import Fragment, Source, Span

NOT_IN_A_MARK: Final = ("prove", "chain", "steps", "cases")
_OUTER: Final = frozenset(ALIGNED) - {"aligned", "alignedat", "split", "gathered", "math"}


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula: where it stands with its delimiters, and without them."""

    span: Span
    inner: Span
    comments: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: where it stands, and its options in braces, if any."""

    span: Span
    options: Span | None


@dataclass(frozen=True, slots=True)
class Parts:
    """What matters of a document: declarations, displays, and marks by the place where they end."""

    declarations: tuple[Span, ...]
    displays: tuple[Display, ...]
    marks: dict[int, Mark]
    spoilt: tuple[Span, ...] = ()
    """What starts like a mark and is none."""
    has_front: bool = False
    """Do the declarations stand in front matter, which other programs read too?"""


def read_prose(source: Source) -> tuple[Mapping, tuple[Span, ...]]:
    """The document as a derivation file, and the places of the displays that nobody marked."""
    is_markdown = source.path.lower().endswith(MARKDOWN)
    parts = _markdown_parts(source.text) if is_markdown else _latex_parts(source.text)
    if not parts.declarations:
        hint = "front matter, or a fenced block ```symderiv" if is_markdown else "lines `% symderiv: …`"
        message = "this document declares nothing"
        raise DerivationError(Diagnostic("E118", message, source, Span(0, 1), hint))
    file = _composed(source, _only(source.text, parts.declarations), 0)
    nested = file.get("symderiv")
    file = nested if isinstance(nested, Mapping) else without_others(file) if parts.has_front else file
    claims: list[Mapping] = []
    loose: list[Span] = []
    marked = {display.span.start: _mark_before(source.text, parts, display) for display in parts.displays}
    _all_mark_something(source, parts, {mark.span for mark in marked.values() if mark})
    for display in parts.displays:
        mark = marked[display.span.start]
        options = None if mark is None else _options(source, mark)
        label = _LABEL.search(source.text, display.span.start, display.span.end)
        if options is None and label is None:
            loose.append(display.span)
            continue
        claims += _claims(source, display, options or (), _said(label) if label else None)
    known = file.get("derivations")
    items = (*(known.items if isinstance(known, Sequence) else ()), *claims)
    entries = [entry for entry in file.entries if entry[0].value != "derivations"]
    if items:
        key = next((entry[0] for entry in file.entries if entry[0].value == "derivations"), None)
        key = key or _scalar(source, "derivations", items[0].span)
        entries.append((key, Sequence(items, items[0].span, False)))
    return Mapping(tuple(entries), file.span, False), tuple(loose)


def _composed(source: Source, text: str, place: int) -> Mapping:
    """The YAML in a text that stands at a place of the document."""
    try:
        return _moved(compose(Source(source.path, text)), source, place)
    except DerivationError as problem:
        moved = [
            replace(each, source=source, span=None if each.span is None else _shifted(each.span, place))
            for each in problem.diagnostics
        ]
        raise DerivationError(*moved) from None


def _moved(tree: Mapping, source: Source, by: int) -> Mapping:
    """The same tree at its place in the document."""

    def scalar(node: Scalar) -> Scalar:
        offsets = tuple(offset + by for offset in node.fragment.offsets)
        return Scalar(Fragment(source, node.value, offsets), _shifted(node.span, by), node.style)

    def moved(node: Node) -> Node:
        match node:
            case Scalar():
                return scalar(node)
            case Sequence(items, span, flow):
                return Sequence(tuple(moved(each) for each in items), _shifted(span, by), flow)
            case Mapping():
                return mapping(node)

    def mapping(node: Mapping) -> Mapping:
        entries = tuple((scalar(key), moved(value)) for key, value in node.entries)
        return Mapping(entries, _shifted(node.span, by), node.flow)

    return mapping(tree)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


_LABEL: Final = re.compile(
    r"(?:\\label\s*\{|\{#)(?P<braced>[^{}\n]*)\}|^:label:(?P<option>[^\n]*)$", re.MULTILINE
)


def _said(label: re.Match[str]) -> str:
    return (label["braced"] or label["option"] or "").strip()


def _only(text: str, kept: tuple[Span, ...]) -> str:
    """The text with blanks for all that stands elsewhere, so that every place stays what it is."""
    pieces: list[str] = []
    at = 0
    for span in kept:
        pieces += [_BLANKED.sub(" ", text[at : span.start]), text[span.start : span.end]]
        at = span.end
    return "".join([*pieces, _BLANKED.sub(" ", text[at:])])


_BLANKED: Final = re.compile(r"[^\n]")


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────────

_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE)
_DECLARES: Final = re.compile(r"^(?:symderiv|symbols|sizes|define)[ \t]*:", re.MULTILINE)
_MARKDOWN: Final = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$|<!--|\$\$|\\\[|\\begin\{(?P<lines>[a-z*]+)\}|`+",
    re.MULTILINE,
)
_MARK: Final = re.compile(r"<!--\s*symderiv\b:?\s*(\{.*\})?\s*-->", re.DOTALL)
_LIKE_A_MARK: Final = re.compile(r"<!--\s*symderiv\b[ \t]*(?:\w*[ \t]*:|[{\r\n]|-->|\Z)")
_QUOTE: Final = re.compile(r"[ \t]*>")
_QUOTED: Final = re.compile(r"\n([ \t]*>)")
_OPTIONS: Final = re.compile(r"(?:\s*:[a-z]+:[^\n]*\n)+")
"""`:label: eq-loss` at the head of a fenced block ```{math}."""
_AFTER_DISPLAY: Final = re.compile(r"[ \t]*\{#[^{}\n]*\}")


def _markdown_parts(text: str) -> Parts:
    declarations: list[Span] = []
    displays: list[Display] = []
    marks: dict[int, Mark] = {}
    spoilt: list[Span] = []
    front = _FRONT.match(text)
    at = 0
    if front is not None:
        at = front.end()
        if _DECLARES.search(front[1]):
            declarations.append(Span(front.start(1), front.end(1)))
    has_front = bool(declarations)
    while (match := _MARKDOWN.search(text, at)) is not None:
        opened = match[0]
        if match["fence"]:
            closer = re.compile(
                rf"^ {{0,3}}{match['fence'][0]}{{{len(match['fence'])},}}[ \t\r]*$", re.MULTILINE
            )
            closed = closer.search(text, match.end())
            end = closed.start() if closed else len(text)
            at = closed.end() if closed else len(text)
            if match["info"].strip() == "symderiv" and not has_front:
                declarations.append(Span(match.end(), end))
            elif match["info"].strip() in ("math", "{math}"):
                inner = _OPTIONS.match(text, match.end(), end)
                start = inner.end() if inner else match.end()
                displays.append(Display(Span(match.start(), at), Span(start, end), _unsaid(text, start, end)))
            continue
        if match["lines"] is not None and match["lines"] not in _OUTER:
            at = match.end()
            continue
        closing = {"<!--": "-->", "$$": "$$", r"\[": r"\]"}.get(opened, opened)
        closing = closing.replace("\\begin", "\\end")
        end = text.find(closing, match.end())
        if end < 0:
            if opened[0] != "`":
                spoilt += _found(_LIKE_A_MARK, text, match.start(), len(text))
                break
            at = match.end()
            continue
        at = end + len(closing)
        if opened == "<!--" and (mark := _MARK.fullmatch(text, match.start(), at)):
            options = Span(mark.start(1), mark.end(1)) if mark[1] else None
            marks[at] = Mark(Span(match.start(), at), options)
        elif opened == "<!--":
            spoilt += _found(_LIKE_A_MARK, text, match.start(), at)
        elif opened[0] != "`":
            spoilt += _found(_LIKE_A_MARK, text, match.end(), end)
            after = _AFTER_DISPLAY.match(text, at)
            whole = Span(match.start(), after.end() if after else at)
            displays.append(Display(whole, Span(match.end(), end), _unsaid(text, match.end(), end)))
    return Parts(tuple(declarations), tuple(displays), marks, tuple(spoilt), has_front)


def _found(mark: re.Pattern[str], text: str, start: int, end: int) -> list[Span]:
    return [Span(each.start(), each.end()) for each in mark.finditer(text, start, end)]


def _unsaid(text: str, start: int, end: int) -> tuple[Span, ...]:
    """What says nothing in a display: comments, and the signs of a quotation before its lines."""
    found = list(_comments(text, start, end))
    if _QUOTE.match(text, text.rfind("\n", 0, start) + 1, start):
        found += (Span(each.start(1), each.end(1)) for each in _QUOTED.finditer(text, start, end))
    return tuple(sorted(found, key=lambda span: span.start))


# ── LaTeX ───────────────────────────────────────────────────────────────────────────────────────────

_TEX: Final = re.compile(r"%[^\n]*|\\begin\{([a-z*]+)\}|\$\$|\\\[|\\.", re.DOTALL)
_TEX_COMMENT: Final = re.compile(r"\\.|%[^\n]*", re.DOTALL)
_DECLARATION: Final = re.compile(r"% ?symderiv:(.*)", re.DOTALL)
_TEX_MARK: Final = re.compile(r"%[ \t]*symderiv[ \t]*(\{.*\})?[ \t\r]*", re.DOTALL)
_LIKE_A_TEX_MARK: Final = re.compile(r"%[ \t]*symderiv[ \t]*(?:\{[^\n]*|\w+[ \t]*:[^\n]*|\r?$)", re.MULTILINE)
_VERBATIM: Final = ("verbatim", "verbatim*", "lstlisting", "minted", "comment")


def _latex_parts(text: str) -> Parts:
    declarations: list[Span] = []
    displays: list[Display] = []
    marks: dict[int, Mark] = {}
    spoilt: list[Span] = []
    at = 0
    while (match := _TEX.search(text, at)) is not None:
        at = match.end()
        opened, name = match[0], match[1]
        if opened[0] == "%":
            if declared := _DECLARATION.fullmatch(opened):
                declarations.append(Span(match.start() + declared.start(1), match.end()))
            elif mark := _TEX_MARK.fullmatch(opened):
                start = match.start()
                options = Span(start + mark.start(1), start + mark.end(1)) if mark[1] else None
                marks[at] = Mark(Span(start, at), options)
            else:
                spoilt += _found(_LIKE_A_TEX_MARK, text, match.start(), at)
            continue
        closing = {"$$": "$$", r"\[": r"\]"}.get(opened)
        if name is not None and (name in _OUTER or name in _VERBATIM):
            closing = rf"\end{{{name}}}"
        if closing is None:
            continue
        end = text.find(closing, at)
        if end < 0:
            spoilt += _found(_LIKE_A_TEX_MARK, text, at, len(text))
            break
        if name not in _VERBATIM:
            whole = Span(match.start(), end + len(closing))
            displays.append(Display(whole, Span(at, end), _comments(text, at, end)))
            spoilt += _found(_LIKE_A_TEX_MARK, text, at, end)
        at = end + len(closing)
    return Parts(tuple(declarations), tuple(displays), marks, tuple(spoilt))


def _comments(text: str, start: int, end: int) -> tuple[Span, ...]:
    found = _TEX_COMMENT.finditer(text, start, end)
    return tuple(Span(each.start(), each.end()) for each in found if each[0][0] == "%")


# ── From displays to claims ─────────────────────────────────────────────────────────────────────────


def _mark_before(text: str, parts: Parts, display: Display) -> Mark | None:
    """The mark that stands right before a display, nothing between but blanks."""
    if not parts.marks:
        return None
    end = display.span.start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    if end in parts.marks:
        return parts.marks[end]
    line_end = text.find("\n", end)
    return parts.marks.get(line_end) if 0 <= line_end <= display.span.start else None


def _options(source: Source, mark: Mark) -> tuple[tuple[Scalar, Node], ...]:
    """What a mark says of the claim that follows it."""
    if mark.options is None:
        return ()
    options = _composed(source, source.text[mark.options.start : mark.options.end], mark.options.start)
    for key, _ in options.entries:
        if key.value in NOT_IN_A_MARK:
            message = f"`{key.value}` cannot stand in a mark: the claim is the formula that follows"
            raise DerivationError(Diagnostic("E130", message, source, key.span))
    return options.entries


def _all_mark_something(source: Source, parts: Parts, used: set[Span]) -> None:
    """No mark may be lost: who wrote it believes that a formula is checked."""
    lost = [mark.span for mark in parts.marks.values() if mark.span not in used]
    last = parts.displays[-1].span.start if parts.displays else 0
    problems = [
        Diagnostic(
            "E124",
            "something else stands between this mark and the next display"
            if span.start < last
            else "no display follows this mark",
            source,
            span,
            "a mark stands right before its display; in a list or a quotation, on the line where that opens",
        )
        for span in lost
    ]
    form = "% symderiv {for: w}" if source.path.lower().endswith(LATEX) else "<!-- symderiv {for: w} -->"
    problems += [
        Diagnostic("E124", "this is no mark that a display could follow", source, span,
                   f"a mark stands before a display and on one line: `{form}`")
        for span in parts.spoilt
    ]  # fmt: skip
    if problems:
        raise DerivationError(*sorted(problems, key=lambda each: each.span.start if each.span else 0))


def _claims(
    source: Source, display: Display, options: tuple[tuple[Scalar, Node], ...], label: str | None
) -> list[Mapping]:
    """One derivation for every chain in a display."""
    text = Fragment(source, _without_comments(source, display), _offsets(display.inner))
    claims: list[Mapping] = []
    for chain in list(chains(text)) or [[Line(text)]]:
        first, last = chain[0].text.span, chain[-1].text.span
        line, _ = source.line_column(first.start)
        entries = list(options)
        if not any(key.value == "name" for key, _ in options):
            name = _scalar(source, label or f"line {line}", first)
            entries.append((_scalar(source, "name", first), name))
        rows = tuple(_row(source, each if len(chain) > 1 else Line(each.text)) for each in chain)
        key = "prove" if len(rows) == 1 else "chain"
        span = first.to(last)
        value = rows[0] if len(rows) == 1 else Sequence(rows, span, False)
        entries.append((_scalar(source, key, first), value))
        claims.append(Mapping(tuple(entries), span, False))
    return claims


def _row(source: Source, line: Line) -> Node:
    """A line as an item of a chain."""
    span = line.text.span
    formula = Scalar(enclosed(line.text, "$", "$"), span, "")
    if line.because is None:
        return formula
    entries = (("is", formula), ("because", _scalar(source, line.because, span)))
    return Mapping(tuple((_scalar(source, key, span), value) for key, value in entries), span, False)


def _offsets(span: Span) -> tuple[int, ...]:
    return tuple(range(span.start, span.end + 1))


def _without_comments(source: Source, display: Display) -> str:
    pieces: list[str] = []
    at = display.inner.start
    for comment in display.comments:
        pieces += [source.text[at : comment.start], " " * (comment.end - comment.start)]
        at = comment.end
    return "".join([*pieces, source.text[at : display.inner.end]])


def _scalar(source: Source, text: str, span: Span) -> Scalar:
    """Text that stands nowhere in the document, at the place of a formula."""
    return Scalar(Fragment(source, text, (span.start,) * (len(text) + 1)), span, "")
