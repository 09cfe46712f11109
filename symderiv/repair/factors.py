"""Factors: one too many, one too few, a wrong number."""

from collections.abc import Iterator
from itertools import combinations

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula, fitted
from symderiv.repair.places import SUMS, Level, Node, Place, level


def dropped_factors(formula: Formula, place: Place) -> Iterator[Edit]:
    """A product without one of its factors, a power without its exponent, an entry once more as a factor."""
    node = place.node
    match node:
        case s.Binary() if place.tops_a_product and level(node) is Level.PRODUCT:
            factors, operators = formula.factors(node), formula.operators(node)
            texts = [formula.text(factor) for factor in factors]
            for at, text in enumerate(texts):
                cost = 1 if texts.count(text) > 1 else min(len(text.split()), 3)
                is_multiplied = len(factors) == 2 and (at or operators[0] != "/")
                alone = _alone(formula, place, factors[1 - at]) if is_multiplied else None
                yield Edit("factor", alone or (_without(formula, factors, operators, at),), cost=cost)
        case s.Power(base, exponent):
            yield Edit("factor", (Splice(formula.at(base)[1], formula.at(node)[1], ""),), cost=1)
            if isinstance(exponent, s.Numeral) and exponent.value == 2 and place.role == "value":
                yield Edit("shape", _squared_length(formula, node, base), cost=1)
        case _:
            pass
    if place.role == "value" and level(node) >= Level.FACTOR and not isinstance(node, s.Numeral):
        yield from _once_more(formula, place)
    if isinstance(node, s.BigOperator) and level(node) is Level.OPEN:
        yield Edit("factor", formula.around(node, "(", ")^2"), cost=2)


def _without(formula: Formula, factors: list[Node], operators: list[str], at: int) -> Splice:
    if at:
        return Splice(formula.at(factors[at - 1])[1], formula.at(factors[at])[1], "")
    first = factors[0]
    start, end = formula.at(first)
    if isinstance(first, s.Sign):
        start = formula.at(first.operand)[0]
    if operators[0] == "/":
        return Splice(start, end, "1")
    return Splice(start, formula.at(factors[1])[0], "")


def _alone(formula: Formula, place: Place, kept: Node) -> tuple[Splice, ...] | None:
    """All but one factor of the whole goes, and the brackets around it; not where a sign stays before it."""
    if place.parent is not None or not isinstance(kept, s.Bracketed):
        return None
    (start, end), inside = formula.at(place.node), formula.at(kept.inner)
    if formula.value[start] in "-−+":
        return None
    return Splice(start, inside[0], ""), Splice(inside[1], end, "")


def _squared_length(formula: Formula, node: Node, base: Node) -> tuple[Splice, ...]:
    """‖w‖^2, in NumPy the sum of w**2: the square of a vector that is a number."""
    if formula.is_python:
        return formula.around(node, "sum(", ")")
    bars = r"\|" if formula.is_tex else "‖"
    inner = base.inner if isinstance(base, s.Bracketed) else base
    return (formula.put(base, f"{bars}{formula.text(inner)}{bars}"),)


def cancelled(formula: Formula, place: Place) -> Iterator[Edit]:
    """A divisor goes, with the 1 above it: λ w for λ/2 w, for 1/2 λ w, for (1/2) λ w."""
    node = place.node
    if place.role != "value" or not place.tops_a_product or level(node) is not Level.PRODUCT:
        return
    factors = _unbroken(formula, node)
    for at, (operator, factor) in enumerate(factors):
        is_last = at + 1 == len(factors) or factors[at + 1][0] == "/"
        start, end = formula.at(factor)
        yield from _lighter(formula, factor, is_below=operator == "/")
        if operator == "/":
            first = formula.at(factors[0][1])[0]
            if at == 1 and _is_one(factors[0][1]) and not is_last:
                yield Edit("factor", (Splice(first, formula.at(factors[2][1])[0], ""),), cost=1)
            continue
        match factor:
            case s.Bracketed(s.Binary("/", above, _)) | s.Binary("/", above, _) if not _is_one(above):
                slot = Level.FACTOR if at else Level.PRODUCT
                yield Edit("factor", (formula.put(factor, formula.fitted(above, slot)),), cost=1)
            case s.Bracketed(s.Binary("/")) | s.Binary("/") if at:
                yield Edit("factor", (Splice(formula.at(factors[at - 1][1])[1], end, ""),), cost=1)
            case s.Bracketed(s.Binary("/")) | s.Binary("/") if not is_last:
                alone = _alone(formula, place, factors[1][1]) if len(factors) == 2 else None
                dropped = (Splice(start, formula.at(factors[1][1])[0], ""),)
                yield Edit("factor", alone or dropped, cost=1)
            case _:
                pass


