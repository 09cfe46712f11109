"""Claims and chains as `align*` blocks: a row for every link, its verdict beside and its reason below it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from symderiv.writing.escape import escape_latex, escape_latex_code
from symderiv.writing.latex.formula import LINE, fitted, sentence
from symderiv.writing.page.model import Chain, Code, Example, Formula, Line, Tone, Verdict

SIGNS: Final[dict[str, str]] = {
    "proved": r"$\checkmark$",
    "consistent": r"$\approx$",
    "refuted": r"$\bm{\times}$",
    "ill-shaped": r"$\bm{\times}$",
    "unreadable": r"$\bm{\times}$",
    "undecided": r"\textbf{?}",
}
"""The sign before a verdict."""

_COLOURS: Final[dict[Tone, str]] = {"good": "sdgood", "bad": "sdbad", "open": "sdopen", "faint": "sdfaint"}
_LABELS: Final = {
    "uses": "uses ",
    "checked at": "checked at ",
    "repair": "right would be ",
    "true if": "true if ",
    "the derivative is": "the derivative is ",
}
"""Of what does not speak for itself."""

_BREAK: Final = r"\newline "
_CLOSER: Final = r"\noalign{\vskip-3pt}"
_TAG: Final = 34
"""The longest verdict that stands beside its claim."""


def chain(chain: Chain) -> Iterator[str]:
    """The links below the head, and what they come to."""
    if chain.premises:
        yield rf"{sentence(chain.premises)}:\nopagebreak"
    if chain.links:
        yield _links(chain.links)
        if chain.claims:
            yield r"Altogether:\nopagebreak"
    for is_short, lines in groupby(chain.claims, _is_short):
        block = tuple(lines)
        yield from [_claims(block)] if is_short else [_links((line,)) for line in block]
    if chain.story:
        yield rf"\sdremark{{The chain: {escape_latex(chain.story)}.}}"


def _is_short(line: Line) -> bool:
    """Can the right side stand beside the left one?"""
    return isinstance(line.left, Formula) and line.left.width <= LINE // 2


def _claims(lines: Sequence[Line]) -> str:
    """Claims below one another, aligned at their signs."""
    heads = [line.left for line in lines if isinstance(line.left, Formula)]
    widest = max(heads, key=lambda head: head.width)
    rows = [
        (head.latex if at == 0 else "") + row
        for head, line in zip(heads, lines, strict=True)
        for at, row in enumerate(_rows(line, "=", LINE - widest.width))
    ]
    return _aligned(widest.latex, rows)


def _links(lines: Sequence[Line]) -> str:
    """The links of a chain: the head beside the first, above it if it is long."""
    head = lines[0].left
    if isinstance(head, Formula) and _is_short(lines[0]):
        rows = [row for line in lines for row in _rows(line, "=", LINE - head.width)]
        return _aligned(head.latex, [head.latex + rows[0], *rows[1:]])
    rows = [row for line in lines for row in _rows(line, r"\quad =", LINE - 6)]
    return _aligned(r"\quad", [f"&{_right(head, LINE)}", *rows])


def _aligned(left: str, rows: Sequence[str]) -> str:
    body = " \\\\\n".join(rows)
    return f"\\sdside{{{left}}}\n\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _rows(line: Line, sign: str, room: int) -> Iterator[str]:
    """The right side with its tag, then in small letters what is to be said of it, then the correction."""
    right = _right(line.right, room)
    right = rf"\sdcolour{{sdbad}}{{{right}}}" if line.is_wrong else right
    tag, rest = _tag(line.verdict)
    yield rf"&{sign} {right} \tag*{{{tag}}}"
    indent = sign.removesuffix("=") + r"\quad "
    if notes := (*rest, *_notes(line)):
        yield rf"{_CLOSER}&{indent}\sdnote{{{_BREAK.join(notes)}}}"
    if line.corrected is not None:
        right = rf"\sdcolour{{sdgood}}{{{_right(line.corrected.right, room)}}}"
        tag, rest = _tag(line.corrected.verdict, "corrected, ")
        yield rf"&{sign} {right} \tag*{{{tag}}}"
        if notes := (*rest, *_notes(line.corrected)):
            yield rf"{_CLOSER}&{indent}\sdnote{{{_BREAK.join(notes)}}}"


def _right(side: Formula | Code, room: int) -> str:
    match side:
        case Formula():
            return fitted(side, room)
        case Code(text):
            return rf"\sdcode{{{escape_latex_code(text)}}}"


def _tag(verdict: Verdict, lead: str = "") -> tuple[str, tuple[str, ...]]:
    """What stands beside a claim, and what is too long for that."""
    whole = verdict.text + (f", {verdict.remark}" if verdict.remark else "")
    if len(whole) <= _TAG:
        return mark(verdict, lead + whole), ()
    if len(verdict.text) <= _TAG:
        return mark(verdict, lead + verdict.text), (escape_latex(verdict.remark),)
    return mark(verdict, lead + verdict.word), (escape_latex(whole),)


def mark(verdict: Verdict, text: str) -> str:
    """The sign of a verdict and its words, in its colour."""
    sign = SIGNS.get(verdict.word, "")
    return rf"\sdverdict{{{_COLOURS[verdict.tone]}}}{{{sign}}}{{{escape_latex(text)}}}"


def _notes(line: Line) -> Iterator[str]:
    for text in (line.because, line.notes):
        if text:
            yield escape_latex(text)
    known = [fact for fact in line.facts if fact[0] != "checked at" or "#" not in line.id]
    if known:
        yield "; ".join(f"{_LABELS.get(label, '')}{sentence(text)}" for label, text in known)
    if line.example is not None:
        yield _example(line.example)


def _example(example: Example) -> str:
    """The point and both sides, in one sentence."""
    at = f" at {escape_latex(example.at)}" if example.at else ""
    values = [f"${name.latex} = {_value(value)}$" for name, value in example.values]
    sides = [rf"{escape_latex(name)}: ${_value(value)}$" for name, value in example.sides]
    words = f"; {escape_latex(example.words)}" if example.words else ""
    return f"counterexample{at}: {', '.join([*values, *sides])}{words}"


def _value(value: Formula | Code) -> str:
    return value.latex if isinstance(value, Formula) else rf"\text{{{escape_latex_code(value.text)}}}"
