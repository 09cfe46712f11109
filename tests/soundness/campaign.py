"""A campaign: mutants by the thousand through the deciders and the verdict, each labelled by the evaluator."""

import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context

from symderiv.check import Checker, Deciders, Options, convene
from symderiv.language.document import Verdict
from symderiv.numeric.refute import NumericDecider
from symderiv.records import replace
from symderiv.source import Source
from symderiv.verdict import Disagreement, Judgement, Sizes
from symderiv.writing.printer import UNICODE, print_expression
from tests.soundness.label import Judge, Label, point_of
from tests.soundness.library import Claim, claims
from tests.soundness.mutate import Mutant, mutate

TOGETHER = 8
"""Mutants of one claim in a row: they share the values of what was not changed."""
BUDGET = 20_000
Library = Callable[[Verdict], Sequence[Claim]]


@dataclass(frozen=True)
class Finding:
    """What became of one mutant."""

    number: int
    claim: str
    mutant: Mutant
    label: Label
    verdict: str
    """As the summary counts it, or `disagreement` or `breakdown`."""
    account: str

    @property
    def is_alarm(self) -> bool:
        """Whether a decider, or all of them, must be wrong."""
        match self.label, self.verdict:
            case _, "disagreement" | "breakdown":
                return True
            case Label.FALSE, "proved" | "proved at sizes":
                return True
            case Label.THIN, "proved" | "proved at sizes":
                return not self.account
            case Label.EQUAL, "refuted":
                return True
            case _:
                return False

    def __str__(self) -> str:
        s = self.mutant.statement
        sides = " = ".join(print_expression(side, UNICODE) for side in (s.left, s.right))
        return (
            f"mutant {self.number} of {self.claim}: {self.mutant.kind} ({self.mutant.place})\n"
            f"  {sides}\n  {self.label.value}; {self.verdict} {self.account}"
        )


def run(numbers: Iterable[int], seed: int, of: Library = claims) -> Iterator[Finding]:
    """The mutants of these numbers. A mutant depends on its claim and the seed, not on what else the library holds."""
    true = sorted(of("proved"), key=lambda claim: sha256(f"{seed} {claim.name}".encode()).digest())
    block, judge, checker = -1, None, None
    for number in numbers:
        if number // TOGETHER != block:
            block = number // TOGETHER
            claim = true[block % len(true)]
            judge = Judge(claim.statement)
            checker = Checker(Source("mutants", ""), Options(), partial(plain, budget=BUDGET))
        assert judge is not None
        assert checker is not None
        which = block // len(true) * TOGETHER + number % TOGETHER
        mutant = mutate(claim.statement, random.Random(f"{seed} {claim.name} {which}"))
        yield _found(number, claim, mutant, judge, checker)


def plain(seed: int, sizes: Sizes, budget: int | None = None) -> Deciders:
    """As in a check, but that counterexamples are left as they were found."""
    numeric = NumericDecider(seed, dict(sizes), simplify=False)
    return replace(convene(seed, sizes, budget), numeric=numeric)


def _found(number: int, claim: Claim, mutant: Mutant, judge: Judge, checker: Checker) -> Finding:
    """The label first; then what the deciders say; a counterexample is a hint where to look again."""
    own = Judge(mutant.statement) if mutant.place == "statement" else judge
    label = own.label(mutant.statement)
    try:
        outcome = checker.outcome(mutant.statement)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding, and the campaign goes on
        return Finding(number, claim.name, mutant, label, "breakdown", _words(error))
    match outcome:
        case Disagreement(account):
            return Finding(number, claim.name, mutant, label, "disagreement", account)
        case Judgement(verdict, scope, conditions=conditions, counterexample=example):
            if example is not None and label is Label.EQUAL:
                point = point_of(example, mutant.statement)
                if point is None:
                    label = Label.UNKNOWN
                elif own.differs_at(mutant.statement, point):
                    label = Label.THIN
            if label is Label.FALSE and verdict == "proved" and not own.is_surely_false(mutant.statement):
                label = Label.UNKNOWN
            said = "proved at sizes" if scope == "at sizes" else verdict
            return Finding(number, claim.name, mutant, label, said, ", ".join(conditions))


