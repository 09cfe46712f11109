"""Reports and expressions in notebooks: as text, as LaTeX, and as HTML where MathML can be made."""

from collections.abc import Iterator
from typing import Final

from symderiv.language.expression import Expression
from symderiv.records import replace
from symderiv.report import FileReport, ObligationReport, Report
from symderiv.writing.escape import escape_html, escape_latex
from symderiv.writing.html.document import stylesheet
from symderiv.writing.html.mathml import Converter, ConverterMissing
from symderiv.writing.html.parts import Parts, tag
from symderiv.writing.page.claims import line
from symderiv.writing.page.formula import formula
from symderiv.writing.page.model import Code, Formula
from symderiv.writing.printer import print_expression
from symderiv.writing.spellings import UNICODE
from symderiv.writing.text import claim_text, counterexample_text, file_text, summary_text, verdict_text

Shown = Report | FileReport | ObligationReport | Expression

STYLE: Final = "background: var(--paper); color: var(--ink); padding: 0.5rem 1rem;"


def mimebundle(shown: Shown) -> dict[str, str]:
    """The thing by media types; without the library for MathML there is no HTML."""
    bundle = {"text/plain": _plain(shown), "text/latex": _latex(shown)}
    try:
        parts = Parts(Converter())
    except ConverterMissing:
        return bundle
    return {**bundle, "text/html": _html(shown, parts)}


def _plain(shown: Shown) -> str:
    match shown:
        case Report():
            return "\n\n".join([*(file_text(file) for file in shown.files), summary_text(shown)])
        case FileReport():
            return file_text(shown)
        case ObligationReport():
            text = f"{'✓' if shown.ok else '✗'} {claim_text(shown)}  {verdict_text(shown)}"
            example = shown.counterexample
            return text if example is None else f"{text}\n{counterexample_text(example)}"
        case _:
            return print_expression(shown, UNICODE)


# ── LaTeX ───────────────────────────────────────────────────────────────────────────────────────


def _latex(shown: Shown) -> str:
    match shown:
        case Report():
            return "\n\n".join(text for file in shown.files for text in _file_latex(file))
        case FileReport():
            return "\n\n".join(_file_latex(shown))
        case ObligationReport():
            return _claim_latex(shown)
        case _:
            return _math(formula(shown).latex)


def _file_latex(file: FileReport) -> Iterator[str]:
    yield escape_latex(file.title or file.path)
    yield from (escape_latex(error.message) for error in file.errors)
    yield from (_claim_latex(each) for each in file.obligations)


def _claim_latex(report: ObligationReport) -> str:
    made = line(report)
    sides = [_side(made.left), _side(made.right)]
    return f"{' $=$ '.join(sides)} ({escape_latex(verdict_text(report))})"


def _side(side: Formula | Code) -> str:
    return _math(side.latex) if isinstance(side, Formula) else escape_latex(side.text)


def _math(latex: str) -> str:
    r"""A formula; MathJax knows `\boldsymbol`, not `\bm`."""
    return rf"$\displaystyle {latex.replace(chr(92) + 'bm{', chr(92) + 'boldsymbol{')}$"


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────


def _html(shown: Shown, parts: Parts) -> str:
    match shown:
        case Report():
            body = "".join(_file_html(file, parts) for file in shown.files)
            return _styled(body + tag("p", escape_html(summary_text(shown)), "summary"))
        case FileReport():
            return _styled(_file_html(shown, parts))
        case ObligationReport():
            return _styled(parts.lines([line(shown)]))
        case _:
            return parts.part(formula(shown))


def _file_html(file: FileReport, parts: Parts) -> str:
    """The claims below one another, each with its id."""
    title = tag("strong", escape_html(file.title or file.path))
    errors = "".join(tag("p", escape_html(error.message), "error") for error in file.errors)
    lines = [replace(line(each), because=each.id) for each in file.obligations]
    return tag("p", title) + errors + parts.lines(lines)


def _styled(body: str) -> str:
    """The rules of a page, for what stands here alone."""
    rules = stylesheet().replace(":root", "&")
    return tag("div", f"<style>.symderiv {{ {STYLE}\n{rules} }}</style>{body}", "symderiv")
