"""The shape rules: what fits beside, before and below what. The only place that infers shapes."""

from typing import Literal

from symderiv.language.expression import SCALAR, Contraction, Orientation, Shape
from symderiv.language.operators import Operator, ShapeRule
from symderiv.language.sizes import Size

ONE = Size.number(1)
Layout = Literal["mixed", "numerator", "denominator"]


class ShapeClash(Exception):
    """Two shapes that do not fit, in words; the elaborator adds the place."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def column(n: Size) -> Shape:
    return Shape((n,))


def row(n: Size) -> Shape:
    return Shape((n,), Orientation.ROW)


def loose_row(n: Size) -> Shape:
    return Shape((n,), Orientation.LOOSE_ROW)


def matrix(m: Size, n: Size) -> Shape:
    return Shape((m, n))


def describe(shape: Shape) -> str:
    """The shape as a type of the format: `vector[D]`, `matrix[V, D]`."""
    sizes = ", ".join(str(size) for size in shape.axes)
    match shape.rank:
        case 0:
            return "scalar"
        case 1:
            return f"{'row' if shape.is_row else 'vector'}[{sizes}]"
        case 2:
            return f"matrix[{sizes}]"
        case _:
            return f"tensor[{sizes}]"


def _is_loose(shape: Shape) -> bool:
    return shape.rank == 1 and shape.orientation is Orientation.LOOSE_ROW


def _is_column(shape: Shape) -> bool:
    return shape.rank == 1 and not shape.is_row


def transposed(shape: Shape) -> Shape:
    """The shape of the transpose; the transpose of a row that NumPy made is a column, of a column a row."""
    if shape.rank == 1:
        return column(shape.axes[0]) if shape.is_row else row(shape.axes[0])
    return Shape(tuple(reversed(shape.axes)))


# ── Products ────────────────────────────────────────────────────────────────────────────────────


def juxtaposed(left: Shape, right: Shape) -> tuple[Contraction, Shape]:
    """The product of mathematics, strict about rows and columns."""
    if left.is_scalar or right.is_scalar:
        return Contraction.SCALE, right if left.is_scalar else left
    if _is_column(left):
        if right.is_row:
            return Contraction.OUTER, matrix(left.axes[0], right.axes[0])
        raise ShapeClash(
            f"{describe(left)} times {describe(right)} is no matrix product", _column_first_hint(left, right)
        )
    if right.is_row:
        raise ShapeClash(
            f"{describe(left)} times {describe(right)} is no matrix product",
            "transpose the row to make it a column"
            if left.rank > 1 and left.axes[-1] == right.axes[0]
            else "a row stands at the right of a column only",
        )
    _contractible(left, right)
    return Contraction.CONTRACT, _contracted(left, right, loose=_is_loose(left))


def _column_first_hint(left: Shape, right: Shape) -> str:
    if right.rank == 1:
        if left.axes == right.axes:
            return "x^T y is the inner product, x y^T the outer product, x ⊙ y the product entry by entry"
        return "x y^T is the outer product"
    if left.axes[-1] == right.axes[0]:
        return "x^T A is the row, A^T x the column"
    return "a column has one entry per row: only a row or a scalar fits at its right"


def at_product(left: Shape, right: Shape) -> tuple[Contraction, Shape]:
    """`@`: one axis at the left counts as a row, at the right as a column."""
    if left.is_scalar or right.is_scalar:
        raise ShapeClash("`@` does not take a scalar", "use `*`")
    if right.is_row and not _is_loose(right):
        raise ShapeClash(
            f"a row stands at the right of `@`: {describe(left)} @ {describe(right)}",
            "outer(x, y) is the outer product; without the transpose it is a column",
        )
    _contractible(left, right)
    return Contraction.CONTRACT, _contracted(left, right, loose=left.rank == 1)


def dot_product(left: Shape, right: Shape) -> tuple[Contraction, Shape]:
    """`·`: scaling, the inner product of two columns, else the matrix product."""
    if left.rank == right.rank == 1 and _is_column(left) and (_is_column(right) or _is_loose(right)):
        return inner_product(left, right)
    if _is_loose(left) and _is_loose(right):
        return inner_product(left, right)
    return juxtaposed(left, right)


def inner_product(left: Shape, right: Shape) -> tuple[Contraction, Shape]:
    """The inner product of two vectors that stand alike."""
    for shape in (left, right):
        if shape.rank != 1:
            raise ShapeClash(f"an inner product is of two vectors, not of {describe(shape)}")
    if _stand_across(left, right):
        raise ShapeClash(f"a column beside a row: {describe(left)} and {describe(right)}", "transpose one")
    _same_length(left, right)
    return Contraction.CONTRACT, SCALAR


def outer_product(left: Shape, right: Shape) -> tuple[Contraction, Shape]:
    """`x ⊗ y`, `outer(x, y)`: entry (i, j) is x_i y_j."""
    for shape in (left, right):
        if shape.rank != 1 or shape.orientation is Orientation.ROW:
            raise ShapeClash(
                f"an outer product is of two columns, not of {describe(shape)}",
                "transpose the row" if shape.rank == 1 else None,
            )
    return Contraction.OUTER, matrix(left.axes[0], right.axes[0])


def _contractible(left: Shape, right: Shape) -> None:
    if left.axes[-1] != right.axes[0]:
        raise ShapeClash(
            f"{describe(left)} times {describe(right)}: {left.axes[-1]} against {right.axes[0]}",
            _transpose_hint(left, right),
        )


def _transpose_hint(left: Shape, right: Shape) -> str | None:
    if left.rank == 2 and left.axes[0] == right.axes[0]:
        return "the transpose of the left factor would fit"
    if right.rank == 2 and left.axes[-1] == right.axes[-1]:
        return "the transpose of the right factor would fit"
    return None


def _contracted(left: Shape, right: Shape, *, loose: bool) -> Shape:
    axes = left.axes[:-1] + right.axes[1:]
    if len(axes) != 1:
        return Shape(axes)
    if left.rank > 1:
        return Shape(axes)
    return Shape(axes, Orientation.LOOSE_ROW if loose else Orientation.ROW)


# ── Entry by entry ──────────────────────────────────────────────────────────────────────────────


def entrywise(left: Shape, right: Shape) -> Shape:
    """The common shape of two operands of an elementwise operation, with the two broadcasts that exist.

    A scalar goes with anything, a row with every row of a matrix, an axis made by `None` is spread.
    """
    if left.is_scalar or right.is_scalar:
        return right if left.is_scalar else left
    if left.spread or right.spread:
        return _spread(left, right)
    if left.rank == right.rank == 1:
        return _beside(left, right)
    if {left.rank, right.rank} == {1, 2}:
        return _row_with_matrix(left, right)
    if left.axes != right.axes:
        raise ShapeClash(f"{describe(left)} beside {describe(right)}", _same_up_to_transpose(left, right))
    return left


def _same_up_to_transpose(left: Shape, right: Shape) -> str | None:
    return "one is as large as the other's transpose" if left.axes == tuple(reversed(right.axes)) else None


def _beside(left: Shape, right: Shape) -> Shape:
    _same_length(left, right)
    if _stand_across(left, right):
        raise ShapeClash(
            f"a column beside a row: {describe(left)} and {describe(right)}", "transpose one of them"
        )
    return right if _is_loose(left) else left


def _stand_across(left: Shape, right: Shape) -> bool:
    return {left.orientation, right.orientation} == {Orientation.COLUMN, Orientation.ROW}


def _same_length(left: Shape, right: Shape) -> None:
    if left.axes != right.axes:
        raise ShapeClash(f"{describe(left)} beside {describe(right)}: {left.axes[0]} against {right.axes[0]}")


def _row_with_matrix(left: Shape, right: Shape) -> Shape:
    one, two = (left, right) if left.rank == 1 else (right, left)
    if not one.is_row:
        hint = "b^T is a row, which goes with every row" if one.axes[0] == two.axes[1] else None
        raise ShapeClash(f"a column beside a matrix: {describe(left)} and {describe(right)}", hint)
    if one.axes[0] != two.axes[1]:
        raise ShapeClash(f"{describe(left)} beside {describe(right)}: {one.axes[0]} against {two.axes[1]}")
    return two


def _spread(left: Shape, right: Shape) -> Shape:
    for shape in (left, right):
        if _is_column(shape) or shape.rank > 2:
            raise ShapeClash(f"{describe(left)} beside {describe(right)}", "write x[:, None] or x[None, :]")
    first, second = (shape if shape.rank == 2 else matrix(ONE, shape.axes[0]) for shape in (left, right))
    spread_first = set(left.spread) | ({0} if left.rank == 1 else set())
    spread_second = set(right.spread) | ({0} if right.rank == 1 else set())
    axes: list[Size] = []
    still: list[int] = []
    for at, (m, n) in enumerate(zip(first.axes, second.axes, strict=True)):
        if at in spread_first and at in spread_second:
            still.append(at)
            axes.append(ONE)
        elif at in spread_first:
            axes.append(n)
        elif at in spread_second or m == n:
            axes.append(m)
        else:
            raise ShapeClash(f"{describe(left)} beside {describe(right)}: {m} against {n}")
    return Shape(tuple(axes), spread=tuple(still))


def side_by_side(left: Shape, right: Shape) -> None:
    """The two sides of an equation: equal axes, and no column against a declared or transposed row."""
    if left.axes == right.axes and not (left.rank == 1 and _stand_across(left, right)):
        return
    hint = None
    if left.axes == tuple(reversed(right.axes)):
        hint = "the transpose of one side has the shape of the other"
    raise ShapeClash(f"the left side is {describe(left)}, the right side {describe(right)}", hint)


# ── Functions ───────────────────────────────────────────────────────────────────────────────────


def applied(operator: Operator, shape: Shape, axis: int | None) -> tuple[int | None, Shape]:
    """The axis that a function of one array acts on (None: all entries), and the shape of its value."""
    name = operator.name
    match operator.rule:
        case ShapeRule.ELEMENTWISE:
            _no_axis(name, axis)
            return None, shape
        case ShapeRule.ALONG_ROWS:
            at = _along(name, shape, axis if axis is not None else shape.rank - 1)
            return at, Shape(shape.axes, shape.orientation)
        case ShapeRule.REDUCE_ROWS:
            at = _along(name, shape, axis if axis is not None else shape.rank - 1)
            return at, _without(shape, at)
        case ShapeRule.REDUCTION:
            if axis is None:
                return None, _all_entries(name, shape)
            at = _along(name, shape, axis)
            return at, _without(shape, at)
        case ShapeRule.NORM:
            _no_axis(name, axis)
            return None, _all_entries(name, shape)
        case ShapeRule.SQUARE_TO_SCALAR:
            _no_axis(name, axis)
            _square(name, shape)
            return None, SCALAR
        case ShapeRule.SQUARE_TO_SQUARE:
            _no_axis(name, axis)
            return None, _square(name, shape)
        case ShapeRule.DIAGONAL:
            _no_axis(name, axis)
            return None, _diagonal(shape)
        case ShapeRule.FLATTEN:
            if shape.rank != 2:
                raise ShapeClash(f"`{name}` takes a matrix, not {describe(shape)}")
            _no_axis(name, axis)
            return None, column(shape.axes[0] * shape.axes[1])


def _no_axis(name: str, axis: int | None) -> None:
    if axis is not None:
        raise ShapeClash(f"`{name}` takes no axis")


def _along(name: str, shape: Shape, axis: int) -> int:
    if shape.is_scalar:
        raise ShapeClash(f"`{name}` takes a vector or a matrix, not a scalar")
    if not -shape.rank <= axis < shape.rank:
        raise ShapeClash(
            f"`{name}` of {describe(shape)} has no axis {axis}", f"axes count from 0 to {shape.rank - 1}"
        )
    return axis % shape.rank


def _without(shape: Shape, axis: int) -> Shape:
    axes = shape.axes[:axis] + shape.axes[axis + 1 :]
    if len(axes) == 1 and axis == 0:
        return Shape(axes, Orientation.LOOSE_ROW)
    return Shape(axes)


def _all_entries(name: str, shape: Shape) -> Shape:
    if shape.is_scalar:
        raise ShapeClash(f"`{name}` takes a vector or a matrix, not a scalar")
    return SCALAR


def _square(name: str, shape: Shape) -> Shape:
    if shape.rank != 2 or shape.axes[0] != shape.axes[1]:
        raise ShapeClash(f"`{name}` takes a square matrix, not {describe(shape)}")
    return Shape(shape.axes)


def _diagonal(shape: Shape) -> Shape:
    if shape.rank == 1:
        if shape.orientation is Orientation.ROW:
            raise ShapeClash(f"`diag` takes a column, not {describe(shape)}", "transpose the row")
        return matrix(shape.axes[0], shape.axes[0])
    return column(_square("diag", shape).axes[0])


def power(base: Shape) -> Shape:
    """A matrix power: of a square matrix only."""
    if base.rank == 2 and base.axes[0] == base.axes[1]:
        return Shape(base.axes)
    if base.rank == 1:
        raise ShapeClash(
            f"{describe(base)} has no power", "x**2 is the power entry by entry, normsq(x) the squared length"
        )
    raise ShapeClash(
        f"a power takes a square matrix, not {describe(base)}", "A**2 is the power entry by entry"
    )


def differentiated(of: Shape, wrt: Shape, layout: Layout) -> tuple[bool, Shape]:
    """(do the axes of the variable come first?, the shape of ∂of/∂wrt) in a layout."""
    if of.is_scalar:
        if layout == "numerator" and _is_column(wrt):
            return False, row(wrt.axes[0])
        return False, Shape(wrt.axes, wrt.orientation)
    if wrt.is_scalar:
        return False, Shape(of.axes, of.orientation)
    if layout == "denominator" and of.rank == wrt.rank == 1:
        return True, Shape(wrt.axes + of.axes)
    return False, Shape(of.axes + wrt.axes)


def assembled(rows: tuple[tuple[Shape, ...], ...]) -> Shape:
    """The shape of `[a, b; c, d]`: heights agree in a row of pieces, widths add up alike in every row."""
    heights: list[Size] = []
    widths: list[Size] = []
    for line in rows:
        for piece in line:
            if piece.rank > 2:
                raise ShapeClash(f"{describe(piece)} is no block")
            if piece.grid[0] != line[0].grid[0]:
                raise ShapeClash(
                    f"blocks side by side differ in height: {describe(line[0])} and {describe(piece)}"
                )
        heights.append(line[0].grid[0])
        widths.append(_total(tuple(piece.grid[1] for piece in line)))
        if widths[-1] != widths[0]:
            raise ShapeClash(f"rows of blocks differ in width: {widths[0]} and {widths[-1]}")
    height, width = _total(tuple(heights)), widths[0]
    pieces = [piece for line in rows for piece in line]
    if len(rows) == 1 and all(piece.is_scalar or piece.is_row for piece in pieces):
        return row(width)
    if all(len(line) == 1 and (line[0].is_scalar or _is_column(line[0])) for line in rows):
        return column(height)
    return matrix(height, width)


def _total(sizes: tuple[Size, ...]) -> Size:
    total = Size(())
    for size in sizes:
        total = total + size
    return total


def stacked(body: Shape, n: Size, *, below: bool) -> tuple[int, Shape]:
    """(place of the new axis, shape) of the values side by side, or below one another."""
    match body.rank:
        case 0:
            return 0, column(n) if below else row(n)
        case 1 if not below and _is_column(body):
            return 1, matrix(body.axes[0], n)
        case 1 if below and body.is_row:
            return 0, matrix(n, body.axes[0])
    where = "below one another" if below else "side by side"
    hint = (
        "[g_i; for i] puts rows below one another" if body.is_row else "[g_i for i] puts columns side by side"
    )
    raise ShapeClash(f"pieces of shape {describe(body)} cannot stand {where}", hint)
