"""A short campaign of mutants and of claims said otherwise; the long ones are commands (see SOUNDNESS.md)."""

import random
import re
from collections import Counter

import pytest

from symderiv.check import Checker, Options
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.verdict import Judgement, combine
from tests.soundness.campaign import Library, campaign, plain, table, verdicts
from tests.soundness.kinds import KINDS, STATEMENT_KINDS
from tests.soundness.label import Judge, Label, point_of
from tests.soundness.library import claims, small
from tests.soundness.metamorphic import RELATIONS, pairs

MUTANTS, PARTS, OF_ANY_CLAIM = 1000, 5, 80
PAIRS, OF_ANY_PAIR = 200, 40


@pytest.mark.parametrize("part", range(PARTS))
def test_no_false_mutant_is_accepted_and_no_true_one_refuted(part: int) -> None:
    count = MUTANTS // PARTS
    tally = campaign(part * count, count, seed=0, of=small)
    assert [str(alarm) for alarm in tally.alarms] == []
    assert tally.number(label="FALSE") > count / 2
    assert tally.number(label="EQUAL") > count / 6
    assert len({kind for kind, _, _ in tally.counts}) > 50
    assert table(tally).count("\n") > 50
    assert sum(map(int, re.findall(r"\d+", verdicts(tally)))) == tally.number() == count


def test_nor_are_mutants_of_larger_claims() -> None:
    tally = campaign(0, OF_ANY_CLAIM, seed=0)
    assert [str(alarm) for alarm in tally.alarms] == []
    assert tally.number(label="FALSE") > OF_ANY_CLAIM / 3


def test_there_are_many_kinds_of_mutation() -> None:
    assert len(KINDS) + len(STATEMENT_KINDS) > 100


def test_the_mutants_of_a_seed_are_always_the_same() -> None:
    together, apart = (
        campaign(8, 12, seed=3, of=small),
        [campaign(k, 4, seed=3, of=small) for k in (8, 12, 16)],
    )
    assert together.counts == sum((each.counts for each in apart), Counter())


def test_a_verdict_that_is_always_proved_sets_off_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Checker, "_outcome", lambda self, statement: Judgement("proved", "all sizes"))
    tally = campaign(0, 32, seed=0, of=small)
    assert len(tally.alarms) >= tally.number(label="FALSE") > 9


def test_a_verdict_that_is_always_refuted_sets_off_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Checker, "_outcome", lambda self, statement: Judgement("refuted"))
    tally = campaign(0, 32, seed=0, of=small)
    assert len(tally.alarms) == tally.number(label="EQUAL") > 3


def test_a_breakdown_and_a_disagreement_set_off_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symderiv.check.combine", lambda *answers: combine(*answers[:2]))  # type: ignore[call-arg]
    assert len(campaign(0, 8, seed=0, of=small).alarms) == 8


@pytest.mark.parametrize(
    ("count", "seed", "of"), [(PAIRS // 2, 0, small), (PAIRS // 2, 1, small), (OF_ANY_PAIR, 0, claims)]
)
def test_the_verdict_does_not_depend_on_how_a_claim_is_said(count: int, seed: int, of: Library) -> None:
    found = list(pairs(count, seed, of))
    assert [str(pair) for pair in found if pair.before != pair.after] == []
    assert len(RELATIONS) == 13
    assert len({pair.relation for pair in found}) > 9
    assert sum(pair.before == "refuted" for pair in found) > count / 6


# ── The evaluator ──


def test_the_evaluator_finds_the_library_true() -> None:
    chosen = [*random.Random(0).sample(small("proved"), 25), *random.Random(0).sample(claims("proved"), 3)]
    labels = {claim.name: Judge(claim.statement).label(claim.statement) for claim in chosen}
    assert [name for name, label in labels.items() if label not in (Label.EQUAL, Label.THIN)] == []


def test_the_evaluator_finds_wrong_claims_false() -> None:
    for claim in random.Random(0).sample(small("refuted"), 30):
        judge = Judge(claim.statement)
        if judge.label(claim.statement) is Label.FALSE:
            continue
        outcome = Checker(Source("wrong", ""), Options(), plain).outcome(claim.statement)
        assert isinstance(outcome, Judgement)
        assert outcome.counterexample is not None
        point = point_of(outcome.counterexample, claim.statement)
        assert point is not None
        assert judge.differs_at(claim.statement, point)


HEAD = "sizes: [n]\nsymbols: {x: scalar, p: positive scalar, v: 'vector[n]', A: 'matrix[n, n]', y: 'one-hot[n]'}\n"


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("prove: x + 1e-9 x^9 = x", Label.FALSE),
        ("prove: x + 1e-25 = x", Label.FALSE),
        ("prove: x + relu(x - 40) = x", Label.FALSE),
        ("prove: x + relu(1/100 - abs(x - 1/2)) = x", Label.FALSE),
        ("prove: x + relu(n - 4) = x", Label.FALSE),
        ("prove: A = A^T", Label.FALSE),
        ("prove: x = exp(log(x))", Label.FALSE),
        ("prove: x = x^2 / x", Label.THIN),
        ("prove: exp(log(x)) = x", Label.EQUAL),
        ("prove: ∂/∂x exp(x^2) = 2 x exp(x^2)", Label.EQUAL),
        ("prove: ∂/∂x exp(x^2) = (2 + 1e-20) x exp(x^2)", Label.FALSE),
        ("prove: ∂²(x^5)/∂x∂x = 20 x^3", Label.EQUAL),
        ("prove: σ(900 + x) = 1 - σ(-900 - x)", Label.EQUAL),
        ("{given: x > x + 1, prove: x = 0}", Label.UNKNOWN),
        ("{given: v = A v, prove: v^T A v = v^T v}", Label.EQUAL),
        ("{given: v = A v, prove: v^T A v = 2 v^T v}", Label.FALSE),
    ],
)
def test_labels(claim: str, label: Label) -> None:
    (obligation,) = load_document(Source("t", f"{HEAD}derivations:\n  - {claim}\n")).obligations
    assert isinstance(obligation.claim, Statement), obligation.claim
    assert Judge(obligation.claim).label(obligation.claim) is label
