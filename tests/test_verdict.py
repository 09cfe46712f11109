"""How answers combine, and what counts as expected: every row of the tables."""

import pytest

from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Proved, Undecided
from symderiv.language.document import Statement, Verdict
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.verdict import Disagreement, Judgement, Scope, combine, meets, with_independence

AT = (("V", 3), ("D", 2))
ELSEWHERE = (("V", 4), ("D", 2))
EXAMPLE = Counterexample(AT, (("x", ("1", "2")),), (), (0,), "1", "-1", "opposite sign in every entry")
AGREES = Holds(AT, exact=False, conditions=("x ≠ 0",))
EXACT = Holds(ELSEWHERE, exact=True, conditions=("y ≠ 0", "x ≠ 0"))
EXACT_THERE = Holds(AT, exact=True)
FAILS = Fails(EXAMPLE)
LOST = Undecided("too many entries")
NONE = Undecided("no proof was found")
PROVED = Proved(uses=("Σ_i y_i = 1",), conditions=("x ≠ 0", "z ≠ 0"))


def test_both_deciders_prove_at_the_sizes_of_the_exact_one_with_all_conditions() -> None:
    reason = "no proof for all sizes: no proof was found"
    assert combine(AGREES, EXACT, NONE) == Judgement(
        "proved", "at sizes", ELSEWHERE, ("y ≠ 0", "x ≠ 0"), reason
    )


def test_numbers_alone_are_consistent_for_the_reason_that_components_gives() -> None:
    expected = Judgement("consistent", None, AT, ("x ≠ 0",), "too many entries")
    assert combine(AGREES, LOST, NONE) == expected


def test_two_inexact_answers_are_no_proof() -> None:
    found = combine(AGREES, Holds(AT, exact=False), NONE)
    assert isinstance(found, Judgement)
    assert (found.verdict, found.scope) == ("consistent", None)
    assert found.reason


@pytest.mark.parametrize(
    "components", [FAILS, LOST, AGREES, EXACT], ids=["fails", "undecided", "inexact", "other sizes"]
)
def test_a_counterexample_refutes(components: Answer) -> None:
    assert combine(FAILS, components, NONE) == Judgement("refuted", None, AT, (), None, EXAMPLE)


@pytest.mark.parametrize(("numeric", "components"), [(FAILS, EXACT_THERE), (AGREES, FAILS)])
def test_a_contradiction_is_no_verdict(numeric: Answer, components: Answer) -> None:
    found = combine(numeric, components, NONE)
    assert isinstance(found, Disagreement)
    assert found.account.splitlines() == [
        f"numeric answers {numeric}",
        f"components answers {components}",
        f"kernel answers {NONE}",
    ]


@pytest.mark.parametrize("components", [FAILS, LOST, EXACT])
def test_without_an_admissible_point_nothing_is_decided(components: Answer) -> None:
    assert combine(Undecided("no admissible point"), components, NONE) == Judgement(
        "undecided", reason="no admissible point"
    )


@pytest.mark.parametrize("expected", ["proved", "refuted", "ill-shaped", "unreadable", "undecided"])
@pytest.mark.parametrize(
    "verdict", ["proved", "consistent", "refuted", "ill-shaped", "unreadable", "undecided"]
)
def test_expectations_are_strict(verdict: Verdict, expected: Verdict) -> None:
    assert meets(Judgement(verdict), expected) is (verdict == expected)


@pytest.mark.parametrize(
    ("verdict", "scope", "expected", "without", "with_options"),
    [
        ("consistent", None, "proved", False, True),
        ("consistent", None, "refuted", False, False),
        ("proved", "at sizes", "proved", True, False),
        ("proved", "all sizes", "proved", True, True),
    ],
)
def test_options_bend_one_rule_each(
    verdict: Verdict, scope: Scope, expected: Verdict, without: bool, with_options: bool
) -> None:
    judgement = Judgement(verdict, scope)
    assert meets(judgement, expected) is without
    assert meets(judgement, expected, allow_consistent=True, require_all_sizes=True) is with_options


