"""Every node of the typed tree against plain NumPy, and derivatives against central differences."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from symderiv.language import expression as ex
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.fields import Digits, Doubles
from symderiv.numeric.scope import Points
from tests.numeric.trees import (
    add,
    array,
    at,
    big,
    binder,
    cases,
    cmp,
    ddx,
    define,
    div,
    dot,
    fn,
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

SIZES = {"V": 4, "D": 3, "K": 2}
RANDOM = np.random.Generator(np.random.PCG64(5))
COUNT = 2
U, X, Y, A, B, S = (
    array(*spec)[0]
    for spec in (("U", "V", "D"), ("x", "D"), ("y", "V"), ("A", "D", "D"), ("B", "D", "D"), ("s",))
)
VALUES = {
    "U": RANDOM.normal(size=(COUNT, 4, 3)),
    "x": RANDOM.normal(size=(COUNT, 3)),
    "y": RANDOM.normal(size=(COUNT, 4)),
    "A": RANDOM.normal(size=(COUNT, 3, 3)),
    "B": RANDOM.normal(size=(COUNT, 3, 3)),
    "s": RANDOM.normal(size=COUNT),
}
POSITIONS = {"o": np.array([1, 3]), "neg": np.array([[0, 2], [2, 2]])}
O = position("o", "V")[0]  # noqa: E741
NEG_K = ex.IndexElement("neg", (var("k", "K"),), size("V"))
Plain = Callable[[Any], Any]


def points(values: Mapping[str, Any] = VALUES) -> Points:
    coefficients = {"F": np.array([[[0.5, 1, -2, 3, 0.25, 1, 0, 0.5, 0.5, -1]]] * COUNT)}
    return Points(COUNT, SIZES, dict(values), POSITIONS, coefficients)


def value(e: ex.Expression, values: Mapping[str, Any] = VALUES, *binders: ex.Binder) -> Any:
    evaluator = Evaluator(Doubles(), points(values))
    with np.errstate(all="ignore"):
        return evaluator.full(e, evaluator.under(binders))


def plain(f: Plain) -> Any:
    """The value at every point, by NumPy on one point's arrays."""

    class At:
        def __init__(self, k: int) -> None:
            for name, stacked in {**VALUES, **POSITIONS}.items():
                setattr(self, name, stacked[k])

    return np.array([f(At(k)) for k in range(COUNT)])


def F(x: Any) -> Any:
    p, q, r = np.array([1, -2, 3]), np.array([0.25, 1, 0]), np.array([0.5, 0.5, -1])
    return 0.5 + p @ x + (q @ x) ** 2 + np.sin(r @ x)


W, I_, J_ = var("w", "V"), var("i", "D"), var("j", "D")
BW, BI, BJ = binder("w", "V"), binder("i", "D"), binder("j", "D")
SOFT = define("p", fn("softmax", dot(U, X)))
FAMILY = define("u", at(U, W, None), ex.IndexParameter("w", size("V")))
GREET = define(
    "G",
    mul(ex.ParameterRef("a", shape("D")), ex.ParameterRef("a", shape("D"))),
    ex.ValueParameter("a", shape("D")),
)

