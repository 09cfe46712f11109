"""Conditions that take away more than exceptional points, at some size or everywhere, prove nothing."""

import pytest

from symderiv.kernel.prove import KernelDecider
from symderiv.language.answer import Proved, Undecided
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """\
sizes: [V, D, n, N]
symbols:
  x: vector[V]
  a: scalar
  c: scalar
  k: integer scalar
  r: simplex[V]
  r2: simplex[2]
  A: matrix[n, n]
  Q: orthogonal matrix[n, n]
  y: one-hot[V]
derivations:
  - prove: |-
      """


def decided(claim: str, given: str = "") -> Proved | Undecided:
    text = f"{HEAD}{claim}\n" + (f"    given: {given}\n" if given else "")
    statement = load_document(Source("t", text)).obligations[0].claim
    assert isinstance(statement, Statement), statement
    return KernelDecider().decide(statement)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("a = a + 0/(Σ_i x_i - 5)", "x = ones(V)"),
        ("sign(Σ_i x_i - 5) = 2 1[Σ_i x_i > 5] - 1", "x = ones(V)"),
        ("a = a + 0/(tr(A) - 5)", "A = eye(n)"),
        ("sign(tr(A) - 7) = 2 1[tr(A) > 7] - 1", "A = eye(n)"),
        ("a = a + 0/(Σ_i (2 cos(x_i)^2 - cos(2 x_i)) - 5)", ""),
        ("a = a + 0/(sqrt(c^2) - c)", ""),
        ("sign(sqrt(c^2) - c) = 2 1[sqrt(c^2) > c] - 1", ""),
        ("a = a + 0/((c^3)^(1/3) - c)", ""),
        ("sign(norm(x) - Σ_i x_i) = 2 1[norm(x) > Σ_i x_i] - 1", ""),
        ("a = a + 0/sin(pi)", ""),
        ("a = a + 0/(sin(2 a) - 2 sin(a) cos(a))", ""),
        ("a = a + 0/(det(Q)^2 - 1)", ""),
        ("a = a + 0/(tr(Q)^2 - 1)", ""),
        ("a = a + 0/(r[0] + r[V-1] - 1)", ""),
        ("a = a + 0/(r2[0] + r2[1] - 1)", ""),
        ("a = a + 0/sin(pi k)", ""),
        ("sign(k) = 2 1[k>0] - 1", ""),
        ("sign(a - c) = 2 1[a > c] - 1", "a = c"),
        ("a = a + 0/det(A)", "det(A) = 0"),
        ("a = a + 0/det(A)", "A = -A^T"),
        ("a = a + 0/(Σ_i x_i - x[0] - x[V-1])", ""),
        ("a = a + 0/(x[0] - x[V-1])", ""),
        ("sign(y[0] - y[V-1]) = 2 1[y[0] > y[V-1]] - 1", ""),
        ("a = a + 0/(Σ_i y_i - y[0])", ""),
        ("sign(exp(a) - 1 - a) = 1", ""),
        ("a = a + 0/(sqrt(100140049) - 10007)", ""),
        ("a = a + 0/(floor(a) - floor(a + 1) + 1)", ""),
        ("a = a + 0/(max(x) - x_1)", ""),
        ("a = a + 0/(Σ_i x_i - prod(x))", ""),
        ("a = a + 0/(Σ_{i=1}^{V−1} x_i)", ""),
        ("1[x_1 = x_V] = 0", ""),
        ("a = a + 0/(norm(x) - abs(x_1))", ""),
        ("a = a + 0/(norm(x) + norm(2 x) - norm(3 x))", ""),
        ("a = a + 0/det(A - A^T)", ""),
    ],
)
def test_a_condition_that_no_point_meets_at_some_size_proves_nothing(claim: str, given: str) -> None:
    assert isinstance(decided(claim, given), Undecided)


@pytest.mark.parametrize(
    ("claim", "condition"),
    [
        ("a + 1 = (a^2 - 1)/(a - 1)", "a − 1 ≠ 0"),
        ("sign(a) = 2 1[a > 0] - 1", "a ≠ 0"),
        ("x = x + 0/det(A)", "det(A) ≠ 0"),
        ("x = 1 / (1 / x)", "x_i ≠ 0"),
        ("a = a + 0 Σ_i 1/x_i + 0/x_1", "x_i ≠ 0"),
        ("a = a + x_V / x_V - 1", "x_V ≠ 0"),
        ("A = A ⊙ A / A", "A_ij ≠ 0"),
        ("a = a + 0/(x^T x - c)", "(Σ_k x_k^2) − c ≠ 0"),
        ("∂/∂x max(x) = where(x == max(x), 1, 0)", "x_i ≠ x_j"),
        ("∂norm(x)/∂x = x/norm(x)", "Σ_k x_k^2 ≠ 0"),
        ("a = a + 0/(2 abs(a) - c)", "2 |a| − c ≠ 0"),
        ("a = a + 0/(norm(x) - 1)", "(Σ_k x_k^2)^1/2 − 1 ≠ 0"),
    ],
)
def test_exceptional_points_are_printed(claim: str, condition: str) -> None:
    answer = decided(claim)
    assert isinstance(answer, Proved)
    assert answer.conditions == (condition,)
