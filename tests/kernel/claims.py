"""Claims of which the kernel must prove all, and claims of which it must prove none."""

TRUE = r"""
sizes: [V, D, K, N, n]
symbols:
  x: vector[V]
  w: vector[V]
  A: matrix[n, n]
  B: matrix[n, n]
  S: symmetric matrix[n, n]
  Q: orthogonal matrix[n, n]
  P: positive-definite matrix[n, n]
  I1: invertible matrix[n, n]
  X: matrix[N, D]
  y: vector[N]
  b: vector[D]
  a: scalar
  c: scalar
  λ: positive scalar
  p: positive scalar
  q: positive vector[V]
  r: simplex[V]
  g: function(scalar) -> scalar
  h: function(scalar) -> scalar
  F: function(vector[V]) -> scalar
  e2: vector[2]
  t: vector[V]
  u: vector[n]
  v: vector[n]
  o: index[V]
define:
  gl: gelu(a)
derivations:
  - prove: tanh(a) = (exp(2 a) - 1) / (exp(2 a) + 1)
  - prove: 1 / (2 + 2 cosh(a)) = σ(a) (1 - σ(a))
  - prove: exp(a) / (exp(a) + exp(c)) = σ(a - c)
  - prove: sqrt(8) = 2 sqrt(2)
  - {for: i, prove: 'softmax(x)_i = exp(x_i - max(x)) / Σ_j exp(x_j - max(x))'}
  - prove: tr(A B) = tr(B A)
  - prove: ∂/∂A tr(A B) = B^T
  - prove: ∂/∂A tr(A^T A) = 2 A
  - prove: tr(A^12) = tr(A^12)
  - prove: ∂/∂I1 logdet(I1^T I1) = 2 inv(I1)^T
  - prove: ∂/∂P logdet(P) = inv(P)
  - prove: inv(I1) I1 = eye(n)
  - prove: Q^T Q = eye(n)
  - prove: Q Q^T = eye(n)
  - prove: ∂/∂I1 (u^T inv(I1) v) = -inv(I1)^T u v^T inv(I1)^T
  - prove: ∂/∂I1 det(I1) = det(I1) inv(I1)^T
  - prove: ∂/∂a (g(a) / h(a)) = (g'(a) h(a) - g(a) h'(a)) / h(a)^2
  - prove: ∂/∂a g(h(a)) = g'(h(a)) h'(a)
  - prove: ∂/∂p p^a = a p^(a-1)
  - prove: ∂/∂a p^a = p^a log(p)
  - prove: (∂/∂a gelu(a)) = 1/2 (1 + erf(a/sqrt(2))) + a exp(-a^2/2)/sqrt(2 π)
  - prove: Σ_{i<j} x_i x_j = ((Σ_i x_i)^2 - Σ_i x_i^2) / 2
  - {for: k, prove: 'Σ_{i≠k} x_i = Σ_i x_i - x_k'}
  - prove: ∂/∂x ‖x‖ = x / ‖x‖
  - prove: hessian(logsumexp(x), x) = diag(softmax(x)) - outer(softmax(x), softmax(x))
  - prove: ∂/∂b mean((X @ b - y)**2) = (2/N) X^T (X b - y)
  - prove: Σ_i r_i = 1
  - prove: ∂/∂x (Σ_i r_i (x_i - log(Σ_j exp(x_j)))) = r - softmax(x)
  - prove: log(q) = log(2 q) - log(2)
  - prove: -Σ_i q_i log(q_i / q_i) = 0
  - prove: sin(a)^2 + cos(a)^2 = 1
  - prove: e^a e^(-a) = 1
  - prove: abs(a) = maximum(a, -a)
  - prove: relu(a) - relu(-a) = a
  - prove: abs(a)^2 = a^2
  - prove: softplus(a) - softplus(-a) = a
  - prove: log(exp(a) + exp(c)) = c + softplus(a - c)
  - prove: sqrt(p)^2 = p
  - prove: p / sqrt(p) = sqrt(p)
  - prove: ∂/∂a log(1 + a^2) = 2 a / (1 + a^2)
  - prove: (a^2 - c^2) / (a - c) = a + c
  - prove: a + c = (a^2 - c^2) / (a - c)
  - prove: e2[0] + e2[1] = Σ_i e2_i
  - prove: var(x) = mean(x**2) - mean(x)**2
  - prove: ∂/∂x var(x) = (2/V) (x - mean(x))
  - prove: ∂/∂x F(x) = ∇_x F(x)
  - prove: hessian(F(x), x) = hessian(F(x), x)^T
  - prove: ∂/∂X (‖X b - y‖^2) = 2 (X b - y) b^T
  - prove: '[b_i for i] = b^T'
  - prove: ∂/∂a silu(a) = σ(a) + a σ(a) (1 - σ(a))
  - prove: (A B)^T = B^T A^T
  - prove: inv(A B) = inv(B) inv(A)
  - prove: det(A^T) = det(A)
  - prove: ∂/∂a tanh(a) = 4 / (exp(a) + exp(-a))^2
  - prove: sum((x - mean(x))) = 0
  - prove: ∂/∂a (sqrt(1 + a^2)) = a / sqrt(1 + a^2)
  - {for: i, prove: 'Σ_j (δ_ij - softmax(x)_i) softmax(x)_j = 0'}
  - prove: ∂/∂x (x ⊙ t) = diag(t)
  - prove: logsumexp(x) = max(x) + log(Σ_i exp(x_i - max(x)))
  - prove: exp(-λ a) / (1 + exp(-λ a)) = 1 / (1 + exp(λ a))
  - {for: w2, prove: 'δ(w2, o) x_w2 = δ(w2, o) x_o'}
  - prove: Σ_i 1/(1 + x_i^2) + Σ_i x_i^2/(1 + x_i^2) = V
  - prove: Σ_i x_i^2/(1 + x_i^2) = Σ_i (x_i^2 + 1 - 1)/(1 + x_i^2)
"""
"""Identities, derivatives, matrices, placeholders; all true at every size."""