NODES: list[tuple[str, ex.Expression, Plain]] = [
    ("number", number("3/4"), lambda p: 0.75),
    ("constant", ex.Constant("pi"), lambda p: np.pi),
    ("size", ex.SizeNumber(size("V") * size("D") + size(1)), lambda p: 13),
    ("identity", ex.Identity(shape("D", "D")), lambda p: np.eye(3)),
    ("filled", ex.Filled(1, shape("V", "D")), lambda p: np.ones((4, 3))),
    ("negate", neg(X), lambda p: -p.x),
    ("add", add(X, S), lambda p: p.x + p.s),
    ("subtract", sub(A, B), lambda p: p.A - p.B),
    ("scale", mul(S, U), lambda p: p.s * p.U),
    ("elementwise", mul(A, B), lambda p: p.A * p.B),
    ("matrix · vector", dot(U, X), lambda p: p.U @ p.x),
    ("matrix · matrix", dot(U, A), lambda p: p.U @ p.A),
    ("row · column", dot(X, X), lambda p: p.x @ p.x),
    ("outer", outer(Y, X), lambda p: np.outer(p.y, p.x)),
    ("tensor outer", outer(A, X), lambda p: np.multiply.outer(p.A, p.x)),
    ("divide", div(A, B), lambda p: p.A / p.B),
    ("divide by a scalar", div(A, S), lambda p: p.A / p.s),
    ("square", power(X, 2), lambda p: p.x**2),
    ("cube root", power(X, number("1/3")), lambda p: np.cbrt(p.x)),
    ("negative power", power(X, neg(number(3))), lambda p: p.x**-3.0),
    ("zeroth power", power(sub(X, X), 0), lambda p: np.ones(3)),
    ("size as exponent", power(X, ex.SizeNumber(size("D"))), lambda p: p.x**3),
    ("real power", power(fn("exp", X), S), lambda p: np.exp(p.x * p.s)),
    ("matrix power", ex.MatrixPower(A, 3, A.shape), lambda p: p.A @ p.A @ p.A),
    ("inverse power", ex.MatrixPower(A, -2, A.shape), lambda p: np.linalg.inv(p.A @ p.A)),
    ("zeroth matrix power", ex.MatrixPower(A, 0, A.shape), lambda p: np.eye(3)),
    ("transpose", tr(U), lambda p: p.U.T),
    ("broadcast rows", ex.Broadcast(X, shape("V", "D")), lambda p: np.broadcast_to(p.x, (4, 3))),
    ("row of a matrix", at(U, O, None), lambda p: p.U[p.o]),
    ("column", at(U, None, ex.IndexSum((), size(2), size("D"))), lambda p: p.U[:, 2]),
    ("entry", at(U, ex.IndexElement("neg", (ex.IndexSum((), size(1), size("K")),), size("V")), ex.IndexSum((), size(0), size("D"))), lambda p: p.U[p.neg[1], 0]),
    ("new axis", mul(ex.NewAxis(Y, 1, shape("V", 1)), ex.NewAxis(Y, 1, shape("V", 1))), lambda p: (p.y * p.y)[:, None]),
    ("spread", ex.Broadcast(ex.NewAxis(Y, 1, shape("V", 1)), shape("V", "D")), lambda p: np.repeat(p.y[:, None], 3, 1)),
    ("stack side by side", ex.Stack(BW, at(U, W, None), 1, shape("D", "V")), lambda p: p.U.T),
    ("stack constants", ex.Stack(BW, S, 0, shape("V")), lambda p: np.full(4, p.s)),
    ("block", ex.Block(((A, X), (tr(X), S)), shape(size("D") + size(1), size("D") + size(1))), lambda p: np.block([[p.A, p.x[:, None]], [p.x[None], np.array([[p.s]])]])),
    ("call", ex.Call("F", (X,), shape()), lambda p: F(p.x)),
    ("sum", total(BW, mul(at(Y, W), at(U, W, None))), lambda p: p.y @ p.U),
    ("conditional sum", total(BW, at(Y, W), icmp("≠", W, O)), lambda p: p.y.sum() - p.y[p.o]),
    ("double sum", big("sum", [BI, BJ], at(A, I_, J_), icmp("<", I_, J_)), lambda p: np.triu(p.A, 1).sum()),
    ("empty sum", total(ex.Binder("w", size("V"), size(2), size(1)), at(Y, W)), lambda p: 0),
    ("product", big("prod", [BW], at(Y, W), icmp("≠", W, O)), lambda p: np.delete(p.y, p.o).prod()),
    ("mean", big("mean", [BW], at(Y, W), icmp("≠", W, O)), lambda p: np.delete(p.y, p.o).mean()),
    ("var", big("var", [BW], at(Y, W), icmp("≠", W, O)), lambda p: np.delete(p.y, p.o).var()),
    ("std", big("std", [BW], at(Y, W)), lambda p: p.y.std()),
    ("max", big("max", [BW], at(U, W, None), icmp("≠", W, O)), lambda p: np.delete(p.U, p.o, 0).max(0)),
    ("min", big("min", [BW], at(Y, W), icmp("≠", W, O)), lambda p: np.delete(p.y, p.o).min()),
    ("logsumexp", big("logsumexp", [BW], at(Y, W), icmp("≠", W, O)), lambda p: np.log(np.exp(np.delete(p.y, p.o)).sum())),
    ("shifted index", total(ex.Binder("w", size("V"), size(0), size("V") - size(2)), mul(at(Y, W), at(Y, ex.IndexSum(((1, W),), size(1), size("V"))))), lambda p: p.y[:-1] @ p.y[1:]),
    ("integer binder", total(ex.Binder("w", None, size(-1), size(1)), at(Y, ex.IndexSum(((1, var("w", None)),), size(1), size("V")))), lambda p: p.y[:3].sum()),
    ("compare", cmp(">", X, S), lambda p: p.x > p.s),
    ("and", ex.Logic("and", (cmp(">", X, 0), cmp("<", fn("log", X), 5)), X.shape), lambda p: p.x > 0),
    ("or", ex.Logic("or", (cmp("≤", X, 0), cmp("<", fn("log", X), -99)), X.shape), lambda p: p.x <= 0),
    ("not", ex.Logic("not", (cmp("≥", X, 0),), X.shape), lambda p: p.x < 0),
    ("distinct", ex.Distinct("neg"), lambda p: p.neg[0] != p.neg[1]),
    ("excludes", ex.Excludes(O, "neg"), lambda p: p.o not in p.neg),
    ("cases", cases((cmp(">", X, 0), fn("log", X)), otherwise=neg(X)), lambda p: np.where(p.x > 0, np.log(np.abs(p.x)), -p.x)),
    ("cases of a scalar", cases((cmp(">", S, 0), X), otherwise=neg(X)), lambda p: p.x if p.s > 0 else -p.x),
    ("definition", use(SOFT), lambda p: np.exp(p.U @ p.x) / np.exp(p.U @ p.x).sum()),
    ("family", use(FAMILY, O), lambda p: p.U[p.o]),
    ("family under Σ", total(BW, mul(at(Y, W), use(FAMILY, W))), lambda p: p.y @ p.U),
    ("family of values", ex.DefinitionRef(GREET, (at(U, O, None),), shape("D")), lambda p: p.U[p.o] ** 2),
    ("softmax of rows", fn("softmax", U), lambda p: np.exp(p.U) / np.exp(p.U).sum(1, keepdims=True)),
    ("column sums", red("sum", U, 0), lambda p: p.U.sum(0)),
    ("prime of a row", ex.Prime("tanh", X, 2, X.shape), lambda p: -2 * np.tanh(p.x) / np.cosh(p.x) ** 2),
    ("prime of a definition", ex.Prime(define("c", power(ex.ParameterRef("a", shape()), 3), ex.ValueParameter("a", shape())), S, 2, shape()), lambda p: 6 * p.s),
]  # fmt: skip


