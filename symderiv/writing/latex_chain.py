"""A chain as LaTeX: the head, then every link below it with its mark, its reason and its corrected form."""

from collections.abc import Iterator, Sequence

from symderiv.language.document import Derivation, Obligation, Problem, Statement
from symderiv.writing.escape import escape_latex, escape_latex_code, escape_latex_message
from symderiv.writing.latex_formula import continued
from symderiv.writing.printer import LATEX, print_equation


def chains(derivation: Derivation) -> Iterator[tuple[Obligation, ...]]:
    """The obligations of a derivation, those of one chain together, its step 0 first."""
    found: dict[str, list[Obligation]] = {}
    for obligation in derivation.obligations:
        found.setdefault(obligation.id.partition("#")[0].partition("~")[0], []).append(obligation)
    for obligations in found.values():
        yield tuple(obligations)


def is_chain(obligations: Sequence[Obligation]) -> bool:
    """Are there links between the two ends?"""
    return "#" not in obligations[0].id and any("#" in obligation.id for obligation in obligations)


def head(obligations: Sequence[Obligation]) -> str:
    """The first line: what the chain is about."""
    statement = first_statement(obligations)
    if statement is None:
        return rf"\asread{{}}{{{escape_latex_code(obligations[0].left)}}}"
    left, _ = print_equation(statement.left, statement.right, LATEX)
    return rf"\claim{{}}{{{left}}}{{&{left}}}"


def first_statement(obligations: Sequence[Obligation]) -> Statement | None:
    """The first one about the head."""
    about = (each.claim for each in obligations if each.left == obligations[0].left)
    return next((claim for claim in about if isinstance(claim, Statement)), None)


def link(obligation: Obligation, mark: str) -> Iterator[str]:
    """`= right`, below what it follows from."""
    claim = obligation.claim
    if obligation.caused_by is not None and isinstance(obligation.holds, Statement):
        claim = obligation.holds
    match claim:
        case Statement() as statement:
            _, right = print_equation(statement.left, statement.right, LATEX)
            yield f"\\claim{{{mark}}}\n  {{\\quad = {right}}}\n  {{{continued(statement)}}}"
        case Problem(diagnostic=diagnostic):
            yield rf"\asread{{{mark}}}{{= {escape_latex_code(obligation.right)}}}"
            if obligation.caused_by is None:
                hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
                yield rf"\remark{{{escape_latex_message(diagnostic.message + hint)}}}"
    for text in (obligation.because, obligation.notes):
        if text:
            yield rf"\remark{{{escape_latex(' '.join(text.split()))}}}"
