"""Points of small whole numbers: they meet equations that have no solution nearby, such as A B = 0."""

from typing import Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.expression import Apply, Cases, Compare, Divide, Expression, Number, Power
from symderiv.numeric.admissible import SOLVABLE, Premises
from symderiv.numeric.draws import Generator
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.fields import Array, Doubles
from symderiv.numeric.landmarks import KINKS
from symderiv.numeric.sample import Sampler, taken
from symderiv.numeric.scope import Points
from symderiv.numeric.size_choices import Sizes
from symderiv.numeric.walk import nodes
from symderiv.records import replace

DRAWN: Final = 256
"""So many points are drawn, of which few meet the assumptions."""
VALUES: Final = (0.0, 0.0, 0.0, 0.0, 1.0, 1.0, -1.0, 2.0)
AWAY_FROM_ZERO: Final = (1.0, 1.0, 1.0, 2.0)


def simple_points(
    statement: Statement, sampler: Sampler, sizes: Sizes, count: int, generator: Generator
) -> Points | None:
    """Up to `count` such points that meet types and assumptions, and at some position the condition."""
    points = sampler.draw(sizes, DRAWN, generator)
    if points is None:
        return None
    values = {s.name: _simple(s, points.values[s.name], generator) for s in statement.symbols if _is_real(s)}
    points = replace(points, values={**points.values, **values})
    with np.errstate(all="ignore"):
        met = Premises(statement).met(Doubles(), points, 0) & _is_somewhere(statement, points)
    return taken(points, np.flatnonzero(met)[:count]) if met.any() else None


def _is_somewhere(statement: Statement, points: Points) -> Array:
    """At which points there are positions that meet the condition on them."""
    if statement.where is None:
        return np.ones(points.count, dtype=bool)
    evaluator = Evaluator(Doubles(), points)
    allowed = evaluator.full(statement.where, evaluator.under(statement.indices)) == 1
    return np.asarray(allowed.reshape(points.count, -1).any(axis=1))


def _is_real(symbol: Symbol) -> bool:
    simple = SOLVABLE - {Assumption.INVERTIBLE} | {Assumption.SIMPLEX}
    return symbol.kind is Kind.ARRAY and set(symbol.assumptions) <= simple


def _simple(symbol: Symbol, drawn: Array, generator: Generator) -> Array:
    """Small whole numbers; of distributions one half stays, the others are 1 somewhere."""
    if Assumption.SIMPLEX in symbol.assumptions:
        ones = np.arange(drawn.shape[-1]) == generator.integers(0, drawn.shape[-1], (*drawn.shape[:-1], 1))
        kept = generator.integers(0, 2, (len(drawn), *(1,) * (drawn.ndim - 1))) == 1
        return np.where(kept, drawn, ones.astype(np.float64))
    away = {Assumption.POSITIVE, Assumption.NONZERO} & set(symbol.assumptions)
    values = generator.choice(AWAY_FROM_ZERO if away else VALUES, drawn.shape)
    return np.abs(values) if Assumption.NONNEGATIVE in symbol.assumptions else values


def compares(condition: Expression | tuple[Expression, ...] | None, relations: str) -> bool:
    """Whether a condition compares values in one of these ways."""
    return any(isinstance(node, Compare) and node.relation in relations for node in nodes(condition))


def is_smooth(statement: Statement) -> bool:
    """Whether both sides are analytic wherever they stand, so that a difference is at no single point."""
    return not any(
        isinstance(node, Compare | Cases | Divide)
        or (isinstance(node, Apply) and node.function in {*KINKS, "log", "sqrt", "inv", "logdet"})
        or (isinstance(node, Power) and not isinstance(node.exponent, Number))
        for node in nodes(statement.left, statement.right)
    )
