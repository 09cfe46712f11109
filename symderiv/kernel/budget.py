"""How much work a proof may take, in counted steps: the same on every machine."""

from symderiv.kernel.term import Declined

LARGE = 100
"""How many factors an atom may hold, with all that stands in it, before each step costs more."""


class OutOfBudget(Declined):
    """The counted steps are used up."""


class Budget:
    """Steps that may still be taken; large atoms make every later one dearer."""

    def __init__(self, steps: int, terms: int) -> None:
        self.steps = steps
        self.limit = steps
        self.terms = terms
        self.price = 1

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps * self.price
        if self.steps < 0:
            raise OutOfBudget(f"the proof needs more than {self.limit} steps (see --budget)")

    def check(self, terms: int) -> None:
        if terms > self.terms:
            raise OutOfBudget(f"the proof needs more than {self.terms} terms (see --budget)")

    def meet(self, factors: int) -> None:
        """An atom with so many factors in it is now among what is worked with."""
        self.price = max(self.price, 1 + factors // LARGE)
