"""The command line: `symderiv check`, `parse`, `derive`, `explain`, `latex`, `html`."""

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from symderiv import __version__
from symderiv.source import visible
from symderiv.writing.progress import Progress

if TYPE_CHECKING:
    from symderiv.check import Options, Watch
    from symderiv.errors import DerivationError
    from symderiv.report import FileReport, Report
    from symderiv.writing.text import Style

MAX_SIZE: Final = 64
"""The largest number that `--size` takes: entries are decided one by one."""

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


class Colour(StrEnum):
    """When a report is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Show(StrEnum):
    """What may be shown beside the verdicts."""

    COMPONENTS = "components"
    PROOF = "proof"


class Allow(StrEnum):
    """Which verdict may stand in for `proved`."""

    CONSISTENT = "consistent"


class Require(StrEnum):
    """What `proved` must mean."""

    ALL_SIZES = "all-sizes"


COLLECT_AFTER: Final = 200_000
"""Objects made between two searches for garbage."""


def main() -> None:
    """The console script."""
    # Loading SymPy makes many objects and no garbage: looking for some costs a tenth of a whole run.
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    finally:
        # Nor is anything gained by searching all of it once more before the process ends.
        gc.freeze()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"symderiv {__version__}")
        raise typer.Exit


@app.callback()
def _symderiv(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Checks written derivations of gradients."""


@app.command()
def check(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATHS...", help="Derivation files, or folders of them.")
    ],
    format: Annotated[Format, typer.Option(help="How to write the report.")] = Format.TEXT,
    size: Annotated[list[str] | None, typer.Option(metavar="NAME=N", help="Compute where NAME is N.")] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of the random points.")] = 0,
    select: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only these claims; `*` and `?` match any letters.")
    ] = None,
    show: Annotated[
        list[Show] | None,
        typer.Option(
            metavar="components|proof", help="Also show the simplified entries of both sides, or the proof."
        ),
    ] = None,
    allow: Annotated[
        list[Allow] | None, typer.Option(metavar="consistent", help="Let a claim without proof pass.")
    ] = None,
    require: Annotated[
        list[Require] | None, typer.Option(metavar="all-sizes", help="Let a proof at some sizes alone fail.")
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Steps that a proof for all sizes may take (200000)."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show the repairs as a change of the files.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Write the repairs into the files.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more about every claim.")] = False,
    color: Annotated[Colour, typer.Option(help="When to colour the text.")] = Colour.AUTO,
) -> None:
    """Check what derivation files claim.

    Exit status: 0 all as expected; 1 some not; 2 bad usage, unreadable input or nothing to check;
    3 an internal error.
    """
    from symderiv.check import Options
    from symderiv.writing.text import Style

    options = Options(
        seed=seed,
        sizes=tuple(_size(text) for text in size or ()),
        select=tuple(select or ()),
        allow_consistent=bool(allow),
        require_all_sizes=bool(require),
        show_components=Show.COMPONENTS in (show or ()),
        show_proof=Show.PROOF in (show or ()),
        budget=budget,
        repair="uncorrected" if verbose else "unexpected",
    )
    if diff and format is Format.JSON:
        raise typer.BadParameter("a diff is no JSON", param_hint="--diff")
    with _door() as progress:
        report = _check(tuple(paths), options, format, Style(_coloured(color), verbose), progress)
        _demand_known_sizes(report, options)
        if diff or fix:
            report = _mend(report, options, diff, fix)
        raise typer.Exit(report.status)


@app.command()
def parse(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="An expression, in any spelling.")],
    symbols: Annotated[
        str,
        typer.Option(metavar="NAME: TYPE, …", help="The declarations, or a derivation file that has them."),
    ] = "",
) -> None:
    """Show how an expression is understood: its tree with shapes, and both spellings of it."""
    from symderiv.errors import DerivationError

    with _door():
        try:
            _write(_understood(expression, symbols))
        except DerivationError as refusal:
            _refuse(refusal)


