"""The steps that an author left out: which they are, and that nothing stands there that is not proved."""

from pathlib import Path

import pytest

from symderiv.chain_rule import left_out_steps
from symderiv.check import check_document
from symderiv.reading.load import load_document
from symderiv.report import LeftOut, Step
from symderiv.source import Source
from symderiv.writing.documents import latex_text
from symderiv.writing.printer import UNICODE, print_expression

HEAD = "sizes: [V, D]\nsymbols: {U: 'matrix[V, D]', v: 'vector[D]', w: 'vector[V]', y: 'one-hot[V]', a: scalar}\n"
SOFTMAX = "define: {s: U v, p: softmax(s)}\nloss: J = -Σ_i y_i log(p_i)\n"


def steps(text: str) -> dict[str, LeftOut]:
    document = load_document(Source("file.yaml", HEAD + text))
    return dict(left_out_steps(document, check_document(document)))


def texts(chain: tuple[Step, ...]) -> list[str]:
    assert all(each.report.verdict == "proved" for each in chain)
    return [f"{each.report.left} = {right_of(each)}" for each in chain]


def right_of(step: Step) -> str:
    assert step.report.statement is not None
    return print_expression(step.report.statement.right, UNICODE)


def test_the_way_to_a_gradient() -> None:
    found = steps(SOFTMAX + "gradients: {v: U^T (p - y)}\n")["gradient[v]"]
    assert texts(found.between) == ["∂J/∂v = (∂s/∂v)^T ∂J/∂s"]
    assert found.between[0].because == "chain rule through s"
    assert [texts(chain) for chain in found.lemmas] == [
        ["∂J/∂s = (∂p/∂s)^T ∂J/∂p", "∂J/∂s = (diag(p) − p p^T)^T (-(y / p))", "∂J/∂s = p − y"],
        ["∂J/∂p = -(y / p)"],
        ["∂p/∂s = diag(p) − p p^T"],
        ["∂s/∂v = U"],
    ]


def test_what_the_author_claims_is_not_said_again() -> None:
    claims = "gradients: {v: U^T (p - y), s: p - y}\nderivations: [{prove: ∂J/∂v = U^T p - U^T y}]\n"
    found = steps(SOFTMAX + claims)
    assert list(found) == ["gradient[v]", "gradient[s]"]
    assert [texts(chain) for chain in found["gradient[v]"].lemmas] == [["∂s/∂v = U"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SOFTMAX + "gradients: {U: (p - y) v^T}", "Σ_i ∂J/∂s_i ∂s_i/∂U"),
        (SOFTMAX + "layout: denominator\ngradients: {v: U^T (p - y)}", "∂s/∂v ∂J/∂s"),
        ("define: {z: a v, t: z^T z}\nloss: J = log(t)\ngradients: {a: 2 / a}", "∂J/∂z"),
        ("define: {q: w^T w}\nloss: J = q^2\ngradients: {w: 4 q w}", "∂J/∂q ∂q/∂w"),
        ("define: {q: w^T y, r: w^T w}\nloss: J = q r\ngradients: {w: r y + 2 q w}",
         "∂J/∂q ∂q/∂w + ∂J/∂r ∂r/∂w"),
        ("define: {q: w^T w}\nloss: J = q^2\nderivations: [{given: 'w = y', prove: ∂J/∂w = 4 y}]", "∂J/∂q ∂q/∂w"),
        ("define: {s: U v}\nderivations: [{prove: ∂s/∂v = U}]", None),
        ("define: {s: U v, p: softmax(s)}\nderivations: [{prove: '∂p/∂v = (diag(p) - p p^T) U'}]",
         "∂p/∂s ∂s/∂v"),
    ],
)  # fmt: skip
def test_forms_of_the_rule(text: str, first: str | None) -> None:
    found = list(steps(text + "\n").values())
    assert bool(found) == (first is not None)
    for each in found:
        assert str(first) in texts(each.between)[0]
        assert all(texts(chain) for chain in each.lemmas)


@pytest.mark.parametrize(
    "text",
    [
        "define: {q: w^T w}\nloss: J = q + a w^T y\ngradients: {w: 2 w + a y}",
        "define: {q: w^T w}\nloss: J = q^2\ngradients: {w: 3 q w}",
        "define: {q: w^T w}\nloss: J = q^2\nderivations: [{chain: [∂J/∂w, 2 q ∂q/∂w, 4 q w]}]",
        "define: {q: w^T w}\nloss: J = q^2\nderivations: [{with: {define: {q: 2 w^T w}}, prove: ∂J/∂w = 8 q w}]",
        "define: {q: w^T w}\nloss: J = q^2\nderivations: [{prove: ∂J/∂w = ∂J/∂q ∂q/∂w}]",
    ],
    ids=["used directly", "refuted", "has steps", "is read otherwise", "is the rule"],
)
def test_where_nothing_was_left_out(text: str) -> None:
    assert steps(text + "\n") == {}


def test_as_a_document(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(HEAD + SOFTMAX + "gradients: {v: U^T (p - y)}\n", encoding="utf-8")
    text, _ = latex_text(str(file), finder=left_out_steps)
    assert text.count(r"\sdverdict{sdgood}") == 8
    assert "chain rule through s" in text
    assert "chain rule" not in latex_text(str(file))[0]
