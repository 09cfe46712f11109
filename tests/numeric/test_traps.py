"""Where a careless search errs: rounding, types that stand together, kinks far out and close together."""

from collections.abc import Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from symderiv.language import expression as ex
from symderiv.language.answer import Counterexample, Fails, Holds, Undecided
from symderiv.language.document import Assumption, Statement
from symderiv.numeric.exact_point import written_pair
from symderiv.numeric.fields import Digits
from symderiv.numeric.landmarks import landmarks
from symderiv.numeric.refute import NumericDecider
from symderiv.reading.load import load_document
from symderiv.source import Source
from tests.numeric.trees import (
    add,
    array,
    at,
    cases,
    claim,
    cmp,
    ddx,
    div,
    dot,
    fn,
    mul,
    neg,
    number,
    position,
    power,
    sub,
    tr,
)

SEEDS = range(3)
A = Assumption
x, S_x = array("x")
o, S_o = position("o", "n")
k, S_k = array("k", assume=[A.INTEGER])
PI = ex.Constant("pi")
N = ["n"]


def same(left: ex.Expression, right: ex.Expression | int, *assume: ex.Expression) -> Statement:
    return claim(left, right, S_x, assume=assume)


def typed(rank: int, assume: Sequence[A], left: str) -> Statement:
    """A claim about an entry, a square or the transpose of an array with these assumptions."""
    y, S_y = array("y", *N * rank, assume=assume)
    if left == "|1 - y_o| = 1 - y_o":
        return claim(fn("abs", sub(1, at(y, o))), sub(1, at(y, o)), S_y, S_o, sizes=N)
    square = dot(y, y) if rank == 2 else y
    sides: dict[str, tuple[ex.Expression, ex.Expression]] = {
        "y² = y": (mul(y, y), y),
        "y³ = y": (mul(y, mul(y, y)), y),
        "y y = I": (square, ex.Identity(y.shape)),
        "y = I": (y, ex.Identity(y.shape)),
        "y = yᵀ": (y, tr(y)),
        "y = 1": (y, number(1)),
    }
    return claim(*sides[left], S_y, S_o, sizes=N)


