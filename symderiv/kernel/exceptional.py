"""Which conditions take away exceptional points only: where a polynomial is not 0 almost everywhere."""

from collections.abc import Mapping

from symderiv.kernel.algebra.atoms import is_flag
from symderiv.kernel.dummies import Atom, Mono
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import SURELY_PRIME, Poly, single, thaw, with_value
from symderiv.kernel.positions import Index
from symderiv.language.sizes import Size


class Exceptional:
    """Questions about a ≠ 0, for the symbols `generic` whose entries are independent real numbers."""

    def __init__(self, algebra: Algebra, generic: Mapping[str, tuple[Size, ...]]) -> None:
        self.algebra = algebra
        self.facts = algebra.facts
        self.generic = generic

    def is_nonzero(self, a: Poly) -> bool:
        """Is a ≠ 0 almost everywhere, at every size and for all values of its steps, signs, 0/1 entries?"""
        return all(
            self.is_ordinary(branch) and bool(self._collapsed(branch)) and self._is_generic(branch)
            for branch in self._branches(a)
        )

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
        axes: dict[bool, set[Size]] = {True: set(), False: set()}
        return all(self._generic_mono(mono, axes) for mono in a) and not axes[True] & axes[False]

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
