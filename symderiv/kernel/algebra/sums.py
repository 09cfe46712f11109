"""Sums, and the rules about bound indices."""

from fractions import Fraction

from symderiv.kernel.algebra.atoms import ONE, components
from symderiv.kernel.algebra.matching import matches
from symderiv.kernel.algebra.ranges import Ranges
from symderiv.kernel.dummies import (
    Atom,
    Bound,
    Mono,
    indices_of,
)
from symderiv.kernel.polynomials import (
    Poly,
    add_into,
    merged,
    scaled,
    single,
    subtract,
)
from symderiv.kernel.positions import (
    Index,
    solved,
    stands_in,
)
from symderiv.language.sizes import Size


class Sums(Ranges):
    """Σ of a polynomial."""

    def sum(self, index: Index, sort: tuple[object, ...], a: Poly) -> Poly:
        """Σ over a whole axis."""
        total: Poly = {}
        for mono, factor in a.items():
            add_into(total, self.close([(index, sort)], mono), factor)
        return total

    def close(self, bounds: list[Bound], mono: Mono) -> Poly:
        """Σ of one monomial over bound indices."""
        self.budget.spend()
        if not bounds:
            return self.settle(mono)
        names = {index for index, _ in bounds}
        inside = tuple(pair for pair in mono if indices_of(pair[0]) & names)
        outside = tuple(pair for pair in mono if not indices_of(pair[0]) & names)
        for rule in (
            self._opened,
            self._at_delta,
            self._cut,
            self._reversed,
            self._centred,
            self._ended,
            self._written_out,
            self._unused,
            self._by_facts,
            self._times_inverse,
        ):
            result = rule(bounds, inside)
            if result is not None:
                if rule != self._by_facts:
                    self._note(rule)
                return self.times({outside: 1}, result)
        result = {outside: 1}
        for part, factors in components(bounds, inside):
            result = self.times(result, self.made(self.dummies.close(part, factors)))
        return result

    def _opened(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """A closed sum with a bound index in it joins the sum."""
        for k, (atom, exponent) in enumerate(inside):
            if atom[0] != "S" or exponent != int(exponent) or exponent < 0:
                continue
            more, mono = self.dummies.open(atom)
            rest = merged(inside[:k] + inside[k + 1 :], ((atom, exponent - 1),) if exponent > 1 else ())
            return self._again([*bounds, *more], self.times({rest: 1}, {mono: 1}))
        return None

    def _at_delta(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_i δ(i, k) f(i) = f(k), or 0 where k is not on the axis of i."""
        found: tuple[int, Index, Index, Poly] | None = None
        for k, (atom, _) in enumerate(inside):
            if atom[0] != "d":
                continue
            for index, place in solved(atom[1], atom[2]):
                sort = next((Size(sort) for bound, sort in bounds if bound == index), None)
                there = None if sort is None else self._stands_on(place, sort)
                if there == ONE or (there is not None and found is None):
                    found = k, index, place, there
            if found is not None and found[3] == ONE:
                break
        if found is None:
            return None
        k, index, place, there = found
        left = [bound for bound in bounds if bound[0] != index]
        rest = inside[:k] + inside[k + 1 :]
        return self._again(left, self.times(there, self.substitute({rest: 1}, {index: place})))

    def _unused(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ over an unused index is the size."""
        used = {index for atom, _ in inside for index in indices_of(atom)}
        left = [bound for bound in bounds if bound[0] in used]
        if len(left) == len(bounds):
            return None
        product = self.close(left, inside)
        for index, sort in bounds:
            if index not in used:
                product = self.times(product, self.size(sort))
        return product

    def _by_facts(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Rules about one bound index, for which the factors that hold it are enough."""
        for bound in bounds:
            index = bound[0]
            here = tuple(pair for pair in inside if index in indices_of(pair[0]))
            for rule in (self._sums_to_one, self._orthogonal, self._orthonormal, self._whole_denominator):
                result = rule(bound, here, inside)
                if result is not None:
                    self._note(rule)
                    rest = tuple(pair for pair in inside if pair not in here)
                    left = [each for each in bounds if each[0] != index]
                    return self._again(left, self.times({rest: 1}, result))
            result = self._symmetrised(bounds, index, here, inside)
            if result is not None:
                self._note(self._symmetrised)
                return result
        return None

    def _sums_to_one(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Σ_i y_i = 1."""
        if len(here) != 1 or here[0][1] != 1:
            return None
        atom = here[0][0]
        if atom[0] != "x" or atom[1] not in self.facts.sums_to_one or atom[-1] != bound[0]:
            return None
        if self.facts.axes[atom[1]][-1].terms != bound[1]:
            return None
        if any(stands_in(bound[0], index) for index in atom[2:-1]):
            return None
        self.used[f"sums to one {atom[1]}"] = None
        return ONE

    def _orthogonal(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Σ_i Q_ij Q_ik = δ_jk, and the same for rows."""
        atoms = [atom for atom, exponent in here for _ in range(int(exponent) if exponent in (1, 2) else 3)]
        if len(atoms) != 2 or any(a[0] != "x" or a[1] not in self.facts.orthogonal for a in atoms):
            return None
        one, other = atoms
        for axis in (2, 3):
            far = 5 - axis
            if one[1] == other[1] and one[axis] == other[axis] == bound[0]:
                if any(stands_in(bound[0], each) for each in (one[far], other[far])):
                    return None
                if self.facts.axes[one[1]][axis - 2].terms != bound[1]:
                    return None
                self.used[f"orthogonal {one[1]}"] = None
                return self.delta(one[far], other[far])
        return None

    def _orthonormal(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Σ_i W_ij W_ik = δ_jk for orthonormal columns, Σ_i x_i x_i = 1 for a column of length 1."""
        atoms = [atom for atom, exponent in here for _ in range(int(exponent) if exponent in (1, 2) else 3)]
        if len(atoms) != 2 or any(a[0] != "x" or a[1] not in self.facts.orthonormal for a in atoms):
            return None
        one, other = atoms
        if one[1] != other[1] or one[2] != bound[0] or other[2] != bound[0]:
            return None
        if self.facts.axes[one[1]][0].terms != bound[1]:
            return None
        if any(stands_in(bound[0], each) for each in (*one[3:], *other[3:])):
            return None
        self.used[f"orthonormal {one[1]}"] = None
        return self.delta(one[3], other[3]) if one[3:] else ONE

    def _times_inverse(self, bounds: list[Bound], inside: Mono) -> Poly | None:
        """Σ_j A_ij A⁻¹_jk = δ_ik; of a sum A = T + R: Σ_j T_ij A⁻¹_jk = δ_ik − Σ_j R_ij A⁻¹_jk."""
        names = {index for index, _ in bounds}
        for atom, exponent in inside:
            if atom[0] != "L" or atom[1] != "inv" or exponent != 1:
                continue
            rest = tuple(pair for pair in inside if pair[0] != atom)
            for near in (0, 1):
                middle, far = atom[2][near], atom[2][1 - near]
                if middle not in names or stands_in(middle, far):
                    continue
                found = self._beside_inverse(atom, near, middle, rest, names)
                if found is None:
                    continue
                factors, other, bound, others, scale = found
                left = [each for each in bounds if each[0] not in bound and each[0] != middle]
                sort = next(each[1] for each in bounds if each[0] == middle)
                if sort != atom[3][0][0][near]:
                    continue
                terms = self.times(others, single(atom))
                inner = scaled(subtract(self.delta(other, far), self.sum(middle, sort, terms)), scale)
                kept = tuple(pair for pair in rest if pair not in factors)
                return self._again(left, self.times({kept: 1}, inner))
        return None

    def _beside_inverse(
        self, inverse: Atom, near: int, middle: Index, rest: Mono, names: set[Index]
    ) -> tuple[Mono, Index, set[Index], Poly, Fraction] | None:
        """The factors that are the leading term of A beside A⁻¹, A's other index, the indices that they bind,
        the other terms of A, and one over the leading coefficient."""
        _, frozen, level = inverse[3][0]
        lead, leading = max(frozen, key=lambda item: (_width(item[0]), item))
        inner, outer = ("$", level, 1 - near), ("$", level, near)
        bounds, mono = self._unfolded(lead)
        if not any(inner in indices_of(atom) for atom, _ in mono):
            return None
        start = {inner: middle}
        holders = [pair for pair in rest if middle in indices_of(pair[0])]
        for match in matches(list(mono), rest, start, {outer, *bounds}, self.facts.symmetric):
            factors = tuple(sorted((self.dummies.atom(atom, match), e) for atom, e in mono))
            bound = {match[index] for index in bounds if index in match}
            kept = [pair for pair in rest if pair not in factors]
            if any(pair not in rest for pair in factors) or any(pair not in factors for pair in holders):
                continue
            if outer not in match or len(bound) != len(bounds) or not bound <= names - {match[outer]}:
                continue
            if any(index in bound or index == middle for atom, _ in kept for index in indices_of(atom)):
                continue
            if match[outer] == middle or any(stands_in(each, far) for each in bound for far in inverse[2]):
                continue
            others = {each: factor for each, factor in frozen if each != lead}
            placed = self.substitute(others, {inner: middle, outer: match[outer]})
            return factors, match[outer], bound, placed, Fraction(1) / leading
        return None

    def _unfolded(self, mono: Mono) -> tuple[list[Index], Mono]:
        """The factors of a term, its closed sums opened."""
        bounds: list[Index] = []
        factors: Mono = ()
        for atom, exponent in mono:
            if atom[0] == "S" and exponent == 1:
                more, inner = self.dummies.open(atom)
                bounds += [index for index, _ in more]
                factors = merged(factors, inner)
            else:
                factors = merged(factors, ((atom, exponent),))
        return bounds, factors

    def _whole_denominator(self, bound: Bound, here: Mono, inside: Mono) -> Poly | None:
        """Z⁻¹ Σ_k (what Z sums) = 1."""
        for atom, exponent in inside:
            if atom[0] != "S" or exponent != int(exponent) or exponent >= 0 or atom[1] != (bound[1],):
                continue
            if bound[0] not in indices_of(atom) and self.dummies.close([bound], here) == atom:
                return single(atom)
        return None

    def _symmetrised(self, bounds: list[Bound], index: Index, here: Mono, inside: Mono) -> Poly | None:
        """Σ_{i<j} f = ½ Σ_{i≠j} f, if f does not change when i and j are exchanged."""
        for atom, _ in here:
            sorts = dict(bounds)
            if atom[0] != "<" or atom[1] != index or sorts.get(atom[2]) != sorts[index]:
                continue
            other = atom[2]
            rest = tuple(pair for pair in inside if pair[0] != atom)
            if self.dummies.mono(rest, {index: other, other: index}) != rest:
                continue
            both = self.times({rest: 1}, subtract(ONE, self.delta(index, other)))
            return scaled(self._again(bounds, both), Fraction(1, 2))
        return None


def _width(mono: Mono) -> int:
    """How large a term is: its sums, then its factors."""
    weights = {"S": 10, "d": -20}
    return sum(weights.get(atom[0], 1) + (_width(atom[2]) if atom[0] == "S" else 0) for atom, _ in mono)
