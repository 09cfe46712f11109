"""The one door of the kernel: a proof for all sizes, or the reason why there is none."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from symderiv.kernel.axes import demanded_margins, require_positions
from symderiv.kernel.budget import Budget
from symderiv.kernel.cases import Facts
from symderiv.kernel.domain import Domain
from symderiv.kernel.lower import Lowering
from symderiv.kernel.lowering.scope import Inside, Scope
from symderiv.kernel.normal_form import Algebra
from symderiv.kernel.polynomials import Poly
from symderiv.kernel.premises import Premises
from symderiv.kernel.rewriting import Rewriting, rewritings
from symderiv.kernel.show import show_poly, show_term
from symderiv.kernel.term import Condition, Declined, Term, minus
from symderiv.kernel.zero import is_zero
from symderiv.language.answer import Proved, Undecided
from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.expression import (
    Compare,
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    Logic,
    Number,
    Prime,
    Subscript,
    SymbolRef,
)
from symderiv.language.sizes import Size
from symderiv.language.traverse import parts, walk
from symderiv.records import dataclass, fields, replace

STEPS = 100_000
"""The budget that is enough for every claim of the library, many times over."""

FOLDED = 10
"""What share of the budget a proof is given that keeps definitions as names."""

EXPRESSIONS: Final = Expression.__args__

DOUBT = 20
"""What share of the budget a claim is given that numbers refute already."""

TOO_DEEP = "the expressions are nested too deeply for the kernel"

TERMS = 100
"""How many terms a small budget allows; a larger one allows one for every fifty steps."""


class NotProved(Declined):
    """The difference of the two sides was not brought to 0."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides in index form, and where each of them has a value."""

    left: Term
    right: Term
    left_conditions: tuple[Condition, ...]
    right_conditions: tuple[Condition, ...]
    left_subscripts: tuple[Inside, ...]
    right_subscripts: tuple[Inside, ...]
    generic: Mapping[str, tuple[Size, ...]]
    """The symbols whose entries are independent real numbers, with their axes."""
    varied: Mapping[str, tuple[Size, ...]]
    """The symbols whose values are an open set of all arrays, or of all symmetric ones."""
    names: frozenset[str]
    """What is called something in the claim."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a successful attempt needed."""

    used: tuple[str, ...]
    conditions: tuple[str, ...]


