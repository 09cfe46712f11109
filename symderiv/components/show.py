"""Components as people like to read them."""

from typing import Final

import sympy

from symderiv.components.entries import Pos, Scalar, Unknown
from symderiv.components.symbols import SymbolTable
from symderiv.records import dataclass

_SMALL: Final = 60
"""Operations up to which a component is brought into a simple form; a larger one is shown as it is."""


@dataclass(frozen=True, slots=True)
class ComponentView:
    """An entry of both sides at concrete sizes: the free indices, the entry's position, the two scalars."""

    sizes: tuple[tuple[str, int], ...]
    indices: tuple[tuple[str, int], ...]
    component: tuple[int, ...]
    left: str
    right: str


def shown(table: SymbolTable, scalar: Scalar) -> str:
    """The scalar in a simple form, with the user's names."""
    return table.text(simple(scalar))


def simple(scalar: Scalar) -> Scalar:
    """One fraction in lowest terms and factors, if that is cheap and shorter."""
    if scalar.count_ops() > _SMALL or scalar.has(Pos, Unknown) or len(scalar.free_symbols) > 8:
        return scalar
    try:
        reduced = sympy.factor(sympy.cancel(sympy.together(scalar)))
    except (sympy.PolynomialError, sympy.CoercionFailed):
        return scalar
    return reduced if reduced.count_ops() <= scalar.count_ops() else scalar
