"""Characters that mean nothing in an expression, and what to say about each."""

import re
import unicodedata
from typing import Final, NoReturn

from symderiv.reading.parse.pieces import one_of
from symderiv.reading.parse.spellings import LOOK_ALIKES, SUGGESTIONS
from symderiv.reading.parse.tokens import Text


def refuse(text: Text, at: int) -> NoReturn:
    letter = text.value[at]
    name = "" if letter.isascii() else f" ({unicodedata.name(letter, f'U+{ord(letter):04X}')})"
    hint = _instead_of_dot(text, at) if letter == "." else SUGGESTIONS.get(letter)
    if hint is None and unicodedata.decimal(letter, None) is not None:
        hint = f"write the digit as `{unicodedata.decimal(letter)}`"
    text.fail("E201", f"`{letter}`{name} means nothing in an expression", at, at + 1, hint)


_CALLED: Final = re.compile(r"\.([A-Za-z_0-9]+)\s*\(")


def _instead_of_dot(text: Text, at: int) -> str:
    """`np.exp(x)` and `A.sum()` are `exp(x)` and `sum(A)` here."""
    called = _CALLED.match(text.value, at)
    if called is not None:
        return f"functions stand alone: `{called[1]}(x)`"
    return SUGGESTIONS["."]


EATEN: Final = "\x07\x08\x0b\x0c\x1b"
"""What `\\a`, `\\b`, `\\v`, `\\f` and `\\e` become where backslashes are eaten."""


def refuse_eaten(text: Text, start: int, end: int) -> NoReturn:
    """`rac{a}{b}`: the rest of a command whose backslash and first letter some program took for an escape."""
    hint = r'double quotes eat backslashes ("\frac"): use single quotes, a block, or `r"…"` in Python'
    text.fail("E109", "a backslash was eaten here", start, end, hint)


def refuse_hidden(text: Text) -> None:
    """Control and invisible characters, and those that turn the direction of writing, are no formula."""
    for at, letter in enumerate(text.value):
        category = unicodedata.category(letter)
        if letter in "\t\n\r" or category == "Zs" or category[0] not in "CZ":
            continue
        name = unicodedata.name(letter, f"U+{ord(letter):04X}")
        if letter in EATEN and "$" in text.value:
            refuse_eaten(text, at, at + 1)
        if letter in EATEN:
            hint = r'double quotes eat backslashes ("\frac"): use single quotes or a block'
        else:
            hint = "it cannot be seen: delete it and type the text around it again"
        text.fail("E202", f"there is a hidden character here, {name}", at, at + 1, hint)


_SUSPECT: Final = re.compile(one_of("".join(LOOK_ALIKES)) + "|[\uff01-\uff5e\U0001d400-\U0001d7ff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


def refuse_look_alikes(text: Text) -> None:
    """A Cyrillic `с` in a name, a bold or a full-width letter: nobody could tell it from the usual one."""
    found = _SUSPECT.search(text.value)
    if found is None:
        return
    for word in _WORD.finditer(text.value):
        if all(_is_usual(letter) or _SUSPECT.match(letter) for letter in word[0]):
            stranger = _SUSPECT.search(word[0])
            if stranger is not None:
                _refuse_look_alike(text, word.start() + stranger.start())
    for stranger in _SUSPECT.finditer(text.value):
        if stranger[0] not in LOOK_ALIKES:
            _refuse_look_alike(text, stranger.start())


def _is_usual(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(("LATIN", "GREEK"))


def _refuse_look_alike(text: Text, at: int) -> NoReturn:
    letter = text.value[at]
    usual = LOOK_ALIKES.get(letter) or unicodedata.normalize("NFKC", letter)
    name = unicodedata.name(letter, f"U+{ord(letter):04X}")
    text.fail(
        "E203",
        f"this `{letter}` is {name}, which only looks like `{usual}`",
        at,
        at + 1,
        f"type `{usual}` instead",
    )
