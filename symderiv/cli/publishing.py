"""`symderiv latex` and `html`: documents, and where they are written."""

import os

import typer

from symderiv.chain_rule import left_out_steps
from symderiv.check import Options
from symderiv.cli.streams import complain, save, write
from symderiv.errors import DerivationError
from symderiv.insight import INSIGHT
from symderiv.writing.documents import html_text, latex_text
from symderiv.writing.html.mathml import ConverterMissing
from symderiv.writing.progress import Progress


def publish_latex(file: str, output: str | None, *, fragment: bool, pdf: bool, derive: bool) -> int:
    """Write the document, with `pdf` a PDF beside it; the exit status."""
    if pdf and (fragment or output is None or not output.endswith(".tex")):
        reason = "needs `--output NAME.tex`" if not fragment else "needs a whole document, not a fragment"
        raise typer.BadParameter(reason, param_hint="--pdf")
    _demand_a_place(output, [file])
    finder = left_out_steps if derive else None
    text, status = latex_text(file, fragment=fragment, options=Options(insight=INSIGHT), finder=finder)
    _put(output, text)
    if pdf and output is not None:
        _save_pdf(output, text)
    return status


def publish_html(paths: list[str], output: str | None, progress: Progress) -> int:
    """Write the page; the exit status."""
    _demand_a_place(output, paths)
    refused: list[DerivationError] = []
    try:
        options = Options(insight=INSIGHT)
        text, status = html_text(paths, options, watch=progress.watch, refused=refused.append)
    except ConverterMissing as missing:
        typer.echo(str(missing), err=True)
        return 2
    progress.clear()
    for refusal in refused:
        complain(refusal)
    _put(output, text)
    return status


def _put(output: str | None, text: str) -> None:
    if output is None or output == "-":
        write(text)
    else:
        save(output, text)


def _demand_a_place(output: str | None, inputs: list[str]) -> None:
    """What is read is never written over, and nothing is checked that cannot be written anywhere."""
    folder = os.path.dirname(output or "")
    if folder and not os.path.isdir(folder):
        raise typer.BadParameter(f"there is no folder {folder}", param_hint="--output")
    there = [path for path in (output, *inputs) if path is not None and os.path.exists(path)]
    if output in there and any(os.path.samefile(output, path) for path in there[1:]):
        raise typer.BadParameter(f"{output} is what is read", param_hint="--output")


def _save_pdf(path: str, text: str) -> None:
    """The PDF of a document, beside it."""
    from symderiv.writing.latex.pdf import PdfFailure, pdf

    try:
        made = pdf(text)
    except PdfFailure as failure:
        typer.echo(f"{path} is written, but there is no PDF: {failure}", err=True)
        raise typer.Exit(2) from None
    save(path.removesuffix(".tex") + ".pdf", made)
