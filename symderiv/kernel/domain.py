"""Where the two sides have values: the right one must have one wherever the left one does."""

from collections.abc import Collection, Mapping
from typing import Any

from symderiv.kernel.budget import Budget
from symderiv.kernel.cases import Facts
from symderiv.kernel.dummies import Atom, Mono, factors_in, indices_of
from symderiv.kernel.exceptional import Exceptional, plain_determinant
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import (
    Poly,
    common_factor,
    constant_value,
    freeze,
    rational_content,
    single,
    thaw,
    without,
)
from symderiv.kernel.positions import Binders, Index, parts
from symderiv.kernel.show import Notation, show_poly
from symderiv.kernel.signs import SignReader
from symderiv.kernel.term import Applied, Condition, Declined, Entry, Family, Requirement, Term, written_out
from symderiv.kernel.zero import clear
from symderiv.language.sizes import Size

STRENGTH: dict[Requirement, tuple[Requirement, ...]] = {
    "surely positive": (),
    "positive": ("positive", "nonnegative", "nonzero", "smooth"),
    "nonzero": ("nonzero", "smooth"),
    "smooth": ("nonzero", "smooth"),
    "alone": (),
    "nonnegative": ("nonnegative",),
    "zero": ("zero",),
}
"""What a requirement that is met implies for the same term."""


OF_SLOPES: tuple[Requirement, ...] = ("smooth", "alone")
"""What a derivative alone requires."""


