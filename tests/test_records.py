"""Records: what `dataclasses` promises of frozen, slotted classes holds of ours, method by method."""

import dataclasses
import pickle
from typing import Any

import pytest

from symderiv import records

ERRORS = (TypeError, dataclasses.FrozenInstanceError)


def point(maker: Any) -> Any:
    @maker.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: Any = 2
        more: tuple[int, ...] = maker.field(default_factory=tuple)
        span: int = maker.field(default=0, compare=False)

        @property
        def total(self) -> Any:
            return self.x + self.y

    return Point


@records.dataclass(frozen=True, slots=True)
class Outer:
    """One that can be found again by its name."""

    text: str
    length: int = records.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.text))


@records.dataclass(slots=True)
class Tally:
    count: int = 0
    names: list[str] = records.field(default_factory=list)


OURS, THEIRS = point(records), point(dataclasses)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((1,), {}), ((1, 3), {}), ((1, 3, (4,)), {}), ((1, 3, (4,), 5), {}), ((1,), {"span": 5}), ((), {"y": 3, "x": 1}),
        ((), {}), ((1, 2, (), 4, 5), {}), ((1,), {"x": 2}), ((1,), {"z": 2}), ((), {"y": 3}), ((1, 2, (), 4), {"y": 3}),
    ],
)  # fmt: skip
def test_values_are_taken_alike(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    def made(kind: Any) -> object:
        try:
            return repr(kind(*values, **named)).partition("Point")[2]
        except TypeError:
            return TypeError

    assert made(OURS) == made(THEIRS)


@pytest.mark.parametrize("kind", [OURS, THEIRS])
def test_comparison(kind: Any) -> None:
    assert kind(1, span=3) == kind(1, span=4)
    assert hash(kind(1, span=3)) == hash(kind(1, span=4))
    assert kind(1) != kind(2)
    assert kind(1) != (1, 2, (), 0)
    assert OURS(1) != THEIRS(1)


@pytest.mark.parametrize("kind", [OURS, THEIRS])
def test_nothing_can_be_changed(kind: Any) -> None:
    here = kind(1)
    for name in ("x", "other"):
        with pytest.raises(ERRORS):
            setattr(here, name, 5)
        with pytest.raises(ERRORS):
            delattr(here, name)
    assert not hasattr(here, "__dict__")
    assert here.total == 3
    with pytest.raises(TypeError):
        hash(Tally())


@pytest.mark.parametrize(("maker", "kind"), [(records, OURS), (dataclasses, THEIRS)])
def test_replacing_and_asking(maker: Any, kind: Any) -> None:
    assert maker.replace(kind(1, 3, (4,), 5), y=6) == kind(1, 6, (4,))
    assert maker.replace(kind(1, 3, (4,), 5), y=6).span == 5
    with pytest.raises(TypeError):
        maker.replace(kind(1), z=6)
    assert [(each.name, each.compare) for each in maker.fields(kind)] == [
        ("x", True), ("y", True), ("more", True), ("span", False),
    ]  # fmt: skip
    assert maker.is_dataclass(kind)
    assert maker.is_dataclass(kind(1))
    assert not maker.is_dataclass(5)
    match kind(1, 3):
        case kind(1, y, more=()):
            assert y == 3


@pytest.mark.parametrize("kind", [OURS, THEIRS])
def test_names(kind: Any) -> None:
    assert (kind.__name__, kind.__qualname__) == ("Point", "point.<locals>.Point")
    assert repr(kind(1)) == "point.<locals>.Point(x=1, y=2, more=(), span=0)"
    assert kind.__match_args__ == ("x", "y", "more", "span")


def test_a_step_after_and_a_copy_by_pickle() -> None:
    assert Outer("abc").length == 3
    again = pickle.loads(pickle.dumps(Outer("abc")))  # noqa: S301 - our own bytes
    assert (again, again.length, repr(again)) == (Outer("abc"), 3, "Outer(text='abc')")
    with pytest.raises(TypeError):
        Outer("abc", 3)  # type: ignore[call-arg]


def test_a_tally_may_change_and_shares_no_list() -> None:
    one, other = Tally(), Tally(2)
    one.names.append("a")
    one.count += 1
    assert (one, other) == (Tally(1, ["a"]), Tally(2))


def test_what_is_not_provided_is_refused() -> None:
    with pytest.raises(TypeError, match="slots"):
        records.dataclass(frozen=True)(type("Loose", (), {}))
    with pytest.raises(TypeError, match="bases"):
        records.dataclass(frozen=True, slots=True)(type("Below", (Tally,), {}))
    with pytest.raises(TypeError, match="equality"):
        records.dataclass(frozen=True, slots=True)(type("Alike", (), {"__eq__": lambda self, other: True}))
