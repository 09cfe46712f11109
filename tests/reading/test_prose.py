"""Markdown and LaTeX documents: what declares, what is checked, where errors point, what is left alone."""

import time
from pathlib import Path

import pytest

from symderiv.check import check_document
from symderiv.errors import DerivationError
from symderiv.language.document import Document, Problem, Statement
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.writing.latex.document import latex_document
from symderiv.writing.page.build import page
from symderiv.writing.text import file_text

LIMIT = 10.0
"""Seconds of CPU after which every file must have ended, however hostile; a hundred times what is needed."""

FOLDER = Path(__file__).parents[2] / "derivations"

FRONT = """---
sizes: [V, D]
symbols:
  U: matrix[V, D]
  v_c: vector[D]
  y: one-hot[V]
define:
  ŷ: softmax(U v_c)
loss: J = -Σ_i y_i log(ŷ_i)
---
"""
PREAMBLE = "".join(f"% symderiv: {line}\n" for line in FRONT.splitlines()[1:-1])


def markdown(text: str) -> Document:
    return load_document(Source("notes.md", FRONT + text))


def latex(text: str) -> Document:
    return load_document(Source("paper.tex", PREAMBLE + text))


def claims(document: Document) -> list[tuple[str, str, str]]:
    return [(each.id, each.left, each.right) for each in document.obligations]


def refused(path: str, text: str) -> tuple[str, str]:
    """The code, and what stands under the carets in the document."""
    with pytest.raises(DerivationError) as caught:
        load_document(Source(path, text))
    found = caught.value.diagnostics[0]
    assert found.span is not None
    return found.code, found.source.text[found.span.start : found.span.end]


def test_the_example_is_checked() -> None:
    text = (FOLDER / "centre_vector.md").read_text(encoding="utf-8")
    report = check_document(load_document(Source("centre_vector.md", text)))
    assert [(each.id, each.verdict, each.ok) for each in report.obligations] == [
        ("eq-loss", "proved", True),
        ("the-centre-vector", "proved", True),
        ("the-centre-vector#1", "proved", True),
        ("the-centre-vector#2", "proved", True),
        ("the-centre-vector#3", "proved", True),
        ("for-rows", "ill-shaped", True),
        ("an-outside-vector", "proved", True),
    ]
    assert [text for _, text in report.unchecked] == [r"$$J \to \infty$$"]


