"""LaTeX spelling: what is read as what, what is refused with which words, and the corpus of published formulas."""

import random
import time
from pathlib import Path

import pytest

from symderiv.errors import CODES, Unreadable
from symderiv.reading.load import load_document, read_expression
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import declared_name, parse_condition, parse_head, parse_statement
from symderiv.records import fields, is_dataclass
from symderiv.source import Source
from tests.reading.corpus import Line, declared, meaning, read_corpus, sides_of
from tests.reading.test_parser import VOCABULARY, fragment, read, refused, words

LIMIT = 10.0
"""Seconds of CPU after which every file must have ended, however hostile; a hundred times what is needed."""

CONTEXTS, LINES = read_corpus(Path(__file__).parent / "latex_corpus.txt")
DECLARED = {name: declared(text) for name, text in CONTEXTS.items()}


def bare(node: object) -> object:
    """A tree without its places, round brackets and spellings."""
    match node:
        case s.Bracketed(inner):
            return bare(inner)
        case tuple():
            return tuple(bare(each) for each in node)
        case _ if is_dataclass(node):
            kept = [
                f.name
                for f in fields(node)
                if f.name not in ("span", "operator_span", "spelling", "spelled", "bare")
            ]
            return type(node).__name__, *(bare(getattr(node, name)) for name in kept)
        case _:
            return node


# ── The corpus ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", LINES, ids=[str(line.number) for line in LINES])
def test_every_published_formula(line: Line) -> None:
    declarations, formula = DECLARED[line.context], f"${line.formula}$"
    match line.verdict:
        case "=":
            sides, meant = (sides_of(text, declarations, line.letters) for text in (formula, line.meant))
            found = meaning(sides, declarations, line.letters)
            assert found == meaning(meant, declarations, line.letters)
            assert not [each for each in found if isinstance(each, str)]
        case "?":
            code, _, text = line.meant.partition(" ")
            sides, meant = (sides_of(text, declarations, line.letters) for text in (formula, text))
            assert bare(sides) == bare(meant)
            assert code in meaning(sides, declarations, line.letters)
        case "&":
            conditions = [
                parse_condition(fragment(t), declarations.vocabulary()) for t in (formula, line.meant)
            ]
            assert bare(conditions[0]) == bare(conditions[1])
        case _:
            with pytest.raises(Unreadable) as caught:
                sides_of(formula, declarations, line.letters)
            found_error = caught.value.diagnostics[0]
            assert found_error.code == line.meant
            assert found_error.span is not None
            assert 0 <= found_error.span.start <= found_error.span.end <= len(formula)


def test_the_corpus_is_whole() -> None:
    counts = {verdict: sum(line.verdict == verdict for line in LINES) for verdict in "=?&!"}
    assert sum(counts.values()) >= 300
    assert counts["="] + counts["?"] + counts["&"] >= 200


# ── What is read ────────────────────────────────────────────────────────────────────────────────────

