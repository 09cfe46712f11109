"""Formulas that stay on the page: broken at + and −, and made smaller where nothing else helps."""

from symderiv.language.document import Statement
from symderiv.language.expression import Expression
from symderiv.writing.printer import LATEX, UNICODE, print_equation, print_expression, print_terms

LINE = 62
"""About how many signs of a formula fit on a line."""


def fit(formula: str, part: float) -> str:
    """The formula, no wider than this part of a line."""
    return rf"\fit{{{part}\linewidth}}{{{formula}}}"


def one_line(statement: Statement) -> str:
    """The equation as it stands on one line."""
    return " = ".join(print_equation(statement.left, statement.right, LATEX))


def broken(statement: Statement) -> str:
    """The equation on several lines, aligned at the equals sign; below a left side that is long itself."""
    left, right = print_equation(statement.left, statement.right, LATEX)
    room = LINE - _width(statement.left)
    if room < LINE // 2:
        lines = r" \\[3pt] &\quad ".join(_lines(statement.right, right, LINE - 6))
        return rf"&{left} \\[3pt] &\quad = {lines}"
    lines = r" \\[3pt] &\quad {} ".join(_lines(statement.right, right, room))
    return f"{left} &= {lines}"


def continued(statement: Statement) -> str:
    """`= right`, on several lines if it is long, as a line of a chain."""
    _, right = print_equation(statement.left, statement.right, LATEX)
    lines = r" \\[3pt] &\qquad {} ".join(_lines(statement.right, right, LINE - 6))
    return rf"&\quad = {lines}"


def broken_sum(expression: Expression, printed: str) -> str:
    """A right side, on several lines if it is long."""
    lines = _lines(expression, printed, LINE - 10)
    if len(lines) == 1:
        return printed
    body = r" \\[3pt] &\quad {} ".join(lines)
    return rf"\begin{{aligned}}[t] &{body} \end{{aligned}}"


def _lines(expression: Expression, printed: str, room: int) -> list[str]:
    """Terms gathered into lines of about this many signs."""
    terms = print_terms(expression, LATEX)
    widths = [_signs(term) for term in print_terms(expression, UNICODE)]
    if len(terms) == 1 or sum(widths) <= room:
        return [printed]
    lines, filled = [terms[0]], widths[0]
    for term, width in zip(terms[1:], widths[1:], strict=True):
        if filled + width > room:
            lines.append(term)
            filled = width
        else:
            lines[-1] += f" {term}"
            filled += width
    return lines


def _width(expression: Expression) -> int:
    return _signs(print_expression(expression, UNICODE))


def _signs(text: str) -> int:
    """How many signs of a formula take room."""
    return sum(letter not in "_^{}" for letter in text)
