"""Derivatives of entries: SymPy's, of every function and power, each part of an expression once."""

from collections.abc import Iterable

import sympy

from symderiv.components.entries import Entry, Floor, Guard, Pos, Scalar


class Differential:
    """∂/∂x for one symbol x; what occurs in many places is differentiated in one."""

    def __init__(self, variable: Scalar) -> None:
        self.variable = variable
        self._known: dict[Scalar, Scalar] = {variable: sympy.S.One}
        self._partials: dict[object, Scalar] = {}
        self._slot = sympy.Dummy(real=True)

    def of(self, scalar: Scalar) -> Scalar:
        """The partial derivative, by the rules for sums and products and the chain rule."""
        if scalar not in self._known:
            self._known[scalar] = self._of(scalar) if scalar.args else sympy.S.Zero
        return self._known[scalar]

    def _of(self, scalar: Scalar) -> Scalar:
        if scalar.is_Add:
            return sympy.Add(*map(self.of, scalar.args))
        inner = [(k, self.of(part)) for k, part in enumerate(scalar.args)]
        changing = [(k, rate) for k, rate in inner if rate != 0]
        if not scalar.is_Mul:
            return sympy.Add(*(self._partial(scalar, k) * rate for k, rate in changing))
        terms = []
        for k, rate in changing:
            terms.append(sympy.Mul(*scalar.args[:k], rate, *scalar.args[k + 1 :]))
        return sympy.Add(*terms)

    def _partial(self, scalar: Scalar, k: int) -> Scalar:
        """SymPy's derivative of a function by its k-th argument."""
        parts = list(scalar.args)
        at, parts[k] = parts[k], self._slot
        key = (scalar.func, k, tuple(parts))
        if key not in self._partials:
            self._partials[key] = scalar.func(*parts).diff(self._slot)
        return self._partials[key].xreplace({self._slot: at})

    def entry(self, entry: Entry) -> Entry:
        """∂entry/∂x, which needs the entry to be defined around the point and to have no kink there."""
        guards = set(entry.guards)
        for guard in entry.guards:
            if guard.kind == "nonnegative" and self.of_any(guard.scalar):
                guards.add(Guard("smooth", guard.scalar, guard.under))
            guards |= self._kinks(guard.under)
        return Entry(self.of(entry.value), frozenset(guards | self._kinks((entry.value,))))

    def of_any(self, scalar: Scalar) -> bool:
        """Whether the symbol occurs."""
        return self.variable in scalar.free_symbols

    def _kinks(self, scalars: Iterable[Scalar]) -> set[Guard]:
        found = set()
        for scalar in scalars:
            if not scalar.has(Pos, Floor, sympy.Abs, sympy.sign):
                continue
            for atom in scalar.atoms(Pos, Floor, sympy.Abs, sympy.sign):
                if self.of_any(atom):
                    at = sympy.sin(sympy.pi * atom.args[0]) if isinstance(atom, Floor) else atom.args[0]
                    found.add(Guard("smooth", at))
        return found