READ = [
    # names
    (r"\boldsymbol{v}_c", "v_c"),
    (r"\mathbf{v_c}", "v_c"),
    (r"v_{ci}", "(v_c [i]1)"),
    (r"v_ci", "(mul v_c i)"),
    (r"u_wv_c", "(mul (u [w]1) v_c)"),
    (r"\hat{y}_w", "(ŷ [w]1)"),
    (r"\hat y", "ŷ"),
    (r"\boldsymbol{\hat{y}}", "ŷ"),
    (r"\hat{\boldsymbol{q}}_o", "(q̂ [o]1)"),
    (r"\hat{y_i}", "(ŷ [i]1)"),
    (r"\widehat{y}", "ŷ"),
    (r"\theta \alpha", "(mul θ α)"),
    (r"EHx", "(mul EH x)"),
    (r"EH x", "(mul EH x)"),
    (r"2xy", "(mul (mul 2 x) y)"),
    (r"x\,y", "(mul x y)"),
    (r"xz1", "(mul x z1)"),
    (r"v^{new}", "v^new"),
    (r"v^{\text{new}}_i", "(v^new [i]1)"),
    (r"v_i^{new}", "(v^new [i]1)"),
    (r"v_{\text{new}}", "v_new"),
    (r"v_\text{new}", "v_new"),
    (r"\mathcal{L}", "L"),
    (r"\operatorname{EH}_i", "(EH [i]1)"),
    (r"J_{\text{naive-softmax}}(v_c, o, U)", "(J! v_c o U)"),
    (r"u_{neg_k}", "(u [(neg [k]1)]1)"),
    (r"u_{\mathit{neg}_{k}}", "(u [(neg [k]1)]1)"),
    (r"U_{wd} + U_{w,d} + U_{w,:}", "(+ (+ (U [wd]1) (U [w d]1)) (U [w :]1))"),
    # products, powers, transposes
    (r"x \odot y \circ z", "(⊙ (⊙ x y) z)"),
    (r"x \otimes y \cdot z", "(· (⊗ x y) z)"),
    (r"2 \times x", "(× 2 x)"),
    (r"U^\top", "(T U)"),
    (r"U^{\top} + U^T + U^{T} + U^{\mathsf T} + U^\mathsf{T} + U^{\intercal}", "(+ (+ (+ (+ (+ (T U) (T U)) (T U)) (T U)) (T U)) (T U))"),
    (r"A^{-1} + A^{-\top}", "(+ (^ A (- 1)) (T (^ A (- 1))))"),
    (r"x^2y", "(mul (^ x 2) y)"),
    (r"x_i^2", "(^ (x [i]1) 2)"),
    (r"{y_i}^2", "(^ (y [i]1) 2)"),
    (r"x^{\odot 2}", "(** x (2))"),
    (r"e^{-x}", "(^ e (- x))"),
    (r"\mathrm{e}^{xy}", "(^ e (mul x y))"),
    (r"f'(x) + f^\prime(x) + f''(x)", "(+ (+ ((prime1 f)! x) ((prime1 f)! x)) ((prime2 f)! x))"),
    (r"\sigma'(x)", "((prime1 σ)! x)"),
    # fractions and derivatives
    (r"\frac{a}{b} c", "(mul (/ a b) c)"),
    (r"\frac12 x", "(mul (/ 1 2) x)"),
    (r"\frac ab", "(/ a b)"),
    (r"\dfrac{a + b}{c}^2", "(^ (/ (+ a b) c) 2)"),
    (r"\frac{\partial J}{\partial \boldsymbol{v}_c}", "(∂ J / v_c)"),
    (r"\frac{\partial J}{\partial s}\frac{\partial s}{\partial h}", "(mul (∂ J / s) (∂ s / h))"),
    (r"\frac{\partial}{\partial x} a b + c", "(+ (∂ (mul a b) / x) c)"),
    (r"\frac{\partial (a + b)}{\partial x}^\top", "(T (∂ ((+ a b)) / x))"),
    (r"\frac{\partial u_o^T v_c}{\partial u_w}", "(∂ (mul (T (u [o]1)) v_c) / (u [w]1))"),
    (r"\frac{\partial^2 f}{\partial x \partial y}", "(∂ f / x y)"),
    (r"\frac{\partial^{2} f}{\partial x^{2}}", "(∂ f / x x)"),
    (r"\partial J / \partial U", "(∂ J / U)"),
    (r"\frac{dCE}{d\theta}", "(d CE / θ)"),
    (r"\frac{d f}{d x}", "(d f / x)"),
    (r"\frac{\mathrm{d} f}{\mathrm{d} x}", "(d f / x)"),
    (r"\frac{d}{dx} f", "(d f / x)"),
    (r"\frac{d^2 f}{dx^2}", "(d f / x x)"),
    (r"\frac{d^2 f}{dx\,dy}", "(d f / x y)"),
    (r"\frac{dEH_i}{dx_j}", "(d (EH [i]1) / (x [j]1))"),
    (r"dJ/dx", "(d J / x)"),
    (r"\nabla_x f + \nabla_{\boldsymbol{v}_c} J", "(+ (nabla f / x) (nabla J / v_c))"),
    # sums
    (r"\sum_{w=1}^{V} y_w", "(sum1 {w=1..V} (y [w]1))"),
    (r"\sum^V_{w=1} y_w", "(sum1 {w=1..V} (y [w]1))"),
    (r"\sum\limits_{w \in V} y_w", "(sum1 {w∈V} (y [w]1))"),
    (r"\sum_{w \in \text{V}} y_w", "(sum1 {w∈V} (y [w]1))"),
    (r"\sum_{-m \le j \le m,\; j \ne 0} y_j", "(sum1 {j=(- m)..m | (? j ≠ 0)1} (y [j]1))"),
    (r"\sum_{\substack{i \\ i \ne o}} y_i", "(sum1 {i | (? i ≠ o)1} (y [i]1))"),
    (r"\sum_iy_i", "(sum1 {i} (y [i]1))"),
    (r"\prod_{i} y_i", "(prod1 {i} (y [i]1))"),
    (r"\max_i y_i", "(max1 {i} (y [i]1))"),
    (r"\operatorname*{mean}_{i} y_i", "(mean1 {i} (y [i]1))"),
    (r"\max(0, x) + \max\{a, b\}", "(+ (max! 0 x) (max! a b))"),
    # functions
    (r"\operatorname{softmax}(U v_c)", "(softmax! (mul U v_c))"),
    (r"\text{softmax}(x) + \mathrm{softmax}(x)", "(+ (softmax! x) (softmax! x))"),
    (r"\operatorname{log\_softmax}(x)", "(log_softmax! x)"),
    (r"log(x) + \log x", "(+ (log! x) (log~ x))"),
    (r"\log_2 x + \log_{10} x", "(+ (log2~ x) (log10~ x))"),
    (r"\operatorname{softmax}_{\text{axis } 0}(A)", "(softmax! A axis=0)"),
    (r"\sqrt{x} + \lfloor x \rfloor", "(+ (sqrt! x) (floor! x))"),
    (r"\exp\left( x \right) + \exp\{x\} + \exp[x]", "(+ (+ (exp! x) (exp! x)) (exp! x))"),
    (r"P(o \mid c) + P(W = w | C = c)", "(+ (P! o c |1) (P! w c |1))"),
    # brackets and bars
    (r"x [a + b]", "(mul x ((+ a b)))"),
    (r"x[a]", "(mul x (a))"),
    (r"\bigl( a \bigr) \left\{ b \right\}", "(mul (a) (b))"),
    (r"\|x\|^2 + \lVert x \rVert_2 + \left\| x \right\|_1", "(+ (+ (^ (norm2 x) 2) (norm2 x order 2)) (norm2 x order 1))"),
    (r"\lVert x + \lVert y \rVert \rVert", "(norm2 (+ x (norm2 y)))"),
    (r"|x| + \lvert x \rvert + \left| x \right|", "(+ (+ (norm1 x) (norm1 x)) (norm1 x))"),
    # conditions
    (r"\mathbb{1}[i = 1]", "1[(? i = 1)1]"),
    (r"\mathbb{I}\left[i = 1\right]", "1[(? i = 1)1]"),
    (r"\mathbb{1}_{\{x > 0\}} x", "(mul 1[((? x > 0)1)] x)"),
    (r"\mathbf{1}\left[x > 0 \land y \le 1\right]", "1[(and (? x > 0)1 (? y ≤ 1)1)]"),
    (r"\mathbf{1}_{N} + \mathbf{0}_{N \times K}", "(+ (ones! N) (zeros! N K))"),
    (r"I_N + \mathbf{I}_{N}", "(+ (eye! N) (eye! N))"),
    (r"\delta_{ij}", "(δ ij)1"),
    (r"\begin{cases} a & \text{if } x > 0 \\ b & \text{otherwise} \end{cases}", "{a if (? x > 0)1; b}"),
    (r"\begin{cases} 0, & x < 0, \\ x, & \text{if } x > 0. \end{cases}", "{0 if (? x < 0)1; x if (? x > 0)1; -}"),
    (r"\begin{cases} 0 & \text{for } x < 0 \\ x & \text{else} \\ \end{cases}", "{0 if (? x < 0)1; x}"),
    # blocks
    (r"\begin{bmatrix} a & b \\ c & z \end{bmatrix}", "[a b; c z]"),
    (r"\begin{pmatrix} p_1 \\ \vdots \\ p_V \end{pmatrix}", "[(p [1]1); …; (p [V]1)]"),
    (r"\left[\begin{array}{cc} a & b \end{array}\right]", "([a b])"),
    (r"[p_1, \dots, p_V]", "[(p [1]1) … (p [V]1)]"),
    (r"[p_i]_{i = 1, \ldots, V}", "[(p [i]1) for i∈V]"),
    # what changes nothing
    (r"J = a.", "J = a"),
    (r"J = a, \tag{12} \label{eq:a}", "J = a"),
    (r"J = a \quad (12)", "J = a"),
    (r"J = a \qquad (\text{F1}).", "J = a"),
    (r"\Rightarrow J := a", "J = a"),
    (r"\boxed{J = a}", "J = a"),
    (r"\displaystyle J = \color{red} a", "J = a"),
    (r"J \ = \quad a", "J = a"),
    # chains
    (r"\begin{aligned} J &= a \\ &= b \tag{1} \\ &= c \end{aligned}", "J = a = b = c"),
    (r"\begin{align*} J &= a \\ J &= b. \end{align*}", "J = a = b"),
    (r"\begin{split} J = {} & a \\ & + b \\ = {} & c \end{split}", "J = (+ a b) = c"),
    (r"J = a \\ = b", "J = a = b"),
    (r"J = a \\*[2pt] = b \\* = c", "J = a = b = c"),
    (r"\begin{eqnarray} J &=& a \\ &=& b \end{eqnarray}", "J = a = b"),
    (r"\begin{alignat}{2} J &= a &+ b \\ &= c & - b \end{alignat}", "J = (+ a b) = (- c b)"),
    (r"= a + b", "(+ a b)"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), READ, ids=[written for written, _ in READ])
