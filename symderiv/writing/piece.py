"""A printed piece of an expression, and what its neighbours must know to set brackets."""

from enum import IntEnum

from symderiv.records import dataclass


class Level(IntEnum):
    """How tightly a piece holds together, loosest first."""

    OR = 0
    AND = 1
    NOT = 2
    RELATION = 3
    SUM = 4
    PREFIX = 5
    """`Σ_i e`, `∂/∂x e`, `log e`: takes the product that follows."""
    PRODUCT = 6
    SIGN = 7
    DERIVATIVE = 8
    """`∂f/∂x`: a factor, but nothing to hang a script on."""
    POWER = 9
    ATOM = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """Printed text and its outline."""

    text: str
    level: Level = Level.ATOM
    open: bool = False
    """Ends in a prefix operator, which would take the factors that follow."""
    signed: bool = False
    """Starts with a sign."""
    slash: bool = False
    """Ends in a division by something other than a number, after which no factor may be juxtaposed."""
    callable: bool = False
    """Ends in a name after which brackets would be read as arguments."""
    sub: bool = False
    """Has a subscript, or is nothing to hang one on."""
    sup: bool = False
    """Has a superscript, or is nothing to hang one on."""
    closed: str = ""
    """How to write it without being open; empty: in brackets."""
