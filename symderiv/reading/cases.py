"""What must hold of all cases together: they cover all indices, and agree where they overlap."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

from symderiv.language.document import Assumption, Kind, Obligation, Overlap, Problem, Verdict
from symderiv.language.expression import (
    SCALAR,
    Add,
    Apply,
    Broadcast,
    Cases,
    Compare,
    DefinitionRef,
    Divide,
    Expression,
    Logic,
    Negate,
    Number,
    Power,
    Product,
    Relation,
    Subscript,
    Subtract,
    SymbolRef,
    Transpose,
)
from symderiv.language.sizes import Size
from symderiv.language.traverse import Node, parts, walk
from symderiv.reading.chain import Chain
from symderiv.reading.claims import Claim, ClaimReader, Free
from symderiv.reading.frame import Frame
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.binders import all_of
from symderiv.records import dataclass
from symderiv.source import Span

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
_REAL: Final = frozenset(
    {Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.NONZERO, Assumption.CONSTANT}
)
_STRICT: Final = frozenset({"<", ">", "≠"})
_CLOSED: Final[Mapping[Relation, Relation]] = {">": "≥", "<": "≤"}
_NOWHERE_FLAT: Final = frozenset(
    {
        "abs", "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "sinh", "cosh", "tanh", "atan",
        "sigmoid", "softplus", "sum", "mean", "norm", "normsq",
    }
)  # fmt: skip
MOST_NAMES: Final = 50
"""Symbols of a condition whose boundary is looked at, those of its definitions counted each time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A case that has been read: its condition and its chain."""

    id: str
    where: str
    frame: Frame
    chain: Chain | None


@dataclass(frozen=True, slots=True)
class Together:
    """All cases of one derivation."""

    claims: ClaimReader
    outer: Frame
    parts: tuple[Part, ...]
    span: Span

    def coverage(self, id: str, name: str, number: int, expected: Verdict | None) -> Obligation | None:
        """1[c_1 ∨ … ∨ c_m] = 1 for all indices; None where a condition is unreadable or no scalar."""
        if any(part.frame.problem is not None for part in self.parts):
            return None
        branches = tuple(part.frame.restrictions for part in self.parts)
        read = self.claims.branches(self._free(), self.outer.given, branches, self._sorts())
        if read is None or any(not each.shape.is_scalar for each in read.conditions):
            return None
        real = self._real([fact.expression for fact in read.facts])
        covered = Cases(tuple((_closed(each, real), _ONE) for each in read.conditions), _ZERO, SCALAR)
        claim = self.claims.complete(covered, _ONE, read.where, read.binders, read.facts)
        left = f"1[{' or '.join(part.where for part in self.parts)}]"
        return Obligation(
            id, f"{name}, the cases together", number, None, 0, self.span, left, "1", claim,
            expected or "proved",
        )  # fmt: skip

    def overlaps(self, name: str, number: int) -> tuple[Overlap, ...]:
        """For two cases with one head: that their right sides are equal where both conditions hold."""
        parts = [part for part in self.parts if part.frame.problem is None and part.chain is not None]
        pairs = [(one, other) for at, other in enumerate(parts) for one in parts[:at]]
        found = [self._overlap(one, other, name, number) for one, other in pairs]
        return tuple(each for each in found if each is not None)

    def _overlap(self, one: Part, other: Part, name: str, number: int) -> Overlap | None:
        if one.chain is None or other.chain is None:
            return None
        left, right = one.chain.last.syntax, other.chain.last.syntax
        heads = {"".join(chain.head.text.split()) for chain in (one.chain, other.chain)}
        if isinstance(left, Problem) or isinstance(right, Problem) or len(heads) > 1:
            return None
        free = self._free()
        conditions = [*one.frame.restrictions, *other.frame.restrictions]
        conditions += [free.where] if free.where is not None else []
        free = Free(free.bindings, all_of(conditions) if conditions else None)
        claim = self.claims.read(Claim(left, right, free, self.outer.given, self._sorts()))
        if isinstance(claim, Problem):
            return None
        last = other.chain.last
        obligation = Obligation(
            f"{other.id}~overlap", name, number, None, 0, last.span, one.chain.last.text, last.text, claim
        )
        return Overlap((one.id, other.id), f"{one.where} and {other.where}", obligation)

    def _real(self, facts: Sequence[Expression]) -> frozenset[str]:
        """The symbols whose entries are any real numbers of an interval, each on its own."""
        symbols = self.claims.declarations.symbols.values()
        loose = (each for each in facts if not (isinstance(each, Compare) and each.relation in _STRICT))
        tied = {node.name for fact in loose for node in walk(fact) if isinstance(node, SymbolRef)}
        return frozenset(
            symbol.name
            for symbol in symbols
            if symbol.kind is Kind.ARRAY and _REAL.issuperset(symbol.assumptions) and symbol.name not in tied
        )

    def _free(self) -> Free:
        """The letters of the derivation and of all its cases."""
        bindings = {b.letter.text: b for part in self.parts for b in part.frame.free.bindings}
        return Free(tuple(bindings.values()), self.outer.free.where)

    def _sorts(self) -> dict[str, Size]:
        written = tuple(each for part in self.parts for each in part.frame.restrictions)
        return self.claims.sorts(self._free(), (*self.outer.given, *written), self._uses())[0]

    def _uses(self) -> tuple[s.Syntax, ...]:
        return tuple(e for part in self.parts if part.chain is not None for e in part.chain.expressions)


def _closed(condition: Expression, real: frozenset[str]) -> Expression:
    """The condition with its boundary, where that is thin: `x < 0` and `x > 0` may leave out `x = 0`."""
    match condition:
        case Compare("≠", left, _) if _is_thin(condition, real):
            return Compare("=", left, left, condition.shape)
        case Compare(relation, left, right) if _is_thin(condition, real):
            return Compare(_CLOSED.get(relation, relation), left, right, condition.shape)
        case Logic("and" | "or" as operator, arguments):
            return Logic(operator, tuple(_closed(each, real) for each in arguments), condition.shape)
        case _:
            return condition


def _is_thin(comparison: Compare, real: frozenset[str]) -> bool:
    """Whether the two sides are equal at exceptional points alone: their difference is nowhere flat."""
    names = list(islice(_names(comparison), MOST_NAMES + 1))
    once = len(set(names)) == len(names) <= MOST_NAMES
    return once and (_moves(comparison.left, real) or _moves(comparison.right, real))


def _names(node: Node) -> Iterator[str]:
    """The symbols of a node, each as often as it counts, those of definitions too."""
    if isinstance(node, SymbolRef):
        yield node.name
    for part in parts(node):
        yield from _names(part)


def _moves(e: Expression, real: frozenset[str]) -> bool:
    """Whether an expression in which no symbol stands twice is nowhere constant, by its form."""
    match e:
        case SymbolRef(name):
            return name in real
        case Add(left, right) | Subtract(left, right):
            return _moves(left, real) or _moves(right, real)
        case Product(left=left, right=right) | Divide(left, right):
            factors = (left, right)
            return any(_moves(each, real) for each in factors) and all(
                _moves(each, real) or (isinstance(each, Number) and each.value != 0) for each in factors
            )
        case Negate(argument) | Broadcast(argument) | Transpose(argument) | Subscript(argument):
            return _moves(argument, real)
        case Power(base, Number(value)):
            return value != 0 and _moves(base, real)
        case Apply(function, (argument,)):
            return function in _NOWHERE_FLAT and _moves(argument, real)
        case DefinitionRef(definition):
            return not definition.parameters and _moves(definition.body, real)
        case _:
            return False