def test_read(written: str, meant: str) -> None:
    assert read(f"${written}$") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2 $x$ + U.T @ ($\\hat{y}$ - y)", "(+ (mul 2 x) (@ (T U) ((- ŷ y))))"),
        ("$J$ = $a$", "J = a"),
        ("Σ_i $y_i$", "(sum1 {i} (y [i]1))"),
        ("$U$^T", "(T U)"),
        ("$$J = a$$", "J = a"),
        (r"\(J = a\)", "J = a"),
        (r"\[J = a\]", "J = a"),
        ("where($c = 0$, a, b)", None),
        ("where($c > 0$, a, b)", "(where! (? c > 0)1 a b)"),
        ("$∂J/∂v_c = U^T(ŷ − y)$", "(∂ J / v_c) = (mul (T U) ((- ŷ y)))"),
        ("$x₁² yᵀ$", "(mul (^ (x [1]1) 2) (T y))"),
    ],
)
def test_a_part_of_a_formula_may_be_latex(written: str, meant: str | None) -> None:
    if meant is None:
        assert refused(written)[0] == "E217"
    else:
        assert read(written) == meant


def test_the_declared_one_of_two_spellings_is_meant() -> None:
    assert read(r"$\hat{y} + \theta$", words("yhat", "theta")) == "(+ yhat theta)"
    assert read(r"$\hat{y} + \theta$", words("ŷ", "θ")) == "(+ ŷ θ)"
    assert read(r"$\hat{\theta}$", words("thetahat")) == "thetahat"
    assert read(r"$\phi + \varphi$", words("φ")) == "(+ φ φ)"
    assert refused(r"$\hat{y}_i$", words("ŷ", "yhat"))[:2] == ("E215", r"\hat{y}")
    assert refused(r"$\theta$", words("θ", "theta"))[:2] == ("E215", r"\theta")


