"""Diagnostics and the excerpt that shows their place."""

import re
from pathlib import Path

import pytest

from symderiv.errors import CODES, DerivationError, Diagnostic
from symderiv.source import Fragment, Source, Span, display_width, visible

PACKAGE = Path(__file__).parent.parent / "symderiv"


def test_every_code_in_use_is_in_the_catalogue_and_every_code_there_is_in_use() -> None:
    used = {
        code
        for path in PACKAGE.rglob("*.py")
        if path.name != "errors.py" and path.parent.name != "catalogue"
        for code in re.findall(r'"(E\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


def test_the_place_counts_lines_and_columns_from_one() -> None:
    source = Source("a.yaml", "x: 1\nŷ: 2\n")
    assert source.line_column(0) == (1, 1)
    assert source.line_column(5) == (2, 1)
    assert Diagnostic("E301", "no", source, Span(8, 9)).place() == "a.yaml:2:4"
    assert str(DerivationError(Diagnostic("E301", "no", source, None))) == "a.yaml: no"


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("ab + cd", Span(5, 7), "   1 | ab + cd\n     |      ^^"),
        ("y\u0302 + cd", Span(5, 7), "   1 | y\u0302 + cd\n     |     ^^"),
        ("a\tb", Span(2, 3), "   1 | a b\n     |   ^"),
        ("x\r\nyz\r\n", Span(4, 5), "   2 | yz\n     |  ^"),
        ("x", Span(1, 1), "   1 | x\n     |  ^"),
        ("a\x1b[31mb", Span(0, 1), "   1 | a\ufffd[31mb\n     | ^"),
    ],
)
def test_the_caret_stands_under_what_is_meant(text: str, span: Span, expected: str) -> None:
    assert Source("a", text).frame(span) == expected


def test_a_long_line_is_shown_around_the_caret() -> None:
    frame = Source("a", "x" * 5000 + "y" + "z" * 5000).frame(Span(5000, 5001))
    line, caret = frame.split("\n")
    assert len(line) < 130
    assert line[caret.index("^")] == "y"


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert visible("a\u202eb\x07") == "a\ufffdb\ufffd"
    assert display_width("ŷ中") == 3


def test_a_slice_keeps_its_places() -> None:
    fragment = Fragment(Source("a", "..abc  d.."), "abc  d", (2, 3, 4, 5, 6, 7, 8))
    inside = fragment.slice(2, 6)
    assert (inside.value, inside.span) == ("c  d", Span(4, 8))
    assert fragment.slice(3, 5).value == ""