# ── What is checked ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("$$J = a$$", []),
        ("<!-- symderiv -->\n$$J = J$$", ["line-12"]),
        ("<!-- symderiv -->\n\n\\[J = J\\]", ["line-13"]),
        ("<!-- symderiv {name: a claim} -->\n$$J = J$$", ["a-claim"]),
        ("> <!-- symderiv --> $$\n> J = J\n> $$", ["line-12"]),
        ("1. <!-- symderiv --> $$ J = J $$", ["line-11"]),
        ("<!-- symderiv is a program -->\n$$J = J$$", []),
        ("<!-- another comment -->\n$$J = J$$", []),
        ("$$J = J \\label{eq:j}$$", ["eq-j"]),
        ("$$J = J$$ {#eq:j}", ["eq-j"]),
        ("```\n<!-- symderiv -->\n$$J = J$$\n```", []),
        ("`$$` <!-- symderiv -->\n$$J = J$$", ["line-12"]),
        ("<!-- $$J = J \\label{a}$$ -->", []),
        ("\\begin{align} J &= J \\label{eq:a} \\\\ &= J \\end{align}", ["eq-a", "eq-a#1", "eq-a#2"]),
        ("\\begin{tabular} $$J = J \\label{eq:a}$$ \\end{tabular}", ["eq-a"]),
        ("<!-- symderiv -->\n```math\nJ = J\n```", ["line-13"]),
        ("> $$\n> J = J % = a\n> \\label{eq:q}\n> $$", ["eq-q"]),
        ("```{math}\n:label: eq-a\nJ = J\n```", ["eq-a"]),
        ("<!-- symderiv -->\n$$\\begin{aligned} J &= J \\\\ &= J \\end{aligned}$$", ["line-12", "line-12#1", "line-12#2"]),
        ("<!-- symderiv -->\n$$\\begin{aligned} J &= J \\\\ v_c &= v_c \\end{aligned}$$", ["line-12", "line-12-2"]),
    ],
)  # fmt: skip
def test_markdown(text: str, ids: list[str]) -> None:
    document = markdown(text)
    assert [each.id for each in document.obligations] == ids
    assert all(isinstance(each.claim, Statement) for each in document.obligations)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (r"\begin{equation} J = J \end{equation}", []),
        (r"\begin{equation}\label{eq:j} J = J \end{equation}", ["eq-j"]),
        ("% symderiv\n\\[ J = J \\]", ["line-10"]),
        ("%symderiv {name: x}\n$$ J = J $$", ["x"]),
        ("%  symderiv \t \n$$ J = J $$", ["line-10"]),
        ("% symderiv is a program\n$$ J = J $$", []),
        ("% a remark\n\\begin{align}\\label{a} J &= J \\end{align}", ["a"]),
        ("\\begin{verbatim}\n% symderiv\n$$ J = J $$\n\\end{verbatim}", []),
        ("% $$ J = J \\label{a} $$", []),
        ("% symderiv\n\\begin{align}\n J &= J % = a \\\\\n\\\\ &= J\n\\end{align}", ["line-11", "line-11#1", "line-11#2"]),
        ("% symderiv\n\\begin{align}\n J &= J \\\\\n U &= U \\nonumber\n\\end{align}", ["line-11", "line-12"]),
    ],
)  # fmt: skip
def test_latex(text: str, ids: list[str]) -> None:
    assert [each.id for each in latex(text).obligations] == ids


def test_lines_of_one_chain_stay_together() -> None:
    text = r"""<!-- symderiv -->
$$\begin{aligned}
  \frac{\partial J}{\partial v_c} &= U^\top \hat{y}
       - U^\top y \\
  &\qquad + 0 v_c \\
  \frac{\partial J}{\partial v_c} &= U^\top (\hat{y} - y) \tag{3}
\end{aligned}$$"""
    document = markdown(text)
    head = r"\frac{\partial J}{\partial v_c}"
    middle = r"U^\top \hat{y} - U^\top y \\ &\qquad + 0 v_c"
    last = r"U^\top (\hat{y} - y)"
    assert [(left, right) for _, left, right in claims(document)] == [
        (head, last),
        (head, middle),
        (head, last),
    ]
    assert all(isinstance(each.claim, Statement) for each in document.obligations)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (r"\begin{aligned} J &= J && \text{by definition} \\ &= J & \text{again} \end{aligned}", ["by definition", "again"]),
        (r"J = J \quad \text{(chain rule)} \label{a}", ["chain rule"]),
        (r"\begin{aligned} J &= J \\ &= J \qquad \text{since they are equal.} \end{aligned}", [None, "since they are equal"]),
        (r"J = J \quad \text{if } a", None),
        (r"J = J \quad \text{for all vectors}", None),
        (r"J = J \quad \text{J}", None),
        (r"J = \quad \text{some words}", None),
        (r"\begin{aligned} J &= J && \text{where it is} \end{aligned}", None),
    ],
)  # fmt: skip
def test_reasons_at_the_ends_of_lines(text: str, reasons: list[str | None] | None) -> None:
    document = markdown(f"<!-- symderiv -->\n$${text}$$")
    links = [each for each in document.obligations if "#" in each.id] or list(document.obligations)
    is_read = all(isinstance(each.claim, Statement) for each in document.obligations)
    assert ([each.because for each in links] if is_read else None) == reasons


def test_two_formulas_in_one_line_are_no_chain() -> None:
    for block in ("aligned", "align"):
        text = rf"<!-- symderiv -->$$\begin{{{block}}} J &= a & J &= J \end{{{block}}}$$"
        assert not [each for each in markdown(text).obligations if isinstance(each.claim, Statement)]
    for sign in (r", \quad", r"\quad", ",", r"\Rightarrow", r"\text{ and }"):
        (obligation,) = markdown(rf"<!-- symderiv -->$$J = J {sign} 2 J = J + J$$").obligations
        assert isinstance(obligation.claim, Problem), sign


