"""Every counterexample in a report is evaluated again, from the JSON alone, by an evaluator of the tests."""

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symderiv.check import Options, check_file
from symderiv.language.document import Kind, Statement
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.report import Report
from symderiv.writing.json_report import json_report
from tests.kernel.evaluate import Point, Undefined, value

WRONG = sorted((Path(__file__).parent.parent / "derivations" / "wrong").glob("*.yaml"))


def numbers(texts: Any, kind: type) -> Any:
    """Nested lists of texts as numbers."""
    if isinstance(texts, str):
        return kind(Fraction(texts))
    return [numbers(text, kind) for text in texts]


def refuted(path: Path) -> list[tuple[dict[str, Any], Statement]]:
    """The refuted obligations of a file as JSON says them, and the statements that they are about."""
    obligations = load_document(read_source(str(path))).obligations
    statements = {o.id: o.claim for o in obligations}
    false = tuple(o.id for o in obligations if o.expected == "refuted")
    report = json.loads(json_report(Report("test", (check_file(str(path), Options(select=false)),))))
    found = [o for o in report["files"][0]["obligations"] if o["verdict"] == "refuted"]
    return [(each, statements[each["id"]]) for each in found]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_counterexamples_are_what_they_say(path: Path) -> None:
    for obligation, statement in refuted(path):
        example = obligation["counterexample"]
        kinds = {symbol.name: symbol.kind for symbol in statement.symbols}
        if Kind.FUNCTION in kinds.values():
            continue  # the values of placeholders are formulas
        values = {
            name: numbers(texts, int if kinds[name] is Kind.POSITION else float)
            for name, texts in example["values"].items()
        }
        point = Point(example["sizes"], values, example["indices"])
        at = tuple(example["component"])
        sides = [
            (statement.left, example["left"]),
            (statement.right, example["right"]),
        ]
        assert example["left"] != example["right"]
        for side, said in sides:
            if said == "undefined":
                with pytest.raises((Undefined, ArithmeticError, ValueError)):
                    value(side, at, point)
                continue
            found = value(side, at, point)
            assert math.isclose(found, float(Fraction(said)), rel_tol=1e-4, abs_tol=1e-4), (
                obligation["id"], found, said,
            )  # fmt: skip
