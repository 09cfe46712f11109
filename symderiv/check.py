"""The pipeline: file → Document → obligations → answers → verdicts → report."""

import fnmatch
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from time import perf_counter
from typing import Final, Protocol

from symderiv.errors import DerivationError
from symderiv.language.answer import Answer, Counterexample, Decider, Fails, Holds, Proved
from symderiv.language.document import Derivation, Document, Obligation, Problem, Statement, Verdict
from symderiv.language.expression import Expression, IndexSum
from symderiv.language.traverse import walk
from symderiv.language.weight import is_too_heavy
from symderiv.necessary import necessary
from symderiv.powers import OPEN, is_open, with_powers, without_powers_of_bits
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.records import dataclass, replace
from symderiv.repairs import Asked, Insight, Repairs, is_wanted, repaired, target, told_once, with_derivative
from symderiv.report import INTERNAL, ComponentReport, ErrorReport, FileReport, ObligationReport
from symderiv.source import Source
from symderiv.verdict import Disagreement, Judgement, Proof, Sizes, combine, meets, with_independence

TOO_HEAVY: Final = "too long or too deep, once definitions and derivatives are written out"
GAP: Final = "the cases leave a gap: here none of their conditions holds"
COVERAGE: Final = "whether the cases leave a gap is not known"
OVERLAP: Final = "two cases overlap and say different things: both `where` hold here, {}"


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about a check."""

    seed: int = 0
    sizes: Sizes = ()
    """The numbers to use for sizes, in place of the file's."""
    select: tuple[str, ...] = ()
    """Ids of obligations, or patterns with `*` and `?`; all of them, if there is none."""
    allow_consistent: bool = False
    require_all_sizes: bool = False
    show_components: bool = False
    show_proof: bool = False
    budget: int | None = None
    """The steps that a proof for all sizes may take; None for as many as are usual."""
    repair: Repairs = "unexpected"
    """Of which false claims a repair is looked for."""
    insight: Insight | None = None
    """What takes derivatives where no edit makes a claim true; nothing does, if there is none."""


class View(Protocol):
    """One entry of both sides, as the components decider shows it."""

    @property
    def indices(self) -> tuple[tuple[str, int], ...]: ...
    @property
    def component(self) -> tuple[int, ...]: ...
    @property
    def left(self) -> str: ...
    @property
    def right(self) -> str: ...


class ComponentsDecider(Decider, Protocol):
    """A decider that can show the entries that it compares."""

    def components(self, statement: Statement) -> Sequence[View]:
        """Every entry of both sides, simplified."""
        ...


class NumericDecider(Decider, Protocol):
    """A decider that can also look at a single point."""

    def decide_at(self, statement: Statement, example: Counterexample) -> Answer:
        """The answer at a point that another decider takes for a counterexample."""
        ...


class KernelDecider(Protocol):
    """A decider that proves for all sizes, or does not know."""

    def decide(self, statement: Statement, refuted: bool = False) -> Proof:
        """A proof, or why there is none; looked for only briefly if numbers refute the claim."""
        ...

    def show(self, statement: Statement) -> str:
        """The index form of both sides, the normal form, the rules, as text of several lines."""
        ...


@dataclass(frozen=True, slots=True)
class Deciders:
    """One of each."""

    numeric: NumericDecider
    components: ComponentsDecider
    kernel: KernelDecider


Convene = Callable[[int, Sizes], Deciders]
Watch = Callable[[Obligation], None]


def convene(seed: int, sizes: Sizes, budget: int | None = None) -> Deciders:
    """The deciders at the given sizes. Nothing before this loads SymPy or NumPy."""
    from symderiv.components import decide
    from symderiv.kernel import prove
    from symderiv.numeric import refute

    numbers = dict(sizes)
    return Deciders(
        refute.NumericDecider(seed, numbers),
        decide.ComponentsDecider(seed, numbers),
        prove.KernelDecider() if budget is None else prove.KernelDecider(budget),
    )


def check_file(
    path: str, options: Options = Options(), deciders: Convene | None = None, watch: Watch | None = None
) -> FileReport:
    """Read a derivation file and check what it claims."""
    try:
        document = load_document(read_source(path))
    except DerivationError as refusal:
        return FileReport.unread(path, *refusal.diagnostics)
    return check_document(document, options, deciders, watch)


