"""Reading positions: letters, declared indices, literals, and sums of these."""

from symderiv.language.document import Kind
from symderiv.language.expression import Index, IndexElement, IndexSum, IndexSymbol
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.scope import Letter, Scope
from symderiv.reading.parse.syntax import (
    Binary,
    Bracketed,
    Name,
    NewAxis,
    Numeral,
    Origin,
    Sign,
    Slice,
    Subscript,
    Syntax,
)
from symderiv.records import dataclass
from symderiv.source import Span

NOTHING = Size(())
ONE = Size.number(1)


@dataclass(frozen=True, slots=True)
class Linear:
    """offset + Σ factor · index, before the origin of the spelling is taken into account."""

    atoms: tuple[tuple[int, Index, Letter | None], ...]
    offset: Size

    def plus(self, other: "Linear", sign: int) -> "Linear":
        scaled = other.times(sign)
        return Linear(self.atoms + scaled.atoms, self.offset + scaled.offset)

    def times(self, factor: int) -> "Linear":
        atoms = tuple((factor * f, index, letter) for f, index, letter in self.atoms)
        return Linear(atoms, self.offset * Size.number(factor))


def is_index(scope: Scope, syntax: Syntax) -> bool:
    """Does this spell a position: a letter or a declared index, with nothing else but whole numbers?"""
    match syntax:
        case Name(text):
            symbol = scope.declarations.symbols.get(text)
            is_position = symbol is not None and symbol.kind is Kind.POSITION and symbol.shape.is_scalar
            return (
                text in scope.letters
                or text in (scope.implicit or {})
                or (is_position and text not in scope.values)
            )
        case Subscript(Name(text), _):
            symbol = scope.declarations.symbols.get(text)
            return symbol is not None and symbol.kind is Kind.POSITION
        case Binary("+" | "-" | "juxtaposition" | "star", left, right):
            sides = (left, right)
            return any(is_index(scope, side) for side in sides) and all(
                is_index(scope, side) or _is_count(scope, side) for side in sides
            )
        case Bracketed(inner) | Sign(_, inner):
            return is_index(scope, inner)
        case _:
            return False


def _is_count(scope: Scope, syntax: Syntax) -> bool:
    match syntax:
        case Numeral(value):
            return value.denominator == 1
        case Name(text):
            return text in scope.declarations.sizes and scope.meaning(text) == "declared"
        case Binary("+" | "-" | "juxtaposition" | "star", left, right):
            return _is_count(scope, left) and _is_count(scope, right)
        case Bracketed(inner) | Sign(_, inner):
            return _is_count(scope, inner)
        case _:
            return False


def read_count(scope: Scope, syntax: Syntax) -> Size | None:
    """The size that an expression in sizes and whole numbers spells, or None."""
    if not _is_count(scope, syntax):
        return None
    return _linear(scope, syntax, 0).offset


def read_index(
    scope: Scope, syntax: Syntax, origin: Origin, axis: Size | None, *, compared: bool = False
) -> Index:
    """The position that is spelled here, on an axis of the given size (None: to be found out elsewhere).

    A number that is only compared with a position need not be one: `i > 0`.
    """
    linear = _linear(scope, syntax, origin)
    if not linear.atoms and compared:
        return IndexSum((), linear.offset - (ONE if origin == 1 else NOTHING), axis, syntax.span)
    if not linear.atoms:
        return _literal(scope, linear.offset, origin, axis, syntax.span)
    shift = linear.offset
    if origin == 1:
        steps = sum(factor for factor, index, letter in linear.atoms if not _is_integer(letter))
        shift = shift + Size.number(steps) - ONE
    if len(linear.atoms) == 1 and abs(linear.atoms[0][0]) == 1:
        factor, index, letter = linear.atoms[0]
        if factor == 1 and not shift.terms and not _is_integer(letter):
            return _on_axis(scope, index, letter, axis, syntax.span)
        if letter is not None and axis is not None and letter.sort is None:
            letter.weak.append(axis)
    terms = tuple((factor, _settled(scope, index, letter)) for factor, index, letter in linear.atoms)
    return IndexSum(terms, shift, axis, syntax.span)


def _is_integer(letter: Letter | None) -> bool:
    """A letter with explicit bounds that is a position on no axis."""
    return letter is not None and letter.ranged and letter.sort is None


def _on_axis(scope: Scope, index: Index, letter: Letter | None, axis: Size | None, span: Span) -> Index:
    if letter is not None:
        letter.subscripts = letter.subscripts or axis is not None
        if axis is not None:
            letter.settle(axis, span, scope.source)
        return scope.variable(letter, span)
    if axis is not None and index.sort != axis:
        raise scope.ill_shaped(
            "E410", f"a position on an axis of size {index.sort} is used here on one of size {axis}", span
        )
    return index


def _settled(scope: Scope, index: Index, letter: Letter | None) -> Index:
    return index if letter is None else scope.variable(letter, index.span)


