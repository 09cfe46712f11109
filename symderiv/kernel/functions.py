"""Elementwise functions of the operator table in index form, and where they have values."""

from collections.abc import Callable
from fractions import Fraction

from symderiv.kernel.term import (
    ONE,
    Condition,
    Declined,
    Function,
    Power,
    Term,
    divide,
    minus,
    number,
    plus,
    square,
    times,
)

Require = Callable[[Condition], None]

PLAIN = ("exp", "sigmoid", "tanh", "softplus", "relu", "abs", "sign", "sin", "cos", "sinh", "cosh",
         "atan", "asinh", "erf")  # fmt: skip
"""Functions that are nodes of index form and have values everywhere."""


def elementwise(name: str, arguments: list[Term], require: Require) -> Term:
    """A function of the operator table at its arguments."""
    first = arguments[0]
    if name in PLAIN:
        return Function(name, first)
    match name:
        case "log":
            return log(first, require)
        case "log1p":
            return log(plus(ONE, first), require)
        case "log2":
            return divide(log(first, require), Function("log", number(2)))
        case "log10":
            return divide(log(first, require), Function("log", number(10)))
        case "expm1":
            return minus(Function("exp", first), ONE)
        case "sqrt":
            require(Condition("nonnegative", first))
            return Power(first, number(Fraction(1, 2)))
        case "floor":
            return Function("floor", first)
        case "tan":
            require(Condition("nonzero", Function("cos", first)))
            return divide(Function("sin", first), Function("cos", first))
        case "silu":
            return times(first, Function("sigmoid", first))
        case "gelu":
            return gelu(first)
        case "maximum":
            return plus(arguments[1], Function("relu", minus(first, arguments[1])))
        case "minimum":
            return minus(first, Function("relu", minus(first, arguments[1])))
        case "clip":
            low, high = arguments[1], arguments[2]
            raised = plus(low, Function("relu", minus(first, low)))
            return minus(raised, Function("relu", minus(raised, high)))
        case "asin" | "acos":
            require(Condition("nonnegative", minus(ONE, square(first))))
            return Function(name, first)
        case "atanh":
            require(Condition("positive", minus(ONE, square(first))))
            return Function(name, first)
        case _:
            raise Declined(f"{name} is not known to the kernel")


def log(argument: Term, require: Require) -> Term:
    """log |u| is ½ log u²."""
    match argument:
        case Function("abs", inner):
            return times(number(Fraction(1, 2)), log(square(inner), require))
        case _:
            pass
    require(Condition("positive", argument))
    return Function("log", argument)


def gelu(x: Term) -> Term:
    """x Φ(x) = x (1 + erf(x / √2)) / 2."""
    inner = Function("erf", times(x, Power(number(2), number(Fraction(-1, 2)))))
    return times(x, number(Fraction(1, 2)), plus(ONE, inner))
