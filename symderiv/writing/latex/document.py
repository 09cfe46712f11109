r"""A derivation file as a LaTeX document that plain pdflatex sets.

Formulas come from the printer, all other text of a user's passes `escape_latex`; both give ASCII.
"""

from collections.abc import Iterator, Sequence

from symderiv.writing.escape import escape_latex, escape_latex_code
from symderiv.writing.latex.formula import LINE, fitted, sentence
from symderiv.writing.latex.lines import chain
from symderiv.writing.latex.preamble import COMMANDS, PACKAGES, PREAMBLE
from symderiv.writing.page.model import Equation, Formula, Group, Page, Reading, Section, SymbolRow, Text


def latex_document(page: Page) -> str:
    """The whole document."""
    return _joined(
        PREAMBLE, COMMANDS + "\n" + r"\begin{document}", *_body(page, r"\LARGE"), r"\end{document}"
    )


def latex_fragment(page: Page) -> str:
    r"""What can be included with `\input`; its commands end with it."""
    lead = f"% needs {PACKAGES}\n\\begingroup\n{COMMANDS}"
    return _joined(lead, *_body(page, r"\Large"), r"\endgroup")


def _joined(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def _body(page: Page, size: str) -> Iterator[str]:
    yield rf"{{\centering{size}\bfseries {escape_latex(page.title or 'Derivations')}\par}}"
    if page.origin:
        yield rf"{{\centering\itshape {escape_latex(page.origin)}\par}}"
    yield rf"{{\centering\small\textcolor{{sdfaint}}{{{escape_latex(page.summary)}}}\par}}"
    yield from _paragraphs(page.notes)
    for error in page.errors:
        yield sentence(error)
    yield from (rf"\sdremark{{{sentence(each)}}}" for each in page.remarks)
    yield from _setting(page)
    for section in page.sections:
        yield from _section(section)
    if page.unchecked:
        yield r"\sdheading{Not checked}"
        yield from (rf"\sdremark{{\texttt{{{escape_latex_code(each)}}}}}" for each in page.unchecked)


def _paragraphs(notes: str | None) -> Iterator[str]:
    for paragraph in (notes or "").split("\n\n"):
        if paragraph.strip():
            yield escape_latex(paragraph.strip())


# ── What is declared ────────────────────────────────────────────────────────────────────────────


def _setting(page: Page) -> Iterator[str]:
    if page.sizes or page.symbols:
        yield r"\sdheading{Symbols}"
    if page.sizes:
        word = "sizes are" if len(page.sizes) > 1 else "size is"
        yield f"The {word} {_enumerated(page.sizes)}."
    yield from _symbols(page.symbols)
    if page.definitions:
        yield r"\sdheading{Definitions}"
        yield _equations(page.definitions)
    if page.loss:
        yield r"\sdheading{Loss}"
        yield _equations(page.loss)
    if page.assumptions:
        yield r"\sdheading{Assumptions}"
        yield _conditions(page.assumptions)


def _enumerated(items: Sequence[Text]) -> str:
    """`a, b and c`."""
    *most, last = map(sentence, items)
    return " and ".join([*([", ".join(most)] if most else []), last])


def _symbols(rows: Sequence[SymbolRow]) -> Iterator[str]:
    if rows:
        body = "\n".join(rf"{row.name.latex} & {row.space.latex} & {sentence(row.words)} \\" for row in rows)
        yield f"\\begin{{sdsymbols}}\n{body}\n\\end{{sdsymbols}}"


def _equations(equations: Sequence[Equation]) -> str:
    """Definitions below one another, aligned at their signs."""
    widest = max((left for left, _ in equations), key=lambda left: len(left.latex)).latex
    rows = " \\\\\n".join(f"{left.latex} &= {fitted(right, LINE - 10)}" for left, right in equations)
    return f"\\sdside{{{widest}}}\n\\begin{{align*}}\n{rows}\n\\end{{align*}}"


def _conditions(conditions: Sequence[Formula]) -> str:
    rows = " \\\\\n".join(f"&{fitted(each, LINE)}" for each in conditions)
    return f"\\sdside{{}}\n\\begin{{align*}}\n{rows}\n\\end{{align*}}"


# ── Derivations ─────────────────────────────────────────────────────────────────────────────────


def _section(section: Section) -> Iterator[str]:
    yield rf"\sdheading{{{escape_latex(section.name)}}}"
    yield from _about(section.source, section.notes)
    yield from _reading(section.reading)
    for group in section.groups:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    if group.name or group.where:
        title = ": ".join(part for part in (group.name, group.where) if part)
        yield rf"\sdcase{{{escape_latex(title)}}}"
    yield from _about(group.source, group.notes)
    yield from _reading(group.reading)
    for each in group.chains:
        yield from chain(each)


def _reading(reading: Reading) -> Iterator[str]:
    """What is read otherwise."""
    if reading.is_other:
        entries = ", ".join(sentence((each,)) for each in reading.entries)
        yield f"In this reading{f', {entries}' if entries else ''}:" + r"\nopagebreak"
    yield from _symbols(reading.symbols)
    if reading.definitions:
        yield _equations(reading.definitions)


def _about(source: str | None, notes: str | None) -> Iterator[str]:
    if source:
        yield rf"\textit{{{escape_latex(source)}}}"
    yield from _paragraphs(notes)
