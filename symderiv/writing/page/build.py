"""From a document and the report on it to the page that both LaTeX and HTML print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symderiv.chains import account_text, accounts
from symderiv.language.document import Derivation, Document, Obligation, Statement
from symderiv.records import dataclass, replace
from symderiv.report import FileReport, LeftOut, ObligationReport, Step
from symderiv.writing.page import setting
from symderiv.writing.page.claims import line, unchecked
from symderiv.writing.page.formula import premises
from symderiv.writing.page.model import Chain, Code, Group, Line, Page, Section, Text, Tone, Words, message

GRADIENTS = "Gradients of the loss"


def page(document: Document, report: FileReport, left_out: Mapping[str, LeftOut] | None = None) -> Page:
    """The page of a file: what it declares, then its derivations with their verdicts.

    `left_out` are steps to be added, by the ids of the claims.
    """
    return replace(
        _empty(report),
        origin=document.origin,
        notes=document.notes,
        sizes=tuple(setting.size_text(each) for each in document.sizes),
        symbols=tuple(setting.symbol_row(each) for each in document.symbols),
        definitions=setting.definitions(document),
        loss=setting.loss(document),
        assumptions=setting.assumptions(document),
        sections=tuple(_sections(document, report, left_out or {})),
        remarks=tuple(message(f"line {line}: {text}") for line, text in report.remarks),
        unchecked=tuple(f"line {line}: {text}" for line, text in report.unchecked),
    )


def unread(report: FileReport) -> Page:
    """The page of a file that cannot be read."""
    return _empty(report)


def _empty(report: FileReport) -> Page:
    errors: list[Text] = []
    for error in report.errors:
        hint = f" ({error.hint})" if error.hint else ""
        place = f"line {error.line}, column {error.column}: " if error.frame else ""
        errors.append(message(f"{place}{error.message}{hint}"))
    tone: Tone = "good" if report.status == 0 else "bad"
    return Page(report.path, report.title, None, None, _summary(report), tone, errors=tuple(errors))


def _summary(report: FileReport) -> str:
    """`7 claims: 6 proved, 1 refuted as expected`."""
    if report.errors:
        return "nothing was checked"
    words = Counter(f"{each.verdict}{_expectation(each)}" for each in report.obligations)
    counts = ", ".join(f"{count} {word}" for word, count in words.items())
    number = len(report.obligations)
    return f"{number} {'claim' if number == 1 else 'claims'}" + (f": {counts}" if counts else "")


def _expectation(report: ObligationReport) -> str:
    if report.caused_by is not None:
        return " because of another"
    if report.ok:
        return "" if report.expected == "proved" else " as expected"
    return f" where {report.expected} was expected"


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is known of the obligations of one document, by their ids."""

    document: Document
    reports: Mapping[str, ObligationReport]
    stories: Mapping[str, str]
    left_out: Mapping[str, LeftOut]

    def line(self, obligation: Obligation) -> Line:
        """A claim with its verdict, if it was checked."""
        report = self.reports.get(obligation.id)
        return unchecked(obligation) if report is None else line(report, obligation)


def _sections(document: Document, report: FileReport, left_out: Mapping[str, LeftOut]) -> Iterator[Section]:
    """One for each derivation; the gradients without names and notes of their own share one."""
    answers = _Answers(
        document,
        {each.id: each for each in report.obligations},
        {account.id: account_text(account) for account in accounts(report)},
        left_out,
    )
    gathered: list[Group] = []
    for derivation in document.derivations:
        is_gradient = bool(derivation.obligations) and all(
            each.id.startswith("gradient[") for each in derivation.obligations
        )
        if is_gradient:
            name = derivation.name if derivation.name != derivation.obligations[0].left else None
            chains = tuple(_chains(answers, derivation.obligations))
            gathered.append(Group(chains, "", name, derivation.source, derivation.notes))
            continue
        if gathered:
            yield Section(GRADIENTS, None, None, _one_group(gathered))
            gathered = []
        reading = setting.reading(document, derivation.obligations, derivation.reading)
        groups = tuple(_groups(answers, derivation))
        yield Section(derivation.name, derivation.source, derivation.notes, groups, reading)
    if gathered:
        yield Section(GRADIENTS, None, None, _one_group(gathered))


