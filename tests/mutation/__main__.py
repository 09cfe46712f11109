"""`python -m tests.mutation --package symderiv/kernel --sample 300 --seed 0`: are mistakes in the program noticed by its tests?"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation.edits import edits
from tests.mutation.session import Fate, Mutant, Session

ROOT = Path(__file__).parents[2]
NEEDED = ("symderiv", "tests", "derivations", "pyproject.toml")
TESTS = ("tests/kernel", "tests/test_verdict.py", "tests/test_powers.py")
EQUIVALENT = Path(__file__).with_name("equivalent.txt")


def main() -> int:
    """0 if nine in ten are killed, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "--package", action="append", metavar="PATH", help="what is mutated: a folder or a file"
    )
    parser.add_argument("--tests", action="append", metavar="PATH", help="what must notice it")
    parser.add_argument("--sample", type=int, metavar="N", help="a random sample of so many (all)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, another sample (0)")
    parser.add_argument("--match", default="", metavar="TEXT", help="only mutants in whose name this occurs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _copy(Path(folder))
        os.chdir(folder)
        sys.path.insert(0, folder)
        os.environ["PYTHONPATH"] = folder
        mutants = _mutants(chosen.package or ["symderiv/kernel", "symderiv/verdict.py"])
        mutants = [each for each in mutants if chosen.match in each.name]
        if chosen.sample is not None and chosen.sample < len(mutants):
            mutants = random.Random(chosen.seed).sample(mutants, chosen.sample)
        fates = _tried(mutants, chosen.tests or TESTS)
    return _report(fates, len(mutants))


def _copy(folder: Path) -> None:
    """The tree that is mutated is never the one that is worked on."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder)


def _mutants(packages: Sequence[str]) -> list[Mutant]:
    files = [
        file for each in map(Path, packages) for file in ([each] if each.is_file() else each.rglob("*.py"))
    ]
    return [Mutant(str(file), edit) for file in sorted(files) for edit in edits(file.read_text())]


def _tried(mutants: Sequence[Mutant], tests: Sequence[str]) -> list[Fate]:
    fates: list[Fate] = []
    known = equivalent()

    def watch(fate: Fate) -> None:
        if fate.words == "survived" and _key(fate.mutant) in known:
            fate = Fate(fate.mutant, "equivalent", fate.seconds)
        fates.append(fate)
        if fate.words == "survived" or sys.stderr.isatty():
            sys.stderr.write(
                f"{len(fates)}/{len(mutants)} {fate.words} ({fate.seconds:.1f} s) {fate.mutant.name}\n"
            )
            sys.stderr.flush()

    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary"]
    session = Session(mutants, "symderiv", watch)
    code = pytest.main([*options, *tests], plugins=[session])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"pytest ended with {code!r}")
    return fates


def equivalent() -> frozenset[str]:
    """Mutants that were looked at: what they change nobody can see. One a line, after it the reason."""
    if not EQUIVALENT.exists():
        return frozenset()
    lines = EQUIVALENT.read_text().splitlines()
    return frozenset(line.rstrip() for line in lines if line and not line.startswith((" ", "#")))


def _key(mutant: Mutant) -> str:
    """What names a mutant, whatever is written above it in the file."""
    e = mutant.edit
    where = f"{mutant.path}: {e.name}: {e.kind}: {e.before} → {e.after or 'nothing'}"
    return f"{where} in {e.text}" if e.kind in ("constant", "sign or not dropped") else where


def _report(fates: Sequence[Fate], wanted: int) -> int:
    counts = Counter(fate.words for fate in fates)
    same = counts["the same"] + counts["equivalent"]
    killed = counts["killed"] + counts["timeout"]
    rows = ["| kind | mutants | killed | equivalent | survived |", "| --- | ---: | ---: | ---: | ---: |"]
    for kind in sorted({fate.mutant.edit.kind for fate in fates}):
        words = Counter(fate.words for fate in fates if fate.mutant.edit.kind == kind)
        cells = (words.total(), words["killed"] + words["timeout"], words["the same"] + words["equivalent"])
        rows.append(f"| {kind} | {' | '.join(map(str, cells))} | {words['survived']} |")
    rows.append(f"| **all** | {len(fates)} | {killed} | {same} | {counts['survived']} |")
    survivors = [_key(fate.mutant) for fate in fates if fate.words == "survived"]
    share = killed / max(1, killed + counts["survived"])
    ending = f"{len(fates)} of {wanted} tried, {counts['timeout']} of the killed by the time limit, {share:.1%} killed"
    sys.stdout.write("\n".join([*rows, "", *survivors, "", ending, ""]))
    return 0 if share >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main())
