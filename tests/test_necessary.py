"""A proof at concrete sizes, which names no facts, says which ones it cannot do without."""

import pytest

from symderiv.check import check_document
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = """\
sizes: [n]
symbols:
  {t: sign scalar, u: binary scalar, v: binary scalar, k: integer scalar, a: scalar, b: scalar, x: 'vector[n]'}
derivations:
"""


@pytest.mark.parametrize(
    ("claim", "given", "uses"),
    [
        ("t = 1", "t > 0", ("t > 0", "t ∈ {−1, 1}")),
        ("∂/∂a log(a + b) = 1", "a + b = 1", ("a + b = 1",)),
        ("u v = 0", "u + v = 1", ("v ∈ {0, 1}", "u + v = 1")),
        ("sin(2 pi k) = 0", "a > 1", ("k ∈ ℤ",)),
        ("x_1 + a = 2 + a", "x_1 = 2", ("x_1 = 2",)),
        ("det(x x^T + I) = 2", "x^T x = 1", ("x^T x = 1",)),
    ],
)
def test_what_a_proof_needs(claim: str, given: str, uses: tuple[str, ...]) -> None:
    text = f"{HEAD}  - {{prove: '{claim}', given: '{given}'}}\n"
    (report,) = check_document(load_document(Source("needs.yaml", text))).obligations
    assert (report.verdict, set(report.uses)) == ("proved", set(uses))
