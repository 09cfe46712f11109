"""A disagreement of deciders ends with status 3 and a file that holds all that is needed to see it again."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from symderiv.cli import app
from symderiv.kernel.prove import KernelDecider
from symderiv.language.answer import Proved
from symderiv.language.document import Statement

TEXT = "# mine\nsymbols: {x: scalar}\nderivations: [{name: a slip, prove: x^2 = x}]\n"


def credulous(self: KernelDecider, statement: Statement, refuted: bool = False) -> Proved:
    return Proved((), ())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(KernelDecider, "decide", credulous)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_disagreement_leaves_a_report_behind(run: Path, format: str) -> None:
    done = CliRunner().invoke(app, ["check", "mine.yaml", "--seed", "7", "--format", format])
    (kept,) = run.glob("symderiv-report-*.txt")
    assert done.exit_code == 3
    assert kept.name in done.stderr
    said = kept.read_text(encoding="utf-8")
    assert TEXT in said
    for part in (
        "symderiv check mine.yaml --seed 7",
        "mine.yaml:3:",
        "a-slip",
        "numeric answers Fails",
        "kernel answers Proved",
        "Python 3.",
    ):
        assert part in said


def test_the_same_error_twice_is_one_report(run: Path) -> None:
    for _ in range(2):
        assert CliRunner().invoke(app, ["check", "mine.yaml"]).exit_code == 3
    assert len(list(run.glob("symderiv-report-*.txt"))) == 1


def test_a_breakdown_leaves_a_report_behind(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: KernelDecider, statement: Statement, refuted: bool = False) -> Proved:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(KernelDecider, "decide", broken)
    assert CliRunner().invoke(app, ["check", "mine.yaml"]).exit_code == 3
    (kept,) = run.glob("symderiv-report-*.txt")
    assert "ZeroDivisionError: planted" in kept.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_to_is_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = run / "gone"
    name.mkdir()
    monkeypatch.chdir(name)
    name.rmdir()
    done = CliRunner().invoke(app, ["check", str(run / "mine.yaml")])
    assert done.exit_code == 3
    assert "cannot be written" in done.stderr


def test_no_report_without_an_internal_error(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(run)
    assert CliRunner().invoke(app, ["check", "mine.yaml"]).exit_code == 1
    assert list(run.glob("symderiv-report-*")) == []
