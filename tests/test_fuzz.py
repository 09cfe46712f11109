"""A few seconds of what `python -m tests.fuzz` does for hours."""

import random
from pathlib import Path

from tests.fuzz.__main__ import one, run
from tests.fuzz.grammar import corpus


def test_random_inputs_raise_our_own_errors_alone(tmp_path: Path) -> None:
    files = corpus()
    for count in range(250):
        one(random.Random(f"default {count}"), files, tmp_path / "input.yaml", deciding=False)


def test_a_find_is_kept_and_told(tmp_path: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    def broken(*_: object) -> None:
        (tmp_path / "input.yaml").touch()
        raise KeyError("planted")

    monkeypatch.setattr("tests.fuzz.__main__.one", broken)
    count, finds = run(0.0005, 0, tmp_path, False)
    assert count == finds > 0
    assert "0-0: KeyError: 'planted'" in capsys.readouterr().out
    assert "planted" in (tmp_path / "0-0.txt").read_text(encoding="utf-8")
