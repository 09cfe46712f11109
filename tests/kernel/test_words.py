"""What a proof says that it used, in the words of the file, through the whole pipeline."""

import pytest

from symderiv.check import check_document
from symderiv.reading.load import load_document
from symderiv.source import Source

FILE = """\
sizes: [V, D, K]
symbols:
  U: matrix[V, D]
  v: vector[D]
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
    ],
)
def test_a_proof_names_the_weakest_facts_that_it_needs(claim: str, uses: tuple[str, ...]) -> None:
    (report,) = check_document(load_document(Source("t.yaml", f"{FILE}  - {claim}\n"))).obligations
    assert (report.verdict, report.scope) == ("proved", "all sizes")
    assert report.uses == uses
