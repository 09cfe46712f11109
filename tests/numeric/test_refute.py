"""Claims that hold, claims that fail, and what is said about them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symderiv.language import expression as ex
from symderiv.language.answer import Counterexample, Fails, Holds, Undecided
from symderiv.language.document import Assumption, Statement, Symbol
from symderiv.numeric.refute import NumericDecider
from tests.numeric.trees import (
    ONE,
    ZERO,
    add,
    array,
    at,
    big,
    binder,
    cases,
    claim,
    cmp,
    ddx,
    define,
    div,
    dot,
    fn,
    function,
    icmp,
    mul,
    neg,
    number,
    outer,
    position,
    power,
    red,
    shape,
    size,
    sub,
    total,
    tr,
    use,
    var,
)

U, S_U = array("U", "V", "D")
v, S_v = array("v", "D")
y, S_y = array("y", "V", assume=[Assumption.ONE_HOT])
FREE_y, SUM_y = array("y", "V")[1], array("y", "V", assume=[Assumption.SUMS_TO_ONE])[1]
x, S_x = array("x")
z, S_z = array("z", "n")
A, S_A = array("A", "n", "n")
SYM_A = array("A", "n", "n", assume=[Assumption.SYMMETRIC])[1]
o, S_o = position("o", "V")
_, S_neg = position("neg", "V", "K")
_, DISTINCT_neg = position("neg", "V", "K", distinct=True)
W, B_W = var("w", "V"), binder("w", "V")
I_, J_, B_I, B_J = var("i", "n"), var("j", "n"), binder("i", "n"), binder("j", "n")
K, B_K = var("k", "K"), binder("k", "K")
P = define("ŷ", fn("softmax", dot(U, v)))
LOSS = define("J", neg(total(B_W, mul(at(y, W), fn("log", at(use(P), W))))))
ERROR = sub(use(P), y)
VD: Any = {"sizes": ["V", "D"]}
NEG_K = ex.IndexElement("neg", (K,), size("V"))


def score(i: ex.Index) -> ex.Expression:
    return dot(at(U, i, None), v)


NEGATIVES = define(
    "N",
    sub(neg(fn("log", fn("sigmoid", score(o)))), total(B_K, fn("log", fn("sigmoid", neg(score(NEG_K)))))),
)
BY_NEG = ddx(use(NEGATIVES), U, NEG_K, None)
ONE_NEGATIVE = mul(sub(1, fn("sigmoid", neg(score(NEG_K)))), v)
APART = ex.Excludes(o, "neg")
SOFT = define("p", fn("softmax", z))
P_I, P_J = at(use(SOFT), I_), at(use(SOFT), J_)
F_z = ex.Call("F", (z,), shape())
S_F = function("F", [shape("n")], shape())
g, S_g = ex.Call("g", (x,), shape()), function("g", [shape()], shape())
X2 = power(x, 2)


def inv(e: ex.Expression) -> ex.Apply:
    return ex.Apply("inv", (e,), None, e.shape)


def diag(e: ex.Expression) -> ex.Apply:
    return ex.Apply("diag", (e,), None, ex.Shape(e.shape.axes * 2))


def step(low: int, high: int) -> ex.Cases:
    return cases((cmp(">", x, 0), number(high)), otherwise=number(low))


TRUE: dict[str, Statement] = {
    "softmax cross-entropy by v": claim(ddx(use(LOSS), v), dot(tr(U), ERROR), S_U, S_v, S_y, **VD),
    "softmax cross-entropy by U": claim(ddx(use(LOSS), U), outer(ERROR, v), S_U, S_v, S_y, **VD),
    "by a row": claim(ddx(use(LOSS), U, W, None), mul(at(ERROR, W), v), S_U, S_v, S_y, indices=[B_W], **VD),
    "Hessian": claim(
        ddx(ddx(use(LOSS), v), v),
        dot(tr(U), dot(sub(diag(use(P)), outer(use(P), use(P))), U)), S_U, S_v, S_y, **VD,
    ),
    "by the prediction": claim(ddx(use(LOSS), use(P)), neg(div(y, use(P))), S_U, S_v, S_y, **VD),
    "sums to one suffices": claim(ddx(use(LOSS), v), dot(tr(U), ERROR), S_U, S_v, SUM_y, **VD),
    "an assumed sum": claim(
        ddx(use(LOSS), v), dot(tr(U), ERROR), S_U, S_v, FREE_y,
        assume=[cmp("=", total(B_W, at(y, W)), 1)], **VD,
    ),
    "softmax Jacobian": claim(
        ddx(P_I, z, J_), mul(P_I, sub(icmp("=", I_, J_), P_J)), S_z, indices=[B_I, B_J], sizes=["n"]
    ),
    "off the diagonal": claim(
        ddx(P_I, z, J_), neg(mul(P_I, P_J)), S_z, indices=[B_I, B_J], where=icmp("≠", I_, J_), sizes=["n"]
    ),
    "distinct negatives": claim(BY_NEG, ONE_NEGATIVE, S_U, S_v, S_neg, S_o, indices=[B_K],
                                assume=[APART, ex.Distinct("neg")], sizes=["V", "D", "K"]),
    "counted negatives": claim(
        BY_NEG, mul(total(binder("q", "K"), icmp("=", ex.IndexElement("neg", (var("q", "K"),), size("V")), NEG_K)), ONE_NEGATIVE),
        S_U, S_v, S_neg, S_o, indices=[B_K], assume=[APART], sizes=["V", "D", "K"],
    ),
    "quadratic form": claim(ddx(dot(dot(z, A), z), z), dot(add(A, tr(A)), z), S_A, S_z, sizes=["n"]),
    "symmetric": claim(ddx(dot(dot(z, A), z), z), mul(2, dot(A, z)), SYM_A, S_z, sizes=["n"]),
    "assumed symmetric": claim(ddx(dot(dot(z, A), z), z), mul(2, dot(A, z)), S_A, S_z,
                               assume=[cmp("=", A, tr(A))], sizes=["n"]),
    "logdet": claim(ddx(red("logdet", A), A), tr(inv(A)), S_A, sizes=["n"]),
    "unit vector": claim(ddx(red("norm", z), z), z, S_z, assume=[cmp("=", red("norm", z), 1)], sizes=["n"]),
    "placeholder": claim(ddx(power(F_z, 2), z), mul(mul(2, F_z), ddx(F_z, z)), S_F, S_z, sizes=["n"]),
    "prime": claim(ddx(g, x), ex.Prime(g, x, 1, shape()), S_g, S_x),
    "second prime": claim(ddx(ddx(g, x), x), ex.Prime(g, x, 2, shape()), S_g, S_x),
    "relu′": claim(ddx(fn("relu", x), x), step(0, 1), S_x),
    "relu′ of the table": claim(ex.Prime("relu", x, 1, shape()), step(0, 1), S_x),
    "relu6": claim(ddx(fn("clip", x, number(0), number(6)), x), mul(cmp(">", x, 0), cmp("<", x, 6)), S_x),
    "root of a square": claim(power(X2, number("1/2")), fn("abs", x), S_x),
    "overflow": claim(fn("log", fn("exp", power(x, 4))), power(x, 4), S_x),
    "cancellation": claim(sub(fn("sin", add(x, number(10**9))), fn("sin", number(10**9))),
                          mul(mul(2, fn("sin", div(x, 2))), fn("cos", add(div(x, 2), number(10**9)))), S_x),
    "saturation": claim(sub(1, fn("sigmoid", x)), fn("sigmoid", neg(x)), S_x),
    "integer binder": claim(
        big("sum", [ex.Binder("k", None, size(-2), size(2))], mul(x, ex.Cases(((icmp("<", var("k", None), ex.IndexSum((), ZERO, None)), number(1)),), number(0), shape()))),
        mul(2, x), S_x,
    ),
    "shifted sum": claim(total(ex.Binder("i", size("n"), ZERO, size("n") - size(2)), at(z, ex.IndexSum(((1, I_),), ONE, size("n")))),
                         sub(red("sum", z), at(z, ex.IndexSum((), ZERO, size("n")))), S_z, sizes=["n"]),
    "sizes": claim(total(B_W, x), mul(ex.SizeNumber(size("V")), x), S_x, sizes=["V"]),
    "ordered": claim(fn("abs", sub(array("a")[0], x)), sub(array("a")[0], x), S_x, array("a")[1],
                     assume=[cmp(">", array("a")[0], x)]),
    "a far assumption": claim(fn("abs", x), x, array("x", assume=[Assumption.INTEGER])[1], assume=[cmp(">", x, 50)]),
    "a narrow assumption": claim(fn("abs", sub(x, 1)), sub(1, x), S_x, assume=[cmp(">", x, 0), cmp("<", x, 1)]),
    "for all": claim(red("norm1", z), red("sum", z), S_z, assume=[cmp(">", at(z, I_), 0)], quantified=[(B_I,)], sizes=["n"]),
}  # fmt: skip

FALSE: dict[str, tuple[Statement, str]] = {
    "sign": (claim(ddx(use(LOSS), U), neg(outer(ERROR, v)), S_U, S_v, S_y, **VD), "opposite sign in every entry"),
    "factor": (claim(ddx(use(LOSS), U), mul(2, outer(ERROR, v)), S_U, S_v, S_y, **VD), "every entry by the factor 2"),
    "a term is missing": (claim(ddx(use(LOSS), v), dot(tr(U), use(P)), S_U, S_v, S_y, **VD), "every entry differs"),
    "y is no label": (claim(ddx(use(LOSS), v), dot(tr(U), ERROR), S_U, S_v, FREE_y, **VD), "every entry differs"),
    "repeated negatives": (claim(BY_NEG, ONE_NEGATIVE, S_U, S_v, S_neg, S_o, indices=[B_K], assume=[APART],
                                 sizes=["V", "D", "K"]), "holds at K = 1"),
    "a row of the label only": (claim(ddx(use(LOSS), U, W, None), mul(at(use(P), W), v), S_U, S_v, S_y, indices=[B_W], **VD),
                                "only where y_w = 1"),
    "transposed": (claim(ddx(red("logdet", A), A), inv(A), S_A, sizes=["n"]), "transposes of each other"),
    "free indices transposed": (claim(at(A, I_, J_), at(A, J_, I_), S_A, indices=[B_I, B_J], sizes=["n"]), "equal with i and j exchanged"),
    "not symmetric": (claim(ddx(dot(dot(z, A), z), z), mul(2, dot(A, z)), S_A, S_z, sizes=["n"]), "holds at n = 1"),
    "diagonal case everywhere": (claim(ddx(P_I, z, J_), mul(P_I, sub(1, P_J)), S_z, indices=[B_I, B_J], sizes=["n"]),
                                 "only the entries with i ≠ j"),
    "off diagonal": (claim(diag(z), ex.Broadcast(z, shape("n", "n")), S_z, sizes=["n"]),
                     "only off the diagonal"),
    "mean for sum": (claim(red("sum", z), red("mean", z), S_z, sizes=["n"]), "every entry by the factor 1/n"),
    "sum for mean": (claim(red("mean", z), red("sum", z), S_z, sizes=["n"]), "every entry by the factor n"),
    "two sizes": (claim(ex.SizeNumber(size("V")), ex.SizeNumber(size("D")), sizes=["V", "D"]), "holds at V = D"),
    "off the axis": (claim(at(z, I_), at(z, ex.IndexSum(((1, I_),), ONE, size("n"))), S_z, indices=[B_I], sizes=["n"]), ""),
    "constant": (claim(x, add(x, 3), S_x), "differs by the constant 3"),
    "negative side of a kink": (claim(ddx(fn("relu", x), x), step(-1, 1), S_x), "only where x < 0"),
    "upper branch of relu6": (claim(ddx(fn("clip", x, number(0), number(6)), x), step(0, 1), S_x), "only where x > 6"),
    "far branch": (claim(fn("relu", sub(x, 5000)), number(0), S_x), "the right side is 0 in every entry"),
    "root of a square": (claim(power(X2, number("1/2")), x, S_x), "only where x < 0"),
    "undefined": (claim(fn("log", X2), mul(2, fn("log", x)), S_x), "undefined where the left side is defined"),
    "placeholder": (claim(ddx(power(F_z, 2), z), mul(F_z, ddx(F_z, z)), S_F, S_z, sizes=["n"]), "factor 1/2"),
    "tiny term": (claim(fn("sin", x), add(fn("sin", x), mul(number("1/1000000000"), power(x, 9))), S_x), ""),
    "tinier term": (claim(fn("sin", x), mul(fn("sin", x), number(1 + Fraction(1, 10**30))), S_x), "doubles"),
    "tiny absolute term": (claim(number(0), mul(number(Fraction(1, 10**60)), x), S_x), ""),
    "far series": (claim(fn("exp", fn("exp", fn("exp", mul(4, fn("sigmoid", x))))), number(0), S_x), ""),
    "double negation": (claim(mul(x, cmp(">", x, 0)), fn("relu", neg(x)), S_x), ""),
    "unit vector": (claim(ddx(red("norm", z), z), mul(2, z), S_z, assume=[cmp("=", red("norm", z), 1)], sizes=["n"]), "factor 2"),
    "orthogonal": (claim(dot(A, A), ex.Identity(A.shape), array("A", "n", "n", assume=[Assumption.ORTHOGONAL])[1], sizes=["n"]), ""),
    "simplex": (claim(red("sum", z), red("normsq", z), array("z", "n", assume=[Assumption.SIMPLEX])[1], sizes=["n"]), "holds at n = 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_hold(name: str) -> None:
    answer = NumericDecider().decide(TRUE[name])
    assert isinstance(answer, Holds)
    assert not answer.exact
    assert isinstance(NumericDecider(seed=3).decide(TRUE[name]), Holds)


def refuted(statement: Statement, **how: Any) -> Counterexample:
    answer = NumericDecider(**how).decide(statement)
    assert isinstance(answer, Fails)
    return answer.counterexample


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_fail(name: str) -> None:
    statement, words = FALSE[name]
    found = refuted(statement)
    assert words in found.words
    assert found.left != found.right
    assert [name for name, _ in found.values] == [s.name for s in statement.symbols]
    assert len(found.component) == statement.left.shape.rank
    assert [name for name, _ in found.indices] == [b.name for b in statement.indices]


def test_a_counterexample_is_small_and_simple() -> None:
    assert refuted(FALSE["factor"][0]) == Counterexample(
        sizes=(("V", 2), ("D", 1)),
        values=(("U", (("0",), ("0",))), ("v", ("1",)), ("y", ("1", "0"))),
        indices=(),
        component=(0, 0),
        left="-1/2",
        right="-1",
        words="every entry by the factor 2; it holds at V = 1",
    )
    negatives = refuted(FALSE["repeated negatives"][0])
    assert dict(negatives.sizes) == {"V": 2, "D": 1, "K": 2}
    assert dict(negatives.values)["neg"] == ("0", "0")
    assert dict(negatives.values)["o"] == "1"
    assert (negatives.left, negatives.right) == ("1", "1/2")
    assert dict(refuted(FALSE["upper branch of relu6"][0]).values)["x"] == "7"
    assert dict(refuted(FALSE["placeholder"][0]).values)["F"] == "(x) ↦ sin(x)"
    assert refuted(FALSE["off the axis"][0]).right == "undefined"


def rows(value: Any) -> Any:
    return [rows(part) for part in value] if isinstance(value, tuple) else Fraction(value)


def test_a_counterexample_can_be_evaluated_again() -> None:
    """∂J/∂v = Uᵀ(ŷ − y) against Uᵀŷ, by mpmath and the printed values alone."""
    mp = mpmath.MPContext()
    mp.dps = 40
    found = refuted(FALSE["a term is missing"][0])
    u, c, label = (rows(dict(found.values)[name]) for name in ("U", "v", "y"))
    powers = [
        mp.exp(sum(mp.mpf(a.numerator) / a.denominator * b for a, b in zip(row, c, strict=True))) for row in u
    ]
    p = [w / sum(powers) for w in powers]
    (d,) = found.component
    left = sum(row[d] * (a - b) for row, a, b in zip(u, p, label, strict=True))
    right = sum(row[d] * a for row, a in zip(u, p, strict=True))
    assert mp.almosteq(left, mp.mpf(Fraction(found.left).numerator) / Fraction(found.left).denominator)
    assert mp.almosteq(right, mp.mpf(Fraction(found.right).numerator) / Fraction(found.right).denominator)


def test_values_meet_equations_exactly() -> None:
    found = refuted(FALSE["unit vector"][0])
    assert sum(t**2 for t in rows(dict(found.values)["z"])) == 1


def test_answers_are_the_same_every_time() -> None:
    for statement in (TRUE["an assumed sum"], FALSE["a term is missing"][0], FALSE["orthogonal"][0]):
        assert NumericDecider(7).decide(statement) == NumericDecider(7).decide(statement)


def test_forced_sizes_are_the_only_ones() -> None:
    holds = NumericDecider(sizes={"V": 6}).decide(TRUE["softmax cross-entropy by v"])
    assert isinstance(holds, Holds)
    assert dict(holds.sizes)["V"] == 6
    assert dict(refuted(FALSE["sign"][0], sizes={"V": 4}).sizes)["V"] == 4
    assert isinstance(NumericDecider(sizes={"V": 2, "D": 2}).decide(FALSE["two sizes"][0]), Holds)


def test_exceptional_points_become_conditions() -> None:
    relu = claim(fn("relu", x), cases((cmp("<", x, 0), number(0)), (cmp(">", x, 0), x)), S_x)
    for statement in (relu, claim(x, div(X2, x), S_x)):
        answer = NumericDecider().decide(statement)
        assert isinstance(answer, Holds)
        assert answer.conditions == ("x ≠ 0",)
    reverse = NumericDecider().decide(claim(div(X2, x), x, S_x))
    assert reverse == Holds((), exact=False)


def test_the_zeros_of_an_orthogonal_matrix_are_exceptional() -> None:
    q, s_q = array("Q", "n", "n", assume=[Assumption.ORTHOGONAL])
    entry = at(q, I_, J_)
    both = {"indices": [B_I, B_J], "sizes": ["n"]}
    assert isinstance(NumericDecider().decide(claim(number(1), div(entry, entry), s_q, **both)), Holds)  # type: ignore[arg-type]
    assert isinstance(NumericDecider().decide(claim(power(entry, number(2)), number(1), s_q, **both)), Fails)  # type: ignore[arg-type]


UNDECIDED: dict[str, tuple[Statement, str]] = {
    "contradiction": (claim(x, x, S_x, assume=[cmp(">", x, 0), cmp("<", x, 0)]), "no admissible point"),
    "no real solution": (claim(x, x, S_x, assume=[cmp("=", X2, -1)]), "no admissible point"),
    "too few positions": (claim(x, x, S_x, DISTINCT_neg, assume=[icmp(">", NEG_K, NEG_K)], quantified=[(B_K,)], sizes=["V", "K"]), "no admissible point"),
    "only for V = 1": (claim(x, x, S_x, S_U, S_v, S_y, assume=[cmp("=", use(P), y)], **VD), "only at V = 1"),
    "no positions": (claim(at(z, I_), 0, S_z, indices=[B_I], where=icmp("≠", I_, I_), sizes=["n"]), "no positions"),
    "nowhere defined": (claim(fn("log", neg(fn("exp", x))), x, S_x), "the left side is undefined"),
    "family as a target": (
        claim(ddx(x, ex.DefinitionRef(define("f", x, ex.ValueParameter("a", shape())), (x,), shape())), 0, S_x),
        "does not evaluate",
    ),
    "too large": (claim(array("T", "n")[0], array("T", "n")[0], array("T", "n")[1], sizes=["n"]), "too large"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNDECIDED)
def test_undecided_with_the_reason(name: str) -> None:
    statement, reason = UNDECIDED[name]
    answer = NumericDecider(sizes={"n": 10**6} if name == "too large" else {}).decide(statement)
    assert isinstance(answer, Undecided)
    assert reason in answer.reason


def test_points_are_met_where_few_are_admissible() -> None:
    statement = claim(
        BY_NEG,
        ONE_NEGATIVE,
        S_U,
        S_v,
        DISTINCT_neg,
        S_o,
        indices=[B_K],
        assume=[APART],
        sizes=["V", "D", "K"],
    )
    answer = NumericDecider().decide(statement)
    assert isinstance(answer, Holds)
    assert dict(answer.sizes)["V"] > dict(answer.sizes)["K"] > 1


@pytest.mark.parametrize(
    ("symbols", "left", "right"),
    [
        ([array("b", assume=[Assumption.BINARY])[1]], power(array("b")[0], 2), array("b")[0]),
        ([array("t", assume=[Assumption.SIGN])[1]], power(array("t")[0], 2), number(1)),
        ([array("m", assume=[Assumption.INTEGER])[1]], fn("floor", array("m")[0]), array("m")[0]),
        ([array("m", assume=[Assumption.INTEGER])[1], S_x], ddx(power(x, array("m")[0]), x),
         mul(array("m")[0], power(x, sub(array("m")[0], 1)))),
        ([array("c", assume=[Assumption.POSITIVE])[1]], fn("log", power(array("c")[0], 2)), mul(2, fn("log", array("c")[0]))),
    ],
)  # fmt: skip
def test_types_are_used(symbols: Sequence[Symbol], left: ex.Expression, right: ex.Expression) -> None:
    assert isinstance(NumericDecider().decide(claim(left, right, *symbols)), Holds)
    unassumed = [array(s.name)[1] for s in symbols]
    if len(symbols) == 1:
        assert isinstance(NumericDecider().decide(claim(left, right, *unassumed)), Fails)


def test_a_counterexample_may_be_left_as_it_was_found() -> None:
    """The verdict is the same, and so are the claim's sizes and symbols; only the numbers are not simple."""
    statement = claim(add(x, x), mul(number(3), x), S_x)
    plain, simple = (NumericDecider(simplify=simplify).decide(statement) for simplify in (False, True))
    assert isinstance(plain, Fails)
    assert isinstance(simple, Fails)
    assert simple.counterexample.values == (("x", "1"),)
    assert plain.counterexample.values != simple.counterexample.values
