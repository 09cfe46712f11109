"""The components decider: is left = right, entry by entry, at concrete sizes, exactly?"""

import itertools
import math
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import numpy
import sympy

from symderiv.components.differentiate import kinked_parts
from symderiv.components.draws import rational_points, residue_points
from symderiv.components.entries import Entry, Guard, Scalar, tree_size
from symderiv.components.expand import Expander
from symderiv.components.functions import TooLarge, Unsupported
from symderiv.components.places import Scope
from symderiv.components.points import (
    Choices,
    choices,
    first_choice,
    has_too_many_columns,
    loose_choice,
    written_values,
)
from symderiv.components.premises import Premises, ends, fixed_symbols, premises, under_premises, without_sums
from symderiv.components.primes import Primes
from symderiv.components.real import Evaluator, Unsure
from symderiv.components.scenarios import Scenario, scenarios, size_choices
from symderiv.components.show import ComponentView, shown
from symderiv.components.spot import LARGE, InternalDisagreement, Pairs, contradicts, spot_check
from symderiv.components.survey import Survey, survey
from symderiv.components.symbols import SymbolTable, arrays, values_text
from symderiv.components.zero import Bench, Finding
from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Undecided, Value
from symderiv.language.document import Kind, Statement, Symbol
from symderiv.records import dataclass, field

__all__ = ["ComponentView", "ComponentsDecider", "InternalDisagreement"]

BUDGET: Final = 60_000
"""Entries and terms that one statement may expand to at each position of its indices."""
SCENARIOS: Final = 400
CHOICES: Final = 1024
WORK: Final = 4_000
"""Components times choices that are decided for one statement."""
TRIES: Final = 80
CHECKED: Final = 2
"""Points at which an identity is looked at with many digits, beside the residues."""
SCALES: Final = (1, 3, 1, 8, 30)
"""How large the values of successive points are."""
CHECKED_PAIRS: Final = 6
CHECKED_SIZE: Final = 1_000
"""Nodes up to which a component is."""

_NO_SIZES: Final[Mapping[str, int]] = MappingProxyType({})

Pair = tuple[tuple[int, ...], Entry, Entry]
"""A position and the entries of both sides there."""


@dataclass(slots=True)
class _Case:
    """The statement at one combination of positions."""

    scenario: Scenario
    table: SymbolTable
    pairs: list[Pair]
    premises: Premises
    fixed: frozenset[Scalar]
    ends: frozenset[Scalar]
    survey: Survey
    primes: Primes


@dataclass(slots=True)
class _Tally:
    """What is known so far at these sizes."""

    defined: bool = False
    conditions: dict[str, None] = field(default_factory=dict)
    guards: dict[Guard, None] = field(default_factory=dict)
    bits: float = float("inf")
    spot: "tuple[_Case, Choices] | None" = None
    work: int = 0