@pytest.mark.parametrize(("node", "f"), [case[1:] for case in NODES], ids=[case[0] for case in NODES])
def test_node(node: ex.Expression, f: Plain) -> None:
    expected = plain(f)
    found = value(node)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    many = Evaluator(Digits(60), points())
    np.testing.assert_allclose(many.full(node, many.root).astype(float), expected, rtol=1e-12, atol=1e-14)


def test_every_node_is_tested() -> None:
    from symderiv.numeric.walk import nodes

    seen = {type(n) for _, node, _ in NODES for n in nodes(node)}
    assert set(ex.Expression.__args__) - seen == {ex.Derivative}


def differences(e: ex.Expression, name: str) -> Any:
    """Central differences of e by every entry of a symbol, as further axes."""
    base = VALUES[name]
    result = []
    for place in np.ndindex(*base.shape[1:]):
        step = np.zeros_like(base)
        step[(slice(None), *place)] = 1e-6
        ahead, behind = ({**VALUES, name: base + sign * step} for sign in (1, -1))
        result.append((value(e, ahead) - value(e, behind)) / 2e-6)
    return np.stack(result, axis=-1).reshape(*value(e).shape, *base.shape[1:])


@pytest.mark.parametrize(
    ("node", "name"),
    [(node, name) for _, node, _ in NODES for name in ("U", "x") if not isinstance(node, ex.Prime)],
)
def test_derivative_of_every_node(node: ex.Expression, name: str) -> None:
    base = ex.SymbolRef(name, U.shape if name == "U" else X.shape)
    with np.errstate(all="ignore"):
        expected = differences(node, name)
    np.testing.assert_allclose(value(ddx(node, base)), expected, rtol=1e-5, atol=1e-7)


