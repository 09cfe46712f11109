"""Writes `published-solutions.md`: what checking the published solutions found, document by document.

    python docs/published_solutions.py

The page is made of `derivations/published/` and of the verdicts on it, and of nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from symderiv.check import check_document
from symderiv.language.document import Derivation, Document, Obligation
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.report import FileReport, ObligationReport
from symderiv.writing.text import remark_text

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "derivations" / "published"
PAGE = ROOT / "docs" / "published-solutions.md"

HEAD = """\
# What five published solutions say, link by link

Five worked solutions about word vectors and small networks, as they were published, stand in
[`derivations/published/`](../derivations/published) with every equation that can be said: {links} links,
of which {proved} are proved for all sizes and {wrong} are mistakes. What a document leaves open is read in
each of its readings, so that one printed mistake may stand in more than one row. This page is generated:
`python docs/published_solutions.py`.
"""

OVERVIEW = """\
| document | links | proved for all sizes | at sizes only | mistakes | caused or recovering | undecided |
| --- | --: | --: | --: | --: | --: | --: |"""

COLUMNS = """\
| place | printed | what is wrong | smallest counterexample | corrected |
| --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class File:
    """One derivation file with the verdicts on it."""

    document: Document
    report: FileReport

    @property
    def reports(self) -> dict[str, ObligationReport]:
        return {each.id: each for each in self.report.obligations}


@dataclass(frozen=True)
class Tally:
    """How many links there are, and what became of them."""

    links: int
    everywhere: int
    at_sizes: int
    wrong: int
    caused: int
    other: int


def page() -> str:
    """The whole page."""
    files = [_checked(path) for path in sorted(FOLDER.glob("*.yaml"))]
    total = _tally(files)
    parts = [HEAD.format(links=total.links, proved=total.everywhere, wrong=total.wrong), _overview(files)]
    for name, group in _by_document(files):
        parts += [f"## {_capital(name)}", *_mistakes(group)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _checked(path: Path) -> File:
    document = load_document(read_source(str(path)))
    return File(document, check_document(document))


def _by_document(files: list[File]) -> list[tuple[str, list[File]]]:
    return [(name, list(group)) for name, group in groupby(files, key=_name)]


def _name(file: File) -> str:
    """What a document is, without the part of it that the file holds."""
    return (file.document.origin or "").partition(",")[0]


# ── How many ────────────────────────────────────────────────────────────────────────────────────


def _overview(files: list[File]) -> str:
    lines = [OVERVIEW]
    for name, group in _by_document(files):
        t = _tally(group)
        numbers = (t.links, t.everywhere, t.at_sizes, t.wrong, t.caused, t.other)
        lines.append(f"| {_capital(name)} | " + " | ".join(map(str, numbers)) + " |")
    return "\n".join(lines)


def _tally(files: list[File]) -> Tally:
    links = [file.reports[link.id] for file in files for d in file.document.derivations for link in _links(d)]
    everywhere = sum(each.verdict == "proved" and each.scope == "all sizes" for each in links)
    at_sizes = sum(each.scope == "at sizes" for each in links)
    wrong = sum(map(_is_mistake, links))
    caused = sum(_is_wrong(each) and not _is_mistake(each) for each in links)
    return Tally(
        len(links), everywhere, at_sizes, wrong, caused, len(links) - everywhere - at_sizes - wrong - caused
    )


def _links(derivation: Derivation) -> Iterator[Obligation]:
    """What stands between two neighbours: the links of a chain, or an equation that is one by itself."""
    printed = [each for each in derivation.obligations if "~" not in each.id]
    stepped = {each.case for each in printed if each.step}
    return (each for each in printed if each.step or each.case not in stepped)


def _is_wrong(report: ObligationReport) -> bool:
    return report.verdict in ("refuted", "ill-shaped", "unreadable")


def _is_mistake(report: ObligationReport) -> bool:
    """Wrong by itself: no consequence of what stands before it, and no return from it."""
    return _is_wrong(report) and report.caused_by is None and report.holds is not True


# ── Which ───────────────────────────────────────────────────────────────────────────────────────


def _mistakes(files: list[File]) -> Iterator[str]:
    rows = [
        row for file in files for derivation in file.document.derivations for row in _rows(file, derivation)
    ]
    yield "\n".join([COLUMNS, *rows]) if rows else "No mistake was found."


def _rows(file: File, derivation: Derivation) -> Iterator[str]:
    """A row for every mistake of a derivation; words that stand for all of them are said once."""
    said: set[str] = set()
    for link in _links(derivation):
        report = file.reports[link.id]
        if not _is_mistake(report):
            continue
        words = _words(derivation, link)
        corrected = file.reports.get(f"{link.id}~corrected")
        cells = (
            _place(derivation, link),
            _formula(f"{link.left} = {link.right}"),
            "as above" if words in said else _cell(words),
            _cell(_evidence(report)),
            "" if corrected is None else _formula(corrected.right),
        )
        said.add(words)
        yield "| " + " | ".join(cells) + " |"


def _words(derivation: Derivation, link: Obligation) -> str:
    case = next(
        (each for each in derivation.cases if link.case is not None and link.id.startswith(each.id)), None
    )
    return link.because or link.notes or (case.notes if case else None) or derivation.notes or derivation.name


def _place(derivation: Derivation, link: Obligation) -> str:
    step = f", step {link.step}" if link.step else ""
    return _cell((derivation.source or derivation.name) + step)


def _evidence(report: ObligationReport) -> str:
    """The point and the two sides, or why the link says nothing that could be true."""
    return _capital(remark_text(report).removeprefix("counterexample "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _formula(text: str) -> str:
    return f"`{_cell(text)}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
