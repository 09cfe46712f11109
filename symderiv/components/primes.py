"""Primes that depend on the statement itself, so that no statement can be written against them."""

import random
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from math import gcd, prod
from typing import Final

import sympy

from symderiv.language import expression as e
from symderiv.records import fields, is_dataclass

_MODULUS: Final = 8 * 3 * 5 * 7 * 11 * 13
_ALLOWED: Final = (
    (8, (7,)), (3, (2,)), (5, (4,)), (7, (3, 5, 6)), (11, (2, 6, 7, 8, 10)), (13, (1, 3, 4, 9, 10, 12)),
)  # fmt: skip
"""p ≡ 3 mod 4, of which 2, 3, 5, 7, 11, 13 are squares, and 3, 5, 7 do not divide p − 1."""

_SMALL: Final = prod((17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97))
"""Few numbers without a factor in common with this one are no primes."""

LOG_OF_COUNT: Final = 46
"""There are more than 2⁴⁶ such primes of 61 bits."""


class Primes:
    """A sequence of random 61-bit primes, the same for the same statement and seed."""

    def __init__(self, statement: object, seed: int) -> None:
        self._random = random.Random(f"{seed} {content(statement)}")  # noqa: S311 - it hashes the text by SHA-512
        self._found: list[int] = []

    def __getitem__(self, k: int) -> int:
        while len(self._found) <= k:
            self._found.append(self._next())
        return self._found[k]

    def _next(self) -> int:
        rests = _rests()
        while True:
            start = self._random.randrange((1 << 60) // _MODULUS + 1, (1 << 61) // _MODULUS) * _MODULUS
            candidate = start + rests[self._random.randrange(len(rests))]
            if (
                gcd(candidate, _SMALL) == 1
                and pow(2, candidate - 1, candidate) == 1
                and sympy.isprime(candidate)
            ):
                return candidate


@cache
def _rests() -> tuple[int, ...]:
    """The allowed residues modulo the product, by the Chinese remainder theorem."""
    units = [(_MODULUS // q * pow(_MODULUS // q, -1, q), allowed) for q, allowed in _ALLOWED]
    chosen = product(*(allowed for _, allowed in units))
    return tuple(sum(u * r for (u, _), r in zip(units, rest, strict=True)) % _MODULUS for rest in chosen)


def content(part: object) -> str:
    """All that a statement says, every definition once; where it stands in a file does not count."""
    stack, seen, words = [part], set[str](), list[str]()
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            words.append(f"({len(here)}")
            stack.extend(here)
        elif isinstance(here, e.Shape):
            words.append(_text(here))
        elif isinstance(here, e.Definition) and here.key in seen:
            words.append(here.key)
        elif is_dataclass(here) and not isinstance(here, type):
            if isinstance(here, e.Definition):
                seen.add(here.key)
            words.append(type(here).__name__)
            stack.extend([getattr(here, name) for name in _names(type(here))])
        elif isinstance(here, int):
            words.append(f"{here:x}")
        elif isinstance(here, Fraction):
            words.append(f"{here.numerator:x}/{here.denominator:x}")
        else:
            words.append(str(here))
    return "\n".join(words)


@lru_cache(1024)
def _text(shape: e.Shape) -> str:
    return repr(shape)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in ("span", "spelled", "written", "declared"))
