"""The same claim said otherwise: renamed, reordered, written out, transposed, scaled. Its verdict is the same."""

import argparse
import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from symderiv.check import Checker, Options
from symderiv.language import expression as x
from symderiv.language.document import Kind, Statement
from symderiv.language.sizes import Size
from symderiv.language.traverse import free_letters, walk
from symderiv.records import fields, is_dataclass, replace
from symderiv.source import Source
from symderiv.verdict import Judgement
from symderiv.writing.printer import UNICODE, print_expression
from tests.soundness.campaign import Library, plain
from tests.soundness.kinds import Setting, fn, less, number, plus, power, scaled, spread, times
from tests.soundness.library import Claim, claims
from tests.soundness.rebuild import Path, Site, put, sites

E = x.Expression
Relation = Callable[[Statement, random.Random], Statement | None]
RELATIONS: dict[str, Relation] = {}


def relation(words: str) -> Callable[[Relation], Relation]:
    def enter(rule: Relation) -> Relation:
        RELATIONS[words] = rule
        return rule

    return enter


# ── Names ──


def _renamed(held: Any, names: dict[str, str]) -> Any:
    """Every name in a tree as the mapping says."""
    match held:
        case tuple():
            return tuple(_renamed(each, names) for each in held)
        case Size(terms):
            changed = (
                (tuple(sorted(names.get(n, n) for n in monomial)), factor) for monomial, factor in terms
            )
            return Size(tuple(sorted(changed)))
        case _ if is_dataclass(held) and not isinstance(held, type):
            parts = {each.name: _renamed(getattr(held, each.name), names) for each in fields(held)}
            named = isinstance(held, NAMED) or hasattr(held, "declared")
            if named:
                parts["name"] = names.get(parts["name"], parts["name"])
            if isinstance(held, x.Call | x.Apply) and parts["function"] in names:
                parts["function"] = names[parts["function"]]
            if "at" in parts and isinstance(parts["at"], str):
                parts["at"] = names.get(parts["at"], parts["at"])
            return replace(held, **{k: v for k, v in parts.items() if k != "starts"})
        case _:
            return held


NAMED = (
    x.IndexVariable, x.IndexSymbol, x.IndexElement, x.Binder, x.SymbolRef, x.ParameterRef,
    x.IndexParameter, x.ValueParameter, x.Definition, x.Distinct, x.Excludes,
)  # fmt: skip


@relation("renamed")
def _(statement: Statement, rng: random.Random) -> Statement:
    """The names in another order of the alphabet: no verdict may hang on it."""
    names = {name: None for name, _ in statement.sizes}
    for node in _nodes(statement):
        if isinstance(node, NAMED):
            names[node.name] = None
    names |= {symbol.name: None for symbol in statement.symbols}
    new = [f"n{k}" for k in range(10, 10 + len(names))]
    rng.shuffle(new)
    mapping = dict(zip(names, new, strict=True))
    changed: Statement = _renamed(statement, mapping)
    sizes = tuple((mapping[name], asked) for name, asked in statement.sizes)
    symbols = tuple(replace(each, declared="") for each in changed.symbols)
    return replace(changed, sizes=sizes, symbols=symbols)


def _nodes(statement: Statement) -> Iterator[Any]:
    roots = [statement.left, statement.right, *statement.assumptions]
    roots += [statement.where] if statement.where is not None else []
    for root in roots:
        yield from walk(root)
    yield from statement.indices
    yield from (binder for binders in statement.quantified for binder in binders)


@relation("declared in another order")
def _(statement: Statement, rng: random.Random) -> Statement:
    premises = list(zip(statement.assumptions, statement.quantified, strict=True))
    rng.shuffle(premises)
    return replace(
        statement,
        symbols=tuple(rng.sample(statement.symbols, len(statement.symbols))),
        sizes=tuple(rng.sample(statement.sizes, len(statement.sizes))),
        indices=tuple(rng.sample(statement.indices, len(statement.indices))),
        assumptions=tuple(premise for premise, _ in premises),
        quantified=tuple(binders for _, binders in premises),
    )


# ── Both sides at once ──


def _both(statement: Statement, change: Callable[[E], E]) -> Statement:
    return replace(statement, left=change(statement.left), right=change(statement.right))


