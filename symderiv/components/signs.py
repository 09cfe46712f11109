"""What is known of a scalar's sign from what its symbols are declared to be."""

from functools import lru_cache
from typing import Any, Final

import sympy

Scalar = Any
"""A SymPy scalar."""

_SMALL = 40
"""Operations up to which a fraction is brought over one denominator to see its sign."""

Bounds = tuple[bool, bool]
"""(never negative, never 0)."""
_UNKNOWN: Final[Bounds] = (False, False)
_POSITIVE: Final[Bounds] = (True, True)


def bounds(scalar: Scalar) -> Bounds:
    """What the form of a scalar shows at once; SymPy's own assumptions are asked of symbols only."""
    if scalar.is_Rational:
        return bool(scalar >= 0), bool(scalar != 0)
    if scalar.is_Symbol:
        return bool(scalar.is_nonnegative), bool(scalar.is_nonzero)
    if isinstance(scalar, sympy.exp) or scalar.is_NumberSymbol:
        return _POSITIVE
    if scalar.is_Add:
        # A sum is looked at until the first part that may be negative.
        strict = False
        for part in scalar.args:
            above, apart = bounds(part)
            if not above:
                return _UNKNOWN
            strict = strict or apart
        return True, strict
    if scalar.is_Mul:
        negative = False
        parts = [bounds(part) for part in scalar.args]
        if scalar.args[0].is_Rational and not parts[0][0]:
            negative, parts = True, parts[1:]
        apart = all(strict for _, strict in parts)
        return not negative and all(above for above, _ in parts), apart
    if scalar.is_Pow:
        return _bounds_of_power(scalar)
    return bool(scalar.is_Function and type(scalar).is_nonnegative is True) or isinstance(
        scalar, sympy.Abs
    ), False


def _bounds_of_power(power: Scalar) -> Bounds:
    above, apart = bounds(power.base)
    if power.exp.is_Integer and power.exp % 2 == 0:
        return True, apart or bool(power.exp < 0)
    if not power.exp.is_Integer and not power.exp.is_Rational:
        return above and apart, above and apart
    return above or (power.exp.is_Rational and power.exp.q % 2 == 0), apart


def is_positive(scalar: Scalar) -> bool:
    """Whether the form shows that the scalar is positive."""
    return bounds(scalar) == _POSITIVE


def known_sign(scalar: Scalar) -> int | None:
    """1 where the scalar is positive at every admissible point, −1 where negative, 0 where 0, else None."""
    if scalar.is_Rational:
        return int(bool(scalar > 0)) - int(bool(scalar < 0))
    if is_positive(scalar):
        return 1
    if scalar.is_number:
        return 1 if scalar.is_positive else -1 if scalar.is_negative else None
    if scalar.is_Mul and scalar.args[0].is_Rational and scalar.args[0] < 0 and is_positive(-scalar):
        return -1
    if scalar.is_Add:
        if is_positive(-scalar):
            return -1
        if _has_denominator(scalar) and scalar.count_ops() <= _SMALL:
            joined = sympy.together(scalar)
            if not joined.is_Add:
                return _of_product(joined)
    return None


def _has_denominator(total: Scalar) -> bool:
    factors = (factor for term in total.args for factor in sympy.Mul.make_args(term))
    return any(factor.is_Pow and factor.exp.is_Integer and factor.exp < 0 for factor in factors)


def _of_product(product: Scalar) -> int | None:
    sign = 1
    for factor in sympy.Mul.make_args(product):
        one = factor.expand() if factor.is_Add else factor
        if is_positive(one):
            continue
        if not is_positive(-one):
            return None
        sign = -sign
    return sign


def stripped(scalar: Scalar) -> tuple[int, Scalar]:
    """(s, rest) with the scalar's sign s · sign(rest), without the factors whose sign is known."""
    if not scalar.is_Mul:
        one = known_sign(scalar)
        return (one, sympy.S.One) if one in (1, -1) else (1, scalar)
    sign, rest = 1, []
    for factor in scalar.args:
        one = known_sign(factor)
        if one in (1, -1):
            sign *= one or 1
        else:
            rest.append(factor)
    return sign, sympy.Mul(*rest)


@lru_cache(1024)
def factored(scalar: Scalar) -> Scalar:
    """A small polynomial as the product of its factors; anything else as it is."""
    small = scalar.is_Add and scalar.count_ops() <= _SMALL
    return sympy.factor(scalar) if small and scalar.is_polynomial(*scalar.free_symbols) else scalar
