"""The typed tree: the closed set of expressions, each with its shape and its place in the source.

This tree is what the deciders share, and all that they share. It leaves them nothing to guess:

- every product says what it contracts, every broadcast is a node of its own, every derivative says
  the order of its axes, every index says the axis on which it is a position;
- orientation (column, row) has been checked and is needed for printing only: a decider may treat a
  column and a row of length n alike, as an array with one axis of length n;
- positions count from 0, ranges are inclusive;
- conditions are expressions whose entries are 0 or 1.

Two expressions are equal if they say the same; spans do not count.
"""

from enum import Enum
from fractions import Fraction
from typing import Literal

from symderiv.display import mimebundle
from symderiv.language.sizes import Size
from symderiv.records import dataclass, field
from symderiv.source import NOWHERE, Span


class Orientation(Enum):
    """How an array with one axis stands."""

    COLUMN = "column"
    ROW = "row"
    LOOSE_ROW = "row that may stand as a column"
    """As NumPy makes them: `x @ A`, `U[w]`, `sum(A, axis=0)`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the axes; the orientation matters with exactly one axis and is COLUMN otherwise.

    `spread` names the axes of size 1 made by `None` (`v[:, None]`), which stretch in elementwise operations.
    """

    axes: tuple[Size, ...] = ()
    orientation: Orientation = Orientation.COLUMN
    spread: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        return len(self.axes)

    @property
    def is_scalar(self) -> bool:
        return not self.axes

    @property
    def is_row(self) -> bool:
        return self.rank == 1 and self.orientation is not Orientation.COLUMN

    @property
    def grid(self) -> tuple[Size, Size]:
        """(rows, columns) of something with at most two axes, as a block of a larger matrix."""
        one = Size.number(1)
        if self.rank > 2:
            raise ValueError("a tensor is no block")
        if self.rank == 2:
            return self.axes[0], self.axes[1]
        length = self.axes[0] if self.axes else one
        return (one, length) if self.is_row else (length, one)


SCALAR = Shape()


# ── Indices: positions on axes ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class IndexVariable:
    """A bound letter: by Σ or a comprehension, free in the claim (`for`), or a family's parameter.

    `sort` is the size of the axis on which it is a position; None for a plain integer (`−m ≤ j ≤ m`).
    """

    name: str
    sort: Size | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexSymbol:
    """A declared `o: index[V]`."""

    name: str
    sort: Size
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexElement:
    """`neg_k` of a declared `neg: index[V][K]`: the position that stands at `at`."""

    name: str
    at: tuple["Index", ...]
    sort: Size
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexSum:
    """offset + Σ factor · index: `i + 1`, `c + j`, the literal position 0, the last position V − 1."""

    terms: tuple[tuple[int, "Index"], ...]
    offset: Size
    sort: Size | None
    span: Span = field(default=NOWHERE, compare=False)


Index = IndexVariable | IndexSymbol | IndexElement | IndexSum


@dataclass(frozen=True, slots=True)
class Binder:
    """A bound letter and its inclusive range of positions from 0 (of integers, if `sort` is None)."""

    name: str
    sort: Size | None
    lower: Size
    upper: Size
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def is_whole_axis(self) -> bool:
        return self.sort is not None and not self.lower.terms and self.upper == self.sort - Size.number(1)


# ── Leaves ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """π or e."""

    name: Literal["pi", "e"]
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SizeNumber:
    """A size as a number: an integer scalar, constant under ∂."""

    size: Size
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SymbolRef:
    """A declared scalar or array; what is assumed of it stands in the statement's symbols."""

    name: str
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A value parameter of the family in whose body this stands."""

    name: str
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexParameter:
    """A parameter that takes a position on an axis of size `sort`; an IndexVariable in the body."""

    name: str
    sort: Size


@dataclass(frozen=True, slots=True)
class ValueParameter:
    """A parameter that takes an expression of this shape; a ParameterRef in the body."""

    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Definition:
    """name(parameters) := body. A family used with arguments of several shapes has one Definition for each.

    `key` tells definitions apart; the body does not count in comparisons.
    """

    key: str
    name: str
    parameters: tuple[IndexParameter | ValueParameter, ...]
    body: "Expression" = field(compare=False)
    span: Span = field(default=NOWHERE, compare=False)
    written: tuple[str, ...] = field(default=(), compare=False)
    """The arguments in brackets as declared, used or not (`P(w|c)`: w, c); none if they are subscripts."""
    conditional: int | None = field(default=None, compare=False)
    """How many of them stand before `|`."""


@dataclass(frozen=True, slots=True)
class DefinitionRef:
    """A defined name, with one argument (an Index or an Expression) for every parameter."""

    definition: Definition
    arguments: tuple["Index | Expression", ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity matrix."""

    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """An array of zeros or ones."""

    value: Literal[0, 1]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


# ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Negate:
    argument: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Add:
    """left + right, of equal axes."""

    left: "Expression"
    right: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Subtract:
    """left − right, of equal axes."""

    left: "Expression"
    right: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


class Contraction(Enum):
    """What a product does with its factors' axes."""

    SCALE = "scale"
    """At least one factor is a scalar."""
    ELEMENTWISE = "elementwise"
    """Equal axes, entry by entry."""
    CONTRACT = "contract"
    """Σ over the last axis of the left with the first of the right: (…, n)·(n, …); row·column is a scalar."""
    OUTER = "outer"
    """No axis is contracted: the axes of the left, then those of the right."""


