"""Names, what they stand for, and derivatives by them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from symderiv.kernel.derive import Differentiator
from symderiv.kernel.functions import elementwise
from symderiv.kernel.lowering.reductions import Reductions
from symderiv.kernel.lowering.scope import (
    At,
    Closure,
    Held,
    Scope,
    as_expression,
    as_index,
    target_axes,
)
from symderiv.kernel.positions import Index
from symderiv.kernel.signs import is_evident
from symderiv.kernel.term import (
    Applied,
    Declined,
    Entry,
    Family,
    Term,
    replace_entries,
    written_out,
)
from symderiv.language import expression as x
from symderiv.language.sizes import Size
from symderiv.records import replace


class Derivatives(Reductions):
    """Entries of names and of derivatives."""

    def _parameter(self, name: str, at: At, scope: Scope) -> Term:
        match scope.parameters[name]:
            case Held(held):
                return Entry(held, at)
            case Closure(expression, outer):
                # What is held at this place is held in the argument too.
                return self.entry(expression, at, replace(outer, held={**outer.held, **scope.held}))

    def _definition(self, e: x.DefinitionRef, at: At, scope: Scope) -> Term:
        definition, arguments = e.definition, e.arguments
        if definition.parameters and not arguments:
            if self._stays_a_name(definition, scope):
                return Entry(f"@{definition.key}", at)
            return self._member(definition, at, scope)
        letters: dict[str, Index] = {}
        values: dict[str, Closure | Held] = {}
        for parameter, argument in zip(definition.parameters, arguments, strict=True):
            if isinstance(parameter, x.IndexParameter):
                letters[parameter.name] = self.on_axis(as_index(argument), parameter.sort, scope)
            else:
                values[parameter.name] = Closure(as_expression(argument), scope)
        if definition.key in scope.held:
            if values:
                raise Declined("a derivative by a function's value is not known to the kernel")
            return Entry(scope.held[definition.key], (*letters.values(), *at))
        if self._stays_a_name(definition, scope):
            return Entry(f"@{definition.key}", (*letters.values(), *at))
        return self.entry(definition.body, at, Scope(letters, values, scope.held))

    def _stays_a_name(self, definition: x.Definition, scope: Scope) -> bool:
        """Is a definition kept folded here? It must have a value everywhere, whatever is asked of it."""
        if not self.folded or scope.held:
            return False
        if definition.key not in self._total:
            self._total[definition.key] = self._is_total(definition)
        return self._total[definition.key]

    def _is_total(self, definition: x.Definition) -> bool:
        if not all(isinstance(each, x.IndexParameter) for each in definition.parameters):
            return False
        asked = len(self.conditions), len(self.subscripts)
        letters = {
            each.name: self.binders.fresh(each.sort)
            for each in definition.parameters
            if isinstance(each, x.IndexParameter)
        }
        try:
            self.entry(definition.body, self.fresh(definition.body.shape.axes), Scope(letters))
        except Declined:
            return False
        met = all(is_evident(each) for each in self.conditions[asked[0] :])
        on_axes = len(self.subscripts) == asked[1]
        del self.conditions[asked[0] :], self.subscripts[asked[1] :]
        return met and on_axes

    def _member(self, definition: x.Definition, at: At, scope: Scope) -> Term:
        """A family as the array of all its members: the first axes are its parameters."""
        names = [parameter.name for parameter in definition.parameters]
        if not all(isinstance(each, x.IndexParameter) for each in definition.parameters):
            raise Declined("a function named without its arguments is not known to the kernel")
        if definition.key in scope.held:
            return Entry(scope.held[definition.key], at)
        letters = dict(zip(names, at, strict=False))
        return self.entry(definition.body, at[len(names) :], Scope(letters, {}, scope.held))

    def _select(
        self, selectors: tuple[x.Index | None, ...], axes: tuple[Size, ...], at: At, scope: Scope
    ) -> At:
        kept = iter(at)
        chosen = tuple(
            next(kept) if each is None else self.on_axis(each, axis, scope)
            for each, axis in zip(selectors, axes, strict=False)
        )
        return chosen + tuple(kept)

    def _prime(self, e: x.Prime, at: At, scope: Scope) -> Term:
        with self._unfolded():
            return self._slope_of(e, at, scope)

    def _slope_of(self, e: x.Prime, at: At, scope: Scope) -> Term:
        """The derivative of a function of one scalar: by a variable held in place of its argument."""
        held = self._name("argument")
        function = e.function
        start = len(self.conditions)
        match function:
            case str():
                value = elementwise(function, [Entry(held, ())], self.require)
            case x.Definition():
                (parameter,) = function.parameters
                inner = Scope({}, {parameter.name: Held(held)}, scope.held)
                value = self.entry(function.body, (), inner)
            case x.Call():
                family = Family((), (), Entry(held, ()))
                value = Applied(f"call:{function.function}", (), (), (family,))
        for _ in range(e.order):
            value = self._slope(value, held, ())
        return self._release(
            value, held, start, lambda _: self.entry(e.argument, at if e.argument.shape.rank else (), scope)
        )

    @contextmanager
    def _unfolded(self) -> Iterator[None]:
        """Under a derivative everything is written out."""
        before, self.folded = self.folded, False
        yield
        self.folded = before

    def _derivative(self, e: x.Derivative, at: At, scope: Scope) -> Term:
        with self._unfolded():
            return self._partial(e, at, scope)

    def _partial(self, e: x.Derivative, at: At, scope: Scope) -> Term:
        axes = e.wrt.shape.rank if e.wrt_first else e.of.shape.rank
        by, of = (at[:axes], at[axes:]) if e.wrt_first else (at[axes:], at[:axes])
        where = self._select(e.wrt.selectors, target_axes(e.wrt.base), by, scope)
        base = e.wrt.base
        start = len(self.conditions)
        match base:
            case x.SymbolRef(name):
                value = self.entry(e.of, of, scope)
                return self._slope(value, name, where)
            case x.ParameterRef(name):
                return self._by_parameter(e, name, of, where, scope)
            case x.DefinitionRef(definition, arguments):
                if any(isinstance(p, x.ValueParameter) for p in definition.parameters):
                    raise Declined("a derivative by a function's value is not known to the kernel")
                held = self._name(definition.name)
                chosen = tuple(
                    self.on_axis(as_index(each), parameter.sort, scope)
                    for each, parameter in zip(arguments, definition.parameters, strict=False)
                    if isinstance(parameter, x.IndexParameter)
                )
                inner = replace(scope, held={**scope.held, definition.key: held})
                value = self.entry(e.of, of, inner)
                slope = self._slope(value, held, chosen + where)
                free = replace(base, arguments=())

                def body(i: At) -> Term:
                    if definition.parameters:
                        return self._member(definition, i, scope)
                    return self._definition(free, i, scope)

                return self._release(slope, held, start, body)

    def _by_parameter(self, e: x.Derivative, name: str, of: At, where: At, scope: Scope) -> Term:
        bound = scope.parameters[name]
        if isinstance(bound, Held):
            value = self.entry(e.of, of, scope)
            return self._slope(value, bound.name, where)
        held = self._name(name)
        start = len(self.conditions)
        inner = replace(scope, parameters={**scope.parameters, name: Held(held)})
        value = self.entry(e.of, of, inner)
        slope = self._slope(value, held, where)
        return self._release(slope, held, start, lambda i: self._parameter(name, i, scope))

    def _release(self, term: Term, held: str, start: int, body: Callable[[At], Term]) -> Term:
        """The term, and the conditions noted for it, with the held name's value in its place."""
        for k in range(start, len(self.conditions)):
            condition = self.conditions[k]
            self.budget.spend(written_out(condition.term))
            self.conditions[k] = replace(condition, term=replace_entries(condition.term, held, body))
        self.budget.spend(written_out(term))
        return replace_entries(term, held, body)

    def _slope(self, value: Term, name: str, at: At) -> Term:
        """∂value/∂name[at]."""
        return Differentiator(name, at, self.binders, self.conditions, self.budget).partial(value)

    def _name(self, name: str) -> str:
        self._names += 1
        return f"@{self._names}:{name}"
