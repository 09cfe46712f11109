"""Every diagnostic has an entry; its wrong example yields it, and its right one nothing."""

import os
from pathlib import Path

import pytest

from symderiv.catalogue.entry import Entry
from symderiv.catalogue.look_up import ENTRIES
from symderiv.check import Options, check_document
from symderiv.cli import app
from symderiv.errors import CODES
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.writing.entries import diagnostics, entry_text
from symderiv.writing.explained import explanation_text

READABLE = [entry for entry in ENTRIES.values() if entry.kind in ("file", "claim", "formula")]
COMMANDS = [entry for entry in ENTRIES.values() if entry.kind == "command"]

DECLARED = "symbols: {x: scalar}\nloss: J = x^2\ngradients: {x: 2 x}\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the commands of the catalogue can be given."""
    for folder in ("notes", "empty"):
        (tmp_path / folder).mkdir()
    texts = {
        "softmax.yaml": DECLARED,
        "notes/softmax.yaml": DECLARED,
        "notes.md": f"---\n{DECLARED}---\n",
        "bare.md": "Some words and no declarations: $$J = x^2 \\tag{1}$$\n",
        "lost.md": f"---\n{DECLARED}---\n<!-- symderiv -->\n\nSome words first.\n\n$$J = x^2$$\n",
        "huge.yaml": "#" * 1_000_001,
        "deep.yaml": "k: " + "[" * 25 + "]" * 25,
        "many.yaml": "k: [" + "x," * 50_000 + "]",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "latin1.yaml").write_bytes("title: é".encode("latin-1"))
    (tmp_path / "photo.yaml").write_bytes(b"\x89PNG\x00\x00")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    program, *arguments = command.split()
    assert program == "symderiv"
    with pytest.raises(SystemExit):
        app(arguments)
    output = capsys.readouterr()
    return output.out + output.err


def test_every_code_has_an_entry() -> None:
    assert list(ENTRIES) == list(CODES)
    assert all(entry.code == code for code, entry in ENTRIES.items())


@pytest.mark.parametrize("entry", READABLE, ids=lambda entry: entry.code)
def test_the_wrong_example_yields_the_code_and_the_right_one_does_not(entry: Entry) -> None:
    assert {each.code for each in diagnostics(entry, entry.wrong)} == {entry.code}
    assert diagnostics(entry, entry.right) == []


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.code)
def test_the_wrong_command_yields_the_code_and_the_right_one_does_not(
    entry: Entry, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if entry.code == "E113" and not os.path.exists("/dev/null"):
        pytest.skip("there are no device files here")
    assert f"[{entry.code}]" in said(entry.wrong, capsys)
    assert "[E" not in said(entry.right, capsys)


def test_only_what_no_text_can_yield_has_no_example() -> None:
    assert [entry.code for entry in ENTRIES.values() if entry.kind == "none"] == [
        "E119", "E133", "E321", "E324", "E900",
    ]  # fmt: skip


def test_an_entry_shows_what_the_wrong_example_yields_and_the_declarations_it_rests_on() -> None:
    assert entry_text("e405") == (
        "E405: one entry spread over an array\n\n"
        "One entry with a free index stands beside a whole array: `v − x_i` mixes a claim about all entries\n"
        "with one about entry i.\n\n"
        "wrong:\n"
        "    for: i\n"
        "    prove: v_i = v − x_i\n"
        "    → scalar, one entry for each `i`, beside vector[D] (write the whole vector without `i`, or take "
        "one entry of the other side)\n\n"
        "right:\n"
        "    for: i\n"
        "    prove: v_i = v_i − x_i + x_i\n\n"
        "in a file that declares:\n"
        "    sizes: [V, D, K]\n"
        "    symbols:\n"
        "      v:   vector[D]\n"
        "      x:   vector[D]"
    )


def test_there_is_no_entry_for_another_code() -> None:
    assert entry_text("E999") is None


CHAIN = """\
sizes: [V]
symbols:
  s: vector[V]
  y: one-hot[V]
define:
  p: softmax(s)
loss: J = -Σ_i y_i log(p_i)
derivations:
  - name: by the scores
    prove: ∂J/∂s = y − p
    expect: refuted
    steps:
      - is: p − y
        because: the chain rule
  - name: one score
    for: k in V
    given: k ≠ k2
    prove: ∂J/∂s_k = p_k − y_k
"""


def explained(text: str, id: str) -> str:
    document = load_document(Source("a.yaml", text))
    report = check_document(document, Options(select=(id,), show_proof=True)).obligations[0]
    return explanation_text(document, next(o for o in document.obligations if o.id == id), report)


def test_the_account_of_a_step() -> None:
    text = explained(CHAIN, "by-the-scores#1")
    for part in (
        "by-the-scores#1  proved for all V",
        "Unicode  ∂J/∂s = p − y",
        "NumPy    ∂J/∂s = p - y",
        r"\frac{\partial J}{\partial \bm{s}}",
        "y  one-hot[V]",
        "p  vector[V], = softmax(s)",
        "  p − y  vector[V]\n    p    vector[V]\n    y    vector[V]",
        "of       by the scores",
        "because  the chain rule",
        "its right side  equals the head",
        "normal form",
        "uses         Σ_i y_i = 1",
    ):
        assert " ".join(part.split()) in " ".join(text.split()), text


def test_the_account_of_a_false_claim_ends_with_its_counterexample() -> None:
    text = explained(CHAIN, "by-the-scores")
    assert "normal left" in text
    assert text.index("verdict\n") < text.index("counterexample at V=")


def test_the_account_of_an_unreadable_claim_says_why() -> None:
    text = explained(CHAIN, "one-score")
    assert "unknown name `k2`" in text
    assert "index form" not in text
