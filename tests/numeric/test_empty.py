"""Sums without a term: at size 1 nothing is left of `Σ_{k=1}^{K−1}`."""

import pytest

from symderiv.language.answer import Fails, Holds
from symderiv.language.document import Statement
from symderiv.numeric.refute import NumericDecider
from symderiv.reading.load import load_document
from symderiv.source import Source

HEAD = "sizes: [K, D]\nsymbols: {X: 'matrix[K, D]', x: 'vector[K]', F: 'function(vector[D]) -> scalar', g: 'function(scalar) -> scalar'}\n"


@pytest.mark.parametrize("body", ["F(X[k])", "g(x_k)", "sum(X[k])", "norm(X[k])"])
def test_an_empty_sum_is_zero(body: str) -> None:
    text = f"{HEAD}derivations:\n" + "".join(
        f"  - prove: 'Σ_{{k=1}}^{{K−1}} {body} = {right}'\n"
        for right in (f"Σ_{{j=1}}^{{K−1}} {body.replace('k', 'j')}", "1")
    )
    same, other = (each.claim for each in load_document(Source("t", text)).obligations)
    assert isinstance(same, Statement)
    assert isinstance(other, Statement)
    decider = NumericDecider(sizes={"K": 1, "D": 2})
    assert isinstance(decider.decide(same), Holds)
    assert isinstance(decider.decide(other), Fails)
