"""How each row of the operator table is built from SymPy scalars, with the conditions it needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import sympy

from symderiv.components.entries import NEVER, NO_GUARDS, Entry, Floor, Guard, Guards, Pos, Scalar, union
from symderiv.components.grids import Grid, filled, grid_of, to_grid
from symderiv.components.matrices import determinant, inverse
from symderiv.components.signs import bounds, is_positive

Built = tuple[Scalar, Guards]
_LONGEST: Final = 1 << 20
"""Bits of a number."""
HALF: Final = sympy.Rational(1, 2)


class Unsupported(Exception):
    """A construct that this decider cannot decide, with the reason in the user's words."""


class TooLarge(Unsupported):
    """More entries, terms or cases than the budget allows; smaller sizes may do."""


def need(kind: str, scalar: Scalar) -> Guards:
    """The condition on a scalar, which vanishes where a number already meets it."""
    if scalar.is_Rational:
        met = {"nonzero": scalar != 0, "positive": scalar > 0, "nonnegative": scalar >= 0}[kind]
        return NO_GUARDS if met else NEVER
    above, apart = bounds(scalar)
    if apart and (above or kind == "nonzero"):
        return NO_GUARDS
    return frozenset({Guard(kind, scalar)})  # type: ignore[arg-type]


def guarded(guards: Guards, build: Callable[[], Scalar]) -> Built:
    """What is built, unless it is defined nowhere: SymPy must not see log 0 or 1/0."""
    return (sympy.S.Zero, guards) if guards == NEVER else (build(), guards)


def quotient(above: Scalar, below: Scalar) -> Built:
    """a / b for b ≠ 0."""
    return guarded(need("nonzero", below), lambda: above / below)


def logarithm(x: Scalar) -> Built:
    """log x for x > 0, a product of positive factors being split: softmax keeps its derivative short."""
    factors = _factors(x)
    if factors != (x,) and all(map(is_positive, factors)):
        return sympy.Add(*map(_log_of_positive, factors)), NO_GUARDS
    return guarded(need("positive", x), lambda: sympy.log(x))


def _factors(x: Scalar) -> tuple[Scalar, ...]:
    """Factors of a product, also of one like 1 − 1/(1 + eˣ) after it is brought over one denominator."""
    if x.is_Add and len(x.args) <= 3 and any(part.is_Pow and part.exp == -1 for part in _deep(x)):
        joined = sympy.together(x)
        return tuple(f.expand() if f.is_Add else f for f in sympy.Mul.make_args(joined))
    return tuple(sympy.Mul.make_args(x))


def _deep(total: Scalar) -> Iterator[Scalar]:
    for term in total.args:
        yield from sympy.Mul.make_args(term)


def _log_of_positive(x: Scalar) -> Scalar:
    splits = x.is_Pow and x.exp.is_Integer and is_positive(x.base)
    return x.exp * sympy.log(x.base) if splits else sympy.log(x)


def root(x: Scalar) -> Built:
    """√x for x ≥ 0."""
    return guarded(need("nonnegative", x), lambda: sympy.sqrt(x))


def _bits(number: Scalar) -> int:
    """The length of a rational number of which powers are not 1."""
    if not number.is_Rational or abs(number) in (0, 1):
        return 0
    return int(number.p).bit_length() + int(number.q).bit_length()


def _exp(x: Scalar) -> Scalar:
    """eˣ, which SymPy writes as a number where x = n log 2."""
    for term in sympy.Add.make_args(x):
        number, rest = term.as_coeff_Mul()
        if isinstance(rest, sympy.log) and abs(number) * _bits(rest.args[0].as_coeff_Mul()[0]) > _LONGEST:
            raise Unsupported("a number too long to be written out")
    return sympy.exp(x)


def power(base: Scalar, exponent: Scalar) -> Built:
    """base ** exponent over the reals."""
    coefficient = base.as_coeff_Mul()[0]
    if exponent.is_Rational and abs(exponent) * _bits(coefficient) > _LONGEST:
        raise Unsupported("a number too long to be written out")
    if exponent.is_Integer:
        guards = need("nonzero", base) if exponent < 0 else NO_GUARDS
        return guarded(guards, lambda: base**exponent)
    if exponent.is_Rational:
        return _fractional(base, exponent)
    if base.is_zero:
        raise Unsupported("0 to a power whose exponent is no number")
    if exponent.is_integer:
        if base.is_Rational and base < 0:
            raise Unsupported("a negative number to a symbolic power")
        if base.has(Pos):
            raise Unsupported("a symbolic power of what is 0 at more than single points")
        return guarded(need("nonzero", base), lambda: base**exponent)
    return guarded(need("positive", base), lambda: base**exponent)


