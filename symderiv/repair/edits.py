"""Edits of a text: splices, how large they are, and where in the new text they show."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal

from symderiv.records import dataclass
from symderiv.source import Span

Kind = Literal[
    "sign", "transpose", "order", "shape", "index", "factor", "argument", "symbol", "term", "assumption"
]
"""What is wrong; of edits of one size the kinds are tried in this order."""

KINDS: Final[tuple[Kind, ...]] = (
    "sign", "transpose", "order", "shape", "index", "factor", "argument", "symbol", "term",
)  # fmt: skip

ALIKE: Final = 0.6
"""The part of their signs and names that two texts have in common if one is a slip for the other;
half of it, where something was left out and nothing else is wrong."""

_TOKEN: Final = re.compile(r"\^\{?[T⊤]\}?|\.T\b|[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Splice:
    """The characters [start, end) give way to a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One mistake undone, by splices that do not overlap."""

    kind: Kind
    splices: tuple[Splice, ...]
    cost: int | None = None
    """How large it is, if not as large as the change of the text."""
    late: bool = False
    """Does it come after the others of its size?"""


Way = Literal["plus", "minus", "scale", "entrywise", "left", "right", "whole"]
"""Added to the whole, multiplied with it, or in place of it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a right side lacks, and what that has to do with the whole."""

    kind: Literal["term", "factor"]
    text: str
    way: "Way"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new text, and the edits that lead there; `rank` says which of several comes first."""

    text: str
    kind: Kind
    splices: tuple[Splice, ...]
    rank: tuple[int, int, int, str]


def candidate(text: str, edit: Edit) -> Candidate:
    """The text with the edit made."""
    splices = tuple(sorted(edit.splices, key=lambda each: (each.start, each.end)))
    new = spliced(text, splices)
    cost = sum(_size(text, each) for each in splices) if edit.cost is None else edit.cost
    return Candidate(
        new, edit.kind, splices, (2 * cost + edit.late, KINDS.index(edit.kind), splices[0].start, new)
    )


def together(text: str, one: Candidate, other: Candidate) -> Candidate | None:
    """Two edits at once, if they do not touch the same characters; the earlier kind names them."""
    splices = tuple(sorted((*one.splices, *other.splices), key=lambda each: (each.start, each.end)))
    for before, after in pairwise(splices):
        if before.end > after.start or (before.start, before.end) == (after.start, after.end):
            return None
    new = spliced(text, splices)
    rank = (one.rank[0] + other.rank[0], one.rank[1] + other.rank[1], splices[0].start, new)
    return Candidate(new, min(one, other, key=lambda each: each.rank).kind, splices, rank)


def turned_into(old: str, new: str) -> tuple[Splice, ...] | None:
    """The splices that make one text of another; None if the two have little in common."""
    gone, come = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = SequenceMatcher(None, [each.group() for each in gone], [each.group() for each in come], False)
    is_only_more = all(tag in ("equal", "insert") for tag, *_ in matcher.get_opcodes())
    if matcher.ratio() < (ALIKE / 2 if is_only_more else ALIKE):
        return None
    # A change reaches from the end of what stays before it to the start of what stays behind it.
    ends, starts = [0, *(each.end() for each in gone)], [*(each.start() for each in gone), len(old)]
    last_ends, next_starts = [0, *(each.end() for each in come)], [*(each.start() for each in come), len(new)]
    return tuple(
        Splice(ends[first], starts[last], new[last_ends[start] : next_starts[end]])
        for tag, first, last, start, end in matcher.get_opcodes()
        if tag != "equal"
    )


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with all splices made; they stand in order."""
    pieces, at = [], 0
    for each in splices:
        pieces += [text[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, text[at:]])


def marks(splices: Sequence[Splice]) -> tuple[Span, ...]:
    """Where in the new text the splices show; what was only taken away shows as an empty place."""
    found, shift = [], 0
    for each in splices:
        start = each.start + shift
        found.append(Span(start, start + len(each.text)))
        shift += len(each.text) - (each.end - each.start)
    return tuple(found)


def _size(text: str, splice: Splice) -> int:
    """How many signs, names and numbers come or go; one in place of another counts once."""
    gone = _TOKEN.findall(text[splice.start : splice.end])
    come = _TOKEN.findall(splice.text)
    return max(len(gone), len(come))
