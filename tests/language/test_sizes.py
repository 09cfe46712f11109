"""Sizes: equal sizes are equal objects, whatever way they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symderiv.language.sizes import Size

V, D = Size.named("V"), Size.named("D")


def n(value: int) -> Size:
    return Size.number(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (V + D, D + V),
        (V * D, D * V),
        (n(2) * V, V + V),
        ((V + n(1)) * (V - n(1)), V * V - n(1)),
        (V - V, n(0)),
        (n(3) - n(1), n(2)),
    ],
)
def test_equal_sizes_are_equal(one: Size, other: Size) -> None:
    assert one == other
    assert hash(one) == hash(other)


def test_different_sizes_differ() -> None:
    assert len({V, D, n(2) * V, V + n(1), V * V, n(1), V * D}) == 7


@pytest.mark.parametrize(
    ("size", "text"),
    [(V, "V"), (n(7), "7"), (n(0), "0"), (n(2) * D + n(1), "2*D + 1"), (V - n(1), "V - 1"), (V * D, "D*V")],
)
def test_sizes_are_shown_as_people_write_them(size: Size, text: str) -> None:
    assert str(size) == text


sizes = st.recursive(
    st.sampled_from([V, D, n(0), n(1), n(3)]),
    lambda inner: st.tuples(inner, inner, st.sampled_from("+-*")).map(
        lambda t: t[0] + t[1] if t[2] == "+" else t[0] - t[1] if t[2] == "-" else t[0] * t[1]
    ),
    max_leaves=6,
)


@given(sizes, sizes, st.integers(1, 9), st.integers(1, 9))
def test_arithmetic_of_sizes_is_arithmetic_of_numbers(a: Size, b: Size, v: int, d: int) -> None:
    at = {"V": v, "D": d}
    assert (a + b).at(at) == a.at(at) + b.at(at)
    assert (a - b).at(at) == a.at(at) - b.at(at)
    assert (a * b).at(at) == a.at(at) * b.at(at)


@given(sizes, sizes)
def test_sizes_that_agree_everywhere_are_equal(a: Size, b: Size) -> None:
    grid = [{"V": v, "D": d} for v in range(1, 9) for d in range(1, 9)]
    assert (a == b) == all(a.at(at) == b.at(at) for at in grid)
