"""The normal form: polynomials in which two equal terms become one.

Every rule here is an identity wherever its two sides have values, or is guarded by a fact about the
data, which is then noted in `used`. A rule that needs something to be nonzero notes that in `kinks`.
"""

from symderiv.kernel.algebra.atoms import ONE
from symderiv.kernel.algebra.sums import Sums
from symderiv.kernel.polynomials import (
    Poly,
    add,
    constant,
    single,
)
from symderiv.kernel.positions import (
    Index,
)
from symderiv.kernel.term import (
    Applied,
    Constant,
    Delta,
    Entry,
    Family,
    Function,
    Less,
    Number,
    Plus,
    Power,
    SizeOf,
    SumOver,
    Term,
    Times,
)


class Algebra(Sums):
    """Normal forms of terms."""

    def normal(self, term: Term) -> Poly:
        """The normal form of a term."""
        self.budget.spend()
        match term:
            case Number(value):
                return constant(value)
            case SizeOf(size):
                return self.size(size.terms)
            case Constant(name):
                return single(("c", name))
            case Entry(name, at):
                return self.entry(name, at)
            case Delta(left, right):
                return self.delta(left, right)
            case Less(left, right):
                return self.less(left, right)
            case Plus(terms):
                return add(*(self.normal(each) for each in terms))
            case Times(factors):
                product = ONE
                for factor in factors:
                    product = self.times(product, self.normal(factor))
                return product
            case SumOver(index, sort, body):
                return self.sum(index, sort.terms, self.normal(body))
            case Power(base, exponent):
                return self.real_power(self.normal(base), self.normal(exponent))
            case Function(name, argument):
                return self.function(name, self.normal(argument))
            case Applied(name, slots, at, arguments):
                return self._applied(name, slots, at, arguments)

    def _applied(
        self, name: str, slots: tuple[int, ...], at: tuple[Index, ...], arguments: tuple[Family, ...]
    ) -> Poly:
        bodies = tuple(
            self.argument(
                self.normal(family.body), family.indices, tuple(sort.terms for sort in family.sorts)
            )
            for family in arguments
        )
        if slots:
            name, at = _by_slot(name, slots, at, arguments)
        return self.applied(name, at, bodies)


def _by_slot(
    name: str, slots: tuple[int, ...], at: tuple[Index, ...], arguments: tuple[Family, ...]
) -> tuple[str, tuple[Index, ...]]:
    """A placeholder's derivative, by its arguments in order: it is smooth, so the order does not matter."""
    outer = len(at) - sum(len(arguments[slot].indices) for slot in slots)
    place = outer
    groups = []
    for slot in slots:
        width = len(arguments[slot].indices)
        groups.append((slot, at[place : place + width]))
        place += width
    groups.sort()
    marks = ",".join(str(slot) for slot, _ in groups)
    return f"{name}|{marks}", at[:outer] + tuple(index for _, group in groups for index in group)
