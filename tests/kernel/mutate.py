"""Random single edits of a typed expression that keep its shape."""

import random
from fractions import Fraction

from symderiv.language import expression as x
from symderiv.records import fields, replace

INDEX = x.IndexVariable | x.IndexSymbol
PARTNERS = {"exp": "sigmoid", "sigmoid": "tanh", "tanh": "sigmoid", "log": "exp", "relu": "abs", "softplus": "relu",
            "abs": "relu", "sum": "mean", "mean": "sum"}  # fmt: skip


def _edits(e: x.Expression, letters: list[x.Index]) -> list[x.Expression]:
    """What may stand in a node's place."""
    found: list[x.Expression] = []
    if not isinstance(
        e, x.IndexCompare | x.Compare | x.Logic | x.Distinct | x.Excludes | x.Filled | x.Identity
    ):
        found.append(x.Negate(e, e.shape))
        found.append(x.Product(x.Contraction.SCALE, x.Number(Fraction(2)), e, e.shape))
    match e:
        case x.Number(v):
            found += [x.Number(v + 1), x.Number(-v), x.Number(v / 2)]
        case x.Add(a, b):
            found += [x.Subtract(a, b, e.shape), a, b]
        case x.Subtract(a, b):
            found += [x.Add(a, b, e.shape), x.Subtract(b, a, e.shape), a]
        case x.Negate(a):
            found.append(a)
        case x.Product(c, a, b) if c in (x.Contraction.SCALE, x.Contraction.ELEMENTWISE):
            found += [part for part in (a, b) if part.shape == e.shape]
        case x.Divide(a, b):
            found.append(a)
            if b.shape == e.shape:
                found.append(x.Divide(b, a, e.shape))
        case x.Power(a):
            found.append(a)
        case x.Apply(function, arguments) if function in PARTNERS:
            found.append(replace(e, function=PARTNERS[function]))
            if len(arguments) == 1 and function in ("sigmoid", "exp", "relu", "softplus"):
                found.append(replace(e, arguments=(x.Negate(arguments[0], arguments[0].shape),)))
        case x.Transpose(a) if e.shape.axes == a.shape.axes and e.shape.rank == 2:
            found.append(a)
        case x.Big() if e.operator == "sum":
            found.append(replace(e, operator="mean"))
        case x.Subscript(_, selectors):
            for k, selector in enumerate(selectors):
                for other in letters:
                    if isinstance(selector, INDEX) and selector != other and selector.sort == other.sort:
                        found.append(replace(e, selectors=(*selectors[:k], other, *selectors[k + 1 :])))
        case x.DefinitionRef(_, arguments):
            for k, argument in enumerate(arguments):
                for other in letters:
                    if isinstance(argument, INDEX) and argument != other and argument.sort == other.sort:
                        found.append(replace(e, arguments=(*arguments[:k], other, *arguments[k + 1 :])))
        case x.IndexCompare(relation):
            found.append(replace(e, relation={"=": "≠", "≠": "="}.get(relation, relation)))
        case x.Cases(branches, otherwise) if otherwise is not None and len(branches) == 1:
            found.append(replace(e, branches=((branches[0][0], otherwise),), otherwise=branches[0][1]))
        case _:
            pass
    return found


def mutate(e: x.Expression, letters: list[x.Index], rng: random.Random) -> x.Expression:
    """The expression with one edit at a random place."""
    sites = list(_sites(e, letters)) or [((), [e])]
    path, options = rng.choice(sites)
    return _put(e, path, rng.choice(options))


def _sites(e: x.Expression, letters: list[x.Index]):
    options = _edits(e, letters)
    if options:
        yield (), options
    if isinstance(e, x.Derivative):
        return
    inner = letters
    if isinstance(e, x.Big):
        inner = [*letters, *(x.IndexVariable(b.name, b.sort) for b in e.binders)]
    for name, k, part in _parts(e):
        for path, found in _sites(part, inner):
            yield ((name, k), *path), found


def _parts(e: x.Expression):
    for each in fields(e):
        held = getattr(e, each.name)
        if isinstance(held, x.Expression) and each.name not in ("condition", "function"):
            yield each.name, None, held
        elif isinstance(held, tuple) and each.name == "arguments":
            for k, part in enumerate(held):
                if isinstance(part, x.Expression):
                    yield each.name, k, part


def _put(e: x.Expression, path, new: x.Expression) -> x.Expression:
    if not path:
        return new
    (name, k), *rest = path
    held = getattr(e, name)
    if k is None:
        return replace(e, **{name: _put(held, rest, new)})
    return replace(e, **{name: (*held[:k], _put(held[k], rest, new), *held[k + 1 :])})
