r"""A derivation file as a LaTeX document that plain pdflatex sets.

Formulas come from the printer, all other text of a user's passes `escape_latex`; both give ASCII.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from symderiv.language.document import Case, Derivation, Document, Obligation, Problem, Statement
from symderiv.writing.escape import escape_latex, escape_latex_code, escape_latex_message
from symderiv.writing.latex_chain import chains, first_statement, head, is_chain, link
from symderiv.writing.latex_formula import broken, one_line
from symderiv.writing.latex_setting import setting
from symderiv.writing.printer import LATEX, print_binder, print_condition
from symderiv.writing.spellings import Spelling

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=2.6cm]{geometry}
\usepackage{amsmath,amssymb,bm}
\usepackage{array,color,graphicx,longtable}
\definecolor{good}{rgb}{0.05,0.42,0.18}
\definecolor{bad}{rgb}{0.72,0.08,0.08}
\definecolor{open}{rgb}{0.62,0.40,0.00}
\definecolor{faint}{rgb}{0.38,0.38,0.38}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.4\baselineskip}
\setlength{\LTleft}{1.5em}
\setlength{\LTpre}{0.7\baselineskip}
\setlength{\LTpost}{0.4\baselineskip}
\setcounter{LTchunksize}{500}
\setlength{\emergencystretch}{3em}
\newsavebox{\formula}
\newsavebox{\answer}
\newlength{\room}
\newcommand{\heading}[1]{\par\addvspace{1.2\baselineskip}{\raggedright\large\bfseries #1\par}\nobreak}
\newcommand{\verdict}[3]{\small\textcolor{#1}{#2~#3}}
\newcommand{\remark}[1]{\par\nobreak
  {\small\leftskip=1.5em\rightskip=1.5em plus 1fil\textcolor{faint}{#1}\par}}
\newenvironment{symbols}%
  {\begin{longtable}{@{}>{$}l<{$}@{\quad}>{$}l<{$}@{\qquad}>{\raggedright\arraybackslash}p{0.5\linewidth}@{}}}%
  {\end{longtable}}
\newenvironment{definitions}%
  {\begin{longtable}{@{}>{$\displaystyle}r<{$}@{${}={}$}>{$\displaystyle}l<{$}@{}}}%
  {\end{longtable}}
% \fit{width}{formula}: no wider than that.
\newcommand{\fit}[2]{\sbox{\formula}{$\displaystyle #2$}%
  \ifdim\wd\formula>#1 \resizebox{#1}{!}{\usebox{\formula}}\else\usebox{\formula}\fi}
% \claim{verdict}{on one line}{on several lines}: the first that fits, smaller if neither does.
\newcommand{\claim}[3]{\par\addvspace{0.3\baselineskip}\noindent\hspace*{1.5em}%
  \sbox{\answer}{#1}\setlength{\room}{\linewidth}\addtolength{\room}{-2.5em}\addtolength{\room}{-\wd\answer}%
  \sbox{\formula}{$\displaystyle #2$}%
  \ifdim\wd\formula>\room \sbox{\formula}{$\displaystyle\begin{aligned}[t]#3\end{aligned}$}\fi
  \ifdim\wd\formula>\room
    \addtolength{\room}{1em}\addtolength{\room}{\wd\answer}%
    \ifdim\wd\formula>\room \resizebox{\room}{!}{\usebox{\formula}}\else\usebox{\formula}\fi
    \par\nobreak\noindent\hspace*{1.5em}\usebox{\answer}%
  \else\usebox{\formula}\hfill\usebox{\answer}\fi\par\addvspace{0.3\baselineskip}}
% \asread{verdict}{text}: a claim that is no formula.
\newcommand{\asread}[2]{\par\addvspace{0.3\baselineskip}\noindent\hspace*{1.5em}%
  \sbox{\answer}{#1}\setlength{\room}{\linewidth}\addtolength{\room}{-2.5em}\addtolength{\room}{-\wd\answer}%
  \parbox[t]{\room}{\raggedright\ttfamily #2}\hfill\usebox{\answer}\par\addvspace{0.3\baselineskip}}
\begin{document}"""

