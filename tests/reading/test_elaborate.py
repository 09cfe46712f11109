"""What every construct of the format means: the typed tree, row by row of its table, and what is refused."""

import pytest

from symderiv.errors import IllShaped, Unreadable
from symderiv.language.expression import Expression
from symderiv.reading.declarations import DeclarationReader
from symderiv.reading.elaborate.elaborator import Elaborator
from symderiv.reading.elaborate.reader import Definitions, read_settled
from symderiv.reading.elaborate.scope import Declarations, Scope
from symderiv.reading.elaborate.shapes import describe
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import compose
from symderiv.reading.parse.parser import parse_expression
from symderiv.source import Fragment, Source, Span
from tests.reading.typed import show

FILE = """
sizes: [V, D, K, m, n]
symbols:
  U: matrix[V, D]
  A: matrix[n, n]
  B: matrix[n, n]
  C: matrix[m, n]
  v: vector[D]
  v_c: vector[D]
  s: vector[V]
  x: vector[n]
  z: vector[n]
  r: row[n]
  α: scalar
  t: scalar
  y: one-hot[V] at o
  ŷ: vector[V]
  o: index[V]
  neg: index[V][K]
  T3: tensor[m, n, n]
  g: function(scalar) -> scalar
  F: function(vector[D], vector[D]) -> scalar
  D1: matrix[n, 1]
  v^new: vector[D]
define:
  u_w: U[w]^T
  p: softmax(s)
  P(w|c): exp(u_w^T v_c) / Σ_k exp(u_k^T v_c)
  G(a, b): -log σ(a^T b)
  q_i: s_i^2
  f: relu(t)
  J: -Σ_i y_i log(p_i)
  h: x ⊙ z
  k2(a): a^2
  row_o: U[o]
  same: s
"""


def declared(text: str = FILE) -> Declarations:
    fields = Fields(Source("file", text))
    reader = DeclarationReader(fields)
    reader.read(compose(fields.source))
    fields.settle()
    return reader.declarations()


DECLARED = declared()


def read(text: str, free: str = "", declarations: Declarations = DECLARED) -> Expression:
    """The expression, with the given letters free: `i w`."""
    source = Source("claim", text)
    syntax = parse_expression(Fragment.whole(source), declarations.vocabulary())
    definitions = Definitions()

    def inside(scope: Scope) -> Expression:
        letters = [scope.letter(name, source_span(at)) for at, name in enumerate(free.split())]
        with scope.bound(*letters):
            return Elaborator(scope, definitions).read(syntax)

    return read_settled(lambda: Scope(declarations, source), inside)


def source_span(at: int) -> Span:
    """A place of its own for every letter that is free from outside."""
    return Span(-at - 1, -at - 1)


