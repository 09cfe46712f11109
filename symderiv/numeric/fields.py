"""The two kinds of numbers that arrays hold here: doubles, which point, and 50 and more digits, which decide.

An entry that is nan has no value. Doubles also yield nan and inf where they overflow, so nothing may be
concluded from those; with many digits nan means undefined and nothing else.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, Protocol

import mpmath
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""An array of doubles or of numbers with many digits."""

Scalar = Callable[[Any], Any]
"""A function of one number of mpmath."""

FARTHEST: Final = 10**9
"""Exponentials of larger arguments are not computed."""


_STEEP: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{name: lambda x: 0.44 * x for name in ("exp", "expm1", "sinh", "cosh", "sigmoid", "softplus")},
    "tanh": lambda x: 0.87 * x,
    "erf": lambda x: 0.44 * x * x,
    "erfc": lambda x: 0.44 * x * x,
}
"""How many digits lie between the function, or its limit, and what is added to it at ± x."""


class OutOfReach(Exception):
    """A number too large to be computed, or an array too large to be held: nothing is known here."""


class Field(Protocol):
    """A kind of numbers, with the functions of `functions.ELEMENTARY` on arrays of them."""

    @property
    def capacity(self) -> int:
        """How many entries one evaluation may compute."""
        ...

    def array(self, exact: Array) -> Array:
        """Numbers of this kind from fractions, whole numbers or doubles."""
        ...

    def number(self, value: Fraction) -> Array:
        """One number, without axes."""
        ...

    def constant(self, name: str) -> Array:
        """π or e, without axes."""
        ...

    def elementary(self, name: str, x: Array) -> Array:
        """A function of one number, entry by entry; nan outside its domain."""
        ...

    def atan2(self, y: Array, x: Array) -> Array:
        """The angle of the point (x, y); nan at the origin."""
        ...

    def divide(self, a: Array, b: Array) -> Array:
        """a / b, nan where b = 0."""
        ...

    def power(self, x: Array, y: Array) -> Array:
        """Real x ** y; whole y take every x, other y need x > 0, or x = 0 and y > 0; 0 ** 0 is nan."""
        ...

    def root(self, x: Array, degree: int) -> Array:
        """The real root of an odd degree."""
        ...

    def is_nan(self, x: Array) -> npt.NDArray[np.bool_]:
        """Where there is no value."""
        ...

    def inverse(self, matrices: Array) -> Array:
        """The inverses along the last two axes; nan where there is none."""
        ...

    def watch(self, x: Array, y: Array) -> None:
        """Takes note of numbers that are compared."""
        ...


# ── Doubles ─────────────────────────────────────────────────────────────────────────────────────


def _where(inside: npt.NDArray[np.bool_], x: Array) -> Array:
    return np.where(inside, x, np.nan)


