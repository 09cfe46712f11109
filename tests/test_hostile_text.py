"""A file whose every text is hostile, by whatever door its report leaves."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symderiv
from symderiv.report import Report
from symderiv.writing.documents import html_text, latex_text
from symderiv.writing.escape import escape_json
from symderiv.writing.json_report import json_report
from symderiv.writing.text import Style, file_text

HERE = Path(symderiv.__file__).parent.parent
EVIL = (
    r"\input{/etc/passwd} \write18{touch owned} \end{document} <script>alert(1)</script> ]]> --> ^^5c % & "
    "\u200d \u00ad"
)
"""What may stand in a file; other controls are refused when it is read, but a file's name may have them."""
FILE = f"""\
title: '{EVIL}'
source: '{EVIL}'
notes: '{EVIL}'
sizes: {{n: '{EVIL}'}}
symbols: {{x: 'vector[n]', y: 'vector[n]'}}
derivations:
  - name: '{EVIL}'
    source: '{EVIL}'
    notes: '{EVIL}'
    prove: x + x = 2 x
    steps: [{{is: 3 x, because: '{EVIL}', expect: refuted}}]
  - name: unreadable
    prove: 'x = \\input{{/etc/passwd}} <script>alert(1)</script> ]]>'
    expect: unreadable
  - name: cases
    cases: [{{name: '{EVIL}', source: '{EVIL}', notes: '{EVIL}', for: i, where: i = i, prove: x_i = x_i}}]
"""
NAME = "e\x1b[31mvil <b>&$\\input \u202e.yaml"
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evil") / NAME
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def report(evil: Path) -> symderiv.FileReport:
    made = symderiv.check_file(str(evil))
    assert made.errors == ()
    assert len(made.obligations) == 5
    return made


def test_text(report: symderiv.FileReport) -> None:
    text = file_text(report, Style(verbose=True))
    assert not UNSEEN.search(text)
    assert "⟨U+202E⟩" in text


def test_json(report: symderiv.FileReport) -> None:
    text = json_report(Report("0", (report,)))
    assert not UNSEEN.search(text)
    assert json.loads(text)["files"][0]["path"].endswith(NAME)
    assert json.loads(text)["files"][0]["title"] == EVIL


def test_json_of_letters_beyond_the_first_plane() -> None:
    text = '{"a": "\U000e0001x\U0001d465"}'
    assert escape_json(text) == '{"a": "\\udb40\\udc01x\U0001d465"}'
    assert json.loads(escape_json(text)) == json.loads(text)


@pytest.mark.parametrize("fragment", [False, True])
def test_latex(evil: Path, fragment: bool) -> None:
    text, _ = latex_text(str(evil), fragment=fragment)
    body = (
        text.partition("LTchunksize")[2].removesuffix("\\end{document}\n").replace("\\begin{document}", "", 1)
    )
    assert text.isascii()
    assert not UNSEEN.search(text)
    assert not re.search(r"\\(input|write|end\{document\}|csname|catcode|openout)", body)
    assert "^^" not in body
    assert not re.search(r"(?<!\\)%", body)


def test_html(evil: Path) -> None:
    pytest.importorskip("math_core")
    text, _ = html_text([str(evil)])
    assert not UNSEEN.search(text)
    assert not re.search(r"<(script|b|img|iframe|object|link|base|form)\b", text)
    assert "]]>" not in text
    assert text.count("-->") == 0
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_terminal(evil: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "symderiv", "check", "-v", str(evil)],
        capture_output=True,
        cwd=HERE,
        check=False,
    )
    assert not UNSEEN.search(run.stdout.decode() + run.stderr.decode())
