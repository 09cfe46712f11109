"""The numeric decider: looks for a point at which the two sides of a statement differ.

Doubles at many points of several sizes point at candidates. What is answered rests on 60 and 120 digits:
a difference is one that both show, and `Holds` needs agreement in 42 digits at several points. Differences
at exceptional points only, where a scalar or an entry is 0, become conditions; other thin sets of points
(ties, whole values of reals) are not searched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final
from zlib import crc32

import numpy as np

from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Undecided
from symderiv.language.document import Kind, Statement
from symderiv.language.expression import Binder, IndexElement, IndexSum, IndexSymbol, IndexVariable
from symderiv.numeric.admissible import Premises, admissible
from symderiv.numeric.draws import Generator
from symderiv.numeric.exact_point import (
    Judge,
    Judgement,
    Precisions,
    has_equations,
    surveyed,
    suspects,
    written_pair,
)
from symderiv.numeric.fields import OutOfReach
from symderiv.numeric.landmarks import landmarks, larger_sizes
from symderiv.numeric.membership import admits_all
from symderiv.numeric.moves import beside
from symderiv.numeric.sample import Sampler, taken
from symderiv.numeric.scope import Points, Unsupported
from symderiv.numeric.shrink import Shrinker
from symderiv.numeric.simple_points import compares, is_smooth, simple_points
from symderiv.numeric.size_choices import (
    LARGEST,
    Sizes,
    larger_choices,
    more_choices,
    size_choices,
    smaller_choices,
)
from symderiv.numeric.values import point_of, values_of
from symderiv.numeric.walk import nodes
from symderiv.numeric.words import Survey, describe
from symderiv.records import replace

POINTS: Final = 24
"""Points drawn for every choice of sizes, and four times as many for the smallest."""
JUDGED: Final = 3
"""Points at which agreement is checked with 60 digits."""
SUSPECTS: Final = 4
"""Suspicious points that are checked with 60 digits for every choice of sizes."""
SMALLER: Final = 24
"""Smaller sizes at which a difference is looked for again."""
WORK: Final = 20_000_000
"""Entries that are drawn while a difference is looked for, and again while it is made simple …"""
OVERHEAD: Final = 300
"""… where every node counts as so many at each choice of sizes."""


SLIGHT: Final = Fraction(1, 10**15)
"""Values that differ relatively by less are not said to be equal by another decider's account of them."""
NO_POINT: Final = "no admissible point was found: no values tried meet the types and assumptions"


class NumericDecider:
    """Decides statements by evaluation at random admissible points.

    `seed` chooses the points, together with the statement; `sizes` are the only numbers for these sizes.
    A counterexample is made as simple as can be, or left as it was found, which is faster.
    """

    def __init__(
        self, seed: int = 0, sizes: Mapping[str, int] | None = None, *, simplify: bool = True
    ) -> None:
        self.seed = seed
        self.sizes = dict(sizes or {})
        self.simplify = simplify
        self.precisions = Precisions()

    def decide(self, statement: Statement) -> Answer:
        """`Fails` with a counterexample, `Holds` (never exact), or `Undecided` with the reason."""
        return self._answered(statement, _Search.answer)

    def decide_at(self, statement: Statement, example: Counterexample) -> Answer:
        """The answer at a point that somebody else takes for a counterexample."""
        return self._answered(statement, lambda search: search.answer_at(example))

    def _answered(self, statement: Statement, ask: "Callable[[_Search], Answer]") -> Answer:
        try:
            with np.errstate(all="ignore"):
                return ask(_Search(statement, self.seed, self.sizes, self.precisions, self.simplify))
        except Unsupported as reason:
            return Undecided(f"the numeric decider does not evaluate {reason}")
        except OutOfReach as reason:
            return Undecided(f"too large to be evaluated: {reason}")
        except RecursionError:
            return Undecided("the expressions are nested too deeply to be evaluated")