_MARKS = {
    "proved": ("good", r"$\checkmark$"),
    "consistent": ("open", r"$\approx$"),
    "refuted": ("bad", r"$\bm{\times}$"),
    "ill-shaped": ("bad", r"$\bm{\times}$"),
    "unreadable": ("bad", r"$\bm{\times}$"),
    "undecided": ("open", r"\textbf{?}"),
}
"""Colour and sign of every verdict."""

_SHORT = 24


def latex_document(document: Document, verdicts: Mapping[str, str], remarks: Mapping[str, str]) -> str:
    """The whole document; `verdicts` and `remarks` are by obligation id, the remarks may be missing."""
    parts = [
        _PREAMBLE,
        *_heading(document, verdicts),
        *setting(document),
        *_derivations(document, verdicts, remarks),
        r"\end{document}",
    ]
    return "\n\n".join(parts) + "\n"


def _heading(document: Document, verdicts: Mapping[str, str]) -> Iterator[str]:
    title = escape_latex(document.title or "Derivations")
    yield rf"{{\centering\LARGE\bfseries {title}\par}}"
    if document.origin:
        yield rf"{{\centering\itshape {escape_latex(document.origin)}\par}}"
    if verdicts:
        yield rf"{{\centering\small\textcolor{{faint}}{{{_summary(document, verdicts)}}}\par}}"
    yield from _paragraphs(document.notes)


def _summary(document: Document, verdicts: Mapping[str, str]) -> str:
    """`7 claims: 6 proved, 1 refuted`."""
    words = [_split(verdicts.get(each.id, ""))[0] or "not checked" for each in document.obligations]
    counts = ", ".join(f"{count} {escape_latex(word)}" for word, count in Counter(words).items())
    return f"{len(words)} {'claim' if len(words) == 1 else 'claims'}: {counts}"


def _paragraphs(notes: str | None) -> Iterator[str]:
    for paragraph in (notes or "").split("\n\n"):
        if paragraph.strip():
            yield escape_latex(paragraph.strip())


# ── Derivations ─────────────────────────────────────────────────────────────────────────────────


def _derivations(
    document: Document, verdicts: Mapping[str, str], remarks: Mapping[str, str]
) -> Iterator[str]:
    """The gradients under one heading, every other derivation under its own."""
    in_gradients = False
    for derivation in document.derivations:
        ids = [each.id for each in derivation.obligations]
        is_gradient = bool(ids) and all(id.startswith("gradient[") for id in ids)
        if not is_gradient:
            yield rf"\heading{{{escape_latex(derivation.name)}}}"
        elif not in_gradients:
            yield r"\heading{Gradients of the loss}"
        if is_gradient and derivation.name != derivation.obligations[0].left:
            yield rf"\textit{{{escape_latex(derivation.name)}:}}\nopagebreak"
        in_gradients = is_gradient
        yield from _about(derivation)
        cases = {case.id: case for case in derivation.cases}
        for obligations in chains(derivation):
            if (case := cases.get(obligations[0].id)) is not None:
                yield from _about(case)
            if is_chain(obligations):
                yield from _chain(document, obligations, verdicts, remarks)
                continue
            for obligation in obligations:
                yield from _with_remark(document, obligation, verdicts, remarks)
        for obligation in derivation.coverage:
            if obligation.id in verdicts:
                yield from _together(obligation, verdicts[obligation.id])


def _chain(
    document: Document,
    obligations: tuple[Obligation, ...],
    verdicts: Mapping[str, str],
    remarks: Mapping[str, str],
) -> Iterator[str]:
    """The head, the links below it, and what they come to."""
    statement = first_statement(obligations)
    if statement is not None:
        yield from (text + r"\nopagebreak" for text in _premises(document, statement, LATEX))
    yield head(obligations)
    ends = [each for each in obligations if "#" not in each.id]
    for obligation in obligations:
        if "#" not in obligation.id:
            continue
        if obligation.id.endswith("~corrected"):
            yield from _with_remark(document, obligation, verdicts, remarks)
            continue
        mark, more = _marked(verdicts.get(obligation.id, ""))
        yield from link(obligation, mark)
        yield from more
        if _message(obligation) != remarks.get(obligation.id, ""):
            yield from _remark(obligation, remarks)
    yield r"Altogether:\nopagebreak"
    for obligation in ends:
        yield from _with_remark(document, obligation, verdicts, remarks)


