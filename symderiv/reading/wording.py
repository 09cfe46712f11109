"""A claim as its author worded it, to be read again with other words at its right side."""

from symderiv.errors import DerivationError
from symderiv.language.document import Problem, Statement
from symderiv.language.expression import Expression
from symderiv.reading.claims import NEIGHBOURLY, Claim, ClaimReader, conjuncts
from symderiv.reading.elaborate.scope import Declarations
from symderiv.reading.elaborate.shapes import ShapeClash, side_by_side
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import parse_condition, parse_expression
from symderiv.records import dataclass, replace
from symderiv.source import Fragment


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a right side, and all that it is read with."""

    claims: ClaimReader
    claim: Claim
    text: Fragment
    """The right side as it stands in the file."""
    vocabulary: s.Vocabulary

    @property
    def declarations(self) -> Declarations:
        return self.claims.declarations

    def against(self, other: "Wording") -> "Wording":
        """The same right side, to meet the left side of another claim of the chain."""
        return replace(self, claim=replace(self.claim, left=other.claim.left))

    def knowing_its_axes(self) -> "Wording":
        """The same with the axes of the free indices as both sides tell them."""
        claim = self.claim
        sorts, _ = self.claims.sorts(claim.free, claim.given, (claim.left, claim.right))
        return replace(self, claim=replace(claim, sorts={**sorts, **claim.sorts}))

    def parsed(self, text: str) -> s.Syntax | None:
        """Other words for the right side, if they can be read at all."""
        try:
            return parse_expression(self._fragment(text), self.vocabulary)
        except DerivationError:
            return None

    def typed(self, syntax: s.Syntax) -> Expression | None:
        """The meaning of an expression in the claim's place; where it needs one, beside the left side."""
        is_zero = isinstance(syntax, s.Numeral) and syntax.value == 0
        try:
            if not is_zero:
                return self.claims.expression(syntax, self.claim.free, self.claim.sorts)
        except DerivationError as problem:
            if problem.diagnostics[0].code not in NEIGHBOURLY:
                return None
        beside = self.statement(syntax)
        return None if beside is None else beside.right

    def statement(self, right: s.Syntax) -> Statement | None:
        """The claim with another right side, if that can stand there."""
        read = self.claims.read(replace(self.claim, right=right))
        return None if isinstance(read, Problem) else read

    def assuming(self, condition: str) -> Statement | None:
        """The claim under one assumption more."""
        try:
            syntax = parse_condition(self._fragment(condition), self.vocabulary)
        except DerivationError:
            return None
        given = (*self.claim.given, *conjuncts(syntax))
        read = self.claims.read(replace(self.claim, given=given))
        return None if isinstance(read, Problem) else read

    def left_alone(self) -> Statement | None:
        """Left = left, over everything that is declared: the frame in which right sides are compared."""
        return self.claims.over_everything(replace(self.claim, right=self.claim.left))

    def _fragment(self, text: str) -> Fragment:
        """Words that stand beyond the end of the file, so that their letters meet none of it."""
        start = len(self.text.source.text) + 1
        return Fragment(self.text.source, text, tuple(range(start, start + len(text) + 1)))


def fit(left: Expression, right: Expression) -> bool:
    """May these be the two sides of one equation?"""
    try:
        side_by_side(left.shape, right.shape)
    except ShapeClash:
        return False
    return True
