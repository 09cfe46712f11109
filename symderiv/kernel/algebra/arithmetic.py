"""What the rules of normal forms have in common: the facts, the budget, and one another."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from symderiv.kernel.budget import LARGE, Budget
from symderiv.kernel.cases import Facts
from symderiv.kernel.dummies import (
    Atom,
    Bound,
    Dummies,
    Exponent,
    Mono,
    weight,
)
from symderiv.kernel.polynomials import (
    Poly,
    single,
)
from symderiv.kernel.positions import (
    Binders,
    Index,
)


class Arithmetic(ABC):
    """What a normal form is made under, and what its rules call of one another.

    `sigma` keeps σ(a) as it is, else it is 1/(1 + e^−a); `split` writes f(t) of a sign or a bit t by its
    two values; `used` are the facts that were needed, `kinks`
    what must not be 0, `fired` the rules in their own words.
    """

    def __init__(
        self, facts: Facts, budget: Budget, binders: Binders, sigma: bool = True, split: bool = False
    ) -> None:
        self.facts = facts
        self.budget = budget
        self.binders = binders
        self.sigma = sigma
        self.split = split
        self.dummies = Dummies(facts.symmetric, binders, budget)
        self.used: dict[str, None] = {}
        self.kinks: list[Poly] = []
        self.fired: dict[str, None] = {}
        self.met_sigmoid = False

    def _note(self, rule: Callable[..., Any]) -> None:
        """Remembers that a rule fired, by its first sentence."""
        if rule.__doc__:
            self.fired[rule.__doc__.split("\n")[0]] = None

    def made(self, atom: Atom, exponent: Exponent = 1) -> Poly:
        """A power of a new atom; how much it holds counts, now and in all that is done with it."""
        factors = weight(((atom, 1),))
        self.budget.spend(1 + factors // LARGE)
        self.budget.meet(factors)
        return single(atom, exponent)

    # ── What the rules call of one another ──

    @abstractmethod
    def times(self, left: Poly, right: Poly) -> Poly: ...
    @abstractmethod
    def is_positive(self, a: Poly) -> bool: ...
    @abstractmethod
    def is_nonnegative(self, a: Poly) -> bool: ...
    @abstractmethod
    def settle(self, mono: Mono) -> Poly: ...
    @abstractmethod
    def power(self, base: Poly, exponent: Exponent) -> Poly: ...
    @abstractmethod
    def exp(self, a: Poly) -> Poly: ...
    @abstractmethod
    def log(self, a: Poly) -> Poly: ...
    @abstractmethod
    def sigmoid(self, a: Poly) -> Poly: ...
    @abstractmethod
    def function(self, name: str, a: Poly) -> Poly: ...
    @abstractmethod
    def lift(self, a: Poly, f: Callable[[Poly], Poly], careful: bool = False) -> Poly | None: ...
    @abstractmethod
    def applied(self, name: str, at: tuple[Index, ...], bodies: tuple[Any, ...]) -> Poly: ...
    @abstractmethod
    def argument(self, a: Poly, indices: tuple[Index, ...], sorts: tuple[Any, ...]) -> Any: ...
    @abstractmethod
    def opened_argument(self, body: Any) -> tuple[Poly, tuple[Index, ...]]: ...
    @abstractmethod
    def sum(self, index: Index, sort: tuple[object, ...], a: Poly) -> Poly: ...
    @abstractmethod
    def close(self, bounds: list[Bound], mono: Mono) -> Poly: ...
