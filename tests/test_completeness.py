"""Every node, operator and diagnostic code has a test: lists of examples that must be complete."""

from pathlib import Path

import pytest

from symderiv.catalogue.look_up import ENTRIES
from symderiv.check import check_document
from symderiv.errors import CODES, DerivationError
from symderiv.language.expression import Expression
from symderiv.language.operators import OPERATORS, ShapeRule
from symderiv.language.traverse import walk
from symderiv.reading.file.files import read_source, replace_source
from symderiv.reading.load import load_document, read_expression
from symderiv.report import INTERNAL
from symderiv.source import Source
from tests.writing.test_round_trip_random import DECLARATIONS

NODES = {
    "Number": "2", "Constant": "pi", "SizeNumber": "D", "SymbolRef": "a", "ParameterRef": "F(x)", "DefinitionRef": "s",
    "Identity": "eye(D)", "Filled": "ones(D)", "Negate": "-a", "Add": "a + b", "Subtract": "a - b", "Product": "a b",
    "Divide": "a / b", "Power": "a^2", "MatrixPower": "A^2", "Transpose": "A^T", "Broadcast": "a + x", "Subscript": "x_1",
    "NewAxis": "x[:, None] + A", "Stack": "[x_i; for i]", "Block": "[a, b]", "Apply": "exp(a)", "Call": "f(a)",
    "Prime": "f'(a)", "Big": "Σ_i y_i", "Compare": "1[a > b]", "IndexCompare": "δ_{o,neg_1}", "Logic": "1[a > b and b > 0]",
    "Distinct": "1[distinct(neg)]", "Excludes": "1[o ∉ neg]", "Cases": "{a if a > 0; b otherwise}", "Derivative": "∂q/∂x",
}  # fmt: skip
"""An expression with the node."""


def verdict(claim: str) -> str:
    """The verdict on one claim over the declarations of the round trips."""
    text = DECLARATIONS.lstrip() + "derivations:\n  - prove: '" + claim.replace("'", "''") + "'\n"
    (report,) = check_document(load_document(Source("x.yaml", text))).obligations
    return report.verdict


def test_every_node_is_listed() -> None:
    assert sorted(NODES) == sorted(node.__name__ for node in Expression.__args__)


@pytest.mark.parametrize("node", NODES)
def test_a_node_is_read_and_decided(node: str) -> None:
    tree = read_expression(NODES[node], DECLARATIONS)
    assert node in {type(each).__name__ for each in walk(tree)}
    assert verdict(f"{NODES[node]} = {NODES[node]}") == "proved"
    assert verdict(f"{NODES[node]} + 1 = {NODES[node]} + 2") in ("refuted", "ill-shaped")


BESIDE = {"clip": "{}(a, -1, b^2)", "vec": "{}(A)", "diag": "{}(A)"}
ARGUMENTS = {
    ShapeRule.ELEMENTWISE: "{}(a)",
    ShapeRule.ALONG_ROWS: "{}(x)",
    ShapeRule.REDUCE_ROWS: "{}(x)",
    ShapeRule.REDUCTION: "{}(x)",
    ShapeRule.NORM: "{}(x)",
    ShapeRule.SQUARE_TO_SCALAR: "{}(A^T A + eye(D))",
    ShapeRule.SQUARE_TO_SQUARE: "{}(A^T A + eye(D))",
}
"""A call of every operator whose row has the rule."""
RULED_OUT = ("E133", "E321", "E324")
"""Codes of what the grammar refuses first, or of keys to come."""


def call(name: str) -> str:
    row = OPERATORS[name]
    pattern = BESIDE.get(name) or ("{}(a, b)" if row.arity == 2 else ARGUMENTS[row.rule])
    return pattern.format(name)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_is_decided(name: str) -> None:
    assert verdict(f"{call(name)} = {call(name)}") == "proved"
    assert verdict(f"2 {call(name)} + {call(name)} = 2 {call(name)}") == "refuted"


def test_a_file_that_has_changed_is_not_overwritten(tmp_path: Path) -> None:
    """The one code besides that of internal errors which no text and no command yields."""
    path = tmp_path / "x.yaml"
    path.write_text("title: a\n", encoding="utf-8")
    source = read_source(str(path))
    path.write_text("title: b\n", encoding="utf-8")
    with pytest.raises(DerivationError) as refusal:
        replace_source(source, "title: c\n")
    assert refusal.value.diagnostics[0].code == "E119"
    assert path.read_text(encoding="utf-8") == "title: b\n"


def test_every_code_is_yielded_by_a_test() -> None:
    """Those with an example by the tests of the catalogue."""
    others = {code for code, entry in ENTRIES.items() if entry.kind == "none"}
    assert set(CODES) == set(ENTRIES)
    assert others == {"E119", INTERNAL, *RULED_OUT}
