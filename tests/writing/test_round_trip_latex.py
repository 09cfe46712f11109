"""What is printed as LaTeX is read back as the same tree, but for two words that LaTeX does not have.

`inv(A)` is printed as `A^{-1}` and `normsq(x)` as `\\lVert x \\rVert^{2}`, which are the same values.
Rows that stand where a column is needed (`A @ U[w]`) are printed with a transpose, as mathematics
has them; trees with such products are read back as what is printed.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from symderiv.errors import DerivationError
from symderiv.language.document import Document, Problem, Statement
from symderiv.language.expression import Apply, Expression, MatrixPower, Number, Orientation, Power, Product
from symderiv.language.traverse import walk
from symderiv.reading.load import load_document, read_expression
from symderiv.records import fields, is_dataclass, replace
from symderiv.source import Source
from symderiv.writing.printer import (
    LATEX,
    UNICODE,
    Spelling,
    print_condition,
    print_equation,
    print_expression,
)
from tests.writing.test_round_trip import FILES, claim, declarations
from tests.writing.test_round_trip_random import DECLARATIONS, texts


def as_printed(node: Any) -> Any:
    """The tree with `inv` and `normsq` as the powers that are printed for them."""
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


def same(again: Expression, tree: Expression) -> bool:
    shown = as_printed(tree)
    if again == shown:
        return True
    return has_loose_products(tree) and print_expression(again, LATEX) == print_expression(shown, LATEX)


# ── Every claim of `derivations/` ───────────────────────────────────────────────────────────────────


def dollars(text: str, spelling: Spelling) -> str:
    return f"${text}$" if spelling is LATEX else text


def written(document: Document, spelling: Spelling) -> list[str]:
    """The claims of a document as YAML."""
    found: list[str] = []
    for statement in statements(document):
        sides = print_equation(statement.left, statement.right, spelling)
        facts = [e for e in statement.assumptions if e not in document.assumptions]
        conditions = [dollars(print_condition(e, spelling), spelling) for e in facts]
        letters = [dollars(spelling.name(binder.name, False), spelling) for binder in statement.indices]
        if statement.where is not None:
            letters.append(dollars(print_condition(statement.where, spelling), spelling))
        text = claim(*(dollars(side, spelling) for side in sides), letters, [])
        if conditions:
            text += "\n    given:" + "".join(
                "\n      - '" + each.replace("'", "''") + "'" for each in conditions
            )
        found.append(text)
    return found


def statements(document: Document) -> list[Statement]:
    return [each.claim for each in document.obligations if isinstance(each.claim, Statement)]


def read_again(text: str, claims: list[str]) -> list[Statement | Problem]:
    document = load_document(Source("printed.yaml", "\n".join([declarations(text), "derivations:", *claims])))
    return [obligation.claim for obligation in document.obligations]


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_claims(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = load_document(Source(path.name, text))
    claims = written(document, LATEX)
    plain, again = (read_again(text, each) for each in (written(document, UNICODE), claims))
    compared = 0
    for statement, unicode, found, shown in zip(statements(document), plain, again, claims, strict=True):
        if (
            not isinstance(unicode, Statement)
            or unicode.left != statement.left
            or unicode.right != statement.right
        ):
            continue  # read with declarations that are not the file's
        compared += 1
        assert isinstance(found, Statement), (shown, found)
        assert same(found.left, statement.left), shown
        assert same(found.right, statement.right), shown
    assert compared


# ── Compositions of every construct ─────────────────────────────────────────────────────────────────


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(text=st.sampled_from(["scalar", "column", "row", "matrix"]).flatmap(lambda kind: texts(kind, 3)))
def test_printing_and_reading(text: str) -> None:
    try:
        tree = read_expression(text, DECLARATIONS)
    except DerivationError:
        reject()
    if has_loose_products(tree):
        reject()
    printed = f"${print_expression(tree, LATEX)}$"
    assert read_expression(printed, DECLARATIONS) == as_printed(tree), printed


@pytest.mark.parametrize("text", ["T^(T)", "a^(-T)", "a^(2 T)", "sum(y[j] for j if j != o and a > 1[o = 1])"])
def test_what_is_no_transpose_and_no_factor(text: str) -> None:
    tree = read_expression(text, DECLARATIONS)
    printed = f"${print_expression(tree, LATEX)}$"
    assert read_expression(printed, DECLARATIONS) == tree, printed
