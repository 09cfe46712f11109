"""The untyped tree of an expression: what was written, before anyone asks what it means.

The parser knows which names are declared and which may be called; it knows no shapes.
Every node bears its span in the source file.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from symderiv.records import dataclass, field
from symderiv.source import Span


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that steer the reading of an expression.

    `names`: every declared name (symbols, sizes, definitions, families, the loss), NFC-normalised; one
    hides a function or constant of the same spelling. `callables`: those that stand before `(` as a
    call: families with arguments, `function(…)` symbols. `plain`: a plain definition, with the names on
    which it depends: `f(x)` is a call if all that stands in the brackets is such names, so that
    `h (1 - h)` is a product. `letters`: the indices bound around the text (by `for`, or by the family that
    is being defined), which a Σ within does not bind: `Σ_{j≠i}` under `for: i` binds j alone.
    """

    names: frozenset[str]
    callables: frozenset[str] = frozenset()
    plain: Mapping[str, frozenset[str]] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()


Origin = Literal[0, 1]
"""From where a literal index counts: 1 after `_` and in mathematical binders, 0 in brackets and NumPy."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact number: `2`, `0.1` (1/10), `1e-5`."""

    value: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name, or one that nobody declared (which elaboration reports)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sign:
    """Unary `-` or `+`."""

    operator: Literal["-", "+"]
    operand: "Syntax"
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands. `juxtaposition` is `U v`; `dot` is `·`, `cross` `×`, `star` `*`, `hadamard` `⊙` or `∘`,
    `tensor` `⊗`, `at` `@`. `operator_span` is the place of the sign (for juxtaposition, the gap)."""

    operator: Literal["+", "-", "juxtaposition", "dot", "cross", "star", "at", "hadamard", "tensor", "/"]
    left: "Syntax"
    right: "Syntax"
    operator_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Power:
    """`x^2`, `x²`, `A^-1`, `A⁻¹` (caret) or `x**2` (stars)."""

    base: "Syntax"
    exponent: "Syntax"
    spelling: Literal["caret", "stars"]
    span: Span


@dataclass(frozen=True, slots=True)
class Transposed:
    """`U^T`, `Uᵀ`, `U^⊤`, `U.T`."""

    operand: "Syntax"
    span: Span


@dataclass(frozen=True, slots=True)
class Primed:
    """`U'`, `f'`, `f''`: a transpose or a derivative, as the operand's meaning decides."""

    operand: "Syntax"
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`:` among the items of a subscript."""

    span: Span


@dataclass(frozen=True, slots=True)
class NewAxis:
    """`None` among the items of a subscript."""

    span: Span


@dataclass(frozen=True, slots=True)
class Subscript:
    """`U_{w,d}`, `U_wd`, `y_i` (origin 1) or `U[w, d]` (origin 0).

    An unbraced run of letters after `_` that is no declared name stands as one Name (`wd`);
    elaboration splits it into the letters that are bound. A braced `{wd}` likewise.
    """

    base: "Syntax"
    items: tuple["Syntax | Slice | NewAxis", ...]
    origin: Origin
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain of comparisons: `i ≠ j`, `-m ≤ j ≤ m`. Relations are spelled `= ≠ < ≤ > ≥ ∈ ∉`.

    `origin` is 0 where the relation was spelled `==` or `!=` or stands in a NumPy construct, else 1.
    `spelled` keeps what was written, for messages.
    """

    operands: tuple["Syntax", ...]
    relations: tuple[Literal["=", "≠", "<", "≤", ">", "≥", "∈", "∉"], ...]
    origin: Origin
    spelled: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """`∧`, `∨` of two or more conditions, `¬` of one."""

    operator: Literal["and", "or", "not"]
    operands: tuple["Syntax", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BindingRange:
    """One bound letter with what stands at the sign: `k`, `k ≠ o` (condition), `i = 1 … V-1`, `w ∈ V`."""

    letter: Name
    lower: "Syntax | None"
    upper: "Syntax | None"
    domain: "Syntax | None"


@dataclass(frozen=True, slots=True)
class BigOperator:
    """`Σ_i e`, `Π_{k≠o} e`, `max_i e` (origin 1); `sum(e for i if c)`, `sum(e, i)` (origin 0).

    `Σ_{i<j}` binds both letters; every comparison that is no range is part of `condition`.
    """

    operator: Literal["sum", "prod", "mean", "var", "std", "max", "min", "logsumexp"]
    bindings: tuple[BindingRange, ...]
    condition: "Syntax | None"
    body: "Syntax"
    origin: Origin
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`softmax(U v)`, `sum(A, axis=0)`, `P(w|c)`, `f(x)`, and `log x` without brackets (`bare`).

    `conditional` is the number of arguments before `|` (`P(w|c)`: 1), or None. Arguments of the
    form `W = w` are given as `w`. `keywords` are `axis=…` and the like.
    `function` is Name, or Primed(Name) for `f'(x)`, or a Subscript for an indexed family's call.
    """

    function: "Syntax"
    arguments: tuple["Syntax", ...]
    keywords: tuple[tuple[Name, "Syntax"], ...]
    conditional: int | None
    bare: bool
    span: Span


@dataclass(frozen=True, slots=True)
class DerivativeOf:
    """`∂f/∂x`, `∂/∂x (f)`, `df/dx`, `∂²f/∂x∂y`: the operand and the variables in the order written.

    `∂²f/∂x²` names x twice.
    """

    operand: "Syntax"
    variables: tuple["Syntax", ...]
    spelling: Literal["partial", "total"]
    span: Span


@dataclass(frozen=True, slots=True)
class Gradient:
    """`∇_x f`, `∇²_x f` (order 2), `grad(f, x)`, `jacobian(f, x)`, `hessian(f, x)`."""

    operand: "Syntax"
    variable: "Syntax"
    kind: Literal["nabla", "grad", "jacobian", "hessian"]
    span: Span


@dataclass(frozen=True, slots=True)
class Ellipsis:
    """`…` or `...` between the first and the last piece of a list."""

    span: Span


@dataclass(frozen=True, slots=True)
class Blocks:
    """`[a, b; c, d]`: rows of pieces; `ellipsis` where `…` stands (`[g_1, …, g_V]`) among them."""

    rows: tuple[tuple["Syntax | Ellipsis", ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[g_i for i]` side by side, `[g_i; for i]` below one another; `for i in V` names the axis."""

    body: "Syntax"
    binding: BindingRange
    below: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Braces:
    """`{a if c; b otherwise}`: (value, condition) in order, and the value otherwise, if given."""

    branches: tuple[tuple["Syntax", "Syntax"], ...]
    otherwise: "Syntax | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Indicator:
    """`1[condition]`."""

    condition: "Syntax"
    span: Span


@dataclass(frozen=True, slots=True)
class Delta:
    """`δ_ij`, `δ_{i,j}` (origin 1), `delta(i, j)` (origin 0); a run `ij` is one Name, as in Subscript."""

    items: tuple["Syntax", ...]
    origin: Origin
    span: Span


@dataclass(frozen=True, slots=True)
class Norm:
    """`‖x‖`, `‖x‖_1`, `‖x‖²` is Power(Norm). `bars` is 1 for `|x|` (absolute value, or with order a norm)."""

    operand: "Syntax"
    order: "Syntax | None"
    bars: Literal[1, 2]
    span: Span


@dataclass(frozen=True, slots=True)
class Bracketed:
    """`(e)`: kept, because `(a)` and `a` part company in a few rules; elaboration looks through it."""

    inner: "Syntax"
    span: Span


@dataclass(frozen=True, slots=True)
class Tuple:
    """`(V, D)`, `()`: what `shape(…)` may be equal to."""

    items: tuple["Syntax", ...]
    span: Span


Syntax = (
    Numeral
    | Name
    | Sign
    | Binary
    | Power
    | Transposed
    | Primed
    | Subscript
    | Compare
    | Logic
    | BigOperator
    | Call
    | DerivativeOf
    | Gradient
    | Blocks
    | Comprehension
    | Braces
    | Indicator
    | Delta
    | Norm
    | Bracketed
    | Tuple
)
"""Every node of the untyped tree."""
