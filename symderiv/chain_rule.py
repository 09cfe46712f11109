"""The steps that an author left out: the chain rule through the defined names, every step proved."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from symderiv.check import Options
from symderiv.deriving.positions import is_kept
from symderiv.gradients import Asker
from symderiv.language.document import Document, Obligation, Statement
from symderiv.language.expression import (
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    IndexVariable,
    Shape,
    Subscript,
    SymbolRef,
)
from symderiv.language.traverse import Node, parts
from symderiv.records import dataclass, replace
from symderiv.report import FileReport, LeftOut, ObligationReport, Step
from symderiv.writing.printer import UNICODE, print_expression

MOST_PATHS: Final = 3
"""The names through which a variable may act at once, for the rule to be worth reading."""

MOST: Final = 40
"""The steps of one file."""


def left_out_steps(
    document: Document, report: FileReport, options: Options = Options()
) -> Mapping[str, LeftOut]:
    """The steps of all proved derivatives that are claimed without any, by the ids of the claims."""
    reports = {each.id: each for each in report.obligations}
    finder = _Finder(document, options)
    asked: list[tuple[Obligation, Statement]] = []
    for obligation in _plain(document):
        claim, known = obligation.claim, reports.get(obligation.id)
        if known is None or known.verdict != "proved" or not isinstance(claim, Statement):
            continue
        if isinstance(claim.left, Derivative) and _written(claim.left) not in finder.seen:
            finder.seen.add(_written(claim.left))
            asked.append((obligation, claim))
    found = {each.id: finder.steps(claim.left, claim.right) for each, claim in asked}
    return {id: steps for id, steps in found.items() if steps is not None}


def _plain(document: Document) -> Iterator[Obligation]:
    """Claims without steps of their own, over what the whole file declares."""
    for derivation in document.derivations:
        chained = {each.id.partition("#")[0] for each in derivation.obligations if "#" in each.id}
        for each in derivation.obligations:
            case = derivation.cases[each.case] if each.case is not None else None
            reading = derivation.reading or (case is not None and case.reading)
            is_plain = not reading and each.id not in chained
            if is_plain and "#" not in each.id and "~" not in each.id:
                yield each


@dataclass(frozen=True, slots=True)
class _Term:
    """The chain rule through one name: as derivatives, and with their values where they are known."""

    general: str
    special: str | None
    needed: tuple[tuple[str, str], ...]
    """Of what, by what: the derivatives in it."""


class _Finder:
    """Finds the steps of one file, each derivative once."""

    def __init__(self, document: Document, options: Options) -> None:
        self.asker = Asker(document.source, options, UNICODE)
        self.seen: set[str] = set()
        self.values: dict[tuple[str, str], ObligationReport | None] = {}
        self.count = 0

    def steps(self, derivative: Expression, right: Expression) -> LeftOut | None:
        """The chain rule and what it becomes, on the way to the right side."""
        if not isinstance(derivative, Derivative):
            return None
        for terms in self._rules(derivative):
            between = self._between(derivative, terms)
            if between and _right_of(between[0].report) == _written(right):
                return None
            if between:
                shown = tuple(each for each in between if _right_of(each.report) != _written(right))
                return LeftOut(shown, tuple(self._lemmas(terms)))
        return None

    def _between(self, derivative: Derivative, terms: tuple[_Term, ...]) -> tuple[Step, ...]:
        """The rule, and the same with the values put in."""
        head = _written(derivative)
        names = " and ".join(term.needed[0][1] for term in terms)
        first = self._proved(head, " + ".join(term.general for term in terms), f"chain rule through {names}")
        specials = [term.special for term in terms if term.special is not None]
        if first is None or len(specials) < len(terms):
            return () if first is None else (first,)
        second = self._proved(head, " + ".join(specials), "with these derivatives put in")
        is_new = second is not None and _right_of(second.report) != _right_of(first.report)
        return (first, second) if second is not None and is_new else (first,)

    def _proved(self, head: str, right: str, because: str) -> Step | None:
        """head = right, if that is proved, as a link of a chain."""
        self.count += 1
        if self.count > MOST:
            return None
        report = self.asker.claimed(f"left-out#{self.count}", head, right)
        return Step(report, because) if report is not None and report.verdict == "proved" else None

    def _lemmas(self, terms: tuple[_Term, ...]) -> Iterator[tuple[Step, ...]]:
        """The derivatives in the rule, each with the steps to it, and those that these need."""
        for of, wrt in (pair for term in terms for pair in term.needed):
            known = self._known(of, wrt)
            statement = None if known is None else known.statement
            if known is None or statement is None or not isinstance(statement.left, Derivative):
                continue
            if _written(statement.left) in self.seen:
                continue
            self.seen.add(_written(statement.left))
            found = self.steps(statement.left, statement.right)
            own = replace(known, id=f"left-out#{of}/{wrt}")
            yield (*(found.between if found is not None else ()), Step(own, ""))
            yield from found.lemmas if found is not None else ()

    # ── The rule ────────────────────────────────────────────────────────────────────────────────

    def _rules(self, derivative: Derivative) -> Iterator[tuple[_Term, ...]]:
        """The ways to write the rule through the names by which the variable acts, the usual one first."""
        of, head = derivative.of, _written(derivative)
        if not isinstance(of, DefinitionRef) or not _is_name(of.definition):
            return
        name = _written(of)
        through = _through(of.definition, _key(derivative.wrt.base))
        if not 1 <= len(through) <= MOST_PATHS or not head.startswith(f"∂{name}/∂"):
            return
        variable = head.removeprefix(f"∂{name}/∂")
        count = derivative.shape.rank - of.shape.rank
        ways = [list(self._terms(name, variable, each, head, count)) for each in through]
        if all(ways):
            yield from (tuple(each) for each in zip(*ways, strict=False))

    def _terms(self, of: str, variable: str, through: Definition, head: str, count: int) -> Iterator[_Term]:
        name, shape = _written(_reference(through)), through.body.shape
        inner, outer = f"∂{name}/∂{variable}", f"∂{of}/∂{name}"
        pairs = ((of, name), (name, variable))
        values = tuple(self._value(*pair) for pair in pairs)
        for form in _FORMS if shape.rank < 2 and shape.rank + count <= 2 else ():
            general = form.format(outer, inner)
            if self.asker.fits(head, general):
                yield _Term(general, None if None in values else form.format(*map(_bracketed, values)), pairs)
        letters = self._letters(shape.rank, head)
        if letters:
            picked = tuple(IndexVariable(letter, n) for letter, n in zip(letters, shape.axes, strict=True))
            entry = _written(Subscript(_reference(through), picked, Shape(())))
            bound = f"Σ_{{{','.join(letters)}}}"
            yield _Term(f"{bound} ∂{of}/∂{entry} ∂{entry}/∂{variable}", None, ((of, name), (entry, variable)))

    def _letters(self, count: int, head: str) -> tuple[str, ...]:
        free = (each for each in "ijklmnpqrst" if each not in self.asker.names and each not in head)
        return tuple(islice(free, count))

    def _value(self, of: str, wrt: str) -> str | None:
        known = self._known(of, wrt)
        return None if known is None else _right_of(known)

    def _known(self, of: str, wrt: str) -> ObligationReport | None:
        """The derivative, if it is found and proved."""
        if (of, wrt) not in self.values:
            self.values[of, wrt] = self.asker.proved(of, wrt)
        return self.values[of, wrt]


_FORMS: Final = ("({1})^T {0}", "{0} {1}", "{1} {0}", "({0})^T {1}")
"""How the outer derivative and the inner one are multiplied: of columns, of rows and scalars, …"""


def _written(expression: Expression) -> str:
    return print_expression(expression, UNICODE)


def _right_of(report: ObligationReport) -> str:
    return "" if report.statement is None else _written(report.statement.right)


def _bracketed(text: str | None) -> str:
    return f"({text})"


def _reference(definition: Definition) -> Expression:
    return DefinitionRef(definition, (), definition.body.shape)


def _is_name(definition: Definition) -> bool:
    """Does it stand for one array that may vary by itself?"""
    return is_kept(definition) and not definition.parameters


def _through(of: Definition, key: str) -> tuple[Definition, ...]:
    """The names whose own right side mentions the variable; none where that of the whole does."""
    found: dict[str, Definition] = {}
    waiting, met = [of], {of.key}
    while waiting:
        definition = waiting.pop(0)
        mentioned = list(_mentioned(definition.body))
        if any(_key(each) == key for each in mentioned):
            found[definition.key] = definition
        for each in mentioned:
            if isinstance(each, DefinitionRef) and each.definition.key not in met:
                met.add(each.definition.key)
                waiting.append(each.definition)
    return () if of.key in found else tuple(found.values())


def _key(base: Node) -> str:
    match base:
        case SymbolRef(name):
            return f"symbol {name}"
        case DefinitionRef(definition):
            return definition.key
        case _:
            return ""


def _mentioned(node: Node) -> Iterator[SymbolRef | DefinitionRef]:
    """The symbols and names in an expression; families, and names of parts, are looked through."""
    match node:
        case SymbolRef():
            yield node
        case DefinitionRef(definition) if _is_name(definition):
            yield node
        case _:
            for part in parts(node):
                yield from _mentioned(part)