def _words(error: Exception) -> str:
    """What broke, and where."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{error!r} in {frame.name}, line {frame.lineno} of {frame.filename.rpartition('/')[2]}"


# ── Many of them ──


@dataclass
class Tally:
    """How many mutants of each kind met which label and which verdict, and those that must not be."""

    counts: Counter[tuple[str, str, str]]
    alarms: list[Finding]

    def add(self, finding: Finding) -> None:
        self.counts[finding.mutant.kind, finding.label.name, finding.verdict] += 1
        if finding.is_alarm:
            self.alarms.append(finding)

    def number(self, *, kind: str | None = None, label: str | None = None, verdict: str | None = None) -> int:
        """How many there are of these."""
        wanted = (kind, label, verdict)
        return sum(
            n
            for key, n in self.counts.items()
            if all(w in (None, k) for w, k in zip(wanted, key, strict=True))
        )


def campaign(
    first: int,
    mutants: int,
    seed: int,
    jobs: int = 1,
    watch: Callable[[Tally], None] | None = None,
    of: Library = claims,
) -> Tally:
    """The mutants from `first` on, in as many processes as are asked for."""
    tally = Tally(Counter(), [])
    for findings in _batches(first, mutants, seed, jobs, of):
        for finding in findings:
            tally.add(finding)
        if watch is not None:
            watch(tally)
    return tally


def _batches(first: int, mutants: int, seed: int, jobs: int, of: Library) -> Iterator[Sequence[Finding]]:
    """Blocks of mutants of one claim each."""
    ends = [*range((first // TOGETHER + 1) * TOGETHER, first + mutants, TOGETHER), first + mutants]
    ranges = list(zip([first, *ends], ends, strict=False))
    if jobs == 1:
        for start, end in ranges:
            yield list(run(range(start, end), seed, of))
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_batch, [(*each, seed, of) for each in ranges], chunksize=4)


def _batch(order: tuple[int, int, int, Library]) -> Sequence[Finding]:
    start, end, seed, of = order
    return list(run(range(start, end), seed, of))


def table(tally: Tally) -> str:
    """One row per kind, in Markdown."""
    columns = (
        "mutants",
        "false",
        "of these accepted",
        "undecided",
        "equal",
        "of these refuted",
        "not proved",
    )
    lines = [f"| kind | {' | '.join(columns)} |", "| --- |" + " ---: |" * len(columns)]
    kinds = sorted({kind for kind, _, _ in tally.counts})
    return "\n".join([*lines, *(_row(tally, kind, kind) for kind in kinds), _row(tally, None, "**all**")])


def _row(tally: Tally, kind: str | None, name: str) -> str:
    false = [tally.number(kind=kind, label=label) for label in ("FALSE", "THIN")]
    accepted = sum(
        1
        for each in tally.alarms
        if each.label in (Label.FALSE, Label.THIN)
        and kind in (None, each.mutant.kind)
        and each.verdict.startswith("proved")
    )
    open_false = sum(tally.number(kind=kind, label="FALSE", verdict=v) for v in ("undecided", "consistent"))
    equal = tally.number(kind=kind, label="EQUAL")
    refuted = tally.number(kind=kind, label="EQUAL", verdict="refuted")
    proved = sum(tally.number(kind=kind, label="EQUAL", verdict=v) for v in ("proved", "proved at sizes"))
    cells = (
        tally.number(kind=kind),
        sum(false),
        accepted,
        open_false,
        equal,
        refuted,
        equal - proved - refuted,
    )
    return f"| {name} | {' | '.join(map(str, cells))} |"


VERDICTS = ("proved", "proved at sizes", "consistent", "undecided", "refuted", "disagreement", "breakdown")


def verdicts(tally: Tally) -> str:
    """One row per label, with how often each verdict met it, in Markdown."""
    lines = [f"| label | {' | '.join(VERDICTS)} |", "| --- |" + " ---: |" * len(VERDICTS)]
    for label in Label:
        cells = (tally.number(label=label.name, verdict=verdict) for verdict in VERDICTS)
        lines.append(f"| {label.value} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)
