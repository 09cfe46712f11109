"""From the characters of an expression to tokens, each of which knows its place in the source."""

import re
import unicodedata
from typing import Final, NamedTuple, NoReturn

from symderiv.errors import Diagnostic, Unreadable
from symderiv.reading.parse.spellings import ABSENT, HIGH, LOOK_ALIKES, LOW, SAME, SIGNS, SUGGESTIONS, WORDS
from symderiv.records import dataclass
from symderiv.source import Fragment, Span

MAX_LENGTH: Final = 20_000
MAX_TOKENS: Final = 5_000
MAX_DIGITS: Final = 200
MAX_EXPONENT: Final = 400
MAX_DEPTH: Final = 100
MAX_NAME: Final = 100

CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
OPENERS: Final = {closer: opener for opener, closer in CLOSERS.items()}


class Token(NamedTuple):
    """A piece of the text: its kind (`name`, `number`, `end`, or a canonical sign), and where it stands."""

    kind: str
    text: str
    start: int
    end: int


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


def _one_of(letters: str) -> str:
    return "[" + re.escape(letters) + "]"


_SCRIPTS = "".join(LOW) + "".join(HIGH) + "ΣΠ"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
_LETTER = rf"[^\W\d_{_SCRIPTS}]"
_INNER = rf"(?:[^\W_{_SCRIPTS}]|[{_MARKS}])"
_SPELLED = sorted((s for s in (*SIGNS, *ABSENT) if s != ".T"), key=len, reverse=True)

_TOKEN: Final = re.compile(
    rf"\s*(?:(?P<name>{_LETTER}{_INNER}*(?:_{_INNER}+)*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+−-]?[0-9]+)?)"
    rf"|(?P<sign>\.T(?![^\W_])|{'|'.join(re.escape(s) for s in _SPELLED)})"
    rf"|(?P<low>{_one_of(''.join(LOW))}+)"
    rf"|(?P<high>{_one_of(''.join(HIGH))}+)"
    r"|(?P<other>\S))"
)
_SCRIPT_PART: Final = re.compile(r"[0-9]+|[+-]|[^0-9+-]+")


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


def tokenise(fragment: Fragment) -> Tokens:
    """The tokens of a fragment, their brackets in pairs."""
    text = normalised(fragment)
    if not text.value.isprintable():
        _refuse_hidden(text)
    if not text.value.isascii():
        _refuse_look_alikes(text)
    scanner = _Scanner(text)
    for match in _TOKEN.finditer(text.value):
        if match.lastgroup is not None:
            scanner.read(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
    return scanner.finish()


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
                self.tokens.append(Token(WORDS.get(word, "name"), word, start, end))
            case "sign":
                self._sign(word, start, end)
            case "number":
                self.tokens.append(_number(self.text, word, start, end))
            case "other":
                _refuse(self.text, start)
            case _:
                self._script(word, start, low=group == "low")
        if len(self.tokens) > MAX_TOKENS:
            message = f"an expression has at most {MAX_TOKENS} signs, names and numbers"
            self.text.fail("E206", message, start, end, _NAME_PARTS)

    def _sign(self, word: str, start: int, end: int) -> None:
        kind = SIGNS.get(word)
        if kind is None:
            self.text.fail("E218", f"`{word}` does not exist here", start, end, ABSENT[word])
        if kind in CLOSERS:
            self.opened.append(len(self.tokens))
            if len(self.opened) > MAX_DEPTH:
                self.text.fail(
                    "E208", f"brackets are nested deeper than {MAX_DEPTH}", start, end, _NAME_PARTS
                )
        elif kind in OPENERS:
            if not self.opened or self.tokens[self.opened[-1]].kind != OPENERS[kind]:
                _refuse_closer(self.text, self.tokens, self.opened, kind, start, end)
            self.partners[self.opened.pop()] = len(self.tokens)
        self.tokens.append(Token(kind, word, start, end))

    def _script(self, word: str, start: int, *, low: bool) -> None:
        """`x₁`, `xᵢ₊₁`, `x²`, `A⁻¹` as `x_{1}`, `x_{i+1}`, `x^{2}`, `A^{-1}`; `ᵀ` is the transpose."""
        table = LOW if low else HIGH
        plain = "".join(table[letter] for letter in word)
        transposed = not low and plain.endswith("T") and plain != "-T"
        body = plain[:-1] if transposed else plain
        middle = start + len(body)
        if body:
            parts = [
                Token(_kind_of_part(part[0]), part[0], start + part.start(), start + part.end())
                for part in _SCRIPT_PART.finditer(body)
            ]
            opener = len(self.tokens) + 1
            self.partners[opener] = opener + 1 + len(parts)
            self.tokens += [
                Token("_" if low else "^", word, start, middle),
                Token("{", word, start, start),
                *parts,
                Token("}", word, middle, middle),
            ]
        if transposed:
            self.tokens.append(Token("ᵀ", word[-1], middle, middle + 1))

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


def _kind_of_part(part: str) -> str:
    if part in ("+", "-"):
        return part
    return "number" if part.isdigit() else "name"


def _number(text: Text, word: str, start: int, end: int) -> Token:
    plain = word.replace("−", "-")
    digits, _, exponent = plain.lower().partition("e")
    if len(digits) > MAX_DIGITS:
        text.fail("E207", f"a number has at most {MAX_DIGITS} digits", start, end)
    if len(exponent) > 10 or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        text.fail("E207", f"the exponent of a number is at most {MAX_EXPONENT}", start, end)
    return Token("number", plain, start, end)


# ── What cannot be read ─────────────────────────────────────────────────────────────────────────────


def _refuse_closer(
    text: Text, tokens: list[Token], opened: list[int], kind: str, start: int, end: int
) -> NoReturn:
    if not opened:
        text.fail(
            "E211",
            f"this `{kind}` closes nothing",
            start,
            end,
            f"remove it, or add the `{OPENERS[kind]}` that it closes",
        )
    opener = tokens[opened[-1]]
    line, column = text.fragment.source.line_column(text.span(opener.start, opener.end).start)
    text.fail(
        "E211",
        f"`{kind}` cannot close the `{opener.kind}` at {line}:{column}",
        start,
        end,
        f"a `{opener.kind}` is closed by `{CLOSERS[opener.kind]}`",
    )


def _refuse(text: Text, at: int) -> NoReturn:
    letter = text.value[at]
    if letter in "\\$":
        text.fail(
            "E204",
            "LaTeX spelling is not supported yet",
            at,
            at + 1,
            "write it as `U^T (ŷ − y)` or `U.T @ (yhat - y)`",
        )
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


def _refuse_hidden(text: Text) -> None:
    """Control and invisible characters, and those that turn the direction of writing, are no formula."""
    for at, letter in enumerate(text.value):
        category = unicodedata.category(letter)
        if letter in "\t\n\r" or category == "Zs" or category[0] not in "CZ":
            continue
        name = unicodedata.name(letter, f"U+{ord(letter):04X}")
        if letter in "\x07\x08\x0b\x0c\x1b":
            hint = r'double quotes eat backslashes ("\frac"): use single quotes or a block'
        else:
            hint = "it cannot be seen: delete it and type the text around it again"
        text.fail("E202", f"there is a hidden character here, {name}", at, at + 1, hint)


_SUSPECT: Final = re.compile(_one_of("".join(LOOK_ALIKES)) + "|[\uff01-\uff5e\U0001d400-\U0001d7ff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


def _refuse_look_alikes(text: Text) -> None:
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
