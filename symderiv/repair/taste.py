"""What nobody writes by hand: a repair says it more simply, or not at all."""

from collections import Counter
from math import gcd, prod

from symderiv.reading.claims import conjuncts
from symderiv.reading.elaborate.definitions import walk_syntax
from symderiv.reading.parse import syntax as s
from symderiv.repair.places import SUMS, Node


def clumsiness(root: s.Syntax, unequal: tuple[frozenset[str], ...] = ()) -> int:
    """How many parts ask for a simpler text: `2/2 x`, `2 x / 2`, `2 (1/N) x`, `a - -b`, `sum(diag(x)^2)`.

    Also `δ_{i,j}` where i ≠ j is known.
    """
    inner = {id(part) for node in walk_syntax(root) for part in _continued(node)}
    return sum(
        _is_clumsy(node, is_whole=id(node) not in inner) or _compared(node) in unequal
        for node in walk_syntax(root)
    )


def unequal_letters(condition: s.Syntax | None) -> tuple[frozenset[str], ...]:
    """The pairs of letters of which a condition says that they differ."""
    parts = () if condition is None else conjuncts(condition)
    pairs = (
        _names(each.operands) for each in parts if isinstance(each, s.Compare) and each.relations == ("≠",)
    )
    return tuple(pair for pair in pairs if pair is not None)


def _compared(node: object) -> frozenset[str] | None:
    match node:
        case s.Delta(items) | s.Indicator(s.Compare(items, ("=",))):
            return _names(items)
        case _:
            return None


def _names(nodes: tuple[s.Syntax, ...]) -> frozenset[str] | None:
    texts = [node.text for node in nodes if isinstance(node, s.Name)]
    return frozenset(texts) if len(texts) == len(nodes) == 2 else None


def _is_clumsy(node: object, *, is_whole: bool) -> bool:
    match node:
        case s.Binary(operator, _, right) if operator in SUMS:
            return _begins_with_minus(right)
        case s.Binary():
            return is_whole and _may_be_reduced(node)
        case s.Sign(_, operand):
            return _begins_with_minus(operand)
        case s.Call(s.Name("sum"), arguments):
            return any(_is_diagonal(each) for part in arguments for each in walk_syntax(part))
        case _:
            return False


def _begins_with_minus(node: Node) -> bool:
    match node:
        case s.Binary(operator, left) if operator not in SUMS:
            return _begins_with_minus(left)
        case _:
            return isinstance(node, s.Sign)


def _is_diagonal(node: object) -> bool:
    return isinstance(node, s.Call) and isinstance(node.function, s.Name) and node.function.text == "diag"


def _continued(node: object) -> tuple[Node, ...]:
    """The parts of a product that belong to the same product."""
    match node:
        case s.Binary(operator, left, right) if operator not in SUMS:
            return (*_opened(left), *_opened(right))
        case _:
            return ()


def _opened(node: Node) -> tuple[Node, ...]:
    match node:
        case s.Bracketed(inner) | s.Sign(_, inner):
            return _opened(inner)
        case _:
            return (node,)


def _may_be_reduced(node: Node) -> bool:
    """Do two numbers stand above, or below, or an idle 1, or the same factor above and below?"""
    above, below = _parts(node)
    numbers = [[each.value for each in side if isinstance(each, s.Numeral)] for side in (above, below)]
    if max(len(side) for side in numbers) > 1 or 1 in numbers[1]:
        return True
    if 1 in numbers[0] and not below:
        return True
    whole = [prod(side) for side in numbers]
    if all(each.denominator == 1 for each in whole) and gcd(*(each.numerator for each in whole)) > 1:
        return True
    names = [Counter(each.text for each in side if isinstance(each, s.Name)) for side in (above, below)]
    return bool(names[0] & names[1])


def _parts(node: Node) -> tuple[list[Node], list[Node]]:
    """The factors above and below, brackets opened."""
    match node:
        case s.Binary(operator, left, right) if operator not in SUMS:
            one, other = _parts(left), _parts(right)
            if operator == "/":
                other = other[1], other[0]
            return one[0] + other[0], one[1] + other[1]
        case s.Bracketed(inner) | s.Sign(_, inner):
            return _parts(inner)
        case _:
            return [node], []
