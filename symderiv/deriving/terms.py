"""One entry of an expression: sums of products of atoms, with names of definitions kept.

Unlike the normal forms by which identities are proved, these keep products of sums as they are, since
people read them. Nothing here decides anything: what comes out is judged like any other claim.
"""

from builtins import sum as total
from collections.abc import Iterable
from fractions import Fraction

from symderiv.language.expression import (
    Definition,
    Index,
    IndexCompare,
    IndexElement,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Relation,
    SymbolRef,
)
from symderiv.language.sizes import Size
from symderiv.records import dataclass, replace


class Underivable(Exception):
    """There is no rule for this, in the user's words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a declared array, or of a definition: its index arguments, then its axes."""

    array: SymbolRef | Definition
    at: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """1 where the two positions are equal, else 0."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about positions as 0 or 1."""

    question: IndexCompare


@dataclass(frozen=True, slots=True)
class Step:
    """A question about numbers as 0 or 1; its derivative is 0 wherever it has one."""

    relation: Relation
    left: "Sum"
    right: "Sum"


@dataclass(frozen=True, slots=True)
class SizeOf:
    size: Size


@dataclass(frozen=True, slots=True)
class Constant:
    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one number."""

    name: str
    argument: "Sum"


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of a function of a whole array, `softmax`, `inv`, …; `body` is the array at `letters`."""

    name: str
    at: tuple[Index, ...]
    letters: tuple[IndexVariable, ...]
    body: "Sum"


@dataclass(frozen=True, slots=True)
class Group:
    """A sum as a factor."""

    sum: "Sum"


Atom = Entry | Delta | Ask | Step | SizeOf | Constant | Function | Node | Group
Factor = tuple[Atom, Fraction]


@dataclass(frozen=True, slots=True)
class Product:
    """coefficient · Σ over the letters of Π atom ^ exponent."""

    coefficient: Fraction
    letters: tuple[IndexVariable, ...]
    factors: tuple[Factor, ...]


Sum = tuple[Product, ...]
"""The sum of its products; none of them: 0."""

LARGEST = 64
"""Numbers are raised to no higher powers."""
ONE = Fraction(1)
ZERO_SUM: Sum = ()


def number(value: Fraction | int) -> Sum:
    return (Product(Fraction(value), (), ()),) if value else ()


def atom(of: Atom, exponent: Fraction = ONE) -> Sum:
    return (Product(ONE, (), ((of, exponent),)),)


def negated(sum: Sum) -> Sum:
    return tuple(replace(product, coefficient=-product.coefficient) for product in sum)


def as_factor(sum: Sum, exponent: Fraction = ONE) -> Product:
    """A sum as one product: itself if it has one term."""
    if not sum:
        return Product(Fraction(0), (), ())
    if len(sum) == 1 and exponent == 1:
        return sum[0]
    is_plain = sum[0].coefficient == 1 or (exponent.denominator == 1 and abs(exponent) <= LARGEST)
    if len(sum) == 1 and not sum[0].letters and is_plain:
        only = sum[0]
        coefficient = only.coefficient ** int(exponent) if only.coefficient != 1 else ONE
        return Product(coefficient, (), tuple((a, e * exponent) for a, e in only.factors))
    return Product(ONE, (), ((Group(sum), exponent),))


class Letters:
    """Makes letters that stand nowhere else."""

    def __init__(self) -> None:
        self.count = 0

    def fresh(self, sort: Size) -> IndexVariable:
        self.count += 1
        return IndexVariable(f"@{self.count}", sort)


# ── Renaming ────────────────────────────────────────────────────────────────────────────────────

Renaming = dict[str, Index]


def rename_index(index: Index, names: Renaming) -> Index:
    match index:
        case IndexVariable(name):
            return names.get(name, index)
        case IndexSymbol():
            return index
        case IndexElement(name, at, sort):
            return IndexElement(name, tuple(rename_index(each, names) for each in at), sort)
        case IndexSum(terms, offset, sort):
            return IndexSum(tuple((f, rename_index(each, names)) for f, each in terms), offset, sort)


def rename_atom(of: Atom, names: Renaming) -> Atom:
    match of:
        case Entry(array, at):
            return Entry(array, tuple(rename_index(each, names) for each in at))
        case Delta(left, right):
            return Delta(rename_index(left, names), rename_index(right, names))
        case Ask(question):
            left, right = rename_index(question.left, names), rename_index(question.right, names)
            return Ask(IndexCompare(question.relation, left, right))
        case Step(relation, left, right):
            return Step(relation, rename(left, names), rename(right, names))
        case SizeOf() | Constant():
            return of
        case Function(name, argument):
            return Function(name, rename(argument, names))
        case Node(name, at, letters, body):
            inner = _without(names, letters)
            return Node(name, tuple(rename_index(each, names) for each in at), letters, rename(body, inner))
        case Group(sum):
            return Group(rename(sum, names))


def rename_product(product: Product, names: Renaming) -> Product:
    names = _without(names, product.letters)
    return replace(product, factors=tuple((rename_atom(a, names), e) for a, e in product.factors))


def rename(sum: Sum, names: Renaming) -> Sum:
    """The sum with free letters replaced by positions; bound ones are never met, since all are fresh."""
    return tuple(rename_product(product, names) for product in sum) if names else sum


def _without(names: Renaming, letters: tuple[IndexVariable, ...]) -> Renaming:
    bound = {letter.name for letter in letters}
    return {name: index for name, index in names.items() if name not in bound} if bound else names


