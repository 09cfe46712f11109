"""Every row of the operator table and every node of the tree, against numbers that do not use the builders."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import get_args

import numpy
import pytest

from symderiv.components.decide import ComponentsDecider
from symderiv.components.entries import Entry
from symderiv.components.expand import Expander
from symderiv.components.functions import ALONG, ELEMENTWISE, MATRIX, REDUCTIONS
from symderiv.components.places import Scope
from symderiv.components.real import Evaluator
from symderiv.components.symbols import SymbolTable
from symderiv.language import expression as e
from symderiv.language.answer import Holds
from symderiv.language.operators import OPERATORS
from symderiv.language.sizes import Size
from tests.components.trees import X, array, big, binder, cases, fn, same, shape, size, var, wrap

SIZES = {"n": 3, "m": 2}


def test_every_row_of_the_operator_table_has_a_builder() -> None:
    tables = [*ELEMENTWISE, *REDUCTIONS, *ALONG, *MATRIX]
    assert sorted(tables) == sorted(OPERATORS)


def values(expr: X, point: dict[str, object]) -> numpy.ndarray:
    """The entries of an expression at a point, in floats."""
    table = SymbolTable(SIZES)
    symbols = {symbol.name: symbol for symbol in expr.symbols}
    grid = Expander(table, symbols, {}).expand(expr.node, Scope({}))
    at: dict[object, Fraction] = {}
    for name, symbol in symbols.items():
        entries = table.grid(symbol).flat
        numbers = numpy.asarray(point[name], dtype=object).flat
        at |= {entry.value: Fraction(number) for entry, number in zip(entries, numbers, strict=True)}
    evaluator = Evaluator(at)

    def number(entry: Entry) -> float:
        value = evaluator.entry(entry)
        assert value is not None
        return float(value)

    result = numpy.empty(grid.shape)
    for place in numpy.ndindex(*grid.shape):
        result[place] = number(grid[place])
    return result


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


SCALAR: dict[str, Callable[..., float]] = {
    "exp": math.exp, "log": math.log, "log1p": math.log1p, "expm1": math.expm1, "log2": math.log2,
    "log10": math.log10, "sqrt": math.sqrt, "abs": abs, "sign": lambda x: math.copysign(1, x), "sin": math.sin,
    "cos": math.cos, "tan": math.tan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asin": math.asin,
    "acos": math.acos, "atan": math.atan, "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh,
    "atan2": math.atan2, "floor": math.floor, "erf": math.erf, "sigmoid": sigmoid, "relu": lambda x: max(x, 0),
    "softplus": lambda x: math.log1p(math.exp(x)), "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2, "maximum": max, "minimum": min,
    "clip": lambda x, low, high: min(max(x, low), high),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ELEMENTWISE))
def test_values_and_derivatives_of_elementwise_functions(name: str) -> None:
    function = SCALAR[name]
    others = {"atan2": [0.75], "maximum": [0.25], "minimum": [0.25], "clip": [-0.5, 0.75]}.get(name, [])
    arguments = [array(letter) for letter in "xyz"[: 1 + len(others)]]
    built = fn(name, *arguments)
    for x in (
        [1.5] if name == "acosh" else [0.625] if name.startswith("log") or name == "sqrt" else [0.625, -0.375]
    ):
        point: dict[str, object] = dict(zip("xyz", [x, *others], strict=False))
        assert values(built, point) == pytest.approx(function(x, *others), rel=1e-12)
        step = 1e-6
        slope = (function(x + step, *others) - function(x - step, *others)) / (2 * step)
        assert values(built.d(arguments[0]), point) == pytest.approx(slope, rel=1e-6, abs=1e-9)


M = numpy.array([[1.5, -0.5, 2.0], [0.25, 1.0, -1.0], [0.5, 0.75, 3.0]])
V = numpy.array([0.5, -1.25, 2.0])
A, v = array("A", "n", "n"), array("v", "n")
POINT: dict[str, object] = {"A": M, "v": V, "w": V[:2], "B": M[:2]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sum", M.sum()), ("mean", M.mean()), ("prod", M.prod()), ("var", M.var()), ("std", M.std()),
        ("max", M.max()), ("min", M.min()), ("norm", numpy.linalg.norm(M)), ("norm1", abs(M).sum()),
        ("normsq", (M**2).sum()), ("logsumexp", math.log(numpy.exp(M).sum())), ("trace", M.trace()),
        ("det", numpy.linalg.det(M)), ("logdet", math.log(numpy.linalg.det(M))), ("inv", numpy.linalg.inv(M)),
        ("diag", M.diagonal()), ("vec", M.T.ravel()),
    ],
)  # fmt: skip
def test_functions_of_a_matrix(name: str, expected: object) -> None:
    assert values(fn(name, A), POINT) == pytest.approx(expected, rel=1e-12)


def test_functions_along_an_axis() -> None:
    powers = numpy.exp(M)
    assert values(fn("softmax", A), POINT) == pytest.approx(powers / powers.sum(axis=1, keepdims=True))
    assert values(fn("softmax", A, axis=0), POINT) == pytest.approx(powers / powers.sum(axis=0))
    assert values(fn("log_softmax", A), POINT) == pytest.approx(
        M - numpy.log(powers.sum(axis=1, keepdims=True))
    )
    assert values(fn("logsumexp", A, axis=1), POINT) == pytest.approx(numpy.log(powers.sum(axis=1)))
    assert values(fn("max", A, axis=0), POINT) == pytest.approx(M.max(axis=0))
    assert values(fn("diag", v), POINT) == pytest.approx(numpy.diag(V))


def test_placement_of_entries() -> None:
    B, w = array("B", "m", "n"), array("w", "m")
    wide = X(e.Broadcast(v.node, shape("m", "n")), v.symbols)
    assert values(B + wide, POINT) == pytest.approx(M[:2] + V)
    column = X(e.NewAxis(w.node, 1, shape("m", 1)), w.symbols)
    assert values(column, POINT) == pytest.approx(V[:2, None])
    spread = X(e.Broadcast(column.node, shape("m", "n")), w.symbols)
    assert values(B * spread, POINT) == pytest.approx(M[:2] * V[:2, None])
    assert values(B.T, POINT) == pytest.approx(M[:2].T)
    assert values(B[1], POINT) == pytest.approx(M[1])
    assert values(B[None, 2], POINT) == pytest.approx(M[:2, 2])
    assert values(w.outer(v), POINT) == pytest.approx(numpy.outer(V[:2], V))
    assert values(v / v, POINT) == pytest.approx(numpy.ones(3))


def test_stacks_and_blocks() -> None:
    i = var("i", "n")
    stack = X(e.Stack(binder("i", "n"), A[i].node, 1, shape("n", "n")), A.symbols)
    assert values(stack, POINT) == pytest.approx(M.T)
    one = Size.number(1)
    ones = X(e.Filled(1, shape(1, "n")))
    block = X(e.Block(((A.node, v.node), (ones.node, wrap(7).node)), shape(size("n") + one, size("n") + one)),
              A.symbols + v.symbols)  # fmt: skip
    expected = numpy.block([[M, V[:, None]], [numpy.ones((1, 3)), numpy.array([[7.0]])]])
    assert values(block, POINT) == pytest.approx(expected)


def test_powers_of_matrices() -> None:
    for exponent in (-2, -1, 0, 1, 3):
        power = X(e.MatrixPower(A.node, exponent, shape("n", "n")), A.symbols)
        assert values(power, POINT) == pytest.approx(numpy.linalg.matrix_power(M, exponent), rel=1e-9)


def test_large_operators() -> None:
    i, j = var("i", "n"), var("j", "n")
    pairs = e.IndexCompare("<", i, j)
    total = big("sum", A[i, j], binder("i", "n"), binder("j", "n"), condition=pairs)
    assert values(total, POINT) == pytest.approx(numpy.triu(M, 1).sum())
    assert values(big("prod", v[i], binder("i", "n")), POINT) == pytest.approx(V.prod())
    assert values(big("max", v[i], binder("i", "n")), POINT) == pytest.approx(2.0)
    rows = big("sum", A[i], binder("i", "n"))
    assert values(rows, POINT) == pytest.approx(M.sum(axis=0))
    above = v[i].compare(">", 0)
    chosen = X(e.Big("sum", (binder("i", "n"),), above.node, v[i].node, shape()), v.symbols)
    assert values(chosen, POINT) == pytest.approx(2.5)


def test_conditions() -> None:
    positive, small = v.compare(">", 0), v.compare("≤", 1)
    both = positive.with_(e.Logic("and", (positive.node, small.node), v.shape))
    either = positive.with_(e.Logic("or", (positive.node, small.node), v.shape))
    neither = either.with_(e.Logic("not", (either.node,), v.shape))
    assert values(both, POINT) == pytest.approx([1, 0, 0])
    assert values(either, POINT) == pytest.approx([1, 1, 1])
    assert values(neither, POINT) == pytest.approx([0, 0, 0])
    assert values(v.compare("=", -1.25), POINT) == pytest.approx([0, 1, 0])
    assert values(v.compare("≠", -1.25), POINT) == pytest.approx([1, 0, 1])
    assert values(v.compare("≥", 0.5), POINT) == pytest.approx([1, 0, 1])
    assert values(v.compare("<", 0.5), POINT) == pytest.approx([0, 1, 0])
    first = cases((positive, v), otherwise=-v)
    assert values(first, POINT) == pytest.approx(abs(V))


def test_numbers_that_are_no_symbols() -> None:
    assert values(X(e.SizeNumber(size("n") * size("n"))), {}) == pytest.approx(9)
    assert values(X(e.Constant("pi")), {}) == pytest.approx(math.pi)
    assert values(X(e.Filled(0, shape("n"))), {}) == pytest.approx(numpy.zeros(3))
    assert values(X(e.Identity(shape("n", "n"))), {}) == pytest.approx(numpy.eye(3))


def test_the_nodes_tested_here_and_in_test_decide_are_all() -> None:
    # A new node must be given a test: this number is to be raised with one.
    assert len(get_args(e.Expression)) == 32


@pytest.mark.parametrize("name", ["asinh", "acosh", "atanh", "erf", "gelu", "silu", "atan", "asin", "log10"])
def test_derivatives_are_decided_exactly(name: str) -> None:
    x = array("x")
    root = fn("sqrt", x**2 - 1 if name == "acosh" else x**2 + 1 if name == "asinh" else 1 - x**2)
    pi = X(e.Constant("pi"))
    gauss = fn("exp", -(x**2) / 2) / fn("sqrt", 2 * pi)
    claims = {
        "asinh": 1 / root,
        "acosh": 1 / root,
        "atanh": 1 / (1 - x**2),
        "erf": 2 * fn("exp", -(x**2)) / fn("sqrt", pi),
        "gelu": (1 + fn("erf", x / fn("sqrt", wrap(2)))) / 2 + x * gauss,
        "silu": fn("sigmoid", x) * (1 + x * (1 - fn("sigmoid", x))),
        "atan": 1 / (1 + x**2),
        "asin": 1 / root,
        "log10": 1 / (x * fn("log", wrap(10))),
    }
    decider = ComponentsDecider()
    answer = decider.decide(same(fn(name, x).d(x), claims[name]))
    assert isinstance(answer, Holds), answer
    assert not isinstance(decider.decide(same(fn(name, x).d(x), 2 * claims[name])), Holds)
