"""What a false claim should say where no edit makes it true: the derivative itself, or the part that it lacks."""

import json
from pathlib import Path

import pytest

from symderiv.check import Checker, Options, check_document
from symderiv.cli.explaining import explained_claim
from symderiv.derivatives import Deriving
from symderiv.insight import INSIGHT
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.reading.wording import Wording
from symderiv.repairs import Judge
from symderiv.report import DerivativeReport, FileReport, ObligationReport, Report
from symderiv.source import Source
from symderiv.verdict import Judgement
from symderiv.writing.json_report import json_report
from symderiv.writing.text import obligation_details

SETTING = """\
sizes: [V, D, K, N]
symbols:
  U: matrix[V, D]
  v_c: vector[D]
  o: index[V]
  neg: index[V][K]
  y: one-hot[V] at o
  X: matrix[N, D]
  θ: vector[D]
  t: binary vector[N]
  s: vector[V]
  A: matrix[D, D]
  Y: matrix[V, D]
  E: matrix[N, V]
  τ: scalar
define:
  ŷ: softmax(U v_c)
  u_w: U[w]^T
  p: softmax(s)
  π: σ(X θ)
  F: tr(E Y X^T) / τ
  M: -Σ_k log σ(-u_{neg_k}^T v_c)
  B: -Σ_n (t_n log(π_n) + (1 − t_n) log(1 − π_n))
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""


def deriving(claim: str, more: str = "") -> tuple[Deriving, Checker]:
    """What takes derivatives over one claim, and a checker."""
    source = Source("f.yaml", f"{SETTING}  - prove: {claim}\n{more}")
    [obligation] = load_document(source).obligations
    assert isinstance(obligation.wording, Wording)
    checker = Checker(source, Options())
    return Deriving(obligation.wording, checker.agrees), checker


def judge_of(checker: Checker) -> Judge:
    def judge(statement: Statement) -> Judgement | None:
        outcome = checker.outcome(statement)
        return outcome if isinstance(outcome, Judgement) else None

    return judge


def derivative(claim: str, more: str = "") -> DerivativeReport | None:
    found, checker = deriving(claim, more)
    return found.derivative(judge_of(checker))


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("∂J/∂v_c = v_c", "∂J/∂v_c = U^T (ŷ − y)"),
        ("∂J/∂v_c = U (ŷ − y)", "∂J/∂v_c = U^T (ŷ − y)"),
        ("∇_{v_c} J = U", "∂J/∂v_c = U^T (ŷ − y)"),
        ("$\\frac{\\partial J}{\\partial v_c} = U$", "\\frac{\\partial J}{\\partial v_{c}} = U^{\\top} (\\hat{y} - y)"),
        ("grad(J, v_c) = U @ v_c", "∂J/∂v_c = U.T @ (ŷ - y)"),
        ("∂J/∂U = U", "∂J/∂U = (ŷ − y) v_c^T"),
        ("∂B/∂θ = θ", "∂B/∂θ = X^T (π − t)"),
        ("∂p/∂s = p", "∂p/∂s = diag(p) − p p^T"),
        ("∂softmax(s)/∂s = s", "∂/∂s softmax(s) = diag(p) − p p^T"),
        ("∂/∂θ (θ^T A θ) = A θ", "∂/∂θ (θ^T A θ) = (A + A^T) θ"),
        ("∂M/∂U = U", "∂M/∂u_i = Σ_j σ(u_{neg_j}^T v_c) · 1[neg_j = i] v_c"),
    ],
)  # fmt: skip
def test_the_derivative_is_written_out_and_proved_for_all_sizes(claim: str, text: str) -> None:
    found = derivative(claim)
    assert found is not None
    assert (found.text, found.verdict, found.scope) == (text, "proved", "all sizes")


def test_it_is_that_of_the_claim_s_own_reading_and_place() -> None:
    own = derivative("∂J/∂v_c = U", "    with: {loss: 'J = v_c^T v_c'}\n")
    assert own is not None
    assert own.text == "∂J/∂v_c = 2 v_c"
    row = derivative("∂J/∂u_w = U", "    for: w ≠ o\n")
    assert row is not None
    assert row.right in ("(ŷ_w − y_w) v_c", "ŷ_w v_c")


def test_what_is_no_derivative_has_none() -> None:
    assert derivative("J = 1") is None
    assert derivative("2 ∂J/∂v_c = v_c") is None


@pytest.mark.parametrize("verdict", ["refuted", "consistent", "undecided"])
def test_nothing_is_shown_that_is_not_proved(verdict: str) -> None:
    found, _ = deriving("∂J/∂v_c = v_c")
    assert found.derivative(lambda _: Judgement(verdict)) is None  # type: ignore[arg-type]
    assert found.derivative(lambda _: None) is None


@pytest.mark.parametrize(
    ("claim", "repair"),
    [
        ("∂p/∂s = -p p^T", "-p p^T + diag(p)"),
        ("∂softmax(s)/∂s = diag(softmax(s))", "diag(softmax(s)) − p p^T"),
        ("'∂π/∂θ = diag(1 − π) X'", "diag(π) diag(1 − π) X"),
        ("∂F/∂X = E / τ", "E Y / τ"),
        ("∂B/∂θ = X^T", "X^T (π − t)"),
        ("∂/∂θ (θ^T A θ) = 0", "(A + A^T) θ"),
        ("∂/∂τ tanh(τ) = 1 - tanh(τ^2)", "1 - tanh(τ)^2"),
    ],
)
def test_a_part_that_is_missing_is_found(claim: str, repair: str) -> None:
    report = reported(f"{claim}")
    assert report.repair is not None
    assert (report.repair.right, report.repair.verdict, report.derivative) == (repair, "proved", None)


def test_a_multiple_of_what_is_there_is_not_missing() -> None:
    found, _ = deriving("∂J/∂v_c = U^T (y − ŷ)")
    assert {each.way for each in found.missing()} == {"whole"}
    found, _ = deriving("J = ŷ_o")
    assert list(found.missing()) == []


def test_a_chain_says_it_once() -> None:
    claims = "  - name: a\n    chain: [∂J/∂v_c, 3 U^T y + v_c, 3 U^T y + 2 v_c]\n"
    document = load_document(Source("f.yaml", f"{SETTING}{claims}"))
    reports = check_document(document, Options(insight=INSIGHT)).obligations
    assert [report.derivative is not None for report in reports] == [True, False, False]


# ── Where it is shown ───────────────────────────────────────────────────────────────────────────


def reported(claim: str) -> ObligationReport:
    document = load_document(Source("f.yaml", f"{SETTING}  - name: a\n    prove: {claim}\n"))
    [report] = check_document(document, Options(insight=INSIGHT)).obligations
    return report


def test_text_and_json_show_it_beside_an_assumption_too() -> None:
    report = reported("∂/∂θ (θ^T A θ) = 2 A θ")
    assert obligation_details("f.yaml", report).splitlines()[-2:] == [
        "repair: true if A = A^T",
        "the derivative is ∂/∂θ (θ^T A θ) = (A + A^T) θ",
    ]
    [shown] = json.loads(json_report(Report("", (FileReport("f.yaml", None, (), (report,)),))))["files"][0][
        "obligations"
    ]
    assert shown["derivative"] == {
        "left": "∂/∂θ (θ^T A θ)",
        "right": "(A + A^T) θ",
        "text": "∂/∂θ (θ^T A θ) = (A + A^T) θ",
        "verdict": "proved",
    }
    assert "derivative" not in json_report(
        Report("", (FileReport("f.yaml", None, (), (reported("θ = θ"),)),))
    )


def test_explain_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(
        f"{SETTING}  - name: a\n    prove: ∂J/∂U = ŷ v_c^T\n    expect: refuted\n", encoding="utf-8"
    )
    text, status = explained_claim(str(file), "a")
    assert "  repair      (ŷ − y) v_c^T\n  derivative  ∂J/∂U = (ŷ − y) v_c^T" in text
    assert status == 0


def test_explain_shows_the_shapes_of_what_does_not_fit(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(f"{SETTING}  - name: a\n    prove: '∂J/∂v_c = U (ŷ − y) + 1'\n", encoding="utf-8")
    text, _ = explained_claim(str(file), "a")
    parts = text.partition("right side, part by part\n")[2].partition("\n\n")[0]
    assert parts.splitlines() == [
        "  U (ŷ − y) + 1  does not fit",
        "    U (ŷ − y)    does not fit",
        "      U          matrix[V, D]",
        "      (ŷ − y)    vector[V]",
        "        ŷ        vector[V]",
        "        y        vector[V]",
        "    1            scalar",
    ]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("∂(-Σ_i g_i log(p_i))/∂s = p − g", "true if Σ_i g_i = 1"),
        ("∂(θ^T A θ)/∂θ = 2 A θ", "true if A = A^T"),
    ],
)
def test_a_usual_assumption_comes_before_a_longer_formula(claim: str, words: str) -> None:
    text = SETTING.replace("  τ: scalar\n", "  τ: scalar\n  g: vector[V]\n")
    [report] = check_document(load_document(Source("f.yaml", f"{text}  - prove: {claim}\n"))).obligations
    assert report.repair is not None
    assert report.repair.text == words


def test_what_is_deeply_nested_is_left_alone_soon() -> None:
    deep = "tanh(" * 30 + "t_1" + ")" * 30
    assert derivative(f"'∂/∂t ({deep} * ({deep} + 1))= t'") is None
    distinct = " ".join(f"(s^T s + {number})" for number in range(1, 31))
    assert derivative(f"'∂/∂s ({distinct}) = s'") is None
