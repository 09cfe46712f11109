"""Names as they are declared: the left side of a definition, and the keys under `symbols` and `sizes`."""

import re
from typing import Final, NoReturn

from symderiv.reading.parse.lexer import tokenise
from symderiv.reading.parse.spellings import WORDS
from symderiv.reading.parse.syntax import Name
from symderiv.reading.parse.tokens import MAX_NAME, Token, Tokens
from symderiv.records import dataclass
from symderiv.source import Fragment, Span

_LEGAL: Final = "a name begins with a letter; letters, digits and `_` follow: `v_c`, `ŷ`, `W1`, `v^{new}`"


@dataclass(frozen=True, slots=True)
class Head:
    """The left side of a definition: `u_w`, `P(w|c)`, `F(u, v)`, `v^{new}`.

    `text` is the whole run as one name (`u_w`, `W_ij`, `v^new`); `base` and `run` are what stands before
    and after its first `_`, if there is one. `conditional` counts the arguments before `|`.
    """

    text: str
    base: str | None
    run: str | None
    arguments: tuple[Name, ...]
    conditional: int | None
    span: Span


def declared_name(fragment: Fragment) -> str:
    """The normal form of a declared name: `v^{new}` is `v^new`, `x₁` is `x_1`."""
    tokens = tokenise(fragment)
    name, end = _read_run(tokens)
    if tokens.all[end].kind != "end":
        _refuse(tokens, end, "this is no part of a name")
    return name


def parse_head(fragment: Fragment) -> Head:
    """The left side of a definition or of the loss."""
    tokens = tokenise(fragment)
    name, end = _read_run(tokens)
    arguments: list[Name] = []
    conditional: int | None = None
    if tokens.all[end].kind == "(":
        arguments, conditional, end = _read_arguments(tokens, end)
    if tokens.all[end].kind != "end":
        _refuse(tokens, end, "this cannot stand on the left side of a definition")
    span = tokens.text.span(tokens.all[0].start, tokens.all[end - 1].end)
    base, bar, run = name.partition("_")
    split = bool(bar) and "^" not in run
    return Head(name, base if split else None, run if split else None, tuple(arguments), conditional, span)


_EQUALS: Final = re.compile(r"(?<![=<>!:])&?=(?!=)|:=")
"""The sign that parts the two sides of an equation; `:=` does so in LaTeX only."""


def split_equation(fragment: Fragment) -> tuple[Fragment, Fragment] | None:
    """What stands before and after the first `=`; both are LaTeX if the `=` is."""
    last = fragment.value.rfind("$")
    found = _EQUALS.finditer(fragment.value)
    equals = next((each for each in found if each[0] != ":=" or each.end() <= last), None)
    if equals is None:
        return None
    before, after = fragment.slice(0, equals.start()), fragment.slice(equals.end(), len(fragment.value))
    delimiter = "$$" if before.value.startswith("$$") else "$"
    if before.value.count(delimiter) % 2:
        return enclosed(before, "", delimiter), enclosed(after, delimiter, "")
    return before, after


def enclosed(piece: Fragment, before: str, after: str) -> Fragment:
    """The piece with signs around it that stand nowhere in the source."""
    first, last = piece.offsets[0], piece.offsets[-1]
    offsets = (*[first] * len(before), *piece.offsets[:-1], *[last] * len(after), last)
    return Fragment(piece.source, f"{before}{piece.value}{after}", offsets)


def _read_run(tokens: Tokens) -> tuple[str, int]:
    """The name at the start, its scripts included, and the token after it."""
    first = tokens.all[0]
    if first.kind in ("Σ", "Π") and first.text in ("Σ", "Π"):
        if tokens.all[1].kind != "end":
            _refuse(tokens, 0, f"`{first.text}` followed by anything is a sum or product, no name")
    elif first.kind != "name":
        _refuse(tokens, 0, _why_no_name(first))
    name, end = first.text, 1
    while tokens.all[end].kind in ("_", "^"):
        script, end = _read_script(tokens, end)
        name += script
    if len(name) > MAX_NAME:
        tokens.text.fail(
            "E229", f"a name has at most {MAX_NAME} characters", first.start, tokens.all[end - 1].end
        )
    return name, end


def _read_script(tokens: Tokens, at: int) -> tuple[str, int]:
    kind = tokens.all[at].kind
    braced = tokens.all[at + 1].kind == "{"
    end = tokens.partners[at + 1] if braced else at + 2
    inner = tokens.all[at + 2 : end] if braced else tokens.all[at + 1 : end]
    words = [token.text for token in inner if token.kind != ","]
    if kind == "_" and len(inner) > 1 and all(len(word) == 1 for word in words):
        inner = inner[:1]
    if len(inner) != 1 or inner[0].kind not in ("name", "number") or not _is_plain("".join(words)):
        _refuse(tokens, at, "this cannot be part of a name")
    if kind == "^" and (words[0] == "T" or inner[0].kind == "number"):
        _refuse(tokens, at, "a transpose or a power is no part of a name")
    return kind + "".join(words), end + braced


def _is_plain(text: str) -> bool:
    return "." not in text


def _read_arguments(tokens: Tokens, opener: int) -> tuple[list[Name], int | None, int]:
    """`(w|c)`, `(u, v)`: bare names; labels as in `(W = w | C = c)` are dropped."""
    arguments: list[Name] = []
    conditional: int | None = None
    at, end = opener + 1, tokens.partners[opener]
    while True:
        token = tokens.all[at]
        if token.kind == "name" and tokens.all[at + 1].kind == "=":
            at += 2
            token = tokens.all[at]
        if token.kind != "name":
            _refuse(tokens, at, "an argument is a bare name here", "as in `F(u, v)` or `P(w|c)`")
        if any(each.text == token.text for each in arguments):
            _refuse(
                tokens,
                at,
                f"`{token.text}` stands twice among the arguments",
                "give each one a name of its own",
            )
        arguments.append(Name(token.text, tokens.text.span(token.start, token.end)))
        at += 1
        if at == end:
            return arguments, conditional, at + 1
        if tokens.all[at].kind == "|" and conditional is None:
            conditional = len(arguments)
        elif tokens.all[at].kind != ",":
            _refuse(tokens, at, "a `,` is needed here", "as in `F(u, v)` or `P(w|c)`")
        at += 1


def _why_no_name(token: Token) -> str:
    if token.kind == "end":
        return "a name is missing"
    if token.text in WORDS:
        return f"`{token.text}` is a word of the language, no name"
    return f"`{token.text}` cannot begin a name"


def _refuse(tokens: Tokens, at: int, message: str, hint: str = _LEGAL) -> NoReturn:
    token = tokens.all[at]
    tokens.text.fail("E229", message, token.start, token.end, hint)
