"""What a derivation file says, and the obligations that follow from it."""

from enum import Enum
from typing import Literal

from symderiv.errors import Diagnostic
from symderiv.language.expression import Binder, Definition, Expression, Shape
from symderiv.language.sizes import Size
from symderiv.records import dataclass, field
from symderiv.source import NOWHERE, Source, Span


class Kind(Enum):
    """What a declared symbol stands for."""

    ARRAY = "a scalar, vector, row, matrix or tensor of real numbers"
    POSITION = "a position on an axis, or an array of positions"
    FUNCTION = "a placeholder: a smooth function of which only the shapes are known"


class Assumption(Enum):
    """What is assumed of a symbol, of arrays entry by entry where that makes sense."""

    POSITIVE = "positive"
    NONNEGATIVE = "nonnegative"
    NONZERO = "nonzero"
    INTEGER = "integer"
    SIGN = "sign"
    BINARY = "binary"
    CONSTANT = "constant"
    SYMMETRIC = "symmetric"
    INVERTIBLE = "invertible"
    ORTHOGONAL = "orthogonal"
    POSITIVE_DEFINITE = "positive-definite"
    ORTHONORMAL = "orthonormal"
    """The columns are orthonormal (from `given: W^T W = I`); of a vector, its length is 1 (`x^T x = 1`)."""
    ONE_HOT = "one-hot"
    """The vector, or every row of the matrix, is 1 at one position and 0 elsewhere."""
    SIMPLEX = "simplex"
    """The vector, or every row of the matrix, is nonnegative and sums to 1."""
    SUMS_TO_ONE = "sums to one"
    """The vector, or every row of the matrix, sums to 1 (from `assume: Σ_i y_i = 1`)."""
    DISTINCT = "distinct"
    """Of positions: no two are equal."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared symbol.

    ARRAY: `shape` is its shape. POSITION: `sort` is the size of the axis on which it is a position and
    `shape` has the axes of the array of positions (none for `index[n]`). FUNCTION: `arguments` are the
    shapes of its arguments and `shape` that of its value.
    """

    name: str
    kind: Kind
    shape: Shape
    assumptions: tuple[Assumption, ...] = ()
    """Sorted by name, each once; `positive-definite` also lists `symmetric` and `invertible`."""
    sort: Size | None = None
    arguments: tuple[Shape, ...] = ()
    at: str | None = None
    """Of a one-hot: the POSITION symbol at which the one stands (for a matrix, one position per row)."""
    span: Span = NOWHERE
    declared: str = ""
    """The type as it was written."""


@dataclass(frozen=True, slots=True)
class SizeName:
    """A declared size, its description and the number to use where concrete sizes are needed."""

    name: str
    description: str | None = None
    number: int | None = None
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Statement:
    """What the deciders are asked: under these assumptions, for all sizes, is left = right?

    `left` and `right` have equal axes. It holds for every position of the free `indices` that `where`
    allows, for every value of the symbols that their assumptions and `assumptions` allow. `sizes`
    names every size that occurs, with the number asked for where concrete sizes are needed, or None.
    """

    left: Expression
    right: Expression
    indices: tuple[Binder, ...]
    where: Expression | None
    assumptions: tuple[Expression, ...]
    """What the types of the symbols do not say already."""
    quantified: tuple[tuple[Binder, ...], ...]
    """For each assumption, the indices for all of which it holds."""
    symbols: tuple[Symbol, ...]
    """Every symbol that occurs, also inside definitions or as a one-hot's position, as declared."""
    sizes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A claim that says nothing to decide, and why."""

    verdict: Literal["ill-shaped", "unreadable"]
    diagnostic: Diagnostic


Verdict = Literal["proved", "consistent", "refuted", "ill-shaped", "unreadable", "undecided"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing to check: a claim with its place, and the verdict that its author expects."""

    id: str
    name: str
    derivation: int
    case: int | None
    step: int
    span: Span
    left: str
    """The two sides as the user wrote them."""
    right: str
    claim: Statement | Problem
    expected: Verdict | None = "proved"
    """None of a link of which nothing can be expected: an expression before it is at fault, or its
    derivation is expected to fail and it arrives at the end."""
    holds: Statement | Problem | None = None
    """Of a link: that its right side equals the head of the chain."""
    caused_by: str | None = None
    """Of a link from an expression that is itself at fault: the id of the link that arrives there."""
    before: str | None = None
    """Of a link: the id of the link that arrives at its left side, if that is not the head."""
    expected_holds: bool | None = None
    """Whether a link is expected to lead to what equals the head; None if nothing is expected."""
    because: str | None = None
    """The reason that the author gives."""
    notes: str | None = None
    """Free text about a step."""
    allowed: Statement | Problem | None = None
    """The claim under the facts that `needs` allows, from which it must follow too."""
    wording: object | None = field(default=None, repr=False, compare=False)
    """How the claim can be read again with other words, as reading left it; of use to a repair alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """A part of a derivation, for the indices that its condition allows."""

    id: str
    name: str | None
    where: str
    """The condition as it was written."""
    source: str | None
    notes: str | None
    reading: tuple[str, ...] = ()
    """What `with` says, as it was written."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two cases with the same head: their right sides are equal where both conditions hold."""

    cases: tuple[str, str]
    """The ids of both."""
    where: str
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class Derivation:
    """A named group of obligations; a gradient is one of its own."""

    name: str
    source: str | None
    notes: str | None
    obligations: tuple[Obligation, ...]
    span: Span
    cases: tuple[Case, ...] = ()
    coverage: tuple[Obligation, ...] = ()
    """That the cases together cover all indices; reported where they do not, or where it is expected."""
    overlaps: tuple[Overlap, ...] = ()
    reading: tuple[str, ...] = ()
    """What `with` says, as it was written: `U: matrix[D, V]`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A derivation file that has been read."""

    source: Source
    title: str | None
    origin: str | None
    """The `source` key: where the derivation comes from."""
    notes: str | None
    sizes: tuple[SizeName, ...]
    symbols: tuple[Symbol, ...]
    definitions: tuple[Definition, ...]
    """As declared; those of families whose parameters take values appear once per use."""
    loss: Definition | None
    layout: Literal["mixed", "numerator", "denominator"]
    assumptions: tuple[Expression, ...]
    derivations: tuple[Derivation, ...]
    unchecked: tuple[Span, ...] = ()
    """Displayed equations of a Markdown or LaTeX document that nobody asked to check."""
    remarks: tuple[tuple[int, str], ...] = ()
    """What reading left away of a formula, with its line."""

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        return tuple(o for derivation in self.derivations for o in derivation.obligations)