MODELS = r"""
sizes: [V, D, K, N, H]
symbols:
  x: vector[V]
  w: vector[V]
  X: matrix[N, D]
  Q: matrix[N, D]
  Km: matrix[N, D]
  Vm: matrix[N, H]
  W: matrix[D, H]
  b: row[H]
  Y: matrix[N, H]
  s: vector[H]
  a: scalar
  c: scalar
  λ: positive scalar
  ε: positive scalar
  τ: positive scalar
  r: simplex[V]
  y: one-hot[V]
  G: matrix[N, H]
  γ: vector[V]
  β: vector[V]
  A: matrix[N, N]
  S: symmetric matrix[D, D]
  P: positive-definite matrix[D, D]
  μ: vector[D]
  u: vector[D]
  v: vector[D]
  yb: binary scalar
  t: sign scalar
  k: positive scalar
  o: index[V]
  e3: vector[3]
define:
  p: softmax(x / τ)
  xm: x - mean(x)
  ln: γ ⊙ (x - mean(x)) / sqrt(var(x) + ε) + β
  lnx: (x - mean(x)) / sqrt(var(x) + ε)
  rms: x / sqrt(mean(x**2) + ε)
  Att: softmax(Q @ Km.T / sqrt(D)) @ Vm
  loss: sum(G * Att)
  Pa: softmax(Q @ Km.T / sqrt(D))
  dP: G @ Vm.T
  nll: a^2 / (2 λ) + 1/2 log(λ)
  Hh: tanh(X @ W + b)
  foc: -(1 - σ(a))^2 log(σ(a))
derivations:
  - prove: ∂/∂x (Σ_i w_i lnx_i) = (w - mean(w) - lnx mean(w ⊙ lnx)) / sqrt(var(x) + ε)
  - prove: ∂/∂x (Σ_i w_i rms_i) = (w - rms mean(w ⊙ rms)) / sqrt(mean(x**2) + ε)
  - prove: ∂loss/∂Vm = Pa.T @ G
  - prove: ∂loss/∂Q = (Pa * (dP - sum(Pa * dP, axis=1)[:, None])) @ Km / sqrt(D)
  - prove: ∂loss/∂Km = (Pa * (dP - sum(Pa * dP, axis=1)[:, None])).T @ Q / sqrt(D)
  - prove: ∂/∂x (-Σ_i r_i log(p_i)) = (p - r) / τ
  - prove: ∂/∂τ (-Σ_i r_i log(p_i)) = (Σ_i r_i x_i - Σ_i p_i x_i) / τ^2
  - prove: ∂nll/∂λ = 1/(2 λ) - a^2/(2 λ^2)
  - prove: ∂/∂W sum(G * Hh) = X.T @ (G * (1 - Hh * Hh))
  - prove: ∂/∂b sum(G * Hh) = sum(G * (1 - Hh * Hh), axis=0)
  - prove: ∂foc/∂a = 2 (1 - σ(a))^2 σ(a) log(σ(a)) - (1 - σ(a))^3
  - prove: ∂/∂x (Σ_i r_i log(r_i / softmax(x)_i)) = softmax(x) - r
  - prove: ∂/∂x (Σ_i softmax(x)_i log(softmax(x)_i / r_i)) = softmax(x) ⊙ (log(softmax(x)) - log(r) - Σ_i softmax(x)_i log(softmax(x)_i / r_i))
  - prove: ∂/∂a (log(1 + exp(-t a))) = -t σ(-t a)
  - prove: ∂/∂a (exp(a) - k a) = exp(a) - k
  - prove: '∂/∂a maximum(0, 1 - t a) = {-t if t a < 1; 0 if t a > 1}'
  - prove: '∂/∂a {1/2 a^2 if abs(a) < 1; abs(a) - 1/2 otherwise} = {a if abs(a) < 1; sign(a) otherwise}'
  - prove: ∂/∂a (-log(σ(λ (a - c)))) = -λ σ(-λ (a - c))
  - prove: ∂/∂μ (1/2 (u - μ)^T P (u - μ)) = -P (u - μ)
  - prove: ∂/∂P (1/2 (u - μ)^T P (u - μ) - 1/2 logdet(P)) = 1/2 (u - μ) (u - μ)^T - 1/2 inv(P)
  - prove: ∂/∂X (‖X W - Y‖^2) = 2 (X W - Y) W^T
  - prove: ∂/∂X tr(X^T A X) = (A + A^T) X
  - prove: hessian(Σ_i log(1 + exp(x_i)), x) = diag(σ(x) ⊙ (1 - σ(x)))
  - prove: hessian(-Σ_i y_i log(softmax(x)_i), x) = diag(softmax(x)) - softmax(x) softmax(x)^T
  - {for: '[i, j, k2]', prove: '∂/∂x_k2 (∂/∂x_j softmax(x)_i) = softmax(x)_i (δ(i, j) - softmax(x)_j)(δ(i, k2) - softmax(x)_k2) - softmax(x)_i softmax(x)_j (δ(j,k2) - softmax(x)_k2)'}
  - prove: cosh(a)^2 - sinh(a)^2 = 1
  - prove: tanh(a) = sinh(a) / cosh(a)
  - prove: tanh(a + c) = (tanh(a) + tanh(c)) / (1 + tanh(a) tanh(c))
  - prove: σ(a + c) = σ(a) σ(c) / (σ(a) σ(c) + (1 - σ(a)) (1 - σ(c)))
  - prove: ∂/∂x (x^T w / (‖x‖ ‖w‖)) = w / (‖x‖ ‖w‖) - (x^T w) x / (‖x‖^3 ‖w‖)
  - prove: log_softmax(x) = x - logsumexp(x)
  - prove: ∂/∂x logsumexp(x / τ) = softmax(x / τ) / τ
  - prove: e3[0] + e3[1] + e3[2] = sum(e3)
  - prove: ‖x - w‖^2 = ‖x‖^2 - 2 x^T w + ‖w‖^2
  - prove: std(x)^2 = var(x)
  - prove: Σ_i Σ_j (x_i - x_j)^2 = 2 V^2 var(x)
  - prove: ∂/∂u (u^T S u / (u^T u)) = (2 / (u^T u)) (S u - ((u^T S u) / (u^T u)) u)
  - prove: inv(P + λ eye(D)) (P + λ eye(D)) = eye(D)
  - prove: ∂/∂λ logdet(P + λ eye(D)) = tr(inv(P + λ eye(D)))
  - prove: softplus(a) = a + softplus(-a)
  - prove: log(1 + exp(a)) = maximum(a, 0) + log1p(exp(-abs(a)))
  - prove: 'Σ_{i≠o} exp(x_i) = Σ_i exp(x_i) - exp(x_o)'
  - prove: 'softmax(x)_o = 1 / (1 + Σ_{i≠o} exp(x_i - x_o))'
  - prove: σ(a)^2 + 2 σ(a) σ(-a) + σ(-a)^2 = 1
  - prove: (λ^a)^2 = λ^(2 a)
  - prove: log(λ^a) = a log(λ)
  - prove: ∂/∂X sum(relu(X @ W) * G) = ((X @ W > 0) * G) @ W.T
"""
"""Layers, losses and activations; all true at every size."""

