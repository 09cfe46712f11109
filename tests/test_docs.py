"""The generated page is the one that the derivations give."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_on_published_solutions_is_current() -> None:
    module = runpy.run_path(str(DOCS / "published_solutions.py"))
    assert module["page"]() == (DOCS / "published-solutions.md").read_text(encoding="utf-8"), (
        "run: python docs/published_solutions.py"
    )
