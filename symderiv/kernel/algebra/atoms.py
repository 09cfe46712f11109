"""Small questions about atoms and monomials."""

from symderiv.kernel.dummies import (
    Atom,
    Bound,
    Exponent,
    Mono,
    factors_in,
    indices_of,
)
from symderiv.kernel.polynomials import (
    Poly,
    thaw,
)
from symderiv.kernel.positions import (
    Index,
)
from symderiv.language.sizes import Size

ONE: Poly = {(): 1}
ONE_MORE = Size.number(1)
MAX_WRITTEN_OUT = 6
"""The longest axis whose sums and products are written out."""


def is_flag(atom: Atom) -> bool:
    """Is the atom always 0 or 1 by what it is?"""
    return atom[0] in ("d", "<") or atom[:2] == ("f", "step")


def is_tame(mono: Mono) -> bool:
    """Has a term a value wherever its entries have one, and no jumps?"""
    return all(
        exponent >= 0 and atom[:2] != ("f", "log") and atom[:2] != ("f", "step") and atom[:2] != ("L", "inv")
        for atom, exponent in factors_in(mono)
        if atom[0] != "e"
    )


def one_minus_sigmoid(a: Poly) -> Poly | None:
    """x, if a is 1 − σ(x)."""
    if len(a) != 2 or a.get(()) != 1:
        return None
    ((mono, factor),) = [item for item in a.items() if item[0]]
    if factor != -1 or len(mono) != 1 or mono[0][1] != 1 or mono[0][0][:2] != ("f", "sigmoid"):
        return None
    return thaw(mono[0][0][2])


def components(bounds: list[Bound], inside: Mono) -> list[tuple[list[Bound], Mono]]:
    """The connected parts of the factors: two hang together if they share a bound index."""
    parts: list[tuple[set[Index], list[tuple[Atom, Exponent]]]] = []
    names = {index for index, _ in bounds}
    for pair in inside:
        touched = set(indices_of(pair[0]) & names)
        factors = [pair]
        apart = []
        for part in parts:
            if part[0] & touched:
                touched |= part[0]
                factors += part[1]
            else:
                apart.append(part)
        parts = [*apart, (touched, factors)]
    return [([b for b in bounds if b[0] in touched], tuple(sorted(factors))) for touched, factors in parts]


def tidy(value: Exponent) -> Exponent:
    return int(value) if value == int(value) else value
