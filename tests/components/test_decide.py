"""True and false claims of the usual kinds, decided component by component."""

from fractions import Fraction

import pytest
import sympy

from symderiv.components.decide import ComponentsDecider, InternalDisagreement
from symderiv.components.entries import Entry
from symderiv.components.spot import spot_check
from symderiv.language import expression as e
from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Undecided
from symderiv.language.document import Kind, Statement, Symbol
from symderiv.language.sizes import Size
from symderiv.records import replace
from tests.components.trees import (
    X,
    array,
    big,
    binder,
    cases,
    define,
    family,
    fn,
    position,
    same,
    shape,
    size,
    var,
    wrap,
)


def decide(statement: Statement, **sizes: int) -> Answer:
    return ComponentsDecider(sizes=sizes).decide(statement)


def holds(statement: Statement, *conditions: str) -> None:
    answer = decide(statement)
    assert isinstance(answer, Holds), answer
    assert answer.exact
    assert answer.conditions == conditions


def fails(statement: Statement) -> Counterexample:
    answer = decide(statement)
    assert isinstance(answer, Fails), answer
    return answer.counterexample


def sizes_of(answer: Answer) -> dict[str, int]:
    assert isinstance(answer, Holds)
    return dict(answer.sizes)


def undecided(statement: Statement) -> str:
    answer = decide(statement)
    assert isinstance(answer, Undecided), answer
    return answer.reason


x, z, w = array("x"), array("z"), array("w")
p, q = array("p", assume=["positive"]), array("q", assume=["positive"])
a, b = array("a", "n"), array("b", "n")
A, B = array("A", "n", "n"), array("B", "n", "n")
U, v = array("U", "V", "D"), array("v", "D")


def cross_entropy(y: X) -> tuple[X, X]:
    yhat = define("ŷ", fn("softmax", U @ v))
    return yhat, define("J", -(y.T @ fn("log", yhat)))


# ── True claims ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("assume", [["one-hot"], ["simplex"], ["sums to one"]])
def test_softmax_cross_entropy(assume: list[str]) -> None:
    y = array("y", "V", assume=assume)
    yhat, J = cross_entropy(y)
    holds(same(J.d(v), U.T @ (yhat - y)))
    holds(same(J.d(U), (yhat - y).outer(v)))


def test_softmax_cross_entropy_needs_the_sum() -> None:
    y = array("y", "V")
    yhat, J = cross_entropy(y)
    counter = fails(same(J.d(v), U.T @ (yhat - y)))
    assert dict(counter.sizes) == {"V": 3, "D": 2}
    assert counter.left != counter.right


def test_softmax_jacobian() -> None:
    s = array("s", "V")
    soft = fn("softmax", s)
    holds(same(soft.d(s), fn("diag", soft) - soft.outer(soft)))
    fails(same(soft.d(s), fn("diag", soft) + soft.outer(soft)))


def test_every_position_of_a_declared_index() -> None:
    o = position("o", "V")
    at = e.IndexSymbol("o", size("V"))
    yhat = define("ŷ", fn("softmax", U @ v))
    J = define("J", -fn("log", yhat[at]))
    w_ = var("w", "V")
    delta = X(e.IndexCompare("=", w_, at))
    holds(same(J.d(U, w_), (yhat[w_] - delta) * v, [binder("w", "V")], positions=[o]))
    where = e.IndexCompare("≠", w_, at)
    holds(same(J.d(U, w_), yhat[w_] * v, [binder("w", "V")], where=X(where), positions=[o]))
    fails(same(J.d(U, w_), yhat[w_] * v, [binder("w", "V")], positions=[o]))


