"""The LaTeX document: what it says, that it compiles, and that no user's text does anything in it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symderiv.records import replace
from symderiv.report import DerivativeReport, FileReport, RepairReport
from symderiv.writing.latex import pdf as compiler
from symderiv.writing.latex.document import latex_document, latex_fragment
from symderiv.writing.latex.pdf import PdfFailure, pdf
from symderiv.writing.page.build import page
from tests.writing.pages import (
    J,
    chain_page,
    derivation,
    document,
    evil_page,
    obligation,
    page_of,
    reported,
    softmax,
    softmax_page,
    statement,
    yhat,
)
from tests.writing.test_printer import ROWS
from tests.writing.trees import U, derivative, minus, outer, transpose, v, y

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")


def compiled(text: str, folder: Path) -> str:
    """What pdflatex has to say."""
    (folder / "out.tex").write_text(text, encoding="ascii")
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "out.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    log = run.stdout.decode("latin-1")
    assert run.returncode == 0, log[-2000:]
    return log


def in_order(text: str, *pieces: str) -> bool:
    """Do the pieces stand in the text, one after the other?"""
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + len(piece)
    return True


def test_claims_stand_with_their_verdicts() -> None:
    text = latex_document(softmax_page())
    assert in_order(
        text,
        r"5 claims: 3 proved, 1 refuted where proved was expected, 1 unreadable as expected",
        r"\frac{\partial J}{\partial \bm{v}_{c}}&= \sdfit{\bm{U}^{\top} (\hat{\bm{y}} - \bm{y})}",
        r"\tag*{\sdverdict{sdgood}{$\checkmark$}{proved at V=4, D=3}}",
        r"{proved for all V, D if \ensuremath{\eta} \ensuremath{\neq} 0}",
        r"uses \ensuremath{\Sigma}\_i y\_i = 1; checked at V=4, D=3",
    )
    assert (
        r"\sdcolour{sdbad}{\sdfit{0}{&0}} \tag*{\sdverdict{sdbad}{$\bm{\times}$}{refuted, expected proved}}"
        in text
    )


def test_a_counterexample_can_be_computed_again() -> None:
    assert (
        r"counterexample at V=2, D=1: $U = \begin{bmatrix} 1 \\ -\frac{1}{2} \end{bmatrix}$, $\eta = 0.25$, $w = 2$, "
        r"left, entry 1: $\frac{1}{2}$, right, entry 1: $\text{undefined}$; opposite sign"
    ) in latex_document(softmax_page())


def test_positions_of_a_counterexample_count_from_1_as_in_the_formulas_beside_it() -> None:
    text = latex_document(chain_page())
    assert r"counterexample at n=1: $o = 1$, $w = 1$, left: $0$, right: $1$" in text
    assert r"counterexample at n=1: $\bm{x} = [\, 1 \,]$, $i = 1$, left: $2$, right: $3$" in text


def test_a_repair_is_offered() -> None:
    (claim,) = (obligation("a", statement(v, U)),)
    repair = RepairReport("shape", "x y", "x y & z", "proved", scope="at sizes", sizes=(("V", 2),))
    report = FileReport("a.yaml", None, (), (reported(claim, "refuted", repair=repair),))
    text = latex_document(page(document(derivation(claim, name="d")), report))
    assert r"right would be \texttt{x y \& z}, proved at V=2" in text


def test_corrections_are_formulas() -> None:
    claim = obligation("a", statement(derivative(J, v), U))
    better = statement(derivative(J, v), minus(yhat, y))
    found = DerivativeReport("∂J/∂v_c", "ŷ − y", "proved", statement=better)
    repair = RepairReport("term", "$y$", "$y$", "proved", statement=better)
    lack = replace(repair, kind="assumption", text="true if U^T U = I")
    for changes, said in (
        ({"repair": repair}, r"right would be $\hat{\bm{y}} - \bm{y}$, proved"),
        (
            {"derivative": found},
            r"the derivative is $\frac{\partial J}{\partial \bm{v}_{c}} = \hat{\bm{y}} - \bm{y}$, proved",
        ),
        ({"repair": lack}, r"true if \texttt{U\textasciicircum{}T U ="),
    ):
        report = FileReport("a.yaml", None, (), (reported(claim, "refuted", **changes),))
        assert said in latex_document(page(document(derivation(claim, name="d")), report))


def test_premises_are_stated() -> None:
    assert r"For all $w = 1, \ldots, V$ with $w \neq o$:" in latex_document(page_of(softmax()))


def test_an_unreadable_claim_is_shown_as_it_was_written() -> None:
    text = latex_document(softmax_page())
    assert r"\sdcode{U\textasciicircum{}T" in text
    assert r"{unreadable, as expected}" in text
    assert r"(did you mean \texttt{\^{y}}?{})" in text


def test_symbols_with_their_spaces() -> None:
    text = latex_document(softmax_page())
    assert r"\bm{U} & {}\in \mathbb{R}^{V \times D} & matrix \\" in text
    assert r"\bm{y} & {}\in \{0, 1\}^{V} & column, one-{}hot with the 1 at position $o$ \\" in text
    assert r"f & {}: \mathbb{R}^{D} \times \mathbb{R} \to \mathbb{R} & any smooth function \\" in text


def test_a_long_claim_has_a_version_on_several_lines() -> None:
    long_claim = latex_document(page_of(softmax())).rpartition(r"\sdfit")[2]
    assert long_claim.count(r"\\[3pt] &\quad") >= 2


@pytest.mark.parametrize("write", [latex_document, latex_fragment])
def test_every_formula_is_balanced(write: type[str]) -> None:
    text = str(write(softmax_page()))  # type: ignore[arg-type]
    assert text.isascii()
    body = text.partition("LTchunksize")[2]
    assert body.count(r"\left") == body.count(r"\right")
    plain_braces = re.sub(r"\\[{}]", "", body)
    assert plain_braces.count("{") - plain_braces.count("}") == -1


def test_gradients_with_a_name_of_their_own() -> None:
    named = obligation("gradient[U]", statement(derivative(J, U), outer(minus(yhat, y), transpose(v))))
    text = latex_document(page_of(document(derivation(named, name="all rows_1"))))
    assert "\\sdheading{Gradients of the loss}\n\n\\sdcase{all rows\\_1}" in text


def test_a_chain_is_shown_as_it_stands() -> None:
    assert in_order(
        latex_document(chain_page()),
        r"For all $i = 1, \ldots, n$:",
        r"x_{i} + x_{i}&= \sdcolour{sdbad}{\sdfit{3 \, x_{i}}",
        r"{refuted}} \\",
        "as expected; does not equal the head",
        r"50\% of \textbackslash{}input\{x\} \textless{}b",
        "counterexample at n=1",
        r"\sdcolour{sdgood}{\sdfit{\frac{2 \, x_{i}}{1}}",
        "{corrected, proved for all n}",
        r"\sdcode{x x}",
        "nonsense \\& more",
        "Altogether:",
        r"\sdremark{The chain: step 1 is wrong",
        r"\sdcase{Case 1}",
        "For all $w = 1, \\ldots, n$ with $w < o$:",
        r"\sdcase{The cases together}",
    )


def test_a_fragment_needs_no_document() -> None:
    text = latex_fragment(softmax_page())
    assert text.startswith("% needs \\usepackage{amsmath,amssymb,bm")
    assert r"\documentclass" not in text
    assert r"\begin{document}" not in text


# ── TeX ─────────────────────────────────────────────────────────────────────────────────────────


@needs_tex
def test_documents_compile(tmp_path: Path) -> None:
    for made in (softmax_page(), chain_page()):
        log = compiled(latex_document(made), tmp_path)
        assert "Overfull" not in log
        assert "Missing character" not in log


@needs_tex
def test_a_fragment_can_be_included_twice(tmp_path: Path) -> None:
    text = latex_fragment(softmax_page())
    (tmp_path / "part.tex").write_text(text, encoding="ascii")
    needed = text.partition("\n")[0].removeprefix("% needs ")
    lines = [
        r"\documentclass{article}", needed, r"\begin{document}", r"\[ x = 1 \]", r"\input{part}", r"\input{part}",
        r"\[ x = 1 \]", r"\end{document}",
    ]  # fmt: skip
    compiled("\n".join(lines), tmp_path)


@needs_tex
def test_every_construct_compiles(tmp_path: Path) -> None:
    claims = [obligation(str(at), statement(tree, tree)) for at, (tree, *_) in enumerate(ROWS)]
    log = compiled(latex_document(page_of(document(derivation(*claims)))), tmp_path)
    assert "Overfull" not in log
    assert "Missing character" not in log


@needs_tex
def test_a_pdf_is_made() -> None:
    assert pdf(latex_document(softmax_page())).startswith(b"%PDF")


@needs_tex
def test_a_refusal_of_tex_is_told() -> None:
    with pytest.raises(PdfFailure, match="Undefined control sequence"):
        pdf("\\documentclass{article}\\begin{document}\\nonsense\\end{document}")


def test_without_a_compiler_there_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler.shutil, "which", lambda name: None)
    with pytest.raises(PdfFailure, match="no pdflatex on this machine"):
        pdf("")


# ── Hostile text ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", [latex_document, latex_fragment])
def test_no_command_of_a_users_survives(write: type[str]) -> None:
    text = str(write(evil_page()))  # type: ignore[arg-type]
    body = (
        text.partition("LTchunksize")[2].removesuffix("\\end{document}\n").replace("\\begin{document}", "", 1)
    )
    assert text.isascii()
    assert not re.search(r"\\(input|write|end\{document\})", body)
    assert "^^" not in body
    assert not re.search(r"(?<!\\)%", body)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


@needs_tex
def test_evil_text_compiles_and_does_nothing(tmp_path: Path) -> None:
    compiled(latex_document(evil_page()), tmp_path)
    assert not (tmp_path / "owned").exists()
    assert "root:" not in (tmp_path / "out.log").read_text(encoding="latin-1")