@app.command()
def derive(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A derivation file with a loss.")],
    wrt: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME|all", help="By what: a symbol, a defined name, a part of one; `all`."),
    ] = None,
    of: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Of what, in place of the loss: `p`, `∂J/∂w`.")
    ] = None,
) -> None:
    """Find the gradients of the loss and write them as lines of the file, each proved.

    Exit status: 0 all found and proved; 1 some not; 2 bad usage or unreadable input.
    """
    from symderiv.errors import DerivationError

    with _door():
        try:
            text, status = _derive(file, tuple(wrt or ("all",)), of)
        except DerivationError as refusal:
            _refuse(refusal)
        _write(text)
        raise typer.Exit(status)


@app.command()
def explain(
    subject: Annotated[
        str, typer.Argument(metavar="CODE|FILE", help="The code of a diagnostic, or a derivation file.")
    ],
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a claim in the file.")] = None,
) -> None:
    """Explain a diagnostic with examples, or one claim of a file: how it is understood, proved or refuted."""
    from symderiv.errors import DerivationError

    with _door():
        try:
            text, status = _explained_code(subject) if id is None else _explained_claim(subject, id)
        except DerivationError as refusal:
            _refuse(refusal)
        _write(text)
        raise typer.Exit(status)


@app.command()
def latex(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A derivation file.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; else standard output."),
    ] = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help="Only what another document can include.")
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also run pdflatex, for a PDF beside the output.")
    ] = False,
) -> None:
    """Write a derivation file as a LaTeX document, each claim with its verdict."""
    from symderiv.errors import DerivationError
    from symderiv.writing.documents import latex_text

    if pdf and (fragment or output is None or not output.endswith(".tex")):
        reason = "needs `--output NAME.tex`" if not fragment else "needs a whole document, not a fragment"
        raise typer.BadParameter(reason, param_hint="--pdf")
    _demand_another_file(output, [file])
    with _door():
        try:
            text, status = latex_text(file, fragment=fragment)
        except DerivationError as refusal:
            _refuse(refusal)
        if output is None:
            _write(text)
        else:
            _save(output, text)
            if pdf:
                _save_pdf(output, text)
        raise typer.Exit(status)


@app.command()
def html(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATHS...", help="Derivation files, or folders of them.")
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; else standard output."),
    ] = None,
) -> None:
    """Write derivation files as one page of HTML, each claim with its verdict; no script, no network."""
    from symderiv.writing.documents import html_text
    from symderiv.writing.html.mathml import ConverterMissing

    _demand_another_file(output, paths)
    with _door() as progress:
        try:
            text, status = html_text(paths, watch=progress.watch)
        except ConverterMissing as missing:
            typer.echo(str(missing), err=True)
            raise typer.Exit(2) from None
        progress.clear()
        if output is None:
            _write(text)
        else:
            _save(output, text)
        raise typer.Exit(status)


# ── What the commands do ────────────────────────────────────────────────────────────────────────


def _check(
    paths: tuple[str, ...], options: "Options", format: Format, style: "Style", progress: "Progress"
) -> "Report":
    """Check and write: text file by file, JSON at the end."""
    from symderiv.report import Report
    from symderiv.writing.text import file_text, summary_text

    files: list[FileReport] = []
    for file in _reports(paths, options, progress.watch):
        progress.clear()
        files.append(file)
        if format is Format.TEXT:
            _write(file_text(file, style) + "\n")
    report = Report(__version__, tuple(files))
    match format:
        case Format.TEXT:
            _write(summary_text(report, style))
        case Format.JSON:
            from symderiv.writing.json_report import json_report

            _write(json_report(report, ascii_only=not _speaks_unicode()))
    if report.status == 3:
        sys.stdout.flush()
        for file in files:
            _keep(file, options)
    return report


def _mend(report: "Report", options: "Options", diff: bool, fix: bool) -> "Report":
    """Show or write the repairs; the report on the files as they are then."""
    from symderiv.records import replace

    return replace(report, files=tuple(_mend_file(file, options, diff, fix) for file in report.files))


