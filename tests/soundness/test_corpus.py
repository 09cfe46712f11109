"""Families of claims that fool checkers: every false one is rejected for its reason, every true one is proved."""

import pytest

from symderiv.check import Checker
from symderiv.language.document import Statement
from tests.soundness.corpus import FAMILIES, OPTIONS, ROOT, Case, cases, corpus, fault
from tests.soundness.label import Judge, Label, point_of

EXTRA = ("operators",)
"""Families of true claims alone."""


def by_name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", [case for case in corpus() if case.is_true], ids=by_name)
def test_truths_are_proved_under_no_more_conditions_than_they_need(case: Case) -> None:
    report = Checker(case.document.source, OPTIONS).check(case.obligation)
    assert fault(case, report) is None
    assert isinstance(case.obligation.claim, Statement)
    label = Judge(case.obligation.claim).label(case.obligation.claim)
    assert label is Label.EQUAL or (label is Label.THIN and case.notes)


@pytest.mark.parametrize("case", [case for case in corpus() if not case.is_true], ids=by_name)
def test_falsehoods_are_rejected_for_their_reason(case: Case) -> None:
    """A counterexample is one for an evaluator that the program does not know, too."""
    report = Checker(case.document.source, OPTIONS).check(case.obligation)
    assert fault(case, report) is None
    assert report.verdict != "proved"
    if report.counterexample is not None:
        claim = case.obligation.claim
        assert isinstance(claim, Statement)
        point = point_of(report.counterexample, claim)
        assert point is None or Judge(claim).differs_at(claim, point)


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_every_family_has_at_least_eight_cases(kind: str) -> None:
    files = {path.stem: path for path in (ROOT / kind).glob("*.yaml")}
    assert sorted(set(files) - set(EXTRA)) == list(FAMILIES)
    assert len(FAMILIES) >= 15
    assert [name for name, path in files.items() if len(list(cases(path))) < 8] == []