@pytest.mark.parametrize("assume", [[], ["distinct"]])
def test_negative_sampling_needs_distinct_samples(assume: list[str]) -> None:
    neg = position("neg", "V", "K", assume=assume)
    o = position("o", "V")
    k, m = var("k", "K"), var("m", "K")
    sort = size("V")
    u_o = U[e.IndexSymbol("o", sort)]

    def u(letter: e.Index) -> X:
        return U[e.IndexElement("neg", (letter,), sort)]

    J = define(
        "J",
        -fn("log", fn("sigmoid", u_o @ v))
        - big("sum", fn("log", fn("sigmoid", -(u(k) @ v))), binder("k", "K")),
    )
    claim = J.d(U, e.IndexElement("neg", (m,), sort))
    right = (1 - fn("sigmoid", -(u(m) @ v))) * v
    excluded = X(e.Excludes(e.IndexSymbol("o", sort), "neg"))
    statement = same(claim, right, [binder("m", "K")], assume=[excluded], positions=[neg, o])
    answer = decide(statement, V=4, K=2, D=2)
    assert isinstance(answer, Holds if assume else Fails), answer


def test_negative_sampling_by_the_centre() -> None:
    K = array("N", "K", "D")
    u = array("u", "D")
    J = -fn("log", fn("sigmoid", u.T @ v)) - fn("sum", fn("log", fn("sigmoid", -(K @ v))))
    holds(same(J.d(v), (fn("sigmoid", u.T @ v) - 1) * u + K.T @ (1 - fn("sigmoid", -(K @ v)))))


def test_two_layer_network() -> None:
    n, W, c, V2, d, y = (array("x", "D"), array("W", "D", "H"), array("c", "H"), array("Q", "H", "C"),
                         array("d", "C"), array("y", "C", assume=["one-hot"]))  # fmt: skip
    h = define("h", fn("sigmoid", (n.T @ W).T + c))
    yhat = define("ŷ", fn("softmax", (h.T @ V2).T + d))
    J = define("J", -(y.T @ fn("log", yhat)))
    delta = (V2 @ (yhat - y)) * h * (1 - h)
    holds(same(J.d(V2), h.outer(yhat - y)))
    holds(same(J.d(W), n.outer(delta)))
    holds(same(J.d(n), W @ delta))
    holds(same(J.d(h), V2 @ (yhat - y)))
    fails(same(J.d(W), n.outer((V2 @ (yhat - y)) * h)))


def test_identities_of_sigmoid_and_tanh() -> None:
    s = fn("sigmoid", x)
    holds(same(s.d(x), s * (1 - s)))
    holds(same(1 - s, fn("sigmoid", -x)))
    holds(same(fn("tanh", x), 2 * fn("sigmoid", 2 * x) - 1))
    holds(same(fn("tanh", x).d(x), 1 - fn("tanh", x) ** 2))
    holds(same(fn("log", 1 - s), fn("log", s) - x))
    holds(same(fn("softplus", x).d(x), s))
    holds(same(fn("log", s), -fn("softplus", -x)))


def test_logsumexp_is_invariant_under_shifts() -> None:
    holds(same(fn("logsumexp", a - x), fn("logsumexp", a) - x))
    holds(same(fn("softmax", a - x), fn("softmax", a)))
    fails(same(fn("logsumexp", a - x), fn("logsumexp", a) + x))


def test_exponentials_and_logarithms_of_constants() -> None:
    holds(same(fn("sqrt", wrap(8)), 2 * fn("sqrt", wrap(2))))
    holds(same(fn("sqrt", wrap(6)), fn("sqrt", wrap(2)) * fn("sqrt", wrap(3))))
    holds(same(fn("log", wrap(12)), 2 * fn("log", wrap(2)) + fn("log", wrap(3))))
    holds(same(fn("exp", x / 2) * fn("exp", x / 3), fn("exp", 5 * x / 6)))
    holds(same(fn("exp", 1 + x), X(e.Constant("e")) * fn("exp", x)))
    holds(same(fn("exp", 2 * fn("log", p)), p**2))
    holds(same(fn("log2", 8 * p), 3 + fn("log", p) / fn("log", wrap(2))))
    fails(same(fn("sqrt", wrap(8)), 2 * fn("sqrt", wrap(3))))


def test_powers() -> None:
    holds(same(fn("log", p * q), fn("log", p) + fn("log", q)))
    holds(same((p**x) * p, p ** (x + 1)))
    holds(same((p**x).d(x), fn("log", p) * p**x))
    holds(same((p ** wrap("3/2")).d(p), wrap("3/2") * fn("sqrt", p)))
    third = wrap("1/3")
    holds(same((x**third) ** 3, x))
    holds(same((-x) ** third, -(x**third)))


