"""Derivatives of the atoms: functions of one number, and entries of functions of a whole array."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symderiv.deriving.simplify import Simplifier
from symderiv.deriving.terms import (
    Constant,
    Delta,
    Function,
    Node,
    Step,
    Sum,
    Underivable,
    as_factor,
    atom,
    negated,
    number,
)
from symderiv.language.expression import IndexVariable

Rule = Callable[[Sum, Simplifier], Sum]


def slope_of_function(name: str, argument: Sum, simple: Simplifier) -> Sum:
    """f′ at the argument."""
    rule = SLOPES.get(name)
    if rule is None:
        raise Underivable(f"no rule for the derivative of `{name}`")
    return rule(argument, simple)


def _call(name: str) -> Rule:
    return lambda a, simple: atom(Function(name, a))


def _over(below: Sum, simple: Simplifier, exponent: Fraction = Fraction(-1)) -> Sum:
    return simple.plain((as_factor(below, exponent),))


def _sigmoid(a: Sum, simple: Simplifier) -> Sum:
    value = atom(Function("sigmoid", a))
    return simple.times(value, simple.plain((*number(1), *negated(value))))


def _tanh(a: Sum, simple: Simplifier) -> Sum:
    square = as_factor(atom(Function("tanh", a)), Fraction(2))
    return (*number(1), *negated((square,)))


def _erf(a: Sum, simple: Simplifier) -> Sum:
    bell = atom(Function("exp", negated(simple.times(a, a))))
    return simple.times(number(2), (as_factor(atom(Constant("pi")), Fraction(-1, 2)),), bell)


def _square(a: Sum, simple: Simplifier) -> Sum:
    return simple.plain((as_factor(a, Fraction(2)),))


SLOPES: Final[dict[str, Rule]] = {
    "exp": _call("exp"),
    "log": lambda a, simple: _over(a, simple),
    "sin": _call("cos"),
    "cos": lambda a, simple: negated(atom(Function("sin", a))),
    "sinh": _call("cosh"),
    "cosh": _call("sinh"),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": _call("sigmoid"),
    "relu": lambda a, simple: atom(Step(">", a, ())),
    "abs": _call("sign"),
    "sign": lambda a, simple: (),
    "atan": lambda a, simple: _over((*number(1), *_square(a, simple)), simple),
    "asinh": lambda a, simple: _over((*number(1), *_square(a, simple)), simple, Fraction(-1, 2)),
    "erf": _erf,
}


def slope_of_node(node: Node, letters: tuple[IndexVariable, ...], body: Sum, simple: Simplifier) -> Sum:
    """∂ node / ∂ its argument's entry at the letters, where `body` is that entry."""
    match node.name:
        case "softmax":
            (at,), (letter,) = node.at, letters
            there = Node("softmax", (letter,), node.letters, node.body)
            bracket = (*atom(Delta(at, letter)), *negated(atom(there)))
            return simple.times(atom(node), bracket)
        case "log_softmax":
            (at,), (letter,) = node.at, letters
            there = Node("softmax", (letter,), node.letters, node.body)
            return (*atom(Delta(at, letter)), *negated(atom(there)))
        case "logsumexp":
            return atom(Node("softmax", letters, node.letters, node.body))
        case "norm":
            return simple.times(body, atom(node, Fraction(-1)))
        case "logdet":
            row, column = letters
            return atom(Node("inv", (column, row), node.letters, node.body))
        case "det":
            row, column = letters
            return simple.times(atom(node), atom(Node("inv", (column, row), node.letters, node.body)))
        case "inv":
            row, column = letters
            left = atom(Node("inv", (node.at[0], row), node.letters, node.body))
            right = atom(Node("inv", (column, node.at[1]), node.letters, node.body))
            return negated(simple.times(left, right))
        case name if name.startswith("call "):
            return atom(Node(f"{name}'", (*node.at, *letters), node.letters, node.body))
        case _:
            raise Underivable(f"no rule for the derivative of `{node.name}`")
