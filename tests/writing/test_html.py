"""The page of HTML: what it says, that it is well-formed and complete, and that no user's text does anything in it."""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from symderiv.errors import Diagnostic
from symderiv.report import FileReport
from symderiv.writing.escape import escape_html
from symderiv.writing.html.document import html_document
from symderiv.writing.html.mathml import Converter, ConverterMissing
from symderiv.writing.page.build import unread
from symderiv.writing.page.model import Formula, Page
from tests.writing.pages import (
    EVIL,
    SOURCE,
    chain_page,
    evil_page,
    softmax_page,
)
from tests.writing.test_printer import ROWS

pytest.importorskip("math_core")

VOID = ("meta", "wbr", "mspace", "br")
ATTRIBUTES = {
    "class", "id", "href", "lang", "charset", "name", "content", "http-equiv", "open", "scope", "aria-label",
    # of MathML
    "displaystyle", "stretchy", "form", "lspace", "rspace", "accent", "width", "style", "mathvariant", "scriptlevel",
    "fence", "movablelimits", "columnalign", "symmetric", "largeop",
}  # fmt: skip


class Outline(HTMLParser):
    """The elements of a page, its ids and its links; fails where an element is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += attrs
        self.text += [" "] * (tag in ("p", "div", "td", "h2", "h3", "li"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def written(*pages: Page) -> str:
    return html_document(pages, Converter())


def words(*pages: Page) -> str:
    return " ".join("".join(Outline(written(*pages)).text).split())


PAGES = [softmax_page(), chain_page(), evil_page()]


@pytest.mark.parametrize("pages", [PAGES, *([page] for page in PAGES)])
def test_a_page_is_well_formed_and_stands_alone(pages: Sequence[Page]) -> None:
    outline = Outline(written(*pages))
    assert not set(outline.elements) & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
        "base",
        "svg",
        "a:href",
    }
    assert {name for name, _ in outline.attributes} <= ATTRIBUTES
    ids = outline.values("id")
    assert len(ids) == len(set(ids))
    assert all(link.startswith("#") and link[1:] in ids for link in outline.values("href"))
    assert outline.values("http-equiv") == ["Content-Security-Policy"]
    assert outline.elements["h1"] == 1


def test_claims_stand_with_their_verdicts() -> None:
    text = words(softmax_page())
    assert "5 claims: 3 proved, 1 refuted where proved was expected, 1 unreadable as expected" in text
    assert "✓ proved for all V, D if η ≠ 0 uses Σ_i y_i = 1 checked at V=4, D=3" in text
    assert "✗ refuted, expected proved counterexample at V=2, D=1" in text
    assert "𝑼 ∈ℝV×D matrix" in text


def test_a_surprise_is_open_and_what_is_expected_is_closed() -> None:
    text = written(softmax_page())
    assert re.search(
        r'<details class="verdict" open=""><summary><span class="mark bad">✗</span> .*?refuted', text
    )
    assert re.search(r'<details class="verdict"><summary><span class="mark bad">✗</span> .*?unreadable', text)
    assert text.count(' open=""') == 1


def test_a_chain_is_shown_as_it_stands() -> None:
    text = words(chain_page())
    pieces = (
        "For all i=1,...,n:", "✗ refuted, as expected; does not equal the head", "counterexample at n=1",
        "50% of \\input{x} <b>", "corrected:", "✓ proved for all n", "= x x", "is no matrix product", "nonsense & more",
        "caused by step 2", "Altogether:", "The chain: step 1 is wrong", "Case 1", "The cases together",
    )  # fmt: skip
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + len(piece)
    lines = re.findall(r'class="line( wrong| corrected)?" id="f1-([^"]*)"', written(chain_page()))
    assert lines == [
        (" wrong", "k#1"), (" corrected", "k#1~corrected"), (" wrong", "k#2"), ("", "k#3"), ("", "k"),
        ("", "c[0]"), ("", "c[1]"), (" wrong", "c"),
    ]  # fmt: skip


def test_several_files_have_a_table_of_contents() -> None:
    diagnostic = Diagnostic("E110", "no `such` file", SOURCE, None, "look elsewhere")
    missing = unread(FileReport.unread("missing.yaml", diagnostic))
    outline = Outline(written(softmax_page(), missing))
    text = " ".join("".join(outline.text).split())
    assert outline.values("href")[:2] == ["#f1", "#f2"]
    assert "✗ missing.yaml nothing was checked" in text
    assert " no such file (look elsewhere)" in text
    assert outline.values("href").count("#contents") == 2


def test_the_files_of_a_folder_stand_together() -> None:
    paths = ("a/x.yaml", "a/b/y.yaml", "a/<z>.yaml")
    pages = [unread(FileReport.unread(path, Diagnostic("E110", "no such file", SOURCE))) for path in paths]
    text = " ".join("".join(Outline(written(*pages)).text).split())
    assert "a ✗ a/x.yaml nothing was checked ✗ a/<z>.yaml nothing was checked a/b ✗ a/b/y.yaml" in text


def test_every_construct_becomes_mathml() -> None:
    converter = Converter()
    for _, _, _, latex in ROWS:
        made = converter.html(Formula(latex))
        assert made.startswith("<math displaystyle"), latex
        assert "merror" not in made
        assert "\\" not in made, latex
        Outline(made)


def test_a_long_formula_can_be_broken_between_its_terms() -> None:
    made = Converter().html(Formula("a - b + c", ("a", "- b", "+ c"), (1, 2, 2)))
    assert made.count("<math") == 3
    assert made.count("<wbr>") == 2
    assert made.count('<mo form="infix">') == 2


def test_what_the_library_refuses_is_shown_as_text() -> None:
    assert Converter().html(Formula(r"\nonsense{<b>}")) == r"<code>\nonsense{&lt;b&gt;}</code>"


def test_without_the_library_there_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    with pytest.raises(ConverterMissing, match=r"pip install 'symderiv\[html\]'"):
        Converter()


# ── Hostile text ────────────────────────────────────────────────────────────────────────────────


def test_hostile_text_is_text() -> None:
    text = written(evil_page())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
    outline = Outline(text)
    shown = "".join(outline.text)
    assert "<script>alert(1)</script> ]]> --> </style> \" onload='x' &lt; ⟨U+001B⟩[31m ⟨U+202E⟩中文" in shown
    assert text.count("</style>") == 1
    assert text.count("</title>") == 1


def test_escaping() -> None:
    assert escape_html('<a href="x">&\'</a>\n\x1b\u202e') == (
        "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;&lt;/a&gt; ⟨U+001B⟩⟨U+202E⟩"
    )
    assert "<" not in escape_html(EVIL)
