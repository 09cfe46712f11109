"""Where the characters of a YAML scalar stand in the file: folding, escapes and indentation undone."""

import re
from typing import Final

from symderiv.source import Source, Span

_PLAIN: Final = re.compile(r"(?P<fold>\r?\n[ \t\r\n]*)")
_SINGLE: Final = re.compile(r"(?P<fold>\r?\n[ \t\r\n]*)|(?P<escape>'')")
_DOUBLE: Final = re.compile(
    r"(?P<fold>\r?\n[ \t\r\n]*)"
    r"|(?P<joined>\\\r?\n[ \t\r\n]*)"
    r"|(?P<escape>\\(?:x..|u.{4}|U.{8}|[^xuU]))"
)


def scalar_offsets(source: Source, span: Span, style: str, value: str) -> tuple[int, ...]:
    """The offset in the source of every character of the value of a scalar, and of its end."""
    match style:
        case "|" | ">":
            return _block_offsets(source.text, span, value)
        case "'":
            return _flow_offsets(source.text, Span(span.start + 1, span.end - 1), _SINGLE)
        case '"':
            return _flow_offsets(source.text, Span(span.start + 1, span.end - 1), _DOUBLE)
        case _:
            return _flow_offsets(source.text, span, _PLAIN)


def _flow_offsets(text: str, inner: Span, special: re.Pattern[str]) -> tuple[int, ...]:
    """One line break folds into a space, n + 1 into n breaks; an escape stands at its first character."""
    offsets: list[int] = []
    at = inner.start
    for found in special.finditer(text, inner.start, inner.end):
        stop = found.start()
        if found.lastgroup == "fold":
            stop = at + len(text[at:stop].rstrip(" \t"))
        offsets.extend(range(at, stop))
        at = found.end()
        if found.lastgroup == "escape":
            offsets.append(stop)
            continue
        breaks = [place for place in range(found.start(), at) if text[place] == "\n"]
        if found.lastgroup == "fold" and len(breaks) == 1:
            offsets.append(stop)
        offsets.extend(breaks[1:])
    offsets.extend(range(at, inner.end + 1))
    return tuple(offsets)


def _block_offsets(text: str, span: Span, value: str) -> tuple[int, ...]:
    """Line by line without the indentation; what a gap between two lines became is read off the value."""
    lines = _lines(text, span)
    if not lines or not value.strip(" \n"):
        return (span.start,) * (len(value) + 1)
    indent = _indent(text, lines, value)
    offsets: list[int] = []
    gap: list[int] = []
    for line in lines:
        if line.start + indent < line.end:
            offsets.extend(_gap_offsets(value, len(offsets), gap))
            offsets.extend(range(line.start + indent, line.end))
            gap = []
        gap.append(line.end)
    # What ends the value, the breaks after its last line included, is shown at the end of that line.
    offsets.extend([gap[0]] * (len(value) + 1 - len(offsets)))
    return tuple(offsets)


def _gap_offsets(value: str, at: int, gap: list[int]) -> list[int]:
    """Between two lines of a block stand as many breaks as the value has there, or one space."""
    kept = len(value[at : at + len(gap)]) - len(value[at : at + len(gap)].lstrip("\n"))
    if kept or not gap or at == 0:
        return gap[len(gap) - kept :]
    return gap[:1]


def _lines(text: str, span: Span) -> list[Span]:
    """The lines of a block below its header, each without its break."""
    lines: list[Span] = []
    start = text.find("\n", span.start, span.end) + 1
    while 0 < start < span.end:
        stop = text.find("\n", start, span.end)
        end = span.end if stop < 0 else stop
        lines.append(Span(start, end - 1 if text[start:end].endswith("\r") else end))
        start = stop + 1
    return lines


def _indent(text: str, lines: list[Span], value: str) -> int:
    """How far a block is indented: what its first line with text has lost in the value."""
    first = next(line for line in lines if text[line.start : line.end].strip(" "))
    written = text[first.start : first.end]
    kept = re.match(r"[ \n]*", value)
    spaces = len(kept.group().rpartition("\n")[2]) if kept else 0
    return len(written) - len(written.lstrip(" ")) - spaces
