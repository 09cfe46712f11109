"""From one entry back to whole arrays: matrix, outer and elementwise products, transposes, diag, softmax."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from symderiv.deriving import build
from symderiv.deriving.arrays import (
    Letters,
    Raised,
    Unraisable,
    member_part,
    ones,
    outer,
    picked,
    scalar,
    scaled_by,
    shape_over,
    softmax,
    to_the,
    under_sum,
    vector,
)
from symderiv.deriving.contracting import assembled, divided, eliminated, in_turn
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
    Underivable,
    letters_of,
    letters_of_atom,
    letters_of_index,
    rename_product,
)
from symderiv.language import expression as e
from symderiv.language.expression import SCALAR, Definition, Expression, IndexVariable, Shape, SymbolRef
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.shapes import column, matrix
from symderiv.records import dataclass, replace

LETTERS: Final = "ijklmnpqrstuvwabcfgh"


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
        free = next((each for each in LETTERS if each not in used | bound), None)
        if free is None:
            raise Underivable("no letter is left for an index")
        return IndexVariable(free, sort)

    # ── Sums ────────────────────────────────────────────────────────────────────────────────────

    def sum(self, sum: Sum, letters: Letters) -> Raised:
        if len(letters) > 2:
            raise Unraisable(frozenset(letter.name for letter in letters))
        terms = [(product.coefficient < 0, self.product(_positive(product), letters)) for product in sum]
        shapes = [shape_over(letters), shape_over(letters, across=True)]
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
        filled = [ones(letter) for letter in missing]
        if not term.letters and len(letters) == 1:
            return scaled_by(term, filled[0])
        if not term.letters:
            return scaled_by(term, outer(filled[0], filled[1]))
        if alone:
            return outer(*(filled[0] if letter in missing else term for letter in letters))
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
        return under_sum(named, inner)

    def _contracted(self, product: Product, letters: Letters) -> Raised:
        open = (*letters, *product.letters)
        above: list[Raised] = []
        below: list[Raised] = []
        for base, exponent in product.factors:
            factor = self.atom(base, open)
            if exponent < 0:
                below.append(to_the(factor, -exponent))
            elif exponent == 2 and any(each in product.letters for each in factor.letters):
                above += [factor, factor]
            else:
                above.append(to_the(factor, exponent))
        tensors = divided(above, below)
        for letter in in_turn(tensors, product.letters):
            tensors = eliminated(tensors, letter, letters)
        return assembled(tensors, letters, product.coefficient, below)

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
                return vector(found[0], build.diagonal(whole))
        if len(set(found)) < len(found) or len(found) > 2:
            raise Unraisable(frozenset(letter.name for letter in found))
        part = self._part(entry.array, tuple(selectors), count)
        if part is None:
            raise Unraisable(frozenset(letter.name for letter in found))
        if not found:
            return scalar(part)
        if len(found) == 1:
            return vector(found[0], part)
        is_symmetric = isinstance(part, SymbolRef) and part.name in self.names.symmetric
        return Raised(tuple(found), lambda: part, lambda: part if is_symmetric else build.flipped(part))

    def _part(
        self, array: SymbolRef | Definition, selectors: tuple[e.Index | None, ...], count: int
    ) -> Expression | None:
        """The array, or the part that the selectors pick; by the name of a family where there is one."""
        if isinstance(array, Definition):
            member = self._member(array, selectors[:count])
            return None if member is None else member_part(member, selectors, count)
        family = self.names.parts.get((array.name, tuple(each is not None for each in selectors)))
        if family is not None:
            arguments = tuple(each for each in selectors if each is not None)
            return e.DefinitionRef(family, arguments, family.body.shape)
        return picked(array, selectors)

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
            return scalar(picked(whole, node.at))
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
            return vector(at[0], slope)
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
            return vector(outer[0], e.Apply("logsumexp", (whole,), 1, column(whole.shape.axes[0])))
        (at,) = node.at
        end = next((each for each in open if isinstance(at, IndexVariable) and each.name == at.name), None)
        if end is None:
            stuck = letters_of_index(at) & {each.name for each in open}
            if stuck or outer:
                raise Unraisable(frozenset(stuck) or frozenset(each.name for each in outer))
            return scalar(picked(softmax(node.name, body.straight()), (at,)))
        if not outer:
            return Raised((end,), *_either_way(node.name, body))
        if end == outer[0]:
            raise Unraisable(frozenset((end.name,)))
        whole = softmax(node.name, body.straight())
        return Raised((outer[0], end), lambda: whole, lambda: build.flipped(whole))


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────


def _either_way(name: str, body: Raised) -> tuple[Callable[[], Expression], Callable[[], Expression]]:
    """A column and a row: of the one that needs no transpose inside, and its transpose."""
    if build.is_flipped(body.across()):
        return lambda: softmax(name, body.straight()), lambda: build.flipped(softmax(name, body.straight()))
    if build.is_flipped(body.straight()):
        return lambda: build.flipped(softmax(name, body.across())), lambda: softmax(name, body.across())
    return lambda: softmax(name, body.straight()), lambda: softmax(name, body.across())


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
