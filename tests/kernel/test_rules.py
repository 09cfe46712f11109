"""What the kernel says of small claims that each turn on one rule: a sign, a threshold, a value of the right side."""

import pytest

from symderiv.kernel.prove import KernelDecider
from symderiv.language.answer import Proved, Undecided
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """\
sizes: [V, D, K, N, n, m]
symbols:
  x: scalar
  s: scalar
  p: positive scalar
  λ: positive scalar
  h: nonnegative scalar
  c: nonzero scalar
  e1: sign scalar
  b: binary scalar
  k: integer scalar
  z: vector[V]
  w: vector[V]
  q: positive vector[V]
  r: nonnegative vector[V]
  y: one-hot[V] at o
  o: index[V]
  neg: index[V][K]
  e2: vector[2]
  X: matrix[N, D]
  A: matrix[n, n]
  B: matrix[n, n]
  A2: matrix[D, D]
  S: symmetric matrix[n, n]
  P: positive-definite matrix[n, n]
  I1: invertible matrix[n, n]
  Q: orthogonal matrix[n, n]
  t: vector[n]
  f: function(scalar) -> scalar
  F: function(vector[V]) -> vector[V]
derivations:
"""

SAID = [
    # Signs
    ("{given: s > 0, prove: abs(s) = s}", "proved by s > 0"),
    ("{given: 0 < s, prove: abs(s) = s}", "proved by s > 0"),
    ("{given: s > 1, prove: abs(s) = s}", "proved by s > 0"),
    ("{given: s ≥ 1, prove: log(s^2) = 2 log(s)}", "proved by s > 0"),
    ("{given: s ≥ 0, prove: abs(1/2 + s) = 1/2 + s}", "proved by s ≥ 0"),
    ("{given: 0 ≤ s, prove: s = sqrt(s)^2}", "proved by s ≥ 0"),
    ("s = sqrt(s)^2", "the right side may have no value where the left side has one"),
    ("h = sqrt(h)^2", "proved by h ≥ 0"),
    ("{given: s > -1, prove: abs(s) = s}", "the two sides have different normal forms"),
    ("{given: s ≥ -1, prove: abs(1/2 + s) = 1/2 + s}", "the two sides have different normal forms"),
    ("{given: s < 1, prove: abs(s) = s}", "the two sides have different normal forms"),
    ("{given: s ≤ 0, prove: abs(s) = s}", "the two sides have different normal forms"),
    ("{given: 1 > s, prove: abs(s) = s}", "the two sides have different normal forms"),
    ("{given: s > x, prove: abs(s) = s}", "the two sides have different normal forms"),
    ("abs(h + 1/2 q_o) = h + 1/2 q_o", "proved by h ≥ 0, q_i > 0"),
    ("abs(h - p) = h - p", "the two sides have different normal forms"),
    ("abs(1 + h) = 1 + h", "proved by h ≥ 0"),
    ("abs(1 + x^2) = 1 + x^2", "proved"),
    ("abs(1 + x^3) = 1 + x^3", "the two sides have different normal forms"),
    ("abs(1 + x^2 h) = 1 + x^2 h", "proved by h ≥ 0"),
    ("abs(1 + x^2 s) = 1 + x^2 s", "the two sides have different normal forms"),
    ("abs(1 + b) = 1 + b", "proved by b ≥ 0"),
    ("abs(1 + y_1) = 1 + y_1", "proved by y_i ≥ 0"),
    ("abs(1 + e1) = 1 + e1", "proved by e1 ∈ {−1, 1}"),
    ("abs(1 + 1[x > 0]) = 1 + 1[x > 0]", "proved"),
    ("abs(1 - σ(x)) = 1 - σ(x)", "proved"),
    ("abs(σ(x) - 1/2) = σ(x) - 1/2", "the two sides have different normal forms"),
    ("abs(1 + Σ_i r_i) = 1 + Σ_i r_i", "proved by r_i ≥ 0"),
    ("abs(1 + Σ_i z_i) = 1 + Σ_i z_i", "the two sides have different normal forms"),
    ("abs(1 + Σ_i z_i^2) = 1 + Σ_i z_i^2", "proved"),
    ("abs(Π_i q_i) = Π_i q_i", "proved by q_i > 0"),
    ("relu(Σ_i q_i) = Σ_i q_i", "proved by q_i > 0"),
    ("log((Σ_i q_i)^2) = 2 log(Σ_i q_i)", "proved by q_i > 0"),
    ("abs((x + s)^(1/2) + 1) = (x + s)^(1/2) + 1", "proved"),
    ("abs((x + s)^(1/3) + 1) = (x + s)^(1/3) + 1", "the two sides have different normal forms"),
    ("abs((p + h)^(1/3) + 1) = (p + h)^(1/3) + 1", "proved by h ≥ 0, p > 0"),
    ("abs((x^2 + s^2)^(1/3) + 1) = (x^2 + s^2)^(1/3) + 1", "proved"),
    ("abs(n V) = n V", "proved"),
    ("abs(det(P)) = det(P)", "proved by P positive-definite"),
    ("abs(det(P + λ eye(n))) = det(P + λ eye(n))", "proved by P positive-definite, λ > 0"),
    ("abs(det(X^T X + λ eye(D))) = det(X^T X + λ eye(D))", "proved by λ > 0"),
    ("abs(det(I1)) = det(I1)", "the two sides have different normal forms"),
    ("abs(det(P + S)) = det(P + S)", "the two sides have different normal forms"),
    ("abs(det(P - λ eye(n))) = det(P - λ eye(n))", "the two sides have different normal forms"),
    ("e1^3 = e1", "proved by e1 ∈ {−1, 1}"),
    ("b^3 = b", "proved by b ∈ {0, 1}"),
    # Thresholds
    ("1[x > 0] 1[p > x] = 1[x > 0] + 1[p > x] - 1", "proved by p > 0"),
    ("1[x > 0] 1[p > x] = 0", "the two sides have different normal forms"),
    ("1[x > 0] 1[x < 0 - p] = 0", "proved if p + x ≠ 0 by p > 0"),
    ("1[x > p] 1[x > 0] = 1[x > p]", "proved if p − x ≠ 0 by p > 0"),
    ("1[x > p] 1[x > 0] = 1[x > 0]", "the two sides have different normal forms"),
    ("1[x > 0] 1[x + p > 0] = 1[x > 0]", "proved by p > 0"),
    ("1[x > p] 1[0 > x] = 1[x > p]", "the two sides have different normal forms"),
    ("1[x > s] 1[s > x] = 0", "proved if s − x ≠ 0"),
    ("1[x > 0] 1[s > 0] = 1[x > 0]", "the two sides have different normal forms"),
    # Where the right side has values
    ("x = x s/s", "proved if s ≠ 0"),
    ("{given: s ≠ 0, prove: x = x s/s}", "proved by s ≠ 0"),
    ("{given: 0 ≠ s, prove: x = x s/s}", "proved by s ≠ 0"),
    ("{given: s ≠ 1, prove: x = x s/s}", "a condition of the claim takes away more than exceptional points"),
    ("{given: s ≥ 0, prove: x = x s/s}", "proved if s ≠ 0"),
    ("{given: s ≥ 1, prove: x = x s/s}", "proved by s > 0"),
    ("{given: s ≤ -1, prove: x = x s/s}", "a condition of the claim takes away more than exceptional points"),
    ("{given: s > 0, prove: x = x (s + 1)/(s + 1)}", "proved by s > 0"),
    ("x = x c/c", "proved by c ≠ 0"),
    ("x = x k/k", "a condition of the claim takes away more than exceptional points"),
    ("x = x e1/e1", "proved by e1 ∈ {−1, 1}"),
    ("x = x b/b", "a condition of the claim takes away more than exceptional points"),
    ("x = x (c s)/(c s)", "proved if s ≠ 0 by c ≠ 0"),
    ("x = x (s + c)/(s + c)", "proved if c + s ≠ 0"),
    ("x = x (s^2 + s)/(s^2 + s)", "proved if s + s^2 ≠ 0"),
    ("x = x (s^2 + 1)/(s^2 + 1)", "proved"),
    ("x = x (b + 1)/(b + 1)", "proved by b ≥ 0"),
    ("x = x (2 b - 1)/(2 b - 1)", "proved if 2 b − 1 ≠ 0"),
    ("x = x (b - 1)/(b - 1)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (e1 + 2)/(e1 + 2)", "proved if e1 + 2 ≠ 0 by e1 ∈ {−1, 1}"),
    ("x = x (e1 + 1)/(e1 + 1)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (b + e1 - 3)/(b + e1 - 3)", "proved if b + e1 − 3 ≠ 0 by e1 ∈ {−1, 1}"),
    ("x = x (b s + 1)/(b s + 1)", "proved if b s + 1 ≠ 0"),
    ("x = x (k + 1/2)/(k + 1/2)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (Σ_i z_i)/(Σ_i z_i)", "proved if Σ_k z_k ≠ 0"),
    (
        "x = x (Σ_i z_i - z_o)/(Σ_i z_i - z_o)",
        "a condition of the claim takes away more than exceptional points",
    ),
    ("x = x (z_o - z_1)/(z_o - z_1)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (z_o - w_1)/(z_o - w_1)", "proved if w_1 − z_o ≠ 0"),
    ("x = x (Σ_i z_i^2 w_i)/(Σ_i z_i^2 w_i)", "proved if Σ_k w_k z_k^2 ≠ 0"),
    ("x = x (Σ_i Σ_j z_i w_j)/(Σ_i Σ_j z_i w_j)", "proved if Σ_k w_k ≠ 0, Σ_k z_k ≠ 0"),
    (
        "x = x (Σ_i (z_i - z_o))/(Σ_i (z_i - z_o))",
        "a condition of the claim takes away more than exceptional points",
    ),
    ("x = x z_{neg_1}/z_{neg_1}", "proved if z_{neg_1} ≠ 0"),
    ("x = x det(A)/det(A)", "proved if det(A) ≠ 0"),
    ("x = x det(I1)/det(I1)", "proved by det(I1) ≠ 0"),
    ("x = x (det(A) + s)/(det(A) + s)", "proved if det(A) + s ≠ 0"),
    ("x = x (y_o + s)/(y_o + s)", "proved if s + 1 ≠ 0 by y_i = δ_io"),
    ("x = x (π + s)/(π + s)", "proved if π + s ≠ 0"),
    ("{for: i, prove: 'x = x (z_i + w_i)/(z_i + w_i)'}", "proved if w_i + z_i ≠ 0"),
    (
        "Σ_{i=1}^{V−1} 1 = Σ_{i=1}^{V−1} z_{i+1}/z_{i+1}",
        "a condition of the claim takes away more than exceptional points",
    ),
    ("x = x (n - 1)/(n - 1)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (n + 1)/(n + 1)", "proved"),
    ("x = sqrt(x)^2", "the right side may have no value where the left side has one"),
    ("log(x^3) = 3 log(x)", "proved"),
    ("1/(x (x + 1)) = 1/x - 1/(x + 1)", "proved if x ≠ 0, x + 1 ≠ 0"),
    ("1/x - 1/(x + 1) = 1/(x (x + 1))", "proved if x + x^2 ≠ 0"),
    (
        "S inv(S + λ eye(n)) = eye(n) - λ inv(S + λ eye(n))",
        "whether an expression has a value depends on more than the kernel knows",
    ),
    ("X^T X inv(X^T X + λ eye(D)) = eye(D) - λ inv(X^T X + λ eye(D))", "proved by λ > 0"),
    ("relu(x)/relu(x) = 1", "a division by something that may be 0"),
    ("b/b = 1", "whether an expression has a value depends on more than the kernel knows"),
    # Positions
    ("{for: i, prove: 'Σ_j Σ_l δ_ij δ_jl z_l = z_i'}", "proved"),
    ("{for: i, prove: 'Σ_{j<V} δ_ij z_j = 1[i < V] z_i'}", "proved"),
    (
        "{for: i, prove: 'Σ_j δ_{j,i+1} z_j = 1[i < V] z_{i+1}'}",
        "the right side may leave an axis where the left side does not",
    ),
    ("Σ_i Σ_j δ_{i,j+1} z_i w_j = Σ_{j<V} z_{j+1} w_j", "proved"),
    ("Σ_i δ_{i,2} z_i = z_2", "the right side may leave an axis where the left side does not"),
    ("max(vec(A)) = 0", "max of vec is not known to the kernel"),
    (
        "x = x (Σ_l z_{neg_l})/(Σ_l z_{neg_l})",
        "a condition of the claim takes away more than exceptional points",
    ),
    ("{for: i, prove: 'x = x z_{neg_i}/z_{neg_i}'}", "proved if z_{neg_i} ≠ 0"),
    (
        "{given: neg_1 ≠ o, prove: 'x = x (z_{neg_1} - z_o)/(z_{neg_1} - z_o)'}",
        "a condition of the claim takes away more than exceptional points",
    ),
    ("x = x (n s - s)/(n s - s)", "a condition of the claim takes away more than exceptional points"),
    ("x = x (sqrt(p) + s)/(sqrt(p) + s)", "proved if p^1/2 + s ≠ 0 by p > 0"),
    ("x = x (y_1 - 1)/(y_1 - 1)", "a denominator or a logarithm whose domain depends on a case"),
    ("x = x (Σ_i y_i z_i + s)/(Σ_i y_i z_i + s)", "proved if s + z_o ≠ 0 by y_i = δ_io"),
    ("x = x tr(A)/tr(A)", "proved if Σ_k A_kk ≠ 0"),
    ("x = x (t^T A t)/(t^T A t)", "proved if Σ_k Σ_l A_kl t_k t_l ≠ 0"),
    ("x = x det(2 A)/det(2 A)", "proved if det(A) ≠ 0"),
    ("x = x det(A B)/det(A B)", "proved if det(A) ≠ 0, det(B) ≠ 0"),
    ("x = x det(Q)/det(Q)", "proved by det(Q) ≠ 0"),
    # Inverses
    ("inv(A + B) (B + A) A = A", "proved"),
    ("inv(A + B) (B - A) A = A", "the two sides have different normal forms"),
    ("inv(A B + B) (A B + B) = eye(n)", "proved"),
    ("inv(A B + B) (B A + B) = eye(n)", "the two sides have different normal forms"),
    ("P inv(P + λ eye(n)) = eye(n) - λ inv(P + λ eye(n))", "proved by P positive-definite, λ > 0"),
    ("P inv(P + λ eye(n)) = eye(n) + λ inv(P + λ eye(n))", "the two sides have different normal forms"),
    ("inv(X^T diag(X[:,0]) X + A2) (X^T diag(X[:,0]) X + A2) = eye(D)", "proved"),
    (
        "inv(X^T diag(X[:,0]) X + A2) (X^T diag(X[:,1]) X + A2) = eye(D)",
        "the two sides have different normal forms",
    ),
    ("t^T inv(A + B) t = t^T inv(A^T + B^T) t", "proved"),
    # Derivatives
    ("∂/∂x x^(1/3) = x^(-2/3)/3", "proved if x ≠ 0"),
    ("∂/∂x x^(3/2) = 3 x^(1/2)/2", "proved if x ≠ 0"),
    ("∂/∂x x^(4/3) = 4 x^(1/3)/3", "proved"),
    ("∂/∂x sqrt(x^2 + 1) = x/sqrt(x^2 + 1)", "proved"),
    ("∂/∂x x^x = x^x (log(x) + 1)", "a power with a symbolic exponent whose base may be negative"),
    ("∂/∂p p^x = x p^(x - 1)", "proved by p > 0"),
    ("∂/∂p p^p = p^p (log(p) + 1)", "proved by p > 0"),
    ("∂/∂p p^p = p^p log(p)", "the two sides have different normal forms"),
    ("∂/∂x relu(x)^2 = 2 relu(x)", "proved if x ≠ 0"),
    ("∂/∂x abs(x)^3 = 3 x abs(x)", "proved if x ≠ 0"),
    ("∂/∂x relu(x - s) = 1[x > s]", "proved if s − x ≠ 0"),
    ("∂/∂x floor(x) = 0", "a condition of the claim takes away more than exceptional points"),
    ("∂/∂x sign(x) = 0", "proved if x ≠ 0"),
    ("∂/∂x asin(x) = 1/sqrt(1 - x^2)", "proved if x^2 − 1 ≠ 0"),
    ("∂/∂x asin(x) = -1/sqrt(1 - x^2)", "the two sides have different normal forms"),
    ("∂/∂z max(z) = y", "the two sides have different normal forms"),
    ("∂/∂x max(x, s) = 1[x > s]", "proved if s − x ≠ 0"),
    # Products
    ("{for: l, prove: '∂/∂z_l Π_i z_i = (Π_i z_i)/z_l'}", "proved if z_l ≠ 0"),
    ("{for: l, prove: '(∂/∂z_l Π_i z_i) z_l = Π_i z_i'}", "proved"),
    ("{for: l, prove: '(∂/∂z_l Π_i z_i) z_l = Π_i z_i^2'}", "the two sides have different normal forms"),
    ("{for: l, prove: '(∂/∂z_l Π_i z_i)^2 z_l = (Π_i z_i)^2'}", "the two sides have different normal forms"),
    ("{for: l, prove: '(∂/∂z_l Π_i z_i)/(Π_i z_i) = 1/z_l'}", "proved if z_l ≠ 0"),
    ("{for: l, prove: '(∂/∂q_l Π_i q_i)/(Π_i q_i) = 1/q_l'}", "proved by q_i > 0"),
    ("{for: l, prove: '(∂/∂q_l Π_i q_i)/(Π_i q_i) = 1/q_1'}", "the two sides have different normal forms"),
    ("{for: l, prove: '(Π_i q_i)^2/q_l = ∂/∂q_l Π_i q_i'}", "the two sides have different normal forms"),
    ("{for: l, prove: '∂/∂q_l Π_i q_i = (Π_i q_i)/q_1'}", "the two sides have different normal forms"),
    ("(Π_i q_i) (Π_i q_i)^(-1) = 1", "proved"),
    ("Π_i (q_i w_i) = (Π_i q_i) (Π_i w_i)", "proved"),
    ("Π_i (q_i + w_i) = (Π_i q_i) (Π_i w_i)", "the two sides have different normal forms"),
    ("Π_i q_i^2 = (Π_i q_i)^2", "proved"),
    ("log(Π_i q_i) = Σ_i log(q_i)", "proved by q_i > 0"),
    ("log(Π_i z_i) = Σ_i log(z_i)", "the two sides have different normal forms"),
    ("Π_i exp(z_i) = exp(Σ_i z_i)", "proved"),
    ("e2_1 e2_2 = Π_i e2_i", "proved"),
    ("{for: i, prove: 'z_i 1[i + 1 = i] = 0'}", "proved"),
    ("{for: i, prove: 'z_i 1[i = i + 1] = 0'}", "proved"),
    ("{for: i, prove: 'z_i 1[i + 1 = i] = z_i'}", "the two sides have different normal forms"),
    ("Σ_{i=1}^{V−1} z_i 1[V = i] = 0", "proved"),
    ("V x = x (z_1/z_1) Σ_i z_i/z_i", "proved if z_i ≠ 0"),
    ("V x + Σ_i w_i = x (w_1/w_1) (z_1/z_1) Σ_i z_i/z_i + Σ_i w_i", "proved if z_i ≠ 0, w_1 ≠ 0"),
    ("{for: l, prove: '∂/∂z_l max(z) = 1[z_l = max(z)]'}", "proved if z_i ≠ z_j"),
    # Sums
    ("1/(x + s) + 1/(x - s) = 2 x/(x^2 - s^2)", "proved if s^2 − x^2 ≠ 0"),
    ("1/(x + s) + 1/(x - s) = 2 s/(x^2 - s^2)", "the two sides have different normal forms"),
    ("sqrt(Σ_i 1/(1 + q_i)) = Σ_i 1/(1 + q_i)", "the two sides have different normal forms"),
    ("Σ_i q_i/(1 + q_i) = V - Σ_i 1/(1 + q_i)", "proved"),
    ("Σ_i q_i/(1 + q_i) = V^2 - Σ_i 1/(1 + q_i)", "the two sides have different normal forms"),
    ("‖z‖ = ‖z‖^2", "the two sides have different normal forms"),
    ("∂/∂e2_1 Π_i e2_i = e2_2", "proved"),
    ("∂/∂e2_1 Π_i e2_i = e2_1", "the two sides have different normal forms"),
    ("Π_i q_i^(y_i) = q_o", "proved by y_i = δ_io, q_i > 0"),
    ("Π_i q_i^(y_i) = q_1", "the two sides have different normal forms"),
    ("Π_i (1 + y_i z_i) = 1 + z_o", "proved by y_i = δ_io"),
    ("Π_i (1 + y_i z_i) = 1 + z_1", "the two sides have different normal forms"),
    ("Π_i (1 + 1[i = 1] z_i) = 1 + z_1", "proved"),
    ("Π_i (1 + 1[i = o] z_i + 1[i = o] w_i) = 1 + z_o + w_o", "proved"),
    ("Π_i (1 + 1[i = o] z_i + 1[i = o] w_i) = 1 + z_o", "the two sides have different normal forms"),
    # Bits and signs
    ("1[b > 0] = b", "proved by b ∈ {0, 1}"),
    ("1[b > 0] = (1 + b)/2", "the two sides have different normal forms"),
    ("relu(b - 1/2) = b/2", "proved by b ∈ {0, 1}"),
    ("relu(b - 1/2) = (3 b - 1)/4", "the two sides have different normal forms"),
    ("1[e1 > 0] = (1 + e1)/2", "proved by e1 ∈ {−1, 1}"),
    ("1[b + e1 > 0] = (1 + e1)/2", "proved by b ∈ {0, 1}, e1 ∈ {−1, 1}"),
    ("1[b + e1 > 0] = b", "the two sides have different normal forms"),
    # Determinants
    ("det(2 inv(I1)) = 2^n/det(I1)", "proved"),
    ("det(inv(I1) B) = det(B)/det(I1)", "proved"),
    ("det(inv(I1) B) = det(B) det(I1)", "the two sides have different normal forms"),
    ("det(A + B) = det(A) + det(B)", "the two sides have different normal forms"),
]


@pytest.mark.parametrize(("claim", "said"), SAID)
def test_what_is_said_of_a_claim(claim: str, said: str) -> None:
    """Proved, if what and by which facts; or why not."""
    line = claim if claim.startswith("{") else f"{{prove: '{claim}'}}"
    (obligation,) = load_document(Source("claims.yaml", f"{HEAD}  - {line}\n")).obligations
    assert isinstance(obligation.claim, Statement)
    assert _words(KernelDecider().decide(obligation.claim)) == said


def _words(answer: Proved | Undecided) -> str:
    if isinstance(answer, Undecided):
        return answer.reason
    conditions, uses = ", ".join(answer.conditions), ", ".join(answer.uses)
    return "proved" + (f" if {conditions}" if conditions else "") + (f" by {uses}" if uses else "")
