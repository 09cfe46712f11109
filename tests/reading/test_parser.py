"""How expressions are read: the table and the fine print of the format, and what is refused with which words."""

import random

import pytest

from symderiv.errors import Unreadable
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import (
    declared_name,
    parse_condition,
    parse_expression,
    parse_free_indices,
    parse_head,
    parse_statement,
)
from symderiv.records import fields, is_dataclass
from symderiv.source import Fragment, Source

WORDS = "U V D W2 W_1 A B C K N b b1 u v v_c x y p s t w1 z h f g o neg ctx c m a ŷ q̂ θ J L CE X α λ Θ EH z1 v_new v^new P F"
VOCABULARY = s.Vocabulary(
    frozenset(WORDS.split()),
    callables=frozenset({"P", "F", "J"}),
    plain={"f": frozenset({"x"}), "h": frozenset({"x"})},
)

OPERATORS = {
    "juxtaposition": "mul",
    "dot": "·",
    "cross": "×",
    "star": "*",
    "at": "@",
    "hadamard": "⊙",
    "tensor": "⊗",
}


def dump(node: object) -> str:
    """A tree as an S-expression: names and numbers bare, the origin of subscripts behind their bracket."""
    match node:
        case None:
            return "-"
        case s.Numeral(value):
            return str(value)
        case s.Name(text):
            return text
        case s.Slice():
            return ":"
        case s.NewAxis():
            return "None"
        case s.Ellipsis():
            return "…"
        case s.Sign(sign, operand):
            return f"({sign} {dump(operand)})"
        case s.Binary(operator, left, right):
            return f"({OPERATORS.get(operator, operator)} {dump(left)} {dump(right)})"
        case s.Power(base, exponent, spelling):
            return f"({'^' if spelling == 'caret' else '**'} {dump(base)} {dump(exponent)})"
        case s.Transposed(operand):
            return f"(T {dump(operand)})"
        case s.Primed(operand, count):
            return f"(prime{count} {dump(operand)})"
        case s.Subscript(base, items, origin):
            return f"({dump(base)} [{dump(items)}]{origin})"
        case s.Compare(operands, relations, origin):
            return (
                f"(? {dump(operands[0])}"
                + "".join(f" {sign} {dump(each)}" for sign, each in zip(relations, operands[1:], strict=True))
                + f"){origin}"
            )
        case s.Logic(operator, operands):
            return f"({operator} {dump(operands)})"
        case s.BindingRange(letter, None, None, None):
            return letter.text
        case s.BindingRange(letter, lower, upper, None):
            return f"{letter.text}={dump(lower)}..{dump(upper)}"
        case s.BindingRange(letter, _, _, domain):
            return f"{letter.text}∈{dump(domain)}"
        case s.BigOperator(operator, bindings, condition, body, origin):
            given = f" | {dump(condition)}" if condition else ""
            return f"({operator}{origin} {{{dump(bindings)}{given}}} {dump(body)})"
        case s.Call(function, arguments, keywords, conditional, bare):
            named = "".join(f" {name.text}={dump(value)}" for name, value in keywords)
            bar = f" |{conditional}" if conditional is not None else ""
            return f"({dump(function)}{'~' if bare else '!'} {dump(arguments)}{named}{bar})"
        case s.DerivativeOf(operand, variables, spelling):
            return f"({'∂' if spelling == 'partial' else 'd'} {dump(operand)} / {dump(variables)})"
        case s.Gradient(operand, variable, kind):
            return f"({kind} {dump(operand)} / {dump(variable)})"
        case s.Blocks(rows):
            return "[" + "; ".join(dump(row) for row in rows) + "]"
        case s.Comprehension(body, binding, below):
            return f"[{dump(body)}{';' if below else ''} for {dump(binding)}]"
        case s.Braces(branches, otherwise):
            return "{" + "; ".join(f"{dump(v)} if {dump(c)}" for v, c in branches) + f"; {dump(otherwise)}}}"
        case s.Indicator(condition):
            return f"1[{dump(condition)}]"
        case s.Delta(items, origin):
            return f"(δ {dump(items)}){origin}"
        case s.Norm(operand, order, bars):
            return f"(norm{bars} {dump(operand)}{f' order {dump(order)}' if order else ''})"
        case s.Bracketed(inner):
            return f"({dump(inner)})"
        case tuple():
            return " ".join(dump(each) for each in node)
        case _:
            raise AssertionError(node)


def fragment(text: str) -> Fragment:
    return Fragment.whole(Source("t.yaml", text))


def read(text: str, vocabulary: s.Vocabulary = VOCABULARY) -> str:
    return " = ".join(dump(side) for side in parse_statement(fragment(text), vocabulary))


def refused(text: str, vocabulary: s.Vocabulary = VOCABULARY) -> tuple[str, str, str]:
    """The code, the text under the carets and the hint."""
    with pytest.raises(Unreadable) as caught:
        parse_statement(fragment(text), vocabulary)
    found = caught.value.diagnostics[0]
    assert found.span is not None
    return found.code, text[found.span.start : found.span.end], found.hint or ""


def check(written: str, meant: str) -> None:
    assert read(written) == meant