@relation("both sides scaled")
def _(statement: Statement, rng: random.Random) -> Statement:
    factor = number(rng.choice([Fraction(-1), Fraction(3, 7), Fraction(100), Fraction(-1, 9)]))
    return _both(statement, lambda e: scaled(factor, e))


@relation("a term on both sides")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    terms = Setting(statement).scalars()
    if not terms:
        return None
    term = rng.choice(terms)
    return _both(statement, lambda e: plus(e, term))


@relation("both sides transposed")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    """Another convention for everything: gradients as rows, Jacobians the other way round."""
    if statement.left.shape.rank < 1 or statement.left.shape.rank > 2:
        return None

    def turned(e: E) -> E:
        axes = e.shape.axes[::-1]
        column = x.Orientation.ROW if len(axes) == 1 and not e.shape.is_row else x.Orientation.COLUMN
        return x.Transpose(e, x.Shape(axes, column))

    return _both(statement, turned)


@relation("the difference is zero")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    left, right = statement.left, statement.right
    if left.shape != right.shape:
        return None
    return replace(
        statement, left=less(left, right), right=x.Filled(0, left.shape) if left.shape.rank else number(0)
    )


# ── One side ──


def _somewhere(
    statement: Statement, rng: random.Random, options: Callable[[Site], Iterable[E]]
) -> Statement | None:
    """The right side with one of its parts written otherwise, but for powers: they mean what is spelled."""
    found = list(sites(statement.right, ()))
    powers = tuple(part for site in found for part in _as_spelled(site))
    places = [s for s in found if not s.is_truth and all(s.path[: len(part)] != part for part in powers)]
    for site in rng.sample(places, len(places)):
        others = list(options(site))
        if others:
            return replace(statement, right=put(statement.right, site.path, rng.choice(others)))
    return None


def _as_spelled(site: Site) -> Iterator[Path]:
    """The exponent of a power, and its base if the exponent is no number: their form says where it has a value."""
    match site.node:
        case x.Power(_, exponent):
            yield (*site.path, "exponent")
            if not isinstance(exponent, x.Number):
                yield (*site.path, "base")


@relation("a term that comes and goes")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    terms = Setting(statement).scalars()
    return _somewhere(statement, rng, lambda site: [_and_back(site.node, term) for term in terms])


def _and_back(e: E, term: E) -> E:
    return x.Subtract(plus(e, term), spread(term, e.shape), e.shape)


@relation("in two parts")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    share = Fraction(rng.randint(1, 9), 10)
    parts = (number(share), number(1 - share))
    return _somewhere(
        statement, rng, lambda site: [x.Add(*(scaled(part, site.node) for part in parts), site.node.shape)]
    )


@relation("sums and products turned round")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    def options(site: Site) -> Iterable[E]:
        match site.node:
            case x.Add(left, right) as e:
                yield replace(e, left=right, right=left)
            case x.Product(x.Contraction.SCALE | x.Contraction.ELEMENTWISE, left, right) as e:
                yield replace(e, left=right, right=left)
            case x.Subtract(left, right) as e:
                yield x.Add(x.Negate(right, right.shape), left, e.shape)

    return _somewhere(statement, rng, options)


@relation("a sum split")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    def options(site: Site) -> Iterable[E]:
        match site.node:
            case x.Big("sum", body=x.Add(left, right)) as e:
                yield x.Add(replace(e, body=left), replace(e, body=right), e.shape)
            case x.Big("sum", body=x.Subtract(left, right)) as e:
                yield x.Subtract(replace(e, body=left), replace(e, body=right), e.shape)
            case x.Apply("sum", (x.Add(left, right),)) as e:
                yield x.Add(replace(e, arguments=(left,)), replace(e, arguments=(right,)), e.shape)
            case x.Big("sum", (binder,), None) as e if binder.is_whole_axis:
                for other in _letters(statement, binder):
                    letter = x.IndexVariable(binder.name, binder.sort)
                    here, rest = (x.IndexCompare(r, letter, other) for r in ("=", "≠"))
                    yield x.Add(replace(e, condition=here), replace(e, condition=rest), e.shape)

    return _somewhere(statement, rng, options)


