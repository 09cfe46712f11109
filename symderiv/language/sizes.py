"""Sizes of axes: polynomials with integer coefficients in the declared size names."""

from collections.abc import Iterable, Mapping

from symderiv.records import dataclass

Monomial = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """A size in canonical form, so that equal sizes are equal objects: `V`, `2 D + 1`, `7`.

    `terms` holds (names of a product in sorted order, nonzero coefficient), sorted.
    """

    terms: tuple[tuple[Monomial, int], ...]

    @classmethod
    def named(cls, name: str) -> "Size":
        return cls((((name,), 1),))

    @classmethod
    def number(cls, value: int) -> "Size":
        return cls((((), value),) if value else ())

    @property
    def is_number(self) -> bool:
        return all(names == () for names, _ in self.terms)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for names, _ in self.terms for name in names}))

    def __add__(self, other: "Size") -> "Size":
        return _collect([*self.terms, *other.terms])

    def __neg__(self) -> "Size":
        return _collect((names, -factor) for names, factor in self.terms)

    def __sub__(self, other: "Size") -> "Size":
        return self + -other

    def __mul__(self, other: "Size") -> "Size":
        return _collect((tuple(sorted(a + b)), p * q) for a, p in self.terms for b, q in other.terms)

    def at(self, sizes: Mapping[str, int]) -> int:
        """The number that this size is when its names have the given values."""
        total = 0
        for names, factor in self.terms:
            for name in names:
                factor *= sizes[name]
            total += factor
        return total

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        text = " + ".join(_term(names, factor) for names, factor in reversed(self.terms))
        return text.replace("+ -", "- ")


def _collect(terms: Iterable[tuple[Monomial, int]]) -> Size:
    sums: dict[Monomial, int] = {}
    for names, factor in terms:
        sums[names] = sums.get(names, 0) + factor
    return Size(tuple(sorted((names, factor) for names, factor in sums.items() if factor)))


def _term(names: Monomial, factor: int) -> str:
    product = "*".join(names)
    if not names:
        return str(factor)
    if factor == 1:
        return product
    return f"-{product}" if factor == -1 else f"{factor}*{product}"
