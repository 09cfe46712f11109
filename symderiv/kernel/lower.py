"""What one entry of an expression means: the typed tree in index form.

This module is the meaning of the language for the kernel. Every line of it says, for one node, what the
entry at the positions `at` is.
"""

from symderiv.kernel.lowering.conditions import logic
from symderiv.kernel.lowering.derivatives import Derivatives
from symderiv.kernel.lowering.scope import At, Scope
from symderiv.kernel.positions import Index, at_least, shifted
from symderiv.kernel.term import (
    MINUS_ONE,
    ONE,
    Condition,
    Constant,
    Declined,
    Entry,
    Function,
    SizeOf,
    Term,
    divide,
    minus,
    number,
    plus,
    times,
)
from symderiv.language import expression as x


class Lowering(Derivatives):
    """From one statement to index form; `conditions` says where that has a value."""

    def entry(self, e: x.Expression, at: At, scope: Scope) -> Term:
        """The entry of an expression at positions, one for each of its axes."""
        self.budget.spend()
        match e:
            case x.Number(value):
                return number(value)
            case x.Constant(name):
                return Function("exp", ONE) if name == "e" else Constant("pi")
            case x.SizeNumber(size):
                return SizeOf(size)
            case x.SymbolRef(name):
                return Entry(name, at)
            case x.ParameterRef(name):
                return self._parameter(name, at, scope)
            case x.DefinitionRef():
                return self._definition(e, at, scope)
            case x.Identity():
                return self.delta(at[0], at[1])
            case x.Filled(value):
                return number(value)
            case x.Negate(argument):
                return times(MINUS_ONE, self.entry(argument, at, scope))
            case x.Add(left, right):
                return plus(self.entry(left, at, scope), self.entry(right, at, scope))
            case x.Subtract(left, right):
                return minus(self.entry(left, at, scope), self.entry(right, at, scope))
            case x.Product():
                return self._product(e, at, scope)
            case x.Divide(left, right):
                below = self.entry(right, at if right.shape.rank else (), scope)
                self.require(Condition("nonzero", below))
                return divide(self.entry(left, at, scope), below)
            case x.Power(base, exponent):
                above = self.entry(exponent, at if exponent.shape.rank else (), scope)
                return self._power(self.entry(base, at, scope), above)
            case x.MatrixPower(base, exponent):
                return self._matrix_power(base, exponent, at, scope)
            case x.Transpose(argument):
                return self.entry(argument, at[::-1], scope)
            case x.Broadcast(argument):
                return self.entry(argument, _unspread(argument.shape, at), scope)
            case x.Subscript(base, selectors):
                return self.entry(base, self._select(selectors, base.shape.axes, at, scope), scope)
            case x.NewAxis(argument, position):
                return self.entry(argument, (at[1 - position],), scope)
            case x.Stack(binder, body, axis):
                if not at_least(binder.upper - binder.lower, 0):
                    raise Declined("a list that may be empty is not known to the kernel")
                self.binders.has_sums |= not binder.is_whole_axis
                inner = scope.letter(binder.name, shifted(at[axis], binder.lower))
                return self.entry(body, at[:axis] + at[axis + 1 :], inner)
            case x.Block():
                return self._block(e, at, scope)
            case x.Apply():
                return self._apply(e, at, scope)
            case x.Call():
                return self._call(e, at, scope)
            case x.Prime():
                return self._prime(e, at, scope)
            case x.Big():
                return self._big(e, at, scope)
            case x.Compare(relation, left, right):
                return self._compare(relation, self.entry(left, at, scope), self.entry(right, at, scope))
            case x.IndexCompare(relation, left, right):
                return self._positions(relation, self.position(left, scope), self.position(right, scope))
            case x.Logic(operator, arguments):
                return logic(operator, [self.entry(each, at, scope) for each in arguments])
            case x.Distinct() | x.Excludes():
                raise Declined("distinctness as a number is not known to the kernel")
            case x.Cases():
                return self._cases(e, at, scope)
            case x.Derivative():
                return self._derivative(e, at, scope)


def _unspread(shape: x.Shape, at: At) -> At:
    """Where to look in an array that has been stretched: its own axes are the last ones."""
    if shape.rank > len(at):
        raise Declined("this broadcast is not known to the kernel")
    own = at[len(at) - shape.rank :]
    first: Index = ("l", ())
    return tuple(first if axis in shape.spread else index for axis, index in enumerate(own))
