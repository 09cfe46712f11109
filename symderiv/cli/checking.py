"""`symderiv check`: the report of every file, the repairs, and what an internal error leaves behind."""

import sys
import traceback
from collections.abc import Iterator

import typer

from symderiv import __version__
from symderiv.check import Options, Watch, check_file
from symderiv.cli.streams import speaks_unicode, write
from symderiv.errors import DerivationError
from symderiv.reading.file.files import derivation_files, read_source, replace_source
from symderiv.records import replace
from symderiv.report import INTERNAL, ErrorReport, FileReport, Report
from symderiv.source import visible
from symderiv.writing.escape import escape_terminal
from symderiv.writing.progress import Progress
from symderiv.writing.text import Style, file_text, summary_text


def write_report(
    paths: tuple[str, ...], options: Options, as_json: bool, style: Style, progress: Progress
) -> Report:
    """Check and write: text file by file, JSON at the end."""
    files: list[FileReport] = []
    for file in _reports(paths, options, progress.watch):
        progress.clear()
        files.append(file)
        if not as_json:
            write(file_text(file, style) + "\n")
    report = Report(__version__, tuple(files))
    if as_json:
        from symderiv.writing.json_report import json_report

        write(json_report(report, ascii_only=not speaks_unicode()))
    else:
        write(summary_text(report, style))
    if report.status == 3:
        sys.stdout.flush()
        for file in files:
            _keep(file, options)
    return report


def demand_known_sizes(report: Report, options: Options) -> None:
    """A size that no file declares is a slip of the pen."""
    known = {name for file in report.files for name in file.size_names}
    unknown = [name for name, _ in options.sizes if name not in known]
    if unknown and known:
        raise typer.BadParameter(f"no file declares the size {unknown[0]}", param_hint="--size")


def mend(report: Report, options: Options, diff: bool, fix: bool) -> Report:
    """Show or write the repairs; the report on the files as they are then."""
    return replace(report, files=tuple(_mend_file(file, options, diff, fix) for file in report.files))


def _mend_file(file: FileReport, options: Options, diff: bool, fix: bool) -> FileReport:
    if not any(claim.repair is not None for claim in file.obligations):
        return file
    from symderiv.mend import mended

    change = mended(read_source(file.path), file, options)
    for id, reason in change.refused:
        typer.echo(escape_terminal(f"{file.path}: {id}: {reason}"), err=True)
    if diff and change.ids:
        write("\n" + "\n".join(escape_terminal(line) for line in change.diff.rstrip("\n").split("\n")))
    if not fix or not change.ids:
        return file
    replace_source(change.source, change.text)
    typer.echo(escape_terminal(f"{file.path}: repaired {', '.join(change.ids)}"), err=True)
    return check_file(file.path, replace(options, repair="none"))


def _keep(file: FileReport, options: Options) -> None:
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


def _reports(paths: tuple[str, ...], options: Options, watch: Watch) -> Iterator[FileReport]:
    """All files of all paths, each once; what is wrong with one of them leaves the others alone."""
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


def _check_one(path: str, options: Options, watch: Watch) -> FileReport:
    """The report on a file, even where this program breaks down over it."""
    try:
        return check_file(path, options, watch=watch)
    except Exception:  # noqa: BLE001 - a door: one file must not take the others with it
        message = f"internal error: a mistake in symderiv, not in the file\n{traceback.format_exc().rstrip()}"
        error = ErrorReport(1, 1, INTERNAL, message, "please report it, with this text and the file")
        return FileReport(path, None, (error,), ())