class ComponentsDecider:
    """Decides statements at small sizes; one for each file, so that definitions are expanded once.

    `bits` is, after a statement that holds, −log₂ of a bound of the probability that the random
    residues agree by chance.
    """

    def __init__(self, seed: int = 0, sizes: Mapping[str, int] = _NO_SIZES) -> None:
        self.seed = seed
        self._primes: tuple[Statement, Primes] | None = None
        self.bits = float("inf")
        self._forced = dict(sizes)
        self._tables: dict[tuple[tuple[str, int], ...], SymbolTable] = {}
        self._expanders: dict[object, Expander] = {}

    def decide(self, statement: Statement) -> Answer:
        """Whether every component of left − right is zero wherever left is defined."""
        answer = self._decide(statement)
        if isinstance(answer, Undecided) and (weaker := without_sums(statement)) is not None:
            # An assumed equation can be solved for a vector that is bound by nothing else; a proof for any
            # vector is one for a distribution.
            second = self._decide(weaker)
            return second if isinstance(second, Holds) else answer
        return answer

    def _decide(self, statement: Statement) -> Answer:
        reason = "the left side is defined at no admissible point"
        for sizes in size_choices(statement, self._forced):
            try:
                answer = self._at_sizes(statement, sizes)
            except TooLarge as trouble:
                reason = str(trouble)
                continue
            except Unsupported as trouble:
                return Undecided(f"components: {trouble}")
            except RecursionError:
                return Undecided("components: the expression is nested too deeply")
            if answer is not None:
                return answer
        return Undecided(reason)

    def components(self, statement: Statement) -> tuple[ComponentView, ...]:
        """Every entry of both sides at the first positions of the indices, in a simple form."""
        for sizes in size_choices(statement, self._forced):
            try:
                case = next(self._cases(statement, sizes), None)
            except Unsupported:
                continue
            if case is not None:
                return tuple(
                    ComponentView(
                        tuple(sizes.items()),
                        tuple(case.scenario.indices.items()),
                        at,
                        shown(case.table, left.value),
                        shown(case.table, right.value),
                    )
                    for at, left, right in case.pairs
                )
        return ()

    # ── One choice of sizes ─────────────────────────────────────────────────────────────────────

    def _at_sizes(self, statement: Statement, sizes: dict[str, int]) -> Answer | None:
        """The answer at these sizes; None if left is defined nowhere."""
        tally = _Tally()
        for case in self._cases(statement, sizes):
            left = self._decided_at_once(statement, case, tally)
            if not left:
                continue
            for chosen in _choices(statement, case):
                answer = self._decide_case(statement, sizes, case, chosen, left, tally)
                if answer is not None:
                    return answer
        if not tally.defined:
            return None
        if tally.spot is not None:
            trouble = self._spot(statement, *tally.spot, tally.guards)
            if trouble is not None:
                return trouble
        self.bits = tally.bits
        return Holds(tuple(sizes.items()), True, tuple(tally.conditions))

    def _decided_at_once(self, statement: Statement, case: _Case, tally: _Tally) -> list[Pair]:
        """The pairs that are not equal already for anything in place of one-hots, signs and bits."""
        symbols = arrays(statement.symbols)
        loose = loose_choice(case.table, symbols, case.scenario.positions, case.survey.symbols)
        if loose is None:
            return case.pairs
        chosen, entries = loose
        bench = self._bench(case, symbols, chosen)
        left: list[Pair] = []
        decided = False
        for at, a, b in case.pairs:
            finding = bench.decide_at_once(a, b) if not _distinguishes(a, b, entries) else None
            if finding is None or finding.outcome != "zero":
                left.append((at, a, b))
            else:
                self._note(tally, case, finding)
                decided = True
        if decided and tally.spot is None:
            first = first_choice(case.table, symbols, case.scenario.positions, case.survey.symbols)
            tally.spot = case, first
        return left

    def _bench(self, case: _Case, symbols: list[Symbol], chosen: Choices) -> Bench:
        points = residue_points(case.table, symbols, chosen)
        return Bench(case.survey, points, case.primes, self.seed, case.premises.solved, case.fixed, case.ends)

    def _note(self, tally: _Tally, case: _Case, finding: Finding) -> None:
        tally.defined = True
        tally.bits = min(tally.bits, finding.bits)
        tally.guards.update(dict.fromkeys(finding.conditions))
        tally.conditions.update(dict.fromkeys(map(case.table.condition, finding.conditions)))

    def _decide_case(
        self,
        statement: Statement,
        sizes: Mapping[str, int],
        case: _Case,
        chosen: Choices,
        pairs: list[Pair],
        tally: _Tally,
    ) -> Answer | None:
        tally.work += len(pairs)
        if tally.work > WORK:
            raise TooLarge("more components than the budget allows")
        bench = self._bench(case, arrays(statement.symbols), chosen)
        known = written_values(case.table, arrays(statement.symbols), chosen)
        for at, left, right in pairs:
            if left.value == right.value and not left.guards and not right.guards:
                tally.defined = True
                tally.spot = tally.spot or (case, chosen)
                continue
            finding = bench.decide(left, right)
            if finding.outcome == "domain" and known:
                finding = bench.decide(_with_values(left, known), _with_values(right, known))
            if finding.outcome in ("nonzero", "domain"):
                return self._refute(sizes, statement, case, chosen, (at, left, right), finding)
            if finding.outcome == "zero":
                self._note(tally, case, finding)
                tally.spot = tally.spot or (case, chosen)
        return None

    def _cases(self, statement: Statement, sizes: Mapping[str, int]) -> Iterator[_Case]:
        found = scenarios(statement, sizes, SCENARIOS)
        if found is None:
            raise TooLarge("more positions of the indices than the budget allows")
        for scenario in found:
            case = self._case(statement, sizes, scenario)
            if case is not None:
                yield case

    def _case(self, statement: Statement, sizes: Mapping[str, int], scenario: Scenario) -> _Case | None:
        table = self._table(statement, sizes)
        expander = self._expander(table, statement, scenario)
        expander.budget = BUDGET
        scope = Scope(scenario.indices)
        symbols = arrays(statement.symbols)
        for symbol in symbols:
            expander.demand(math.prod(table.shape(symbol)))
            if has_too_many_columns(symbol, table.shape(symbol)):
                return None
        fixed = fixed_symbols(expander, symbols)
        known = premises(statement, expander, scope, fixed)
        if not known.met:
            return None
        if known.unused:
            raise Unsupported(known.unused[0])
        left, right = expander.expand(statement.left, scope), expander.expand(statement.right, scope)
        expander.weigh(left)
        expander.weigh(right)
        pairs = [(at, under_premises(left[at], known), right[at]) for at in numpy.ndindex(*left.shape)]
        assumed = (*(value for _, value in known.solved), *known.chosen)
        determined = [Entry(value, frozenset()) for value in assumed]
        found = survey([*(entry for _, a, b in pairs for entry in (a, b)), *determined])
        primes = self._primes_of(statement)
        return _Case(scenario, table, pairs, known, fixed, ends(expander, symbols), found, primes)

    def _primes_of(self, statement: Statement) -> Primes:
        if self._primes is None or self._primes[0] is not statement:
            self._primes = statement, Primes(statement, self.seed)
        return self._primes[1]

    def _table(self, statement: Statement, sizes: Mapping[str, int]) -> SymbolTable:
        key = tuple(sorted(sizes.items()))
        table = self._tables.get(key)
        changed = table is not None and any(
            table.declared.get(s.name, s) != s for s in statement.symbols if s.kind is Kind.ARRAY
        )
        if table is None or changed:
            table = self._tables[key] = SymbolTable(dict(sizes))
        return table

    def _expander(self, table: SymbolTable, statement: Statement, scenario: Scenario) -> Expander:
        key = (tuple(table.sizes.items()), tuple(scenario.positions.items()))
        known = self._expanders.get(key)
        symbols = {symbol.name: symbol for symbol in statement.symbols}
        if known is None or known.table is not table:
            known = self._expanders[key] = Expander(table, symbols, scenario.positions, known=table.expanded)
        known.symbols = {**known.symbols, **symbols}
        return known

    # ── Numbers ─────────────────────────────────────────────────────────────────────────────────

    def _points(
        self, statement: Statement, case: _Case, chosen: Choices, formal: bool = False
    ) -> Iterator[dict[Scalar, Any]]:
        source = random.Random(self.seed)  # noqa: S311
        symbols = arrays(statement.symbols)
        scales = (*SCALES, *_scales(case.premises.guards))
        return rational_points(
            case.table, symbols, chosen, case.premises.solved, source, TRIES, scales, formal
        )

    def _refute(
        self,
        sizes: Mapping[str, int],
        statement: Statement,
        case: _Case,
        chosen: Choices,
        pair: Pair,
        finding: Finding,
    ) -> Answer:
        """A point at which the sides differ, or no answer."""
        at, left, right = pair
        for point in self._points(statement, case, chosen):
            try:
                evaluator = Evaluator(point)
                a = evaluator.entry(left)
                b = evaluator.entry(right) if a is not None else None
            except Unsure:
                continue
            if a is None or (b is None and finding.outcome != "domain"):
                continue
            if b is not None and not evaluator.differ(left.value, right.value):
                continue
            computable = case.survey.longest <= LARGE and not case.survey.unknown
            if b is not None and computable and contradicts((left, right), point, a, b):
                raise InternalDisagreement("the exact evaluation and NumPy give different values")
            texts = evaluator.text(a), "undefined" if b is None else evaluator.text(b)
            return Fails(_counterexample(statement, sizes, case, point, at, texts))
        if finding.outcome == "domain":
            return Undecided("the right side could not be shown to be defined wherever the left side is")
        return Undecided("the sides differ formally, but no point was found at which their values differ")

    def _spot(
        self, statement: Statement, case: _Case, chosen: Choices, conditions: Collection[Guard]
    ) -> Answer | None:
        """Evaluates both sides at admissible points, of which there must be some, exactly and by NumPy."""
        pairs: Pairs = [(left, right) for _, left, right in case.pairs]
        if case.survey.unknown:
            return None
        points: list[Mapping[Scalar, Any]] = []
        rational: list[Mapping[Scalar, Fraction]] = []
        everywhere = [True] * len(pairs)
        for point in self._points(statement, case, chosen, formal=True):
            evaluator = Evaluator(point)
            defined = [_defined(left, evaluator) for left, _ in pairs]
            if not any(defined):
                continue
            points.append(point)
            everywhere = [a and b for a, b in zip(everywhere, defined, strict=True)]
            is_exception = any(_violated(guard, evaluator) for guard in conditions)
            if not is_exception and all(isinstance(x, Fraction) for x in point.values()):
                rational.append(point)
            if not is_exception and len(points) <= CHECKED:
                small = [pair for pair in itertools.compress(pairs, defined) if _is_small(pair)][
                    :CHECKED_PAIRS
                ]
                if any(_contradicted(left, right, evaluator) for left, right in small):
                    return Undecided("components: the values at a point contradict the exact identity")
            if len(points) == 3:
                break
        if not points:
            return Undecided("no admissible point was found at which the left side is defined")
        if case.survey.longest <= LARGE:
            spot_check(list(itertools.compress(pairs, everywhere)), rational)
        return None