class KernelDecider:
    """Decides identities for every size at once; it proves, or it does not know, and never refutes."""

    def __init__(self, budget: int = STEPS) -> None:
        self.budget = budget

    def decide(self, statement: Statement, refuted: bool = False) -> Proved | Undecided:
        """A proof for all sizes and all admissible values, or why there is none.

        Of a claim that a counterexample refutes only a short proof is looked for, which would contradict it.
        """
        try:
            return self._prove(statement, self.purse(DOUBT if refuted else 1))
        except Declined as reason:
            return Undecided(str(reason))
        except RecursionError:
            return Undecided(TOO_DEEP)

    def show(self, statement: Statement) -> str:
        """The proof as text, for a reader who knows index notation."""
        return show(statement, self)

    def purse(self, share: int = 1) -> Budget:
        """The steps and terms of one proof, or a share of them."""
        return Budget(self.budget // share, max(TERMS, self.budget // share // 50))

    def _prove(self, statement: Statement, budget: Budget) -> Proved:
        if names_of(statement.left) & names_of(statement.right):
            try:
                found = self._prove_as(statement, self.purse(FOLDED), True)
                if not found.conditions:
                    return found
            except (Declined, RecursionError):
                pass
        return self._prove_as(statement, budget, False)

    def _prove_as(self, statement: Statement, budget: Budget, folded: bool) -> Proved:
        """The proof with definitions kept as names where that is possible, or with all written out."""
        premises = Premises(statement)
        lowering = Lowering(statement, premises.equal, budget, folded)
        sides = lower_sides(statement, lowering)
        margins = demanded_margins(sides.left_subscripts, lowering.binders)
        require_positions(sides.left_subscripts, sides.right_subscripts, margins, lowering.binders)
        facts = replace(premises.facts, margins=margins)

        def attempt(facts: Facts, sides: Sides) -> Proof:
            return _attempt(sides, facts, budget, lowering)

        found, how, told = _with_premises(sides, rewritings(statement, lowering), facts, attempt)
        used = _least(*found, how)
        told_facts = (each for each in used[0] if each not in premises.tacit)
        words = tuple(dict.fromkeys(map(premises.words, told_facts)))
        return Proved(words, used[1], told)


def names_of(e: Expression) -> frozenset[str]:
    """The definitions that an expression mentions, but not under a derivative."""
    if isinstance(e, Derivative | Prime):
        return frozenset()
    own = frozenset((e.definition.key,)) if isinstance(e, DefinitionRef) else frozenset[str]()
    inner = (each for each in parts(e) if not isinstance(each, Definition))
    return own.union(*(names_of(each) for each in inner if isinstance(each, EXPRESSIONS)))


def lower_sides(statement: Statement, lowering: Lowering) -> Sides:
    """One entry of both sides, at free positions."""
    at = tuple(lowering.free(k, axis) for k, axis in enumerate(statement.left.shape.axes))
    left = lowering.entry(statement.left, at, Scope())
    conditions, subscripts = tuple(lowering.conditions), tuple(lowering.subscripts)
    lowering.conditions.clear()
    lowering.subscripts.clear()
    right = lowering.entry(statement.right, at, Scope())
    return Sides(
        left,
        right,
        conditions,
        tuple(lowering.conditions),
        subscripts,
        tuple(lowering.subscripts),
        generic_entries(statement),
        generic_entries(statement, OPEN),
        _names(statement),
    )


def _names(statement: Statement) -> frozenset[str]:
    letters = {each.name for each in statement.indices}
    return frozenset(
        {*letters, *(each.name for each in statement.symbols), *(name for name, _ in statement.sizes)}
    )


FREE: Final = frozenset(
    {Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.NONZERO, Assumption.CONSTANT}
)
"""Assumptions that leave the entries of an array independent of one another, each on an interval."""


OPEN: Final = FREE | {Assumption.SYMMETRIC, Assumption.POSITIVE_DEFINITE, Assumption.INVERTIBLE}
"""Assumptions by which a square matrix is any of an open set of matrices, perhaps of symmetric ones."""


def generic_entries(
    statement: Statement, allowed: frozenset[Assumption] = FREE
) -> dict[str, tuple[Size, ...]]:
    """The axes of the symbols whose entries are independent reals: none, if more is assumed of numbers.

    Strict bounds of single entries leave an open set, on which as much holds as everywhere.
    """
    written = [*statement.assumptions, *([statement.where] if statement.where is not None else [])]
    nodes = (node for each in written for node in walk(each) if isinstance(node, Compare | Logic))
    if any(map(_closes, nodes)):
        return {}
    return {
        symbol.name: symbol.shape.axes
        for symbol in statement.symbols
        if symbol.kind is Kind.ARRAY and allowed.issuperset(symbol.assumptions)
    }


def _closes(e: Compare | Logic) -> bool:
    """May a condition leave a thin set: is it anything but < or > between entries of symbols or numerals?"""
    match e:
        case Compare(relation, left, right):
            sides = (side.base if isinstance(side, Subscript) else side for side in (left, right))
            return relation not in ("<", ">") or not all(isinstance(s, SymbolRef | Number) for s in sides)
        case Logic(operator):
            return operator == "not"


def _attempt(sides: Sides, facts: Facts, budget: Budget, lowering: Lowering) -> Proof:
    """One proof under given facts: the difference is 0, and the right side has a value where it must."""
    algebra, kinks = _vanishes(sides, facts, budget, lowering)
    domain = Domain(facts, budget, lowering.binders, sides.generic, sides.varied, sides.names)
    conditions = domain.conditions(sides.left_conditions, sides.right_conditions, kinks)
    return Proof(tuple(dict.fromkeys((*algebra.used, *domain.used))), conditions)


def _vanishes(
    sides: Sides, facts: Facts, budget: Budget, lowering: Lowering
) -> tuple[Algebra, tuple[Poly, ...]]:
    """left − right = 0, with σ as it is or as 1/(1 + e^−a), and last by cases of signs and bits."""
    difference = minus(sides.left, sides.right)
    for split in (False, True) if facts.sign or facts.binary else (False,):
        for sigma in (True, False):
            algebra = Algebra(facts, budget, lowering.binders, sigma, split)
            if is_zero(algebra, algebra.normal(difference)):
                return algebra, tuple(algebra.kinks)
            if not algebra.met_sigmoid:
                break
    raise NotProved("the two sides have different normal forms")


Attempt = Callable[[Facts], Proof]
Trial = Callable[[Facts, Sides], Proof]


def _with_premises(
    sides: Sides, premises: tuple[Rewriting, ...], facts: Facts, attempt: Trial
) -> tuple[tuple[Facts, Proof], Attempt, tuple[Expression, ...]]:
    """A proof by as few premises as suffice, how it was found, and these premises."""
    try:
        return *_by(sides, (), facts, attempt), ()
    except NotProved:
        if not premises:
            raise
    kept = premises
    found, how = _by(sides, kept, facts, attempt)
    for premise in premises:
        fewer = tuple(each for each in kept if each is not premise)
        try:
            found, how = _by(sides, fewer, facts, attempt)
        except Declined:
            continue
        kept = fewer
    return found, how, tuple(dict.fromkeys(each.premise for each in kept))


def _by(
    sides: Sides, premises: tuple[Rewriting, ...], facts: Facts, attempt: Trial
) -> tuple[tuple[Facts, Proof], Attempt]:
    """The proof after arrays have been written as premises say."""
    for each in premises:
        sides = replace(
            sides,
            left=each.term(sides.left),
            right=each.term(sides.right),
            left_conditions=each.conditions(sides.left_conditions),
            right_conditions=each.conditions(sides.right_conditions),
        )

    def how(facts: Facts) -> Proof:
        return attempt(facts, sides)

    return _first_proof(facts, how), how


def _first_proof(facts: Facts, attempt: Callable[[Facts], Proof]) -> tuple[Facts, Proof]:
    """The proof from weaker facts, if there is one: of a one-hot only that it sums to 1."""
    if facts.one_hot:
        weaker = replace(facts, one_hot={})
        try:
            return weaker, attempt(weaker)
        except Declined:
            pass
    return facts, attempt(facts)


def _least(
    facts: Facts, proof: Proof, attempt: Callable[[Facts], Proof]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts without which the proof does not go through, each left out in turn."""
    tried: set[str] = set()
    while untried := [fact for fact in proof.used if fact not in tried]:
        tried.add(untried[0])
        weaker = _without(facts, untried[0])
        if weaker is None:
            continue
        try:
            other = attempt(weaker)
        except Declined:
            continue
        if set(other.conditions) <= set(proof.conditions):
            facts, proof = weaker, other
    return tuple(sorted(proof.used)), proof.conditions


def _without(facts: Facts, fact: str) -> Facts | None:
    """The facts without one of them; None if it is a condition of the claim itself."""
    if fact.startswith("given "):
        return _without_premise(facts, fact.removeprefix("given "))
    kind, _, name = fact.rpartition(" ")
    field = {
        "one-hot": "one_hot",
        "sums to one": "sums_to_one",
    }.get(kind, kind)
    if field not in {each.name for each in fields(facts)}:
        return None
    held: Any = getattr(facts, field)
    if name not in held:
        return None
    if isinstance(held, dict):
        return replace(facts, one_hot={key: value for key, value in held.items() if key != name})
    changed: dict[str, Any] = {field: held - {name}}
    return replace(facts, **changed)


def _without_premise(facts: Facts, words: str) -> Facts:
    """The facts without what was said of positions in these words."""
    return replace(
        facts,
        unequal={pair: said for pair, said in facts.unequal.items() if said != words},
        excluded={pair: said for pair, said in facts.excluded.items() if said != words},
    )


def show(statement: Statement, decider: KernelDecider | None = None) -> str:
    """Both sides in index form, their normal forms, and what was used."""
    decider = decider or KernelDecider()
    try:
        premises = Premises(statement)
        lowering = Lowering(statement, premises.equal, decider.purse())
        sides = lower_sides(statement, lowering)
        algebra = Algebra(premises.facts, decider.purse(), lowering.binders)
        left, right = algebra.normal(sides.left), algebra.normal(sides.right)
    except Declined as reason:
        return f"no index form: {reason}"
    except RecursionError:
        return f"no index form: {TOO_DEEP}"
    names = sides.names
    lines = [
        f"left         {show_term(sides.left, names)}",
        f"right        {show_term(sides.right, names)}",
    ]
    if left == right:
        lines.append(f"normal form  {show_poly(left, names)}")
    else:
        lines += [f"normal left  {show_poly(left, names)}", f"normal right {show_poly(right, names)}"]
    answer = decider.decide(statement)
    if isinstance(answer, Undecided):
        return "\n".join([*lines, f"undecided: {answer.reason}"])
    lines.append("proved for all sizes")
    lines += [f"by           {each}" for each in algebra.fired]
    lines += [f"uses         {each}" for each in answer.uses]
    lines += [f"needs        {each}" for each in answer.conditions]
    return "\n".join(lines)
