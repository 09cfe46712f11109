"""Comparisons, cases, and blocks: what holds at some entries only."""

from symderiv.kernel.lowering.places import Places
from symderiv.kernel.lowering.scope import At, Scope
from symderiv.kernel.positions import Index, shifted
from symderiv.kernel.term import (
    ONE,
    ZERO,
    Condition,
    Function,
    Less,
    Term,
    minus,
    plus,
    times,
)
from symderiv.language import expression as x
from symderiv.language.sizes import Size


class Conditions(Places):
    """Entries that depend on conditions."""

    def _positions(self, relation: x.Relation, left: Index, right: Index) -> Term:
        match relation:
            case "=":
                return self.delta(left, right)
            case "≠":
                return minus(ONE, self.delta(left, right))
            case "<":
                return Less(left, right)
            case ">":
                return Less(right, left)
            case "≤":
                return minus(ONE, Less(right, left))
            case "≥":
                return minus(ONE, Less(left, right))

    def _compare(self, relation: x.Relation, left: Term, right: Term) -> Term:
        match relation:
            case ">":
                return Function("step", minus(left, right))
            case "<":
                return Function("step", minus(right, left))
            case "≥":
                return minus(ONE, Function("step", minus(right, left)))
            case "≤":
                return minus(ONE, Function("step", minus(left, right)))
            case "=":
                above, below = Function("step", minus(left, right)), Function("step", minus(right, left))
                return ONE if left == right else minus(minus(ONE, above), below)
            case "≠":
                return minus(ONE, self._compare("=", left, right))

    def _cases(self, e: x.Cases, at: At, scope: Scope) -> Term:
        """Σ of the branches, each where its condition holds and none before it does."""
        parts: list[Term] = []
        remaining: Term = ONE
        for condition, value in e.branches:
            where = self._guarded(remaining, lambda c=condition: self.entry(c, at, scope))  # type: ignore[misc]
            here = times(remaining, where)
            parts.append(times(here, self._guarded(here, lambda v=value: self.entry(v, at, scope))))  # type: ignore[misc]
            remaining = times(remaining, minus(ONE, where)) if where != ONE else ZERO
        if e.otherwise is None:
            self.require(Condition("zero", remaining))
        else:
            rest = e.otherwise
            parts.append(times(remaining, self._guarded(remaining, lambda: self.entry(rest, at, scope))))
        return plus(*parts)

    def _block(self, e: x.Block, at: At, scope: Scope) -> Term:
        """Σ of the pieces, each where it stands."""
        first: Index = ("l", ())
        row, column = at if e.shape.rank == 2 else (first, at[0]) if e.shape.is_row else (at[0], first)
        self.binders.has_sums = True
        parts: list[Term] = []
        above = Size(())
        for pieces in e.rows:
            height = pieces[0].shape.grid[0]
            before = Size(())
            for piece in pieces:
                width = piece.shape.grid[1]
                here = times(_between(row, above, height), _between(column, before, width))
                grid = (shifted(row, -above), shifted(column, -before))
                own = grid[: piece.shape.rank] if not piece.shape.is_row else grid[1:]
                parts.append(times(here, self._guarded(here, lambda p=piece, o=own: self.entry(p, o, scope))))  # type: ignore[misc]
                before = before + width
            above = above + height
        return plus(*parts)


def _between(index: Index, start: Size, count: Size) -> Term:
    """1 where start ≤ index < start + count, else 0."""
    if index[0] == "l":
        return ONE
    after = minus(ONE, Less(index, ("l", start.terms))) if start.terms else ONE
    return times(after, Less(index, ("l", (start + count).terms)))


def logic(operator: str, parts: list[Term]) -> Term:
    """∧ is the product, ∨ the complement of the product of complements."""
    match operator:
        case "and":
            return times(*parts)
        case "or":
            return minus(ONE, times(*(minus(ONE, part) for part in parts)))
        case _:
            return minus(ONE, parts[0])
