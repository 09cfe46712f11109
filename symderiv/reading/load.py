"""The one door of reading: from a source to a Document, or to the errors that stand in the way."""

import re

from symderiv.errors import DerivationError, IllShaped, Unreadable
from symderiv.language.document import Derivation, Document, Obligation, Problem, Statement
from symderiv.language.expression import Expression
from symderiv.reading.chain import one_line
from symderiv.reading.claims import Claim, Free
from symderiv.reading.declarations import DeclarationReader
from symderiv.reading.derivations import DerivationReader
from symderiv.reading.elaborate.definitions import index_names
from symderiv.reading.elaborate.elaborator import Elaborator
from symderiv.reading.elaborate.reader import Definitions, read_settled
from symderiv.reading.elaborate.scope import Declarations, Scope
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.files import is_prose
from symderiv.reading.file.front_matter import hinted_front
from symderiv.reading.file.yaml_comments import hinted, hinted_error
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence, compose
from symderiv.reading.marks import Marks, read_marks
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import parse_expression
from symderiv.reading.remarks import remarks
from symderiv.reading.setting import SettingReader
from symderiv.reading.wording import Wording
from symderiv.records import replace
from symderiv.source import Fragment, Source, Span

FILE_KEYS = (
    "symderiv", "title", "source", "notes", "sizes", "symbols", "define", "assume", "layout", "loss",
    "gradients", "derivations",
)  # fmt: skip
GRADIENT_KEYS = ("is", "expect", "corrected", "name")


def load_document(source: Source) -> Document:
    """The document that a source holds; a DerivationError says everything that is wrong with it."""
    try:
        document = _loaded(source)
    except DerivationError as problem:
        has_front = is_prose(source.path) and source.text.startswith("---")
        raise (hinted_front if has_front else hinted_error)(problem) from None
    return document if is_prose(source.path) else hinted(document)


def _loaded(source: Source) -> Document:
    fields = Fields(source)
    file, unchecked = file_of(source)
    fields.known_keys(file, FILE_KEYS, (), "in a derivation file")
    reader = DeclarationReader(fields)
    reader.read(file)
    fields.settle()
    document = replace(_Loader(fields, reader).document(file), unchecked=unchecked)
    return replace(document, remarks=remarks(document)) if "\\" in source.text else document


def file_of(source: Source) -> tuple[Mapping, tuple[Span, ...]]:
    """The tree of a derivation file, or of a document that holds one; and what it leaves unchecked."""
    if not is_prose(source.path):
        return compose(source), ()
    from symderiv.reading.prose import read_prose

    return read_prose(source)


def read_expression(text: str, declarations: str | Source) -> Expression:
    """One expression over symbols declared as YAML, `U: matrix[V, D], v: vector[D]`, or over those of a file.

    Sizes that are not declared are taken as they come.
    """
    source = declarations if isinstance(declarations, Source) else Source("<symbols>", declarations)
    return _read_alone(Source("<expression>", text), _declared(source))


def _read_alone(source: Source, declared: Declarations) -> Expression:
    syntax = parse_expression(Fragment.whole(source), declared.vocabulary())
    definitions = Definitions()
    return read_settled(
        lambda: Scope(declared, source), lambda scope: Elaborator(scope, definitions).read(syntax)
    )


def _declared(source: Source) -> Declarations:
    text = source.text
    if not is_prose(source.path) and not re.search(r"^[ \t]*symbols\s*:", text, re.MULTILINE):
        sizes = sorted(set(re.findall(r"[A-Za-z]\w*", " ".join(re.findall(r"\[([^\[\]]*)\]", text)))))
        entries = "\n".join(f"  {line.strip()}" for line in _entries(text))
        source = Source("<symbols>", f"sizes: [{', '.join(sizes)}]\nsymbols:\n{entries}\n")
    fields = Fields(source)
    reader = DeclarationReader(fields)
    reader.read(file_of(source)[0])
    fields.settle()
    return reader.declarations()


def _entries(text: str) -> list[str]:
    """`U: matrix[V, D], v: vector[D]` one by one: a comma parts them if a name and a colon follow."""
    return [piece for piece in re.split(r"[\n;]|,(?=\s*+[^\s,:\[\]]++\s*+:)", text) if piece.strip()]


