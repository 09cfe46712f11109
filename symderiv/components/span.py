"""Linear dependence over ℚ, seen in values modulo a prime."""

from fractions import Fraction
from typing import Final

from symderiv.components.functions import Unsupported

Vector = tuple[int, ...]
"""Residues at many points."""

_NUMERATOR_BOUND: Final = 1 << 20


def rational(residue: int, prime: int) -> Fraction | None:
    """The fraction with numerator and denominator below 2²⁰ that the residue stands for, if there is one."""
    r0, r1, s0, s1 = prime, residue % prime, 0, 1
    while r1 >= _NUMERATOR_BOUND:
        quotient = r0 // r1
        r0, r1, s0, s1 = r1, r0 - quotient * r1, s1, s0 - quotient * s1
    if s1 == 0 or abs(s1) >= _NUMERATOR_BOUND:
        return None
    return Fraction(r1, s1)


class Span:
    """Vectors modulo a prime, and how further ones depend on them."""

    def __init__(self, prime: int) -> None:
        self.prime = prime
        self.vectors: list[Vector] = []
        self._rows: list[tuple[int, Vector, dict[int, int]]] = []

    def express(self, vector: Vector) -> tuple[Vector, dict[int, int]]:
        """(rest, coefficients) with vector = Σ coefficient · earlier vector + rest."""
        p, found = self.prime, dict[int, int]()
        for pivot, row, combination in self._rows:
            factor = vector[pivot]
            if factor:
                vector = tuple((a - factor * b) % p for a, b in zip(vector, row, strict=True))
                for k, c in combination.items():
                    found[k] = (found.get(k, 0) + factor * c) % p
        return vector, found

    def dependence(self, vector: Vector) -> dict[int, Fraction] | None:
        """The rational coefficients, or None if it is independent or they are no small fractions."""
        rest, found = self.express(vector)
        if any(rest):
            return None
        ratios = {k: rational(c, self.prime) for k, c in found.items() if c}
        if None in ratios.values():
            return None
        return {k: c for k, c in ratios.items() if c is not None}

    @property
    def has_room(self) -> bool:
        """Is there room for many more independent vectors?"""
        return bool(self.vectors) and len(self._rows) + 7 < len(self.vectors[0])

    def add(self, vector: Vector) -> bool:
        """Takes the vector in if it is independent of the others."""
        rest, found = self.express(vector)
        pivot = next((k for k, x in enumerate(rest) if x), None)
        if pivot is None:
            return False
        if len(self._rows) + 6 > len(vector):
            raise Unsupported("too many independent exponentials, angles or signs")
        inverse = pow(rest[pivot], -1, self.prime)
        combination = {k: -c * inverse % self.prime for k, c in found.items()}
        combination[len(self.vectors)] = inverse
        self._rows.append((pivot, tuple(x * inverse % self.prime for x in rest), combination))
        self.vectors.append(vector)
        return True
