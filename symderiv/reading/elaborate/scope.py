"""What the names in an expression mean: declarations, families, and the letters that are bound."""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Literal

from symderiv.errors import Diagnostic, IllShaped, Unreadable
from symderiv.language.document import Kind, Symbol
from symderiv.language.expression import IndexVariable, Shape
from symderiv.language.operators import SPELLINGS, WITHOUT_A_ROW
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.shapes import Layout
from symderiv.reading.file.files import LATEX, is_prose
from symderiv.reading.parse.syntax import Syntax, Vocabulary
from symderiv.records import dataclass, field
from symderiv.source import Source, Span

SUGGESTED_LETTERS = "ijklmnpqrst"


@dataclass(frozen=True, slots=True)
class Template:
    """A defined name before its use: its parameters, and its right side as it was read.

    `indices` are subscripts (`u_w`), `arguments` stand in brackets (`P(w|c)`).
    """

    name: str
    indices: tuple[str, ...]
    arguments: tuple[str, ...]
    conditional: int | None
    body: Syntax
    vocabulary: Vocabulary
    source: Source
    span: Span
    depends_on: frozenset[str] = frozenset()
    """The declared names on which the right side depends, also through other definitions."""

    @property
    def is_plain(self) -> bool:
        return not self.indices and not self.arguments


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that a file declares."""

    sizes: Mapping[str, int | None] = field(default_factory=dict)
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    layout: Layout = "mixed"

    def kind_of(self, name: str) -> str | None:
        """What a name is, in words, or None."""
        if name in self.sizes:
            return "a size"
        if name in self.symbols:
            return "a symbol"
        if name in self.templates:
            return "a definition"
        return None

    def vocabulary(self) -> Vocabulary:
        names = [*self.sizes, *self.symbols, *self.templates]
        functions = [name for name, symbol in self.symbols.items() if symbol.kind is Kind.FUNCTION]
        families = [name for name, template in self.templates.items() if template.arguments]
        plain = {name: t.depends_on for name, t in self.templates.items() if not t.arguments}
        return Vocabulary(frozenset(names), frozenset([*functions, *families]), plain)

    def nearest(self, name: str, letters: tuple[str, ...] = ()) -> str | None:
        """The known name that looks or sounds most like this one."""
        declared = [*self.sizes, *self.symbols, *self.templates, *letters]
        alike = [each for each in declared if spelled_out(each) == spelled_out(name)]
        if alike or len(name) == 1:
            return alike[0] if alike else None
        if name.lower() in SPELLINGS:
            return name.lower()
        matches = get_close_matches(name, [*declared, *SPELLINGS, *WITHOUT_A_ROW], n=1, cutoff=0.6)
        return matches[0] if matches else None


ACCENTS = {
    "CIRCUMFLEX": "hat",
    "TILDE": "tilde",
    "MACRON": "bar",
    "OVERLINE": "bar",
    "DOT": "dot",
    "VECTOR": "vec",
}


def spelled_out(name: str) -> str:
    """A name in small ASCII letters, as people say it: `ŷ` is yhat, `Θ` is theta."""
    return "".join(_said(letter) for letter in unicodedata.normalize("NFD", name)).casefold()


def _said(letter: str) -> str:
    if letter.isascii():
        return letter
    words = unicodedata.name(letter, "").split()
    if unicodedata.combining(letter):
        return next((said for word, said in ACCENTS.items() if word in words), "")
    return words[-1] if words[:1] == ["GREEK"] else letter


@dataclass(slots=True)
class Letter:
    """A bound letter whose axis becomes known as it is used. Letters that are compared share one axis."""

    name: str
    span: Span
    ranged: bool = False
    """Has explicit bounds: it may turn out to be a plain integer."""
    sort: Size | None = None
    first_use: Span | None = None
    weak: list[Size] = field(default_factory=list)
    """Axes that it subscripts only with something added (`x_{i+1}`); they count if no other use tells."""
    same: list["Letter"] = field(default_factory=list)
    used: bool = False
    subscripts: bool = False
    """Does it stand alone as a subscript somewhere?"""

    def settle(self, sort: Size, span: Span, source: Source) -> None:
        """This letter, and every one compared with it, runs over an axis of this size."""
        if self.sort is None:
            self.sort, self.first_use = sort, span
            for other in self.same:
                other.settle(sort, span, source)
        elif self.sort != sort:
            raise IllShaped(
                Diagnostic(
                    "E410",
                    f"`{self.name}` runs over an axis of size {self.sort}, and here over one of size {sort}",
                    source,
                    span,
                    "an index has one range; use another letter for the other axis",
                )
            )

    def join(self, other: "Letter", span: Span, source: Source) -> None:
        """Both letters run over the same axis, because they are compared."""
        if self is other:
            return
        self.same.append(other)
        other.same.append(self)
        if self.sort is not None:
            other.settle(self.sort, span, source)
        elif other.sort is not None:
            self.settle(other.sort, span, source)


@dataclass(slots=True)
class Scope:
    """The letters and parameters in force at a place, over the declarations of the file."""

    declarations: Declarations
    source: Source
    letters: dict[str, Letter] = field(default_factory=dict)
    values: dict[str, Shape] = field(default_factory=dict)
    """Value parameters of the family whose body is being read."""
    implicit: dict[str, Letter] | None = None
    """Where a free index means "for all" (`assume`): the letters met so far that nobody bound."""
    visible: frozenset[str] | None = None
    """In a definition's body: the names declared above it; elsewhere None, for all."""
    made: list[Letter] = field(default_factory=list)
    """Every letter that was bound anywhere, in order."""
    known: Mapping[tuple[str, Span], Size | None] = field(default_factory=dict)
    """What an earlier reading of the same text found out about the letters."""
    provisional: bool = False
    """Was an index built before its axis was known? Then the text is read once more."""

    def unreadable(self, code: str, message: str, span: Span, hint: str | None = None) -> Unreadable:
        return Unreadable(Diagnostic(code, message, self.source, span, hint))

    def ill_shaped(self, code: str, message: str, span: Span, hint: str | None = None) -> IllShaped:
        return IllShaped(Diagnostic(code, message, self.source, span, hint))

    def letter(self, name: str, span: Span, *, ranged: bool = False) -> Letter:
        """A new letter, with what an earlier reading found out about it."""
        letter = Letter(name, span, ranged, self.known.get((name, span)))
        self.made.append(letter)
        return letter

    def variable(self, letter: Letter, span: Span) -> IndexVariable:
        """The letter as an index; provisional as long as its axis is unknown."""
        letter.used = True
        if letter.sort is None and (letter.name, letter.span) not in self.known:
            self.provisional = True
        return IndexVariable(letter.name, letter.sort, span)

    def findings(self) -> dict[tuple[str, Span], Size | None]:
        """The axis of every letter, found by its uses; None for one with bounds that subscripts nothing."""
        for letter in self.made:
            if letter.sort is None and letter.weak:
                letter.settle(letter.weak[0], letter.span, self.source)
        for letter in self.made:
            if letter.sort is None and not letter.ranged:
                raise self.unreadable(
                    "E304",
                    f"nothing tells over which axis `{letter.name}` runs",
                    letter.span,
                    f"let it subscript something, or name the axis: `{letter.name} ∈ V`",
                )
        return {(letter.name, letter.span): letter.sort for letter in self.made}

    @contextmanager
    def bound(self, *letters: Letter) -> Iterator[None]:
        """The letters are bound within; none may be bound already or be a declared name."""
        for letter in letters:
            self.check_free(letter.name, letter.span)
            self.letters[letter.name] = letter
        try:
            yield
        finally:
            for letter in letters:
                del self.letters[letter.name]

    def check_free(self, name: str, span: Span) -> None:
        """Binding a letter that has a meaning here is unreadable; a free one is proposed."""
        kind = "bound outside" if name in self.letters else self.declarations.kind_of(name)
        if name in self.values:
            kind = "a parameter"
        if kind is None:
            return
        spare = next((c for c in SUGGESTED_LETTERS if self.meaning(c) is None), None)
        raise self.unreadable(
            "E303",
            f"`{name}` cannot be bound here: it is {kind} already",
            span,
            f"use another letter, for example `{spare}`" if spare else None,
        )

    def meaning(self, name: str) -> Literal["letter", "value", "declared"] | None:
        if name in self.letters:
            return "letter"
        if name in self.values:
            return "value"
        return "declared" if self.declarations.kind_of(name) else None

    def unknown(self, name: str, span: Span, *, subscript: bool = False) -> Unreadable:
        """The error for a name that nobody declared or bound."""
        hint = self._about_unknown_index(name) if subscript else self._about_unknown_name(name)
        return self.unreadable("E301", f"unknown name `{name}`", span, hint)

    def _about_unknown_index(self, name: str) -> str:
        if any(letter.name == name for letter in self.made):
            return f"`Σ_{name}` ends before the next `+` or `−`: its terms need brackets, `Σ_{name} (… + …)`"
        nearest = self.declarations.nearest(name, tuple(self.letters))
        if len(name) == 1 and name.isalpha():
            meant = f"did you mean `{nearest}`? or " if nearest not in (None, name) else ""
            return f"{meant}bind it: by a `Σ_{name}`, or for the whole claim by {self._mark(name)}"
        if nearest is not None and nearest != name:
            return f"did you mean `{nearest}`?"
        return "an index is bound by Σ or `for`, or declared under `symbols`, such as `o: index[V]`"

    def _mark(self, letter: str) -> str:
        """Where `for` stands: in a document, in the mark before the formula."""
        if not is_prose(self.source.path):
            return f"`for: {letter}`"
        is_tex = self.source.path.lower().endswith(LATEX)
        mark = f"% symderiv {{for: {letter}}}" if is_tex else f"<!-- symderiv {{for: {letter}}} -->"
        return f"a line before it, `{mark}`"

    def _about_unknown_name(self, name: str) -> str:
        nearest = self.declarations.nearest(name, tuple(self.letters))
        known = self.declarations
        longer = [each for each in (*known.symbols, *known.templates) if each.startswith(f"{name}_")]
        base, _, script = name.partition("_")
        whole = known.symbols.get(base.upper())
        if longer and (nearest is None or nearest in known.sizes):
            return f"did you mean `{longer[0]}`?"
        if whole is not None and whole.shape.rank == 2 and len(script) == 1 and nearest != whole.name:
            row = f"{whole.name}[{script}]"
            return f"`{row}^T` is a row of `{whole.name}` as a column; under `define`, `{name}: {row}^T`"
        if nearest is not None and nearest != name:
            return f"did you mean `{nearest}`?"
        return "declare it under `symbols` with its type, or under `define` with what it stands for"

    def find_letter(self, name: str, span: Span) -> Letter | None:
        """The bound letter of this name; in an assumption an unbound one is bound for all."""
        if name in self.letters:
            return self.letters[name]
        if self.implicit is None or self.meaning(name) is not None or not name.isalpha():
            return None
        if name not in self.implicit:
            self.implicit[name] = self.letter(name, span)
        return self.implicit[name]
