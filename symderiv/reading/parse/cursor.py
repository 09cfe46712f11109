"""A place among the tokens, and what the parts of the parser need of one another."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from symderiv.errors import Diagnostic, Unreadable
from symderiv.reading.parse.syntax import Call, Origin, Syntax, Vocabulary
from symderiv.reading.parse.tokens import MAX_DEPTH, Token, Tokens
from symderiv.records import dataclass, replace
from symderiv.source import Span

FACTOR_STARTS: Final = frozenset(
    {"name", "number", "(", "[", "{", "|", "‖", "Σ", "Π", "∂", "∇", "frac", "⟦", "|(", "‖("}
)
"""Kinds of tokens with which a factor may begin."""


MAX_EXCERPT: Final = 40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around within the same bracket, and decides how a few signs are read.

    `origin` is that of comparisons; `equality` tells whether `=` is a comparison here; `bar` is the open
    `|` or `‖`; `conditional` tells that a `|` separates arguments; `quotient` that `/ ∂` ends a
    numerator; `total` is the place of the `/` at which that of `df/dx` ends; `summed` are the letters of
    the sums whose product is being read; `related` tells that a comparison sign stood before.
    """

    origin: Origin = 0
    equality: bool = False
    bar: str | None = None
    conditional: bool = False
    quotient: bool = False
    total: int = -1
    summed: frozenset[str] = frozenset()
    related: bool = False


class Cursor(ABC):
    """Reads one text from left to right; `at` is the next token."""

    def __init__(self, tokens: Tokens, vocabulary: Vocabulary) -> None:
        self.text = tokens.text
        self.tokens: list[Token] = tokens.all
        self.partners = tokens.partners
        self.vocabulary = vocabulary
        self.names = vocabulary.names
        self.marked = any("^" in name for name in vocabulary.names)
        self.at = 0
        self.depth = 0
        self.here = Surroundings()
        self.bound: list[str] = sorted(vocabulary.letters)
        """The letters bound around this place, innermost last."""
        self.foreseen: dict[int, frozenset[str]] = {}
        """What the Σ at a token binds, where that was asked before it was read."""
        self.paired: set[int] = set()
        """The bars of which it is known that they can be paired in one way only."""

    # ── The grammar, from the loosest to the tightest ──────────────────────────────────────────────

    @abstractmethod
    def condition(self) -> Syntax:
        """Comparisons joined by `and`, `or`, `not`; or just an expression."""

    @abstractmethod
    def sum(self) -> Syntax:
        """Terms with `+` and `-` between them."""

    @abstractmethod
    def product(self) -> Syntax:
        """Factors with `*`, `/` … or nothing between them."""

    @abstractmethod
    def factor(self) -> Syntax:
        """A sign, a power, a subscript, or less."""

    @abstractmethod
    def subscripted(self) -> Syntax:
        """A name or a bracket with subscripts, and nothing above the line."""

    @abstractmethod
    def atom(self) -> Syntax:
        """A name, a number, a bracket, or a prefix operator with its product."""

    # ── Moving ──────────────────────────────────────────────────────────────────────────────────

    @property
    def kind(self) -> str:
        return self.tokens[self.at].kind

    def next_is(self, kind: str, ahead: int = 1) -> bool:
        place = self.at + ahead
        return place < len(self.tokens) and self.tokens[place].kind == kind

    def touches(self) -> bool:
        """Does the next token follow without a blank?"""
        return self.at > 0 and self.tokens[self.at - 1].end == self.tokens[self.at].start

    def accept(self, kind: str) -> bool:
        if self.tokens[self.at].kind != kind:
            return False
        self.at += 1
        return True

    def expect(self, kind: str, what: str, hint: str | None = None) -> Token:
        token = self.tokens[self.at]
        if token.kind != kind:
            self.unexpected(what, hint)
        self.at += 1
        return token

    def insert(self, at: int, pieces: list[Token]) -> None:
        """Several tokens in the place of one."""
        self.tokens[at : at + 1] = pieces
        self.foreseen.clear()
        by = len(pieces) - 1
        self.partners = {a + by * (a > at): b + by * (b > at) for a, b in self.partners.items()}
        self.paired = {bar + by * (bar > at) for bar in self.paired}

    @contextmanager
    def nested(self) -> Iterator[None]:
        """One level deeper; an expression has a bounded number of them."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(
                "E208",
                f"this expression is nested deeper than {MAX_DEPTH}",
                self.at,
                hint="give parts of it a name under `define`",
            )
        yield
        self.depth -= 1

    @contextmanager
    def within(self, around: Surroundings) -> Iterator[None]:
        """Reading in other surroundings."""
        outer = self.here
        self.here = around
        yield
        self.here = outer

    def inside(self, **changes: object) -> Surroundings:
        """Surroundings within a new bracket; the origin stays unless it is changed."""
        return replace(Surroundings(origin=self.here.origin), **changes)  # type: ignore[arg-type]

    # ── Places ──────────────────────────────────────────────────────────────────────────────────

    def since(self, start: int) -> Span:
        """The place from a token to the last one that was read."""
        return self.between(start, max(self.at, start + 1))

    def between(self, start: int, end: int) -> Span:
        """The place of the tokens [start, end)."""
        return self.text.span(self.tokens[start].start, self.tokens[end - 1].end)

    def excerpt(self, start: int, end: int) -> str:
        """What was written from a token to another, shortened, for a message."""
        written = self.text.value[self.tokens[start].start : self.tokens[end - 1].end]
        return written if len(written) <= MAX_EXCERPT else f"{written[: MAX_EXCERPT - 1]}…"

    # ── Errors ──────────────────────────────────────────────────────────────────────────────────

    def fail(
        self, code: str, message: str, start: int, end: int | None = None, hint: str | None = None
    ) -> NoReturn:
        """An error at the tokens [start, end)."""
        last = self.tokens[start if end is None else end - 1]
        self.text.fail(code, message, self.tokens[start].start, last.end, hint)

    def fail_at(self, code: str, message: str, span: Span, hint: str | None = None) -> NoReturn:
        """An error at a place in the source."""
        raise Unreadable(Diagnostic(code, message, self.text.fragment.source, span, hint))

    def unexpected(self, what: str, hint: str | None = None) -> NoReturn:
        """An error at the next token, where something else was needed."""
        token = self.tokens[self.at]
        found = "the expression ends" if token.kind == "end" else f"stands `{token.text}`"
        self.fail("E231", f"here {found}, where {what} is needed", self.at, hint=hint)

    def is_bare_call(self, syntax: Syntax) -> bool:
        """`log x` without brackets."""
        return isinstance(syntax, Call) and syntax.bare