PRODUCTS = [
    ("U v", "(mul U v)"),
    ("U @ v", "(@ U v)"),
    ("x · y", "(· x y)"),
    ("x ⋅ y", "(· x y)"),
    ("2 x", "(mul 2 x)"),
    ("2x", "(mul 2 x)"),
    ("2 D", "(mul 2 D)"),
    ("2 × x", "(× 2 x)"),
    ("2 * x", "(* 2 x)"),
    ("x ⊙ y ∘ z", "(⊙ (⊙ x y) z)"),
    ("x ⊗ y", "(⊗ x y)"),
    ("x * y / z", "(/ (* x y) z)"),
    ("a / b * c", "(* (/ a b) c)"),
    ("a * b c", "(mul (* a b) c)"),
    ("1/2 x", "(mul (/ 1 2) x)"),
    ("λ/2 x", "(mul (/ λ 2) x)"),
    ("a − b - c", "(- (- a b) c)"),
    ("a -b", "(- a b)"),
    ("a * -b", "(* a (- b))"),
    ("-a b", "(mul (- a) b)"),
    ("-a / b", "(/ (- a) b)"),
    ("h (1 − h)^2", "(mul h (^ ((- 1 h)) 2))"),
    ("x [a; b]", "(mul x [a; b])"),
]
POWERS = [
    ("x^2", "(^ x 2)"),
    ("x²", "(^ x 2)"),
    ("x³", "(^ x 3)"),
    ("xⁿ", "(^ x n)"),
    ("A^-1", "(^ A (- 1))"),
    ("A⁻¹", "(^ A (- 1))"),
    ("A^{-1}", "(^ A (- 1))"),
    ("x^{n+1}", "(^ x (+ n 1))"),
    ("x**2", "(** x 2)"),
    ("-x**2", "(- (** x 2))"),
    ("-x^2", "(- (^ x 2))"),
    ("2**3**2", "(** 2 (** 3 2))"),
    ("x**-2", "(** x (- 2))"),
    ("1e-5", "1/100000"),
    ("1e−5", "1/100000"),
    ("0.1", "1/10"),
    ("0.3333333333333333", "3333333333333333/10000000000000000"),
    ("e^-x", "(^ e (- x))"),
    ("e^(-x)", "(^ e ((- x)))"),
    ("y_i^2", "(^ (y [i]1) 2)"),
    ("exp(x)^2", "(^ (exp! x) 2)"),
]
TRANSPOSES = [
    *[(spelled, "(T U)") for spelled in ("U^T", "Uᵀ", "U⊤", "U^⊤", "U^{T}", "U^{⊤}", "U.T")],
    ("U'", "(prime1 U)"),
    ("U' (x)", "(mul (prime1 U) (x))"),
    ("U'(x)", "(mul (prime1 U) (x))"),
    ("A^-T", "(T (^ A (- 1)))"),
    ("A⁻ᵀ", "(T (^ A (- 1)))"),
    ("A⁻¹ᵀ", "(T (^ A (- 1)))"),
    ("A^T^-1", "(^ (T A) (- 1))"),
    ("U[w]^T", "(T (U [w]0))"),
    ("u_w^T v_c", "(mul (T (u [w]1)) v_c)"),
    ("x y^T", "(mul x (T y))"),
    ("(∂J/∂s)^T", "(T ((∂ J / s)))"),
]
SUBSCRIPTS = [
    ("y_i", "(y [i]1)"),
    ("y_1", "(y [1]1)"),
    ("y₁", "(y [1]1)"),
    ("yᵢ", "(y [i]1)"),
    ("xᵢ₊₁", "(x [(+ i 1)]1)"),
    ("x_{i+1}", "(x [(+ i 1)]1)"),
    ("U_{w,d}", "(U [w d]1)"),
    ("U_wd", "(U [wd]1)"),
    ("U_{wd}", "(U [wd]1)"),
    ("A_i1", "(A [i 1]1)"),
    ("A_{i1}", "(A [i 1]1)"),
    ("softmax(s)_i", "((softmax! s) [i]1)"),
    ("y[i]", "(y [i]0)"),
    ("U[w, d]", "(U [w d]0)"),
    ("U[:, d]", "(U [: d]0)"),
    ("v[:, None]", "(v [: None]0)"),
    ("v[None, :]", "(v [None :]0)"),
    ("U[neg[k]]", "(U [(neg [k]0)]0)"),
    ("U[w][d]", "((U [w]0) [d]0)"),
    ("u_{neg_k}", "(u [(neg [k]1)]1)"),
    ("ŷ_{ctx_k}", "(ŷ [(ctx [k]1)]1)"),
    ("(a + b)_i", "(((+ a b)) [i]1)"),
    ("(a + b)[i]", "(((+ a b)) [i]0)"),
]
NAMES = [
    ("v_c", "v_c"),
    ("v_ci", "(v_c [i]1)"),
    ("v_{ci}", "(v_c [i]1)"),
    ("v_{c}", "v_c"),
    ("v_new", "v_new"),
    ("v_{new}", "v_new"),
    ("v^new", "v^new"),
    ("v^{new}", "v^new"),
    ("v^{new}_i", "(v^new [i]1)"),
    ("v^{new} x^T", "(mul v^new (T x))"),
    ("v^{old}", "(^ v old)"),
    ("W_1", "W_1"),
    ("W₁", "W_1"),
    ("b1", "b1"),
    ("z1_j", "(z1 [j]1)"),
    ("EH_i", "(EH [i]1)"),
    ("foo_bar", "foo_bar"),
    ("r_w", "r_w"),
    ("y\u0302", "ŷ"),
    ("q\u0302_o", "(q̂ [o]1)"),
    ("θ α", "(mul θ α)"),
    ("ab", "ab"),
]
CALLS = [
    ("J(v_c, o, U)", "(J! v_c o U)"),
    ("P(w|c)", "(P! w c |1)"),
    ("P(W = w | C = c)", "(P! w c |1)"),
    ("P(O = o | C = c)", "(P! o c |1)"),
    ("P(w ∣ c)", "(P! w c |1)"),
    ("P(|x| | c)", "(P! (norm1 x) c |1)"),
    ("F(u, v)", "(F! u v)"),
    ("F(|x|, v)", "(F! (norm1 x) v)"),
    ("f(x)", "(f! x)"),
    ("f'(x)", "((prime1 f)! x)"),
    ("f''(x)", "((prime2 f)! x)"),
    ("σ'(x)", "((prime1 σ)! x)"),
    ("f (y)", "(mul f (y))"),
    ("a (b + c)", "(mul a ((+ b c)))"),
    ("unknown(x)", "(unknown! x)"),
    ("2 π (x)", "(mul (mul 2 π) (x))"),
    ("sum(A, axis=0)", "(sum! A axis=0)"),
    ("softmax(X, axis=-1)", "(softmax! X axis=(- 1))"),
    ("max(a, b)", "(max! a b)"),
    ("max(a, r)", "(max! a r)"),
    ("max(y_i, i)", "(max0 {i} (y [i]1))"),
    ("where(x > 0, a, b)", "(where! (? x > 0)0 a b)"),
    ("where(c == 0, a, b)", "(where! (? c = 0)0 a b)"),
    ("eye(N)", "(eye! N)"),
    ("grad(f, x)", "(grad f / x)"),
    ("jacobian(p, s)", "(jacobian p / s)"),
    ("hessian(f, x)", "(hessian f / x)"),
    ("exp(x) y", "(mul (exp! x) y)"),
    ("exp x", "(exp~ x)"),
    ("log σ(x)", "(log~ (σ! x))"),
    ("tr A B", "(tr~ (mul A B))"),
    ("log a / b", "(log~ (/ a b))"),
    ("a log b c", "(mul a (log~ (mul b c)))"),
    ("log 2x", "(log~ (mul 2 x))"),
    ("shape(∂J/∂U) = shape(U)", "(shape! (∂ J / U)) = (shape! U)"),
    ("‖x‖", "(norm2 x)"),
    ("||x||^2", "(^ (norm2 x) 2)"),
    ("‖x‖²", "(^ (norm2 x) 2)"),
    ("‖x‖_2^2", "(^ (norm2 x order 2) 2)"),
    ("‖x‖²_2", "(^ (norm2 x order 2) 2)"),
    ("‖A‖_F", "(norm2 A order F)"),
    ("|x|", "(norm1 x)"),
    ("|x|_1", "(norm1 x order 1)"),
    ("|x| |y|", "(mul (norm1 x) (norm1 y))"),
    ("|x||y|", "(mul (norm1 x) (norm1 y))"),
    ("2 |x − y|", "(mul 2 (norm1 (- x y)))"),
    ("|a| b |c|", "(mul (mul (norm1 a) b) (norm1 c))"),
    ("|a| - b |c|", "(- (norm1 a) (mul b (norm1 c)))"),
    ("2|a||b||c|", "(mul (mul (mul 2 (norm1 a)) (norm1 b)) (norm1 c))"),
]
SUMS = [
    ("Σ_i y_i", "(sum1 {i} (y [i]1))"),
    ("∑_i y_i", "(sum1 {i} (y [i]1))"),
    ("Π_i y_i", "(prod1 {i} (y [i]1))"),
    ("∏_{i≠o} y_i", "(prod1 {i | (? i ≠ o)1} (y [i]1))"),
    ("Σ_{k≠o} y_k", "(sum1 {k | (? k ≠ o)1} (y [k]1))"),
    ("Σ_{k != o} y_k", "(sum1 {k | (? k ≠ o)1} (y [k]1))"),
    ("Σ_{i<j} A_ij", "(sum1 {i j | (? i < j)1} (A [ij]1))"),
    ("Σ_{i,j} A_ij", "(sum1 {i j} (A [ij]1))"),
    ("Σ_{ij} A_ij", "(sum1 {i j} (A [ij]1))"),
    ("Σ_ij A_ij", "(sum1 {i j} (A [ij]1))"),
    ("Σ_i Σ_j A_ij", "(sum1 {i} (sum1 {j} (A [ij]1)))"),
    ("Σ_i Σ_{j≠i} A_ij", "(sum1 {i} (sum1 {j | (? j ≠ i)1} (A [ij]1)))"),
    ("Σ_{i, i≠o} y_i", "(sum1 {i | (? i ≠ o)1} (y [i]1))"),
    ("Σ_{w=1}^V y_w", "(sum1 {w=1..V} (y [w]1))"),
    ("Σ_{i=1}^{V−1} x_i x_{i+1}", "(sum1 {i=1..(- V 1)} (mul (x [i]1) (x [(+ i 1)]1)))"),
    ("Σ^V_{w=1} y_w", "(sum1 {w=1..V} (y [w]1))"),
    ("Σ_{j≠o}^{K} y_j", "(sum1 {j=-..K | (? j ≠ o)1} (y [j]1))"),
    ("Σ_{w∈V} y_w", "(sum1 {w∈V} (y [w]1))"),
    ("Σ_{w in V} y_w", "(sum1 {w∈V} (y [w]1))"),
    ("Σ_{i, j ∈ V} A_ij", "(sum1 {i∈V j∈V} (A [ij]1))"),
    ("Σ_{-m ≤ j ≤ m, j ≠ 0} y_j", "(sum1 {j=(- m)..m | (? j ≠ 0)1} (y [j]1))"),
    ("Σ_{0 < j ≤ m} y_j", "(sum1 {j=(+ 0 1)..m} (y [j]1))"),
    ("Σ_{neg_k ≠ o} y_k", "(sum1 {k | (? (neg [k]1) ≠ o)1} (y [k]1))"),
    ("Σ_k p_k Σ_k y_k", "(mul (sum1 {k} (p [k]1)) (sum1 {k} (y [k]1)))"),
    ("Σ_{k=1}^V p_k Σ_{k=1}^V y_k", "(mul (sum1 {k=1..V} (p [k]1)) (sum1 {k=1..V} (y [k]1)))"),
    ("Σ_{k≠o} p_k Σ_{k≠o} y_k", "(mul (sum1 {k | (? k ≠ o)1} (p [k]1)) (sum1 {k | (? k ≠ o)1} (y [k]1)))"),
    ("Σ_k p_k / Σ_k y_k", "(/ (sum1 {k} (p [k]1)) (sum1 {k} (y [k]1)))"),
    ("Σ_i Σ_k p_k Σ_k y_k", "(sum1 {i} (mul (sum1 {k} (p [k]1)) (sum1 {k} (y [k]1))))"),
    ("a / Σ_k p_k y_k", "(/ a (sum1 {k} (mul (p [k]1) (y [k]1))))"),
    ("max_i y_i", "(max1 {i} (y [i]1))"),
    ("sum(y_i, i)", "(sum0 {i} (y [i]1))"),
    ("sum(y[i] for i)", "(sum0 {i} (y [i]0))"),
    ("sum(y[i] for i if i ≠ o)", "(sum0 {i | (? i ≠ o)0} (y [i]0))"),
    ("sum(A[i, j] for i, j)", "(sum0 {i j} (A [i j]0))"),
    ("sum(y[i] for i in V)", "(sum0 {i∈V} (y [i]0))"),
    ("sum(Σ_{j≠i} A_ij for i)", "(sum0 {i} (sum1 {j | (? j ≠ i)1} (A [ij]1)))"),
    ("mean(y)", "(mean! y)"),
    ("log Σ_w exp(u_w^T v_c)", "(log~ (sum1 {w} (exp! (mul (T (u [w]1)) v_c))))"),
    (
        "Σ_k exp(s_k) Σ_k exp(s_k)",
        "(mul (sum1 {k} (exp! (s [k]1))) (sum1 {k} (exp! (s [k]1))))",
    ),
]
DERIVATIVES = [
    ("∂f/∂x", "(∂ f / x)"),
    ("∂/∂x f", "(∂ f / x)"),
    ("∂/∂x (f)", "(∂ (f) / x)"),
    ("∂J/∂U[w]", "(∂ J / (U [w]0))"),
    ("∂J/∂u_w", "(∂ J / (u [w]1))"),
    ("∂J/∂U_{w,d}", "(∂ J / (U [w d]1))"),
    ("∂p_i/∂s_j", "(∂ (p [i]1) / (s [j]1))"),
    ("∂J/∂u_{neg_k}", "(∂ J / (u [(neg [k]1)]1))"),
    ("∂L/∂W2[:, j]", "(∂ L / (W2 [: j]0))"),
    ("∂(a + b)/∂x", "(∂ ((+ a b)) / x)"),
    ("∂ log σ(x) / ∂x", "(∂ (log~ (σ! x)) / x)"),
    ("∂Σ_i y_i/∂x", "(∂ (sum1 {i} (y [i]1)) / x)"),
    ("∂F(u, v)/∂v", "(∂ (F! u v) / v)"),
    ("∂²f/∂x∂y", "(∂ f / x y)"),
    ("∂²f/∂x²", "(∂ f / x x)"),
    ("∂^2 f/∂x^2", "(∂ f / x x)"),
    ("∂²/∂x² f", "(∂ f / x x)"),
    ("∂s/∂v_c ∂J/∂s", "(mul (∂ s / v_c) (∂ J / s))"),
    ("∂f/∂x y", "(mul (∂ f / x) y)"),
    ("∂/∂x a / b", "(∂ (/ a b) / x)"),
    ("∂(a/b)/∂x", "(∂ ((/ a b)) / x)"),
    ("a / ∂f/∂x", "(/ a (∂ f / x))"),
    ("Σ_k ∂/∂v_c F(u_{ctx_k}, v_c)", "(sum1 {k} (∂ (F! (u [(ctx [k]1)]1) v_c) / v_c))"),
    ("df/dx", "(d f / x)"),
    ("dCE/dθ", "(d CE / θ)"),
    ("d/dx f", "(d f / x)"),
    ("d²f/dx²", "(d f / x x)"),
    ("dy_i/dx_j", "(d (y [i]1) / (x [j]1))"),
    ("dJ/dU[w]", "(d J / (U [w]0))"),
    ("df(x)/dx", "(d (f! x) / x)"),
    ("d(a + b)/dx", "(d ((+ a b)) / x)"),
    ("∇_x f", "(nabla f / x)"),
    ("∇_{v_c} J", "(nabla J / v_c)"),
    ("∇²_x f", "(hessian f / x)"),
    ("∇_x a b + c", "(+ (nabla (mul a b) / x) c)"),
]
CONDITIONS = [
    ("1[x = y]", "1[(? x = y)1]"),
    ("1[i == j]", "1[(? i = j)0]"),
    ("1[x > 0] x", "(mul 1[(? x > 0)1] x)"),
    ("x 1[x > 0]", "(mul x 1[(? x > 0)1])"),
    ("(x > 0)", "((? x > 0)0)"),
    ("1[x > 0 ∧ y ≤ 1]", "1[(and (? x > 0)1 (? y ≤ 1)1)]"),
    ("1[x > 0 and y > 0 or a = b]", "1[(or (and (? x > 0)1 (? y > 0)1) (? a = b)1)]"),
    ("1[x > 0 | y > 0]", "1[(or (? x > 0)1 (? y > 0)1)]"),
    ("where((x > 0) & (y > 0), a, b)", "(where! (and ((? x > 0)0) ((? y > 0)0)) a b)"),
    ("where((x > 0) | (y > 0), a, b)", "(where! (or ((? x > 0)0) ((? y > 0)0)) a b)"),
    ("1[not x > 0]", "1[(not (? x > 0)1)]"),
    ("1[¬(x = 0)]", "1[(not ((? x = 0)1))]"),
    ("1[o ∉ neg]", "1[(? o ∉ neg)1]"),
    ("1[o not in neg]", "1[(? o ∉ neg)1]"),
    ("1[o in neg]", "1[(? o ∈ neg)1]"),
    ("{a if x > 0; b otherwise}", "{a if (? x > 0)1; b}"),
    ("{0 if x < 0; x if x > 0}", "{0 if (? x < 0)1; x if (? x > 0)1; -}"),
    ("2 {a if c = 1; b otherwise}", "(mul 2 {a if (? c = 1)1; b})"),
    ("δ_ij", "(δ ij)1"),
    ("δ_{i,j}", "(δ i j)1"),
    ("δ_{i,neg_k}", "(δ i (neg [k]1))1"),
    ("delta(i, j)", "(δ i j)0"),
    ("[a, b; c, z]", "[a b; c z]"),
    ("[p_i for i]", "[(p [i]1) for i]"),
    ("[p_i; for i]", "[(p [i]1); for i]"),
    ("[p_i for i in V]", "[(p [i]1) for i∈V]"),
    ("[p_1, …, p_V]", "[(p [1]1) … (p [V]1)]"),
    ("[p_1; ...; p_V]", "[(p [1]1); …; (p [V]1)]"),
]
PRECEDENCE = [
    (
        "-Σ_i y_i log p_i + c",
        "(+ (- (sum1 {i} (mul (y [i]1) (log~ (p [i]1))))) c)",
    ),
    ("∂/∂x −log a + b", "(+ (∂ (- (log~ a)) / x) b)"),
    ("Σ_i a + b", "(+ (sum1 {i} a) b)"),
    ("a Σ_i b c", "(mul a (sum1 {i} (mul b c)))"),
    ("J = -Σ_i y_i log(ŷ_i)", "J = (- (sum1 {i} (mul (y [i]1) (log! (ŷ [i]1)))))"),
    ("a = b = c", "a = b = c"),
    ("a = x > 0", "a = (? x > 0)0"),
    ("f = (x == y)", "f = ((? x = y)0)"),
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *PRODUCTS, *POWERS, *TRANSPOSES, *SUBSCRIPTS, *NAMES, *CALLS, *SUMS, *DERIVATIVES, *CONDITIONS, *PRECEDENCE,
    ],
)  # fmt: skip
def test_the_format_is_read_as_it_says(written: str, meant: str) -> None:
    check(written, meant)


