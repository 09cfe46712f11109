"""Questions asked of a file that it does not hold: further claims, read over its declarations."""

from symderiv.errors import DerivationError, Diagnostic, IllShaped
from symderiv.language.document import Problem, Statement
from symderiv.language.expression import Binder, Definition, Derivative, Expression
from symderiv.reading.claims import Claim, ClaimReader, Free
from symderiv.reading.declarations import DeclarationReader
from symderiv.reading.elaborate.definitions import free_names, index_names
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, compose
from symderiv.reading.load import file_of
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import parse_expression
from symderiv.reading.setting import SettingReader
from symderiv.records import replace
from symderiv.source import Fragment, Source

Entry = tuple[str, str]
"""A name and the text of what it stands for."""


class Desk:
    """The declarations over which further claims are read."""

    def __init__(self, claims: ClaimReader, loss: Definition | None = None) -> None:
        self.claims = claims
        self.loss = loss

    @classmethod
    def of_file(cls, source: Source, more: tuple[Entry, ...] = ()) -> "Desk":
        """The declarations of a file, perhaps with some definitions more."""
        file, _ = file_of(source)
        fields = Fields(source)
        reader = DeclarationReader(fields)
        reader.read(_with_definitions(file, more))
        fields.settle()
        setting = SettingReader(fields, reader).read(_with_definitions(file, more))
        fields.settle()
        return cls(setting.claims, setting.loss)

    @property
    def source(self) -> Source:
        return self.claims.source

    @property
    def definitions(self) -> tuple[Definition, ...]:
        return tuple(self.claims.definitions.made.values())

    @property
    def names(self) -> frozenset[str]:
        """Every name that means something."""
        declared = self.claims.declarations
        return frozenset({*declared.sizes, *declared.symbols, *declared.templates})

    def equation(self, left: str, right: str) -> Statement | Problem:
        """What is claimed; a letter that is free in the left side is free in the claim."""
        source = Source("<derivative>", f"{left} = {right}")
        claims = replace(self.claims, source=source)
        try:
            return claims.read(self._claim(Fragment.whole(source), len(left)))
        except IllShaped as problem:
            return Problem("ill-shaped", problem.diagnostics[0])
        except DerivationError as problem:
            return Problem("unreadable", problem.diagnostics[0])

    def derivative(self, of: str, variable: str) -> tuple[Derivative, tuple[Binder, ...]]:
        """The derivative that is asked for, and its free indices."""
        left = head_of(of, variable)
        read = self.equation(left, left)
        if isinstance(read, Problem):
            raise DerivationError(read.diagnostic)
        if not isinstance(read.left, Derivative):
            message, hint = (
                f"`{left}` is no derivative",
                "a variable is a symbol, a defined name, or a part of one",
            )
            raise DerivationError(Diagnostic("E331", message, self.source, None, hint))
        return read.left, read.indices

    def statement(self, left: Expression, right: Expression) -> Statement:
        """Two expressions over these declarations, and all that is assumed."""
        return self.claims.complete(left, right, None, (), self.claims.facts)

    def _claim(self, whole: Fragment, cut: int) -> Claim:
        """The claim in a text whose left side ends at the cut."""
        left, right = whole.slice(0, cut), whole.slice(cut + 2, len(whole.value))
        known = self.claims.declarations
        vocabulary = known.vocabulary()
        head = parse_expression(left, vocabulary)
        free = free_names(head)
        names = (name for name in index_names(head) if len(name) == 1 and name in free)
        letters = dict.fromkeys(name for name in names if known.kind_of(name) is None)
        bindings = tuple(s.BindingRange(s.Name(c, left.span), None, None, None) for c in letters)
        vocabulary = replace(vocabulary, letters=frozenset(letters))
        first, second = (parse_expression(side, vocabulary) for side in (left, right))
        return Claim(first, second, Free(bindings), ())


def head_of(of: str, variable: str) -> str:
    """`∂J/∂x`, `∂/∂x (∂J/∂y)`."""
    is_name = not any(letter in of for letter in " +-−*/^@()∂")
    return f"∂{of}/∂{variable}" if is_name else f"∂/∂{variable} ({of})"


def _with_definitions(file: Mapping, more: tuple[Entry, ...]) -> Mapping:
    """The file with definitions after its own."""
    if not more:
        return file
    lines = [f"  {name}: '{text.replace(chr(39), 2 * chr(39))}'" for name, text in more]
    written = compose(Source("<names>", "\n".join(["define:", *lines, ""])))
    own = file.get("define")
    before = own.entries if isinstance(own, Mapping) else ()
    after = [entry for _, node in written.entries if isinstance(node, Mapping) for entry in node.entries]
    both = Mapping((*before, *after), written.span, False)
    others = [entry for entry in file.entries if entry[0].value != "define"]
    return Mapping((*others, (written.entries[0][0], both)), file.span, file.flow)
