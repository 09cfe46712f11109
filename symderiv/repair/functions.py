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
            if isinstance(place.parent, s.Subscript) and place.slot == Level.ATOM:
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
    """σ(x) for σ(−x) for 1 − σ(x) for σ(x) (1 − σ(x)); `axis=0` for `axis=1`."""
    match place.node:
        case s.Call(s.Name(name), (argument,), keywords) as node:
            start, end = formula.at(node)
            text = formula.text(node)
            one_less = f"1 {formula.minus} {text}"
            if name in _SIGMOIDS:
                yield Edit("argument", (Splice(start, end, fitted(one_less, Level.SUM, place.slot)),), cost=2)
                for times in dict.fromkeys((formula.times, formula.entrywise)):
                    product = fitted(f"{text}{times}({one_less})", Level.PRODUCT, place.slot)
                    yield Edit("argument", (Splice(start, end, product),), cost=3)
                inside = formula.at(argument)
                level_ = Level.SIGN
                yield Edit(
                    "argument",
                    (Splice(*inside, f"1 {formula.minus} {formula.fitted(argument, level_)}"),),
                    cost=2,
                )
            if name in ("sum", "mean", "max", "min", "softmax", "var") and not keywords:
                inside_end = formula.at(argument)[1]
                for axis in ("0", "1"):
                    yield Edit("shape", (formula.insert(inside_end, f", axis={axis}"),), cost=1)
            if keywords:
                yield Edit("shape", (Splice(formula.at(argument)[1], end, ")"),), cost=1)
        case _:
            return


def assembled(formula: Formula, place: Place) -> Iterator[Edit]:
    """A `diag` or a sum more or less."""
    if place.role != "value":
        return
    node = place.node
    start, end = formula.at(node)
    match node:
        case s.BigOperator(_, bindings, _, body, origin):
            if origin:
                inner = Splice(start, formula.at(body)[0], "")
                yield Edit("term", (inner,))
            del bindings
        case s.Name() | s.Bracketed() | s.Call(bare=False) | s.Subscript():
            text = formula.text(node.inner if isinstance(node, s.Bracketed) else node)
            if not (isinstance(place.parent, s.Subscript) and place.slot == Level.ATOM):
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
        for end_text in (")", ", axis=0)", ", axis=1)"):
            yield Edit("shape", (Splice(start, start, "sum("), Splice(end, end, end_text)), cost=3)


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
