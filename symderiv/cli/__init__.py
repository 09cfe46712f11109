"""The command line: `symderiv check`, `parse`, `derive`, `explain`, `latex`, `html`."""

import gc
import sys
from enum import StrEnum
from typing import Annotated, Final

import typer

from symderiv import __version__
from symderiv.cli.streams import Colour, door, is_coloured, write

MAX_SIZE: Final = 64
"""The largest number that `--size` takes: entries are decided one by one."""

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


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
        typer.Option(min=1, metavar="N", help="Steps that a proof for all sizes may take (100000)."),
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
    from symderiv.cli.checking import demand_known_sizes, mend, write_report
    from symderiv.insight import INSIGHT
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
        insight=INSIGHT,
    )
    if diff and format is Format.JSON:
        raise typer.BadParameter("a diff is no JSON", param_hint="--diff")
    with door() as progress:
        style = Style(is_coloured(color), verbose)
        report = write_report(tuple(paths), options, format is Format.JSON, style, progress)
        demand_known_sizes(report, options)
        if diff or fix:
            report = mend(report, options, diff, fix)
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
    from symderiv.cli.explaining import understood

    with door():
        write(understood(expression, symbols))


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
    from symderiv.cli.explaining import derived_text

    with door():
        text, status = derived_text(file, tuple(wrt or ("all",)), of)
        write(text)
        raise typer.Exit(status)


@app.command()
def explain(
    subject: Annotated[
        str, typer.Argument(metavar="CODE|FILE", help="The code of a diagnostic, or a derivation file.")
    ],
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a claim in the file.")] = None,
) -> None:
    """Explain a diagnostic with examples, or one claim of a file: how it is understood, proved or refuted."""
    from symderiv.cli.explaining import explained_claim, explained_code

    with door():
        text, status = explained_code(subject) if id is None else explained_claim(subject, id)
        write(text)
        raise typer.Exit(status)


@app.command()
def latex(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A derivation file.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; `-`: standard output."),
    ] = None,
    fragment: Annotated[
        bool, typer.Option("--fragment", help="Only what another document can include.")
    ] = False,
    derive: Annotated[
        bool, typer.Option("--derive", help="Add steps that were left out: the chain rule, each step proved.")
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also run pdflatex, for a PDF beside the output.")
    ] = False,
) -> None:
    """Write a derivation file as a LaTeX document, each claim with its verdict."""
    from symderiv.cli.publishing import publish_latex

    with door():
        raise typer.Exit(publish_latex(file, output, fragment=fragment, pdf=pdf, derive=derive))


@app.command()
def html(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATHS...", help="Derivation files, or folders of them.")
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; `-`: standard output."),
    ] = None,
) -> None:
    """Write derivation files as one page of HTML, each claim with its verdict; no script, no network."""
    from symderiv.cli.publishing import publish_html

    with door() as progress:
        raise typer.Exit(publish_html(paths, output, progress))


def _size(text: str) -> tuple[str, int]:
    """`V=6` as a name and a number."""
    name, _, number = (part.strip() for part in text.partition("="))
    if not name or not number.isdecimal() or len(number) > 3 or not 1 <= int(number) <= MAX_SIZE:
        raise typer.BadParameter(f"{text!r} is not NAME=N with N from 1 to {MAX_SIZE}", param_hint="--size")
    return name, int(number)
