"""Printing sizes, shapes, positions and the letters that range over them."""

from symderiv.language.expression import (
    Binder,
    Index,
    IndexElement,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Shape,
)
from symderiv.language.sizes import Size
from symderiv.writing.spellings import LATEX, Spelling

ONE = Size.number(1)


def print_size(size: Size, spelling: Spelling) -> str:
    """`2*D + 1`."""
    terms = [(factor, _product(names, abs(factor), spelling)) for names, factor in reversed(size.terms)]
    return _sum(terms, spelling) or "0"


def print_shape(shape: Shape, spelling: Spelling) -> str:
    r"""`matrix[V, D]`; in LaTeX `V \times D`, and nothing for a scalar."""
    sizes = tuple(print_size(size, spelling) for size in shape.axes)
    if spelling is LATEX:
        return spelling.size_list.join(sizes)
    if shape.is_scalar:
        return "scalar"
    kind = {1: "row" if shape.is_row else "vector", 2: "matrix"}.get(shape.rank, "tensor")
    return f"{kind}[{', '.join(sizes)}]"


def print_index(index: Index, spelling: Spelling, origin: int) -> str:
    """A position where literals count from `origin`: the first one is `1` after `_` and `0` in brackets."""
    match index:
        case IndexVariable(name) | IndexSymbol(name):
            return spelling.name(name, False)
        case IndexElement(name, at):
            return spelling.element % (spelling.name(name, False), print_indices(at, spelling))
        case IndexSum(terms, offset):
            steps = sum(factor for factor, each in terms if each.sort is not None)
            shift = offset + Size.number(origin * (1 - steps))
            texts = [(factor, print_index(each, spelling, origin)) for factor, each in terms]
            sums = [(f, _product((), abs(f), spelling, text)) for f, text in texts]
            sums += [(f, _product(names, abs(f), spelling)) for names, f in reversed(shift.terms)]
            return _sum(sums, spelling) or "0"


def print_indices(indices: tuple[Index, ...], spelling: Spelling) -> str:
    """What stands behind a name: `_{w,d}` or, where positions count from 0, `w, d` (without the brackets)."""
    texts = [print_index(index, spelling, spelling.origin) for index in indices]
    return spelling.script(compact(",".join(texts), spelling)) if spelling.origin else ", ".join(texts)


def print_binder(binder: Binder, spelling: Spelling) -> str:
    """A letter and its range: `w in V`, `i = 1 … V − 1`, `−m ≤ j ≤ m`."""
    letter = spelling.name(binder.name, False)
    if spelling is LATEX:
        dots = r", \ldots, "
        lower, upper = _bounds(binder, spelling)
        return f"{letter} = {lower}{dots}{upper}"
    if binder.is_whole_axis and binder.sort is not None:
        return f"{letter} in {print_size(binder.sort, spelling)}"
    lower, upper = _bounds(binder, spelling)
    return f"{lower} ≤ {letter} ≤ {upper}"


def print_range(binder: Binder, spelling: Spelling) -> tuple[str, str]:
    """What stands below and above a Σ for this letter: (`i=1`, `V-1`), (`-m≤j≤m`, nothing)."""
    letter = spelling.name(binder.name, False)
    lower, upper = _bounds(binder, spelling)
    if binder.sort is not None:
        return f"{letter}={lower}", compact(upper, spelling)
    below = spelling.relations["≤"].join((lower, letter, upper))
    return compact(below, spelling), ""


def compact(text: str, spelling: Spelling) -> str:
    """The text as it stands in a script, without spaces where they mean nothing."""
    return text if spelling is LATEX else text.replace(" − ", "-").replace(" ", "")


def _bounds(binder: Binder, spelling: Spelling) -> tuple[str, str]:
    """The bounds as mathematics counts: positions from 1, integers as they are."""
    shift = ONE if binder.sort is not None else Size(())
    return print_size(binder.lower + shift, spelling), print_size(binder.upper + shift, spelling)


def _product(names: tuple[str, ...], factor: int, spelling: Spelling, index: str = "") -> str:
    parts = [spelling.name(name, False) for name in names] + ([index] if index else [])
    if factor != 1 or not parts:
        parts.insert(0, str(factor))
    return spelling.number_product.join(parts)


def _sum(terms: list[tuple[int, str]], spelling: Spelling) -> str:
    text = ""
    for factor, term in terms:
        if text:
            text += (spelling.minus if factor < 0 else " + ") + term
        else:
            text = f"-{term}" if factor < 0 else term
    return text