# ── Names that are declared, and names that are not ─────────────────────────────────────────────────


def words(*names: str, **parts: object) -> s.Vocabulary:
    return s.Vocabulary(frozenset(names), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "names", "meant"),
    [
        ("Σ x", ("Σ", "x"), "(mul Σ x)"),
        ("Σ^-1 x", ("Σ", "x"), "(mul (^ Σ (- 1)) x)"),
        ("Σ_i x_i", ("Σ", "x"), "(sum1 {i} (x [i]1))"),
        ("log (x)", ("log", "x"), "(mul log (x))"),
        ("σ x", ("σ", "x"), "(mul σ x)"),
        ("σ − 1", ("σ",), "(- σ 1)"),
        ("δ_i", ("δ",), "(δ [i]1)"),
        ("max_i", ("max",), "(max [i]1)"),
        ("df/dx", ("d", "f", "x"), "(d f / x)"),
        ("d/dx f", ("d", "f", "x"), "(d f / x)"),
        ("dW/dx", ("dW", "dx"), "(/ dW dx)"),
        ("dW/dx", ("W", "x", "dx"), "(d W / x)"),
        ("d / delta", ("d", "delta"), "(/ d delta)"),
        ("T^T", ("T",), "(T T)"),
        ("x_12", ("x", "x_1"), "(x [12]1)"),
        ("x_1j", ("x", "x_1"), "(x_1 [j]1)"),
        ("u_w_max", ("u", "w_max"), "(u [w_max]1)"),
        ("v_{c}^{new}", ("v", "v_c^new"), "v_c^new"),
        ("f_i(x)", ("f", "x"), "(mul (f [i]1) (x))"),
    ],
)
def test_a_declared_name_wins(written: str, names: tuple[str, ...], meant: str) -> None:
    assert read(written, words(*names)) == meant