def test_the_first_of_several_subscripts_may_belong_to_the_name() -> None:
    assert read(r"$v_{c,i}$", words("v_c", "i")) == "(v_c [i]1)"
    assert read(r"$v_{c,i}$", words("v", "v_c", "c", "i")) == "(v [c i]1)"


def test_two_ways_to_split_letters_are_refused() -> None:
    assert read("$xw_1$", words("x", "w_1")) == "(mul x w_1)"
    assert refused("$EH$", words("E", "H", "EH"))[:2] == ("E215", "EH")
    assert refused("$exp$", words("e", "x", "p"))[:2] == ("E215", "exp")
    assert read(r"$\mathit{EH} + E H$", words("E", "H", "EH")) == "(+ EH (mul E H))"
    assert read(r"$\exp(x)$", words("e", "x", "p")) == "(exp! x)"
    assert read("$abc$", words("a", "b")) == "abc"


def test_a_dropped_word_is_dropped_everywhere() -> None:
    names = words("J", "v", "a")
    assert read(r"$J_{\text{naive}} = a$", names) == "J = a"
    assert refused(r"$v_{\text{new}} = v_{\text{old}} - a$", names)[0] == "E215"
    assert refused(r"$v_{\text{new}} = v - a$", names)[:2] == ("E215", "v")
    assert read(r"$v_{\text{new}}$", words("v", "v_new")) == "v_new"
    assert read(r"$v_{\text{ij}}$", names) == "(v [ij]1)"


