"""Which numbers the sizes are given: pairwise different, in two orders, equal, and 1 for each in turn."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, combinations, islice, product
from typing import Final

Sizes = dict[str, int]

Declared = Sequence[tuple[str, int | None]]
"""The names of sizes, with the number asked for or None."""

TOGETHER: Final = 4
"""How many of the wanted numbers are tried for two sizes at once."""

LARGEST: Final = 12
"""Numbers of a file that are larger are not tried, unless they are demanded."""


def size_choices(
    sizes: Sequence[tuple[str, int | None]],
    forced: Mapping[str, int],
    indices: int,
    widths: Collection[str] = (),
    tracks: Collection[str] = (),
) -> list[Sizes]:
    """The choices in the order in which they are tried; `indices` is how many positions may differ.

    `widths` bound windows −m ≤ j ≤ m, and `tracks` are the axes on which these move: there must be room.
    """
    names = [name for name, _ in sizes if name not in forced]
    fixed = {name: forced[name] for name, _ in sizes if name in forced}
    count = len(names)
    base = 3 if count <= 2 else 2
    large = max(base, min(indices + 1, 5)) if count == 1 else base
    choices = [
        [base + k for k in range(count)],
        [large + count - k for k in range(count)],
        [2] * count,
        [3] * count,
        *([1 if at == k else 2 + (k + at) % 2 + k // 2 for k in range(count)] for at in range(count)),
        [1] * count,
    ]
    result = [dict(zip(names, numbers, strict=True)) for numbers in choices]
    given = {
        name: number for name, number in sizes if name in names and number is not None and number <= LARGEST
    }
    if given:
        result.insert(2, {**result[0], **given})
    if widths and tracks:
        result[:0] = [_with_room(result[0], width, widths, tracks) for width in (2, 1)]
    return _each_once({**choice, **fixed} for choice in result)


def _with_room(sizes: Sizes, width: int, widths: Collection[str], tracks: Collection[str]) -> Sizes:
    """Narrow windows on axes that are a little longer."""
    roomy = {name: 2 * width + 2 + at for at, name in enumerate(name for name in sizes if name in tracks)}
    return {**sizes, **roomy, **{name: width for name in sizes if name in widths}}


def larger_choices(
    small: Mapping[str, int], forced: Mapping[str, int], wanted: Mapping[str, Sequence[int]]
) -> list[Sizes]:
    """Choices with one size at a time as large as is wanted, then with two that are so."""
    free = {name: numbers for name, numbers in wanted.items() if name not in forced}
    single = [{**small, name: number} for name, numbers in free.items() for number in numbers]
    double = [
        {**small, one: n, other: m}
        for one, other in combinations(free, 2)
        for n, m in product(free[one][:TOGETHER], free[other][:TOGETHER])
    ]
    return [*single, *(double if len(free) == 2 else ())]


def smaller_choices(sizes: Mapping[str, int], forced: Mapping[str, int], bound: int) -> list[Sizes]:
    """At most `bound` choices below the given one, the smallest first."""
    least = [n if name in forced else 1 for name, n in sizes.items()]
    room = [n - low for n, low in zip(sizes.values(), least, strict=True)]
    found: list[Sizes] = []
    for more in islice(_by_total(room), bound):
        numbers = [low + extra for low, extra in zip(least, more, strict=True)]
        if more != room:
            found.append(dict(zip(sizes, numbers, strict=True)))
    return found


def _by_total(room: list[int]) -> Iterator[list[int]]:
    """All lists of numbers from 0 to those of `room`, by their sums, then in the order of a dictionary."""
    for total in range(sum(room) + 1):
        yield from _of_total(room, total)


def _of_total(room: list[int], total: int) -> Iterator[list[int]]:
    """The lists with a given sum in the order of a dictionary, each from the one before."""
    after = [*accumulate(reversed(room), initial=0)][::-1]
    here = _least(room, after, 0, total)
    while True:
        yield here
        left = 0
        for at in reversed(range(len(room))):
            if here[at] < room[at] and left > 0:
                here = [*here[:at], here[at] + 1, *_least(room, after, at + 1, left - 1)]
                break
            left += here[at]
        else:
            return


def _least(room: list[int], after: list[int], start: int, total: int) -> list[int]:
    """The first list from a place on with a given sum: as much as there is room for at the end."""
    found = []
    for at in range(start, len(room)):
        here = max(0, total - after[at + 1])
        found.append(here)
        total -= here
    return found


def more_choices(
    sizes: Sequence[tuple[str, int | None]], forced: Mapping[str, int], bound: int
) -> list[Sizes]:
    """Further choices, where the first ones admit no point: all small ones."""
    largest = 4 if len(sizes) <= 3 else 3
    return smaller_choices({name: forced.get(name, largest) for name, _ in sizes}, forced, bound)


def _each_once(choices: Iterator[Sizes]) -> list[Sizes]:
    result: list[Sizes] = []
    for choice in choices:
        if choice not in result:
            result.append(choice)
    return result