def test_an_indexed_family_may_be_called() -> None:
    assert read("f_i(x)", words("f", "x", callables=frozenset({"f"}))) == "((f [i]1)! x)"


def test_a_sum_binds_no_letter_that_is_bound_around() -> None:
    around = words("A", letters=frozenset({"i"}))
    assert read("Σ_{j≠i} A_ij", around) == "(sum1 {j | (? j ≠ i)1} (A [ij]1))"


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────

REFUSED = [
    ("", "E200", "", "missing"),
    ("   ", "E200", "", "missing"),
    ("a + ()", "E200", "()", ""),
    ("(a + b", "E210", "(", "`)`"),
    ("a [b", "E210", "[", "`]`"),
    ("a + b)", "E211", ")", "`(`"),
    ("(a + b]", "E211", "]", "closed by `)`"),
    ("a +", "E212", "+", ""),
    ("a + * b", "E212", "*", ""),
    ("* a", "E231", "*", ""),
    ("a = ", "E212", "=", ""),
    ("a / b c", "E213", "/ b c", "brackets"),
    ("a / (b) c", "E213", "/ (b) c", "brackets"),
    ("1 / x^2 y", "E213", "/ x^2 y", "*"),
    ("a / log b c", "E213", "/ log b c", "brackets"),
    ("a / b (c + x)", "E213", "/ b (", "brackets"),
    ("x^", "E214", "^", "x^2"),
    ("x^{}", "E214", "{}", ""),
    ("x**", "E214", "**", ""),
    ("U^Ty", "E214", "Ty", "^T y"),
    ("x^log y", "E214", "^log y", "x^{"),
    ("x^2^3", "E215", "x^2^3", "x^{a^b}"),
    ("x^2_i", "E215", "x^2_", "first"),
    ("u^T_w", "E215", "u^T_w", "u_w^T"),
    ("x^n[i]", "E215", "x^n[", "x[i]^2"),
    ("W2^{(1)}", "E215", "{(1)}", "W1"),
    ("u_neg_k", "E215", "u_neg_k", "u_{neg_k}"),
    ("P^2(x)", "E215", "P^2(", "f(x)^2"),
    ("f^2(x)", "E215", "f^2(", "f(x)^2"),
    ("∂J/∂U[w]^T", "E215", "∂J/∂U[w]^", "(∂J/∂U[w])^T"),
    ("∂/∂a (a^2) b", "E215", "∂/∂a (a^2) b", "(∂/∂a (a^2)) b"),
    ("∇_x (f) / a + b", "E215", "∇_x (f) / a", "∇_x ((f) / a)"),
    ("d/da (a^2) * b", "E215", "d/da (a^2) * b", "(d/da (a^2)) * b"),
    ("b |a|b|c|", "E215", "|a|b|c|", "abs(x)"),
    ("|a |b| c|", "E215", "|a |b| c|", "abs(x)"),
    ("$\\|x\\| a \\|y\\|$", "E215", "\\|x\\| a \\|y\\|", "\\left\\| x"),
    ("∂J/∂U.T", "E215", "∂J/∂U.T", "(∂J/∂U)^T"),
    ("∂J/∂x'", "E215", "∂J/∂x'", "(∂J/∂x)^T"),
    ("∂f/∂x²", "E215", "∂f/∂x²", "∂²f/∂x²"),
    ("[[a, b], [c, z]]", "E215", "[[a, b], [c, z]]", "[a, b; c, d]"),
    ("a == b", "E216", "a == b", "use `=`"),
    ("a = b == c", "E216", "b == c", "use `=`"),
    ("x = (a = b)", "E217", "=", "1[i = j]"),
    ("where(c = 0, a, b)", "E217", "=", "=="),
    ("a // b", "E218", "//", "floor"),
    ("a % b", "E218", "%", "floor"),
    ("a := b", "E218", ":=", "`=`"),
    ("x 2", "E219", "2", "front"),
    ("2 3", "E219", "3", "front"),
    ("Σ x", "E220", "Σ", "Σ_i"),
    ("Σ_{i=1} x_i", "E220", "Σ_{i=1}", "Σ_{i=1}^{n}"),
    ("Σ_{ii} A_ii", "E220", "ii", "letter"),
    ("Σ_{k ≠ o}", "E231", "", ""),
    ("Σ_{x_i} a", "E220", "x_i", "i ≠ j"),
    ("Σ_{c≠o} y_c", "E220", "Σ_{c≠o}", ""),
    ("∂J", "E221", "∂J", "∂f/∂x"),
    ("∂f/∂x∂y", "E221", "∂y", "∂²f/∂x∂y"),
    ("∂²f/∂x", "E221", "∂²f/∂x", "∂²f/∂x∂y"),
    ("∇f", "E221", "∇", "∇_x f"),
    ("∇³_x f", "E221", "∇³_x", ""),
    ("2[i]", "E222", "[", "1[i = j]"),
    ("x[]", "E222", "]", ""),
    ("x[1:]", "E222", ":", "U[:, d]"),
    ("{a}", "E223", "{a}", "( )"),
    ("{a if x > 0, b otherwise}", "E223", ",", "otherwise"),
    ("{a if x > 0 else b}", "E223", "else", "otherwise"),
    ("{a otherwise}", "E223", "{a otherwise}", "otherwise"),
    ("[]", "E224", "[]", ""),
    ("[p_i, a for i]", "E224", "for", "[g_i for i]"),
    ("[A_ij for i, j]", "E224", "for i, j", "[g_i for i]"),
    ("exp()", "E225", "()", ""),
    ("grad(f)", "E225", "grad(f)", "grad(f, x)"),
    ("exp(x_i for i)", "E225", "for", "sum"),
    ("σ^2", "E226", "σ^", "σ(x)^2"),
    ("log + 1", "E226", "log +", "log(x)"),
    ("softmax_i", "E226", "softmax_i", "softmax(x)_i"),
    ("I_n", "E226", "I_n", "eye(n)"),
    ("|x", "E227", "|", "abs"),
    ("‖x", "E227", "‖", "norm"),
    ("a + (a, b)", "E231", ",", "[a, b]"),
    ("a if b", "E231", "if", ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code", "place", "hint"), REFUSED)
def test_what_cannot_be_read_is_shown_with_its_place(written: str, code: str, place: str, hint: str) -> None:
    found = refused(written)
    assert found[:2] == (code, place)
    assert hint in found[2]


@pytest.mark.parametrize(
    ("written", "names", "advice"),
    [("dW/dx", ("dW", "dx", "W", "x"), "∂W/∂x"), ("d/dx W", ("d", "dx", "W", "x"), "∂/∂x")],
)
def test_a_derivative_that_may_be_a_quotient_of_names_is_refused(
    written: str, names: tuple[str, ...], advice: str
) -> None:
    code, place, hint = refused(written, words(*names))
    assert (code, place) == ("E215", written.split()[0])
    assert advice in hint


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 101 + "x" + ")" * 101,
        "-" * 101 + "x",
        "log " * 101 + "x",
        "Σ_i " * 101 + "x",
        "∂/∂x " * 101 + "x",
        "∂" * 101 + "x" + "/∂x" * 101,
        "x**" * 101 + "x",
        "¬" * 101 + "x",
        "∇_x " * 101 + "x",
        "x" + "^T" * 200,
        "+".join("x" * 400),
        "x " * 400,
        "((x+" * 50 + "x" + ")+x+x+x)" * 50,
        "Σ_{i<" * 99 + "x" + "}x" * 99,
        "Σ_{" + "+".join("x" * 2000) + "<j} x",
    ],
)
def test_depth_is_bounded(deep: str) -> None:
    assert refused(deep)[0] == "E208"


