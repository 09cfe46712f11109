"""What the kernel proves, what it must never prove, and what it says of a proof."""

import random
from pathlib import Path
from time import process_time

import pytest

from symderiv.kernel.prove import KernelDecider, show
from symderiv.language import expression as x
from symderiv.language.answer import Proved, Undecided
from symderiv.language.document import Kind, Obligation, Statement
from symderiv.language.traverse import sizes_in
from symderiv.reading.load import load_document
from symderiv.records import replace
from symderiv.source import Source
from tests.kernel.claims import (
    FALSE,
    FALSE_PREMISES,
    MODELS,
    NEIGHBOURS,
    PREMISES,
    PUBLISHED,
    RULES,
    RULES_FALSE,
    TRUE,
)
from tests.kernel.evaluate import is_false
from tests.kernel.mutate import mutate

LIBRARY = Path(__file__).parents[2] / "derivations"
FILES = sorted(LIBRARY.glob("*.yaml"))
GROUPS = sorted(
    path
    for group in ("losses", "layers", "matrices", "hessians")
    for path in (LIBRARY / group).glob("*.yaml")
)
WRONG = sorted((LIBRARY / "wrong").glob("*.yaml"))


def claims(text: str) -> list[tuple[Obligation, Statement]]:
    """The claims of a file that can be decided."""
    obligations = load_document(Source("claims.yaml", text)).obligations
    return [(each, each.claim) for each in obligations if isinstance(each.claim, Statement)]


def the_claim(text: str) -> Statement:
    ((_, statement),) = claims(text)
    return statement


def said(obligation: Obligation) -> str:
    return f"{obligation.left} = {obligation.right}"


TRUE_TEXTS = (TRUE, MODELS, PUBLISHED, PREMISES, RULES)
FALSE_TEXTS = (FALSE, NEIGHBOURS, FALSE_PREMISES, RULES_FALSE)
TRUE_CLAIMS = [each for text in TRUE_TEXTS for each in claims(text)]
FALSE_CLAIMS = [each for text in FALSE_TEXTS for each in claims(text)]


@pytest.mark.parametrize(
    ("obligation", "statement"), [pytest.param(o, s, id=said(o)) for o, s in TRUE_CLAIMS]
)
def test_true_claims_are_proved(obligation: Obligation, statement: Statement) -> None:
    assert isinstance(KernelDecider().decide(statement), Proved)


@pytest.mark.parametrize(
    ("obligation", "statement"), [pytest.param(o, s, id=said(o)) for o, s in FALSE_CLAIMS]
)
def test_false_claims_are_never_proved(obligation: Obligation, statement: Statement) -> None:
    assert isinstance(KernelDecider().decide(statement), Undecided)


