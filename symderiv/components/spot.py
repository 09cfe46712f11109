"""Derivative and claim as NumPy functions at admissible points: a second opinion on the exact answer."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy
import sympy
from sympy.printing.numpy import NumPyPrinter

from symderiv.components.entries import Entry, Scalar, tree_size
from symderiv.components.real import Evaluator, Real, Unsure

TOLERANCE: Final = 1e-6
_MOST: Final = 2
"""Components that are compared, the smallest ones."""
LARGE: Final = 10**100
"""Larger numbers are not for floats."""
_LONG: Final = 600
"""Nodes from which on common parts are named before they are written out."""
_NUMPY: Final = ("exp", "log", "sqrt", "sin", "cos", "arcsin", "arctan", "arctan2", "abs", "sign", "pi", "e")


class InternalDisagreement(Exception):
    """The exact decision and the numbers contradict one another: a fault of this tool, never of its input."""


Pairs = Sequence[tuple[Entry, Entry]]


def spot_check(pairs: Pairs, points: Sequence[Mapping[Scalar, Fraction]]) -> int:
    """How many values of an identity were seen to agree; raises if one surely does not."""
    sizes: dict[Scalar, int] = {}
    chosen = sorted(pairs, key=lambda pair: _order(pair, sizes))[:_MOST]
    if not chosen or not points:
        return 0
    function, arguments = numpy_function([x.value for pair in chosen for x in pair])
    seen = 0
    for point in points:
        values = evaluate(function, [point[symbol] for symbol in arguments])
        for pair, left, right in zip(chosen, values[::2], values[1::2], strict=False):
            if math.isfinite(left) and math.isfinite(right) and abs(left) + abs(right) < 1e12:
                if abs(left - right) > TOLERANCE * (1 + abs(left) + abs(right)) and surely_differ(
                    pair, point
                ):
                    raise InternalDisagreement(f"an exact identity whose sides are {left} and {right}")
                seen += 1
    return seen


def _order(pair: tuple[Entry, Entry], sizes: dict[Scalar, int]) -> tuple[bool, int]:
    """Sides of different form come first, small ones before large ones."""
    left, right = pair[0].value, pair[1].value
    return left == right, tree_size(left, sizes) + tree_size(right, sizes)


def contradicts(pair: tuple[Entry, Entry], point: Mapping[Scalar, Fraction], left: Real, right: Real) -> bool:
    """Whether the NumPy functions give values that cannot be those of the exact evaluation."""
    if any(abs(value) > LARGE for value in (left, right)):
        return False
    left, right = float(left), float(right)
    function, arguments = numpy_function([pair[0].value, pair[1].value])
    values = evaluate(function, [point[symbol] for symbol in arguments])
    scale = TOLERANCE * (1 + abs(left) + abs(right))
    return all(map(math.isfinite, values)) and any(
        abs(a - b) > scale for a, b in zip(values, (left, right), strict=False)
    )


def surely_differ(pair: tuple[Entry, Entry], point: Mapping[Scalar, Fraction]) -> bool:
    """Whether the sides differ at 50 digits, where both are defined."""
    try:
        evaluator = Evaluator(point)
        left, right = evaluator.entry(pair[0]), evaluator.entry(pair[1])
        return left is not None and right is not None and evaluator.differ(pair[0].value, pair[1].value)
    except Unsure:
        return False


def numpy_function(scalars: list[Scalar]) -> tuple[Any, list[Scalar]]:
    """A NumPy function of the symbols, which bear generated names only, and the symbols in order."""
    free = set[Scalar]().union(*(scalar.free_symbols for scalar in scalars))
    arguments = sorted(free, key=lambda symbol: int(symbol.name[1:]))
    # Only the functions that occur: `from numpy import *`, as lambdify would do, loads all of NumPy's tests.
    names = {name: getattr(numpy, name) for name in _NUMPY}
    own = {"Pos": lambda x: numpy.heaviside(x, 0.0), "Floor": numpy.floor, "erf": numpy.vectorize(math.erf)}
    settings = {"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True,
                "user_functions": {name: name for name in own}, "order": "none"}  # fmt: skip
    known: dict[Scalar, int] = {}
    long = sum(tree_size(scalar, known) for scalar in scalars) > _LONG
    function = sympy.lambdify(
        arguments,
        scalars,
        modules=[names | own],
        printer=_Printer(settings),
        cse=_common_parts if long else False,
        docstring_limit=0,
        use_imps=False,
    )
    return function, arguments


class _Printer(NumPyPrinter):  # type: ignore[misc, unused-ignore]
    """Sums, products and powers in brackets, as they stand; everything else as SymPy writes it."""

    def doprint(self, expr: Scalar, assign_to: None = None) -> str:
        """The scalar as a Python expression."""
        return str(self._print(expr))

    def _print_Add(self, expr: Scalar, order: object = None) -> str:
        return "(" + " + ".join([self._print(part) for part in expr.args]) + ")"

    def _print_Mul(self, expr: Scalar) -> str:
        return "(" + "*".join([f"({self._print(part)})" for part in expr.args]) + ")"

    def _print_Pow(self, expr: Scalar, rational: bool = False) -> str:
        base = self._print(expr.base)
        if expr.exp == -1:
            return f"(1/({base}))"
        return f"sqrt({base})" if expr.exp == sympy.S.Half else f"({base})**({self._print(expr.exp)})"


def _common_parts(scalars: list[Scalar]) -> tuple[list[tuple[Scalar, Scalar]], list[Scalar]]:
    """Names for the parts that occur more than once, each in terms of earlier ones."""
    uses: dict[Scalar, int] = {}
    order: list[Scalar] = []

    def visit(scalar: Scalar) -> None:
        uses[scalar] = uses.get(scalar, 0) + 1
        if uses[scalar] == 1:
            for part in scalar.args:
                visit(part)
            order.append(scalar)

    for scalar in scalars:
        visit(scalar)
    named: dict[Scalar, Scalar] = {}
    steps: list[tuple[Scalar, Scalar]] = []
    for scalar in order:
        parts = [named.get(part, part) for part in scalar.args]
        rebuilt = scalar.func(*parts) if parts != list(scalar.args) else scalar
        if uses[scalar] > 1 and (scalar.is_Add or scalar.is_Function):
            named[scalar] = sympy.Symbol(f"c{len(steps)}", real=True)
            steps.append((named[scalar], rebuilt))
        elif rebuilt is not scalar:
            named[scalar] = rebuilt
    return steps, [named.get(scalar, scalar) for scalar in scalars]


def evaluate(function: Any, values: list[Fraction]) -> list[float]:
    """The function at floats; nan where it is ill-conditioned: longer floats give something else."""
    runs = []
    with numpy.errstate(all="ignore"):
        for kind in (numpy.float64, numpy.longdouble):
            try:
                results = function(*(kind(value.numerator) / kind(value.denominator) for value in values))
            except (ZeroDivisionError, OverflowError):
                return []
            runs.append([float(x) for x in results])
    pairs = zip(*runs, strict=True)
    return [a if abs(a - b) <= TOLERANCE / 100 * (1 + abs(a)) else math.nan for a, b in pairs]
