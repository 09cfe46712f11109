"""No input is executed, breaks the program, or takes more than 10 seconds and 600 MB."""

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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

DOCUMENTS = ("yaml-title-of-latex", "yaml-title-of-html", "yaml-tag-apply", "softmax-60")
"""Cases of which LaTeX and HTML are written too."""

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


def prepared(folder: Path) -> dict[str, list[str]]:
    """The command of every case, by its name; their files are written."""
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
        for name in DOCUMENTS:
            commands[f"{door} {name}"] = [door, str(folder / f"{name}.yaml")]
    return commands


class Outcomes:
    """The outcomes by name; a quarter of the cases is run when one of them is asked for, in one process only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self._alone("all"):
            if not (folder / "commands").exists():
                (folder / "inputs").mkdir()
                text = json.dumps(prepared(folder / "inputs"))
                (folder / "commands").write_text(text, encoding="utf-8")
        self.commands: dict[str, list[str]] = json.loads((folder / "commands").read_text(encoding="utf-8"))
        self.known: dict[str, Outcome] = {}

    def __getitem__(self, name: str) -> Outcome:
        if name not in self.known:
            names = list(self.commands)
            size = len(names) // 4 + 1
            first = names.index(name) // size * size
            self.known |= self._run(names[first : first + size])
        return self.known[name]

    def _run(self, names: list[str]) -> dict[str, Outcome]:
        kept = self.folder / f"{len(names)} from {names[0]}"
        with self._alone(names[0]):
            if not kept.exists():
                found = watched(self.folder, [self.commands[name] for name in names])["outcomes"]
                kept.write_text(json.dumps(dict(zip(names, found, strict=True))), encoding="utf-8")
        assert not list(self.folder.rglob("PWNED"))
        assert not (ROOT / "PWNED").exists()
        outcomes: dict[str, Outcome] = json.loads(kept.read_text(encoding="utf-8"))
        return outcomes

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        """While the other processes of a parallel run wait."""
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """Every case, run once, also where several processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "hostile"
    folder.mkdir(exist_ok=True)
    return Outcomes(folder)


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
def test_a_file(case: Any, outcomes: Outcomes) -> None:
    outcome = outcomes[case.name]
    check_harmless(outcome)
    assert outcome["status"] == case.status, outcome["out"][-1500:]
    said = outcome["out"] + outcome["err"]
    assert case.word in said
    check_place(said)


@pytest.mark.parametrize("name", SPECIAL)
def test_a_path(name: str, outcomes: Outcomes) -> None:
    if name == "locked.yaml" and os.geteuid() == 0:
        pytest.skip("everything can be read by root")
    outcome = outcomes[f"path {name}"]
    check_harmless(outcome)
    assert outcome["status"] == 2
    assert f"error[{SPECIAL[name]}" in outcome["out"] + outcome["err"]


@pytest.mark.parametrize("name", PARSED)
def test_an_expression(name: str, outcomes: Outcomes) -> None:
    _, _, status, word = PARSED[name]
    outcome = outcomes[name]
    check_harmless(outcome)
    assert outcome["status"] == status, outcome["err"]
    assert word in outcome["out"] + outcome["err"]
    check_place(outcome["err"])


@pytest.mark.parametrize("door", ["latex", "html"])
def test_a_document(door: str, outcomes: Outcomes) -> None:
    for name in DOCUMENTS:
        check_harmless(outcomes[f"{door} {name}"])
    assert outcomes[f"{door} yaml-tag-apply"]["status"] == 2
    text = outcomes["latex yaml-title-of-latex"]["out"]
    assert r"\input" not in text.split(r"\begin{document}")[-1]
    assert "<script>alert" not in outcomes["html yaml-title-of-html"]["out"]
