"""Names in an expression: the longest declared one, and the subscripts that are left of it."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from symderiv.reading.parse.cursor import Cursor
from symderiv.reading.parse.spellings import BIG, FUNCTIONS
from symderiv.reading.parse.syntax import Name, Numeral, Subscript, Syntax

_PARTS: Final = re.compile(r"[0-9]+|[^0-9]+")


def longest_name(text: str, names: Collection[str]) -> int:
    """The length of the longest declared name with which the text begins, 0 if there is none.

    A name ends before `_` or `^`, or within what follows one of them: `v_ci` may begin with `v_c`,
    but `vc` never with `v`.
    """
    first = min((at for at in (text.find("_"), text.find("^")) if at >= 0), default=len(text))
    for end in range(len(text), 0, -1):
        if end < first:
            return 0
        if text[:end] in names and _may_end(text, end, first):
            return end
    return 0


def _may_end(text: str, end: int, first: int) -> bool:
    if end in (first, len(text)) or text[end] in "_^":
        return True
    return not (text[end - 1].isdigit() and text[end].isdigit())


def read_name(cursor: Cursor) -> Syntax:
    """The name at the cursor, with the subscripts that stand in the same run of letters: `v_c`, `U_wd`."""
    start = cursor.at
    token = cursor.tokens[start]
    text, end = token.text, start + 1
    follows = cursor.tokens[end].kind
    if follows == "_" or (follows == "^" and cursor.marked):
        text, end = _with_scripts(cursor, text, end)
    if text in cursor.names:
        cursor.at = end
        return Name(text, cursor.between(start, end))
    if "_" not in text:
        cursor.at = start + 1
        return Name(text, cursor.between(start, start + 1))
    cut = longest_name(text, cursor.names)
    if not cut:
        return _undeclared(cursor)
    return _split(cursor, text, cut, end)


def _with_scripts(cursor: Cursor, text: str, end: int) -> tuple[str, int]:
    """`v_{c}`, `v^{new}` and `v^new` as one run, if a declared name may be meant."""
    whole, whole_end = text, end
    for _ in range(2):
        kind = cursor.tokens[end].kind
        if kind not in ("_", "^"):
            break
        inner, after = _simple_script(cursor, end)
        if not inner:
            break
        text, end = f"{text}{kind}{inner}", after
        cut = longest_name(text, cursor.names)
        ends = cut == len(text) or text[cut] == "_" or kind == "_"
        if ends and cut > len(whole) + 1:
            whole, whole_end = text, end
    return whole, whole_end


def _simple_script(cursor: Cursor, at: int) -> tuple[str, int]:
    """What stands in `_{…}` or `^{…}` or after `^` if it is one word or number, and where it ends."""
    tokens = cursor.tokens
    if tokens[at + 1].kind == "{":
        if tokens[at + 2].kind in ("name", "number") and tokens[at + 3].kind == "}":
            return tokens[at + 2].text, at + 4
        return "", at
    if tokens[at + 1].kind in ("name", "number") and tokens[at].end == tokens[at + 1].start:
        return tokens[at + 1].text, at + 2
    return "", at


def _undeclared(cursor: Cursor) -> Syntax:
    """`foo_bar` is one name; a function takes its subscript after its argument."""
    token = cursor.tokens[cursor.at]
    base, _, rest = token.text.partition("_")
    if base in FUNCTIONS and base not in BIG and token.text not in FUNCTIONS:
        hint = f"`eye({rest})`" if base == "I" else f"the entry of a value is `{base}(x)_{rest}`"
        cursor.fail("E226", f"`{base}` is a function, and a function has no subscript", cursor.at, hint=hint)
    cursor.at += 1
    return Name(token.text, cursor.since(cursor.at - 1))


def _split(cursor: Cursor, text: str, cut: int, end: int) -> Syntax:
    """A declared name and the rest of its run, which is its subscript."""
    start = cursor.at
    token = cursor.tokens[start]
    rest = text[cut:].removeprefix("_")
    cursor.at = end
    last = next(t for t in reversed(cursor.tokens[start:end]) if t.kind in ("name", "number"))
    place = last.end - len(rest)
    base = Name(text[:cut], cursor.text.span(token.start, token.start + cut if last is token else place))
    if "_" in rest and rest not in cursor.names:
        first, _, second = rest.partition("_")
        cursor.fail(
            "E215",
            f"two subscripts one after the other in `{text}`",
            start,
            end,
            f"write `{text[:cut]}_{{{first}_{second}}}`, or `({text[:cut]}_{first})_{second}`",
        )
    return Subscript(base, run_items(cursor, rest, place), 1, cursor.between(start, end))


def run_items(cursor: Cursor, run: str, start: int) -> tuple[Syntax, ...]:
    """The subscripts in a run: a number, a word (elaboration may split it), or `i1` as i and 1."""
    if run in cursor.names or run in cursor.bound or not any(c.isdigit() for c in run):
        return (Name(run, cursor.text.span(start, start + len(run))),)
    items: list[Syntax] = []
    for part in _PARTS.finditer(run):
        span = cursor.text.span(start + part.start(), start + part.end())
        items.append(Numeral(Fraction(int(part[0])), span) if part[0].isdigit() else Name(part[0], span))
    return tuple(items)


def bound_letters(cursor: Cursor, run: str) -> tuple[str, ...]:
    """The letters that a run under Σ binds: `ij` is i and j, `i1` is one letter with a number."""
    return (run,) if any(c.isdigit() for c in run) or run in cursor.names else _letters(run)


def _letters(run: str) -> tuple[str, ...]:
    """Letters with the accents that belong to them."""
    letters: list[str] = []
    for c in run:
        if letters and not c.isalpha():
            letters[-1] += c
        else:
            letters.append(c)
    return tuple(letters)
