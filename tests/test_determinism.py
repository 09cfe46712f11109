"""The same input gives the same bytes, whatever the hash seed, SymPy's cache, the locale and the order."""

from collections.abc import Sequence

import pytest

from tests import determinism

FILES = (
    "derivations/softmax_curvature.yaml",
    "derivations/wrong/windows.yaml",
    "derivations/activations.yaml",
)
RUNS = ((0, "yes", "C.UTF-8"), (12345, "no", "C"))


def test_outputs_are_the_same_byte_for_byte() -> None:
    assert list(determinism.differences(FILES, RUNS)) == [[]]


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsteady(files: Sequence[str], seed: int, cache: str, locale: str) -> dict[str, str]:
        return {f"{file} {n}": str(seed // 1000 * (n == 2)) for file in files for n in range(4)}

    monkeypatch.setattr(determinism, "outputs", unsteady)
    (found,) = determinism.differences(FILES, RUNS)
    assert len(found) == 3
