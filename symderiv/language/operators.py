"""The operator table: one row for every named function of the language.

A row says what every part of the tool must know in common: how it is written, what it does with
shapes, where it is defined and where it has kinks. How a decider computes or differentiates it stands
in a table of that decider's own, so that no two deciders share a rule; a test holds every such table
against this one, row by row.
"""

from enum import Enum
from typing import Final

from symderiv.records import dataclass


class ShapeRule(Enum):
    """What a function does with the axes of its arguments."""

    ELEMENTWISE = "entry by entry, arguments spread over one another"
    ALONG_ROWS = "acts along the last axis (or `axis`) and keeps the shape: softmax"
    REDUCTION = "all entries to a scalar, or `axis` away: sum, max"
    REDUCE_ROWS = "the last axis (or `axis`) away: logsumexp"
    NORM = "all entries to a scalar"
    SQUARE_TO_SCALAR = "a square matrix to a scalar: trace, det"
    SQUARE_TO_SQUARE = "a square matrix to one of its shape: inv"
    DIAGONAL = "a vector to a diagonal matrix, a square matrix to its diagonal as a column"
    FLATTEN = "a matrix to the column of its columns, one below the other: vec"


class Domain(Enum):
    """The real arguments at which a function is defined (its first argument, if it has several)."""

    ALL = "every real number"
    POSITIVE = "x > 0"
    NONNEGATIVE = "x ≥ 0"
    ABOVE_MINUS_ONE = "x > −1"
    UNIT_CLOSED = "−1 ≤ x ≤ 1"
    UNIT_OPEN = "−1 < x < 1"
    FROM_ONE = "x ≥ 1"
    COSINE_NONZERO = "cos x ≠ 0"
    NOT_BOTH_ZERO = "not both arguments 0"
    INVERTIBLE = "det ≠ 0"
    DET_POSITIVE = "det > 0"


class Kinks(Enum):
    """Where, within its domain, a function has no derivative."""

    NONE = "nowhere"
    ZERO = "x = 0"
    ENDS = "at the ends of the domain"
    INTEGERS = "x an integer"
    TIES = "where two arguments (or entries) are equal"


@dataclass(frozen=True, slots=True)
class Operator:
    """A row of the table. `spellings` are the accepted names, the first one being its name everywhere."""

    spellings: tuple[str, ...]
    rule: ShapeRule
    latex: str
    arity: int = 1
    domain: Domain = Domain.ALL
    kinks: Kinks = Kinks.NONE

    @property
    def name(self) -> str:
        return self.spellings[0]


def _elementwise(
    *spellings: str, latex: str = "", arity: int = 1, domain: Domain = Domain.ALL, kinks: Kinks = Kinks.NONE
) -> Operator:
    return Operator(
        spellings, ShapeRule.ELEMENTWISE, latex or _operatorname(spellings[0]), arity, domain, kinks
    )


def _other(
    rule: ShapeRule, *spellings: str, latex: str = "", domain: Domain = Domain.ALL, kinks: Kinks = Kinks.NONE
) -> Operator:
    return Operator(spellings, rule, latex or _operatorname(spellings[0]), 1, domain, kinks)


def _operatorname(name: str) -> str:
    return r"\operatorname{" + name.replace("_", r"\_") + "}"


