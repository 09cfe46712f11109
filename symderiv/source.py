"""Where a text came from, and the excerpt with a caret that shows a place in it."""

import unicodedata
from bisect import bisect_left, bisect_right

from symderiv.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range [start, end) of code points in a source."""

    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


FRAME_WIDTH = 110
FRAME_BEFORE = 50

NOWHERE = Span(0, 0)
"""The place of what stands in no text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A whole text and the path that messages give for it."""

    path: str
    text: str
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        starts.extend(at + 1 for at, letter in enumerate(self.text) if letter == "\n")
        object.__setattr__(self, "starts", tuple(starts))

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both counted from 1."""
        line = bisect_right(self.starts, offset) - 1
        return line + 1, offset - self.starts[line] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its end."""
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r")

    def frame(self, span: Span) -> str:
        """The line on which a span starts, numbered, with a caret under every column of the span.

        Of a long line only what stands around the span is shown.
        """
        number, column = self.line_column(span.start)
        line = self.line(number)
        start, end = column - 1, column - 1 + max(1, span.end - span.start)
        first = max(0, start - FRAME_BEFORE) if len(line) > FRAME_WIDTH else 0
        last = first + FRAME_WIDTH
        before, marked = line[first:start], line[start : min(end, last)]
        opened, closed = "… " if first else "", " …" if last < len(line) else ""
        margin = f"{number:>4} | "
        indent = " " * (len(opened) + display_width(before))
        carets = "^" * max(1, display_width(marked))
        return f"{margin}{opened}{visible(line[first:last])}{closed}\n{'| ':>{len(margin)}}{indent}{carets}"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text as it is read, each of whose characters knows its offset in the source.

    `offsets` has one entry more than `value` has characters: the last one is the end.
    """

    source: Source
    value: str
    offsets: tuple[int, ...]

    @classmethod
    def whole(cls, source: Source) -> "Fragment":
        return cls(source, source.text, tuple(range(len(source.text) + 1)))

    @property
    def span(self) -> Span:
        return Span(self.offsets[0], self.offsets[-1])

    def slice(self, start: int, end: int) -> "Fragment":
        """The characters [start, end) of the value, without the white space around them."""
        while start < end and self.value[start].isspace():
            start += 1
        while end > start and self.value[end - 1].isspace():
            end -= 1
        inside = self.offsets[start:end]
        after = inside[-1] + 1 if inside else self.offsets[start]
        return Fragment(self.source, self.value[start:end], (*inside, after))

    def positions(self, span: Span) -> tuple[int, int]:
        """Which characters of the value stand at a place in the source."""
        last = len(self.value)
        start = max(0, bisect_right(self.offsets, span.start, 0, last) - 1)
        return start, max(start, bisect_left(self.offsets, span.end, 0, last))

    def span_of(self, start: int, end: int) -> Span:
        """The place in the source of the characters [start, end) of the value."""
        if start == end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def visible(text: str) -> str:
    """The text with every control and format character replaced by a visible stand-in of one column."""
    return "".join(" " if letter == "\t" else _stand_in(letter) for letter in text)


def _stand_in(letter: str) -> str:
    category = unicodedata.category(letter)
    return "\N{REPLACEMENT CHARACTER}" if category in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter


def display_width(text: str) -> int:
    """The number of terminal columns that a text takes: combining marks take none, wide letters two."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
