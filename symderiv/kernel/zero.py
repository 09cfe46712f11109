"""Is a normal form 0? If it is not empty: denominators are cleared, then a common outer sum is peeled off."""

from collections.abc import Iterator
from itertools import islice, product
from math import floor
from typing import Any

from symderiv.kernel.dummies import Atom, Mono
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import Poly, add, add_into, merged, scaled
from symderiv.kernel.positions import Index
from symderiv.language.sizes import Size

MAX_PAIRINGS = 64
MAX_DEPTH = 3
MAX_ATTEMPTS = 128
"""How many pairings are tried in all, also those of what has been peeled already."""


def is_zero(algebra: Algebra, a: Poly) -> bool:
    """Does a vanish wherever it has a value? `False` says only that no proof was found."""
    return _vanishes(algebra, a, MAX_DEPTH, iter(range(MAX_ATTEMPTS)))


def _vanishes(algebra: Algebra, a: Poly, depth: int, attempts: Iterator[int]) -> bool:
    if not a:
        return True
    cleared = clear(algebra, a)
    if not cleared:
        return True
    if depth == 0 or not any(_has_inner_base(mono) for mono in cleared):
        return False
    peeled = _peeled(algebra, cleared)
    return any(
        _vanishes(algebra, each, depth - 1, attempts) for each, _ in zip(peeled, attempts, strict=False)
    )


def clear(algebra: Algebra, a: Poly) -> Poly:
    """a times all the bases that it is divided by: as good as a, where they are not 0."""
    a = _one_sign(a)
    while True:
        algebra.budget.spend(len(a))
        least = _least_exponent(a)
        if least is None:
            return a
        base, exponent = least
        raised: Poly = {}
        for mono, factor in a.items():
            shifted = algebra.settle(merged(mono, ((base, -exponent),)))
            add_into(raised, shifted, factor)
            algebra.budget.check(len(raised))
        a = _one_sign(raised)


def _least_exponent(a: Poly) -> tuple[Atom, int] | None:
    """A base that divides some term, and the least whole power of it."""
    for mono in a:
        for atom, exponent in mono:
            if atom[0] == "b" and exponent < 0:
                powers = [dict(each).get(atom, 0) for each in a]
                return atom, min(floor(power) for power in powers)
    return None


def _one_sign(a: Poly) -> Poly:
    """b(−p)^n = (−1)^n b(p)^n, so that p and −p are one base."""
    total: Poly = {}
    for mono, factor in a.items():
        turned: Mono = ()
        for atom, exponent in mono:
            if atom[0] == "b" and exponent == int(exponent):
                negative = tuple((each, -value) for each, value in atom[1])
                if negative > atom[1]:
                    atom, factor = ("b", negative), factor * (-1 if exponent % 2 else 1)
            turned = merged(turned, ((atom, exponent),))
        add_into(total, {turned: factor})
    return total


def _has_inner_base(mono: Mono) -> bool:
    """Is there a denominator inside a sum?"""
    return any(atom[0] == "S" and _has_base(atom[2]) for atom, _ in mono)


def _has_base(mono: Mono) -> bool:
    return any(
        atom[0] == "b" or (atom[0] == "S" and (exponent < 0 or _has_base(atom[2]))) for atom, exponent in mono
    )


def _peeled(algebra: Algebra, a: Poly) -> Iterator[Poly]:
    """What stands under a common outer Σ_n, for every pairing of the terms' sums: F(n) = 0 ⇒ Σ_n F(n) = 0."""
    for sort in sorted({sort for mono in a for atom, _ in mono if atom[0] == "S" for sort in atom[1]}):
        places = [_places(mono, sort) for mono in a]
        if not all(places):
            continue
        index = algebra.dummies.binders.fresh(Size(sort))
        under = [
            [scaled(_under(algebra, mono, place, index), factor) for place in here]
            for (mono, factor), here in zip(a.items(), places, strict=True)
        ]
        for choice in islice(product(*under), MAX_PAIRINGS):
            algebra.budget.spend(len(a))
            yield add(*choice)


def _places(mono: Mono, sort: Any) -> list[tuple[int, int]]:
    """Where a term has a Σ over an axis, or the size that Σ 1 over it is."""
    found = []
    for k, (atom, exponent) in enumerate(mono):
        if exponent != int(exponent) or exponent < 1:
            continue
        if atom[0] == "S":
            found += [(k, place) for place, each in enumerate(atom[1]) if each == sort]
        elif atom[0] == "n" and sort == (((atom[1],), 1),):
            found.append((k, 0))
    return found


def _under(algebra: Algebra, mono: Mono, place: tuple[int, int], index: Index) -> Poly:
    """A term without one of its Σ, whose letter is now free."""
    k, position = place
    atom, exponent = mono[k]
    rest = merged(mono[:k] + mono[k + 1 :], ((atom, exponent - 1),) if exponent > 1 else ())
    if atom[0] == "n":
        return {rest: 1}
    bounds, body = algebra.dummies.open(atom)
    renamed = algebra.dummies.mono(body, {bounds[position][0]: index})
    return algebra.times({rest: 1}, algebra.close(bounds[:position] + bounds[position + 1 :], renamed))
