"""Which conditions take away exceptional points only: where a polynomial is not 0 almost everywhere."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from symderiv.kernel.algebra.atoms import is_flag
from symderiv.kernel.dummies import Atom, Exponent, Mono, factors_in
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import SURELY_PRIME, Poly, add_into, single, subtract, thaw, with_value
from symderiv.kernel.positions import Index
from symderiv.language.sizes import Size


class Exceptional:
    """Questions about a ≠ 0, for the symbols `generic` whose values are an open set of arrays.

    Of matrices, the symmetric ones may be all there are: their normal forms know no order of indices.
    """

    def __init__(self, algebra: Algebra, generic: Mapping[str, tuple[Size, ...]]) -> None:
        self.algebra = algebra
        self.facts = algebra.facts
        self.generic = generic

    def is_nonzero(self, a: Poly) -> bool:
        """Is a ≠ 0 almost everywhere, at every size and for all values of its steps, signs, 0/1 entries?"""
        return all(
            self.is_ordinary(branch) and bool(self._collapsed(branch)) and self._is_generic(branch)
            for branch in map(self._without_roots, self._branches(a))
        )

    def _without_roots(self, a: Poly) -> Poly:
        """A multiple of a = A + B √P without roots: A² − B² P, which is 0 wherever a is."""
        for _ in range(MAX_ROOTS):
            root = next((atom for mono in a for atom, exponent in mono if _is_root(atom, exponent)), None)
            if root is None:
                break
            parts: tuple[Poly, Poly] = {}, {}
            lowest = floor(min(dict(mono).get(root, 0) for mono in a))
            for mono, factor in a.items():
                exponent = dict(mono).get(root, 0) - lowest
                rest = tuple(pair for pair in mono if pair[0] != root)
                whole = self.algebra.power(thaw(root[1]), floor(exponent))
                part = self.algebra.times({rest: factor}, whole)
                add_into(parts[int(exponent != floor(exponent))], part)
            with_root = self.algebra.times(self.algebra.times(parts[1], parts[1]), thaw(root[1]))
            a = subtract(self.algebra.times(parts[0], parts[0]), with_root)
        return a

    def _branches(self, a: Poly) -> list[Poly]:
        """a for every value of its steps, signs and 0/1 entries that stand in its terms themselves."""
        ranges = {"step": (0, 1), "sign": (-1, 1), "binary": (0, 1)}
        for mono in a:
            for atom, _ in mono:
                kind = self._discrete_kind(atom)
                if kind is not None:
                    values = [with_value(a, atom, value) for value in ranges[kind]]
                    return [branch for each in values for branch in self._branches(each)]
        return [a]

    def _discrete_kind(self, atom: Atom) -> str | None:
        if atom[:2] == ("f", "step"):
            return "step"
        if atom[0] == "x" and atom[1] in self.facts.sign:
            return "sign"
        return "binary" if atom[0] == "x" and atom[1] in self.facts.binary else None

    def _is_generic(self, a: Poly) -> bool:
        """Is a ≠ 0 almost everywhere at every size, because it is so at size 1?

        A polynomial in entries that are free real numbers. Where an axis is summed over, the entries beyond
        the first may be 0; where positions stand alone (also those that a sum around it binds), they may be
        the same: both lead to size 1, if no axis is of both kinds.
        """
        if len(a) == 1:
            return all(self._generic_factor(atom, exponent) for atom, exponent in next(iter(a)))
        axes: dict[bool, set[Size]] = {True: set(), False: set()}
        return all(self._generic_mono(mono, axes) for mono in a) and not axes[True] & axes[False]

    def _generic_factor(self, atom: Atom, exponent: Exponent) -> bool:
        """Is a factor ≠ 0 almost everywhere? A determinant is, if it is so with all but one matrix at 0."""
        axes: dict[bool, set[Size]] = {True: set(), False: set()}
        if exponent <= 0:
            return False
        if self._generic_atom(atom, axes):
            return not axes[True] & axes[False]
        return atom[:2] == ("L", "det") and self._has_leading_matrix(atom)

    def _has_leading_matrix(self, atom: Atom) -> bool:
        """Is a matrix the sum of one that is declared, and of terms without it which may be 0?"""
        (sorts, frozen, level), *_ = atom[3]
        for mono, factor in frozen:
            matrix = plain_determinant(("L", "det", (), ((sorts, ((mono, factor),), level),)))
            others = [other for other, _ in frozen if other != mono]
            if matrix in self.generic and all(self._may_be_zero(other, matrix) for other in others):
                return True
        return False

    def _may_be_zero(self, mono: Mono, matrix: str | None) -> bool:
        """Is a term a product of entries of other symbols, one of which is any number?"""
        entries = [(atom, exponent) for atom, exponent in factors_in(mono) if atom[0] != "S"]
        plain = all(
            atom[0] == "x" and exponent > 0 and exponent == int(exponent) for atom, exponent in entries
        )
        names = {atom[1] for atom, _ in entries if atom[0] == "x"}
        return plain and matrix not in names and not names.isdisjoint(self.generic)

    def _generic_mono(self, mono: Mono, axes: dict[bool, set[Size]]) -> bool:
        return all(exponent > 0 and self._generic_atom(atom, axes) for atom, exponent in mono)

    def _generic_atom(self, atom: Atom, axes: dict[bool, set[Size]]) -> bool:
        match atom[0]:
            case "x":
                sizes = self.generic.get(atom[1])
                if sizes is None or not all(map(_is_plain, atom[2:])):
                    return False
                for index, size in zip(atom[2:], sizes, strict=True):
                    axes[index[0] == "#"].add(size)
                return True
            case "S":
                grown = all(factor > 0 for sort in atom[1] for _, factor in sort)
                return grown and self._generic_mono(atom[2], axes)
            case "L":
                name = plain_determinant(atom)
                sizes = self.generic.get(name) if name is not None else None
                axes[True].update(sizes or ())
                return sizes is not None
            case "p":
                return bool(atom[1] < SURELY_PRIME)
            case kind:
                return bool(kind == "c")

    def is_ordinary(self, a: Poly) -> bool:
        """Does a depend on real variables only, none of which is 0 or 1 or the like?"""
        discrete = {*self.facts.one_hot, *self.facts.row_positions, *self.facts.binary, *self.facts.sign}
        return all(not is_flag(atom) and self._continuous(atom, discrete) for mono in a for atom, _ in mono)

    def _continuous(self, atom: Atom, discrete: set[str]) -> bool:
        match atom[0]:
            case "x":
                return atom[1] not in discrete
            case "e":
                return self._continuous_mono(atom[1], discrete)
            case "S":
                return self._continuous_mono(atom[2], discrete)
            case "f":
                return not is_flag(atom) and all(self._continuous_mono(m, discrete) for m, _ in atom[2])
            case "b":
                return all(self._continuous_mono(m, discrete) for m, _ in atom[1])
            case "L":
                return all(self._continuous_mono(m, discrete) for _, body, _ in atom[3] for m, _ in body)
            case _:
                return not is_flag(atom)

    def _continuous_mono(self, mono: Mono, discrete: set[str]) -> bool:
        return all(self._continuous(atom, discrete) for atom, _ in mono)

    def _collapsed(self, a: Poly) -> Poly:
        """a where every size is 1: if that is not 0, then a does not vanish at some size by accident."""
        total: Poly = {}
        for mono, factor in a.items():
            product: Poly = {(): factor}
            for atom, exponent in mono:
                product = self.algebra.times(
                    product, self.algebra.power(self._collapsed_atom(atom), exponent)
                )
            for each, value in product.items():
                total[each] = total.get(each, 0) + value
        return {mono: factor for mono, factor in total.items() if factor}

    def _collapsed_atom(self, atom: Atom) -> Poly:
        first: Index = ("l", ())
        match atom[0]:
            case "x":
                if atom[1] in self.facts.sums_to_one:
                    return {(): 1}
                return single(("x", atom[1], *(first for _ in atom[2:])))
            case "n":
                return {(): 1}
            case "e":
                return self.algebra.exp(self._collapsed({atom[1]: 1}))
            case "S":
                return self._collapsed({atom[2]: 1})
            case "f":
                return self.algebra.function(atom[1], self._collapsed(thaw(atom[2])))
            case "b":
                return self._collapsed(thaw(atom[1]))
            case _:
                return single(atom)


MAX_ROOTS = 4


def _is_root(atom: Atom, exponent: Exponent) -> bool:
    return atom[0] == "b" and Fraction(exponent).denominator == 2


def _is_plain(index: Index) -> bool:
    """Is it a letter, a literal, or one of several positions that no sum runs over?"""
    if index[0] == "at":
        return all(each[0] in "vil" for each in index[2:])
    return index[0] in "#vil"


def plain_determinant(atom: Atom) -> str | None:
    """The declared matrix of which an atom is the determinant."""
    if atom[:2] != ("L", "det") or len(atom[3][0][1]) != 1:
        return None
    ((mono, _),) = atom[3][0][1]
    if len(mono) != 1 or mono[0][1] != 1:
        return None
    entry = mono[0][0]
    if (
        entry[0] != "x"
        or len(entry) != 4
        or {index[0] for index in entry[2:]} != {"$"}
        or entry[2] == entry[3]
    ):
        return None
    return str(entry[1])
