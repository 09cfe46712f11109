"""Two sides side by side, entry by entry: what one has more than the other, as a term or as a factor."""

from fractions import Fraction
from typing import Final

from symderiv.deriving.arrays import Unraisable, shape_over
from symderiv.deriving.derive import Deriver
from symderiv.deriving.lowering import Around
from symderiv.deriving.terms import (
    Atom,
    Entry,
    Group,
    Product,
    Sum,
    cost,
    letters_of_product,
    negated,
    shown,
    shown_product,
)
from symderiv.language.expression import Definition, Expression, IndexVariable
from symderiv.records import dataclass

MOST_TERMS: Final = 2
"""More terms than these are no slip."""

Places = tuple[IndexVariable, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be added, or taken away."""

    is_negative: bool
    value: Expression


@dataclass(frozen=True, slots=True)
class Ratio:
    """What is to be multiplied with, and on which axes of the whole it depends."""

    axes: tuple[int, ...]
    value: Expression


class Comparison:
    """The left side of a claim beside its right side."""

    def __init__(self, deriver: Deriver, left: Expression, right: Expression) -> None:
        self.deriver = deriver
        self.shape = left.shape
        self.at: Places = tuple(deriver.letters.fresh(n) for n in left.shape.axes)
        self.left, self.right = self._entry(left), self._entry(right)

    def _entry(self, side: Expression) -> Sum:
        deriver = self.deriver
        lowered = deriver.lowering.entry(side, self.at, Around())
        return deriver.simple.best(deriver.folding.fold(lowered))

    def difference(self) -> Difference | None:
        """left − right, if that is little beside both and no multiple of a term that is there."""
        simple = self.deriver.simple
        gap = simple.best(simple.plain((*self.left, *negated(self.right))))
        found = self._little(gap)
        return found if found is not None else self._little(simple.best(self._unfolded(gap)))

    def _little(self, gap: Sum) -> Difference | None:
        if not gap or len(gap) > MOST_TERMS or cost(gap) > cost(self.left):
            return None
        if self._keys(gap) & self._keys(self.right):
            return None
        is_negative = all(product.coefficient < 0 for product in gap)
        value = negated(gap) if is_negative else gap
        named = self.deriver.name_of(value, self.at)
        try:
            array = self.deriver.raising.array(value if named is None else named, self.at, self.shape)
        except Unraisable:
            return None
        return Difference(is_negative, array)

    def _unfolded(self, sum: Sum) -> Sum:
        """The sum with definitions written out, as far as they are no single functions."""
        deriver = self.deriver
        products: list[Product] = []
        for product in sum:
            factors = tuple((self._written_out(base), exponent) for base, exponent in product.factors)
            products.append(Product(product.coefficient, product.letters, factors))
        return deriver.simple.plain(deriver.folding.fold(deriver.simple.plain(tuple(products))))

    def _written_out(self, base: Atom) -> Atom:
        match base:
            case Entry(Definition(key), at) if key in self.deriver.folding.bodies:
                return (
                    Group(self.deriver.folding.body(base.array, at))
                    if isinstance(base.array, Definition)
                    else base
                )
            case _:
                return base

    def _keys(self, sum: Sum) -> set[str]:
        """What the terms are, apart from their numbers."""
        return {shown_product(product, {}) for product in self.deriver.simple.expanded(sum) or sum}

    def ratio(self) -> Ratio | None:
        """left / right, if both are single products without a Σ, and all factors of the right side stay."""
        left, right = (self.deriver.simple.factored(side) for side in (self.left, self.right))
        if len(left) != 1 or len(right) != 1 or left[0].letters or right[0].letters:
            return None
        if not right[0].factors:
            return None
        quotient = _divided(left[0], right[0])
        there = {shown(base, {}): exponent for base, exponent in right[0].factors}
        if any(exponent * there.get(shown(base, {}), 0) < 0 for base, exponent in quotient.factors):
            return None
        inside = letters_of_product(quotient)
        places = tuple(letter for letter in self.at if letter.name in inside)
        if not quotient.factors or len(places) > 2:
            return None
        try:
            value = self.deriver.raising.array((quotient,), places, shape_over(places))
        except Unraisable:
            return None
        return Ratio(tuple(self.at.index(letter) for letter in places), value)


def _divided(above: Product, below: Product) -> Product:
    atoms: dict[str, Atom] = {}
    powers: dict[str, Fraction] = {}
    for factors, sign in ((above.factors, 1), (below.factors, -1)):
        for base, exponent in factors:
            key = shown(base, {})
            atoms.setdefault(key, base)
            powers[key] = powers.get(key, Fraction(0)) + sign * exponent
    factors = tuple((atoms[key], exponent) for key, exponent in powers.items() if exponent)
    return Product(above.coefficient / below.coefficient, (), factors)
