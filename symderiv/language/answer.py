"""What a decider answers: it holds, it fails at a point, or it cannot tell and says why."""

from typing import Protocol

from symderiv.language.document import Statement
from symderiv.language.expression import Expression
from symderiv.records import dataclass

Values = tuple[tuple[str, "Value"], ...]
Value = str | tuple["Value", ...]
"""A number as text, exact rational or decimal, or nested tuples of them."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A point at which the two sides differ, as anyone can evaluate it again.

    `indices` and `component` count from 0; `component` is the entry that differs, one position per axis.
    `left` and `right` are its two values ("undefined" where a side has none).
    """

    sizes: tuple[tuple[str, int], ...]
    values: Values
    indices: tuple[tuple[str, int], ...]
    component: tuple[int, ...]
    left: str
    right: str
    words: str


@dataclass(frozen=True, slots=True)
class Holds:
    """An exact identity at the sizes, or (`exact` false) no difference found at any point tried.

    `conditions` are those without which it need not hold, in words of the language: `x ≠ 0`.
    """

    sizes: tuple[tuple[str, int], ...]
    exact: bool
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fails:
    """The two sides differ."""

    counterexample: Counterexample


@dataclass(frozen=True, slots=True)
class Undecided:
    """No answer, and the reason, in the user's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Proved:
    """An identity for all sizes and all values that the assumptions allow.

    `uses` are the facts about data without which the proof does not go through, such as `Σ_i y_i = 1`;
    `conditions` those under which alone it is claimed, such as `x ≠ 0`.
    """

    uses: tuple[str, ...]
    conditions: tuple[str, ...]
    premises: tuple[Expression, ...] = ()
    """The assumptions of the claim by which the proof rewrites; they are used as well."""


Answer = Holds | Fails | Undecided


class Decider(Protocol):
    """One way to decide statements. Deciders know nothing of one another."""

    def decide(self, statement: Statement) -> Answer:
        """Whether the statement holds; never raises for a well-shaped statement."""
        ...
