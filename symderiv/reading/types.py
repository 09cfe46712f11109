"""Reading the types of symbols: `symmetric matrix[n, n]`, `one-hot[V] at o`, `index[V][K]`."""

import re
from difflib import get_close_matches

from symderiv.errors import Diagnostic, Unreadable
from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.language.expression import SCALAR, Orientation, Shape
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.indices import read_count
from symderiv.reading.elaborate.scope import Declarations, Scope
from symderiv.reading.elaborate.shapes import describe
from symderiv.reading.parse.parser import parse_expression
from symderiv.records import dataclass
from symderiv.source import Fragment, Span

MAX_AXES = 8

KINDS = ("scalar", "vector", "row", "matrix", "tensor", "index", "function")
LABELS = {"one-hot": Assumption.ONE_HOT, "simplex": Assumption.SIMPLEX}
PREFIXES = {
    each.value: each
    for each in Assumption
    if each
    not in (
        Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE, Assumption.DISTINCT,
        Assumption.ORTHONORMAL,
    )
}  # fmt: skip
OF_SQUARE_MATRICES = (
    Assumption.SYMMETRIC,
    Assumption.INVERTIBLE,
    Assumption.ORTHOGONAL,
    Assumption.POSITIVE_DEFINITE,
)
IMPLIED = {
    Assumption.POSITIVE_DEFINITE: (Assumption.SYMMETRIC, Assumption.INVERTIBLE),
    Assumption.ORTHOGONAL: (Assumption.INVERTIBLE,),
}
AXES = {"scalar": 0, "vector": 1, "row": 1, "matrix": 2}

