"""Every row of the operator table: value and derivatives against mpmath and finite differences at 60 digits."""

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
import pytest

from symderiv.language.operators import OPERATORS, ShapeRule
from symderiv.numeric.calculus import Calculus
from symderiv.numeric.duals import Dual
from symderiv.numeric.fields import Digits, Doubles, Field
from symderiv.numeric.functions import NAMES, applied

MP = mpmath.MPContext()
MP.dps = 60

Entries = Sequence[Any]


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + MP.exp(-x))


def _matrix(entries: Entries) -> Any:
    n = MP.isqrt(len(entries)) if hasattr(MP, "isqrt") else round(len(entries) ** 0.5)
    return MP.matrix([list(entries[i * n : (i + 1) * n]) for i in range(n)])


def _mean(x: Entries) -> Any:
    return sum(x) / len(x)


def _var(x: Entries) -> Any:
    return _mean([(v - _mean(x)) ** 2 for v in x])


def _lse(x: Entries) -> Any:
    return MP.log(sum(MP.exp(v) for v in x))


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "exp": MP.exp, "log": MP.log, "log1p": lambda x: MP.log(1 + x), "expm1": lambda x: MP.exp(x) - 1,
    "log2": lambda x: MP.log(x, 2), "log10": lambda x: MP.log(x, 10), "sqrt": MP.sqrt, "abs": abs,
    "sign": MP.sign, "sin": MP.sin, "cos": MP.cos, "tan": MP.tan, "sinh": MP.sinh, "cosh": MP.cosh,
    "tanh": MP.tanh, "asin": MP.asin, "acos": MP.acos, "atan": MP.atan, "asinh": MP.asinh, "acosh": MP.acosh,
    "atanh": MP.atanh, "atan2": MP.atan2, "floor": MP.floor, "erf": MP.erf, "sigmoid": _sigmoid,
    "relu": lambda x: max(x, MP.zero), "softplus": lambda x: MP.log(1 + MP.exp(x)),
    "silu": lambda x: x * _sigmoid(x), "gelu": lambda x: x * (1 + MP.erf(x / MP.sqrt(2))) / 2,
    "maximum": max, "minimum": min, "clip": lambda x, low, high: min(max(x, low), high),
}  # fmt: skip

OF_ENTRIES: dict[str, Callable[[Entries], Any]] = {
    "softmax": lambda x: [MP.exp(v) / sum(MP.exp(u) for u in x) for v in x],
    "log_softmax": lambda x: [v - _lse(x) for v in x],
    "logsumexp": _lse, "sum": sum, "mean": _mean, "prod": lambda x: MP.fprod(x), "var": _var,
    "std": lambda x: MP.sqrt(_var(x)), "max": max, "min": min,
    "norm": lambda x: MP.sqrt(sum(v * v for v in x)), "norm1": lambda x: sum(abs(v) for v in x),
    "normsq": lambda x: sum(v * v for v in x),
}  # fmt: skip

OF_MATRIX: dict[str, Callable[[Entries], Any]] = {
    "trace": lambda x: x[0] + x[4] + x[8],
    "det": lambda x: MP.det(_matrix(x)),
    "logdet": lambda x: MP.log(MP.det(_matrix(x))),
    "inv": lambda x: list(_matrix(x) ** -1),
    "diag": lambda x: [x[0], x[4], x[8]],
    "vec": lambda x: [x[0], x[3], x[6], x[1], x[4], x[7], x[2], x[5], x[8]],
}

VECTOR = ("0.7", "-1.3", "2.1", "0.4")
MATRIX = ("2.5", "0.3", "-0.7", "0.6", "1.9", "0.2", "-0.4", "1.1", "3.2")
ARGUMENTS: dict[str, list[tuple[str, ...]]] = {"acosh": [("1.3",), ("4.2",)], "atan2": [("0.7", "-1.2"), ("-2", "3")],
             "maximum": [("0.7", "-1.2"), ("-2", "3")], "minimum": [("0.7", "-1.2"), ("-2", "3")],
             "clip": [("0.5", "-1", "2"), ("-3", "-1", "2"), ("5", "-1", "2")]}  # fmt: skip
UNIT: list[tuple[str, ...]] = [("0.3",), ("0.9",)]
REAL: list[tuple[str, ...]] = [("0.3",), ("-0.8",), ("2.6",), ("-7.1",)]


def inputs(name: str) -> list[tuple[str, ...]]:
    if name in OF_MATRIX:
        return [MATRIX]
    if name in OF_ENTRIES:
        return [VECTOR]
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    restricted = name in ("asin", "acos", "atanh", "log", "log1p", "log2", "log10", "sqrt")
    return UNIT if restricted else REAL


def reference(name: str) -> Callable[..., list[Any]]:
    """The entries of the value as a function of all entries of the arguments."""
    table = ELEMENTWISE if name in ELEMENTWISE else OF_ENTRIES if name in OF_ENTRIES else OF_MATRIX
    f = table[name]

    def entries(*x: Any) -> list[Any]:
        value = f(*x) if name in ELEMENTWISE else f(list(x))
        return list(value) if isinstance(value, list) else [value]

    return entries


