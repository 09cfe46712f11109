"""A corpus of formulas: what stands in one line of it, and what a formula of it means."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from symderiv.language.document import Problem, Statement
from symderiv.language.expression import Expression
from symderiv.reading.claims import Claim, ClaimReader, Free
from symderiv.reading.declarations import DeclarationReader
from symderiv.reading.elaborate.definitions import free_names
from symderiv.reading.elaborate.reader import Definitions
from symderiv.reading.elaborate.scope import Declarations
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import compose
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import parse_statement
from symderiv.records import replace
from symderiv.source import Fragment, Source


@dataclass(frozen=True)
class Line:
    """A formula, the context it stands in, and the verdict: `=` with the mathematical spelling that must
    mean the same, `&` the same of a condition, `?` with that spelling and the code of what is wrong with its meaning, `!` with the code
    of what cannot be read."""

    number: int
    context: str
    letters: tuple[str, ...]
    formula: str
    verdict: str
    meant: str


def read_corpus(path: Path) -> tuple[dict[str, str], list[Line]]:
    """The contexts (declarations as in a file) by name, and the lines."""
    contexts: dict[str, str] = {}
    lines: list[Line] = []
    name, letters, formula, number = "", (), "", 0
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.startswith("@ "):
            name = text[2:]
            contexts.setdefault(name, "")
        elif text.startswith("| "):
            contexts[name] += text[2:] + "\n"
        elif text.startswith("for "):
            letters = tuple(text.split()[1:])
        elif text.startswith("$ "):
            formula = text[2:]
        elif text[:2] in ("= ", "? ", "! ", "& "):
            lines.append(Line(number, name, letters, formula, text[0], text[2:]))
            letters = ()
    return contexts, lines


def declared(text: str) -> Declarations:
    fields = Fields(Source("context.yaml", text))
    reader = DeclarationReader(fields)
    reader.read(compose(fields.source))
    fields.settle()
    return reader.declarations()


def sides_of(text: str, declarations: Declarations, letters: tuple[str, ...]) -> tuple[s.Syntax, ...]:
    """The sides of an equation or chain; an expression is one side."""
    vocabulary = replace(declarations.vocabulary(), letters=frozenset(letters))
    fragment = Fragment.whole(Source("formula", text))
    return parse_statement(fragment, vocabulary)


def meaning(
    sides: tuple[s.Syntax, ...], declarations: Declarations, letters: tuple[str, ...]
) -> tuple[tuple[Expression, ...] | str, ...]:
    """What every equation of a chain states, or the code of what is wrong with it."""
    source = Source("formula", " " * 10_000)
    reader = ClaimReader(declarations, Definitions(), source, ())
    found: list[tuple[Expression, ...] | str] = []
    pairs = pairwise(sides) if len(sides) > 1 else [(sides[0], sides[0])]
    for left, right in pairs:
        used = free_names(left) | free_names(right)
        bindings = [
            s.BindingRange(s.Name(c, left.span), None, None, None)
            for c in letters
            if c in used and declarations.kind_of(c) is None
        ]
        match reader.read(Claim(left, right, Free(tuple(bindings)), ())):
            case Statement(first, second):
                found.append((first, second))
            case Problem(_, diagnostic):
                found.append(diagnostic.code)
    return tuple(found)