_WORD = re.compile(r"\s*([A-Za-z]+(?:-[A-Za-z]+)*)")
_AT = re.compile(r"(?<!\s)\s*at\s+(\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Words:
    """The words before the sizes, each with its place."""

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    rest: Fragment


class TypeReader:
    """Reads the type of one symbol."""

    def __init__(self, declarations: Declarations, fragment: Fragment) -> None:
        self.declarations = declarations
        self.fragment = fragment
        self.scope = Scope(declarations, fragment.source)

    def read(self, name: str, span: Span) -> Symbol:
        """The symbol of this name and type."""
        fragment, at = self._without_at(self.fragment)
        words = self._words(fragment)
        assumptions, kind = self._sorted_out(words)
        if kind == "function":
            self._no_assumptions(assumptions, words)
            arguments, value = self._signature(words.rest)
            return Symbol(name, Kind.FUNCTION, value, (), None, arguments, None, span, self.fragment.value)
        groups, after = self._groups(words.rest)
        if after.value:
            hint = "a type ends with its sizes"
            if after.value.startswith("(") and kind not in ("scalar", "function"):
                hint = f"sizes stand in square brackets: `{kind}[{after.value.strip('()')}]`"
            raise self.error(f"`{after.value}` cannot stand here", after.span, hint)
        if kind == "index":
            self._no_assumptions(assumptions, words)
            return self._positions(name, groups, span, words)
        shape = self._shape(kind, groups, words)
        if shape.rank > MAX_AXES:
            raise self.error(f"an array has at most {MAX_AXES} axes", words.rest.span)
        self._check(assumptions, shape, words)
        if at is not None and Assumption.ONE_HOT not in assumptions:
            raise self.error("only a one-hot stands `at` an index", self.fragment.span)
        return Symbol(
            name,
            Kind.ARRAY,
            shape,
            _with_implied(assumptions),
            None,
            (),
            at,
            span,
            self.fragment.value.strip(),
        )

    def error(self, message: str, span: Span, hint: str | None = None) -> Unreadable:
        return Unreadable(Diagnostic("E140", message, self.fragment.source, span, hint))

    # ── Words ───────────────────────────────────────────────────────────────────────────────────

    def _without_at(self, fragment: Fragment) -> tuple[Fragment, str | None]:
        match = _AT.search(fragment.value)
        if match is None:
            return fragment, None
        return fragment.slice(0, match.start()), match.group(1)

    def _words(self, fragment: Fragment) -> Words:
        texts: list[str] = []
        spans: list[Span] = []
        place = 0
        while match := _WORD.match(fragment.value, place):
            texts.append(match.group(1))
            spans.append(fragment.span_of(match.start(1), match.end(1)))
            place = match.end()
        if not texts:
            hint = "such as `scalar`, `vector[D]`, `matrix[V, D]`"
            if re.fullmatch(r"\{\s*0\s*,\s*1\s*\}", fragment.value):
                hint = "`binary scalar`, `binary vector[N]`"
            raise self.error("a type is needed here", fragment.span, hint)
        return Words(tuple(texts), tuple(spans), fragment.slice(place, len(fragment.value)))

    def _sorted_out(self, words: Words) -> tuple[tuple[Assumption, ...], str]:
        """The assumptions, and the kind at the end: `one-hot[V]` is a vector."""
        *before, last = words.texts
        found: list[Assumption] = []
        kind = last
        if last in LABELS:
            before, kind = [*before, last], "vector"
        for word, span in zip(before, words.spans, strict=False):
            if word in KINDS and last in PREFIXES:
                raise self.error(f"`{last}` stands before the kind", span, f"write `{last} {word}`")
            assumption = PREFIXES.get(word) or LABELS.get(word)
            if assumption is None:
                raise self._unknown(word, span)
            if assumption in found:
                raise self.error(f"`{word}` stands here twice", span)
            found.append(assumption)
        if kind not in KINDS:
            raise self._unknown(last, words.spans[-1])
        return tuple(found), kind

    def _unknown(self, word: str, span: Span) -> Unreadable:
        known = [*KINDS, *PREFIXES, *LABELS]
        nearest = get_close_matches(word, known, n=1)
        if word in PREFIXES:
            return self.error(f"`{word}` of what?", span, f"such as `{word} scalar` or `{word} matrix[n, n]`")
        hint = f"did you mean `{nearest[0]}`?" if nearest else "kinds are " + ", ".join(KINDS)
        return self.error(f"unknown type `{word}`", span, hint)

    def _no_assumptions(self, assumptions: tuple[Assumption, ...], words: Words) -> None:
        if assumptions:
            raise self.error(f"`{words.texts[0]}` says nothing about `{words.texts[-1]}`", words.spans[0])

    # ── Sizes ───────────────────────────────────────────────────────────────────────────────────

    def _groups(self, rest: Fragment) -> tuple[list[tuple[Size, ...]], Fragment]:
        """The sizes in each pair of brackets, and what stands after the last one."""
        groups: list[tuple[Size, ...]] = []
        while rest.value.startswith("["):
            end = _closing(rest.value, 0)
            if end is None:
                raise self.error("this bracket is never closed", rest.span_of(0, 1), "close it with `]`")
            groups.append(tuple(self._size(piece) for piece in _split(rest.slice(1, end))))
            rest = rest.slice(end + 1, len(rest.value))
        return groups, rest

    def _size(self, fragment: Fragment) -> Size:
        if not fragment.value:
            raise self.error("a size is needed here", fragment.span, "such as `vector[D]`")
        syntax = parse_expression(fragment, self.declarations.vocabulary())
        size = read_count(self.scope, syntax)
        if size is None:
            nearest = get_close_matches(fragment.value, list(self.declarations.sizes), n=1)
            hint = f"did you mean `{nearest[0]}`?" if nearest else f"declare it: `sizes: [{fragment.value}]`"
            if not fragment.value.isidentifier():
                hint = "a size is a declared name, a whole number, or a sum or product of these"
            raise self.error(f"`{fragment.value}` is no declared size", fragment.span, hint)
        if size.is_number and size.at({}) < 1:
            raise self.error(f"a size is at least 1, not {size}", fragment.span)
        if any(factor < 0 for _, factor in size.terms):
            raise self.error(f"a size is a sum or a product of sizes, not {size}", fragment.span)
        return size

    def _shape(self, kind: str, groups: list[tuple[Size, ...]], words: Words) -> Shape:
        if len(groups) > 1:
            raise self.error(f"a {kind} has one pair of brackets", words.rest.span)
        sizes = groups[0] if groups else ()
        wanted = AXES.get(kind)
        if (wanted is not None and len(sizes) != wanted) or (wanted is None and not sizes):
            example = {"scalar": "scalar", "vector": "vector[D]", "row": "row[D]", "matrix": "matrix[V, D]"}
            raise self.error(
                f"a {kind} has {'one or more' if wanted is None else wanted} "
                f"{'size' if wanted == 1 else 'sizes'}, and here stand {len(sizes)}",
                words.rest.span if groups else words.spans[-1],
                f"such as `{example.get(kind, 'tensor[a, b, c]')}`",
            )
        return Shape(sizes, Orientation.ROW if kind == "row" else Orientation.COLUMN)

    def _positions(self, name: str, groups: list[tuple[Size, ...]], span: Span, words: Words) -> Symbol:
        if not groups or any(len(group) != 1 for group in groups):
            raise self.error("an index is `index[V]`, a list of K of them `index[V][K]`", words.spans[-1])
        shape = Shape(tuple(group[0] for group in groups[1:]))
        return Symbol(
            name, Kind.POSITION, shape, (), groups[0][0], (), None, span, self.fragment.value.strip()
        )

    def _check(self, assumptions: tuple[Assumption, ...], shape: Shape, words: Words) -> None:
        for assumption in assumptions:
            square = shape.rank == 2 and shape.axes[0] == shape.axes[1]
            if assumption in OF_SQUARE_MATRICES and not square:
                raise self.error(
                    f"`{assumption.value}` is said of a square matrix, not of {describe(shape)}",
                    words.spans[0],
                )
            if assumption in LABELS.values() and shape.rank not in (1, 2):
                raise self.error(
                    f"`{assumption.value}` is said of a vector, a row or a matrix, not of {describe(shape)}",
                    words.spans[0],
                )

    # ── Functions ───────────────────────────────────────────────────────────────────────────────

    def _signature(self, rest: Fragment) -> tuple[tuple[Shape, ...], Shape]:
        form = "`function(vector[D], scalar) -> scalar`"
        end = _closing(rest.value, 0) if rest.value.startswith("(") else None
        if end is None:
            raise self.error(f"a function is declared as {form}", rest.span)
        after = rest.slice(end + 1, len(rest.value))
        arrow = next((a for a in ("->", "→") if after.value.startswith(a)), None)
        if arrow is None:
            raise self.error(f"`->` and the shape of the value are missing: {form}", after.span)
        arguments = tuple(self._plain(piece) for piece in _split(rest.slice(1, end)))
        return arguments, self._plain(after.slice(len(arrow), len(after.value)))

    def _plain(self, fragment: Fragment) -> Shape:
        """A shape alone: no assumptions, no index."""
        symbol = TypeReader(self.declarations, fragment).read("", fragment.span)
        if symbol.kind is not Kind.ARRAY or symbol.assumptions or symbol.at is not None:
            raise self.error("here stands a shape alone", fragment.span, "such as `scalar` or `vector[D]`")
        return symbol.shape if symbol.shape.axes else SCALAR


def _with_implied(assumptions: tuple[Assumption, ...]) -> tuple[Assumption, ...]:
    both = [*assumptions, *(more for each in assumptions for more in IMPLIED.get(each, ()))]
    return tuple(sorted(set(both), key=lambda each: each.value))


def _closing(text: str, opener: int) -> int | None:
    depth = 0
    for at in range(opener, len(text)):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth == 0:
            return at
    return None


def _split(fragment: Fragment) -> list[Fragment]:
    """The pieces between commas that stand in no inner bracket."""
    pieces: list[Fragment] = []
    depth = start = 0
    for at, letter in enumerate(fragment.value):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            pieces.append(fragment.slice(start, at))
            start = at + 1
    return [*pieces, fragment.slice(start, len(fragment.value))]
