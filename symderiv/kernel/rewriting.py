"""Premises that say what a declared array is: its entries may be written so everywhere."""

from collections.abc import Callable, Iterator

from symderiv.kernel.budget import Budget
from symderiv.kernel.lower import Lowering
from symderiv.kernel.lowering.scope import Scope
from symderiv.kernel.positions import Index
from symderiv.kernel.premises import conjuncts
from symderiv.kernel.term import Condition, Term, replace_entries, written_out
from symderiv.language import expression as x
from symderiv.language.document import Kind, Statement
from symderiv.language.traverse import walk
from symderiv.records import dataclass, replace

At = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The array of that name is what the premise says."""

    premise: x.Expression
    name: str
    entry: Callable[[At], Term]
    budget: Budget

    def term(self, term: Term) -> Term:
        self.budget.spend(written_out(term))
        return replace_entries(term, self.name, self.entry)

    def conditions(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(each, term=self.term(each.term)) for each in conditions)


def rewritings(statement: Statement, lowering: Lowering) -> tuple[Rewriting, ...]:
    """What the premises say of arrays, each of which is said once and not in terms of itself."""
    found: list[Rewriting] = []
    taken: set[str] = set()
    for premise, binders in _premises(statement):
        if not isinstance(premise, x.Compare) or premise.relation != "=":
            continue
        sides = [(premise.left, premise.right), (premise.right, premise.left)]
        for one, other in sorted(sides, key=lambda pair: _assumed(pair[0], statement)):
            target = _target(one, binders, statement)
            if target is None or taken & {target[0], *_names(other)} or target[0] in _names(other):
                continue
            name, letters = target
            taken.add(name)
            found.append(Rewriting(premise, name, _entry_of(lowering, other, letters), lowering.budget))
            break
    return tuple(found)


def _premises(statement: Statement) -> Iterator[tuple[x.Expression, tuple[x.Binder, ...]]]:
    for part, is_given in conjuncts(statement):
        if is_given:
            yield part, ()
    for part, binders in zip(statement.assumptions, statement.quantified, strict=True):
        if binders:
            yield part, binders


def _target(
    e: x.Expression, binders: tuple[x.Binder, ...], statement: Statement
) -> tuple[str, tuple[str, ...]] | None:
    """The array that an expression is, by the letters of its entry if it is written for all of them."""
    arrays = {symbol.name for symbol in statement.symbols if symbol.kind is Kind.ARRAY}
    letters = {binder.name for binder in binders if binder.is_whole_axis}
    match e:
        case x.SymbolRef(name) if name in arrays and not binders:
            return name, ()
        case x.Subscript(x.SymbolRef(name), selectors) if name in arrays and binders:
            names = tuple(each.name for each in selectors if isinstance(each, x.IndexVariable))
            whole = len(names) == len(selectors) == e.base.shape.rank == len(binders)
            return (name, names) if whole and set(names) == letters else None
        case _:
            return None


def _assumed(e: x.Expression, statement: Statement) -> int:
    """How much is assumed of an array; what is known of it would be lost if it were written otherwise."""
    name = e.base.name if isinstance(e, x.Subscript) and isinstance(e.base, x.SymbolRef) else None
    name = e.name if isinstance(e, x.SymbolRef) else name
    return next((len(symbol.assumptions) for symbol in statement.symbols if symbol.name == name), 0)


def _names(e: x.Expression) -> set[str]:
    return {node.name for node in walk(e) if isinstance(node, x.SymbolRef)}


def _entry_of(lowering: Lowering, e: x.Expression, letters: tuple[str, ...]) -> Callable[[At], Term]:
    def entry(at: At) -> Term:
        """A premise holds where it has a value, so that it requires nothing."""
        conditions, subscripts = list(lowering.conditions), list(lowering.subscripts)
        scope = Scope(dict(zip(letters, at, strict=True))) if letters else Scope()
        term = lowering.entry(e, () if letters else at, scope)
        lowering.conditions[:], lowering.subscripts[:] = conditions, subscripts
        return term

    return entry
