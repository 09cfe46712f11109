"""Formulas and sentences as LaTeX: a long formula also in a version on several lines."""

from symderiv.writing.escape import escape_latex, escape_latex_code
from symderiv.writing.page.model import Code, Formula, Text, Words

LINE = 62
"""About how many signs of a formula fit on a line."""


def fitted(formula: Formula, room: int) -> str:
    """The formula on one line, or on several of about so many signs."""
    return rf"\sdfit{{{formula.latex}}}{{{broken(formula, room)}}}"


def broken(formula: Formula, room: int) -> str:
    """The formula in lines of about so many signs, below one another."""
    lines: list[str] = []
    filled = 0
    for piece, width in zip(formula.pieces, formula.signs, strict=False):
        if lines and filled + width <= room:
            lines[-1] += f" {piece}"
            filled += width
        else:
            lines.append(piece)
            filled = width
    return r" \\[3pt] &\quad {} ".join([f"&{lines[0]}", *lines[1:]] if lines else [f"&{formula.latex}"])


def sentence(text: Text) -> str:
    """Words with formulas in them."""
    return "".join(_part(part) for part in text)


def _part(part: Words | Code | Formula) -> str:
    match part:
        case Words(text):
            return escape_latex(text)
        case Code(text):
            return rf"\texttt{{{escape_latex_code(text)}}}"
        case Formula(latex):
            return f"${latex}$"
