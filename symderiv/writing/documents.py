"""Files as documents: read, checked, laid out, and written in one of the formats."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from symderiv.check import Options, Watch, check_document
from symderiv.errors import DerivationError
from symderiv.language.document import Document
from symderiv.reading.file.files import derivation_files, read_source
from symderiv.reading.load import load_document
from symderiv.report import FileReport, LeftOut
from symderiv.writing.page.build import page, unread
from symderiv.writing.page.model import Page

Finder = Callable[[Document, FileReport], Mapping[str, LeftOut]]
"""Finds steps that an author left out."""


def latex_text(
    path: str, *, fragment: bool = False, options: Options = Options(), finder: Finder | None = None
) -> tuple[str, int]:
    """A file as LaTeX, with its verdicts, whatever they are; the status is 3 if the deciders disagree."""
    from symderiv.writing.latex.document import latex_document, latex_fragment

    made, status = checked_page(path, options, finder=finder)
    return latex_fragment(made) if fragment else latex_document(made), status


def html_text(
    paths: Iterable[str],
    options: Options = Options(),
    watch: Watch | None = None,
    refused: Callable[[DerivationError], None] = lambda _: None,
) -> tuple[str, int]:
    """Files and folders as one page of HTML, and the exit status; `refused` is told of unreadable ones."""
    from symderiv.writing.html.document import html_document
    from symderiv.writing.html.mathml import Converter

    converter = Converter()
    pages, statuses = zip(*_pages(paths, options, watch, refused), strict=True)
    return html_document(pages, converter), max(statuses)


def checked_page(
    path: str, options: Options = Options(), watch: Watch | None = None, finder: Finder | None = None
) -> tuple[Page, int]:
    """The page of a file; raises what is wrong with a file that cannot be read."""
    document = load_document(read_source(path))
    report = check_document(document, options, watch=watch)
    steps = finder(document, report) if finder is not None else {}
    return page(document, report, steps), 3 if report.status == 3 else 0


def _pages(
    paths: Iterable[str], options: Options, watch: Watch | None, refused: Callable[[DerivationError], None]
) -> Iterator[tuple[Page, int]]:
    """One for every file; a file that cannot be read leaves the others alone."""
    seen: set[str] = set()
    for path in paths:
        try:
            found = derivation_files([path])
        except DerivationError as refusal:
            refused(refusal)
            yield unread(FileReport.unread(path, *refusal.diagnostics)), 2
            continue
        for name in found:
            if name in seen:
                continue
            seen.add(name)
            try:
                yield checked_page(name, options, watch)
            except DerivationError as refusal:
                refused(refusal)
                yield unread(FileReport.unread(name, *refusal.diagnostics)), 2
