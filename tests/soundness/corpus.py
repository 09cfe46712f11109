"""The corpus of false and true claims that fool checkers, family by family, and what a run of it finds fault with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symderiv.check import Checker, Convene, Options
from symderiv.errors import DerivationError
from symderiv.language.document import Document, Obligation
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.report import ObligationReport

ROOT = Path(__file__).parents[1] / "corpus"
OPTIONS = Options(require_all_sizes=True)
FAMILIES = tuple(sorted(path.stem for path in (ROOT / "reject").glob("*.yaml")))


@dataclass(frozen=True)
class Case:
    """One claim of the corpus; `notes` is what must be said of it: the conditions, or the reason."""

    family: str
    is_true: bool
    document: Document
    obligation: Obligation
    notes: str

    @property
    def name(self) -> str:
        return f"{'accept' if self.is_true else 'reject'}/{self.family}: {self.obligation.left} = {self.obligation.right}"


def cases(path: Path) -> Iterator[Case]:
    """The claims of a file."""
    document = load_document(read_source(str(path)))
    for derivation in document.derivations:
        for obligation in derivation.obligations:
            yield Case(path.stem, path.parent.name == "accept", document, obligation, derivation.notes or "")


@cache
def corpus() -> tuple[Case, ...]:
    """All of it."""
    return tuple(case for path in sorted(ROOT.glob("*/*.yaml")) for case in cases(path))


def fault(case: Case, report: ObligationReport) -> str | None:
    """What is wrong with what was said of a claim."""
    if report.error is not None and report.verdict not in ("ill-shaped", "unreadable"):
        return f"internal error: {report.error.message}"
    if not report.ok:
        return f"{report.verdict} at {report.scope}, expected {report.expected}"
    if case.is_true:
        found = "; ".join(report.conditions)
        return None if found == case.notes else f"conditions {found!r}, expected {case.notes!r}"
    words = report.counterexample.words if report.counterexample else report.reason or ""
    return None if case.notes in words else f"said {words!r}, expected {case.notes!r}"


def faults(chosen: Sequence[Case], deciders: Convene | None = None) -> list[str]:
    """What a run of these cases finds fault with; a file that cannot be read is one too."""
    found = []
    for case in chosen:
        try:
            report = Checker(case.document.source, OPTIONS, deciders).check(case.obligation)
        except (
            ArithmeticError,
            AssertionError,
            DerivationError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:
            found.append(f"{case.name}: {error!r}")
            continue
        wrong = fault(case, report)
        if wrong is not None:
            found.append(f"{case.name}: {wrong}")
    return found
