"""Wrong indices and wrong names."""

from collections.abc import Iterator
from typing import Final

from symderiv.reading.parse import syntax as s
from symderiv.repair.edits import Edit, Splice
from symderiv.repair.formula import Formula, fitted
from symderiv.repair.places import Level, Place

_OTHER_RELATIONS: Final = {
    "=": ("≠",), "≠": ("=",), "<": ("≤", ">"), "≤": ("<", "≥"), ">": ("≥", "<"), "≥": (">", "≤"),
}  # fmt: skip
_SPELLED: Final = {"==": {"≠": "!="}, "!=": {"=": "=="}}


def indices(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another index, two indices exchanged, a subscript more or less."""
    node = place.node
    if place.role in ("index", "condition") and isinstance(node, s.Name):
        yield from _other_index(formula, place, node)
    if place.role == "index" and isinstance(node, s.Numeral):
        for letter in (*formula.letters_at(place), *formula.sizes):
            yield Edit("index", (formula.put(node, letter),), cost=1)
    match node:
        case s.Subscript(base, items):
            one_of_two = len(items) == 2 and not any(isinstance(item, s.Slice | s.NewAxis) for item in items)
            if one_of_two:
                first, second = (formula.text(item) for item in items)
                splices = formula.put(items[0], second), formula.put(items[1], first)
                yield Edit("index", splices, cost=2)
            if place.role == "value":
                yield Edit("index", (Splice(formula.at(base)[1], formula.at(node)[1], ""),), cost=1)
                yield from _moved_out(formula, place, node)
        case s.Name() | s.Bracketed() | s.Call(bare=False) if place.role == "value":
            if not isinstance(place.parent, s.Subscript):
                for letter in formula.letters_at(place):
                    low = f"[{letter}]" if formula.is_numpy else f"_{letter}"
                    yield Edit("index", (formula.insert(formula.at(node)[1], low),), cost=1)
        case _:
            return


def _moved_out(formula: Formula, place: Place, node: s.Subscript) -> Iterator[Edit]:
    """p_j − 1 for p_{j − 1}."""
    match node.items:
        case (s.Binary("+" | "-" as operator, letter, number),):
            sign = formula.minus if operator == "-" else "+"
            text = f"{formula.text(node.base)}_{formula.text(letter)} {sign} {formula.text(number)}"
            yield Edit("index", (formula.put(node, fitted(text, Level.SUM, place.slot)),), cost=2)
        case _:
            return


def _other_index(formula: Formula, place: Place, node: s.Name) -> Iterator[Edit]:
    start, end = formula.at(node)
    others = formula.letters_at(place)
    if place.role == "index":
        for chosen in formula.chosen_positions(place):
            yield Edit("index", (Splice(start, end, chosen),), cost=2)
    known = node.text in others
    letters = node.text if not known and len(node.text) > 1 and place.role == "index" else ""
    for letter in (*others, *(formula.sizes if place.role == "index" else ())):
        if known or len(node.text) == 1:
            if letter != node.text and not _is_beside(formula, place, letter):
                yield Edit("index", (Splice(start, end, letter),))
            continue
        for at, old in enumerate(letters):
            if letter != old and len(letter) == 1:
                yield Edit("index", (Splice(start + at, start + at + 1, letter),), cost=1)
    if len(letters) == 2 and end - start == 2:
        yield Edit("index", (Splice(start, end, letters[::-1]),), cost=2)
    if place.role == "index" and formula.value[end : end + 1] in ("}", "]", ","):
        yield Edit("index", (formula.insert(end, "+1"),), cost=2)
        yield Edit("index", (formula.insert(end, f"{formula.minus}1"),), cost=2)


def _is_beside(formula: Formula, place: Place, letter: str) -> bool:
    """Is a letter what this one is compared with already?"""
    match place.parent:
        case s.Compare(operands):
            return any(formula.text(each) == letter for each in operands)
        case _:
            return False


def conditions(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another relation; the condition of a sum more or less."""
    match place.node:
        case s.Compare(operands, relations, _, spelled):
            for at, relation in enumerate(relations):
                gap = formula.gap(operands[at], operands[at + 1])
                for other in _OTHER_RELATIONS.get(relation, ()):
                    sign = _SPELLED.get(spelled[at], {}).get(other, other)
                    yield Edit("index", (Splice(*gap, f" {sign} "),), cost=1)
        case s.BigOperator(_, bindings, condition, body, 1) as node:
            start, end = formula.at(node)[0], formula.at(body)[0]
            sign = formula.value[start]
            letter = bindings[0].letter.text if bindings else ""
            if condition is not None:
                yield Edit("index", (Splice(start, end, f"{sign}_{letter} "),), cost=1)
            elif len(bindings) == 1:
                for other in formula.letters_at(place):
                    if other != letter:
                        text = f"{sign}_{{{letter}≠{other}}} "
                        yield Edit("index", (Splice(start, end, text),), cost=2)
        case _:
            return


def symbols(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another declared name."""
    match place.node, place.parent:
        case s.Name(text) as node, s.Subscript(base=base) if base is node:
            others = (*formula.names, *(family.name for family in formula.families))
        case s.Name(text) as node, _ if place.role != "index":
            others = formula.names
            if place.role == "value" and text in formula.letters_at(place):
                others = formula.letters_at(place)
        case s.Subscript() as node, _ if place.role == "value":
            text, others = "", formula.names
        case _:
            return
    if place.role == "index":
        return
    if text and formula.value[formula.at(node)[1] :].startswith("("):
        others = (*others, *formula.called)
    for other in others:
        if other != text:
            yield Edit("symbol", (formula.put(node, other),))
    for other in formula.far_names if text else ():
        yield Edit("symbol", (formula.put(node, other),), late=True)
    if place.role == "value" and isinstance(node, s.Name) and not isinstance(place.parent, s.Subscript):
        for family in formula.families:
            for letter in formula.letters_at(place):
                yield Edit("symbol", (formula.put(node, f"{family.name}_{letter}"),))


def everywhere(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another name, or no function, wherever the same one stands."""
    if place.parent is not None:
        return
    for text, several in formula.repeated.items():
        for name in formula.names:
            if name != text:
                yield Edit("symbol", tuple(formula.put(each.node, name) for each in several), cost=2)
        splices = tuple(_bare(formula, each) for each in several)
        if all(each is not None for each in splices):
            yield Edit("argument", tuple(each for each in splices if each is not None), cost=2)


def _bare(formula: Formula, place: Place) -> Splice | None:
    match place.node:
        case s.Call(_, (argument,)) as node:
            return formula.put(node, formula.fitted(argument, place.slot))
        case _:
            return None


def replaced(formula: Formula, place: Place) -> Iterator[Edit]:
    """A name in place of a whole part."""
    if place.role != "value" or isinstance(place.node, s.Name | s.Numeral | s.Subscript):
        return
    if isinstance(place.parent, s.Bracketed):
        return
    if isinstance(place.node, s.Slice | s.NewAxis | s.Ellipsis | s.Compare | s.Logic):
        return
    for name in formula.names:
        yield Edit("symbol", (formula.put(place.node, name),), late=True)