def test_a_comparison_in_latex_counts_from_1() -> None:
    declarations = "y: vector[V]"
    assert read_expression(r"$\sum_i \mathbb{1}[i = 1] y_i$", declarations) == read_expression(
        "Σ_i 1[i = 1] y_i", declarations
    )
    assert read_expression("sum(y[i] for i if $i = 1$)", declarations) == read_expression(
        "sum(y[i] for i if i == 0)", declarations
    )


def test_the_left_side_of_a_definition() -> None:
    assert declared_name(fragment(r"$\boldsymbol{v}_c$")) == "v_c"
    assert declared_name(fragment(r"$\hat{y}$")) == "ŷ"
    head = parse_head(fragment(r"$P(w \mid c)$"), VOCABULARY)
    assert (head.text, [name.text for name in head.arguments], head.conditional) == ("P", ["w", "c"], 1)
    head = parse_head(fragment(r"$J_{\text{naive-softmax}}(\boldsymbol{v}_c, \boldsymbol{U})$"), VOCABULARY)
    assert (head.text, [name.text for name in head.arguments]) == ("J_naive_softmax", ["v_c", "U"])


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────

REFUSED = [
    ("rac{a}{b}", "E109", "rac", "double quotes"),
    ("oldsymbol{v}", "E109", "oldsymbol", "double quotes"),
    (r"\hat{m{y}}", "E109", "m", "double quotes"),
    ("u^ op v", "E109", "op", "double quotes"),
    ("v_{ ext{new}}", "E109", "ext", "double quotes"),
    ("egin{aligned} a", "E109", "egin", "double quotes"),
    ("a \x0crac{a}{b}", "E109", "\x0c", "double quotes"),
    ("\x08oldsymbol{v}", "E109", "\x08", "double quotes"),
    (r"\foo x", "E232", r"\foo", ""),
    (r"\fraq{a}{b}", "E232", r"\fraq", r"`\frac`"),
    (r"\cancel{x}", "E232", r"\cancel", "next step"),
    (r"a \stackrel{w \ne o}{=} b", "E232", r"\stackrel", "because"),
    (r"\sqrt[3]{x}", "E232", r"\sqrt[", "x^{1/3}"),
    (r"\log_3 x", "E232", "_", r"\frac"),
    (r"\left. f \right|_{0}", "E232", r"\left.", "f(a)"),
    (r"\langle x, y \rangle", "E232", r"\langle", r"x^\top y"),
    (r"\begin{vmatrix} a \end{vmatrix}", "E232", r"\begin", "det"),
    (r"\begin{theorem} a \end{theorem}", "E232", r"\begin", "cases"),
    (r"a = b \text{ for all } c", "E233", " for all ", "because"),
    (r"a if b", "E233", "if", r"\text{if}"),
    (r"\frac{a}", "E234", "", "braces"),
    ("x^-1", "E234", "-", "braces"),
    (r"\text x + \text", "E234", "", ""),
    (r"\mathbf{1} x", "E234", r"\mathbf", r"\mathbf{1}_{n}"),
    ("1{,}000", "E234", "{", "1000"),
    (r"\hat{x + y}", "E234", "{x + y}", r"\hat{y}"),
    ("_i x", "E234", "_", ""),
    (r"\begin{aligned} J &= a \\ x &= b \end{aligned}", "E235", "x &= b", "claim"),
    (r"\begin{aligned} J &= a \\ b \end{aligned}", "E235", "b", "claim"),
    (r"\begin{aligned} J &= a \\ - x &= b \end{aligned}", "E235", "- x &= b", "claim"),
    ("x_12", "E215", "12", "{12}"),
    ("1e-5 x", "E215", "1e", "10^{-5}"),
    (r"{a + b}^2", "E215", "^", "brackets"),
    (r"\mathbf{U v}^T", "E215", "^", "brackets"),
    (r"x \quad y", "E215", r"\quad", r"\cdot"),
    (r"u^T_w", "E215", "u^T_", "first"),
    (r"\frac{\partial f}{\partial x}(a)", "E215", r"\frac{\partial f}{\partial x}(a)", "cdot"),
    (r"\frac{\partial^2 f}{\partial x \partial x^T}", "E215", r"\frac{\partial^2 f}{\partial x \partial x^", "Hessian"),
    (r"\begin{aligned} J &= a & x &= y \end{aligned}", "E235", "x", "lines of their own"),
    (r"J &= a & x &= y", "E235", "x", "lines of their own"),
    (r"2\frac{1}{2}", "E215", r"2\frac{1}{2}", r"\frac{5}{2}"),
    (r"\partial_a f", "E221", r"\partial_", "∂f/∂x"),
    (r"J = a \; (x > 0)", "E215", "(x > 0)", r"\mathbb{1}"),
    (r"J = a (2)", "E215", "(2)", r"\tag"),
    (r"\mathbf{1}^T x", "E234", r"\mathbf", r"\mathbf{1}_{n}"),
    (r"P^2(x)", "E215", "P^2(", "f(x)^2"),
    ("a / b c", "E213", "/ b c", "brackets"),
    ("U.y", "E201", ".", r"\cdot"),
    (r"a \Rightarrow b", "E201", r"\Rightarrow", "a = b = c"),
    ("x == y", "E218", "==", "outside"),
    ("x @ y", "E218", "@", "outside"),
    ("x**2", "E218", "**", "outside"),
    ("a % b", "E218", "%", "floor"),
    (r"\frac{\partial f}{2}", "E221", r"\frac{\partial f}", r"\partial x"),
    (r"\frac{}{b}", "E200", "{}", ""),
    (r"\begin{bmatrix} a & \\ b & c \end{bmatrix}", "E224", r"\begin", ""),
    (r"\begin{cases} a & b & c \end{cases}", "E223", r"\begin", ""),
    (r"\begin{cases} a & \text{if } x > 0 \\ b & \end{cases}", "E223", r"\begin", ""),
    ("(a", "E210", "(", ""),
    ("{a", "E210", "{", ""),
    (r"\left( a", "E210", r"\left", ""),
    (r"\begin{aligned} a", "E210", r"\begin", r"\end{aligned}"),
    ("a)", "E211", ")", ""),
    ("a}", "E211", "}", ""),
    (r"(a \right]", "E211", r"\right]", ""),
    (r"\left( a \right]", "E211", r"\right]", ""),
    (r"\begin{aligned} a \end{split}", "E211", r"\end", ""),
    (r"a \right)", "E211", r"\right", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "at", "hint"), REFUSED, ids=[text for text, *_ in REFUSED])