@pytest.mark.parametrize(
    "deep", ["(" * 90 + "x" + ")" * 90, "-" * 90 + "x", "+".join("x" * 150), "x" + "'" * 90]
)
def test_what_is_within_the_bounds_is_read(deep: str) -> None:
    assert read(deep)


def test_nested_sums_are_looked_at_once() -> None:
    """A Σ is looked at before it is read, to see what it binds: the cost may not double with every level."""
    level = "Σ_{j≠a Σ_k x "
    assert read(level * 30 + "x" + "} x" * 30).count("sum1") == 60


# ── The other doors ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Σ_i y_i = 1", "(? (sum1 {i} (y [i]1)) = 1)1"),
        ("k ≠ o", "(? k ≠ o)1"),
        ("x > 0", "(? x > 0)1"),
        ("A = A^T", "(? A = (T A))1"),
        ("o ∉ neg", "(? o ∉ neg)1"),
        ("distinct(neg)", "(distinct! neg)"),
        ("x > 0, distinct(neg)", "(and (? x > 0)1 (distinct! neg))"),
        ("0 < x ≤ 1", "(? 0 < x ≤ 1)1"),
        ("k == o", "(? k = o)0"),
        ("(k = 1) ∨ (k = 2)", "(or ((? k = 1)1) ((? k = 2)1))"),
    ],
)
def test_conditions(written: str, meant: str) -> None:
    assert dump(parse_condition(fragment(written), VOCABULARY)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("w", "w | -"),
        ("[i, j]", "i j | -"),
        ("i, j", "i j | -"),
        ("w in V", "w∈V | -"),
        ("w ∈ V", "w∈V | -"),
        ("i, j ∈ V", "i∈V j∈V | -"),
        ("j ≠ o", "j | (? j ≠ o)1"),
        ("i = j", "i j | (? i = j)1"),
        ("[i, j], i ≠ j", "i j | (? i ≠ j)1"),
        ("w = o", "w | (? w = o)1"),
        ("w ≠ neg_k", "w k | (? w ≠ (neg [k]1))1"),
        ("i1, i2", "i1 i2 | -"),
        ("i ≠ j, i ≠ o", "i j | (and (? i ≠ j)1 (? i ≠ o)1)"),
    ],
)
def test_free_indices(written: str, meant: str) -> None:
    bindings, condition = parse_free_indices(fragment(written), VOCABULARY)
    assert f"{dump(bindings)} | {dump(condition)}" == meant


