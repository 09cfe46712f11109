"""Formulas of a page: typed trees through the printer, with the places where a line may be broken."""

from symderiv.language.answer import Value
from symderiv.language.document import Document, Statement
from symderiv.language.expression import Definition, Expression
from symderiv.writing.page.model import Code, Formula, Text, Words
from symderiv.writing.printer import (
    LATEX,
    UNICODE,
    print_binder,
    print_condition,
    print_definition,
    print_equation,
    print_expression,
    print_terms,
)


def plain(latex: str) -> Formula:
    """A short formula that stays on one line."""
    return Formula(latex)


def formula(expression: Expression, printed: str | None = None) -> Formula:
    """An expression, which may be broken between its terms."""
    terms = print_terms(expression, LATEX)
    latex = print_expression(expression, LATEX) if printed is None else printed
    if len(terms) == 1:
        return Formula(latex, (), (_signs(print_expression(expression, UNICODE)),))
    return Formula(latex, terms, tuple(_signs(term) for term in print_terms(expression, UNICODE)))


def sides(statement: Statement) -> tuple[Formula, Formula]:
    """Both sides of a claim."""
    left, right = print_equation(statement.left, statement.right, LATEX)
    return formula(statement.left, left), formula(statement.right, right)


def equation(statement: Statement) -> Formula:
    """Both sides of a claim as one formula."""
    left, right = sides(statement)
    head = f"{left.latex} ="
    if not right.pieces:
        return Formula(f"{head} {right.latex}", (), (left.width + 1 + right.width,))
    first, *others = right.pieces
    signs = (left.width + 1 + right.signs[0], *right.signs[1:])
    return Formula(f"{head} {right.latex}", (f"{head} {first}", *others), signs)


def condition(expression: Expression) -> Formula:
    """What stands after `where` or `given`."""
    return plain(print_condition(expression, LATEX))


def definition_formulas(definition: Definition) -> tuple[Formula, Formula]:
    """What is defined, and what it is."""
    left, right = print_definition(definition, LATEX)
    return plain(left), formula(definition.body, right)


def premises(document: Document, statement: Statement) -> Text:
    """`For all i with i ≠ j, given x > 0`, where there is something to say."""
    parts: list[Words | Code | Formula] = []
    given = [each for each in statement.assumptions if each not in document.assumptions]
    groups = (
        ("for all ", [plain(print_binder(each, LATEX)) for each in statement.indices]),
        ("with ", [] if statement.where is None else [condition(statement.where)]),
        ("given ", [condition(each) for each in given]),
    )
    for word, formulas in groups:
        for at, each in enumerate(formulas):
            lead = " and " if at else f" {word}" if parts else word.capitalize()
            parts += [Words(lead), each]
    return tuple(parts)


def number(value: Value) -> Formula | Code:
    """A number, a vector or a matrix of a counterexample."""
    if isinstance(value, str):
        return plain(_number(value)) if _is_number(value) else Code(value)
    rows = [row if isinstance(row, tuple) else (row,) for row in value]
    entries = [entry for row in rows for entry in row]
    if not entries or not all(isinstance(entry, str) and _is_number(entry) for entry in entries):
        return Code(value_text(value))
    if isinstance(value[0], str):
        return plain(rf"[\, {', '.join(_number(str(entry)) for entry in entries)} \,]")
    lines = r" \\ ".join(" & ".join(_number(str(entry)) for entry in row) for row in rows)
    return plain(rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}")


def value_text(value: Value) -> str:
    """`[[1, 0], [0, 1]]`."""
    if isinstance(value, str):
        return value
    return "[" + ", ".join(value_text(entry) for entry in value) + "]"


def _is_number(text: str) -> bool:
    """Is it an integer, a fraction or a decimal?"""
    above, slash, below = text.removeprefix("-").partition("/")
    digits = (below if slash else "0", *above.split(".", 1))
    return all(part.isascii() and part.isdecimal() for part in digits)


def _number(text: str) -> str:
    """`-1/2` as TeX writes it."""
    sign = "-" if text.startswith("-") else ""
    above, _, below = text.removeprefix("-").partition("/")
    return rf"{sign}\frac{{{above}}}{{{below}}}" if below else text


def _signs(text: str) -> int:
    """How many signs of a formula take room."""
    return sum(letter not in "_^{}" for letter in text)
