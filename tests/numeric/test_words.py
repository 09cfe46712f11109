"""What a counterexample says in words: each kind of mistake, with the line that names it."""

import pytest

from symderiv.language.answer import Fails
from symderiv.language.document import Statement
from symderiv.numeric.refute import NumericDecider
from symderiv.reading.load import load_document
from symderiv.source import Source

SETTING = """\
sizes: [V, D]
symbols:
  U: matrix[V, D]
  v: vector[D]
  s: vector[V]
  a: vector[V]
  A: matrix[V, V]
  B: matrix[V, V]
  x: scalar
  t: scalar
  o: index[V]
  k: index[V]
  y: one-hot[V] at o
  q: one-hot[V]
define:
  ŷ: softmax(U v)
  u_w: U[w]^T
  z: A a
  h: relu(z)
  R: -Σ_i q_i log(softmax(s)_i)
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""

WORDS = {
    "∂J/∂U = ŷ v^T": "only the row o",
    "(∂J/∂U)^T = v ŷ^T": "only the column o",
    "w: ∂J/∂u_w = ŷ_w v": "only the row w = o",
    "∂J/∂v = U^T ŷ − u_k": "only where o ≠ k; it holds at V = 1",
    "∂R/∂s = softmax(s)": "only the entry where q is 1",
    "∂R/∂s = softmax(s) − 1": "only the entries but where q is 1; it holds at V = 1",
    "i: ∂R/∂s_i = softmax(s)_i": "only where q_i = 1",
    "∂softmax(s)/∂s = diag(softmax(s) ⊙ (1 − softmax(s)))": "only off the diagonal; it holds at V = 1",
    "∂softmax(s)/∂s = -softmax(s) softmax(s)^T": "only on the diagonal",
    "[i, j]: A_ij = A_ji": "the two sides are equal with i and j exchanged; it holds at V = 1",
    "[i, j]: A_ij = A_ij 1[i ≤ j]": "only the entries with i > j; it holds at V = 1",
    "[i, j]: ∂s_i/∂s_j = 1": "only the entries with i ≠ j; it holds at V = 1",
    "i: s_i + δ_{i1} = s_i": "only the entries with the first i",
    "i: Σ_{j≥i} s_j = s_i": "every entry but those with the last i; it holds at V = 1",
    "∂/∂U (sum(U) − Σ_w U_{w,2}) = ones(V, D)": "only the second column",
    "∂J/∂v = 2 U^T (ŷ − y)": "every entry by the factor 2; it holds at V = 1",
    "∂(mean(s))/∂s = ones(V)": "every entry by the factor V; it holds at V = 1",
    "sum(s) = mean(s)": "every entry by the factor 1/V; it holds at V = 1",
    "∂/∂A (a^T A s) = s a^T": "the two sides are transposes of each other; it holds at V = 1",
    "A B = B^T A^T": "the two sides are transposes of each other; it holds at V = 1",
    "∂J/∂v = U^T (y − ŷ)": "opposite sign in every entry; it holds at V = 1",
    "∂/∂x (x^2 + x) = 2 x": "differs by the constant -1",
    "∂J/∂x = 0 x + 1": "differs by the constant 1",
    "abs(x) = x": "only where x < 0",
    "relu(s) = s": "only where s_i < 0",
    "∂/∂z (sum(h)) = ones(V)": "only where z_i < 0",
    "minimum(x, 1) = x": "only where x > 1",
    "clip(x, -2, 3) = maximum(x, -2)": "only where x > 3",
    "maximum(x, t) = x": "only where x < t",
    "log(x^2) = 2 log(x)": "the right side is undefined where the left side is defined",
    "∂/∂s (s^T A s) = 2 A s": "every entry differs; it holds at V = 1",
    "V x = D x": "it holds at V = D",
    "sum(U) = U_{1,1}": "the two values differ; it holds at V = 1, D = 1",
    "(V − 1) (D − 1) x = 0": "it holds at V = 1 and at D = 1",
    "(V − 1) (V − 2) x = 0": "the right side is 0",
}  # fmt: skip


@pytest.mark.parametrize("claim", WORDS)
def test_where_the_sides_differ_is_said(claim: str) -> None:
    letters, colon, equation = claim.rpartition(": ")
    head = f"  - for: '{letters}'\n    " if colon else "  - "
    document = load_document(Source("f.yaml", f"{SETTING}{head}prove: '{equation}'\n"))
    [obligation] = document.obligations
    assert isinstance(obligation.claim, Statement), obligation.claim
    answer = NumericDecider().decide(obligation.claim)
    assert isinstance(answer, Fails)
    assert WORDS[claim] in answer.counterexample.words