def _with_remark(
    document: Document, obligation: Obligation, verdicts: Mapping[str, str], remarks: Mapping[str, str]
) -> Iterator[str]:
    yield from _obligation(document, obligation, verdicts.get(obligation.id, ""))
    if _message(obligation) != remarks.get(obligation.id, ""):
        yield from _remark(obligation, remarks)


def _remark(obligation: Obligation, remarks: Mapping[str, str]) -> Iterator[str]:
    if remark := remarks.get(obligation.id, ""):
        yield rf"\remark{{{escape_latex_message(remark)}}}"


def _together(obligation: Obligation, verdict: str) -> Iterator[str]:
    """That the cases do not cover all indices, or that this was expected."""
    mark, more = _marked(verdict)
    yield r"The cases together:\nopagebreak"
    yield f"\\asread{{{mark}}}{{{escape_latex_code(f'{obligation.left} = {obligation.right}')}}}"
    yield from more


def _about(part: Derivation | Case) -> Iterator[str]:
    """Of a derivation or a case, what its author says of it, and what is read otherwise in it."""
    if isinstance(part, Case) and part.name:
        yield rf"\textit{{{escape_latex(part.name)}}}"
    if part.source:
        yield rf"\textit{{{escape_latex(part.source)}}}"
    yield from _paragraphs(part.notes)
    if part.reading:
        entries = "; ".join(rf"\texttt{{{escape_latex_code(entry)}}}" for entry in part.reading)
        yield rf"Read with {entries}."


def _obligation(document: Document, obligation: Obligation, verdict: str) -> Iterator[str]:
    mark, more = _marked(verdict)
    lead = ["Corrected:"] if obligation.id.endswith("~corrected") else []
    match obligation.claim:
        case Statement() as statement:
            lead += _premises(document, statement, LATEX)
            if lead:
                yield " ".join(lead) + r"\nopagebreak"
            yield f"\\claim{{{mark}}}\n  {{{one_line(statement)}}}\n  {{{broken(statement)}}}"
        case Problem(diagnostic=diagnostic):
            written = " ".join(f"{obligation.left} = {obligation.right}".split())
            yield from lead
            yield f"\\asread{{{mark}}}{{{escape_latex_code(written)}}}"
            hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
            yield rf"\remark{{{escape_latex_message(diagnostic.message + hint)}}}"
    yield from more


def _message(obligation: Obligation) -> str:
    """What is said below a claim that cannot be read anyway."""
    return obligation.claim.diagnostic.message if isinstance(obligation.claim, Problem) else ""


def _premises(document: Document, statement: Statement, spelling: Spelling) -> list[str]:
    """`For all i with i ≠ j, given x > 0:`, where there is something to say."""
    words: list[str] = []
    if statement.indices:
        words.append("for all " + " and ".join(f"${print_binder(b, spelling)}$" for b in statement.indices))
    if statement.where is not None:
        words.append(f"with ${print_condition(statement.where, spelling)}$")
    given = [each for each in statement.assumptions if each not in document.assumptions]
    if given:
        words.append("given " + " and ".join(f"${print_condition(each, spelling)}$" for each in given))
    text = " ".join(words)
    return [text[0].upper() + text[1:] + ":"] if text else []


def _split(verdict: str) -> tuple[str, str]:
    """(`proved`, `at V=5, D=3`) of a verdict's text."""
    word = next((each for each in _MARKS if verdict.startswith(each)), "")
    return word, verdict.removeprefix(word)


def _marked(verdict: str) -> tuple[str, list[str]]:
    """The mark beside a claim, and below it what is too long for that."""
    word, more = _split(verdict)
    if len(more) <= _SHORT:
        return _mark(word, verdict), []
    return _mark(word, word), [rf"\remark{{{escape_latex(verdict)}}}"]


def _mark(word: str, text: str) -> str:
    colour, sign = _MARKS.get(word, ("faint", ""))
    return rf"\verdict{{{colour}}}{{{sign}}}{{{escape_latex(text or 'not checked')}}}"