def test_refused(text: str, code: str, at: str, hint: str) -> None:
    found_code, found_at, found_hint = refused(f"${text}$")
    assert (found_code, found_at) == (code, at)
    assert code in CODES
    assert hint in found_hint


@pytest.mark.parametrize(("text", "code", "at"), [("$a", "E210", "$"), ("a $", "E210", "$"), ("$$a$", "E210", "$$"), ("$$", "E210", "$$"), ("$a$ $", "E210", "$"), (r"a \frac b", "E204", r"\f"), ("$ $", "E200", ""), ("$a$$b$ c$", "E210", "$")])  # fmt: skip
def test_dollars(text: str, code: str, at: str) -> None:
    assert refused(text)[:2] == (code, at)


def test_errors_point_into_the_latex() -> None:
    source = "loss: $J = \\frac{a}{b} + \\foo$"
    with pytest.raises(Unreadable) as caught:
        parse_statement(fragment(source[6:]), VOCABULARY)
    span = caught.value.diagnostics[0].span
    assert span is not None
    assert source[6:][span.start : span.end] == r"\foo"


@pytest.mark.parametrize(
    "text",
    ["{" * 9000, "(" * 9000, "{x}" * 5000, r"\frac" * 3000, r"\frac{" * 3000, r"\left(" * 2000, "x_{" * 5000,
     r"\hat{" * 3000, r"\begin{cases}" * 1400, r"\text{a}" * 2000, "x" * 19_000, "x_1^2" * 3500, r"\\" * 9000,
     r"\begin{bmatrix}" + "a & " * 4000, "$" * 19_999, r"\sum_" * 3000, r"\mathbb{1}" * 1900, r"\mathbf{" * 2000,
     "[" * 9000 + "]" * 9000, "{}" * 9000 + "^2", r"\quad" * 3000, "d" * 19_000, r"\frac{d" * 2500],
)  # fmt: skip
def test_bad_input_is_refused_soon(text: str) -> None:
    start = time.process_time()
    with pytest.raises(Unreadable):
        parse_statement(fragment(f"${text}$"), VOCABULARY)
    assert time.process_time() - start < LIMIT


