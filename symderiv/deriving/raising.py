"""From one entry back to whole arrays: matrix, outer and elementwise products, transposes, diag, softmax."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from symderiv.deriving import build
from symderiv.deriving.terms import (
    Ask,
    Atom,
    Constant,
    Delta,
    Entry,
    Function,
    Group,
    Node,
    Product,
    SizeOf,
    Step,
    Sum,
    letters_of,
    letters_of_atom,
    letters_of_index,
    rename_product,
)
from symderiv.language import expression as e
from symderiv.language.expression import SCALAR, Definition, Expression, IndexVariable, Shape, SymbolRef
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.shapes import column, matrix, row
from symderiv.records import dataclass, replace

LETTERS: Final = "ijklmnpqrst"

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


@dataclass(frozen=True, slots=True)
class Names:
    """What may be used in writing: the names of rows and columns, and the names that are taken."""

    parts: Mapping[tuple[str, tuple[bool, ...]], Definition]
    """Families that are nothing but parts: `u_w` by the name U and the axes that are picked."""
    taken: frozenset[str]
    symmetric: frozenset[str] = frozenset()


class Raising:
    """Writes sums over entries as arrays."""

    def __init__(self, names: Names) -> None:
        self.names = names

    # ── The door ────────────────────────────────────────────────────────────────────────────────

    def array(self, sum: Sum, letters: Letters, shape: Shape) -> Expression:
        """The array of this shape whose entry at the letters is the sum."""
        raised = self.sum(sum, letters)
        return raised.across() if shape.is_row else raised.straight()

    def letter(self, sort: Size | None, sum: Sum) -> IndexVariable:
        """A letter for people, used nowhere in the sum."""
        used = letters_of(sum) | self.names.taken
        bound = frozenset(each for each in LETTERS if each in _bound_in(sum))
        return next(IndexVariable(each, sort) for each in LETTERS if each not in used | bound)

    # ── Sums ────────────────────────────────────────────────────────────────────────────────────

    def sum(self, sum: Sum, letters: Letters) -> Raised:
        if len(letters) > 2:
            raise Unraisable(frozenset(letter.name for letter in letters))
        terms = [(product.coefficient < 0, self.product(_positive(product), letters)) for product in sum]
        shapes = [_shape(letters), _shape(letters, across=True)]
        spread = [
            (is_negative, self._spread(term, letters, alone=len(terms) == 1)) for is_negative, term in terms
        ]

        def total(straight: bool) -> Expression:
            found = [(sign, term.straight() if straight else term.across()) for sign, term in spread]
            if len(found) > 1 and all(build.is_flipped(term) for _, term in found):
                return build.flipped(total(not straight))
            return build.sum_of(found, shapes[0 if straight else 1])

        return Raised(letters, lambda: total(True), lambda: total(False))

    def _spread(self, term: Raised, letters: Letters, *, alone: bool) -> Raised:
        """A term that does not depend on some letters, beside others that do, or by itself."""
        if term.letters == letters:
            return term
        if len(term.letters) == len(letters):
            return term.over(*letters)
        if not term.letters and not alone:
            return term
        missing = [letter for letter in letters if letter not in term.letters]
        filled = [_ones(letter) for letter in missing]
        if not term.letters and len(letters) == 1:
            return _scaled(term, filled[0])
        if not term.letters:
            return _scaled(term, _outer(filled[0], filled[1]))
        if alone:
            return _outer(*(filled[0] if letter in missing else term for letter in letters))
        if term.letters == letters[1:]:
            return Raised(letters, term.across, lambda: build.upright(term.straight()))
        return Raised(letters, lambda: build.upright(term.straight()), term.across)

    # ── Products ────────────────────────────────────────────────────────────────────────────────

    def product(self, product: Product, letters: Letters) -> Raised:
        """Σ of a product; a letter that no array notation removes stays under a Σ."""
        try:
            return self._contracted(product, letters)
        except Unraisable as problem:
            stuck = next((each for each in product.letters if each.name in problem.letters), None)
            if stuck is None:
                raise
        named = self.letter(stuck.sort, (product,))
        fewer = replace(product, letters=tuple(each for each in product.letters if each != stuck))
        inner = self.product(rename_product(fewer, {stuck.name: named}), letters)
        return _under_sum(named, inner)

    def _contracted(self, product: Product, letters: Letters) -> Raised:
        open = (*letters, *product.letters)
        above: list[Raised] = []
        below: list[Raised] = []
        for base, exponent in product.factors:
            factor = self.atom(base, open)
            if exponent < 0:
                below.append(_power(factor, -exponent))
            elif exponent == 2 and any(each in product.letters for each in factor.letters):
                above += [factor, factor]
            else:
                above.append(_power(factor, exponent))
        tensors = _divided(above, below)
        for letter in _in_turn(tensors, product.letters):
            tensors = _eliminated(tensors, letter, letters)
        return _assembled(tensors, letters, product.coefficient, below)

    # ── Atoms ───────────────────────────────────────────────────────────────────────────────────

    def atom(self, of: Atom, open: Letters) -> Raised:
        match of:
            case Entry():
                return self._entry(of, open)
            case Delta(left, right):
                return self._delta(left, right, open)
            case Ask(question):
                _no_letters(of, open)
                return scalar(question)
            case Step(relation, left, right):
                over = self._order(of, open)
                first, second = self._side(left, over), self._side(right, over)
                return Raised(
                    over,
                    lambda: build.compared(relation, first.straight(), second.straight()),
                    lambda: build.compared(relation, first.across(), second.across()),
                )
            case SizeOf(size):
                return scalar(e.SizeNumber(size))
            case Constant(name):
                return scalar(e.Constant("pi" if name == "pi" else "e"))
            case Function(name, argument):
                inner = self.sum(argument, self._order(of, open))
                return Raised(
                    inner.letters,
                    lambda: build.applied(name, inner.straight()),
                    lambda: build.applied(name, inner.across()),
                )
            case Node():
                return self._node(of, open)
            case Group(sum):
                return self.sum(sum, self._order(of, open))

    def _side(self, sum: Sum, over: Letters) -> Raised:
        return self.sum(sum, over) if sum and letters_of(sum) else self.sum(sum, ())

    def _order(self, of: Atom, open: Letters) -> Letters:
        """The open letters of an atom, in the order in which an array in it has them."""
        inside = letters_of_atom(of)
        found = [each for each in open if each.name in inside]
        if len(found) == 2:
            names = [each.name for each in found]
            for at in _places(of):
                here = [x.name for x in at if isinstance(x, IndexVariable) and x.name in names]
                if here == names[::-1]:
                    return (found[1], found[0])
                if here == names:
                    break
        return tuple(found)

    def _entry(self, entry: Entry, open: Letters) -> Raised:
        by_name = {each.name: each for each in open}
        count = len(entry.array.parameters) if isinstance(entry.array, Definition) else 0
        found: list[IndexVariable] = []
        selectors: list[e.Index | None] = []
        for index in entry.at:
            if isinstance(index, IndexVariable) and index.name in by_name:
                found.append(by_name[index.name])
                selectors.append(None)
            else:
                stuck = letters_of_index(index) & by_name.keys()
                if stuck:
                    raise Unraisable(frozenset(stuck))
                selectors.append(index)
        if len(found) == 2 and found[0] == found[1] and len(entry.at) == 2:
            whole = self._part(entry.array, (None, None), count)
            if whole is not None and whole.shape.rank == 2:
                return _vector(found[0], build.diagonal(whole))
        if len(set(found)) < len(found) or len(found) > 2:
            raise Unraisable(frozenset(letter.name for letter in found))
        part = self._part(entry.array, tuple(selectors), count)
        if part is None:
            raise Unraisable(frozenset(letter.name for letter in found))
        if not found:
            return scalar(part)
        if len(found) == 1:
            return _vector(found[0], part)
        is_symmetric = isinstance(part, SymbolRef) and part.name in self.names.symmetric
        return Raised(tuple(found), lambda: part, lambda: part if is_symmetric else build.flipped(part))

    def _part(
        self, array: SymbolRef | Definition, selectors: tuple[e.Index | None, ...], count: int
    ) -> Expression | None:
        """The array, or the part that the selectors pick; by the name of a family where there is one."""
        if isinstance(array, Definition):
            member = self._member(array, selectors[:count])
            return None if member is None else _member_part(member, selectors, count)
        family = self.names.parts.get((array.name, tuple(each is not None for each in selectors)))
        if family is not None:
            arguments = tuple(each for each in selectors if each is not None)
            return e.DefinitionRef(family, arguments, family.body.shape)
        return _picked(array, selectors)

    def _member(self, definition: Definition, arguments: tuple[e.Index | None, ...]) -> Expression | None:
        """A member of a family, or all members of one over a single index."""
        if None not in arguments:
            given = tuple(each for each in arguments if each is not None)
            return e.DefinitionRef(definition, given, definition.body.shape)
        if len(arguments) > 1 or not definition.body.shape.is_scalar:
            return None
        (parameter,) = definition.parameters
        if not isinstance(parameter, e.IndexParameter):
            return None
        n = parameter.sort
        binder = e.Binder(parameter.name, n, Size(()), n - Size.number(1))
        member = e.DefinitionRef(definition, (IndexVariable(parameter.name, n),), SCALAR)
        return e.Stack(binder, member, 0, column(n))

    def _delta(self, left: e.Index, right: e.Index, open: Letters) -> Raised:
        by_name = {each.name: each for each in open}
        ends = [by_name.get(x.name) if isinstance(x, IndexVariable) else None for x in (left, right)]
        if ends[0] is not None and ends[1] is not None and left.sort is not None:
            identity = e.Identity(matrix(left.sort, left.sort))
            return Raised((ends[0], ends[1]), lambda: identity, lambda: identity, is_identity=True)
        stuck = (letters_of_index(left) | letters_of_index(right)) & by_name.keys()
        if stuck:
            raise Unraisable(frozenset(stuck))
        return scalar(e.IndexCompare("=", left, right))

    def _node(self, node: Node, open: Letters) -> Raised:
        outer = [each for each in open if each.name in letters_of(node.body)]
        if node.name in ("softmax", "log_softmax", "logsumexp"):
            return self._along(node, outer, open)
        if outer:
            raise Unraisable(frozenset(each.name for each in outer))
        inner = self.sum(node.body, node.letters).straight()
        if node.name == "inv":
            whole: Expression = e.MatrixPower(inner, -1, inner.shape)
            by_name = {each.name: each for each in open}
            at = [by_name.get(x.name) if isinstance(x, IndexVariable) else None for x in node.at]
            if at[0] is not None and at[1] is not None and at[0] != at[1]:
                return Raised((at[0], at[1]), lambda: whole, lambda: build.flipped(whole))
            _no_letters(node, open)
            return scalar(_picked(whole, node.at))
        if node.name.startswith("call "):
            return self._placeholder(node, inner, open)
        return scalar(e.Apply(node.name, (inner,), None, SCALAR))

    def _placeholder(self, node: Node, inner: Expression, open: Letters) -> Raised:
        """`f(x)` of a scalar f, and its gradient `∂f(x)/∂x` by a name x."""
        name = node.name.removeprefix("call ")
        value = e.Call(name.rstrip("'"), (inner,), SCALAR)
        if not name.endswith("'") and not node.at:
            return scalar(value)
        by_name = {each.name: each for each in open}
        at = [by_name[x.name] for x in node.at if isinstance(x, IndexVariable) and x.name in by_name]
        is_name = isinstance(inner, SymbolRef | e.DefinitionRef)
        is_gradient = name.count("'") == 1 and len(set(at)) == len(node.at) == inner.shape.rank
        if not is_name or not is_gradient:
            raise Unraisable(frozenset(letter.name for letter in open))
        target = e.Target(inner, (None,) * len(at), inner.shape, inner)  # type: ignore[arg-type]
        slope = e.Derivative(value, target, False, inner.shape)
        if len(at) == 1:
            return _vector(at[0], slope)
        return Raised(tuple(at), lambda: slope, lambda: build.flipped(slope))

    def _along(self, node: Node, outer: list[IndexVariable], open: Letters) -> Raised:
        """softmax and its kin: along the whole of a vector, or along the rows of a matrix."""
        if len(outer) > 1:
            raise Unraisable(frozenset(each.name for each in outer))
        letter = node.letters[0]
        body = self.sum(node.body, (*outer, letter))
        if node.name == "logsumexp":
            if not outer:
                return scalar(e.Apply("logsumexp", (body.straight(),), 0, SCALAR))
            whole = body.straight()
            return _vector(outer[0], e.Apply("logsumexp", (whole,), 1, column(whole.shape.axes[0])))
        (at,) = node.at
        end = next((each for each in open if isinstance(at, IndexVariable) and each.name == at.name), None)
        if end is None:
            stuck = letters_of_index(at) & {each.name for each in open}
            if stuck or outer:
                raise Unraisable(frozenset(stuck) or frozenset(each.name for each in outer))
            return scalar(_picked(_softmax(node.name, body.straight()), (at,)))
        if not outer:
            return Raised(
                (end,),
                lambda: _softmax(node.name, body.straight()),
                lambda: _softmax(node.name, body.across()),
            )
        if end == outer[0]:
            raise Unraisable(frozenset((end.name,)))
        whole = _softmax(node.name, body.straight())
        return Raised((outer[0], end), lambda: whole, lambda: build.flipped(whole))


# ── Arrays over letters ─────────────────────────────────────────────────────────────────────────


def _vector(letter: IndexVariable, part: Expression) -> Raised:
    """A part with one axis, as a column and as a row."""
    if part.shape.is_row:
        return Raised((letter,), lambda: build.flipped(part), lambda: part)
    return Raised((letter,), lambda: part, lambda: build.flipped(part))


def _ones(letter: IndexVariable) -> Raised:
    return _vector(letter, build.ones(_axis(letter)))


def _axis(letter: IndexVariable) -> Size:
    """The size of the axis over which a letter runs; every letter here has one."""
    return letter.sort if letter.sort is not None else build.ONE


def _outer(left: Raised, right: Raised) -> Raised:
    return Raised(
        (*left.letters, *right.letters),
        lambda: build.matrix_product(left.straight(), right.across()),
        lambda: build.matrix_product(right.straight(), left.across()),
    )


def _scaled(factor: Raised, of: Raised) -> Raised:
    return Raised(
        of.letters,
        lambda: build.scaled(factor.straight(), of.straight()),
        lambda: build.scaled(factor.straight(), of.across()),
    )


def _hadamard(left: Raised, right: Raised) -> Raised:
    right = right.over(*left.letters)
    return Raised(
        left.letters,
        lambda: build.hadamard(left.straight(), right.straight()),
        lambda: build.hadamard(left.across(), right.across()),
    )


def _quotient(above: Raised, below: Raised) -> Raised:
    below = below.over(*above.letters) if above.letters else below
    return Raised(
        below.letters,
        lambda: build.quotient(above.straight(), below.straight()),
        lambda: build.quotient(above.across(), below.across()),
    )


def _power(of: Raised, exponent: Fraction) -> Raised:
    if exponent == 1:
        return of
    return Raised(
        of.letters,
        lambda: build.power(of.straight(), exponent),
        lambda: build.power(of.across(), exponent),
    )


def _under_sum(letter: IndexVariable, inner: Raised) -> Raised:
    sort = _axis(letter)
    binder = e.Binder(letter.name, sort, Size(()), sort - Size.number(1))

    def under(body: Expression) -> Expression:
        return e.Big("sum", (binder,), None, body, body.shape)

    return Raised(inner.letters, lambda: under(inner.straight()), lambda: under(inner.across()))


def _softmax(name: str, of: Expression) -> Expression:
    return e.Apply(name, (of,), of.shape.rank - 1, Shape(of.shape.axes, of.shape.orientation))


def _member_part(member: Expression, selectors: tuple[e.Index | None, ...], count: int) -> Expression | None:
    if isinstance(member, e.Stack):
        return member
    return _picked(member, selectors[count:])


def _picked(array: Expression, selectors: tuple[e.Index | None, ...]) -> Expression:
    if all(each is None for each in selectors):
        return array
    axes = tuple(n for n, each in zip(array.shape.axes, selectors, strict=True) if each is None)
    shape = Shape(axes)
    if len(axes) == 1 and selectors[-1] is None:
        shape = Shape(axes, e.Orientation.LOOSE_ROW)
    return e.Subscript(array, selectors, shape)


def _shape(letters: Letters, *, across: bool = False) -> Shape:
    axes = tuple(letter.sort for letter in letters if letter.sort is not None)
    if len(axes) == 1:
        return row(axes[0]) if across else column(axes[0])
    return Shape(axes[::-1] if across else axes)


# ── Contracting ─────────────────────────────────────────────────────────────────────────────────


def _divided(above: list[Raised], below: list[Raised]) -> list[Raised]:
    """Numerators over denominators with the same letters; scalars below stay for the end."""
    tensors = list(above)
    for each in below:
        if not each.letters:
            continue
        like = [k for k, t in enumerate(tensors) if set(t.letters) == set(each.letters) and not t.is_identity]
        if like:
            tensors[like[-1]] = _quotient(tensors[like[-1]], each)
        else:
            tensors.append(_quotient(scalar(e.Number(Fraction(1))), each))
    return tensors


def _in_turn(tensors: list[Raised], letters: Letters) -> Iterator[IndexVariable]:
    """Letters between vectors first, then those that leave a vector, last those between matrices."""

    def weight(letter: IndexVariable) -> int:
        using = [t for t in tensors if letter in t.letters]
        return len({each for t in using for each in t.letters}) + 3 * (len(using) > 2)

    yield from sorted(letters, key=weight)


def _eliminated(tensors: list[Raised], letter: IndexVariable, kept: Letters) -> list[Raised]:
    """Σ over one letter."""
    using = [t for t in tensors if letter in t.letters]
    others = [t for t in tensors if letter not in t.letters]
    vectors = [t for t in using if len(t.letters) == 1]
    matrices = _merged([t for t in using if len(t.letters) == 2])
    stuck = Unraisable(frozenset((letter.name,)))
    if not using or any(t.is_identity for t in using) or len(matrices) > 2:
        raise stuck
    if not matrices:
        return [_summed_vectors(vectors), *others]
    if len(matrices) == 1:
        return [_matrix_with(matrices[0], vectors, letter), *others]
    first, second = _by_place(matrices, letter, kept)
    if first.letters[0] == second.letters[1]:
        raise stuck
    if vectors:
        weight = _together(vectors)
        first = _contract(first, _diagonal(weight, letter))
    return [_contract(first, second), *others]


def _merged(matrices: list[Raised]) -> list[Raised]:
    """Those over the same two letters as one, entry by entry."""
    found: list[Raised] = []
    for each in matrices:
        at = next((k for k, t in enumerate(found) if set(t.letters) == set(each.letters)), None)
        if at is None:
            found.append(each)
        else:
            found[at] = _hadamard(found[at], each)
    return found


def _together(vectors: list[Raised]) -> Raised:
    whole = vectors[0]
    for each in vectors[1:]:
        whole = _hadamard(whole, each)
    return whole


def _summed_vectors(vectors: list[Raised]) -> Raised:
    """The sum of the entries, the inner product of two vectors."""
    if len(vectors) == 1:
        return scalar(e.Apply("sum", (vectors[0].straight(),), None, SCALAR))
    first, rest = vectors[0], _together(vectors[1:])
    return scalar(build.matrix_product(first.across(), rest.straight()))


def _matrix_with(of: Raised, vectors: list[Raised], letter: IndexVariable) -> Raised:
    """A matrix times a vector, or the sums of its rows."""
    other = next(each for each in of.letters if each != letter)
    of = of.over(other, letter)
    if vectors:
        vector = _together(vectors)
        return Raised(
            (other,),
            lambda: build.matrix_product(of.straight(), vector.straight()),
            lambda: build.matrix_product(vector.across(), of.across()),
        )
    n = _axis(other)

    def sums(axis: int) -> Expression:
        body = of.straight() if axis else of.across()
        shape = column(n) if axis else Shape((n,), e.Orientation.LOOSE_ROW)
        return e.Apply("sum", (body,), axis, shape)

    return Raised((other,), lambda: sums(1), lambda: sums(0))


def _by_place(matrices: list[Raised], letter: IndexVariable, kept: Letters) -> tuple[Raised, Raised]:
    """The matrix with the first outer letter before the other one."""
    ends = [next(each for each in t.letters if each != letter) for t in matrices]
    order = {each: k for k, each in enumerate(kept)}
    first, second = matrices
    if order.get(ends[0], len(kept)) > order.get(ends[1], len(kept)):
        first, second, ends = second, first, ends[::-1]
    return first.over(ends[0], letter), second.over(letter, ends[1])


def _contract(first: Raised, second: Raised) -> Raised:
    return Raised(
        (first.letters[0], second.letters[1]),
        lambda: build.matrix_product(first.straight(), second.straight()),
        lambda: build.matrix_product(second.across(), first.across()),
    )


def _diagonal(vector: Raised, letter: IndexVariable) -> Raised:
    whole = build.diagonal(vector.straight())
    return Raised((letter, letter), lambda: whole, lambda: whole)


def _assembled(tensors: list[Raised], letters: Letters, coefficient: Fraction, below: list[Raised]) -> Raised:
    """What is left over the free letters, with the scalars in front and below."""
    over = tuple(each for each in letters if any(each in t.letters for t in tensors))
    whole = _joined([t for t in tensors if t.letters], over)
    factor: Expression = e.Number(coefficient)
    for each in tensors:
        if not each.letters:
            factor = build.scaled(factor, each.straight())
    result = _scaled(scalar(factor), whole) if whole is not None else scalar(factor)
    for each in below:
        if not each.letters:
            result = _over(result, each)
    return result


def _over(of: Raised, divisor: Raised) -> Raised:
    return Raised(
        of.letters,
        lambda: build.quotient(of.straight(), divisor.straight()),
        lambda: build.quotient(of.across(), divisor.straight()),
    )


def _joined(tensors: list[Raised], over: Letters) -> Raised | None:
    if not tensors:
        return None
    if len(over) == 1:
        return _together(tensors)
    identity = [t for t in tensors if t.is_identity]
    matrices = _merged([t for t in tensors if len(t.letters) == 2 and not t.is_identity])
    sides = [[t for t in tensors if t.letters == (letter,)] for letter in over]
    if identity:
        if matrices:
            raise Unraisable(frozenset(each.name for each in over))
        vectors = [*sides[0], *sides[1]]
        if not vectors:
            return identity[0].over(*over)
        whole = build.diagonal(
            _together([Raised(over[:1], v.straight, v.across) for v in vectors]).straight()
        )
        return Raised(over, lambda: whole, lambda: whole)
    if not matrices:
        return _outer(_together(sides[0]), _together(sides[1]))
    whole_matrix = matrices[0].over(*over)
    if sides[0]:
        whole_matrix = _contract(_diagonal(_together(sides[0]), over[0]), whole_matrix)
    if sides[1]:
        whole_matrix = _contract(whole_matrix, _diagonal(_together(sides[1]), over[1]))
    return whole_matrix


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────


def _positive(product: Product) -> Product:
    return replace(product, coefficient=abs(product.coefficient))


def _no_letters(of: Atom, open: Letters) -> None:
    stuck = letters_of_atom(of) & {each.name for each in open}
    if stuck:
        raise Unraisable(frozenset(stuck))


def _places(of: Atom) -> Iterator[tuple[e.Index, ...]]:
    match of:
        case Entry(_, at):
            yield at
        case Node(_, _, _, body) | Function(_, body) | Group(body):
            for product in body:
                for base, _ in product.factors:
                    yield from _places(base)
        case Step(_, left, right):
            for product in (*left, *right):
                for base, _ in product.factors:
                    yield from _places(base)
        case Delta() | Ask() | SizeOf() | Constant():
            return


def _bound_in(sum: Sum) -> frozenset[str]:
    """The letters that are bound somewhere in a sum."""
    names = [letter.name for product in sum for letter in product.letters]
    for product in sum:
        for base, _ in product.factors:
            match base:
                case Node(_, _, letters, body):
                    names += [letter.name for letter in letters]
                    names += _bound_in(body)
                case Function(_, body) | Group(body):
                    names += _bound_in(body)
                case Step(_, left, right):
                    names += [*_bound_in(left), *_bound_in(right)]
                case Entry() | Delta() | Ask() | SizeOf() | Constant():
                    pass
    return frozenset(names)
