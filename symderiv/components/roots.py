"""Roots modulo a prime p ≡ 3 mod 4 whose branches are never chosen by accident.

A root of what is no square at all points is a new number: a principal root at those points where one
exists. Whatever vanishes there vanishes for both signs of the root, hence for the real one. What is a
square at all points is the square of something, perhaps of unknown sign: its root is bound to it only
if the form of the base and the known signs tell the sign, else it is free.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import Final

import sympy

from symderiv.components.entries import Scalar
from symderiv.components.functions import Unsupported
from symderiv.components.modular import Fewer, Modular, OtherPrime
from symderiv.components.signs import factored
from symderiv.components.span import Vector, rational
from symderiv.records import dataclass

FEWEST: Final = 8
"""Points that must be left."""


@dataclass(frozen=True, slots=True)
class Root:
    """An even root that was met, and of what."""

    scalar: Scalar
    base: Vector
    value: Vector


class Roots(Modular):
    """Numbers at points, and roots of them."""

    def __init__(
        self, prime: int, keep: tuple[int, ...], total: int, seed: int, generic: frozenset[Scalar]
    ) -> None:
        """`generic`: bases that were seen to be no squares at other points, which were dropped for that."""
        super().__init__(prime, keep, total, seed)
        self._generic = generic
        self._root_of: dict[Vector, Vector] = {}
        self._roots: list[Root] = []
        self._principal_ones: set[Vector] = set()

    def value(self, scalar: Scalar) -> Vector:
        """The scalar's residues at the points."""
        raise NotImplementedError

    def determined(self, scalar: Scalar) -> int | None:
        """The sign of a scalar, if it follows from what is known."""
        raise NotImplementedError

    def root(self, scalar: Scalar, at: Vector, exponent: Fraction) -> Vector:
        """a^{p/q}, for the values of a ≥ 0; or for odd q, where the real root is the only one."""
        q = exponent.denominator
        twos = (q & -q).bit_length() - 1
        for turn in range(twos):
            at = self._square_root(scalar if turn == 0 else None, at)
        odd = q >> twos
        if odd > 1:
            if gcd(odd, self.prime - 1) != 1:
                raise Unsupported(f"the root of order {q}")
            at = self.raised(at, pow(odd, -1, self.prime - 1))
        return self.raised(at, exponent.numerator)

    def _square_root(self, scalar: Scalar | None, at: Vector) -> Vector:
        if at not in self._root_of:
            self._root_of[at] = self._new_root(scalar, at)
        return self._root_of[at]

    def _new_root(self, scalar: Scalar | None, at: Vector) -> Vector:
        if not any(at):
            return at
        if at.count(at[0]) == self.count:
            number = rational(at[0], self.prime)
            return self.fresh() if number is None or number < 0 else self._root_of_number(number)
        if scalar is None:
            return self._principal(at) if at in self._principal_ones else self.fresh()
        exists = [not a or pow(a, (self.prime - 1) // 2, self.prime) == 1 for a in at]
        if not any(exists):
            raise OtherPrime
        if not all(exists):
            keep = tuple(k for k, here in zip(self._keep, exists, strict=True) if here)
            if len(keep) < FEWEST:
                raise Unsupported("too many independent roots")
            raise Fewer(keep, scalar)
        if scalar in self._generic or scalar is sympy.pi or (scalar.is_Symbol and scalar.is_nonnegative):
            value = self._principal(at)
        else:
            value = self._root_by_form(scalar) or self._root_by_others(at) or self.fresh()
        self._roots.append(Root(scalar, at, value))
        return value

    def _principal(self, at: Vector) -> Vector:
        """The root that is a square itself."""
        found = self.raised(at, (self.prime + 1) // 4)
        self._principal_ones.add(found)
        return found

    def _root_of_number(self, number: Fraction) -> Vector:
        """√(m/n) = √(m n) / n, by the roots of the prime factors."""
        product, result = number.numerator * number.denominator, Fraction(1, number.denominator)
        root = 1
        for prime, power in sympy.factorint(product).items():
            result *= int(prime) ** (power // 2)
            if power % 2:
                if pow(int(prime), (self.prime - 1) // 2, self.prime) != 1:
                    raise OtherPrime
                root = root * pow(int(prime), (self.prime + 1) // 4, self.prime) % self.prime
        return self.times((root,) * self.count, self.number(result))

    def _root_by_form(self, scalar: Scalar) -> Vector | None:
        """√(c f^{2m} g^{2n+1} …) = √c |f|^m g^n √g …, if the signs of all the factors are known."""
        product = factored(scalar)
        if product == scalar and not (product.is_Mul or product.is_Pow):
            return None
        result, total = (1,) * self.count, 1
        for factor in sympy.Mul.make_args(product):
            base, power = (factor.base, int(factor.exp)) if _is_power(factor) else (factor, 1)
            sign = self.determined(base)
            if sign is None or base == scalar:
                return None
            total *= sign**power
            at = self.value(sign * base)
            if power % 2:
                result = self.times(result, self.root(sign * base, at, Fraction(1, 2)))
            result = self.times(result, self.raised(at, power // 2))
        return result if total > 0 else None

    def _root_by_others(self, at: Vector) -> Vector | None:
        """√(c a b) = √c √a √b and √(c a / b) = √c √a / √b, for a ≥ 0 and b ≥ 0 known to be so."""
        for base, value in self._combinations():
            ratio = self.ratio(at, base)
            if ratio is not None and ratio > 0:
                return self.times(value, self._root_of_number(ratio))
        return None

    def _combinations(self) -> Iterator[tuple[Vector, Vector]]:
        known = [root for root in self._roots if self.determined(root.scalar) in (0, 1)]
        pairs = [(root.base, root.value) for root in known]
        pairs += [(root.value, self._root_of[root.value]) for root in known if root.value in self._root_of]
        yield from pairs
        for k, (base, value) in enumerate(pairs):
            yield self.raised(base, -1), self.raised(value, -1)
            for other, beside in pairs[: k + 1]:
                yield self.times(base, other), self.times(value, beside)
                for above, below in (((base, value), (other, beside)), ((other, beside), (base, value))):
                    yield (
                        self.times(above[0], self.raised(below[0], -1)),
                        self.times(above[1], self.raised(below[1], -1)),
                    )


def _is_power(scalar: Scalar) -> bool:
    return bool(scalar.is_Pow and scalar.exp.is_Integer)
