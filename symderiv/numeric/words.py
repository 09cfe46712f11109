"""What is wrong in general: one line about where and how two sides differ."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations
from typing import Final

import numpy as np

from symderiv.language.document import Statement
from symderiv.numeric.exact_point import Mask, Sides, suspects
from symderiv.numeric.regions import of_positions, of_signs, of_values
from symderiv.numeric.scope import Points
from symderiv.records import dataclass

MODERATE = 4.0

MANY: Final = 4
"""So many points fit no condition on values by chance."""
MORE: Final = 4
"""Choices of sizes that a description has to fit."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The sides in doubles at many points of one choice of sizes."""

    points: Points
    sides: Sides

    @property
    def comparable(self) -> Mask:
        return self.sides.allowed & self.sides.left_defined & self.sides.right_defined

    @property
    def moderate(self) -> Mask:
        """The points without large numbers."""
        count = self.points.count
        largest = [np.abs(v.reshape(count, -1)).max(axis=1, initial=0) for v in self.points.values.values()]
        return np.asarray(np.max([np.zeros(count), *largest], axis=0) <= MODERATE, dtype=bool)

    @property
    def telling(self) -> Mask:
        """Where numbers are of moderate size, so that doubles have lost little; else everywhere."""
        count = len(self.sides.left)
        mask = self.comparable & self.moderate.reshape(count, *(1,) * (self.sides.left.ndim - 1))
        return mask if (mask & self.wrong).any() else self.comparable

    @property
    def wrong(self) -> Mask:
        return suspects(self.sides)

    @property
    def anything_agrees(self) -> bool:
        """Are there entries that do not differ?"""
        return bool((self.comparable & ~self.wrong).any())


def describe(statement: Statement, surveys: Sequence[Survey], component: tuple[int, ...]) -> str:
    """The most telling description that fits all points; the surveys that matter most come first."""
    failing = [s for s in surveys if s.wrong.any()]
    if not failing:
        return f"{_entry(component)} differs, by less than doubles can show"
    main = failing[0]
    text = (
        _undefined(main)
        or _factor(failing)
        or _transposed(statement, main)
        or _constant(failing)
        or _where(statement, failing)
        or _everywhere(main, component)
    )
    holding = _holds_at(surveys)
    return f"{text}; it holds at {holding}" if holding else text


def _entry(component: tuple[int, ...]) -> str:
    return f"entry ({', '.join(map(str, component))})" if component else "the value"


def _undefined(survey: Survey) -> str | None:
    differ = survey.wrong & survey.sides.right_defined
    if differ.any():
        return None
    return "the right side is undefined where the left side is defined"


def _ratio(survey: Survey) -> float | None:
    """The constant right / left, if there is one."""
    left, right = survey.sides.left, survey.sides.right
    telling = survey.telling
    size = np.abs(np.where(telling, left, 0))
    small = 1e-7 * size.max(initial=0)
    usable = telling & (size > small)
    if not usable.any() or (survey.wrong & ~survey.sides.right_defined).any():
        return None
    ratios = right[usable] / left[usable]
    first = float(ratios.flat[0])
    zeros = telling & (left == 0)
    if np.abs(right[zeros]).max(initial=0) > small or np.abs(ratios - first).max() > 1e-7 * (1 + abs(first)):
        return None
    return None if abs(first - 1) < 1e-6 else first


def _factor(failing: Sequence[Survey]) -> str | None:
    ratios = [_ratio(s) for s in failing]
    known = [r for r in ratios if r is not None]
    if len(known) != len(ratios):
        return None
    if _same(known):
        return _factor_in_words(known[0])
    for name in failing[0].points.sizes:
        numbers = [s.points.sizes[name] for s in failing]
        if _same([r / n for r, n in zip(known, numbers, strict=True)]):
            return f"every entry by the factor {_times(known[0] / numbers[0], name)}"
        if _same([r * n for r, n in zip(known, numbers, strict=True)]):
            return f"every entry by the factor {_simple(known[0] * numbers[0])}/{name}"
    return None


def _times(factor: float, name: str) -> str:
    text = _simple(factor)
    return {"1": name, "-1": f"-{name}"}.get(text, f"{text}·{name}")


def _same(numbers: Sequence[float]) -> bool:
    return max(numbers) - min(numbers) <= 1e-7 * (1 + abs(numbers[0]))


def _factor_in_words(ratio: float) -> str:
    if abs(ratio + 1) < 1e-9:
        return "opposite sign in every entry"
    if abs(ratio) < 1e-12:
        return "the right side is 0 in every entry"
    return f"every entry by the factor {_simple(ratio)}"


def _simple(number: float) -> str:
    near = Fraction(number).limit_denominator(1000)
    return str(near) if abs(float(near) - number) <= 1e-9 * (1 + abs(number)) else f"{number:.6g}"


