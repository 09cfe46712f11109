"""A place among the parts of a LaTeX formula, and what its readers need of one another."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from symderiv.reading.parse.strangers import refuse_eaten
from symderiv.reading.parse.syntax import Vocabulary
from symderiv.reading.parse.tex.commands import STUMPS
from symderiv.reading.parse.tex.items import Item, items_of
from symderiv.reading.parse.tex.names import Names
from symderiv.reading.parse.tokens import CLOSERS, MAX_DEPTH, OPENERS, Text, Token

MAX_WORD: Final = 200
"""The letters of one run."""


class TexCursor(ABC):
    """Reads a LaTeX formula from left to right; `at` is the next part.

    `below` tells that a subscript is being read, where a run of letters stays whole: `U_{wd}`.
    """

    def __init__(self, text: Text, start: int, end: int, vocabulary: Vocabulary | None) -> None:
        self.text = text
        self.names = Names(vocabulary)
        self.items = items_of(text.value, start, end)
        self.items.append(Item("end", "", end, end))
        self.at = 0
        self.depth = 0
        self.below = False
        self.dropped: dict[str, list[tuple[str, int]]] = {}
        """Names that lost a `\\text{…}` subscript, with what it said and where each name stands."""
        self.loose_end = -1
        """Where the last group ended that is more than one letter with its scripts."""

    @abstractmethod
    def unit(self, out: list[Token]) -> None:
        """The next part with all that belongs to it, as tokens at the end of `out`."""

    @property
    def item(self) -> Item:
        return self.items[self.at]

    @property
    def end(self) -> int:
        """The place after the last part that was read."""
        return self.items[self.at - 1].end

    def next(self) -> Item:
        """The next part, which is read with this."""
        item = self.items[self.at]
        self.at += 1
        return item

    @contextmanager
    def nested(self, opener: Item) -> Iterator[None]:
        """One level deeper; there is a bounded number of them."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            hint = "give parts of it a name under `define`"
            self.fail("E208", f"this is nested deeper than {MAX_DEPTH}", opener, hint=hint)
        yield
        self.depth -= 1

    @contextmanager
    def reading(self, *, below: bool) -> Iterator[None]:
        """Reading below the line, or as usual."""
        outer, self.below = self.below, below
        yield
        self.below = outer

    # ── Looking ahead ───────────────────────────────────────────────────────────────────────────

    def scripted(self) -> bool:
        """Does a script follow?"""
        return self.item.kind in ("low", "high") or (self.item.kind == "sign" and self.item.text in "_^'")

    def closing(self, at: int) -> int:
        """The place of the `}` that closes the `{` at a place."""
        depth = 0
        for place in range(at, len(self.items)):
            item = self.items[place]
            depth += item.is_sign("{") - item.is_sign("}")
            if depth == 0:
                break
        else:
            hint = "add the `}` that belongs to it"
            self.fail("E210", "this `{` is never closed", self.items[at], hint=hint)
        return place

    def raw_argument(self, command: Item) -> tuple[str, int, int]:
        r"""The characters of `{…}` after a command such as `\text`, as they were typed, and their place."""
        if not self.item.is_sign("{"):
            hint = f"`\\{command.text}{{…}}`"
            self.fail("E234", f"`\\{command.text}` needs an argument in braces", command, hint=hint)
        opener, closer = self.items[self.at], self.items[self.closing(self.at)]
        self.at = self.closing(self.at) + 1
        return self.text.value[opener.end : closer.start], opener.end, closer.start

    def peeked(self) -> str | None:
        """The characters within the `{…}` that comes next, if one does."""
        if not self.item.is_sign("{"):
            return None
        return self.text.value[self.item.end : self.items[self.closing(self.at)].start]

    def grouped(self, tokens: list[Token]) -> None:
        """A group was read: no script may follow it if it is more than one letter."""
        depth = 0
        for at, token in enumerate(tokens):
            if at and depth == 0 and token.kind not in ("_", "^", "'", "ᵀ", "{"):
                self.loose_end = self.items[self.at - 1].end
                return
            depth += (token.kind in CLOSERS) - (token.kind in OPENERS)

    # ── Errors ──────────────────────────────────────────────────────────────────────────────────

    def fail(
        self, code: str, message: str, item: Item, last: Item | None = None, hint: str | None = None
    ) -> NoReturn:
        """An error at a part, or from one part to another."""
        self.text.fail(code, message, item.start, (last or item).end, hint)

    def check_not_eaten(self, item: Item, after: Item, *, split: bool) -> None:
        """`rac{a}{b}`, and other rests of commands that are no names."""
        touched = after.is_sign("{") and after.start == item.end
        is_rest = item.text in STUMPS and (touched or not split)
        if is_rest or (touched and not split and _ends_with_stump(item.text)):
            refuse_eaten(self.text, item.start, item.end)


def _ends_with_stump(run: str) -> bool:
    return any(run.endswith(stump) for stump in STUMPS if len(stump) > 2)


_PLAIN_WORD: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*(?:(?:\\?_|[- ])[A-Za-z0-9]+)*)\s*")
_WRAPPED: Final = re.compile(
    r"\s*\\(text|textrm|textit|textbf|mathrm|mathit|operatorname|mathsf)\s*\{([^{}]*)\}\s*"
)


def plain_word(raw: str) -> str | None:
    r"""`naive-softmax`, `log\_softmax`, `neg sample` as `naive_softmax`, `log_softmax`, `neg_sample`."""
    match = _PLAIN_WORD.fullmatch(raw)
    return None if match is None else re.sub(r"\\?_|[- ]", "_", match[1])


def wrapped_word(raw: str) -> tuple[str, str] | None:
    r"""(`text`, `naive-softmax`) of `\text{naive-softmax}`, if a script holds nothing else."""
    match = _WRAPPED.fullmatch(raw)
    return None if match is None else (match[1], match[2])
