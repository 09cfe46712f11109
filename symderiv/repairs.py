"""Which of the false claims are to be repaired, against which left side, and what is reported of it."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Literal

from symderiv.language.document import Obligation, Statement
from symderiv.records import replace
from symderiv.report import INTERNAL, ObligationReport, RepairReport
from symderiv.verdict import Judgement

Repairs = Literal["none", "unexpected", "uncorrected", "all"]
"""Of no claim; of those that are false against expectation; also of the others, if nobody says beside them
what would be right; of every false one."""

Judge = Callable[[Statement], Judgement | None]


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


def repaired(
    wording: object | None, obligation: Obligation, report: ObligationReport, judge: Judge, seed: int
) -> ObligationReport:
    """The report with the repair, if one is found."""
    from symderiv.reading.wording import Wording
    from symderiv.repair.find import find_repair

    if not isinstance(wording, Wording):
        return report
    started = perf_counter()
    found = find_repair(wording, obligation.claim, judge, seed, report.counterexample)
    seconds = round(report.seconds + perf_counter() - started, 6)
    if found is None:
        return replace(report, seconds=seconds)
    repair = RepairReport(
        found.kind,
        found.right,
        found.right if found.assumption is None else f"true if {found.assumption}",
        found.judgement.verdict,
        found.marks,
        found.splices,
        found.judgement.scope,
        found.judgement.sizes,
        found.judgement.conditions,
    )
    return replace(report, repair=repair, seconds=seconds)
