"""Typed tree to components: one SymPy scalar for every entry, at concrete sizes and positions."""

import itertools
import math
from collections.abc import Mapping

import numpy
import sympy

from symderiv.components.combine import (
    TRUE,
    all_different,
    along,
    at_places,
    branch,
    built,
    compare,
    contract,
    each,
    matrix_power,
    reduced,
    times,
    truth,
)
from symderiv.components.differentiate import Gradient
from symderiv.components.entries import (
    UNDEFINED,
    Entry,
    Scalar,
    Substitution,
    Unknown,
    union,
)
from symderiv.components.functions import (
    ELEMENTWISE,
    MATRIX,
    REDUCTIONS,
    Unsupported,
    elementwise,
    power,
    quotient,
    reduce_entries,
)
from symderiv.components.grids import Grid, blocks, filled, stacked, stretched, to_grid
from symderiv.components.places import LONGEST_IN_ALL, LONGEST_IN_MATRIX, Places, Positions, Scope
from symderiv.components.symbols import SymbolTable
from symderiv.language import expression as e
from symderiv.language.document import Kind, Symbol
from symderiv.language.operators import OPERATORS, Domain, Kinks
from symderiv.records import replace


class Expander(Places):
    """Expands expressions at given sizes and positions; definitions are expanded once per meaning."""

    def __init__(
        self,
        table: SymbolTable,
        symbols: Mapping[str, Symbol],
        positions: Positions,
        budget: int = 200_000,
        known: dict[object, Grid] | None = None,
    ) -> None:
        super().__init__(table, symbols, positions, budget)
        self._known = {} if known is None else known
        """What definitions and derivatives are, by name and by all that they depend on."""

    # ── The nodes ───────────────────────────────────────────────────────────────────────────────

    def expand(self, expr: e.Expression, scope: Scope) -> Grid:
        """The array of the expression's entries."""
        grid = self._expand(expr, scope)
        self.spend(grid.size)
        return grid

    def _expand(self, expr: e.Expression, scope: Scope) -> Grid:
        match expr:
            case e.Number():
                return to_grid(Entry(sympy.Rational(expr.value.numerator, expr.value.denominator)))
            case e.Constant():
                return to_grid(Entry(sympy.pi if expr.name == "pi" else sympy.E))
            case e.SizeNumber():
                return to_grid(Entry(sympy.Integer(expr.size.at(self.table.sizes))))
            case e.SymbolRef():
                return self._symbol(expr)
            case e.ParameterRef():
                return scope.parameters[expr.name]
            case e.DefinitionRef():
                return self._definition(expr, scope)
            case e.Identity():
                return filled(self.shape(expr.shape), lambda at: Entry(sympy.Integer(int(at[0] == at[1]))))
            case e.Filled():
                return filled(self.shape(expr.shape), lambda at: Entry(sympy.Integer(expr.value)))
            case e.Negate():
                return each(lambda x: Entry(-x.value, x.guards), self.expand(expr.argument, scope))
            case e.Add() | e.Subtract() | e.Divide():
                return self._arithmetic(expr, scope)
            case e.Product():
                return self._product(expr, scope)
            case e.Power():
                return self._power(expr, scope)
            case e.MatrixPower():
                return self._matrix_power(expr, scope)
            case e.Transpose():
                return self.expand(expr.argument, scope).T
            case e.Broadcast():
                return stretched(self.expand(expr.argument, scope), self.shape(expr.shape))
            case e.Subscript():
                return self._pick(self.expand(expr.base, scope), expr.selectors, scope)
            case e.NewAxis():
                return numpy.expand_dims(self.expand(expr.argument, scope), expr.position)
            case e.Stack():
                return self._stack(expr, scope)
            case e.Block():
                return self._block(expr, scope)
            case e.Apply():
                return self._apply(expr, scope)
            case e.Call():
                return self._call(expr, scope)
            case e.Prime():
                return self._prime(expr, scope)
            case e.Big():
                return (
                    to_grid(self._big(expr, scope))
                    if not expr.body.shape.axes
                    else self._big_array(expr, scope)
                )
            case e.Compare():
                left, right = self.expand(expr.left, scope), self.expand(expr.right, scope)
                return each(lambda a, b: compare(expr.relation, a, b), left, right)
            case e.IndexCompare():
                return to_grid(self.index_compare(expr, scope))
            case e.Logic():
                return self._logic(expr, scope)
            case e.Distinct():
                return to_grid(truth(all_different(self.positions[expr.name])))
            case e.Excludes():
                return to_grid(self.excludes(expr, scope))
            case e.Cases():
                return self._cases(expr, scope)
            case e.Derivative():
                return self._derivative(expr, scope)

    def _symbol(self, expr: e.SymbolRef) -> Grid:
        symbol = self.symbols[expr.name]
        if symbol.kind is not Kind.ARRAY:
            raise Unsupported(f"{expr.name} is used as a number")
        if expr.name not in self.table.grids:
            self.spend(math.prod(self.table.shape(symbol)))
        return self.table.grid(symbol)

    def _definition(self, expr: e.DefinitionRef, scope: Scope) -> Grid:
        definition = expr.definition
        arguments: list[object] = []
        for argument in expr.arguments:
            match argument:
                case e.IndexVariable() | e.IndexSymbol() | e.IndexElement() | e.IndexSum():
                    at = self.position(argument, scope)
                    if at is None:
                        return filled(self.shape(expr.shape), lambda _: UNDEFINED)
                    arguments.append(at)
                case _:
                    arguments.append(self.expand(argument, scope))
        if definition.key in scope.held:
            held, places = scope.held[definition.key], tuple(a for a in arguments if isinstance(a, int))
            if not all(0 <= at < length for at, length in zip(places, held.shape, strict=False)):
                return filled(self.shape(expr.shape), lambda _: UNDEFINED)
            return at_places(held, (*places, *(None for _ in definition.body.shape.axes)))
        return self._member(definition, arguments, scope)

    def _member(self, definition: e.Definition, arguments: list[object], scope: Scope) -> Grid:
        """The body at the arguments; what stands around the name does not count, except what is held."""
        if len(arguments) != len(definition.parameters):
            raise Unsupported(f"the family {definition.name} without its arguments")
        key = (
            definition.key,
            tuple(a if isinstance(a, int) else tuple(a.flat) for a in arguments),  # type: ignore[attr-defined]
            tuple((name, grid.flat[0] if grid.size else None) for name, grid in sorted(scope.held.items())),
            self.positions_in(definition),
        )
        if key not in self._known:
            indices: dict[str, int] = {}
            values: dict[str, Grid] = {}
            for parameter, argument in zip(definition.parameters, arguments, strict=True):
                if isinstance(argument, int):
                    indices[parameter.name] = argument
                else:
                    values[parameter.name] = argument
            self._known[key] = self.expand(definition.body, Scope(indices, values, scope.held))
        return self._known[key]

    def _arithmetic(self, expr: e.Add | e.Subtract | e.Divide, scope: Scope) -> Grid:
        left, right = self.expand(expr.left, scope), self.expand(expr.right, scope)
        match expr:
            case e.Add():
                return each(lambda a, b: Entry(a.value + b.value, a.guards | b.guards), left, right)
            case e.Subtract():
                return each(lambda a, b: Entry(a.value - b.value, a.guards | b.guards), left, right)
            case e.Divide():
                return each(lambda a, b: built(quotient(a.value, b.value), a, b), left, right)

    def _product(self, expr: e.Product, scope: Scope) -> Grid:
        left, right = self.expand(expr.left, scope), self.expand(expr.right, scope)
        match expr.contraction:
            case e.Contraction.SCALE | e.Contraction.ELEMENTWISE:
                return each(times, left, right)
            case e.Contraction.CONTRACT:
                self.spend(left.size * right.size // max(1, left.shape[-1]))
                return self.weigh(contract(left, right))
            case e.Contraction.OUTER:
                self.demand(left.size * right.size)
                cut = left.ndim
                return filled(left.shape + right.shape, lambda at: times(left[at[:cut]], right[at[cut:]]))

    def _power(self, expr: e.Power, scope: Scope) -> Grid:
        match expr.base, expr.exponent:
            case e.Apply(function="norm" | "abs"), e.Number(value=even) if even > 0 and even % 2 == 0:
                return self._even_power(expr.base, int(even), scope)
            case _:
                base, exponent = self.expand(expr.base, scope), self.expand(expr.exponent, scope)
                return each(lambda a, b: built(power(a.value, b.value), a, b), base, exponent)

    def _even_power(self, root: e.Apply, even: int, scope: Scope) -> Grid:
        """‖x‖² and |x|² are sums of squares: they have no kink."""
        grid = self.expand(root.arguments[0], scope)
        if root.function == "abs":
            return each(lambda x: Entry(x.value**even, x.guards), grid)
        total = reduce_entries("normsq", list(grid.flat))
        return to_grid(Entry(total.value ** (even // 2), total.guards))

    def _matrix_power(self, expr: e.MatrixPower, scope: Scope) -> Grid:
        base = self.expand(expr.base, scope)
        self.spend(base.size * len(base) * abs(expr.exponent))
        if expr.exponent < 0:
            self._demand_small(base)
        result = self.weigh(matrix_power(base, expr.exponent))
        if expr.exponent < 0:
            self.table.remember("inv", result.flat, base.flat)
        return result

    def _pick(self, base: Grid, selectors: tuple[e.Index | None, ...], scope: Scope) -> Grid:
        places: list[int | None] = []
        for axis, selector in enumerate(selectors):
            at = None if selector is None else self.position(selector, scope)
            if selector is not None and (at is None or not 0 <= at < base.shape[axis]):
                kept = tuple(n for n, s in zip(base.shape, selectors, strict=True) if s is None)
                return filled(kept, lambda _: UNDEFINED)
            places.append(at)
        return at_places(base, tuple(places))

    def _stack(self, expr: e.Stack, scope: Scope) -> Grid:
        grids = [self.expand(expr.body, inner) for inner in self.ranges((expr.binder,), scope)]
        return stacked(grids, expr.axis, self.shape(expr.body.shape))

    def _block(self, expr: e.Block, scope: Scope) -> Grid:
        rows = []
        for row in expr.rows:
            pieces = []
            for piece in row:
                m, n = piece.shape.grid
                grid = self.expand(piece, scope)
                pieces.append(grid.reshape(m.at(self.table.sizes), n.at(self.table.sizes)))
            rows.append(pieces)
        return blocks(rows, self.shape(expr.shape))

    def _apply(self, expr: e.Apply, scope: Scope) -> Grid:
        grids = [self.expand(argument, scope) for argument in expr.arguments]
        result = self._applied(expr, grids)
        row = OPERATORS[expr.function]
        if row.kinks is not Kinks.NONE or row.domain is Domain.INVERTIBLE:
            self.table.remember(expr.function, result.flat, [x for grid in grids for x in grid.flat])
        return result

    def _demand_small(self, matrix: Grid) -> None:
        """A determinant has as many terms as its rows can be ordered."""
        self.spend(math.factorial(min(len(matrix), 20)) * len(matrix))
        self.weigh(matrix, LONGEST_IN_MATRIX)

    def _applied(self, expr: e.Apply, grids: list[Grid]) -> Grid:
        name = expr.function
        if name in ELEMENTWISE:
            return each(lambda *entries: elementwise(name, *entries), *grids)
        (grid,) = grids
        if name in MATRIX:
            if name in ("det", "logdet", "inv"):
                self._demand_small(grid)
            return self.weigh(MATRIX[name](grid))
        if name in REDUCTIONS:
            if expr.axis is None:
                return to_grid(reduce_entries(name, list(grid.flat)))
            last = numpy.moveaxis(grid, expr.axis, -1)
            return filled(last.shape[:-1], lambda at: reduce_entries(name, list(last[at])))
        return along(name, grid, expr.axis if expr.axis is not None else grid.ndim - 1)

    def _call(self, expr: e.Call, scope: Scope) -> Grid:
        entries = [x for argument in expr.arguments for x in self.expand(argument, scope).flat]
        which = sympy.Integer(self.table.unknown(expr.function))
        orders = sympy.Tuple(*(0 for _ in entries))
        shape, guards = self.shape(expr.shape), union(entries)
        self.demand(math.prod(shape) * (1 + len(entries)))

        def entry(at: tuple[int, ...]) -> Entry:
            component = sympy.Integer(numpy.ravel_multi_index(at, shape) if at else 0)
            return Entry(Unknown(which, component, orders, *(x.value for x in entries)), guards)

        return filled(shape, entry)

    def _prime(self, expr: e.Prime, scope: Scope) -> Grid:
        """f⁽ⁿ⁾ at the argument: f of a fresh variable, differentiated, at the argument's value."""
        variable = self.table.fresh("t", ())
        match expr.function:
            case str() as name:
                body = elementwise(name, variable[()])
            case e.Definition() as definition:
                body = self._member(definition, [variable], scope)[()]
            case e.Call() as call:
                which = sympy.Integer(self.table.unknown(call.function))
                value = Unknown(which, sympy.S.Zero, sympy.Tuple(0), variable[()].value)
                body = Entry(value)
        for _ in range(expr.order):
            body = Gradient([variable[()].value]).entry(body, variable[()].value)

        def at_argument(entry: Entry) -> Entry:
            new = Substitution({variable[()].value: entry}).entry(body)
            return Entry(new.value, new.guards | entry.guards)

        return each(at_argument, self.expand(expr.argument, scope))

    # ── Large operators, conditions, cases ──────────────────────────────────────────────────────

    def _big(self, expr: e.Big, scope: Scope) -> Entry:
        terms = []
        for inner in self.ranges(expr.binders, scope):
            condition = TRUE if expr.condition is None else self.expand(expr.condition, inner)[()]
            if condition.value == 0 and not condition.guards:
                continue
            terms.append((condition, self.expand(expr.body, inner)[()]))
        return reduced(expr.operator, terms)

    def _big_array(self, expr: e.Big, scope: Scope) -> Grid:
        """Of arrays entry by entry."""
        terms = []
        for inner in self.ranges(expr.binders, scope):
            condition = TRUE if expr.condition is None else self.expand(expr.condition, inner)[()]
            if condition.value == 0 and not condition.guards:
                continue
            terms.append((condition, self.expand(expr.body, inner)))
        shape = self.shape(expr.shape)
        return filled(shape, lambda at: reduced(expr.operator, [(c, body[at]) for c, body in terms]))

    def _logic(self, expr: e.Logic, scope: Scope) -> Grid:
        grids = [self.expand(argument, scope) for argument in expr.arguments]
        match expr.operator:
            case "not":
                return each(lambda x: Entry(1 - x.value, x.guards), *grids)
            case "and":
                return each(lambda *xs: Entry(sympy.Mul(*(x.value for x in xs)), union(xs)), *grids)
            case "or":
                return each(lambda *xs: Entry(1 - sympy.Mul(*(1 - x.value for x in xs)), union(xs)), *grids)

    def _cases(self, expr: e.Cases, scope: Scope) -> Grid:
        shape = self.shape(expr.shape)
        if expr.otherwise is None:
            result = filled(shape, lambda _: UNDEFINED)
        else:
            result = self.expand(expr.otherwise, scope)
        for condition, value in reversed(expr.branches):
            result = each(branch, self.expand(condition, scope), self.expand(value, scope), result)
        return result

    # ── Derivatives ─────────────────────────────────────────────────────────────────────────────

    def _derivative(self, expr: e.Derivative, scope: Scope) -> Grid:
        """Each derivative once, wherever it stands in the file."""
        if scope.parameters or scope.held:
            return self._differentiated(expr, scope)
        key = (expr, tuple(sorted(scope.indices.items())), self.positions_in(expr))
        if key not in self._known:
            self._known[key] = self._differentiated(expr, scope)
        return self._known[key]

    def _differentiated(self, expr: e.Derivative, scope: Scope) -> Grid:
        inner, variables, actual = self._hold(expr.wrt.base, scope)
        of = self.expand(expr.of, inner)
        wrt = self._pick(variables, expr.wrt.selectors, scope)
        self.spend(of.size * wrt.size)
        places = [x for x in wrt.flat if x is not UNDEFINED]
        self.weigh(of, LONGEST_IN_ALL // max(1, of.size * wrt.size))
        gradient = Gradient(x.value for x in places)
        put_back = Substitution(actual)
        rows: dict[tuple[int, ...], dict[Scalar, Entry]] = {}
        for at in numpy.ndindex(*of.shape):
            found = gradient.entries(of[at], [x.value for x in places])
            found = [put_back.entry(entry) for entry in found] if actual else found
            rows[at] = {x.value: entry for x, entry in zip(places, found, strict=True)}

        def entry(f: tuple[int, ...], x: Entry) -> Entry:
            return UNDEFINED if x is UNDEFINED else rows[f][x.value]

        if expr.wrt_first:
            cut = wrt.ndim
            return filled(wrt.shape + of.shape, lambda at: entry(at[cut:], wrt[at[:cut]]))
        cut = of.ndim
        return filled(of.shape + wrt.shape, lambda at: entry(at[:cut], wrt[at[cut:]]))

    def _hold(
        self, base: e.SymbolRef | e.ParameterRef | e.DefinitionRef, scope: Scope
    ) -> tuple[Scope, Grid, dict[Scalar, Entry]]:
        """The scope in which the base is a variable, the variable, and the values to put back in the end."""
        match base:
            case e.SymbolRef():
                return scope, self._symbol(base), {}
            case e.ParameterRef():
                values = scope.parameters[base.name]
                fresh = self.table.fresh(base.name, values.shape)
                inner = replace(scope, parameters={**scope.parameters, base.name: fresh})
            case e.DefinitionRef():
                values = self._all_members(base.definition, scope)
                fresh = self._variable(base.definition, values, scope)
                inner = replace(scope, held={**scope.held, base.definition.key: fresh})
        pairs = zip(fresh.flat, values.flat, strict=True)
        return inner, fresh, {variable.value: value for variable, value in pairs}

    def _variable(self, definition: e.Definition, values: Grid, scope: Scope) -> Grid:
        """Symbols in place of a definition, the same ones every time unless they are in use around here."""
        around = scope.held.get(definition.key)
        key = ("variable", definition.key, None if around is None else around.flat[0])
        if key not in self._known:
            self._known[key] = self.table.fresh(definition.name, values.shape)
        return self._known[key]

    def _all_members(self, definition: e.Definition, scope: Scope) -> Grid:
        """A definition's value; of a family, all members along axes of their own."""
        if definition.key in scope.held:
            return scope.held[definition.key]
        sizes = []
        for parameter in definition.parameters:
            if isinstance(parameter, e.ValueParameter):
                raise Unsupported(f"the derivative by the function {definition.name}")
            sizes.append(parameter.sort.at(self.table.sizes))
        members = {
            at: self._member(definition, list(at), scope) for at in itertools.product(*map(range, sizes))
        }
        cut = len(sizes)
        body = self.shape(definition.body.shape)
        return filled((*sizes, *body), lambda at: members[at[:cut]][at[cut:]])
