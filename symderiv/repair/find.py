"""The one door of repair: the smallest change under which a claim is proved."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations, islice
from typing import Final

from symderiv.language.answer import Counterexample
from symderiv.language.document import Problem, Statement
from symderiv.language.expression import Expression
from symderiv.numeric.screen import Screen
from symderiv.reading.wording import Wording, fit
from symderiv.records import dataclass
from symderiv.repair.assumptions import lacks
from symderiv.repair.edits import Candidate, Kind, Missing, candidate, marks, together
from symderiv.repair.formula import Formula
from symderiv.repair.meaning import derivatives, holds, is_idle, plain
from symderiv.repair.patterns import patterned
from symderiv.repair.single import additions, completed, single_edits
from symderiv.repair.taste import clumsiness, unequal_letters
from symderiv.source import Fragment, Span
from symderiv.verdict import Judgement

SINGLES: Final = 120_000
"""Characters of single edits that are read …"""
PAIRS: Final = 60_000
"""… and of pairs of edits, if no single one will do. These are …"""
PAIRED: Final = 110
"""… made of so many of the smallest."""
PATTERNS: Final = 50_000
"""… of patterns with letters, …"""
LACKS: Final = 60
"""Assumptions that are looked at, …"""
DRAWN: Final = 1_000
"""… fewer where so many arrays would have to be drawn for them."""
JUDGED: Final = 6
"""Candidates with the right values that are decided in full."""

MOST_UNDECIDED: Final = 1
"""Where so many cannot be decided, each at its full cost, their neighbours are not asked about."""

Judge = Callable[[Statement], Judgement | None]


@dataclass(frozen=True, slots=True)
class Repair:
    """A change under which the claim is proved."""

    kind: Kind
    right: str
    """The right side as it should be, on one line."""
    marks: tuple[Span, ...]
    """Where in it something is new, or (an empty place) something was taken away."""
    splices: tuple[tuple[Span, str], ...]
    """The change of the source; none where an assumption is missing."""
    assumption: str | None
    judgement: Judgement
    statement: Statement
    """The claim that is proved."""


def find_repair(
    wording: Wording,
    claim: Statement | Problem,
    judge: Judge,
    seed: int = 0,
    example: Counterexample | None = None,
    missing: Callable[[], Iterable[Missing]] | None = None,
    *,
    may_repeat: bool = False,
) -> Repair | None:
    """The smallest edit that is proved, then an assumption, a missing part, two edits; None if nothing is.

    `may_repeat`: a step of a chain may say again what stands before it; another claim must say more.
    """
    search = _Search(wording.knowing_its_axes(), claim, judge, seed, example)
    if search.frame is not None and not may_repeat:
        search.meanings.add(plain(search.frame.left))
    if not search.is_possible:
        return None
    return (
        search.edited(search.singles())
        or search.edited(search.patterned())
        or search.assuming()
        or (None if missing is None else search.edited(search.completed(missing())))
        or search.edited(search.pairs())
    )


class _Search:
    """The search for one claim."""

    def __init__(
        self,
        wording: Wording,
        claim: Statement | Problem,
        judge: Judge,
        seed: int,
        example: Counterexample | None,
    ) -> None:
        self.wording = wording
        self.claim = claim
        self.judge = judge
        self.seed = seed
        self.words = "" if example is None else example.words
        self.formula = Formula(wording)
        self.frame = wording.left_alone()
        self.screen = None if self.frame is None else Screen(self.frame, seed, example)
        self.texts = {self.formula.value}
        self.unequal = unequal_letters(wording.claim.free.where)
        self.clumsiness = clumsiness(self.formula.root, self.unequal)
        self.meanings: set[Expression] = set()
        own = wording.typed(wording.claim.right)
        asked = () if self.frame is None else derivatives(self.frame.left)
        self.asked = tuple(each for each in asked if own is None or not holds(own, each))
        """The derivatives that the right side says in other words, not by their names."""
        if own is not None:
            self.meanings.add(plain(own))

    @property
    def is_possible(self) -> bool:
        """Has the left side a meaning, and values?"""
        return self.screen is not None and self.screen.is_of_use

    # ── Candidates ──────────────────────────────────────────────────────────────────────────────

    def singles(self) -> Iterator[Candidate]:
        """Every single edit, the smallest first."""
        edits = chain(single_edits(self.formula), additions(self.formula))
        return _bounded(_ranked(candidate(self.formula.value, edit) for edit in edits), SINGLES)

    def pairs(self) -> Iterator[Candidate]:
        """Two of the smallest edits at once."""
        value = self.formula.value
        small = _ranked(candidate(value, edit) for edit in single_edits(self.formula))
        pairs = (together(value, *pair) for pair in combinations(islice(small, PAIRED), 2))
        return _bounded(_ranked(pair for pair in pairs if pair is not None), PAIRS)

    def patterned(self) -> Iterator[Candidate]:
        """What stands elsewhere with other letters, at places that have letters."""
        edits = patterned(self.formula)
        return _bounded(_ranked(candidate(self.formula.value, edit) for edit in edits), PATTERNS)

    def completed(self, missing: Iterable[Missing]) -> Iterator[Candidate]:
        """The whole with what it lacks, the shortest first."""
        edits = (completed(self.formula, each) for each in missing)
        return _ranked(candidate(self.formula.value, edit) for edit in edits if edit is not None)

    # ── Decisions ───────────────────────────────────────────────────────────────────────────────

    def edited(self, candidates: Iterable[Candidate]) -> Repair | None:
        """The first candidate that is proved for all sizes, else the first that is proved."""
        found: Repair | None = None
        undecided = 0
        hits = ((each, statement) for each in candidates if (statement := self._hit(each.text)) is not None)
        for each, statement in islice(hits, JUDGED):
            judgement = self.judge(statement)
            if judgement is None or judgement.verdict == "undecided":
                undecided += 1
                if undecided == MOST_UNDECIDED:
                    break
                continue
            if judgement.verdict != "proved":
                continue
            if judgement.scope == "all sizes":
                return self._repair(each, statement, judgement)
            found = found or self._repair(each, statement, judgement)
        return found

    def _hit(self, text: str) -> Statement | None:
        """The claim with this right side, if it is another one and has the values of the left side."""
        if text in self.texts:
            return None
        self.texts.add(text)
        syntax = self.wording.parsed(text)
        right = None if syntax is None else self.wording.typed(syntax)
        if syntax is None or right is None or self.frame is None or self.screen is None:
            return None
        if not fit(self.frame.left, right) or plain(right) in self.meanings or is_idle(right):
            return None
        self.meanings.add(plain(right))
        if any(holds(right, each) for each in self.asked):
            return None
        if not self.screen.agrees(right) or clumsiness(syntax, self.unequal) > self.clumsiness:
            return None
        return self.wording.statement(syntax)

    def assuming(self) -> Repair | None:
        """The first assumption under which the claim is proved for all sizes, else the first that will do."""
        if isinstance(self.claim, Problem):
            return None
        found: Repair | None = None
        judged = 0
        bound = min(LACKS, DRAWN // (1 + len(self.claim.symbols)))
        for lack in islice(lacks(self.wording, self.claim, self.words), bound):
            screen = Screen(lack.statement, self.seed)
            if not screen.is_of_use or not screen.agrees(lack.statement.right):
                continue
            judgement = self.judge(lack.statement)
            judged += 1
            if judgement is not None and judgement.verdict == "proved":
                right, _ = _on_one_line(*_as_it_stands(self.formula.fragment, self.formula.value, ()))
                here = Repair("assumption", right, (), (), lack.words, judgement, lack.statement)
                if judgement.scope == "all sizes" and not judgement.conditions:
                    return here
                found = found or here
            if judged == JUDGED:
                break
        return found

    def _repair(self, found: Candidate, statement: Statement, judgement: Judgement) -> Repair:
        fragment = self.formula.fragment
        places = tuple((_place(fragment, each.start, each.end), each.text) for each in found.splices)
        right, where = _on_one_line(*_as_it_stands(fragment, found.text, marks(found.splices)))
        return Repair(found.kind, right, where, places, None, judgement, statement)


def _bounded(candidates: Iterator[Candidate], characters: int) -> Iterator[Candidate]:
    """The first of them, until so many characters are read."""
    for each in candidates:
        characters -= len(each.text)
        if characters < 0:
            return
        yield each


def _ranked(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    return iter(sorted(candidates, key=lambda each: each.rank))


def _place(fragment: Fragment, start: int, end: int) -> Span:
    """The characters of the source in which a part of the value is written."""
    return Span(fragment.offsets[start], fragment.offsets[end])


def _as_it_stands(fragment: Fragment, text: str, places: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """The new text without the `$` signs that stand nowhere in the source."""
    first = fragment.offsets[0] == fragment.offsets[1]
    last = fragment.offsets[-1] == fragment.offsets[-2]
    shown = text[first : len(text) - last]
    return shown, tuple(Span(place.start - first, place.end - first) for place in places)


def _on_one_line(text: str, places: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """The text with every run of white space as one blank, and where the places are then."""
    kept: list[str] = []
    where: list[int] = []
    for letter in text:
        where.append(len(kept))
        if not letter.isspace():
            kept.append(letter)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    where.append(len(kept))
    line = "".join(kept).rstrip()
    return line, tuple(
        Span(min(where[place.start], len(line)), min(where[place.end], len(line))) for place in places
    )
