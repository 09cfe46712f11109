"""Arrays over letters: what a factor is as a column, a row, a matrix or its transpose."""

from collections.abc import Callable
from fractions import Fraction

from symderiv.deriving import build
from symderiv.language import expression as e
from symderiv.language.expression import Expression, IndexVariable, Shape
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.shapes import column, row
from symderiv.records import dataclass

Letters = tuple[IndexVariable, ...]


class Unraisable(Exception):
    """There is no array notation over one of these letters."""

    def __init__(self, letters: frozenset[str]) -> None:
        super().__init__()
        self.letters = letters


@dataclass(frozen=True, slots=True)
class Raised:
    """An array over letters: as they are ordered (a column), and the other way (a row, the transpose)."""

    letters: Letters
    straight: Callable[[], Expression]
    across: Callable[[], Expression]
    is_identity: bool = False

    def over(self, *letters: IndexVariable) -> "Raised":
        """The same array, its letters in this order."""
        if self.letters == letters:
            return self
        return Raised(letters, self.across, self.straight, self.is_identity)


def scalar(of: Expression) -> Raised:
    return Raised((), lambda: of, lambda: of)


def vector(letter: IndexVariable, part: Expression) -> Raised:
    """A part with one axis, as a column and as a row."""
    if part.shape.is_row:
        return Raised((letter,), lambda: build.flipped(part), lambda: part)
    return Raised((letter,), lambda: part, lambda: build.flipped(part))


def ones(letter: IndexVariable) -> Raised:
    return vector(letter, build.ones(axis(letter)))


def axis(letter: IndexVariable) -> Size:
    """The size of the axis over which a letter runs; every letter here has one."""
    return letter.sort if letter.sort is not None else build.ONE


def outer(left: Raised, right: Raised) -> Raised:
    return Raised(
        (*left.letters, *right.letters),
        lambda: build.matrix_product(left.straight(), right.across()),
        lambda: build.matrix_product(right.straight(), left.across()),
    )


def scaled_by(factor: Raised, of: Raised) -> Raised:
    return Raised(
        of.letters,
        lambda: build.scaled(factor.straight(), of.straight()),
        lambda: build.scaled(factor.straight(), of.across()),
    )


def entry_by_entry(left: Raised, right: Raised) -> Raised:
    right = right.over(*left.letters)
    return Raised(
        left.letters,
        lambda: build.hadamard(left.straight(), right.straight()),
        lambda: build.hadamard(left.across(), right.across()),
    )


def over(above: Raised, below: Raised) -> Raised:
    below = below.over(*above.letters) if above.letters else below
    return Raised(
        below.letters,
        lambda: build.quotient(above.straight(), below.straight()),
        lambda: build.quotient(above.across(), below.across()),
    )


def to_the(of: Raised, exponent: Fraction) -> Raised:
    if exponent == 1:
        return of
    return Raised(
        of.letters,
        lambda: build.power(of.straight(), exponent),
        lambda: build.power(of.across(), exponent),
    )


def under_sum(letter: IndexVariable, inner: Raised) -> Raised:
    sort = axis(letter)
    binder = e.Binder(letter.name, sort, Size(()), sort - Size.number(1))

    def under(body: Expression) -> Expression:
        return e.Big("sum", (binder,), None, body, body.shape)

    return Raised(inner.letters, lambda: under(inner.straight()), lambda: under(inner.across()))


def softmax(name: str, of: Expression) -> Expression:
    return e.Apply(name, (of,), of.shape.rank - 1, Shape(of.shape.axes, of.shape.orientation))


def member_part(member: Expression, selectors: tuple[e.Index | None, ...], count: int) -> Expression | None:
    if isinstance(member, e.Stack):
        return member
    return picked(member, selectors[count:])


def picked(array: Expression, selectors: tuple[e.Index | None, ...]) -> Expression:
    if all(each is None for each in selectors):
        return array
    axes = tuple(n for n, each in zip(array.shape.axes, selectors, strict=True) if each is None)
    shape = Shape(axes)
    if len(axes) == 1 and selectors[-1] is None:
        shape = Shape(axes, e.Orientation.LOOSE_ROW)
    return e.Subscript(array, selectors, shape)


def shape_over(letters: Letters, *, across: bool = False) -> Shape:
    axes = tuple(letter.sort for letter in letters if letter.sort is not None)
    if len(axes) == 1:
        return row(axes[0]) if across else column(axes[0])
    return Shape(axes[::-1] if across else axes)
