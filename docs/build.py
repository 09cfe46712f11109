"""Builds the documents of all derivations: one page of HTML, and for each file LaTeX and, with TeX, a PDF.

    python docs/build.py [FOLDER]

writes into FOLDER, by default docs/built.
"""

import os
import shutil
import sys
from pathlib import Path

from symderiv.reading.file.files import derivation_files
from symderiv.writing.documents import checked_page
from symderiv.writing.html.document import html_document
from symderiv.writing.html.mathml import Converter
from symderiv.writing.latex.document import latex_document
from symderiv.writing.latex.pdf import pdf

ROOT = Path(__file__).parent.parent


def build(folder: Path) -> None:
    """Every file is checked once, for all formats."""
    converter = Converter()
    pages = []
    documents = sorted(str(path) for path in Path("derivations").rglob("*.md"))
    for path in (*derivation_files(["derivations"]), *documents):
        page, _ = checked_page(path)
        pages.append(page)
        made = folder / Path(path).relative_to("derivations").with_suffix(".tex")
        made.parent.mkdir(parents=True, exist_ok=True)
        text = latex_document(page)
        made.write_text(text, encoding="ascii")
        if shutil.which("pdflatex"):
            made.with_suffix(".pdf").write_bytes(pdf(text))
    (folder / "derivations.html").write_text(html_document(pages, converter), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "built").absolute()
    os.chdir(ROOT)
    build(target)
