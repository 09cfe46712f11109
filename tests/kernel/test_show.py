"""The index form and the normal form of claims, as `--show proof` writes them."""

import pytest

from symderiv.kernel.prove import show
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """
sizes: [V, D, K, n]
symbols:
  x: scalar
  p: positive scalar
  z: vector[V]
  w: vector[V]
  u_1: vector[V]
  h: vector[K]
  q: vector[V + K]
  U: matrix[V, D]
  A: matrix[n, n]
  y: one-hot[V] at o
  o: index[V]
  neg: index[V][K]
  f: function(scalar) -> scalar
  F: function(vector[V]) -> vector[V]
derivations:
"""

SHOWN = """\
x π e V (V + 1) = 0
  left         x π exp(1) V (V + 1)
  right        0
  normal left  π e^1 V x + π e^1 V^2 x
  normal right 0

{for: i, prove: 'y_i z_i = δ_{io}'}
  left         y_i z_i
  right        δ(i, o)
  normal left  δ(i, o) z_i
  normal right δ(i, o)

{for: k, prove: 'z_{neg_k} = z_1 + u_1[1]'}
  left         z_{neg_k}
  right        (z_1 + u_1[1])
  normal left  z_{neg_k}
  normal right u_1[1] + z_1

‖z‖ = 2^(1/3) p^(1/2)
  left         (Σ_k (z_k)^(2))^(1/2)
  right        (2)^(1/3) (p)^(1/2)
  normal left  (Σ_k z_k^2)^1/2
  normal right 2^1/3 p^1/2

exp(2 x) exp(-p) + exp(1) + exp(-x) = σ(x)
  left         ((exp(2 x) exp(-1 p) + exp(1)) + exp(-1 x))
  right        sigmoid(x)
  normal left  e^1 + exp(−p) exp(2 x) + exp(−x)
  normal right sigmoid(x)

f'(x) = f(p) - 2 f(x)
  left         f'1(x)
  right        (f(p) + -1 2 f(x))
  normal left  f|0(x)
  normal right f(p) − 2 f(x)

f''(x) + ∂/∂z_1 F(z)_1 = 0
  left         (f'1'1(x) + Σ_l F'1(z_k)[1, l] δ(l, 1))
  right        0
  normal left  F|0(z)[1, 1] + f|0,0(x)
  normal right 0

{for: i, prove: 'F(z)_i = F(z + w)_i - 3 x/7 + 1/3'}
  left         F(z_k)[i]
  right        ((F((z_l + w_l))[i] + -1 3 x (7)^(-1)) + (3)^(-1))
  normal left  F(z)[i]
  normal right F(w_{#1} + z_{#1})[i] − 3/7 x + 1/3

1[x > p] abs(x) = relu(x)
  left         step((x + -1 p)) abs(x)
  right        relu(x)
  normal left  −1[p − x > 0] x + x
  normal right 1[x > 0] x

(1 + x)^(1/2) = (x + p)^x
  left         ((1 + x))^(1/2)
  right        ((x + p))^(x)
  normal left  (x + 1)^1/2
  normal right exp(log(p + x) x)

inv(A) = det(A) A
  left         inv(A_kl)[#0, #1]
  right        det(A_mp) A_{#0,#1}
  normal left  inv(A)[i, j]
  normal right det(A) A_ij

Σ_i Σ_j z_i w_j z_i = - x^2 z_1
  left         Σ_k Σ_l z_k w_l z_k
  right        -1 (x)^(2) z_1
  normal left  (Σ_k w_k) (Σ_k z_k^2)
  normal right −x^2 z_1

Σ_{i=1}^{V-1} z_i z_{i+1} = Σ_{j<V} z_j
  left         Σ_k z_k z_{1+k}
  right        Σ_l [l < V] z_l
  normal left  Σ_k z_k z_{1+k}
  normal right (Σ_k z_k) − z_V

{for: i, prove: 'Σ_{j<i} z_j = z_i'}
  left         Σ_k [k < i] z_k
  right        z_i
  normal left  Σ_k [k < i] z_k
  normal right z_i

max(z) = x
  left         max(z_k)
  right        x
  normal left  max(z)
  normal right x

10^2000 x = 0
  left         (10)^(2000) x
  right        0
  normal left  (a number of about 1993 digits) x
  normal right 0

Σ_{i=1}^{V-2} z_{V-i} = 0
  left         Σ_k [k < V - 1] z_{V−k}
  right        0
  normal left  [1 < -V + 3] z_1 + (Σ_k z_k) − z_1 − z_V
  normal right 0

softmax(z)_o = 1
  left         exp(z_o) (Σ_k exp(z_k))^(-1)
  right        1
  normal left  (Σ_k exp(z_k))^-1 exp(z_o)
  normal right 1

Σ_k h_k = (1 + x) (2 + p)/(x - p)
  left         Σ_k h_k
  right        (1 + x) (2 + p) ((x + -1 p))^(-1)
  normal left  Σ_k h_k
  normal right 2 (−p + x)^-1 + (−p + x)^-1 p + (−p + x)^-1 p x + 2 (−p + x)^-1 x

{for: [i, j], prove: '(U^T U)_{ij} = 1[i < j]'}
  left         Σ_k U_ki U_kj
  right        [i < j]
  normal left  Σ_k U_ki U_kj
  normal right [i < j]

tr(A A A) = 0
  left         Σ_k Σ_l Σ_m A_km A_ml A_lk
  right        0
  normal left  Σ_k Σ_l Σ_m A_kl A_lm A_mk
  normal right 0

prod(z) = 1
  left         prod(z_k)
  right        1
  normal left  prod(z)
  normal right 1

∂/∂x Σ_i f(x z_i) = 0
  left         Σ_k f'1(x z_k) z_k
  right        0
  normal left  Σ_k f|0(x z_k) z_k
  normal right 0

Σ_i Σ_j Σ_k z_i w_i U_{ij} U_{kj} = 0
  left         Σ_k Σ_l Σ_m z_k w_k U_kl U_ml
  right        0
  normal left  Σ_k Σ_l Σ_m U_lk U_mk w_m z_m
  normal right 0

1/(1+exp(x)) = (f(x))^2 f(p)^(-1)
  left         ((1 + exp(x)))^(-1)
  right        (f(x))^(2) (f(p))^(-1)
  normal left  −sigmoid(x) + 1
  normal right f(p)^-1 f(x)^2

{for: k, prove: 'z_{neg_k} = w_{neg_1}'}
  left         z_{neg_k}
  right        w_{neg_1}
  normal left  z_{neg_k}
  normal right w_{neg_1}

Σ_{i=1}^{V-2} z_{V-i} = x z_V
  left         Σ_k [k < V - 1] z_{V−k}
  right        x z_V
  normal left  [1 < -V + 3] z_1 + (Σ_k z_k) − z_1 − z_V
  normal right x z_V

(Σ_i z_i)^2 = (x + p)^3 (x - 1)^(-2)
  left         (Σ_k z_k)^(2)
  right        ((x + p))^(3) ((x + -1))^(-2)
  normal left  (Σ_k z_k)^2
  normal right 3 (x − 1)^-2 p x^2 + 3 (x − 1)^-2 p^2 x + (x − 1)^-2 p^3 + (x − 1)^-2 x^3

x^(-1) = -x/2
  left         (x)^(-1)
  right        -1 x (2)^(-1)
  normal left  x^-1
  normal right −1/2 x

{for: [i,k], prove: 'U_{ik} u_1[i] = 0'}
  left         U_ik u_1[i]
  right        0
  normal left  U_ik u_1[i]
  normal right 0

-x - p = -1
  left         (-1 x + -1 p)
  right        -1
  normal left  −p − x
  normal right −1

Π_{i} (z_i + 1) = 1
  left         prod((z_k + 1))
  right        1
  normal left  prod(z_{#1} + 1)
  normal right 1

n = 2 n V
  left         n
  right        2 n V
  normal left  n
  normal right 2 V n

{for: i, prove: 'F(z)_i = Σ_j F(w)_j z_i'}
  left         F(z_k)[i]
  right        Σ_l F(w_m)[l] z_i
  normal left  F(z)[i]
  normal right (Σ_k F(w)[k]) z_i

f''(2 x) = f'(p)
  left         f'1'1(2 x)
  right        f'1(p)
  normal left  f|0,0(2 x)
  normal right f|0(p)

clip(x, 0, 1) = sign(x) floor(p) tanh(x) + sin(x)^2
  left         (relu(x) + -1 relu((relu(x) + -1)))
  right        (sign(x) floor(p) tanh(x) + (sin(x))^(2))
  normal left  −1/2 |−x + 1| + 1/2 |x| + 1/2
  normal right −cos(x)^2 + floor(p) − 2 floor(p) sigmoid(2 x) + 4 floor(p) sigmoid(2 x) 1[x > 0] − 2 floor(p) 1[x > 0] + 1

min(z) = max(x, p)
  left         -1 max(-1 z_k)
  right        (p + relu((x + -1 p)))
  normal left  −max(−z_{#1})
  normal right 1[p − x > 0] p − 1[p − x > 0] x + x

diag(z)[1, 1] = 1
  left         z_2
  right        1
  normal left  z_2
  normal right 1

∂/∂x f(x)^2 = 2 f(x) f'(x)
  left         2 (f(x))^(1) f'1(x)
  right        2 f(x) f'1(x)
  normal form  2 f(x) f|0(x)

exp(2 x p) = exp(Σ_i z_i) x^p
  left         exp(2 x p)
  right        exp(Σ_k z_k) (x)^(p)
  normal left  exp(2 p x)
  normal right exp((Σ_k z_k)) exp(log(x) p)

Σ_i z_i^2 = Σ_i Σ_j z_i z_j w_i
  left         Σ_k (z_k)^(2)
  right        Σ_l Σ_m z_l z_m w_l
  normal left  Σ_k z_k^2
  normal right (Σ_k w_k z_k) (Σ_k z_k)

Σ_{k=1}^{V-1} (z_{k+1} - z_k) = z_V - z_1
  left         Σ_k (z_{1+k} + -1 z_k)
  right        (z_V + -1 z_1)
  normal form  −z_1 + z_V

{for: k, prove: 'Σ_i z_i h_k = Σ_i w_i'}
  left         Σ_l z_l h_k
  right        Σ_m w_m
  normal left  (Σ_l z_l) h_k
  normal right Σ_l w_l

{for: [i, k], prove: 'Σ_j U_{ij} U_{kj} = Σ_j Σ_l U_{il} U_{kl} U_{ij}'}
  left         Σ_l U_il U_kl
  right        Σ_m Σ_n U_in U_kn U_im
  normal left  Σ_l U_il U_kl
  normal right (Σ_l U_il) (Σ_l U_il U_kl)

inv(A + x A^T) = 0 A
  left         inv((A_kl + x A_lk))[#0, #1]
  right        0
  normal left  inv(A + A_{#2,#1} x)[i, j]
  normal right 0

{for: [k, l, m], prove: 'Σ_i Σ_j z_i w_j z_k z_l z_m = 0'}
  left         Σ_n Σ_p z_n w_p z_k z_l z_m
  right        0
  normal left  (Σ_n w_n) (Σ_n z_n) z_k z_l z_m
  normal right 0

F(z + w) = z
  left         F((z_k + w_k))[#0]
  right        z_{#0}
  normal left  F(w_{#1} + z_{#1})[i]
  normal right z_i

Σ_{-2 ≤ j ≤ -1} z_{-j} = 0
  left         Σ_k z_{3−k}
  right        0
  normal left  z_1 + z_2
  normal right 0

Σ_{-V ≤ j ≤ -1} z_{-j} = Σ_i z_i
  left         Σ_k z_{1+V−k}
  right        Σ_l z_l
  normal form  Σ_k z_k

{for: i, prove: "z_{V - i} = 0"}
  left         z_{V−i}
  right        0
  normal left  z_{V−i}
  normal right 0
"""


@pytest.mark.parametrize("case", SHOWN.strip().split("\n\n"), ids=lambda case: case.partition("\n")[0])
def test_both_sides_are_shown_in_index_form_and_in_normal_form(case: str) -> None:
    claim, *lines = case.splitlines()
    doubled = claim.replace("'", "''")
    line = claim if claim.startswith("{") else f"{{prove: '{doubled}'}}"
    (obligation,) = load_document(Source("claims.yaml", f"{HEAD}  - {line}\n")).obligations
    assert isinstance(obligation.claim, Statement)
    shown = show(obligation.claim).splitlines()
    assert shown[: len(lines)] == [each.strip() for each in lines]
    assert shown[len(lines)].startswith(("proved for all sizes", "undecided: "))