def _fractional(base: Scalar, exponent: Scalar) -> Built:
    kind = "positive" if exponent < 0 else "nonnegative"
    if exponent.q % 2 == 0:
        return guarded(need(kind, base), lambda: base**exponent)
    if bounds(base)[0]:
        return guarded(need(kind, base), lambda: base**exponent)
    # SymPy's fractional powers of negative numbers are complex, ours are real: go by the absolute value.
    sign = Pos(base) - Pos(-base)
    magnitude = base * sign
    factor = sign if exponent.p % 2 else sympy.S.One
    guards = need("nonzero", base) if exponent < 0 else NO_GUARDS
    if exponent < 1 and not base.is_number:
        guards |= {Guard("nonnegative", base**2)}
    return guarded(guards, lambda: factor * magnitude**exponent)


def sigmoid(x: Scalar) -> Scalar:
    """1 / (1 + e^{−x})."""
    return 1 / (1 + sympy.exp(-x))


def larger(x: Scalar, y: Scalar) -> Scalar:
    """max(x, y)."""
    return y + (x - y) * Pos(x - y)


def smaller(x: Scalar, y: Scalar) -> Scalar:
    """min(x, y)."""
    return x + (y - x) * Pos(x - y)


def _tan(x: Scalar) -> Built:
    return quotient(sympy.sin(x), sympy.cos(x))


def _asin(x: Scalar) -> Built:
    return guarded(need("nonnegative", 1 - x**2), lambda: sympy.asin(x))


def _acosh(x: Scalar) -> Built:
    return guarded(need("nonnegative", x - 1), lambda: sympy.log(x + sympy.sqrt(x**2 - 1)))


def _atanh(x: Scalar) -> Built:
    return guarded(need("positive", 1 - x**2), lambda: (sympy.log(1 + x) - sympy.log(1 - x)) / 2)


def _atan2(y: Scalar, x: Scalar) -> Built:
    return guarded(need("nonzero", x**2 + y**2), lambda: sympy.atan2(y, x))


def _scaled_log(base: int) -> Callable[[Scalar], Built]:
    def build(x: Scalar) -> Built:
        value, guards = logarithm(x)
        return value / sympy.log(base), guards

    return build


def _acos(x: Scalar) -> Built:
    value, guards = _asin(x)
    return sympy.pi / 2 - value, guards


def _everywhere(build: Callable[..., Scalar]) -> Callable[..., Built]:
    return lambda *scalars: (build(*scalars), NO_GUARDS)


ELEMENTWISE: Final[dict[str, Callable[..., Built]]] = {
    "exp": _everywhere(_exp),
    "log": logarithm,
    "log1p": lambda x: logarithm(1 + x),
    "expm1": _everywhere(lambda x: sympy.exp(x) - 1),
    "log2": _scaled_log(2),
    "log10": _scaled_log(10),
    "sqrt": root,
    "abs": _everywhere(lambda x: x * (Pos(x) - Pos(-x))),
    "sign": _everywhere(lambda x: Pos(x) - Pos(-x)),
    "sin": _everywhere(sympy.sin),
    "cos": _everywhere(sympy.cos),
    "tan": _tan,
    "sinh": _everywhere(lambda x: (sympy.exp(x) - sympy.exp(-x)) / 2),
    "cosh": _everywhere(lambda x: (sympy.exp(x) + sympy.exp(-x)) / 2),
    "tanh": _everywhere(lambda x: 1 - 2 / (1 + sympy.exp(2 * x))),
    "asin": _asin,
    "acos": _acos,
    "atan": _everywhere(sympy.atan),
    "asinh": _everywhere(lambda x: sympy.log(x + sympy.sqrt(x**2 + 1))),
    "acosh": _acosh,
    "atanh": _atanh,
    "atan2": _atan2,
    "floor": _everywhere(Floor),
    "erf": _everywhere(sympy.erf),
    "sigmoid": _everywhere(sigmoid),
    "relu": _everywhere(lambda x: x * Pos(x)),
    "softplus": _everywhere(lambda x: sympy.log(1 + sympy.exp(x))),
    "silu": _everywhere(lambda x: x * sigmoid(x)),
    "gelu": _everywhere(lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2),
    "maximum": _everywhere(larger),
    "minimum": _everywhere(smaller),
    "clip": _everywhere(lambda x, low, high: smaller(larger(x, low), high)),
}
"""Every row that acts entry by entry."""


def elementwise(name: str, *entries: Entry) -> Entry:
    """The function of one entry from each argument."""
    value, guards = ELEMENTWISE[name](*(entry.value for entry in entries))
    return Entry(value, guards | union(entries))


# ── Functions of a list of entries ──────────────────────────────────────────────────────────────


def _sum(entries: Sequence[Entry]) -> Entry:
    return Entry(sympy.Add(*(entry.value for entry in entries)), union(entries))