def _groups(answers: _Answers, derivation: Derivation) -> Iterator[Group]:
    """The cases of a derivation, and what is to be said of them together."""
    cases: dict[int | None, list[Obligation]] = {}
    for obligation in derivation.obligations:
        cases.setdefault(obligation.case, []).append(obligation)
    for number, obligations in cases.items():
        chains = _together(_chains(answers, obligations))
        if number is None:
            yield Group(chains)
            continue
        case = derivation.cases[number]
        where = "" if any(chain.premises for chain in chains) else " ".join(case.where.split())
        name = f"Case {number + 1}" + (f", {case.name}" if case.name else "")
        reading = setting.reading(answers.document, obligations, case.reading)
        yield Group(chains, where, name, case.source, case.notes, reading)
    covered = [each for each in derivation.coverage if each.id in answers.reports]
    covered += [each.obligation for each in derivation.overlaps if each.obligation.id in answers.reports]
    if covered:
        yield Group(tuple(Chain(claims=(answers.line(each),)) for each in covered), name="The cases together")


def _chains(answers: _Answers, obligations: Sequence[Obligation]) -> Iterator[Chain]:
    """Links with the claim that they come to, each with its corrected form."""
    found: dict[str, list[Obligation]] = {}
    for obligation in obligations:
        found.setdefault(obligation.id.partition("#")[0].partition("~")[0], []).append(obligation)
    for id, members in found.items():
        corrected = {each.id.removesuffix("~corrected"): each for each in members if "~" in each.id}
        lines = [_corrected(answers, each, corrected.get(each.id)) for each in members if "~" not in each.id]
        links = tuple(each for each in lines if "#" in each.id)
        claims = tuple(each for each in lines if "#" not in each.id)
        statement = next((each.claim for each in members if isinstance(each.claim, Statement)), None)
        said = premises(answers.document, statement) if statement is not None else ()
        steps = answers.left_out.get(id)
        if steps is None or not claims:
            yield Chain(said, links, claims, answers.stories.get(id, ""))
            continue
        yield Chain(said, (*map(_step, steps.between), claims[0]), claims[1:], answers.stories.get(id, ""))
        for at, lemma in enumerate(steps.lemmas):
            yield Chain(() if at else (Words("Here"),), tuple(map(_step, lemma)))


def _step(step: Step) -> Line:
    """An equality that was found, not written."""
    return replace(line(step.report), because=step.because or None)


def _corrected(answers: _Answers, obligation: Obligation, corrected: Obligation | None) -> Line:
    own = answers.line(obligation)
    if corrected is None:
        return own
    better = answers.line(corrected)
    is_unread = isinstance(own.left, Code) and own.id.partition("#")[2] in ("", "1")
    return replace(own, left=better.left if is_unread else own.left, corrected=better)


def _together(chains: Iterable[Chain]) -> tuple[Chain, ...]:
    """Neighbouring claims with the same premises stand in one block."""
    blocks: list[Chain] = []
    for chain in chains:
        last = blocks[-1] if blocks else chain
        is_plain = not (chain.links or chain.story or last.links or last.story)
        if blocks and is_plain and last.premises == chain.premises:
            blocks[-1] = replace(last, claims=(*last.claims, *chain.claims))
        else:
            blocks.append(chain)
    return tuple(blocks)


def _one_group(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Groups of which nothing is said by themselves are one."""
    found: list[Group] = []
    for group in groups:
        is_plain = not (group.name or group.where or group.source or group.notes)
        if found and is_plain:
            found[-1] = replace(found[-1], chains=_together((*found[-1].chains, *group.chains)))
        else:
            found.append(replace(group, chains=_together(group.chains)))
    return tuple(found)