def _mend_file(file: "FileReport", options: "Options", diff: bool, fix: bool) -> "FileReport":
    if not any(claim.repair is not None for claim in file.obligations):
        return file
    from symderiv.check import check_file
    from symderiv.errors import DerivationError
    from symderiv.mend import mended
    from symderiv.reading.file.files import read_source, replace_source
    from symderiv.records import replace
    from symderiv.writing.escape import escape_terminal

    try:
        change = mended(read_source(file.path), file, options)
        for id, reason in change.refused:
            typer.echo(escape_terminal(f"{file.path}: {id}: {reason}"), err=True)
        if diff and change.ids:
            _write("\n" + "\n".join(escape_terminal(line) for line in change.diff.rstrip("\n").split("\n")))
        if not fix or not change.ids:
            return file
        replace_source(change.source, change.text)
    except DerivationError as refusal:
        _refuse(refusal)
    typer.echo(escape_terminal(f"{file.path}: repaired {', '.join(change.ids)}"), err=True)
    return check_file(file.path, replace(options, repair="none"))


def _keep(file: "FileReport", options: "Options") -> None:
    """Write what is needed to see an internal error again into the folder in which the command runs."""
    from hashlib import sha256

    from symderiv.writing.bug_report import bug_report, internal_errors

    if next(internal_errors(file), None) is None:
        return
    try:
        with open(file.path, encoding="utf-8", errors="replace") as derivations:
            text = derivations.read()
    except OSError as problem:
        text = f"(it can no longer be read: {problem.strerror})"
    report = bug_report(file, options, __version__, text)
    name = f"symderiv-report-{sha256(report.encode()).hexdigest()[:12]}.txt"
    try:
        with open(name, "x", encoding="utf-8", newline="\n") as kept:
            kept.write(report)
    except FileExistsError:
        pass  # of an earlier run: the name says what is in it
    except OSError as problem:
        typer.echo(f"internal error: the report {name} cannot be written: {problem.strerror}", err=True)
        return
    typer.echo(
        f"internal error: all that is needed to see it again is in {name}, the text of {visible(file.path)} "
        "included; please report it with that file",
        err=True,
    )


def _reports(paths: tuple[str, ...], options: "Options", watch: "Watch") -> "Iterator[FileReport]":
    """All files of all paths, each once; what is wrong with one of them leaves the others alone."""
    from symderiv.errors import DerivationError
    from symderiv.reading.file.files import derivation_files
    from symderiv.report import FileReport

    seen: set[str] = set()
    for path in paths:
        try:
            found = derivation_files([path])
        except DerivationError as refusal:
            yield FileReport.unread(path, *refusal.diagnostics)
            continue
        for name in found:
            if name not in seen:
                seen.add(name)
                yield _check_one(name, options, watch)


def _check_one(path: str, options: "Options", watch: "Watch") -> "FileReport":
    """The report on a file, even where this program breaks down over it."""
    from symderiv.check import check_file
    from symderiv.report import INTERNAL, ErrorReport, FileReport

    try:
        return check_file(path, options, watch=watch)
    except Exception:  # noqa: BLE001 - a door: one file must not take the others with it
        message = f"internal error: a mistake in symderiv, not in the file\n{traceback.format_exc().rstrip()}"
        error = ErrorReport(1, 1, INTERNAL, message, "please report it, with this text and the file")
        return FileReport(path, None, (error,), ())


def _understood(expression: str, symbols: str) -> str:
    from symderiv.reading.load import read_expression
    from symderiv.writing.printer import print_expression
    from symderiv.writing.spellings import NUMPY, UNICODE
    from symderiv.writing.tree import expression_tree

    tree = read_expression(expression, symbols)
    spellings = f"Unicode  {print_expression(tree, UNICODE)}\nNumPy    {print_expression(tree, NUMPY)}"
    return f"{expression_tree(tree)}\n\n{spellings}"


def _derive(path: str, wrt: tuple[str, ...], of: str | None) -> tuple[str, int]:
    from symderiv.gradients import answer_text, derived
    from symderiv.reading.file.files import read_source

    answer = derived(read_source(path), wrt, of)
    return answer_text(answer), 0 if all(each.is_proved for each in answer.results) else 1


def _explained_code(code: str) -> tuple[str, int]:
    from symderiv.writing.entries import entry_text, is_code, other_codes

    text = entry_text(code)
    if text is not None:
        return text, 0
    if is_code(code):
        raise typer.BadParameter(f"there is no diagnostic {code}; {other_codes(code)}", param_hint="CODE")
    return _ids_of(code), 2


