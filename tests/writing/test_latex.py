"""The LaTeX document: what it says, that it compiles, and that no user's text does anything in it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symderiv.errors import Diagnostic
from symderiv.language.document import (
    Assumption,
    Derivation,
    Document,
    Kind,
    Obligation,
    Problem,
    SizeName,
    Statement,
    Symbol,
)
from symderiv.language.expression import Derivative, Expression, Filled, IndexCompare
from symderiv.reading.load import load_document
from symderiv.source import NOWHERE, Source
from symderiv.writing.latex import latex_document
from tests.writing.test_printer import ROWS
from tests.writing.trees import (
    SCALAR,
    U,
    V,
    a,
    apply,
    b,
    binder,
    column,
    contract,
    derivative,
    entry,
    i,
    matrix,
    minus,
    neg,
    o,
    outer,
    plain,
    plus,
    scale,
    symbol,
    total,
    transpose,
    v,
    w,
    y,
)

SOURCE = Source("softmax.yaml", "")
yhat = plain("ŷ", apply("softmax", contract(U, v), axis=0))
J = plain("J", neg(total(scale(entry(y, i), apply("log", entry(yhat, i))), binder("i"))))

EVIL = (
    r"\input{/etc/passwd} \write18{touch owned} \end{document} %comment ^^5cinput $x & # _ ~ { } "
    "\x1b[31m \u202e中文 \x00 \\"
)


def statement(left: Expression, right: Expression, **changes: object) -> Statement:
    values: dict[str, object] = {
        "indices": (), "where": None, "assumptions": (), "quantified": (), "symbols": (), "sizes": (), **changes,
    }  # fmt: skip
    return Statement(left, right, **values)  # type: ignore[arg-type]


def obligation(name: str, claim: Statement | Problem, written: str = "a = b") -> Obligation:
    left, _, right = written.partition("=")
    return Obligation(name, name, 0, None, 0, NOWHERE, left, right, claim)


def derivation(*obligations: Obligation, name: str = "", notes: str | None = None) -> Derivation:
    return Derivation(name, None, notes, obligations, NOWHERE)


def document(*derivations: Derivation, title: str | None = None, notes: str | None = None) -> Document:
    symbols = (
        Symbol("U", Kind.ARRAY, matrix(V, v.shape.axes[0])),
        Symbol("v_c", Kind.ARRAY, v.shape),
        Symbol("y", Kind.ARRAY, y.shape, (Assumption.ONE_HOT,), at="o"),
        Symbol("o", Kind.POSITION, SCALAR, sort=V),
        Symbol("η", Kind.ARRAY, SCALAR, (Assumption.POSITIVE,)),
        Symbol("neg", Kind.POSITION, column(v.shape.axes[0]), sort=V),
        Symbol("f", Kind.FUNCTION, SCALAR, arguments=(v.shape, SCALAR)),
    )
    sizes = (SizeName("V", "size of the vocabulary"), SizeName("D", None, 3))
    definitions = (yhat.definition, J.definition)
    return Document(
        SOURCE, title, title, notes, sizes, symbols, definitions, J.definition, "mixed", (), derivations
    )


def softmax() -> Document:
    by_row = Derivative(J, derivative(J, U).wrt, False, v.shape)
    sum_of_many: Expression = minus(contract(transpose(U), yhat), contract(transpose(U), y))
    for _ in range(5):
        sum_of_many = plus(sum_of_many, scale(plus(a, b), contract(transpose(U), minus(yhat, y))))
    diagnostic = Diagnostic("E301", "unknown name `ẑ`", SOURCE, None, "did you mean `ŷ`?")
    return document(
        derivation(
            obligation("gradient[v_c]", statement(derivative(J, v), contract(transpose(U), minus(yhat, y)))),
            obligation("gradient[U]", statement(derivative(J, U), outer(minus(yhat, y), transpose(v)))),
        ),
        derivation(
            obligation(
                "rows#1",
                statement(
                    by_row, scale(entry(yhat, w), v), indices=(binder("w"),), where=IndexCompare("≠", w, o)
                ),
            ),
            obligation("rows#2", statement(derivative(J, v), Filled(0, v.shape))),
            obligation("rows#3", Problem("unreadable", diagnostic), "∂J/∂v_c = U^T (ẑ − y)"),
            obligation("rows#4", statement(derivative(J, v), sum_of_many)),
            name="one row at a time",
            notes="First paragraph about θ̂ and ŷ.\n\nSecond one, naïve “quotes” – dash.",
        ),
        title="Softmax cross-entropy of skip-gram",
    )


VERDICTS = {
    "gradient[v_c]": "proved at V=4, D=3",
    "gradient[U]": "proved at V=4, D=3 for x ≠ 0, as expected",
    "rows#1": "proved",
    "rows#2": "refuted",
    "rows#3": "unreadable, as expected",
}
REMARKS = {"rows#2": "At V = 2, D = 1 the left side is 1/2 and the right side 0."}


def compiled(text: str, folder: Path) -> str:
    """What pdflatex has to say."""
    (folder / "out.tex").write_text(text, encoding="ascii")
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "out.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    log = run.stdout.decode("latin-1")
    assert run.returncode == 0, log[-2000:]
    return log


needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")


def test_claims_stand_with_their_verdicts() -> None:
    text = latex_document(softmax(), VERDICTS, REMARKS)
    assert r"\frac{\partial J}{\partial \bm{v}_{c}} = \bm{U}^{\top} (\hat{\bm{y}} - \bm{y})" in text
    assert r"\verdict{good}{$\checkmark$}{proved at V=4, D=3}" in text
    assert r"\verdict{bad}{$\bm{\times}$}{refuted}" in text
    assert r"\remark{At V = 2, D = 1 the left side is 1/2 and the right side 0.}" in text
    assert "6 claims: 3 proved, 1 refuted, 1 unreadable, 1 not checked" in text


def test_a_zero_takes_the_shape_of_the_other_side() -> None:
    assert r"{\frac{\partial J}{\partial \bm{v}_{c}} = 0}" in latex_document(softmax(), {}, {})


def test_premises_are_stated() -> None:
    assert r"For all $w = 1, \ldots, V$ with $w \neq o$:" in latex_document(softmax(), {}, {})


def test_an_unreadable_claim_is_shown_as_it_was_written() -> None:
    text = latex_document(softmax(), VERDICTS, REMARKS)
    assert r"\asread{\verdict{bad}{$\bm{\times}$}{unreadable, as expected}}" in text
    assert r"(did you mean \texttt{\^{y}}?{})" in text


def test_symbols_with_their_spaces() -> None:
    text = latex_document(softmax(), {}, {})
    assert r"\bm{U} & {}\in \mathbb{R}^{V \times D} & matrix \\" in text
    assert r"\bm{y} & {}\in \{0, 1\}^{V} & column, one-hot with the 1 at position $o$ \\" in text
    assert r"f & {}: \mathbb{R}^{D} \times \mathbb{R} \to \mathbb{R} & any smooth function \\" in text


def test_a_long_claim_has_a_version_on_several_lines() -> None:
    long_claim = latex_document(softmax(), {}, {}).rpartition(r"\claim")[2]
    assert long_claim.count(r"\\[3pt] &\quad") >= 2


def test_every_formula_is_balanced() -> None:
    text = latex_document(softmax(), VERDICTS, REMARKS)
    assert text.isascii()
    body = text.partition(r"\begin{document}")[2]
    assert body.count(r"\left") == body.count(r"\right")
    plain_braces = re.sub(r"\\[{}]", "", body)
    assert plain_braces.count("{") == plain_braces.count("}")


@needs_tex
def test_the_document_compiles(tmp_path: Path) -> None:
    log = compiled(latex_document(softmax(), VERDICTS, REMARKS), tmp_path)
    assert "Overfull" not in log
    assert "Missing character" not in log


@needs_tex
def test_every_construct_compiles(tmp_path: Path) -> None:
    claims = [obligation(str(at), statement(tree, tree)) for at, (tree, *_) in enumerate(ROWS)]
    log = compiled(latex_document(document(derivation(*claims)), {}, {}), tmp_path)
    assert "Overfull" not in log
    assert "Missing character" not in log


def evil() -> Document:
    claim = Problem("unreadable", Diagnostic("E301", EVIL, SOURCE, None, EVIL))
    evil_name = symbol(r"x\input{/etc/passwd}^^5c%$&#~_{\write18}^{}\end{document}", v.shape)
    named = statement(evil_name, evil_name)
    group = derivation(obligation("e", claim, EVIL), obligation("n", named), name=EVIL, notes=EVIL)
    return document(group, title=EVIL, notes=EVIL)


def test_no_command_of_a_users_survives() -> None:
    text = latex_document(evil(), {"e": EVIL}, {"e": EVIL})
    body = text.partition(r"\begin{document}")[2]
    assert text.isascii()
    assert not re.search(r"\\(input|write|end\{document\})(?!\Z)", body.removesuffix("\\end{document}\n"))
    assert "^^" not in body
    assert not re.search(r"(?<!\\)%", body)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


@needs_tex
def test_evil_text_compiles_and_does_nothing(tmp_path: Path) -> None:
    compiled(latex_document(evil(), {"e": EVIL}, {"e": EVIL}), tmp_path)
    assert not (tmp_path / "owned").exists()
    assert "root:" not in (tmp_path / "out.log").read_text(encoding="latin-1")


def test_gradients_with_a_name_of_their_own() -> None:
    named = obligation("gradient[U]", statement(derivative(J, U), outer(minus(yhat, y), transpose(v))))
    text = latex_document(document(derivation(named, name="all rows_1")), {}, {})
    assert "\\heading{Gradients of the loss}\n\n\\textit{all rows\\_1:}" in text


def test_long_verdicts_stand_below_the_claim() -> None:
    named = obligation("a", statement(a, b))
    text = latex_document(document(derivation(named)), {"a": "refuted, expected undecided, really"}, {})
    assert r"\verdict{bad}{$\bm{\times}$}{refuted}" in text
    assert r"\remark{refuted, expected undecided, really}" in text


CHAIN = """\
sizes: [n]
symbols: {x: 'vector[n]', o: 'index[n]', y: 'one-hot[n] at o'}
derivations:
  - name: k
    for: i
    prove: x_i + x_i = 2 x_i
    steps:
      - {is: 3 x_i, expect: refuted, corrected: 2 x_i / 1, because: '50% of \\input{x}'}
      - {is: x x, notes: nonsense & more}
  - name: c
    cases: [{where: w < o, prove: y_w = 0}, {where: w > o, prove: y_w = 0}]
"""


def chain_text() -> str:
    document = load_document(Source("k.yaml", CHAIN))
    verdicts = {"k": "proved", "k#1": "refuted", "k#2": "ill-shaped", "k#3": "ill-shaped", "c": "refuted"}
    return latex_document(document, verdicts, {"k": "step 1 is wrong", "k#1": "counterexample at n=1"})


def test_a_chain_is_shown_as_it_stands() -> None:
    text = chain_text()
    places = [
        text.index(each)
        for each in (
            r"For all $i = 1, \ldots, n$:",
            r"\claim{}{x_{i} + x_{i}}",
            r"{\quad = 3 \, x_{i}}",
            r"\remark{50\% of \textbackslash{}input",
            r"\remark{counterexample at n=1}",
            "Corrected:",
            r"{ill-{}shaped}}{= x x}",
            r"\remark{nonsense \& more}",
            r"{\quad = 2 \, x_{i}}",
            "Altogether:",
            r"\remark{step 1 is wrong}",
            "The cases together:",
        )
    ]
    assert places == sorted(places)


@needs_tex
def test_a_chain_compiles(tmp_path: Path) -> None:
    compiled(chain_text(), tmp_path)