FALSE = r"""
sizes: [V, D, K, N, n, m]
symbols:
  x: vector[V]
  w: vector[V]
  z: vector[D]
  A: matrix[n, n]
  B: matrix[n, n]
  S: symmetric matrix[n, n]
  Q: orthogonal matrix[n, n]
  I1: invertible matrix[n, n]
  X: matrix[N, D]
  U: matrix[V, D]
  b: vector[D]
  a: scalar
  c: scalar
  λ: positive scalar
  r: simplex[V]
  y: one-hot[V]
  y2: one-hot[V]
  bin: binary vector[V]
  sg: sign vector[V]
  nn: nonnegative scalar
  nz: nonzero scalar
  g: function(scalar) -> scalar
  F: function(vector[V]) -> scalar
  F2: function(vector[V], vector[V]) -> scalar
  e2: vector[2]
  t: vector[V]
  u: vector[n]
  v: vector[n]
  o: index[V]
  o2: index[V]
  neg: index[V][K]
  M: matrix[m, n]
define:
  p: softmax(x)
derivations:
  - prove: (Σ_i x_i)^3 = 3 (Σ_i x_i) (Σ_i x_i^2) - 2 Σ_i x_i^3
  - prove: (Σ_i x_i)^2 = Σ_i x_i^2
  - prove: A^2 - tr(A) A + (1/2) (tr(A)^2 - tr(A^2)) eye(n) = 0 eye(n)
  - prove: A B = B A
  - prove: tr(A B A B) = tr(A A B B)
  - prove: A = A^T
  - prove: V = 1
  - prove: V^2 = V
  - prove: (V - 1) (V - 2) (V - 3) = 0
  - prove: Σ_i x_i = x[0]
  - {for: i, prove: 'softmax(x)_i = 1'}
  - {for: '[i, j]', prove: 'x_i = x_j'}
  - prove: x[0] = x[1]
  - prove: x[0] w[0] = w[0] x[0] + x[2] - x[2]
  - prove: Σ_{i=1}^{V−1} x_i = Σ_i x_i - x[0]
  - prove: Σ_{i=1}^{V−1} (x_{i+1} - x_i) = 0
  - prove: 1 = (V - 1) / (V - 1)
  - prove: 1 = (V - 2) / (V - 2)
  - prove: log(a^2) = 2 log(a)
  - prove: 2 log(a) = 2 log(-a) + log(1)
  - prove: sqrt(a^2) = a
  - prove: a = sqrt(a)^2
  - prove: a = exp(log(a))
  - prove: log(a c) = log(a) + log(c)
  - prove: sqrt(a c) = sqrt(a) sqrt(c)
  - prove: 0 = log(a) - log(a)
  - prove: 0 = 1 / (a - a) - 1 / (a - a)
  - prove: 1 / (a - a) = 2 / (a - a)
  - prove: nn / nn = 2 - 1 + 0 a + 1
  - prove: 1 = bin[0] / bin[0]
  - prove: 1 = y[0] / y[0]
  - prove: log(y_o) = 0 a
  - prove: Σ_i y_i log(y_i) = 0
  - prove: 0 = Σ_i y_i log(y_i)
  - prove: 0 = Σ_i r_i log(r_i) - Σ_i r_i log(r_i)
  - prove: 1 = relu(a) / relu(a)
  - prove: 1 = (a + abs(a)) / (a + abs(a))
  - prove: a^c = exp(c log(a)) + 1
  - prove: 1 = a^c a^(-c)
  - prove: asin(sin(a)) = a
  - prove: tan(a) = sin(a)
  - prove: 0 = tan(a) - tan(a) + 1
  - prove: inv(A) A = eye(n) + 0 A + inv(A) - inv(A^T)
  - prove: eye(n) = inv(A - A) (A - A)
  - prove: logdet(A B) = logdet(A) + logdet(B)
  - prove: 0 = logdet(A) - logdet(A)
  - {for: '[i, j]', prove: '∂p_i/∂x_j = p_i (1 - p_j)'}
  - {for: '[i, j]', prove: '∂p_i/∂x_j = -p_i p_j'}
  - {for: '[i, j]', prove: '∂x_i/∂x_j = 1'}
  - {for: '[i, j]', prove: '∂x_i/∂x_j = 0'}
  - {for: 'i ≠ j', prove: '∂x_i/∂x_j = δ_ij + 1'}
  - prove: ∂/∂a relu(a) = 1[a < 0]
  - prove: relu(a) = a
  - prove: relu(a) = abs(a)
  - prove: 1[a > 0] + 1[a < 0] = 0
  - prove: 1[a > 0] = 1[a > 1]
  - prove: maximum(a, c) = a
  - prove: maximum(a, c) = minimum(a, c)
  - prove: sign(a) = 1[a > 0]
  - prove: σ(a) = σ(-a)
  - prove: σ(a) σ(-a) = σ(a)^2
  - prove: tanh(a) = 2 σ(a) - 1
  - prove: tanh(a) = σ(2 a) - 1
  - prove: softplus(a) = log(1 + exp(-a))
  - prove: exp(a + c) = exp(a) + exp(c)
  - prove: exp(a)^2 = exp(a^2)
  - prove: logsumexp(x) = Σ_i x_i
  - prove: log(Σ_i exp(x_i)) = Σ_i log(exp(x_i))
  - prove: (Σ_i x_i) (Σ_i w_i) = Σ_i x_i w_i
  - prove: Σ_i Σ_j x_i w_j = V Σ_i x_i w_i
  - {for: k, prove: 'Σ_{i≠k} x_i = Σ_i x_i'}
  - prove: Σ_{i<j} x_i x_j = (Σ_i x_i)^2
  - prove: Σ_{i<j} x_i w_j = Σ_{i<j} x_j w_i
  - prove: Σ_{i<j} (x_i - x_j) = 0
  - prove: Σ_{i≤j} x_i x_j = Σ_{i<j} x_i x_j
  - prove: Σ_i y_i y2_i = 1
  - prove: Σ_i y_i x_i = x_o
  - prove: Σ_i y_i x_i = Σ_i y2_i x_i
  - prove: Σ_i y_i^2 = 0
  - prove: Σ_i r_i^2 = 1
  - prove: Σ_i r_i x_i = Σ_i x_i
  - prove: Σ_i bin_i = 1
  - prove: Σ_i sg_i = 1
  - prove: sg ⊙ sg = sg
  - prove: bin ⊙ bin = ones(V)
  - prove: S Q = Q S
  - prove: Q Q = eye(n)
  - prove: A A^T = A^T A
  - prove: tr(A A^T) = tr(A A)
  - prove: tr(S A) = tr(S A A)
  - prove: tr(A^3) = tr(A) tr(A^2)
  - prove: M M^T = (M M^T)^T + M M^T
  - prove: ∂/∂A tr(A B) = B
  - prove: ∂/∂A tr(A^T A) = A
  - prove: ∂/∂A tr(A A) = 2 A
  - prove: inv(A + B) = inv(A) + inv(B)
  - prove: inv(A B) = inv(A) inv(B)
  - prove: det(A + B) = det(A) + det(B)
  - prove: det(2 A) = 2 det(A)
  - prove: ∂/∂A logdet(A) = inv(A)
  - prove: ∂/∂I1 det(I1) = det(I1) inv(I1)
  - prove: g(a) = g(-a)
  - prove: ∂/∂a g(a) = g(a)
  - prove: ∂/∂a g(2 a) = g'(2 a)
  - prove: g(a + c) = g(a) + g(c)
  - prove: F(x + w) = F(x) + F(w)
  - prove: F2(x, w) = F2(w, x)
  - prove: ∇_x F2(x, x) = 2 ∇_x F2(x, w)
  - prove: sin(2 a) = 2 sin(a)
  - prove: sin(a)^2 - cos(a)^2 = 1
  - prove: cos(a) = cos(a + 1)
  - prove: erf(a) = 1
  - prove: x_o = x_o2
  - prove: δ(o, o2) = 0
  - prove: δ(o, o2) = 1
  - prove: Σ_k x_{neg_k} = K x_o
  - {for: k, prove: 'Σ_q 1[neg_q = neg_k] = 1'}
  - prove: Σ_k Σ_q 1[neg_q = neg_k] = K
  - prove: Σ_k x_{neg_k} = Σ_i x_i
  - {for: i, prove: 'exp(δ(i, o)) = 1'}
  - {for: i, prove: 'exp(δ(i, o)) = 1 + δ(i, o)'}
  - {for: i, prove: 'Σ_j 1/(1 + x_j^2 + δ_ij) = Σ_j 1/(1 + x_j^2)'}
  - {for: i, prove: 'Σ_j 1/(1 + exp(x_j) + δ_ij) = Σ_j 1/(1 + exp(x_j)) + 1/(2 + exp(x_i))'}
  - prove: ‖x + w‖ = ‖x‖ + ‖w‖
  - prove: ∂/∂x ‖x‖ = x
  - prove: mean(x) = Σ_i x_i
  - prove: var(x) = mean(x**2)
  - prove: max(x) = x_o
  - prove: max(x + w) = max(x) + max(w)
  - prove: max(x) = -max(-x)
  - prove: prod(x) = Σ_i x_i
  - prove: e2[0] = e2[1]
  - prove: e2[0] e2[1] = Σ_i e2_i
  - prove: (a + c)^2 = a^2 + c^2
  - prove: 1/(a + c) = 1/a + 1/c
  - prove: 1/(1 + a^2) = 1 - a^2
  - prove: sqrt(1 + a^2) = 1 + a
  - prove: sqrt(λ + 1) = sqrt(λ) + 1
  - prove: sqrt(2) = 3/2
  - prove: pi = 22/7
  - prove: e^2 = 2 e
  - prove: log(2) = 1/2
  - prove: log(λ)^2 = 2 log(λ)
  - prove: λ^a = λ a
  - prove: '{a if a > 0; -a if a < 0} = a'
  - prove: 'abs(a) = {a if a > 0}'
  - prove: 'relu(a) = {a if a > 1; 0 if a < 0}'
  - {for: i, prove: 'x_i = {x_i if i = o; 0 otherwise}'}
  - {for: i, prove: 'x_i = {x_i if i = o}'}
  - prove: ∂/∂x (Σ_i w_i (x_i - log(Σ_j exp(x_j)))) = w - softmax(x)
  - prove: ∂/∂y (Σ_i y_i^2) = y + y + y
  - prove: ∂/∂U ‖U z‖^2 = U z z^T
  - prove: hessian(Σ_i x_i^3, x) = diag(x)
  - prove: jacobian(softmax(x), x) = diag(p)
  - prove: 1 = nz / nz + nn / nn - nn/nn + log(nn) - log(nn)
  - {for: i, prove: '1 = δ_io / δ_io'}
  - prove: 1 = (Σ_i r_i - 1 + 1 + V - 1)/(V)  + 1
  - {for: i, prove: 'Σ_k 1/(V - 1 + δ(i, k)) + 0 x_i = 1 + 1/V'}
  - prove: Σ_i x_i x_i + 0 V = V Σ_i x_i^2
  - {for: k, prove: 'Σ_q δ(k, q) x_{neg_q} = x_o'}
  - {for: '[i, j]', prove: '∂²p_i/∂x_j∂x_i = p_i (1 - 2 p_i) (1 - p_j)'}
  - prove: det(M^T M) = det(M M^T)
  - prove: ∂/∂z (‖U z‖) = U^T U z
  - prove: Σ_i Σ_j A_ij u_i u_j = Σ_i A_ii u_i u_i
  - prove: (A^T B)^T = A^T B
  - prove: A inv(A + λ eye(n)) = eye(n) + λ inv(A + λ eye(n))
  - prove: inv(λ eye(n) + S) S = inv(λ eye(n) + S)
  - prove: hessian(g(a), a) = g'(a)
  - prove: 0 = max(x) - max(w)
  - prove: (Σ_i exp(x_i)) (Σ_i exp(-x_i)) = V^2
  - prove: exp(Σ_i x_i) = Σ_i exp(x_i)
  - prove: Σ_i σ(x_i) = V/2 + Σ_i (σ(x_i) - σ(-x_i))
  - prove: Σ_i log(1 - σ(x_i)) = Σ_i log(σ(x_i))
  - prove: 1/(1 - σ(a)) = 1 + exp(-a)
  - prove: sqrt(exp(a)) = exp(a)
  - prove: exp(λ)^(1/2) = exp(2 λ)
  - prove: (λ^2 + 2 λ)^(1/2) = λ (1 + 2 / λ)
  - {for: i, prove: 'x_i = {x_i if i ≠ o; x_o2 otherwise}'}
  - prove: sin(a + c) = sin(a) + sin(c)
  - prove: Σ_n2 (Σ_i X_{n2,i} b_i)^2 = Σ_n2 Σ_i X_{n2,i} b_i
  - prove: Σ_n2 (Σ_i X_{n2,i} b_i) (Σ_j X_{n2,j} b_j) = Σ_n2 Σ_i X_{n2,i}^2 b_i^2
  - prove: Σ_i u_i exp(Σ_j A_ij u_j) = Σ_i u_i exp(Σ_j A_ji u_j)
  - prove: '0 = {log(a) if a < 1; 0 otherwise} - {log(a) if a < 1; 0 otherwise}'
  - prove: ∂/∂a sin(2 a) = cos(2 a)
  - {for: '[i, j, k, l]', prove: '∂A_ij/∂A_kl = δ_ik'}
  - prove: ∂/∂a softplus(a) = exp(a)
  - prove: ∂/∂I1 (u^T inv(I1) v) = inv(I1)^T u v^T inv(I1)^T
  - prove: Σ_{i=1}^{V−1} x_i = Σ_i x_i
  - prove: exp(a) σ(a) = exp(a) + σ(a)
  - prove: Σ_i 1/(1 + x_i^2) + Σ_i x_i^2/(1 + x_i^2) = V^2
  - prove: Σ_i 1/(1 + x_i^2) + Σ_i x_i/(1 + x_i^2) = V
  - prove: 1 = 1 / (a - a)
  - prove: ∂/∂a sqrt(nn) = (∂/∂a nn) / (2 sqrt(nn)) + 1
  - prove: 1 = sqrt(bin_o) / sqrt(bin_o)
  - prove: 1 = sqrt(abs(a) + a) / sqrt(abs(a) + a)
"""
"""False at some size or some value, or without a value where the left side has one."""

