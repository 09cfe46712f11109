"""Text of a user's: shown, and without effect."""

import pytest

from symderiv.writing.escape import escape_latex, escape_latex_code, escape_latex_message, escape_terminal
from symderiv.writing.tex_names import tex_name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("100% $x$ #1 a_b & ~", r"100\% \$x\$ \#1 a\_b \& \textasciitilde{}"),
        ("^^5c", r"\textasciicircum{}\textasciicircum{}5c"),
        ("a--b ``c''", "a-{}-{}b `{}`{}c'{}'{}"),
        ("[0]", "{[}0{]}"),
        ("θ ≤ x²", r"\ensuremath{\theta} \ensuremath{\leq} x\ensuremath{^{2}}"),
        ("é Š ł ß", r"\'{e} \v{S} \l{} \ss{}"),
        ("q\u0302 θ\u0302", r"\^{q} \ensuremath{\hat{\theta}}"),
        ("\u202e\x07", r"\texttt{{[}U+202E{]}}\allowbreak{}\texttt{{[}U+0007{]}}\allowbreak{}"),
        ("two\nlines", "two lines"),
    ],
)
def test_latex(text: str, shown: str) -> None:
    assert escape_latex(text) == shown


def test_every_character_becomes_ascii_that_balances() -> None:
    for start in (0, 0x300, 0x2000, 0x1D400, 0x1F600, 0xE000):
        for code in range(start, start + 0x300):
            shown = escape_latex("a" + chr(code))
            assert shown.isascii(), hex(code)
            assert shown.isprintable(), hex(code)
            plain = shown.replace(r"\{", "").replace(r"\}", "")
            assert plain.count("{") == plain.count("}"), hex(code)


def test_code_may_be_broken() -> None:
    assert escape_latex_code("x" * 60).count(r"\allowbreak{}") == 2


def test_a_message_quotes_formulas() -> None:
    assert escape_latex_message("unknown name `v_c`") == r"unknown name \texttt{v\_\allowbreak{}c}"
    assert escape_latex_message("one ` alone") == "one `{} alone"


def test_terminal() -> None:
    assert escape_terminal("a\x1b[31mb\u202e\n✓ ŷ") == "a⟨U+001B⟩[31mb⟨U+202E⟩ ✓ ŷ"


@pytest.mark.parametrize(
    ("name", "scalar", "array"),
    [
        ("x", "x", r"\bm{x}"),
        ("v_c", "v_{c}", r"\bm{v}_{c}"),
        ("v_new", r"v_{\mathrm{new}}", r"\bm{v}_{\mathrm{new}}"),
        ("v^{new}", r"v^{\mathrm{new}}", r"\bm{v}^{\mathrm{new}}"),
        ("ŷ", r"\hat{y}", r"\hat{\bm{y}}"),
        ("yhat", r"\hat{y}", r"\hat{\bm{y}}"),
        ("θ", r"\theta", r"\bm{\theta}"),
        ("theta_1", r"\theta_{1}", r"\bm{\theta}_{1}"),
        ("EH", r"\mathit{EH}", r"\mathbf{EH}"),
        ("Δx", r"\mathit{{\Delta}x}", r"\mathbf{{\Delta}x}"),
        ("W1", r"\mathit{W1}", r"\mathbf{W1}"),
        ("x_a_b", r"x_{\mathrm{a{\_}b}}", r"\bm{x}_{\mathrm{a{\_}b}}"),
        ("中", r"\text{[U+4E2D]}", r"\bm{\text{[U+4E2D]}}"),
    ],
)
def test_names(name: str, scalar: str, array: str) -> None:
    assert (tex_name(name, False), tex_name(name, True)) == (scalar, array)
