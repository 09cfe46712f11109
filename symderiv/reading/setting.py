"""What claims are read over: declarations, definitions, assumptions, of a file or of one reading of it."""

from contextlib import suppress

from symderiv.errors import DerivationError, Diagnostic
from symderiv.language.document import Kind, Problem
from symderiv.language.expression import Definition
from symderiv.reading.claims import ClaimReader, Fact, conjuncts, read_fact
from symderiv.reading.declarations import DeclarationReader
from symderiv.reading.elaborate.definitions import define, read_defined, role_of
from symderiv.reading.elaborate.elaborator import Elaborator
from symderiv.reading.elaborate.reader import Definitions
from symderiv.reading.elaborate.scope import Declarations, Scope
from symderiv.reading.elaborate.shapes import describe
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence
from symderiv.reading.parse.parser import declared_name, parse_condition, parse_head
from symderiv.records import dataclass, replace
from symderiv.source import Fragment, Source, Span

WITH_KEYS = ("symbols", "define", "assume", "layout", "loss")


@dataclass(frozen=True, slots=True)
class Setting:
    """The claims of one reading; `problem` is what makes all of them impossible to read."""

    file: Mapping
    """The declarations as they stand."""
    claims: ClaimReader
    loss: Definition | None
    problem: Problem | None = None

    @property
    def declarations(self) -> Declarations:
        return self.claims.declarations


class SettingReader:
    """Gives a meaning to what has been declared."""

    def __init__(self, fields: Fields, reader: DeclarationReader, reading: str = "") -> None:
        self.fields = fields
        self.source: Source = fields.source
        self.loss_name = reader.loss
        self.declared = reader.declarations()
        self.definitions = Definitions(reading=reading)

    def read(self, file: Mapping, within: Span | None = None) -> Setting:
        """Every definition and assumption; what a reading makes of other definitions shows in their use."""
        for name, template in self.declared.templates.items():
            if within is None or _lies_in(template.span, within):
                self.fields.gather(self._read_definition, name)
            else:
                with suppress(DerivationError):
                    self._read_definition(name)
        facts = self._facts(file.get("assume"))
        claims = ClaimReader(self.declared, self.definitions, self.source, facts)
        return Setting(file, claims, self._loss())

    def _loss(self) -> Definition | None:
        """The loss, which is a scalar."""
        loss = self.definitions.made.get(f"{self.loss_name}{self.definitions.reading}")
        if loss is not None and not loss.body.shape.is_scalar:
            self.fields.gather(self._refuse_loss, loss)
        return loss

    def _refuse_loss(self, loss: Definition) -> None:
        message = f"the loss is {describe(loss.body.shape)}, and must be a scalar"
        raise self.fields.error("E142", message, loss.body.span)

    def _read_definition(self, name: str) -> None:
        template = self.declared.templates[name]
        reader = Elaborator(Scope(self.declared, self.source), self.definitions)
        values = [a for a in template.arguments if role_of(reader, template, a) == "value"]
        symbols = [self.declared.symbols.get(a) for a in values]
        if not values:
            define(reader, template, {})
        elif all(symbol is not None and symbol.kind is Kind.ARRAY for symbol in symbols):
            read_defined(reader, name, template.span)

    def _facts(self, node: Node | None) -> tuple[Fact, ...]:
        fragments = self.fields.formulas(node, "an assumption")
        read = [self.fields.gather(self._facts_of, fragment) for fragment in fragments]
        return tuple(fact for facts in read if facts is not None for fact in facts)

    def _facts_of(self, fragment: Fragment) -> list[Fact]:
        conditions = conjuncts(parse_condition(fragment, self.declared.vocabulary()))
        return [read_fact(self.declared, self.definitions, self.source, each) for each in conditions]


# ── One reading of an ambiguous text ────────────────────────────────────────────────────────────────


def read_again(fields: Fields, file: Mapping, change: Mapping) -> Setting:
    """The file's setting with the entries of `with` in place of its own.

    What is wrong with those entries is an error of the file; what they make of the rest is one of the claims.
    """
    fields.known_keys(change, WITH_KEYS, (), "in `with`")
    own = Fields(fields.source)
    reader = DeclarationReader(own)
    merged = _merged(fields, file, change)
    reader.read(merged)
    setting = SettingReader(own, reader, f"@{change.span.start}").read(merged, change.span)
    inside = [each for each in own.problems if each.span is not None and _lies_in(each.span, change.span)]
    if inside:
        raise DerivationError(*inside)
    return setting if not own.problems else replace(setting, problem=_problem(own.problems[0]))