def test_every_claim_of_the_corpora_could_be_read() -> None:
    for text in (*TRUE_TEXTS, *FALSE_TEXTS):
        obligations = load_document(Source("claims.yaml", text)).obligations
        assert [said(each) for each in obligations if not isinstance(each.claim, Statement)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_claim_of_the_library_is_proved_for_all_sizes(path: Path) -> None:
    for obligation, statement in claims(path.read_text(encoding="utf-8")):
        assert isinstance(KernelDecider().decide(statement), Proved), said(obligation)


@pytest.mark.parametrize("path", GROUPS, ids=lambda path: path.stem)
def test_every_claim_of_a_group_in_which_a_size_occurs_is_proved_for_all_sizes(path: Path) -> None:
    for obligation, statement in claims(path.read_text(encoding="utf-8")):
        if sizes_in(statement.left) | sizes_in(statement.right):
            assert isinstance(KernelDecider().decide(statement), Proved), said(obligation)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_no_wrong_claim_of_the_library_is_proved(path: Path) -> None:
    for obligation, statement in claims(path.read_text(encoding="utf-8")):
        proved = isinstance(KernelDecider().decide(statement), Proved)
        assert proved == (obligation.expected == "proved"), said(obligation)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_false_mutant_is_proved(path: Path) -> None:
    """Right sides with one random edit: what the kernel proves of them, an evaluator does not refute."""
    for obligation, statement in claims(path.read_text(encoding="utf-8")):
        letters: list[x.Index] = [x.IndexVariable(b.name, b.sort) for b in statement.indices]
        letters += [
            x.IndexSymbol(s.name, s.sort)
            for s in statement.symbols
            if s.kind is Kind.POSITION and not s.shape.rank and s.sort is not None
        ]
        rng = random.Random(obligation.id)
        for _ in range(3):
            mutant = replace(statement, right=mutate(statement.right, letters, rng))
            if isinstance(KernelDecider().decide(mutant), Proved):
                assert not is_false(mutant), f"{said(obligation)}\n{show(mutant)}"


def test_the_evaluator_of_these_tests_finds_the_library_true_and_the_wrong_claims_false() -> None:
    for path in FILES:
        for obligation, statement in claims(path.read_text(encoding="utf-8")):
            assert not is_false(statement, points=1), said(obligation)
    for path in WRONG:
        for obligation, statement in claims(path.read_text(encoding="utf-8")):
            if obligation.expected == "refuted":
                assert is_false(statement, points=6), said(obligation)


# ── What is said of a proof ──

SOFTMAX = """
sizes: [V, D]
symbols: {U: 'matrix[V, D]', v: 'vector[D]', y: 'one-hot[V]', o: 'index[V]', x: scalar, z: 'vector[V]', p: positive scalar}
define: {ŷ: softmax(U v)}
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""


@pytest.mark.parametrize(
    ("claim", "uses", "conditions"),
    [
        ("∂J/∂v = U^T (ŷ − y)", ("Σ_i y_i = 1",), ()),
        ("∂J/∂U = (ŷ − y) v^T", ("Σ_i y_i = 1",), ()),
        ("Σ_i y_i^2 = 1", ("y one-hot",), ()),
        ("x = x^2 / x", (), ("x ≠ 0",)),
        ("x^2 / x = x", (), ()),
        ("p = p^2 / p", ("p > 0",), ()),
        ("∂/∂x relu(x) = 1[x > 0]", (), ("x ≠ 0",)),
        ("relu(x) = (x + abs(x)) / 2", (), ()),
        ("∂/∂x (1 / x) = -1 / x^2", (), ()),
    ],
)
def test_what_a_proof_uses_and_needs(claim: str, uses: tuple[str, ...], conditions: tuple[str, ...]) -> None:
    statement = the_claim(SOFTMAX + f"  - prove: '{claim}'\n")
    assert KernelDecider().decide(statement) == Proved(uses, conditions)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("x = exp(log(x))", "the right side may have no value where the left side has one"),
        ("1 = z[1] / z[1]", "the right side may leave an axis where the left side does not"),
        ("1 / (x - x) = 2 / (x - x)", "a denominator is 0 everywhere"),
        ("Σ_{k=1}^{V−2} 1 = 0", "a range that need not be one at small sizes is not known to the kernel"),
        ("x = x + 0 z_{o+1}", "the right side may leave an axis where the left side does not"),
    ],
)
def test_why_the_kernel_declines(claim: str, reason: str) -> None:
    statement = the_claim(SOFTMAX + f"  - prove: '{claim}'\n")
    assert KernelDecider().decide(statement) == Undecided(reason)


CHAIN = "symbols: {a: scalar, c: scalar}\ndefine:\n  q: log(c)\n  f0: a\n" + "".join(
    f"  f{k + 1}: f{k} + log(1 + exp(f{k}))\n" for k in range(14)
)


@pytest.mark.parametrize(
    ("claim", "is_proved"),
    [
        ("f14 + a = a + f14", True),
        ("f14 f13 + q = q + f13 f14", True),
        ("f14 f3 = f3 f14", True),
        ("f14 + a = f14", False),
        ("f14 + a = f13 + a", False),
        ("f14 + a = f14 + a + q - q", False),
        ("f2 + q = q + f2", True),
        ("f2 = f2 + q - q", False),
        ("∂f14/∂a + f14 = f14", False),
    ],
)
def test_definitions_stay_names_where_they_have_values(claim: str, is_proved: bool) -> None:
    statement = the_claim(f"{CHAIN}derivations:\n  - prove: {claim}\n")
    assert isinstance(KernelDecider(budget=10_000).decide(statement), Proved) == is_proved


def test_a_budget_ends_in_a_reason() -> None:
    statement = the_claim(SOFTMAX + "  - prove: '(1 + x + p + z_o + v^T v)^30 = 0'\n")
    answer = KernelDecider().decide(statement)
    assert isinstance(answer, Undecided)
    assert "budget" in answer.reason
    small = KernelDecider(budget=10).decide(the_claim(SOFTMAX + "  - prove: '∂J/∂v = U^T (ŷ − y)'\n"))
    assert small == Undecided("the proof needs more than 10 steps (see --budget)")


def nested(function: str, times: int, inside: str) -> str:
    for _ in range(times):
        inside = function.replace("…", inside)
    return inside


HARD = (
    (nested("softmax(…)", 60, "z") + " = z", "budget"),
    ("∂/∂z " + nested("softmax(…)", 20, "z") + " = U U^T", "budget"),
    ("∂/∂x ∂/∂x ∂/∂x ∂/∂x ∂/∂x " + "(" + "(x + p) (x + 2 p)" * 15 + ") = 0", "budget"),
    ("∂/∂x ∂/∂x ∂/∂x ∂/∂x " + nested("sin(…)", 20, "x") + " = 0", "budget"),
    ("∂/∂x ∂/∂x ∂/∂x ∂/∂x ∂/∂x ∂/∂x " + nested("exp(…)", 8, "x") + " = 0", "budget"),
    ("∂/∂x ∂/∂x ∂/∂x " + nested("tanh(…)", 6, "x") + " = 0", "budget"),
    (nested("abs(… - 1)", 40, "x") + " = 0", "budget"),
)
"""Claims that no proof ends for: whatever takes the time must count as steps."""


@pytest.mark.parametrize(("claim", "reason"), HARD, ids=lambda text: text[:30])
def test_every_claim_ends_soon_with_a_reason(claim: str, reason: str) -> None:
    started = process_time()
    answer = KernelDecider(budget=10_000).decide(the_claim(SOFTMAX + f"  - prove: '{claim}'\n"))
    assert isinstance(answer, Undecided)
    assert reason in answer.reason
    assert process_time() - started < 5


def test_a_refuted_claim_is_given_a_small_share_of_the_steps() -> None:
    statement = the_claim(SOFTMAX + "  - prove: '" + nested("softmax(…)", 60, "z") + " = z'\n")
    assert KernelDecider(budget=2_000).decide(statement, refuted=True) == Undecided(
        "the proof needs more than 100 steps (see --budget)"
    )


def test_show_gives_both_sides_and_the_normal_form_that_they_share() -> None:
    shown = show(the_claim(SOFTMAX + "  - prove: 'Σ_i (z_i + x) = x V + Σ_k z_k'\n"))
    assert shown.splitlines() == [
        "left         Σ_k (z_k + x)",
        "right        (x V + Σ_l z_l)",
        "normal form  (Σ_k z_k) + V x",
        "proved for all sizes",
        "by           Σ over an unused index is the size.",
    ]


def test_the_same_answer_twice() -> None:
    for _, statement in TRUE_CLAIMS:
        assert KernelDecider().decide(statement) == KernelDecider().decide(statement)


# ── Speed ──


def test_traces_of_high_powers_do_not_explode() -> None:
    statement = the_claim(
        "sizes: [n]\nsymbols: {A: 'matrix[n, n]'}\nderivations: [{prove: tr(A^12) = tr(A A^11)}]"
    )
    decider = KernelDecider(budget=20_000)
    assert decider.decide(statement) == Proved((), ())
