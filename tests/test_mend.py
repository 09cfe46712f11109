"""Repairs as a change of the file: what is shown as a diff is what is written, and nothing else changes."""

import os
import stat
from pathlib import Path

import pytest

from symderiv.check import Options, check_document, check_file
from symderiv.errors import DerivationError
from symderiv.mend import Mended, mended
from symderiv.reading.file.files import read_source, replace_source
from symderiv.reading.load import load_document
from symderiv.records import replace
from symderiv.report import FileReport
from symderiv.source import Source, Span

HEAD = """\
# A comment at the top.
sizes: [V, D]      # two of them
symbols:
  U:   matrix[V, D]
  v_c: vector[D]
  y:   one-hot[V]
define: {ŷ: softmax(U v_c)}
loss: J = -Σ_i y_i log(ŷ_i)
"""
FLAWED = (
    HEAD
    + """\
gradients:
  v_c:   U (ŷ − y)   # not this
  U:  '(ŷ + y) v_c'''

derivations:
  - {name: in quotes, prove: "∂J/∂v_c = U^T (y − ŷ)"}   # nor this
  - name: in a block
    prove: >
      ∂J/∂v_c = Σ_j
        ŷ_j
      U[j]^T + U^T y

  - name: in LaTeX
    prove: $\\frac{\\partial J}{\\partial v_c} = U \\, (\\hat{y} - y)$
  - name: meant to be wrong
    prove: ∂J/∂v_c = U^T (y − ŷ)
    expect: refuted
  - name: right
    prove: ∂J/∂v_c = U^T ŷ − U^T y
"""
)
RIGHT = (
    FLAWED.replace("U (ŷ − y)   #", "U^T (ŷ − y)   #")
    .replace("(ŷ + y) v_c''", "(ŷ − y) v_c''")
    .replace('= U^T (y − ŷ)"', '= U^T (ŷ − y)"')
    .replace("U[j]^T + U^T y", "U[j]^T − U^T y")
    .replace("U \\, (\\hat", "U^\\top \\, (\\hat")
)
IDS = ("gradient[v_c]", "gradient[U]", "in-quotes", "in-a-block", "in-latex")


def checked(text: str, path: str = "f.yaml") -> tuple[Source, FileReport]:
    source = Source(path, text)
    return source, check_document(load_document(source))


def mended_text(text: str, path: str = "f.yaml") -> Mended:
    return mended(*checked(text, path))


def test_all_repairs_are_written_and_nothing_else_changes() -> None:
    change = mended_text(FLAWED)
    assert change.refused == ()
    assert change.ids == IDS
    assert change.text == RIGHT
    _, again = checked(change.text)
    assert again.status == 0
    assert mended(Source("f.yaml", change.text), again).diff == ""


def test_the_ends_of_lines_stay_as_they_are() -> None:
    windows = FLAWED.replace("\n", "\r\n")
    assert mended_text(windows).text == RIGHT.replace("\n", "\r\n")
    assert mended_text(FLAWED.rstrip("\n")).text == RIGHT.rstrip("\n")


def test_a_diff_shows_the_changed_lines() -> None:
    lines = mended_text(FLAWED).diff.splitlines()
    assert lines[:2] == ["--- f.yaml", "+++ f.yaml"]
    assert "-  v_c:   U (ŷ − y)   # not this" in lines
    assert "+  v_c:   U^T (ŷ − y)   # not this" in lines
    assert sum(line.startswith("+") for line in lines) == len(IDS) + 1
    last = mended_text(HEAD + "gradients:\n  v_c: U (ŷ − y)").diff
    assert last.endswith("+  v_c: U^T (ŷ − y)\n\\ No newline at end of file\n")


def test_a_document_is_mended_in_place() -> None:
    text = f"---\n{HEAD}---\nWords.\n\n<!-- symderiv -->\n$$\n\\frac{{\\partial J}}{{\\partial v_c}} = U^\\top (\\hat{{y}} + y)\n$$\n"
    assert mended_text(text, "f.md").text == text.replace("\\hat{y} + y", "\\hat{y} - y")
    windows = text.replace("\n", "\r\n")
    assert mended_text(windows, "f.md").text == windows.replace("\\hat{y} + y", "\\hat{y} - y")