def test_angles() -> None:
    holds(same(fn("sin", x) ** 2 + fn("cos", x) ** 2, 1))
    holds(same(fn("sin", x + z), fn("sin", x) * fn("cos", z) + fn("cos", x) * fn("sin", z)))
    holds(same(fn("cos", 2 * x), 1 - 2 * fn("sin", x) ** 2))
    holds(same(fn("tan", x).d(x), 1 + fn("tan", x) ** 2))
    fails(same(fn("sin", x).d(x), -fn("cos", x)))


def test_norms_and_matrices() -> None:
    holds(same(fn("normsq", a).d(a), 2 * a))
    answer = decide(same(fn("norm", a).d(a), a / fn("norm", a)))
    assert isinstance(answer, Holds)
    assert answer.conditions == ("a[0]**2 + a[1]**2 + a[2]**2 ≠ 0",)
    holds(same((a.T @ A @ a).d(a), (A + A.T) @ a))
    S = array("S", "n", "n", assume=["symmetric"])
    holds(same((a.T @ S @ a).d(a), 2 * (S @ a)))
    fails(same((a.T @ A @ a).d(a), 2 * (A @ a)))


def test_inverse_and_determinant() -> None:
    inverse = fn("inv", A)
    holds(same(A @ inverse, X(e.Identity(shape("n", "n")))))
    answer = decide(same(fn("det", A).d(A), fn("det", A) * inverse.T))
    assert isinstance(answer, Holds)
    assert [condition[-4:] for condition in answer.conditions] == [" ≠ 0"]
    holds(same(fn("logdet", A).d(A), inverse.T))
    holds(same((a.T @ inverse @ b).d(A), -((inverse.T @ a).outer(inverse @ b))))
    fails(same((a.T @ inverse @ b).d(A), -((inverse @ a).outer(inverse @ b))))


def test_structured_matrices() -> None:
    Q = array("Q", "n", "n", assume=["orthogonal"])
    holds(same(Q.T @ Q, X(e.Identity(shape("n", "n")))))
    counter = fails(same(fn("det", Q), 1))
    assert counter.left == "-1"
    P = array("P", "n", "n", assume=["invertible", "positive-definite", "symmetric"])
    holds(same(P.T, P))
    holds(same(fn("logdet", P).d(P), fn("inv", P)))
    s = array("s", "n", assume=["sign"])
    holds(same(s.T @ s, X(e.SizeNumber(size("n")))))
    t = array("t", "n", assume=["binary"])
    holds(same(t * t, t))
    fails(same(s * s, s))


def test_derivative_by_a_definition_and_by_a_family() -> None:
    s = define("s", U @ v)
    y = array("y", "V", assume=["one-hot"])
    J = define("J", -(y.T @ fn("log_softmax", s)))
    holds(same(J.d(s), fn("softmax", s) - y))
    k = var("k", "D")
    member = family("g", (a[0] + v[k]) ** 2, e.IndexParameter("k", size("D")))
    F = define("F", big("sum", fn("exp", member(k)), binder("k", "D")))
    members = F.with_(member.target.node)
    holds(same(F.d(members, k), fn("exp", member(k)), [binder("k", "D")]))


def test_second_derivatives() -> None:
    s = array("s", "V")
    soft = fn("softmax", s)
    holds(same(fn("logsumexp", s).d(s).d(s), fn("diag", soft) - soft.outer(soft)))


def test_placeholders() -> None:
    f = Symbol("f", Kind.FUNCTION, shape(), arguments=(shape(),))

    def call(argument: X) -> X:
        return argument.with_(e.Call("f", (argument.node,), shape()))

    def prime(argument: X, order: int = 1) -> X:
        return argument.with_(e.Prime(e.Call("f", (argument.node,), shape()), argument.node, order, shape()))

    holds(same(call(x**2).d(x), 2 * x * prime(x**2), positions=[f]))
    holds(same(call(x * z).d(x).d(z), prime(x * z) + x * z * prime(x * z, 2), positions=[f]))
    undecided(same(call(x**2).d(x), x * prime(x**2), positions=[f]))


