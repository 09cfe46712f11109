"""No input is executed, breaks the program, or takes more than 10 seconds and 600 MB."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.cases import OK, PARSED, claim, files

ROOT = Path(__file__).parents[2]
MEGABYTES = 600
SECONDS = 10
FILES = tuple(files())
SPECIAL = {
    "missing.yaml": "E110",
    "folder.yaml": "E11",
    "pipe.yaml": "E113",
    "loop.yaml": "E112",
    "locked.yaml": "E112",
    "n\u202eame.yaml": "E110",
    "x" * 300 + ".yaml": "E112",
    "zero\0byte.yaml": "E112",
    "/dev/zero": "E113",
    "/dev/tty": "E11",
    "": "E110",
    "__import__('os').system('touch PWNED')": "E110",
    "$(touch PWNED).yaml": "E110",
    "~/nobody.yaml": "E110",
}
"""Paths that are no derivation files, and the code of the message."""

Outcome = dict[str, Any]


def special_paths(folder: Path) -> None:
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "locked.yaml").write_bytes(OK)
    (folder / "locked.yaml").chmod(0)


def watched(folder: Path, commands: list[list[str]]) -> dict[str, Any]:
    """The outcomes of commands in a fresh process that watches itself."""
    (folder / "warm.yaml").write_bytes(claim("sum(softmax(x)) log(abs(a)) = log(abs(a))"))
    (folder / "warm_false.yaml").write_bytes(claim("∂/∂x (x^T A x) = A x + max(x, y) + 1/2 sqrt(a)"))
    (folder / "warm_refuted.yaml").write_bytes(claim("∂/∂x (x^T x) sin(a) erf(b) = -2 x"))
    warm = [
        ["check", str(folder / f"warm{name}.yaml"), *more]
        for name in ("", "_false", "_refuted")
        for more in ([], ["--format", "json"])
    ]
    warm += [[door, str(folder / "warm.yaml")] for door in ("latex", "html")]
    warm += [
        ["parse", r"$\frac{1}{2} a$ + a", "--symbols", "a: scalar"],
        ["parse", "a +"],
        ["check", "missing"],
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.watch"],
        input=json.dumps({"warm": warm, "commands": commands}),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert [each["status"] for each in found["warm"]][6:] == [0, 0, 0, 2, 2]
    return found


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every case, once, by name."""
    folder = tmp_path_factory.mktemp("hostile")
    special_paths(folder)
    commands: dict[str, list[str]] = {}
    for case in FILES:
        path = folder / f"{case.name}.yaml"
        path.write_bytes(case.data)
        commands[case.name] = ["check", str(path)]
    for name in SPECIAL:
        commands[f"path {name}"] = ["check", name if not name or name[0] in "/~$_" else f"{folder}/{name}"]
    for name, (expression, symbols, _, _) in PARSED.items():
        commands[name] = ["parse", expression, "--symbols", symbols]
    for door in ("latex", "html"):
        for name in ("yaml-title-of-latex", "yaml-title-of-html", "yaml-tag-apply", "softmax-60"):
            commands[f"{door} {name}"] = [door, str(folder / f"{name}.yaml")]
    found = watched(folder, list(commands.values()))
    assert not list(folder.glob("PWNED"))
    assert not (ROOT / "PWNED").exists()
    return dict(zip(commands, found["outcomes"], strict=True))


def check_harmless(outcome: Outcome) -> None:
    """Nothing was run, opened or written, and it was soon over."""
    assert isinstance(outcome["status"], int), outcome["status"]
    assert outcome["found"] == []
    assert "Traceback" not in outcome["out"] + outcome["err"]
    assert outcome["seconds"] < SECONDS
    assert outcome["megabytes"] < MEGABYTES


def check_place(text: str) -> None:
    """An error names its file, line and column; of files that are no text, the path."""
    for line in text.splitlines():
        if re.search(r"error\[E(1[3-9]|2|3|4)", line):
            assert re.search(r":\d+:\d+: error\[E\d+\]: \S", line), line


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_file(case: Any, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    check_harmless(outcome)
    assert outcome["status"] == case.status, outcome["out"][-1500:]
    said = outcome["out"] + outcome["err"]
    assert case.word in said
    check_place(said)


@pytest.mark.parametrize("name", SPECIAL)
def test_a_path(name: str, outcomes: dict[str, Outcome]) -> None:
    if name == "locked.yaml" and os.geteuid() == 0:
        pytest.skip("everything can be read by root")
    outcome = outcomes[f"path {name}"]
    check_harmless(outcome)
    assert outcome["status"] == 2
    assert f"error[{SPECIAL[name]}" in outcome["out"] + outcome["err"]


@pytest.mark.parametrize("name", PARSED)
def test_an_expression(name: str, outcomes: dict[str, Outcome]) -> None:
    _, _, status, word = PARSED[name]
    outcome = outcomes[name]
    check_harmless(outcome)
    assert outcome["status"] == status, outcome["err"]
    assert word in outcome["out"] + outcome["err"]
    check_place(outcome["err"])


@pytest.mark.parametrize("door", ["latex", "html"])
def test_a_document(door: str, outcomes: dict[str, Outcome]) -> None:
    for name in ("yaml-title-of-latex", "yaml-title-of-html", "yaml-tag-apply", "softmax-60"):
        check_harmless(outcomes[f"{door} {name}"])
    assert outcomes[f"{door} yaml-tag-apply"]["status"] == 2
    text = outcomes["latex yaml-title-of-latex"]["out"]
    assert r"\input" not in text.split(r"\begin{document}")[-1]
    assert "<script>alert" not in outcomes["html yaml-title-of-html"]["out"]