def written(change: Node | None) -> tuple[str, ...]:
    """What a reading changes, entry by entry, as it was written."""
    if not isinstance(change, Mapping):
        return ()
    entries: list[str] = []
    for key, value in change.entries:
        if isinstance(value, Mapping):
            entries += [f"{name.value}: {_text(each)}" for name, each in value.entries]
        else:
            entries.append(f"{key.value}: {_text(value)}")
    return tuple(" ".join(entry.split()) for entry in entries)


def _text(node: Node) -> str:
    match node:
        case Scalar():
            return node.value
        case Sequence(items):
            return ", ".join(_text(item) for item in items)
        case Mapping():
            return ""


def _problem(diagnostic: Diagnostic) -> Problem:
    is_shape = diagnostic.code.startswith("E4") or diagnostic.code == "E142"
    return Problem("ill-shaped" if is_shape else "unreadable", diagnostic)


def _lies_in(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end


def _merged(fields: Fields, file: Mapping, change: Mapping) -> Mapping:
    """The file's declarations, those of the same name replaced, the others joined."""
    merge = _Merge(fields, file)
    entries = [entry for entry in file.entries if entry[0].value not in WITH_KEYS]
    for key, node in merge.sections(change):
        entries.append((key, node))
    for name in ("assume", "layout", "loss"):
        entries += [
            entry
            for entry in (change if change.get(name) is not None else file).entries
            if entry[0].value == name
        ]
    return Mapping(tuple(entries), file.span, file.flow)


class _Merge:
    """Puts the symbols and definitions of a reading among those of its file."""

    def __init__(self, fields: Fields, file: Mapping) -> None:
        self.fields = fields
        self.file = file
        reader = DeclarationReader(Fields(fields.source))
        reader.read(file)
        self.declared = reader.declarations()
        self.names = {template.span: name for name, template in self.declared.templates.items()}

    def sections(self, change: Mapping) -> list[tuple[Scalar, Node]]:
        """`symbols` and `define` as they stand in this reading."""
        written = {name: self._entries(change, name) for name in ("symbols", "define")}
        new = {self._name(key) for entries in written.values() for key, _ in entries}
        found: list[tuple[Scalar, Node]] = []
        for section in ("symbols", "define"):
            place = next(
                (key for source in (change, self.file) for key, _ in source.entries if key.value == section),
                None,
            )
            if place is not None:
                entries = self._merge(self._entries(self.file, section), written[section], new)
                found.append((place, Mapping(tuple(entries), place.span, False)))
        return found

    def _merge(
        self, old: list[tuple[Scalar, Node]], new: list[tuple[Scalar, Node]], replaced: set[str]
    ) -> list[tuple[Scalar, Node]]:
        """A replaced entry keeps its place; a new one stands before the next replaced one, or at the end.

        A definition in place of a symbol stands before the first one that uses it.
        """
        merged: list[tuple[Scalar, Node]] = []
        waiting = list(new)
        for key, value in old:
            name = self._name(key)
            names = [self._name(entry[0]) for entry in waiting]
            if name in names:
                upto = names.index(name) + 1
            else:
                upto = max(
                    (at for at, each in enumerate(names, start=1) if self._uses(name, each)), default=0
                )
            merged += waiting[:upto]
            del waiting[:upto]
            if name not in replaced:
                merged.append((key, value))
        return merged + waiting

    def _uses(self, name: str, other: str) -> bool:
        """Does a definition of the file use this name, which was a symbol there?"""
        template = self.declared.templates.get(name)
        return template is not None and other in template.depends_on and other in self.declared.symbols

    def _entries(self, mapping: Mapping, section: str) -> list[tuple[Scalar, Node]]:
        node = mapping.get(section)
        return [] if node is None else list(self.fields.mapping(node, f"`{section}`").entries)

    def _name(self, key: Scalar) -> str:
        """The name that an entry declares; `u_k` is the family u, if the file has it under another letter."""
        try:
            head = parse_head(key.fragment, self.declared.vocabulary())
        except DerivationError:
            return declared_name(key.fragment)
        if head.span in self.names:
            return self.names[head.span]
        family = None if head.base is None else self.declared.templates.get(head.base)
        letters = "" if head.run is None else head.run
        is_new = all(self.declared.kind_of(letter) is None for letter in letters)
        if family is not None and family.indices and is_new and len(letters) == len(family.indices):
            return family.name
        return head.text
