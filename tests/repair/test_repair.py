"""Mistakes and their repairs: each kind once, in one file; what is shown is proved, or not shown."""


import pytest

from symderiv.check import Options, check_document
from symderiv.reading.load import load_document
from symderiv.report import ObligationReport
from symderiv.source import Source

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


def reports(claims: str, repair: str = "unexpected") -> dict[str, ObligationReport]:
    """The reports on derivations that stand in the setting, by id."""
    document = load_document(Source("f.yaml", SETTING + claims))
    options = Options(repair="all" if repair == "all" else "unexpected")
    return {each.id: each for each in check_document(document, options).obligations}


def repaired(claim: str, more: str = "") -> ObligationReport:
    [report] = reports(f"  - name: a\n    prove: {claim}\n{more}").values()
    return report


# ── Every kind of mistake ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("left", "wrong", "kind", "right"),
    [
        # signs
        ("∂J/∂v", "-U^T (ŷ − y)", "sign", "U^T (ŷ − y)"),
        ("∂J/∂v", "U^T (y − ŷ)", "sign", "U^T (ŷ − y)"),
        ("∂J/∂v", "U^T (ŷ + y)", "sign", "U^T (ŷ - y)"),
        ("∂J/∂v", "U^T ŷ + U^T y", "sign", "U^T ŷ - U^T y"),
        ("∂total/∂t", "1 - 0", "factor", "1 - 1"),
        # transposes, order, kinds of product
        ("∂J/∂v", "U (ŷ − y)", "transpose", "U^T (ŷ − y)"),
        ("∂J/∂v", "U.T @ (ŷ - y).T", "transpose", "U.T @ (ŷ - y)"),
        ("∂J/∂U", "v (ŷ − y)^T", "order", "(ŷ − y) v^T"),
        ("∂J/∂U", "outer(v, ŷ - y)", "order", "outer(ŷ - y, v)"),
        ("∂J/∂v", "(ŷ − y)^T U", "order", "U^T (ŷ − y)"),
        ("∂/∂v (v^T Q v)", "(Q + Q) v", "transpose", "(Q^T + Q) v"),
        ("∂total/∂s", "p^T (1 − p)", "shape", "p ⊙ (1 − p)"),
        ("∂J/∂U", "(ŷ − y) ⊙ v", "shape", "(ŷ − y) v^T"),
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
        # functions and their arguments
        ("∂total/∂s", "σ(s) ⊙ σ(s)", "sign", "σ(-s) ⊙ σ(s)"),
        ("∂total/∂s", "p ⊙ p", "argument", "(1 - p) ⊙ p"),
        ("∂J/∂v", "U^T (σ(s) − y)", "symbol", "U^T (softmax(s) − y)"),
        ("∂/∂v sum(s)", "U^T mean(s)", "", ""),
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
    if not kind:
        assert report.repair is None
        return
    assert report.repair is not None
    assert (report.repair.right, report.repair.kind) == (right, kind)
    assert report.repair.text == report.repair.right
    assert (report.repair.verdict, report.repair.scope) == ("proved", "all sizes")
