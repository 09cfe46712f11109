"""Sums over letters as products of matrices, inner products, and sums of rows."""

from collections.abc import Iterator
from fractions import Fraction

from symderiv.deriving import build
from symderiv.deriving.arrays import (
    Letters,
    Raised,
    Unraisable,
    axis,
    entry_by_entry,
    outer,
    over,
    scalar,
    scaled_by,
)
from symderiv.language import expression as e
from symderiv.language.expression import SCALAR, Expression, IndexVariable, Shape
from symderiv.reading.elaborate.shapes import column


def divided(above: list[Raised], below: list[Raised]) -> list[Raised]:
    """Numerators over denominators with the same letters; scalars below stay for the end."""
    tensors = list(above)
    for each in below:
        if not each.letters:
            continue
        like = [k for k, t in enumerate(tensors) if set(t.letters) == set(each.letters) and not t.is_identity]
        if like:
            tensors[like[-1]] = over(tensors[like[-1]], each)
        else:
            tensors.append(over(scalar(e.Number(Fraction(1))), each))
    return tensors


def in_turn(tensors: list[Raised], letters: Letters) -> Iterator[IndexVariable]:
    """Letters between vectors first, then those that leave a vector, last those between matrices."""

    def weight(letter: IndexVariable) -> int:
        using = [t for t in tensors if letter in t.letters]
        return len({each for t in using for each in t.letters}) + 3 * (len(using) > 2)

    yield from sorted(letters, key=weight)


def eliminated(tensors: list[Raised], letter: IndexVariable, kept: Letters) -> list[Raised]:
    """Σ over one letter."""
    using = [t for t in tensors if letter in t.letters]
    others = [t for t in tensors if letter not in t.letters]
    vectors = [t for t in using if len(t.letters) == 1]
    matrices = merged([t for t in using if len(t.letters) == 2])
    stuck = Unraisable(frozenset((letter.name,)))
    if not using or any(t.is_identity for t in using) or len(matrices) > 2:
        raise stuck
    if not matrices:
        return [summed_vectors(vectors), *others]
    if len(matrices) == 1:
        return [matrix_with(matrices[0], vectors, letter), *others]
    first, second = by_place(matrices, letter, kept)
    if first.letters[0] == second.letters[1]:
        raise stuck
    if vectors:
        weight = together(vectors)
        first = contract(first, diagonal(weight, letter))
    return [contract(first, second), *others]


def merged(matrices: list[Raised]) -> list[Raised]:
    """Those over the same two letters as one, entry by entry."""
    found: list[Raised] = []
    for each in matrices:
        at = next((k for k, t in enumerate(found) if set(t.letters) == set(each.letters)), None)
        if at is None:
            found.append(each)
        else:
            found[at] = entry_by_entry(found[at], each)
    return found


def together(vectors: list[Raised]) -> Raised:
    whole = vectors[0]
    for each in vectors[1:]:
        whole = entry_by_entry(whole, each)
    return whole


def summed_vectors(vectors: list[Raised]) -> Raised:
    """The sum of the entries, the inner product of two vectors."""
    if len(vectors) == 1:
        return scalar(e.Apply("sum", (vectors[0].straight(),), None, SCALAR))
    first, rest = vectors[0], together(vectors[1:])
    return scalar(build.matrix_product(first.across(), rest.straight()))


def matrix_with(of: Raised, vectors: list[Raised], letter: IndexVariable) -> Raised:
    """A matrix times a vector, or the sums of its rows."""
    other = next(each for each in of.letters if each != letter)
    of = of.over(other, letter)
    if vectors:
        vector = together(vectors)
        return Raised(
            (other,),
            lambda: build.matrix_product(of.straight(), vector.straight()),
            lambda: build.matrix_product(vector.across(), of.across()),
        )
    n = axis(other)

    def sums(axis: int) -> Expression:
        body = of.straight() if axis else of.across()
        shape = column(n) if axis else Shape((n,), e.Orientation.LOOSE_ROW)
        return e.Apply("sum", (body,), axis, shape)

    return Raised((other,), lambda: sums(1), lambda: sums(0))


def by_place(matrices: list[Raised], letter: IndexVariable, kept: Letters) -> tuple[Raised, Raised]:
    """The matrix with the first outer letter before the other one."""
    ends = [next(each for each in t.letters if each != letter) for t in matrices]
    order = {each: k for k, each in enumerate(kept)}
    first, second = matrices
    if order.get(ends[0], len(kept)) > order.get(ends[1], len(kept)):
        first, second, ends = second, first, ends[::-1]
    return first.over(ends[0], letter), second.over(letter, ends[1])


def contract(first: Raised, second: Raised) -> Raised:
    return Raised(
        (first.letters[0], second.letters[1]),
        lambda: build.matrix_product(first.straight(), second.straight()),
        lambda: build.matrix_product(second.across(), first.across()),
    )


def diagonal(vector: Raised, letter: IndexVariable) -> Raised:
    whole = build.diagonal(vector.straight())
    return Raised((letter, letter), lambda: whole, lambda: whole)


def assembled(tensors: list[Raised], letters: Letters, coefficient: Fraction, below: list[Raised]) -> Raised:
    """What is left over the free letters, with the scalars in front and below."""
    over = tuple(each for each in letters if any(each in t.letters for t in tensors))
    whole = joined([t for t in tensors if t.letters], over)
    factor: Expression = e.Number(coefficient)
    for each in tensors:
        if not each.letters:
            factor = build.scaled(factor, each.straight())
    result = scaled_by(scalar(factor), whole) if whole is not None else scalar(factor)
    for each in below:
        if not each.letters:
            result = over_scalar(result, each)
    return result


def over_scalar(of: Raised, divisor: Raised) -> Raised:
    return Raised(
        of.letters,
        lambda: build.quotient(of.straight(), divisor.straight()),
        lambda: build.quotient(of.across(), divisor.straight()),
    )


def joined(tensors: list[Raised], over: Letters) -> Raised | None:
    if not tensors:
        return None
    if len(over) == 1:
        return together(tensors)
    identity = [t for t in tensors if t.is_identity]
    matrices = merged([t for t in tensors if len(t.letters) == 2 and not t.is_identity])
    sides = [[t for t in tensors if t.letters == (letter,)] for letter in over]
    if identity:
        if matrices:
            raise Unraisable(frozenset(each.name for each in over))
        vectors = [*sides[0], *sides[1]]
        if not vectors:
            return identity[0].over(*over)
        whole = build.diagonal(together([Raised(over[:1], v.straight, v.across) for v in vectors]).straight())
        return Raised(over, lambda: whole, lambda: whole)
    if not matrices:
        return outer(together(sides[0]), together(sides[1]))
    whole_matrix = matrices[0].over(*over)
    if sides[0]:
        whole_matrix = contract(diagonal(together(sides[0]), over[0]), whole_matrix)
    if sides[1]:
        whole_matrix = contract(whole_matrix, diagonal(together(sides[1]), over[1]))
    return whole_matrix
