"""Streams and exits: what every command does when it writes, refuses, is interrupted or loses its reader."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import typer

from symderiv.errors import DerivationError
from symderiv.report import ErrorReport
from symderiv.writing.progress import Progress
from symderiv.writing.text import error_text


class Colour(StrEnum):
    """When a report is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def is_coloured(color: Colour) -> bool:
    """Is standard output to be coloured?"""
    match color:
        case Colour.ALWAYS:
            return True
        case Colour.NEVER:
            return False
        case Colour.AUTO:
            plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
            return sys.stdout.isatty() and not plain


def speaks_unicode() -> bool:
    """Can standard output hold every character?"""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


@contextmanager
def door() -> Iterator[Progress]:
    """What every command does when its input is refused, when it is interrupted or loses its reader."""
    progress = Progress()
    try:
        try:
            yield progress
        finally:
            progress.clear()
            sys.stdout.flush()
    except DerivationError as refusal:
        complain(refusal)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(141) from None
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(130) from None


def complain(refusal: DerivationError) -> None:
    """What is wrong with an input, on standard error."""
    for diagnostic in refusal.diagnostics:
        typer.echo(error_text(diagnostic.source.path, ErrorReport.of(diagnostic)), err=True)


def write(text: str) -> None:
    """A text and the end of its line, on standard output."""
    sys.stdout.write(text + "\n")


def save(path: str, data: str | bytes) -> None:
    """A file, or what is wrong with `--output`."""
    try:
        with open(path, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
    except OSError as problem:
        raise typer.BadParameter(f"cannot write {path}: {problem.strerror}", param_hint="--output") from None
