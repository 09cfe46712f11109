"""Single bugs planted in the kernel, one at a time: the corpora notice every one of them.

Most make a false claim pass; those named in LOSES only lose true ones.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from symderiv.kernel import derive, dummies, prove, zero
from symderiv.kernel.algebra import arrays, atoms, elementary
from symderiv.kernel.cases import Facts
from symderiv.kernel.derive import Differentiator
from symderiv.kernel.domain import Domain
from symderiv.kernel.dummies import Dummies
from symderiv.kernel.exceptional import Exceptional
from symderiv.kernel.lower import Lowering
from symderiv.kernel.lowering import conditions, places, reductions
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import add, scaled, single
from symderiv.kernel.positions import shifted
from symderiv.kernel.premises import Premises
from symderiv.kernel.prove import KernelDecider
from symderiv.kernel.term import MINUS_ONE, ONE, ZERO, Applied, Delta, Function, Times, times
from symderiv.language import expression as x
from symderiv.language.answer import Proved
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.records import replace
from symderiv.source import Source
from tests.kernel.claims import FALSE, FALSE_PREMISES, MODELS, NEIGHBOURS, PUBLISHED, RULES_FALSE, TRUE

Patch = pytest.MonkeyPatch


def _claims(text: str) -> list[Statement]:
    obligations = load_document(Source("claims.yaml", text)).obligations
    return [each.claim for each in obligations if isinstance(each.claim, Statement)]


FALSE_CLAIMS = _claims(NEIGHBOURS) + _claims(FALSE) + _claims(FALSE_PREMISES) + _claims(RULES_FALSE)
TRUE_CLAIMS = _claims(TRUE) + _claims(MODELS) + _claims(PUBLISHED)

FAULTS: dict[str, Callable[[Patch], None]] = {}
LOSES = {"equal positions are not put in place of one another", "sums are not peeled"}
"""Bugs that make equal things look different, and no more than that."""

SHIELDED = {
    "twins are not checked",
    "a δ under a denominator is lifted without care",
    "a zero denominator is cancelled",
}
"""Bugs that a second check makes harmless."""


def fault(words: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    def plant(function: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS[words] = function
        return function

    return plant


def around(patch: Patch, owner: Any, name: str, wrong: Callable[..., Any]) -> None:
    """The method replaced by one that is given the right one first."""
    right = getattr(owner, name)
    patch.setattr(owner, name, lambda *arguments, **options: wrong(right, *arguments, **options))


@fault("free positions never meet")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, a: Any, b: Any) -> Any:
        return {} if a != b and a[0] == b[0] == "i" else right(self, a, b)

    around(patch, Algebra, "delta", wrong)


@fault("free positions always meet")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, a: Any, b: Any) -> Any:
        return {(): 1} if a[0] == b[0] == "i" else right(self, a, b)

    around(patch, Algebra, "delta", wrong)


@fault("a δ of a bound and a free position is 0")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, a: Any, b: Any) -> Any:
        return {} if {a[0], b[0]} == {"i", "v"} else right(self, a, b)

    around(patch, Algebra, "delta", wrong)


@fault("the sign of a reflected argument is lost")
def _(patch: Patch) -> None:
    around(patch, Algebra, "oriented", lambda right, self, a: (1, right(self, a)[1]))


@fault("a sum over an unused index forgets the size")
def _(patch: Patch) -> None:
    around(patch, Algebra, "size", lambda right, self, terms: {(): 1})


@fault("a square of a sum opens one copy only")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, bounds: Any, inside: Any) -> Any:
        return right(self, bounds, tuple((a, 1 if a[0] == "S" and e > 0 else e) for a, e in inside))

    around(patch, Algebra, "_opened", wrong)


@fault("opened sums share their letters")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Dummies, atom: Any, names: Any = None) -> Any:
        _, sorts, mono, level = atom
        fresh = [("v", -1 - k) for k in range(len(sorts))]
        inner = {("#", level, k): index for k, index in enumerate(fresh)}
        return list(zip(fresh, sorts, strict=True)), self.mono(mono, {**(names or {}), **inner})

    around(patch, Dummies, "open", wrong)


@fault("nested sums share a level")
def _(patch: Patch) -> None:
    for owner in (dummies, arrays):
        patch.setattr(owner, "height", lambda mono: 0)


@fault("twins are not checked")
def _(patch: Patch) -> None:
    around(patch, dummies._Naming, "_exchangeable", lambda right, self, one, other: True)


@fault("equal positions are not put in place of one another")
def _(patch: Patch) -> None:
    around(patch, Algebra, "_equal_positions", lambda right, self, mono: None)


@fault("an order is never fulfilled")
def _(patch: Patch) -> None:
    around(patch, Algebra, "less", lambda right, self, a, b: {})


@fault("every factor counts as positive")
def _(patch: Patch) -> None:
    around(patch, Algebra, "is_positive_atom", lambda right, self, atom: True)


@fault("every power counts as nonnegative")
def _(patch: Patch) -> None:
    around(patch, Algebra, "_is_nonnegative_power", lambda right, self, atom, exponent: True)


@fault("every condition counts as met")
def _(patch: Patch) -> None:
    around(patch, Domain, "holds", lambda right, self, condition: True)


@fault("the right side's conditions are not asked for")
def _(patch: Patch) -> None:
    around(patch, Domain, "_demand", lambda right, self, condition: None)


@fault("whatever is printed counts as exceptional")
def _(patch: Patch) -> None:
    around(patch, Exceptional, "_is_generic", lambda right, self, a: True)
    around(patch, Exceptional, "is_ordinary", lambda right, self, a: True)


@fault("guards are forgotten")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Lowering, condition: Any) -> None:
        if not self.guards:
            right(self, condition)

    around(patch, Lowering, "require", wrong)


@fault("everything sums to one")
def _(patch: Patch) -> None:
    around(
        patch,
        Premises,
        "_facts",
        lambda right, self: replace(right(self), sums_to_one=frozenset(self.symbols)),
    )


@fault("every matrix is orthogonal")
def _(patch: Patch) -> None:
    around(patch, Premises, "_facts", lambda right, self: replace(right(self), orthogonal=frozenset("ABSQM")))


@fault("every matrix is symmetric")
def _(patch: Patch) -> None:
    around(patch, Premises, "_facts", lambda right, self: replace(right(self), symmetric=frozenset("ABSQ")))


@fault("every entry is its own square")
def _(patch: Patch) -> None:
    around(
        patch, Premises, "_facts", lambda right, self: replace(right(self), binary=frozenset(self.symbols))
    )


@fault("all one-hots have their 1 at the same place")
def _(patch: Patch) -> None:
    around(patch, Premises, "_hot", lambda right, self, symbol: ("i", "@"))


@fault("drawn positions are always distinct")
def _(patch: Patch) -> None:
    around(
        patch, Premises, "_facts", lambda right, self: replace(right(self), distinct=frozenset(self.symbols))
    )


@fault("any two positions differ")
def _(patch: Patch) -> None:
    around(patch, Facts, "differ", lambda right, self, a, b: "" if "v" not in (a[0], b[0]) else None)


@fault("the product rule forgets a term")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Differentiator, term: Any) -> Any:
        if isinstance(term, Times) and len(term.factors) > 1:
            return times(*term.factors[:-1], self.partial(term.factors[-1]))
        return right(self, term)

    around(patch, Differentiator, "partial", wrong)


@fault("the chain rule forgets the inner derivative")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Differentiator, name: str, argument: Any) -> Any:
        inner = self.partial(argument)
        return inner if inner == ZERO else derive.SLOPES[name](argument)

    around(patch, Differentiator, "_chain", wrong)


@fault("the derivative of a function is the function")
def _(patch: Patch) -> None:
    around(patch, Differentiator, "_argument", lambda right, self, term, slot: term)


@fault("an entry's derivative forgets a position")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Differentiator, term: Any) -> Any:
        result = right(self, term)
        if isinstance(result, Times) and all(isinstance(each, Delta) for each in result.factors):
            return result.factors[0]
        return result

    around(patch, Differentiator, "partial", wrong)


@fault("softplus has a wrong slope")
def _(patch: Patch) -> None:
    patch.setitem(derive.SLOPES, "softplus", lambda a: Function("exp", a))


@fault("the derivative of a determinant is not transposed")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Differentiator, term: Applied) -> Any:
        fresh = self._fresh(term.arguments[0])
        inverse = Applied("inv", (), fresh.indices, term.arguments)
        return derive._close(fresh, times(term, inverse, self.partial(fresh.body)))

    around(patch, Differentiator, "_determinant", wrong)


@fault("the derivative of an inverse has a wrong sign")
def _(patch: Patch) -> None:
    around(patch, Differentiator, "_inverse", lambda right, self, term: times(MINUS_ONE, right(self, term)))


@fault("a δ inside a function counts as 0")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, a: Any, f: Any, careful: bool = False) -> Any:
        if right(self, a, f, careful) is None:
            return None
        return f({m: c for m, c in a.items() if not any(atoms.is_flag(atom) for atom, _ in m)})

    around(patch, Algebra, "lift", wrong)


@fault("a δ under a denominator is lifted without care")
def _(patch: Patch) -> None:
    around(patch, Algebra, "require_generic", lambda right, self, a: None)


@fault("a zero denominator is cancelled")
def _(patch: Patch) -> None:
    around(patch, Algebra, "power", lambda right, self, a, e: right(self, a, e) if a or e > 0 else {(): 1})


@fault("transposing does nothing")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Lowering, e: Any, at: Any, scope: Any) -> Any:
        return self.entry(e.argument, at, scope) if isinstance(e, x.Transpose) else right(self, e, at, scope)

    around(patch, Lowering, "entry", wrong)


@fault("comparisons are turned round")
def _(patch: Patch) -> None:
    around(patch, Lowering, "_compare", lambda right, self, relation, a, b: right(self, relation, b, a))


@fault("orthonormal columns make orthonormal rows")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Premises) -> Any:
        facts = right(self)
        return replace(facts, orthogonal=facts.orthogonal | facts.orthonormal)

    around(patch, Premises, "_facts", wrong)


@fault("a root is left out of what must not be 0")
def _(patch: Patch) -> None:
    patch.setattr(Exceptional, "_without_roots", lambda self, a: {((("p", 2), 1),): 1})


@fault("any matrix in a determinant may be 0")
def _(patch: Patch) -> None:
    patch.setattr(Exceptional, "_may_be_zero", lambda self, mono, matrix: True)


@fault("a sign is split like a bit")
def _(patch: Patch) -> None:
    around(patch, elementary.Elementary, "_kind", lambda right, self, atom: right(self, atom) and "binary")


@fault("a range that may be turned round is taken as it stands")
def _(patch: Patch) -> None:
    patch.setattr(places, "at_least", lambda size, least: True)


@fault("what the right side demands is taken for granted")
def _(patch: Patch) -> None:
    patch.setattr(prove, "demanded_margins", lambda left, binders: (("l", ((("V",), 1), ((), -7))),))


@fault("a δ and an order on one axis exclude each other")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, mono: Any) -> Any:
        return {} if right(self, mono) is not None else None

    around(patch, Algebra, "_order_at_delta", wrong)


@fault("a range starts at the first position")
def _(patch: Patch) -> None:
    for owner in (places, reductions):
        patch.setattr(owner, "shifted", lambda index, offset: index)


@fault("positions may leave their axis")
def _(patch: Patch) -> None:
    patch.setattr(prove, "require_positions", lambda left, right, known, binders: None)


@fault("a shifted sum keeps its range")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, bounds: Any, inside: Any) -> Any:
        if right(self, bounds, inside) is None:
            return None
        index, offset = next((i, o) for i, _ in bounds for _, o, _ in self._places(i, inside) if o.terms)
        return self._again(bounds, self.substitute({inside: 1}, {index: shifted(index, -offset)}))

    around(patch, Algebra, "_centred", wrong)


@fault("of two thresholds the lower one counts")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, one: Any, other: Any) -> Any:
        return (single(other),) if right(self, one, other) is not None else None

    around(patch, Algebra, "_both_steps", wrong)


@fault("thresholds are ordered whatever their distance is")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, one: Any, other: Any) -> Any:
        self.is_nonnegative = lambda a: True  # type: ignore[method-assign]
        try:
            return right(self, one, other)
        finally:
            del self.is_nonnegative

    around(patch, Algebra, "_both_steps", wrong)


@fault("a determinant loses a factor of the matrix once")
def _(patch: Patch) -> None:
    around(patch, Algebra, "real_power", lambda right, self, base, exponent: right(self, base, {(): 1}))


@fault("an equation leaves an open set")
def _(patch: Patch) -> None:
    patch.setattr(prove, "_closes", lambda condition: False)


@fault("a step of 0/1 entries is what it is at 1")
def _(patch: Patch) -> None:
    right = elementary.with_value
    patch.setattr(elementary, "with_value", lambda a, atom, value: right(a, atom, 1))


@fault("a sum that is led to the end of its axis keeps what was added")
def _(patch: Patch) -> None:
    around(
        patch,
        Algebra,
        "_spelled",
        lambda right, self, bounds, inside, index, places, sign: right(
            self, bounds, inside, index, places, abs(sign)
        ),
    )


@fault("the pieces of a block stand everywhere")
def _(patch: Patch) -> None:
    patch.setattr(conditions, "_between", lambda index, start, count: ONE)


@fault("a product without one factor is the product")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, name: Any, at: Any, bodies: Any) -> Any:
        return right(self, "prod", (), bodies) if name == "prod but" else right(self, name, at, bodies)

    around(patch, Algebra, "applied", wrong)


@fault("the largest entry is anywhere")
def _(patch: Patch) -> None:
    around(
        patch, Algebra, "_beside_maximum", lambda right, self, a: {} if right(self, a) is not None else None
    )


@fault("a whole number may leave any floor")
def _(patch: Patch) -> None:
    around(patch, Algebra, "_floor", lambda right, self, a: add(a, right(self, {})))


@fault("half of a symmetric sum, symmetric or not")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, bounds: Any, index: Any, here: Any, inside: Any) -> Any:
        for atom, _ in here:
            if atom[0] == "<":
                rest = tuple(pair for pair in inside if pair[0] != atom)
                return scaled(self._again(bounds, {rest: 1}), Fraction(1, 2))
        return None

    around(patch, Algebra, "_symmetrised", wrong)


@fault("the logarithm of a sum is the sum of logarithms")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, a: Any) -> Any:
        return add(*(right(self, {m: abs(c)}) for m, c in a.items())) if len(a) > 1 else right(self, a)

    around(patch, Algebra, "log", wrong)


@fault("e^a σ(a) is e^a + σ(a)")
def _(patch: Patch) -> None:
    def wrong(right: Any, self: Algebra, mono: Any) -> Any:
        result = right(self, mono)
        return None if result is None else {each: abs(factor) for each, factor in result.items()}

    around(patch, Algebra, "_sigmoid_exp", wrong)


@fault("what is left when denominators are cleared is thrown away")
def _(patch: Patch) -> None:
    around(patch, zero, "clear", lambda right, algebra, a: {} if right(algebra, a) != a else a)


@fault("sums are not peeled")
def _(patch: Patch) -> None:
    around(patch, zero, "_peeled", lambda right, algebra, a: [])


@fault("a peeled sum loses the terms without one")
def _(patch: Patch) -> None:
    def wrong(right: Any, algebra: Algebra, a: Any) -> Any:
        return [*right(algebra, {m: c for m, c in a.items() if zero._has_inner_base(m)}), {}]

    around(patch, zero, "_peeled", wrong)


@pytest.mark.parametrize("words", FAULTS)
def test_a_planted_bug_is_noticed(words: str, monkeypatch: Patch) -> None:
    FAULTS[words](monkeypatch)
    if words in SHIELDED:
        assert not any(_proves(claim) for claim in FALSE_CLAIMS)
        return
    claims, expected = (TRUE_CLAIMS, True) if words in LOSES else (FALSE_CLAIMS, False)
    assert any(_proves(claim) != expected for claim in claims)


def _proves(claim: Statement) -> bool:
    """A bug may also end in an exception, which is no proof."""
    try:
        return isinstance(KernelDecider(budget=20_000).decide(claim), Proved)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
        return False


def test_without_a_bug_nothing_false_is_proved() -> None:
    assert not any(_proves(claim) for claim in FALSE_CLAIMS)
    assert len(FAULTS) >= 20
