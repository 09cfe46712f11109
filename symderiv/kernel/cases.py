"""What is known of positions and data: equality patterns of free indices, and facts beyond the types.

Free indices need no enumeration of patterns: a δ between two of them stays as a 0/1 factor, under which
one letter takes the place of the other, and a sum A + δ_wo B vanishes in every pattern if and only if A
does where w ≠ o, and A + B where w = o. What is assumed of positions enters here.
"""

from collections.abc import Mapping

from symderiv.kernel.positions import Index, balanced
from symderiv.language.sizes import Size
from symderiv.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """What a proof may use. Each field names symbols, unless it says otherwise."""

    one_hot: dict[str, Index | None] = field(default_factory=dict)
    """The free position of each one-hot's 1; None for a matrix with a position of its own in every row."""
    row_positions: dict[str, str] = field(default_factory=dict)
    """Of a one-hot matrix: the array of positions, one per row."""
    sums_to_one: frozenset[str] = frozenset()
    symmetric: frozenset[str] = frozenset()
    orthogonal: frozenset[str] = frozenset()
    orthonormal: frozenset[str] = frozenset()
    """Vectors of length 1, and matrices with orthonormal columns."""
    binary: frozenset[str] = frozenset()
    sign: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    negative: frozenset[str] = frozenset()
    nonnegative: frozenset[str] = frozenset()
    nonzero: frozenset[str] = frozenset()
    invertible: frozenset[str] = frozenset()
    definite: frozenset[str] = frozenset()
    distinct: frozenset[str] = frozenset()
    unequal: Mapping[tuple[Index, Index], str] = field(default_factory=dict)
    """Pairs of positions that differ, as the two sides of an equation, and how that was written."""
    ordered: frozenset[tuple[Index, Index]] = frozenset()
    """Pairs of positions of which the first is less than the second."""
    excluded: Mapping[tuple[Index, str], str] = field(default_factory=dict)
    """A position, and an array of positions in which it does not stand, and how that was written."""
    margins: tuple[Index, ...] = ()
    """What is ≥ 0 wherever the left side has a value, for then its positions stand on their axes."""
    axes: Mapping[str, tuple[Size, ...]] = field(default_factory=dict)
    """The axes of arrays."""

    def differ(self, left: Index, right: Index) -> str | None:
        """Why two positions cannot be equal, as it was written; empty for a condition of the claim itself."""
        if (pair := balanced(left, right)) in self.unequal:
            return self.unequal[pair]
        for one, other in ((left, right), (right, left)):
            if other[0] == "at" and (one, other[1]) in self.excluded:
                return self.excluded[one, other[1]]
        return None
