"""The one door: the derivative of an expression by a variable, as an array where it is one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from symderiv.deriving.adjoint import Backward, axes_of, key_of
from symderiv.deriving.arrays import Unraisable
from symderiv.deriving.fold import Folding
from symderiv.deriving.lowering import Around, Lowering
from symderiv.deriving.positions import bare, is_kept, part_of_symbol
from symderiv.deriving.raising import Names, Raising
from symderiv.deriving.simplify import WORK, Known, Simplifier
from symderiv.deriving.terms import (
    Entry,
    Letters,
    Node,
    Renaming,
    SizeOf,
    Sum,
    Underivable,
    atom,
    cost,
    rename,
    shown_sum,
)
from symderiv.language.document import Assumption, Symbol
from symderiv.language.expression import (
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    Filled,
    Index,
    IndexParameter,
    IndexVariable,
    Orientation,
    ParameterRef,
    Shape,
    Subscript,
    SymbolRef,
)
from symderiv.language.traverse import walk
from symderiv.records import dataclass, replace

WORTH_A_NAME: Final = 7
"""The cost of a slope from which on it is given a name, if two results use it."""

Same = Callable[[Expression, Expression], bool]
"""Do two expressions agree, as far as numbers tell?"""


@dataclass(frozen=True, slots=True)
class Found:
    """∂ of / ∂ a part of the variable = right, for all positions of the letters."""

    selectors: tuple[Index | None, ...]
    """What is picked of the variable."""
    letters: tuple[IndexVariable, ...]
    right: Expression
    variable: Expression | None = None
    """The part by which the derivative is taken, where it is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What derivatives are taken over."""

    symbols: tuple[Symbol, ...]
    definitions: tuple[Definition, ...]
    """As declared, in order."""
    taken: frozenset[str]
    """Every name that means something."""


class Deriver:
    """Derives over one setting."""

    def __init__(self, setting: Setting, same: Same, work: int = WORK) -> None:
        self.setting = setting
        self.same = same
        self.letters = Letters()
        self.simple = Simplifier(self.letters, _known(setting.symbols), work)
        self.lowering = Lowering(self.letters, self.simple, self._derivative)
        self.folding = Folding(self.letters, self.lowering)
        self.raising = Raising(Names(_parts(setting.definitions), setting.taken, self.simple.known.symmetric))
        self.kept = tuple(each for each in setting.definitions if is_kept(each))
        self.named: list[Definition] = []
        for definition in self.kept:
            self._learn(definition)

    def _learn(self, definition: Definition) -> None:
        """Write it out; one that nobody can write out is met only if it is used."""
        at = tuple(self.letters.fresh(sort) for sort in axes_of(definition))
        try:
            self.folding.learn(definition, at)
        except Underivable as reason:
            self.folding.refused[definition.key] = f"`{definition.name}`: {reason}"
            return
        _, body = self.folding.bodies[definition.key]
        if len(body) == 1 and len(body[0].factors) == 1 and body[0].coefficient == 1:
            base, exponent = body[0].factors[0]
            sums = isinstance(base, Node) and base.name == "softmax" and base.at == at[-1:]
            copies = isinstance(base, Entry) and key_of(base.array) in self.simple.known.sums_to_one
            if exponent == 1 and (sums or (copies and isinstance(base, Entry) and base.at == at)):
                known = self.simple.known
                self.simple.known = replace(known, sums_to_one=known.sums_to_one | {definition.key})

    # ── Derivatives ─────────────────────────────────────────────────────────────────────────────

    def derive(
        self, of: Expression, base: Expression, selectors: tuple[Index | None, ...], shape: Shape, first: bool
    ) -> Iterator[Found]:
        """∂of/∂base[selectors] of a shape: as an array, else by rows, by columns, entry by entry."""
        array = _array_of(base)
        outer = tuple(self.letters.fresh(n) for n in of.shape.axes)
        back = self._backward(of, outer, array)
        yield from self._found(back, array, selectors, outer, shape, first)

    def all_of(
        self,
        of: Expression,
        variables: Sequence[tuple[SymbolRef, Shape]],
        new_name: Callable[[str], str] | None,
    ) -> Iterator[tuple[SymbolRef, Found]]:
        """The gradients of a scalar by several variables; a long slope that two of them use gets a name."""
        wanted = {variable.name for variable, _ in variables}

        def naming(definition: Definition, at: tuple[IndexVariable, ...], slope: Sum) -> Sum:
            known = self._by_name(definition, at, slope)
            if known is not None or new_name is None or cost(slope) < WORTH_A_NAME:
                return known if known is not None else slope
            if definition.parameters or not self._is_layer(definition) or self._uses(definition, wanted) < 2:
                return slope
            return self._new_name(definition, at, slope, new_name(definition.name))

        back = self._backward(of, (), None, naming)
        for variable, shape in variables:
            for found in self._found(back, variable, (None,) * variable.shape.rank, (), shape, False):
                yield variable, found

    def _uses(self, definition: Definition, wanted: set[str]) -> int:
        """How many of the wanted variables stand in a definition, directly or through others."""
        return len({n.name for n in walk(definition.body) if isinstance(n, SymbolRef)} & wanted)

    def _is_layer(self, definition: Definition) -> bool:
        """Is it made of sums and products alone, `x W + b`, so that its slope goes on as it is?"""
        _, body = self.folding.bodies[definition.key]
        return all(isinstance(base, Entry | SizeOf) for product in body for base, _ in product.factors)

    def _new_name(self, definition: Definition, at: tuple[IndexVariable, ...], slope: Sum, name: str) -> Sum:
        try:
            body = self.raising.array(slope, at, definition.body.shape)
        except Unraisable:
            return slope
        new = Definition(name, name, (), body)
        self.named.append(new)
        return _entry_of(new, at)

    def _backward(
        self,
        of: Expression,
        outer: tuple[IndexVariable, ...],
        stop: SymbolRef | Definition | None,
        naming: Callable[[Definition, tuple[IndexVariable, ...], Sum], Sum] | None = None,
    ) -> Backward:
        back = Backward(
            self.letters, self.simple, self.lowering, self.folding, naming or self._by_name_or_itself
        )
        key = stop.key if isinstance(stop, Definition) else ""
        value = self.folding.fold(self.lowering.entry(of, outer, Around()))
        back.run(value, tuple(reversed(self.kept)), key)
        return back

    def _by_name_or_itself(self, definition: Definition, at: tuple[IndexVariable, ...], slope: Sum) -> Sum:
        named = self._by_name(definition, at, slope)
        return slope if named is None else named

    def _by_name(self, definition: Definition, at: tuple[IndexVariable, ...], slope: Sum) -> Sum | None:
        """The slope as an entry of a definition of the user's that is the same."""
        if cost(slope) < 4:
            return None
        axes = axes_of(definition)
        alike = [
            each
            for each in self.kept
            if axes and axes_of(each) == axes and each.key in self.folding.bodies and each is not definition
        ]
        for other in alike:
            written = self.simple.best(self.folding.body(other, at))
            if shown_sum(written, {}) == shown_sum(slope, {}):
                return _entry_of(other, at)
        try:
            array = self.raising.array(slope, at, definition.body.shape) if alike else None
        except Unraisable:
            return None
        for other in alike:
            if array is not None and not other.parameters and self.same(array, _reference(other)):
                return _entry_of(other, at)
        return None

    def name_of(self, sum: Sum, at: tuple[IndexVariable, ...]) -> Sum | None:
        """The sum as an entry of a definition that says just this, longer than a name is."""
        sorts = tuple(letter.sort for letter in at)
        for each in self.kept:
            if axes_of(each) == sorts and each.key in self.folding.bodies and cost(sum) > 2:
                written = self.simple.best(self.folding.body(each, at))
                if shown_sum(written, {}) == shown_sum(sum, {}):
                    return _entry_of(each, at)
        return None

    # ── Results ─────────────────────────────────────────────────────────────────────────────────

    def _found(
        self,
        back: Backward,
        array: SymbolRef | Definition,
        selectors: tuple[Index | None, ...],
        outer: tuple[IndexVariable, ...],
        shape: Shape,
        first: bool,
    ) -> Iterator[Found]:
        axes = axes_of(array)
        at = tuple(
            self.letters.fresh(n) if s is None else bare(s) for n, s in zip(axes, selectors, strict=True)
        )
        slope = back.slope(array, at)
        if not slope:
            yield Found(selectors, (), Filled(0, shape))
            return
        own = tuple(
            x for x, s in zip(at, selectors, strict=True) if s is None and isinstance(x, IndexVariable)
        )
        over = (*own, *outer) if first else (*outer, *own)
        for form in self._forms(slope):
            try:
                yield Found(selectors, (), self.raising.array(form, over, shape))
            except Unraisable:
                continue
        if outer or any(each is not None for each in selectors):
            return
        yield from self._by_parts(slope, own, array)

    def _forms(self, slope: Sum) -> list[Sum]:
        """The slope as it is, and multiplied out."""
        expanded = self.simple.expanded(slope)
        other = [] if expanded is None or shown_sum(expanded, {}) == shown_sum(slope, {}) else [expanded]
        return [slope, *other]

    def _by_parts(
        self, slope: Sum, own: tuple[IndexVariable, ...], array: SymbolRef | Definition
    ) -> Iterator[Found]:
        """Row by row, column by column, entry by entry."""
        choices = [(0,), (1,), (0, 1)] if len(own) == 2 else [tuple(range(len(own)))]
        for choice in choices:
            names: Renaming = {}
            form = slope
            for k in choice:
                names[own[k].name] = self.raising.letter(own[k].sort, form)
                form = rename(form, {own[k].name: names[own[k].name]})
            rest = tuple(letter for letter in own if letter.name not in names)
            selectors = tuple(names.get(letter.name) for letter in own)
            part = self._part(array, selectors)
            letters = tuple(each for each in names.values() if isinstance(each, IndexVariable))
            for each in self._forms(form):
                try:
                    yield Found(selectors, letters, self.raising.array(each, rest, part.shape), part)
                except Unraisable:
                    continue

    def _part(self, array: SymbolRef | Definition, selectors: tuple[Index | None, ...]) -> Expression:
        """`u_w`, where rows have a name; else `U[w]`."""
        picked = tuple(each is not None for each in selectors)
        if isinstance(array, SymbolRef) and (array.name, picked) in self.raising.names.parts:
            family = self.raising.names.parts[array.name, picked]
            given = tuple(each for each in selectors if each is not None)
            return DefinitionRef(family, given, family.body.shape)
        base: Expression = array if isinstance(array, SymbolRef) else _reference(array)
        return Subscript(base, selectors, _shape_of_part(array, selectors))

    # ── Derivatives of derivatives ──────────────────────────────────────────────────────────────

    def _derivative(self, of: Derivative, at: tuple[Index, ...], around: Around) -> Sum:
        if isinstance(of.wrt.base, ParameterRef) or around.values:
            raise Underivable("a derivative within a family")
        array = _array_of(of.wrt.base)
        count = of.of.shape.rank
        split = len(at) - count
        mine, theirs = (at[split:], at[:split]) if of.wrt_first else (at[:count], at[count:])
        outer = tuple(self.letters.fresh(n) for n in of.of.shape.axes)
        back = self._backward(of.of, outer, array)
        rest = list(theirs)
        where = tuple(bare(s) if s is not None else rest.pop(0) for s in of.wrt.selectors)
        names: Renaming = {letter.name: index for letter, index in zip(outer, mine, strict=True)}
        letters = tuple(self.letters.fresh(n) for n in axes_of(array))
        slope = rename(back.slope(array, letters), names)
        return rename(slope, {letter.name: index for letter, index in zip(letters, where, strict=True)})


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────


