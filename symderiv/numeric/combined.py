"""Arrays that meet several assumptions at once, drawn directly where trying would seldom find one."""

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Final

import numpy as np

from symderiv.language.document import Assumption
from symderiv.numeric.draws import Generator
from symderiv.numeric.fields import Array

Assumptions = frozenset[Assumption]

NOT_NEGATIVE: Final = frozenset(
    {Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.BINARY, Assumption.SIMPLEX}
)
WHOLE: Final = frozenset({Assumption.INTEGER, Assumption.SIGN, Assumption.BINARY, Assumption.ONE_HOT})
"""Assumptions under which all entries are whole numbers."""
SUMS: Final = frozenset({Assumption.SIMPLEX, Assumption.SUMS_TO_ONE})


def simplified(assumptions: Assumptions) -> Assumptions:
    """The same arrays by assumptions for which there is a way to draw them."""
    found = set(assumptions) - {Assumption.CONSTANT}
    if Assumption.SUMS_TO_ONE in found and found & NOT_NEGATIVE:
        found.add(Assumption.SIMPLEX)
    if Assumption.SIMPLEX in found and found & WHOLE:
        found.add(Assumption.ONE_HOT)
    return frozenset(found)


def combined(assumptions: Assumptions, shape: tuple[int, ...], generator: Generator) -> Array | None:
    """Arrays under some combinations of assumptions, None where the others draw as well."""
    n = shape[-1] if shape else 1
    draw = _one_array(assumptions, n, generator)
    if draw is not None:
        drawn = [draw() for _ in range(prod(shape[:-2]))]
        result: Array = np.array(drawn, dtype=object).reshape(shape)
        return result
    if _forces_ones(assumptions):
        return np.ones(shape)
    if {Assumption.SUMS_TO_ONE, Assumption.SIGN} <= assumptions:
        ones = np.where(np.arange(n) <= n // 2, 1.0, -1.0)
        rows = [generator.permutation(ones) for _ in range(prod(shape[:-1]))]
        return np.array(rows).reshape(shape)
    return None


def _forces_ones(assumptions: Assumptions) -> bool:
    if Assumption.SIGN in assumptions:
        return bool(assumptions & {Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.BINARY})
    return Assumption.BINARY in assumptions and bool(assumptions & {Assumption.POSITIVE, Assumption.NONZERO})


def _one_array(assumptions: Assumptions, n: int, generator: Generator) -> Callable[[], Array] | None:
    """How one square matrix is drawn."""
    symmetric = Assumption.SYMMETRIC in assumptions
    definite = Assumption.POSITIVE_DEFINITE in assumptions
    if definite and assumptions & {Assumption.ORTHOGONAL, Assumption.BINARY, Assumption.ONE_HOT}:
        return lambda: fractions(np.eye(n))
    if Assumption.ONE_HOT in assumptions:
        if not symmetric and not assumptions & {Assumption.ORTHOGONAL, Assumption.INVERTIBLE}:
            return None
        return lambda: _permutation(n, symmetric, False, generator)
    if Assumption.ORTHOGONAL in assumptions:
        return _orthogonal_with(assumptions, n, symmetric, generator)
    if assumptions & SUMS and definite and not assumptions & NOT_NEGATIVE:
        return lambda: _filled_up(-_weights(n, assumptions, generator))
    if assumptions & SUMS and symmetric:
        if assumptions & NOT_NEGATIVE:
            return lambda: _doubly_stochastic(n, generator)
        return lambda: _filled_up(_weights(n, assumptions, generator) - _weights(n, assumptions, generator))
    return None


def _orthogonal_with(
    assumptions: Assumptions, n: int, symmetric: bool, generator: Generator
) -> Callable[[], Array] | None:
    if assumptions & NOT_NEGATIVE:
        return lambda: _permutation(n, symmetric, False, generator)
    if assumptions & WHOLE:
        return lambda: _permutation(n, symmetric, True, generator)
    if assumptions & SUMS:
        return lambda: _keeping_sums(n, symmetric, generator)
    if symmetric:
        return lambda: _reflection(n, generator)
    return None


def fractions(values: Array) -> Array:
    """The fractions that doubles are."""
    return np.asarray(np.frompyfunc(Fraction, 1, 1)(values), dtype=object).reshape(values.shape)


def _permutation(n: int, symmetric: bool, signed: bool, generator: Generator) -> Array:
    """A permutation matrix; a symmetric one exchanges pairs; with random signs if asked for."""
    order = generator.permutation(n)
    signs = generator.choice([-1.0, 1.0], (n,)) if signed else np.ones(n)
    if symmetric:
        places = generator.permutation(n)
        order = np.arange(n)
        for at in range(0, 2 * int(generator.integers(0, n // 2 + 1, ())), 2):
            i, j = places[at], places[at + 1]
            order[i], order[j] = j, i
            signs[i] = signs[j]
    return fractions(np.eye(n)[order] * signs[:, None])


def _householder(v: Array) -> Array:
    """I − 2 v vᵀ / vᵀv."""
    n = len(v)
    unit: Array = fractions(np.eye(n))
    return np.asarray(unit - np.outer(v, v) * (Fraction(2) / (v @ v))) if any(v) else unit


def _direction(n: int, generator: Generator) -> Array:
    return fractions(generator.integers(-4, 5, (n,)).astype(np.float64))


def _reflection(n: int, generator: Generator) -> Array:
    """Q diag(±1) Qᵀ for a product Q of two reflections."""
    turn = _householder(_direction(n, generator)) @ _householder(_direction(n, generator))
    signs = generator.choice([-1.0, 1.0], (n,))
    return np.asarray(turn @ fractions(np.diag(signs)) @ turn.T)


def _keeping_sums(n: int, symmetric: bool, generator: Generator) -> Array:
    """Reflections at planes that contain (1, …, 1)."""
    result = fractions(np.eye(n))
    for _ in range(1 if symmetric else 2):
        v = n * _direction(n, generator)
        result = result @ _householder(v - v.sum() / n)
    return result


def _weights(n: int, assumptions: Assumptions, generator: Generator) -> Array:
    """A symmetric matrix without diagonal, its entries not negative."""
    grain = 1 if assumptions & WHOLE else 16
    lower = np.tril(generator.integers(0, 3 * grain, (n, n)), -1)
    return fractions((lower + lower.T) / grain)


def _filled_up(off: Array) -> Array:
    """With the diagonal that lets every row sum to 1."""
    return np.asarray(off + np.diag(1 - off.sum(axis=1)))


def _doubly_stochastic(n: int, generator: Generator) -> Array:
    """A symmetric one, at times halfway to a permutation."""
    lower = np.tril(1 + generator.integers(0, 4096 // n, (n, n)), -1)
    result = _filled_up(fractions((lower + lower.T) / 8192))
    if generator.integers(0, 2, ()):
        return result
    return np.asarray((result + _permutation(n, True, False, generator)) / 2)