def _ids_of(path: str) -> str:
    """What one may ask about a file."""
    from symderiv.reading.file.files import read_source
    from symderiv.reading.load import load_document

    ids = [visible(each.id) for each in load_document(read_source(path)).obligations]
    return "\n  ".join([f"which claim? symderiv explain {visible(path)} ID, with one of", *ids])


def _explained_claim(path: str, id: str) -> tuple[str, int]:
    from difflib import get_close_matches

    from symderiv.check import Options, check_document
    from symderiv.reading.file.files import read_source
    from symderiv.reading.load import load_document
    from symderiv.writing.explained import explanation_text

    document = load_document(read_source(path))
    obligations = {each.id: each for each in document.obligations}
    if id not in obligations:
        near = get_close_matches(id, obligations, n=3, cutoff=0.3) or list(obligations)[:10]
        raise typer.BadParameter(f"no claim {id}; there is {', '.join(near)}", param_hint="ID")
    file = check_document(document, Options(select=(id,), show_proof=True))
    report = next(each for each in file.obligations if each.id == id)
    text = explanation_text(document, obligations[id], report)
    if report.verdict in ("refuted", "ill-shaped"):
        from symderiv.gradients import derivative_of_claim

        right = derivative_of_claim(document.source, report.left)
        text += f"\n\nthe derivative is\n  {right.text}" if right is not None else ""
    return text, 3 if file.status == 3 else 0


# ── Options ─────────────────────────────────────────────────────────────────────────────────────


def _size(text: str) -> tuple[str, int]:
    """`V=6` as a name and a number."""
    name, _, number = (part.strip() for part in text.partition("="))
    if not name or not number.isdecimal() or len(number) > 3 or not 1 <= int(number) <= MAX_SIZE:
        raise typer.BadParameter(f"{text!r} is not NAME=N with N from 1 to {MAX_SIZE}", param_hint="--size")
    return name, int(number)


def _demand_known_sizes(report: "Report", options: "Options") -> None:
    """A size that no file declares is a slip of the pen."""
    known = {name for file in report.files for name in file.size_names}
    unknown = [name for name, _ in options.sizes if name not in known]
    if unknown and known:
        raise typer.BadParameter(f"no file declares the size {unknown[0]}", param_hint="--size")


def _demand_another_file(output: str | None, inputs: list[str]) -> None:
    """What is read is never written over."""
    there = [path for path in (output, *inputs) if path is not None and os.path.exists(path)]
    if output in there and any(os.path.samefile(output, path) for path in there[1:]):
        raise typer.BadParameter(f"{output} is what is read", param_hint="--output")


def _coloured(color: Colour) -> bool:
    match color:
        case Colour.ALWAYS:
            return True
        case Colour.NEVER:
            return False
        case Colour.AUTO:
            plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
            return sys.stdout.isatty() and not plain


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


# ── Streams and exits ───────────────────────────────────────────────────────────────────────────


@contextmanager
def _door() -> Iterator[Progress]:
    """What every command does when it is interrupted or loses its reader."""
    progress = Progress()
    try:
        try:
            yield progress
        finally:
            progress.clear()
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(141) from None
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(130) from None


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


def _save(path: str, data: str | bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
    except OSError as problem:
        raise typer.BadParameter(f"cannot write {path}: {problem.strerror}", param_hint="--output") from None


def _save_pdf(path: str, text: str) -> None:
    """The PDF of a document, beside it."""
    from symderiv.writing.latex.pdf import PdfFailure, pdf

    try:
        made = pdf(text)
    except PdfFailure as failure:
        typer.echo(f"{path} is written, but there is no PDF: {failure}", err=True)
        raise typer.Exit(2) from None
    _save(path.removesuffix(".tex") + ".pdf", made)


def _refuse(refusal: "DerivationError") -> None:
    from symderiv.report import ErrorReport
    from symderiv.writing.text import error_text

    for diagnostic in refusal.diagnostics:
        typer.echo(error_text(diagnostic.source.path, ErrorReport.of(diagnostic)), err=True)
    raise typer.Exit(2)