def _choices(statement: Statement, case: _Case) -> list[Choices]:
    """Every combination of places of ones, signs and bits."""
    symbols = arrays(statement.symbols)
    found = choices(case.table, symbols, case.scenario.positions, case.survey.symbols, CHOICES)
    if found is None:
        raise TooLarge("more values of signs, bits and one-hots than the budget allows")
    return [each for each in found if _is_chosen(case, written_values(case.table, symbols, each))]


def _is_chosen(case: _Case, known: Mapping[Scalar, int]) -> bool:
    """Whether assumed equations between bits and signs hold for these values."""
    return all(each.xreplace(known) == 0 for each in case.premises.chosen)


def _distinguishes(left: Entry, right: Entry, entries: frozenset[Scalar]) -> bool:
    """Whether a condition or a step depends on what is loose: only then may single values be exceptional."""
    guards = left.guards | right.guards
    steps = [step.args[0] for step in kinked_parts((left.value, right.value))]
    scalars = [*steps, *(x for guard in guards for x in (guard.scalar, *guard.under))]
    return any(scalar.free_symbols & entries for scalar in scalars)


def _with_values(entry: Entry, known: Mapping[Scalar, int]) -> Entry:
    """The entry with the numbers that some symbols are here: signs may be seen then."""
    here = {symbol: sympy.Integer(value) for symbol, value in known.items()}
    guards = (
        Guard(each.kind, each.scalar.xreplace(here), tuple(x.xreplace(here) for x in each.under))
        for each in entry.guards
    )
    return Entry(entry.value.xreplace(here), frozenset(guards))


