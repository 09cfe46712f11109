"""From one claim as it was written to the statement that the deciders are asked."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from fractions import Fraction

from symderiv.errors import DerivationError, IllShaped
from symderiv.language.document import Problem, Statement, Symbol
from symderiv.language.expression import (
    SCALAR,
    Binder,
    Block,
    Call,
    Distinct,
    Excludes,
    Expression,
    IndexElement,
    IndexSymbol,
    Logic,
    Number,
    SizeNumber,
    SymbolRef,
)
from symderiv.language.sizes import Size
from symderiv.language.traverse import sizes_in, walk
from symderiv.reading.elaborate.assemblies import bind
from symderiv.reading.elaborate.definitions import free_names
from symderiv.reading.elaborate.elaborator import Elaborator
from symderiv.reading.elaborate.reader import Definitions, read_settled
from symderiv.reading.elaborate.scope import Declarations, Letter, Scope
from symderiv.reading.elaborate.shapes import ONE, row, side_by_side
from symderiv.reading.facts import assume, is_compatible, place_of_one, recognised
from symderiv.reading.parse import syntax as s
from symderiv.records import dataclass, field, replace
from symderiv.source import Source

NEIGHBOURLY = ("E304", "E311", "E334")
"""What the other side of an equation may mend: an unknown axis, the size of `I`, a shape by itself."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An assumption that has been read, with the indices for all of which it holds."""

    expression: Expression
    quantified: tuple[Binder, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """What `for` says: the free indices, and the condition on them."""

    bindings: tuple[s.BindingRange, ...] = ()
    where: s.Syntax | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One equation as it was written, with the assumptions of its derivation alone."""

    left: s.Syntax
    right: s.Syntax
    free: Free
    given: tuple[s.Syntax, ...]
    sorts: Mapping[str, Size] = field(default_factory=dict)
    """The axes of free indices, for those that this equation does not use."""


@dataclass(frozen=True, slots=True)
class Branches:
    """The conditions of the cases of one derivation, and what all of them have in common."""

    conditions: tuple[Expression, ...]
    where: Expression | None
    binders: tuple[Binder, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ClaimReader:
    """Reads the claims of one file."""

    declarations: Declarations
    definitions: Definitions
    source: Source
    facts: tuple[Fact, ...]

    def read(self, claim: Claim) -> Statement | Problem:
        """The statement, or what stands in the way of reading it."""
        try:
            return self._statement(claim)
        except IllShaped as problem:
            return Problem("ill-shaped", problem.diagnostics[0])
        except DerivationError as problem:
            return Problem("unreadable", problem.diagnostics[0])

    def over_everything(self, claim: Claim) -> Statement | None:
        """The statement over all symbols of the file, whether they occur in it or not."""
        try:
            return self._statement(claim, every=True)
        except DerivationError:
            return None

    def _scope(self) -> Scope:
        return Scope(self.declarations, self.source)

    def _statement(self, claim: Claim, every: bool = False) -> Statement:
        own, conditions = self._sorted_out(claim.free, claim.given)
        claim = replace(claim, given=conditions)
        left, right, where, binders = read_settled(self._scope, lambda scope: self._read(scope, claim))
        facts = (*self.facts, *own)
        return self.complete(left, right, where, binders, facts, every)

    def _sorted_out(
        self, free: Free, given: tuple[s.Syntax, ...]
    ) -> tuple[tuple[Fact, ...], tuple[s.Syntax, ...]]:
        """Assumptions for all, and those that are conditions on the free indices of the claim."""
        letters = {binding.letter.text for binding in free.bindings}
        facts: list[Fact] = []
        conditions: list[s.Syntax] = []
        for syntax in given:
            if self.is_about(syntax, letters):
                conditions.append(syntax)
            else:
                facts.append(read_fact(self.declarations, self.definitions, self.source, syntax))
        return tuple(facts), tuple(conditions)

    def is_about(self, syntax: s.Syntax, letters: AbstractSet[str]) -> bool:
        """Does a condition restrict one of these free indices?"""
        return not letters.isdisjoint(self._free_letters(syntax))

    def _free_letters(self, syntax: s.Syntax) -> set[str]:
        """The names and letters of subscripts in a condition that are neither declared nor bound in it."""
        return {name for name in free_names(syntax) if self.declarations.kind_of(name) is None}

    def _read(
        self, scope: Scope, claim: Claim
    ) -> tuple[Expression, Expression, Expression | None, tuple[Binder, ...]]:
        with self._bound(scope, claim.free, claim.sorts) as (reader, letters):
            written = [claim.free.where] if claim.free.where is not None else []
            conditions = [reader.condition(each) for each in (*written, *claim.given)]
            left, right = self._sides(reader, claim)
        return left, right, _all_of(conditions), tuple(_whole_axis(letter) for letter in letters)

    @contextmanager
    def _bound(
        self, scope: Scope, free: Free, sorts: Mapping[str, Size]
    ) -> Iterator[tuple[Elaborator, list[Letter]]]:
        """A reader within the free indices; one whose axis stays unknown has the given one in the end."""
        reader = Elaborator(scope, self.definitions)
        letters = [bind(reader, binding) for binding in free.bindings]
        with scope.bound(*letters):
            yield reader, letters
        for letter in letters:
            if letter.sort is None and not letter.weak and letter.name in sorts:
                letter.settle(sorts[letter.name], letter.span, self.source)

    def sorts(
        self, free: Free, given: tuple[s.Syntax, ...], expressions: tuple[s.Syntax, ...]
    ) -> tuple[dict[str, Size], frozenset[str]]:
        """The axes of free indices as their uses tell, and the letters that the expressions use."""
        scope = self._scope()
        try:
            with self._bound(scope, free, {}) as (reader, letters):
                where = [free.where] if free.where is not None else []
                for each in (*where, *given):
                    with suppress(DerivationError):
                        reader.condition(each)
                for letter in letters:
                    letter.used = False
                for each in expressions:
                    with suppress(DerivationError):
                        reader.read(each)
        except DerivationError:
            return {}, frozenset()
        axes = {letter.name: letter.sort or next(iter(letter.weak), None) for letter in letters}
        used = frozenset(letter.name for letter in letters if letter.used)
        return {name: axis for name, axis in axes.items() if axis is not None}, used

    def expression(self, syntax: s.Syntax, free: Free, sorts: Mapping[str, Size]) -> Expression:
        """One expression within the free indices."""

        def read(scope: Scope) -> Expression:
            with self._bound(scope, free, sorts) as (reader, _):
                return reader.read(syntax)

        return read_settled(self._scope, read)

    def problem_of_premises(
        self, free: Free, given: tuple[s.Syntax, ...], sorts: Mapping[str, Size]
    ) -> Problem | None:
        """What is wrong with free indices and assumptions, whatever is claimed under them."""

        def read(scope: Scope) -> None:
            with self._bound(scope, free, sorts) as (reader, _):
                for each in (*([free.where] if free.where is not None else []), *conditions):
                    reader.condition(each)

        try:
            _, conditions = self._sorted_out(free, given)
            read_settled(self._scope, read)
        except IllShaped as problem:
            return Problem("ill-shaped", problem.diagnostics[0])
        except DerivationError as problem:
            needs_a_use = problem.diagnostics[0].code == "E304"
            return None if needs_a_use else Problem("unreadable", problem.diagnostics[0])
        return None

    def alone(self, syntax: s.Syntax, free: Free, sorts: Mapping[str, Size]) -> Problem | None:
        """What is wrong with an expression whatever stands beside it."""
        try:
            self.expression(syntax, free, sorts)
        except IllShaped as problem:
            return Problem("ill-shaped", problem.diagnostics[0])
        except DerivationError as problem:
            needs_its_neighbour = problem.diagnostics[0].code in NEIGHBOURLY
            return None if needs_its_neighbour else Problem("unreadable", problem.diagnostics[0])
        return None

    def _sides(self, reader: Elaborator, claim: Claim) -> tuple[Expression, Expression]:
        sides = (claim.left, claim.right)
        tuples = [_shape_of(reader, side) for side in sides]
        if tuples != [None, None]:
            known = zip(tuples, sides, strict=True)
            tuples = [_written_shape(reader, side) if each is None else each for each, side in known]
        if tuples[0] is not None and tuples[1] is not None:
            left, right = _tuples(tuples[0], tuples[1], claim)
        else:
            left, right = reader.sides(claim.left, claim.right)
        reader.fitted(lambda: side_by_side(left.shape, right.shape), claim.right.span)
        return left, right

    def branches(
        self,
        free: Free,
        given: tuple[s.Syntax, ...],
        written: tuple[tuple[s.Syntax, ...], ...],
        sorts: Mapping[str, Size],
    ) -> Branches | None:
        """The conditions of all cases under one set of free indices; None if they do not fit together."""

        def read(scope: Scope) -> Branches:
            with self._bound(scope, free, sorts) as (reader, letters):
                premises = (*([free.where] if free.where is not None else []), *conditions)
                where = _all_of([reader.condition(each) for each in premises])
                cases = [_all_of([reader.condition(each) for each in case]) for case in written]
            binders = tuple(_whole_axis(letter) for letter in letters)
            return Branches(tuple(c for c in cases if c is not None), where, binders, (*self.facts, *own))

        try:
            own, conditions = self._sorted_out(free, given)
            return read_settled(self._scope, read)
        except DerivationError:
            return None

    def complete(
        self,
        left: Expression,
        right: Expression,
        where: Expression | None,
        binders: tuple[Binder, ...],
        facts: tuple[Fact, ...],
        every: bool = False,
    ) -> Statement:
        """The statement, with the symbols and sizes that occur in it and what is assumed of them."""
        parts = [left, right] + ([where] if where is not None else [])
        names = self._symbols_of([*parts, *(fact.expression for fact in facts)])
        names |= set(self.declarations.symbols) if every else set()
        symbols = dict(self.declarations.symbols)
        others: list[Fact] = []
        for fact in facts:
            known = recognised(fact.expression, fact.quantified)
            at = place_of_one(fact.expression, fact.quantified)
            if known is None or not is_compatible(symbols[known[0]], known[1], at):
                others.append(fact)
            else:
                symbols[known[0]] = assume(symbols[known[0]], known[1], at)
        occurring = tuple(symbol for name, symbol in symbols.items() if name in names)
        sizes = self._sizes_of([*parts, *(fact.expression for fact in facts)], binders, occurring)
        return Statement(
            left,
            right,
            binders,
            where,
            tuple(fact.expression for fact in others),
            tuple(fact.quantified for fact in others),
            occurring,
            tuple(
                (name, number) for name, number in self.declarations.sizes.items() if every or name in sizes
            ),
        )

    def _symbols_of(self, parts: Iterable[Expression]) -> set[str]:
        names = {name for part in parts for name in symbol_names(part)}
        positions = {symbol.at for name, symbol in self.declarations.symbols.items() if name in names}
        return names | {at for at in positions if at is not None}

    def _sizes_of(
        self, parts: Iterable[Expression], binders: tuple[Binder, ...], symbols: tuple[Symbol, ...]
    ) -> frozenset[str]:
        names = frozenset(name for part in (*parts, *binders) for name in sizes_in(part))
        return names.union(*(_sizes_of_symbol(symbol) for symbol in symbols))


def _sizes_of_symbol(symbol: Symbol) -> frozenset[str]:
    axes = [*symbol.shape.axes, *(size for shape in symbol.arguments for size in shape.axes)]
    if symbol.sort is not None:
        axes.append(symbol.sort)
    return frozenset(name for size in axes for name in size.names)


def conjuncts(syntax: s.Syntax) -> tuple[s.Syntax, ...]:
    """The conditions that `and` or a comma joins, one by one."""
    match syntax:
        case s.Logic("and", operands):
            return tuple(part for operand in operands for part in conjuncts(operand))
        case s.Bracketed(inner):
            return conjuncts(inner)
        case _:
            return (syntax,)


def read_fact(declarations: Declarations, definitions: Definitions, source: Source, syntax: s.Syntax) -> Fact:
    """An assumption; an index that nothing binds means "for all"."""

    def read(scope: Scope) -> Fact:
        expression = Elaborator(scope, definitions).condition(syntax)
        return Fact(expression, tuple(_whole_axis(letter) for letter in (scope.implicit or {}).values()))

    return read_settled(lambda: Scope(declarations, source, implicit={}), read)


def _whole_axis(letter: Letter) -> Binder:
    sort = letter.sort if letter.sort is not None else ONE
    return Binder(letter.name, sort, Size(()), sort - ONE, letter.span)


def _all_of(conditions: list[Expression]) -> Expression | None:
    if len(conditions) <= 1:
        return conditions[0] if conditions else None
    return Logic("and", tuple(conditions), SCALAR, conditions[0].span)


def _shape_of(reader: Elaborator, syntax: s.Syntax) -> tuple[Size, ...] | None:
    """`shape(x)` as a side of an equation: the sizes of its axes."""
    match syntax:
        case s.Call(s.Name("shape"), (argument,)) if reader.scope.meaning("shape") is None:
            return reader.read(argument).shape.axes
        case _:
            return None


def _written_shape(reader: Elaborator, syntax: s.Syntax) -> tuple[Size, ...] | None:
    """`(V, D)`, `(n)`, `()` beside a `shape(x)`."""
    match syntax:
        case s.Tuple(items):
            return tuple(reader.count(item) for item in items)
        case s.Bracketed(inner):
            return (reader.count(inner),)
        case _:
            return None


def _tuples(left: tuple[Size, ...], right: tuple[Size, ...], claim: Claim) -> tuple[Expression, Expression]:
    """Two shapes as rows of sizes; of different length, they differ in the number of axes."""
    if len(left) == len(right) > 0:
        return _row_of_sizes(left, claim.left), _row_of_sizes(right, claim.right)
    return (
        Number(Fraction(len(left)), span=claim.left.span),
        Number(Fraction(len(right)), span=claim.right.span),
    )


def _row_of_sizes(sizes: tuple[Size, ...], syntax: s.Syntax) -> Expression:
    numbers = tuple(SizeNumber(size, span=syntax.span) for size in sizes)
    return Block((numbers,), row(Size.number(len(sizes))), syntax.span)


def symbol_names(expression: Expression) -> Iterable[str]:
    """The declared names that occur in an expression, also inside definitions."""
    for node in walk(expression):
        match node:
            case SymbolRef(name) | IndexSymbol(name) | IndexElement(name) | Distinct(name):
                yield name
            case Excludes(_, name) | Call(name):
                yield name
            case _:
                pass
