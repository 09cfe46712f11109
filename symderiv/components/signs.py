"""What is known of a scalar's sign from what its symbols are declared to be."""

import sympy

from symderiv.components.entries import Scalar

_SMALL = 40
"""Operations up to which a fraction is brought over one denominator to see its sign."""


def known_sign(scalar: Scalar) -> int | None:
    """1 where the scalar is positive at every admissible point, −1 where negative, 0 where 0, else None."""
    if scalar.is_Rational:
        return int(bool(scalar > 0)) - int(bool(scalar < 0))
    if scalar.is_positive:
        return 1
    if scalar.is_negative:
        return -1
    if scalar.is_Add and scalar.count_ops() <= _SMALL:
        joined = sympy.together(scalar)
        if not joined.is_Add:
            return _of_product(joined)
    return None


def _of_product(product: Scalar) -> int | None:
    sign = 1
    for factor in sympy.Mul.make_args(product):
        one = factor.expand() if factor.is_Add else factor
        if one.is_positive:
            continue
        if not one.is_negative:
            return None
        sign = -sign
    return sign


def stripped(scalar: Scalar) -> tuple[int, Scalar]:
    """(s, rest) with the scalar's sign s · sign(rest), without the factors whose sign is known."""
    sign, rest = 1, []
    for factor in sympy.Mul.make_args(scalar):
        one = known_sign(factor)
        if one in (1, -1):
            sign *= one or 1
        else:
            rest.append(factor)
    return sign, sympy.Mul(*rest)


def factored(scalar: Scalar) -> Scalar:
    """A small polynomial as the product of its factors; anything else as it is."""
    small = scalar.is_Add and scalar.count_ops() <= _SMALL
    return sympy.factor(scalar) if small and scalar.is_polynomial(*scalar.free_symbols) else scalar
