r"""Scripts in LaTeX: `x_{ij}`, `x^{2}`, `U^\top`, `J_{\text{naive}}`."""

from symderiv.reading.parse.tex.commands import TEXTS
from symderiv.reading.parse.tex.cursor import TexCursor, plain_word, wrapped_word
from symderiv.reading.parse.tex.items import Item
from symderiv.reading.parse.tex.letters import read_argument
from symderiv.reading.parse.tokens import Token


def read_below(cursor: TexCursor, sign: Item, out: list[Token]) -> None:
    r"""`x_{ij}`; `J_{\text{naive}}` is the name declared so, or the name without it."""
    raw = cursor.peeked()
    word = None if raw is None else wrapped_word(raw)
    if cursor.item.kind == "command" and cursor.item.text in TEXTS:
        opener = cursor.at + 1
        if cursor.items[opener].is_sign("{"):
            closer = cursor.closing(opener)
            word = ("text", cursor.text.value[cursor.items[opener].end : cursor.items[closer].start])
    if word is not None and out and out[-1].kind == "name" and _read_word_below(cursor, sign, word, out):
        return
    add_below(cursor, sign, read_argument(cursor, below=True), out)


def add_below(cursor: TexCursor, sign: Item, inner: list[Token], out: list[Token]) -> None:
    """The subscript; with its name it is one word, if that is declared: `v_c`, also in `v_{c,i}`."""
    if len(inner) == 1 and out[-1].kind == "name" and inner[0].kind in ("name", "number"):
        whole = f"{out[-1].text}_{inner[0].text}"
        if whole in cursor.names.all or not cursor.names.splits:
            out[-1] = Token("name", whole, out[-1].start, cursor.end, True)
            return
    base = out[-1]
    if len(inner) > 2 and inner[1].kind == "," and base.kind == inner[0].kind == "name":
        whole = f"{base.text}_{inner[0].text}"
        if whole in cursor.names.all and base.text not in cursor.names.all:
            out[-1] = Token("name", whole, base.start, inner[0].end, True)
            inner = inner[2:]
    out += _braced("_", sign, inner, cursor.end)


def _read_word_below(cursor: TexCursor, sign: Item, word: tuple[str, str], out: list[Token]) -> bool:
    r"""A word as the only subscript: `v_{\mathrm{new}}`, `J_{\text{naive-softmax}}`."""
    command, raw = word
    base, said = out[-1], plain_word(raw)
    if said is None or len(said) == 1 or base.text in ("log", "ln"):
        return False
    spellings = (said, said.replace("_", ""))
    declared = [each for each in spellings if f"{base.text}_{each}" in cursor.names.all]
    known = [each for each in spellings if each in cursor.names.all]
    is_plain = not cursor.names.splits or command not in TEXTS or not _may_drop(cursor, base, said)
    if not declared and not known and not is_plain:
        _drop(cursor, base, said)
        out[-1] = base._replace(end=cursor.end)
        return True
    read_argument(cursor, below=True)
    name = (*declared, *known, said)[0]
    add_below(cursor, sign, [Token("name", name, sign.end, cursor.end, True)], out)
    return True


def _may_drop(cursor: TexCursor, base: Token, said: str) -> bool:
    """Is it a remark, and not indices in upright letters?"""
    letters = cursor.names.letters | {name for name in cursor.names.all if len(name) == 1}
    letters |= {item.text for item in cursor.items if item.kind == "run" and len(item.text) == 1}
    return base.text in cursor.names.all and len(said) > 2 and not set(said) <= letters


def _drop(cursor: TexCursor, base: Token, said: str) -> None:
    r"""`J_{\text{naive-softmax}}` is J, where J is declared and the whole is not."""
    place = cursor.item
    before = cursor.dropped.setdefault(base.text, [])
    before.append((said, base.start))
    if before[0][0] != said:
        hint = f"declare `{base.text}_{before[0][0]}` and `{base.text}_{said}`"
        message = f"`{base.text}` bears two different words, and neither is declared"
        cursor.fail("E215", message, place, hint=hint)
    with cursor.reading(below=True):
        cursor.at = cursor.closing(cursor.at if place.is_sign("{") else cursor.at + 1) + 1


def read_above(cursor: TexCursor, sign: Item, out: list[Token]) -> None:
    r"""`x^{2}`, `U^\top`, `f^\prime`, `v^{new}`, and `x^{\odot 2}` entry by entry."""
    inner = _declared_above(cursor)
    if inner is None:
        inner = read_argument(cursor, below=False)
    kinds = [token.kind for token in inner]
    if kinds and set(kinds) == {"'"}:
        out += inner
        return
    if kinds[:1] == ["⊙"]:
        out.append(Token("**", "^", sign.start, inner[0].end, True))
        place = (inner[0].end, inner[0].end, True)
        out += [Token("(", "{", *place), *inner[1:], Token(")", "}", cursor.end, cursor.end, True)]
        return
    script = _braced("^", sign, inner, cursor.end)
    at = _place_of_name_above(cursor, inner, out)
    out[at:at] = script


def _declared_above(cursor: TexCursor) -> list[Token] | None:
    """`new` in `v^{new}` as a whole, if a declared name has it above the line."""
    raw = cursor.peeked()
    word = None if raw is None else wrapped_word(raw)
    said = (raw or "").strip() if word is None else (plain_word(word[1]) or "")
    if said not in cursor.names.above and cursor.names.splits:
        return None
    if len(said) < 2 or not said.replace("_", "").isalnum() or said.isdigit():
        return None
    start = cursor.item.end
    cursor.at = cursor.closing(cursor.at) + 1
    return [Token("name", said, start, cursor.items[cursor.at - 1].start, True)]


def _place_of_name_above(cursor: TexCursor, inner: list[Token], out: list[Token]) -> int:
    """`u_{ij}^{new}` is `u^{new}_{ij}`, if `u^new` is declared: the order of scripts says nothing."""
    if len(inner) != 1 or inner[0].text not in cursor.names.above or not out or out[-1].kind != "}":
        return len(out)
    at = len(out) - 1
    while at > 0 and out[at].kind != "{":
        at -= 1
    if at < 2 or out[at - 1].kind != "_" or out[at - 2].kind != "name":
        return len(out)
    below = "".join(token.text for token in out[at + 1 : -1])
    whole = f"{out[at - 2].text}_{below}^{inner[0].text}"
    named = f"{out[at - 2].text}^{inner[0].text}" in cursor.names.all
    return at - 1 if named and whole not in cursor.names.all else len(out)


def _braced(kind: str, sign: Item, inner: list[Token], end: int) -> list[Token]:
    """A script around its tokens."""
    first = inner[0].start if inner else sign.end
    return [
        Token(kind, sign.text, sign.start, sign.end, True),
        Token("{", "{", first, first, True),
        *inner,
        Token("}", "}", end, end, True),
    ]


def _end(cursor: TexCursor) -> int:
    return cursor.items[cursor.at - 1].end