def check_document(
    document: Document,
    options: Options = Options(),
    deciders: Convene | None = None,
    watch: Watch | None = None,
) -> FileReport:
    """Check the selected obligations of a document, in order."""
    checker = Checker(document.source, options, deciders)
    reports: list[ObligationReport] = []
    for derivation in document.derivations:
        made: list[ObligationReport] = []
        for obligation in derivation.obligations:
            if selected(obligation.id, options.select):
                if watch is not None:
                    watch(obligation)
                made.append(checker.check(obligation))
        made = checker.repaired(derivation, made)
        reports += [*made, *checker.together(derivation, made)]
    names = tuple(size.name for size in document.sizes)
    return FileReport(
        document.source.path,
        document.title,
        (),
        tuple(reports),
        names,
        tuple(_unchecked(document)),
        document.remarks,
    )


def _unchecked(document: Document) -> Iterator[tuple[int, str]]:
    """The line and the text of every display that is not checked."""
    for span in document.unchecked:
        line, _ = document.source.line_column(span.start)
        yield line, " ".join(document.source.text[span.start : span.end].split())


def selected(id: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern names the id; brackets in patterns are brackets, since ids have them."""
    literal = (pattern.replace("[", "[[]") for pattern in patterns)
    return not patterns or any(fnmatch.fnmatchcase(id, pattern) for pattern in literal)


class Checker:
    """Checks the obligations of one source, with deciders that are made when first needed.

    Each statement is decided once: the first and the last link of a chain say again what stands elsewhere.
    """

    def __init__(self, source: Source, options: Options, deciders: Convene | None = None) -> None:
        self.source = source
        self.options = options
        self.convene = deciders or partial(convene, budget=options.budget)
        self.deciders = cache(partial(self.convene, options.seed))
        self.outcome = cache(self._outcome)
        self.certain: set[str] = set()
        """The links whose right side is proved to equal the head, for all sizes and without conditions."""

    def check(self, obligation: Obligation) -> ObligationReport:
        """The answers on one obligation, as a report."""
        started = perf_counter()
        judgement, error = self._judge(obligation.claim)
        holds, holds_error = self._holds(obligation, judgement)
        error = error or holds_error
        lack = self._lack(obligation, judgement)
        components = self._components(obligation.claim)
        line, column = self.source.line_column(obligation.span.start)
        return ObligationReport(
            id=obligation.id,
            name=obligation.name,
            derivation=obligation.derivation,
            case=obligation.case,
            step=obligation.step,
            line=line,
            column=column,
            left=obligation.left,
            right=obligation.right,
            verdict=judgement.verdict,
            scope=judgement.scope,
            sizes=judgement.sizes,
            holds=holds,
            caused_by=obligation.caused_by,
            uses=self._uses(judgement),
            conditions=self._conditions(judgement),
            reason=judgement.reason or lack,
            counterexample=judgement.counterexample,
            repair=None,
            expected=obligation.expected or judgement.verdict,
            ok=lack is None and self._is_met(obligation, judgement, holds, error),
            seconds=round(perf_counter() - started, 6),
            error=error,
            components=components,
            proof=self._proof(obligation.claim),
            frame=self.source.frame(obligation.span),
            statement=obligation.claim if isinstance(obligation.claim, Statement) else None,
        )

    def repaired(self, derivation: Derivation, reports: Sequence[ObligationReport]) -> list[ObligationReport]:
        """The reports, with a repair of each false claim that is not expected to be false."""
        obligations = {obligation.id: obligation for obligation in derivation.obligations}
        made = []
        for report in reports:
            obligation, is_corrected = obligations[report.id], f"{report.id}~corrected" in obligations
            wording = target(obligation, obligations, reports)
            made.append(self.repaired_alone(obligation, report, wording, is_corrected))
        return told_once(made)

    def repaired_alone(
        self,
        obligation: Obligation,
        report: ObligationReport,
        wording: object | None = None,
        is_corrected: bool = False,
    ) -> ObligationReport:
        """One report with a repair, if one is wanted and found; of a `wording` that is not its own."""
        if not is_wanted(obligation, report, self.options.repair, is_corrected):
            return report
        return repaired(wording or obligation.wording, obligation, report, self._asked)

    def with_derivative(self, obligation: Obligation, report: ObligationReport) -> ObligationReport:
        """One report with the derivative that its left side is, if its right side is wrong."""
        return with_derivative(obligation.wording, report, self._asked)

    @property
    def _asked(self) -> Asked:
        return Asked(self._judgement, self.agrees, self.options.insight, self.options.seed)

    def agrees(self, statement: Statement) -> bool:
        """Do numbers agree with a statement?"""
        return isinstance(self.deciders(self.options.sizes).numeric.decide(statement), Holds)

    def _judgement(self, statement: Statement) -> Judgement | None:
        """The verdict on a statement; None where the deciders disagree."""
        outcome = self.outcome(statement)
        return outcome if isinstance(outcome, Judgement) else None

    def together(
        self, derivation: Derivation, reports: Sequence[ObligationReport]
    ) -> Iterator[ObligationReport]:
        """Of the cases together what is not as it should be: a gap, or an overlap that explains a failure."""
        for obligation in derivation.coverage:
            if selected(obligation.id, self.options.select):
                report = self.check_coverage(obligation)
                if not report.ok or obligation.expected != "proved":
                    yield report
        failed = {report.id for report in reports if not report.ok and report.step == 0}
        for overlap in derivation.overlaps:
            if not failed.isdisjoint(overlap.cases):
                report = self.check(overlap.obligation)
                if report.verdict == "refuted":
                    yield replace(report, reason=OVERLAP.format(overlap.where))

    def check_coverage(self, obligation: Obligation) -> ObligationReport:
        """Whether the cases together cover all indices; a gap is shown as a place that none covers."""
        report = self.check(obligation)
        if report.scope == "at sizes" and isinstance(obligation.claim, Statement):
            larger = replace(self.options, sizes=_past_literals(obligation.claim, report.sizes))
            beyond = Checker(self.source, larger, self.convene).check(obligation)
            report = beyond if beyond.verdict == "refuted" else report
        if report.counterexample is None:
            unsure = report.verdict in ("consistent", "undecided") and report.reason is not None
            return replace(report, reason=f"{COVERAGE}: {report.reason}") if unsure else report
        return replace(report, reason=GAP, counterexample=replace(report.counterexample, words=""))

    def _uses(self, judgement: Judgement) -> tuple[str, ...]:
        """What a proof used, the assumptions among it as they stand in the file."""
        return (*judgement.uses, *(self._written(premise) for premise in judgement.premises))

    def _conditions(self, judgement: Judgement) -> tuple[str, ...]:
        """What must hold besides, each once; bases of powers as they stand in the file."""
        positive = [self._written(base) for base in judgement.positive]
        nonzero = (f"{self._written(base)} ≠ 0" for base in judgement.nonzero)
        implied = [f"{base} ≠ 0" for base in positive]
        others = (each for each in (*judgement.conditions, *nonzero) if each not in implied)
        return tuple(dict.fromkeys((*others, *(f"{base} > 0" for base in positive))))

    def _written(self, expression: Expression) -> str:
        span = expression.span
        return " ".join(self.source.text[span.start : span.end].split())

    def _judge(self, claim: Statement | Problem) -> tuple[Judgement, ErrorReport | None]:
        match claim:
            case Problem(verdict, diagnostic):
                return Judgement(verdict, reason=diagnostic.message), ErrorReport.of(diagnostic)
            case Statement():
                outcome = self.outcome(claim)
        match outcome:
            case Judgement():
                return outcome, None
            case Disagreement():
                error = self._bug_report(claim, outcome)
                return Judgement("undecided", reason="the deciders disagree: an internal error"), error

    def _outcome(self, statement: Statement) -> Judgement | Disagreement:
        from symderiv.components.spot import InternalDisagreement

        if is_too_heavy(statement):
            return Judgement("undecided", reason=TOO_HEAVY)
        try:
            numeric, components, kernel = self._answers(without_powers_of_bits(statement))
        except InternalDisagreement as contradiction:
            return Disagreement(f"components contradicts itself: {contradiction}")
        outcome = combine(numeric, components, kernel)
        if isinstance(outcome, Disagreement):
            return Judgement("undecided", reason=OPEN) if is_open(statement) else outcome
        if outcome.verdict == "proved" and not isinstance(kernel, Proved):
            outcome = self._with_facts(outcome, statement)
        return with_powers(with_independence(outcome, statement), without_powers_of_bits(statement))

    def _with_facts(self, judgement: Judgement, statement: Statement) -> Judgement:
        """The judgement on a claim whose proof names no facts, with those that it needs."""
        numeric = self.deciders(self.options.sizes).numeric

        def refutes(weaker: Statement) -> bool:
            return isinstance(numeric.decide(weaker), Fails)

        facts, premises = necessary(statement, refutes)
        return replace(judgement, uses=facts, premises=premises)

    def _answers(self, statement: Statement) -> tuple[Answer, Answer, Proof]:
        """A decider that finds no fault is asked again where the other one found one."""
        deciders = self.deciders(self.options.sizes)
        numeric = deciders.numeric.decide(statement)
        kernel = deciders.kernel.decide(statement, refuted=isinstance(numeric, Fails))
        components = deciders.components.decide(statement)
        match numeric, components:
            case Fails(counterexample), Holds():
                components = self.deciders(counterexample.sizes).components.decide(statement)
            case Holds(), Fails(counterexample):
                numeric = deciders.numeric.decide_at(statement, counterexample)
            case _:
                pass
        return numeric, components, kernel

    def _holds(self, obligation: Obligation, judgement: Judgement) -> tuple[bool | None, ErrorReport | None]:
        """Whether a link's right side equals the head; None if it is no link or nobody can tell.

        Where the left side equals the head and the link is proved, without conditions, both for all sizes,
        this follows.
        """
        statement = obligation.holds
        if statement is None:
            return None, None
        if isinstance(statement, Problem):
            return False, None
        if _is_certain(judgement) and obligation.before in self.certain:
            self.certain.add(obligation.id)
            return True, None
        judgement, error = self._judge(statement)
        if _is_certain(judgement):
            self.certain.add(obligation.id)
        if judgement.verdict == "consistent":
            return True if self.options.allow_consistent else None, error
        return {"proved": True, "refuted": False}.get(judgement.verdict), error

    def _lack(self, obligation: Obligation, judgement: Judgement) -> str | None:
        """Why the facts that `needs` allows are too few for what is proved from all of them."""
        if obligation.allowed is None or judgement.verdict != "proved":
            return None
        weaker, error = self._judge(obligation.allowed)
        more = [each for each in weaker.conditions if each not in judgement.conditions]
        if not more and self._meets(weaker, "proved", error):
            return None
        used = self._uses(judgement)
        uses = f"; it uses {', '.join(used)}" if used else ""
        why = f"only for {', '.join(more)}" if more and weaker.verdict == "proved" else weaker.verdict
        return f"the proof needs more than `needs` allows{uses}; from what it allows the claim is {why}"

    def _proof(self, claim: Statement | Problem) -> str:
        if not self.options.show_proof or isinstance(claim, Problem) or is_too_heavy(claim):
            return ""
        return self.deciders(self.options.sizes).kernel.show(claim)

    def _components(self, claim: Statement | Problem) -> tuple[ComponentReport, ...]:
        if not self.options.show_components or isinstance(claim, Problem) or is_too_heavy(claim):
            return ()
        views = self.deciders(self.options.sizes).components.components(claim)
        return tuple(ComponentReport(view.indices, view.component, view.left, view.right) for view in views)

    def _is_met(
        self, obligation: Obligation, judgement: Judgement, holds: bool | None, error: ErrorReport | None
    ) -> bool:
        """As expected, in itself and in whether it leads to what equals the head."""
        if not self._meets(judgement, obligation.expected or judgement.verdict, error):
            return False
        if obligation.step == 0 and obligation.expected_holds is not None:
            return obligation.expected_holds == (judgement.verdict == "proved")
        return holds is None or obligation.expected_holds in (None, holds)

    def _meets(self, judgement: Judgement, expected: Verdict, error: ErrorReport | None) -> bool:
        internal = error is not None and error.code == INTERNAL
        return not internal and meets(
            judgement,
            expected,
            allow_consistent=self.options.allow_consistent,
            require_all_sizes=self.options.require_all_sizes,
        )

    def _bug_report(self, claim: Statement, disagreement: Disagreement) -> ErrorReport:
        """All that is needed to see the contradiction again."""
        message = (
            "internal error: the deciders disagree; this is a mistake in symderiv, not in the derivation\n"
            f"{disagreement.account}\n"
            f"seed {self.options.seed}, sizes {dict(self.options.sizes)}, statement {claim}"
        )
        line, column = self.source.line_column(claim.left.span.start)
        return ErrorReport(line, column, INTERNAL, message, "please report it, with this text and the file")


def _past_literals(statement: Statement, sizes: Sizes) -> Sizes:
    """Sizes at which every literal position exists, and one more: `w = 1`, …, `w = 5` leave out the sixth."""
    offsets = (node.offset for node in walk(statement.left) if isinstance(node, IndexSum))
    largest = max((offset.at({}) for offset in offsets if offset.is_number), default=0)
    return tuple((name, max(number, largest + 2)) for name, number in sizes)


def _is_certain(judgement: Judgement) -> bool:
    """Whether a claim is proved for all sizes and without conditions."""
    conditional = judgement.conditions or judgement.nonzero or judgement.positive
    return judgement.verdict == "proved" and judgement.scope == "all sizes" and not conditional