TOGETHER: list[tuple[int, Sequence[A], str]] = [
    *((1, (A.SUMS_TO_ONE, a), "|1 - y_o| = 1 - y_o") for a in (A.NONNEGATIVE, A.POSITIVE, A.BINARY)),
    (1, (A.SUMS_TO_ONE, A.INTEGER, A.NONNEGATIVE), "y² = y"),
    (1, (A.SIMPLEX, A.INTEGER), "y² = y"),
    *((2, (A.ORTHOGONAL, A.SYMMETRIC), left) for left in ("y = yᵀ", "y y = I")),
    (2, (A.ORTHOGONAL, A.POSITIVE_DEFINITE, A.SYMMETRIC, A.INVERTIBLE), "y = I"),
    *((2, (A.ONE_HOT, A.SYMMETRIC), left) for left in ("y = yᵀ", "y y = I")),
    (2, (A.SIMPLEX, A.SYMMETRIC), "y = yᵀ"),
    (2, (A.ORTHOGONAL, A.INTEGER), "y³ = y"),
    (2, (A.ORTHOGONAL, A.BINARY), "y² = y"),
    (2, (A.INVERTIBLE, A.SIGN), "y³ = y"),
    (2, (A.INVERTIBLE, A.BINARY), "y² = y"),
    *(
        (0, pair, "y = 1")
        for pair in ((A.SIGN, A.POSITIVE), (A.SIGN, A.NONNEGATIVE), (A.BINARY, A.POSITIVE), (A.BINARY, A.NONZERO))
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rank", "assume", "left"), TOGETHER, ids=str)
def test_types_hold_together(rank: int, assume: Sequence[A], left: str) -> None:
    for seed in SEEDS:
        assert isinstance(NumericDecider(seed).decide(typed(rank, assume, left)), Holds)


def test_arrays_under_several_assumptions_vary() -> None:
    for rank, assume, left in (
        (2, (A.ORTHOGONAL, A.SYMMETRIC), "y = I"),
        (2, (A.ORTHOGONAL, A.SYMMETRIC), "y³ = y"),
        (2, (A.ONE_HOT, A.SYMMETRIC), "y = I"),
        (2, (A.SIMPLEX, A.SYMMETRIC), "y y = I"),
        (2, (A.ORTHOGONAL, A.INTEGER), "y² = y"),
        (1, (A.SUMS_TO_ONE, A.INTEGER), "|1 - y_o| = 1 - y_o"),
    ):
        assert isinstance(NumericDecider().decide(typed(rank, assume, left)), Fails), (assume, left)


def test_types_that_exclude_each_other_admit_no_point() -> None:
    answer = NumericDecider(sizes={"n": 2}).decide(typed(1, (A.SUMS_TO_ONE, A.SIGN), "y = yᵀ"))
    assert isinstance(answer, Undecided)
    assert answer.reason.startswith("no admissible point was found")


# ── Rounding ────────────────────────────────────────────────────────────────────────────────────

FAR = fn("sigmoid", mul(1000, x))
NOISE = sub(1, add(power(fn("sin", x), 2), power(fn("cos", x), 2)))
TRUE: dict[str, Statement] = {
    "negative sampling": same(ddx(neg(fn("log", sub(1, FAR))), x), mul(1000, FAR)),
    "1 - σ": same(sub(1, FAR), fn("sigmoid", neg(mul(1000, x)))),
    "cosh - sinh": same(fn("exp", neg(mul(99, x))), sub(fn("cosh", mul(99, x)), fn("sinh", mul(99, x)))),
    "1 - tanh²": same(sub(1, power(fn("tanh", mul(99, x)), 2)), div(1, power(fn("cosh", mul(99, x)), 2))),
    "a landmark far out": same(
        sub(1, fn("sigmoid", x)), add(fn("sigmoid", neg(x)), mul(0, fn("relu", sub(x, 810))))
    ),
    "a sum of squares": same(NOISE, 0),
    "the root of what rounding left": same(number(0), fn("sqrt", NOISE)),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_rounding_does_is_no_difference(name: str) -> None:
    for seed in range(6):
        assert isinstance(NumericDecider(seed).decide(TRUE[name]), Holds)


@pytest.mark.parametrize("right", [number(0), fn("tan", div(PI, number(2)))], ids=["0", "itself"])
def test_values_that_change_with_the_digits_tell_nothing(right: ex.Expression) -> None:
    answer = NumericDecider().decide(same(fn("tan", div(PI, number(2))), right))
    assert isinstance(answer, Undecided)
    assert "rounding" in answer.reason


@pytest.mark.parametrize(
    "assumption",
    [cmp("=", sub(1, FAR), 0), cmp("≥", FAR, 1), cmp("=", div(1, x), add(2, div(1, x)))],
    ids=["1 - σ = 0", "σ ≥ 1", "1/x = 2 + 1/x"],
)
def test_rounding_meets_no_assumption(assumption: ex.Expression) -> None:
    for seed in SEEDS:
        answer = NumericDecider(seed).decide(same(x, add(x, 1), assumption))
        assert isinstance(answer, Undecided)
        assert answer.reason.startswith("no admissible point was found")


def test_equations_with_steps_and_poles() -> None:
    for assumption, value in (
        (cmp("=", div(1, x), 2), Fraction(1, 2)),
        (cmp("=", add(x, fn("sign", x)), 3), Fraction(2)),
    ):
        for seed in SEEDS:
            assert isinstance(NumericDecider(seed).decide(same(x, number(value), assumption)), Holds)
            assert isinstance(NumericDecider(seed).decide(same(x, 1, assumption)), Fails)
    steps = cmp("=", fn("floor", x), 2)
    assert isinstance(NumericDecider().decide(same(fn("floor", add(x, 1)), 3, steps)), Holds)
    assert isinstance(NumericDecider().decide(same(x, 2, steps)), Fails)


def test_solutions_of_equations_lie_on_steps() -> None:
    root = cmp("=", power(x, 2), 2)
    step = cases((cmp("=", power(x, 2), 2), number(1)), otherwise=number(0))
    kink = ddx(fn("abs", sub(power(x, 2), 2)), x)
    for seed in SEEDS:
        for statement in (same(step, 1, root), same(kink, 7, root)):
            assert not isinstance(NumericDecider(seed).decide(statement), Fails)


def test_measured_digits_know_how_far_numbers_reach() -> None:
    digits = Digits(120, measured=True)
    digits.elementary("sigmoid", np.array([Fraction(810)], dtype=object))
    assert digits.reach > 350
    assert not digits.doubtful
    digits.restart()
    assert digits.reach == 0
    digits.elementary("sqrt", np.array([digits.context.mpf(10) ** -90 * -1], dtype=object))
    assert digits.doubtful


# ── Landmarks ───────────────────────────────────────────────────────────────────────────────────


def relu(e: ex.Expression) -> ex.Expression:
    return fn("relu", e)


def clipped(bound: ex.Expression) -> Statement:
    return same(fn("clip", x, neg(bound), bound), x)


def only_at(value: int) -> Statement:
    return claim(cases((cmp("=", k, value), number(1)), otherwise=number(0)), 0, S_k)


FALSE: dict[str, Statement] = {
    "a product": same(relu(sub(x, mul(1000, 10))), 0),
    "a power": same(relu(sub(x, power(number(10), 9))), 0),
    "clip by a product": clipped(mul(50, 50)),
    "clip by a large number": clipped(number(10**6)),
    "sign": same(fn("sign", add(x, 10**8)), 1),
    "abs": same(fn("abs", sub(x, 10**5)), sub(10**5, x)),
    "a thin tent": same(relu(sub(number("1/100"), fn("abs", sub(x, number("1/2"))))), 0),
    "a thin window": same(mul(relu(sub(x, 4)), relu(sub(number("401/100"), x))), 0),
    "far whole numbers": claim(relu(sub(k, mul(1000, 1000))), 0, S_k),
    "one whole number": only_at(17),
    "one large whole number": only_at(12345),
}


def refuted(statement: Statement, seed: int = 0) -> Counterexample:
    answer = NumericDecider(seed).decide(statement)
    assert isinstance(answer, Fails)
    return answer.counterexample


@pytest.mark.parametrize("name", FALSE)
def test_kinks_are_found(name: str) -> None:
    for seed in SEEDS:
        refuted(FALSE[name], seed)


def test_landmarks_are_few_and_only_where_something_changes() -> None:
    many = same(
        relu(sub(x, add(*(mul(a, 7) for a in (3, 5))))), relu(mul(relu(sub(x, 11)), relu(sub(x, 13))))
    )
    assert 0 < len(landmarks(many).places) <= 28
    assert landmarks(same(mul(number(10**6), x), x)).places == ()


# ── Words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("power_of_ten", [9, 25, 30, 40])
def test_different_numbers_are_printed_differently(power_of_ten: int) -> None:
    found = refuted(same(mul(fn("exp", x), number(1 + Fraction(1, 10**power_of_ten))), fn("exp", x)))
    assert Fraction(found.left) > Fraction(found.right)
    assert ("." in found.left) == ("." in found.right)


def test_pairs_are_spelled_alike() -> None:
    context = mpmath.MPContext()
    context.dps = 120
    one, more = context.mpf(1), 1 + context.mpf(10) ** -41
    assert written_pair(one, more) == ("1.0", f"1.{'0' * 40}1")
    assert written_pair(one / 2, one / 3) == ("1/2", "1/3")
    assert written_pair(one, context.mpf("nan")) == ("1", "undefined")


def example(x: str, left: str, right: str) -> Counterexample:
    return Counterexample((), (("x", x),), (), (), left, right, "the sides differ")


def test_a_point_that_another_decider_found_is_looked_at() -> None:
    statement = same(fn("relu", sub(number(Fraction(1, 100)), fn("abs", x))), 0)
    decider = NumericDecider()
    assert isinstance(decider.decide_at(statement, example("0", "1/100", "0")), Fails)
    assert isinstance(decider.decide_at(statement, example("1", "1", "0")), Holds)
    assert isinstance(decider.decide_at(statement, example("1", "1", "1")), Undecided)


def test_a_point_off_the_types_is_no_counterexample() -> None:
    y, declared = array("x", assume=[A.POSITIVE])
    found = NumericDecider().decide_at(claim(y, 1, declared), example("-1", "-1", "1"))
    assert isinstance(found, Undecided)


def test_what_solving_an_equation_leaves_over_is_no_difference() -> None:
    (y, S_y), (v, S_v) = array("y", "n"), array("v", "n")
    p = fn("softmax", v)
    statement = claim(dot(sub(p, y), v), 0, S_v, S_y, assume=[cmp("=", p, y)], sizes=N)
    for seed in SEEDS:
        assert isinstance(NumericDecider(seed).decide(statement), Holds)


# ── Sizes ───────────────────────────────────────────────────────────────────────────────────────

WORDS = """
sizes: [V, D, K]
symbols: {U: 'matrix[V, D]', x: 'vector[D]', t: scalar, neg: 'index[V][K]', o: 'index[V]'}

derivations:
"""


@pytest.mark.parametrize(
    "claim",
    [
        "prove: t + relu(D − 6) = t",
        "prove: 't + relu(K − 3) U_{neg_k} x = t', for: k",
        "prove: 't = {t if D ≤ 7; 2 t otherwise}'",
        "prove: 't = {t if D < 9; 2 t otherwise}'",
        "prove: 'x_i = {2 x_i if i = 7; x_i otherwise}', for: i",
        "prove: 'maximum(D, 5) t = 5 t'",
        "prove: 'Σ_{j=-2}^{2} x_{i+j} = x_i', for: i",
    ],
)
def test_what_fails_at_larger_sizes_alone_is_found(claim: str) -> None:
    statement = load_document(Source("t", f"{WORDS}  - {{{claim}}}\n")).obligations[0].claim
    assert isinstance(statement, Statement), statement
    assert isinstance(NumericDecider().decide(statement), Fails)