def test_prime_of_a_definition() -> None:
    t = X(e.ParameterRef("t", shape()))
    f = family("f", fn("exp", t**2), e.ValueParameter("t", shape()))
    prime = x.with_(e.Prime(f.definition, (3 * x).node, 1, shape()))
    holds(same(prime, 6 * x * fn("exp", 9 * x**2)))


# ── Assumptions ─────────────────────────────────────────────────────────────────────────────────


def test_equations_among_the_assumptions() -> None:
    i = var("i", "n")
    total = big("sum", a[i], binder("i", "n"))
    holds(same(fn("sum", a), 1, assume=[total.compare("=", 1)]))
    holds(same((a.T @ A @ a).d(a), 2 * (A @ a), assume=[A.compare("=", A.T)]))
    fails(same(fn("sum", a), 2, assume=[total.compare("=", 1)]))


def test_assumptions_that_cannot_be_met_or_used() -> None:
    assert "admissible" in undecided(same(x, x + 1, assume=[wrap(1).compare("=", 2)]))
    assert "no entry linearly" in undecided(same(x, x + 1, assume=[(x**2).compare("=", -1)]))
    assert "admissible" in undecided(same(x, x, assume=[(x**2).compare("<", 0)]))


def test_inequalities_discharge_domains() -> None:
    holds(same(fn("log", x**2), 2 * fn("log", x), assume=[x.compare(">", 0)]))
    holds(same(fn("abs", x), -x, assume=[x.compare("<", 0)]))
    fails(same(fn("abs", x), -x, assume=[x.compare(">", 0)]))


# ── Domains and kinks ───────────────────────────────────────────────────────────────────────────


def test_removable_singularities() -> None:
    hole = (x**2 - 1) / (x - 1)
    holds(same(hole, x + 1))
    holds(same(x + 1, hole), "x - 1 ≠ 0")
    holds(same(x / x, 1))
    holds(same(wrap(1), x / x), "x ≠ 0")


def test_traps_of_logarithms_and_roots() -> None:
    assert fails(same(fn("log", x**2), 2 * fn("log", x))).right == "undefined"
    holds(same(2 * fn("log", x), fn("log", x**2)))
    assert fails(same(fn("log", x * z), fn("log", x) + fn("log", z))).right == "undefined"
    fails(same(fn("sqrt", x**2), x))
    holds(same(fn("sqrt", x**2), fn("abs", x)))
    assert fails(same(fn("sqrt", x * z), fn("sqrt", x) * fn("sqrt", z))).right == "undefined"
    fails(same(x, fn("log", fn("exp", x)) + 0 * fn("log", x)))
    fails(same(fn("sqrt", (x + z) ** 2), x + z))
    fails(same(fn("sqrt", x**2 + 2 * x * z + z**2), x + z))
    # Generators must be drawn apart from the points: an e that equals p would make log p = 1.
    fails(same(fn("abs", fn("log", p**2)), fn("log", p**2)))


def test_undefined_everywhere() -> None:
    assert "no admissible point" in undecided(same(fn("log", wrap(-1)), fn("log", wrap(-1))))
    assert "no admissible point" in undecided(same((x - x) / (x - x), 1))
    assert "no admissible point" in undecided(same(fn("sqrt", -1 - x**2), x))
    assert fails(same(x, x * ((x - x) / (x - x)))).right == "undefined"


def test_nothing_follows_where_digits_hide_the_difference() -> None:
    tiny = wrap("1e-40")
    answer = decide(same(fn("exp", x) + tiny, fn("exp", x)))
    assert not isinstance(answer, Holds)
    assert isinstance(decide(same(x + tiny, x)), Fails)