MEANINGS: list[tuple[str, str, str | None]] = [
    # matrix product, strict about rows and columns
    ("U v", "(dot U v)", "vector[V]"),
    ("U @ v", "(dot U v)", "vector[V]"),
    ("x^T A", "(dot (T x) A)", "row[n]"),
    ("x @ A", "(dot x A)", "row[n]"),
    ("x @ z", "(dot x z)", "scalar"),
    ("r x", "(dot r x)", "scalar"),
    ("x r", "(outer x r)", "matrix[n, n]"),
    ("r A x", "(dot (dot r A) x)", "scalar"),
    ("A B", "(dot A B)", "matrix[n, n]"),
    ("A * B", "(each A B)", "matrix[n, n]"),
    ("A (x + z)", "(dot A (+ x z))", "vector[n]"),
    ("U[o] @ v", "(dot U[@o,:] v)", "scalar"),
    ("A @ (x @ A)", "(dot A (dot x A))", "vector[n]"),
    ("T3 x", "(dot T3 x)", "matrix[m, n]"),
    # the dot, scaling
    ("x · z", "(dot x z)", "scalar"),
    ("2 · x", "(scale 2 x)", "vector[n]"),
    ("A · x", "(dot A x)", "vector[n]"),
    ("x · r", "(outer x r)", "matrix[n, n]"),
    ("2 x", "(scale 2 x)", "vector[n]"),
    ("α x", "(scale α x)", "vector[n]"),
    ("2 * x", "(scale 2 x)", "vector[n]"),
    ("α × x", "(scale α x)", "vector[n]"),
    ("y_o x", "(scale y[@o] x)", "vector[n]"),
    # transposes
    ("U^T", "(T U)", "matrix[D, V]"),
    ("Uᵀ", "(T U)", "matrix[D, V]"),
    ("U'", "(T U)", "matrix[D, V]"),
    ("U.T", "(T U)", "matrix[D, V]"),
    ("U^⊤ s", "(dot (T U) s)", "vector[D]"),
    ("x^T", "(T x)", "row[n]"),
    ("transpose(U)", "(T U)", "matrix[D, V]"),
    # inner and outer products
    ("x^T z", "(dot (T x) z)", "scalar"),
    ("x z^T", "(outer x (T z))", "matrix[n, n]"),
    ("x ⊗ z", "(outer x z)", "matrix[n, n]"),
    ("dot(x, z)", "(dot x z)", "scalar"),
    ("outer(s, v)", "(outer s v)", "matrix[V, D]"),
    # entry by entry
    ("x ⊙ z", "(each x z)", "vector[n]"),
    ("x ∘ z", "(each x z)", "vector[n]"),
    ("x * z", "(each x z)", "vector[n]"),
    ("x / z", "(/ x z)", "vector[n]"),
    ("1 / x", "(/ (spread 1) x)", "vector[n]"),
    ("x[:, None] * z[None, :]", "(each (spread (newaxis1 x)) (spread (newaxis0 z)))", "matrix[n, n]"),
    ("U / s[:, None]", "(/ U (spread (newaxis1 s)))", "matrix[V, D]"),
    ("C + r", "(+ C (spread r))", "matrix[m, n]"),
    ("maximum(C, r)", "(maximum C (spread r))", "matrix[m, n]"),
    ("1 - x", "(- (spread 1) x)", "vector[n]"),
    ("x - mean(x)", "(- x (spread (mean x)))", "vector[n]"),
    ("x + A[0]", "(+ x A[0,:])", "vector[n]"),
    # powers
    ("t^2", "(^ t 2)", "scalar"),
    ("A^2", "(matpow A 2)", "matrix[n, n]"),
    ("A^-1", "(matpow A -1)", "matrix[n, n]"),
    ("A⁻¹", "(matpow A -1)", "matrix[n, n]"),
    ("x**2", "(^ x (spread 2))", "vector[n]"),
    ("2**3**2", "(^ 2 (^ 3 2))", "scalar"),
    ("-t**2", "(neg (^ t 2))", "scalar"),
    ("e^x", "(exp x)", "vector[n]"),
    ("t²", "(^ t 2)", "scalar"),
    # parts
    ("s_o", "s[@o]", "scalar"),
    ("U_{o,1}", "U[@o,0]", "scalar"),
    ("U_o", "U[@o,:]", "row[D]"),
    ("s_1", "s[0]", "scalar"),
    ("s[0]", "s[0]", "scalar"),
    ("s[-1]", "s[V - 1]", "scalar"),
    ("s_V", "s[V - 1]", "scalar"),
    ("U[o, 1]", "U[@o,1]", "scalar"),
    ("U[o]", "U[@o,:]", "row[D]"),
    ("U[o, :]", "U[@o,:]", "row[D]"),
    ("U[:, 0]", "U[:,0]", "vector[V]"),
    ("softmax(s)_o", "(softmax/0 s)[@o]", "scalar"),
    ("Σ_k U[neg[k]] @ v", "(sum k:K (dot U[neg[k],:] v))", "scalar"),
    ("Σ_k s_{neg_k}", "(sum k:K s[neg[k]])", "scalar"),
    ("v_c", "v_c", "vector[D]"),
    ("Σ_i v_ci", "(sum i:D v_c[i])", "scalar"),
    ("Σ_{w,d} U_wd", "(sum w:V d:D U[w,d])", "scalar"),
    ("v^new", "v^new", "vector[D]"),
    ("v^{new}", "v^new", "vector[D]"),
    # sums
    ("Σ_i s_i", "(sum i:V s[i])", "scalar"),
    ("∑_i s_i", "(sum i:V s[i])", "scalar"),
    ("Σ_{k≠o} s_k", "(sum k:V | (≠ k @o) s[k])", "scalar"),
    ("Σ_{i<j} x_i z_j", "(sum i:n j:n | (< i j) (scale x[i] z[j]))", "scalar"),
    ("Σ_{i=1}^{n-1} x_i x_{i+1}", "(sum i:n[0..n - 2] (scale x[i] x[i+1]))", "scalar"),
    ("Σ_{w=1}^{V} s_w", "(sum w:V s[w])", "scalar"),
    ("Π_i x_i", "(prod i:n x[i])", "scalar"),
    ("sum(x)", "(sum x)", "scalar"),
    ("sum(x_i, i)", "(sum i:n x[i])", "scalar"),
    ("sum(x[i] for i)", "(sum i:n x[i])", "scalar"),
    ("sum(s[i] for i if i ≠ o)", "(sum i:V | (≠ i @o) s[i])", "scalar"),
    ("sum(C, axis=0)", "(sum/0 C)", "row[n]"),
    ("sum(C, axis=1)", "(sum/1 C)", "vector[m]"),
    ("mean(x[i] for i)", "(mean i:n x[i])", "scalar"),
    ("Σ_i x_i A[i]", "(sum i:n (scale x[i] A[i,:]))", "row[n]"),
    ("Σ_i x_i Σ_j z_j", "(sum i:n (scale x[i] (sum j:n z[j])))", "scalar"),
    ("Σ_i x_i Σ_i z_i", "(scale (sum i:n x[i]) (sum i:n z[i]))", "scalar"),
    ("-Σ_i y_i log p_i + t", "(+ (neg (sum i:V (scale y[i] (log p[i])))) t)", "scalar"),
    ("max(x)", "(max x)", "scalar"),
    ("max(t, 0)", "(maximum t 0)", "scalar"),
    ("logsumexp(C)", "(logsumexp/1 C)", "vector[m]"),
    ("softmax(C)", "(softmax/1 C)", "matrix[m, n]"),
    ("softmax(C, axis=0)", "(softmax/0 C)", "matrix[m, n]"),
    ("softmax(C, axis=-1)", "(softmax/1 C)", "matrix[m, n]"),
    # derivatives
    ("∂J/∂s", "(d J / s)", "vector[V]"),
    ("∂/∂s (J)", "(d J / s)", "vector[V]"),
    ("∂/∂x -log (x^T x) + z", "(+ (d (neg (log (dot (T x) x))) / x) z)", "vector[n]"),
    ("dJ/ds", "(d J / s)", "vector[V]"),
    ("grad(J, s)", "(d J / s)", "vector[V]"),
    ("∇_s J", "(d J / s)", "vector[V]"),
    ("jacobian(p, s)", "(d p / s)", "matrix[V, V]"),
    ("∂p/∂s", "(d p / s)", "matrix[V, V]"),
    ("hessian(J, s)", "(d (d J / s) / s)", "matrix[V, V]"),
    ("∂²J/∂s∂v", "(d (d J / s) / v)", "matrix[V, D]"),
    ("∂²f/∂t²", "(d (d f / t) / t)", "scalar"),
    ("∂J/∂U[o]", "(d J / U[@o,:])", "row[D]"),
    ("∂J/∂u_o", "(d J / U[@o,:])", "vector[D]"),
    ("∂J/∂U_{o,1}", "(d J / U[@o,0])", "scalar"),
    ("∂J/∂p", "(d J / p)", "vector[V]"),
    ("∂J/∂p_o", "(d J / p[@o])", "scalar"),
    ("∂J/∂q_o", "(d J / q[@o])", "scalar"),
    ("∂J/∂(softmax(s))", "(d J / p)", "vector[V]"),
    ("∂x/∂t", "(d x / t)", "vector[n]"),
    ("∂J/∂row_o", "(d J / U[@o,:])", "row[D]"),
    ("∂J/∂same", "(d J / same)", "vector[V]"),
    ("∂r/∂t", "(d r / t)", "row[n]"),
    ("∂C/∂x", "(d C / x)", "tensor[m, n, n]"),
    ("f'(t)", "(d f / t)", "scalar"),
    ("f''(t)", "(d (d f / t) / t)", "scalar"),
    ("σ'(x)", "(prime1 sigmoid x)", "vector[n]"),
    ("g'(t)", "(prime1 g t)", "scalar"),
    ("k2'(t)", "(prime1 k2 t)", "scalar"),
    # cases, conditions, delta, indicator
    ("{t if t > 0; 0 otherwise}", "(cases [(> t 0) t] 0)", "scalar"),
    ("{0 if t < 0; t if t > 0}", "(cases [(< t 0) 0] [(> t 0) t])", "scalar"),
    ("where(x > 0, x, 0)", "(cases [(> x (spread 0)) x] (spread 0))", "vector[n]"),
    ("(x > 0) * z", "(each (> x (spread 0)) z)", "vector[n]"),
    ("1[t > 0]", "(> t 0)", "scalar"),
    ("1[t > 0 ∧ ¬ t ≥ 2]", "(and (> t 0) (not (≥ t 2)))", "scalar"),
    ("Σ_i Σ_j δ_ij x_i z_j", "(sum i:n (sum j:n (scale (scale (= i j) x[i]) z[j])))", "scalar"),
    ("Σ_i 1[i = o] s_i", "(sum i:V (scale (= i @o) s[i]))", "scalar"),
    ("Σ_i 1[i ≤ 2] x_i", "(sum i:n (scale (≤ i 1) x[i]))", "scalar"),
    ("Σ_i (i ≤ 2) x_i", "(sum i:n (scale (≤ i 2) x[i]))", "scalar"),
    ("Σ_i delta(i, o) s_i", "(sum i:V (scale (= i @o) s[i]))", "scalar"),
    ("Σ_i {x_i if i = 1; 0 otherwise}", "(sum i:n (cases [(= i 0) x[i]] 0))", "scalar"),
    ("sum(where(i == 1, x[i], 0) for i)", "(sum i:n (cases [(= i 1) x[i]] 0))", "scalar"),
    # blocks
    ("[A, x; r, t]", "(block A x ; r t)", "matrix[n + 1, n + 1]"),
    ("[t, α, 1]", "(block t α 1)", "row[3]"),
    ("[x; t]", "(block x ; t)", "vector[n + 1]"),
    ("[x_i for i]", "(stack0 i:n x[i])", "row[n]"),
    ("[x_i; for i]", "(stack0 i:n x[i])", "vector[n]"),
    ("[u_w for w]", "(stack1 w:V u(w))", "matrix[D, V]"),
    ("[U[w]; for w]", "(stack0 w:V U[w,:])", "matrix[V, D]"),
    ("[u_1, …, u_V]", "(stack1 i:V u(i))", "matrix[D, V]"),
    ("[u_1, u_2, ..., u_V]", "(stack1 i:V u(i))", "matrix[D, V]"),
    ("diag(x)", "(diag x)", "matrix[n, n]"),
    ("diag(A)", "(diag A)", "vector[n]"),
    # norms
    ("‖x‖", "(norm x)", "scalar"),
    ("‖A‖", "(norm A)", "scalar"),
    ("‖x‖_1", "(norm1 x)", "scalar"),
    ("|x|_1", "(norm1 x)", "scalar"),
    ("‖x‖²", "(^ (norm x) 2)", "scalar"),
    ("normsq(x)", "(normsq x)", "scalar"),
    ("|t|", "(abs t)", "scalar"),
    # families
    ("u_o", "u(@o)", "vector[D]"),
    ("u_o^T v", "(dot (T u(@o)) v)", "scalar"),
    ("u", "(stack1 w:V u(w))", "matrix[D, V]"),
    ("q", "(stack0 i:V q(i))", "vector[V]"),
    ("P(o|c)", "P(@o)", "scalar"),
    ("P(W = o | C = c)", "P(@o)", "scalar"),
    ("Σ_j P(j|c)", "(sum j:V P(j))", "scalar"),
    ("G(u_o, v)", "G(u(@o),v)", "scalar"),
    ("F(v, v_c)", "(F! v v_c)", "scalar"),
    ("F(U[o], v)", "(F! U[@o,:] v)", "scalar"),
    ("f (1 - f)", "(scale f (- 1 f))", "scalar"),
    ("f (1 - f)^2", "(scale f (^ (- 1 f) 2))", "scalar"),
    ("f(t)", "f", "scalar"),
    # identity, constants, sizes
    ("A + I", "(+ A I)", "matrix[n, n]"),
    ("α I - A", "(- (scale α I) A)", "matrix[n, n]"),
    ("inv(A^T A + α I)", "(inv (+ (dot (T A) A) (scale α I)))", "matrix[n, n]"),
    ("eye(n)", "I", "matrix[n, n]"),
    ("ones(n)", "all:1", "vector[n]"),
    ("zeros(m, n)", "all:0", "matrix[m, n]"),
    ("2 / V", "(/ 2 size:V)", "scalar"),
    ("0.1", "1/10", "scalar"),
    ("1e-5", "1/100000", "scalar"),
    ("2 π", "(scale 2 pi)", "scalar"),
    ("tr(A B)", "(trace (dot A B))", "scalar"),
    ("tr A B", "(trace (dot A B))", "scalar"),
    ("vec(C)", "(vec C)", "vector[m*n]"),
    ("log Σ_i exp(x_i)", "(log (sum i:n (exp x[i])))", "scalar"),
    ("arctan2(t, 1)", "(atan2 t 1)", "scalar"),
    ("clip(x, 0, 1)", "(clip x (spread 0) (spread 1))", "vector[n]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "shape"), MEANINGS)
def test_meaning(text: str, tree: str, shape: str | None) -> None:
    expression = read(text)
    assert show(expression) == tree
    if shape is not None:
        assert describe(expression.shape) == shape


REFUSED = [
    # (expression, free letters, error, code, what the caret marks, a word of the message or the hint)
    ("x z", "", IllShaped, "E401", None, "x^T y is the inner product"),
    ("U (ŷ - y)", "", IllShaped, "E401", None, "D against V"),
    ("U^T v", "", IllShaped, "E401", None, "transpose of the left factor"),
    ("U s", "", IllShaped, "E401", None, "transpose of the left factor would fit"),
    ("x A", "", IllShaped, "E401", None, "x^T A is the row"),
    ("A r", "", IllShaped, "E401", None, "transpose the row"),
    ("r r", "", IllShaped, "E401", None, "matrix[…]|row"),
    ("A @ r", "", IllShaped, "E401", None, "row"),
    ("x @ z^T", "", IllShaped, "E401", None, "outer"),
    ("2 @ x", "", IllShaped, "E401", None, "scalar"),
    ("A × B", "", IllShaped, "E404", "×", "entry by entry"),
    ("C + x", "", IllShaped, "E401", "+", "b^T"),
    ("x + r", "", IllShaped, "E401", "+", "transpose"),
    ("x + v", "", IllShaped, "E401", "+", "n against D"),
    ("D1 + x", "", IllShaped, "E401", "+", "column beside a matrix"),
    ("C - x_i", "i", IllShaped, "E405", "x_i", "each `i`"),
    ("x - z_i", "i", IllShaped, "E405", "z_i", "each `i`"),
    ("x^2", "", IllShaped, "E401", None, "normsq"),
    ("C^2", "", IllShaped, "E401", None, "square"),
    ("A^0.5", "", Unreadable, "E313", None, "whole number"),
    ("A^1000", "", Unreadable, "E314", None, "at most"),
    ("A + eye(2)", "", IllShaped, "E401", None, "matrix[2, 2]"),
    ("x_i + s_i", "i", IllShaped, "E410", "i", "size n"),
    ("Σ_i x_i s_i", "", IllShaped, "E410", None, "size n"),
    ("x_i", "", Unreadable, "E301", "i", "bind it"),
    ("Σ_i i x_i", "", Unreadable, "E307", "i", "index"),
    ("Σ_i Σ_i x_i", "", Unreadable, "E303", None, "another letter"),
    ("Σ_o s_o", "", Unreadable, "E303", "o", "symbol"),
    ("Σ_V s_V", "", Unreadable, "E303", "V", "size"),
    ("Σ_i 1", "", Unreadable, "E304", "i", "axis"),
    ("s_0", "", Unreadable, "E305", "0", "letter `o`"),
    ("s_{1.5}", "", Unreadable, "E306", None, "index"),
    ("x_{2,1}", "", IllShaped, "E412", None, "one axis"),
    ("D1[0, 1]", "", IllShaped, "E411", None, "no such entry"),
    ("T3[0]", "", IllShaped, "E412", None, "3 axes"),
    ("o", "", Unreadable, "E307", "o", "position"),
    ("o + 1", "", Unreadable, "E307", "o", "position"),
    ("g", "", Unreadable, "E309", "g", "function"),
    ("foo + 1", "", Unreadable, "E301", "foo", "unknown name"),
    ("yhat", "", Unreadable, "E301", "yhat", "did you mean"),
    ("sofmax(s)", "", Unreadable, "E301", "sofmax", "softmax"),
    ("softmax(t)", "", IllShaped, "E401", "t", "scalar"),
    ("softmax(x, axis=1)", "", IllShaped, "E401", None, "no axis 1"),
    ("sum(x, keepdims=1)", "", Unreadable, "E333", "keepdims", "axis"),
    ("exp(x, z)", "", Unreadable, "E322", None, "1 argument"),
    ("maximum(x)", "", Unreadable, "E322", None, "2 arguments"),
    ("tr(C)", "", IllShaped, "E401", "C", "square"),
    ("|x|", "", Unreadable, "E335", None, "two readings"),
    ("‖A‖_2", "", Unreadable, "E335", None, "largest singular value"),
    ("I", "", Unreadable, "E311", "I", "eye(n)"),
    ("C + I", "", IllShaped, "E403", "I", "square"),
    ("∂J/∂(s + s)", "", Unreadable, "E331", None, "symbol"),
    ("∂J/∂o", "", Unreadable, "E307", None, "position"),
    ("∂J/∂V", "", Unreadable, "E331", None, "symbol"),
    ("∂J/∂u", "", Unreadable, "E331", None, "member"),
    ("grad(p, s)", "", IllShaped, "E408", None, "jacobian"),
    ("jacobian(J, s)", "", IllShaped, "E408", None, "Jacobian"),
    ("F(v, x)", "", IllShaped, "E406", "x", "vector[D]"),
    ("F(v)", "", Unreadable, "E322", None, "2 arguments"),
    ("F(v, v^T)", "", IllShaped, "E406", None, "vector[D]"),
    ("P(o)", "", Unreadable, "E322", None, "2 arguments"),
    ("{t if x; 0 otherwise}", "", Unreadable, "E310", "x", "condition"),
    ("{x if o = 1; s otherwise}", "", IllShaped, "E401", None, "n against V"),
    ("[A, x; t]", "", IllShaped, "E401", None, "width"),
    ("[A, t]", "", IllShaped, "E401", None, "height"),
    ("[U[w] for w]", "", IllShaped, "E401", None, "side by side"),
    ("[u_1, u_3, …, u_V]", "", Unreadable, "E325", "u_3", "follow"),
    ("t'", "", Unreadable, "E315", None, "derivative"),
    ("shape(U) + 1", "", Unreadable, "E334", None, "side of an equation"),
    ("x[:, None] + z", "", IllShaped, "E401", None, "x[None, :]"),
    ("A[:, None]", "", IllShaped, "E413", None, "vector"),
    ("v ⊗ r", "", IllShaped, "E401", None, "transpose the row"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "free", "error", "code", "marked", "words"),
    REFUSED,
)
def test_refused(text: str, free: str, error: type, code: str, marked: str | None, words: str) -> None:
    with pytest.raises(error) as caught:
        read(text, free)
    (diagnostic,) = caught.value.diagnostics
    said = f"{diagnostic.message} {diagnostic.hint or ''}"
    assert diagnostic.code == code, said
    assert any(word in said for word in words.split("|")), said
    if marked is not None:
        assert text[diagnostic.span.start : diagnostic.span.end] == marked
