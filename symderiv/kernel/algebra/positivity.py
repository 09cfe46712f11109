"""Signs of normal forms, by the signs of their terms."""

from fractions import Fraction

from symderiv.kernel.algebra.atoms import is_flag, one_minus_sigmoid
from symderiv.kernel.algebra.monomials import Monomials
from symderiv.kernel.dummies import (
    Atom,
    Exponent,
    Mono,
    indices_of,
)
from symderiv.kernel.polynomials import (
    Coefficient,
    Poly,
    thaw,
)
from symderiv.kernel.positions import (
    at_least,
)
from symderiv.language.sizes import Size


class Positivity(Monomials):
    """What is certainly positive, nonnegative, definite."""

    def is_positive(self, a: Poly) -> bool:
        """Is a > 0 for all admissible values, by the signs of its terms alone?"""
        if one_minus_sigmoid(a) is not None:
            return True
        return self.is_nonnegative(a) and any(
            all(self.is_positive_atom(atom) for atom, _ in self._in_size(mono, factor)[0])
            for mono, factor in a.items()
        )

    def is_nonnegative(self, a: Poly) -> bool:
        for mono, factor in a.items():
            rest, factor = self._in_size(mono, factor)
            if factor <= 0 or not all(self._is_nonnegative_power(*pair) for pair in rest):
                return False
        return True

    def _in_size(self, mono: Mono, factor: Coefficient) -> tuple[Mono, Coefficient]:
        """A term without its negative symbols, whose signs go to the coefficient: x = −|x|."""
        found = [pair for pair in mono if pair[0][0] == "x" and pair[0][1] in self.facts.negative]
        for atom, exponent in found:
            if exponent != int(exponent):
                return mono, factor
            self.used[f"negative {atom[1]}"] = None
            factor = -factor if exponent % 2 else factor
        return tuple(pair for pair in mono if pair not in found), factor

    def is_positive_atom(self, atom: Atom) -> bool:
        match atom[0]:
            case "e" | "n" | "p" | "c":
                return True
            case "x":
                return self._assumed_positive(atom[1])
            case "f":
                return bool(atom[1] == "sigmoid")
            case "b":
                return self.is_positive(thaw(atom[1]))
            case "L" if atom[1] == "prod":
                return self.is_positive(thaw(atom[3][0][1]))
            case "L":
                return atom[1] == "det" and self.is_definite(thaw(atom[3][0][1]), atom[3][0][2])
            case "S":
                return all(_at_least_one(sort) for sort in atom[1]) and all(
                    self.is_positive_atom(each) for each, _ in atom[2]
                )
            case _:
                return False

    def _assumed_positive(self, name: str) -> bool:
        if name in self.facts.positive:
            self.used[f"positive {name}"] = None
            return True
        return False

    def _is_nonnegative_power(self, atom: Atom, exponent: Exponent) -> bool:
        if exponent == int(exponent) and exponent % 2 == 0:
            return True
        if self.is_positive_atom(atom) or is_flag(atom):
            return True
        if atom[0] == "x":
            if atom[1] in self.facts.nonnegative:
                self.used[f"nonnegative {atom[1]}"] = None
                return True
            return False
        if atom[0] == "b" and exponent != int(exponent):
            return Fraction(exponent).denominator % 2 == 0 or self.is_nonnegative(thaw(atom[1]))
        if atom[0] == "S":
            return all(at_least(Size(sort), 0) for sort in atom[1]) and all(
                self._is_nonnegative_power(each, power) for each, power in atom[2]
            )
        return False

    def is_definite(self, body: Poly, level: int) -> bool:
        """Is a matrix positive definite: a sum of Gram matrices, definite ones, positive multiples of I?"""
        kinds = [self._definite_term(mono, level) if factor > 0 else None for mono, factor in body.items()]
        return None not in kinds and True in kinds

    def _definite_term(self, mono: Mono, level: int) -> bool | None:
        """True for a definite term, False for a semidefinite one, None if it may be neither."""
        row, column = ("$", level, 0), ("$", level, 1)
        scale = [pair for pair in mono if not {row, column} & indices_of(pair[0])]
        rest = tuple(pair for pair in mono if pair not in scale)
        if not all(self._is_nonnegative_power(*pair) for pair in scale) or len(rest) != 1 or rest[0][1] != 1:
            return None
        atom, positive = rest[0][0], all(self.is_positive_atom(atom) for atom, _ in scale)
        if atom == ("d", row, column):
            return positive
        if atom[0] == "x" and len(atom) == 4 and set(atom[2:]) == {row, column}:
            if atom[1] in self.facts.definite:
                self.used[f"definite {atom[1]}"] = None
                return positive
            return None
        if atom[0] == "S" and len(atom[1]) == 1 and at_least(Size(atom[1][0]), 0):
            side = {pair for pair in atom[2] if row in indices_of(pair[0])}
            other = {pair for pair in atom[2] if column in indices_of(pair[0])}
            turned = self.dummies.mono(tuple(sorted(side)), {row: column})
            if len(side) + len(other) == len(atom[2]) and not side & other and set(turned) == other:
                return False
        return None


def _at_least_one(sort: tuple[tuple[tuple[str, ...], int], ...]) -> bool:
    """Is a size certainly not 0?"""
    return at_least(Size(sort), 1)
