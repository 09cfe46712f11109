"""Points that meet the assumptions: by trying, and by solving equations."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np

from symderiv.language.document import Assumption, Kind, Statement
from symderiv.language.expression import (
    Binder,
    Compare,
    Derivative,
    Expression,
    Shape,
    Subtract,
    SymbolRef,
    Target,
)
from symderiv.numeric.combined import fractions
from symderiv.numeric.draws import Generator
from symderiv.numeric.evaluate import Evaluator
from symderiv.numeric.exact_point import NEAR, Judge, Mask, Precisions, fraction_of, has_equations
from symderiv.numeric.fields import Array, Digits, Doubles, Field, OutOfReach
from symderiv.numeric.membership import admits_all
from symderiv.numeric.sample import Sampler, joined, taken
from symderiv.numeric.scope import Points
from symderiv.numeric.walk import nodes
from symderiv.records import dataclass, replace

TRIES: Final = 8
"""How many times more points are drawn where few meet the assumptions."""
SOLVED: Final = 4
"""How many points are made to meet equations."""
SOLVABLE: Final = frozenset(
    {
        Assumption.POSITIVE,
        Assumption.NONNEGATIVE,
        Assumption.NONZERO,
        Assumption.CONSTANT,
        Assumption.INVERTIBLE,
    }
)
"""Symbols with these assumptions alone may be moved to meet an equation."""


@dataclass(frozen=True, slots=True)
class Premises:
    """The assumptions of a statement that its symbols' types do not say."""

    statement: Statement

    @property
    def any(self) -> bool:
        return bool(self.statement.assumptions)

    @property
    def equations(self) -> tuple[tuple[Compare, tuple[Binder, ...]], ...]:
        """The assumptions that are equations, with the binders of their indices."""
        pairs = zip(self.statement.assumptions, self.statement.quantified, strict=True)
        return tuple((a, binders) for a, binders in pairs if isinstance(a, Compare) and a.relation == "=")

    @property
    def besides_equations(self) -> "Premises":
        """The assumptions that are no equations."""
        solved = [e for e, _ in self.equations]
        pairs = zip(self.statement.assumptions, self.statement.quantified, strict=True)
        others = [(a, binders) for a, binders in pairs if not any(a is e for e in solved)]
        assumptions, quantified = zip(*others, strict=True) if others else ((), ())
        return Premises(replace(self.statement, assumptions=assumptions, quantified=quantified))

    def met(self, field: Field, points: Points, tolerance: float) -> Mask:
        """Which points meet all assumptions, equations up to a tolerance."""
        result = np.ones(points.count, dtype=bool)
        evaluator = Evaluator(field, points)
        with np.errstate(all="ignore"):
            for assumption, binders in zip(
                self.statement.assumptions, self.statement.quantified, strict=True
            ):
                result &= self._met(evaluator, assumption, binders, tolerance)
        return result

    def certain(self, point: Points) -> bool:
        """Whether one point meets all assumptions: no difference is seen at 60 and 120 digits."""
        try:
            return all(
                self._certain(e, binders, point)
                for e, binders in zip(self.statement.assumptions, self.statement.quantified, strict=True)
            )
        except OutOfReach:
            return False

    def _certain(self, e: Expression, binders: tuple[Binder, ...], point: Points) -> bool:
        if isinstance(e, Compare) and e.relation == "=":
            equation = replace(self.statement, left=e.left, right=e.right, indices=binders, where=None)
            return Judge(equation).agrees(point)
        field = Digits(120, measured=True)
        holds = self._holds(field, point, e, binders)
        if field.reach > NEAR or field.doubtful:
            field = Precisions().beyond(field.reach, has_equations(self.statement))
            holds = self._holds(field, point, e, binders)
        return holds and not field.doubtful

    def _holds(self, field: Field, point: Points, e: Expression, binders: tuple[Binder, ...]) -> bool:
        with np.errstate(all="ignore"):
            return bool(self._met(Evaluator(field, point), e, binders, 0).all())

    def _met(
        self, evaluator: Evaluator, e: Expression, binders: tuple[Binder, ...], tolerance: float
    ) -> Mask:
        scope = evaluator.under(binders)
        if isinstance(e, Compare) and e.relation == "=":
            left, right = evaluator.full(e.left, scope), evaluator.full(e.right, scope)
            holds = np.asarray(np.abs(left - right) <= tolerance * (1 + np.abs(left)), dtype=bool)
        else:
            holds = np.asarray(evaluator.full(e, scope) == 1, dtype=bool)
        return np.asarray(holds.reshape(evaluator.points.count, -1).all(axis=1), dtype=bool)


def admissible(
    premises: Premises, sampler: Sampler, sizes: Mapping[str, int], count: int, generator: Generator
) -> Points | None:
    """Up to `count` points that meet types and assumptions, or None."""
    points = sampler.draw(sizes, count, generator)
    if points is None or not premises.any:
        return points
    if premises.equations:
        starts = admissible(premises.besides_equations, sampler, sizes, count, generator)
        return _on_equations(premises, sampler, starts or points)
    found: list[Points] = []
    for _ in range(TRIES):
        met = premises.met(Doubles(), points, 0)
        if met.any():
            found.append(taken(points, np.flatnonzero(met)))
        if sum(p.count for p in found) >= count:
            break
        points = sampler.draw(sizes, 4 * count, generator) or points
    return taken(joined(found), slice(0, count)) if found else None