def test_kinks() -> None:
    relu = fn("relu", x)
    holds(same(relu.d(x), x.compare(">", 0)), "x ≠ 0")
    holds(same(relu, cases((x.compare(">", 0), x), otherwise=wrap(0))))
    holds(same(relu, cases((x.compare("<", 0), wrap(0)), (x.compare(">", 0), x))), "x ≠ 0")
    holds(same(fn("abs", x), relu + fn("relu", -x)))
    holds(same(fn("maximum", x, z), (x + z + fn("abs", x - z)) / 2))
    holds(same(fn("relu", 2 * a), 2 * fn("relu", a)))
    fails(same(relu.d(x), x.compare("<", 0)))
    fails(same(relu, x))
    fails(same(fn("minimum", relu, wrap(6)), relu))
    fails(same(fn("abs", x * z), x * z))
    fails(same(fn("clip", x, wrap(0), wrap(1)), fn("relu", x)))
    holds(same(fn("clip", x, wrap(0), wrap(1)), fn("relu", x) - fn("relu", x - 1)))


def test_branches_need_no_value_where_they_do_not_apply() -> None:
    safe = cases((x.compare(">", 0), fn("log", x)), otherwise=wrap(0))
    holds(same(safe + x - x, safe))
    holds(same(safe.d(x), cases((x.compare(">", 0), 1 / x), otherwise=wrap(0))), "x ≠ 0")
    fails(same(cases((x.compare(">", 0), x), otherwise=-x), x))
    assert fails(same(x, cases((x.compare(">", 0), x)))).right == "undefined"


def test_integers_are_no_exceptional_points() -> None:
    k = array("k", assume=["integer"])
    answer = decide(same(k.compare("=", 0), 0 * k))
    assert not isinstance(answer, Holds)


def test_products_know_no_transpose_at_square_sizes() -> None:
    fails(same(A @ B, B @ A))
    fails(same((A @ a).d(a), A.T))
    fails(same((A @ a).d(a, wrt_first=True), A))
    holds(same((A @ a).d(a, wrt_first=True), A.T))


def test_a_right_side_that_leaves_its_axis() -> None:
    i = var("i", "n")
    after = e.IndexSum(((1, i),), Size.number(1), size("n"))
    before_last = binder("i", "n", upper=size("n") - Size.number(2))
    holds(same(a[after] - a[after], a[i] - a[i], [before_last]))
    assert fails(same(a[i], a[i] + 0 * a[after], [binder("i", "n")])).right == "undefined"


def test_numbers_that_contradict_an_exact_identity_surface() -> None:
    s = sympy.Symbol("s0", real=True)
    point = {s: Fraction(1, 2)}
    assert spot_check([(Entry(s + s), Entry(2 * s))], [point]) == 1
    with pytest.raises(InternalDisagreement):
        spot_check([(Entry(s), Entry(2 * s))], [point])


# ── The decider itself ──────────────────────────────────────────────────────────────────────────


def test_sizes_are_forced_or_taken_from_the_file_or_chosen() -> None:
    claim = same(fn("normsq", a).d(a), 2 * a)
    assert sizes_of(decide(claim)) == {"n": 3}
    assert sizes_of(decide(claim, n=2)) == {"n": 2}
    given = replace(claim, sizes=(("n", 5),))
    assert sizes_of(decide(given)) == {"n": 5}
    assert sizes_of(decide(given, n=4)) == {"n": 4}


def test_too_large_a_size_is_given_up() -> None:
    claim = replace(same(A @ B, A @ B), sizes=(("n", 400),))
    assert sizes_of(decide(claim)) == {"n": 3}
    assert isinstance(decide(claim, n=400), Undecided)


def test_components_are_shown_in_the_names_of_the_file() -> None:
    views = ComponentsDecider().components(same(fn("normsq", a).d(a), a + a))
    assert [view.component for view in views] == [(0,), (1,), (2,)]
    assert (views[1].left, views[1].right) == ("2*a[1]", "2*a[1]")


def test_a_counterexample_shows_every_symbol() -> None:
    counter = fails(same(x * fn("sum", a), x + fn("sum", a)))
    assert [name for name, _ in counter.values] == ["x", "a"]
    assert len(dict(counter.values)["a"]) == dict(counter.sizes)["n"]
