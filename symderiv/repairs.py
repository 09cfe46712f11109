"""Which of the false claims are to be repaired, against which left side, and what is reported of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from symderiv.language.document import Obligation, Statement
from symderiv.records import dataclass, replace
from symderiv.report import INTERNAL, DerivativeReport, ObligationReport, RepairReport
from symderiv.verdict import Judgement

if TYPE_CHECKING:
    from symderiv.reading.wording import Wording
    from symderiv.repair.edits import Missing
    from symderiv.repair.find import Repair

Repairs = Literal["none", "unexpected", "uncorrected", "all"]
"""Of no claim; of those that are false against expectation; also of the others, if nobody says beside them
what would be right; of every false one."""

Judge = Callable[[Statement], Judgement | None]
Same = Callable[[Statement], bool]
"""Do numbers agree with a statement?"""


@dataclass(frozen=True, slots=True)
class Insight:
    """What taking derivatives tells of a false claim; both are asked only where edits do not help."""

    missing: "Callable[[Wording, Same], Iterable[Missing]]"
    """What a right side lacks, of the wording of a claim."""
    derivative: "Callable[[Wording, Same, Judge], DerivativeReport | None]"
    """The derivative that is the left side, written out and proved."""


def is_wanted(
    obligation: Obligation, report: ObligationReport, repairs: Repairs, is_corrected: bool = False
) -> bool:
    """Is a false claim to be repaired? Not a link that only returns from a wrong value to the right one."""
    if repairs == "none" or obligation.wording is None or obligation.caused_by is not None:
        return False
    if report.verdict not in ("refuted", "ill-shaped", "unreadable") or report.holds:
        return False
    if report.error is not None and report.error.code == INTERNAL:
        return False
    if report.expected == "proved" and not report.ok:
        return True
    return repairs == "all" or (repairs == "uncorrected" and not is_corrected)


def target(
    obligation: Obligation, obligations: Mapping[str, Obligation], reports: Sequence[ObligationReport]
) -> object | None:
    """The claim that a repaired right side must meet, where it is not the obligation's own.

    A link from a wrong value in a chain whose end is right again is repaired to what equals the head.
    """
    if obligation.step < 2:
        return None
    chain = obligation.id.rpartition("#")[0]
    known = {report.id: report for report in reports}
    before, whole = known.get(f"{chain}#{obligation.step - 1}"), known.get(chain)
    if before is None or whole is None or before.holds is not False or whole.verdict != "proved":
        return None
    from symderiv.reading.wording import Wording

    own, head = obligation.wording, obligations[chain].wording
    return own.against(head) if isinstance(own, Wording) and isinstance(head, Wording) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a repair asks: the deciders, the numeric one alone, and what takes derivatives."""

    judge: Judge
    same: Same
    insight: Insight | None
    seed: int


def repaired(
    wording: object | None, obligation: Obligation, report: ObligationReport, asked: Asked
) -> ObligationReport:
    """The report with the repair, if one is found; where no edit is, with the derivative itself."""
    from symderiv.reading.wording import Wording
    from symderiv.repair.find import find_repair

    if not isinstance(wording, Wording):
        return report
    started = perf_counter()
    insight = asked.insight
    missing = None if insight is None else partial(insight.missing, wording, asked.same)
    example, may_repeat = report.counterexample, obligation.step > 1
    found = find_repair(
        wording, obligation.claim, asked.judge, asked.seed, example, missing, may_repeat=may_repeat
    )
    if found is not None:
        report = replace(report, repair=_reported(found))
    if found is None or found.assumption is not None:
        report = with_derivative(wording, report, asked)
    return replace(report, seconds=round(report.seconds + perf_counter() - started, 6))


def with_derivative(wording: object | None, report: ObligationReport, asked: Asked) -> ObligationReport:
    """The report of a false claim with the derivative that its left side is."""
    from symderiv.reading.wording import Wording

    is_false = report.verdict in ("refuted", "ill-shaped", "unreadable")
    if not is_false or asked.insight is None or not isinstance(wording, Wording):
        return report
    return replace(report, derivative=asked.insight.derivative(wording, asked.same, asked.judge))


def told_once(reports: Sequence[ObligationReport]) -> list[ObligationReport]:
    """The links of a chain do not say again what its head says."""
    heads = {report.id: _said(report) for report in reports if report.step == 0}
    return [
        replace(report, derivative=None)
        if report.step and _said(report) == heads.get(report.id.rpartition("#")[0])
        else report
        for report in reports
    ]


def _said(report: ObligationReport) -> DerivativeReport | None:
    """What is said of the derivative, in whichever frame it was proved."""
    return report.derivative and replace(report.derivative, statement=None)


def _reported(found: "Repair") -> RepairReport:
    return RepairReport(
        found.kind,
        found.right,
        found.right if found.assumption is None else f"true if {found.assumption}",
        found.judgement.verdict,
        found.marks,
        found.splices,
        found.judgement.scope,
        found.judgement.sizes,
        found.judgement.conditions,
        found.statement,
    )