class _Search:
    """The search for a counterexample of one statement."""

    def __init__(
        self,
        statement: Statement,
        seed: int,
        forced: Mapping[str, int],
        precisions: Precisions,
        simplify: bool,
    ) -> None:
        self.statement = statement
        self.forced = {name: number for name, number in forced.items() if name in dict(statement.sizes)}
        self.generator = Generator(seed, _digest(statement))
        self.other = Generator(seed, _digest(statement), 1)
        self.premises = Premises(statement)
        self.sampler = Sampler(statement.symbols, landmarks(statement))
        self.judge = Judge(statement, precisions, solved=has_equations(statement))
        self.choices = size_choices(
            statement.sizes, self.forced, _index_count(statement), *_windows(statement)
        )
        self.surveys: list[Survey] = []
        self.simplify = simplify
        self.unconfirmed = False
        self.overhead = OVERHEAD * sum(1 for _ in nodes(statement.left, statement.right, *statement.symbols))
        self.left = WORK
        self.simple: list[Mapping[str, int]] = []
        """The sizes with points of small whole numbers alone, which may be exceptional ones."""

    def answer(self) -> Answer:
        """The verdict of doubles, confirmed with many digits."""
        failure = self._first_failure(self.choices) or self._failure_at_larger_sizes()
        if failure is None and not self._generic() and not (self.surveys and self.premises.equations):
            failure = self._first_failure(more_choices(self.statement.sizes, self.forced, 64), once=True)
        if failure is not None:
            return self._explained(*failure)
        return self._without_failure()

    def _failure_at_larger_sizes(self) -> tuple[Points, Judgement] | None:
        """A failure beyond the literals; where that is too large to be looked at, nothing is said."""
        unconfirmed = self.unconfirmed
        wanted = larger_sizes(self.statement, LARGEST)
        small = next((s.points.sizes for s in self.surveys if _is_generic(s.points.sizes, self.forced)), None)
        if not wanted or small is None:
            return None
        failure = self._first_failure(larger_choices(small, self.forced, wanted), share=3)
        if failure is None:
            self.unconfirmed = unconfirmed
        return failure

    def answer_at(self, example: Counterexample) -> Answer:
        """The answer at the point of a counterexample."""
        point = point_of(self.statement, example)
        if point is None or not self._meets(point):
            return Undecided("a point at which the sides are said to differ could not be evaluated again")
        judgement = self.judge.judge(point)
        if judgement is None:
            return Undecided("the sides may differ where numbers are too large to be evaluated")
        if not judgement.fails:
            if _is_slight(example):
                return Undecided("the sides differ by less than could be confirmed")
            return Holds(tuple(point.sizes.items()), exact=False)
        if self._is_thin(point):
            return Undecided("the sides differ at exceptional points, and agree everywhere near them")
        return self._explained(point, judgement, visible=False)

    def _first_failure(
        self, choices: Sequence[Sizes], once: bool = False, share: int = 1
    ) -> tuple[Points, Judgement] | None:
        """The first confirmed failure; `once`: stop at the first sizes at which there are points."""
        for choice in choices:
            survey = self._survey(choice, share)
            if survey is None:
                continue
            self.surveys.append(survey)
            failure = self._confirmed(survey)
            if failure is not None or (once and self._generic()):
                return failure
        return None

    def _survey(self, sizes: Sizes, share: int = 1) -> Survey | None:
        """The sides at random admissible points, None without such points or if they are too large."""
        count = POINTS * (4 if all(n <= 2 for n in sizes.values()) else 1) // share
        self.left -= self.overhead
        try:
            if self.left < 0:
                raise OutOfReach("so many sizes")
            points = self._points(sizes, count)
            self.left -= count * self.sampler.entries(sizes)
            if points is None:
                return None
            return Survey(points, surveyed(self.statement, points))
        except OutOfReach:
            self.unconfirmed = True
            return None

    def _points(self, sizes: Sizes, count: int) -> Points | None:
        """Random admissible points, else simple ones; none at which no position meets the condition."""
        points = admissible(self.premises, self.sampler, sizes, count, self.generator)
        needed = points is None and compares(self.statement.assumptions, "=≠≤≥")
        if needed or compares(self.statement.where, "="):
            found = simple_points(self.statement, self.sampler, sizes, count, self.other)
            if found is not None:
                self.simple.append(dict(sizes))
                points = found
        return points

    def _confirmed(self, survey: Survey) -> tuple[Points, Judgement] | None:
        """A suspicious point of a survey that fails for certain, and not on a thin set only."""
        marked = np.flatnonzero(survey.wrong.any(axis=survey.sides.entry_axes))
        marked = marked[np.argsort(~survey.moderate[marked], kind="stable")]
        for at in marked[:SUSPECTS]:
            point = taken(survey.points, [int(at)])
            judgement = self.judge.judge(point)
            if judgement is None:
                self.unconfirmed = True
            elif judgement.fails and self._meets(point) and not self._is_thin(point):
                return point, judgement
        return None

    def _meets(self, point: Points) -> bool:
        """Whether a point meets the types exactly, and the assumptions by many digits."""
        values = {name: array[0] for name, array in point.values.items()}
        return admits_all(self.statement.symbols, values) and self._meets_assumptions(point)

    def _meets_assumptions(self, point: Points) -> bool:
        return not self.premises.any or self.premises.certain(point)

    def _judged(self, survey: Survey) -> tuple[Points, Judgement] | None:
        """The first point of a survey, if it fails for certain."""
        point = taken(survey.points, [0])
        judgement = self.judge.judge(point)
        if judgement is None or not judgement.differs.any() or not self._meets(point):
            return None
        return point, judgement

    def _is_thin(self, point: Points) -> bool:
        """Whether the failure goes away when the free real values move a little, or may do so."""
        if dict(point.sizes) in self.simple:
            return not is_smooth(self.statement)
        moved = None if self.premises.any else beside(self.statement.symbols, point, self.generator)
        if moved is None:
            return False
        judgement = self.judge.judge(moved)
        return judgement is not None and not judgement.fails

    # ── No failure among doubles ────────────────────────────────────────────────────────────────

    def _generic(self) -> bool:
        """Whether there were points at sizes that are no degenerate ones."""
        return any(_is_generic(s.points.sizes, self.forced) for s in self.surveys)

    def _without_failure(self) -> Answer:
        if not self.surveys:
            if self.unconfirmed:
                return Undecided("the statement is too large to be evaluated")
            return Undecided(NO_POINT)
        if not self._generic():
            return Undecided(f"admissible points were found only at {_listed(self.surveys)}")
        if not any(survey.sides.allowed.any() for survey in self.surveys):
            return Undecided("no positions of the indices meet the conditions on them")
        agreed, unmet, thin = 0, False, False
        for point in self._points_to_judge():
            judgement = self.judge.judge(point)
            if judgement is None:
                continue
            if not (self._meets(point) if judgement.fails else self._meets_assumptions(point)):
                unmet = True
                continue
            if judgement.fails and not self._is_thin(point):
                return self._explained(point, judgement, visible=False)
            thin |= judgement.fails
            agreed += judgement.anything_defined and not judgement.fails
            if agreed == JUDGED:
                break
        if not agreed:
            if unmet:
                return Undecided(NO_POINT)
            if thin and self.simple:
                return Undecided("the sides differ at special points, the only ones that were found")
            reached = [survey for survey in self.surveys if survey.comparable.any()]
            if reached and not any(_is_generic(survey.points.sizes, self.forced) for survey in reached):
                return Undecided(f"the left side is defined at {_listed(reached)} only, of all points tried")
            if reached:
                return Undecided("the values are too large for many digits, or lost in rounding")
            return Undecided("the left side is undefined at every point tried")
        generic = [s for s in self.surveys if _is_generic(s.points.sizes, self.forced)]
        main = next((s for s in generic if s.comparable.any()), generic[0])
        return Holds(tuple(main.points.sizes.items()), exact=False, conditions=tuple(self._conditions(main)))

    def _points_to_judge(self) -> Iterator[Points]:
        """Points of several surveys in turn, those with a defined left side first, then generic sizes."""
        surveys = sorted(self.surveys, key=self._preference)[:4]
        orders = []
        for survey in surveys:
            defined = (survey.sides.allowed & survey.sides.left_defined).any(axis=survey.sides.entry_axes)
            orders.append(np.argsort(~defined, kind="stable"))
        for turn in range(3):
            for survey, order in zip(surveys, orders, strict=True):
                if turn < len(order):
                    yield taken(survey.points, [int(order[turn])])

    def _preference(self, survey: Survey) -> tuple[bool, bool]:
        return not survey.comparable.any(), not _is_generic(survey.points.sizes, self.forced)

    def _conditions(self, survey: Survey) -> Iterator[str]:
        """`x ≠ 0` for scalars and entries at whose zero the statement fails."""
        if self.premises.any:
            return
        defined = (survey.sides.allowed & survey.sides.left_defined).any(axis=survey.sides.entry_axes)
        point = taken(survey.points, [int(np.argmax(defined))])
        for symbol in self.statement.symbols:
            if symbol.kind is not Kind.ARRAY or symbol.assumptions or symbol.shape.rank > 2:
                continue
            values = point.values[symbol.name].copy()
            values[(0,) * values.ndim] = 0
            special = replace(point, values={**point.values, symbol.name: values})
            if not self._suspicious(special):
                continue
            judgement = self.judge.judge(special)
            if judgement is not None and judgement.fails:
                yield f"{symbol.name}{('', '_i', '_ij')[symbol.shape.rank]} ≠ 0"

    def _suspicious(self, point: Points) -> bool:
        try:
            return bool(suspects(surveyed(self.statement, point)).any())
        except OutOfReach:
            return False

    # ── A counterexample ────────────────────────────────────────────────────────────────────────

    def _explained(self, point: Points, judgement: Judgement, visible: bool = True) -> Fails:
        """The failure at the smallest sizes and the simplest values found; doubles may not see it."""
        if not self.simplify:
            return Fails(self._counterexample(point, judgement, self.surveys))
        self.left = WORK
        sizes = dict(point.sizes)
        main = next((s for s in self.surveys if s.points.sizes == sizes), None)
        surveys = [main] if main is not None else []
        smallest: tuple[Points, Judgement] | None = None
        for choice in smaller_choices(sizes, self.forced, SMALLER if visible else SMALLER // 3):
            survey = self._survey(choice)
            if survey is None:
                continue
            surveys.append(survey)
            if smallest is None:
                smallest = self._confirmed(survey) if visible else self._judged(survey)
            elif len(surveys) > SMALLER // 2:
                break
        point, judgement = smallest or (point, judgement)
        undefined = not judgement.differs.any()
        judge = None if visible or undefined else self.judge
        simple = Shrinker(self.statement, self.premises, undefined, judge).shrink(point)
        shrunk = self.judge.judge(simple)
        same = shrunk is not None and (shrunk.right_undefined if undefined else shrunk.differs).any()
        if shrunk is not None and same and self._meets(simple):
            point, judgement = simple, shrunk
        surveys.extend(s for s in self.surveys if s is not main)
        surveys.extend(self._further_surveys())
        return Fails(self._counterexample(point, judgement, surveys))

    def _further_surveys(self) -> Iterator[Survey]:
        """What happens at the sizes that were not reached, to say where the statement fails."""
        seen = [s.points.sizes for s in self.surveys]
        for choice in self.choices:
            if choice not in seen:
                survey = self._survey(choice)
                if survey is not None:
                    yield survey

    def _counterexample(
        self, point: Points, judgement: Judgement, surveys: Sequence[Survey]
    ) -> Counterexample:
        failing = judgement.differs if judgement.differs.any() else judgement.right_undefined
        entry = tuple(int(k) for k in np.argwhere(failing)[0])
        free = len(self.statement.indices)
        component = entry[1 + free :]
        left, right = written_pair(judgement.left[entry], judgement.right[entry])
        indices = tuple(
            (binder.name, entry[1 + at] + binder.lower.at(point.sizes))
            for at, binder in enumerate(self.statement.indices)
        )
        with np.errstate(all="ignore"):
            words = describe(self.statement, surveys, component)
        return Counterexample(
            sizes=tuple(point.sizes.items()),
            values=values_of(self.statement.symbols, point),
            indices=indices,
            component=component,
            left=left,
            right=right,
            words=words,
        )


def _is_slight(example: Counterexample) -> bool:
    """Are the two values of a counterexample nearly the same?"""
    try:
        left, right = Fraction(example.left), Fraction(example.right)
    except ValueError:
        return False
    return abs(left - right) <= SLIGHT * max(abs(left), abs(right))


def _is_generic(sizes: Mapping[str, int], forced: Mapping[str, int]) -> bool:
    return all(n > 1 or name in forced for name, n in sizes.items())


def _listed(surveys: Sequence[Survey]) -> str:
    """The sizes that all surveys share where they are 1, else the sizes of the first."""
    ones = [name for name in surveys[0].points.sizes if all(s.points.sizes[name] == 1 for s in surveys)]
    if ones:
        return ", ".join(f"{name} = 1" for name in ones)
    return ", ".join(f"{name} = {n}" for name, n in surveys[0].points.sizes.items())


def _index_count(statement: Statement) -> int:
    """How many positions the statement speaks of at most."""
    found = [
        n
        for n in nodes(statement.left, statement.right)
        if isinstance(n, IndexVariable | IndexSymbol | IndexElement)
    ]
    return len({n.name for n in found})


def _windows(statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
    """The sizes that bound ranges of integers, and those of axes on which positions are added up."""
    widths, tracks = set[str](), set[str]()
    for node in nodes(statement.left, statement.right):
        if isinstance(node, Binder) and node.sort is None:
            widths |= {*node.lower.names, *node.upper.names}
        elif isinstance(node, IndexSum) and node.sort is not None:
            tracks |= set(node.sort.names)
    return frozenset(widths), frozenset(tracks - widths)


def _digest(statement: Statement) -> int:
    """A number that depends on what a statement says and on nothing else."""
    names = [type(node).__name__ for node in nodes(statement.left, statement.right)]
    symbols = [
        (s.name, s.kind.name, str(s.shape.axes), [a.name for a in s.assumptions]) for s in statement.symbols
    ]
    return crc32(repr((names, symbols, [name for name, _ in statement.sizes])).encode())
