"""How every row of the operator table is computed on dual arrays.

A reduction takes the axis on which it acts, counted from the first frame axis, and a mask of 0 and 1 for
the entries that count, or None for all.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from symderiv.numeric.calculus import SLOPES, Calculus
from symderiv.numeric.duals import (
    Dual,
    Number,
    add,
    entries,
    flattened,
    leaf,
    mapped,
    mapped_together,
    multiply,
    negate,
    select,
    split,
    spoiled,
    subtract,
    vanishes,
)
from symderiv.numeric.fields import Array, OutOfReach

LARGEST_PRODUCT: Final = 400_000_000
"""No two arrays are contracted whose numbers of entries multiply to more."""

Elementwise = Callable[[Calculus, Sequence[Number]], Number]
Reduction = Callable[[Calculus, Number, int, Number | None], Number]
AlongAxis = Callable[[Calculus, Number, int], Number]
OfMatrix = Callable[[Calculus, Number], Number]


def _elementary(name: str) -> Elementwise:
    return lambda c, xs: c.elementary(name, xs[0])


def _relu(c: Calculus, xs: Sequence[Number]) -> Number:
    return select(c.compare(">", xs[0], c.number(0)), xs[0], np.zeros_like(leaf(xs[0])))


def _gelu(c: Calculus, xs: Sequence[Number]) -> Number:
    """x Φ(x) = x erfc(−x/√2) / 2."""
    scale = c.fixed_power(c.number(2).reshape(1), Fraction(-1, 2))
    tail = c.elementary("erfc", negate(multiply(xs[0], leaf(scale).reshape(()))))
    return multiply(multiply(xs[0], c.number(Fraction(1, 2))), tail)


ELEMENTWISE: Final[Mapping[str, Elementwise]] = {
    **{name: _elementary(name) for name in SLOPES if name != "erfc"},
    "atan2": lambda c, xs: c.atan2(xs[0], xs[1]),
    "relu": _relu,
    "silu": lambda c, xs: multiply(xs[0], c.elementary("sigmoid", xs[0])),
    "gelu": _gelu,
    "maximum": lambda c, xs: c.larger(xs[0], xs[1]),
    "minimum": lambda c, xs: c.smaller(xs[0], xs[1]),
    "clip": lambda c, xs: c.smaller(c.larger(xs[0], xs[1]), xs[2]),
}
"""Entry by entry."""


# ── Reductions ──────────────────────────────────────────────────────────────────────────────────


def summed(x: Number, axis: int) -> Number:
    """The sum over an axis."""
    return mapped(lambda a: a.sum(axis=axis, keepdims=True), x)


def _masked(x: Number, mask: Number | None, neutral: int) -> Number:
    return x if mask is None else select(mask, x, np.full_like(leaf(x), neutral))


def _count(c: Calculus, x: Number, axis: int, mask: Number | None) -> Array:
    if mask is None:
        return np.full((1,) * leaf(x).ndim, c.number(leaf(x).shape[axis]))
    counted = np.broadcast_to(leaf(mask), np.broadcast_shapes(leaf(mask).shape, leaf(x).shape))
    return c.field.array(counted.sum(axis=axis, keepdims=True))


def _sum(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    return summed(_masked(x, mask, 0), axis)


def _mean(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    return c.divide(_sum(c, x, axis, mask), _count(c, x, axis, mask))


def _prod(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    factors = _masked(x, mask, 1)
    shape = list(leaf(factors).shape)
    shape[axis] = 1
    result: Number = np.full(shape, c.number(1))
    for at in range(leaf(factors).shape[axis]):
        result = multiply(result, mapped(lambda a, at=at: a.take([at], axis), factors))  # type: ignore[misc]
    return result


def _var(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    """The mean of the squared distances from the mean."""
    distance = subtract(x, _mean(c, x, axis, mask))
    return _mean(c, multiply(distance, distance), axis, mask)


def _std(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    return c.elementary("sqrt", _var(c, x, axis, mask))


def _largest(c: Calculus, values: Array, axis: int) -> Array:
    """The largest entry, without derivatives and masks."""
    if values.shape[axis] == 0:
        return np.full((*values.shape[:axis], 1, *values.shape[axis + 1 :]), np.nan)
    missing = c.field.is_nan(values)
    largest = np.max(np.where(missing, -np.inf, values), axis=axis, keepdims=True)
    return np.where(missing.any(axis=axis, keepdims=True), np.nan, largest)


def _extreme(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    """The largest entry; where different entries share it there is no derivative."""
    values = leaf(x)
    if mask is not None:
        values = np.broadcast_to(values, np.broadcast_shapes(values.shape, leaf(mask).shape))
        x = mapped(lambda a: np.broadcast_to(a, np.broadcast_shapes(a.shape, values.shape)), x)
    counts = np.ones(values.shape, bool) if mask is None else np.broadcast_to(leaf(mask) == 1, values.shape)
    if values.shape[axis] == 0:
        return np.full((*values.shape[:axis], 1, *values.shape[axis + 1 :]), np.nan)
    nowhere = (counts & c.field.is_nan(values)).any(axis=axis, keepdims=True) | ~counts.any(
        axis=axis, keepdims=True
    )
    if mask is not None:
        nowhere = nowhere | np.isnan(leaf(mask)).any(axis=axis, keepdims=True)
    comparable = np.where(counts & ~c.field.is_nan(values), values, -np.inf)
    largest = np.max(comparable, axis=axis, keepdims=True)
    hits = np.asarray(comparable == largest, dtype=bool) & counts
    first = np.argmax(hits, axis=axis, keepdims=True)
    picked = mapped(lambda a: np.take_along_axis(a, first, axis), x)
    if isinstance(x, Dual):
        tie = (hits & ~vanishes(subtract(x, picked))).any(axis=axis, keepdims=True)
        picked = spoiled(picked, tie)
    return mapped(lambda a: np.where(nowhere, np.nan, a), picked)


def _logsumexp(c: Calculus, x: Number, axis: int, mask: Number | None) -> Number:
    """log Σ exp(x − m) + m, with m the largest entry, held fixed."""
    shift = leaf(_extreme(c, leaf(x), axis, mask if mask is None else leaf(mask)))
    powers = c.elementary("exp", _masked(subtract(x, shift), mask, 0))
    return add(c.elementary("log", summed(_masked(powers, mask, 0), axis)), shift)


REDUCTIONS: Final[Mapping[str, Reduction]] = {
    "sum": _sum,
    "mean": _mean,
    "prod": _prod,
    "var": _var,
    "std": _std,
    "max": _extreme,
    "min": lambda c, x, axis, mask: negate(_extreme(c, negate(x), axis, mask)),
    "logsumexp": _logsumexp,
    "normsq": lambda c, x, axis, mask: summed(multiply(x, x), axis),
    "norm1": lambda c, x, axis, mask: summed(c.elementary("abs", x), axis),
    "norm": lambda c, x, axis, mask: _norm(c, x, axis),
}
"""All entries along one axis to one, which stays as an axis of length 1."""


def _norm(c: Calculus, x: Number, axis: int) -> Number:
    """‖p + εt‖ = ‖p‖ + ε p·t/‖p‖; at p = 0 it has a derivative only along t = 0."""
    if not isinstance(x, Dual):
        return c.field.elementary("sqrt", summed_leaf(x * x, axis))
    p, t = x.primal, x.tangent
    norm = _norm(c, p, axis)
    still = vanishes(t).all(axis=axis, keepdims=True)
    slope = c.divide(summed(multiply(p, t), axis), norm)
    return Dual(x.level, norm, mapped(lambda a: np.where(still, 0, a), slope))


def summed_leaf(x: Array, axis: int) -> Array:
    """The sum over an axis of numbers without derivatives."""
    return np.asarray(x.sum(axis=axis, keepdims=True))


# ── Along an axis, and of matrices in the last two axes ─────────────────────────────────────────


def _softmax(c: Calculus, x: Number, axis: int) -> Number:
    shift = _largest(c, leaf(x), axis)
    powers = c.elementary("exp", subtract(x, shift))
    return c.divide(powers, summed(powers, axis))


ALONG: Final[Mapping[str, AlongAxis]] = {
    "softmax": _softmax,
    "log_softmax": lambda c, x, axis: subtract(x, _logsumexp(c, x, axis, None)),
}
"""Along an axis, keeping the shape."""


def contracted(x: Number, y: Number, frames: int) -> Number:
    """Σ over the last axis of x with the first value axis of y."""
    rest = leaf(y).ndim - frames - 1

    def left(a: Array) -> Array:
        return a.reshape(*a.shape, *(1,) * rest)

    axis = leaf(x).ndim - 1

    def right(b: Array) -> Array:
        return b.reshape(*b.shape[:frames], *(1,) * (axis - frames), *b.shape[frames:])

    if entries(x) * entries(y) > LARGEST_PRODUCT:
        raise OutOfReach("a product")
    product = multiply(mapped(left, x), mapped(right, y))
    return mapped(lambda a: np.asarray(a.sum(axis=axis)), product)


def diagonal(x: Number) -> Number:
    """The diagonal along the last two axes."""
    return mapped(lambda a: np.diagonal(a, axis1=-2, axis2=-1), x)


def _trace(c: Calculus, x: Number) -> Number:
    return mapped(lambda a: np.asarray(a.sum(axis=-1)), diagonal(x))


def _determinant(c: Calculus, x: Number) -> Number:
    """Laplace's expansion, row by row: minors of the first k rows from those of the first k − 1."""
    n = leaf(x).shape[-1]
    if n > 6:
        raise OutOfReach("a determinant")

    def entry(i: int, j: int) -> Number:
        return mapped(lambda a: a[..., i, j], x)

    minors: dict[tuple[int, ...], Number] = {(j,): entry(0, j) for j in range(n)}
    for i in range(1, n):
        minors = {columns: _expanded(i, columns, minors, entry) for columns in combinations(range(n), i + 1)}
    return minors[tuple(range(n))]


