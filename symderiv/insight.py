"""What derivatives tell of a false claim: what its right side lacks, and what would be right."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from symderiv.repairs import Insight, Judge, Same
from symderiv.report import DerivativeReport

if TYPE_CHECKING:
    from symderiv.reading.wording import Wording
    from symderiv.repair.edits import Missing


def _missing(wording: "Wording", same: Same) -> "Iterable[Missing]":
    from symderiv.derivatives import Deriving

    return Deriving(wording, same).missing()


def _derivative(wording: "Wording", same: Same, judge: Judge) -> DerivativeReport | None:
    from symderiv.derivatives import Deriving

    return Deriving(wording, same).derivative(judge)


INSIGHT: Final = Insight(_missing, _derivative)
"""Taking derivatives is loaded when it is asked for."""
