"""How the answers of the deciders combine into the verdict on a claim."""

import re
from typing import Literal

from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Proved, Undecided
from symderiv.language.document import Statement, Verdict
from symderiv.language.expression import (
    Broadcast,
    DefinitionRef,
    Derivative,
    Expression,
    Filled,
    Number,
    ParameterRef,
    SymbolRef,
    Transpose,
)
from symderiv.language.traverse import walk
from symderiv.records import dataclass, replace

Sizes = tuple[tuple[str, int], ...]
Scope = Literal["all sizes", "at sizes"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, with what supports it."""

    verdict: Verdict
    scope: Scope | None = None
    sizes: Sizes = ()
    conditions: tuple[str, ...] = ()
    reason: str | None = None
    counterexample: Counterexample | None = None
    uses: tuple[str, ...] = ()
    """The facts about data without which the proof does not go through."""
    premises: tuple[Expression, ...] = ()
    """The assumptions of the claim by which the proof rewrites."""
    nonzero: tuple[Expression, ...] = ()
    """What must not be 0 besides: the bases of powers whose exponents are no numbers."""
    positive: tuple[Expression, ...] = ()
    """What must be positive besides: the bases of powers whose exponents are no whole numbers."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two answers of which one must be wrong: a mistake in this program, never a verdict."""

    account: str


Proof = Proved | Undecided
"""What the kernel says: a proof for all sizes, or why there is none."""


def combine(numeric: Answer, components: Answer, kernel: Proof) -> Judgement | Disagreement:
    """`proved` needs all that decided, `refuted` a counterexample; a contradiction is neither."""
    match numeric:
        case Undecided(reason):
            return Judgement("undecided", reason=reason)
        case Fails(counterexample):
            if _denies(components, counterexample) or isinstance(kernel, Proved):
                return _disagreement(numeric, components, kernel)
            return Judgement("refuted", sizes=counterexample.sizes, counterexample=counterexample)
        case Holds():
            return _confirmed(numeric, components, kernel)


def _confirmed(numeric: Holds, components: Answer, kernel: Proof) -> Judgement | Disagreement:
    """No point was found where the sides differ; an exact identity on top of that is a proof at its sizes.

    For all sizes it is a proof if the kernel has one too. Every condition that one of them needs is kept,
    but what another one says at its sizes about the symbols of a condition for all sizes is not repeated.
    """
    match components:
        case Fails():
            return _disagreement(numeric, components, kernel)
        case Holds(sizes, True, conditions):
            others = tuple(dict.fromkeys((*conditions, *numeric.conditions)))
            if isinstance(kernel, Proved):
                others = (*kernel.conditions, *_about_other_symbols(kernel.conditions, others))
                return Judgement(
                    "proved", "all sizes", sizes, others, uses=kernel.uses, premises=kernel.premises
                )
            if not sizes:
                return Judgement("proved", "all sizes", sizes, others)
            reason = f"no proof for all sizes: {kernel.reason}"
            return Judgement("proved", "at sizes", sizes, others, reason)
        case Holds():
            reason = "the two sides agree at every point tried; that they are identical was not proved"
            return Judgement("consistent", None, numeric.sizes, numeric.conditions, reason)
        case Undecided(reason):
            return Judgement("consistent", None, numeric.sizes, numeric.conditions, reason)


WITHOUT_A_NAME = re.compile(
    r"(?<=\w)(_\{[^}]*\}|_\w+|\[[^\]]*\])"  # a subscript
    r"|\b(the argument|every difference of arguments) of \w+|\bevery denominator|Σ_\w+|\w+(?=\()"
)


def _about_other_symbols(general: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions about other symbols than those of a condition for all sizes."""
    known = [_symbols(each) for each in general]
    return tuple(each for each in others if not general or (_symbols(each) and _symbols(each) not in known))


def _symbols(condition: str) -> frozenset[str]:
    """The names in a condition, without subscripts and functions."""
    bare = WITHOUT_A_NAME.sub("", condition)
    return frozenset(re.findall(r"[^\W\d]\w*", bare))


def with_independence(judgement: Judgement, statement: Statement) -> Judgement:
    """The judgement on a slope by something on which nothing depends: said, and passed only as a plain 0."""
    for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
        words = _independence(side)
        if words is None:
            continue
        if judgement.verdict == "proved" and not _is_plain_zero(other):
            return Judgement("undecided", reason=words)
        if judgement.verdict in ("proved", "refuted"):
            return replace(judgement, reason=words)
    return judgement


def _independence(side: Expression) -> str | None:
    """That the expression of a slope does not depend on its variable."""
    while isinstance(side, Transpose):
        side = side.argument
    if not isinstance(side, Derivative):
        return None
    of = side.of.definition.name if isinstance(side.of, DefinitionRef) else "the expression"
    match side.wrt.base:
        case SymbolRef(name):
            met = any(isinstance(node, SymbolRef) and node.name == name for node in walk(side.of))
            return None if met else f"{of} does not depend on {name}: the derivative is 0"
        case DefinitionRef(definition):
            keys = {node.definition.key for node in walk(side.of) if isinstance(node, DefinitionRef)}
            name = definition.name
            return (
                None
                if definition.key in keys
                else f"{of} does not use {name} by its name: the derivative is 0"
            )
        case ParameterRef():
            return None


def _is_plain_zero(side: Expression) -> bool:
    match side:
        case Number(value) | Filled(value):
            return value == 0
        case Broadcast(argument) | Transpose(argument):
            return _is_plain_zero(argument)
        case _:
            return False


def _disagreement(numeric: Answer, components: Answer, kernel: Proof) -> Disagreement:
    return Disagreement(
        f"numeric answers {numeric}\ncomponents answers {components}\nkernel answers {kernel}"
    )


def _denies(components: Answer, counterexample: Counterexample) -> bool:
    """Whether an exact identity is claimed at the very sizes of a counterexample."""
    match components:
        case Holds(sizes, True):
            there = dict(counterexample.sizes)
            return all(there.get(name, number) == number for name, number in sizes)
        case Holds() | Fails() | Undecided():
            return False


def meets(
    judgement: Judgement,
    expected: Verdict,
    *,
    allow_consistent: bool = False,
    require_all_sizes: bool = False,
) -> bool:
    """Whether a verdict is the one that the author expects: strictly, up to the two options."""
    if expected == "proved" and judgement.verdict == "consistent":
        return allow_consistent
    if judgement.verdict == "proved" and expected == "proved":
        return judgement.scope == "all sizes" or not require_all_sizes
    return judgement.verdict == expected
