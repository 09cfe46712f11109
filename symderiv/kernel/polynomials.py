"""Polynomials over atoms: {monomial: coefficient}, without zeros."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, lcm

from symderiv.kernel.dummies import Atom, Exponent, Frozen, Mono
from symderiv.kernel.term import Declined

Coefficient = int | Fraction
Poly = dict[Mono, Coefficient]


def constant(value: Coefficient) -> Poly:
    return {(): value} if value else {}


def single(atom: Atom, exponent: Exponent = 1) -> Poly:
    return {((atom, exponent),): 1} if exponent else {(): 1}


def add_into(total: Poly, poly: Poly, factor: Coefficient = 1) -> None:
    """total += factor · poly."""
    for mono, each in poly.items():
        value = total.get(mono, 0) + factor * each
        if value:
            total[mono] = value
        else:
            total.pop(mono, None)


def add(*polys: Poly) -> Poly:
    total: Poly = {}
    for poly in polys:
        add_into(total, poly)
    return total


def scaled(poly: Poly, factor: Coefficient) -> Poly:
    return {mono: factor * each for mono, each in poly.items()} if factor else {}


def subtract(left: Poly, right: Poly) -> Poly:
    total = dict(left)
    add_into(total, right, -1)
    return total


def freeze(poly: Poly) -> Frozen:
    return tuple(sorted(poly.items()))


def thaw(frozen: Frozen) -> Poly:
    return dict(frozen)


def constant_value(poly: Poly) -> Coefficient | None:
    """The rational number that a polynomial is, if it is one."""
    if not poly:
        return 0
    return poly.get(()) if len(poly) == 1 else None


def merged(left: Mono, right: Mono) -> Mono:
    """The product of two monomials: exponents add."""
    if not left:
        return right
    if not right:
        return left
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in exponents.items() if exponent))


def rational_content(values: Iterable[Coefficient]) -> Fraction:
    """The positive rational by which coefficients become integers without a common factor."""
    above, below = 0, 1
    for value in values:
        above = gcd(above, value.numerator)
        below = lcm(below, value.denominator)
    return Fraction(above, below)


def common_factor(poly: Poly, accepted: Callable[[Atom], bool]) -> Mono:
    """The accepted atoms' least exponents, over all terms."""
    least: dict[Atom, Exponent] | None = None
    for mono in poly:
        here = dict(mono)
        if least is None:
            least = {atom: exponent for atom, exponent in here.items() if accepted(atom)}
            continue
        for atom in [*least, *(atom for atom in here if atom not in least and accepted(atom))]:
            least[atom] = min(least.get(atom, 0), here.get(atom, 0))
    return tuple(sorted((atom, exponent) for atom, exponent in (least or {}).items() if exponent))


def without(poly: Poly, factor: Mono, content: Coefficient = 1) -> Poly:
    """The polynomial divided by a monomial and a number."""
    inverse = tuple((atom, -exponent) for atom, exponent in factor)
    return {merged(mono, inverse): Fraction(each) / content for mono, each in poly.items()}


def with_value(a: Poly, atom: Atom, value: int) -> Poly:
    """The polynomial where an atom has a value."""
    total: Poly = {}
    for mono, factor in a.items():
        rest: Mono = tuple(pair for pair in mono if pair[0] != atom)
        for _, exponent in (pair for pair in mono if pair[0] == atom):
            if exponent != int(exponent) or exponent < 0:
                return {}
            factor = factor * value ** int(exponent)
        add_into(total, {rest: 1}, factor)
    return total


MAX_BITS = 10_000
"""How long the numerator or the denominator of a power may become."""


def raised(value: Coefficient, exponent: int) -> Fraction:
    """value^exponent, unless that is too long a number to be worked with."""
    bits = max(value.numerator.bit_length(), value.denominator.bit_length()) - 1
    if bits * abs(exponent) > MAX_BITS:
        raise Declined("a number is too long to be written out")
    return Fraction(value) ** exponent


TRIED = 10_000
SURELY_PRIME = TRIED**2
"""Below this a number without a divisor among those tried is prime."""


def prime_factors(number: int) -> list[tuple[int, int]]:
    """The primes of a positive number and their exponents; a large rest counts as one of them."""
    found, divisor = [], 2
    while divisor * divisor <= number and divisor < TRIED:
        exponent = 0
        while number % divisor == 0:
            number //= divisor
            exponent += 1
        if exponent:
            found.append((divisor, exponent))
        divisor += 1
    return [*found, (number, 1)] if number > 1 else found
