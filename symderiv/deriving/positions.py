"""Positions without their places in the text, and which names are arrays with positions of their own."""

from symderiv.language import expression as e
from symderiv.language.expression import Definition, Expression, Index, IndexParameter
from symderiv.language.sizes import Size

At = tuple[Index, ...]


def is_kept(definition: Definition) -> bool:
    """Is the name kept, as an array of its own? Not a mere part of another name, nor a function of values."""
    if not all(isinstance(each, IndexParameter) for each in definition.parameters):
        return False
    return not definition.parameters or part_of_symbol(definition.body) is None


def part_of_symbol(body: Expression) -> e.Subscript | None:
    """`U[w]`, `U[w]^T`: the part of a declared array that an expression is, if it is nothing else."""
    while isinstance(body, e.Transpose) and body.shape.rank <= 1:
        body = body.argument
    return body if isinstance(body, e.Subscript) and isinstance(body.base, e.SymbolRef) else None


def bare(index: Index) -> Index:
    """The position without its place in the text."""
    match index:
        case e.IndexVariable(name, sort):
            return e.IndexVariable(name, sort)
        case e.IndexSymbol(name, sort):
            return e.IndexSymbol(name, sort)
        case e.IndexElement(name, at, sort):
            return e.IndexElement(name, tuple(map(bare, at)), sort)
        case e.IndexSum(terms, offset, sort):
            return e.IndexSum(tuple((f, bare(each)) for f, each in terms), offset, sort)


def narrowed(argument: Expression, at: At) -> At:
    """Where a stretched operand is read: not at all, at the last axes, at 0 along an axis of `None`."""
    shape = argument.shape
    kept = list(at[len(at) - shape.rank :])
    zero = e.IndexSum((), Size(()), Size.number(1))
    return tuple(zero if k in shape.spread else index for k, index in enumerate(kept))
