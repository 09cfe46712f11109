"""What the claims of one derivation have in common: free indices and assumptions."""

from symderiv.errors import Unreadable
from symderiv.language.document import Problem, Statement
from symderiv.reading.claims import Claim, ClaimReader, Free, conjuncts
from symderiv.reading.declarations import EQUALS
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import (
    parse_condition,
    parse_expression,
    parse_free_indices,
    parse_statement,
)
from symderiv.records import replace
from symderiv.source import Fragment


class Frame:
    """What the claims of one derivation have in common: free indices and assumptions."""

    def __init__(
        self, fields: Fields, vocabulary: s.Vocabulary, claims: ClaimReader, mapping: Mapping
    ) -> None:
        self.fields = fields
        self.claims = claims
        self.problem: Problem | None = None
        self.free = Free()
        self.given: tuple[s.Syntax, ...] = ()
        self.vocabulary = vocabulary
        free = fields.formulas(mapping.get("for"), "an index")
        given = fields.formulas(mapping.get("given"), "an assumption")
        try:
            self.free = self._read_free(free)
            letters = frozenset(binding.letter.text for binding in self.free.bindings)
            self.vocabulary = replace(vocabulary, letters=letters)
            self.given = tuple(
                part for each in given for part in conjuncts(parse_condition(each, self.vocabulary))
            )
        except Unreadable as problem:
            self.problem = Problem("unreadable", problem.diagnostics[0])

    def _read_free(self, fragments: tuple[Fragment, ...]) -> Free:
        bindings: list[s.BindingRange] = []
        conditions: list[s.Syntax] = []
        for fragment in fragments:
            read, where = parse_free_indices(fragment, self.vocabulary)
            names = {binding.letter.text for binding in bindings}
            bindings.extend(binding for binding in read if binding.letter.text not in names)
            conditions.extend([where] if where is not None else [])
        if len(conditions) <= 1:
            return Free(tuple(bindings), conditions[0] if conditions else None)
        span = conditions[0].span.to(conditions[-1].span)
        return Free(tuple(bindings), s.Logic("and", tuple(conditions), span))

    def sides(self, whole: Fragment) -> tuple[s.Syntax, ...] | Problem:
        """The expressions of an equation or a chain."""
        if self.problem is not None:
            return self.problem
        try:
            sides = parse_statement(whole, self.vocabulary)
        except Unreadable as problem:
            return Problem("unreadable", problem.diagnostics[0])
        if len(sides) < 2:
            error = self.fields.error("E146", "this is no equation", whole.span, "`prove: a = b`")
            return Problem("unreadable", error.diagnostics[0])
        return sides

    def claim(self, left: s.Syntax, right: s.Syntax) -> Statement | Problem:
        """One equation under the assumptions of the derivation."""
        return self.problem or self.claims.read(Claim(left, right, self.free, self.given))

    def corrected(self, whole: Fragment, right: Fragment) -> Statement | Problem:
        """The head of the chain against the right side as it should be."""
        if self.problem is not None:
            return self.problem
        try:
            head = self._head(whole)
            return self.claim(head, parse_expression(right, self.vocabulary))
        except Unreadable as problem:
            return Problem("unreadable", problem.diagnostics[0])

    def _head(self, whole: Fragment) -> s.Syntax:
        """What stands before the first `=`, also where what follows cannot be read."""
        try:
            return parse_statement(whole, self.vocabulary)[0]
        except Unreadable:
            equals = EQUALS.search(whole.value)
            if equals is None:
                raise
            return parse_expression(whole.slice(0, equals.start()), self.vocabulary)
