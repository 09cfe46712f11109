"""Random points meet the types of their symbols, exactly; sizes are chosen as promised."""

import random

import numpy as np
import pytest

from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.numeric.draws import Generator
from symderiv.numeric.landmarks import Landmarks
from symderiv.numeric.membership import admits
from symderiv.numeric.sample import Sampler
from symderiv.numeric.size_choices import size_choices, smaller_choices
from tests.numeric.trees import array, position, shape

MATRICES = (Assumption.SYMMETRIC, Assumption.INVERTIBLE, Assumption.ORTHOGONAL, Assumption.POSITIVE_DEFINITE)
UNITS = (Assumption.ORTHOGONAL, Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE)
COMBINATIONS = [
    *((a,) for a in Assumption if a is not Assumption.DISTINCT),
    (Assumption.INTEGER, Assumption.POSITIVE),
    (Assumption.INTEGER, Assumption.NONZERO),
    (Assumption.INTEGER, Assumption.INVERTIBLE),
    (Assumption.INVERTIBLE, Assumption.SYMMETRIC),
    (Assumption.BINARY, Assumption.SYMMETRIC),
    (Assumption.INTEGER, Assumption.POSITIVE_DEFINITE),
    (Assumption.INVERTIBLE, Assumption.POSITIVE, Assumption.POSITIVE_DEFINITE, Assumption.SYMMETRIC),
    *((a, Assumption.SYMMETRIC) for a in (*UNITS, Assumption.INTEGER, Assumption.SIGN)),
    *((a, Assumption.POSITIVE_DEFINITE) for a in (*UNITS, Assumption.INTEGER, Assumption.BINARY)),
    *((a, Assumption.INVERTIBLE) for a in (*UNITS, Assumption.SIGN, Assumption.BINARY)),
    *((Assumption.ORTHOGONAL, a) for a in (Assumption.INTEGER, Assumption.BINARY, Assumption.NONNEGATIVE)),
    *((Assumption.SUMS_TO_ONE, a) for a in (Assumption.ORTHOGONAL, Assumption.POSITIVE, Assumption.INTEGER)),
    (Assumption.SUMS_TO_ONE, Assumption.SYMMETRIC, Assumption.ORTHOGONAL),
    (Assumption.INTEGER, Assumption.POSITIVE_DEFINITE, Assumption.SUMS_TO_ONE),
    (Assumption.SIGN, Assumption.POSITIVE),
    (Assumption.BINARY, Assumption.NONZERO),
]


def generator() -> Generator:
    return Generator(1)


@pytest.mark.parametrize("assumptions", COMBINATIONS, ids=lambda c: " ".join(a.value for a in c))
@pytest.mark.parametrize("n", [1, 2, 4])
def test_drawn_values_meet_their_type(assumptions: tuple[Assumption, ...], n: int) -> None:
    _, symbol = array("a", n, n, assume=assumptions)
    points = Sampler([symbol]).draw({}, 16, generator())
    assert points is not None
    assert all(admits(symbol, values) for values in points.values["a"])


def test_membership_refuses() -> None:
    wrong = {
        Assumption.POSITIVE: [[0, 1], [1, 1]], Assumption.NONNEGATIVE: [[-1, 1], [1, 1]],
        Assumption.NONZERO: [[0, 1], [1, 1]], Assumption.INTEGER: [[0.5, 1], [1, 1]],
        Assumption.SIGN: [[0, 1], [1, 1]], Assumption.BINARY: [[-1, 1], [1, 1]],
        Assumption.SYMMETRIC: [[0, 1], [2, 0]], Assumption.INVERTIBLE: [[1, 2], [2, 4]],
        Assumption.ORTHOGONAL: [[1, 1], [0, 1]], Assumption.ORTHONORMAL: [[1, 1], [0, 1]],
        Assumption.POSITIVE_DEFINITE: [[1, 2], [2, 1]],
        Assumption.ONE_HOT: [[1, 1], [0, 1]], Assumption.SIMPLEX: [[2, -1], [0, 1]],
        Assumption.SUMS_TO_ONE: [[1, 0.5], [0, 1]],
    }  # fmt: skip
    assert set(wrong) == set(Assumption) - {Assumption.CONSTANT, Assumption.DISTINCT}
    for assumption, values in wrong.items():
        assert not admits(array("a", 2, 2, assume=[assumption])[1], np.array(values, dtype=float))


def test_positions() -> None:
    _, plain = position("o", "V")
    _, different = position("neg", "V", "K", distinct=True)
    one_hot = Symbol("y", Kind.ARRAY, shape("V"), (Assumption.ONE_HOT,), at="o")
    points = Sampler([one_hot, plain, different]).draw({"V": 4, "K": 3}, 24, generator())
    assert points is not None
    assert set(points.positions["o"]) == {0, 1, 2, 3}
    assert all(len(set(row)) == 3 for row in points.positions["neg"])
    assert (points.values["y"].argmax(axis=1) == points.positions["o"]).all()
    assert Sampler([different]).draw({"V": 2, "K": 3}, 4, generator()) is None


def test_every_place_of_a_one_and_every_pattern_of_signs_occurs() -> None:
    _, y = array("y", 3, assume=[Assumption.ONE_HOT])
    _, x = array("x", 2)
    points = Sampler([y, x]).draw({}, 96, generator())
    assert points is not None
    assert set(points.values["y"].argmax(axis=1)) == {0, 1, 2}
    assert len({tuple(row) for row in np.sign(points.values["x"])}) == 4
    assert np.abs(points.values["x"]).min() < 0.02
    assert np.abs(points.values["x"]).max() > 25


def test_numbers_in_the_statement_are_landmarks() -> None:
    points = Sampler([array("x")[1]], landmarks=Landmarks((100.0,))).draw({}, 24, generator())
    assert points is not None
    assert np.abs(points.values["x"]).max() > 100


def test_sizes() -> None:
    choices = size_choices([("V", None), ("D", 6)], {}, 2)
    assert choices[0] == {"V": 3, "D": 4}
    assert any(c["V"] > c["D"] for c in choices)
    assert {"V": 3, "D": 6} in choices
    assert any(c["V"] == c["D"] > 1 for c in choices)
    assert any(c["V"] == 1 < c["D"] for c in choices)
    assert any(c["D"] == 1 < c["V"] for c in choices)
    assert all(c["V"] == 7 for c in size_choices([("V", None), ("D", None)], {"V": 7}, 2))
    assert size_choices([("V", 5)], {"V": 7}, 2) == [{"V": 7}]
    assert size_choices([], {}, 0) == [{}]
    assert smaller_choices({"V": 2, "D": 2}, {}, 9) == [{"V": 1, "D": 1}, {"V": 1, "D": 2}, {"V": 2, "D": 1}]
    assert any(c["n"] > 4 for c in size_choices([("n", None)], {}, 4))


@pytest.mark.parametrize("axes", [(), (0,), (1,), (2, 3), (5, 1, 7)])
def test_uniform_numbers_are_those_of_pythons_generator(axes: tuple[int, ...]) -> None:
    one_by_one = random.Random("1")
    drawn = Generator(1).uniform(0, 1, axes)
    assert drawn.shape == axes
    assert drawn.ravel().tolist() == [one_by_one.random() for _ in range(drawn.size)]