def _expanded(
    i: int,
    columns: tuple[int, ...],
    minors: Mapping[tuple[int, ...], Number],
    entry: Callable[[int, int], Number],
) -> Number:
    terms = []
    for at, j in enumerate(columns):
        term = multiply(entry(i, j), minors[columns[:at] + columns[at + 1 :]])
        terms.append(negate(term) if (i + at) % 2 else term)
    total = terms[0]
    for term in terms[1:]:
        total = add(total, term)
    return total


def inverse(c: Calculus, x: Number) -> Number:
    """(P + εT)⁻¹ = P⁻¹ − ε P⁻¹ T P⁻¹."""
    if not isinstance(x, Dual):
        return c.field.inverse(x)
    value = inverse(c, x.primal)
    frames = leaf(value).ndim - 2
    return Dual(x.level, value, negate(contracted(contracted(value, x.tangent, frames), value, frames)))


def _diag(c: Calculus, x: Number, rank: int) -> Number:
    if rank == 2:
        return diagonal(x)
    return mapped(lambda a: np.where(np.eye(a.shape[-1], dtype=bool), a[..., None], 0), x)


MATRIX: Final[Mapping[str, OfMatrix]] = {
    "trace": _trace,
    "det": _determinant,
    "logdet": lambda c, x: c.elementary("log", _determinant(c, x)),
    "inv": inverse,
    "vec": lambda c, x: flattened(mapped(lambda a: np.swapaxes(a, -1, -2), x), leaf(x).ndim - 2),
}
"""Of a matrix in the last two axes."""