HEAD = r"""
sizes: [V, D, K, N, H, m, T, n]
symbols:
  U: matrix[V, D]
  B: matrix[V, D]
  X: matrix[N, D]
  W1: matrix[D, H]
  W2: matrix[H, V]
  b1: row[H]
  b2: row[V]
  x: vector[V]
  t: vector[V]
  z: vector[V]
  v: vector[D]
  v_c: vector[D]
  o: index[V]
  c: index[T]
  text: index[V][T]
  neg: index[V][K]
  y: one-hot[V] at o
  y2: vector[V]
  r: simplex[V]
  F: function(vector[D], vector[D]) -> scalar
  E: matrix[T, D]
  A: matrix[n, n]
  A2: matrix[V, V]
  C: matrix[n, n]
  f: vector[n]
  g: vector[n]
  a: scalar
  b: scalar
  η: scalar
  q: vector[T]
  xr: row[D]
  x3: vector[3]
  k2: index[V]
define:
  s: U v_c
  ŷ: softmax(s)
  u_w: U[w]^T
  e_p: E[p]^T
  P(w|c): exp(u_w^T v_c) / Σ_k exp(u_k^T v_c)
  G(w, d): -log σ(w^T d)
  h: σ(xr W1 + b1)
  θ: h W2 + b2
  ŷr: softmax(θ)
  CE: -Σ_i y_i log(ŷr_i)
  Jneg: -log(σ(u_o^T v_c)) − Σ_k log(σ(-u_{neg_k}^T v_c))
  H2: σ(X @ W1 + b1)
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""

PUBLISHED = (
    HEAD
    + r"""
  # windows
  - prove: ∂/∂v (Σ_{-m ≤ j ≤ m, j ≠ 0} F(e_{c+j}, v)) = Σ_{-m ≤ j ≤ m, j ≠ 0} (∂/∂v F(e_{c+j}, v))
  - prove: ∂/∂v (Σ_{-m ≤ j ≤ m, j ≠ 0} F(E[c+j]^T, v)) = Σ_{-m ≤ j ≤ m} (∂/∂v F(E[c+j]^T, v)) - (∂/∂v F(E[c]^T, v))
  - prove: ∂/∂v (Σ_{-m ≤ j ≤ m, j ≠ 0} F(u_{text_{c+j}}, v)) = Σ_{-m ≤ j ≤ m, j ≠ 0} (∂/∂v F(u_{text_{c+j}}, v))
  - prove: ∂/∂U (Σ_{-m ≤ j ≤ m, j ≠ 0} F(u_{text_{c+j}}, v)) = Σ_{-m ≤ j ≤ m, j ≠ 0} (∂/∂U F(u_{text_{c+j}}, v))
  - {for: w, prove: '∂/∂u_w (Σ_{-m ≤ j ≤ m, j ≠ 0} F(u_{text_{c+j}}, v)) = Σ_{-m ≤ j ≤ m, j ≠ 0} (∂/∂u_w F(u_{text_{c+j}}, v))'}
  - {prove: '∂/∂v_c (Σ_{-m ≤ j ≤ m, j ≠ 0} G(u_{text_{c+j}}, v_c)) = Σ_{-m ≤ j ≤ m, j ≠ 0} (σ(u_{text_{c+j}}^T v_c) - 1) u_{text_{c+j}}'}
  - prove: Σ_{j=1}^{m} q_{c+j} = Σ_{j=0}^{m-1} q_{c+j+1}
  - prove: Σ_{-m ≤ j ≤ m} q_{c+j} = Σ_{-m ≤ j ≤ m} q_{c-j}
  - prove: Σ_{-m ≤ j ≤ m, j ≠ 0} 1 = 2 m
  # partial ranges
  - prove: Σ_{i=1}^{V−1} x_i x_{i+1} = Σ_{i=2}^{V} x_{i-1} x_i
  - prove: Σ_{i=1}^{V−1} x_i = Σ_i x_i - x_V
  - prove: Σ_{i=2}^{V} x_i = Σ_i x_i - x_1
  - prove: Σ_{i=1}^{V−1} (x_{i+1} - x_i) = x_V - x_1
  - prove: Σ_{i=1}^{V−1} (x_{i+1} - x_i)^2 = 2 Σ_i x_i^2 - x_1^2 - x_V^2 - 2 Σ_{i=1}^{V−1} x_i x_{i+1}
  - prove: Σ_{i=1}^{V−1} 1 = V - 1
  - {for: k, prove: '∂/∂x_k (Σ_{i=1}^{V−1} (x_{i+1} - x_i)^2) = Σ_{i=1}^{V−1} 2 (x_{i+1} - x_i) (δ(k, i+1) - δ(k, i))'}
  - {for: k, prove: '∂/∂x_k (Σ_{i=1}^{V−1} x_i) = 1 - δ(k, V)'}
  - {for: k, prove: 'Σ_{i ≤ k} x_i + Σ_{i > k} x_i = Σ_i x_i'}
  - prove: exp(Σ_{i=1}^{V−1} x_i) = exp(Σ_i x_i) / exp(x_V)
  # blocks and stacks
  - prove: '[x, t]^T = [x^T; t^T]'
  - prove: '[A, C] [f; g] = A f + C g'
  - prove: '[A, C; C, A] [f; f] = [(A + C) f; (A + C) f]'
  - prove: '[A; C]^T = [A^T, C^T]'
  - prove: 'σ([f; g]) = [σ(f); σ(g)]'
  - prove: ‖[f; g]‖^2 = ‖f‖^2 + ‖g‖^2
  - prove: '∂/∂f ([f; g]^T [f; g]) = 2 f'
  - prove: '[a, b; 2 a, 2 b] = [1; 2] [a, b]'
  - prove: '[x_i for i] = x^T'
  - prove: '[x_i; for i] = x'
  - prove: '[U[i]^T for i] = U^T'
  - prove: '[x_1, …, x_V] = x^T'
  - prove: '[u_1, …, u_V] = U^T'
  - prove: ∂J/∂U = [(ŷ_i - y_i) v_c for i]^T
  - prove: ∂J/∂U = [(ŷ_1 - y_1) v_c, …, (ŷ_V - y_V) v_c]^T
  - prove: vec(A)^T vec(C) = tr(A^T C)
  - prove: vec(A + C) = vec(A) + vec(C)
  - prove: vec(f g^T)^T vec(A) = f^T A g
  - prove: ‖vec(A)‖ = ‖A‖
  # maxima, products, floor
  - {for: k, prove: '∂/∂x_k (Π_i x_i) = Π_{i≠k} x_i'}
  - prove: ∂/∂x log(prod(x)) = 1 / x
  - {for: k, prove: 'x_k Π_{i≠k} x_i = Π_i x_i'}
  - prove: prod(x3) = x3[0] x3[1] x3[2]
  - prove: (Π_i x_i) (Π_i t_i) = Π_i (x_i t_i)
  - prove: Π_i exp(x_i) = exp(Σ_i x_i)
  - prove: Π_i ŷ_i^{y_i} = ŷ_o
  - prove: Π_i (1 + y_i x_i) = 1 + x_o
  - prove: log(Π_i σ(x_i)) = Σ_i log(σ(x_i))
  - prove: ∂/∂x log(Π_i σ(x_i)) = 1 - σ(x)
  - prove: ∂/∂x max(x) = where(x == max(x), 1, 0)
  - {for: k, prove: '∂/∂x_k (max(x) - x_o) = 1[x_k = max(x)] - δ_ko'}
  - {for: k, prove: '∂/∂x_k (logsumexp(x) - max(x)) = softmax(x)_k - 1[x_k = max(x)]'}
  - prove: floor(a + 1) = floor(a) + 1
  - prove: floor(5/2) = 2
  - prove: log(Σ_i exp(x_i - max(x))) + max(x) = logsumexp(x)
  - {for: k, prove: 'softmax(x - max(x))_k = softmax(x)_k'}
  # by names, rows, components
  - prove: ∂J/∂s = ŷ - y
  - {for: i, prove: '∂J/∂s_i = ŷ_i - y_i'}
  - {for: w, prove: '∂J/∂U[w] = (ŷ_w - y_w) v_c^T'}
  - {for: w, prove: '∂J/∂u_w = (ŷ_w - δ_wo) v_c'}
  - {for: '[w, d]', prove: '∂J/∂U_{w,d} = (ŷ_w - y_w) v_cd'}
  - {for: 'w ≠ o', prove: '∂J/∂u_w = ŷ_w v_c'}
  - {for: 'w = o', prove: '∂J/∂u_w = (ŷ_w - 1) v_c'}
  - prove: ∂s/∂v_c = U
  - prove: ∂J/∂v_c = (∂s/∂v_c)^T (∂J/∂s)
  - {for: '[i, j]', prove: '∂ŷ_i/∂s_j = ŷ_i (δ_ij - ŷ_j)'}
  - prove: ∂ŷ/∂s = diag(ŷ) - ŷ ŷ^T
  - {for: '[i, w, d]', prove: '∂s_i/∂U_{w,d} = δ_iw v_cd'}
  - {for: '[w, d]', prove: '∂J/∂U_{w,d} = Σ_i (∂J/∂s_i) (∂s_i/∂U_{w,d})'}
  - {for: '[j, i, k]', prove: '∂θ_j/∂W2_{i,k} = δ_jk h_i'}
  - prove: ∂CE/∂θ = ŷr - y^T
  - prove: ∂CE/∂h = (ŷr - y^T) W2^T
  - prove: ∂CE/∂W2 = h^T (ŷr - y^T)
  - prove: ∂CE/∂W1 = xr^T (((ŷr - y^T) W2^T) ⊙ h ⊙ (1 - h))
  - prove: ∂CE/∂b1 = ((ŷr - y^T) W2^T) ⊙ h ⊙ (1 - h)
  - {for: '[i, j]', prove: '∂h_i/∂b1_j = {h_i (1 - h_i) if i = j; 0 otherwise}'}
  - prove: P(o|c) = ŷ_o
  - prove: ∂/∂v_c log(P(o|c)) = u_o - Σ_w P(w|c) u_w
  - {for: i, prove: 'P(i|c) = ŷ_i'}
  - prove: v_c - η (∂J/∂v_c) = v_c - η U^T (ŷ - y)
  - {for: j, prove: 'u_j - η (∂J/∂u_j) = u_j - η (ŷ_j - y_j) v_c'}
  # negatives
  - {given: 'o ∉ neg', prove: '∂Jneg/∂u_o = (σ(u_o^T v_c) - 1) v_c'}
  - {given: 'neg_k ≠ o', prove: '∂Jneg/∂u_o = (σ(u_o^T v_c) - 1) v_c'}
  - {for: i, given: ['o ∉ neg', distinct(neg)], prove: '∂Jneg/∂u_{neg_i} = (1 - σ(-u_{neg_i}^T v_c)) v_c'}
  - {for: i, given: 'o ∉ neg', prove: '∂Jneg/∂u_{neg_i} = (Σ_l 1[neg_l = neg_i]) (1 - σ(-u_{neg_i}^T v_c)) v_c'}
  - {for: w, given: ['w ≠ o', 'w ∉ neg'], prove: '∂Jneg/∂u_w = 0'}
  # piecewise
  - prove: 'relu(a) = {a if a > 0; 0 if a < 0}'
  - prove: '∂/∂a relu(a) = {1 if a > 0; 0 if a < 0}'
  - {for: w, prove: '∂J/∂u_w = {(ŷ_w - 1) v_c if w = o; ŷ_w v_c otherwise}'}
  - {for: w, prove: 'y_w = {1 if w = o; 0 otherwise}'}
  # orders of positions
  - {for: '[i, j], i < j', prove: 'x_i 1[j ≤ i] t_j = 0'}
  - {for: '[i, j], i < j', prove: 'x_i δ_ij = 0'}
  # equal real numbers
  - prove: '1[a = a] = 1'
