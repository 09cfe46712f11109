"""The page in a real browser: light and dark, wide and narrow, on paper; runs where Chromium is installed."""

import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from symderiv.writing.html.document import html_document
from symderiv.writing.html.mathml import Converter
from tests.writing.pages import chain_page, evil_page, softmax_page

CHROMIUM = next(
    (name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), ""
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")

DARK = "--blink-settings=preferredColorScheme=0"
PROBE = """<!doctype html><body><iframe src="page.html" style="width:%dpx;height:900px;border:0"></iframe>
<script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
  const box = element => element.getBoundingClientRect();
  const visible = [...page.querySelectorAll("math")].filter(each => each.checkVisibility());
  const seen = {
    width: root.scrollWidth,
    background: getComputedStyle(page.body).backgroundColor,
    formulas: visible.length,
    flat: visible.filter(each => box(each).height < 5).length,
    bold: page.querySelector(".symbols mi").textContent,
    scripts: page.scripts.length,
    closed: [...page.querySelectorAll("details.verdict:not([open]) .more")].filter(e => e.checkVisibility()).length,
    open: [...page.querySelectorAll("details.verdict[open] .more")].filter(e => e.checkVisibility()).length,
    marks: [...page.querySelectorAll(".line:not(.wrong) .verdict")].map(each => Math.round(box(each).right)),
  };
  document.body.textContent = "SEEN" + JSON.stringify(seen) + "END";
};
</script>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    text = html_document([softmax_page(), chain_page(), evil_page()], Converter())
    (folder / "page.html").write_text(text, encoding="utf-8")
    return folder / "page.html"


def browser(folder: Path, *arguments: str) -> str:
    """What a browser without windows writes on its standard output."""
    fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    run = subprocess.run([CHROMIUM, *fixed, *arguments], capture_output=True, timeout=120, check=True)
    return run.stdout.decode("utf-8")


def seen(page: Path, width: int, flags: Sequence[str] = ()) -> dict[str, Any]:
    """What a reader sees of the page in a window of that width."""
    probe = page.parent / "probe.html"
    probe.write_text(PROBE % width, encoding="utf-8")
    shown = browser(page.parent, "--allow-file-access-from-files", "--dump-dom", *flags, probe.as_uri())
    found = re.search("SEEN(.*)END", shown)
    assert found is not None, shown[:2000]
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_runs_and_nothing_sticks_out(page: Path, width: int) -> None:
    found = seen(page, width)
    assert found["width"] <= width
    assert found["formulas"] > 30
    assert (found["flat"], found["scripts"]) == (0, 0)
    assert found["bold"] == "𝑼"
    assert found["closed"] == 0
    assert found["open"] >= 3
    if width == 1200:
        assert len(set(found["marks"])) == 1


def test_light_and_dark(page: Path) -> None:
    assert seen(page, 800)["background"] == "rgb(253, 253, 252)"
    assert seen(page, 800, [DARK])["background"] == "rgb(23, 24, 27)"


def test_a_screenshot_shows_something(page: Path) -> None:
    picture = page.parent / "page.png"
    browser(page.parent, "--window-size=900,900", f"--screenshot={picture}", page.as_uri())
    data, rows = picture.read_bytes(), b""
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        rows += data[at + 8 : at + 8 + length] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    assert len(set(zlib.decompress(rows))) > 100


def test_on_paper_what_is_wrong_is_explained(page: Path) -> None:
    paper = page.parent / "page.pdf"
    browser(page.parent, f"--print-to-pdf={paper}", "--no-pdf-header-footer", page.as_uri())
    assert paper.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True).stdout.decode()
        assert "every entry by the factor 3/2" in text
        assert "checked at n=3" not in text
