"""Reading what binds a letter or puts pieces together: Σ, comprehensions, blocks, lists with `…`."""

from fractions import Fraction

from symderiv.language.expression import Big, Binder, Block, Expression, Logic, Stack
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.indices import read_count
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.elaborate.scope import Letter
from symderiv.reading.elaborate.shapes import ONE, assembled, describe, stacked
from symderiv.reading.parse import syntax as s
from symderiv.records import dataclass, fields, is_dataclass, replace
from symderiv.source import Span

NONE = Size(())


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was written about a letter's range: sizes, or bounds that depend on other letters."""

    lower: Size | None
    upper: Size | None
    conditions: tuple[s.Compare, ...]


def read_big(reader: Reader, syntax: s.BigOperator) -> Expression:
    """Σ, Π, mean, max … of a body over bound letters."""
    letters = [bind(reader, binding) for binding in syntax.bindings]
    with reader.scope.bound(*letters):
        bounds = [
            _bounds(reader, each, letter) for each, letter in zip(syntax.bindings, letters, strict=True)
        ]
        conditions = [reader.condition(c) for each in bounds for c in each.conditions]
        if syntax.condition is not None:
            conditions.append(reader.condition(syntax.condition))
        wide = next((condition for condition in conditions if not condition.shape.is_scalar), None)
        if wide is not None:
            message = f"a condition on positions is a scalar, and this is {describe(wide.shape)}"
            raise reader.scope.ill_shaped("E401", message, wide.span)
        body = reader.read(syntax.body)
    for letter, each in zip(letters, bounds, strict=True):
        _check_range(reader, letter, each)
    binders = tuple(_binder(letter, each) for letter, each in zip(letters, bounds, strict=True))
    condition = conditions[0] if len(conditions) == 1 else None
    if len(conditions) > 1:
        condition = Logic("and", tuple(conditions), conditions[0].shape, syntax.span)
    return Big(syntax.operator, binders, condition, body, body.shape, syntax.span)


def bind(reader: Reader, binding: s.BindingRange) -> Letter:
    """The bound letter; `w ∈ V` names its axis."""
    name = binding.letter
    ranged = binding.lower is not None or binding.upper is not None
    letter = reader.scope.letter(name.text, name.span, ranged=ranged)
    if binding.domain is not None:
        size = read_count(reader.scope, binding.domain)
        if size is None:
            raise reader.scope.unreadable(
                "E323",
                "an index runs over a size",
                binding.domain.span,
                f"such as `{name.text} ∈ V` for a size V",
            )
        letter.settle(size, binding.domain.span, reader.scope.source)
    return letter


def _bounds(reader: Reader, binding: s.BindingRange, letter: Letter) -> Bounds:
    if binding.lower is None and binding.upper is None:
        return Bounds(None, None, ())
    scope = reader.scope
    if isinstance(binding.upper, s.Name) and scope.meaning(binding.upper.text) is None:
        sizes = ", ".join(f"`{size}`" for size in scope.declarations.sizes)
        hint = f"sizes here are {sizes}; `Σ_{letter.name}` alone runs over the whole axis"
        raise scope.unreadable("E301", f"unknown name `{binding.upper.text}`", binding.upper.span, hint)
    lower_written = binding.lower or s.Numeral(Fraction(1), binding.letter.span)
    lower = read_count(scope, lower_written)
    upper = None if binding.upper is None else read_count(scope, binding.upper)
    names_axis = isinstance(binding.upper, s.Name) and binding.upper.text in scope.declarations.sizes
    if names_axis and lower == ONE and upper is not None and binding.upper is not None:
        letter.settle(upper, binding.upper.span, scope.source)
    conditions: list[s.Compare] = []
    if lower is None:
        conditions.append(_at_most(lower_written, binding.letter))
    if upper is None and binding.upper is not None:
        conditions.append(_at_most(binding.letter, binding.upper))
    return Bounds(lower, upper, tuple(conditions))


def _at_most(left: s.Syntax, right: s.Syntax) -> s.Compare:
    return s.Compare((left, right), ("≤",), 1, ("≤",), left.span.to(right.span))


def _check_range(reader: Reader, letter: Letter, bounds: Bounds) -> None:
    """A letter that stands alone as a subscript stays on its axis, which counts from 1."""
    if not letter.subscripts or letter.sort is None:
        return
    below = bounds.lower is not None and bounds.lower.is_number and bounds.lower.at({}) < 1
    beyond = NONE if bounds.upper is None else bounds.upper - letter.sort
    if below or (beyond.is_number and beyond.at({}) > 0):
        raise reader.scope.unreadable(
            "E339",
            f"`{letter.name}` leaves its axis, which runs from 1 to {letter.sort}",
            letter.span,
            f"write `Σ_{letter.name}` for the whole axis",
        )


def _binder(letter: Letter, bounds: Bounds) -> Binder:
    """The inclusive range from 0, of a position; as written, of a plain integer."""
    if letter.sort is None:
        return Binder(letter.name, None, bounds.lower or NONE, bounds.upper or NONE, letter.span)
    lower = NONE if bounds.lower is None else bounds.lower - ONE
    upper = letter.sort - ONE if bounds.upper is None else bounds.upper - ONE
    return Binder(letter.name, letter.sort, lower, upper, letter.span)