def _double(value: Any) -> float:
    """The nearest double, nan where there is none."""
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _sigmoid(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


_ERFC: Final = np.frompyfunc(math.erfc, 1, 1)
_ERF: Final = np.frompyfunc(math.erf, 1, 1)

_DOUBLE: Final[Mapping[str, Callable[[Array], Array]]] = {
    "exp": np.exp,
    "log": lambda x: _where(x > 0, np.log(x)),
    "log1p": lambda x: _where(x > -1, np.log1p(x)),
    "expm1": np.expm1,
    "log2": lambda x: _where(x > 0, np.log2(x)),
    "log10": lambda x: _where(x > 0, np.log10(x)),
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": lambda x: _where(np.abs(x) < 1, np.arctanh(x)),
    "erf": lambda x: np.asarray(_ERF(x), dtype=np.float64),
    "erfc": lambda x: np.asarray(_ERFC(x), dtype=np.float64),
    "sigmoid": _sigmoid,
    "softplus": lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
}


class Doubles:
    """IEEE doubles: fast, and trusted with nothing."""

    capacity = 6_000_000

    def array(self, exact: Array) -> Array:
        try:
            return exact.astype(np.float64)
        except OverflowError:
            return np.asarray(np.frompyfunc(_double, 1, 1)(exact), dtype=np.float64)

    def number(self, value: Fraction) -> Array:
        return np.asarray(_double(value))

    def constant(self, name: str) -> Array:
        return np.asarray(math.pi if name == "pi" else math.e)

    def elementary(self, name: str, x: Array) -> Array:
        return _DOUBLE[name](x)

    def atan2(self, y: Array, x: Array) -> Array:
        return _where((x != 0) | (y != 0), np.arctan2(y, x))

    def divide(self, a: Array, b: Array) -> Array:
        return _where(b != 0, a / b)

    def power(self, x: Array, y: Array) -> Array:
        return _where(~((x == 0) & (y <= 0)), np.power(x, y))

    def root(self, x: Array, degree: int) -> Array:
        return np.sign(x) * np.abs(x) ** (1 / degree)

    def is_nan(self, x: Array) -> npt.NDArray[np.bool_]:
        return np.isnan(x)

    def inverse(self, matrices: Array) -> Array:
        fit = np.isfinite(matrices).all(axis=(-2, -1)) & (np.linalg.det(matrices) != 0)
        fit = fit[..., None, None]
        try:
            return np.where(fit, np.linalg.inv(np.where(fit, matrices, np.eye(matrices.shape[-1]))), np.nan)
        except np.linalg.LinAlgError:
            return np.full_like(matrices, np.nan)

    def watch(self, x: Array, y: Array) -> None:
        """Doubles decide nothing."""


# ── Many digits ─────────────────────────────────────────────────────────────────────────────────


class Digits:
    """Numbers of mpmath with a fixed number of digits and unbounded exponents.

    If `measured`, `reach` is the largest decimal exponent, of either sign, of the numbers met since
    `restart`, and `doubtful` says whether a step or the edge of a domain was closer than 10 to the power
    of −`least`, so that rounding may have decided.
    """

    capacity = 60_000

    def __init__(self, digits: int, measured: bool = False, least: int = 60) -> None:
        self.digits = digits
        self.measured = measured
        self.restart()
        self.context: Any = mpmath.MPContext()
        self.context.dps = digits
        self._nan = self.context.mpf("nan")
        self._least = self.context.mpf(10) ** -least
        self._convert = np.frompyfunc(self._mpf, 1, 1)
        self._is_nan = np.frompyfunc(lambda x: x != x, 1, 1)
        self._divide = np.frompyfunc(self._quotient, 2, 1)
        self._power = np.frompyfunc(self._real_power, 2, 1)
        self._atan2 = np.frompyfunc(self._angle, 2, 1)
        self._elementary = {name: np.frompyfunc(f, 1, 1) for name, f in self._scalar_functions().items()}

    def restart(self) -> None:
        """Forgets what was met."""
        self.reach = 0.0
        self.doubtful = False

    def array(self, exact: Array) -> Array:
        result = np.asarray(self._convert(exact), dtype=object)
        if self.measured:
            for number in result.flat:
                self._note(number)
        return result

    def number(self, value: Fraction) -> Array:
        return np.array(self._mpf(value), dtype=object)

    def constant(self, name: str) -> Array:
        return np.array(+self.context.pi if name == "pi" else +self.context.e, dtype=object)

    def elementary(self, name: str, x: Array) -> Array:
        return np.asarray(self._elementary[name](x), dtype=object)

    def atan2(self, y: Array, x: Array) -> Array:
        return np.asarray(self._atan2(y, x), dtype=object)

    def divide(self, a: Array, b: Array) -> Array:
        return np.asarray(self._divide(a, b), dtype=object)

    def power(self, x: Array, y: Array) -> Array:
        return np.asarray(self._power(x, y), dtype=object)

    def root(self, x: Array, degree: int) -> Array:
        return np.asarray(np.frompyfunc(lambda v: self._odd_root(v, degree), 1, 1)(x), dtype=object)

    def is_nan(self, x: Array) -> npt.NDArray[np.bool_]:
        return np.asarray(self._is_nan(x), dtype=bool)

    def inverse(self, matrices: Array) -> Array:
        flat = matrices.reshape(-1, *matrices.shape[-2:])
        inverses = [self._inverse([list(row) for row in matrix]) for matrix in flat]
        return np.array(inverses, dtype=object).reshape(matrices.shape)

    def watch(self, x: Array, y: Array) -> None:
        if not self.measured:
            return
        for a, b in np.broadcast(x, y):
            distance = abs(self._mpf(a) - self._mpf(b))
            if 0 < distance < self._least * max(1, abs(a)):
                self.doubtful = True

    def _note(self, number: Any) -> None:
        if number and self.context.isfinite(number):
            self.reach = max(self.reach, 0.30103 * abs(self.context.mag(number)))

    def _noted(self, number: Any) -> Any:
        if self.measured:
            self._note(number)
        return number

    def _watch_argument(self, name: str, number: Any, inside: Callable[[Any], bool]) -> None:
        """Notes how far 1 − f(x) or f(x) may be from what can be seen, and arguments at an edge."""
        self._note(number)
        if name in _STEEP:
            self.reach = max(self.reach, float(_STEEP[name](min(abs(number), 10 * FARTHEST))))
        if name in ("sign", "floor"):
            self.watch(np.array(number), np.array(self.context.nint(number) if name == "floor" else 0))
        elif not inside(number) and number not in (-1, 0, 1):
            self.doubtful |= inside(number + self._least) or inside(number - self._least)

    def _mpf(self, value: Any) -> Any:
        if type(value) is self.context.mpf:
            return value
        if isinstance(value, Fraction):
            return self.context.mpf(value.numerator) / value.denominator
        return self.context.mpf(value if not isinstance(value, np.generic) else value.item())

    def _quotient(self, a: Any, b: Any) -> Any:
        divisor = self._mpf(b)
        return self._noted(self._mpf(a) / divisor) if divisor else self._nan

    def _real_power(self, x: Any, y: Any) -> Any:
        base, exponent = self._mpf(x), self._mpf(y)
        if base != base or exponent != exponent or (base == 0 and exponent <= 0):
            return self._nan
        if abs(exponent) > FARTHEST or abs(base) > self.context.mpf(10) ** FARTHEST:
            raise OutOfReach("a power")
        if self.context.isint(exponent):
            return self._noted(base ** int(exponent))
        return self._noted(base**exponent) if base >= 0 else self._nan

    def _odd_root(self, x: Any, degree: int) -> Any:
        value = self._mpf(x)
        root = abs(value) ** (self.context.mpf(1) / degree)
        return root if value >= 0 else -root

    def _angle(self, y: Any, x: Any) -> Any:
        if x != x or y != y or (x == 0 and y == 0):
            return self._nan
        return self.context.atan2(self._mpf(y), self._mpf(x))

    def _inverse(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Gauss–Jordan elimination with the largest pivot."""
        n = len(rows)
        work = [
            [self._mpf(x) for x in row] + [self._mpf(int(i == j)) for j in range(n)]
            for i, row in enumerate(rows)
        ]
        largest = max(abs(x) for row in work for x in row[:n])
        rounding = self._mpf(10) ** (-self.context.dps * 3 // 4) * largest
        for column in range(n):
            pivot = max(range(column, n), key=lambda i: abs(work[i][column]))
            lead = work[pivot][column]
            if lead and abs(lead) < rounding:
                # What is left of 0 by rounding is no pivot; if it is that, more digits would say so.
                self.doubtful, lead = self.doubtful or self.measured, 0
            if not lead or any(x != x for row in work for x in row):
                return [[self._nan] * n for _ in range(n)]
            work[column], work[pivot] = work[pivot], work[column]
            work[column] = [x / lead for x in work[column]]
            for i in range(n):
                if i != column:
                    factor = work[i][column]
                    work[i] = [x - factor * y for x, y in zip(work[i], work[column], strict=True)]
        return [row[n:] for row in work]

    def _scalar_functions(self) -> dict[str, Scalar]:
        mp = self.context

        def on(
            f: Callable[[Any], Any], inside: Callable[[Any], bool], far: bool = False
        ) -> Callable[[str], Scalar]:
            def named(name: str) -> Scalar:
                def value(x: Any) -> Any:
                    number = self._mpf(x)
                    if self.measured and number == number:
                        self._watch_argument(name, number, inside)
                    if number != number or not inside(number):
                        return self._nan
                    if far and abs(number) > FARTHEST:
                        raise OutOfReach("an exponential")
                    return self._noted(f(number))

                return value

            return named

        def everywhere(x: Any) -> bool:
            return True

        def positive(x: Any) -> bool:
            return bool(x > 0)

        functions = {
            "exp": on(mp.exp, everywhere, far=True),
            "log": on(mp.log, positive),
            "log1p": on(mp.log1p, lambda x: x > -1),
            "expm1": on(mp.expm1, everywhere, far=True),
            "log2": on(lambda x: mp.log(x) / mp.ln2, positive),
            "log10": on(lambda x: mp.log(x) / mp.ln10, positive),
            "sqrt": on(mp.sqrt, lambda x: x >= 0),
            "abs": on(abs, everywhere),
            "sign": on(mp.sign, everywhere),
            "floor": on(mp.floor, everywhere),
            "sin": on(mp.sin, everywhere, far=True),
            "cos": on(mp.cos, everywhere, far=True),
            "tan": on(mp.tan, everywhere, far=True),
            "sinh": on(mp.sinh, everywhere, far=True),
            "cosh": on(mp.cosh, everywhere, far=True),
            "tanh": on(mp.tanh, everywhere, far=True),
            "asin": on(mp.asin, lambda x: abs(x) <= 1),
            "acos": on(mp.acos, lambda x: abs(x) <= 1),
            "atan": on(mp.atan, everywhere),
            "asinh": on(mp.asinh, everywhere),
            "acosh": on(mp.acosh, lambda x: x >= 1),
            "atanh": on(mp.atanh, lambda x: abs(x) < 1),
            "erf": on(mp.erf, everywhere, far=True),
            "erfc": on(mp.erfc, everywhere, far=True),
            "sigmoid": on(lambda x: 1 / (1 + mp.exp(-x)), everywhere, far=True),
            "softplus": on(lambda x: mp.log1p(mp.exp(-abs(x))) + max(x, mp.zero), everywhere, far=True),
        }
        return {name: function(name) for name, function in functions.items()}