def _on_equations(premises: Premises, sampler: Sampler, points: Points) -> Points | None:
    """The points that happen to meet all assumptions, else some that are moved to do so."""
    met = np.flatnonzero(premises.met(Doubles(), points, 1e-9))[:SOLVED]
    chance = [taken(points, [int(at)]) for at in met]
    found = [point for point in chance if premises.certain(point)]
    found = found or _solved_points(premises, sampler, points)
    return joined(found) if found else None


def _solved_points(premises: Premises, sampler: Sampler, points: Points) -> list[Points]:
    found = []
    for at in range(min(points.count, 3 * SOLVED)):
        try:
            solved = _Equations(premises, sampler).solved(taken(points, [at]))
        except (OutOfReach, np.linalg.LinAlgError):
            solved = None
        if solved is not None:
            found.append(solved)
        if len(found) == SOLVED or (at > 1 and not found):
            break
    return found


@dataclass(frozen=True, slots=True)
class _Equations:
    """The equations among the premises, as a system for the symbols that may be moved."""

    premises: Premises
    sampler: Sampler

    def solved(self, point: Points) -> Points | None:
        """The point, moved onto the equations by Newton's method, or None."""
        point = replace(point, values=dict(point.values))
        unknowns = self._unknowns()
        if not unknowns:
            return None
        for _ in range(20):
            residual = self._residual(Doubles(), point)
            if not np.isfinite(residual).all():
                return None
            if np.abs(residual).max(initial=0) < 1e-11:
                break
            step = self._inverse_slopes(point, unknowns) @ residual
            if not np.isfinite(step).all():
                return None
            point = self._moved(point, unknowns, [Fraction(float(x)) for x in step])
        else:
            return None
        return self._polished(point, unknowns)

    def _inverse_slopes(self, point: Points, unknowns: list[SymbolRef]) -> Array:
        """The pseudo-inverse of the Jacobian; where it is nearly singular, steps lead nowhere."""
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.pinv(self._jacobian(point, unknowns)))

    def _polished(self, point: Points, unknowns: list[SymbolRef]) -> Points | None:
        """Further steps with the same slopes, until 100 digits are right."""
        slopes = self._inverse_slopes(point, unknowns)
        if not np.isfinite(slopes).all():
            return None
        digits = Digits(130)
        for _ in range(40):
            residual = self._residual(digits, point)
            if all(abs(x) < digits.context.mpf(10) ** -110 for x in residual):
                point = replace(point, values={k: _simplified(v) for k, v in point.values.items()})
                values = {
                    s.name: point.values[s.name][0] for s in self.sampler.symbols if s.kind is Kind.ARRAY
                }
                fit = admits_all(self.sampler.symbols, values) and self.premises.certain(point)
                return point if fit else None
            if not all(digits.context.isfinite(x) for x in residual):
                return None
            step = [
                sum(digits.context.mpf(float(a)) * x for a, x in zip(row, residual, strict=True))
                for row in slopes
            ]
            point = self._moved(point, unknowns, [fraction_of(digits.context.mpf(x)) for x in step])
        return None

    def _unknowns(self) -> list[SymbolRef]:
        free = {
            s.name: s.shape
            for s in self.sampler.symbols
            if s.kind is Kind.ARRAY and set(s.assumptions) <= SOLVABLE
        }
        roots = [e for e, _ in self.premises.equations]
        names = {n.name for n in nodes(*roots) if isinstance(n, SymbolRef)}
        return [SymbolRef(name, shape) for name, shape in free.items() if name in names]

    def _residual(self, field: Field, point: Points) -> Array:
        evaluator = Evaluator(field, point)
        parts = []
        with np.errstate(all="ignore"):
            for e, binders in self.premises.equations:
                scope = evaluator.under(binders)
                parts.append((evaluator.full(e.left, scope) - evaluator.full(e.right, scope)).ravel())
        residual: Array = np.concatenate(parts)
        return residual

    def _jacobian(self, point: Points, unknowns: list[SymbolRef]) -> Array:
        evaluator = Evaluator(Doubles(), point)
        rows = []
        with np.errstate(all="ignore"):
            for e, binders in self.premises.equations:
                scope = evaluator.under(binders)
                difference = Subtract(e.left, e.right, e.shape)
                blocks = [evaluator.full(_derivative(difference, x), scope) for x in unknowns]
                counts = [
                    int(np.prod([n.at(point.sizes) for n in x.shape.axes], dtype=np.int64)) for x in unknowns
                ]
                flat = [block.reshape(-1, n) for block, n in zip(blocks, counts, strict=True)]
                rows.append(np.concatenate(flat, axis=1))
        return np.asarray(np.nan_to_num(np.concatenate(rows)))

    def _moved(self, point: Points, unknowns: list[SymbolRef], step: list[Fraction]) -> Points:
        values = dict(point.values)
        start = 0
        for x in unknowns:
            old = values[x.name]
            moves: Array = np.array(step[start : start + old.size], dtype=object).reshape(old.shape)
            values[x.name] = fractions(old) - moves
            start += old.size
        return replace(point, values=values)


def _simplified(values: Array) -> Array:
    if values.dtype != object:
        return values
    return np.asarray(np.frompyfunc(_near, 1, 1)(values), dtype=object).reshape(values.shape)


def _near(value: Any) -> Fraction:
    near = Fraction(value).limit_denominator(10**12)
    return near if abs(near - value) < Fraction(1, 10**100) else Fraction(value)


def _derivative(e: Expression, x: SymbolRef) -> Derivative:
    target = Target(x, (None,) * x.shape.rank, x.shape, x)
    return Derivative(e, target, False, Shape(e.shape.axes + x.shape.axes))
