"""Positions, bound letters, and under which conditions something is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from symderiv.kernel.budget import Budget
from symderiv.kernel.lowering.scope import (
    At,
    Inside,
    Scope,
    arrays_of_positions,
    columns_of,
    free_positions,
)
from symderiv.kernel.positions import Binders, Index, at_least, shifted, within
from symderiv.kernel.positions import plus as add_positions
from symderiv.kernel.term import (
    ONE,
    ZERO,
    Applied,
    Condition,
    Declined,
    Delta,
    Family,
    Less,
    Term,
    sum_over,
)
from symderiv.language import expression as x
from symderiv.language.document import Statement
from symderiv.language.sizes import Size
from symderiv.records import replace


class Places(ABC):
    """What has been met on the way down: bound letters, conditions, guards.

    `folded`: definitions that have a value everywhere stay names, but for those under a derivative.
    """

    def __init__(
        self, statement: Statement, equal: dict[Index, Index], budget: Budget, folded: bool = False
    ) -> None:
        self.folded = folded
        self.binders = Binders(free_positions(statement), arrays_of_positions(statement))
        self.equal = equal
        self.budget = budget
        self.conditions: list[Condition] = []
        self.subscripts: list[Inside] = []
        self.guards: list[Term] = []
        self.empty: list[Index] = []
        self.columns = columns_of(statement)
        self.symbols = {symbol.name: symbol for symbol in statement.symbols}
        self._names = 0
        self._total: dict[str, bool] = {}
        """Which definitions have a value everywhere."""

    def position(self, index: x.Index, scope: Scope) -> Index:
        """The index, as the equalities that are assumed make of it."""
        match index:
            case x.IndexVariable(name):
                found = scope.letters.get(name, ("i", name))
            case x.IndexSymbol(name):
                found = ("i", name)
            case x.IndexElement(name, at):
                axes = self.symbols[name].shape.axes
                inner = (self.on_axis(each, axis, scope) for each, axis in zip(at, axes, strict=True))
                found = ("at", name, *inner)
            case x.IndexSum(terms, offset, _):
                found = ("l", offset.terms)
                for factor, each in terms:
                    found = add_positions(found, self.position(each, scope), factor)
                self.binders.has_sums |= found[0] == "+"
        return self.equal.get(found, found)

    def on_axis(self, index: x.Index, axis: Size, scope: Scope) -> Index:
        """The position as a subscript, which has a value only where it stands on the axis."""
        found = self.position(index, scope)
        if self.binders.stands_on(found, axis):
            return found
        if not within(found, axis, self.binders):
            self.subscripts.append(Inside(found, axis, tuple(self.guards), tuple(self.empty)))
        return found

    def bind(self, binder: x.Binder, scope: Scope) -> tuple[Index, Size, Scope, Term]:
        """A fresh index over the range, or over the axis with a condition where that may be turned round."""
        count = binder.upper - binder.lower + Size.number(1)
        self.binders.has_sums |= not binder.is_whole_axis
        if at_least(count, 0):
            index = self.binders.fresh(count)
            return index, count, scope.letter(binder.name, shifted(index, binder.lower)), ONE
        within_axis = binder.sort is not None and at_least(binder.lower, 0)
        if binder.sort is None or not within_axis or not at_least(binder.sort - count, 0):
            raise Declined("a range that need not be one at small sizes is not known to the kernel")
        index = self.binders.fresh(binder.sort)
        inside = Less(index, ("l", count.terms))
        return index, binder.sort, scope.letter(binder.name, shifted(index, binder.lower)), inside

    def fresh(self, sorts: tuple[Size, ...]) -> At:
        return tuple(self._fresh(sort) for sort in sorts)

    def _fresh(self, sort: Size) -> Index:
        rows = self.columns.get(sort)
        if rows is None:
            return self.binders.fresh(sort)
        return ("pair", self.binders.fresh(rows[0]), self.binders.fresh(rows[1]), rows[0].terms)

    def free(self, k: int, axis: Size) -> Index:
        """The position on an axis of the entry that is looked at."""
        if axis not in self.columns:
            return ("i", f"@{k}")
        rows, _ = self.columns[axis]
        return ("pair", ("i", f"@{k}.0"), ("i", f"@{k}.1"), rows.terms)

    def sum(self, indices: At, sorts: tuple[Size, ...], body: Term) -> Term:
        """Σ of the body over whole axes."""
        for index, sort in zip(indices, sorts, strict=True):
            if index[0] == "pair":
                rows, columns = self.columns[sort]
                body = sum_over(index[1], rows, sum_over(index[2], columns, body))
            else:
                body = sum_over(index, sort, body)
        return body

    def require(self, condition: Condition) -> None:
        self.conditions.append(replace(condition, guarded=bool(self.guards), empty=tuple(self.empty)))

    def _under(self, indices: At, value: Callable[[], Term]) -> Term:
        """A value under a sum, which need not exist where the sum is empty."""
        sorts = [(index, self.binders.sort(index)) for index in indices]
        new = [index for index, sort in sorts if sort is None or not at_least(sort, 1)]
        self.empty += new
        term = value()
        del self.empty[len(self.empty) - len(new) :]
        return term

    def _guarded(self, condition: Term, value: Callable[[], Term]) -> Term:
        """A value that need not exist where the condition does not hold."""
        if condition == ZERO:
            return ZERO
        if condition == ONE:
            return value()
        self.guards.append(condition)
        term = value()
        self.guards.pop()
        return term

    def delta(self, left: Index, right: Index) -> Term:
        return ONE if left == right else Delta(left, right)

    def family(self, e: x.Expression, scope: Scope) -> Family:
        """A whole array as an argument."""
        indices = self.fresh(e.shape.axes)
        if any(index[0] == "pair" for index in indices):
            raise Declined("vec as a whole argument is not known to the kernel")
        return Family(indices, e.shape.axes, self.entry(e, indices, scope))

    def _inverse(self, base: x.Expression, at: At, scope: Scope) -> Term:
        matrix = self.family(base, scope)
        self.require(Condition("nonzero", Applied("det", (), (), (matrix,))))
        return Applied("inv", (), at, (matrix,))

    @abstractmethod
    def entry(self, e: x.Expression, at: At, scope: Scope) -> Term:
        """The entry of an expression at positions, one for each of its axes."""