@pytest.mark.parametrize("written", ["", "i +", "1", "x_i", "[i, j", "i j", "i;"])
def test_what_binds_nothing_is_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        parse_free_indices(fragment(written), VOCABULARY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ŷ", ("ŷ", None, None, "", None)),
        ("u_w", ("u_w", "u", "w", "", None)),
        ("P(w|c)", ("P", None, None, "w c", 1)),
        ("P(W = w | C = c)", ("P", None, None, "w c", 1)),
        ("F(u, v)", ("F", None, None, "u v", None)),
        ("f(x)", ("f", None, None, "x", None)),
        ("EH_i", ("EH_i", "EH", "i", "", None)),
        ("W_{ij}", ("W_ij", "W", "ij", "", None)),
        ("W_{i,j}", ("W_ij", "W", "ij", "", None)),
        ("v_new", ("v_new", "v", "new", "", None)),
        ("v^{new}", ("v^new", None, None, "", None)),
        ("J(v_c, o, U)", ("J", None, None, "v_c o U", None)),
        ("x₁", ("x_1", "x", "1", "", None)),
    ],
)
def test_heads(written: str, meant: tuple[object, ...]) -> None:
    head = parse_head(fragment(written), VOCABULARY)
    assert (head.text, head.base, head.run, dump(head.arguments), head.conditional) == meant


