"""`python -m tests.determinism [FILES]`: every output under 20 hash seeds, SymPy's cache on and off, locales, orders."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCALES = ("C.UTF-8", "C")
FORMATS = 4

PROGRAM = """
import locale, sys
from symderiv.check import check_document
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.report import Report
from symderiv.writing.html.document import html_document
from symderiv.writing.html.mathml import Converter
from symderiv.writing.json_report import json_report
from symderiv.writing.latex.document import latex_document
from symderiv.writing.page.build import page
from symderiv.writing.text import file_text

locale.setlocale(locale.LC_ALL, "")
for file in sys.argv[1:]:
    document = load_document(read_source(file))
    report = check_document(document)
    made = page(document, report)
    texts = {
        "text": file_text(report), "JSON": json_report(Report("0", (report,))),
        "LaTeX": latex_document(made), "HTML": html_document((made,), Converter()),
    }
    for name, text in texts.items():
        sys.stdout.buffer.write(f"\\0{file} as {name}\\n{text}".encode("utf-8"))
"""
"""Checks each of its arguments once, and writes it down in four ways."""


def outputs(files: Sequence[str], seed: int, cache: str, locale: str) -> dict[str, str]:
    """What is written about each file, without the seconds, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *files],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONHASHSEED": str(seed),
            "SYMPY_USE_CACHE": cache,
            "LC_ALL": locale,
            "LANG": locale,
            "PYTHONUTF8": "0",
        },
        check=True,
    )
    text = re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', done.stdout.decode())
    found = [piece.partition("\n") for piece in text.split("\0")[1:]]
    return {what: output for what, _, output in found}


def differences(files: Sequence[str], runs: Sequence[tuple[int, str, str]]) -> Iterator[list[str]]:
    """For each run but the first what is not as in the first; every other run takes the files in another order."""
    first = outputs(files, *runs[0])
    assert len(first) == FORMATS * len(files)
    for number, run in enumerate(runs[1:], start=1):
        turned = [*files[number % len(files) :], *files[: number % len(files)]]
        other = outputs(turned if number % 2 else turned[::-1], *run)
        yield [f"{what} under {run}" for what, text in first.items() if other.get(what) != text]


def main() -> int:
    """The long version."""
    library = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "derivations").rglob("*.yaml"))
    files = sys.argv[1:] or library
    runs = [(seed, "no" if seed % 5 == 4 else "yes", LOCALES[seed % 2]) for seed in range(20)]
    found = 0
    for run, differing in zip(runs[1:], differences(files, runs), strict=True):
        found += len(differing)
        sys.stdout.write(
            "".join(f"{each}\n" for each in differing) + f"{run}: {len(differing)} differences\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{len(runs)} runs over {len(files)} files: {found} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