@dataclass(frozen=True, slots=True)
class Product:
    """left · right; the contraction says all that there is to know about the axes."""

    contraction: Contraction
    left: "Expression"
    right: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Divide:
    """left / right, where right is a scalar or has the axes of left."""

    left: "Expression"
    right: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    """base ** exponent, entry by entry; the exponent is a scalar or has the axes of the base.

    Real powers: a negative base needs an exponent that is a rational with odd denominator (of a
    literal, or of an integer symbol); 0 ** 0 is 1 where the exponent is the literal 0.
    """

    base: "Expression"
    exponent: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class MatrixPower:
    """A · A · …, A⁻¹, of a square matrix; the exponent 0 gives the identity."""

    base: "Expression"
    exponent: int
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Transpose:
    """The axes in reverse order; of something with one axis, the same entries standing the other way."""

    argument: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The argument stretched to `shape`: a scalar to any, (n) to every row of (m, n), an axis of `None`."""

    argument: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


# ── Parts and assemblies ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Subscript:
    """base[selectors]: one per axis, an Index that picks or None that keeps the axis."""

    base: "Expression"
    selectors: tuple[Index | None, ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NewAxis:
    """`v[:, None]` (position 1) and `v[None, :]` (position 0): (n) becomes (n, 1) or (1, n)."""

    argument: "Expression"
    position: Literal[0, 1]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Stack:
    """The values of body for every position of the binder, along a new axis at place `axis` of the result.

    `[g_i for i]` of columns: axis 1, of scalars: axis 0 (a row). `[g_i; for i]`: axis 0.
    """

    binder: Binder
    body: "Expression"
    axis: int
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """`[a, b; c, d]`: pieces side by side and below one another, each read as a grid (`Shape.grid`).

    The result has the axes of `shape`: two, or one where it is a single row or column of entries.
    """

    rows: tuple[tuple["Expression", ...], ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


# ── Functions ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of the operator table. `axis` is the axis that it acts along, or None.

    Elementwise functions of several arguments have arguments of equal axes. A reduction with axis None
    takes all entries; softmax and the like always name an axis.
    """

    function: str
    arguments: tuple["Expression", ...]
    axis: int | None
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A declared placeholder `function(…)` of its arguments."""

    function: str
    arguments: tuple["Expression", ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Prime:
    """The derivative of the given order of a function of one scalar, at the argument.

    `function` is the name of an elementwise row of the operator table (then entry by entry), a
    Definition with one scalar ValueParameter, or a placeholder's Call at that argument.
    """

    function: "str | Definition | Call"
    argument: "Expression"
    order: int
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Big:
    """Σ, Π, mean, max … of body over the positions that the binders and the condition allow.

    The body and later conditions need not be defined where the condition is 0.
    """

    operator: Literal["sum", "prod", "mean", "var", "std", "max", "min", "logsumexp"]
    binders: tuple[Binder, ...]
    condition: "Expression | None"
    body: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


# ── Conditions: entries are 0 or 1 ──────────────────────────────────────────────────────────────

Relation = Literal["=", "≠", "<", "≤", ">", "≥"]


@dataclass(frozen=True, slots=True)
class Compare:
    """left R right, entry by entry, of equal axes."""

    relation: Relation
    left: "Expression"
    right: "Expression"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexCompare:
    """A relation of two positions: `i = j` (also δ_ij), `k ≠ o`, `i < j`."""

    relation: Relation
    left: Index
    right: Index
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """∧, ∨ of equal axes, ¬ of one."""

    operator: Literal["and", "or", "not"]
    arguments: tuple["Expression", ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Distinct:
    """All positions of the declared `neg: index[V][K]` differ."""

    name: str
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Excludes:
    """`o ∉ neg`: no position of the declared `neg` is the index."""

    index: Index
    name: str
    shape: Shape = SCALAR
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Cases:
    """{value if condition; …; otherwise}, entry by entry, of equal axes; undefined where no branch applies.

    The first condition that holds decides; the other branches need not be defined there.
    """

    branches: tuple[tuple["Expression", "Expression"], ...]
    """(condition, value), in order."""
    otherwise: "Expression | None"
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


# ── Derivatives ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Target:
    """The variable of a derivative: a declared symbol or a definition, or the part of it that selectors pick.

    `base` is a declared symbol, a value parameter, or a definition. A family with index parameters stands
    here without arguments for all its members at once: an array whose axes are the sorts of the
    parameters followed by the axes of the body; the selectors count along these. A family that is
    nothing but a part of another name (`u_w: U[w]^T`) is never the base: that name is.
    """

    base: "SymbolRef | ParameterRef | DefinitionRef"
    selectors: tuple[Index | None, ...]
    shape: Shape
    spelled: "Expression"
    """As it was written, for printing."""
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂ of / ∂ wrt, every entry of `of` by every entry of the target.

    The axes are those of `of`, then those of `wrt` (the other way round if `wrt_first`). Entries of a
    constrained symbol are free variables here; the constraint holds in the result. For a target that
    is a definition: every use of it through its name, also inside other definitions, is the variable,
    at the value that the definition has; what does not pass through the name is constant, and so are
    definitions on which it depends. Index symbols and sizes are constants.
    """

    of: "Expression"
    wrt: Target
    wrt_first: bool
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


Expression = (
    Number | Constant | SizeNumber | SymbolRef | ParameterRef | DefinitionRef | Identity | Filled
    | Negate | Add | Subtract | Product | Divide | Power | MatrixPower | Transpose | Broadcast
    | Subscript | NewAxis | Stack | Block
    | Apply | Call | Prime | Big
    | Compare | IndexCompare | Logic | Distinct | Excludes | Cases
    | Derivative
)  # fmt: skip
"""Every node of the typed tree."""

for _node in Expression.__args__:
    _node._repr_mimebundle_ = mimebundle
