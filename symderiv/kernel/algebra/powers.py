"""Powers, roots and inverses of polynomials."""

from fractions import Fraction
from math import isqrt

from symderiv.kernel.algebra.atoms import (
    ONE,
    one_minus_sigmoid,
    tidy,
)
from symderiv.kernel.algebra.positivity import Positivity
from symderiv.kernel.dummies import (
    Exponent,
)
from symderiv.kernel.polynomials import (
    TRIED,
    Poly,
    add,
    common_factor,
    constant_value,
    freeze,
    prime_factors,
    raised,
    rational_content,
    scaled,
    single,
    thaw,
    without,
)
from symderiv.kernel.term import (
    Declined,
)

MAX_POWER = 64

DIVISIONS = 5_000
"""How many divisions, times the length of what is divided, are one step."""


class Powers(Positivity):
    """b^r."""

    def real_power(self, base: Poly, exponent: Poly) -> Poly:
        """b^r; for a symbolic r it is e^(r log b), of a positive b."""
        value = constant_value(exponent)
        if value is None:
            return self.exp(self.times(exponent, self.log(base)))
        return self.power(base, tidy(Fraction(value)))

    def power(self, base: Poly, exponent: Exponent) -> Poly:
        """b^r for a rational r."""
        if exponent == 0:
            return ONE
        if not base:
            if exponent < 0:
                raise Declined("a denominator is 0 everywhere")
            return {}
        if exponent == 1:
            return base
        whole = exponent == int(exponent)
        if len(base) == 1 and whole:
            ((mono, factor),) = base.items()
            total: Poly = {}
            grown = tuple((atom, tidy(Fraction(each * exponent))) for atom, each in mono)
            self._settle_into(total, grown, raised(factor, int(exponent)))
            return total
        if whole and exponent > 0:
            return self._repeated(base, int(exponent))
        lifted = self.lift(base, lambda each: self.power(each, exponent), careful=True)
        if lifted is not None:
            return lifted
        return self._inverse(base, int(exponent)) if whole else self._root(base, Fraction(exponent))

    def _repeated(self, base: Poly, exponent: int) -> Poly:
        if exponent > MAX_POWER:
            raise Declined(f"a power beyond {MAX_POWER} is not written out")
        product = base
        for _ in range(exponent - 1):
            product = self.times(product, base)
        return product

    def _inverse(self, base: Poly, exponent: int) -> Poly:
        """p^−n, without p's content; 1/(1 + e^a) is σ(−a)."""
        factor = common_factor(base, lambda atom: True)
        content = rational_content(base.values())
        if sum(base.values()) < 0:
            content = -content
        rest = without(base, factor, content)
        falling = one_minus_sigmoid(base)
        if falling is not None:
            return self.power(add(ONE, self.exp(falling)), -exponent)
        outer: Poly = {}
        inverse = tuple((atom, tidy(Fraction(each * exponent))) for atom, each in factor)
        self._settle_into(outer, inverse, raised(content, exponent))
        argument = self._one_plus_exp(rest) if self.sigma else None
        if argument is not None:
            return self.times(outer, self.power(self.sigmoid(scaled(argument, -1)), -exponent))
        return self.times(outer, self._base(rest, exponent))

    def _base(self, base: Poly, exponent: Exponent) -> Poly:
        total: Poly = {}
        ((mono, _),) = self.made(("b", freeze(base)), tidy(exponent)).items()
        self._settle_into(total, mono, 1)
        return total

    def _one_plus_exp(self, poly: Poly) -> Poly | None:
        """a, if the polynomial is 1 + e^a."""
        if len(poly) != 2 or poly.get(()) != 1:
            return None
        mono = next(each for each in poly if each)
        if poly[mono] != 1 or any(atom[0] != "e" for atom, _ in mono):
            return None
        return {atom[1]: exponent for atom, exponent in mono}

    def _root(self, base: Poly, exponent: Fraction) -> Poly:
        """A fractional power, which only positive factors leave."""
        content = rational_content(base.values())
        factor = common_factor(base, self.is_positive_atom)
        rest = without(base, factor, content)
        outer = self._rational_root(content, exponent)
        for atom, each in factor:
            grown = tidy(each * exponent)
            part = self.power(thaw(atom[1]), grown) if atom[0] == "b" else single(atom, grown)
            outer = self.times(outer, part)
        if rest == ONE:
            return outer
        return self.times(outer, self._base(rest, exponent))

    def _rational_root(self, content: Fraction, exponent: Fraction) -> Poly:
        product = ONE
        for number, sign in ((content.numerator, 1), (content.denominator, -1)):
            for prime, power in self.primes(number):
                grown: Poly = {}
                self._settle_into(grown, ((("p", prime), tidy(sign * power * exponent)),), 1)
                product = self.times(product, grown)
        return product

    def primes(self, number: int) -> list[tuple[int, int]]:
        """The primes of a number and their exponents; looking for them takes steps."""
        self.budget.spend(1 + min(isqrt(number), TRIED) * number.bit_length() // DIVISIONS)
        return prime_factors(number)
