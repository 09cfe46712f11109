"""One entry of an array: a SymPy scalar together with all that must hold for it to be defined."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import sympy

from symderiv.components.signs import bounds, is_positive
from symderiv.records import dataclass, replace

Scalar = Any
"""A SymPy scalar; SymPy carries no types of its own."""

GuardKind = Literal["nonzero", "positive", "nonnegative", "smooth"]


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition `scalar ≠ 0`, `> 0`, `≥ 0`, needed wherever every scalar of `under` is 1.

    `smooth` is `scalar ≠ 0` that a derivative needs: at a kink or at the end of a domain there is none.
    """

    kind: GuardKind
    scalar: Scalar
    under: tuple[Scalar, ...] = ()


Guards = frozenset[Guard]
NO_GUARDS: Guards = frozenset()
NEVER: Guards = frozenset({Guard("nonzero", sympy.S.Zero)})
"""What is defined nowhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and the conditions under which it has one."""

    value: Scalar
    guards: Guards = NO_GUARDS


UNDEFINED = Entry(sympy.S.Zero, NEVER)


class Pos(sympy.Function):  # type: ignore[misc, unused-ignore]
    """1 where the argument is positive, else 0; locally constant wherever the argument is not 0."""

    nargs = 1
    is_real = True
    is_nonnegative = True

    @classmethod
    def eval(cls, argument: Scalar) -> Scalar:
        """The value where SymPy's assumptions decide the sign."""
        if argument.is_Rational:
            return sympy.Integer(int(bool(argument > 0)))
        if is_positive(argument):
            return sympy.S.One
        return sympy.S.Zero if bounds(-argument)[0] else None

    def fdiff(self, argindex: int = 1) -> Scalar:
        """0, away from the kink."""
        return sympy.S.Zero

    def _eval_power(self, exponent: Scalar) -> Scalar:
        """0ⁿ = 0 and 1ⁿ = 1."""
        return self if exponent.is_Integer and exponent > 0 else None


class Floor(sympy.Function):  # type: ignore[misc, unused-ignore]
    """The largest integer not above the argument."""

    nargs = 1
    is_real = True

    @classmethod
    def eval(cls, argument: Scalar) -> Scalar:
        """The value of a rational number."""
        return sympy.Integer(argument.p // argument.q) if argument.is_Rational else None

    def fdiff(self, argindex: int = 1) -> Scalar:
        """0, away from the integers."""
        return sympy.S.Zero


class Unknown(sympy.Function):  # type: ignore[misc, unused-ignore]
    """A component of a placeholder's partial derivative: (which function, component, orders, arguments …)."""

    is_real = True

    def _eval_derivative(self, variable: Scalar) -> Scalar:
        which, component, orders, *arguments = self.args
        total = sympy.S.Zero
        for place, argument in enumerate(arguments):
            inner = argument.diff(variable)
            if inner != 0:
                raised = sympy.Tuple(*(n + (place == k) for k, n in enumerate(orders)))
                total += Unknown(which, component, raised, *arguments) * inner
        return total


def union(entries: Iterable[Entry]) -> Guards:
    """All the conditions of all the entries."""
    found = NO_GUARDS
    for entry in entries:
        if entry.guards and entry.guards is not found:
            found = found | entry.guards
    return found


def only_under(guards: Guards, condition: Scalar) -> Guards:
    """The same conditions, needed only where the 0/1 scalar is 1."""
    if condition == 1 or not guards:
        return guards
    return frozenset(replace(guard, under=(*guard.under, condition)) for guard in guards)


class Substitution:
    """Symbols replaced by entries, in many entries that have much in common."""

    def __init__(self, values: Mapping[Scalar, Entry]) -> None:
        self._values = values
        self._done: dict[Scalar, Scalar] = {symbol: new.value for symbol, new in values.items()}
        self._guarded = any(new.guards for new in values.values())

    def entry(self, entry: Entry) -> Entry:
        """The entry, which inherits the conditions of what is put in where it occurs."""
        guards = {
            Guard(guard.kind, self.scalar(guard.scalar), tuple(map(self.scalar, guard.under)))
            for guard in entry.guards
        }
        if self._guarded:
            used = entry.value.free_symbols.union(*(guard.scalar.free_symbols for guard in entry.guards))
            guards |= union(new for symbol, new in self._values.items() if symbol in used)
        return Entry(self.scalar(entry.value), frozenset(guards))

    def scalar(self, scalar: Scalar) -> Scalar:
        """The scalar, every part of it replaced once."""
        if not scalar.args:
            return self._done.get(scalar, scalar)
        known = self._done.get(scalar)
        if known is None:
            parts = [self.scalar(part) for part in scalar.args]
            same = all(a is b for a, b in zip(parts, scalar.args, strict=True))
            known = self._done[scalar] = scalar if same else scalar.func(*parts)
        return known


def tree_size(scalar: Scalar, known: dict[Scalar, int]) -> int:
    """The nodes of a scalar, each as often as it is written out."""
    if scalar not in known:
        known[scalar] = 1 + sum(tree_size(part, known) for part in scalar.args)
    return known[scalar]
