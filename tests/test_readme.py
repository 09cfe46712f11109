"""What the documents show is what happens."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import symderiv

HERE = Path(symderiv.__file__).parent.parent
ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [text.strip() for language, text in BLOCKS if language == "sh"]
RUNS = [text.partition("\n") for language, text in BLOCKS if language == "console"]
YAML = [text for language, text in BLOCKS if language == "yaml"]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SOUNDNESS.md", "CONVENTIONS.md", "CHANGELOG.md")


def test_both_commands_start_from_nothing() -> None:
    assert len(SHELL) == 2
    for command in SHELL:
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert all(part.startswith((".venv/bin/", "python3 ")) for part in command.split(" && "))


def test_the_first_command_is_the_run_that_is_shown() -> None:
    last = SHELL[0].split(" && ")[-1].removeprefix(".venv/bin/")
    assert RUNS[0][0] == f"$ {last}"


def test_continuous_integration_runs_the_second_command_word_for_word() -> None:
    assert f"\n{SHELL[1]}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the files of which the README speaks."""
    shutil.copytree(ROOT / "derivations", tmp_path / "derivations")
    for text in YAML:
        name = text.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program == "symderiv"
    line = (sys.executable, "-c", "from symderiv.cli import main; main()", *arguments)
    return subprocess.run(
        line,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1"},
    ).stdout


@pytest.mark.parametrize(("command", "shown"), [(command, shown) for command, _, shown in RUNS])
def test_a_shown_run_is_a_real_one(command: str, shown: str, desk: Path) -> None:
    assert run(command.removeprefix("$ "), desk) == shown


@pytest.mark.parametrize(
    "command", [text for text in re.findall(r"`(symderiv [^`]+)`", README) if " --help" not in text]
)
def test_a_command_in_passing_works(command: str, desk: Path) -> None:
    before = sorted(desk.iterdir())
    assert run(command, desk) or sorted(desk.iterdir()) != before


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_that_is_named_exists(name: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / name).read_text(encoding="utf-8"))
    assert [f"{file}::{test}" for file, test in named if test not in functions_in(ROOT / file)] == []


def functions_in(file: Path) -> list[str]:
    if not file.is_file():
        return []
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
