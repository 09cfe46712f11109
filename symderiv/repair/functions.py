"""Functions: another one, another argument, one too many or too few; sums over the wrong axis."""

from collections.abc import Iterator
from typing import Final

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula, fitted
from symderiv.repair.places import Level, Place, level

GROUPS: Final = (
    ("σ", "softmax", "tanh", "relu", "exp", "softplus"),
    ("sigmoid", "softmax", "tanh", "relu", "exp", "softplus"),
    ("exp", "log"), ("log", "log1p"), ("sum", "mean"), ("max", "min"), ("maximum", "minimum"),
    ("sin", "cos"), ("sinh", "cosh"), ("sqrt", "abs"), ("abs", "sign"), ("norm", "normsq"),
    ("softmax", "log_softmax"), ("softmax", "logsumexp"), ("trace", "sum"), ("tr", "sum"), ("det", "logdet"),
    ("det", "tr"), ("inv", "transpose"), ("relu", "sign"),
)  # fmt: skip
"""Functions that are taken for one another."""

_ALONG_AXES: Final = ("sum", "mean", "max", "min", "softmax", "var")
_SIGMOIDS: Final = ("σ", "sigmoid", "tanh", "softmax", "exp")


def functions(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another function, none at all, or one around a name."""
    node = place.node
    match node:
        case s.Call(s.Name(name) as function, arguments, _, None):
            others = (other for group in GROUPS if name in group for other in group if other != name)
            mates = (other for other in formula.functions if other != name)
            for other in dict.fromkeys((*others, *mates)):
                yield Edit("symbol", (formula.put(function, other),))
            if len(arguments) == 1:
                text = formula.fitted(arguments[0], place.slot)
                yield Edit("argument", (formula.put(node, text),), cost=2)
        case s.Name() | s.Bracketed() | s.Subscript() if place.role == "value":
            if _is_base(place):
                return
            for name in ("exp", "log", *formula.functions[:6]):
                text = formula.text(node) if not isinstance(node, s.Bracketed) else formula.text(node.inner)
                yield Edit("argument", (formula.put(node, f"{name}({text})"),), cost=2)
        case s.Primed(operand, count):
            yield Edit(
                "argument", (Splice(formula.at(operand)[1], formula.at(node)[1], "'" * (count + 1)),), cost=1
            )
        case _:
            return


def arguments(formula: Formula, place: Place) -> Iterator[Edit]:
    """1 − σ(x) for σ(x) for σ(x) (1 − σ(x)) for σ(1 − x); `axis=0` for `axis=1`."""
    match place.node:
        case s.Call(s.Name(name), (argument,), keywords) as node:
            end = formula.at(argument)[1]
            if name in _SIGMOIDS:
                yield from _of_sigmoids(formula, place, node, argument)
            if name in _ALONG_AXES and not keywords:
                for axis in ("0", "1"):
                    yield Edit("shape", (formula.insert(end, f", axis={axis}"),), cost=1)
            if keywords:
                yield Edit("shape", (Splice(end, formula.at(node)[1], ")"),), cost=1)
        case _:
            return


def _of_sigmoids(formula: Formula, place: Place, node: s.Call, argument: s.Syntax) -> Iterator[Edit]:
    text = formula.text(node)
    one_less = f"1 {formula.minus} {text}"
    yield Edit("argument", (formula.put(node, fitted(one_less, Level.SUM, place.slot)),), cost=2)
    for times in dict.fromkeys((formula.times, formula.entrywise)):
        product = fitted(f"{text}{times}({one_less})", Level.PRODUCT, place.slot)
        yield Edit("argument", (formula.put(node, product),), cost=3)
    inside = f"1 {formula.minus} {formula.fitted(argument, Level.SIGN)}"
    yield Edit("argument", (formula.put(argument, inside),), cost=2)


def assembled(formula: Formula, place: Place) -> Iterator[Edit]:
    """A `diag` or a sum more or less."""
    if place.role != "value":
        return
    node = place.node
    start, end = formula.at(node)
    match node:
        case s.BigOperator(_, _, _, body, 1):
            yield Edit("term", (Splice(start, formula.at(body)[0], ""),))
        case s.Name() | s.Bracketed() | s.Call(bare=False) | s.Subscript() if not _is_base(place):
            text = formula.text(node.inner if isinstance(node, s.Bracketed) else node)
            if not text.startswith("diag("):
                yield Edit("shape", (Splice(start, end, f"diag({text})"),), cost=2, late=True)
            for form in ("sum({})", "sum({}, axis=0)", "sum({}, axis=1)", "mean({})"):
                yield Edit("shape", (Splice(start, end, form.format(text)),), cost=3)
        case _:
            pass
    if place.is_a_term and place.tops_a_product and not isinstance(node, s.Sign):
        for letter in _unbound(formula, place):
            yield Edit("term", (formula.insert(start, f"Σ_{letter} "),), cost=2)
    if place.parent is None and level(node) < Level.ATOM:
        yield Edit("shape", formula.around(node, "diag(", ")"), cost=3)
        for closed in (")", ", axis=0)", ", axis=1)"):
            yield Edit("shape", formula.around(node, "sum(", closed), cost=3)


def _is_base(place: Place) -> bool:
    """Does this stand before a subscript?"""
    return isinstance(place.parent, s.Subscript) and place.slot == Level.ATOM


def _unbound(formula: Formula, place: Place) -> Iterator[str]:
    """Letters that stand as subscripts in a term and mean nothing there."""
    start, end = formula.at(place.node)
    known = {*formula.letters_at(place), *formula.names}
    seen: list[str] = []
    for inner in formula.places:
        node = inner.node
        if inner.role == "index" and isinstance(node, s.Name) and start <= formula.at(node)[0] < end:
            letters = node.text if node.text not in known else ""
            seen += [c for c in letters if c not in known and c not in inner.letters]
    yield from dict.fromkeys(seen)
