"""The derivative on the left side of a claim, written out in its own place, and what the right side lacks."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from symderiv.deriving.compare import Comparison, Difference, Ratio
from symderiv.deriving.derive import Deriver, Found, Setting
from symderiv.deriving.terms import Underivable
from symderiv.gradients import as_written, length, printed, spelling_of
from symderiv.language.document import Statement
from symderiv.language.expression import Add, Derivative, Expression, Negate, Subtract
from symderiv.language.traverse import walk
from symderiv.reading.desk import Desk, head_of
from symderiv.reading.wording import Wording
from symderiv.repair.edits import Missing, Way
from symderiv.repair.meaning import holds
from symderiv.repairs import Judge, Same
from symderiv.report import DerivativeReport
from symderiv.verdict import Judgement
from symderiv.writing.printer import print_expression
from symderiv.writing.spellings import UNICODE

ROOM: Final = 20
"""So much longer than a right side may be what it lacks."""
LIKELY: Final = 1
"""Forms of a derivative of which a right side may be a slip."""
WORK: Final = 60_000
"""Characters of terms that are compared while a derivative is taken."""
LONGEST: Final = 400
"""A longer derivative helps nobody."""
QUESTIONS: Final = 16
"""How often numbers are asked whether an array is one that has a name."""
TRIED: Final = 4
"""Forms of a derivative that are judged."""


class Deriving:
    """Takes derivatives over all that the claim may use."""

    def __init__(self, wording: Wording, same: Same) -> None:
        self.wording = wording.knowing_its_axes()
        self.same = same
        self.frame = self.wording.left_alone()
        self.desk = Desk(wording.claims)
        self.questions = QUESTIONS
        self.spelling = spelling_of(wording.text.value)

    # ── The derivative itself ───────────────────────────────────────────────────────────────────

    def derivative(self, judge: Judge) -> DerivativeReport | None:
        """The first form that is proved for all sizes, else the first that is proved."""
        found: DerivativeReport | None = None
        for left, right, statement in self._forms():
            judgement = judge(statement)
            if judgement is None or judgement.verdict != "proved":
                continue
            report = _report(left, right, statement, judgement)
            if judgement.scope == "all sizes":
                return report
            found = found or report
        return found

    def _forms(self) -> Iterator[tuple[str, str, Statement]]:
        """Left side, right side and what they claim, shorter ones first."""
        asked = None if self.frame is None else self.frame.left
        if not isinstance(asked, Derivative):
            return
        for each in sorted(self._found(asked), key=length)[:TRIED]:
            right = self._text(each.right)
            if len(right) > LONGEST:
                continue
            left, statement = self._claimed(asked, each, right)
            if statement is not None and not holds(statement.right, statement.left):
                yield left, right, statement

    def _found(self, asked: Derivative) -> Iterable[Found]:
        wrt = asked.wrt
        try:
            return list(self._deriver.derive(asked.of, wrt.base, wrt.selectors, asked.shape, asked.wrt_first))
        except Underivable:
            return ()

    def _claimed(self, asked: Derivative, found: Found, right: str) -> tuple[str, Statement | None]:
        """The claim's own left side, or the derivative by a part of its variable."""
        text = as_written(right, self.spelling)
        if found.variable is None:
            syntax = self.wording.parsed(text)
            statement = None if syntax is None else self.wording.statement(syntax)
            return self._text(asked), statement
        head = head_of(*(print_expression(each, UNICODE) for each in (asked.of, found.variable)))
        read = self.desk.equation(head, text)
        return head, read if isinstance(read, Statement) else None

    def _wholes(self) -> Iterator[str]:
        """Right sides for the claim's own left side."""
        asked = None if self.frame is None else self.frame.left
        if isinstance(asked, Derivative):
            found = [each for each in sorted(self._found(asked), key=length) if each.variable is None]
            yield from (self._text(each.right) for each in found[:LIKELY])

    # ── What is missing ─────────────────────────────────────────────────────────────────────────

    def missing(self) -> Iterator[Missing]:
        """A term that belongs to the right side, a factor of the whole, or something much like it."""
        longest = len(self.wording.text.value) + ROOM
        yield from (each for each in self._parts() if len(each.text) <= longest)
        yield from (Missing("term", right, "whole") for right in self._wholes())

    def _parts(self) -> Iterator[Missing]:
        right = self.wording.typed(self.wording.claim.right)
        if self.frame is None or right is None or right.shape.axes != self.frame.left.shape.axes:
            return
        is_sum = isinstance(self.frame.left, Add | Subtract | Negate)
        if not is_sum and not any(isinstance(node, Derivative) for node in walk(self.frame.left)):
            return
        try:
            sides = Comparison(self._deriver, self.frame.left, right)
        except Underivable:
            return
        yield from self._terms(sides.difference())
        yield from self._factors(sides.ratio(), right.shape.rank)

    def _terms(self, difference: Difference | None) -> Iterator[Missing]:
        if difference is not None:
            way: Way = "minus" if difference.is_negative else "plus"
            yield Missing("term", self._text(difference.value), way)

    def _factors(self, ratio: Ratio | None, rank: int) -> Iterator[Missing]:
        """A number before the whole, an array entry by entry, a diagonal matrix at one end."""
        if ratio is None:
            return
        text = self._text(ratio.value)
        match ratio.axes:
            case ():
                yield Missing("factor", text, "scale")
            case axes if len(axes) == rank:
                yield Missing("factor", text, "entrywise")
            case (0,):
                yield Missing("factor", f"diag({text})", "left")
            case (1,):
                yield Missing("factor", f"diag({text})", "right")
            case _:
                return

    def _text(self, expression: Expression) -> str:
        return printed(expression, self.spelling, self.wording.text.source)

    # ── Helpers ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _deriver(self) -> Deriver:
        symbols = () if self.frame is None else self.frame.symbols
        reading = self.wording.claims.definitions.reading
        definitions = tuple(each for each in self.desk.definitions if each.key.endswith(reading))
        return Deriver(Setting(symbols, definitions, self.desk.names), self._agree, WORK)

    def _agree(self, one: Expression, other: Expression) -> bool:
        if one.shape.axes != other.shape.axes or self.questions == 0:
            return False
        self.questions -= 1
        return self.same(self.desk.statement(one, other))


def _report(left: str, right: str, statement: Statement, judgement: Judgement) -> DerivativeReport:
    return DerivativeReport(
        left, right, judgement.verdict, judgement.scope, judgement.sizes, judgement.conditions, statement
    )