def test_a_claim_without_sizes_holds_for_all_sizes() -> None:
    found = combine(Holds((), exact=False), Holds((), exact=True, conditions=("a ≠ 0",)), NONE)
    assert found == Judgement("proved", "all sizes", (), ("a ≠ 0",))
    assert isinstance(found, Judgement)
    assert meets(found, "proved", require_all_sizes=True)


def test_a_proof_for_all_sizes_needs_all_three_and_keeps_every_condition() -> None:
    conditions = ("x ≠ 0", "z ≠ 0", "y ≠ 0")
    expected = Judgement("proved", "all sizes", ELSEWHERE, conditions, uses=("Σ_i y_i = 1",))
    assert combine(AGREES, EXACT, PROVED) == expected


def test_a_proof_that_components_cannot_follow_is_no_proof() -> None:
    found = combine(AGREES, LOST, PROVED)
    assert isinstance(found, Judgement)
    assert found.verdict == "consistent"


@pytest.mark.parametrize(("numeric", "components"), [(FAILS, LOST), (FAILS, FAILS), (AGREES, FAILS)])
def test_a_proof_of_what_somebody_refutes_is_no_verdict(numeric: Answer, components: Answer) -> None:
    assert isinstance(combine(numeric, components, PROVED), Disagreement)


def test_a_proof_counts_for_nothing_where_no_point_is_admissible() -> None:
    found = combine(Undecided("no admissible point"), EXACT, PROVED)
    assert isinstance(found, Judgement)
    assert found.verdict == "undecided"


@pytest.mark.parametrize(
    ("general", "special", "kept"),
    [
        ("z_i ≠ 0", "z[0] ≠ 0", ()),
        ("Σ_k x_k^2 ≠ 0", "x[0]**2 + x[1]**2 ≠ 0", ()),
        ("det(A) ≠ 0", "A[0,0]*A[1,1] - A[0,1]*A[1,0] ≠ 0", ()),
        ("z_{neg_i} ≠ 0", "the argument of abs ≠ 0", ()),
        ("x_i − z_i ≠ 0", "x[0] ≠ 0", ("x[0] ≠ 0",)),
        ("a ≠ 0", "b ≠ 0", ("b ≠ 0",)),
    ],
)
def test_a_condition_at_sizes_is_not_repeated_beside_the_one_for_all(
    general: str, special: str, kept: tuple[str, ...]
) -> None:
    found = combine(Holds(AT, False), Holds(AT, True, (special,)), Proved((), (general,)))
    assert isinstance(found, Judgement)
    assert found.conditions == (general, *kept)


def test_a_condition_at_sizes_without_a_name_is_kept_where_there_is_none_for_all() -> None:
    found = combine(Holds(AT, False), Holds(AT, True, ("every denominator ≠ 0",)), Proved((), ()))
    assert isinstance(found, Judgement)
    assert found.conditions == ("every denominator ≠ 0",)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("∂J/∂t = 0", "proved"),
        ("∂J/∂t_1 = 0", "proved"),
        ("0 = ∂J/∂t_1", "proved"),
        ("(∂J/∂t)^T = zeros(V)^T", "proved"),
        ("∂J/∂t = ones(V)", "undecided"),
        ("∂J/∂t_1 = 1", "undecided"),
        ("(∂J/∂t)^T = ones(V)^T", "undecided"),
        ("∂J/∂t = v − v", "undecided"),
        ("∂J/∂v = 2 v", "proved"),
    ],
)
def test_a_slope_by_what_does_not_occur_passes_as_a_plain_zero_alone(claim: str, verdict: Verdict) -> None:
    """Whatever the deciders say."""
    text = f"sizes: [V]\nsymbols: {{t: 'vector[V]', v: 'vector[V]'}}\ndefine: {{J: v^T v}}\nderivations: [{{prove: '{claim}'}}]"
    (obligation,) = load_document(Source("slopes.yaml", text)).obligations
    assert isinstance(obligation.claim, Statement)
    assert with_independence(Judgement("proved"), obligation.claim).verdict == verdict
