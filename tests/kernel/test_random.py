"""Random claims: what is proved of them holds at every point that an evaluator tries."""

from pathlib import Path

import pytest

from symderiv.kernel.prove import KernelDecider
from symderiv.language import expression as x
from symderiv.language.answer import Proved
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.records import replace
from symderiv.source import Source
from tests.kernel.evaluate import is_false
from tests.kernel.rewrite import HEADER, random_file
from tests.kernel.sums import random_claim

LIBRARY = sorted((Path(__file__).parents[2] / "derivations").glob("*.yaml"))


def statements(text: str) -> list[Statement]:
    obligations = load_document(Source("claims.yaml", text)).obligations
    return [each.claim for each in obligations if isinstance(each.claim, Statement)]


@pytest.mark.parametrize("seed", range(6))
def test_what_tempting_rules_of_algebra_make_is_proved_only_where_it_is_true(seed: int) -> None:
    proofs = 0
    for statement in statements(random_file(seed, claims=30, depth=2)):
        answer = KernelDecider().decide(statement)
        if isinstance(answer, Proved):
            proofs += 1
            assert not is_false(statement, points=6)
            if not answer.conditions and not _has_derivative(statement):
                assert not is_false(statement, points=6, special=True)
    assert proofs > 5


@pytest.mark.parametrize("first", range(0, 160, 40))
def test_sums_are_equal_up_to_letters_and_order_only_where_they_are(first: int) -> None:
    """What is proved of random sums no point refutes, and most of what is only written otherwise is proved."""
    proofs = missed = 0
    for seed in range(first, first + 40):
        for statement in statements(random_claim(seed)):
            if isinstance(KernelDecider().decide(statement), Proved):
                proofs += 1
                assert not is_false(statement, points=3), random_claim(seed)
            elif not is_false(statement, points=3):
                missed += 1
    assert proofs > 10
    assert missed < 6


def _has_derivative(statement: Statement) -> bool:
    from symderiv.language.traverse import walk

    return any(
        isinstance(each, x.Derivative | x.Prime)
        for side in (statement.left, statement.right)
        for each in walk(side)
    )


@pytest.mark.parametrize(
    "claim",
    [
        "q = exp(log(q))",
        "a = a^2 / a",
        "sqrt(a^2) = a",
        "a = (a^(1/2))^2",
        "where(a > 0, 1, 0) = where(a ≥ 0, 1, 0)",
    ],
)
def test_special_points_show_what_a_random_point_may_hide(claim: str) -> None:
    (statement,) = statements(HEADER + f"  - prove: '{claim}'\n")
    assert is_false(statement, points=12, special=True)


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_verdict_does_not_depend_on_how_a_side_is_written(path: Path) -> None:
    """e, −(−e) and (e + e) − e are one expression; so are the two sides of an equation, where both have values."""
    for statement in statements(path.read_text(encoding="utf-8"))[::3]:
        right, shape = statement.right, statement.right.shape
        answer = KernelDecider().decide(statement)
        assert isinstance(answer, Proved)
        twice = x.Negate(x.Negate(right, shape), shape)
        more = x.Subtract(x.Add(right, right, shape), right, shape)
        for other in (twice, more):
            assert KernelDecider().decide(replace(statement, right=other)) == answer
