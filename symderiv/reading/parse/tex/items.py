"""The smallest parts of LaTeX: commands, runs of letters, numbers, signs, ends of lines."""

import re
from typing import Final, NamedTuple

from symderiv.reading.parse.pieces import HIGH_RUN, INNER, LETTER, LOW_RUN
from symderiv.reading.parse.spellings import ABSENT, SIGNS

_PYTHON: Final = frozenset({"**", "==", "@", ".T", "&"})
"""Signs of the NumPy-like spelling, which LaTeX does not have."""

_SIGNS = sorted({*SIGNS, *ABSENT, "~", ".", "**", "==", "@"} - {".T"}, key=len, reverse=True)

ITEM: Final = re.compile(
    r"(?P<gap>\s+)"
    r"|(?P<row>\\\\\*?(?:[ \t]*\[[0-9.]+[ \t]*(?:pt|em|ex|mm|cm)\])?)"
    r"|\\(?P<command>(?:operatorname|tag|hspace)\*|[A-Za-z]+|[^A-Za-z])"
    rf"|(?P<run>{LETTER}{INNER}*)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    rf"|(?P<sign>{'|'.join(re.escape(s) for s in _SIGNS)})"
    rf"|(?P<low>{LOW_RUN})"
    rf"|(?P<high>{HIGH_RUN})"
    r"|(?P<other>.)",
    re.DOTALL,
)


class Item(NamedTuple):
    """A part of LaTeX: its kind (`command`, `run`, `number`, `sign`, `row` …), and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def written(self) -> str:
        """As it was typed."""
        return f"\\{self.text}" if self.kind == "command" else self.text

    def is_sign(self, text: str) -> bool:
        return self.kind == "sign" and self.text == text

    def is_command(self, text: str) -> bool:
        return self.kind == "command" and self.text == text


def items_of(value: str, start: int, end: int) -> list[Item]:
    """The parts between two places, without the blanks."""
    return [
        Item(match.lastgroup, match[match.lastgroup], match.start(), match.end())
        for match in ITEM.finditer(value, start, end)
        if match.lastgroup not in (None, "gap")
    ]


def is_python(sign: str) -> bool:
    """Is it a sign that only the NumPy-like spelling has?"""
    return sign in _PYTHON
