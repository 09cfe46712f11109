"""Reading what a file declares: sizes, symbols, definitions, the loss, the layout."""

import re
from typing import get_args

from symderiv.errors import DerivationError
from symderiv.language.document import Kind, SizeName, Symbol
from symderiv.reading.elaborate.definitions import free_names, walk_syntax
from symderiv.reading.elaborate.scope import Declarations, Template
from symderiv.reading.elaborate.shapes import Layout
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import Head, declared_name, parse_expression, parse_head, split_equation
from symderiv.reading.types import TypeReader
from symderiv.records import replace
from symderiv.source import Fragment, Span

LAYOUTS: tuple[Layout, ...] = get_args(Layout)
LARGEST_SIZE = 1000
MAX_NAMES = 1_000

_LOOKS_LIKE_A_NUMBER = re.compile(r"[-+.]?\d.*|[-+]?\.(nan|inf)", re.IGNORECASE)
_NO_DESCRIPTIONS = ("true", "false", "null", "~", "nan", "inf")
EQUALS = re.compile(r"(?<![=<>!:])=(?!=)")
"""The sign that parts the two sides of an equation."""


class DeclarationReader:
    """Reads the declarations of one file, in order; every name is declared once."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.sizes: dict[str, SizeName] = {}
        self.symbols: dict[str, Symbol] = {}
        self.templates: dict[str, Template] = {}
        self.layout: Layout = "mixed"
        self.loss: str | None = None
        self.places: dict[str, Span] = {}

    def read(self, file: Mapping) -> None:
        """Everything that stands before the claims."""
        fields = self.fields
        self._check_number(file)
        fields.gather(self._read_layout, file.get("layout"))
        fields.gather(self._read_sizes, file.get("sizes"))
        fields.gather(self._read_symbols, file.get("symbols"))
        fields.gather(self._read_definitions, file.get("define"))
        if (loss := file.get("loss")) is not None:
            fields.gather(self._read_loss, loss)

    def _check_number(self, file: Mapping) -> None:
        """Every definition knows all names before it."""
        count = 0
        for node in map(file.get, ("sizes", "symbols", "define")):
            items = node.entries if isinstance(node, Mapping) else getattr(node, "items", ())
            count += len(items)
            if count > MAX_NAMES and node is not None:
                hint = "split the file, or make arrays of what belongs together"
                raise self.fields.error("E121", f"a file declares at most {MAX_NAMES} names", node.span, hint)

    def declarations(self) -> Declarations:
        numbers = {name: size.number for name, size in self.sizes.items()}
        return Declarations(numbers, dict(self.symbols), dict(self.templates), self.layout)

    def _claim_name(self, name: str, span: Span) -> None:
        """One name has one meaning in a file."""
        if name in self.places:
            line, _ = self.fields.source.line_column(self.places[name].start)
            kind = self.declarations().kind_of(name)
            raise self.fields.error("E131", f"`{name}` is {kind} already, declared in line {line}", span)
        self.places[name] = span

    # ── Layout, sizes, symbols ──────────────────────────────────────────────────────────────────

    def _read_layout(self, node: Node | None) -> None:
        text = self.fields.text(node)
        if node is None or text is None:
            return
        layout = next((each for each in LAYOUTS if each == text), None)
        if layout is None:
            raise self.fields.error(
                "E134", f"unknown layout `{text}`", node.span, f"one of {', '.join(LAYOUTS)}"
            )
        self.layout = layout

    def _read_sizes(self, node: Node | None) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                self.fields.gather(self._read_named_size, item)
        elif isinstance(node, Scalar):
            names = re.findall(r"\w+", node.value)
            for name in names:
                self.sizes.setdefault(name, SizeName(name, None, None, node.span))
            hint = f"a list stands in brackets: `sizes: [{', '.join(names) or 'V, D'}]`"
            raise self.fields.error("E132", "`sizes` is a list or a mapping", node.span, hint)
        elif node is not None:
            for key, value in self.fields.mapping(node, "`sizes`").entries:
                self.fields.gather(self._read_size, key, value)

    def _read_named_size(self, node: Node) -> None:
        if not isinstance(node, Scalar):
            raise self.fields.error("E132", "the name of a size belongs here", node.span)
        self._read_size(node, None)

    def _read_size(self, key: Scalar, value: Node | None) -> None:
        name = declared_name(key.fragment)
        self._claim_name(name, key.span)
        text = (self.fields.text(value) or "").strip()
        number: int | None = None
        if value is not None and _LOOKS_LIKE_A_NUMBER.fullmatch(text):
            number = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
            if not 1 <= number <= LARGEST_SIZE:
                raise self.fields.error(
                    "E135", f"a size is a whole number from 1 to {LARGEST_SIZE}, not `{text}`", value.span
                )
        elif value is not None and text.casefold() in _NO_DESCRIPTIONS:
            raise self.fields.error(
                "E135", f"`{text}` is no size", value.span, "a number, or a description in words"
            )
        self.sizes[name] = SizeName(name, (text or None) if number is None else None, number, key.span)

    def _read_symbols(self, node: Node | None) -> None:
        if node is None:
            return
        entries = self.fields.mapping(node, "`symbols`").entries
        if not self.sizes:
            self.fields.gather(self._demand_sizes, [value for _, value in entries])
        for key, value in entries:
            self.fields.gather(self._read_symbol, key, value)
        for symbol in self.symbols.values():
            self.fields.gather(self._check_position, symbol)

    def _demand_sizes(self, types: list[Node]) -> None:
        """A file that declares no sizes has no types that name some: said once, of all of them."""
        written = [(each, _names_of_sizes(each.value)) for each in types if isinstance(each, Scalar)]
        names = list(dict.fromkeys(name for _, inside in written for name in inside))
        if not names:
            return
        for name in names:
            self.sizes[name] = SizeName(name)
        first = next(each for each, inside in written if inside)
        message = f"no sizes are declared, and here stands `{names[0]}`"
        hint = f"declare them above `symbols`: `sizes: [{', '.join(names)}]`"
        raise self.fields.error("E140", message, first.span, hint)

    def _read_symbol(self, key: Scalar, value: Node) -> None:
        name = declared_name(key.fragment)
        self._claim_name(name, key.span)
        if not isinstance(value, Scalar):
            raise self.fields.error(
                "E132",
                "a type belongs here",
                value.span,
                "write it plainly, `U: matrix[V, D]`, without other brackets",
            )
        self.symbols[name] = TypeReader(self.declarations(), value.fragment).read(name, key.span)

    def _check_position(self, symbol: Symbol) -> None:
        """The index at which a one-hot stands is declared, and on the right axis."""
        if symbol.at is None:
            return
        other = self.symbols.get(symbol.at)
        wanted = f"`{symbol.at}: index[{symbol.shape.axes[-1]}]`"
        if symbol.shape.rank == 2:
            wanted = f"`{symbol.at}: index[{symbol.shape.axes[1]}][{symbol.shape.axes[0]}]`"
        fits = (
            other is not None
            and other.kind is Kind.POSITION
            and other.sort == symbol.shape.axes[-1]
            and other.shape.axes == symbol.shape.axes[:-1]
        )
        if not fits:
            raise self.fields.error(
                "E136",
                f"`{symbol.name}` stands at `{symbol.at}`, which must be declared {wanted}",
                symbol.span,
            )

    # ── Definitions and the loss ────────────────────────────────────────────────────────────────

    def _read_definitions(self, node: Node | None) -> None:
        if node is None:
            return
        for key, value in self.fields.mapping(node, "`define`").entries:
            self.fields.gather(self._read_definition, key, value)

    def _read_definition(self, key: Scalar, value: Node) -> None:
        head = parse_head(key.fragment, self.declarations().vocabulary())
        self._add(head, self.fields.formula(value, "an expression"), is_loss=False)

    def _read_loss(self, node: Node) -> None:
        fragment = self.fields.formula(node, "`J = expression`")
        sides = split_equation(fragment)
        if sides is None:
            self.loss = self._named_loss(fragment)
            return
        head = parse_head(sides[0], self.declarations().vocabulary())
        self.loss = self._add(head, sides[1], is_loss=True)

    def _named_loss(self, fragment: Fragment) -> str:
        try:
            name = declared_name(fragment)
        except DerivationError:
            name = ""
        template = self.templates.get(name)
        if template is None or not template.is_plain:
            hint = "write `loss: J = …`, or the name of a definition"
            if "==" in fragment.value:
                hint = "`==` compares; write `loss: J = …` with one `=`"
            raise self.fields.error("E137", "the loss needs a name", fragment.span, hint)
        return name

    def _add(self, head: Head, body: Fragment, *, is_loss: bool) -> str:
        """A definition: plain, or a family if its subscript or its arguments are free on the right side."""
        arguments = tuple(name.text for name in head.arguments)
        if is_loss:
            self._check_loss_arguments(head)
        bound = () if is_loss else arguments
        vocabulary = self._vocabulary_of_body(bound)
        letters = () if is_loss else self._subscript_letters(head)
        syntax = parse_expression(body, replace(vocabulary, letters=frozenset(letters)))
        if not letters or not free_names(syntax).issuperset(letters):
            letters, syntax = (), parse_expression(body, vocabulary)
        name = head.base if letters and head.base is not None else head.text
        self._claim_name(name, head.span)
        self.templates[name] = Template(
            name, letters, bound, head.conditional, syntax, vocabulary, self.fields.source, head.span,
            self._depends_on(syntax, bound) | (frozenset(arguments) if is_loss else frozenset()),
        )  # fmt: skip
        return name

    def _check_loss_arguments(self, head: Head) -> None:
        for name in head.arguments:
            if name.text not in self.symbols:
                raise self.fields.error(
                    "E139", f"`{name.text}` is no declared symbol", name.span, "a loss takes declared symbols"
                )

    def _vocabulary_of_body(self, parameters: tuple[str, ...]) -> s.Vocabulary:
        outer = self.declarations().vocabulary()
        own = frozenset(parameters)
        plain = {name: depends for name, depends in outer.plain.items() if name not in own}
        return s.Vocabulary(outer.names | own, outer.callables - own, plain)

    def _subscript_letters(self, head: Head) -> tuple[str, ...]:
        """The letters of the subscript of `u_w`: a family, if they are free on its right side."""
        if head.base is None or head.run is None or head.arguments:
            return ()
        letters = tuple(c for c in head.run if c not in ", ")
        is_new = all(self.declarations().kind_of(c) is None for c in letters)
        return letters if is_new and len(set(letters)) == len(letters) else ()

    def _depends_on(self, body: s.Syntax, parameters: tuple[str, ...]) -> frozenset[str]:
        """The declared names on which a right side depends, also through other definitions."""
        names = {each.text for each in walk_syntax(body) if isinstance(each, s.Name)} - set(parameters)
        known = {name for name in names if self.declarations().kind_of(name) is not None}
        known |= {at for name in known & self.symbols.keys() if (at := self.symbols[name].at) is not None}
        return frozenset(known).union(
            *(self.templates[name].depends_on for name in sorted(known) if name in self.templates)
        )


def _names_of_sizes(text: str) -> list[str]:
    """The names in the square brackets of a type."""
    inside = re.findall(r"\[([^\]\[]*)\]", text)
    return [name for piece in inside for name in re.findall(r"\b[^\W\d]\w*", piece)]
