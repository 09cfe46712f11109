"""Reading subscripts: entries, rows, columns, members of families, new axes."""

from symderiv.language.expression import Expression, NewAxis, Shape, Subscript
from symderiv.reading.elaborate.definitions import read_defined_part
from symderiv.reading.elaborate.indices import is_index, read_index, split_runs
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.elaborate.shapes import ONE, describe, loose_row
from symderiv.reading.parse import syntax as s
from symderiv.source import Span


def read_subscript(reader: Reader, syntax: s.Subscript) -> Expression:
    if isinstance(syntax.base, s.Name):
        name = syntax.base.text
        if is_index(reader.scope, syntax):
            raise reader.scope.unreadable(
                "E307",
                f"`{name}` holds positions, not numbers",
                syntax.span,
                f"`x_{{{name}_k}}` is an entry of x",
            )
        template = reader.scope.declarations.templates.get(name)
        if template is not None and template.indices and name not in reader.scope.values:
            return read_defined_part(reader, template, syntax)
    return reader.part(reader.read(syntax.base), syntax.items, syntax)


def read_part(
    reader: Reader, base: Expression, items: tuple[s.Syntax | s.Slice | s.NewAxis, ...], syntax: s.Subscript
) -> Expression:
    """The part of an array that subscripts pick."""
    pieces = split_runs(reader.scope, items)
    if any(isinstance(piece, s.NewAxis) for piece in pieces):
        return _new_axis(reader, base, pieces, syntax.span)
    shape = base.shape
    if syntax.origin == 1 and len(pieces) < shape.rank:
        _refuse_run_of_digits(reader, pieces)
    if len(pieces) == 1 and shape.rank == 2:
        pieces = (*pieces, s.Slice(syntax.span))
    if len(pieces) != shape.rank or shape.is_scalar:
        raise reader.scope.ill_shaped(
            "E412",
            f"{describe(shape)} has {_axes(shape.rank)}, and here {_subscripts(len(pieces))}",
            syntax.span,
        )
    selectors = tuple(
        None
        if isinstance(piece, s.Slice | s.NewAxis)
        else read_index(reader.scope, piece, syntax.origin, axis)
        for piece, axis in zip(pieces, shape.axes, strict=True)
    )
    return Subscript(base, selectors, picked_shape(shape, tuple(i is None for i in selectors)), syntax.span)


def _refuse_run_of_digits(reader: Reader, pieces: tuple[s.Syntax | s.Slice | s.NewAxis, ...]) -> None:
    """`A_12` of a matrix: the entry (1, 2), or row 12?"""
    for piece in pieces:
        if isinstance(piece, s.Numeral) and piece.value >= 10 and piece.value.denominator == 1:
            digits = str(piece.value)
            raise reader.scope.unreadable(
                "E338",
                f"`{digits}` can be read in two ways: as one index, and digit by digit",
                piece.span,
                f"write `_{{{','.join(digits)}}}`, or `_{{{digits},:}}` for a row",
            )


def _new_axis(
    reader: Reader, base: Expression, pieces: tuple[s.Syntax | s.Slice | s.NewAxis, ...], span: Span
) -> Expression:
    kinds = tuple(type(piece) for piece in pieces)
    if base.shape.rank != 1 or kinds not in ((s.Slice, s.NewAxis), (s.NewAxis, s.Slice)):
        raise reader.scope.ill_shaped(
            "E413", "`None` makes an axis of a vector only", span, "x[:, None] is n×1, x[None, :] is 1×n"
        )
    n = base.shape.axes[0]
    if kinds[0] is s.Slice:
        return NewAxis(base, 1, Shape((n, ONE), spread=(1,)), span)
    return NewAxis(base, 0, Shape((ONE, n), spread=(0,)), span)


def picked_shape(shape: Shape, kept: tuple[bool, ...]) -> Shape:
    """The shape of what is left when some axes are picked: a row of a matrix may stand as a column."""
    from_matrix_row = kept == (False, True)
    axes = tuple(size for size, keep in zip(shape.axes, kept, strict=True) if keep)
    if all(kept):
        return shape
    if from_matrix_row:
        return loose_row(axes[0])
    return Shape(axes)


def _axes(count: int) -> str:
    return "no axes" if count == 0 else "one axis" if count == 1 else f"{count} axes"


def _subscripts(count: int) -> str:
    return "is one subscript" if count == 1 else f"are {count} subscripts"