def test_third_order_and_mixed_derivatives() -> None:
    f = mul(fn("sin", dot(X, X)), fn("exp", S))
    mixed = ddx(ddx(f, X), S)
    np.testing.assert_allclose(value(mixed), value(ddx(f, X)))
    third = ddx(ddx(ddx(f, X), X), X)
    np.testing.assert_allclose(value(third), differences(ddx(ddx(f, X), X), "x"), rtol=1e-5, atol=1e-7)
    turned = value(ddx(dot(U, X), X, wrt_first=True))
    np.testing.assert_array_equal(turned, np.swapaxes(VALUES["U"], 1, 2))


def test_derivative_by_parts() -> None:
    f = total(BW, fn("exp", dot(at(U, W, None), X)))
    whole = value(ddx(f, U))
    np.testing.assert_array_equal(value(ddx(f, U, O, None)), whole[np.arange(COUNT), POSITIONS["o"]])
    by_row = value(ddx(f, U, W, None), VALUES, BW)
    np.testing.assert_array_equal(by_row, whole)
    by_negatives = value(ddx(f, U, NEG_K, None), VALUES, binder("k", "K"))
    np.testing.assert_array_equal(by_negatives, whole[np.arange(COUNT)[:, None], POSITIONS["neg"]])


def test_derivative_by_a_definition_goes_through_its_name_only() -> None:
    s = define("s", dot(U, X))
    t = define("t", fn("exp", use(s)))
    f = add(mul(use(t), use(s)), dot(U, X))
    scores = VALUES["U"] @ VALUES["x"][..., None]
    expected = np.eye(4) * np.exp(scores) * (1 + scores)
    np.testing.assert_allclose(value(ddx(f, use(s))), expected)
    np.testing.assert_array_equal(value(ddx(dot(U, X), use(s))), np.zeros((COUNT, 4, 4)))
    np.testing.assert_array_equal(value(ddx(use(s), X)), VALUES["U"])


def test_derivative_by_a_family() -> None:
    d = define("d", fn("exp", at(Y, W)), ex.IndexParameter("w", size("V")))
    f = total(BW, power(use(d, W), 2))
    base = ex.DefinitionRef(d, (), shape())
    np.testing.assert_allclose(value(ddx(f, base)), 2 * np.exp(VALUES["y"]))
    np.testing.assert_allclose(value(ddx(f, base, O)), 2 * np.exp(VALUES["y"])[[0, 1], POSITIONS["o"]])


def test_derivative_inside_a_family_by_its_parameter() -> None:
    a = ex.ParameterRef("a", shape())
    g = define("g", ddx(mul(a, mul(a, S)), a), ex.ValueParameter("a", shape()))
    e = ddx(ex.DefinitionRef(g, (mul(S, S),), shape()), S)
    np.testing.assert_allclose(value(e), 6 * VALUES["s"] ** 2)


def test_perturbations_are_not_confused() -> None:
    """∂/∂s (s ∂(s x)/∂x) = 2s: the inner derivative knows nothing of the outer one."""
    x = array("s2")[0]
    inner = ddx(mul(S, x), x)
    values = {**VALUES, "s2": VALUES["s"] + 1}
    np.testing.assert_allclose(value(ddx(mul(S, inner), S), values), 2 * VALUES["s"])


def test_what_is_undefined_stays_undefined() -> None:
    nothing = fn("log", neg(fn("exp", S)))
    for e in (mul(0, nothing), ddx(mul(0, nothing), S), sub(nothing, nothing), cases((cmp("<", S, -99), S))):
        assert np.isnan(value(e)).all()
    assert not np.isnan(value(total(BW, nothing, icmp("≠", W, W)))).any()
    off = at(Y, ex.IndexSum(((1, W),), size(1), size("V")))
    assert np.isnan(value(off, VALUES, BW)).tolist() == [[False, False, False, True]] * COUNT
    assert np.isnan(value(ddx(fn("relu", sub(X, X)), X))).sum() == 0
    at_zero = value(ddx(fn("relu", X), X), {**VALUES, "x": np.zeros((COUNT, 3))})
    np.testing.assert_array_equal(np.isnan(at_zero), np.broadcast_to(np.eye(3, dtype=bool), (COUNT, 3, 3)))
