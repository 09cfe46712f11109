"""What the general assumptions of a statement say at given sizes and positions."""

from symderiv.components.entries import Entry, Guard, Guards, Scalar, only_under
from symderiv.components.expand import Expander
from symderiv.components.functions import Unsupported
from symderiv.components.grids import Grid
from symderiv.components.matrices import determinant
from symderiv.components.places import Scope
from symderiv.components.scenarios import nodes
from symderiv.components.zero import is_allowed, pinned_symbol, solve_linear
from symderiv.language import expression as e
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.records import dataclass, field, replace

_STRUCTURED = (
    Assumption.SYMMETRIC,
    Assumption.ORTHOGONAL,
    Assumption.ORTHONORMAL,
    Assumption.POSITIVE_DEFINITE,
    Assumption.ONE_HOT,
    Assumption.SIMPLEX,
    Assumption.SUMS_TO_ONE,
    Assumption.SIGN,
    Assumption.BINARY,
)

_DISCRETE = (Assumption.ONE_HOT, Assumption.SIGN, Assumption.BINARY)
_DETERMINANTS = 4
"""Rows up to which a determinant is written out for its sign."""
_SUMS = (Assumption.SIMPLEX, Assumption.SUMS_TO_ONE)


@dataclass(slots=True)
class Premises:
    """Conditions on admissible points, and symbols that equations determine; `met` is False if none is."""

    met: bool = True
    guards: Guards = frozenset()
    solved: tuple[tuple[Scalar, Scalar], ...] = ()
    unused: list[str] = field(default_factory=list)
    discrete: frozenset[Scalar] = frozenset()
    """The entries of one-hots, bits and signs, whose values are enumerated."""
    chosen: list[Scalar] = field(default_factory=list)
    """What must be 0 at their values."""


def fixed_symbols(expander: Expander, symbols: list[Symbol]) -> frozenset[Scalar]:
    """Entries that no equation may determine, because their declaration binds them to one another."""
    return _entries(expander, symbols, _STRUCTURED)


def _entries(
    expander: Expander, symbols: list[Symbol], assumptions: tuple[Assumption, ...]
) -> frozenset[Scalar]:
    """The entries of the symbols of which one of these is assumed."""
    return frozenset(
        entry.value
        for symbol in symbols
        if symbol.kind is Kind.ARRAY and set(assumptions) & set(symbol.assumptions)
        for entry in expander.table.grid(symbol).flat
    )


def ends(expander: Expander, symbols: list[Symbol]) -> frozenset[Scalar]:
    """Entries that may be 0, but not less: those of a simplex too, for the others are drawn freely."""
    bound = set(_STRUCTURED) - {Assumption.SIMPLEX}
    return frozenset(
        entry.value
        for symbol in symbols
        if symbol.kind is Kind.ARRAY and not bound & set(symbol.assumptions)
        for entry in expander.table.grid(symbol).flat
        if entry.value.is_nonnegative and not entry.value.is_nonzero
    )


def without_sums(statement: Statement) -> Statement | None:
    """The same of any vectors in place of distributions; None without equations or distributions."""
    if not any(isinstance(a, e.Compare) and a.relation == "=" for a in statement.assumptions):
        return None
    free = tuple(
        replace(s, assumptions=tuple(a for a in s.assumptions if a not in _SUMS)) for s in statement.symbols
    )
    return replace(statement, symbols=free) if free != statement.symbols else None


def premises(statement: Statement, expander: Expander, scope: Scope, fixed: frozenset[Scalar]) -> Premises:
    """Everything that `where` and `assumptions` say here."""
    found = Premises(discrete=_entries(expander, list(statement.symbols), _DISCRETE))
    found.guards = _of_definite(statement, expander)
    if statement.where is not None:
        _take(statement.where, expander, scope, fixed, found)
    for assumption, binders in zip(statement.assumptions, statement.quantified, strict=True):
        for inner in expander.ranges(binders, scope):
            _take(assumption, expander, inner, fixed, found)
    return found