def freshened(product: Product, letters: Letters) -> Product:
    """The product with bound letters of its own."""
    if not product.letters:
        return product
    new = tuple(letters.fresh(each.sort) for each in product.letters if each.sort is not None)
    names: Renaming = {old.name: each for old, each in zip(product.letters, new, strict=True)}
    factors = tuple((rename_atom(a, names), e) for a, e in product.factors)
    return Product(product.coefficient, new, factors)


# ── What occurs ─────────────────────────────────────────────────────────────────────────────────


def letters_of_index(index: Index) -> frozenset[str]:
    match index:
        case IndexVariable(name):
            return frozenset((name,))
        case IndexSymbol():
            return frozenset()
        case IndexElement(_, at):
            return _union(letters_of_index(each) for each in at)
        case IndexSum(terms):
            return _union(letters_of_index(each) for _, each in terms)


def letters_of_atom(of: Atom) -> frozenset[str]:
    """The free letters of an atom."""
    match of:
        case Entry(_, at):
            return _union(letters_of_index(each) for each in at)
        case Delta(left, right):
            return letters_of_index(left) | letters_of_index(right)
        case Ask(question):
            return letters_of_index(question.left) | letters_of_index(question.right)
        case Step(_, left, right):
            return letters_of(left) | letters_of(right)
        case SizeOf() | Constant():
            return frozenset()
        case Function(_, argument):
            return letters_of(argument)
        case Node(_, at, letters, body):
            bound = frozenset(letter.name for letter in letters)
            return _union(letters_of_index(each) for each in at) | (letters_of(body) - bound)
        case Group(sum):
            return letters_of(sum)


def letters_of_product(product: Product) -> frozenset[str]:
    bound = frozenset(letter.name for letter in product.letters)
    return _union(letters_of_atom(a) for a, _ in product.factors) - bound


def letters_of(sum: Sum) -> frozenset[str]:
    return _union(letters_of_product(product) for product in sum)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def cost(sum: Sum) -> int:
    """About how many signs a person has to read."""
    return total(_cost_of_product(product) + 1 for product in sum)


def _cost_of_product(product: Product) -> int:
    powers = total(e not in (1, -1) for _, e in product.factors)
    return (
        total(_cost_of_atom(a) for a, _ in product.factors)
        + powers
        + len(product.letters)
        + (abs(product.coefficient) != 1)
    )


def _cost_of_atom(of: Atom) -> int:
    match of:
        case Entry() | SizeOf() | Constant():
            return 2
        case Delta() | Ask():
            return 3
        case Step(_, left, right):
            return 2 + cost(left) + cost(right)
        case Function(_, argument):
            return 1 + cost(argument)
        case Node(_, _, _, body):
            return 2 + cost(body)
        case Group(sum):
            return cost(sum)


# ── Telling terms apart ─────────────────────────────────────────────────────────────────────────


def shown(of: Atom, names: dict[str, str]) -> str:
    """A text that is the same for equal atoms, with some letters under other names."""
    match of:
        case Entry(array, at):
            name = array.name if isinstance(array, SymbolRef) else f"{array.key}:="
            return f"{name}[{_places(at, names)}]"
        case Delta(left, right):
            return "δ" + "=".join(sorted((_place(left, names), _place(right, names))))
        case Ask(question):
            return f"?{_place(question.left, names)}{question.relation}{_place(question.right, names)}"
        case Step(relation, left, right):
            return f"?({shown_sum(left, names)}{relation}{shown_sum(right, names)})"
        case SizeOf(size):
            return f"#{size}"
        case Constant(name):
            return name
        case Function(name, argument):
            return f"{name}({shown_sum(argument, names)})"
        case Node(name, at, letters, body):
            inner = names | {letter.name: f"·{name}{k}" for k, letter in enumerate(letters)}
            return f"{name}<{shown_sum(body, inner)}>[{_places(at, names)}]"
        case Group(sum):
            return f"({shown_sum(sum, names)})"


def shown_sum(sum: Sum, names: dict[str, str]) -> str:
    return " + ".join(sorted(f"{p.coefficient} {shown_product(p, names)}" for p in sum))


def shown_product(product: Product, names: dict[str, str]) -> str:
    """The product without its coefficient; its bound letters are numbered in the order of its factors."""
    if len(product.letters) < 2:
        # Without a choice of numbers every factor is written once, which tells for what is deeply nested.
        alone = names | {letter.name: f"·{len(names)}" for letter in product.letters}
        written = " ".join(sorted(f"{shown(a, alone)}^{e}" for a, e in product.factors))
        return f"{[str(letter.sort) for letter in product.letters]} {written}"
    masked = names | {letter.name: f"·{letter.sort}" for letter in product.letters}
    order = sorted(range(len(product.factors)), key=lambda k: shown(product.factors[k][0], masked))
    numbered = dict(names)
    bound = [letter.name for letter in product.letters]
    for k in order:
        inside = letters_of_atom(product.factors[k][0])
        for name in bound:
            if name in inside and name not in numbered:
                numbered[name] = f"·{len(numbered)}"
    texts = sorted(f"{shown(a, numbered)}^{e}" for a, e in product.factors)
    return f"{sorted(str(letter.sort) for letter in product.letters)} {' '.join(texts)}"


def _places(at: tuple[Index, ...], names: dict[str, str]) -> str:
    return ",".join(_place(each, names) for each in at)


def _place(index: Index, names: dict[str, str]) -> str:
    match index:
        case IndexVariable(name):
            return names.get(name, name)
        case IndexSymbol(name):
            return f"!{name}"
        case IndexElement(name, at):
            return f"!{name}[{_places(at, names)}]"
        case IndexSum(terms, offset):
            return "+".join([*(f"{f}*{_place(each, names)}" for f, each in terms), str(offset)])
