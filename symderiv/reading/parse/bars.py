"""What stands between bars: `|x|`, `‖x‖_1`."""

from collections.abc import Iterator
from typing import Final, NoReturn

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.cursor import FACTOR_STARTS, Cursor
from symderiv.reading.parse.tokens import CLOSERS, Token

_FACTOR_ENDS: Final = frozenset({"name", "number", ")", "]", "}", "⟧", ")|", ")‖", "ᵀ", "'", "|", "‖"})
"""Kinds of tokens with which a factor may end."""

_ENDS: Final = frozenset(
    {"end", ")", "]", "}", "⟧", ")|", ")‖", ",", ";", "if", "for"}
    | {"=", "==", "≠", "<", "≤", ">", "≥", "∈", "∉", "∧", "∨"}
)
"""Kinds of tokens beyond which no bar belongs to one that stands before."""


def read_bars(cursor: Cursor) -> s.Syntax:
    """`|x|`, `‖x‖`; an order follows as `_1`."""
    start = cursor.at
    if cursor.tokens[start].text == "||" and not _closes_later(cursor):
        _split(cursor)
    kind = cursor.tokens[start].kind
    cursor.at += 1
    if cursor.kind == kind:
        cursor.fail("E227", "nothing stands between these bars", start, cursor.at + 1, "`abs(x)` is clearer")
    if cursor.here.bar is None:
        _check_one_reading(cursor, start)
    with cursor.nested(), cursor.within(cursor.inside(bar=kind, equality=cursor.here.equality)):
        operand = cursor.sum()
        if kind == "|" and cursor.tokens[cursor.at].text == "||":
            _split(cursor)
    if cursor.kind != kind:
        _refuse_open(cursor, start)
    cursor.at += 1
    return s.Norm(operand, None, 1 if kind == "|" else 2, cursor.since(start))


def read_paired_bars(cursor: Cursor) -> s.Syntax:
    r"""`\lvert x \rvert`, `\left\| x \right\|`: bars that say which of them opens."""
    start = cursor.at
    kind = cursor.tokens[start].kind
    cursor.at += 1
    if cursor.kind == CLOSERS[kind]:
        cursor.fail("E227", "nothing stands between these bars", start, cursor.at + 1)
    with cursor.nested(), cursor.within(cursor.inside(equality=cursor.here.equality)):
        operand = cursor.sum()
    cursor.expect(CLOSERS[kind], "an operator or the closing bar")
    return s.Norm(operand, None, 1 if kind == "|(" else 2, cursor.since(start))


def _closes_later(cursor: Cursor) -> bool:
    at = cursor.at + 1
    while cursor.tokens[at].kind not in ("end", ")", "]", "}", "‖"):
        at = cursor.partners.get(at, at) + 1
    return cursor.tokens[at].kind == "‖"


def _split(cursor: Cursor) -> None:
    """`||` as two bars, as in `|x||y|`."""
    at = cursor.at
    token = cursor.tokens[at]
    middle = token.start + 1
    cursor.insert(at, [Token("|", "|", token.start, middle), Token("|", "|", middle, token.end)])


def _refuse_open(cursor: Cursor, start: int) -> NoReturn:
    sign = cursor.tokens[start].text
    cursor.fail(
        "E227", f"this `{sign}` is never closed", start, hint=f"`{sign}x{sign}`, or `abs(x)` and `norm(x)`"
    )


def _check_one_reading(cursor: Cursor, start: int) -> None:
    """`|a|b|c|` is |a| b |c|, or |a |b| c|: which of the bars open and which close?"""
    if start in cursor.paired:
        return
    bars = list(_bars_ahead(cursor, start))
    if _ways(cursor, bars) < 2 or _blanks_tell(cursor, bars):
        cursor.paired.update(bars)
        return
    name, bar = ("abs", "|") if cursor.tokens[start].kind == "|" else ("norm", r"\|")
    message = "these bars can be read in two ways: side by side, and one pair within the other"
    hint = rf"write `{name}(x)`, in LaTeX `\left{bar} x \right{bar}`, or the products with `·`"
    cursor.fail("E215", message, start, bars[-1] + 1, hint)


def _bars_ahead(cursor: Cursor, start: int) -> Iterator[int]:
    """The bars of one kind from an opening one to the end of its bracket; `||` may be two of them."""
    at, kind = start, cursor.tokens[start].kind
    while cursor.tokens[at].kind not in _ENDS:
        is_double = kind == "|" and cursor.tokens[at].text == "||"
        if cursor.tokens[at].kind == kind or is_double:
            yield at
        if is_double:
            yield at
        at = cursor.partners.get(at, at) + 1


def _ways(cursor: Cursor, bars: list[int]) -> int:
    """How many ways there are to pair them; within a product nobody opens two at once, or before a sign."""
    ways = {(0, False): 1}
    for place, bar in enumerate(bars):
        is_next = place > 0 and bars[place - 1] in (bar, bar - 1)
        begins, is_sign = cursor.tokens[bar + 1].kind in FACTOR_STARTS, cursor.tokens[bar + 1].kind == "-"
        is_before = bars[place + 1 : place + 2] in ([bar], [bar + 1])
        ends = bar > 0 and cursor.tokens[bar - 1].kind in _FACTOR_ENDS
        after: dict[tuple[int, bool], int] = {}
        for (depth, has_opened), count in ways.items():
            is_behind = not has_opened if is_next else ends
            if (begins and not (is_before and is_behind)) or (is_sign and not is_behind):
                after[depth + 1, True] = after.get((depth + 1, True), 0) + count
            if is_behind and depth:
                after[depth - 1, False] = after.get((depth - 1, False), 0) + count
        ways = after
    return sum(count for (depth, _), count in ways.items() if depth == 0)


def _blanks_tell(cursor: Cursor, bars: list[int]) -> bool:
    """`|a| b |c|`: do the blanks outside of all pairs, and none within, say that they stand side by side?"""
    tokens = cursor.tokens
    if len(bars) % 2 or len({*bars}) < len(bars) or any(tokens[bar].tex for bar in bars):
        return False
    for opener, closer in zip(bars[::2], bars[1::2], strict=True):
        is_tight = (
            tokens[opener].end == tokens[opener + 1].start and tokens[closer - 1].end == tokens[closer].start
        )
        before, after = tokens[opener - 1], tokens[closer + 1]
        joins = (opener > 0 and before.kind in _FACTOR_ENDS and before.end == tokens[opener].start) or (
            after.kind in FACTOR_STARTS and after.start == tokens[closer].end
        )
        if joins or not is_tight:
            return False
    return True