def computed(
    name: str, texts: tuple[str, ...], field: Field
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(value entries, derivative by every argument entry) by the package."""
    n = len(texts)
    x = field.array(np.array([MP.mpf(t) for t in texts], dtype=object))
    unit = field.array(np.eye(n, dtype=np.int64))
    if name in ELEMENTWISE:
        arguments = [
            Dual(
                1,
                x[k].reshape(1, 1) if isinstance(x[k], np.ndarray) else np.array([[x[k]]], dtype=x.dtype),
                unit[:, k].reshape(1, n),
            )
            for k in range(n)
        ]
        value = applied(Calculus(field), name, arguments, 2, None)
    else:
        shape = (3, 3) if name in OF_MATRIX else (n,)
        axis = 0 if name in ("softmax", "log_softmax") else None
        value = applied(
            Calculus(field), name, [Dual(1, x.reshape(1, 1, *shape), unit.reshape(1, n, *shape))], 2, axis
        )
    assert isinstance(value, Dual)
    primal, tangent = np.asarray(value.primal), np.asarray(value.tangent)
    return primal.reshape(-1), np.broadcast_to(tangent, (1, n, *tangent.shape[2:])).reshape(n, -1)


def disagreement(name: str, texts: tuple[str, ...], field: Field, f: Callable[..., list[Any]]) -> float:
    """The largest difference to a function and to its difference quotients."""
    value, slopes = computed(name, texts, field)
    x = [MP.mpf(t) for t in texts]
    step = MP.mpf(10) ** -18
    worst = max(abs(MP.mpf(a) - b) for a, b in zip(value, f(*x), strict=True))
    for k in range(len(x)):
        ahead, behind = list(x), list(x)
        ahead[k] += step
        behind[k] -= step
        quotients = [(a - b) / (2 * step) for a, b in zip(f(*ahead), f(*behind), strict=True)]
        worst = max(worst, *(abs(MP.mpf(a) - b) for a, b in zip(slopes[k], quotients, strict=True)))
    return float(worst)


def test_every_row_is_computed_and_tested() -> None:
    assert set(NAMES) == set(OPERATORS)
    assert {*ELEMENTWISE, *OF_ENTRIES, *OF_MATRIX} == set(OPERATORS)
    assert {n for n, row in OPERATORS.items() if row.rule is ShapeRule.ELEMENTWISE} == set(ELEMENTWISE)


@pytest.mark.parametrize("name", OPERATORS)
def test_value_and_slope(name: str) -> None:
    for texts in inputs(name):
        assert disagreement(name, texts, Digits(60), reference(name)) < 1e-30
        assert disagreement(name, texts, Doubles(), reference(name)) < 1e-11


@pytest.mark.parametrize("name", OPERATORS)
def test_a_wrong_row_would_be_seen(name: str) -> None:
    """The test above fails for a value that is off by 1e-9, and for a slope that is."""
    f = reference(name)
    texts = inputs(name)[0]
    start = MP.mpf(texts[0])
    assert disagreement(name, texts, Digits(60), lambda *x: [v + MP.mpf("1e-9") for v in f(*x)]) > 1e-10
    assert (
        disagreement(name, texts, Digits(60), lambda *x: [v + (x[0] - start) / 10**9 for v in f(*x)]) > 1e-10
    )


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [("softplus", 800.0, 800.0), ("sigmoid", -800.0, 0.0), ("gelu", -40.0, 0.0), ("silu", -800.0, 0.0)],
)
def test_doubles_do_not_overflow(name: str, x: float, expected: float) -> None:
    value = np.asarray(applied(Calculus(Doubles()), name, [np.array([x])], 1, None))
    assert value[0] == pytest.approx(expected, abs=1e-300)


def test_softmax_and_logsumexp_are_shifted() -> None:
    c = Calculus(Doubles())
    x = np.array([[1000.0, 999.0]])
    assert np.asarray(applied(c, "logsumexp", [x], 1, 0))[0] == pytest.approx(1000.3132616875182)
    assert np.asarray(applied(c, "softmax", [x], 1, 0))[0].sum() == pytest.approx(1)


OUTSIDE = [("log", 0), ("log", -1), ("log1p", -1), ("log2", 0), ("log10", -2), ("sqrt", -1), ("asin", 2), ("acos", -2),
           ("acosh", "1/2"), ("atanh", 1)]  # fmt: skip


@pytest.mark.parametrize(("name", "x"), OUTSIDE)
def test_no_value_outside_the_domain(name: str, x: int | str) -> None:
    with np.errstate(all="ignore"):
        for field in (Doubles(), Digits(60)):
            exact = MP.mpf(1) / 2 if x == "1/2" else MP.mpf(x)
            value = applied(Calculus(field), name, [field.array(np.array([exact], dtype=object))], 1, None)
            assert field.is_nan(np.asarray(value)).all()


@pytest.mark.parametrize("name", ["abs", "sign", "relu", "floor", "sqrt"])
def test_no_slope_at_a_kink_unless_nothing_moves(name: str) -> None:
    for field in (Doubles(), Digits(60)):
        zero = field.array(np.zeros((1, 1)))
        for tangent, undefined in ((zero + 1, True), (zero, False)):
            with np.errstate(all="ignore"):
                value = applied(Calculus(field), name, [Dual(1, zero, tangent)], 2, None)
            assert isinstance(value, Dual)
            assert bool(field.is_nan(np.asarray(value.tangent)).all()) is undefined
