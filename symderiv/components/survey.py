"""What occurs in scalars: of what size, with which symbols, and whether it is analytic."""

from collections.abc import Iterable
from typing import Final

import sympy

from symderiv.components.entries import Entry, Floor, Pos, Scalar, Unknown
from symderiv.components.signs import known_sign
from symderiv.records import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """What occurs in the components of one statement."""

    points: int
    """Enough to tell dependent exponents from independent ones, and to lose some to each root."""
    symbols: frozenset[Scalar]
    kinked: bool
    unknown: bool
    """Whether a placeholder occurs, of which there are no numbers."""
    longest: int
    """The largest numerator or denominator."""


def survey(entries: Iterable[Entry]) -> Survey:
    """Looks at every part of the entries once."""
    towers, roots, kinks, unknown, longest = 0, 0, 0, False, 0
    symbols = set()
    for x in parts_of(x for e in entries for x in (e.value, *(g.scalar for g in e.guards))):
        if x.is_Symbol:
            symbols.add(x)
        elif x.is_Rational:
            longest = max(longest, abs(int(x.p)), int(x.q))
        elif isinstance(x, Pos | sympy.Abs | sympy.sign):
            kinks += 1
        elif x.is_Pow and x.exp.is_Rational:
            roots += x.exp.q % 2 == 0
        elif x.is_Pow or isinstance(x, sympy.exp | sympy.log | sympy.sin | sympy.cos):
            towers += 1
        unknown = unknown or isinstance(x, Unknown)
    points = int(min(12 + towers + 2 * kinks + 8 * (roots > 0), 200) * 2 ** min(roots, 5))
    return Survey(points, frozenset(symbols), kinks > 0, unknown, longest)


def parts_of(scalars: Iterable[Scalar]) -> set[Scalar]:
    """Every part of the scalars, each once."""
    stack, seen = list(scalars), set[Scalar]()
    while stack:
        here = stack.pop()
        if here not in seen:
            seen.add(here)
            stack.extend(here.args)
    return seen


NOT_ANALYTIC: Final = (Pos, Floor, Unknown, sympy.Abs, sympy.sign)


def is_analytic(scalar: Scalar) -> bool:
    """Whether it is 0 in an open set only if it is 0 formally: it is analytic on a connected domain.

    Fractions of exponentials and the like are, also between their poles; logarithms, roots and arcs are
    where their arguments are in an interval that a convex set of points gives.
    """
    parts = parts_of([scalar])
    branched = [x for x in parts if isinstance(x, sympy.log | sympy.asin | sympy.atan | sympy.erf)]
    branched += [x for x in parts if x.is_Pow and not x.exp.is_Integer]
    for x in parts:
        if isinstance(x, (*NOT_ANALYTIC, sympy.atan2)):
            return False
        if branched and x.is_Pow and x.exp.is_Integer and x.exp < 0 and known_sign(x.base) not in (1, -1):
            return False
    return all(_on_convex(x) for x in branched)


def _on_convex(x: Scalar) -> bool:
    """Whether the function is defined everywhere, or on a convex set of points."""
    inside = x.args[0]
    if isinstance(x, sympy.atan | sympy.erf) or known_sign(inside) == 1:
        return True
    symbols = inside.free_symbols
    return not any(inside.diff(symbol).free_symbols for symbol in symbols)


def size_of(scalar: Scalar, known: dict[Scalar, tuple[int, int]]) -> tuple[int, int]:
    """Bounds of numerator and denominator together: of their degrees, and of the bits of coefficients."""
    if scalar not in known:
        if scalar.is_Rational:
            known[scalar] = 0, int(scalar.p).bit_length() + int(scalar.q).bit_length()
        elif not scalar.args:
            known[scalar] = 1, 0
        elif scalar.is_Pow and scalar.exp.is_Integer:
            degree, bits = size_of(scalar.base, known)
            known[scalar] = degree * abs(int(scalar.exp)), bits * abs(int(scalar.exp))
        else:
            parts = [size_of(part, known) for part in scalar.args]
            bits = sum(bits for _, bits in parts) + len(parts).bit_length()
            known[scalar] = max(1, sum(degree for degree, _ in parts)), bits
    return known[scalar]
