"""Derivatives of entries: one backward pass through the expression for all variables at once."""

from collections.abc import Iterable, Sequence
from typing import Final

import sympy

from symderiv.components.entries import Entry, Floor, Guard, Pos, Scalar
from symderiv.components.signs import bounds

_KINKED: Final = (Pos, Floor, sympy.Abs, sympy.sign)


class Gradient:
    """∂/∂x for every x of some symbols; what occurs in many places is differentiated in one."""

    def __init__(self, variables: Iterable[Scalar]) -> None:
        self._depends: dict[Scalar, bool] = dict.fromkeys(variables, True)
        self._partials: dict[object, Scalar] = {}
        self._slot = sympy.Dummy(real=True)

    # ── Values ──────────────────────────────────────────────────────────────────────────────────

    def of(self, scalar: Scalar) -> dict[Scalar, Scalar]:
        """The partial derivatives that are not formally 0, by the chain rule from the outside inwards."""
        if not self.depends(scalar):
            return {}
        received: dict[Scalar, list[Scalar]] = {scalar: [sympy.S.One]}
        result: dict[Scalar, Scalar] = {}
        for node in reversed(self._inside_first(scalar)):
            rate = sympy.Add(*received.pop(node))
            if not node.args:
                result[node] = rate
            elif rate != 0:
                for k, part in enumerate(node.args):
                    if self.depends(part):
                        received.setdefault(part, []).append(self._through(node, k, rate))
            else:
                for part in node.args:
                    if self.depends(part):
                        received.setdefault(part, [])
        return result

    def depends(self, scalar: Scalar) -> bool:
        """Whether one of the variables occurs."""
        known = self._depends.get(scalar)
        if known is None:
            found = [self.depends(part) for part in scalar.args]
            known = self._depends[scalar] = any(found)
        return known

    def _inside_first(self, scalar: Scalar) -> list[Scalar]:
        """Every part on which a variable has an effect, after its own parts."""
        order: list[Scalar] = []
        seen = {scalar}
        stack = [(scalar, iter(scalar.args))]
        while stack:
            node, parts = stack[-1]
            for part in parts:
                if part not in seen and self.depends(part):
                    seen.add(part)
                    stack.append((part, iter(part.args)))
                    break
            else:
                order.append(node)
                stack.pop()
        return order

    def _through(self, node: Scalar, k: int, rate: Scalar) -> Scalar:
        """rate · ∂node/∂(its k-th part)."""
        if node.is_Add:
            return rate
        if node.is_Mul:
            return sympy.Mul(rate, *node.args[:k], *node.args[k + 1 :])
        return sympy.Mul(rate, self._partial(node, k))

    def _partial(self, node: Scalar, k: int) -> Scalar:
        """SymPy's derivative of a function by its k-th argument."""
        if isinstance(node, sympy.exp | sympy.log):
            return node.fdiff()
        parts = list(node.args)
        at, parts[k] = parts[k], self._slot
        key = (node.func, k, tuple(parts))
        if key not in self._partials:
            self._partials[key] = node.func(*parts).diff(self._slot)
        return self._partials[key].xreplace({self._slot: at})

    # ── Entries ─────────────────────────────────────────────────────────────────────────────────

    def entries(self, entry: Entry, variables: Sequence[Scalar]) -> list[Entry]:
        """∂entry/∂x for each x, which needs the entry to be defined around the point, without a kink."""
        rates = self.of(entry.value)
        kinks = self._kinks(entry)
        found = []
        for x in variables:
            smooth = [guard for guard, symbols in kinks if x in symbols]
            guards = entry.guards.union(smooth) if smooth else entry.guards
            found.append(Entry(rates.get(x, sympy.S.Zero), guards))
        return found

    def entry(self, entry: Entry, variable: Scalar) -> Entry:
        """∂entry/∂x for one x."""
        return self.entries(entry, [variable])[0]

    def _kinks(self, entry: Entry) -> list[tuple[Guard, frozenset[Scalar]]]:
        """What must not be 0 for a derivative to exist, with the symbols that have an effect on it."""
        found: dict[Guard, frozenset[Scalar]] = {}
        atoms = kinked_parts((entry.value, *(c for guard in entry.guards for c in guard.under)))
        for atom in atoms:
            if self.depends(atom):
                at = sympy.sin(sympy.pi * atom.args[0]) if isinstance(atom, Floor) else atom.args[0]
                found[Guard("smooth", at)] = frozenset(atom.free_symbols)
        for guard in entry.guards:
            if guard.kind == "nonnegative" and self.depends(guard.scalar) and not _removable(guard, entry):
                found[Guard("smooth", guard.scalar, guard.under)] = frozenset(guard.scalar.free_symbols)
        return list(found.items())


def kinked_parts(scalars: Iterable[Scalar]) -> list[Scalar]:
    """Every step, floor, absolute value and sign in the scalars, each once."""
    stack, seen, found = list(scalars), set[Scalar](), []
    while stack:
        here = stack.pop()
        if here not in seen:
            seen.add(here)
            if isinstance(here, _KINKED):
                found.append(here)
            stack.extend(here.args)
    return found


def _removable(guard: Guard, entry: Entry) -> bool:
    """√S was squared away where S ≥ 0 everywhere, so that nothing ends at S = 0: ‖x‖² is smooth."""
    return bounds(guard.scalar)[0] and not _has_fractional_power(entry.value)


def _has_fractional_power(scalar: Scalar) -> bool:
    return any(not power.exp.is_Integer for power in scalar.atoms(sympy.Pow)) or scalar.has(sympy.asin)
