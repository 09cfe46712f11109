"""From the typed tree to its entries, with the names of definitions kept."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symderiv.deriving.positions import At, bare, is_kept, narrowed
from symderiv.deriving.simplify import Simplifier
from symderiv.deriving.terms import (
    Ask,
    Constant,
    Delta,
    Entry,
    Function,
    Letters,
    Node,
    Product,
    Renaming,
    SizeOf,
    Step,
    Sum,
    Underivable,
    as_factor,
    atom,
    negated,
    number,
    rename_index,
)
from symderiv.language import expression as e
from symderiv.language.expression import Contraction, Definition, Expression, Index
from symderiv.language.sizes import Size
from symderiv.records import dataclass, field

HIGHEST: Final = 6
"""The highest power of a matrix that is written out."""
WHOLE: Final = ("norm", "det", "logdet", "inv", "softmax", "log_softmax", "logsumexp")
"""Functions of whole arrays that keep their name."""

OF_ONE_NUMBER: Final = (
    "exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "sigmoid", "softplus", "relu", "abs", "sign", "atan",
    "erf", "asinh",
)  # fmt: skip
"""Functions of a number that keep their name."""


@dataclass(frozen=True, slots=True)
class Around:
    """What parameters and bound letters stand for."""

    letters: Renaming = field(default_factory=dict)
    values: "dict[str, tuple[Expression, Around]]" = field(default_factory=dict)


OfDerivative = Callable[[e.Derivative, At, Around], Sum]
"""The entry of a derivative that stands within an expression."""


class Lowering:
    """Writes entries out."""

    def __init__(self, letters: Letters, simplifier: Simplifier, derivative: OfDerivative) -> None:
        self.letters = letters
        self.simplifier = simplifier
        self.derivative = derivative

    def entry(self, of: Expression, at: At, around: Around) -> Sum:
        """The entry of an expression at a position."""
        simple = self.simplifier
        match of:
            case e.Number(value):
                return number(value)
            case e.SizeNumber(size):
                return number(size.at({})) if size.is_number else atom(SizeOf(size))
            case e.Constant(name):
                return atom(Constant(name))
            case e.SymbolRef(name, shape):
                return atom(Entry(e.SymbolRef(name, shape), tuple(map(bare, at))))
            case e.ParameterRef(name):
                argument, outside = around.values[name]
                return self.entry(argument, at, outside)
            case e.DefinitionRef():
                return self._reference(of, at, around)
            case e.Identity():
                return atom(Delta(*at))
            case e.Filled(value):
                return number(value)
            case e.Negate(argument):
                return negated(self.entry(argument, at, around))
            case e.Add(left, right):
                return simple.plain((*self.entry(left, at, around), *self.entry(right, at, around)))
            case e.Subtract(left, right):
                return simple.plain((*self.entry(left, at, around), *negated(self.entry(right, at, around))))
            case e.Product():
                return self._product(of, at, around)
            case e.Divide(left, right):
                below = as_factor(self.entry(right, at if right.shape.rank else (), around), Fraction(-1))
                return simple.times(self.entry(left, at, around), (below,))
            case e.Power(base, exponent):
                return self._power(base, exponent, at, around)
            case e.MatrixPower(base, exponent):
                return self._matrix_power(base, exponent, at, around)
            case e.Transpose(argument):
                return self.entry(argument, tuple(reversed(at)), around)
            case e.Broadcast(argument):
                return self.entry(argument, narrowed(argument, at), around)
            case e.NewAxis(argument, position):
                return self.entry(argument, (at[1 - position],), around)
            case e.Subscript(base, selectors):
                rest = list(at)
                picked = tuple(rest.pop(0) if s is None else self._index(s, around) for s in selectors)
                return self.entry(base, picked, around)
            case e.Stack(binder, body, axis):
                names = {**around.letters, binder.name: at[axis]}
                return self.entry(body, at[:axis] + at[axis + 1 :], Around(names, around.values))
            case e.Apply():
                return self._apply(of, at, around)
            case e.Big():
                return self._big(of, at, around)
            case e.Compare(relation, left, right):
                return atom(Step(relation, self.entry(left, at, around), self.entry(right, at, around)))
            case e.IndexCompare(relation, left, right):
                first, second = self._index(left, around), self._index(right, around)
                if relation == "=":
                    return atom(Delta(first, second))
                return atom(Ask(e.IndexCompare(relation, first, second)))
            case e.Cases(branches, otherwise):
                return self._cases(branches, otherwise, at, around)
            case e.Call(function, (argument,)):
                return self._whole(f"call {function}", argument, at, around)
            case e.Call() | e.Prime():
                raise Underivable("no rule for a placeholder of several arguments, nor for a prime")
            case e.Derivative():
                return self.derivative(of, at, around)
            case e.Block() | e.Logic() | e.Distinct() | e.Excludes():
                raise Underivable(f"no rule for {type(of).__name__.lower()} here")

    def _index(self, index: Index, around: Around) -> Index:
        return bare(rename_index(index, around.letters))

    def fresh(self, sort: Size) -> e.IndexVariable:
        return self.letters.fresh(sort)

    def summed(self, letters: tuple[e.IndexVariable, ...], body: Sum) -> Sum:
        """Σ over the letters."""
        products = tuple(Product(p.coefficient, (*letters, *p.letters), p.factors) for p in body)
        if len(body) > 1 and letters:
            inner = as_factor(body)
            products = (Product(inner.coefficient, letters, inner.factors),)
        return self.simplifier.plain(products)

    # ── Names ───────────────────────────────────────────────────────────────────────────────────

    def _reference(self, of: e.DefinitionRef, at: At, around: Around) -> Sum:
        definition = of.definition
        if is_kept(definition):
            places = tuple(self._index(a, around) for a in of.arguments if isinstance(a, _INDICES))
            return atom(Entry(definition, (*places, *map(bare, at))))
        names: Renaming = {}
        values: dict[str, tuple[Expression, Around]] = {}
        for parameter, argument in zip(definition.parameters, of.arguments, strict=True):
            if isinstance(argument, _INDICES):
                names[parameter.name] = self._index(argument, around)
            else:
                values[parameter.name] = (argument, around)
        return self.entry(definition.body, at, Around(names, values))

    def body(self, definition: Definition, at: At) -> Sum:
        """The entry of a kept definition: its index arguments, then its axes."""
        count = len(definition.parameters)
        names = {p.name: index for p, index in zip(definition.parameters, at[:count], strict=True)}
        return self.entry(definition.body, at[count:], Around(names))

    # ── Products and powers ─────────────────────────────────────────────────────────────────────

    def _product(self, of: e.Product, at: At, around: Around) -> Sum:
        left, right = of.left, of.right
        match of.contraction:
            case Contraction.SCALE:
                places = (at if left.shape.rank else (), at if right.shape.rank else ())
            case Contraction.ELEMENTWISE:
                places = (at, at)
            case Contraction.OUTER:
                places = (at[: left.shape.rank], at[left.shape.rank :])
            case Contraction.CONTRACT:
                letter = self.fresh(left.shape.axes[-1])
                cut = left.shape.rank - 1
                first = self.entry(left, (*at[:cut], letter), around)
                second = self.entry(right, (letter, *at[cut:]), around)
                return self.summed((letter,), self.simplifier.times(first, second))
        first, second = (self.entry(x, p, around) for x, p in zip((left, right), places, strict=True))
        return self.simplifier.times(first, second)

    def _power(self, base: Expression, exponent: Expression, at: At, around: Around) -> Sum:
        value = exponent.argument if isinstance(exponent, e.Broadcast) else exponent
        below = self.entry(base, at, around)
        match value:
            case e.Number(fraction):
                pass
            case e.Negate(e.Number(fraction)):
                fraction = -fraction
            case e.Divide(e.Number(top), e.Number(bottom)) if bottom:
                fraction = top / bottom
            case _:
                raise Underivable("a power whose exponent is no number")
        return self.raised(below, fraction)

    def raised(self, base: Sum, exponent: Fraction) -> Sum:
        if not exponent:
            return number(1)
        if len(base) == 1 and base[0].letters and exponent.denominator == 1 and 0 < exponent <= 3:
            return self.simplifier.times(*[base] * int(exponent))
        return self.simplifier.plain((as_factor(base, exponent),))

    def _matrix_power(self, base: Expression, exponent: int, at: At, around: Around) -> Sum:
        row, column = at
        if exponent > HIGHEST:
            raise Underivable(f"no rule for powers of matrices above {HIGHEST}")
        if exponent == 0:
            return atom(Delta(row, column))
        if exponent < 0:
            raise_once = self._whole("inv", base, (row, column), around)
            if exponent == -1:
                return raise_once
            raise Underivable("a power of an inverse")
        if exponent == 1:
            return self.entry(base, at, around)
        letter = self.fresh(base.shape.axes[0])
        first = self.entry(base, (row, letter), around)
        second = self._matrix_power(base, exponent - 1, (letter, column), around)
        return self.summed((letter,), self.simplifier.times(first, second))

    # ── Functions ───────────────────────────────────────────────────────────────────────────────

    def _apply(self, of: e.Apply, at: At, around: Around) -> Sum:
        name, argument = of.function, of.arguments[0]
        if name in ("maximum", "minimum"):
            return self._extreme(of, at, around)
        if len(of.arguments) > 1:
            raise Underivable(f"no rule for `{name}`")
        if name in ("softmax", "log_softmax", "logsumexp"):
            return self._along(of, at, around)
        if name in WHOLE:
            return self._whole(name, argument, at, around)
        if name in ("sum", "mean", "var", "std", "normsq", "norm1"):
            return self._reduction(of, at, around)
        if name == "trace":
            letter = self.fresh(argument.shape.axes[0])
            return self.summed((letter,), self.entry(argument, (letter, letter), around))
        if name == "diag" and argument.shape.rank == 2:
            return self.entry(argument, (at[0], at[0]), around)
        if name == "diag":
            return self.simplifier.times(self.entry(argument, at[:1], around), atom(Delta(*at)))
        return self.of_number(name, self.entry(argument, at, around))

    def _extreme(self, of: e.Apply, at: At, around: Around) -> Sum:
        """max(a, b) = a + relu(b − a), min(a, b) = a − relu(a − b)."""
        one, other = (self.entry(each, at, around) for each in of.arguments)
        if of.function == "minimum":
            gap = self.simplifier.plain((*one, *negated(other)))
            return self.simplifier.plain((*one, *negated(atom(Function("relu", gap)))))
        gap = self.simplifier.plain((*other, *negated(one)))
        return self.simplifier.plain((*one, *atom(Function("relu", gap))))

    def of_number(self, name: str, argument: Sum) -> Sum:
        """f of one number."""
        match name:
            case "sqrt":
                return self.raised(argument, Fraction(1, 2))
            case "silu":
                return self.simplifier.times(argument, atom(Function("sigmoid", argument)))
            case "gelu":
                root = as_factor(number(2), Fraction(-1, 2))
                bell = atom(Function("erf", self.simplifier.times(argument, (root,))))
                half = self.simplifier.plain((*number(Fraction(1, 2)), *_times(Fraction(1, 2), bell)))
                return self.simplifier.times(argument, half)
            case "log1p":
                return atom(Function("log", self.simplifier.plain((*number(1), *argument))))
            case "expm1":
                return (*atom(Function("exp", argument)), *number(-1))
            case _ if name in OF_ONE_NUMBER:
                return atom(Function(name, argument))
            case _:
                raise Underivable(f"no rule for `{name}`")

    def _whole(self, name: str, argument: Expression, at: At, around: Around) -> Sum:
        letters = tuple(self.fresh(size) for size in argument.shape.axes)
        return atom(Node(name, tuple(map(bare, at)), letters, self.entry(argument, letters, around)))

    def _along(self, of: e.Apply, at: At, around: Around) -> Sum:
        """softmax and its kin along one axis; the other one stays outside."""
        argument, axis = of.arguments[0], of.axis or 0
        letter = self.fresh(argument.shape.axes[axis])
        inside = list(at)
        own: At = ()
        if of.function == "logsumexp":
            inside.insert(axis, letter)
        else:
            own, inside[axis] = (bare(at[axis]),), letter
        return atom(Node(of.function, own, (letter,), self.entry(argument, tuple(inside), around)))

    def _reduction(self, of: e.Apply, at: At, around: Around) -> Sum:
        argument = of.arguments[0]
        axes = argument.shape.axes
        kept = () if of.axis is None else tuple(k for k in range(len(axes)) if k != of.axis)

        def places() -> tuple[At, tuple[e.IndexVariable, ...]]:
            own = iter(at)
            found = tuple(next(own) if k in kept else self.fresh(size) for k, size in enumerate(axes))
            return found, tuple(p for k, p in enumerate(found) if k not in kept and _is_letter(p))  # type: ignore[misc]

        where, letters = places()
        body = self.entry(argument, where, around)
        count = number(1)
        for letter in letters:
            count = self.simplifier.times(count, _one_over(letter))
        match of.function:
            case "sum":
                return self.summed(letters, body)
            case "mean":
                return self.simplifier.times(count, self.summed(letters, body))
            case "normsq":
                return self.summed(letters, self.raised(body, Fraction(2)))
            case "norm1":
                return self.summed(letters, atom(Function("abs", body)))
            case name:
                others, bound = places()
                mean = self.simplifier.times(count, self.summed(bound, self.entry(argument, others, around)))
                centred = self.simplifier.plain((*body, *negated(mean)))
                square = self.raised(centred, Fraction(2))
                variance = self.simplifier.times(count, self.summed(letters, square))
                return variance if name == "var" else self.raised(variance, Fraction(1, 2))

    # ── Sums, cases ─────────────────────────────────────────────────────────────────────────────

    def _big(self, of: e.Big, at: At, around: Around) -> Sum:
        if of.operator not in ("sum", "mean") or (of.operator == "mean" and of.condition is not None):
            raise Underivable(f"no rule for `{of.operator}` over an index")
        names = dict(around.letters)
        letters: list[e.IndexVariable] = []
        for binder in of.binders:
            if not binder.is_whole_axis or binder.sort is None:
                raise Underivable("no rule for a sum over a part of an axis")
            letters.append(self.fresh(binder.sort))
            names[binder.name] = letters[-1]
        inside = Around(names, around.values)
        body = self.entry(of.body, at, inside)
        if of.condition is not None:
            body = self.simplifier.times(self._condition(of.condition, inside), body)
        if of.operator == "mean":
            for letter in letters:
                body = self.simplifier.times(_one_over(letter), body)
        return self.summed(tuple(letters), body)

    def _condition(self, condition: Expression, around: Around) -> Sum:
        if isinstance(condition, e.Logic) and condition.operator == "and":
            parts = [self._condition(each, around) for each in condition.arguments]
            return self.simplifier.times(*parts)
        return self.entry(condition, (), around)

    def _cases(
        self,
        branches: tuple[tuple[Expression, Expression], ...],
        otherwise: Expression | None,
        at: At,
        around: Around,
    ) -> Sum:
        if otherwise is None:
            raise Underivable("cases without `otherwise`")
        value = self.entry(otherwise, at, around)
        for condition, each in reversed(branches):
            here = self.entry(condition, at if condition.shape.rank else (), around)
            there = self.simplifier.plain((*number(1), *negated(here)))
            first = self.simplifier.times(here, self.entry(each, at, around))
            value = self.simplifier.plain((*first, *self.simplifier.times(there, value)))
        return value


_INDICES = (e.IndexVariable, e.IndexSymbol, e.IndexElement, e.IndexSum)


def _times(factor: Fraction, sum: Sum) -> Sum:
    return tuple(Product(factor * p.coefficient, p.letters, p.factors) for p in sum)


def _one_over(letter: e.IndexVariable) -> Sum:
    """1 / the size of a letter's axis."""
    size = letter.sort if letter.sort is not None else Size.number(1)
    return (as_factor(atom(SizeOf(size)), Fraction(-1)),)


def _is_letter(index: Index) -> bool:
    return isinstance(index, e.IndexVariable)
