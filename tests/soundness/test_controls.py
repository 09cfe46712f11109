"""The tester is tested: deciders that answer without thinking, and wrong rows of the tables, do not pass the corpus."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from symderiv.check import Checker, Convene, Deciders, convene
from symderiv.components import functions as components
from symderiv.kernel import derive
from symderiv.kernel.prove import KernelDecider
from symderiv.kernel.term import MINUS_ONE, times
from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Proved, Undecided
from symderiv.language.document import Statement
from symderiv.language.operators import OPERATORS, ShapeRule
from symderiv.numeric import calculus
from symderiv.numeric import functions as numeric
from symderiv.numeric.duals import negate
from symderiv.records import replace
from symderiv.verdict import Judgement, Sizes
from tests.soundness.corpus import ROOT, Case, cases, corpus, faults

Patch = pytest.MonkeyPatch

SMALL = tuple(case for k, case in enumerate(corpus()) if k % 4 == 0 and case.family != "operators")
TRUE = tuple(case for case in SMALL if case.is_true)
FALSE = tuple(case for case in SMALL if not case.is_true and case.obligation.expected == "refuted")


# ── Deciders that answer without thinking ──


class Always:
    """A decider with one answer, whatever is asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def decide(self, statement: Statement) -> Any:
        return self.answer

    def decide_at(self, statement: Statement, example: Counterexample) -> Answer:
        return self.answer  # type: ignore[no-any-return]


NOWHERE = Counterexample((), (), (), (), "0", "1", "")
ANSWERS: dict[tuple[str, str], Any] = {
    ("numeric", "yes"): Holds((), exact=False),
    ("numeric", "no"): Fails(NOWHERE),
    ("numeric", "undecided"): Undecided("no idea"),
    ("components", "yes"): Holds((), exact=True),
    ("components", "no"): Fails(NOWHERE),
    ("components", "undecided"): Undecided("no idea"),
    ("kernel", "yes"): Proved((), ()),
    ("kernel", "undecided"): Undecided("no idea"),
}
FAILING: dict[tuple[str, str], tuple[Case, ...]] = {
    ("numeric", "yes"): FALSE,
    ("numeric", "no"): TRUE,
    ("numeric", "undecided"): (*TRUE, *FALSE),
    ("components", "yes"): FALSE,
    ("components", "no"): TRUE,
    ("components", "undecided"): TRUE,
    ("kernel", "yes"): FALSE,
}
"""The cases that each of them must fail, the others being honest."""


class Remembered:
    """An honest decider that is asked each thing once."""

    def __init__(self, honest: Any) -> None:
        self.honest = honest
        self.decide = cache(honest.decide)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.honest, name)


@cache
def honest(seed: int, sizes: Sizes) -> Deciders:
    them = convene(seed, sizes)
    return Deciders(*(Remembered(each) for each in (them.numeric, them.components, them.kernel)))


def with_control(*controls: tuple[str, str]) -> Convene:
    """The honest deciders, some of them replaced."""
    planted = {name: Always(ANSWERS[name, answer]) for name, answer in controls}
    return lambda seed, sizes: replace(honest(seed, sizes), **planted)


def test_the_small_corpus_has_no_fault_with_honest_deciders() -> None:
    assert faults(SMALL, honest) == []
    assert min(len(TRUE), len(FALSE)) > 20


@pytest.mark.parametrize("control", FAILING, ids=" ".join)
def test_a_single_control_decider_fails_every_case_that_it_spoils(control: tuple[str, str]) -> None:
    spoiled = FAILING[control]
    assert len(faults(spoiled, with_control(control))) == len(spoiled)


def test_without_a_kernel_nothing_is_proved_for_all_sizes() -> None:
    with_sizes = [case for case in TRUE if case.obligation.claim.sizes]  # type: ignore[union-attr]
    assert len(faults(with_sizes, with_control(("kernel", "undecided")))) == len(with_sizes) > 5


@pytest.mark.parametrize("answer", ["yes", "no", "undecided"])
def test_control_deciders_that_agree_with_one_another_fail(answer: str) -> None:
    """Yes to everything well-shaped passes no false claim, no and undecided pass no true one."""
    kernel = "yes" if answer == "yes" else "undecided"
    deciders = with_control(("numeric", answer), ("components", answer), ("kernel", kernel))
    spoiled = FALSE if answer == "yes" else TRUE
    assert len(faults(spoiled, deciders)) == len(spoiled)


@pytest.mark.parametrize("pair", [("numeric", "components"), ("numeric", "kernel"), ("components", "kernel")])
def test_two_deciders_that_say_yes_do_not_get_a_false_claim_past_the_suite(pair: tuple[str, str]) -> None:
    deciders = with_control(*((name, "yes") for name in pair))
    assert len(faults(FALSE, deciders)) == len(FALSE)