@pytest.mark.parametrize(
    "written", ["", "2", "U[w]", "U^T", "f(2)", "f(x, x)", "a + b", "f(x", "Σ_i", "x²", "if", "f()"]
)
def test_heads_that_are_none(written: str) -> None:
    with pytest.raises(Unreadable):
        parse_head(fragment(written), VOCABULARY)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("U", "U"), ("v_c", "v_c"), ("ŷ", "ŷ"), ("y\u0302", "ŷ"), ("q\u0302", "q̂"), ("θ", "θ"), ("v^{new}", "v^new"),
        ("v^new", "v^new"), ("W1", "W1"), ("x₁", "x_1"), ("W_{out}", "W_out"), ("Σ", "Σ"), ("µ", "μ"), (" b ", "b"),
    ],
)  # fmt: skip
def test_declared_names(written: str, name: str) -> None:
    assert declared_name(fragment(written)) == name


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2x",
        "x'",
        "a b",
        "a-b",
        "_x",
        "x_",
        "Σ_i",
        "v^T",
        "x^2",
        "for",
        "in",
        "None",
        "a.b",
        "x" * 101,
        "vс",
        "U[w]",
        "x!",
    ],
)
def test_names_that_cannot_be_declared(written: str) -> None:
    with pytest.raises(Unreadable):
        declared_name(fragment(written))


