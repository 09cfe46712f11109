"""Lines of LaTeX as one chain: each goes on with `=`, with an operator, or restates the head."""

from typing import NoReturn

from symderiv.reading.parse.tex.brackets import RELATIONS
from symderiv.reading.parse.tex.tables import trimmed
from symderiv.reading.parse.tokens import CLOSERS, OPENERS, Text, Token

_OPERATORS = frozenset({"+", "-", "·", "×", "*", "⊙", "⊗", "/"})
_OPERANDS = frozenset({"name", "number", ")", "]", "}", "⟧", ")|", ")‖", "|", "‖", "ᵀ", "'", "…"})
_STARTS = frozenset({"name", "number", "(", "[", "{", "⟦", "|(", "‖(", "|", "‖", "frac", "Σ", "Π", "∂", "∇"})


def chained(text: Text, rows: list[list[Token]]) -> list[Token]:
    """The lines one after the other, without the heads that are only restated."""
    lines = [line for line in map(_without_arrow, map(trimmed, rows)) if line]
    if not lines:
        return []
    chain = lines[0]
    head = _head(lines[0])
    for line in lines[1:]:
        goes_on = chain[-1].kind in _OPERATORS or chain[-1].kind in RELATIONS
        if line[0].kind in RELATIONS:
            chain = chain[:-1] if chain[-1].kind == "=" == line[0].kind else chain
            chain = chain + line
        elif goes_on or _continues(line):
            chain = chain + line
        elif head is not None and _head(line) is not None and _key(_head(line)) == _key(head):
            chain = chain + line[len(_head(line) or []) :]
        else:
            _refuse_line(text, line)
    return chain


def one_line(text: Text, cells: list[list[Token]]) -> list[Token]:
    """The cells of a line together; the third begins a formula beside it, where no operator joins it."""
    line: list[Token] = []
    for at, cell in enumerate(cells):
        if at % 2 == 0 and line and cell and not _joins(line[-1]) and not _joins(cell[0]):
            message = "two formulas stand side by side in this line"
            hint = r"put them on lines of their own; a formula that goes on does so with an operator: `& + b`"
            text.fail("E235", message, cell[0].start, cell[-1].end, hint)
        line += cell
    return line


def _joins(token: Token) -> bool:
    return token.kind in _OPERATORS or token.kind in RELATIONS


def _without_arrow(line: list[Token]) -> list[Token]:
    return trimmed(line[1:]) if line and line[0].kind == "⇒" else line


def _head(line: list[Token]) -> list[Token] | None:
    """What stands before the first `=` outside of brackets."""
    depth = 0
    for at, token in enumerate(line):
        depth += (token.kind in CLOSERS) - (token.kind in OPENERS)
        if depth == 0 and token.kind == "=":
            return line[:at] if at else None
    return None


def _key(tokens: list[Token] | None) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens or []]


def _continues(line: list[Token]) -> bool:
    """`+ b` goes on with the line before; `- a = b` may begin another equation."""
    return line[0].kind in _OPERATORS and (line[0].kind == "+" or _head(line) is None)


def _refuse_line(text: Text, line: list[Token]) -> NoReturn:
    text.fail(
        "E235",
        "this line does not go on with the one before",
        line[0].start,
        line[-1].end,
        "the lines of a chain begin with `=`, with an operator, or with the head again; "
        "another equation is another claim",
    )


def settled(text: Text, tokens: list[Token]) -> list[Token]:
    """The tokens without wide spaces; one between two factors, or a stray `.`, has no meaning."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        match token.kind:
            case "gap":
                _check_gap(text, tokens, at)
            case ".":
                hint = r"a product is written `\cdot`, or by putting the factors side by side"
                text.fail("E201", "`.` means nothing in an expression", token.start, token.end, hint)
            case "⇒":
                hint = "write the chain as `a = b = c`; what follows from it is another claim"
                text.fail("E201", f"`{token.text}` means nothing here", token.start, token.end, hint)
            case "d":
                kept.append(token)
            case _:
                kept.append(token)
    return kept


def _check_gap(text: Text, tokens: list[Token], at: int) -> None:
    before = tokens[at - 1].kind if at else "end"
    after = tokens[at + 1].kind if at + 1 < len(tokens) else "end"
    if before in _OPERANDS and after in _STARTS:
        hint = r"write `\cdot` for a product; formulas that only stand side by side are claims of their own"
        message = "a wide space between two factors: a product, or two formulas?"
        text.fail("E215", message, tokens[at].start, tokens[at].end, hint)