def _of_definite(statement: Statement, expander: Expander) -> Guards:
    """det P > 0 for every positive-definite P whose determinant may be asked for."""
    applied = (
        node.function for node in nodes((statement.left, statement.right)) if isinstance(node, e.Apply)
    )
    if {"det", "logdet"}.isdisjoint(applied):
        return frozenset()
    grids = (
        expander.table.grid(symbol)
        for symbol in statement.symbols
        if symbol.kind is Kind.ARRAY and Assumption.POSITIVE_DEFINITE in symbol.assumptions
    )
    return frozenset(
        Guard("positive", determinant([[entry.value for entry in row] for row in grid]))
        for grid in grids
        if len(grid) <= _DETERMINANTS
    )


def _take(
    expr: e.Expression, expander: Expander, scope: Scope, fixed: frozenset[Scalar], found: Premises
) -> None:
    match expr:
        case e.Logic(operator="and"):
            for argument in expr.arguments:
                _take(argument, expander, scope, fixed, found)
        case e.Compare() if expr.relation != "=" and any(map(_jumps, nodes((expr.left, expr.right)))):
            found.unused.append("an assumption about what jumps, and may hold at single points")
        case e.Compare():
            left, right = expander.expand(expr.left, scope), expander.expand(expr.right, scope)
            for a, b in zip(left.flat, right.flat, strict=True):
                _relate(expr.relation, a, b, fixed, found)
        case _ if any(isinstance(node, e.Compare) for node in nodes(expr)):
            # One of the alternatives may be an equation, which holds at none of the points that are drawn.
            found.unused.append("an assumption in which comparisons of numbers are alternatives")
        case _:
            _truths(expander.expand(expr, scope), found)


def _jumps(node: object) -> bool:
    """Whether a node may change its value without passing through what lies between."""
    match node:
        case e.Compare() | e.Logic() | e.Cases():
            return True
        case e.Apply(function=function):
            return function in ("sign", "floor")
        case _:
            return False


def _truths(grid: Grid, found: Premises) -> None:
    for entry in grid.flat:
        found.guards |= entry.guards
        if entry.value == 0:
            found.met = False
        elif entry.value != 1:
            found.guards |= {Guard("nonzero", entry.value)}


def _relate(
    relation: e.Relation, left: Entry, right: Entry, fixed: frozenset[Scalar], found: Premises
) -> None:
    difference = left.value - right.value
    found.guards |= left.guards | right.guards
    match relation:
        case "=":
            _equate(difference, fixed, found)
        case "≠":
            found.guards |= {Guard("nonzero", difference)}
        case "<":
            found.guards |= {Guard("positive", -difference)}
        case ">":
            found.guards |= {Guard("positive", difference)}
        case "≤" | "≥" if not _is_slanted(difference):
            found.unused.append(f"an assumed {relation} that may hold with equality alone")
        case "≤":
            found.guards |= {Guard("nonnegative", -difference)}
        case "≥":
            found.guards |= {Guard("nonnegative", difference)}


def _is_slanted(difference: Scalar) -> bool:
    """Whether some symbol has a constant slope: then the points of equality are limits of others."""
    slopes = (difference.diff(symbol) for symbol in difference.free_symbols)
    return bool(difference.is_number) or any(slope.is_number and slope != 0 for slope in slopes)


def _equate(difference: Scalar, fixed: frozenset[Scalar], found: Premises) -> None:
    """Solves an equation for one entry, on the surface that the earlier ones leave."""
    for symbol, value in found.solved:
        difference = difference.xreplace({symbol: value})
    if difference.is_Add:
        difference = difference.expand()
    if difference == 0:
        return
    if difference.is_number:
        if difference.is_Rational:
            found.met = False
            return
        raise Unsupported("an assumed equation between constants")
    if difference.free_symbols <= found.discrete:
        found.chosen.append(difference)
        return
    solved = solve_linear(difference, fixed | {symbol for symbol, _ in found.solved})
    solved = solved or pinned_symbol(difference, fixed)
    if solved is not None and not is_allowed(*solved):
        found.met = False
        return
    if solved is None:
        found.unused.append("an assumed equation that determines no entry linearly")
        return
    earlier = tuple((s, v.xreplace({solved[0]: solved[1]})) for s, v in found.solved)
    found.solved = (*earlier, solved)


def under_premises(entry: Entry, found: Premises) -> Entry:
    """The entry, asked for at the admissible points only."""
    return Entry(entry.value, entry.guards | only_under(found.guards, 1)) if found.guards else entry
