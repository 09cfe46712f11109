"""A formula that seems to end too early, because YAML takes ` #` for the beginning of a comment."""

import re
from typing import Final

from symderiv.errors import DerivationError, Diagnostic
from symderiv.language.document import Derivation, Document, Obligation, Problem
from symderiv.records import replace

HINT: Final = "for YAML ` #` begins a comment: a formula that goes on there needs quotes"

_TOO_EARLY: Final = ("E146", "E200", "E210", "E212", "E214", "E227", "E231")
"""What is said of formulas that end too early."""

_COMMENT: Final = re.compile(r"[^\n'\"]*?[ \t]#")


def hinted_error(problem: DerivationError) -> DerivationError:
    """The same error, with the hint where a comment follows."""
    return DerivationError(*map(_hinted, problem.diagnostics))


def hinted(document: Document) -> Document:
    """The same document, with the hint at every claim that cannot be read and is followed by a comment."""
    if all(not isinstance(each.claim, Problem) for each in document.obligations):
        return document
    return replace(document, derivations=tuple(map(_of_derivation, document.derivations)))


def _of_derivation(derivation: Derivation) -> Derivation:
    return replace(derivation, obligations=tuple(map(_of_obligation, derivation.obligations)))


def _of_obligation(obligation: Obligation) -> Obligation:
    match obligation.claim:
        case Problem(verdict, diagnostic) if (better := _hinted(diagnostic)) != diagnostic:
            return replace(obligation, claim=Problem(verdict, better))
        case _:
            return obligation


def _hinted(diagnostic: Diagnostic) -> Diagnostic:
    span = diagnostic.span
    is_early = diagnostic.code in _TOO_EARLY and span is not None
    if not is_early or span is None or not _COMMENT.match(diagnostic.source.text, span.end):
        return diagnostic
    return replace(diagnostic, hint=f"{diagnostic.hint}; {HINT}" if diagnostic.hint else HINT)