"""
)
"""What published solutions need: windows, partial ranges, blocks, parts as variables, drawn positions."""

PREMISES = (
    HEAD
    + r"""
  - {given: 't = U v_c', prove: '∂J/∂v_c = U^T (softmax(t) - y)'}
  - {given: 'ŷ = r', prove: 'U^T (ŷ - r) = 0'}
  - {given: 'a = b', prove: 'a^2 - b^2 = 0'}
  - {given: 'x_i = t_i', prove: 'Σ_i x_i z_i = Σ_i t_i z_i'}
  - {given: 'r = z', prove: 'Σ_i z_i = 1'}
  - {given: 'y2 = y', prove: 'Σ_i y2_i log(ŷ_i) = log(ŷ_o)'}
  - {given: 'U^T U = I', prove: '(U U^T) (U U^T) = U U^T'}
  - {given: 'U^T U = I', prove: '‖U v_c‖^2 = ‖v_c‖^2'}
  - {given: 'z^T z = 1', prove: '(I - 2 z z^T) (I - 2 z z^T) = I'}
  - {given: '‖z‖ = 1', prove: '∂/∂z ‖z‖ = z'}
"""
)
"""True by an equation that is given, which no random point meets."""

NEIGHBOURS = (
    HEAD
    + r"""
  # windows
  - prove: Σ_{-m ≤ j ≤ m} q_{c+j} = Σ_{-m ≤ j ≤ m, j ≠ 0} q_{c+j}
  - prove: Σ_{j=1}^{m} q_{c+j} = Σ_{j=1}^{m} q_{c+j-1}
  - prove: Σ_{j=1}^{m} q_{c+j} = Σ_{j=1}^{m} q_{c-j}
  - prove: Σ_{j=1}^{m} q_{c+j} = Σ_{j=1}^{m} (q_{c+j} + 0 q_{c-j})
  - prove: Σ_{j=1}^{m} q_{c+j} = Σ_{j=1}^{m} (q_{c+j} + 0 q_{c+j+1})
  - prove: Σ_{-m ≤ j ≤ m, j ≠ m} q_{c+j} = Σ_{-m ≤ j ≤ m} q_{c+j} - q_{c+m}
  - prove: Σ_{-m ≤ j ≤ m, j ≠ 0} 1 = 2 m + 1
  - prove: ∂/∂v (Σ_{-m ≤ j ≤ m, j ≠ 0} F(e_{c+j}, v)) = Σ_{-m ≤ j ≤ m} (∂/∂v F(e_{c+j}, v))
  - prove: ∂/∂v (Σ_{-m ≤ j ≤ m, j ≠ 0} F(e_{c+j}, v)) = -Σ_{-m ≤ j ≤ m, j ≠ 0} (∂/∂v F(e_{c+j}, v))
  - prove: ∂/∂E (Σ_{j=1}^{m} F(e_{c+j}, v)) = Σ_{j=1}^{m} (∂/∂E F(e_{c+j+1}, v))
  # partial ranges
  - prove: Σ_{i=1}^{V−1} x_i = Σ_{i=1}^{V−1} x_{i+1}
  - prove: Σ_{i=1}^{V−1} x_i x_{i+1} = Σ_i x_i^2
  - prove: Σ_{i=1}^{V−1} x_i x_{i+1} = Σ_{i=1}^{V−1} x_i t_{i+1}
  - prove: Σ_{i=1}^{V−1} x_i = Σ_i x_i - x_1
  - prove: Σ_{i=2}^{V} x_i = Σ_i x_i
  - prove: Σ_{i=1}^{V−1} x_i = Σ_i x_i + x_V
  - prove: Σ_{i=1}^{V−1} (x_{i+1} - x_i) = 0
  - prove: Σ_{i=1}^{V−1} 1 = V
  - prove: Σ_{i=2}^{V} Σ_{j=1}^{V} A2_{i,j-1} = Σ_i Σ_{j=1}^{V} A2_{i,j-1} - Σ_{j=1}^{V} A2_{1,j-1}
  - prove: Σ_{i=2}^{V} (x_i + log(a)) = Σ_i (x_i + log(a)) - x_1 - log(a)
  - prove: Σ_{i=1}^{V−1} x_i sqrt(a) = (Σ_{i=1}^{V−1} x_i) sqrt(a)
  - prove: Π_{i=2}^{V} log(a) = Π_{i=2}^{V} log(a) + log(a) - log(a)
  - prove: Σ_{i=1}^{V−1} r_i = 1
  - prove: Σ_{i=2}^{V} r_i = 1
  - prove: Σ_{i=1}^{V−1} x_i = Σ_{i=1}^{V−1} (x_i + 0 x_{i+2})
  - {for: i, prove: 'x_i = x_i + 0 x_{i+1}'}
  - {for: i, prove: 'x_i = x_i + 0 x_{i-1}'}
  - prove: Σ_{i=1}^{V−1} 1/x_i = Σ_i 1/x_i - 1/x_1
  - {for: k, prove: '∂/∂x_k (Σ_{i=1}^{V−1} x_i) = 1'}
  - {for: k, prove: '∂/∂x_k (Σ_{i=1}^{V−1} x_i x_{i+1}) = x_{k+1} + x_{k-1}'}
  - {for: k, prove: '∂/∂x_k (Σ_{i=1}^{V−1} (x_{i+1} - x_i)^2) = Σ_{i=1}^{V−1} 2 (x_{i+1} - x_i) (δ(k, i) - δ(k, i+1))'}
  - {for: k, prove: 'Σ_{i ≤ k} x_i + Σ_{i ≥ k} x_i = Σ_i x_i'}
  - {for: k, prove: 'x_k δ(k, V) = 0'}
  - {for: k, prove: 'x_k δ(k, V) = x_k'}
  # blocks and stacks
  - prove: '[x, t]^T = [t^T; x^T]'
  - prove: '[A, C] [f; g] = A g + C f'
  - prove: '[A, C] [f; g] = [A, C] [g; f]'
  - prove: '[A; C]^T = [A, C]'
  - prove: '[A, C; C, A]^T = [A, C; C, A]'
  - prove: ‖[f; g]‖^2 = ‖f + g‖^2
  - prove: '∂/∂f ([f; g]^T [f; g]) = 2 g'
  - prove: '[a, b] = [b, a]'
  - prove: '[x_i for i] = [t_i for i]'
  - prove: ∂J/∂U = [ŷ_i v_c for i]^T
  - prove: vec(A) = vec(A^T)
  - prove: vec(A)^T vec(C) = tr(A C)
  - prove: vec(f g^T)^T vec(A) = g^T A f
  # maxima, products, floor
  - {for: k, prove: '∂/∂x_k (Π_i x_i) = Π_i x_i'}
  - {for: k, prove: 'Π_{i≠k} x_i = Π_i x_i / x_k'}
  - {for: k, prove: 'Π_{i≠k} x_i = Π_{i≠o} x_i'}
  - {for: k, prove: 'x_o Π_{i≠k} x_i = Π_i x_i'}
  - prove: ∂/∂x prod(x) = prod(x) x
  - prove: prod(x3) = x3[0] x3[1]
  - prove: Π_i exp(x_i) = Σ_i exp(x_i)
  - prove: Π_i ŷ_i^{y_i} = ŷ_k2
  - prove: Π_i (1 + y_i x_i) = Π_i (1 + x_i)
  - prove: Π_i (2 + y_i x_i) = 2 + x_o
  - prove: Π_i (2 x_i) = 2 Π_i x_i
  - prove: log(Π_i x_i) = Σ_i log(x_i)
  - prove: Π_i x_i^2 = Π_i x_i
  - prove: ∂/∂x max(x) = where(x == max(x), 0, 1)
  - prove: ∂/∂x max(x) = softmax(x)
  - {for: k, prove: '1[x_k = max(x)] = 1'}
  - {for: k, prove: '1[x_k = max(x)] = δ_ko'}
  - {for: k, prove: '1[x_k > max(t)] = 0'}
  - {for: k, prove: '1[x_k < max(x)] = 0'}
  - prove: ∂/∂x max(relu(x)) = where(relu(x) == max(relu(x)), 1, 0) ⊙ (x > 0)
  - prove: floor(a + 1) = floor(a)
  - prove: floor(2 a) = 2 floor(a)
  - prove: floor(a + 1/2) = floor(a)
  - prove: floor(-a) = -floor(a)
  - prove: 1 = floor(a) / floor(a)
  # by names, rows, components
  - prove: ∂J/∂s = ŷ + y
  - {for: w, prove: '∂J/∂u_w = ŷ_w v_c'}
  - {for: 'w ≠ o', prove: '∂J/∂u_w = (ŷ_w - 1) v_c'}
  - {for: 'w = o', prove: '∂J/∂u_w = ŷ_w v_c'}
  - {for: '[i, j]', prove: '∂ŷ_i/∂s_j = -ŷ_i ŷ_j'}
  - {for: '[i, w, d]', prove: '∂s_i/∂U_{w,d} = v_cd'}
  - {for: '[j, i, k]', prove: '∂θ_j/∂W2_{i,k} = h_i'}
  - {for: '[i, j]', prove: '∂h_i/∂b1_j = h_i (1 - h_i)'}
  - prove: ∂CE/∂W1 = xr^T (((ŷr - y^T) W2^T) ⊙ h)
  - prove: P(o|c) = ŷ_k2
  - prove: v_c - η (∂J/∂v_c) = v_c + η U^T (ŷ - y)
  # negatives
  - prove: ∂Jneg/∂u_o = (σ(u_o^T v_c) - 1) v_c
  - {given: distinct(neg), prove: '∂Jneg/∂u_o = (σ(u_o^T v_c) - 1) v_c'}
  - {for: i, given: 'o ∉ neg', prove: '∂Jneg/∂u_{neg_i} = (1 - σ(-u_{neg_i}^T v_c)) v_c'}
  - {for: i, given: distinct(neg), prove: '∂Jneg/∂u_{neg_i} = (1 - σ(-u_{neg_i}^T v_c)) v_c'}
  - {given: 'k2 ∉ neg', prove: '∂Jneg/∂u_o = (σ(u_o^T v_c) - 1) v_c'}
  # orders of positions and equal real numbers
  - {for: '[i, j], i < j', prove: 'x_i 1[i ≤ j] t_j = 0'}
  - {for: '[i, j], i ≠ j', prove: 'x_i 1[i < j] t_j = x_i t_j'}
  - prove: '1[a = b] = 1'
