"""Diagnostics: what is wrong with an input, where, and what would help."""

from typing import Final

from symderiv.records import dataclass
from symderiv.source import Source, Span

CODES: Final[dict[str, str]] = {
    # E10x-E12x: files and YAML
    "E100": "a line that YAML cannot read",
    "E101": "an empty file",
    "E102": "a file that is no mapping of keys to values",
    "E103": "several YAML documents in one file",
    "E104": "a tag, anchor, alias, merge key or directive of YAML",
    "E105": "a key given twice",
    "E106": "a key that is no text",
    "E107": "a quote or bracket that is never closed",
    "E108": "a value that needs quotes",
    "E109": "a backslash eaten by double quotes",
    "E110": "a missing file",
    "E111": "a folder where a file is needed",
    "E112": "a file or folder that cannot be read",
    "E113": "a pipe or device where a file is needed",
    "E114": "a file that is not UTF-8",
    "E115": "a file that is too large",
    "E116": "a file that is no text",
    "E117": "a folder without derivation files",
    "E118": "a document without declarations",
    "E119": "a file that cannot be written, or has changed meanwhile",
    "E120": "lists and mappings nested too deep",
    "E121": "too many keys and values in one file",
    "E122": "wrong indentation, or a tab",
    "E123": "a character that may not stand in a file",
    "E124": "a mark that no display follows",
    # E13x-E19x: declarations
    "E130": "an unknown key",
    "E131": "a name with two meanings",
    "E132": "a list, a mapping or text where another belongs",
    "E133": "a key that is not supported yet",
    "E134": "an unknown layout",
    "E135": "a size that is no whole number, or too large",
    "E136": "a one-hot at an index that is not declared so",
    "E137": "a loss without a name",
    "E139": "a loss of something that is no symbol",
    "E140": "a type that cannot be read",
    "E141": "another version of the format",
    "E142": "a loss that is no scalar",
    "E143": "gradients without a loss",
    "E144": "a claim without its formula",
    "E145": "an unknown verdict",
    "E146": "a claim that is no equation",
    "E147": "steps or a chain where they cannot stand",
    "E148": "an expectation where there is no link, or two about one",
    "E149": "`holds` that is neither true nor false",
    # E20x-E29x: reading an expression
    "E200": "an expression that is missing",
    "E201": "a character that means nothing",
    "E202": "a hidden character",
    "E203": "a letter that only looks like another one",
    "E204": "LaTeX outside of `$` signs",
    "E205": "an expression that is too long",
    "E206": "an expression of too many parts",
    "E207": "a number that is too long",
    "E208": "an expression that is nested too deep",
    "E210": "a bracket that is never closed",
    "E211": "a bracket that closes nothing, or another one",
    "E212": "an operand that is missing",
    "E213": "a quotient with two readings",
    "E214": "a power without an exponent",
    "E215": "a spelling with two readings",
    "E216": "`==` where `=` states an equation",
    "E217": "`=` where no equation can stand",
    "E218": "an operator that does not exist",
    "E219": "a number right after another factor",
    "E220": "a bound letter that cannot be read",
    "E221": "a derivative that cannot be read",
    "E222": "a subscript that cannot be read",
    "E223": "cases that cannot be read",
    "E224": "a list that cannot be read",
    "E225": "arguments that cannot be read",
    "E226": "a function without its argument",
    "E227": "bars that are never closed",
    "E229": "a name that cannot be declared",
    "E231": "something else where a part of an expression is needed",
    "E232": "a LaTeX command that is not known",
    "E233": "words within a LaTeX formula",
    "E234": "a LaTeX construct that is put together wrongly",
    "E235": "lines of LaTeX that are no chain",
    # E30x-E39x: names and meaning
    "E301": "an unknown name",
    "E303": "a letter bound that has a meaning already",
    "E304": "an index whose axis nothing tells",
    "E305": "a subscript below 1",
    "E306": "a subscript that is no index",
    "E307": "an index where a number is needed",
    "E308": "a name used before it is defined",
    "E309": "a function or family without its arguments",
    "E310": "a number where a condition is needed",
    "E311": "an identity matrix whose size nothing tells",
    "E313": "a power of a matrix that is no whole number",
    "E314": "a power of a matrix that is too large",
    "E315": "a prime that is neither transpose nor derivative",
    "E316": "a question about a list of positions, asked of something else",
    "E317": "a δ that has not two indices",
    "E318": "a number where a size is needed",
    "E319": "a definition by itself",
    "E321": "keywords for a family",
    "E322": "a wrong number of arguments",
    "E323": "an index over something that is no size",
    "E324": "a list over a part of an axis",
    "E325": "a list with … that does not tell how it goes on",
    "E330": "a derivative of too high an order",
    "E331": "a derivative by something that is no variable",
    "E332": "a call of something that is no function",
    "E333": "an unknown keyword, or an axis that is none",
    "E334": "a shape within an expression",
    "E335": "a norm with two readings",
    "E336": "a prime on something that is no function of one variable",
    "E337": "an expression that two definitions share",
    "E338": "digits below the line with two readings",
    "E339": "a sum beyond the axis that it runs over",
    "E340": "a free index that the claim does not use",
    # E40x-E49x: shapes
    "E401": "parts that do not fit one another",
    "E403": "an identity matrix where something else fits",
    "E404": "`×` between two arrays",
    "E405": "one entry spread over an array",
    "E406": "an argument of another shape than declared",
    "E407": "a norm of something that has none",
    "E408": "a gradient, Jacobian or Hessian of the wrong kind of thing",
    "E410": "an index used on axes of two sizes",
    "E411": "an entry that an axis does not have",
    "E412": "too many or too few subscripts",
    "E413": "a new axis of something that is no vector",
    # E9xx: this program itself
    "E900": "an internal error: a mistake in symderiv, not in the file",
}
"""Every diagnostic code with its one-line meaning."""


LONGEST_MESSAGE: Final = 400


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, with its place in a source."""

    code: str
    message: str
    source: Source
    span: Span | None = None
    hint: str | None = None

    def __post_init__(self) -> None:
        """A message may quote what was written, which may be long."""
        object.__setattr__(self, "message", _shortened(self.message))
        object.__setattr__(self, "hint", self.hint and _shortened(self.hint))

    def place(self) -> str:
        """`path:line:column`, or the path alone where no place within it is meant."""
        if self.span is None:
            return self.source.path
        line, column = self.source.line_column(self.span.start)
        return f"{self.source.path}:{line}:{column}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} …"


class DerivationError(Exception):
    """An input that cannot be used; carries the diagnostics that say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics

    def __str__(self) -> str:
        return "\n".join(f"{d.place()}: {d.message}" for d in self.diagnostics)


class Unreadable(DerivationError):
    """An expression that cannot be read: bad spelling, an unknown name, two readings."""


class IllShaped(DerivationError):
    """An expression whose parts do not fit one another."""