@pytest.mark.parametrize(
    "verdict", [Judgement("proved", "all sizes"), Judgement("refuted"), Judgement("undecided", reason="no idea")],
    ids=lambda judgement: judgement.verdict,
)  # fmt: skip
def test_a_constant_verdict_fails(verdict: Judgement, monkeypatch: Patch) -> None:
    """Also on what is ill-shaped or cannot be read."""
    monkeypatch.setattr(Checker, "_judge", lambda self, claim: (verdict, None))
    other = [case for case in corpus() if case.obligation.expected != verdict.verdict]
    assert len(faults(other)) == len(other) > 100


# ── Wrong rows ──


@cache
def operators() -> tuple[Case, ...]:
    return tuple(cases(ROOT / "accept" / "operators.yaml"))


def about(name: str) -> list[Case]:
    """The cases in which a function occurs."""
    spelled = {"sigmoid": ("sigmoid(", "σ(")}.get(name, (f"{name}(",))
    found = [
        c for c in operators() if any(each in f"{c.obligation.left} {c.obligation.right}" for each in spelled)
    ]
    assert found, name
    return found


Table = tuple[str, Any, Callable[[Any], Any]]
TABLES: tuple[Table, ...] = (
    ("numeric", numeric.ELEMENTWISE, lambda row: lambda c, xs: negate(row(c, xs))),
    ("numeric", numeric.REDUCTIONS, lambda row: lambda *xs: negate(row(*xs))),
    ("numeric", numeric.ALONG, lambda row: lambda *xs: negate(row(*xs))),
    ("numeric", numeric.MATRIX, lambda row: lambda c, x: negate(row(c, x))),
    ("slope in numeric", calculus.SLOPES, lambda row: lambda c, x, f: negate(row(c, x, f))),
    ("components", components.ELEMENTWISE, lambda row: lambda *xs: (-row(*xs)[0], row(*xs)[1])),
    ("components", components.REDUCTIONS, lambda row: lambda xs: _opposite(row(xs))),
    ("components", components.ALONG, lambda row: lambda xs: [_opposite(each) for each in row(xs)]),
)


def _opposite(entry: Any) -> Any:
    return replace(entry, value=-entry.value)


ZERO_SLOPES = ("floor", "sign")
"""Rows of slopes that are 0, so that the opposite is no other row."""
ROWS = [
    pytest.param(table, name, wrong, id=f"{name} in {place}" if "slope" not in place else f"{place}: {name}")
    for place, table, wrong in TABLES
    for name in table
    if name in OPERATORS and not ("slope" in place and name in ZERO_SLOPES)
]


@pytest.mark.parametrize(("table", "name", "wrong"), ROWS)
def test_a_row_of_the_wrong_sign_is_noticed(
    table: dict[str, Any], name: str, wrong: Callable[[Any], Any], monkeypatch: Patch
) -> None:
    """One wrong row is a disagreement, or at least no proof, on a claim about the function."""
    chosen = about(name)
    monkeypatch.setitem(table, name, wrong(table[name]))
    assert faults(chosen) != []


@pytest.mark.parametrize(
    "name", [name for name in derive.SLOPES if name in OPERATORS and name not in ZERO_SLOPES]
)
def test_a_wrong_slope_in_the_kernel_is_noticed(name: str, monkeypatch: Patch) -> None:
    """Without sizes nothing depends on the kernel: it is asked itself."""
    claims = [case.obligation.claim for case in about(name)]
    proved = [KernelDecider().decide(claim) for claim in claims if isinstance(claim, Statement)]
    right = derive.SLOPES[name]
    monkeypatch.setitem(derive.SLOPES, name, lambda x: times(MINUS_ONE, right(x)))
    assert [KernelDecider().decide(claim) for claim in claims if isinstance(claim, Statement)] != proved


@pytest.mark.parametrize("name", [name for name, row in OPERATORS.items() if row.arity == 1])
def test_a_row_with_a_wrong_shape_rule_is_noticed(name: str, monkeypatch: Patch) -> None:
    row = OPERATORS[name]
    other = ShapeRule.NORM if row.rule is not ShapeRule.NORM else ShapeRule.ELEMENTWISE
    if row.rule in (ShapeRule.SQUARE_TO_SCALAR, ShapeRule.REDUCTION, ShapeRule.REDUCE_ROWS):
        other = ShapeRule.ELEMENTWISE
    monkeypatch.setitem(OPERATORS, name, replace(row, rule=other))
    assert _reads_otherwise()


@pytest.mark.parametrize("name", [name for name, row in OPERATORS.items() if row.arity > 1])
def test_a_row_with_a_wrong_arity_is_noticed(name: str, monkeypatch: Patch) -> None:
    monkeypatch.setitem(OPERATORS, name, replace(OPERATORS[name], arity=OPERATORS[name].arity + 1))
    assert _reads_otherwise()


def _reads_otherwise() -> bool:
    """Whether the claims about functions are no longer what they are with the right table."""
    read = [case.obligation.claim for case in cases(ROOT / "accept" / "operators.yaml")]
    return read != [case.obligation.claim for case in operators()]
