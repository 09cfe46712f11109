"""What a statement assumes, as facts that a proof may use, and the words for those that it used."""

from symderiv.kernel.cases import Facts
from symderiv.kernel.term import Declined, Index
from symderiv.language import expression as x
from symderiv.language.document import Assumption, Statement, Symbol
from symderiv.records import replace

LETTERS = "ijklmn"


class Premises:
    """The facts of a statement, and which positions are equal by assumption."""

    def __init__(self, statement: Statement) -> None:
        self.symbols = {symbol.name: symbol for symbol in statement.symbols}
        self.equal: dict[Index, Index] = {}
        self._parts = _conjuncts(statement)
        for part in self._parts:
            if isinstance(part, x.IndexCompare) and part.relation == "=":
                self._identify(part)
        self.facts = self._facts()

    def _identify(self, part: x.IndexCompare) -> None:
        """i = j: the free letter goes, the other position stays."""
        left, right = simple_position(part.left), simple_position(part.right)
        if left is None or right is None:
            return
        left, right = self._now(left), self._now(right)
        if left == right:
            return
        if left[0] != "i":
            left, right = right, left
        if left[0] == "i" and not _uses(left, right):
            self.equal = {key: right if value == left else value for key, value in self.equal.items()}
            self.equal[left] = right

    def _now(self, index: Index) -> Index:
        if index[0] == "at":
            index = (*index[:2], *map(self._now, index[2:]))
        return self.equal.get(index, index)

    def _facts(self) -> Facts:
        def those(*assumptions: Assumption) -> frozenset[str]:
            return frozenset(
                name for name, s in self.symbols.items() if any(each in s.assumptions for each in assumptions)
            )

        a = Assumption
        one_hot = those(a.ONE_HOT)
        facts = Facts(
            one_hot={name: self._hot(self.symbols[name]) for name in sorted(one_hot)},
            row_positions={name: self._rows(self.symbols[name]) for name in sorted(one_hot)},
            sums_to_one=those(a.ONE_HOT, a.SIMPLEX, a.SUMS_TO_ONE),
            symmetric=those(a.SYMMETRIC, a.POSITIVE_DEFINITE),
            orthogonal=those(a.ORTHOGONAL),
            binary=those(a.BINARY) - one_hot,
            sign=those(a.SIGN),
            positive=those(a.POSITIVE),
            nonnegative=those(a.NONNEGATIVE, a.SIMPLEX, a.ONE_HOT, a.BINARY),
            nonzero=those(a.NONZERO),
            invertible=those(a.INVERTIBLE, a.POSITIVE_DEFINITE, a.ORTHOGONAL),
            definite=those(a.POSITIVE_DEFINITE),
            distinct=those(a.DISTINCT),
        )
        return self._of_parts(facts)

    def _hot(self, symbol: Symbol) -> Index | None:
        """The place of the 1 in a one-hot vector: its declared position, or one that has no name."""
        if symbol.shape.rank > 1:
            return None
        return self._now(("i", symbol.at or f"@{symbol.name}"))

    def _rows(self, symbol: Symbol) -> str:
        return symbol.at or f"@{symbol.name}"

    def _of_parts(self, facts: Facts) -> Facts:
        unequal = set(facts.unequal)
        excluded = set(facts.excluded)
        distinct = set(facts.distinct)
        for part in self._parts:
            match part:
                case x.IndexCompare(relation, left, right) if relation in ("≠", "<", ">"):
                    one, other = simple_position(left), simple_position(right)
                    if one is not None and other is not None:
                        one, other = self._now(one), self._now(other)
                        if one == other:
                            raise Declined("the conditions on the indices contradict one another")
                        unequal.add((min(one, other), max(one, other)))
                case x.Excludes(index, name):
                    position = simple_position(index)
                    if position is not None:
                        excluded.add((self._now(position), name))
                case x.Distinct(name):
                    distinct.add(name)
                case x.Compare():
                    facts = self._bounded(facts, part)
                case _:
                    pass
        return replace(
            facts, unequal=frozenset(unequal), excluded=frozenset(excluded), distinct=frozenset(distinct)
        )

    def _bounded(self, facts: Facts, part: x.Compare) -> Facts:
        """x > c with c ≥ 0, and the like, of a declared scalar."""
        relation, left, right = part.relation, part.left, part.right
        if isinstance(left, x.Number):
            left, right = right, left
            relation = {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}.get(relation, relation)  # type: ignore[assignment]
        if not isinstance(left, x.SymbolRef) or left.shape.rank or not isinstance(right, x.Number):
            return facts
        if (relation == ">" and right.value >= 0) or (relation == "≥" and right.value > 0):
            return replace(facts, positive=facts.positive | {left.name})
        if relation == "≥" and right.value == 0:
            return replace(facts, nonnegative=facts.nonnegative | {left.name})
        if relation == "≠" and right.value == 0:
            return replace(facts, nonzero=facts.nonzero | {left.name})
        return facts

    # ── Words ──

    def words(self, fact: str) -> str:
        """A used fact as the language writes it."""
        kind, _, name = fact.rpartition(" ")
        symbol = self.symbols.get(name)
        rank = symbol.shape.rank if symbol else 0
        letters = LETTERS[:rank]
        entry = f"{name}_{letters}" if letters else name
        match kind:
            case "sums to one":
                return f"Σ_{letters[-1]} {entry} = 1"
            case "one-hot":
                return self._one_hot_words(name, letters, entry)
            case "symmetric":
                return f"{name} = {name}^T"
            case "orthogonal":
                return f"{name}^T {name} = I"
            case "binary":
                return f"{entry} ∈ {{0, 1}}"
            case "sign":
                return f"{entry} ∈ {{−1, 1}}"
            case "positive":
                return f"{entry} > 0"
            case "nonnegative":
                return f"{entry} ≥ 0"
            case "nonzero":
                return f"{entry} ≠ 0"
            case "definite":
                return f"{name} positive-definite"
            case "invertible":
                return f"det({name}) ≠ 0"
            case "distinct":
                return f"distinct({name})"
            case _:
                return fact

    def _one_hot_words(self, name: str, letters: str, entry: str) -> str:
        at = self.symbols[name].at
        if at is None:
            return f"{name} one-hot"
        return (
            f"{entry} = δ_{letters}{at}"
            if len(letters) == 1
            else f"{entry} = δ({letters[-1]}, {at}_{letters[0]})"
        )


def simple_position(index: x.Index) -> Index | None:
    """The position that an index is, if it is no sum."""
    match index:
        case x.IndexVariable(name) | x.IndexSymbol(name):
            return ("i", name)
        case x.IndexElement(name, at):
            inner = [simple_position(each) for each in at]
            known = [each for each in inner if each is not None]
            return ("at", name, *known) if len(known) == len(inner) else None
        case x.IndexSum():
            return None


def _uses(index: Index, other: Index) -> bool:
    return other == index or (other[0] == "at" and any(_uses(index, each) for each in other[2:]))


def _conjuncts(statement: Statement) -> list[x.Expression]:
    """The single conditions on the claim; those for all of some index are left aside."""
    found: list[x.Expression] = []
    stack = [
        assumption
        for assumption, binders in zip(statement.assumptions, statement.quantified, strict=True)
        if not binders
    ]
    if statement.where is not None:
        stack.append(statement.where)
    while stack:
        each = stack.pop()
        if isinstance(each, x.Logic) and each.operator == "and":
            stack.extend(each.arguments)
        else:
            found.append(each)
    return found
