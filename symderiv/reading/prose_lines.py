r"""The lines of a display in LaTeX: which of them make up a chain, and the reasons beside them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from symderiv.reading.parse.tex.commands import TEXTS
from symderiv.reading.parse.tex.items import Item, items_of
from symderiv.records import dataclass, replace
from symderiv.source import Fragment


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a chain: `a = b`, then `= c`, each with the reason that stands at its end."""

    text: Fragment
    because: str | None = None


_INNER: Final = re.compile(r"\s*\\begin\{(aligned|alignedat|split|gathered)\}(?:\[[tbc]\])?(?:\{[0-9]+\})?")
_TAIL: Final = r"[\s.,;]*(?:\\(?:label|tag\*?)\s*\{[^{}]*\}[\s.,;]*|\\(?:nonumber|notag)\b\s*)*"


def chains(whole: Fragment) -> Iterator[list[Line]]:
    """The lines of a display, those of one chain together; a line that goes on is part of the one before."""
    inner = _INNER.match(whole.value)
    if inner is not None:
        closed = re.compile(rf"\\end\{{{inner[1]}\}}{_TAIL}$").search(whole.value, inner.end())
        if closed is not None:
            whole = whole.slice(inner.end(), closed.start())
    whole, reasons = _without_reasons(whole)
    chain: list[tuple[int, int]] = []
    head: tuple[str, ...] = ()
    unfinished = False
    for start, end, items in _rows(whole.value):
        first, left = items[0], _left_side(items)
        if chain and (unfinished or _is_operator(first)):
            chain[-1] = (chain[-1][0], end)
        elif chain and (_is_equals(first) or (left and left == head)):
            chain.append((start, end))
        else:
            if chain:
                yield _with_reasons(whole, chain, reasons)
            chain, head = [(start, end)], left
        unfinished = _is_operator(items[-1]) or _is_equals(items[-1])
    if chain:
        yield _with_reasons(whole, chain, reasons)


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────────

_REASON: Final = re.compile(
    rf"[\s&]*(?:\\q?quad\b\s*)*\(?\s*\\(?:{'|'.join(map(re.escape, sorted(TEXTS)))})\s*"
    rf"\{{(?P<words>[^{{}}$\\]*)\}}\s*\)?{_TAIL}"
)
_CONDITION: Final = re.compile(
    r"\W*(?:all|and|any|as|assuming|at|each|else|every|except|for|given|if|iff|in|on|only|or|otherwise|over|"
    r"provided|s\.t|such|suppose|unless|when|whenever|where|wherever|while|with)\b",
    re.IGNORECASE,
)
"""Words with which a condition begins: to leave one away would change the claim."""


def _without_reasons(whole: Fragment) -> tuple[Fragment, dict[int, str]]:
    """The same text with blanks for the words at the ends of its lines; and these, by their places."""
    value, reasons = whole.value, {}
    for items in _raw_rows(whole.value):
        found = _reason(whole.value, items)
        if found is not None:
            start, words = found
            value = value[:start] + " " * (items[-1].end - start) + value[items[-1].end :]
            reasons[start] = words
    return replace(whole, value=value), reasons


def _reason(value: str, items: list[Item]) -> tuple[int, str] | None:
    r"""Where `&& \text{chain rule}` or `\quad (\text{chain rule})` begins, and what it says."""
    depth, columns = _opened(items[0]), 0
    for before, item in pairwise(items):
        depth += _opened(item)
        columns += before.is_sign("&")
        is_column = item.is_sign("&&") or (item.is_sign("&") and columns > 0)
        is_wide = item.is_command("quad") or item.is_command("qquad")
        if depth != 0 or not (is_column or is_wide) or _is_equals(before) or _is_operator(before):
            continue
        match = _REASON.fullmatch(value, item.end, items[-1].end)
        if match is not None:
            said = " ".join(match["words"].split())
            is_clear = is_column or " " in said or said.startswith("(")
            words = said.strip(" ()[],.;:")
            return (item.start, words) if words and is_clear and not _CONDITION.match(said) else None
    return None


def _opened(item: Item) -> int:
    """How many groups and environments open here, less those that close."""
    return item.is_sign("{") - item.is_sign("}") + item.is_command("begin") - item.is_command("end")


def _with_reasons(whole: Fragment, chain: list[tuple[int, int]], reasons: dict[int, str]) -> list[Line]:
    """The lines with their reasons; the head by itself, if the first step has one."""
    lines: list[Line] = []
    ends = [*(start for start, _ in chain[1:]), len(whole.value) + 1]
    for (start, end), before in zip(chain, ends, strict=True):
        said = [words for place, words in reasons.items() if start <= place < before]
        because = "; ".join(said) or None
        cut = None if lines or because is None else _first_equals(whole.value, start, end)
        if cut is not None:
            lines.append(Line(whole.slice(start, cut)))
        lines.append(Line(whole.slice(start if cut is None else cut, end), because))
    return lines


def _first_equals(value: str, start: int, end: int) -> int | None:
    """The place of the first `=` outside of brackets, behind something."""
    depth = 0
    for item in items_of(value, start, end):
        if item.kind == "sign":
            depth += (item.text in ("(", "[", "{")) - (item.text in (")", "]", "}"))
        if depth == 0 and _is_equals(item) and item.start > start:
            return item.start
    return None


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────────


def _raw_rows(value: str) -> Iterator[list[Item]]:
    r"""What stands between `\\` outside of groups and environments."""
    depth = 0
    items: list[Item] = []
    for item in [*items_of(value, 0, len(value)), Item("row", "", len(value), len(value))]:
        depth += _opened(item)
        if item.kind == "row" and depth <= 0:
            if items:
                yield items
            items = []
        else:
            items.append(item)


def _rows(value: str) -> Iterator[tuple[int, int, list[Item]]]:
    """The lines with what they say, but for `&`."""
    for items in _raw_rows(value):
        said = _without_numbers([item for item in items if not item.is_sign("&")])
        if said:
            yield said[0].start, said[-1].end, said


def _without_numbers(items: list[Item]) -> list[Item]:
    """What a line says beside its label, its number, and wide spaces."""
    said: list[Item] = []
    depth, dropping = 0, False
    for item in items:
        dropping = dropping or (item.kind == "command" and item.text in ("label", "tag", "tag*"))
        if dropping:
            depth += item.is_sign("{") - item.is_sign("}")
            dropping = depth > 0 or not item.is_sign("}")
        elif not (item.kind == "command" and item.text in ("nonumber", "notag", "quad", "qquad")):
            said.append(item)
    return said


def _left_side(items: list[Item]) -> tuple[str, ...]:
    """What stands before the first `=` outside of brackets, as a key."""
    depth = 0
    side: list[str] = []
    for item in items:
        depth += (item.text in "([{" and item.kind == "sign") - (item.text in ")]}" and item.kind == "sign")
        if depth == 0 and _is_equals(item):
            return tuple(side)
        side.append(item.written)
    return ()


def _is_equals(item: Item) -> bool:
    return item.kind == "sign" and item.text in ("=", ":=")


def _is_operator(item: Item) -> bool:
    is_sign = item.kind == "sign" and item.text in ("+", "-", "−", "·", "*", "/")
    return is_sign or (item.kind == "command" and item.text in ("cdot", "times", "odot", "circ", "otimes"))
