r"""Fractions, derivatives among them, and roots: `\frac{a}{b}`, `\frac{df}{dx}`, `\sqrt{x}`."""

from symderiv.reading.parse.tex.commands import FONTS
from symderiv.reading.parse.tex.cursor import TexCursor
from symderiv.reading.parse.tex.items import Item, items_of
from symderiv.reading.parse.tex.letters import called, read_argument
from symderiv.reading.parse.tokens import Token


def read_fraction(cursor: TexCursor, command: Item, out: list[Token]) -> None:
    r"""`\frac{a}{b}`; `\frac{df}{dx}` where that is a derivative."""
    _mark_differentials(cursor, command)
    before, begin = out[-1] if out else None, len(out)
    out.append(Token("frac", f"\\{command.text}", command.start, command.end, True))
    for _ in range(2):
        if cursor.item.kind == "number" and len(cursor.item.text) > 1:
            _split_number(cursor)
        start = cursor.item.start
        inner = read_argument(cursor, below=False)
        out += [Token("{", "{", start, start, True), *inner]
        out.append(Token("}", "}", cursor.end, cursor.end, True))
    if before is not None and before.kind == "number" and _is_of_numbers(out[begin + 1 :]):
        message = "a number before a fraction of numbers: a product, or both together as in 2½?"
        hint = r"write `2 \cdot \frac{1}{2}` or `\frac{5}{2}`"
        cursor.text.fail("E215", message, before.start, cursor.end, hint)


def _is_of_numbers(tokens: list[Token]) -> bool:
    return [token.kind for token in tokens] == ["{", "number", "}", "{", "number", "}"]


def _split_number(cursor: TexCursor) -> None:
    r"""`\frac12` is one half."""
    item = cursor.item
    cursor.items[cursor.at : cursor.at + 1] = [
        Item("number", item.text[0], item.start, item.start + 1),
        *items_of(cursor.text.value, item.start + 1, item.end),
    ]


def _mark_differentials(cursor: TexCursor, command: Item) -> None:
    """Take the d off `dJ` and `dx`, if `dJ / dx` is a derivative and no quotient of names."""
    if not cursor.item.is_sign("{"):
        return
    above = _first(cursor, cursor.at)
    closer = cursor.closing(cursor.at)
    if above is None or not cursor.items[closer + 1].is_sign("{"):
        return
    below = _first(cursor, closer + 1)
    if below is None or not _is_derivative(cursor, command, above, below):
        return
    is_higher = cursor.items[above + 1].is_sign("^")
    places = _differentials_below(cursor, below) if is_higher else [below]
    for at in (*reversed(places), above):
        _take_d_off(cursor, at)


def _differentials_below(cursor: TexCursor, first: int) -> list[int]:
    """The places of the d in `dx\\, dy`."""
    places, depth, at = [], 0, first
    while depth >= 0:
        item = cursor.items[at]
        depth += item.is_sign("{") - item.is_sign("}")
        if depth == 0 and _is_d(cursor, at):
            places.append(at)
        at += 1
    return places


def _first(cursor: TexCursor, opener: int) -> int | None:
    r"""The place of the run of letters with a leading d in a group; `\mathrm{d}` is a d."""
    at = opener + 1
    if cursor.items[at].kind == "command" and cursor.items[at].text in FONTS:
        at += 1
        if cursor.items[at].is_sign("{") and cursor.items[at + 2].is_sign("}"):
            if cursor.items[at + 1].text != "d":
                return None
            item = cursor.items[at + 1]
            cursor.items[at - 1 : at + 3] = [item]
            return at - 1
        return None
    return at if _is_d(cursor, at) else None


def _is_d(cursor: TexCursor, at: int) -> bool:
    item = cursor.items[at]
    return item.kind == "run" and item.text[0] == "d" and not item.text[1:2].isdigit()


def _is_derivative(cursor: TexCursor, command: Item, above: int, below: int) -> bool:
    first, second = cursor.items[above], cursor.items[below]
    if not (_names_something(cursor, above, may_be_bare=True) and _names_something(cursor, below)):
        return False
    both = all(len(each.text) > 1 and each.text in cursor.names.all for each in (first, second))
    if both:
        hint = rf"write `\frac{{\partial {first.text[1:]}}}{{\partial {second.text[1:]}}}`, or `a / b`"
        message = f"`{first.text}` over `{second.text}` can be a derivative, or the quotient of two names"
        cursor.fail("E215", message, command, hint=hint)
    return True


def _names_something(cursor: TexCursor, at: int, *, may_be_bare: bool = False) -> bool:
    """Does something follow the d, of which or by which one may differentiate?"""
    item, after = cursor.items[at], cursor.items[at + 1]
    if item.text == "d":
        if after.is_sign("}") or after.is_sign("^"):
            return may_be_bare
        return after.kind in ("run", "command") or after.is_sign("(") or after.is_sign("{")
    scripted = after.kind == "sign" and after.text in "_^'"
    return bool(cursor.names.splits_of(item.text[1:], scripted=scripted)) or not cursor.names.splits_of(
        item.text, scripted=scripted
    )


def _take_d_off(cursor: TexCursor, at: int) -> None:
    item = cursor.items[at]
    parts = [Item("differential", "d", item.start, item.start + 1)]
    if len(item.text) > 1:
        parts.append(Item("run", item.text[1:], item.start + 1, item.end))
    cursor.items[at : at + 1] = parts


def read_root(cursor: TexCursor, command: Item, out: list[Token]) -> None:
    r"""`\sqrt{x}`."""
    if cursor.item.is_sign("["):
        hint = "write the power: `x^{1/3}`"
        cursor.fail("E232", "only square roots are supported", command, cursor.item, hint)
    inner = read_argument(cursor, below=False)
    out += called(cursor, "sqrt", inner, command.start, cursor.end)
