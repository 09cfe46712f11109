"""Formulas as MathML: the LaTeX of our printer, converted by the library math-core."""

from functools import lru_cache
from typing import Final

from symderiv.writing.escape import escape_html
from symderiv.writing.page.model import Formula

MISSING: Final = "HTML needs the library math-core: pip install 'symderiv[html]'"

_CACHED: Final = 4096


class ConverterMissing(Exception):
    """The library that makes MathML is not installed."""


class Converter:
    """Makes MathML of formulas: of each piece by itself, so that lines can be broken between them."""

    def __init__(self) -> None:
        try:
            from math_core import LatexError, LatexToMathML
        except ImportError:
            raise ConverterMissing(MISSING) from None
        self._refusal = LatexError
        self._library = LatexToMathML(fancy_error=False)
        self._math = lru_cache(_CACHED)(self._converted)

    def html(self, formula: Formula) -> str:
        """The formula, which a narrow page breaks between its pieces."""
        if not formula.pieces:
            return self._math(formula.latex)
        first, *others = formula.pieces
        return "<wbr>".join([self._math(first), *(self._math(f"{{}} {piece}") for piece in others)])

    def _converted(self, latex: str) -> str:
        """One piece; what the library does not know is shown as it is."""
        try:
            made: str = self._library.convert_with_local_state(latex, displaystyle=True)
        except self._refusal:
            return f"<code>{escape_html(latex)}</code>"
        made = made.replace("<mrow></mrow><mo", '<mo form="infix"', 1) if latex.startswith("{}") else made
        return made.replace('<math display="block">', '<math displaystyle="true">', 1)