def _letters(statement: Statement, binder: x.Binder) -> Iterator[x.Index]:
    """The free letters and declared positions that run where a bound letter runs."""
    free = (x.IndexVariable(each.name, each.sort) for each in statement.indices)
    declared = (
        x.IndexSymbol(s.name, s.sort)
        for s in statement.symbols
        if s.kind is Kind.POSITION and not s.shape.rank and s.sort is not None
    )
    yield from (each for each in (*free, *declared) if each.sort == binder.sort and each.name != binder.name)


@relation("a definition written out")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    def options(site: Site) -> Iterable[E]:
        match site.node:
            case x.DefinitionRef(definition) as e if (
                not definition.parameters and definition.body.shape == e.shape
            ):
                yield definition.body

    if any(isinstance(node, x.Derivative) for node in walk(statement.right)):
        return None
    return _somewhere(statement, rng, options)


@relation("a name for a part")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    def options(site: Site) -> Iterable[E]:
        e = site.node
        inside = any(isinstance(node, x.ParameterRef) for node in walk(e))
        if not free_letters(e) and not inside and not isinstance(e, x.DefinitionRef | x.SymbolRef | x.Number):
            yield x.DefinitionRef(x.Definition("a name", "part", (), e), (), e.shape)

    if any(isinstance(node, x.Derivative) for node in walk(statement.right)):
        return None
    return _somewhere(statement, rng, options)


@relation("in other words")
def _(statement: Statement, rng: random.Random) -> Statement | None:
    """Products of one another's inverses, squares of roots, and the like, of positive numbers."""

    def options(site: Site) -> Iterable[E]:
        e = site.node
        if e.shape.is_scalar:
            one = plus(power(e, 2), number(1))
            yield x.Divide(times(e, one), one, e.shape)
            yield times(e, fn("exp", number(0)))

    return _somewhere(statement, rng, options)


# ── Pairs ──


@dataclass(frozen=True)
class Pair:
    """A claim said otherwise, and both verdicts: of the claim itself, the one that its author expects."""

    claim: Claim
    relation: str
    statement: Statement
    before: str
    after: str

    def __str__(self) -> str:
        sides = (self.statement.left, self.statement.right)
        text = " = ".join(print_expression(side, UNICODE) for side in sides)
        return f"{self.claim.name}, {self.relation}: {self.before}, then {self.after}\n  {text}"


def pairs(count: int, seed: int, of: Library = claims) -> Iterator[Pair]:
    """Claims of the library, true and false in turn, each said otherwise."""
    known = [_shuffled(of(expected), seed) for expected in ("proved", "proved", "refuted")]
    made = 0
    for turn in itertools.count():
        chosen = known[turn % len(known)]
        claim = chosen[turn // len(known) % len(chosen)]
        rng = random.Random(f"{seed} {claim.name} {turn // (len(known) * len(chosen))} {turn % len(known)}")
        words = rng.choice(list(RELATIONS))
        other = RELATIONS[words](claim.statement, rng)
        if other is None:
            continue
        outcome = Checker(Source("pairs", ""), Options(), plain).outcome(other)
        after = outcome.verdict if isinstance(outcome, Judgement) else "disagreement"
        yield Pair(claim, words, other, claim.expected, after)
        made += 1
        if made == count:
            return


def _shuffled(known: Sequence[Claim], seed: int) -> list[Claim]:
    """In an order that a further claim does not change."""
    return sorted(known, key=lambda claim: sha256(f"{seed} {claim.name}".encode()).digest())


def main() -> int:
    """`python -m tests.soundness.metamorphic --pairs 2000 --seed 0`; 0 if no verdict changed, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness.metamorphic", description=__doc__)
    parser.add_argument("--pairs", type=int, default=2_000, metavar="N", help="how many (2000)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other pairs (0)")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    changed = []
    for pair in pairs(chosen.pairs, chosen.seed):
        counts[pair.relation] += 1
        if pair.before != pair.after:
            changed.append(str(pair))
    rows = [f"| {words} | {counts[words]} |" for words in sorted(counts)]
    lines = ["| relation | pairs |", "| --- | ---: |", *rows, *changed]
    ending = f"seed {chosen.seed}, {chosen.pairs} pairs, {len(changed)} verdicts changed"
    sys.stdout.write("\n".join([*lines, ending, ""]))
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
