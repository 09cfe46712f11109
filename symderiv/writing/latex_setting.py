"""What a document declares, as LaTeX: sizes, symbols with their spaces, definitions, assumptions."""

from collections.abc import Iterator

from symderiv.language.document import Assumption, Document, Kind, SizeName, Symbol
from symderiv.language.expression import Definition, Expression, Shape
from symderiv.language.sizes import Size
from symderiv.writing.escape import escape_latex
from symderiv.writing.latex_formula import broken_sum, fit
from symderiv.writing.printer import (
    LATEX,
    print_condition,
    print_definition,
    print_shape,
    print_size,
)
from symderiv.writing.tex_names import tex_name


def setting(document: Document) -> Iterator[str]:
    """Everything that stands before the claims."""
    if document.sizes or document.symbols:
        yield r"\heading{Symbols}"
    if document.sizes:
        word = "sizes are" if len(document.sizes) > 1 else "size is"
        yield f"The {word} {_enumerated([_size(each) for each in document.sizes])}."
    if document.symbols:
        rows = "\n".join(_symbol_row(symbol) for symbol in document.symbols)
        yield f"\\begin{{symbols}}\n{rows}\n\\end{{symbols}}"
    known = dict.fromkeys(_definition(each) for each in document.definitions if each != document.loss)
    if known:
        yield r"\heading{Definitions}"
        yield _table(tuple(known))
    if document.loss is not None:
        yield r"\heading{Loss}"
        yield _table((_definition(document.loss),))
    if document.assumptions:
        yield r"\heading{Assumptions}"
        yield _list(document.assumptions)


def _size(size: SizeName) -> str:
    text = f"${tex_name(size.name, False)}$"
    if size.number is not None:
        text = f"${tex_name(size.name, False)}$ (computed at {size.number})"
    return f"{text} ({escape_latex(size.description)})" if size.description else text


def _enumerated(items: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([*([", ".join(items[:-1])] if items[1:] else []), items[-1]])


def _symbol_row(symbol: Symbol) -> str:
    is_array = not symbol.shape.is_scalar and symbol.kind is Kind.ARRAY
    name = tex_name(symbol.name, is_array)
    relation = ":" if symbol.kind is Kind.FUNCTION else r"\in"
    return f"{name} & {{}}{relation} {_space(symbol)} & {_words(symbol)} \\\\"


def _space(symbol: Symbol) -> str:
    """The set that a symbol is from: `\\mathbb{R}^{V \\times D}`."""
    match symbol.kind:
        case Kind.ARRAY:
            return _raised(_entries(symbol), symbol.shape)
        case Kind.POSITION:
            last = print_size(symbol.sort, LATEX) if symbol.sort is not None else "?"
            return _raised(rf"\{{1, \ldots, {last}\}}", symbol.shape)
        case Kind.FUNCTION:
            arguments = r" \times ".join(_raised(r"\mathbb{R}", shape) for shape in symbol.arguments)
            value = _raised(r"\mathbb{R}", symbol.shape)
            return rf"{arguments} \to {value}"


def _raised(entries: str, shape: Shape) -> str:
    if shape.is_scalar:
        return entries
    if shape.is_row:
        shape = Shape((Size.number(1), *shape.axes))
    return f"{entries}^{{{print_shape(shape, LATEX)}}}"


def _entries(symbol: Symbol) -> str:
    """The set of the entries, as far as the assumptions tell."""
    assumptions = symbol.assumptions
    if Assumption.ONE_HOT in assumptions or Assumption.BINARY in assumptions:
        return r"\{0, 1\}"
    if Assumption.SIGN in assumptions:
        return r"\{-1, 1\}"
    return r"\mathbb{Z}" if Assumption.INTEGER in assumptions else r"\mathbb{R}"


_UNSPOKEN = {
    Assumption.POSITIVE_DEFINITE: (Assumption.SYMMETRIC, Assumption.INVERTIBLE),
    Assumption.ORTHOGONAL: (Assumption.INVERTIBLE,),
    Assumption.POSITIVE: (Assumption.NONNEGATIVE, Assumption.NONZERO),
    Assumption.ONE_HOT: (
        Assumption.SIMPLEX, Assumption.SUMS_TO_ONE, Assumption.BINARY, Assumption.NONNEGATIVE,
        Assumption.INTEGER,
    ),
    Assumption.SIMPLEX: (Assumption.SUMS_TO_ONE, Assumption.NONNEGATIVE),
    Assumption.SIGN: (Assumption.INTEGER, Assumption.NONZERO),
    Assumption.BINARY: (Assumption.INTEGER, Assumption.NONNEGATIVE),
}  # fmt: skip
"""What goes without saying beside an assumption."""


def _words(symbol: Symbol) -> str:
    """`symmetric matrix`, `column, one-hot with the 1 at position o`."""
    implied = {other for each in symbol.assumptions for other in _UNSPOKEN.get(each, ())}
    words = [_assumption(each, symbol) for each in symbol.assumptions if each not in implied]
    return ", ".join([_kind(symbol), *words])


def _kind(symbol: Symbol) -> str:
    match symbol.kind:
        case Kind.FUNCTION:
            return "any smooth function"
        case Kind.POSITION:
            return "a position" if symbol.shape.is_scalar else "positions"
        case Kind.ARRAY if symbol.shape.rank == 1:
            return "row" if symbol.shape.is_row else "column"
        case Kind.ARRAY:
            return {0: "scalar", 2: "matrix"}.get(symbol.shape.rank, "tensor")


def _assumption(assumption: Assumption, symbol: Symbol) -> str:
    each = "every row " if symbol.shape.rank == 2 else ""
    match assumption:
        case Assumption.ONE_HOT if symbol.at is not None:
            return f"{each}one-hot with the 1 at position ${tex_name(symbol.at, False)}$"
        case Assumption.ONE_HOT:
            return f"{each}one-hot"
        case Assumption.SIMPLEX:
            return f"{each}nonnegative with sum 1"
        case Assumption.SUMS_TO_ONE:
            return f"{each}with sum 1"
        case _:
            return str(assumption.value)


def _definition(definition: Definition) -> str:
    """A row of the list of definitions, aligned at the sign."""
    left, right = print_definition(definition, LATEX)
    return f"{left} & {fit(broken_sum(definition.body, right), 0.72)}"


def _table(rows: tuple[str, ...]) -> str:
    body = " \\\\[0.7ex]\n".join(rows)
    return f"\\begin{{definitions}}\n{body}\n\\end{{definitions}}"


def _list(conditions: tuple[Expression, ...]) -> str:
    """One below the other."""
    texts = [print_condition(each, LATEX) for each in conditions]
    return "\n".join(rf"\claim{{}}{{{text}}}{{{text}}}" for text in texts)
