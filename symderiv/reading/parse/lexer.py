"""From the characters of an expression to tokens: the mathematical and the NumPy-like spelling.

What stands between `$` signs is LaTeX, and read in `tex`; the tokens are the same.
"""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from symderiv.reading.parse.pieces import HIGH_RUN, INNER, LETTER, LOW_RUN, number_token, script_tokens
from symderiv.reading.parse.spellings import ABSENT, SIGNS, WORDS
from symderiv.reading.parse.strangers import refuse, refuse_hidden, refuse_look_alikes
from symderiv.reading.parse.syntax import Vocabulary
from symderiv.reading.parse.tokens import (
    CLOSERS,
    MAX_DEPTH,
    MAX_NAME,
    MAX_TOKENS,
    OPENERS,
    Text,
    Token,
    Tokens,
    normalised,
)
from symderiv.source import Fragment

_SPELLED = sorted((s for s in (*SIGNS, *ABSENT) if s != ".T"), key=len, reverse=True)

_TOKEN: Final = re.compile(
    rf"\s*(?:(?P<name>{LETTER}{INNER}*(?:_{INNER}+)*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+−-]?[0-9]+)?)"
    rf"|(?P<sign>\.T(?![^\W_])|{'|'.join(re.escape(s) for s in _SPELLED)})"
    rf"|(?P<low>{LOW_RUN})"
    rf"|(?P<high>{HIGH_RUN})"
    r"|(?P<other>\S)|\Z)"
)
_BORDER: Final = re.compile(r"\\.|\$\$?", re.DOTALL)
_TEX: Final = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}


def tokenise(fragment: Fragment, vocabulary: Vocabulary | None = None) -> Tokens:
    """The tokens of a fragment, their brackets in pairs.

    The declared names decide how LaTeX is split into names; without them every word is one name.
    The reader of LaTeX is loaded when there is some.
    """
    text = normalised(fragment)
    if not text.value.isprintable():
        refuse_hidden(text)
    if not text.value.isascii():
        refuse_look_alikes(text)
    scanner = _Scanner(text)
    for start, end, is_tex in _parts(text):
        if is_tex:
            from symderiv.reading.parse.tex.reader import read_tex

            for token in read_tex(text, start, end, vocabulary):
                scanner.add(token)
            continue
        for match in _TOKEN.finditer(text.value, start, end):
            if match.lastgroup is not None:
                scanner.read(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
    return scanner.finish()


def _parts(text: Text) -> Iterator[tuple[int, int, bool]]:
    """The parts outside and inside of `$…$`, in order."""
    if "$" not in text.value and "\\" not in text.value:
        yield 0, len(text.value), False
        return
    start, opened, at = 0, "", 0
    while (match := _BORDER.search(text.value, at)) is not None:
        at, sign = match.end(), match[0]
        if opened == "$" and sign == "$$":
            sign, at = "$", match.start() + 1
        if not opened:
            if sign not in _TEX:
                _refuse_backslash(text, match.start(), match.end())
            yield start, match.start(), False
            opened, start, opener = sign, at, match
        elif sign == _TEX[opened]:
            yield start, match.start(), True
            opened, start = "", at
    if opened:
        hint = f"add the `{_TEX[opened]}` that ends the LaTeX"
        text.fail("E210", f"this `{opened}` is never closed", opener.start(), opener.end(), hint)
    yield start, len(text.value), False


def _refuse_backslash(text: Text, start: int, end: int) -> NoReturn:
    hint = r"write `$\hat{y} - y$`, or in letters `ŷ − y`"
    text.fail("E204", "LaTeX is read between `$` signs", start, end, hint)


class _Scanner:
    """Collects the tokens of a text and pairs its brackets."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.partners: dict[int, int] = {}
        self.opened: list[int] = []

    def read(self, group: str, word: str, start: int) -> None:
        """The next piece of the text."""
        end = start + len(word)
        match group:
            case "name":
                if len(word) > 2 * MAX_NAME:
                    self.text.fail("E229", f"a name has at most {MAX_NAME} characters", start, end)
                self.add(Token(WORDS.get(word, "name"), word, start, end))
            case "sign":
                kind = SIGNS.get(word)
                if kind is None:
                    self.text.fail("E218", f"`{word}` does not exist here", start, end, ABSENT[word])
                self.add(Token(kind, word, start, end))
            case "number":
                self.add(number_token(self.text, word, start))
            case "other":
                refuse(self.text, start)
            case _:
                for token in script_tokens(word, start, low=group == "low"):
                    self.add(token)

    def add(self, token: Token) -> None:
        """One more token; a closing bracket finds its partner."""
        kind, _, start, end, _ = token
        if kind in CLOSERS:
            self.opened.append(len(self.tokens))
            if len(self.opened) > MAX_DEPTH:
                message = f"brackets are nested deeper than {MAX_DEPTH}"
                self.text.fail("E208", message, start, end, _NAME_PARTS)
        elif kind in OPENERS:
            if not self.opened or self.tokens[self.opened[-1]].kind != OPENERS[kind]:
                _refuse_closer(self.text, self.tokens, self.opened, token)
            self.partners[self.opened.pop()] = len(self.tokens)
        self.tokens.append(token)
        if len(self.tokens) > MAX_TOKENS:
            message = f"an expression has at most {MAX_TOKENS} signs, names and numbers"
            self.text.fail("E206", message, start, end, _NAME_PARTS)

    def finish(self) -> Tokens:
        """All tokens, if every bracket was closed."""
        if self.opened:
            first = self.tokens[self.opened[-1]]
            hint = f"add the `{CLOSERS[first.kind]}` that belongs to it"
            self.text.fail("E210", f"this `{first.text}` is never closed", first.start, first.end, hint)
        end = len(self.text.value.rstrip())
        self.tokens.append(Token("end", "", end, end))
        return Tokens(self.text, self.tokens, self.partners)


_NAME_PARTS: Final = "give parts of it a name under `define`"


def _refuse_closer(text: Text, tokens: list[Token], opened: list[int], closer: Token) -> NoReturn:
    written, kind = closer.text, closer.kind
    if not opened:
        hint = f"remove it, or add the `{OPENERS[kind]}` that it closes"
        text.fail("E211", f"this `{written}` closes nothing", closer.start, closer.end, hint)
    opener = tokens[opened[-1]]
    line, column = text.fragment.source.line_column(text.span(opener.start, opener.end).start)
    text.fail(
        "E211",
        f"`{written}` cannot close the `{opener.text}` at {line}:{column}",
        closer.start,
        closer.end,
        f"a `{opener.text}` is closed by `{CLOSERS[opener.kind]}`",
    )
