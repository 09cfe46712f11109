"""Which sign a product takes in a spelling: juxtaposition is strict about rows and columns, `@` is not."""

from collections.abc import Callable

from symderiv.language.expression import Contraction, Orientation, Product, Shape
from symderiv.writing.piece import Piece
from symderiv.writing.spellings import LATEX, NUMPY, Spelling

JUXTAPOSED = " "
WORDS = (r"\mathbf{", r"\mathit{", r"\operatorname{")


def product_sign(expression: Product, spelling: Spelling) -> str:
    """The sign between the factors; `outer(%s, %s)` and `dot(%s, %s)` are signs around them."""
    left, right = expression.left.shape, expression.right.shape
    match expression.contraction:
        case Contraction.SCALE:
            return spelling.scale
        case Contraction.ELEMENTWISE:
            return spelling.elementwise
        case Contraction.OUTER:
            return JUXTAPOSED if left.rank == 1 and not left.is_row and right.is_row else spelling.outer
        case Contraction.CONTRACT:
            if left.rank == right.rank == 1:
                return _inner_sign(left, right, spelling)
            return _matrix_sign(left, right, expression.shape, spelling)


def _inner_sign(left: Shape, right: Shape, spelling: Spelling) -> str:
    """Of two vectors: row and column stand side by side, two that stand alike have a sign between them."""
    if right.orientation is Orientation.ROW:
        return spelling.inner if spelling is LATEX else "dot(%s, %s)"
    if right.is_row and left.orientation is Orientation.ROW:
        return spelling.loose or spelling.inner
    return spelling.contract if left.is_row and not right.is_row else spelling.inner


def _matrix_sign(left: Shape, right: Shape, result: Shape, spelling: Spelling) -> str:
    is_loose = result.orientation is Orientation.LOOSE_ROW and left.orientation is Orientation.ROW
    if right.is_row or is_loose or (left.rank == 1 and not left.is_row):
        return spelling.loose or spelling.contract
    stays_strict = left.orientation is Orientation.ROW and result.rank == 1
    return JUXTAPOSED if spelling is NUMPY and stays_strict else spelling.contract


def standing(
    expression: Product, left: Piece, right: Piece, transpose: Callable[[Piece], Piece]
) -> tuple[Piece, Piece]:
    """The factors of a matrix product as mathematics has them: a row at the left, a column at the right."""
    first, second = expression.left.shape, expression.right.shape
    if expression.contraction is not Contraction.CONTRACT or first.rank == second.rank == 1:
        return left, right
    if first.rank == 1 and not first.is_row:
        left = transpose(left)
    return left, transpose(right) if second.is_row else right


def tex_gap(first: str, sign: str, second: str, *, opens: bool) -> str:
    """Juxtaposed factors in TeX: a thin space beside a scalar or a word, none of our own before Σ or log."""
    if opens and sign in (JUXTAPOSED, LATEX.scale):
        return JUXTAPOSED
    beside_word = second.startswith(WORDS) or any(word in first.rpartition(" ")[2] for word in WORDS)
    return LATEX.scale if sign == JUXTAPOSED and beside_word else sign
