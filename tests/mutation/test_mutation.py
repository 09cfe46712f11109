"""The mutation tester on a toy; on the kernel it is a command (see SOUNDNESS.md)."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.mutation.edits import edited, edits

ROOT = Path(__file__).parents[2]
TOY = """\
def clamp(x):
    if x < 0:
        return 0
    return x
"""
TESTS = """\
from toy import clamp

def test_clamp():
    assert clamp(-1) == 0
    assert clamp(2) == 2

def test_something_else():
    assert True
"""
RUN = """\
import pytest, sys
from pathlib import Path
from tests.mutation.edits import edits
from tests.mutation.session import Mutant, Session

def watch(fate):
    print("fate", fate.words, fate.mutant.name)

session = Session([Mutant("toy.py", edit) for edit in edits(Path("toy.py").read_text())], "toy", watch)
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "test_toy.py"], plugins=[session]))
"""


def test_on_a_toy_only_what_changes_nothing_survives(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(TOY)
    (tmp_path / "test_toy.py").write_text(TESTS)
    command = [sys.executable, "-B", "-c", f"import sys; sys.path[:0] = ['.', {str(ROOT)!r}]\n{RUN}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    fates = [line.split(" ", 2)[1:] for line in done.stdout.splitlines() if line.startswith("fate ")]
    assert Counter(words for words, _ in fates) == {"killed": 8, "survived": 2}, done.stdout + done.stderr
    assert [name for words, name in fates if words == "survived"] == [
        "toy.py:2: comparison: x < 0 → x <= 0",
        "toy.py:2: constant: 0 → 1",
    ]
    assert (tmp_path / "toy.py").read_text() == TOY


def test_every_edit_is_another_program() -> None:
    source = """\
def f(a: int, b) -> bool:
    '''Said, not done: 1.'''
    total = -a + b * 2
    for k in [k for k in b if not k]:
        if k in a and k is not b:
            continue
        g(a, b)
        total -= k
    match total:
        case 1 if a:
            return True
        case _:
            return a if b else False
"""
    found = edits(source)
    kinds = {edit.kind for edit in found}
    assert kinds >= {"comparison", "and, or", "operand dropped", "arithmetic", "sign or not dropped", "constant",
                     "condition negated", "arguments swapped", "guard removed", "case removed", "another result",
                     "statement removed"}  # fmt: skip
    texts = [ast.unparse(edited(source, edit)) for edit in found]
    assert len(texts) > 25
    assert ast.unparse(ast.parse(source)) not in texts