def _lighter(formula: Formula, node: Node, *, is_below: bool) -> Iterator[Edit]:
    """1/N for 1/(2 N)."""
    match node:
        case s.Bracketed(s.Binary("/", _, below)) | s.Binary("/", _, below):
            yield from _lighter(formula, below, is_below=True)
        case s.Bracketed(s.Binary(operator, s.Numeral(), kept)) if is_below and operator not in SUMS:
            yield Edit("factor", (formula.put(node, formula.fitted(kept, Level.FACTOR)),), cost=1)
        case s.Binary(operator, s.Numeral() as first, kept) if is_below and operator not in SUMS:
            yield Edit("factor", (Splice(formula.at(first)[0], formula.at(kept)[0], ""),), cost=1)
        case _:
            return


def _unbroken(formula: Formula, node: Node) -> list[tuple[str, Node]]:
    r"""The factors, each behind its sign; a `\frac` and the sign before the first are not taken apart."""
    match node:
        case s.Sign(_, operand):
            return _unbroken(formula, operand)
        case s.Binary(operator, left, right) if operator not in SUMS:
            if formula.at(node)[0] == formula.at(left)[0]:
                return [*_unbroken(formula, left), (operator, right)]
    return [("", node)]


def _is_one(node: Node) -> bool:
    return isinstance(node, s.Numeral) and node.value == 1


def _once_more(formula: Formula, place: Place) -> Iterator[Edit]:
    end = formula.at(place.node)[1]
    if not isinstance(place.parent, s.Power | s.Subscript | s.Transposed):
        stars = "**" if "**" in formula.value else "^"
        yield Edit("factor", (formula.insert(end, f"{stars}2"),), cost=1)
        yield Edit("factor", (formula.insert(end, f"{stars}-1"),), cost=2)
        if place.slot <= Level.PRODUCT:
            text = formula.fitted(place.node, Level.FACTOR)
            yield Edit("factor", (formula.insert(end, formula.entrywise + text),), cost=2)