def _array_of(base: Expression) -> SymbolRef | Definition:
    match base:
        case SymbolRef(name, shape):
            return SymbolRef(name, shape)
        case DefinitionRef(definition) if is_kept(definition):
            return definition
        case _:
            raise Underivable("a derivative by something without a name of its own")


def _entry_of(definition: Definition, at: tuple[Index, ...]) -> Sum:
    return atom(Entry(definition, at))


def _reference(definition: Definition) -> Expression:
    return DefinitionRef(definition, (), definition.body.shape)


def _shape_of_part(array: SymbolRef | Definition, selectors: tuple[Index | None, ...]) -> Shape:
    """A row of a matrix is a row, anything else with one axis a column."""
    axes = tuple(n for n, s in zip(axes_of(array), selectors, strict=True) if s is None)
    if len(axes) == 1 and selectors[-1] is None:
        return Shape(axes, Orientation.ROW)
    return Shape(axes)


def _known(symbols: Sequence[Symbol]) -> Known:
    def those(*assumptions: Assumption) -> frozenset[str]:
        return frozenset(s.name for s in symbols if not set(assumptions).isdisjoint(s.assumptions))

    return Known(
        those(Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE),
        those(Assumption.ONE_HOT, Assumption.BINARY),
        those(Assumption.SYMMETRIC),
    )


def _parts(definitions: Sequence[Definition]) -> dict[tuple[str, tuple[bool, ...]], Definition]:
    """The families that are a row or a column of a declared matrix: `u_w: U[w]^T`."""
    found: dict[tuple[str, tuple[bool, ...]], Definition] = {}
    for definition in definitions:
        part = part_of_symbol(definition.body)
        if part is None or not isinstance(part.base, SymbolRef):
            continue
        parameters = [p.name for p in definition.parameters if isinstance(p, IndexParameter)]
        picked = [s.name for s in part.selectors if isinstance(s, IndexVariable)]
        if parameters and parameters == picked and len(picked) == sum(s is not None for s in part.selectors):
            found.setdefault((part.base.name, tuple(s is not None for s in part.selectors)), definition)
    return found
