"""Statements that are false, or cannot be decided, and once looked true; and true ones beside them."""

import pytest

from symderiv.components.decide import ComponentsDecider
from symderiv.language import expression as e
from symderiv.language.answer import Fails, Holds, Undecided
from symderiv.language.document import Kind, Statement, Symbol
from tests.components.trees import X, array, cases, fn, same, shape, wrap

SEEDS = range(4)
H = Symbol("H", Kind.FUNCTION, shape(), arguments=(shape(),))

x, y, z = array("x"), array("y"), array("z")
s, t, a = array("s", assume=["sign"]), array("t", assume=["binary"]), array("a", "n")
far = fn("relu", x - wrap(10**6))
dead = cases((z.compare(">", 0), cases((z.compare("<", 0), fn("sqrt", x + y)), otherwise=wrap(0))),
             otherwise=wrap(0))  # fmt: skip
dead_log = cases((z.compare(">", 0), cases((z.compare("<", 0), fn("log", x + y)), otherwise=wrap(0))),
                 otherwise=wrap(0))  # fmt: skip
square = x * x + 2 * x * y + y * y
OLD_PRIMES = 1326162526082076359 * 1794428332407353639 * 1198586158041299639


def not_proved(statement: Statement) -> None:
    for seed in SEEDS:
        answer = ComponentsDecider(seed).decide(statement)
        assert not isinstance(answer, Holds), (seed, answer)


def holds(statement: Statement, *conditions: str) -> None:
    for seed in SEEDS:
        answer = ComponentsDecider(seed).decide(statement)
        assert isinstance(answer, Holds), (seed, answer)
        assert answer.conditions == conditions


def fails(statement: Statement) -> None:
    answer = ComponentsDecider().decide(statement)
    assert isinstance(answer, Fails), answer


def undecided(statement: Statement) -> str:
    answer = ComponentsDecider().decide(statement)
    assert isinstance(answer, Undecided), answer
    return answer.reason


def placeholder(argument: X) -> X:
    return argument.with_(e.Call("H", (argument.node,), argument.shape), X(argument.node, [H]))


# ── Primes ──────────────────────────────────────────────────────────────────────────────────────


def test_no_coefficient_vanishes_modulo_primes_that_a_file_could_know() -> None:
    fails(same(y + wrap(OLD_PRIMES) * x / 10**200, y))
    fails(same(y + wrap(OLD_PRIMES) * x, y))
    holds(same(wrap(OLD_PRIMES) * x + y, y + x * OLD_PRIMES))


def test_every_statement_and_seed_has_primes_of_its_own() -> None:
    from symderiv.components.primes import Primes

    first, second = same(x + y, y + x), same(x + y, y + 2 * x)
    drawn = {Primes(statement, seed)[k] for statement in (first, second) for seed in (0, 1) for k in (0, 1)}
    assert len(drawn) == 8
    assert Primes(first, 0)[1] == Primes(same(x + y, y + x), 0)[1]
    assert all(p % 8 == 7 and pow(2, p - 1, p) == 1 and 1 << 60 < p < 1 << 61 for p in drawn)


def test_a_prime_that_divides_a_denominator_is_replaced() -> None:
    for prime in (1326162526082076359, 1794428332407353639):
        holds(same(x / prime, wrap(1) / prime * x))


def test_degrees_beyond_the_primes_are_not_decided() -> None:
    power = wrap(2**70) * 3
    assert "degree" in undecided(same(x**power * (x + 1), x ** (power + 1) + x**power))
    holds(same(x**1000 * x, x**1001))


# ── Roots ───────────────────────────────────────────────────────────────────────────────────────


def test_the_branch_of_a_root_of_a_number_is_no_accident() -> None:
    two = fn("sqrt", wrap(2))
    nested = fn("sqrt", 3 - 2 * two)
    not_proved(same(far * (nested - 1 + two), 0))
    not_proved(same(far * (fn("sqrt", 6 - 2 * fn("sqrt", wrap(5))) + fn("sqrt", wrap(5)) - 1), 0 * x))
    not_proved(same(nested, 1 - two))
    holds(same(nested * nested, 3 - 2 * two))
    holds(same(fn("sqrt", wrap(8)), 2 * two))
    holds(same(fn("sqrt", wrap(34)), fn("sqrt", wrap(17)) * two))


def test_the_branch_of_a_root_of_a_square_is_no_accident() -> None:
    not_proved(same(far * (fn("sqrt", square) - x - y), 0))
    not_proved(same(fn("sqrt", square), x + y))
    not_proved(same(far * (fn("exp", fn("log", square) / 2 + z) - (x + y) * fn("exp", z)), 0))


def test_a_root_in_a_dead_branch_says_nothing() -> None:
    not_proved(same(far * (fn("sqrt", square) - x - y) + dead, 0))
    not_proved(same(dead + far * (fn("sqrt", square) - x - y), 0))
    not_proved(same(far * (fn("exp", fn("log", square) / 2 + z) - (x + y) * fn("exp", z)) + dead_log, 0))
    holds(same(x + dead, x))