def _product(entries: Sequence[Entry]) -> Entry:
    return Entry(sympy.Mul(*(entry.value for entry in entries)), union(entries))


def _mean(entries: Sequence[Entry]) -> Entry:
    total = _sum(entries)
    return Entry(total.value / len(entries), total.guards)


def _variance(entries: Sequence[Entry]) -> Entry:
    mean = _mean(entries)
    squares = [(entry.value - mean.value) ** 2 for entry in entries]
    return Entry(sympy.Add(*squares) / len(entries), mean.guards)


def _deviation(entries: Sequence[Entry]) -> Entry:
    return elementwise("sqrt", _variance(entries))


def _extreme(pick: Callable[[Scalar, Scalar], Scalar]) -> Callable[[Sequence[Entry]], Entry]:
    def build(entries: Sequence[Entry]) -> Entry:
        best = entries[0].value
        for entry in entries[1:]:
            best = pick(best, entry.value)
        return Entry(best, union(entries))

    return build


def _logsumexp(entries: Sequence[Entry]) -> Entry:
    return Entry(sympy.log(sympy.Add(*(sympy.exp(entry.value) for entry in entries))), union(entries))


def _norm(entries: Sequence[Entry]) -> Entry:
    return elementwise("sqrt", _squares(entries))


def _squares(entries: Sequence[Entry]) -> Entry:
    return Entry(sympy.Add(*(entry.value**2 for entry in entries)), union(entries))


def _absolutes(entries: Sequence[Entry]) -> Entry:
    return _sum([elementwise("abs", entry) for entry in entries])


REDUCTIONS: Final[dict[str, Callable[[Sequence[Entry]], Entry]]] = {
    "logsumexp": _logsumexp,
    "sum": _sum,
    "mean": _mean,
    "prod": _product,
    "var": _variance,
    "std": _deviation,
    "max": _extreme(larger),
    "min": _extreme(smaller),
    "norm": _norm,
    "norm1": _absolutes,
    "normsq": _squares,
}
"""Every row that makes one entry of many; also what the large operators Σ, Π, max … do."""


def reduce_entries(name: str, entries: Sequence[Entry]) -> Entry:
    """The reduction of the entries; of none, only a sum and a product exist."""
    if not entries and name not in ("sum", "prod", "norm", "norm1", "normsq"):
        return Entry(sympy.S.Zero, NEVER)
    return REDUCTIONS[name](entries)


def _softmax(entries: Sequence[Entry]) -> list[Entry]:
    powers = [sympy.exp(entry.value) for entry in entries]
    total, guards = sympy.Add(*powers), union(entries)
    return [Entry(x / total, guards) for x in powers]


def _log_softmax(entries: Sequence[Entry]) -> list[Entry]:
    total = _logsumexp(entries)
    return [Entry(entry.value - total.value, total.guards) for entry in entries]


ALONG: Final[dict[str, Callable[[Sequence[Entry]], list[Entry]]]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
}
"""Every row that acts along an axis and keeps it."""


# ── Functions of a matrix ───────────────────────────────────────────────────────────────────────


def _trace(grid: Grid) -> Grid:
    return to_grid(_sum([grid[i, i] for i in range(grid.shape[0])]))


def _det(grid: Grid) -> Grid:
    return to_grid(Entry(determinant(_values(grid)), union(grid.flat)))


def _logdet(grid: Grid) -> Grid:
    value, guards = logarithm(determinant(_values(grid)))
    return to_grid(Entry(value, guards | union(grid.flat)))


def matrix_inverse(grid: Grid) -> Grid:
    """A⁻¹ = adj A / det A for det A ≠ 0."""
    values = _values(grid)
    det = determinant(values)
    guards = need("nonzero", det) | union(grid.flat)
    if need("nonzero", det) == NEVER:
        return filled(grid.shape, lambda _: Entry(sympy.S.Zero, NEVER))
    result = inverse(values, det)
    return filled(grid.shape, lambda at: Entry(result[at[0]][at[1]], guards))


def _diag(grid: Grid) -> Grid:
    if grid.ndim == 2:
        return grid_of([grid[i, i] for i in range(grid.shape[0])])
    n = grid.shape[0]
    return filled((n, n), lambda at: grid[at[0]] if at[0] == at[1] else Entry(sympy.S.Zero))


def _vec(grid: Grid) -> Grid:
    return grid.T.reshape(-1)


MATRIX: Final[dict[str, Callable[[Grid], Grid]]] = {
    "trace": _trace,
    "det": _det,
    "logdet": _logdet,
    "inv": matrix_inverse,
    "diag": _diag,
    "vec": _vec,
}
"""Every row that acts on a matrix as a whole."""


def _values(grid: Grid) -> list[list[Scalar]]:
    return [[entry.value for entry in row] for row in grid]
