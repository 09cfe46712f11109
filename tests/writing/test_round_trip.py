"""What is printed is read back as the same tree, in all three spellings: every expression of `derivations/`.

LaTeX does not have two words: `inv(A)` is printed as `A^{-1}` and `normsq(x)` as `\\lVert x \\rVert^{2}`, which
are the same values. Rows that stand where a column is needed (`A @ U[w]`) are printed with a transpose, as
mathematics has them; trees with such products are read back as what is printed.
"""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symderiv.language.document import Statement
from symderiv.language.expression import (
    Apply,
    Definition,
    Expression,
    IndexParameter,
    MatrixPower,
    Number,
    Orientation,
    Power,
    Product,
)
from symderiv.language.traverse import walk
from symderiv.reading.claims import Claim, ClaimReader, Free
from symderiv.reading.load import load_document
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.parser import parse_condition, parse_expression
from symderiv.reading.wording import Wording
from symderiv.records import fields, is_dataclass, replace
from symderiv.source import NOWHERE, Fragment, Source
from symderiv.writing.printer import (
    LATEX,
    NUMPY,
    UNICODE,
    Spelling,
    print_condition,
    print_definition,
    print_equation,
    print_expression,
)

FOLDER = Path(__file__).parents[2] / "derivations"
FILES = sorted([*FOLDER.rglob("*.yaml"), *FOLDER.rglob("*.md")])
SPELLINGS = (UNICODE, NUMPY, LATEX)


def as_printed(node: Any) -> Any:
    """The tree with `inv` and `normsq` as the powers that LaTeX has for them."""
    if isinstance(node, tuple):
        return tuple(as_printed(each) for each in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {f.name: as_printed(getattr(node, f.name)) for f in fields(node) if f.init}
    node = replace(
        node, **{name: value for name, value in changed.items() if value is not getattr(node, name)}
    )
    match node:
        case Apply("inv", (argument,), _, shape):
            return MatrixPower(argument, -1, shape)
        case Apply("normsq", arguments, axis, shape):
            return Power(Apply("norm", arguments, axis, shape), Number(Fraction(2)), shape)
        case _:
            return node


def has_loose_products(tree: Expression) -> bool:
    return any(
        isinstance(node, Product)
        and Orientation.LOOSE_ROW in (each.shape.orientation for each in (node, node.left, node.right))
        for node in walk(tree)
    )


def same(again: Expression, tree: Expression, spelling: Spelling) -> bool:
    if again == tree:
        return True
    if spelling is not LATEX:
        return False
    shown = as_printed(tree)
    if again == shown:
        return True
    return has_loose_products(tree) and print_expression(again, LATEX) == print_expression(shown, LATEX)


def written(text: str, spelling: Spelling) -> Fragment:
    return Fragment.whole(Source("printed", f"${text}$" if spelling is LATEX else text))


# ── Claims, in the very words of their setting ──────────────────────────────────────────────────────


def printed(statement: Statement, wording: Wording, spelling: Spelling) -> Claim:
    """The claim with everything that it says itself printed and parsed again."""
    words = wording.vocabulary
    left, right = (
        parse_expression(written(side, spelling), words)
        for side in print_equation(statement.left, statement.right, spelling)
    )
    where: s.Syntax | None = None
    if statement.where is not None:
        where = parse_condition(written(print_condition(statement.where, spelling), spelling), words)
    known = {each.expression for each in wording.claims.facts}
    facts = [each for each in statement.assumptions if each not in known]
    given = tuple(parse_condition(written(print_condition(e, spelling), spelling), words) for e in facts)
    free = replace(wording.claim.free, where=where)
    return replace(wording.claim, left=left, right=right, free=free, given=given)


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_claims_and_definitions(path: Path) -> None:
    document = load_document(Source(path.name, path.read_text(encoding="utf-8")))
    readers: list[ClaimReader] = []
    for obligation in document.obligations:
        statement, wording = obligation.claim, obligation.wording
        if not isinstance(statement, Statement):
            continue
        assert isinstance(wording, Wording), obligation.id
        readers += [] if any(each is wording.claims for each in readers) else [wording.claims]
        for spelling in SPELLINGS:
            claim = printed(statement, wording, spelling)
            again = wording.claims.read(claim)
            shown = print_equation(statement.left, statement.right, spelling)
            assert isinstance(again, Statement), (shown, again)
            assert same(again.left, statement.left, spelling), shown
            assert same(again.right, statement.right, spelling), shown
            assert (again.where, again.assumptions) == (statement.where, statement.assumptions), shown
    for reader in readers:
        for definition in reader.definitions.made.values():
            check_definition(reader, definition)


def check_definition(reader: ClaimReader, definition: Definition) -> None:
    """The definition as the claim that the name is its right side; families of values are read elsewhere."""
    indices = [each for each in definition.parameters if isinstance(each, IndexParameter)]
    if len(indices) < len(definition.parameters) or any(
        each.name in reader.declarations.symbols for each in indices
    ):
        return
    letters = {each.name: each.sort for each in indices}
    words = replace(reader.declarations.vocabulary(), letters=frozenset(letters))
    bindings = tuple(s.BindingRange(s.Name(letter, NOWHERE), None, None, None) for letter in letters)
    for spelling in SPELLINGS:
        head, body = print_definition(definition, spelling)
        left, right = (parse_expression(written(side, spelling), words) for side in (head, body))
        again = reader.read(Claim(left, right, Free(bindings), (), letters))
        assert isinstance(again, Statement), (head, body, again)
        assert same(again.right, definition.body, spelling), (head, body)


# ── Families of values, in the file that uses them ──────────────────────────────────────────────────


def families(text: str) -> dict[tuple[str, str], Definition]:
    """Those whose parameters take values, by their names and the shapes of these."""
    document = load_document(Source("file.yaml", text))
    return {
        (each.name, str([parameter.shape for parameter in values])): each
        for each in document.definitions
        if (values := [p for p in each.parameters if not isinstance(p, IndexParameter)])
    }


def test_families_of_values() -> None:
    met: set[str] = set()
    for path in FOLDER.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        lines = set(re.findall(r"^ +[A-Za-zθ_]+\(.*\):.*$", text, re.MULTILINE))
        if lines <= met:
            continue
        met |= lines
        known = families(text)
        for spelling in SPELLINGS if known else ():
            again = families(reprinted(text, spelling))
            for key, definition in known.items():
                assert same(again[key].body, definition.body, spelling), print_definition(
                    definition, spelling
                )
    assert met


def reprinted(text: str, spelling: Spelling) -> str:
    """The file with its definitions as they are printed."""
    document = load_document(Source("file.yaml", text))
    before, block, after = re.split(r"(^define:.*?(?=^\S|\Z))", text, flags=re.MULTILINE | re.DOTALL)
    made = [e for e in document.definitions if e != document.loss or f"\n  {e.name}:" in block]
    bodies = {print_definition(each, UNICODE)[0]: each.body for each in made}
    lines = [f"  '{head}': '{_quoted(body, spelling)}'\n" for head, body in bodies.items()]
    return f"{before}define:\n{''.join(lines)}{after}"


def _quoted(body: Expression, spelling: Spelling) -> str:
    return written(print_expression(body, spelling), spelling).value.replace("'", "''")
