"""What a statement assumes, as facts that a proof may use, and the words for those that it used."""

from typing import TypeGuard

from symderiv.kernel.cases import Facts
from symderiv.kernel.positions import Index, balanced, rename, stands_in
from symderiv.kernel.positions import plus as add_positions
from symderiv.kernel.show import show_index
from symderiv.kernel.term import Declined
from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.traverse import free_letters
from symderiv.records import replace

LETTERS = "ijklmn"


class Premises:
    """The facts of a statement, and which positions are equal by assumption."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.symbols = {symbol.name: symbol for symbol in statement.symbols}
        self.equal: dict[Index, Index] = {}
        self.tacit: set[str] = set()
        """Facts that are conditions of the claim itself."""
        self._parts = conjuncts(statement)
        for part, _ in self._parts:
            if isinstance(part, x.IndexCompare) and part.relation == "=":
                self._identify(part)
        self.facts = self._facts()

    def _identify(self, part: x.IndexCompare) -> None:
        """i = j: the free letter goes, the other position stays."""
        left, right = simple_position(part.left), simple_position(part.right)
        left, right = self._now(left), self._now(right)
        if left == right:
            return
        if left[0] != "i":
            left, right = right, left
        if left[0] == "i" and not stands_in(left, right):
            self.equal = {key: right if value == left else value for key, value in self.equal.items()}
            self.equal[left] = right

    def _now(self, index: Index) -> Index:
        return rename(index, self.equal)

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
            orthonormal=those(a.ORTHONORMAL),
            binary=those(a.BINARY) - one_hot,
            sign=those(a.SIGN),
            positive=those(a.POSITIVE),
            nonnegative=those(a.NONNEGATIVE, a.SIMPLEX, a.ONE_HOT, a.BINARY),
            nonzero=those(a.NONZERO),
            invertible=those(a.INVERTIBLE, a.POSITIVE_DEFINITE, a.ORTHOGONAL),
            definite=those(a.POSITIVE_DEFINITE),
            distinct=those(a.DISTINCT),
            axes={name: s.shape.axes for name, s in self.symbols.items() if s.kind is Kind.ARRAY},
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
        unequal: dict[tuple[Index, Index], str] = {}
        excluded: dict[tuple[Index, str], str] = {}
        ordered: set[tuple[Index, Index]] = set()
        distinct = set(facts.distinct)
        for part, is_given in self._parts:
            match part:
                case x.IndexCompare(relation, left, right) if relation in ("≠", "<", ">"):
                    one, other = simple_position(left), simple_position(right)
                    words = f"{show_index(one)} {relation} {show_index(other)}" if is_given else ""
                    one, other = self._now(one), self._now(other)
                    if one == other:
                        raise Declined("the conditions on the indices contradict one another")
                    unequal.setdefault(balanced(one, other), words)
                    if relation != "≠":
                        ordered.add((one, other) if relation == "<" else (other, one))
                case x.Excludes(index, name):
                    position = simple_position(index)
                    excluded.setdefault((self._now(position), name), f"{show_index(position)} ∉ {name}")
                case x.Distinct(name):
                    distinct.add(name)
                case x.Compare():
                    bounded = self._bounded(facts, part)
                    self.tacit |= set() if is_given or bounded is facts else _said(part)
                    facts = bounded
                case _:
                    pass
        for part, letters in _quantified(self.statement):
            for element, alone in ((part.left, part.right), (part.right, part.left)):
                if _is_any_of(element, letters) and letters.isdisjoint(free_letters(alone)):
                    words = " ≠ ".join(show_index(simple_position(each)) for each in (part.left, part.right))
                    excluded.setdefault((self._now(simple_position(alone)), element.name), words)
        return replace(
            facts,
            unequal=unequal,
            excluded=excluded,
            distinct=frozenset(distinct),
            ordered=frozenset(ordered),
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
        if (relation == "<" and right.value <= 0) or (relation == "≤" and right.value < 0):
            return replace(facts, negative=facts.negative | {left.name})
        if relation == "≠" and right.value == 0:
            return replace(facts, nonzero=facts.nonzero | {left.name})
        return facts

    # ── Words ──

    def words(self, fact: str) -> str:
        """A used fact as the language writes it."""
        if fact.startswith("given "):
            return fact.removeprefix("given ")
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
            case "orthonormal":
                return f"{name}^T {name} = {'I' if rank == 2 else '1'}"
            case "binary":
                return f"{entry} ∈ {{0, 1}}"
            case "sign":
                return f"{entry} ∈ {{−1, 1}}"
            case "positive":
                return f"{entry} > 0"
            case "negative":
                return f"{entry} < 0"
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


def _said(part: x.Compare) -> set[str]:
    """What a bound says of its symbol, as facts are called."""
    names = [each.name for each in (part.left, part.right) if isinstance(each, x.SymbolRef)]
    return {f"{kind} {name}" for kind in ("positive", "negative", "nonnegative", "nonzero") for name in names}


def simple_position(index: x.Index) -> Index:
    """The position that an index outside of all sums is."""
    match index:
        case x.IndexVariable(name) | x.IndexSymbol(name):
            return ("i", name)
        case x.IndexElement(name, at):
            return ("at", name, *map(simple_position, at))
        case x.IndexSum(terms, offset, _):
            total: Index = ("l", offset.terms)
            for factor, each in terms:
                total = add_positions(total, simple_position(each), factor)
            return total


def _quantified(statement: Statement) -> list[tuple[x.IndexCompare, frozenset[str]]]:
    """The inequalities of positions that are assumed for all of some letters, and these letters."""
    return [
        (part, frozenset(binder.name for binder in binders))
        for part, binders in zip(statement.assumptions, statement.quantified, strict=True)
        if binders and isinstance(part, x.IndexCompare) and part.relation == "≠"
    ]


def _is_any_of(index: x.Index, letters: frozenset[str]) -> TypeGuard[x.IndexElement]:
    """Is it `neg_k` for all k, and k the only letter?"""
    if not isinstance(index, x.IndexElement):
        return False
    inner = [each.name for each in index.at if isinstance(each, x.IndexVariable)]
    return len(inner) == len(index.at) and set(inner) == letters and len(letters) == len(inner)


def conjuncts(statement: Statement) -> list[tuple[x.Expression, bool]]:
    """The single conditions on the claim, and whether they are assumptions; none for all of an index."""
    found: list[tuple[x.Expression, bool]] = []
    stack = [
        (assumption, True)
        for assumption, binders in zip(statement.assumptions, statement.quantified, strict=True)
        if not binders
    ]
    if statement.where is not None:
        stack.append((statement.where, False))
    while stack:
        each, is_given = stack.pop()
        if isinstance(each, x.Logic) and each.operator == "and":
            stack.extend((inner, is_given) for inner in each.arguments)
        else:
            found.append((each, is_given))
    return found
