"""What is printed is read back as the same tree: every claim and definition of `derivations/`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symderiv.language.document import Document, Statement
from symderiv.language.expression import Expression, IndexParameter
from symderiv.language.traverse import free_letters
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.writing.printer import (
    NUMPY,
    UNICODE,
    Spelling,
    print_condition,
    print_definition,
    print_equation,
)

FOLDER = Path(__file__).parents[2] / "derivations"
FILES = [
    path for path in sorted(FOLDER.rglob("*.yaml")) if "    with:" not in path.read_text(encoding="utf-8")
]
"""All but those whose claims change the declarations."""


def declarations(text: str) -> str:
    """The file without its claims."""
    return re.sub(r"^(gradients|derivations):.*?(?=^\S|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)


def reread(text: str, claims: list[str]) -> list[Statement]:
    """The statements of claims over the declarations of a file."""
    document = load_document(Source("printed.yaml", "\n".join([declarations(text), "derivations:", *claims])))
    statements = [obligation.claim for obligation in document.obligations]
    problems = [claim.diagnostic for claim in statements if not isinstance(claim, Statement)]
    assert not problems, [(str(each.message), each.source.frame(each.span)) for each in problems if each.span]
    return [claim for claim in statements if isinstance(claim, Statement)]


def claim(left: str, right: str, letters: list[str], given: list[str]) -> str:
    """A derivation of one equation as YAML."""
    lines = [f"  - prove: '{_quoted(left)} = {_quoted(right)}'"]
    if letters:
        lines.append(f"    for: '{_quoted(', '.join(letters))}'")
    lines += [f"    given: [{', '.join(repr(each) for each in given)}]"] if given else []
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def free(statement: Statement, spelling: Spelling) -> list[str]:
    """What stands under `for`: of a chain, only the letters that this link uses."""
    parts = [statement.left, statement.right, *([] if statement.where is None else [statement.where])]
    used = {letter for part in parts for letter in free_letters(part)}
    names = [binder.name for binder in statement.indices if binder.name in used]
    where = [print_condition(statement.where, spelling)] if statement.where is not None else []
    return [f"[{', '.join(names)}]", *where] if names else where


def claims(document: Document, spelling: Spelling) -> Iterator[tuple[Expression, Expression, str]]:
    """The two sides of each claim, and how it is printed."""
    for obligation in document.obligations:
        if isinstance(obligation.claim, Statement):
            statement = obligation.claim
            left, right = print_equation(statement.left, statement.right, spelling)
            given = [
                print_condition(e, spelling) for e in statement.assumptions if e not in document.assumptions
            ]
            yield statement.left, statement.right, claim(left, right, free(statement, spelling), given)


def definitions(document: Document, spelling: Spelling) -> Iterator[tuple[None, Expression, str]]:
    """Each definition as the claim that the name is its right side."""
    symbols = {symbol.name for symbol in document.symbols}
    for definition in document.definitions:
        indices = [each.name for each in definition.parameters if isinstance(each, IndexParameter)]
        if len(indices) == len(definition.parameters) and not symbols & set(indices):
            head, body = print_definition(definition, spelling)
            names = [each.name for each in definition.parameters]
            yield None, definition.body, claim(head, body, [f"[{', '.join(names)}]"] if names else [], [])


@pytest.mark.parametrize("spelling", [UNICODE, NUMPY], ids=["Unicode", "NumPy"])
@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_claims_and_definitions(path: Path, spelling: Spelling) -> None:
    text = path.read_text(encoding="utf-8")
    document = load_document(Source(path.name, text))
    known = [*claims(document, spelling), *definitions(document, spelling)]
    again = reread(text, [written for *_, written in known])
    for statement, (left, right, written) in zip(again, known, strict=True):
        assert statement.right == right, written
        assert left is None or statement.left == left, written
