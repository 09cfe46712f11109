"""Whether left = right formally, wherever left is defined: for every sign of every kink, modulo primes."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Final, Literal

import sympy

from symderiv.components.differentiate import kinked_parts
from symderiv.components.entries import Entry, Guard, Pos, Scalar
from symderiv.components.functions import TooLarge, Unsupported
from symderiv.components.modular import Fewer, OtherPrime
from symderiv.components.primes import LOG_OF_COUNT, Primes
from symderiv.components.residues import PARTS, Residues
from symderiv.components.roots import FEWEST
from symderiv.components.signs import bounds, factored, known_sign, stripped
from symderiv.components.span import Vector
from symderiv.components.survey import NOT_ANALYTIC, Survey, is_analytic, parts_of, size_of
from symderiv.records import dataclass

SymbolVectors = Callable[[random.Random, int, int], Mapping[Scalar, Vector]]
"""Values of all symbols at so many points modulo a prime."""

TRIALS: Final = 2
"""Primes, each with random points of its own."""

PRIMES_IN_ALL: Final = 64
"""Primes that are tried in place of one modulo which a number has no inverse or no root."""

DEGREE_BITS: Final = 50
"""Degrees from 2⁵⁰ on are too close to the primes."""

HEIGHT_BITS: Final = 20
"""A coefficient of more than 2²⁰ bits is divisible by too many primes."""

STATES: Final = 128
"""Combinations of signs and zeros of kinks that are tried for one component."""

STATES_IN_ALL: Final = 800
"""The same for all components at one position of the indices."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome for one component.

    `zero`: the sides agree wherever left is defined, given the conditions. `outside`: left is defined
    nowhere. `nonzero`: they differ formally. `domain`: the guard of the right side does not follow.
    """

    outcome: "_Word"
    conditions: tuple[Guard, ...] = ()
    bits: float = 0.0
    """−log₂ of a bound of the probability that `zero` is wrong, by degree and prime (Schwartz, Zippel)."""


class Bench:
    """What the components of one statement share: points, and residues where no kink sets them apart."""

    def __init__(
        self,
        surveyed: Survey,
        symbols: SymbolVectors,
        primes: Primes,
        seed: int,
        solved: tuple[tuple[Scalar, Scalar], ...] = (),
        fixed: frozenset[Scalar] = frozenset(),
        ends: frozenset[Scalar] = frozenset(),
    ) -> None:
        """`ends`: symbols that may be 0, but not less, whatever the others are."""
        self.ends = ends
        self.solved, self.fixed, self._seed = solved, fixed, seed
        self._total, self.kinked = surveyed.points, surveyed.kinked
        self._symbols = symbols
        self.states = STATES_IN_ALL
        self._ordered: dict[frozenset[Guard], list[Guard]] = {}
        self._primes = primes
        self._sizes: dict[Scalar, tuple[int, int]] = {}
        self._which = list(range(TRIALS))
        self._drawn: dict[int, Mapping[Scalar, Vector]] = {}
        self._shared: dict[tuple[int, object, _State], _Kept] = {}

    def decide(self, left: Entry, right: Entry) -> Finding:
        """The finding for one component: for free steps, and if they do not tell, for every sign."""
        search = _Search(left, right, self)
        return (search.free() if self.kinked else None) or search.run()

    def decide_at_once(self, left: Entry, right: Entry) -> Finding | None:
        """The same, if no signs have to be told apart."""
        search = _Search(left, right, self)
        return search.free() if self.kinked else search.run()

    def bits(self, sides: tuple[Scalar, Scalar]) -> float:
        """−log₂ of a bound of the probability that sides that differ agree at all residues."""
        sizes = [size_of(side, self._sizes) for side in sides]
        degree = sum(degree for degree, _ in sizes) * PARTS
        height = sum(bits for _, bits in sizes) + 1
        if degree.bit_length() > DEGREE_BITS or height.bit_length() > HEIGHT_BITS:
            raise Unsupported("a degree or a coefficient too large for the primes")
        of_primes = TRIALS * (LOG_OF_COUNT - (height // 60).bit_length())
        return float(min(FEWEST * (60 - degree.bit_length()), of_primes))

    def ordered(self, guards: frozenset[Guard]) -> list[Guard]:
        """The conditions in an order that does not depend on hashes."""
        if guards not in self._ordered:
            self._ordered[guards] = _ordered(guards)
        return self._ordered[guards]

    def attempt(
        self,
        trial: int,
        state: "_State",
        shared: object,
        act: "_Act",
        free: frozenset[Scalar] | None = None,
    ) -> "_Outcome":
        """act(residues), with fewer points if a root demands; shared where kinks and premises are."""
        for _ in range(PRIMES_IN_ALL):
            try:
                return self._modulo(trial, state, shared, act, free)
            except OtherPrime:
                self._which[trial] += TRIALS
                self._drawn.pop(trial, None)
                self._shared = {key: kept for key, kept in self._shared.items() if key[0] != trial}
        raise Unsupported("numbers or roots of numbers for which no prime was found")

    def _modulo(
        self, trial: int, state: "_State", shared: object, act: "_Act", free: frozenset[Scalar] | None
    ) -> "_Outcome":
        prime, seed = self._primes[self._which[trial]], self._seed * 1009 + self._which[trial]
        if trial not in self._drawn:
            self._drawn[trial] = self._symbols(random.Random(f"points {seed}"), prime, self._total)  # noqa: S311
        key = trial, shared, state
        residues, keep, generic = self._shared.get(key, (None, tuple(range(self._total)), frozenset()))
        while True:
            try:
                if residues is None:
                    points = self._drawn[trial]
                    residues = Residues(
                        prime, points, keep, self._total, seed, dict(state.given), state.zeros, free, generic
                    )
                outcome = act(residues)
            except Fewer as fewer:
                residues, keep, generic = None, fewer.keep, generic | {fewer.scalar}
            else:
                self._shared[key] = residues, keep, generic
                return outcome


@dataclass(frozen=True, slots=True)
class _State:
    """The decided signs, and the symbols that are determined by equations and kinks being exactly at 0."""

    given: tuple[tuple[Scalar, int], ...] = ()
    zeros: tuple[tuple[Scalar, Scalar], ...] = ()
    at: tuple[Scalar, ...] = ()
    """The kinks that are at 0 here."""


_Kept = tuple[Residues | None, tuple[int, ...], frozenset[Scalar]]
"""Residues, the points that are left, and the scalars of which a root has dropped the others."""

_Word = Literal["zero", "outside", "nonzero", "domain"]
_Outcome = tuple[_Word, Mapping[Scalar, int]]
_Act = Callable[[Residues], _Outcome]


class _Search:
    def __init__(self, left: Entry, right: Entry, bench: Bench) -> None:
        self.left, self.right, self.bench = left, right, bench
        self.premises = bench.ordered(left.guards)
        self.demands = bench.ordered(right.guards - left.guards)
        self.conditions: dict[Guard, None] = {}
        self.smooth = {g.scalar for g in self.premises if g.kind == "smooth"}

    def _kinks(self) -> frozenset[Scalar]:
        """Everything whose sign matters: components with the same may share residues, others must not."""
        guards = [x for g in self.premises + self.demands for x in (g.scalar, *g.under)]
        steps = parts_of([self.left.value, self.right.value, *guards])
        return frozenset(x.args[0] for x in steps if isinstance(x, Pos | sympy.Abs | sympy.sign))

    def free(self) -> Finding | None:
        """Zero, if the difference vanishes with any numbers in place of steps; else nothing is known."""
        # A condition that depends on a step may fail on one whole side of it: that is no exceptional point.
        if any(guard.under or kinked_parts((guard.scalar,)) for guard in self.demands):
            return None
        apart = frozenset(stripped(scalar)[1] for scalar in self.smooth)
        shared = ("free", self.left.guards, bool(self._kinks()))
        for trial in range(TRIALS):
            try:
                outcome, _ = self.bench.attempt(
                    trial, _State(zeros=self.bench.solved), shared, self._act_freely, apart
                )
            except Unsupported:
                return None
            if outcome != "zero":
                return None
        self._report_kinks()
        return Finding("zero", tuple(self.conditions), self._bits())

    def run(self) -> Finding:
        """Depth first over the signs that nothing determines, then over zeros."""
        self.conditions = {}
        self.shared = (self.left.guards, self._kinks() if self.bench.kinked else frozenset())
        states, seen, defined = [_State(zeros=self.bench.solved)], 0, False
        while states:
            state = states.pop()
            seen += 1
            self.bench.states -= seen > 1
            if seen > STATES or self.bench.states < 0:
                raise TooLarge("too many kinks in one component")
            outcome, decisions = self._state(state)
            if seen == 1 and 1 << len(decisions) > STATES:
                raise TooLarge("too many kinks in one component")
            if outcome in ("nonzero", "domain"):
                if state.at and self._exceptional(state.at[-1], state.given):
                    continue
                return Finding(outcome)
            defined = defined or outcome == "zero"
            states.extend(self._others(state, decisions))
        if not defined:
            return Finding("outside")
        self._report_kinks()
        return Finding("zero", tuple(self.conditions), self._bits())

    def _others(self, state: _State, decisions: Mapping[Scalar, int]) -> Iterable[_State]:
        """The states that differ from this one in one of the newly decided signs."""
        given = list(state.given)
        for scalar, sign in decisions.items():
            if any(scalar == known for known, _ in state.given):
                continue
            if not bounds(scalar)[0]:
                yield _State((*given, (scalar, -sign)), state.zeros, state.at)
            if len(state.at) < 3 and not self._is_smooth(scalar):
                yield from self._zero_state(state, tuple(given), scalar)
            given.append((scalar, sign))

    def _zero_state(
        self, state: _State, given: tuple[tuple[Scalar, int], ...], scalar: Scalar
    ) -> Iterable[_State]:
        taken = self.bench.fixed | {symbol for symbol, _ in state.zeros}
        solved = solve_linear(_without_steps(scalar, dict(given)), taken)
        if solved is None and scalar in self.bench.ends:
            solved = scalar, sympy.S.Zero
        pinned = pinned_symbol(scalar, taken) if solved is None else None
        if pinned is not None and pinned[0].is_integer:
            if not is_allowed(*pinned):
                return
            solved = pinned
        if solved is None or any(solved[0] in value.free_symbols for _, value in state.zeros):
            if not self._exceptional(scalar, given):
                raise Unsupported("a comparison whose two sides may be equal at more than single points")
            return
        yield _State(given, (*state.zeros, solved), (*state.at, scalar))

    def _exceptional(self, scalar: Scalar, given: tuple[tuple[Scalar, int], ...]) -> bool:
        """Excepts the points where the scalar is 0, if they are few."""
        if not self._is_thin(_without_steps(scalar, dict(given))):
            return False
        self.conditions[Guard("nonzero", scalar)] = None
        return True

    def _is_thin(self, scalar: Scalar) -> bool:
        """Whether the scalar, which is not 0 everywhere, is 0 in no open set of admissible points."""
        scalar = scalar.xreplace(dict(self.bench.solved))
        if scalar.is_integer or any(symbol.is_integer for symbol in scalar.free_symbols):
            return False
        return is_analytic(scalar)

    def _is_smooth(self, scalar: Scalar) -> bool:
        return scalar in self.smooth or -scalar in self.smooth

    def _report_kinks(self) -> None:
        for guard in self.premises:
            if guard.kind == "smooth" and known_sign(guard.scalar) not in (1, -1):
                self.conditions[Guard("nonzero", guard.scalar)] = None

    # ── One state ───────────────────────────────────────────────────────────────────────────────

    def _state(self, state: _State) -> _Outcome:
        decisions: Mapping[Scalar, int] = {}
        for trial in range(TRIALS):
            outcome, decisions = self.bench.attempt(
                trial, state, self.shared, lambda residues: self._act(residues, state)
            )
            if outcome != "zero":
                return outcome, decisions
        return "zero", decisions

    def _act(self, residues: Residues, state: _State) -> _Outcome:
        return self._outcome(residues, bool(state.at), self.premises), residues.decisions

    def _act_freely(self, residues: Residues) -> _Outcome:
        # What is needed for some signs only must not be granted for all of them.
        everywhere = [guard for guard in self.premises if not guard.under]
        return self._outcome(residues, False, everywhere), {}

    def _outcome(self, residues: Residues, exceptional: bool, premises: Sequence[Guard]) -> _Word:
        for guard in premises:
            if not self._premise(guard, residues):
                return "outside"
        left, right = self.left.value, self.right.value
        differs = left != right and residues.value(left) != residues.value(right)
        for guard in self.demands:
            if not self._demand(guard, residues, exceptional):
                return "domain"
        return "nonzero" if differs else "zero"

    def _active(self, guard: Guard, residues: Residues) -> bool:
        return all(any(residues.value(condition)) for condition in guard.under)

    def _premise(self, guard: Guard, residues: Residues) -> bool:
        """Takes what left needs for granted; False if it cannot be met here."""
        if not self._active(guard, residues):
            return True
        if guard.kind in ("nonzero", "smooth"):
            return any(residues.value(guard.scalar))
        sign = residues.almost_everywhere(guard.scalar)
        if sign is None:
            residues.assume(guard.scalar, 1)
            if guard.kind == "nonnegative" and self.bench.kinked and self._kinks():
                if not self._is_thin(residues.without_steps(guard.scalar)):
                    raise Unsupported("a root of what may be 0 at more than single points")
                # A step of the same scalar is 1 where it is positive, but not at its end.
                self.conditions[Guard("nonzero", guard.scalar)] = None
            return True
        return sign > 0 or (sign == 0 and guard.kind == "nonnegative")

    def _demand(self, guard: Guard, residues: Residues, exceptional: bool) -> bool:
        """Whether what right needs is met, up to exceptional points that become conditions."""
        if not self._active(guard, residues):
            return True
        if guard.kind in ("nonzero", "smooth"):
            if not any(residues.value(guard.scalar)):
                return False
            if not exceptional:
                self._except_zeros(guard, residues)
            return True
        sign = residues.almost_everywhere(guard.scalar)
        if guard.kind == "nonnegative" or sign != 1:
            return sign is not None and (sign > 0 or (sign == 0 and guard.kind == "nonnegative"))
        if not exceptional:
            self._except_zeros(guard, residues)
        return True

    def _except_zeros(self, guard: Guard, residues: Residues) -> None:
        scalar = guard.scalar.base if guard.scalar.is_Pow and guard.scalar.exp.is_Rational else guard.scalar
        for factor in sympy.Mul.make_args(scalar if self._granted(scalar, residues) else factored(scalar)):
            base = factor.base if factor.is_Pow and factor.exp.is_Rational else factor
            if known_sign(base) in (1, -1) or base.is_nonzero or self._granted(base, residues):
                continue
            if residues.bounded_away(base):
                continue
            if not self._is_thin(residues.without_steps(base)):
                raise Unsupported("a condition that may fail at more than single points")
            self.conditions[Guard("nonzero", base)] = None

    def _granted(self, base: Scalar, residues: Residues) -> bool:
        """Whether left is defined only where the scalar is not 0."""
        at = residues.value(base)
        # det(AB) ≠ 0 grants det A ≠ 0: a product of two demands may be what left needs.
        beside = [residues.value(guard.scalar) for guard in self.demands if guard.kind == "nonzero"]
        for guard in self.premises:
            if guard.kind == "nonnegative" or guard.under:
                continue
            for factor in {guard.scalar: None, **dict.fromkeys(sympy.Mul.make_args(guard.scalar))}:
                inner = factor.base if factor.is_Pow and factor.exp.is_Rational else factor
                there = residues.value(inner)
                if inner == base or residues.ratio(there, at) is not None:
                    return True
                if any(residues.ratio(there, residues.times(at, other)) is not None for other in beside):
                    return True
        return False

    def _bits(self) -> float:
        return self.bench.bits((self.left.value, self.right.value))


def _without_steps(scalar: Scalar, signs: Mapping[Scalar, int]) -> Scalar:
    """The scalar where the steps in it have the values that decided signs give them."""
    steps = {}
    for step in scalar.atoms(Pos):
        flip, rest = stripped(step.args[0])
        if rest in signs:
            steps[step] = sympy.Integer(int(flip * signs[rest] > 0))
    return scalar.xreplace(steps).expand() if steps else scalar


def solve_linear(scalar: Scalar, taken: Set[Scalar]) -> tuple[Scalar, Scalar] | None:
    """(x, value) with scalar = 0 exactly where x = value, for a symbol x on which nothing else depends."""
    stepped = {symbol for x in parts_of([scalar]) if isinstance(x, NOT_ANALYTIC) for symbol in x.free_symbols}
    for symbol in sorted(scalar.free_symbols, key=lambda s: int(s.name[1:])):
        if symbol in taken or symbol in stepped or _constrained(symbol):
            continue
        slope = scalar.diff(symbol)
        if not (slope.free_symbols & {symbol}) and known_sign(slope) in (1, -1):
            return symbol, (-scalar.xreplace({symbol: sympy.S.Zero}) / slope)
    return None


def pinned_symbol(scalar: Scalar, taken: Set[Scalar]) -> tuple[Scalar, Scalar] | None:
    """(x, number) with scalar = 0 where x is that number, for a scalar a x + b, whatever is assumed of x."""
    if len(scalar.free_symbols) != 1 or scalar.free_symbols & taken:
        return None
    (symbol,) = scalar.free_symbols
    slope = scalar.diff(symbol)
    rest = (scalar - slope * symbol).expand()
    return (symbol, -rest / slope) if slope.is_Rational and slope != 0 and rest.is_Rational else None


def is_allowed(symbol: Scalar, value: Scalar) -> bool:
    """Whether a number is one that its symbol may be."""
    if not value.is_Rational:
        return True
    return not (
        (symbol.is_positive and value <= 0)
        or (symbol.is_nonnegative and value < 0)
        or (symbol.is_nonzero and value == 0)
        or (symbol.is_integer and not value.is_Integer)
    )


def _constrained(symbol: Scalar) -> bool:
    return bool(symbol.is_positive or symbol.is_nonnegative or symbol.is_nonzero or symbol.is_integer)


def _ordered(guards: Iterable[Guard]) -> list[Guard]:
    return sorted(guards, key=lambda g: (len(g.under), g.kind, str(g.scalar), str(g.under)))
