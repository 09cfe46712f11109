"""The commands as a person types them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import symderiv
from symderiv.cli import main

HERE = Path(symderiv.__file__).parent.parent
MAIN = (sys.executable, "-c", "from symderiv.cli import main; main()")
GOOD = """\
title: Inner product
sizes: [n]
symbols:
  x: vector[n]
  y: vector[n]
loss: J = x^T y
gradients:
  x: y
  y: x
"""
SLIP = GOOD.replace("  y: x", "  y: -x")
UNREADABLE = GOOD.replace("  y: x", "  y: z + x")
BROKEN = GOOD.replace("loss:", "los:")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


Symderiv = Callable[..., Done]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with files of every kind."""
    files = {"good": GOOD, "slip": SLIP, "unreadable": UNREADABLE, "broken": BROKEN}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def symderiv_run(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Symderiv:
    """The program in this process."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["symderiv", *arguments])
        with pytest.raises(SystemExit) as exit:
            main()
        captured = capsys.readouterr()
        status = exit.value.code if isinstance(exit.value.code, int) else 0
        return Done(status, captured.out, captured.err)

    return run


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(HERE), **environment}
    return subprocess.run((*MAIN, *arguments), env=env, capture_output=True, encoding="utf-8", timeout=60)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("good.yaml",), 0),
        (("slip.yaml",), 1),
        (("good.yaml", "slip.yaml"), 1),
        (("unreadable.yaml",), 2),
        (("broken.yaml", "slip.yaml"), 2),
        (("missing.yaml",), 2),
        (("empty",), 2),
        (("good.yaml", "--select", "nothing*"), 2),
        (("slip.yaml", "--select", "gradient[x]"), 0),
        (("good.yaml", "--require", "all-sizes"), 0),
        (("good.yaml", "--size", "m=3"), 2),
        (("good.yaml", "--size", "n=0"), 2),
        (("good.yaml", "--size", "n"), 2),
        (("good.yaml", "--format", "xml"), 2),
        ((), 2),
    ],
)
def test_the_exit_status(arguments: tuple[str, ...], status: int, symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", *arguments)
    assert done.status == status, done.out + done.err
    assert "Traceback" not in done.err


def test_a_broken_file_leaves_the_others_alone(symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", "broken.yaml", "good.yaml", "--format", "json")
    data = json.loads(done.out)
    assert [len(file["obligations"]) for file in data["files"]] == [0, 2]
    assert [len(file["errors"]) for file in data["files"]] == [1, 0]
    error = data["files"][0]["errors"][0]
    assert (error["line"], error["column"]) == (6, 1)
    assert "loss" in f"{error['message']} {error['hint']}"


def test_two_runs_differ_in_seconds_alone(symderiv_run: Symderiv) -> None:
    def run() -> object:
        data = json.loads(symderiv_run("check", "slip.yaml", "--format", "json").out)
        for obligation in data["files"][0]["obligations"]:
            assert obligation.pop("seconds") >= 0
        return data

    assert run() == run()


def test_a_budget_bounds_the_proof_for_all_sizes_and_says_so(symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", "good.yaml", "--budget", "1", "--require", "all-sizes")
    assert done.status == 1
    assert "no proof for all sizes: the proof needs more than 1 steps (see --budget)" in done.out
    assert symderiv_run("check", "good.yaml", "--budget", "1000", "--require", "all-sizes").status == 0
    assert symderiv_run("check", "good.yaml", "--budget", "0").status == 2


def test_a_chosen_size_is_used(symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", "good.yaml", "--size", "n=4", "--format", "json")
    assert [each["sizes"] for each in json.loads(done.out)["files"][0]["obligations"]] == [
        {"n": 4},
        {"n": 4},
    ]


def test_a_file_named_twice_is_checked_once(symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", "good.yaml", "good.yaml", "--color", "never")
    assert done.out.splitlines()[-1].startswith("2 claims in 1 file: 2 as expected")


def test_colour_only_where_it_is_wanted(symderiv_run: Symderiv) -> None:
    assert "\x1b[" not in symderiv_run("check", "good.yaml").out
    assert "\x1b[32m" in symderiv_run("check", "good.yaml", "--color", "always").out


def test_an_output_without_unicode_still_gets_everything(desk: Path) -> None:
    text = process("check", "slip.yaml", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert text.returncode == 1
    assert "\\u2202J/\\u2202x" in text.stdout
    data = process("check", "slip.yaml", "--format", "json", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert json.loads(data.stdout)["files"][0]["obligations"][0]["left"] == "∂J/∂x"


def test_a_closed_pipe_is_no_error_message(desk: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        (*MAIN, "check", "good.yaml"), cwd=desk, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_components_are_shown(symderiv_run: Symderiv) -> None:
    done = symderiv_run("check", "good.yaml", "--show", "components", "--select", "gradient[x]")
    assert "entry [0]:" in done.out


def test_parse_shows_tree_shapes_and_both_spellings(symderiv_run: Symderiv) -> None:
    done = symderiv_run("parse", "U.T @ v", "--symbols", "U: matrix[V, D], v: vector[V]")
    lines = done.out.splitlines()
    assert done.status == 0
    assert lines[0].split() == ["Product", "contract", "vector[D]"]
    assert [line.split() for line in lines[1:4]] == [
        ["Transpose", "matrix[D,", "V]"], ["SymbolRef", "U", "matrix[V,", "D]"], ["SymbolRef", "v", "vector[V]"],
    ]  # fmt: skip
    assert lines[-2:] == ["Unicode  U^T v", "NumPy    U.T @ v"]


def test_parse_points_at_what_it_cannot_read(symderiv_run: Symderiv) -> None:
    done = symderiv_run("parse", "U v + w", "--symbols", "U: matrix[V, D], v: vector[D]")
    assert done.status == 2
    assert done.out == ""
    assert "U v + w" in done.err
    assert "^" in done.err


def test_latex_writes_a_document(symderiv_run: Symderiv, desk: Path) -> None:
    done = symderiv_run("latex", "good.yaml", "-o", "good.tex")
    assert (done.status, done.out) == (0, "")
    text = (desk / "good.tex").read_text(encoding="utf-8")
    assert text.startswith("\\documentclass")
    assert "Inner product" in text
    assert symderiv_run("latex", "good.yaml").out.strip() == text.strip()


def test_a_document_of_wrong_claims_is_written_all_the_same(symderiv_run: Symderiv) -> None:
    for name in ("slip", "unreadable"):
        done = symderiv_run("latex", f"{name}.yaml")
        assert done.status == 0
        assert "\\end{document}" in done.out


def test_latex_of_a_broken_file_is_an_input_error(symderiv_run: Symderiv) -> None:
    done = symderiv_run("latex", "broken.yaml")
    assert (done.status, done.out) == (2, "")
    assert "broken.yaml:6:1" in done.err


def test_an_unwritable_output_is_bad_usage(symderiv_run: Symderiv) -> None:
    done = symderiv_run("latex", "good.yaml", "-o", "nowhere/good.tex")
    assert done.status == 2
    assert "there is no folder nowhere" in done.err
    if os.path.exists("/dev/full"):
        done = symderiv_run("latex", "good.yaml", "-o", "/dev/full")
        assert (done.status, "cannot write /dev/full" in done.err) == (2, True)


@pytest.mark.parametrize("command", ["latex", "html"])
def test_a_dash_is_standard_output(command: str, symderiv_run: Symderiv, desk: Path) -> None:
    if command == "html":
        pytest.importorskip("math_core")
    done = symderiv_run(command, "good.yaml", "-o", "-")
    assert (done.status, "Inner product" in done.out) == (0, True)
    assert not (desk / "-").exists()


def test_a_fragment_of_latex(symderiv_run: Symderiv) -> None:
    done = symderiv_run("latex", "good.yaml", "--fragment")
    assert done.status == 0
    assert "\\documentclass" not in done.out
    assert done.out.rstrip().endswith("\\endgroup")


@pytest.mark.parametrize(
    "arguments", [("--pdf",), ("--pdf", "-o", "x.pdf"), ("--pdf", "--fragment", "-o", "x.tex")]
)
def test_a_pdf_stands_beside_a_whole_document(arguments: tuple[str, ...], symderiv_run: Symderiv) -> None:
    done = symderiv_run("latex", "good.yaml", *arguments)
    assert (done.status, done.out) == (2, "")
    assert "--pdf" in done.err


def test_without_a_compiler_there_is_no_pdf(
    symderiv_run: Symderiv, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk))
    done = symderiv_run("latex", "good.yaml", "--pdf", "-o", "good.tex")
    assert done.status == 2
    assert "good.tex is written, but there is no PDF: no pdflatex on this machine" in done.err
    assert (desk / "good.tex").exists()


def test_html_of_files_and_folders(symderiv_run: Symderiv, desk: Path) -> None:
    pytest.importorskip("math_core")
    assert symderiv_run("html", "good.yaml", "-o", "good.html").status == 0
    text = (desk / "good.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<h1>Inner product</h1>" in text
    done = symderiv_run("html", ".", "missing.yaml")
    assert done.status == 2
    assert done.out.count("<article") == 5
    assert "nothing was checked" in done.out
    assert ">no such file</p>" in done.out
    assert "missing.yaml: error[E110]: no such file" in done.err


@pytest.mark.parametrize("command", ["latex", "html"])
def test_documents_say_what_a_false_derivative_is(symderiv_run: Symderiv, desk: Path, command: str) -> None:
    if command == "html":
        pytest.importorskip("math_core")
    text = "symbols: {x: scalar}\ndefine: {p: σ(x)}\nloss: J = x^2 p\ngradients: {x: p}\n"
    (desk / "lost.yaml").write_text(text, encoding="utf-8")
    assert "the derivative is" in symderiv_run(command, "lost.yaml").out


def test_html_without_its_library(symderiv_run: Symderiv, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    done = symderiv_run("html", "good.yaml")
    assert (done.status, done.out) == (2, "")
    assert "pip install 'symderiv[html]'" in done.err


@pytest.mark.parametrize("command", ["latex", "html"])
def test_what_is_read_is_not_written_over(command: str, symderiv_run: Symderiv, desk: Path) -> None:
    done = symderiv_run(command, "good.yaml", "-o", f"{desk}/good.yaml")
    assert done.status == 2
    assert (desk / "good.yaml").read_text(encoding="utf-8") == GOOD


def test_the_version(symderiv_run: Symderiv) -> None:
    assert symderiv_run("--version").out == f"symderiv {symderiv.__version__}\n"


# ── Repairs ─────────────────────────────────────────────────────────────────────────────────────


def test_a_diff_is_shown_and_nothing_written(symderiv_run: Symderiv, desk: Path) -> None:
    done = symderiv_run("check", "slip.yaml", "--diff")
    assert done.status == 1
    assert "\n-  y: -x\n+  y: x\n" in done.out
    assert (desk / "slip.yaml").read_text(encoding="utf-8") == SLIP
    assert symderiv_run("check", "slip.yaml", "--diff", "--format", "json").status == 2
    assert "---" not in symderiv_run("check", "good.yaml", "--diff").out


def test_a_fix_is_written_and_the_status_is_that_of_the_fixed_file(
    symderiv_run: Symderiv, desk: Path
) -> None:
    done = symderiv_run("check", "slip.yaml", "--fix")
    assert (done.status, done.err) == (0, "slip.yaml: repaired gradient[y]\n")
    assert (desk / "slip.yaml").read_text(encoding="utf-8") == GOOD
    assert symderiv_run("check", "slip.yaml").status == 0


def test_a_repair_is_part_of_the_json(symderiv_run: Symderiv) -> None:
    data = json.loads(symderiv_run("check", "slip.yaml", "--format", "json").out)
    repairs = [each["repair"] for each in data["files"][0]["obligations"]]
    assert repairs == [None, {"kind": "sign", "right": "x", "text": "x", "verdict": "proved"}]


def test_colour_marks_what_is_new(symderiv_run: Symderiv, desk: Path) -> None:
    (desk / "slip.yaml").write_text(GOOD.replace("  y: x", "  y: x + 0"), encoding="utf-8")
    (desk / "other.yaml").write_text(GOOD.replace("J = x^T y", "J = -x^T y"), encoding="utf-8")
    assert (
        "\x1b[1mrepair\x1b[0m: \x1b[32m-\x1b[0my\n"
        in symderiv_run("check", "other.yaml", "--color", "always").out
    )
    assert "repair: -y\n              ^\n" in symderiv_run("check", "other.yaml").out


def test_explain_says_what_a_code_means(symderiv_run: Symderiv) -> None:
    done = symderiv_run("explain", "e213")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("E213: a quotient with two readings\n")
    other = symderiv_run("explain", "E999")
    assert other.status == 2
    assert "there is no diagnostic E999" in other.err


def test_explain_gives_the_account_of_a_claim(symderiv_run: Symderiv) -> None:
    done = symderiv_run("explain", "slip.yaml", "gradient[y]")
    assert (done.status, done.err) == (0, "")
    assert "understood as\n  Unicode  ∂J/∂y = -x\n" in done.out
    assert "counterexample at n=1" in done.out
    assert "  repair      x\n  derivative  ∂J/∂y = x\n" in done.out


def test_explain_names_the_claims_that_there_are(symderiv_run: Symderiv) -> None:
    done = symderiv_run("explain", "good.yaml")
    assert done.status == 2
    assert done.out.splitlines()[1:] == ["  gradient[x]", "  gradient[y]"]
    assert (
        "no claim gradient[z]; there is gradient[" in symderiv_run("explain", "good.yaml", "gradient[z]").err
    )
    assert "E110" in symderiv_run("explain", "E2130").err


def test_derive_writes_lines_to_paste(symderiv_run: Symderiv) -> None:
    done = symderiv_run("derive", "good.yaml", "--wrt", "x")
    assert (done.status, done.err) == (0, "")
    assert done.out == "gradients:\n  x: y  # proved for all n · checked at n=3\n"
    other = symderiv_run("derive", "good.yaml", "--of", "y", "--wrt", "y")
    assert other.out.splitlines()[1].startswith("  - prove: ∂y/∂y = eye(n)  # proved for all n")
    assert symderiv_run("derive", "broken.yaml").status == 2
