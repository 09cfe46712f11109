"""`python -m tests.fuzz --minutes M --seed S [--decide]`: random inputs until the time is over.

Every input of which something else comes out than our own error is written into a folder, to become a case.
"""

import argparse
import random
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from time import monotonic, process_time

from symderiv.check import Options, check_document
from symderiv.errors import DerivationError
from symderiv.language.document import Document
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document, read_expression
from symderiv.report import FileReport, Report
from symderiv.writing.json_report import json_report
from symderiv.writing.printer import print_expression
from symderiv.writing.text import file_text
from tests.fuzz.grammar import HEAD, corpus, expression, formula, makers
from tests.writing.test_round_trip import SPELLINGS, same, written
from tests.writing.test_round_trip_random import DECLARATIONS

SLOW = 10.0
"""Seconds of the processor that one input may take here."""


def read_and_print(text: str, declarations: str) -> None:
    """What is read is printed so that it reads as the same tree."""
    tree = read_expression(text, declarations)
    for spelling in SPELLINGS:
        printed = written(print_expression(tree, spelling), spelling).value
        again = read_expression(printed, declarations)
        assert same(again, tree, spelling), f"{text!r} is printed as {printed!r}"


def load(data: bytes, path: Path) -> Document | None:
    """The document in a file of these bytes, None if it is refused; a refusal can be written down."""
    path.write_bytes(data)
    try:
        return load_document(read_source(str(path)))
    except DerivationError as problem:
        refusal = problem
    report = FileReport.unread(str(path), *refusal.diagnostics)
    assert report.errors
    write_down(report)
    return None


def write_down(report: FileReport) -> None:
    """Whatever is found can be said."""
    assert file_text(report)
    assert json_report(Report("0", (report,)))


def decide(document: Document) -> None:
    """Every claim gets a verdict, which can be written down."""
    report = check_document(document, Options())
    write_down(report)
    assert report.status != 3, "the deciders disagree"


def one(draw: random.Random, files: tuple[bytes, ...], path: Path, deciding: bool) -> None:
    """One random input; raises whatever is wrong."""
    if draw.random() < 0.5:
        text = formula(draw) if draw.random() < 0.5 else expression(draw, depth=draw.randint(1, 5))
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        with suppress(DerivationError):
            read_and_print(text, DECLARATIONS if draw.random() < 0.8 else HEAD)
        return
    document = load(draw.choice(makers(files))(draw), path)
    if document is not None and deciding:
        decide(document)


def run(minutes: float, seed: int, folder: Path, deciding: bool) -> tuple[int, int]:
    """How many inputs there were, and how many finds."""
    files, path = corpus(), folder / "input.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    until, count, finds = monotonic() + 60 * minutes, 0, 0
    while monotonic() < until:
        draw = random.Random(f"{seed} {count}")
        started, trouble = process_time(), ""
        try:
            one(draw, files, path, deciding)
        except Exception:  # noqa: BLE001 - whatever it is, it is a find
            trouble = traceback.format_exc()
        seconds = process_time() - started
        if trouble or seconds > SLOW:
            finds += 1
            path.rename(folder / f"{seed}-{count}.input")
            (folder / f"{seed}-{count}.txt").write_text(trouble or f"{seconds:.1f} s", encoding="utf-8")
            said = trouble.strip().splitlines()[-1] if trouble else f"{seconds:.1f} s"
            sys.stdout.write(f"{seed}-{count}: {said}\n")
        count += 1
    return count, finds


def main() -> int:
    """The command; exit status 1 if there are finds."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--decide", action="store_true", help="also decide the claims of what can be read")
    chosen = parser.parse_args()
    count, finds = run(chosen.minutes, chosen.seed, chosen.folder, chosen.decide)
    sys.stdout.write(f"{count} inputs, {finds} finds\n")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