def test_a_million_characters_are_refused_at_once() -> None:
    start = time.process_time()
    with pytest.raises(Unreadable):
        parse_statement(fragment("$" + r"\frac{a}{b} + " * 70_000 + "a$"), VOCABULARY)
    assert time.process_time() - start < LIMIT


PIECES = r"""
\frac \hat \sum _ ^ { } ( ) [ ] \left \right \begin{cases} \end{cases} \\ & x y_i \text{if} \mathbf d = + - , . | \|
\partial \quad \mathbb{1} 1 \begin{aligned} \end{aligned} \top ' \theta \sqrt \dots \log_2 \substack I_n v_{\text{new}}
"""


def test_no_text_gets_through_as_anything_but_a_tree_or_an_error() -> None:
    rng, pieces = random.Random(6), PIECES.split()
    for _ in range(3000):
        text = "$" + " ".join(rng.choice(pieces) for _ in range(rng.randint(1, 14))) + "$"
        try:
            parse_statement(fragment(text), VOCABULARY)
        except Unreadable as problem:
            span = problem.diagnostics[0].span
            assert span is not None
            assert 0 <= span.start <= span.end <= len(text), text


# ── A file ──────────────────────────────────────────────────────────────────────────────────────────

FILE = r"""
sizes: [V, D]
symbols:
  U: matrix[V, D]
  v_c: vector[D]
  o: index[V]
  y: one-hot[V] at o
define:
  $\hat{y}$: $\operatorname{softmax}(U \boldsymbol{v}_c)$
  $P(w \mid c)$: $\frac{\exp(U_w v_c)}{\sum_{k} \exp(U_k v_c)}$
loss: $J_{\text{naive}} = -\sum_{i=1}^{V} y_i \log \hat{y}_i$
gradients:
  $\boldsymbol{v}_c$: $U^\top (\hat{y} - y)$
derivations:
  - prove: |
      $\begin{aligned}
        \frac{\partial J_{\text{naive}}}{\partial U} &= (\hat{\mathbf{y}} - \mathbf{y}) v_c^\top \\
          &= \hat{y} v_c^\top - y v_c^\top
      \end{aligned}$
  - prove: $\frac{\partial \hat{y}_w}{\partial v_c}^\top$ = 0
    for: $w \ne o$
    given: $y_o = 1$
"""


def test_a_whole_file_in_latex() -> None:
    plain = FILE
    for tex, unicode in [
        (r"$\hat{y}$:", "ŷ:"),
        (r"$\operatorname{softmax}(U \boldsymbol{v}_c)$", "softmax(U v_c)"),
        (
            r"$P(w \mid c)$: $\frac{\exp(U_w v_c)}{\sum_{k} \exp(U_k v_c)}$",
            "P(w|c): exp(U_w v_c) / Σ_k exp(U_k v_c)",
        ),
        (r"$J_{\text{naive}} = -\sum_{i=1}^{V} y_i \log \hat{y}_i$", "J_naive = -Σ_{i=1}^V y_i log ŷ_i"),
        (r"$\boldsymbol{v}_c$: $U^\top (\hat{y} - y)$", "v_c: U^T (ŷ − y)"),
        (r"$w \ne o$", "w ≠ o"),
        (r"$\frac{\partial \hat{y}_w}{\partial v_c}^\top$ = 0", "(∂ŷ_w/∂v_c)^T = 0"),
        (r"$y_o = 1$", "y_o = 1"),
    ]:
        assert tex in plain
        plain = plain.replace(tex, unicode)
    start, end = plain.index("  $\\begin"), plain.index("aligned}$") + len("aligned}$")
    plain = plain[:start] + "  ∂J_naive/∂U = (ŷ − y) v_c^T = ŷ v_c^T − y v_c^T" + plain[end:]
    first, second = (load_document(Source("f.yaml", text)) for text in (FILE, plain))
    assert first.definitions == second.definitions
    assert [each.claim for each in first.obligations] == [each.claim for each in second.obligations]
