"""Points beside a point: whether a failure is one of exceptional points only."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.numeric.admissible import SOLVABLE
from symderiv.numeric.combined import fractions
from symderiv.numeric.draws import Generator
from symderiv.numeric.fields import Array
from symderiv.numeric.sample import rotation
from symderiv.numeric.scope import Points
from symderiv.records import replace

TURNED = SOLVABLE | {Assumption.ORTHOGONAL, Assumption.ORTHONORMAL}
"""What may be assumed of a matrix that is turned a little."""


def beside(symbols: Sequence[Symbol], point: Points, generator: Generator) -> Points | None:
    """A point with all real values moved a little, within what is assumed of them; None if none can be."""
    moved: dict[str, Array] = {}
    for symbol in symbols:
        if symbol.kind is Kind.ARRAY and (found := _moved(symbol, point.values, generator)) is not None:
            moved[symbol.name] = found
    return replace(point, values={**point.values, **moved}) if moved else None


def _moved(symbol: Symbol, values: Mapping[str, Array], generator: Generator) -> Array | None:
    assumed, old = set(symbol.assumptions), values[symbol.name]
    if assumed <= SOLVABLE:
        return old * fractions(1 + _small(old.shape, generator))
    if assumed <= TURNED and old.shape[1] > 1:
        return np.array([_turned(matrix, generator) for matrix in old], dtype=object)
    return None


def _small(shape: tuple[int, ...], generator: Generator) -> Array:
    return np.asarray(generator.integers(1, 64, shape) * generator.choice([-1, 1], shape) / 2**40)


def _turned(matrix: Array, generator: Generator) -> Array:
    """The matrix, or the vector, after a rotation by small angles."""
    upper = [[Fraction(float(x)) for x in row] for row in _small((len(matrix),) * 2, generator)]
    return np.asarray(rotation(upper) @ fractions(matrix))
