"""What YAML cannot read, said in the words of someone who writes formulas."""

import re
from collections.abc import Callable
from typing import Final

from symderiv.errors import Diagnostic
from symderiv.records import dataclass
from symderiv.source import Source, Span

_HEAD: Final = re.compile(
    r"[ ]*(?:- +)*(?:(?:\"[^\"]*\"|'(?:[^']|'')*'|[^\s'\"\[{#](?:[^:]|:(?=\S)){0,1024}?):(?: +|$))?"
)
_COMMENT: Final = re.compile(r"(?:(?<=\s)|^)#")
_MACRO: Final = re.compile(r"\\(?:[A-Za-z]+|.)")
_GOT: Final = re.compile(r"(?:got|found) '(.*)'$")
QUOTES: Final = "single quotes, or a block: `|` and an indented line below"
_ROLES: Final[dict[str, str]] = {"*": "an alias", "&": "an anchor", "!": "a tag"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A complaint of the YAML scanner or parser, and what had been read when it came.

    `opener` is where the thing under way began, `bracket` the innermost open `[` or `{`, `quoted` the last
    quoted value.
    """

    source: Source
    context: str
    problem: str
    opener: int
    at: int
    bracket: int | None
    quoted: Span | None

    @property
    def found(self) -> str:
        """The token at which the reading stopped."""
        match = _GOT.search(self.problem)
        return match.group(1) if match else ""

    def says(self, code: str, message: str, start: int, end: int, hint: str) -> Diagnostic:
        return Diagnostic(code, message, self.source, Span(start, max(start, end)), hint)


def explain(trouble: Trouble) -> Diagnostic:
    """The first explanation in the table whose key stands in the complaint."""
    complaint = f"{trouble.context}: {trouble.problem}"
    for key, answer in _ANSWERS:
        if key in complaint:
            return answer(trouble)
    message = f"YAML cannot read this: {trouble.problem}"
    return trouble.says("E100", message, trouble.at, trouble.at + 1, quoting(trouble.source, trouble.at))


def quoting(source: Source, at: int) -> str:
    """The hint to quote a formula, with the value that stands around an offset where that is simple."""
    value = _value_around(source, at)
    text = source.text[value.start : value.end]
    if not text or len(text) > 60 or text.startswith(("'", '"', "{")) or not value.start <= at <= value.end:
        return f"a formula with such characters needs {QUOTES}"
    return f"a formula here needs quotes: '{doubled(text)}'"


def doubled(text: str) -> str:
    """A text as it stands between single quotes."""
    return text.replace("'", "''")


def eaten(source: Source, backslash: int) -> Diagnostic:
    """The message for an escape in double quotes that the author meant as the backslash of a macro."""
    macro = _MACRO.match(source.text, backslash)
    written = macro.group() if macro else "\\"
    span = Span(backslash, backslash + len(written))
    message = f"double quotes eat the backslash of `{written}`"
    return Diagnostic("E109", message, source, span, f"use {QUOTES}")


def missing_space(source: Source, start: int) -> Diagnostic | None:
    """The message for a line `key:value`, which YAML takes as one word."""
    stop = _line_end(source, start)
    colon = re.compile(r"[^\s:'\"]+(:)[^\s:=]").match(source.text, start, stop)
    if colon is None:
        return None
    key = source.text[start : colon.start(1)]
    span = Span(colon.start(1), colon.start(1) + 1)
    message = f"a space is missing after `{key}:`"
    return Diagnostic("E100", message, source, span, "YAML wants `key: value`")


def _line_end(source: Source, at: int) -> int:
    stop = source.text.find("\n", at)
    return len(source.text) if stop < 0 else stop


def _line_start(source: Source, at: int) -> int:
    return source.text.rfind("\n", 0, at) + 1


def _is_first(source: Source, at: int) -> bool:
    """Whether nothing but indentation stands before an offset on its line."""
    return not source.text[_line_start(source, at) : at].strip()


def _value_around(source: Source, at: int) -> Span:
    """The value of the `key: value` or `- value` on the line of an offset, without a comment."""
    stop = _line_end(source, at)
    head = _HEAD.match(source.text, _line_start(source, at), stop)
    start = head.end() if head else at
    comment = _COMMENT.search(source.text, max(start, at), stop)
    end = comment.start() if comment else stop
    return Span(start, start + len(source.text[start:end].rstrip()))


def _unclosed_quote(trouble: Trouble) -> Diagnostic:
    quote = trouble.source.text[trouble.opener]
    hint = f"close it with {quote}; within single quotes an apostrophe is written twice"
    return trouble.says("E107", f"this {quote} is never closed", trouble.opener, trouble.opener + 1, hint)


def _escape(trouble: Trouble) -> Diagnostic:
    if trouble.at >= len(trouble.source.text):
        return _unclosed_quote(trouble)
    return eaten(trouble.source, trouble.source.text.rfind("\\", 0, trouble.at + 1))


def _directive(trouble: Trouble) -> Diagnostic:
    end = _line_end(trouble.source, trouble.opener)
    return directive(trouble.source, Span(trouble.opener, end))


def directive(source: Source, span: Span) -> Diagnostic:
    """The message for a line that begins with `%`."""
    message = "`%` begins a YAML directive, which is not used here"
    return Diagnostic("E104", message, source, span, "a comment begins with #")


def reference(source: Source, at: int) -> Diagnostic:
    """The message for a value that begins with `*`, `&` or `!`."""
    sign = source.text[at]
    role = _ROLES.get(sign, "a tag")
    message = f"`{sign}` at the beginning of a value means {role} in YAML, which is not used here"
    return Diagnostic("E104", message, source, Span(at, at + 1), quoting(source, at))


def _reference(trouble: Trouble) -> Diagnostic:
    return reference(trouble.source, trouble.opener)


def _block_header(trouble: Trouble) -> Diagnostic:
    sign = trouble.source.text[trouble.opener]
    message = f"`{sign}` at the beginning of a value opens a block of text in YAML"
    hint = quoting(trouble.source, trouble.opener)
    return trouble.says("E108", message, trouble.opener, trouble.opener + 1, hint)


def _bad_start(trouble: Trouble) -> Diagnostic:
    at = trouble.at
    sign = trouble.source.text[at : at + 1]
    if sign != "\t":
        name = "a backtick" if sign == "`" else f"`{sign}`"
        message = f"a value cannot begin with {name} in YAML"
        return trouble.says("E108", message, at, at + 1, quoting(trouble.source, at))
    if _is_first(trouble.source, at):
        return trouble.says("E122", "a tab indents this line", at, at + 1, "YAML is indented with spaces")
    hint = "put a space for it; only quotes and blocks may hold tabs"
    return trouble.says("E122", "a tab stands here", at, at + 1, hint)


def _colon(trouble: Trouble) -> Diagnostic:
    at = trouble.at
    value = _value_around(trouble.source, at)
    if value.start <= at:
        message = "`: ` within a value: YAML takes what stands before it as a key"
        return trouble.says("E108", message, at, at + 1, quoting(trouble.source, at))
    start = _line_start(trouble.source, at)
    start += len(trouble.source.text[start:at]) - len(trouble.source.text[start:at].lstrip())
    message = "this line is indented as if it went on with the value above"
    hint = "put it in the column of the keys above; a formula that contains `: ` needs quotes"
    return trouble.says("E122", message, start, at + 1, hint)


def _list_sign(trouble: Trouble) -> Diagnostic:
    sign = trouble.source.text[trouble.at]
    role = "an item of a list" if sign == "-" else "a key"
    message = f"`{sign} ` at the beginning of a value means {role} in YAML"
    hint = quoting(trouble.source, trouble.at)
    if sign == "-":
        hint += ", or no space after the sign"
    return trouble.says("E108", message, trouble.at, trouble.at + 1, hint)


def _no_colon(trouble: Trouble) -> Diagnostic:
    start = trouble.opener
    spaced = missing_space(trouble.source, start)
    if spaced is not None:
        return spaced
    end = start + len(trouble.source.text[start : _line_end(trouble.source, start)].rstrip())
    hint = "a formula that goes on in a further line is indented deeper than its key"
    return trouble.says("E100", "`key: value` was expected in this line", start, end, hint)


def _in_brackets(trouble: Trouble) -> Diagnostic:
    """Trouble within `[…]` or `{…}`: left open, closed by the wrong sign, or a formula that needs quotes."""
    at, bracket, text = trouble.at, trouble.bracket, trouble.source.text
    if bracket is None:
        sign = text[at : at + 1]
        message = "a value was expected here"
        if sign in ("]", "}", ","):
            message = f"`{sign}` cannot begin a value in YAML: it belongs to a list or a mapping"
        return trouble.says("E108", message, at, at + 1, quoting(trouble.source, at))
    closer = "]" if text[bracket] == "[" else "}"
    opened = f"this `{text[bracket]}` is never closed"
    line, column = trouble.source.line_column(min(at, len(text)))
    if trouble.found in ("]", "}"):
        opened += f": `{trouble.found}` stands at {line}:{column} where `{closer}` belongs"
        return trouble.says("E107", opened, bracket, bracket + 1, "a formula with such brackets needs quotes")
    below = line > trouble.source.line_column(bracket)[0]
    if trouble.found == "<stream end>" or (below and trouble.found not in ("[", "{")):
        hint = f"close it with `{closer}` before line {line}; a formula that begins with it needs quotes"
        return trouble.says("E107", opened, bracket, bracket + 1, hint)
    message = f"within `{text[bracket]} {closer}` YAML expects `,` or `{closer}` here"
    hint = "a formula with commas, brackets, quotes or `: ` needs quotes there"
    return trouble.says("E108", message, at, at + 1, hint)


def _left_over(trouble: Trouble) -> Diagnostic:
    """Something stands where a value was over: misplaced indentation, or a formula that needs quotes."""
    source, at = trouble.source, trouble.at
    if trouble.bracket is not None:
        return _in_brackets(trouble)
    end = at + len(source.text[at : _line_end(source, at)].rstrip())
    if source.text.startswith(":", at):
        message = "a key is missing before `:`"
        return trouble.says("E106", message, at, at + 1, quoting(source, at))
    if _is_first(source, at):
        message = "this line fits none of the columns in which the lines above begin"
        hint = "keys of one mapping, and the `-` of one list, stand in one column"
        return trouble.says("E122", message, at, end, hint)
    quoted = trouble.quoted
    if quoted is not None and "\n" in source.text[quoted.start : quoted.end] and quoted.end > at - 3:
        quote = source.text[quoted.start]
        line, _ = source.line_column(quoted.end - 1)
        message = f"this {quote} is closed in line {line} only, by the next {quote}"
        hint = "close it where the value ends; within single quotes an apostrophe is written twice"
        return trouble.says("E107", message, quoted.start, quoted.start + 1, hint)
    value = _value_around(source, at)
    opener = source.text[value.start : value.start + 1]
    message = f"the value was over before this, as it begins with `{opener}`"
    text = source.text[value.start : value.end]
    hint = "put the whole value in quotes; within single quotes an apostrophe is written twice"
    if opener not in ("'", '"') and len(text) <= 60:
        hint = f"put the whole value in quotes: '{doubled(text)}'"
    return trouble.says("E108", message, at, end, hint)


_ANSWERS: Final[tuple[tuple[str, Callable[[Trouble], Diagnostic]], ...]] = (
    ("found unexpected end of stream", _unclosed_quote),
    ("found unexpected document separator", _unclosed_quote),
    ("unknown escape character", _escape),
    ("expected escape sequence", _escape),
    ("directive", _directive),
    ("an alias", _reference),
    ("an anchor", _reference),
    ("a tag", _reference),
    ("tag handle", _reference),
    ("a block scalar", _block_header),
    ("cannot start any token", _bad_start),
    ("mapping values are not allowed", _colon),
    ("entries are not allowed", _list_sign),
    ("mapping keys are not allowed", _list_sign),
    ("could not find expected ':'", _no_colon),
    ("expected ',' or", _in_brackets),
    ("expected the node content", _in_brackets),
    ("expected <block end>", _left_over),
    ("expected '<document start>'", _left_over),
)
