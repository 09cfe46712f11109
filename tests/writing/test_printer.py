"""Every construct in three spellings, with the brackets that it needs and no others."""

import pytest

from symderiv.language.expression import (
    Apply,
    Big,
    Binder,
    Block,
    Broadcast,
    Call,
    Cases,
    Compare,
    Constant,
    Definition,
    DefinitionRef,
    Derivative,
    Distinct,
    Excludes,
    Expression,
    Filled,
    Identity,
    IndexCompare,
    IndexElement,
    IndexParameter,
    IndexSum,
    IndexVariable,
    Logic,
    MatrixPower,
    NewAxis,
    Orientation,
    Power,
    Prime,
    Shape,
    SizeNumber,
    Stack,
    Subscript,
    Target,
    ValueParameter,
)
from symderiv.language.sizes import Size
from symderiv.writing.printer import (
    LATEX,
    NUMPY,
    UNICODE,
    print_binder,
    print_condition,
    print_definition,
    print_equation,
    print_expression,
    print_shape,
    print_size,
    print_target,
    print_terms,
)
from tests.writing.trees import (
    ONE,
    SCALAR,
    D,
    U,
    V,
    a,
    apply,
    b,
    binder,
    c,
    column,
    contract,
    derivative,
    entry,
    i,
    literal,
    loose,
    matrix,
    minus,
    neg,
    number,
    o,
    outer,
    over,
    plain,
    plus,
    r,
    row,
    row_of,
    scale,
    spread,
    symbol,
    times,
    total,
    transpose,
    v,
    w,
    x,
    y,
    z,
)

A = symbol("A", matrix(D, D))
L = symbol("L", loose(D))
J = plain("J", contract(transpose(x), x))
j, k = IndexVariable("j", V), IndexVariable("k", V)
K = Size.named("K")
neg_k = IndexElement("neg", (IndexVariable("k", K),), V)
mask = Compare(">", x, spread(number(0), x.shape), x.shape)
u = Definition("u", "u", (IndexParameter("w", V),), transpose(row_of(U, w)))
u_w = DefinitionRef(u, (w,), column(D))
F = Definition("F(vector[D])", "F", (ValueParameter("t", column(D)),), a, written=("t",))
P = Definition("P", "P", (IndexParameter("w", V),), a, written=("w", "c"), conditional=1)
f_of_a = Call("f", (a,), SCALAR)
log_y = apply("log", entry(y, i))


def power(base: Expression, exponent: Expression) -> Power:
    return Power(base, exponent, base.shape)


