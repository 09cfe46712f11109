"""Assumptions that may hold at exceptional points alone prove nothing in components."""

import pytest

from symderiv.components.decide import ComponentsDecider
from symderiv.language.answer import Holds
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """\
sizes: [n]
symbols: {a: scalar, b: scalar, c: scalar, q: positive scalar, x: 'vector[n]', o: 'index[n]', p: 'index[n]', y: 'one-hot[n]'}
derivations:
"""


def statement(given: str, prove: str) -> Statement:
    text = f"{HEAD}  - {{given: '{given}', prove: '{prove}'}}\n"
    claim = load_document(Source("premises.yaml", text)).obligations[0].claim
    assert isinstance(claim, Statement)
    return claim


@pytest.mark.parametrize(
    ("given", "prove"),
    [
        ("a = b or a = b^3 + 12345/7 c", "a = b"),
        ("a > 0 or a = -12345/7", "abs(a) = a"),
        ("a = b or c = sin(a) + 17/3", "a b = b^2"),
        ("¬(a > 0 and b ≠ 17/3 c^3)", "abs(a) = -a"),
        ("1[a = b] + 1[a = b^3 + 12345/7 c] > 0", "a = b"),
        ("abs(a - b) abs(a - 12345/7 c^3) ≤ 0", "a = b"),
        ("sign((a - b)^2 (a - 12345/7 c^3)^2) < 1/2", "a = b"),
        ("{0 if a = 12345/7; 1 otherwise} < 1/2", "a = 1"),
        ("o = p or a = b", "x_o = x_p"),
    ],
)
def test_alternatives_and_jumps_are_not_used(given: str, prove: str) -> None:
    assert not isinstance(ComponentsDecider().decide(statement(given, prove)), Holds)


@pytest.mark.parametrize(
    ("given", "prove"),
    [("q ≤ 1", "abs(1 - q) = 1 - q"), ("a ≥ b", "abs(a - b) = a - b"), ("x_i ≥ 0", "Σ_i abs(x_i) = Σ_i x_i")],
)
def test_bounds_are_used(given: str, prove: str) -> None:
    assert isinstance(ComponentsDecider().decide(statement(given, prove)), Holds)


@pytest.mark.parametrize(
    ("given", "prove"),
    [
        ("x = y", "(x_o - 1) relu(a b - 0.7123) relu(0.7123001 - a b) = 0"),
        ("c = y_o", "(c - 1) relu(a b - 0.7123) relu(0.7123001 - a b) = 0"),
        ("c = 1 - y_o", "c relu(a b - 0.7123) relu(0.7123001 - a b) = 0"),
        ("x = y", "x_o = 1"),
    ],
)
def test_a_one_hot_behind_an_equation_has_its_one_everywhere(given: str, prove: str) -> None:
    assert not isinstance(ComponentsDecider().decide(statement(given, prove)), Holds)