def _transposed(statement: Statement, survey: Survey) -> str | None:
    """Whether the sides agree once their last two axes change places, or two free indices do."""
    left, right = survey.sides.left, survey.sides.right
    rank = statement.left.shape.rank
    if left.ndim < 3 or rank == 1 or left.shape[-1] != left.shape[-2]:
        return None
    usable = survey.comparable & np.swapaxes(survey.comparable, -1, -2)
    if not usable.any():
        return None
    difference = np.where(usable, left - np.swapaxes(right, -1, -2), 0)
    size = np.abs(np.where(usable, left, 0)).max()
    if np.abs(difference).max() > 1e-7 * size:
        return None
    if rank >= 2:
        return "the two sides are transposes of each other"
    first, second = (binder.name for binder in statement.indices[-2:])
    return f"the two sides are equal with {first} and {second} exchanged"


def _constant(failing: Sequence[Survey]) -> str | None:
    differences = [(s.sides.right - s.sides.left)[s.comparable] for s in failing]
    every = np.concatenate([d.ravel() for d in differences])
    sizes = max(float(np.abs(s.sides.left[s.comparable]).max(initial=0)) for s in failing)
    if not every.size or not np.isfinite(every).all() or every.max() - every.min() > 1e-9 * (1 + sizes):
        return None
    constant = _simple(float(np.sort(every)[every.size // 2]))
    return None if constant == "0" else f"differs by the constant {constant}"


# ── Where ───────────────────────────────────────────────────────────────────────────────────────


def _where(statement: Statement, failing: Sequence[Survey]) -> str | None:
    """A simple condition that separates the entries that differ from those that do not."""
    main = failing[0]
    found = _exact(statement, main)
    for survey in (each for each in failing[1:MORE] if found and each.anything_agrees):
        also = set(_exact(statement, survey))
        found = [text for text in found if text in also]
    return found[0] if found else _around(statement, main)


def _exact(statement: Statement, survey: Survey) -> list[str]:
    """The conditions that all entries that differ meet, and no others."""
    wrong, right = survey.wrong, survey.comparable & ~survey.wrong
    if not survey.anything_agrees:
        return []
    about = statement, survey.points, wrong.shape
    of_points = of_values(*about) if _is_telling(wrong) and _is_telling(right) else ()
    conditions = chain(of_positions(*about), of_signs(*about), of_points)
    return [text for text, holds in conditions if not (wrong & ~holds).any() and not (right & holds).any()]


def _around(statement: Statement, survey: Survey) -> str | None:
    """A condition that all entries that differ meet, and not all others."""
    wrong, right = survey.wrong, survey.comparable & ~survey.wrong
    about = statement, survey.points, wrong.shape
    for text, holds in chain(of_positions(*about), of_signs(*about)):
        if not (wrong & ~holds).any() and (right & ~holds).any() and text.startswith("only"):
            return text
    return None


def _is_telling(mask: Mask) -> bool:
    """Are there so many points that no condition on values fits them by chance?"""
    return int(mask.reshape(len(mask), -1).any(axis=1).sum()) >= MANY


def _everywhere(survey: Survey, component: tuple[int, ...]) -> str:
    wrong: Mask = np.asarray(survey.wrong.any(axis=0))
    possible: Mask = np.asarray((survey.comparable | survey.wrong).any(axis=0))
    if wrong.size == 1:
        return "the two values differ"
    if wrong[possible].all():
        return "every entry differs"
    if not component:
        return "some entries differ"
    return f"only {_entry(component)}" if wrong.sum() == 1 else f"{_entry(component)} differs"


# ── Sizes at which it holds ─────────────────────────────────────────────────────────────────────


def _holds_at(surveys: Sequence[Survey]) -> str | None:
    """`V = 1`, `V = D`: the sizes at which no difference was found, if these are all such."""
    outcomes: list[tuple[dict[str, int], bool]] = []
    for survey in surveys:
        if survey.comparable.any():
            outcomes.append((dict(survey.points.sizes), not survey.wrong.any()))
    held = [holds for _, holds in outcomes]
    tests = _of_sizes([sizes for sizes, _ in outcomes])
    return next((text for text, meets in tests if meets == held), None) if any(held) else None


def _of_sizes(choices: Sequence[dict[str, int]]) -> Iterator[tuple[str, list[bool]]]:
    """Conditions on sizes, the plainest first, and which choices meet them."""
    names = list(choices[0])
    for number in (1, 2):
        yield from ((f"{name} = {number}", [s[name] == number for s in choices]) for name in names)
    for a, b in combinations(names, 2):
        yield f"{a} = {b}", [s[a] == s[b] for s in choices]
        yield f"{a} = 1 and at {b} = 1", [1 in (s[a], s[b]) for s in choices]
        yield f"{a} = 1, {b} = 1", [s[a] == s[b] == 1 for s in choices]