def read_comprehension(reader: Reader, syntax: s.Comprehension) -> Expression:
    """`[g_i for i]` side by side, `[g_i; for i]` below one another."""
    if syntax.binding.lower is not None or syntax.binding.upper is not None:
        raise reader.scope.unreadable(
            "E324", "a list over a letter takes its whole axis", syntax.binding.letter.span
        )
    letter = bind(reader, syntax.binding)
    with reader.scope.bound(letter):
        body = reader.read(syntax.body)
    return _stack(reader, letter, body, below=syntax.below, span=syntax.span)


def _stack(reader: Reader, letter: Letter, body: Expression, *, below: bool, span: Span) -> Expression:
    n = letter.sort if letter.sort is not None else ONE
    binder = Binder(letter.name, n, NONE, n - ONE, letter.span)
    axis, shape = reader.fitted(lambda: stacked(body.shape, n, below=below), span)
    return Stack(binder, body, axis, shape, span)


def read_blocks(reader: Reader, syntax: s.Blocks) -> Expression:
    """`[a, b; c, d]`; with `…`, the list from the first piece to the last."""
    if any(isinstance(piece, s.Ellipsis) for line in syntax.rows for piece in line):
        return _read_list(reader, syntax)
    rows = tuple(
        tuple(reader.read(piece) for piece in line if not isinstance(piece, s.Ellipsis))
        for line in syntax.rows
    )
    shape = reader.fitted(
        lambda: assembled(tuple(tuple(piece.shape for piece in line) for line in rows)), syntax.span
    )
    return Block(rows, shape, syntax.span)


def _read_list(reader: Reader, syntax: s.Blocks) -> Expression:
    """`[g_1, …, g_V]` is `[g_i for i]` with i over V; `[g_1; …; g_V]` stands below one another."""
    scope, below = reader.scope, len(syntax.rows) > 1
    pieces = [piece for line in syntax.rows for piece in line]
    dots = [at for at, piece in enumerate(pieces) if isinstance(piece, s.Ellipsis)]
    if (
        len(dots) != 1
        or dots[0] != len(pieces) - 2
        or (below and any(len(line) != 1 for line in syntax.rows))
    ):
        raise scope.unreadable("E325", "a list with `…` is `[g_1, …, g_V]`", syntax.span)
    first, *middles, last = [piece for piece in pieces if not isinstance(piece, s.Ellipsis)]
    name = next(c for c in "ijklmnpqrst" if scope.meaning(c) is None)
    general, end = _generalise(first, last, name)
    size = None if end is None else read_count(scope, end)
    if general is None or size is None:
        raise scope.unreadable(
            "E325",
            "the first and the last piece must differ in one index, which is 1 and a size",
            syntax.span,
        )
    for place, piece in enumerate(middles, start=2):
        middle, number = _generalise(first, piece, name)
        if middle != general or not isinstance(number, s.Numeral) or number.value != place:
            raise scope.unreadable("E325", f"piece {place} does not follow from the first one", piece.span)
    letter = scope.letter(name, syntax.span)
    letter.settle(size, last.span, scope.source)
    with scope.bound(letter):
        body = reader.read(general)
    return _stack(reader, letter, body, below=below, span=syntax.span)


def _generalise(first: s.Syntax, other: s.Syntax, letter: str) -> tuple[s.Syntax | None, s.Syntax | None]:
    """(the expression with the letter where first has the index 1 and other another, that other index)."""
    ends: list[s.Syntax] = []
    general = _merge(first, other, letter, ends)
    if not ends or any(not same_syntax(end, ends[0]) for end in ends):
        return None, None
    return general, ends[0]  # type: ignore[return-value]


def _merge(first: object, other: object, letter: str, ends: list[s.Syntax]) -> object:
    if isinstance(first, s.Numeral) and first.value == 1 and not same_syntax(first, other):
        ends.append(other)  # type: ignore[arg-type]
        return s.Name(letter, first.span)
    if isinstance(first, tuple) and isinstance(other, tuple) and len(first) == len(other):
        return tuple(_merge(a, b, letter, ends) for a, b in zip(first, other, strict=True))
    if is_dataclass(first) and type(first) is type(other) and not isinstance(first, Span | type):
        changes = {
            each.name: _merge(getattr(first, each.name), getattr(other, each.name), letter, ends)
            for each in fields(first)
            if not each.name.endswith("span")
        }
        return replace(first, **changes)
    return first


def same_syntax(one: object, other: object) -> bool:
    """Do two trees spell the same, wherever they stand?"""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same_syntax(a, b) for a, b in zip(one, other, strict=True))
    if is_dataclass(one) and type(one) is type(other):
        return all(
            same_syntax(getattr(one, each.name), getattr(other, each.name))
            for each in fields(one)
            if not each.name.endswith("span")
        )
    return one == other