def _literal(scope: Scope, value: Size, origin: Origin, axis: Size | None, span: Span) -> Index:
    number = value.at({}) if value.is_number else None
    if origin == 1:
        if number is not None and number < 1:
            raise scope.unreadable(
                "E305",
                f"a subscript counts from 1, so there is no entry {number}",
                span,
                "did you mean the letter `o`, or `y[0]`, which counts from 0?" if number == 0 else None,
            )
        value = value - ONE
    elif number is not None and number < 0 and axis is not None:
        value = axis + value
    if axis is not None and axis.is_number and value.is_number and not 0 <= value.at({}) < axis.at({}):
        raise scope.ill_shaped("E411", f"an axis of size {axis} has no such entry", span)
    return IndexSum((), value, axis, span)


def _linear(scope: Scope, syntax: Syntax, origin: Origin) -> Linear:
    match syntax:
        case Numeral(value) if value.denominator == 1:
            return Linear((), Size.number(value.numerator))
        case Name(text, span):
            return _named(scope, text, span)
        case Subscript(Name(text, span), items, inner) if _is_positions(scope, text):
            return Linear(((1, _element(scope, text, items, inner, syntax.span), None),), NOTHING)
        case Bracketed(inner_syntax):
            return _linear(scope, inner_syntax, origin)
        case Sign(sign, operand):
            return _linear(scope, operand, origin).times(-1 if sign == "-" else 1)
        case Binary("+" | "-" as sign, left, right):
            return _linear(scope, left, origin).plus(_linear(scope, right, origin), -1 if sign == "-" else 1)
        case Binary("juxtaposition" | "star" | "dot", left, right):
            return _scaled(scope, left, right, origin, syntax.span)
        case _:
            raise _no_index(scope, syntax.span)


def _scaled(scope: Scope, left: Syntax, right: Syntax, origin: Origin, span: Span) -> Linear:
    first, second = _linear(scope, left, origin), _linear(scope, right, origin)
    if not first.atoms and not second.atoms:
        return Linear((), first.offset * second.offset)
    number, other = (first, second) if not first.atoms else (second, first)
    if number.atoms or not number.offset.is_number:
        raise _no_index(scope, span)
    return other.times(number.offset.at({}))


def _no_index(scope: Scope, span: Span) -> Exception:
    return scope.unreadable(
        "E306",
        "this is no index",
        span,
        "an index is a bound letter, a declared index, a number, or a sum of these",
    )


def _is_positions(scope: Scope, name: str) -> bool:
    symbol = scope.declarations.symbols.get(name)
    return symbol is not None and symbol.kind is Kind.POSITION


def _named(scope: Scope, text: str, span: Span) -> Linear:
    letter = scope.find_letter(text, span)
    if letter is not None:
        letter.used = True
        from_letter = IndexSum((), NOTHING, letter.sort, span)
        return Linear(((1, from_letter, letter),), NOTHING)
    symbol = scope.declarations.symbols.get(text)
    if symbol is not None and symbol.kind is Kind.POSITION and symbol.sort is not None:
        if not symbol.shape.is_scalar:
            raise scope.unreadable(
                "E306", f"`{text}` is several positions, not one", span, f"write `{text}_k`"
            )
        return Linear(((1, IndexSymbol(text, symbol.sort, span), None),), NOTHING)
    if text in scope.declarations.sizes:
        return Linear((), Size.named(text))
    if scope.meaning(text) is None:
        raise scope.unknown(text, span, subscript=True)
    raise _no_index(scope, span)


def _element(
    scope: Scope, name: str, items: tuple[Syntax | Slice | NewAxis, ...], origin: Origin, span: Span
) -> Index:
    symbol = scope.declarations.symbols[name]
    if symbol.sort is None:
        raise _no_index(scope, span)
    pieces = split_runs(scope, items)
    if len(pieces) != symbol.shape.rank:
        raise scope.ill_shaped(
            "E412", f"`{name}` has {symbol.shape.rank} axes, and here are {len(pieces)} subscripts", span
        )
    at: list[Index] = []
    for piece, axis in zip(pieces, symbol.shape.axes, strict=True):
        if isinstance(piece, Slice | NewAxis):
            raise _no_index(scope, piece.span)
        at.append(read_index(scope, piece, origin, axis))
    return IndexElement(name, tuple(at), symbol.sort, span)


def split_runs(
    scope: Scope, items: tuple[Syntax | Slice | NewAxis, ...]
) -> tuple[Syntax | Slice | NewAxis, ...]:
    """The subscripts one by one: a run of letters that is no known name is split into its letters."""
    pieces: list[Syntax | Slice | NewAxis] = []
    for item in items:
        if isinstance(item, Name) and len(item.text) > 1 and not _has_meaning(scope, item.text):
            pieces.extend(_letters_of(scope, item))
        else:
            pieces.append(item)
    return tuple(pieces)


def _has_meaning(scope: Scope, text: str) -> bool:
    return scope.meaning(text) is not None or text in (scope.implicit or {})


def _letters_of(scope: Scope, run: Name) -> tuple[Syntax, ...]:
    letters = tuple(
        Name(letter, Span(run.span.start + at, run.span.start + at + 1)) for at, letter in enumerate(run.text)
    )
    unknown = [letter for letter in letters if not _has_meaning(scope, letter.text)]
    if unknown and scope.implicit is None:
        if len(unknown) == len(letters):
            raise scope.unknown(run.text, run.span, subscript=True)
        raise scope.unknown(unknown[0].text, unknown[0].span, subscript=True)
    return letters