"""
)
"""The false neighbours of the published claims."""

FALSE_PREMISES = (
    HEAD
    + r"""
  - {given: 'a = b', prove: 'a + b = 0'}
  - {given: 't = U v_c', prove: '∂J/∂v_c = U^T (softmax(x) - y)'}
  - {given: 't = U v_c', prove: '∂/∂v_c (Σ_i t_i) = U^T ones(V)'}
  - {given: 'x_i = t_i', prove: 'Σ_i x_i z_i = Σ_i t_i'}
  - {given: 'a = a^2', prove: 'a = 1'}
  - {given: 'U^T U = I', prove: 'U U^T = I'}
  - {given: 'U^T U = I', prove: 'tr(U U^T) = V'}
  - {given: 'z^T z = 1', prove: 'z z^T = I'}
  - {given: 'z^T z = 1', prove: 'x^T z = 1'}
  - {given: 'z^T z = 1', prove: '∂/∂z (z^T z) = 0'}
  - {given: 'z^T z = 1', prove: '1 = (z_1 - 1) / (z_1 - 1)'}
  - {given: 'Σ_i z_i^2 = 1', prove: 'Σ_i z_i = 1'}
  - {given: ['a = b', 'b = a + 1'], prove: 'a^2 = b^2 + a'}
  - {for: k, given: 'x_k = t_k', prove: 'Σ_i x_i z_i = Σ_i t_i z_i + 0 x_k'}
