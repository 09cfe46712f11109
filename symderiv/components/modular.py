"""Arithmetic modulo a prime, at many points at once."""

import random
from fractions import Fraction

from symderiv.components.span import Vector, rational


class Fewer(Exception):
    """A root of the scalar exists at some of the points only: start again with these."""

    def __init__(self, keep: tuple[int, ...], scalar: object) -> None:
        super().__init__(keep)
        self.keep, self.scalar = keep, scalar


class OtherPrime(Exception):
    """Modulo this prime a number has no inverse, or a root of a number does not exist: start again."""


class Modular:
    """Numbers at some of the points, and new random ones."""

    def __init__(self, prime: int, keep: tuple[int, ...], total: int, seed: int) -> None:
        self.prime, self.count = prime, len(keep)
        self._keep, self._total = keep, total
        # Not the seed of the points: a generator that equals a symbol's value would make false relations.
        self._random = random.Random(f"generators {seed}")  # noqa: S311

    def fresh(self) -> Vector:
        drawn = [self._random.randrange(2, self.prime) for _ in range(self._total)]
        return tuple([drawn[k] for k in self._keep])

    def number(self, fraction: Fraction) -> Vector:
        """A rational number at every point."""
        p = self.prime
        if fraction.denominator % p == 0:
            raise OtherPrime
        return (fraction.numerator * pow(fraction.denominator, -1, p) % p,) * self.count

    def times(self, a: Vector, b: Vector) -> Vector:
        """The product, point by point."""
        p = self.prime
        return tuple([x * y % p for x, y in zip(a, b, strict=True)])

    def raised(self, a: Vector, exponent: int) -> Vector:
        """An integer power. 1/0 is 0: where it would matter, the conditions beside the value say so."""
        p = self.prime
        if exponent < 0:
            return tuple([pow(x, exponent, p) if x else 0 for x in a])
        return tuple([pow(x, exponent, p) for x in a])

    def ratio(self, a: Vector, b: Vector) -> Fraction | None:
        """The rational c ≠ 0 with a = c · b."""
        p = self.prime
        first = a[0] * pow(b[0], -1, p) % p if b[0] else 0
        if not first or any((x - first * y) % p for x, y in zip(a, b, strict=True)):
            return None
        return rational(first, p)
