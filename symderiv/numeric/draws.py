"""Random arrays from Python's generator, whose stream is the same for every version of NumPy."""

import random
from collections.abc import Sequence
from math import prod

import numpy as np

from symderiv.numeric.fields import Array

Shape = tuple[int, ...]


class Generator:
    """Draws arrays; two generators with the same seeds draw the same."""

    def __init__(self, *seeds: int) -> None:
        self._random = random.Random(" ".join(map(str, seeds)))  # noqa: S311

    def integers(self, low: int, high: "int | Array", shape: Shape) -> Array:
        """Whole numbers from `low` to below `high`, which may differ from entry to entry."""
        return np.asarray(low + np.floor(self._units(shape) * (high - low)), dtype=np.int64)

    def uniform(self, low: float, high: float, shape: Shape) -> Array:
        return low + (high - low) * self._units(shape)

    def choice(self, values: Sequence[float], shape: Shape) -> Array:
        """Entries drawn from the values, with repetition."""
        return np.asarray(values)[self.integers(0, len(values), shape)]

    def sample(self, count: int, size: int) -> Array:
        """So many different whole numbers from 0 to below `size`."""
        return np.array(self._random.sample(range(size), count), dtype=np.int64)

    def permutation(self, values: "int | Array") -> Array:
        """The values, or the whole numbers below one, in random order."""
        shuffled = list(range(values)) if isinstance(values, int) else values.tolist()
        self._random.shuffle(shuffled)
        return np.array(shuffled)

    def _units(self, shape: Shape) -> Array:
        """The numbers that `random.random()` would give one by one, each made of two words of 32 bits."""
        count = prod(shape)
        words = np.frombuffer(self._random.getrandbits(64 * count).to_bytes(8 * count, "little"), dtype="<u4")
        high, low = words[::2] >> 5, words[1::2] >> 6
        return ((high * 2.0**26 + low) / 2.0**53).reshape(shape)
