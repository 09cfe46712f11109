"""A right side as it was written: where its parts stand, how they are spelled, what might stand there."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from symderiv.language.document import Kind
from symderiv.language.expression import Expression
from symderiv.reading.elaborate.definitions import free_names, walk_syntax
from symderiv.reading.elaborate.scope import Template
from symderiv.reading.parse import syntax as s
from symderiv.reading.wording import Wording
from symderiv.records import dataclass
from symderiv.repair.edits import Splice
from symderiv.repair.places import SUMS, Level, Node, Place, level, places

MOST_ATOMS: Final = 48
"""What may come in from elsewhere: so many names and parts at most."""

_TRANSPOSED: Final = re.compile(r"\^\{?(?:T|⊤|\\top|\\mathsf\{?T\}?)\}?|\.T\b|ᵀ|⊤")
_NUMPY: Final = re.compile(r"@|\.T\b|\*|\b(?:sum|outer|dot|np)\(|[^\W\d]\[")

_WRITTEN: Final = re.compile(r"[\^−Σ‖ᵀ⊤]")


@dataclass(frozen=True, slots=True)
class Atom:
    """Something that could be missing: a name, or a part of a definition."""

    text: str
    level: Level
    rank: int


class Formula:
    """The right side of a claim, its places and its surroundings."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.fragment = wording.text
        self.value = wording.text.value
        self.root = wording.claim.right
        self.free = tuple(binding.letter.text for binding in wording.claim.free.bindings)
        self.places = tuple(places(self.root, self.free))
        file = self.fragment.source.text
        self.is_tex = "$" in self.value
        self.is_numpy = bool(_NUMPY.search(self.value)) and not self.is_tex
        found = _TRANSPOSED.search(self.value) or _TRANSPOSED.search(file)
        self.transpose = found.group() if found else ".T" if self.is_numpy else "^T"
        if not _TRANSPOSED.search(self.value):
            if self.is_numpy and "^" in self.transpose:
                self.transpose = ".T"
            elif self.is_tex != ("\\" in self.transpose):
                self.transpose = r"^\top" if self.is_tex else "^T"
        self.minus = "−" if "−" in self.value or ("-" not in self.value and "−" in file) else "-"
        self.matrix = " @ " if "@" in self.value else " "
        self.entrywise = " * " if self.is_numpy else " ∘ " if "∘" in file and "⊙" not in file else " ⊙ "
        self.is_python = self.is_numpy and not _WRITTEN.search(self.value)
        if self.is_python:
            self.minus = "-"
        if self.is_tex:
            self.minus, self.entrywise = "-", r" \odot "
        self.times = " * " if self.is_numpy else " "

    # ── Texts ───────────────────────────────────────────────────────────────────────────────────

    def at(self, node: Node) -> tuple[int, int]:
        """Where a part stands in the text."""
        return self.fragment.positions(node.span)

    def text(self, node: Node) -> str:
        """A part as it is written, on one line."""
        start, end = self.at(node)
        return " ".join(self.value[start:end].split())

    def fitted(self, node: Node, slot: Level) -> str:
        """A part with the brackets that it needs elsewhere."""
        return fitted(self.text(node), level(node), slot)

    def insert(self, at: int, text: str) -> Splice:
        return Splice(at, at, text)

    def put(self, node: Node, text: str) -> Splice:
        """A text in place of a part."""
        return Splice(*self.at(node), text)

    def around(self, node: Node, before: str, after: str) -> tuple[Splice, Splice]:
        """A text before a part and one behind it."""
        start, end = self.at(node)
        return Splice(start, start, before), Splice(end, end, after)

    def exchange(self, one: Node, other: Node) -> tuple[Splice, Splice]:
        """Two parts, each in place of the other."""
        return self.put(one, self.text(other)), self.put(other, self.text(one))

    def transposed(self, node: Node) -> str:
        """The part with its transpose taken, or given back."""
        match node:
            case s.Transposed(operand):
                return self.text(operand)
            case _:
                return self.fitted(node, Level.FACTOR) + self.transpose

    def factors(self, node: Node) -> list[Node]:
        """The factors of a product as it is read, from the left; a quotient's divisor is one of them."""
        if isinstance(node, s.Binary) and node.operator not in SUMS:
            return [*self.factors(node.left), node.right]
        return [node]

    def operators(self, node: Node) -> list[str]:
        """The signs between these factors."""
        if isinstance(node, s.Binary) and node.operator not in SUMS:
            return [*self.operators(node.left), node.operator]
        return []

    def terms(self, node: Node) -> list[tuple[s.Binary | None, Node]]:
        """The terms of a sum, each with the node whose sign stands before it."""
        if isinstance(node, s.Binary) and node.operator in SUMS:
            return [*self.terms(node.left), (node, node.right)]
        return [(None, node)]

    def gap(self, left: Node, right: Node) -> tuple[int, int]:
        """The characters between two parts."""
        return self.at(left)[1], self.at(right)[0]

    # ── What is declared around it ──────────────────────────────────────────────────────────────

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        return tuple(self.wording.declarations.sizes)

    @cached_property
    def positions(self) -> tuple[str, ...]:
        """Declared positions that can stand as a subscript."""
        symbols = self.wording.declarations.symbols.values()
        return tuple(each.name for each in symbols if each.kind is Kind.POSITION and not each.shape.axes)

    @cached_property
    def near(self) -> frozenset[str]:
        """The names in both sides, and those on which they depend."""
        found = free_names(self.wording.claim.left) | free_names(self.root)
        templates = self.wording.declarations.templates
        return found.union(*(templates[name].depends_on for name in found if name in templates))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Symbols that have to do with the claim, and plain definitions made of these."""
        declared = self.wording.declarations
        arrays = [each.name for each in declared.symbols.values() if each.kind is Kind.ARRAY]
        plain = (each for each in declared.templates.values() if each.is_plain)
        symbols = frozenset(declared.symbols)
        defined = [each.name for each in plain if each.depends_on & symbols <= self.near]
        head = self.wording.claim.left
        names = (*(name for name in arrays if name in self.near), *defined)
        # A name for the left side itself would make the claim empty.
        return tuple(name for name in names if not (isinstance(head, s.Name) and head.text == name))

    @cached_property
    def far_names(self) -> tuple[str, ...]:
        """All other symbols and plain definitions."""
        declared = self.wording.declarations
        arrays = (each.name for each in declared.symbols.values() if each.kind is Kind.ARRAY)
        plain = (each.name for each in declared.templates.values() if each.is_plain)
        return tuple(name for name in (*arrays, *plain) if name not in self.names)

    @cached_property
    def families(self) -> tuple[Template, ...]:
        """Definitions with one subscript."""
        templates = self.wording.declarations.templates.values()
        return tuple(each for each in templates if len(each.indices) == 1 and not each.arguments)

    @cached_property
    def called(self) -> tuple[str, ...]:
        """Definitions with arguments in brackets."""
        return tuple(each.name for each in self.wording.declarations.templates.values() if each.arguments)

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Functions that the claim and the definitions of its file use."""
        templates = self.wording.declarations.templates.values()
        roots = (self.wording.claim.left, self.root, *(each.body for each in templates))
        calls = (node for root in roots for node in walk_syntax(root) if isinstance(node, s.Call))
        names = (call.function.text for call in calls if isinstance(call.function, s.Name))
        return tuple(dict.fromkeys(name for name in names if name not in self.names))

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """What may be missing, smallest first."""
        found: dict[str, Atom] = {}
        for text, how in self._texts():
            if text in found or len(found) == MOST_ATOMS:
                continue
            expression = self._typed(text)
            if expression is not None:
                found[text] = Atom(text, how, expression.shape.rank)
        return tuple(found.values())

    def _typed(self, text: str) -> Expression | None:
        syntax = self.wording.parsed(text)
        return None if syntax is None else self.wording.typed(syntax)

    def _texts(self) -> Iterator[tuple[str, Level]]:
        for name in self.names:
            yield name, Level.ATOM
        source = self.fragment.source
        letters = (*self.free, *self.positions)
        for base in (*(family.name for family in self.families), *self.names):
            for letter in letters:
                yield f"{base}_{letter}", Level.FACTOR
        for node in (*walk_syntax(self.wording.claim.left), *walk_syntax(self.root)):
            if isinstance(node, s.Call | s.Bracketed | s.Transposed | s.Norm | s.Power | s.Subscript):
                yield " ".join(source.text[node.span.start : node.span.end].split()), level(node)
        for template in self.wording.declarations.templates.values():
            if not template.is_plain or template.source is not source:
                continue
            for node in walk_syntax(template.body):
                if isinstance(node, s.Call | s.Bracketed | s.Transposed):
                    yield " ".join(source.text[node.span.start : node.span.end].split()), level(node)
        yield from ((text, Level.ATOM) for text in self._differences())

    def _differences(self) -> Iterator[str]:
        """`(ŷ − y)`."""
        return (f"({name} {self.minus} {other})" for name, other in self.compared)

    @cached_property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Definitions, each with the symbols that could be what it is compared with."""
        symbols = self.wording.declarations.symbols
        shapes = {name: each.shape for name in self.names if (each := self._typed(name)) is not None}
        return tuple(
            (name, other)
            for name, shape in shapes.items()
            for other, its in shapes.items()
            if name not in symbols and other in symbols and shape.axes == its.axes and shape.rank
        )

    @cached_property
    def ranks(self) -> dict[str, int]:
        """How many subscripts the names take until they are numbers."""
        typed = {name: self._typed(name) for name in self.names}
        return {name: each.shape.rank for name, each in typed.items() if each is not None}

    def entries(self, place: Place) -> Iterator[str]:
        """Entries, and rows, of what is declared, at a place where letters are bound."""
        if set(place.letters) <= set(self.free):
            return
        letters = self.letters_at(place)
        for name, other in self.compared:
            if self.ranks.get(name) == 1:
                yield from (f"({name}_{letter} {self.minus} {other}_{letter})" for letter in letters)
        for name, rank in self.ranks.items():
            if rank == 1:
                yield from (f"{name}_{letter}" for letter in letters)
            elif rank == 2:
                pairs = ((one, other) for one in letters for other in letters if one != other)
                yield from (f"{name}_{{{one},{other}}}" for one, other in pairs)
                yield from (f"{name}[{letter}]" for letter in letters)

    def letters_at(self, place: Place) -> tuple[str, ...]:
        """Everything that may stand as a subscript at a place."""
        return tuple(dict.fromkeys((*place.letters, *self.positions)))

    def is_position(self, place: Place) -> bool:
        """Is this a letter, or a number, that says where something stands?"""
        match place.node:
            case s.Name(text):
                return text in self.letters_at(place)
            case s.Numeral():
                return True
            case _:
                return False

    def chosen_positions(self, place: Place) -> Iterator[str]:
        """`{neg_k}`: a position out of several, as a subscript."""
        for symbol in self.wording.declarations.symbols.values():
            if symbol.kind is Kind.POSITION and symbol.shape.rank == 1:
                for letter in place.letters:
                    yield f"{{{symbol.name}_{letter}}}"

    @cached_property
    def repeated(self) -> dict[str, tuple[Place, ...]]:
        """Names and calls that stand in several places, each with all of them."""
        found: dict[str, list[Place]] = {}
        for place in self.places:
            if place.role == "value" and isinstance(place.node, s.Name | s.Call):
                found.setdefault(self.text(place.node), []).append(place)
        return {text: tuple(several) for text, several in found.items() if len(several) > 1}


def fitted(text: str, tightness: Level, slot: Level) -> str:
    """A text in brackets, if it is looser than its place."""
    return text if tightness >= slot else f"({text})"
