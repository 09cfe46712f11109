"""Is a normal form 0? If it is not empty: denominators are cleared, then a common outer sum is peeled off."""

from fractions import Fraction
from itertools import islice, product
from math import floor

from symderiv.kernel.dummies import Atom, Mono
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import Poly, add_into, merged

MAX_PAIRINGS = 64
MAX_DEPTH = 3


def is_zero(algebra: Algebra, a: Poly, depth: int = MAX_DEPTH) -> bool:
    """Does a vanish wherever it has a value? `False` says only that no proof was found."""
    if not a:
        return True
    cleared = clear(algebra, a)
    if not cleared:
        return True
    if depth == 0 or not any(_has_inner_base(mono) for mono in cleared):
        return False
    return any(is_zero(algebra, each, depth - 1) for each in _peeled(algebra, cleared))


def clear(algebra: Algebra, a: Poly) -> Poly:
    """a times all the bases that it is divided by: as good as a, where they are not 0."""
    a = _one_sign(a)
    while True:
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


def _peeled(algebra: Algebra, a: Poly) -> "list[Poly]":
    """What stands under a common outer Σ_n, for every pairing of the terms' sums: F(n) = 0 ⇒ Σ_n F(n) = 0."""
    results: list[Poly] = []
    sorts = sorted({sort for mono in a for atom, _ in mono if atom[0] == "S" for sort in atom[1]})
    for sort in sorts:
        places = [
            [
                (k, place)
                for k, (atom, exponent) in enumerate(mono)
                if atom[0] == "S" and exponent == int(exponent) and exponent > 0
                for place, each in enumerate(atom[1])
                if each == sort
            ]
            for mono in a
        ]
        if not all(places):
            continue
        index = algebra.dummies.binders.fresh()
        for choice in islice(product(*places), MAX_PAIRINGS):
            total: Poly = {}
            for (mono, factor), (k, place) in zip(a.items(), choice, strict=True):
                atom, exponent = mono[k]
                bounds, body = algebra.dummies.open(atom)
                rest = merged(mono[:k] + mono[k + 1 :], ((atom, exponent - 1),))
                renamed = algebra.dummies.mono(body, {bounds[place][0]: index})
                inner = algebra.close(bounds[:place] + bounds[place + 1 :], renamed)
                add_into(total, algebra.times({rest: 1}, inner), Fraction(factor))
            results.append(total)
            if not total:
                return results
    return results
