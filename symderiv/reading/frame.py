"""What the claims of one derivation have in common: free indices and assumptions."""

from symderiv.errors import DerivationError
from symderiv.language.document import Problem, Statement
from symderiv.language.sizes import Size
from symderiv.reading.claims import Claim, ClaimReader, Free, conjuncts
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping
from symderiv.reading.needs import allowing
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.binders import all_of
from symderiv.reading.parse.parser import parse_condition, parse_free_indices
from symderiv.reading.setting import Setting
from symderiv.reading.wording import Wording
from symderiv.records import replace
from symderiv.source import Fragment


class Frame:
    """The free indices and the assumptions of a derivation or a case; a case adds to those around it."""

    def __init__(
        self, fields: Fields, setting: Setting, mapping: Mapping, outer: "Frame | None" = None
    ) -> None:
        self.fields = fields
        self.claims = setting.claims
        self.bound: tuple[str, ...] = ()
        """What `for` binds, here and around."""
        self.problem: Problem | None = outer.problem if outer is not None else setting.problem
        self.free: Free = outer.free if outer is not None else Free()
        self.given: tuple[s.Syntax, ...] = outer.given if outer is not None else ()
        self.restrictions: tuple[s.Syntax, ...] = ()
        """The conditions on indices that are written here, not around."""
        self.sorts: dict[str, Size] = {}
        self.known: dict[str, Size] = outer.known if outer is not None else {}
        """What the other cases tell of the axes."""
        self.used: frozenset[str] = frozenset()
        """The free indices that an expression of this derivation uses."""
        self.needs: tuple[Fragment, ...] | None = outer.needs if outer is not None else None
        self.allowed: ClaimReader | None = None
        self.vocabulary = self.claims.declarations.vocabulary()
        free = fields.formulas(mapping.get("for"), "an index")
        where = fields.formulas(mapping.get("where"), "a condition")
        given = fields.formulas(mapping.get("given"), "an assumption")
        if mapping.get("needs") is not None:
            self.needs = fields.formulas(mapping.get("needs"), "a fact")
        try:
            restrictions = self._bind(free)
            self.bound = tuple(binding.letter.text for binding in self.free.bindings)
            restrictions += self._bind(where)
            letters = frozenset(binding.letter.text for binding in self.free.bindings)
            self.vocabulary = replace(self.vocabulary, letters=letters)
            parsed = [parse_condition(each, self.vocabulary) for each in given]
            own = tuple(part for each in parsed for part in conjuncts(each))
            self.given += own
            restrictions += [each for each in own if self.claims.is_about(each, letters)]
            self.restrictions = tuple(restrictions)
            if self.needs is not None:
                self.allowed = allowing(self.claims, self.needs)
        except DerivationError as problem:
            self.problem = self.problem or Problem("unreadable", problem.diagnostics[0])

    def _bind(self, fragments: tuple[Fragment, ...]) -> list[s.Syntax]:
        """Bind the letters that are new; the condition on them joins those there are."""
        bindings = list(self.free.bindings)
        conditions: list[s.Syntax] = []
        for fragment in fragments:
            read, where = parse_free_indices(fragment, self.vocabulary)
            names = {binding.letter.text for binding in bindings}
            bindings.extend(binding for binding in read if binding.letter.text not in names)
            conditions.extend([where] if where is not None else [])
        all = [*([self.free.where] if self.free.where is not None else []), *conditions]
        self.free = Free(tuple(bindings), all_of(all) if all else None)
        return conditions

    def learn(self, expressions: tuple[s.Syntax, ...]) -> None:
        """Find out from all expressions of a derivation over which axes its free indices run."""
        if self.problem is not None:
            return
        if self.free.bindings:
            sorts, self.used = self.claims.sorts(self.free, self.given, expressions)
            letters = {binding.letter.text for binding in self.free.bindings}
            self.sorts = {name: axis for name, axis in self.known.items() if name in letters} | sorts
        self.problem = self.claims.problem_of_premises(self.free, self.given, self.sorts)

    def claim(self, left: s.Syntax, right: s.Syntax) -> Statement | Problem:
        """One equation under the assumptions of the derivation."""
        if self.problem is not None:
            return self.problem
        return self.claims.read(Claim(left, right, self.free, self.given, self.sorts))

    def wording(self, left: s.Syntax, right: s.Syntax, text: Fragment) -> Wording | None:
        """The equation as it is worded, if the words of its right side are all that can be wrong."""
        if self.problem is not None:
            return None
        return Wording(
            self.claims, Claim(left, right, self.free, self.given, self.sorts), text, self.vocabulary
        )

    def weakened(self, left: s.Syntax, right: s.Syntax) -> Statement | Problem | None:
        """The equation under the facts that `needs` allows; None without `needs`."""
        if self.problem is not None or self.allowed is None:
            return None
        return self.allowed.read(Claim(left, right, self.free, self.given, self.sorts))

    def alone(self, syntax: s.Syntax) -> Problem | None:
        """What is wrong with an expression by itself."""
        return self.claims.alone(syntax, self.free, self.sorts)

    def say_the_same(self, one: s.Syntax, other: s.Syntax) -> bool:
        """Are these one expression, up to its spelling?"""
        try:
            expressions = [self.claims.expression(each, self.free, self.sorts) for each in (one, other)]
        except DerivationError:
            return False
        return expressions[0] == expressions[1]