def test_a_fenced_block_declares() -> None:
    fenced = (
        "# Notes\n```symderiv\n"
        + "\n".join(FRONT.splitlines()[1:-1])
        + "\n```\n<!-- symderiv -->\n$$J = J$$\n"
    )
    assert [each.id for each in load_document(Source("notes.md", fenced)).obligations] == ["line-13"]
    blog = "---\ntitle: a blog\nauthor: someone\n---\n" + fenced
    assert len(load_document(Source("notes.md", blog)).obligations) == 1


def test_front_matter_of_other_programs_too() -> None:
    head = "---\nauthor: [someone]\ndate: 2024-03-01\nformat: {html: {toc: true}}\n"
    read = load_document(Source("notes.md", head + FRONT[4:] + "<!-- symderiv -->\n$$J = J$$"))
    assert [each.id for each in read.obligations] == ["line-15"]
    for line, hint in {
        "layout: post": "one of mixed",
        "wibble: 3": "`symderiv:`",
        "symbol: 1": "`symbols`",
    }.items():
        with pytest.raises(DerivationError) as caught:
            load_document(Source("notes.md", f"---\n{line}\n" + FRONT[4:]))
        assert hint in str(caught.value.diagnostics[0].hint)
    with pytest.raises(DerivationError):
        load_document(Source("notes.yaml", f"author: someone\n{FRONT[4:-4]}"))
    below = (
        "---\nlayout: post\nwibble: 3\nsymderiv:\n  " + FRONT[4:-4].replace("\n", "\n  ") + "\n---\n$$J=J$$"
    )
    assert load_document(Source("notes.md", below)).obligations == ()


def test_a_free_letter_is_bound_by_the_mark() -> None:
    for document, mark in (
        (markdown("<!-- symderiv -->\n$$U_w = U_w$$"), "<!-- symderiv {for: w} -->"),
        (latex("% symderiv\n\\[U_w = U_w\\]"), "% symderiv {for: w}"),
    ):
        (obligation,) = document.obligations
        assert isinstance(obligation.claim, Problem)
        assert mark in str(obligation.claim.diagnostic.hint)


def test_a_word_that_is_dropped_is_said() -> None:
    document = markdown(r"$$J_{\text{naive-softmax}} = J_{\text{naive-softmax}} \label{a}$$")
    report = check_document(document)
    assert report.remarks == ((11, r"`J_{\text{naive-softmax}}` is read as `J`"),)
    assert "note: line 11: `J_" in file_text(report)
    assert "is read as" in latex_document(page(document, report))
    assert markdown(r"$$J = J \label{a}$$").remarks == ()


def test_the_sides_are_whole_groups() -> None:
    text = r"<!-- symderiv -->" "\n" r"$$\mathbf{U}^\top {y} = \mathbf{U}^{\mathbf{T}} \mathbf{y}$$"
    assert claims(markdown(text))[0][1:] == (r"\mathbf{U}^\top {y}", r"\mathbf{U}^{\mathbf{T}} \mathbf{y}")


def test_what_is_not_marked_is_known() -> None:
    document = markdown("$$J = a$$ and\n$$b$$")
    texts = [document.source.text[span.start : span.end] for span in document.unchecked]
    assert texts == ["$$J = a$$", "$$b$$"]


def test_options_of_a_mark() -> None:
    document = markdown(
        "<!-- symderiv {for: w, expect: refuted} -->\n$$\\frac{\\partial J}{\\partial U_w} = v_c$$"
    )
    (obligation,) = document.obligations
    assert obligation.expected == "refuted"
    assert isinstance(obligation.claim, Statement)
    assert [binder.name for binder in obligation.claim.indices] == ["w"]


