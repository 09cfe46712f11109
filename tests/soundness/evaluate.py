"""An evaluator of the typed tree at one point: whole arrays of numbers of many digits, derivatives by differences.

It shares nothing with the deciders but the tree itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symderiv.language import expression as x
from tests.soundness import numbers as n
from tests.soundness.numbers import Array, Cells, Numbers, Real, made, spots
from tests.soundness.uses import FRAME, Uses

At = tuple[int, ...]


class Unsupported(Exception):
    """A construct that this evaluator does not know."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What the value parameters of a family stand for: expressions where the family is used, or numbers."""

    values: Mapping[str, "tuple[x.Expression, Scope] | Array"] = field(default_factory=dict)


NO_FRAME = Frame()


@dataclass(frozen=True, eq=False)
class Scope:
    """The positions of the letters, and what parameters stand for."""

    letters: Mapping[str, int] = field(default_factory=dict)
    frame: Frame = NO_FRAME

    def with_letter(self, name: str, position: int) -> "Scope":
        return Scope({**self.letters, name: position}, self.frame)


class World:
    """A point, with what a derivative has moved by how much, and what was computed there."""

    def __init__(
        self,
        numbers: Numbers,
        sizes: Mapping[str, int],
        values: Mapping[str, Any],
        integers: frozenset[str] = frozenset(),
        moved: Mapping[str, tuple[tuple[At, Real], ...]] | None = None,
        root: "World | None" = None,
    ) -> None:
        self.numbers = numbers
        self.sizes = sizes
        self.values = values
        self.integers = integers
        self.moved = moved or {}
        self.known: dict[tuple[object, ...], tuple[object, ...]] = {}
        self.near: dict[tuple[object, ...], World] = {}
        self.root = self if root is None else root
        self.uses: Uses = Uses() if root is None else root.uses

    def move(self, key: str, at: At, by: Real) -> "World":
        """The world in which an entry has moved."""
        return self._near((key, at, by), {**self.moved, key: (*self.moved.get(key, ()), (at, by))})

    def holding(self, key: str) -> "World":
        """The world in which the named definition is not moved, as its body sees it."""
        if key not in self.moved:
            return self
        return self._near((key,), {each: shifts for each, shifts in self.moved.items() if each != key})

    def _near(self, name: tuple[object, ...], moved: Mapping[str, tuple[tuple[At, Real], ...]]) -> "World":
        if name not in self.near:
            world = World(self.numbers, self.sizes, self.values, self.integers, moved, self.root)
            self.near[name] = world
        return self.near[name]

    def shifted(self, key: str, head: At, array: Array) -> Array:
        """The array whose moved entries, those under `head`, are moved."""
        shifts = [(at[len(head) :], by) for at, by in self.moved.get(key, ()) if at[: len(head)] == head]
        if not shifts:
            return array
        by_place: dict[At, Real] = {}
        for at, by in shifts:
            by_place[at] = by_place.get(at, 0) + by
        cells = [
            n.plus(cell, by_place.get(at, 0))
            for at, cell in zip(spots(array.shape), array.cells, strict=True)
        ]
        return Array(array.shape, cells)

    def axes(self, shape: x.Shape) -> At:
        return tuple(size.at(self.sizes) for size in shape.axes)

    # ── Positions ──

    def position(self, index: x.Index, scope: Scope) -> int:
        match index:
            case x.IndexVariable(name):
                return scope.letters[name]
            case x.IndexSymbol(name):
                return self.values[name]
            case x.IndexElement(name, at):
                value = self.values[name]
                for each in at:
                    place = self.position(each, scope)
                    value = value[place] if 0 <= place < len(value) else -(10**6)
                return value
            case x.IndexSum(terms, offset):
                total = sum(factor * self.position(each, scope) for factor, each in terms)
                return total + offset.at(self.sizes)

    def letters_of(self, binders: Sequence[x.Binder], scope: Scope) -> Iterator[Scope]:
        """Every choice of positions for the binders."""
        if not binders:
            yield scope
            return
        first, *rest = binders
        for k in range(first.lower.at(self.sizes), first.upper.at(self.sizes) + 1):
            yield from self.letters_of(rest, scope.with_letter(first.name, k))

    # ── Values ──

    def value(self, e: x.Expression, scope: Scope) -> Array:
        """All entries of an expression; what was computed for the same letters is not computed again.

        What does not hang on what has moved is computed in the world in which nothing has.
        """
        use = self.uses.of(e)
        frame = scope.frame if FRAME in use.names else NO_FRAME
        if self.moved and frame is NO_FRAME and use.names.isdisjoint(self.moved):
            return self.root.value(e, scope)
        key = (id(e), id(frame), *(scope.letters.get(name) for name in use.letters))
        found = self.known.get(key)
        if found is None:
            found = (self._value(e, scope), e, frame)
            self.known[key] = found
        return found[0]  # type: ignore[return-value]

    def scalar(self, e: x.Expression, scope: Scope) -> Real:
        return self.value(e, scope).item

    def _value(self, e: x.Expression, scope: Scope) -> Array:
        shape = self.axes(e.shape)
        of = self.numbers.of
        match e:
            case x.Number(number):
                return made(shape, lambda *_: of(number))
            case x.Constant(name):
                return Array((), [+getattr(self.numbers.context, name)])
            case x.SizeNumber(size):
                return Array((), [of(size.at(self.sizes))])
            case x.SymbolRef(name):
                return self.shifted(name, (), Array(shape, [of(each) for each in _flat(self.values[name])]))
            case x.ParameterRef(name):
                return self.shifted("parameter " + name, (), self._argument(scope.frame.values[name]))
            case x.DefinitionRef(definition, arguments):
                return self._definition(definition, arguments, shape, scope)
            case x.Identity():
                return made(shape, lambda i, j: of(int(i == j)))
            case x.Filled(number):
                return made(shape, lambda *_: of(number))
            case x.Negate(argument):
                return self._each(lambda a: n.minus(of(0), a), shape, scope, argument)
            case x.Add(left, right):
                return self._each(n.plus, shape, scope, left, right)
            case x.Subtract(left, right):
                return self._each(n.minus, shape, scope, left, right)
            case x.Product():
                return self._product(e, scope)
            case x.Divide(left, right):
                return self._each(n.quotient, shape, scope, left, right)
            case x.Power(base, exponent):
                rational, zero = (
                    self._is_rational(exponent),
                    exponent == x.Number(Fraction(0), exponent.shape),
                )
                return self._each(
                    lambda b, p: self.numbers.power(b, p, rational, zero), shape, scope, base, exponent
                )
            case x.MatrixPower(base, exponent):
                return self._matrix_power(self._rows(base, scope), exponent)
            case x.Transpose(argument):
                inner = self.value(argument, scope)
                return made(shape, lambda *at: inner.at(at[::-1]))
            case x.Broadcast(argument):
                return self._broadcast(argument, shape, scope)
            case x.Subscript(base, selectors):
                return self._subscript(base, selectors, shape, scope)
            case x.NewAxis(argument, position):
                inner = self.value(argument, scope)
                return made(shape, lambda *at: inner.at((at[1 - position],)))
            case x.Stack(binder, body, axis):
                layers = [self.value(body, there) for there in self.letters_of((binder,), scope)]
                return made(shape, lambda *at: layers[at[axis]].at(at[:axis] + at[axis + 1 :]))
            case x.Block(rows):
                return self._block(rows, e.shape, scope)
            case x.Apply():
                return self._apply(e, shape, scope)
            case x.Call(function, arguments):
                flat = [cell for each in arguments for cell in self.value(each, scope).cells]
                return made(shape, lambda *at: self.numbers.placeholder(function, flat, at))
            case x.Prime():
                return self._prime(e, shape, scope)
            case x.Big(operator, binders, condition, body):
                layers = [self.value(body, there) for there in self._where(binders, condition, scope)]
                return made(
                    shape, lambda *at: self.numbers.reduce(operator, [each.at(at) for each in layers])
                )
            case x.Derivative():
                return self._derivative(e, shape, scope)
            case x.Cases(branches, otherwise):
                return self._cases(branches, otherwise, shape, scope)
            case _:
                return self._condition(e, shape, scope)

    def _each(self, f: Callable[..., Real], shape: At, scope: Scope, *arguments: x.Expression) -> Array:
        """Entry by entry; a scalar argument serves every entry."""
        columns = [self.value(each, scope) for each in arguments]
        spread = [
            each.cells * len(list(spots(shape))) if not each.shape and shape else each.cells
            for each in columns
        ]
        return Array(shape, [f(*cells) for cells in zip(*spread, strict=True)])

    def _argument(self, held: "tuple[x.Expression, Scope] | Array") -> Array:
        return held if isinstance(held, Array) else self.value(*held)

    def _is_rational(self, e: x.Expression) -> bool:
        """Whether the value is a rational number whatever the symbols are."""
        match e:
            case x.Number() | x.SizeNumber():
                return True
            case x.SymbolRef(name):
                return name in self.integers
            case x.Negate(a) | x.Broadcast(a) | x.Subscript(a):
                return self._is_rational(a)
            case x.Add(a, b) | x.Subtract(a, b) | x.Divide(a, b) | x.Product(_, a, b):
                return self._is_rational(a) and self._is_rational(b)
            case _:
                return False

    def _definition(
        self, definition: x.Definition, arguments: Sequence[object], shape: At, scope: Scope
    ) -> Array:
        if definition.parameters and not arguments:
            return self._whole_family(definition, shape)
        letters: dict[str, int] = {}
        values: dict[str, Any] = {}
        for parameter, argument in zip(definition.parameters, arguments, strict=True):
            if isinstance(parameter, x.IndexParameter):
                letters[parameter.name] = self.position(argument, scope)  # type: ignore[arg-type]
            else:
                values[parameter.name] = (argument, scope)
        return self._body(definition, Scope(letters, Frame(values) if values else NO_FRAME), shape)

    def _body(self, definition: x.Definition, inside: Scope, shape: At) -> Array:
        places = [
            (inside.letters[p.name], p.sort) for p in definition.parameters if isinstance(p, x.IndexParameter)
        ]
        if any(not 0 <= place < sort.at(self.sizes) for place, sort in places):
            return made(shape, lambda *_: None)
        value = self.holding(definition.key).value(definition.body, inside)
        return self.shifted(definition.key, tuple(place for place, _ in places), value)

    def _whole_family(self, definition: x.Definition, shape: At) -> Array:
        """A family without its arguments: all its members, the positions as the first axes."""
        count = len(definition.parameters)

        def entry(*at: int) -> Real:
            letters = {p.name: k for p, k in zip(definition.parameters, at[:count], strict=True)}
            body = self.axes(definition.body.shape)
            return self._body(definition, Scope(letters), body).at(at[count:])

        return made(shape, entry)

    def _product(self, e: x.Product, scope: Scope) -> Array:
        left, right = self.value(e.left, scope), self.value(e.right, scope)
        shape, split = self.axes(e.shape), len(left.shape)
        match e.contraction:
            case x.Contraction.SCALE | x.Contraction.ELEMENTWISE:
                return self._each(n.times, shape, scope, e.left, e.right)
            case x.Contraction.OUTER:
                return made(shape, lambda *at: n.times(left.at(at[:split]), right.at(at[split:])))
            case x.Contraction.CONTRACT:
                count = left.shape[-1]

                def entry(*at: int) -> Real:
                    head, tail = at[: split - 1], at[split - 1 :]
                    terms = [n.times(left.at((*head, k)), right.at((k, *tail))) for k in range(count)]
                    return self.numbers.reduce("sum", terms)

                return made(shape, entry)

    def _rows(self, e: x.Expression, scope: Scope) -> list[Cells]:
        array = self.value(e, scope)
        rows, columns = array.shape
        return [[array.at((i, j)) for j in range(columns)] for i in range(rows)]

    def _matrix_power(self, rows: list[Cells], exponent: int) -> Array:
        count = len(rows)
        factor = n.inverse(rows, self.numbers.step**2) if exponent < 0 else rows
        result: list[Cells] = [[self.numbers.of(int(i == j)) for j in range(count)] for i in range(count)]
        for _ in range(abs(exponent)):
            columns = list(zip(*factor, strict=True))
            result = [
                [
                    self.numbers.reduce("sum", [n.times(a, b) for a, b in zip(row, column, strict=True)])
                    for column in columns
                ]
                for row in result
            ]
        return made((count, count), lambda i, j: result[i][j])

    def _broadcast(self, argument: x.Expression, shape: At, scope: Scope) -> Array:
        inner = self.value(argument, scope)
        ones = argument.shape.spread

        def entry(*at: int) -> Real:
            own = at[len(at) - len(inner.shape) :]
            return inner.at(tuple(0 if k in ones else place for k, place in enumerate(own)))

        return made(shape, entry)

    def _subscript(
        self, base: x.Expression, selectors: tuple[x.Index | None, ...], shape: At, scope: Scope
    ) -> Array:
        inner = self.value(base, scope)
        picked = [None if each is None else self.position(each, scope) for each in selectors]

        def entry(*at: int) -> Real:
            kept = iter(at)
            return inner.at([next(kept) if place is None else place for place in picked])

        return made(shape, entry)

    def _block(self, rows: tuple[tuple[x.Expression, ...], ...], shape: x.Shape, scope: Scope) -> Array:
        grid: list[Cells] = []
        for pieces in rows:
            height = pieces[0].shape.grid[0].at(self.sizes)
            lines: list[Cells] = [[] for _ in range(height)]
            for piece in pieces:
                width = piece.shape.grid[1].at(self.sizes)
                cells = self.value(piece, scope).cells
                for k, line in enumerate(lines):
                    line.extend(cells[k * width : (k + 1) * width])
            grid += lines
        return Array(self.axes(shape), [cell for line in grid for cell in line])

    def _apply(self, e: x.Apply, shape: At, scope: Scope) -> Array:
        numbers, first = self.numbers, e.arguments[0]
        inner = self.value(first, scope)
        rank = len(inner.shape)
        match e.function:
            case "softmax" | "log_softmax":
                return self._along(inner, (e.axis or 0) % rank, e.function == "log_softmax")
            case (
                "sum"
                | "mean"
                | "prod"
                | "max"
                | "min"
                | "logsumexp"
                | "var"
                | "std"
                | "norm"
                | "normsq"
                | "norm1"
            ):
                if e.axis is None:
                    return Array((), [numbers.reduce(e.function, inner.cells)])
                axis = e.axis % rank
                count = inner.shape[axis]
                line = lambda at: [inner.at((*at[:axis], k, *at[axis:])) for k in range(count)]  # noqa: E731
                return made(shape, lambda *at: numbers.reduce(e.function, line(at)))
            case "trace":
                return Array((), [numbers.reduce("sum", [inner.at((k, k)) for k in range(inner.shape[0])])])
            case "det":
                return Array((), [n.determinant(self._rows(first, scope))])
            case "logdet":
                return Array((), [numbers.apply("log", n.determinant(self._rows(first, scope)))])
            case "inv":
                return self._matrix_power(self._rows(first, scope), -1)
            case "diag" if rank == 2:
                return made(shape, lambda k: inner.at((k, k)))
            case "diag":
                return made(shape, lambda i, j: inner.at((i,)) if i == j else numbers.of(0))
            case "vec":
                rows = inner.shape[0]
                return made(shape, lambda k: inner.at((k % rows, k // rows)))
            case name:
                return self._each(lambda *cells: numbers.apply(name, *cells), shape, scope, *e.arguments)

    def _along(self, inner: Array, axis: int, log: bool) -> Array:
        result: dict[At, Real] = {}
        for at in spots(inner.shape):
            if at not in result:
                line = [(*at[:axis], k, *at[axis + 1 :]) for k in range(inner.shape[axis])]
                shares = self.numbers.softmax([inner.at(each) for each in line], log)
                result |= dict(zip(line, shares, strict=True))
        return made(inner.shape, lambda *at: result[at])

    # ── Conditions ──

    def _where(
        self, binders: Sequence[x.Binder], condition: x.Expression | None, scope: Scope
    ) -> Iterator[Scope]:
        for there in self.letters_of(binders, scope):
            if condition is None or self.scalar(condition, there):
                yield there

    def _condition(self, e: x.Expression, shape: At, scope: Scope) -> Array:
        def truth(holds: bool | None) -> Real:
            return None if holds is None else self.numbers.of(int(holds))

        match e:
            case x.Compare(relation, left, right):
                return self._each(lambda a, b: truth(_related(relation, a, b)), shape, scope, left, right)
            case x.IndexCompare(relation, left, right):
                return Array(
                    (), [truth(_related(relation, self.position(left, scope), self.position(right, scope)))]
                )
            case x.Logic(operator, arguments):
                return self._each(lambda *cells: truth(_logic(operator, cells)), shape, scope, *arguments)
            case x.Distinct(name):
                places = list(_flat(self.values[name]))
                return Array((), [truth(len(set(places)) == len(places))])
            case x.Excludes(index, name):
                return Array((), [truth(self.position(index, scope) not in _flat(self.values[name]))])
        raise Unsupported(type(e).__name__)

    def _cases(
        self,
        branches: Sequence[tuple[x.Expression, x.Expression]],
        otherwise: x.Expression | None,
        shape: At,
        scope: Scope,
    ) -> Array:
        tests = [self.value(condition, scope) for condition, _ in branches]
        values = [self.value(value, scope) for _, value in branches]
        rest = made(shape, lambda *_: None) if otherwise is None else self.value(otherwise, scope)

        def entry(*at: int) -> Real:
            for test, value in zip(tests, values, strict=True):
                holds = test.at(at if test.shape else ())
                if holds is None:
                    return None
                if holds:
                    return value.at(at if value.shape else ())
            return rest.at(at if rest.shape else ())

        return made(shape, entry)

    # ── Derivatives ──

    def _derivative(self, e: x.Derivative, shape: At, scope: Scope) -> Array:
        picked = [None if each is None else self.position(each, scope) for each in e.wrt.selectors]
        by, of = self.axes(e.wrt.shape), self.axes(e.of.shape)
        match e.wrt.base:
            case x.SymbolRef(name):
                key, head = name, ()
            case x.ParameterRef(name):
                key, head = "parameter " + name, ()
            case x.DefinitionRef(definition, arguments):
                key = definition.key
                head = tuple(self.position(each, scope) for each in arguments)  # type: ignore[arg-type]
        slopes: dict[At, Cells] = {}
        step = self.numbers.step
        for place in spots(by):
            kept = iter(place)
            where = (*head, *(next(kept) if each is None else each for each in picked), *kept)
            ahead = self.move(key, where, step).value(e.of, scope).cells
            behind = self.move(key, where, -step).value(e.of, scope).cells
            slopes[place] = [n.quotient(n.minus(a, b), 2 * step) for a, b in zip(ahead, behind, strict=True)]
        arrays = {place: Array(of, cells) for place, cells in slopes.items()}
        if e.wrt_first:
            return made(shape, lambda *at: arrays[at[: len(by)]].at(at[len(by) :]))
        return made(shape, lambda *at: arrays[at[len(of) :]].at(at[: len(of)]))

    def _prime(self, e: x.Prime, shape: At, scope: Scope) -> Array:
        inner = self.value(e.argument, scope)

        def f(t: Real) -> Real:
            match e.function:
                case str(name):
                    return self.numbers.apply(name, t)
                case x.Call(name):
                    return self.numbers.placeholder(name, [t], ())
                case x.Definition() as definition:
                    frame = Frame({definition.parameters[0].name: Array((), [t])})
                    return self._body(definition, Scope({}, frame), ()).item

        return Array(
            shape, [None if cell is None else self._slopes(f, e.order)(cell) for cell in inner.cells]
        )

    def _slopes(self, f: Callable[[Real], Real], order: int) -> Callable[[Real], Real]:
        if not order:
            return f
        lower = self._slopes(f, order - 1)
        return lambda t: self.numbers.slope(lambda by: lower(t + by))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _related(relation: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    return {"=": left == right, "≠": left != right, "<": left < right, "≤": left <= right,
            ">": left > right, "≥": left >= right}[relation]  # fmt: skip


def _logic(operator: str, cells: Sequence[Real]) -> bool | None:
    if any(each is None for each in cells):
        return None
    return {"and": all(cells), "or": any(cells), "not": not cells[0]}[operator]