"""
)
"""False, or without a point, whatever is given."""

RULES = r"""
sizes: [V, N, m]
symbols:
  x: vector[V]
  c: index[V]
  X: matrix[N, V]
  y: vector[N]
  w: vector[V]
  r: scalar
  d: scalar
  δ: positive scalar
  τ: scalar
  q: positive vector[V]
  t: vector[V]
  p: positive scalar
  M: binary vector[V]
  s: sign vector[V]
  A: invertible matrix[V, V]
  B: invertible matrix[V, V]
  P: positive-definite matrix[V, V]
define:
  huber: "{1/2 r^2 if |r| ≤ δ; δ (|r| − 1/2 δ) otherwise}"
  e: X w − y
  L: Σ_k {1/2 e_k^2 if |e_k| ≤ δ; δ (|e_k| − 1/2 δ) otherwise}
  bce: -Σ_k (t_k log(q_k) + (1 − t_k) log(1 − q_k))
  pinball: maximum(τ r, (τ − 1) r)
derivations:
  - prove: 1[r > δ] 1[r > 0] = 1[r > δ]
  - prove: 1[r > δ] 1[r < 0] = 0
  - prove: 1[r > 2] 1[r > 1] = 1[r > 2]
  - prove: 1[r < δ] 1[r > -δ] = 1[r < δ] - 1[r ≤ -δ]
  - prove: clip(r, -δ, δ) = maximum(-δ, minimum(r, δ))
  - prove: ∂huber/∂r = clip(r, -δ, δ)
  - prove: '∂huber/∂r = {δ if r > δ; -δ if r < -δ; r otherwise}'
  - prove: ∂L/∂w = X^T clip(X w − y, -δ, δ)
  - prove: det(A^-1) = 1 / det(A)
  - prove: det(p A) = p^V det(A)
  - prove: det(2 A) = 2^V det(A)
  - prove: det(A^-1 B A) = det(B)
  - prove: det(diag(x)) = Π_i x_i
  - prove: det(2 eye(V)) = 2^V
  - prove: det(0 * A) = 0
  - prove: logdet(P^-1) = -logdet(P)
  - prove: logdet(p P) = V log(p) + logdet(P)
  - {given: 'q_i < 1', prove: '∂bce/∂q = (q − t) / (q ⊙ (1 − q))'}
  - {given: ['τ > 0', 'τ < 1'], prove: '∂pinball/∂r = {τ if r > 0; τ − 1 if r < 0}'}
  - {given: p < 1, prove: '∂/∂p (-p log(p) − (1 − p) log(1 − p)) = log((1 − p) / p)'}
  - {for: i, prove: '{x_i if M_i = 1; 0 otherwise} = M_i x_i'}
  - {for: i, prove: '{x_i if s_i = 1; -x_i otherwise} = s_i x_i'}
  - prove: Σ_{-m≤j≤-1} x_{c+j} + Σ_{1≤j≤m} x_{c+j} = Σ_{-m≤j≤m, j≠0} x_{c+j}
  - prove: Σ_{-m≤j≤-1} x_{c+j} + Σ_{0≤j≤m} x_{c+j} = Σ_{-m≤j≤m} x_{c+j}
  - prove: ∂/∂r Σ_{i=2}^{V−1} (r x_{i+1} - x_{i-1})^2 = 2 Σ_{i=2}^{V−1} (r x_{i+1} - x_{i-1}) x_{i+1}
  - prove: Σ_{i=1}^{V−2} x_i = Σ_{i=3}^{V} x_{i-2}
  - prove: Σ_{i=1}^{V-3} x_i + Σ_{i=V-2}^{V} x_i = sum(x)
  - prove: sum(x) - x_1 - x_2 = Σ_{i=3}^{V} x_i
  - {for: j, prove: '∂/∂x_j Σ_{i=1}^{V−2} x_i x_{i+2} = {x_{j+2} if j ≤ V - 2; 0 otherwise} + {x_{j-2} if j ≥ 3; 0 otherwise}'}
  - {for: j, prove: '∂/∂x_j Σ_{i=1}^{V−2} x_i^2 = {2 x_j if j ≤ V - 2; 0 otherwise}'}
  - prove: ∂(Σ_i x_i^2)/∂x_7 = 2 x_7
  - {for: j, prove: 'Σ_i 1[i = 2] 1[i = j] x_i = 1[j = 2] x_j'}
  - prove: x[2] w[2] = w[2] x[2] + x[0] - x[0]
  - prove: ∂/∂x relu(‖x‖ − 1) = 1[‖x‖ > 1] x / ‖x‖
  - prove: ∂/∂x maximum(0, ‖x − t‖ − ‖x − w‖ + p) = 1[‖x − t‖ − ‖x − w‖ + p > 0] ((x − t) / ‖x − t‖ − (x − w) / ‖x − w‖)
  - prove: ∂/∂x sqrt((x − w)^T P (x − w)) = P (x − w) / sqrt((x − w)^T P (x − w))
  - prove: ∂/∂A log(abs(det(A))) = (A^-1)^T
  - prove: logdet(A^T A) = 2 log(abs(det(A)))
  - prove: ∂/∂r det(A + r B) = det(A + r B) tr(inv(A + r B) B)
  - prove: ∂/∂r tr(B inv(P + r^2 eye(V))) = -2 r tr(B inv(P + r^2 eye(V)) inv(P + r^2 eye(V)))
  - prove: 1 = (P_{1,1} - p) / (P_{1,1} - p)
  - prove: Σ_i log(1 + M_i q_i) = Σ_i M_i log(1 + q_i)
  - prove: Σ_i σ(s_i x_i) σ(-s_i x_i) = Σ_i σ(x_i) σ(-x_i)
  - prove: Σ_i exp(s_i x_i) = Σ_i (cosh(x_i) + s_i sinh(x_i))
  - {given: r < 0, prove: abs(r) = -r}
  - {given: ['r < 0', 'd < 0'], prove: 'Σ_i relu(r d q_i) = r d Σ_i q_i'}
  - prove: Σ_{i=-2}^{2} Σ_{j=-2}^{2} 1[j < i] x_{c+j} = 4 x_{c-2} + 3 x_{c-1} + 2 x_c + x_{c+1}
"""
"""Ordered thresholds, determinants, bounds as premises, 0/1 entries in conditions, joined windows, ranges, roots."""

RULES_FALSE = r"""
sizes: [V, N, m]
symbols:
  x: vector[V]
  c: index[V]
  r: scalar
  d: scalar
  δ: positive scalar
  τ: scalar
  q: positive vector[V]
  t: vector[V]
  p: positive scalar
  M: binary vector[V]
  s: sign vector[V]
  A: invertible matrix[V, V]
  B: invertible matrix[V, V]
  C: matrix[V, V]
  P: positive-definite matrix[V, V]
  D: matrix[V, V]