def test_what_yaml_needs_around_a_formula_stays() -> None:
    text = (
        HEAD
        + """\
gradients:
  v_c: [{is: "U\\u005eT (y − ŷ)", name: "a, b"}, {is: 'U'' (ŷ +
      y)', expect: proved}]   # kept
"""
    )
    assert mended_text(text).text == text.replace("(y − ŷ)", "(ŷ − y)").replace("(ŷ +\n", "(ŷ −\n")


def with_splices(text: str, place: str, new: str, right: str) -> Mended:
    """The change that a given repair of the only gradient makes."""
    source, report = checked(text)
    [claim] = report.obligations
    assert claim.repair is not None
    start = text.index(place)
    repair = replace(claim.repair, right=right, splices=((Span(start, start + len(place)), new),))
    return mended(source, replace(report, obligations=(replace(claim, repair=repair),)))


def test_a_value_gets_the_quotes_that_it_needs() -> None:
    text = HEAD + "gradients:\n  v_c: 2 U^T (ŷ − y)  # so\n"
    needed = with_splices(text, "2 U^T (ŷ − y)", "[(U^T (ŷ − y))_i; for i]", "[(U^T (ŷ − y))_i; for i]")
    assert needed.text == text.replace("2 U^T (ŷ − y)", "'[(U^T (ŷ − y))_i; for i]'")
    primed = with_splices(
        text.replace("U^T", "U'"), "2 U' (ŷ − y)", "[(U' (ŷ − y))_i; for i]", "[(U' (ŷ − y))_i; for i]"
    )
    assert "v_c: '[(U'' (ŷ − y))_i; for i]'  # so" in primed.text


def test_what_does_not_read_back_is_refused() -> None:
    text = HEAD + "gradients:\n  v_c: |\n    2 U^T (ŷ − y)\n"
    change = with_splices(text, "2 U^T (ŷ − y)", "U^T\n(ŷ − y)", "U^T (ŷ − y)")
    assert (change.text, change.ids) == (text, ())
    assert [id for id, _ in change.refused] == ["gradient[v_c]"]


def test_what_is_not_proved_is_not_written() -> None:
    text = HEAD + "gradients:\n  v_c: 2 U^T (ŷ − y)\n"
    change = with_splices(text, "2 U^T", "3 U^T", "3 U^T (ŷ − y)")
    assert (change.text, change.ids) == (text, ())
    assert "not proved" in change.refused[0][1]


def test_an_assumption_is_not_written() -> None:
    text = HEAD.replace("one-hot[V]", "vector[V]") + "gradients:\n  v_c: U^T (ŷ − y)\n"
    source, report = checked(text)
    [claim] = report.obligations
    assert claim.repair is not None
    assert claim.repair.text == "true if Σ_i y_i = 1"
    assert mended(source, report).ids == ()


def test_one_side_of_a_chain_is_changed_once() -> None:
    text = HEAD + "derivations:\n  - prove: ∂J/∂v_c = U^T ŷ − U^T y = U^T (y − ŷ)\n"
    change = mended_text(text)
    assert change.text == text.replace("(y − ŷ)", "(ŷ − y)")


def test_the_last_link_of_a_chain_is_mended() -> None:
    text = HEAD + "derivations:\n  - chain:\n      - ∂J/∂v_c\n      - U^T ŷ − U^T y\n      - 2 U^T (ŷ − y)\n"
    assert mended_text(text).text == text.replace("2 U^T", "U^T")
    text = HEAD + "derivations:\n  - prove: ∂J/∂ŷ = (ŷ)\n    with: {loss: J = normsq(ŷ − y) / 2}\n"
    assert mended_text(text).text == text.replace("(ŷ)", "(ŷ − y)")


# ── Files ───────────────────────────────────────────────────────────────────────────────────────


def test_a_file_keeps_its_mark_and_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + FLAWED.encode())
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    source = read_source(str(link))
    replace_source(source, RIGHT)
    assert file.read_bytes() == b"\xef\xbb\xbf" + RIGHT.encode()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["f.yaml", "link.yaml"]


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(FLAWED, encoding="utf-8")
    source = read_source(str(file))
    file.write_text(HEAD, encoding="utf-8")
    with pytest.raises(DerivationError, match="has changed"):
        replace_source(source, RIGHT)
    assert file.read_text(encoding="utf-8") == HEAD
    assert os.listdir(tmp_path) == ["f.yaml"]


def test_a_mended_file_checks_clean(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(FLAWED, encoding="utf-8")
    source = read_source(str(file))
    replace_source(source, mended(source, check_file(str(file))).text)
    assert check_file(str(file), Options(repair="none")).status == 0