def numbers(formula: Formula, place: Place) -> Iterator[Edit]:
    """A number one larger or smaller, twice, half, one over it."""
    match place.node:
        case s.Numeral(value) as node if value.denominator == 1:
            number = value.numerator
            others = [number + 1, number - 1] if number else [1]
            others += [2 * number, number // 2][: 2 - number % 2] if number > 1 else []
            span = formula.at(node)
            for other in others:
                yield Edit("factor", (Splice(*span, str(other)),), cost=1 if other else 3, late=other == 1)
            if number == 1 and place.role == "value":
                for one, two in combinations(formula.letters_at(place), 2):
                    yield Edit("term", (Splice(*span, f"δ_{{{one},{two}}}"),), cost=2)
            if number > 1 and place.role == "value":
                yield Edit("factor", (Splice(*span, f"(1/{number})"),), cost=2)
            if place.role == "value":
                for size in formula.sizes:
                    yield Edit("symbol", (Splice(*span, size),), cost=1)
        case s.Name(text) as node if text in formula.sizes:
            others_of = (*(size for size in formula.sizes if size != text), "1", "2")
            for name in others_of:
                yield Edit("symbol", (formula.put(node, name),), cost=1)
        case s.Name() | s.Call() | s.Subscript() | s.Delta() | s.Indicator() if place.role == "value":
            if not isinstance(place.parent, s.Subscript) or place.slot < Level.ATOM:
                for constant in ("1", "0"):
                    yield Edit("factor", (formula.put(place.node, constant),), cost=3, late=constant == "0")
        case _:
            return


def scaled(formula: Formula, place: Place) -> Iterator[Edit]:
    """Every term times and divided by 2 and the sizes; a whole sum likewise."""
    if place.role != "value":
        return
    node = place.node
    start, end = formula.at(node)
    is_sum = level(node) is Level.SUM
    if not (place.is_a_term or (is_sum and place.slot == Level.SUM and place.tops_a_sum)):
        return
    if isinstance(node, s.Compare | s.Logic):
        return
    if isinstance(node, s.Sign):
        start = formula.at(node.operand)[0]
    opened, closed = ("(", ")") if is_sum else ("", "")
    ends_open = is_sum or _ends_open(node)
    for name in ("2", *formula.sizes):
        times = _around(start, end, f"{name}{formula.times}{opened}", closed)
        yield Edit("factor", times, cost=1 + is_sum, late=name != "2")
        left, right = ("(", ")") if ends_open else ("", "")
        over = _around(start, end, left, f"{right} / {name}")
        yield Edit("factor", over, cost=1 + ends_open, late=name != "2")


def identities(formula: Formula, place: Place) -> Iterator[Edit]:
    """A number beside a square matrix, times I."""
    node = place.node
    if place.role != "value" or place.tops_a_sum or not place.is_a_term or _ends_open(node):
        return
    texts = tuple(f"eye({size})" for size in formula.sizes) if formula.is_python else ("I",)
    for text in texts:
        if _is_one(node):
            yield Edit("shape", (formula.put(node, text),), cost=1)
        else:
            times = formula.times if formula.is_python else " "
            yield Edit("shape", (formula.insert(formula.at(node)[1], times + text),), cost=1)


def _around(start: int, end: int, before: str, after: str) -> tuple[Splice, ...]:
    splices = (Splice(start, start, before), Splice(end, end, after))
    return tuple(each for each in splices if each.text)


def _ends_open(node: Node) -> bool:
    """Would what is written behind this belong to its last part?"""
    match node:
        case s.Binary(right=last) | s.Sign(operand=last):
            return _ends_open(last)
        case _:
            return level(node) is Level.OPEN


def added_factors(formula: Formula, place: Place) -> Iterator[Edit]:
    """A factor that is missing in a term, or in front of a sum."""
    node = place.node
    if place.role != "value" or isinstance(node, s.Compare | s.Logic):
        return
    if place.is_a_term:
        splices = _more_factors(formula, place)
    elif level(node) is Level.SUM and place.slot is Level.SUM and place.tops_a_sum:
        splices = _before_a_sum(formula, node)
    else:
        return
    yield from (Edit("factor", each, late=True) for each in splices)


def _before_a_sum(formula: Formula, node: Node) -> Iterator[tuple[Splice, ...]]:
    """A number times the whole, and the whole by a number."""
    for atom in formula.atoms:
        if atom.rank == 0 and atom.level >= Level.FACTOR:
            yield formula.around(node, f"{atom.text}{formula.times}(", ")")
            yield formula.around(node, "(", f") / {atom.text}")


def _more_factors(formula: Formula, place: Place) -> Iterator[tuple[Splice, ...]]:
    """Numbers in front and below, arrays at every gap, around the whole, and entry by entry."""
    node = place.node
    factors = formula.factors(node.operand if isinstance(node, s.Sign) else node)
    first = factors[0].operand if isinstance(factors[0], s.Sign) else factors[0]
    start, end = formula.at(first)[0], formula.at(node)[1]
    gaps = [start, *(formula.at(factor)[0] for factor in factors[1:])]
    for entry in formula.entries(place):
        yield (formula.insert(start, entry + formula.times),)
    for atom in formula.atoms:
        text = fitted(atom.text, atom.level, Level.FACTOR)
        if atom.rank == 0:
            yield (formula.insert(start, text + formula.times),)
            yield (formula.insert(end, f" / {text}"),)
            continue
        across = text + formula.transpose
        for before in (text, across):
            yield from ((formula.insert(at, before + formula.matrix),) for at in gaps)
            if len(factors) > 1:
                yield Splice(start, start, f"{before}{formula.matrix}("), Splice(end, end, ")")
        for after in (formula.matrix + text, formula.matrix + across, formula.entrywise + text):
            yield (formula.insert(end, after),)