NAMES: Final = (*ELEMENTWISE, *REDUCTIONS, *ALONG, *MATRIX, "diag")
"""Every function that can be computed."""


def applied(c: Calculus, name: str, arguments: Sequence[Number], frames: int, axis: int | None) -> Number:
    """A row of the operator table at arguments with so many frame axes; `axis` counts those of the value."""
    x = arguments[0]
    rank = leaf(x).ndim - frames
    if name in ELEMENTWISE:
        return ELEMENTWISE[name](c, arguments)
    if name in ALONG:
        return ALONG[name](c, x, frames + (rank - 1 if axis is None else axis % rank))
    if name in MATRIX:
        return MATRIX[name](c, x)
    if name == "diag":
        return _diag(c, x, rank)
    if axis is None:
        return reduced(c, name, flattened(x, frames), frames)
    return reduced(c, name, x, frames + axis % rank)


def reduced(c: Calculus, name: str, x: Number, axis: int, mask: Number | None = None) -> Number:
    """A reduction over an axis, which goes."""
    return mapped(lambda a: np.asarray(a.squeeze(axis)), REDUCTIONS[name](c, x, axis, mask))


def placeholder(c: Calculus, coefficients: Array, arguments: Number) -> Number:
    """The smooth function c + p·a + (q·a)² + sin(r·a), whose coefficients (c, p, q, r) stand in rows."""
    n = leaf(arguments).shape[-1]
    a = mapped(lambda x: np.expand_dims(x, -2), arguments)

    def against(start: int) -> Number:
        product = multiply(coefficients[..., start : start + n], a)
        return mapped(lambda x: np.asarray(x.sum(axis=-1)), product)

    squared = against(1 + n)
    total = add(add(coefficients[..., 0], against(1)), multiply(squared, squared))
    return add(total, c.elementary("sin", against(1 + 2 * n)))


def concatenated(pieces: Sequence[Number], axis: int) -> Number:
    """Side by side along an axis counted from the end, over common frames."""

    def join(arrays: Sequence[Array]) -> Array:
        lead = np.broadcast_shapes(*(a.shape[:axis] for a in arrays))
        return np.concatenate([np.broadcast_to(a, (*lead, *a.shape[axis:])) for a in arrays], axis=axis)

    return mapped_together(join, pieces)


def derivative_part(x: Number, level: int) -> tuple[Number, Number]:
    """Value and derivative at a level, with 0 for no dependence."""
    primal, tangent = split(x, level)
    return primal, np.zeros_like(leaf(primal)) if tangent is None else tangent
