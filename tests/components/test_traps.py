"""Traps around kinks, one-hots, positions and conditions; and what is shared between statements."""

from symderiv.components.decide import ComponentsDecider
from symderiv.language import expression as e
from symderiv.language.answer import Answer, Counterexample, Fails, Holds
from symderiv.language.document import Statement
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


x, a = array("x"), array("a", "n")
U, v = array("U", "V", "D"), array("v", "D")


def test_squares_of_norms_and_absolute_values_have_no_kink() -> None:
    X_, y, theta = array("X", "N", "D"), array("y", "N"), array("θ", "D")
    r = X_ @ theta - y
    gradient = 2 * (X_.T @ r)
    holds(same((fn("norm", r) ** 2).d(theta), gradient))
    named = define("n", fn("norm", r))
    holds(same((named**2).d(theta), gradient))
    holds(same((fn("abs", x) ** 2).d(x), 2 * x))
    fails(same((fn("norm", r) ** 2).d(theta), X_.T @ r))
    # What keeps its kink must keep its condition.
    holds(same((fn("abs", x) ** 3).d(x), 3 * x * fn("abs", x)), "x ≠ 0")
    holds(same(fn("norm", r).d(theta), (X_.T @ r) / fn("norm", r)), "the argument of norm ≠ 0")
    both = fn("norm", a) ** 2 + fn("norm", a)
    holds(same(both.d(a), 2 * a + a / fn("norm", a)), "a[0]**2 + a[1]**2 + a[2]**2 ≠ 0")


def test_steps_of_a_network_are_held_free() -> None:
    W1, W2, n = array("W", "H", "D"), array("Q", "C", "H"), array("x", "D")
    h = define("h", fn("relu", W1 @ n))
    J = define("J", fn("logsumexp", W2 @ h))
    error = W2.T @ fn("softmax", W2 @ h)
    holds(same(J.d(n), W1.T @ (error * (W1 @ n).compare(">", 0))), "the argument of relu ≠ 0")
    holds(same(J.d(n), W1.T @ (error * (W1 @ n).compare("≥", 0))), "the argument of relu ≠ 0")
    fails(same(J.d(n), W1.T @ (error * (W1 @ n).compare("<", 0))))
    fails(same(J.d(n), W1.T @ error))


def test_signs_are_told_apart_where_free_steps_do_not_tell() -> None:
    up, down = x.compare(">", 0), x.compare("<", 0)
    holds(same(fn("relu", x) * fn("relu", x), x * fn("relu", x)))
    holds(same(fn("relu", x) * fn("relu", -x), 0))
    holds(same(fn("abs", fn("relu", x)), fn("relu", x)))
    holds(same(up + x.compare("≤", 0), 1))
    holds(same(up + down, 1), "x ≠ 0")
    holds(same(fn("sign", x) ** 2, 1), "x ≠ 0")
    fails(same(up + down, 0))
    fails(same(fn("max", a), a[0]))


def test_what_one_branch_needs_is_not_granted_to_the_others() -> None:
    safe = cases((x.compare(">", 0), fn("log", x)), otherwise=x)
    fails(same(safe, cases((x.compare(">", 0), fn("log", x)), otherwise=fn("abs", x))))
    assert fails(same(safe, fn("log", x))).right == "undefined"
    half = cases((x.compare(">", 0), fn("sqrt", x)), otherwise=fn("relu", x))
    fails(same(half, cases((x.compare(">", 0), fn("sqrt", x)), otherwise=x)))


def test_a_condition_that_fails_on_a_whole_side_of_a_kink_is_no_exception() -> None:
    down, up = x.compare("<", 0), x.compare(">", 0)
    assert fails(same(x**2, x**2 * down / down)).right == "undefined"
    assert fails(same(x, x * (fn("relu", x) - x) / (fn("relu", x) - x))).right == "undefined"
    assert fails(same(x**2, x**2 + 0 * fn("log", up))).right == "undefined"


def test_a_step_at_the_end_of_a_domain() -> None:
    one = fn("sqrt", x) - fn("sqrt", x) + 1
    holds(same(one, x.compare(">", 0)), "x ≠ 0")
    holds(same(fn("sqrt", x) * one, fn("sqrt", x)))


def test_ones_signs_and_bits_at_once_or_one_by_one() -> None:
    t, s = array("t", "n", assume=["binary"]), array("s", "n", assume=["sign"])
    y = array("y", "V", assume=["one-hot"])
    holds(same(t * t * a, t * a))
    holds(same(s * s * a, a))
    holds(same(y * y, y))
    holds(same(fn("exp", y * x), 1 + y * (fn("exp", x) - 1)))
    holds(same(1 / (1 - 2 * y), 1 - 2 * y))
    holds(same(fn("relu", y - wrap("1/2")), y / 2))
    fails(same(fn("relu", y - wrap("1/2")), y))
    # Loose entries would hide that a bit may be 0: the conditions must be looked at one by one.
    assert fails(same(1 + 0 * t, t / t)).right == "undefined"
    assert fails(same(y, y / y)).right == "undefined"


