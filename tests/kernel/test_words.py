"""What a proof says that it used, in the words of the file, through the whole pipeline."""

import pytest

from symderiv.check import check_document
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.writing.text import verdict_text

FILE = """\
sizes: [V, D, K]
symbols:
  U: matrix[V, D]
  v: vector[D]
  a: scalar
  t: vector[V]
  o: index[V]
  neg: index[V][K]
  y: one-hot[V] at o
define:
  ŷ: softmax(U v)
  u_w: U[w]^T
  Jneg: -log(σ(u_o^T v)) − Σ_k log(σ(-u_{neg_k}^T v))
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""


@pytest.mark.parametrize(
    ("claim", "uses"),
    [
        ("{prove: ∂J/∂v = U^T (ŷ − y)}", ("Σ_i y_i = 1",)),
        ("{for: w, prove: '∂J/∂u_w = (ŷ_w − δ_wo) v'}", ("y_i = δ_io",)),
        ("{given: o ∉ neg, prove: ∂Jneg/∂u_o = (σ(u_o^T v) − 1) v}", ("o ∉ neg",)),
        ("{given: neg_k ≠ o, prove: ∂Jneg/∂u_o = (σ(u_o^T v) − 1) v}", ("neg_k ≠ o",)),
        (
            "{for: i, given: [o ∉ neg, distinct(neg)], prove: '∂Jneg/∂u_{neg_i} = σ(u_{neg_i}^T v) v'}",
            ("distinct(neg)", "o ∉ neg"),
        ),
        ("{given: t = U v, prove: ∂J/∂v = U^T (softmax(t) − y)}", ("Σ_i y_i = 1", "t = U v")),
        ("{given: t = U v, prove: ∂J/∂v = U^T (ŷ − y)}", ("Σ_i y_i = 1",)),
        ("{given: a > 0, prove: abs(a) = a}", ("a > 0",)),
        ("{given: a < 0, prove: abs(a) = -a}", ("a < 0",)),
    ],
)
def test_a_proof_names_the_weakest_facts_that_it_needs(claim: str, uses: tuple[str, ...]) -> None:
    (report,) = check_document(load_document(Source("t.yaml", f"{FILE}  - {claim}\n"))).obligations
    assert (report.verdict, report.scope) == ("proved", "all sizes")
    assert report.uses == uses


@pytest.mark.parametrize(
    ("claim", "verdict", "reason"),
    [
        ("∂J/∂t = 0", "proved", "J does not depend on t: the derivative is 0"),
        ("(∂J/∂t)^T = 0", "proved", "J does not depend on t: the derivative is 0"),
        ("∂J/∂t = 0 t", "undecided", "J does not depend on t: the derivative is 0"),
        ("∂J/∂t = ŷ − y", "refuted", "J does not depend on t: the derivative is 0"),
        ("∂J/∂s = ŷ − y", "refuted", "J does not use s by its name: the derivative is 0"),
        ("∂/∂t (v^T v) = 0 t", "undecided", "the expression does not depend on t: the derivative is 0"),
        ("∂J/∂v = U^T (ŷ − y)", "proved", None),
        ("∂/∂v (t^T U v) = U^T t", "proved", None),
    ],
)
def test_a_loss_that_does_not_depend_on_the_variable_is_said(
    claim: str, verdict: str, reason: str | None
) -> None:
    file = FILE.replace("loss:", "  s: U v\nloss:")
    (report,) = check_document(load_document(Source("t.yaml", f"{file}  - prove: {claim}\n"))).obligations
    assert (report.verdict, report.reason) == (verdict, reason)
    assert verdict_text(report).endswith("is 0 · checked at V=3, D=2") == (
        verdict == "proved" and bool(reason)
    )


def test_the_condition_of_a_case_is_no_fact_that_a_proof_uses() -> None:
    cases = "{cases: [{where: a > 0, prove: abs(a) = a}, {where: a < 0, prove: abs(a) = -a}]}"
    reports = check_document(load_document(Source("t.yaml", f"{FILE}  - {cases}\n"))).obligations
    assert [(report.verdict, report.uses) for report in reports] == [("proved", ())] * 2
