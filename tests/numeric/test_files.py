"""The claims of the derivation files, at several seeds."""

from pathlib import Path

import pytest

from symderiv.language.answer import Fails
from symderiv.language.document import Statement
from symderiv.numeric.refute import NumericDecider
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document

ROOT = Path(__file__).parents[2] / "derivations"
FILES = ["softmax.yaml", "activations.yaml", "negative_sampling_repeated.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_exactly_what_is_expected_to_be_refuted_fails(name: str) -> None:
    claims = load_document(read_source(str(ROOT / name))).obligations
    for seed in range(3):
        decider = NumericDecider(seed)
        for o in claims:
            if isinstance(o.claim, Statement):
                assert isinstance(decider.decide(o.claim), Fails) == (o.expected == "refuted"), o.id
