"""Mistakes and their repairs: each kind once, in one file; what is shown is proved, or not shown."""

import pickle

import pytest

from symderiv.check import Checker, Options, check_document
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.reading.wording import Wording
from symderiv.repair.find import find_repair
from symderiv.repairs import Repairs
from symderiv.report import ObligationReport
from symderiv.source import Source
from symderiv.verdict import Judgement

SETTING = """\
sizes: [V, D, K]
symbols:
  U: matrix[V, D]
  v: vector[D]
  x: vector[V]
  b: vector[V]
  q: vector[V]
  Q: matrix[D, D]
  t: scalar
  r: scalar
  α: scalar
  o: index[V]
  y: one-hot[V] at o
  neg: index[V][K]
define:
  s: U v
  ŷ: softmax(s)
  p: σ(s)
  u_w: U[w]^T
  total: Σ_i p_i
  average: total / V
  L: -Σ_i q_i log(ŷ_i)
  N: -Σ_k log(σ(-u_{neg_k}^T v))
  sharp: Σ_i exp(α s_i)
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""


def reports(claims: str, repair: Repairs = "unexpected") -> dict[str, ObligationReport]:
    """The reports on derivations that stand in the setting, by id."""
    document = load_document(Source("f.yaml", SETTING + claims))
    return {each.id: each for each in check_document(document, Options(repair=repair)).obligations}


def repaired(claim: str, repair: Repairs = "unexpected") -> ObligationReport:
    [report] = reports(f"  - name: a\n    prove: {claim}\n", repair).values()
    return report


def wording_of(claim: str) -> tuple[Wording, Statement]:
    """One claim as a repair is given it."""
    document = load_document(Source("f.yaml", f"{SETTING}  - prove: {claim}\n"))
    [obligation] = document.obligations
    assert isinstance(obligation.wording, Wording)
    assert isinstance(obligation.claim, Statement)
    return obligation.wording, obligation.claim


# ── Every kind of mistake ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("left", "wrong", "kind", "right"),
    [
        # signs
        ("∂J/∂v", "-U^T (ŷ − y)", "sign", "U^T (ŷ − y)"),
        ("∂J/∂v", "U^T (y − ŷ)", "sign", "U^T (ŷ − y)"),
        ("∂J/∂v", "U^T (ŷ + y)", "sign", "U^T (ŷ - y)"),
        ("∂J/∂v", "U^T ŷ + U^T y", "sign", "U^T ŷ - U^T y"),
        ("∂/∂U ‖U v − x‖^2", "2*outer(U @ v + x, v)", "sign", "2*outer(U @ v - x, v)"),
        # transposes, order, kinds of product
        ("∂J/∂v", "U (ŷ − y)", "transpose", "U^T (ŷ − y)"),
        ("∂J/∂v", "U.T @ (ŷ - y).T", "transpose", "U.T @ (ŷ - y)"),
        ("∂J/∂U", "v (ŷ − y)^T", "order", "(ŷ − y) v^T"),
        ("∂J/∂U", "outer(v, ŷ - y)", "order", "outer(ŷ - y, v)"),
        ("∂J/∂v", "(ŷ − y)^T U", "order", "U^T (ŷ − y)"),
        ("∂/∂v (v^T Q v)", "(Q + Q) v", "transpose", "(Q^T + Q) v"),
        ("∂total/∂s", "p^T (1 − p)", "shape", "p ⊙ (1 − p)"),
        ("∂J/∂U", "(ŷ − y) ⊙ v", "shape", "(ŷ − y) v^T"),
        ("∂/∂U ‖U v − x‖^2", "2*(U @ v - x) @ v.T", "shape", "2*outer(U @ v - x, v)"),
        ("x^T b", "x b^T", "order", "b^T x"),
        # factors
        ("∂J/∂v", "2 U^T (ŷ − y)", "factor", "U^T (ŷ − y)"),
        ("∂average/∂s", "p ⊙ (1 − p)", "factor", "p ⊙ (1 − p) / V"),
        ("∂/∂t t^3", "3 t", "factor", "3 t^2"),
        ("∂/∂v (v^T v)", "v", "factor", "2 v"),
        ("∂/∂t (r t^2 / 2)", "2 r t", "factor", "r t"),
        ("∂total/∂s", "p ⊙ (1 − p) ⊙ (1 − p)", "factor", "p ⊙ (1 − p)"),
        ("∂sharp/∂s", "exp(α s)", "factor", "α exp(α s)"),
        ("∂total/∂v", "p ⊙ (1 − p)", "factor", "U^T (p ⊙ (1 − p))"),
        # a number that cancels goes
        ("∂/∂v (v^T v / 2)", "1/2 v", "factor", "v"),
        ("∂/∂t (r t^2 / 2)", "r/2 t", "factor", "r t"),
        ("∂J/∂s", r"$\frac12 (\hat{y} - y)$", "factor", r"\hat{y} - y"),
        ("∂J/∂s", "2 (ŷ − y)", "factor", "ŷ − y"),
        ("∂J/∂s", "-2 (ŷ − y) / 2", "sign", "2 (ŷ − y) / 2"),
        ("∂/∂t (r t^2 / 2)", "(1/2) r t", "factor", "r t"),
        ("∂/∂t (r t^2 / 2)", r"$\frac{r}{2} t$", "factor", "r t"),
        ("∂average/∂s", "(1/(2 V)) p ⊙ (1 − p)", "factor", "(1/V) p ⊙ (1 − p)"),
        ("∂average/∂s", r"$\frac{1}{2V} p \odot (1 - p)$", "factor", r"\frac{1}{V} p \odot (1 - p)"),
        ("∂/∂t (3 r t^2)", "3 r t", "factor", "6 r t"),
        # the square of a vector is its length, squared
        ("∂/∂α (α/2 ‖v‖^2)", "1/2 v^2", "shape", "1/2 ‖v‖^2"),
        ("∂/∂α (α/2 ‖v‖^2)", r"$\frac12 v^2$", "shape", r"\frac12 \|v\|^2"),
        ("∂/∂α (α ‖v‖^2)", "v**2", "shape", "sum(v**2)"),
        # a number beside a matrix
        ("∂/∂v (Q v + t v)", "Q + t", "shape", "Q + t I"),
        ("∂/∂v (v - Q v)", "1 - Q", "shape", "I - Q"),
        # functions and their arguments
        ("∂total/∂s", "σ(s) ⊙ σ(s)", "sign", "σ(-s) ⊙ σ(s)"),
        ("∂total/∂s", "p ⊙ p", "argument", "(1 - p) ⊙ p"),
        ("∂J/∂v", "U^T (σ(s) − y)", "symbol", "U^T (softmax(s) − y)"),
        # indices
        ("∂J/∂v", "Σ_w ŷ_w u_o − u_o", "index", "Σ_w ŷ_w u_w − u_o"),
        ("∂J/∂u_o", "(ŷ − 1) v", "index", "(ŷ_o − 1) v"),
        ("J", "-log(ŷ)", "index", "-log(ŷ_o)"),
        # symbols
        ("∂J/∂v", "U^T (ŷ − x)", "symbol", "U^T (ŷ − y)"),
        ("∂J/∂u_o", "(ŷ_o − y_o) x", "symbol", "(ŷ_o − y_o) v"),
        # terms
        ("∂J/∂v", "U^T ŷ − u_o + v", "term", "U^T ŷ − u_o"),
        ("∂J/∂v", "U^T ŷ", "term", "U^T (ŷ - y)"),
        ("∂/∂v (v^T Q v)", "Q v", "term", "Q v + Q^T v"),
        ("∂J/∂v", "ŷ_w u_w − u_o", "term", "Σ_w ŷ_w u_w − u_o"),
        # parts with letters, from elsewhere
        ("∂J/∂v", "Σ_j u_j", "factor", "Σ_j (ŷ_j - y_j) u_j"),
        ("∂N/∂v", "Σ_k (1) u_{neg_k}", "term", "Σ_k (1 - σ(-u_{neg_k}^T v)) u_{neg_k}"),
        ("∂N/∂v", "Σ_k σ(u_{neg_k}^T v)", "factor", "Σ_k u_{neg_k} σ(u_{neg_k}^T v)"),
        ("dot(q, s)", "Σ_i q_i s_1", "index", "Σ_i q_i s_i"),
        # diag
        ("∂p/∂s", "p ⊙ (1 − p)", "shape", "diag(p ⊙ (1 − p))"),
        ("∂ŷ/∂s", "ŷ − ŷ ŷ^T", "shape", "diag(ŷ) − ŷ ŷ^T"),
        ("∂J/∂s", "diag(ŷ) − y", "argument", "ŷ − y"),
        # brackets
        ("σ(t)", "exp(t) / 1 + exp(t)", "order", "exp(t) / (1 + exp(t))"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_repair(left: str, wrong: str, kind: str, right: str) -> None:
    report = repaired(f"'{left} = {wrong}'")
    assert report.repair is not None
    assert (report.repair.right, report.repair.kind) == (right, kind)
    assert report.repair.text == report.repair.right
    assert (report.repair.verdict, report.repair.scope) == ("proved", "all sizes")


def test_two_mistakes_have_a_repair_of_two_edits() -> None:
    report = repaired("'∂J/∂v = U (y − ŷ)'")
    assert report.repair is not None
    assert report.repair.right == "U^T (ŷ − y)"
    assert [len(text) for _, text in report.repair.splices] == [2, 1, 1]


def test_an_unreadable_claim_may_have_one_too() -> None:
    report = repaired("'∂J/∂v = Ut^T (ŷ − y)'")
    assert report.verdict == "unreadable"
    assert report.repair is not None
    assert report.repair.right == "U^T (ŷ − y)"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("∂L/∂v = U^T (ŷ − q)", "Σ_i q_i = 1"),
        ("∂/∂v (v^T Q v) = 2 Q v", "Q = Q^T"),
        ("|t| + α = t + α", "t ≥ 0"),
        ("relu(x) = x", "x_i > 0"),
        ("maximum(t, r) = t", "t > r"),
        ("t / t = 1[t ≠ 0]", ""),
        ("q ⊙ q = q", "q is 0 or 1"),
        ("t^3 = t", "t is 0 or 1"),
        ("Q^T Q = I", "Q is orthogonal"),
        ("∂/∂x ∂/∂r (Σ_k 1[neg_k = o]) = 0 x", ""),
        ("Σ_k 1[neg_k = o] = 0", "o ∉ neg"),
    ],
)
def test_an_assumption_that_is_missing(claim: str, words: str) -> None:
    report = repaired(f"'{claim}'")
    if not words:
        assert report.repair is None or report.repair.kind != "assumption"
        return
    assert report.repair is not None
    assert (report.repair.kind, report.repair.text) == ("assumption", f"true if {words}")
    assert report.repair.right == report.right
    assert report.repair.splices == ()


@pytest.mark.parametrize("letters", ["k", "[k, j]"])
def test_repeated_samples_and_free_indices(letters: str) -> None:
    claims = {
        "k": "∂N/∂u_{neg_k} = (1 − σ(-u_{neg_k}^T v)) v",
        "[k, j]": "∂v_k/∂v_j = 0",
    }
    words = {"k": "distinct(neg)", "[k, j]": "k ≠ j"}
    [report] = reports(f"  - for: {letters}\n    prove: '{claims[letters]}'\n").values()
    assert report.repair is not None
    assert report.repair.text == f"true if {words[letters]}"


@pytest.mark.parametrize("wrong", ["(ŷ_w − 1) v", "ŷ_w − 1 v"])
def test_letters_that_differ_are_not_compared(wrong: str) -> None:
    right = [
        report.repair.right
        for letters in ("w", "w ≠ o")
        for report in reports(f"  - for: {letters}\n    prove: ∂J/∂u_w = {wrong}\n").values()
        if report.repair is not None
    ]
    assert right == ["(ŷ_w − δ_{w,o}) v", "ŷ_w v"]


# ── What is not shown ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verdict", ["refuted", "consistent", "undecided"])
def test_what_is_not_proved_is_no_repair(verdict: str) -> None:
    wording, claim = wording_of("'∂J/∂v = U^T (y − ŷ)'")
    asked: list[Statement] = []

    def judge(statement: Statement) -> Judgement:
        asked.append(statement)
        return Judgement(verdict)  # type: ignore[arg-type]

    assert find_repair(wording, claim, judge) is None
    assert asked
    assert find_repair(wording, claim, lambda _: None) is None


def test_a_proof_for_all_sizes_comes_before_one_at_sizes() -> None:
    wording, claim = wording_of("'∂J/∂v = U^T (y − ŷ)'")
    asked: list[Statement] = []

    def judge(statement: Statement) -> Judgement:
        asked.append(statement)
        return Judgement("proved", "at sizes" if len(asked) == 1 else "all sizes")

    found = find_repair(wording, claim, judge)
    assert found is not None
    assert len(asked) == 2
    assert found.judgement.scope == "all sizes"
    assert found.right != "U^T (ŷ − y)"


@pytest.mark.parametrize("claim", ["'∂J/∂v = ∂J/∂x + v + 1'", "'J = 3 + K'", "'J = J ('", "'∂J/∂v'"])
def test_some_claims_are_beyond_repair(claim: str) -> None:
    assert repaired(claim).repair is None


@pytest.mark.parametrize(
    ("claim", "absent"),
    [
        ("'∂total/∂v = U^T ŷ ŷ^T ŷ'", "slope"),  # a name for the left side
        ("'(t Q + Q) v = (t Q - Q) v'", "- -"),  # a double sign
        ("'V = D'", "^T"),  # the transpose of a number
        ("'∂/∂t |t| = 1'", "∂"),  # the left side again
        ("'s = [s_i + 1[i = 1]; for i]'", "−i"),
    ],
)
def test_a_repair_says_something(claim: str, absent: str) -> None:
    [report] = reports(f"  - prove: {claim}\n    with: {{define: {{slope: ∂total/∂v}}}}\n").values()
    assert report.verdict == "refuted"
    assert report.repair is None or absent not in report.repair.right


def test_what_is_expected_to_be_false_is_repaired_on_request_only() -> None:
    claim = "  - prove: ∂J/∂v = U^T (y − ŷ)\n    expect: refuted\n    corrected: U^T (ŷ − y)\n"
    assert [each.repair for each in reports(claim).values()] == [None, None]
    assert [each.repair for each in reports(claim, "uncorrected").values()] == [None, None]
    alone = "\n".join(line for line in claim.split("\n") if "corrected" not in line)
    assert [each.repair is None for each in reports(alone, "uncorrected").values()] == [False]
    wrong, right = reports(claim, "all").values()
    assert wrong.repair is not None
    assert right.repair is None
    assert repaired("'∂J/∂v = U^T (y − ŷ)'", "none").repair is None


def test_the_size_of_a_change_decides_and_its_place() -> None:
    report = repaired("'∂J/∂v = U^T (y − ŷ)'")
    assert report.repair is not None
    start = (SETTING + "  - name: a\n    prove: '∂J/∂v = U^T (").__len__()
    assert [(span.start - start, text) for span, text in report.repair.splices] == [(0, "ŷ"), (4, "y")]
    assert [(span.start, span.end) for span in report.repair.marks] == [(5, 6), (9, 10)]


# ── Chains ──────────────────────────────────────────────────────────────────────────────────────


def chain(*steps: str) -> dict[str, ObligationReport]:
    return reports("  - name: a\n    chain:\n" + "".join(f"      - {step}\n" for step in steps))


def test_of_a_chain_the_link_that_broke_is_repaired() -> None:
    found = chain("∂J/∂v", "-u_o − Σ_w ŷ_w u_w", "U^T (ŷ − y)")
    assert found["a"].repair is None
    assert found["a#1"].repair is not None
    assert found["a#1"].repair.right == "-u_o + Σ_w ŷ_w u_w"
    assert (found["a#2"].verdict, found["a#2"].repair) == ("refuted", None)


def test_a_second_mistake_is_repaired_to_what_equals_the_head() -> None:
    found = chain("∂J/∂v", "-u_o − Σ_w ŷ_w u_w", "U^T (ŷ + y)", "U^T (ŷ − y)")
    assert found["a#2"].repair is not None
    assert found["a#2"].repair.right == "U^T (ŷ − y)"


def test_a_step_may_say_again_what_stands_before_it() -> None:
    found = chain("∂J/∂v", "U^T ŷ + v", "U^T ŷ + 2 v")
    assert found["a#2"].repair is not None
    assert found["a#2"].repair.right == "U^T ŷ + v"


def test_what_an_ill_shaped_step_causes_is_not_repaired() -> None:
    found = chain("∂J/∂v", "U (ŷ − y)", "U^T (ŷ − y)")
    assert found["a#1"].repair is not None
    assert found["a#1"].repair.right == "U^T (ŷ − y)"
    assert found["a#2"].repair is None


# ── Data ────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_plain_data_with_its_wordings() -> None:
    document = load_document(Source("f.yaml", f"{SETTING}  - prove: ∂J/∂v = U^T (y − ŷ)\n"))
    copy = pickle.loads(pickle.dumps(document))  # noqa: S301
    assert copy == document
    [obligation] = copy.obligations
    checker = Checker(copy.source, Options())
    report = checker.repaired_alone(obligation, checker.check(obligation))
    assert report.repair is not None
    assert hash(obligation) == hash(document.obligations[0])