ROWS: list[tuple[Expression, str, str, str]] = [
    # Sums and signs
    (minus(a, minus(b, c)), "a − (b − c)", "a - (b - c)", "a - (b - c)"),
    (plus(minus(a, b), c), "a − b + c", "a - b + c", "a - b + c"),
    (plus(a, neg(b)), "a + (-b)", "a + (-b)", "a + (-b)"),
    (neg(neg(a)), "-(-a)", "-(-a)", "-(-a)"),
    (neg(plus(a, b)), "-(a + b)", "-(a + b)", "-(a + b)"),
    (neg(scale(a, b)), "-(a b)", "-(a * b)", r"-(a \, b)"),
    (scale(neg(a), b), "-a b", "-a * b", r"-a \, b"),
    (scale(a, neg(b)), "a (-b)", "a * (-b)", r"a \, (-b)"),
    # Products
    (scale(scale(a, b), c), "a b c", "a * b * c", r"a \, b \, c"),
    (scale(a, scale(b, c)), "a (b c)", "a * (b * c)", r"a \, (b \, c)"),
    (scale(number(2), number(3)), "2 · 3", "2 * 3", r"2 \cdot 3"),
    (scale(J, plus(a, b)), "J · (a + b)", "J * (a + b)", r"J \cdot (a + b)"),
    (contract(U, v), "U v_c", "U @ v_c", r"\bm{U} \bm{v}_{c}"),
    (contract(transpose(x), z), "x^T z", "x.T @ z", r"\bm{x}^{\top} \bm{z}"),
    (contract(x, z), "x · z", "x @ z", r"\bm{x} \cdot \bm{z}"),
    (contract(r, r), "dot(r, r)", "dot(r, r)", r"\bm{r} \cdot \bm{r}"),
    (contract(x, A, Orientation.LOOSE_ROW), "x @ A", "x @ A", r"\bm{x}^{\top} \bm{A}"),
    (contract(transpose(x), A, Orientation.ROW), "x^T A", "x.T A", r"\bm{x}^{\top} \bm{A}"),
    (contract(transpose(x), A, Orientation.LOOSE_ROW), "x^T @ A", "x.T @ A", r"\bm{x}^{\top} \bm{A}"),
    (contract(A, L), "A @ L", "A @ L", r"\bm{A} \bm{L}^{\top}"),
    (outer(x, transpose(z)), "x z^T", "x z.T", r"\bm{x} \bm{z}^{\top}"),
    (outer(x, z), "x ⊗ z", "outer(x, z)", r"\bm{x} \otimes \bm{z}"),
    (times(x, plus(x, z)), "x ⊙ (x + z)", "x * (x + z)", r"\bm{x} \odot (\bm{x} + \bm{z})"),
    (scale(a, Block(((b, c),), row(Size.number(2)))), "a · [b, c]", "a * [b, c]", r"a \, \begin{bmatrix} b & c \end{bmatrix}"),
    # Quotients and powers
    (scale(over(number(1), number(2)), a), "1/2 a", "1/2 * a", r"\frac{1}{2} \, a"),
    (scale(over(a, b), c), "(a / b) c", "a / b * c", r"\frac{a}{b} \, c"),
    (over(a, scale(b, c)), "a / (b c)", "a / (b * c)", r"\frac{a}{b \, c}"),
    (over(number(1), total(entry(y, i), binder("i"))), "1 / Σ_i y_i", "1 / sum(y[i] for i)", r"\frac{1}{\sum_{i=1}^{V} y_{i}}"),
    (scale(over(a, total(entry(y, i), binder("i"))), b), "(a / Σ_i y_i) b", "a / sum(y[i] for i) * b", r"\frac{a}{\sum_{i=1}^{V} y_{i}} \, b"),
    (over(a, derivative(a, b)), "a / (∂a/∂b)", "a / (∂a/∂b)", r"\frac{a}{\frac{\partial a}{\partial b}}"),
    (power(a, number(2)), "a^2", "a**2", "a^{2}"),
    (power(power(a, b), c), "(a^b)^c", "(a**b)**c", "(a^{b})^{c}"),
    (power(neg(a), number(-1)), "(-a)^(-1)", "(-a)**(-1)", "(-a)^{-1}"),
    (power(x, spread(number(2), x.shape)), "x**2", "x**2", r"\bm{x}^{\odot 2}"),
    (power(a, symbol("T")), "a^(T)", "a**(T)", "a^{+T}"),
    (power(Constant("e"), a), "(e)^a", "(e)**a", "(e)^{a}"),
    (MatrixPower(A, -1, A.shape), "A^-1", "A^-1", r"\bm{A}^{-1}"),
    (transpose(MatrixPower(A, 2, A.shape)), "(A^2)^T", "(A^2).T", r"(\bm{A}^{2})^{\top}"),
    (transpose(transpose(A)), "(A^T)^T", "A.T.T", r"(\bm{A}^{\top})^{\top}"),
    # Numbers and constants
    (number("1/10"), "0.1", "0.1", "0.1"),
    (number("-5/4"), "-1.25", "-1.25", "-1.25"),
    (scale(number("1/3"), a), "1/3 a", "1/3 * a", r"\frac{1}{3} \, a"),
    (scale(Constant("pi"), a), "π a", "pi * a", r"\pi \, a"),
    (scale(a, SizeNumber(V - ONE)), "a (V − 1)", "a * (V - 1)", r"a \, (V - 1)"),
    (Identity(A.shape), "eye(D)", "eye(D)", r"\mathbf{I}_{D}"),
    (Filled(1, matrix(V, D)), "ones(V, D)", "ones(V, D)", r"\mathbf{1}_{V \times D}"),
    # Parts
    (entry(y, i), "y_i", "y[i]", "y_{i}"),
    (entry(y, literal(0, V)), "y_1", "y[0]", "y_{1}"),
    (entry(y, IndexSum((), V - ONE, V)), "y_V", "y[V - 1]", "y_{V}"),
    (entry(y, IndexSum(((1, i),), ONE, V)), "y_{i+1}", "y[i + 1]", "y_{i + 1}"),
    (entry(y, IndexSum(((2, i),), Size.number(0), V)), "y_{2*i-1}", "y[2*i]", r"y_{2 \, i - 1}"),
    (entry(U, w, IndexVariable("d", D)), "U_{w,d}", "U[w, d]", "U_{w,d}"),
    (entry(v, IndexVariable("d", D)), "(v_c)_d", "v_c[d]", "(v_{c})_{d}"),
    (entry(apply("softmax", y, axis=0), i), "softmax(y)_i", "softmax(y)[i]", r"\operatorname{softmax}(\bm{y})_{i}"),
    (entry(transpose(x), i), "(x^T)_i", "x.T[i]", r"(\bm{x}^{\top})_{i}"),
    (row_of(U, w), "U[w]", "U[w]", r"\bm{U}_{w,:}"),
    (transpose(row_of(U, neg_k)), "U[neg_k]^T", "U[neg[k]].T", r"\bm{U}_{\mathit{neg}_{k},:}^{\top}"),
    (row_of(U, literal(0, V)), "U[0]", "U[0]", r"\bm{U}_{1,:}"),
    (Subscript(U, (None, literal(1, D)), column(V)), "U[:, 1]", "U[:, 1]", r"\bm{U}_{:,2}"),
    (NewAxis(x, 1, Shape((D, ONE), spread=(1,))), "x[:, None]", "x[:, None]", r"\bm{x}_{:,\text{None}}"),
    (Block(((a, b), (c, a)), matrix(ONE, ONE)), "[a, b; c, a]", "[a, b; c, a]", r"\begin{bmatrix} a & b \\ c & a \end{bmatrix}"),
    # Families
    (u_w, "u_w", "u_w", r"\bm{u}_{w}"),
    (DefinitionRef(u, (neg_k,), column(D)), "u_{neg_k}", "u_{neg[k]}", r"\bm{u}_{\mathit{neg}_{k}}"),
    (DefinitionRef(u, (literal(0, V),), column(D)), "u_1", "u_1", r"\bm{u}_{1}"),
    (entry(u_w, IndexVariable("d", D)), "(u_w)_d", "u_w[d]", r"(\bm{u}_{w})_{d}"),
    (transpose(u_w), "u_w^T", "u_w.T", r"\bm{u}_{w}^{\top}"),
    (DefinitionRef(F, (plus(x, z),), SCALAR), "F(x + z)", "F(x + z)", r"F(\bm{x} + \bm{z})"),
    (DefinitionRef(P, (o,), SCALAR), "P(o|c)", "P(o|c)", r"P(o \mid c)"),
    (Stack(binder("w"), u_w, 1, matrix(D, V)), "u", "u", r"\bm{u}"),
    (Stack(binder("i"), entry(y, i), 0, row(V)), "[y_i for i]", "[y[i] for i]", r"\left[ y_{i} \right]_{i = 1, \ldots, V}"),
    (Stack(binder("i"), row_of(U, i), 0, U.shape), "[U[i]; for i]", "[U[i]; for i]", r"\left[ \bm{U}_{i,:} ; \right]_{i = 1, \ldots, V}"),
    (Stack(binder("i"), a, 0, row(V)), "[a for i in V]", "[a for i in V]", r"\left[ a \right]_{i = 1, \ldots, V}"),
    # Functions
    (apply("sigmoid", a), "σ(a)", "sigmoid(a)", r"\sigma(a)"),
    (scale(log_y, a), "log(y_i) a", "log(y[i]) * a", r"\log(y_{i}) \, a"),
    (scale(a, log_y), "a log(y_i)", "a * log(y[i])", r"a \log y_{i}"),
    (apply("log", plus(a, b)), "log(a + b)", "log(a + b)", r"\log(a + b)"),
    (apply("exp", over(a, b)), "exp(a / b)", "exp(a / b)", r"\exp \frac{a}{b}"),
    (apply("softmax", U, axis=0), "softmax(U, axis=0)", "softmax(U, axis=0)", r"\operatorname{softmax}_{\text{axis } 0}(\bm{U})"),
    (apply("softmax", U, axis=1), "softmax(U)", "softmax(U)", r"\operatorname{softmax}(\bm{U})"),
    (apply("sum", U, axis=1, shape=column(V)), "sum(U, axis=1)", "sum(U, axis=1)", r"\operatorname{sum}_{\text{axis } 1}(\bm{U})"),
    (apply("sum", U, shape=SCALAR), "sum(U)", "sum(U)", r"\operatorname{sum}(\bm{U})"),
    (apply("norm", x, shape=SCALAR), "‖x‖", "norm(x)", r"\lVert \bm{x} \rVert"),
    (power(apply("norm", x, shape=SCALAR), number(2)), "‖x‖^2", "norm(x)**2", r"\lVert \bm{x} \rVert^{2}"),
    (apply("norm", scale(apply("norm", x, shape=SCALAR), x), shape=SCALAR), "norm(‖x‖ x)", "norm(norm(x) * x)", r"\lVert \lVert \bm{x} \rVert \, \bm{x} \rVert"),
    (apply("inv", A), "inv(A)", "inv(A)", r"\bm{A}^{-1}"),
    (Apply("maximum", (a, b), None, SCALAR), "maximum(a, b)", "maximum(a, b)", r"\max(a, b)"),
    (f_of_a, "f(a)", "f(a)", "f(a)"),
    (Prime("sigmoid", a, 1, SCALAR), "σ'(a)", "sigmoid'(a)", r"\sigma'(a)"),
    (Prime(f_of_a, a, 2, SCALAR), "f''(a)", "f''(a)", "f''(a)"),
    # Σ and the like
    (neg(total(scale(entry(y, i), log_y), binder("i"))), "-Σ_i y_i log(y_i)", "-sum(y[i] * log(y[i]) for i)", r"-\sum_{i=1}^{V} y_{i} \log y_{i}"),
    (plus(total(entry(y, i), binder("i")), a), "Σ_i y_i + a", "sum(y[i] for i) + a", r"\sum_{i=1}^{V} y_{i} + a"),
    (total(plus(entry(y, i), a), binder("i")), "Σ_i (y_i + a)", "sum(y[i] + a for i)", r"\sum_{i=1}^{V} (y_{i} + a)"),
    (scale(total(entry(y, i), binder("i")), a), "(Σ_i y_i) a", "sum(y[i] for i) * a", r"\left( \sum_{i=1}^{V} y_{i} \right) \, a"),
    (scale(scale(a, total(entry(y, i), binder("i"))), b), "a (Σ_i y_i) b", "a * sum(y[i] for i) * b", r"a \left( \sum_{i=1}^{V} y_{i} \right) \, b"),
    (total(entry(y, k), binder("k"), where=IndexCompare("≠", k, o)), "Σ_{k≠o} y_k", "sum(y[k] for k if k != o)", r"\sum_{k \neq o} y_{k}"),
    (total(entry(y, i), binder("i"), where=IndexCompare("≠", i, literal(0, V))), "Σ_{i≠1} y_i", "sum(y[i] for i if i != 0)", r"\sum_{i \neq 1} y_{i}"),
    (total(entry(y, i), binder("i"), where=Compare(">", entry(y, i), number(0), SCALAR)), "Σ_{i,y_i>0} y_i", "sum(y[i] for i if y[i] > 0)", r"\sum_{i,\, y_{i} > 0} y_{i}"),
    (total(scale(entry(y, i), entry(y, j)), binder("i"), binder("j"), where=IndexCompare("<", i, j)), "Σ_{i<j} y_i y_j", "Σ_{i<j} y[i] * y[j]", r"\sum_{i < j} y_{i} \, y_{j}"),
    (total(scale(entry(y, i), entry(y, j)), binder("i"), binder("j")), "Σ_{i,j} y_i y_j", "Σ_{i,j} y[i] * y[j]", r"\sum_{i,\, j} y_{i} \, y_{j}"),
    (total(entry(y, i), Binder("i", V, Size.number(0), V - Size.number(2))), "Σ_{i=1}^{V-1} y_i", "Σ_{i=1}^{V-1} y[i]", r"\sum_{i=1}^{V - 1} y_{i}"),
    (total(a, binder("i")), "Σ_{i=1}^{V} a", "sum(a for i in V)", r"\sum_{i=1}^{V} a"),
    (total(entry(y, IndexSum(((1, o), (1, IndexVariable("j", None))), Size.number(0), V)), Binder("j", None, -K, K)), "Σ_{-K≤j≤K} y_{o+j}", "Σ_{-K<=j<=K} y[o + j]", r"\sum_{-K \leq j \leq K} y_{o + j}"),
    (Big("max", (binder("i"),), None, entry(y, i), SCALAR), "max(y_i for i)", "max(y[i] for i)", r"\max_{i=1}^{V} y_{i}"),
    # Conditions and cases
    (IndexCompare("=", i, j), "1[i = j]", "delta(i, j)", r"\mathbf{1}[i = j]"),
    (scale(a, IndexCompare("≠", i, j)), "a · 1[i ≠ j]", "a * (i != j)", r"a \, \mathbf{1}[i \neq j]"),
    (times(x, mask), "x ⊙ 1[x > 0]", "x * (x > 0)", r"\bm{x} \odot \mathbf{1}[\bm{x} > 0]"),
    (Cases(((mask, x),), Broadcast(number(0), x.shape), x.shape), "{x if x > 0; 0 otherwise}", "where(x > 0, x, 0)", r"\begin{cases} \bm{x} & \text{if } {\bm{x} > 0} \\ 0 & \text{otherwise} \end{cases}"),
    (Cases(((IndexCompare("≤", i, literal(2, V)), a),), b, SCALAR), "{a if i ≤ 3; b otherwise}", "where(i <= 2, a, b)", r"\begin{cases} a & \text{if } {i \leq 3} \\ b & \text{otherwise} \end{cases}"),
    # Derivatives
    (derivative(J, v), "∂J/∂v_c", "∂J/∂v_c", r"\frac{\partial J}{\partial \bm{v}_{c}}"),
    (transpose(derivative(y, x)), "(∂y/∂x)^T", "(∂y/∂x).T", r"\left( \frac{\partial \bm{y}}{\partial \bm{x}} \right)^{\top}"),
    (contract(derivative(y, x), plus(x, z)), "(∂y/∂x) (x + z)", "∂y/∂x @ (x + z)", r"\frac{\partial \bm{y}}{\partial \bm{x}} (\bm{x} + \bm{z})"),
    (derivative(plus(a, b), x), "∂/∂x (a + b)", "∂/∂x (a + b)", r"\frac{\partial}{\partial \bm{x}} (a + b)"),
    (scale(derivative(plus(a, b), a), c), "(∂/∂a (a + b)) c", "(∂/∂a (a + b)) * c", r"\left( \frac{\partial}{\partial a} (a + b) \right) \, c"),
    (derivative(derivative(J, x), x), "∂²J/∂x²", "∂²J/∂x²", r"\frac{\partial^{2} J}{\partial \bm{x}^{2}}"),
    (derivative(derivative(J, x), z), "∂/∂z (∂J/∂x)", "∂/∂z (∂J/∂x)", r"\frac{\partial}{\partial \bm{z}} \frac{\partial J}{\partial \bm{x}}"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_spellings(row: tuple[Expression, str, str, str]) -> None:
    tree, *expected = row
    assert [print_expression(tree, spelling) for spelling in (UNICODE, NUMPY, LATEX)] == expected


def test_conditions_stand_bare_where_one_is_wanted() -> None:
    both = Logic(
        "and",
        (IndexCompare("≠", i, o), Logic("or", (IndexCompare("<", i, j), Distinct("neg")), SCALAR)),
        SCALAR,
    )
    assert print_condition(both, UNICODE) == "i ≠ o ∧ (i < j ∨ distinct(neg))"
    assert print_condition(both, NUMPY) == "i != o and (i < j or distinct(neg))"
    assert print_condition(Logic("not", (both,), SCALAR), LATEX).startswith(r"\lnot (i \neq o \land (")
    assert print_condition(Excludes(o, "neg"), LATEX) == r"o \notin \mathit{neg}"
    assert print_condition(Logic("not", (Excludes(o, "neg"),), SCALAR), UNICODE) == "o ∈ neg"


def test_definitions_with_their_parameters() -> None:
    assert print_definition(u, UNICODE) == ("u_w", "U[w]^T")
    assert print_definition(F, LATEX) == (r"F(\bm{t})", "a")


def test_a_bare_zero_in_an_equation() -> None:
    assert print_equation(x, Filled(0, x.shape), UNICODE) == ("x", "0")
    assert print_equation(Filled(0, x.shape), x, UNICODE) == ("0", "x")


def test_terms_between_which_a_line_may_break() -> None:
    assert print_terms(minus(plus(a, scale(b, c)), plus(a, b)), UNICODE) == ("a", "+ b c", "− (a + b)")


def test_the_variable_of_a_derivative_as_written() -> None:
    written = Derivative(J, Target(U, (w, None), loose(D), row_of(U, w)), False, loose(D))
    assert print_target(written.wrt, UNICODE) == "U[w]"
    assert print_expression(written, UNICODE) == "∂J/∂U[w]"


def test_shapes_sizes_and_ranges() -> None:
    assert print_shape(matrix(V, D + ONE), UNICODE) == "matrix[V, D + 1]"
    assert [print_shape(s, UNICODE) for s in (SCALAR, column(D), loose(D))] == [
        "scalar",
        "vector[D]",
        "row[D]",
    ]
    assert print_shape(matrix(V, D), LATEX) == r"V \times D"
    assert print_size(Size.number(2) * D - ONE, UNICODE) == "2*D − 1"
    assert print_binder(binder("w"), UNICODE) == "w in V"
    assert print_binder(Binder("j", None, -K, K), UNICODE) == "-K ≤ j ≤ K"


def test_printing_takes_time_in_proportion_to_the_depth() -> None:
    deep: Expression = a
    for _ in range(60):
        deep = apply("exp", neg(deep))
    assert print_expression(deep, LATEX).count(r"\exp") == 60
