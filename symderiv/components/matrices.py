"""Determinants and inverses of small explicit matrices."""

import sympy

from symderiv.components.entries import Scalar

Rows = list[list[Scalar]]


def determinant(rows: Rows) -> Scalar:
    """Σ over the first row of ± entry · minor."""
    if not rows:
        return sympy.S.One
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for j, entry in enumerate(rows[0]):
        if entry != 0:
            terms.append((-1) ** j * entry * determinant(minor(rows, 0, j)))
    return sympy.Add(*terms)


def minor(rows: Rows, i: int, j: int) -> Rows:
    """The matrix without row i and column j."""
    return [[x for k, x in enumerate(row) if k != j] for m, row in enumerate(rows) if m != i]


def inverse(rows: Rows, det: Scalar) -> Rows:
    """adj A / det A."""
    n = len(rows)
    return [[(-1) ** (i + j) * determinant(minor(rows, j, i)) / det for j in range(n)] for i in range(n)]