class Domain:
    """The conditions of a claim: proved, implied by the left side, printed, or a reason to decline."""

    def __init__(
        self,
        facts: Facts,
        budget: Budget,
        binders: Binders,
        generic: Mapping[str, tuple[Size, ...]],
        varied: Mapping[str, tuple[Size, ...]],
        names: Collection[str],
    ) -> None:
        self.facts = facts
        self.generic = generic
        self.names = names
        self.binders = binders
        self.algebra = Algebra(facts, budget, binders)
        self.exponential = Algebra(facts, budget, binders, sigma=False)
        self.exceptional = Exceptional(self.algebra, varied)
        self.reader = SignReader(facts)
        self.implied: set[tuple[Requirement, Atom]] = set()
        self.nonzero: list[Poly] = []
        self.printed: dict[str, None] = {}

    @property
    def used(self) -> dict[str, None]:
        return {**self.reader.used, **self.algebra.used, **self.exponential.used}

    def conditions(
        self, left: tuple[Condition, ...], right: tuple[Condition, ...], kinks: tuple[Poly, ...]
    ) -> tuple[str, ...]:
        """What must be printed beside the claim; it is declined if that cannot be said."""
        for condition in left:
            if condition.requirement not in OF_SLOPES and not self.holds(condition):
                self._assume(condition)
        for condition in (*(each for each in left if each.requirement in OF_SLOPES), *right):
            if condition.requirement == "alone":
                self._stands_alone(condition.term)
            elif not self.holds(condition):
                self._demand(condition)
        for kink in (*kinks, *self.algebra.kinks):
            self._print(kink)
        for a in sorted(self.nonzero, key=_is_special):
            if not self._is_implied("nonzero", a):
                self.implied.update(("nonzero", self._key(each)) for each in self._for_all_entries(a))
                turned = {mono: -factor for mono, factor in a.items()}
                texts = (show_poly(a, self.names), show_poly(turned, self.names))
                self.printed[f"{min(texts, key=lambda each: (each.startswith('−'), each))} ≠ 0"] = None
        return tuple(self.printed)

    def _for_all_entries(self, a: Poly) -> tuple[Poly, ...]:
        """The term for the entry that is looked at, and for all of them."""
        places = {place: axis for place, axis in self._places(a).items() if str(place[1]).startswith("@")}
        names = {place: self.binders.fresh(axis) for place, axis in places.items()}
        return a, dict(self.algebra.dummies.frozen(freeze(a), names))

    def _stands_alone(self, maximum: Term) -> None:
        """The largest of independent entries is almost everywhere larger than all others."""
        match maximum:
            case Applied("max", _, _, (Family(indices, _, Entry(name, at)),)) if at == indices:
                if name in self.generic:
                    left, right = (
                        Notation().entry_of(name, tuple(("i", f) for f in names))
                        for names in _two_places(len(at))
                    )
                    self.printed[f"{left} ≠ {right}"] = None
                    return
            case _:
                pass
        raise Declined("where a maximum is reached once is not known to the kernel")

    # ── Certain ──

    def holds(self, condition: Condition) -> bool:
        """Is a requirement met for all admissible values?"""
        self.algebra.budget.spend(written_out(condition.term))
        signs = self.reader.signs(condition.term)
        match condition.requirement:
            case "zero":
                return not self.algebra.normal(condition.term)
            case "positive" | "surely positive":
                certain = signs == {1}
            case "nonnegative":
                certain = -1 not in signs
            case "alone":
                return False
            case "nonzero" | "smooth":
                certain = 0 not in signs
        return certain or self._holds_of(
            condition.requirement, self.algebra.normal(condition.term), condition
        )

    def _holds_of(self, requirement: Requirement, a: Poly, condition: Condition) -> bool:
        value = constant_value(a)
        if value is not None:
            if (requirement == "nonnegative" and value >= 0) or (requirement != "nonnegative" and value > 0):
                return True
            if requirement in ("nonzero", "smooth") and value:
                return True
            raise Declined("an expression has no value anywhere")
        cleared = clear(self.exponential, self.exponential.normal(condition.term)) if _mixed(a) else {}
        return any(each and self._signed(self.algebra, requirement, each) for each in (a, cleared))

    def _signed(self, algebra: Algebra, requirement: Requirement, a: Poly) -> bool:
        if requirement == "nonnegative":
            return algebra.is_nonnegative(a)
        if algebra.is_positive(a):
            return True
        if requirement in ("positive", "surely positive"):
            return False
        if algebra.is_positive({mono: -factor for mono, factor in a.items()}):
            return True
        return len(a) == 1 and all(self._nonzero_atom(atom) for atom, _ in next(iter(a)))

    def _nonzero_atom(self, atom: Atom) -> bool:
        if atom[0] == "x" and atom[1] in (self.facts.nonzero | self.facts.sign):
            self.reader.used[f"{'nonzero' if atom[1] in self.facts.nonzero else 'sign'} {atom[1]}"] = None
            return True
        if atom[0] == "b":
            base = thaw(atom[1])
            return self._signed(self.algebra, "nonzero", base) or self._is_implied("nonzero", base)
        matrix = plain_determinant(atom)
        if matrix is not None and matrix in self.facts.invertible:
            self.reader.used[f"invertible {matrix}"] = None
            return True
        return self.algebra.is_positive_atom(atom) or self._is_implied("nonzero", single(atom))

    # ── From the left side ──

    def _assume(self, condition: Condition) -> None:
        """Where the left side has no value nothing is claimed."""
        a = self.algebra.normal(condition.term)
        if condition.requirement == "surely positive":
            raise Declined("a power with a symbolic exponent whose base may be negative")
        if condition.guarded or not self.exceptional.is_ordinary(a):
            if condition.requirement == "zero":
                return
            raise Declined("whether an expression has a value depends on more than the kernel knows")
        met = {index for mono in a for atom, _ in mono for index in indices_of(atom)}
        if not met.issuperset(condition.empty):
            return
        for requirement in STRENGTH[condition.requirement]:
            self.implied.add((requirement, self._key(a)))
        if condition.requirement == "positive":
            self._assume_factor(a)
        if condition.requirement in ("nonzero", "positive") and len(a) == 1:
            # A product is not 0: so is none of its factors.
            for atom, _ in next(iter(a)):
                self.implied.add(("nonzero", self._key(_without_power(atom))))

    def _assume_factor(self, a: Poly) -> None:
        """c a^n > 0 for odd n and positive c: so is a."""
        if len(a) != 1 or next(iter(a.values())) < 0:
            return
        rest = [pair for pair in next(iter(a)) if not self.algebra.is_positive_atom(pair[0])]
        if len(rest) == 1 and rest[0][1] == int(rest[0][1]) and rest[0][1] % 2:
            for requirement in STRENGTH["positive"]:
                self.implied.add((requirement, self._key(single(rest[0][0]))))

    def _is_implied(self, requirement: Requirement, a: Poly) -> bool:
        """Does the left side require the same, for this position or for all of its axis?"""
        places = self._places(a)
        for chosen in ({}, *({place: axis} for place, axis in places.items()), places):
            names = {place: self.binders.fresh(axis) for place, axis in chosen.items()}
            general = dict(self.algebra.dummies.frozen(freeze(a), names)) if names else a
            if (requirement, self._key(general)) in self.implied:
                return True
        return False

    def _places(self, a: Poly) -> dict[Index, Size]:
        """The positions of entries, each with its axis: what holds for all of the axis holds there."""
        found: dict[Index, Size] = {}
        for atom, _ in (pair for mono in a for pair in factors_in(mono)):
            if atom[0] == "x" and atom[1] in self.facts.axes:
                for place, axis in zip(atom[2:], self.facts.axes[atom[1]], strict=True):
                    if not any(index[0] in "#$" for index in parts(place)):
                        found.setdefault(place, axis)
        return found

    def _key(self, a: Poly) -> Atom:
        """The term for all values of its bound indices, whatever their names, up to a positive factor."""
        content = rational_content(a.values())
        if content:
            a = without(a, common_factor(a, self.algebra.is_positive_atom), content)
        atom: Atom = ("f", "?", freeze(a))
        bounds = sorted({index for index in indices_of(atom) if index[0] == "v"})
        if not bounds:
            return atom
        mono: Mono = ((atom, 1),)
        return self.algebra.dummies.close([(index, self._range(index)) for index in bounds], mono)

    def _range(self, index: Index) -> Any:
        """The axis of a bound index; of one without a known axis a mark that nothing else has."""
        sort = self.binders.sort(index)
        return sort.terms if sort is not None else ((("?", str(index[1])), 1),)

    # ── Of the right side ──

    def _demand(self, condition: Condition) -> None:
        a = self.algebra.normal(condition.term)
        if condition.requirement != "zero" and self._is_implied(condition.requirement, a):
            return
        if condition.requirement == "positive" and not condition.guarded:
            # a ≥ 0 wherever it has a value, and the left side needs a ≠ 0.
            certain = self.holds(Condition("nonnegative", condition.term))
            if certain and self._is_implied("nonzero", a):
                return
        if condition.guarded or condition.requirement not in ("nonzero", "smooth"):
            raise Declined("the right side may have no value where the left side has one")
        if len(a) == 1:
            ((mono, _),) = a.items()
            for atom, _ in mono:
                if not self._nonzero_atom(atom):
                    self._print(_without_power(atom))
            return
        self._print(a)

    def _print(self, a: Poly) -> None:
        """a ≠ 0, a condition that takes away a set of lower dimension."""
        factor = common_factor(a, self.algebra.is_positive_atom)
        content = rational_content(a.values())
        if sum(a.values()) < 0:
            content = -content
        a = without(a, factor, content)
        if len(a) == 1:
            ((mono, _),) = a.items()
            if len(mono) == 1 and mono[0][0][0] == "b":
                a = _without_power(mono[0][0])
        if not self.exceptional.is_nonzero(a):
            raise Declined("a condition of the claim takes away more than exceptional points")
        self.nonzero.append(a)


def _two_places(rank: int) -> tuple[str, str]:
    """Letters for two entries of an array."""
    return ("i", "j") if rank == 1 else ("ijkl"[:rank], "pqrs"[:rank])


def _is_special(a: Poly) -> bool:
    """Is a condition about single positions, not about those of a whole axis?"""
    found = {index[0] for mono in a for atom, _ in mono for index in indices_of(atom)}
    return "v" not in found and "#" not in found


def _without_power(atom: Atom) -> Poly:
    """What must not be 0 for a power of an atom not to be 0."""
    return thaw(atom[1]) if atom[0] == "b" else single(atom)


def _mixed(a: Poly) -> bool:
    """May the signs of a's terms hide the sign of a, because σ is in the way?"""
    return any(atom[:2] == ("f", "sigmoid") for mono in a for atom, _ in mono)