def test_an_expression_is_no_equation() -> None:
    with pytest.raises(Unreadable) as caught:
        parse_expression(fragment("a = b"), VOCABULARY)
    assert caught.value.diagnostics[0].code == "E217"


# ── Places ──────────────────────────────────────────────────────────────────────────────────────────


def spans(node: object, text: str) -> set[str]:
    """Everything that is under some node, as it was written."""
    found: set[str] = set()
    for name in [each.name for each in fields(node)] if is_dataclass(node) else ():
        value = getattr(node, name)
        if name == "span":
            found.add(text[value.start : value.end])
        else:
            for each in value if isinstance(value, tuple) else (value,):
                found |= spans(each, text)
    return found


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("a + U_wd x²", {"a", "U", "wd", "U_wd", "x²", "²", "U_wd x²", "a + U_wd x²"}),
        ("v_ci", {"v_c", "i", "v_ci"}),
        ("∂J/∂u_{neg_k}", {"J", "u_{neg_k}", "neg_k", "∂J/∂u_{neg_k}"}),
        ("Σ_{ij} A_ij", {"i", "j", "A_ij", "Σ_{ij} A_ij"}),
        ("q\u0302_o − y\u0302", {"q\u0302", "o", "q\u0302_o", "y\u0302", "q\u0302_o − y\u0302"}),
        ("df/dx", {"f", "x", "df/dx"}),
    ],
)
def test_every_node_knows_its_place(written: str, places: set[str]) -> None:
    assert places <= spans(parse_expression(fragment(written), VOCABULARY), written)


# ── Anything at all ─────────────────────────────────────────────────────────────────────────────────

PIECES = (
    *"()[]{}|‖^_'+-*/=<≠∈∂∇ΣΠ·⊙,;:.…dxyUVij12₁²ᵀ⁻\"$\\¬∧∨ ",
    "∂/∂x", "df/dx", "Σ_{i=1}^{n}", "^T", ".T", "for i", "if", "otherwise", "log", "exp(", "||", "1[", "max_i", "sum(",
    "δ_ij", "P(", "v^{new}", "U_w", "==", "in", "not", "None", "∂²", "∇²_x", "\u0302",
)  # fmt: skip


def test_nothing_but_unreadable_comes_out() -> None:
    rng = random.Random(20)
    whole = [written for written, _ in (*SUMS, *DERIVATIVES, *CONDITIONS, *CALLS, *SUBSCRIPTS)]
    readable = 0
    for _ in range(1500):
        text = rng.choice(whole)
        for _ in range(rng.randint(1, 4)):
            at = rng.randint(0, len(text))
            text = text[:at] + rng.choice(PIECES) + text[at + rng.randint(0, 2) :]
        for door in (parse_statement, parse_condition, parse_free_indices, parse_head):
            try:
                door(fragment(text), VOCABULARY)
                readable += 1
            except Unreadable as error:
                span = error.diagnostics[0].span
                assert span is not None
                assert 0 <= span.start <= span.end <= len(text), text
    assert readable > 100
