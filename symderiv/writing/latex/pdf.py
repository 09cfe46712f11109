"""Runs pdflatex on a document of ours: without a shell, in a folder of its own, for a bounded time."""

import os
import shutil
import subprocess
import tempfile
from typing import Final

SECONDS: Final = 120
MISSING: Final = (
    "no pdflatex on this machine; a TeX distribution has it (Debian: texlive-latex-base and "
    "texlive-latex-recommended)"
)
_OPTIONS: Final = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
_CAREFUL: Final = {"openin_any": "p", "openout_any": "p", "shell_escape": "f"}
"""TeX reads and writes below the folder that it runs in, and starts no programs."""


class PdfFailure(Exception):
    """There is no PDF, and why."""


def pdf(text: str) -> bytes:
    """The document that pdflatex makes of a text."""
    compiler = shutil.which("pdflatex")
    if compiler is None:
        raise PdfFailure(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "document.tex"), "w", encoding="ascii") as file:
            file.write(text)
        try:
            run = subprocess.run(  # noqa: S603 - a fixed command; what users wrote stands in the file alone
                [compiler, *_OPTIONS, "document.tex"],
                cwd=folder,
                env={**os.environ, **_CAREFUL},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PdfFailure(f"pdflatex took longer than {SECONDS} seconds") from None
        except OSError as problem:
            raise PdfFailure(f"pdflatex cannot be started: {problem.strerror}") from None
        if run.returncode:
            raise PdfFailure(f"pdflatex refuses the document: {_complaint(run.stdout.decode('latin-1'))}")
        with open(os.path.join(folder, "document.pdf"), "rb") as made:
            return made.read()


def _complaint(log: str) -> str:
    """The first line that starts with `!`."""
    lines = [line for line in log.splitlines() if line.startswith("!")]
    return lines[0].removeprefix("! ") if lines else "without a reason"