def _scales(guards: Iterable[Guard]) -> tuple[int, ...]:
    """The larger numbers of the premises, so that there are points beyond them."""
    found = {abs(x) for guard in guards for x in guard.scalar.atoms(sympy.Rational)}
    return tuple(int(x) + 1 for x in sorted(found) if SCALES[-1] < x < LARGE)[-2:]


def _defined(entry: Entry, evaluator: Evaluator) -> bool:
    try:
        return all(evaluator.met(guard) for guard in entry.guards)
    except Unsure:
        return False


def _is_small(pair: tuple[Entry, Entry]) -> bool:
    known = dict[Scalar, int]()
    return tree_size(pair[0].value, known) + tree_size(pair[1].value, known) < CHECKED_SIZE


def _violated(guard: Guard, evaluator: Evaluator) -> bool:
    """Whether a condition of the answer does not surely hold."""
    try:
        return not evaluator.met(guard)
    except Unsure:
        return True


def _contradicted(left: Entry, right: Entry, evaluator: Evaluator) -> bool:
    """Whether the sides have surely different values."""
    try:
        return left.value != right.value and evaluator.differ(left.value, right.value)
    except Unsure:
        return False


def _counterexample(
    statement: Statement,
    sizes: Mapping[str, int],
    case: _Case,
    point: Mapping[Scalar, Fraction],
    at: tuple[int, ...],
    texts: tuple[str, str],
) -> Counterexample:
    values: list[tuple[str, Value]] = []
    for symbol in statement.symbols:
        if symbol.kind is Kind.ARRAY:
            values.append((symbol.name, values_text(case.table, symbol.name, point)))  # type: ignore[arg-type]
        elif symbol.kind is Kind.POSITION:
            found = case.scenario.positions[symbol.name]
            values.append((symbol.name, tuple(map(str, found)) if isinstance(found, tuple) else str(found)))
    indices = tuple(case.scenario.indices.items())
    return Counterexample(tuple(sizes.items()), tuple(values), indices, at, *texts, "the sides differ")