_ROWS: Final = (
    _elementwise("exp", latex=r"\exp"),
    _elementwise("log", "ln", latex=r"\log", domain=Domain.POSITIVE),
    _elementwise("log1p", domain=Domain.ABOVE_MINUS_ONE),
    _elementwise("expm1"),
    _elementwise("log2", latex=r"\log_{2}", domain=Domain.POSITIVE),
    _elementwise("log10", latex=r"\log_{10}", domain=Domain.POSITIVE),
    _elementwise("sqrt", latex=r"\sqrt", domain=Domain.NONNEGATIVE, kinks=Kinks.ENDS),
    _elementwise("abs", latex=r"\operatorname{abs}", kinks=Kinks.ZERO),
    _elementwise("sign", kinks=Kinks.ZERO),
    _elementwise("sin", latex=r"\sin"),
    _elementwise("cos", latex=r"\cos"),
    _elementwise("tan", latex=r"\tan", domain=Domain.COSINE_NONZERO),
    _elementwise("sinh", latex=r"\sinh"),
    _elementwise("cosh", latex=r"\cosh"),
    _elementwise("tanh", latex=r"\tanh"),
    _elementwise("asin", "arcsin", latex=r"\arcsin", domain=Domain.UNIT_CLOSED, kinks=Kinks.ENDS),
    _elementwise("acos", "arccos", latex=r"\arccos", domain=Domain.UNIT_CLOSED, kinks=Kinks.ENDS),
    _elementwise("atan", "arctan", latex=r"\arctan"),
    _elementwise("asinh", "arcsinh"),
    _elementwise("acosh", "arccosh", domain=Domain.FROM_ONE, kinks=Kinks.ENDS),
    _elementwise("atanh", "arctanh", domain=Domain.UNIT_OPEN),
    _elementwise("atan2", "arctan2", arity=2, domain=Domain.NOT_BOTH_ZERO),
    _elementwise("floor", latex=r"\operatorname{floor}", kinks=Kinks.INTEGERS),
    _elementwise("erf"),
    _elementwise("sigmoid", "σ", latex=r"\sigma"),
    _elementwise("relu", "ReLU", latex=r"\operatorname{ReLU}", kinks=Kinks.ZERO),
    _elementwise("softplus"),
    _elementwise("silu"),
    _elementwise("gelu"),
    _elementwise("maximum", latex=r"\max", arity=2, kinks=Kinks.TIES),
    _elementwise("minimum", latex=r"\min", arity=2, kinks=Kinks.TIES),
    _elementwise("clip", arity=3, kinks=Kinks.TIES),
    _other(ShapeRule.ALONG_ROWS, "softmax"),
    _other(ShapeRule.ALONG_ROWS, "log_softmax"),
    _other(ShapeRule.REDUCE_ROWS, "logsumexp"),
    _other(ShapeRule.REDUCTION, "sum"),
    _other(ShapeRule.REDUCTION, "mean"),
    _other(ShapeRule.REDUCTION, "prod"),
    _other(ShapeRule.REDUCTION, "var"),
    _other(ShapeRule.REDUCTION, "std", kinks=Kinks.ENDS),
    _other(ShapeRule.REDUCTION, "max", latex=r"\max", kinks=Kinks.TIES),
    _other(ShapeRule.REDUCTION, "min", latex=r"\min", kinks=Kinks.TIES),
    _other(ShapeRule.NORM, "norm", kinks=Kinks.ZERO),
    _other(ShapeRule.NORM, "norm1", kinks=Kinks.ZERO),
    _other(ShapeRule.NORM, "normsq"),
    _other(ShapeRule.SQUARE_TO_SCALAR, "trace", "tr", latex=r"\operatorname{tr}"),
    _other(ShapeRule.SQUARE_TO_SCALAR, "det", latex=r"\det"),
    _other(ShapeRule.SQUARE_TO_SCALAR, "logdet", domain=Domain.DET_POSITIVE),
    _other(ShapeRule.SQUARE_TO_SQUARE, "inv", domain=Domain.INVERTIBLE),
    _other(ShapeRule.DIAGONAL, "diag"),
    _other(ShapeRule.FLATTEN, "vec"),
)

OPERATORS: Final[dict[str, Operator]] = {row.name: row for row in _ROWS}
"""Every row by its name."""

SPELLINGS: Final[dict[str, str]] = {spelling: row.name for row in _ROWS for spelling in row.spellings}
"""Every accepted spelling of a function, and the name that it means."""

WITHOUT_A_ROW: Final = (
    "dot",
    "outer",
    "where",
    "eye",
    "I",
    "ones",
    "zeros",
    "transpose",
    "shape",
    "delta",
    "distinct",
    "grad",
    "jacobian",
    "hessian",
)
"""Functions that are other nodes of the tree: products, cases, constants, derivatives."""
