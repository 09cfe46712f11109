"""Parts of sides and definitions with letters, to be put where other letters stand: `f(X_ij)`, `e_ij`."""

from collections.abc import Iterator
from itertools import chain, permutations
from typing import Final

from symderiv.reading.elaborate.definitions import walk_syntax
from symderiv.reading.elaborate.scope import Template
from symderiv.reading.parse import syntax as s
from symderiv.records import dataclass
from symderiv.repair.edits import Edit
from symderiv.repair.formula import Formula, fitted
from symderiv.repair.places import Level, Place, level

MOST_LETTERS: Final = 3
MOST_PATTERNS: Final = 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text, how tight it is, its letters, and where they stand in it."""

    text: str
    level: Level
    letters: tuple[str, ...]
    spots: tuple[tuple[int, str], ...]

    def at(self, others: tuple[str, ...]) -> str:
        """The text with other letters."""
        names = dict(zip(self.letters, others, strict=True))
        pieces, last = [], 0
        for spot, letter in self.spots:
            pieces += [self.text[last:spot], names[letter]]
            last = spot + 1
        return " ".join("".join([*pieces, self.text[last:]]).split())


def patterned(formula: Formula) -> Iterator[Edit]:
    """Every pattern at every place with letters, as a factor and as a term."""
    found = patterns(formula)
    for place in formula.places:
        if place.role != "value" or not place.letters:
            continue
        letters = formula.letters_at(place)
        for pattern in found:
            for chosen in permutations(letters, len(pattern.letters)):
                yield from _put(formula, place, pattern.at(chosen), pattern.level)


def _put(formula: Formula, place: Place, text: str, tightness: Level) -> Iterator[Edit]:
    node = place.node
    end = formula.at(node)[1]
    factor = fitted(text, tightness, Level.FACTOR)
    if place.is_a_term and not isinstance(node, s.Compare | s.Logic):
        first = node.operand if isinstance(node, s.Sign) else node
        yield Edit("factor", (formula.insert(formula.at(first)[0], factor + formula.times),))
        if isinstance(node, s.Numeral) or place.slot == Level.OPEN:
            yield Edit("factor", (formula.insert(end, formula.times + factor),))
    if place.slot == Level.SUM and place.tops_a_sum:
        for sign in ("+", formula.minus):
            yield Edit("term", (formula.insert(end, f" {sign} {fitted(text, tightness, Level.OPEN)}"),))
    if isinstance(node, s.Call | s.Name | s.Subscript) and not isinstance(place.parent, s.Subscript):
        yield Edit("symbol", (formula.put(node, fitted(text, tightness, place.slot)),))


def patterns(formula: Formula) -> tuple[Pattern, ...]:
    """Those in both sides, then those in the definitions of the same source, each once."""
    source = formula.fragment.source
    declared = tuple(formula.wording.declarations.templates.values())
    templates = (each for each in declared if each.source is source)
    roots = chain((formula.root, formula.wording.claim.left), (each.body for each in templates))
    found: dict[str, Pattern] = {}
    for root in roots:
        for node in walk_syntax(root):
            pattern = _pattern(formula, node)
            if pattern is not None and len(found) < MOST_PATTERNS:
                found.setdefault(pattern.at(tuple("·" * len(pattern.letters))), pattern)
    for each in declared:
        head = _head(formula, each)
        if head is not None:
            found.setdefault(head.at(tuple("·" * len(head.letters))), head)
    return tuple(found.values())


def _head(formula: Formula, template: Template) -> Pattern | None:
    """`P(w|c)`, `F(u, v)`, as they are defined, with letters where they take positions."""
    known = formula.wording.declarations.kind_of
    given = len(template.arguments) if template.conditional is None else template.conditional
    pieces, spots = [f"{template.name}("], list[tuple[int, str]]()
    for at, argument in enumerate(template.arguments):
        pieces.append("" if not at else "|" if at == template.conditional else ", ")
        if at < given and len(argument) == 1 and known(argument) is None:
            spots.append((len("".join(pieces)), argument))
        pieces.append(argument)
    letters = tuple(letter for _, letter in spots)
    if template.indices or not letters or len(letters) > MOST_LETTERS:
        return None
    return Pattern("".join([*pieces, ")"]), Level.ATOM, letters, tuple(spots))


def _pattern(formula: Formula, node: object) -> Pattern | None:
    """A call, an entry, a question or a bracket in which letters stand that nothing inside binds."""
    if not isinstance(node, s.Call | s.Subscript | s.Indicator | s.Delta | s.Bracketed):
        return None
    if any(isinstance(each, s.BigOperator | s.Comprehension) for each in walk_syntax(node)):
        return None
    if isinstance(node, s.Bracketed):
        node = node.inner
    text = formula.fragment.source.text[node.span.start : node.span.end]
    spots = dict(_spots(formula, node))
    letters = tuple(dict.fromkeys(spots[at] for at in sorted(spots)))
    if not letters or len(letters) > MOST_LETTERS:
        return None
    where = tuple((at - node.span.start, spots[at]) for at in sorted(spots))
    if any(text[at : at + 1] != letter for at, letter in where):
        return None
    return Pattern(text, level(node), letters, where)


def _spots(formula: Formula, node: object) -> Iterator[tuple[int, str]]:
    """Where a letter stands that nobody declared, alone or in a run of subscripts."""
    known = formula.wording.declarations.kind_of
    runs = set[int]()
    idle = set[int]()
    for each in walk_syntax(node):
        if isinstance(each, s.Call):
            # A function is no letter, and in `P(t|c)` what stands behind the bar may be any word.
            free = () if each.conditional is None else each.arguments[each.conditional :]
            idle.update(part.span.start for part in (each.function, *free))
        if isinstance(each, s.Subscript | s.Delta):
            runs.update(item.span.start for item in each.items if isinstance(item, s.Name))
    for each in walk_syntax(node):
        if not isinstance(each, s.Name) or known(each.text) is not None or each.span.start in idle:
            continue
        if len(each.text) == 1 or each.span.start in runs:
            for at, letter in enumerate(each.text):
                if known(letter) is None:
                    yield each.span.start + at, letter
