r"""Brackets and bars, lists, and indicators: `\left( … \right)`, `[g_1, …, g_V]`, `\mathbb{1}[i = j]`."""

import re
from typing import Final, NoReturn

from symderiv.reading.parse.tex.commands import BARS, CLOSING, OPENING, SPACES
from symderiv.reading.parse.tex.cursor import TexCursor
from symderiv.reading.parse.tex.items import Item
from symderiv.reading.parse.tex.letters import called, read_argument, read_sizes
from symderiv.reading.parse.tokens import Token

RELATIONS: Final = frozenset({"=", "≠", "<", "≤", ">", "≥", "∈", "∉"})
_INDICATED: Final = (*RELATIONS, "∧", "∨", "¬")


def read_left(cursor: TexCursor, command: Item, out: list[Token]) -> None:
    r"""`\left( … \right)` and the other delimiters that come in pairs."""
    delimiter = cursor.next()
    kind = BARS.get(delimiter.written) or OPENING.get(delimiter.written)
    if delimiter.kind not in ("sign", "command") or kind is None:
        hint = "a value at a point is a function of its own: `f(a)`"
        cursor.fail("E232", "this delimiter is not supported", command, delimiter, hint)
    read_bracket(cursor, kind, command, out)


def is_closer(item: Item) -> bool:
    return item.is_command("right") or item.written in CLOSING


def read_bracket(cursor: TexCursor, kind: str, opener: Item, out: list[Token]) -> None:
    """What stands in brackets that were opened."""
    inner: list[Token] = []
    with cursor.nested(opener):
        while not is_closer(cursor.item):
            item = cursor.item
            if item.kind in ("end", "row") or item.written in ("}", "&", r"\end"):
                _refuse_open(cursor, opener)
            cursor.unit(inner)
    closer = cursor.next()
    last = cursor.next() if closer.is_command("right") else closer
    closed = BARS.get(last.written) if closer.is_command("right") else None
    if (closed or CLOSING.get(last.written)) != kind:
        written = cursor.text.value[closer.start : last.end]
        begun = cursor.text.value[opener.start : opener.end]
        cursor.fail("E211", f"`{written}` cannot close this `{begun}…`", closer, last)
    _emit_bracket(cursor, kind, opener, inner, last.end, out)


def _refuse_open(cursor: TexCursor, opener: Item) -> NoReturn:
    written = cursor.text.value[opener.start : opener.end]
    hint = "add the bracket that belongs to it"
    cursor.fail("E210", f"this `{written}` is never closed", opener, hint=hint)


def _emit_bracket(
    cursor: TexCursor, kind: str, opener: Item, inner: list[Token], end: int, out: list[Token]
) -> None:
    if kind == "⌊":
        out += called(cursor, "floor", inner, opener.start, end)
        return
    if kind == "[":
        binder = _read_binder(cursor)
        if binder is not None:
            inner, kind = [*inner, *binder], "⟦"
            end = cursor.end
        else:
            kind = "⟦" if _is_list(inner) else "("
    closing = {"(": ")", "⟦": "⟧", "|(": ")|", "‖(": ")‖"}[kind]
    written = cursor.text.value[opener.start : opener.end]
    out.append(Token(kind, written, opener.start, opener.end, True))
    out += inner
    out.append(Token(closing, cursor.text.value[end - 1 : end], end - 1, end, True))


def _is_list(tokens: list[Token]) -> bool:
    """Are these several pieces, with commas between them?"""
    depth = 0
    for token in tokens:
        if token.kind in ("(", "[", "{", "⟦", "|(", "‖("):
            depth += 1
        elif token.kind in (")", "]", "}", "⟧", ")|", ")‖"):
            depth -= 1
        elif depth == 0 and token.kind in (",", ";", "…", "for"):
            return True
    return False


_RANGE: Final = re.compile(r"\s*\S+\s*=\s*1\s*,(?:\s|\\,|\\;)*\\[lc]?dots\s*,")


def _read_binder(cursor: TexCursor) -> list[Token] | None:
    r"""`for i in V` of `[g_i]_{i = 1, \ldots, V}`."""
    if not cursor.item.is_sign("_"):
        return None
    cursor.next()
    raw = cursor.peeked()
    if raw is None or _RANGE.match(raw) is None:
        cursor.at -= 1
        return None
    opener = cursor.item
    tokens = read_argument(cursor, below=True)
    kinds = [token.kind for token in tokens[:6]]
    if kinds != ["name", "=", "number", ",", "…", ","] or len(tokens) < 7:
        cursor.fail("E224", "this does not tell the letter and where it ends", opener)
    letter, equals, *_ = tokens
    return [
        Token("for", "for", opener.start, opener.start, True),
        letter,
        Token("∈", "=", equals.start, equals.end, True),
        *tokens[6:],
    ]


# ── 1[…], and vectors of 0 and 1 ────────────────────────────────────────────────────────────────────


def read_doubled(cursor: TexCursor, digit: str, command: Item, out: list[Token]) -> None:
    r"""`\mathbb{1}[i = j]`, `\mathbb{1}_{i = j}`; `\mathbf{1}_{n}` and `\mathbf{0}_{n}` are vectors."""
    read_argument(cursor, below=True)
    place = (command.start, cursor.end)
    if cursor.item.is_sign("_"):
        cursor.next()
        start = cursor.item.start
        inner = read_sizes(cursor)
        if digit == "1" and any(token.kind in _INDICATED for token in inner):
            _indicate(place[0], start, inner, cursor.end, out)
            return
        out += called(cursor, "ones" if digit == "1" else "zeros", inner, place[0], cursor.end)
        return
    if digit == "0":
        out.append(Token("number", "0", *place, True))
        return
    tokens: list[Token] = []
    while cursor.item.kind == "command" and cursor.item.text in SPACES:
        cursor.next()
    if cursor.item.kind in ("sign", "command") and not cursor.item.is_sign("^"):
        start = cursor.item.start
        with cursor.nested(command):
            cursor.unit(tokens)
    if not tokens or tokens[0].kind not in ("(", "⟦"):
        hint = r"an indicator is `\mathbb{1}[i = j]`, a vector of ones `\mathbf{1}_{n}`"
        cursor.fail(
            "E234", "is this an indicator, or a vector of ones, and of what size?", command, hint=hint
        )
    _indicate(place[0], start, tokens[1:-1], tokens[-1].end, out)


def _indicate(first: int, start: int, inner: list[Token], end: int, out: list[Token]) -> None:
    out += [Token("number", "1", first, start, True), Token("[", "[", start, start + 1, True)]
    out += [*inner, Token("]", "]", end - 1, end, True)]
