"""0 to a power whose exponent is no number: a condition, or nothing is proved."""

import pytest

from symderiv.check import check_document
from symderiv.language.document import Statement
from symderiv.powers import is_open
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """\
sizes: [n]
symbols:
  b: binary scalar
  k: integer scalar
  j: positive integer scalar
  a: scalar
  r: nonnegative scalar
  c: positive scalar
  p: positive scalar
  x: vector[n]
define: {q: "1 − a", s: σ(a)}
derivations:
"""


@pytest.mark.parametrize(
    ("claim", "verdict", "conditions"),
    [
        ("b^k = b", "undecided", ()),
        ("b^0 = b", "refuted", ()),
        ("b^r = b", "undecided", ()),
        ("b^(n − 1) = b", "undecided", ()),
        ("1[a > 0]^k = 1[a > 0]", "consistent", ()),
        ("relu(a)^k = a^k 1[a > 0]", "consistent", ()),
        ("k^r = exp(r log k)", "undecided", ()),
        ("a^k = a a^(k − 1)", "proved", ("a ≠ 0",)),
        ("r^c = exp(c log r)", "proved", ("r ≠ 0",)),
        ("q^k = q q^(k − 1)", "proved", ("q ≠ 0",)),
        ("x_1^k = x_1 x_1^(k − 1)", "proved", ("x_1 ≠ 0",)),
        ("a^n c^n = (a c)^n", "proved", ()),
        ("b^n = b", "proved", ()),
        ("b^(2 n + 1) = b", "proved", ()),
        ("b^j = b", "proved", ()),
        ("∂(b^j)/∂b = 1", "refuted", ()),
        ("b^j = 1 − b", "refuted", ()),
        ("1[a > 0]^c = 1[a > 0]", "proved", ()),
        ("relu(a)^j = a^j 1[a > 0]", "consistent", ()),
        ("(a^2)^k = a^(2 k)", "proved", ("a ≠ 0",)),
        ("(2 x_1)^k = 2^k x_1^k", "proved", ("x_1 ≠ 0",)),
        ("(a b)^k = a^k b", "undecided", ()),
        ("a^(n − 1) a = a^n", "proved", ("a ≠ 0",)),
        ("(1 + a^2)^k (1 + a^2) = (1 + a^2)^(k + 1)", "proved", ()),
        ("p^a = exp(a log p)", "proved", ()),
        ("(p exp(a))^c = p^c exp(a c)", "proved", ()),
        ("(p b)^c = p^c b", "undecided", ()),
        ("(1 − s)^a (1 − s) = (1 − s)^(a + 1)", "proved", ()),
        ("∂/∂a p^a = p^a log p", "proved", ()),
        ("∂/∂a a^3 = 3 a^2 + 0^j", "consistent", ()),
        ("exp(j log(a^2)/2) = a^j", "refuted", ()),
        ("b^(k/2) = b", "undecided", ()),
        ("a^(j/2) = (a^2)^(j/4)", "proved", ("a > 0",)),
        ("a^p = (a^2)^(p/2)", "proved", ("a > 0",)),
        ("a^(j + 1) = a a^j", "proved", ("a ≠ 0",)),
        ("relu(a)^j = a^j", "refuted", ()),
        ("a^(2 j/2) = abs(a)^j", "consistent", ()),
        ("a^2 = a^(abs(2))", "proved", ()),
        ("a^2 = a^(sqrt(2)^2)", "undecided", ()),
        ("a^2 = a^(2 + r − r)", "undecided", ()),
        ("p^2 = p^(sqrt(2)^2)", "proved", ()),
        ("a^2 = a^(2 + k − k)", "proved", ("a ≠ 0",)),
    ],
)
def test_powers(claim: str, verdict: str, conditions: tuple[str, ...]) -> None:
    text = f"{HEAD}  - prove: '{claim}'\n"
    (report,) = check_document(load_document(Source("powers.yaml", text))).obligations
    assert report.verdict == verdict
    assert set(conditions) <= set(report.conditions)
    assert bool(report.conditions) == bool(conditions)


def test_an_assumed_equation_makes_no_exception() -> None:
    text = f"{HEAD}  - {{given: a = 0, prove: a^c = a}}\n  - {{given: a < 1, prove: 'q^k = q q^(k − 1)'}}\n"
    first, second = check_document(load_document(Source("powers.yaml", text))).obligations
    assert first.verdict != "proved"
    assert (second.verdict, second.conditions) == ("proved", ())


@pytest.mark.parametrize(
    ("exponent", "is_one"), [("2", 0), ("-k/3 + k", 1), ("r + 1", 0), ("r + 1 − r", 1), ("exp(0)", 1)]
)
def test_a_disagreement_is_none_only_where_an_exponent_is_not_spelled(exponent: str, is_one: bool) -> None:
    text = f"{HEAD}  - prove: 'a^({exponent}) = a'\n  - prove: 'p^({exponent}) = a'\n"
    one, other = (each.claim for each in load_document(Source("powers.yaml", text)).obligations)
    assert isinstance(one, Statement)
    assert isinstance(other, Statement)
    assert is_open(one) is bool(is_one)
    assert not is_open(other)