def test_one_hot_matrices_at_declared_positions() -> None:
    S, t = array("S", "N", "V"), position("t", "V", "N")
    Y = array("Y", "N", "V", assume=["one-hot"], at="t")
    i, j = var("i", "N"), var("j", "V")
    at = e.IndexElement("t", (i,), size("V"))
    P = define("P", fn("softmax", S))
    J = define("J", -big("sum", fn("log", P[i, at]), binder("i", "N")))
    holds(same(J.d(S), P - Y, positions=[t]))
    holds(same(J, -fn("sum", Y * fn("log", P)), positions=[t]))
    delta = X(e.IndexCompare("=", j, at))
    holds(same(J.d(S, i, j), P[i, j] - delta, [binder("i", "N"), binder("j", "V")], positions=[t]))
    fails(same(J.d(S), P + Y, positions=[t]))
    free = array("Y", "N", "V", assume=["one-hot"])
    fails(same(J.d(S), P - free, positions=[t]))


def test_prime_of_an_operator() -> None:
    def prime(name: str, order: int = 1) -> X:
        return a.with_(e.Prime(name, (2 * a).node, order, a.shape))

    s = fn("sigmoid", 2 * a)
    holds(same(prime("sigmoid"), s * (1 - s)))
    holds(same(prime("sigmoid", 2), s * (1 - s) * (1 - 2 * s)))
    holds(same(prime("relu"), a.compare(">", 0)), "a[0] ≠ 0", "a[1] ≠ 0", "a[2] ≠ 0")
    fails(same(prime("sigmoid"), 2 * s * (1 - s)))


def test_derivative_by_a_parameter() -> None:
    u = X(e.ParameterRef("u", shape("n")))
    inner = fn("exp", u.T @ u)
    F = family("F", inner.d(u), e.ValueParameter("u", shape("n")))
    value = fn("exp", 4 * (a.T @ a))
    holds(same(F(2 * a), 4 * a * value))
    fails(same(F(2 * a), 8 * a * value))


def test_distinct_positions_among_the_assumptions() -> None:
    neg = position("neg", "V", "K")
    sort = size("V")
    k, m = var("k", "K"), var("m", "K")
    total = big("sum", X(e.SymbolRef("c", shape("V")), array("c", "V").symbols)[e.IndexElement("neg", (k,), sort)],
                binder("k", "K"))  # fmt: skip
    c = array("c", "V")
    at = e.IndexElement("neg", (m,), sort)
    claim = same(total.d(c, at), 1, [binder("m", "K")], positions=[neg])
    fails(claim)
    distinct = replace(claim, assumptions=(e.Distinct("neg"),), quantified=((),))
    holds(distinct)


def test_sizes_are_pairwise_different_and_leave_room_for_the_indices() -> None:
    o, neg = position("o", "V"), position("neg", "V", "K")
    claim = same(U @ v, U @ v, positions=[o, neg])
    sizes = sizes_of(decide(replace(claim, sizes=(("V", None), ("D", None), ("K", None)))))
    assert len(set(sizes.values())) == 3
    assert sizes["V"] > sizes["K"] + 1
    assert sizes_of(decide(same(U @ v, U @ v))) == {"V": 3, "D": 2}


def test_one_representative_of_each_pattern_of_positions_is_enough_only_by_symmetry() -> None:
    o = position("o", "V")
    at = e.IndexSymbol("o", size("V"))
    first = U[0] @ v
    fails(same(U[at] @ v, first, positions=[o]))
    i = var("i", "V")
    below = X(e.IndexCompare("<", i, at))
    fails(same(below, 0, [binder("i", "V")], positions=[o]))
    fails(same(X(e.IndexCompare("≠", i, at)), 0, [binder("i", "V")], positions=[o]))


def test_the_answer_does_not_depend_on_what_was_decided_before() -> None:
    decider = ComponentsDecider()
    o = position("o", "V")
    at = e.IndexSymbol("o", size("V"))
    J = define("J", -fn("log", fn("softmax", U @ v)[at]))
    w_ = var("w", "V")
    delta = X(e.IndexCompare("=", w_, at))
    yhat = fn("softmax", U @ v)
    true = same(J.d(U, w_), (yhat[w_] - delta) * v, [binder("w", "V")], positions=[o])
    false = same(J.d(U, w_), (yhat[w_] + delta) * v, [binder("w", "V")], positions=[o])
    for statement, kind in ((false, Fails), (true, Holds), (false, Fails), (true, Holds)):
        assert isinstance(decider.decide(statement), kind)


def test_logarithms_that_differ_by_an_exponential_factor() -> None:
    p_ = fn("sigmoid", X_times())
    y = array("y", "N", assume=["binary"])
    z = X_times()
    loss = -fn("sum", y * fn("log", p_) + (1 - y) * fn("log", 1 - p_))
    holds(same(loss, fn("sum", fn("softplus", z) - y * z)))
    fails(same(loss, fn("sum", fn("softplus", z) + y * z)))


def X_times() -> X:
    return array("X", "N", "D") @ array("θ", "D")
