"""Whether exact values meet what is assumed of their symbol."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.numeric.fields import Array


def admits_all(symbols: Iterable[Symbol], values: Mapping[str, Array]) -> bool:
    """Whether the arrays of one point meet the assumptions on their symbols."""
    return all(admits(s, values[s.name]) for s in symbols if s.kind is Kind.ARRAY)


def admits(symbol: Symbol, values: Array) -> bool:
    """Whether an array meets the assumptions on its symbol, but for the place of a one."""
    exact: Array = np.asarray(np.frompyfunc(Fraction, 1, 1)(values), dtype=object).reshape(np.shape(values))
    return all(bool(_TESTS[a](exact)) for a in symbol.assumptions if a in _TESTS)


def _rows_sum_to_one(x: Array) -> bool:
    return bool(np.all(x.sum(axis=-1) == 1))


def _is_orthogonal(x: Array) -> bool:
    return bool(np.all(x @ x.T == np.eye(len(x), dtype=np.int64)))


def _has_orthonormal_columns(x: Array) -> bool:
    columns = x.reshape(len(x), -1)
    return bool(np.all(columns.T @ columns == np.eye(columns.shape[1], dtype=np.int64)))


def _pivots(x: Array) -> list[Any] | None:
    """The pivots of elimination without exchanges, None where one is 0."""
    work, found = [list(row) for row in x], []
    for k in range(len(work)):
        lead = work[k][k]
        if not lead:
            return None
        found.append(lead)
        for i in range(k + 1, len(work)):
            factor = work[i][k] / lead
            work[i] = [a - factor * b for a, b in zip(work[i], work[k], strict=True)]
    return found


def _is_positive_definite(x: Array) -> bool:
    pivots = _pivots(x)
    return pivots is not None and all(p > 0 for p in pivots)


def _is_invertible(x: Array) -> bool:
    """Elimination with exchanges of rows."""
    work = [list(row) for row in x]
    for k in range(len(work)):
        pivot = next((i for i in range(k, len(work)) if work[i][k]), None)
        if pivot is None:
            return False
        work[k], work[pivot] = work[pivot], work[k]
        for i in range(k + 1, len(work)):
            factor = work[i][k] / work[k][k]
            work[i] = [a - factor * b for a, b in zip(work[i], work[k], strict=True)]
    return True


_TESTS: Final[Mapping[Assumption, Callable[[Array], Any]]] = {
    Assumption.POSITIVE: lambda x: np.all(x > 0),
    Assumption.NONNEGATIVE: lambda x: np.all(x >= 0),
    Assumption.NONZERO: lambda x: np.all(x != 0),
    Assumption.INTEGER: lambda x: all(v.denominator == 1 for v in x.ravel()),
    Assumption.SIGN: lambda x: np.all(x * x == 1),
    Assumption.BINARY: lambda x: np.all(x * x == x),
    Assumption.SYMMETRIC: lambda x: np.all(x == x.T),
    Assumption.INVERTIBLE: _is_invertible,
    Assumption.ORTHOGONAL: _is_orthogonal,
    Assumption.ORTHONORMAL: _has_orthonormal_columns,
    Assumption.POSITIVE_DEFINITE: _is_positive_definite,
    Assumption.ONE_HOT: lambda x: np.all(x * x == x) and _rows_sum_to_one(x),
    Assumption.SIMPLEX: lambda x: np.all(x >= 0) and _rows_sum_to_one(x),
    Assumption.SUMS_TO_ONE: _rows_sum_to_one,
}
"""Tests on fractions; `constant` and `distinct` say nothing about real entries."""
