"""The tokens of an expression, each of which knows its place in the source."""

import unicodedata
from typing import Final, NamedTuple, NoReturn

from symderiv.errors import Diagnostic, Unreadable
from symderiv.reading.parse.spellings import SAME
from symderiv.records import dataclass
from symderiv.source import Fragment, Span

MAX_LENGTH: Final = 20_000
MAX_TOKENS: Final = 5_000
MAX_DIGITS: Final = 200
MAX_EXPONENT: Final = 400
MAX_DEPTH: Final = 100
MAX_NAME: Final = 100

CLOSERS: Final = {"(": ")", "[": "]", "{": "}", "⟦": "⟧", "|(": ")|", "‖(": ")‖"}
"""Opening brackets and their partners; `⟦` opens a list, and `|(`, `‖(` a norm, where LaTeX says so."""

OPENERS: Final = {closer: opener for opener, closer in CLOSERS.items()}


class Token(NamedTuple):
    """A piece of the text: its kind (`name`, `number`, `end`, or a canonical sign), and where it stands."""

    kind: str
    text: str
    start: int
    end: int
    tex: bool = False
    """Was it written in LaTeX, where positions count from 1?"""


@dataclass(frozen=True, slots=True)
class Text:
    """The characters as they are read, and where each stood in the fragment before normalisation."""

    fragment: Fragment
    value: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """The place in the source of the characters [start, end)."""
        if self.places is None:
            return self.fragment.span_of(start, end)
        return self.fragment.span_of(self.places[start], self.places[end])

    def fail(self, code: str, message: str, start: int, end: int, hint: str | None = None) -> NoReturn:
        raise Unreadable(Diagnostic(code, message, self.fragment.source, self.span(start, end), hint))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, the last of kind `end`; `partners` takes an opening bracket to its partner."""

    text: Text
    all: list[Token]
    partners: dict[int, int]


def normalised(fragment: Fragment) -> Text:
    """The fragment in normal form C, with the place of every character kept."""
    value = fragment.value
    if len(value) > MAX_LENGTH:
        text = Text(fragment, value, None)
        text.fail(
            "E205",
            f"an expression has at most {MAX_LENGTH} characters",
            0,
            1,
            "give parts of it a name under `define`",
        )
    if value.isascii():
        return Text(fragment, value, None)
    if unicodedata.is_normalized("NFC", value):
        return Text(fragment, value.translate(SAME), None)
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(value) + 1):
        if end < len(value) and _joins(value[end]):
            continue
        piece = unicodedata.normalize("NFC", value[start:end])
        pieces.append(piece)
        places.extend([start] * len(piece))
        start = end
    places.append(len(value))
    return Text(fragment, "".join(pieces).translate(SAME), tuple(places))


def _joins(letter: str) -> bool:
    """May normalisation join this character to the one before it?"""
    return unicodedata.category(letter)[0] == "M" or "\u1160" <= letter <= "\u11ff"