class _Loader:
    """Reads the claims of one file over its declarations."""

    def __init__(self, fields: Fields, reader: DeclarationReader) -> None:
        self.fields = fields
        self.reader = reader
        self.ids: set[str] = set()

    def document(self, file: Mapping) -> Document:
        fields = self.fields
        source = fields.source
        self._check_version(file.get("symderiv"))
        texts = {key: fields.gather(fields.text, file.get(key)) for key in ("title", "source", "notes")}
        self.setting = SettingReader(fields, self.reader).read(file)
        fields.settle()
        self.claims = self.setting.claims
        self.vocabulary = self.claims.declarations.vocabulary()
        derivations = [*self._gradients(file.get("gradients"))]
        derivations += self._derivations(file.get("derivations"), len(derivations))
        fields.settle()
        return Document(
            source, texts["title"], texts["source"], texts["notes"],
            tuple(self.reader.sizes.values()), tuple(self.reader.symbols.values()),
            tuple(self.claims.definitions.made.values()), self.setting.loss, self.reader.layout,
            tuple(fact.expression for fact in self.claims.facts), tuple(derivations),
        )  # fmt: skip

    def _check_version(self, node: Node | None) -> None:
        if node is not None and self.fields.text(node) != "1":
            raise self.fields.error("E141", "this version reads format 1", node.span, "`symderiv: 1`")

    # ── Gradients ───────────────────────────────────────────────────────────────────────────────

    def _gradients(self, node: Node | None) -> list[Derivation]:
        if node is None:
            return []
        mapping = self.fields.mapping(node, "`gradients`")
        if self.reader.loss is None:
            raise self.fields.error(
                "E143", "gradients of what? there is no `loss`", node.span, "`loss: J = …`"
            )
        derivations: list[Derivation] = []
        for key, value in mapping.entries:
            for item in value.items if isinstance(value, Sequence) else (value,):
                if isinstance(value, Sequence) and value.flow and isinstance(item, Scalar):
                    self._check_not_one_formula(item, value)
                read = self.fields.gather(self._gradient, key, item, len(derivations))
                if read is not None:
                    derivations.append(read)
        return derivations

    def _check_not_one_formula(self, item: Scalar, value: Sequence) -> None:
        """`[x_i for i]` was meant as one formula, and YAML made a list of it."""
        try:
            parse_expression(item.fragment, self.vocabulary)
        except Unreadable:
            self.fields.problems.append(
                self.fields.error(
                    "E132",
                    "YAML reads this as a list of claims, and one of them cannot be read",
                    value.span,
                    "a formula that starts with `[` needs quotes; a list of claims is written with `- `",
                ).diagnostics[0]
            )

    def _gradient(self, key: Scalar, node: Node, number: int) -> Derivation:
        loss = self.reader.loss
        variable = key.value.strip()
        name = f"∂{loss}/∂{variable}"
        marks = Marks()
        is_node: Node = node
        if isinstance(node, Mapping):
            self.fields.known_keys(node, GRADIENT_KEYS, (), "in a gradient")
            written = node.get("is")
            if written is None:
                raise self.fields.error("E144", "a gradient needs `is`", node.span)
            is_node, marks = written, read_marks(self.fields, node)
            name = self.fields.text(node.get("name")) or name
        right = self.fields.formula(is_node, "an expression")
        id = self._unique(f"gradient[{variable}]")
        head = f"∂{loss}/∂{variable}"
        claim, wording = self._gradient_claim(key, right)
        whole = Obligation(
            id, name, number, None, 0, right.span, head, one_line(right.value), claim,
            marks.expected or "proved", wording=wording,
        )  # fmt: skip
        obligations = [whole]
        if (better := marks.corrected) is not None:
            claim, wording = self._gradient_claim(key, better)
            obligations.append(
                Obligation(
                    f"{id}~corrected", f"{name}, corrected", number, None, 0, better.span, head,
                    one_line(better.value), claim, wording=wording,
                )
            )  # fmt: skip
        return Derivation(name, None, None, tuple(obligations), key.span)

    def _gradient_claim(self, key: Scalar, right: Fragment) -> tuple[Statement | Problem, Wording | None]:
        """∂loss/∂variable = right; a letter that is free in the variable's subscript is free in the claim."""
        try:
            variable = parse_expression(key.fragment, self.vocabulary)
            loss = s.Name(self.reader.loss or "", key.span)
            left = s.DerivativeOf(loss, (variable,), "partial", key.span)
            letters = dict.fromkeys(
                n
                for n in index_names(variable)
                if len(n) == 1 and self.claims.declarations.kind_of(n) is None
            )
            bindings = tuple(s.BindingRange(s.Name(c, key.span), None, None, None) for c in letters)
            vocabulary = replace(self.vocabulary, letters=frozenset(letters))
            claim = Claim(left, parse_expression(right, vocabulary), Free(bindings), ())
        except IllShaped as problem:
            return Problem("ill-shaped", problem.diagnostics[0]), None
        except Unreadable as problem:
            return Problem("unreadable", problem.diagnostics[0]), None
        return self.claims.read(claim), Wording(self.claims, claim, right, vocabulary)

    # ── Derivations ─────────────────────────────────────────────────────────────────────────────

    def _derivations(self, node: Node | None, number: int) -> list[Derivation]:
        if node is None:
            return []
        if not isinstance(node, Sequence):
            raise self.fields.error("E132", "`derivations` is a list", node.span, "start each one with `- `")
        read = [
            self.fields.gather(self._derivation, item, at) for at, item in enumerate(node.items, start=number)
        ]
        return [derivation for derivation in read if derivation is not None]

    def _derivation(self, node: Node, number: int) -> Derivation:
        mapping = self.fields.mapping(node, "a derivation")
        return DerivationReader(self.fields, self.setting, self._unique, number).read(mapping)

    def _unique(self, id: str) -> str:
        """The id, or the first of id-2, id-3, … that is free."""
        free, count = id, 1
        while free in self.ids:
            count += 1
            free = f"{id}-{count}"
        self.ids.add(free)
        return free