def test_roots_of_what_is_known_to_be_positive_multiply() -> None:
    p, q = array("p", assume=["positive"]), array("q", assume=["positive"])
    holds(same(fn("sqrt", p * q), fn("sqrt", p) * fn("sqrt", q)))
    holds(same(fn("sqrt", p * p + 2 * p * q + q * q), p + q))
    holds(same(fn("sqrt", (p + 1) * (q + 1)), fn("sqrt", p + 1) * fn("sqrt", q + 1)))
    holds(same(fn("sqrt", p * q + p + q + 1), fn("sqrt", p + 1) * fn("sqrt", q + 1)))
    holds(same(fn("std", a), fn("norm", a - fn("mean", a)) / fn("sqrt", wrap(3))))
    fails(same(fn("std", a), fn("norm", a - fn("mean", a)) / fn("sqrt", wrap(2))))


# ── Exceptional points ──────────────────────────────────────────────────────────────────────────


def test_only_thin_sets_are_exceptional() -> None:
    low = fn("floor", x / 99**3 + wrap("3/2"))
    not_proved(same(1 + 0 * x, low / low))
    not_proved(same(1 + 0 * x, fn("floor", x) / fn("floor", x)))
    h = placeholder(x)
    not_proved(same(cases((h.compare("=", 0), wrap(1)), otherwise=wrap(0)), 0))
    not_proved(same(1 + 0 * x, h / h))
    turn = fn("atan", x) + fn("atan", 1 / x) - fn("asin", wrap(1))
    not_proved(same(1 + 0 * turn, turn / turn))
    holds(same(1 + 0 * x, x / x), "x ≠ 0")
    not_proved(
        same(1 + 0 * fn("sqrt", fn("relu", x)), cases((x.compare(">", 0), wrap(1)), otherwise=wrap(0)))
    )


def test_no_condition_where_the_identity_holds_at_the_end_too() -> None:
    p = array("p", "n", assume=["simplex"])
    q = array("q", assume=["nonnegative"])
    holds(same(fn("abs", p), p))
    holds(same(fn("abs", q), q))
    holds(same(fn("relu", q), q))
    holds(same(fn("sign", q), 1), "q ≠ 0")


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────


def test_lost_digits_are_no_difference() -> None:
    assert not isinstance(ComponentsDecider().decide(same(fn("asinh", fn("sinh", x)), x)), Fails)
    fails(same(fn("asinh", fn("sinh", x)), x + wrap("1/1000")))
    step = (fn("asinh", fn("sinh", x)) - x).compare(">", 0)
    assert not isinstance(ComponentsDecider().decide(same(step, 0)), Fails)


@pytest.mark.parametrize("huge", [10**400, 2**100000], ids=["tens", "twos"])
def test_huge_numbers_are_compared_exactly(huge: int) -> None:
    fails(same(wrap(huge) * x, x))
    fails(same(wrap(huge), 1))
    fails(same(x + wrap(1) / huge, x))
    holds(same(wrap(huge) * x, x * huge))
    undecided(same(wrap(2) ** (wrap(10) ** 30), 1))
    undecided(same(fn("exp", 10**30 * fn("log", wrap(2))), 1))
    undecided(same(fn("exp", fn("exp", fn("exp", 900 + x * x))), x))


# ── Assumed equations ───────────────────────────────────────────────────────────────────────────


def test_an_equation_is_solved_for_what_occurs_linearly_and_nowhere_else() -> None:
    for assumed in (
        (x + fn("sign", x)).compare("=", 3),
        (x + x.compare(">", 0)).compare("=", 3),
        fn("floor", x).compare("=", 2),
        fn("sign", x).compare("=", 1),
        (x + fn("abs", x)).compare("=", 3),
        (x + placeholder(x)).compare("=", 3),
    ):
        undecided(same(x, 2, assume=[assumed]))
    holds(same(y, 3 + fn("floor", x) - x, assume=[(x + y).compare("=", 3 + fn("floor", x))]))


# ── Several assumptions at once ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("also", ["nonnegative", "positive", "binary", "sign", "integer", "nonzero"])
def test_sums_to_one_and_more(also: str) -> None:
    u = array("u", "n", assume=["sums to one", also])
    not_proved(same(fn("sum", u), 2))
    answer = ComponentsDecider().decide(same(fn("sum", u), 1))
    assert not isinstance(answer, Fails), answer
    if also in ("nonnegative", "positive", "integer", "nonzero"):
        assert isinstance(answer, Holds), answer


@pytest.mark.parametrize(
    "kinds",
    [
        ("symmetric", "orthogonal"),
        ("orthogonal", "positive-definite"),
        ("integer", "orthogonal"),
        ("positive", "orthogonal"),
        ("sign", "positive"),
        ("binary", "nonzero"),
        ("symmetric", "binary"),
        ("symmetric", "simplex"),
        ("symmetric", "one-hot"),
        ("integer", "positive-definite"),
    ],
)
def test_nothing_is_refuted_at_a_point_that_is_not_admissible(kinds: tuple[str, ...]) -> None:
    A = array("A", "n", "n", assume=kinds)
    true = {
        "symmetric": same(A, A.T),
        "orthogonal": same(A @ A.T, X(e.Identity(A.shape))),
        "sign": same(A * A, fn("abs", A)),
        "binary": same(A * A, A),
        "integer": same(fn("floor", A), A),
    }
    for kind in kinds:
        if kind in true:
            assert not isinstance(ComponentsDecider(sizes={"n": 2}).decide(true[kind]), Fails), kind