# ── Places ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("<!-- symderiv -->\n$$J = \\foo$$", r"\foo"),
        ("<!-- symderiv -->\n$$\\begin{aligned} J &= J \\\\ &= \\foo \\end{aligned}$$", r"\foo"),
        ("<!-- symderiv -->\n$$J = rac{1}{2}$$", "rac"),
    ],
)
def test_errors_in_a_claim_point_into_the_document(text: str, at: str) -> None:
    document = markdown(text)
    problems = [each.claim for each in document.obligations if not isinstance(each.claim, Statement)]
    span = problems[0].diagnostic.span
    assert span is not None
    assert document.source.text[span.start : span.end] == at


def test_errors_in_declarations_point_into_the_document() -> None:
    assert refused("notes.md", FRONT.replace("vector[D]", "vektor[D]")) == ("E140", "vektor")
    assert refused("notes.md", FRONT.replace("define:", "definitions:")) == ("E130", "definitions")
    assert refused("paper.tex", PREAMBLE.replace("vector[D]", "vektor[D]")) == ("E140", "vektor")
    mark = "<!-- symderiv {forr: w} -->\n$$J = J$$"
    assert refused("notes.md", FRONT + mark) == ("E130", "forr")
    assert refused("notes.md", FRONT + mark.replace("forr: w", "prove: a")) == ("E130", "prove")
    assert refused("notes.md", FRONT + mark.replace("forr: w", "name: a, name: b"))[0] == "E105"


@pytest.mark.parametrize(
    "text",
    [
        "MARK\n\nSome words first.\n\n$$ J = J $$",
        "MARK\n\n- in a list\n\n  $$ J = J $$",
        "MARK\n1. $$ J = J $$",
        "> MARK\n> $$\n> J = J\n> $$",
        "$$ J = J $$\n\nMARK\n",
        "MARK\nMARK\n$$ J = J $$",
        "$$ J = J\nMARK\n$$",
        "$$ J\n\nMARK\n\\[ J = J \\]",
    ],
)
def test_no_mark_is_lost(text: str) -> None:
    for name, start, mark in (
        ("notes.md", FRONT, "<!-- symderiv -->"),
        ("notes.md", FRONT, "<!-- symderiv {expect: refuted} -->"),
        ("paper.tex", PREAMBLE, "% symderiv"),
    ):
        code, at = refused(name, start + text.replace("MARK", mark))
        assert code == "E124"
        assert at.startswith(mark[:12])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notes.md", FRONT + "<!-- symderiv name: a -->\n$$J = J$$"),
        ("notes.md", FRONT + "<!-- symderiv: name: a -->\n$$J = J$$"),
        ("notes.md", FRONT + "<!-- symderiv\n$$J = J$$\n<!-- symderiv -->\n$$J = J$$"),
        ("notes.md", FRONT + "<!-- symderiv\n$$J = J$$"),
        ("paper.tex", PREAMBLE + "% symderiv {for: w\n%  name: a}\n$$J = J$$"),
        ("paper.tex", PREAMBLE + "% symderiv {for: w} the first\n$$J = J$$"),
        ("paper.tex", PREAMBLE + "% symderiv name: a\n$$J = J$$"),
    ],
)
def test_what_only_starts_like_a_mark_is_said(path: str, text: str) -> None:
    assert refused(path, text)[0] == "E124"


@pytest.mark.parametrize("path", ["notes.md", "paper.tex"])
def test_a_document_that_declares_nothing(path: str) -> None:
    assert refused(path, "$$J = J$$")[0] == "E118"


def test_large_documents_are_read_soon() -> None:
    start = time.process_time()
    for text in ("$$ a $$ " * 10_000, "`" * 300_000, "<!-- " * 100_000, "$$" * 50_001, "```a\n" * 40_000):
        assert markdown(text).obligations == ()
    for text in ("\\[ a \\] " * 10_000, "\\begin{align}" * 10_000, "% symderiv\n" * 10_000):
        if text[0] == "%":
            assert refused("paper.tex", PREAMBLE + text)[0] == "E124"
        else:
            assert latex(text).obligations == ()
    assert time.process_time() - start < LIMIT
