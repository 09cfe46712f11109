"""Making entries shorter: powers gathered, δ substituted, Σ over what sums to 1 dropped, terms joined."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from symderiv.deriving.terms import (
    ONE,
    Atom,
    Delta,
    Entry,
    Factor,
    Function,
    Group,
    Letters,
    Node,
    Product,
    Renaming,
    SizeOf,
    Sum,
    Underivable,
    as_factor,
    cost,
    freshened,
    letters_of_atom,
    letters_of_index,
    negated,
    rename_atom,
    shown,
    shown_product,
)
from symderiv.language.expression import Definition, Index, IndexVariable, SymbolRef
from symderiv.records import dataclass, replace

WORK: Final = 2_000_000
"""Characters of terms that are compared with one another."""
MOST: Final = 40
"""How many terms a sum may have before it is left as it is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of arrays, by name: the axes along which entries sum to 1, and which are 0 or 1."""

    sums_to_one: frozenset[str] = frozenset()
    """Along the last axis."""
    idempotent: frozenset[str] = frozenset()
    symmetric: frozenset[str] = frozenset()


class Simplifier:
    """Simplifies sums; whatever it does is an identity where both sides are defined."""

    def __init__(self, letters: Letters, known: Known, work: int = WORK) -> None:
        self.letters = letters
        self.known = known
        self.work = work

    def _worked(self, key: str) -> str:
        """The text by which terms are told apart; together these may be only so long."""
        self.work -= len(key)
        if self.work < 0:
            raise Underivable("too long to be written out")
        return key

    # ── Sums ────────────────────────────────────────────────────────────────────────────────────

    def best(self, sum: Sum) -> Sum:
        """The shortest of the sum as it is, multiplied out, and with common factors in front."""
        plain = self.plain(sum)
        candidates = [self.factored(plain), self.gathered(plain), plain]
        expanded = self.expanded(plain)
        if expanded is not None:
            candidates += [self.factored(expanded), self.gathered(expanded), expanded]
        return min(candidates, key=cost)

    def plain(self, sum: Sum) -> Sum:
        """Every product simplified, like ones joined."""
        return self.joined([each for product in sum for each in self.product(product)])

    def times(self, *sums: Sum) -> Sum:
        """The product, with sums of several terms as factors."""
        whole = Product(ONE, (), ())
        for each in sums:
            factor = freshened(as_factor(each), self.letters)
            whole = Product(
                whole.coefficient * factor.coefficient,
                (*whole.letters, *factor.letters),
                (*whole.factors, *factor.factors),
            )
        return self.plain((whole,)) if whole.coefficient else ()

    def joined(self, products: Iterable[Product]) -> Sum:
        """Products that differ in their coefficient alone become one; 1 − σ(−a) becomes σ(a)."""
        found: dict[object, Product] = {}
        for product in products:
            key = self._worked(_key(product))
            if key in found:
                total = found[key].coefficient + product.coefficient
                found[key] = replace(found[key], coefficient=total)
            else:
                found[key] = product
        kept = [product for product in found.values() if product.coefficient]
        return tuple(_mirrored(kept))

    def factored(self, sum: Sum) -> Sum:
        """Common factors of all terms in front: a b − a c = a (b − c)."""
        if len(sum) < 2 or any(product.letters for product in sum):
            return sum
        exponents = [{shown(a, {}): e for a, e in product.factors} for product in sum]
        taken: dict[str, Fraction] = {}
        common: list[Factor] = []
        for base, exponent in sum[0].factors:
            key = shown(base, {})
            here = [each.get(key, Fraction(0)) for each in exponents]
            shared = min(here) if exponent > 0 else max(here)
            if shared and (shared > 0) == (exponent > 0):
                taken[key] = shared
                common.append((base, shared))
        same = all(abs(product.coefficient) == abs(sum[0].coefficient) for product in sum)
        scale = abs(sum[0].coefficient) if same else ONE
        if not common and scale == 1:
            return sum
        rest = tuple(_divided(product, scale, taken) for product in sum)
        return (Product(scale, (), (*common, (Group(rest), ONE))),)

    def gathered(self, sum: Sum) -> Sum:
        """Terms with a common factor joined: Σ_i x_i p_i − Σ_i x_i y_i = Σ_i x_i (p_i − y_i)."""
        for one in range(len(sum)):
            for other in range(one + 1, len(sum)):
                both = self._joined_pair(sum[one], sum[other])
                if both is None:
                    continue
                rest = [product for k, product in enumerate(sum) if k not in (one, other)]
                shorter = (*rest[:one], both, *rest[one:])
                if cost(shorter) < cost(sum):
                    return self.gathered(shorter)
        return sum

    def _joined_pair(self, one: Product, other: Product) -> Product | None:
        """a b + a c = a (b + c), if both are summed over the same axes."""
        if [letter.sort for letter in one.letters] != [letter.sort for letter in other.letters]:
            return None
        names: Renaming = {old.name: new for old, new in zip(other.letters, one.letters, strict=True)}
        moved = Product(other.coefficient, (), tuple((rename_atom(a, names), e) for a, e in other.factors))
        inside = self.factored((replace(one, letters=()), moved))
        if len(inside) != 1:
            return None
        return replace(inside[0], letters=one.letters)

    def expanded(self, sum: Sum) -> Sum | None:
        """All products of sums multiplied out; None if there are too many terms."""
        todo, done = list(sum), list[Product]()
        while todo:
            product = todo.pop(0)
            at = next((k for k, (a, e) in enumerate(product.factors) if _expands(a, e)), None)
            if at is None:
                done.append(product)
            else:
                todo = [*self._distributed(product, at), *todo]
            if len(todo) + len(done) > MOST:
                return None
        return self.joined(done)

    def _distributed(self, product: Product, at: int) -> list[Product]:
        group, exponent = product.factors[at]
        if not isinstance(group, Group):
            return [product]
        rest = (*product.factors[:at], *product.factors[at + 1 :])
        if exponent > 1:
            rest = (*rest, (group, exponent - 1))
        found: list[Product] = []
        for each in group.sum:
            term = freshened(each, self.letters)
            whole = Product(
                product.coefficient * term.coefficient,
                (*product.letters, *term.letters),
                (*term.factors, *rest),
            )
            found += self.product(freshened(whole, self.letters))
        return found

    # ── Products ────────────────────────────────────────────────────────────────────────────────

    def product(self, product: Product) -> list[Product]:
        """The product simplified: as several, where a factor had to be multiplied out."""
        factors = self._gathered(product)
        if factors is None:
            return []
        product = factors
        substituted = self._without_delta(product)
        if substituted is not None:
            return self.product(substituted)
        at = self._to_distribute(product)
        if at is not None:
            return self._distributed(product, at)
        return [self._without_idle_letters(product)]

    def _gathered(self, product: Product) -> Product | None:
        """Equal atoms as powers, sums of one term taken apart, numbers in front; None for 0."""
        coefficient, letters = product.coefficient, list(product.letters)
        bases: dict[str, Atom] = {}
        powers: dict[str, Fraction] = {}
        todo = list(product.factors)
        while todo:
            base, exponent = todo.pop(0)
            if isinstance(base, Delta) and base.left == base.right:
                continue
            if isinstance(base, Group):
                if not base.sum:
                    if exponent > 0:
                        return None
                elif len(base.sum) == 1 and (
                    exponent == 1 or (not base.sum[0].letters and exponent.denominator == 1)
                ):
                    inner = freshened(as_factor(base.sum, exponent), self.letters)
                    coefficient *= inner.coefficient
                    letters += inner.letters
                    todo = [*inner.factors, *todo]
                    continue
            key = self._worked(shown(base := self._ordered(base), {}))
            bases.setdefault(key, base)
            powers[key] = powers.get(key, Fraction(0)) + exponent
        if not coefficient:
            return None
        factors = tuple((bases[k], self._exponent(bases[k], e)) for k, e in powers.items() if e)
        return Product(coefficient, tuple(letters), factors)

    def _ordered(self, base: Atom) -> Atom:
        """Of a symmetric matrix the entry in one order."""
        if isinstance(base, Entry) and _name(base) in self.known.symmetric and len(base.at) == 2:
            return Entry(base.array, tuple(sorted(base.at, key=str)))
        return base

    def _exponent(self, base: Atom, exponent: Fraction) -> Fraction:
        is_bit = isinstance(base, Delta) or (isinstance(base, Entry) and _name(base) in self.known.idempotent)
        return ONE if is_bit and exponent > 0 else exponent

    def _without_delta(self, product: Product) -> Product | None:
        """Σ_k δ(k, i) f(k) = f(i)."""
        bound = {letter.name for letter in product.letters}
        for at, (base, _) in enumerate(product.factors):
            if not isinstance(base, Delta):
                continue
            for one, other in ((base.left, base.right), (base.right, base.left)):
                if isinstance(one, IndexVariable) and one.name in bound and one.sort == _sort(other):
                    if one.name in letters_of_index(other):
                        continue
                    names: Renaming = {one.name: other}
                    rest = (*product.factors[:at], *product.factors[at + 1 :])
                    return Product(
                        product.coefficient,
                        tuple(each for each in product.letters if each.name != one.name),
                        tuple((rename_atom(a, names), e) for a, e in rest),
                    )
        return None

    def _to_distribute(self, product: Product) -> int | None:
        """A sum with a δ that a bound letter removes, or with a denominator that another factor cancels."""
        bound = {letter.name for letter in product.letters}
        for at, (base, exponent) in enumerate(product.factors):
            if not _expands(base, exponent) or not isinstance(base, Group):
                continue
            others = {shown(a, {}) for k, (a, _) in enumerate(product.factors) if k != at}
            for term in base.sum:
                for inner, power in term.factors:
                    if isinstance(inner, Delta) and not letters_of_atom(inner).isdisjoint(bound):
                        return at
                    if power < 0 and shown(inner, {}) in others:
                        return at
        return None

    def _without_idle_letters(self, product: Product) -> Product:
        """Σ_i 1 is the size, Σ_i p_i of what sums to 1 is 1."""
        letters, factors = list(product.letters), list(product.factors)
        for letter in product.letters:
            using = [k for k, (a, _) in enumerate(factors) if letter.name in letters_of_atom(a)]
            if not using:
                letters.remove(letter)
                if letter.sort is not None:
                    factors.append((SizeOf(letter.sort), ONE))
            elif len(using) == 1 and self._sums_to_one(factors[using[0]], letter):
                letters.remove(letter)
                del factors[using[0]]
        if len(letters) == len(product.letters):
            return product
        return Product(product.coefficient, tuple(letters), tuple(factors))

    def _sums_to_one(self, factor: Factor, letter: IndexVariable) -> bool:
        base, exponent = factor
        if exponent != 1:
            return False
        match base:
            case Entry(_, at):
                is_last = bool(at) and at[-1] == letter
                return (
                    is_last
                    and _name(base) in self.known.sums_to_one
                    and all(letter.name not in letters_of_index(each) for each in at[:-1])
                )
            case Node("softmax", at):
                return at == (letter,)
            case _:
                return False


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────


def _divided(product: Product, scale: Fraction, taken: dict[str, Fraction]) -> Product:
    left = [(a, e - taken.get(shown(a, {}), Fraction(0))) for a, e in product.factors]
    return Product(product.coefficient / scale, (), tuple((a, e) for a, e in left if e))


def _expands(base: Atom, exponent: Fraction) -> bool:
    return isinstance(base, Group) and exponent.denominator == 1 and 1 <= exponent <= 3


def _name(entry: Entry) -> str:
    match entry.array:
        case SymbolRef(name):
            return name
        case Definition(key):
            return key


def _sort(index: Index) -> object:
    return index.sort


def _key(product: Product) -> str:
    """Equal for products that differ in their coefficient, and in the names of bound letters."""
    return shown_product(product, {})


def _mirrored(products: list[Product]) -> list[Product]:
    """c (1 − σ(−a)) is c σ(a)."""
    for k, product in enumerate(products):
        for at, (base, exponent) in enumerate(product.factors):
            if not isinstance(base, Function) or base.name != "sigmoid" or exponent != 1:
                continue
            if not base.argument or any(term.coefficient > 0 for term in base.argument):
                continue
            rest = (*product.factors[:at], *product.factors[at + 1 :])
            partner = Product(-product.coefficient, product.letters, rest)
            if partner in products:
                flipped = Function("sigmoid", negated(base.argument))
                new = Product(-product.coefficient, product.letters, (*rest, (flipped, ONE)))
                others = [each for j, each in enumerate(products) if j != k and each != partner]
                return [*others, new]
    return products
