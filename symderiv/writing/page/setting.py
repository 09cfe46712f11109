"""What a document declares: sizes, symbols with their spaces, definitions, assumptions."""

from collections.abc import Iterable, Iterator

from symderiv.language.document import Assumption, Document, Kind, Obligation, SizeName, Statement, Symbol
from symderiv.language.expression import Definition, DefinitionRef, Shape
from symderiv.language.sizes import Size
from symderiv.language.traverse import walk
from symderiv.writing.page.formula import condition, definition_formulas, plain
from symderiv.writing.page.model import Code, Equation, Formula, Reading, SymbolRow, Text, Words
from symderiv.writing.printer import LATEX, print_shape, print_size
from symderiv.writing.tex_names import tex_name


def size_text(size: SizeName) -> Text:
    """`V (vocabulary)`, `V (computed at 5)`."""
    said = [f"computed at {size.number}"] if size.number is not None else []
    said += [size.description] if size.description else []
    name = plain(tex_name(size.name, False))
    return (name, Words(f" ({'; '.join(said)})")) if said else (name,)


def symbol_row(symbol: Symbol) -> SymbolRow:
    """A row of the table of symbols."""
    is_array = not symbol.shape.is_scalar and symbol.kind is Kind.ARRAY
    relation = ":" if symbol.kind is Kind.FUNCTION else r"\in"
    space = plain(f"{{}}{relation} {_space(symbol)}")
    return SymbolRow(plain(tex_name(symbol.name, is_array)), space, tuple(_words(symbol)))


def definitions(document: Document) -> tuple[Equation, ...]:
    """All of them but the loss; uses of one family that look alike once."""
    known = (definition_formulas(each) for each in document.definitions if each != document.loss)
    return tuple(dict.fromkeys(known))


def loss(document: Document) -> tuple[Equation, ...]:
    """The loss, if there is one."""
    return () if document.loss is None else (definition_formulas(document.loss),)


def assumptions(document: Document) -> tuple[Formula, ...]:
    """What is assumed beyond the types."""
    return tuple(condition(each) for each in document.assumptions)


def reading(document: Document, obligations: Iterable[Obligation], written: tuple[str, ...]) -> Reading:
    """What `with` changes: the symbols and definitions that the file declares otherwise or not at all."""
    if not written:
        return Reading()
    claims = [each.claim for each in obligations if isinstance(each.claim, Statement)]
    symbols = dict.fromkeys(symbol for claim in claims for symbol in claim.symbols)
    declared = {_outline(symbol) for symbol in document.symbols}
    known = {definition_formulas(each) for each in document.definitions}
    used = dict.fromkeys(definition_formulas(each) for claim in claims for each in _used(claim))
    changed = tuple(symbol_row(each) for each in symbols if _outline(each) not in declared)
    defined = tuple(each for each in used if each not in known)
    is_shown = bool(changed or defined)
    entries = [each for each in written if not is_shown or each.startswith("layout:")]
    return Reading(changed, defined, tuple(Code(each) for each in entries))


def _outline(symbol: Symbol) -> tuple[object, ...]:
    """A symbol as it was declared: what is assumed of it besides is said elsewhere."""
    return symbol.name, symbol.kind, symbol.shape, symbol.sort, symbol.declared


def _used(claim: Statement) -> Iterator[Definition]:
    """The definitions that a claim uses, also inside one another, those used last first."""
    for side in (claim.left, claim.right):
        for node in walk(side):
            if isinstance(node, DefinitionRef):
                yield node.definition


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


def _words(symbol: Symbol) -> Iterator[Words | Formula]:
    """`symmetric matrix`, `column, one-hot with the 1 at position o`."""
    implied = {other for each in symbol.assumptions for other in _UNSPOKEN.get(each, ())}
    words = [_assumption(each, symbol) for each in symbol.assumptions if each not in implied]
    yield Words(", ".join([_kind(symbol), *words]))
    if Assumption.ONE_HOT in symbol.assumptions and symbol.at is not None:
        yield Words(" with the 1 at position ")
        yield plain(tex_name(symbol.at, False))


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
        case Assumption.ONE_HOT:
            return f"{each}one-hot"
        case Assumption.SIMPLEX:
            return f"{each}nonnegative with sum 1"
        case Assumption.ORTHONORMAL:
            return "with orthonormal columns" if symbol.shape.rank == 2 else "of length 1"
        case Assumption.SUMS_TO_ONE:
            return f"{each}with sum 1"
        case _:
            return str(assumption.value)
