"""What a notebook shows of reports and expressions."""

import sys
from typing import Any

import pytest

import symderiv
from symderiv.report import Report
from symderiv.source import Source
from tests.test_structure import HEAVY, loaded
from tests.writing.pages import CHAIN, EXAMPLE, evil, reported

pytest.importorskip("math_core")

SYMBOLS = "U: matrix[V, D], v: vector[D], c: scalar"


def bundle(shown: Any) -> dict[str, str]:
    made: dict[str, str] = shown._repr_mimebundle_(include=None, exclude=None)
    return made


@pytest.fixture(scope="module")
def report() -> symderiv.FileReport:
    return symderiv.check_document(symderiv.load_document(Source("k.yaml", CHAIN)))


def test_an_expression() -> None:
    made = bundle(symderiv.read_expression("U v / c", SYMBOLS))
    assert made["text/plain"] == "U v / c"
    assert made["text/latex"] == r"$\displaystyle \frac{\boldsymbol{U} \boldsymbol{v}}{c}$"
    assert made["text/html"].startswith('<math displaystyle="true"><mfrac>')


def test_a_report(report: symderiv.FileReport) -> None:
    whole = bundle(Report("0", (report,)))
    assert "k.yaml" in whole["text/plain"]
    assert "8 claims in 1 file" in whole["text/plain"]
    assert whole["text/html"].count('class="line') == 8
    assert "@media (prefers-color-scheme: dark)" in whole["text/html"]
    assert ":root" not in whole["text/html"]
    assert r"$\displaystyle x_{i} + x_{i}$ $=$ $\displaystyle 3 \, x_{i}$ (refuted" in whole["text/latex"]
    assert bundle(report)["text/html"].count('class="line') == 8


def test_a_claim(report: symderiv.FileReport) -> None:
    made = bundle(report.obligations[1])
    assert made["text/plain"].startswith("✓ x_i + x_i = 3 x_i  refuted, as expected")
    assert "counterexample at n=1" in made["text/plain"]
    assert "counterexample at n=1" in made["text/html"]


def test_hostile_text_is_text() -> None:
    first, second = evil().obligations
    for each in (reported(first, "unreadable"), reported(second, "refuted", counterexample=EXAMPLE)):
        made = bundle(each)
        assert "<script" not in made["text/html"]
        assert r"\input" not in made["text/latex"]
        assert not any(letter in made["text/plain"] for letter in "\x1b\u202e\x00")


def test_without_the_library_for_mathml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    made = bundle(symderiv.read_expression("U v", SYMBOLS))
    assert sorted(made) == ["text/latex", "text/plain"]


def test_nothing_is_loaded_before_a_notebook_asks() -> None:
    heavy = (*HEAVY, "math_core", "symderiv.notebook", "symderiv.writing")
    assert loaded("import symderiv.report, symderiv.language.expression", heavy=heavy) == (0, "")