define:
  huber: "{1/2 r^2 if |r| ≤ δ; δ (|r| − 1/2 δ) otherwise}"
  bce: -Σ_k (t_k log(q_k) + (1 − t_k) log(1 − q_k))
derivations:
  - prove: 1[r > δ] 1[r > 0] = 1[r > 0]
  - prove: 1[r > d] 1[r > 0] = 1[r > d]
  - prove: 1[r > 2 δ] 1[r > δ] = 1[r > δ]
  - prove: 1[r > δ] 1[r < 2 δ] = 0
  - prove: 1[r < δ] 1[r > 0] = 1[r < δ]
  - prove: 1[r < δ] 1[r > -δ] = 1[r < δ] - 1[r ≤ δ]
  - prove: 1[r > -δ] 1[r > δ] = 1[r > -δ]
  - prove: 1[r > p] 1[r > δ] = 1[r > p + δ]
  - prove: 1[r > -p] 1[r < δ] = 1[r < δ]
  - prove: 1[r^2 > p] 1[r > 0] = 1[r^2 > p]
  - prove: Σ_i Σ_j 1[x_i > p] 1[x_j > 0] = V Σ_i 1[x_i > p]
  - prove: clip(r, -δ, δ) = maximum(δ, minimum(r, -δ))
  - prove: clip(r, -d, d) = minimum(d, maximum(r, -d)) + 1[d < 0]
  - prove: clip(r, -d, d) = maximum(-d, minimum(r, d))
  - prove: ∂huber/∂r = clip(r, -δ, 2 δ)
  - prove: det(A^-1) = det(A)
  - prove: det(A^-1) = -1 / det(A)
  - prove: det(p A) = p det(A)
  - prove: det(p A) = p^2 det(A)
  - prove: det(-A) = -det(A)
  - prove: det(-A) = det(A)
  - prove: det(A + B) = det(A) + det(B)
  - prove: det(A^-1 B) = det(A) / det(B)
  - prove: det(diag(x)) = Σ_i x_i
  - prove: det(diag(x) C) = det(C) Σ_i x_i
  - prove: det(2 eye(V)) = 2
  - prove: det(eye(V) - A) = 1 - det(A)
  - prove: det(A / p) = det(A) / p
  - prove: det(x x^T) = (x^T x)^V
  - prove: det(inv(C + diag(x))) = 1 / Π_i x_i
  - prove: logdet(P^-1) = logdet(P)
  - prove: logdet(p P) = log(p) + logdet(P)
  - {given: 'q_i < 1', prove: '∂bce/∂q = (t − q) / (q ⊙ (1 − q))'}
  - {given: 'q_i < 1', prove: '∂bce/∂q = (q − t) / (1 − q)'}
  - {given: ['r ≤ d', 'r ≥ d'], prove: '1 = (r − d) / (r − d)'}
  - {given: 'r = d', prove: '1 = (r − d) / (r − d)'}
  - {given: 'not (r < d or r > d)', prove: '1 = (r − d) / (r − d)'}
  - {given: r < d, prove: '1[r > 0] = 1'}
  - {given: p < 1, prove: '∂/∂p (-p log(p) − (1 − p) log(1 − p)) = log(p / (1 − p))'}
  - {given: p < 1, prove: 'log(r) = log(p r) − log(p) + log(1 − p)'}
  - {for: i, prove: '{x_i if M_i = 1; 0 otherwise} = (1 − M_i) x_i'}
  - {for: i, prove: '{x_i if M_i = 1; 0 otherwise} = x_i'}
  - {for: i, prove: '{x_i if M_i = 2; 0 otherwise} = M_i x_i'}
  - {for: i, prove: '{x_i if s_i = 1; 0 otherwise} = s_i x_i'}
  - {for: i, prove: '{x_i if s_i > 0; x_i otherwise} = s_i x_i'}
  - {for: i, prove: '1[1 / M_i > 0] = 0'}
  - {for: i, prove: '1[sqrt(M_i) > 1/2] = 0'}
  - prove: Σ_{-m≤j≤-1} x_{c+j} + Σ_{1≤j≤m} x_{c+j} = Σ_{-m≤j≤m} x_{c+j}
  - prove: Σ_{-m≤j≤-1} x_{c+j} = Σ_{1≤j≤m} x_{c+j}
  - prove: Σ_{-m≤j≤m} x_{c+j} t_{c+j} = Σ_{-m≤j≤m} x_{c+j} t_{c-j}
  - prove: Σ_{-m≤j≤m} Σ_{-m≤k≤m} 1[j < k] x_{c+j} t_{c+k} = Σ_{-m≤j≤m} Σ_{-m≤k≤m} 1[k < j] x_{c+j} t_{c+k}
  - prove: Σ_{-m≤j≤0} x_{c+j} + Σ_{0≤j≤m} x_{c+j} = Σ_{-m≤j≤m} x_{c+j}
  - prove: Σ_{i=2}^{V−1} x_i = sum(x) - x_1 - x_V
  - prove: Σ_{i=1}^{V−2} x_i / x_i = V - 2
  - prove: Σ_{i=1}^{V−2} r x_{i+2} / x_{i+2} = (V - 2) r
  - prove: Σ_{i=1}^{V−2} x_i = Σ_{i=3}^{V} x_i
  - prove: Σ_{i=1}^{V−2} (x_{i+2} - x_{i+1}) = x_V - x_2
  - prove: Σ_{i=1}^{V−2} x_i x_{i+2} = Σ_{i=1}^{V−2} x_{i+1} x_{i+2}
  - prove: Σ_{i=1}^{V−2} x_i = Σ_{i=1}^{V−2} x_{i+3} + Σ_{i=1}^{V−2} (x_i - x_{i+3})
  - {for: j, prove: '∂/∂x_j Σ_{i=1}^{V−2} x_i^2 = {2 x_j if j ≤ V - 1; 0 otherwise}'}
  - prove: Σ_{i=3}^{V} x_i = sum(x) - x_1 - x_2
  - prove: sum(x) - x_1 = Σ_{i=3}^{V} x_i + x_2
  - prove: x_7 = x_7 + x_8 - x_8
  - prove: ∂(Σ_i x_i^2)/∂x_7 = 2 x_6
  - {for: j, prove: 'Σ_i 1[i = 2] 1[i = j] x_i = 0'}
  - prove: 1 = (sqrt(r^2) - r) / (sqrt(r^2) - r)
  - prove: 1 = (‖x‖ - x_1) / (‖x‖ - x_1)
  - prove: 1 = (‖x‖ + ‖t‖ - ‖x + t‖) / (‖x‖ + ‖t‖ - ‖x + t‖)
  - prove: 1 = (sqrt(r^2 + 1) - sqrt(r^2 + 2 r + 2 - 2 r - 1)) / (r - r)
  - prove: 1 = det(C - C^T) / det(C - C^T)
  - prove: 1 = det(C - x x^T - C) / det(C - x x^T - C)
  - prove: 1 = det(P - P^T) / det(P - P^T)
  - prove: 1 = (P_{1,V} - P_{V,1}) / (P_{1,V} - P_{V,1})
  - prove: ∂/∂C log(abs(det(C))) = C^-1
  - prove: ∂/∂x relu(‖x‖ − 1) = x / ‖x‖
  - prove: ∂/∂r tr(D inv(D + r^2 eye(V))) = -2 r tr(D inv(D + r^2 eye(V)) inv(D + r^2 eye(V)))
  - prove: Σ_i log(1 + M_i q_i) = Σ_i log(1 + q_i)
  - prove: Σ_i exp(M_i x_i) = Σ_i M_i exp(x_i)
  - prove: Σ_i σ(s_i x_i) = Σ_i σ(x_i)
  - prove: Σ_i cos(s_i x_i) = Σ_i (1 + s_i (cos(x_i) - 1))
  - {given: r < 0, prove: abs(r) = r}
  - {given: r < 0, prove: abs(r d) = -r d}
  - {given: ['r < 0', 'd < 0'], prove: 'Σ_i relu(r d q_i) = 0'}
  - {given: r < 1, prove: relu(r) = 0}
  - prove: Σ_{i=-2}^{2} Σ_{j=-2}^{2} 1[j < i] x_{c+j} = 2 x_{c-2} + 2 x_{c-1} + 2 x_c + x_{c+1}
"""
"""What these rules must not lead to: other orders, other powers, thin sets, powers of 0/1 entries."""
