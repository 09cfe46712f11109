r"""What users wrote, made harmless: one function for TeX, for HTML, for JSON, for the terminal.

What goes to TeX is ASCII in which every character with a meaning is replaced, so no command, no
comment and no `^^5c` of a user's survives; letters that plain pdflatex cannot show become `[U+4E2D]`.
"""

import unicodedata
from html import escape
from typing import Final

from symderiv.language.alphabet import ACCENTS, GREEK
from symderiv.writing.tex_names import LATIN_LOOKALIKES, stand_in

_SPECIAL: Final[dict[str, str]] = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\char34{}", "-": "-{}", "'": "'{}", "`": "`{}",
    "!": "!{}", "?": "?{}", "[": "{[}", "]": "{]}", "\t": " ", "\n": " ", "\r": " ", "\u00a0": "~",
}  # fmt: skip
"""Characters with a meaning in TeX, and those that would join with a neighbour to another one."""

_TEXT: Final[dict[str, str]] = {
    "–": r"\textendash{}", "—": r"\textemdash{}", "‘": "`{}", "’": "'{}", "“": "``{}", "”": "''{}",
    "„": "\"{}", "…": r"\ldots{}", "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}",
    "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}", "§": r"\S{}", "¶": r"\P{}",
    "©": r"\copyright{}", "£": r"\pounds{}", "¿": "?`{}", "¡": "!`{}", "‐": "-{}", "‑": "-{}", "\u2009": " ",
    "\u202f": " ", "\u2002": " ", "\u2003": " ",
}  # fmt: skip

_MATH: Final[dict[str, str]] = {
    "−": "-", "×": r"\times", "·": r"\cdot", "⋅": r"\cdot", "±": r"\pm", "÷": r"\div", "⊙": r"\odot",
    "∘": r"\circ", "⊗": r"\otimes", "∂": r"\partial", "∇": r"\nabla", "∑": r"\Sigma", "∏": r"\Pi",
    "√": r"\surd", "∞": r"\infty", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "≡": r"\equiv",
    "∝": r"\propto", "∈": r"\in", "∉": r"\notin", "∧": r"\land", "∨": r"\lor", "¬": r"\lnot", "∀": r"\forall",
    "∃": r"\exists", "∅": r"\emptyset", "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow",
    "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto", "‖": r"\|",
    "⊤": r"\top", "⊥": r"\bot", "°": r"^{\circ}", "′": "^{\\prime}", "⟨": r"\langle", "⟩": r"\rangle",
    "ᵀ": "^{T}", "⁻": "^{-}", "₋": "_{-}", "✓": r"\checkmark", "✗": r"\times", "•": r"\bullet",
    "⋯": r"\cdots",
    "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "µ": r"\mu", "½": r"\tfrac{1}{2}",
    "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}",
    **{letter: "\\" + command for letter, command in GREEK.items()},
}  # fmt: skip

_TEXT_ACCENTS: Final[dict[str, str]] = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=", "\u0306": r"\u",
    "\u0307": r"\.", "\u0308": r'\"', "\u030a": r"\r", "\u030b": r"\H", "\u030c": r"\v", "\u0323": r"\d",
    "\u0327": r"\c", "\u0331": r"\b",
}  # fmt: skip

_LONGEST_WORD: Final = 24

_BREAKS: Final = "\t\n\r"


def escape_latex(text: str) -> str:
    """The text as TeX shows it, and does nothing else with it."""
    return "".join(_tex_cluster(cluster) for cluster in _clusters(text))


def escape_latex_code(text: str) -> str:
    """The same for text in typewriter letters: it may be broken after a sign, and within a very long word."""
    shown: list[str] = []
    run = 0
    for cluster in _clusters(text):
        shown.append(_tex_cluster(cluster))
        run = 0 if cluster == " " else run + 1
        if cluster in tuple(",;=+)]}/_") or run >= _LONGEST_WORD:
            shown.append(r"\allowbreak{}")
            run = 0
    return "".join(shown)


def escape_latex_message(text: str) -> str:
    """The same for a message in which `…` quotes a formula."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return escape_latex(text)
    return "".join(
        rf"\texttt{{{escape_latex_code(piece)}}}" if at % 2 else escape_latex(piece)
        for at, piece in enumerate(pieces)
    )


def escape_terminal(text: str) -> str:
    """The text on one line, with every control and format character shown by its number."""
    return "".join(_terminal_letter(letter) for letter in " ".join(text.splitlines()))


def escape_html(text: str) -> str:
    """The text as HTML shows it, in elements and attributes; what cannot be seen is shown by its number."""
    return escape("".join(" " if letter in _BREAKS else _terminal_letter(letter) for letter in text))


def escape_json(text: str) -> str:
    """The same JSON, with every control and format character by its number: a terminal may be its reader."""
    return "".join(_json_letter(letter) if _is_invisible(letter) else letter for letter in text)


def _json_letter(letter: str) -> str:
    """`\\u202e`, in two halves where the number is too large; what JSON is laid out with stays."""
    if letter in _BREAKS:
        return letter
    halves = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{halves[at : at + 2].hex()}" for at in range(0, len(halves), 2))


def _terminal_letter(letter: str) -> str:
    if letter == "\t":
        return " "
    return f"⟨U+{ord(letter):04X}⟩" if _is_invisible(letter) else letter


def _is_invisible(letter: str) -> bool:
    """Is it a control, format, surrogate, private or unassigned character, or a separator of lines?"""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _clusters(text: str) -> list[str]:
    """Letters, each with the combining marks that follow it."""
    clusters: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if clusters and unicodedata.combining(letter):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _tex_cluster(cluster: str) -> str:
    if len(cluster) == 1 and _is_known(cluster):
        return _tex_letter(cluster)
    letters = unicodedata.normalize("NFD", cluster)
    base, marks = letters[:1], letters[1:]
    if not marks or not _is_known(base):
        return "".join(_tex_letter(letter) for letter in cluster)
    if base.isascii() and base.isalpha() and all(mark in _TEXT_ACCENTS for mark in marks):
        text = {"i": r"\i{}", "j": r"\j{}"}.get(base, base)
        for mark in marks:
            text = f"{_TEXT_ACCENTS[mark]}{{{text}}}"
        return text
    return _accented(base, marks)


def _accented(base: str, marks: str) -> str:
    """A mathematical letter under its accents; a mark without a command stands behind it."""
    text = f"\\{GREEK[base]}" if base in GREEK else base if base.isascii() and base.isalpha() else ""
    if not text or not all(mark in ACCENTS for mark in marks):
        return _tex_letter(base) + "".join(_tex_letter(mark) for mark in marks)
    for mark in marks:
        text = f"\\{ACCENTS[mark]}{{{text}}}"
    return rf"\ensuremath{{{text}}}"


def _is_known(letter: str) -> bool:
    is_plain = letter.isascii() and letter.isprintable()
    return is_plain or letter in _SPECIAL or letter in _TEXT or letter in _MATH or letter in LATIN_LOOKALIKES


def _tex_letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii() and letter.isprintable():
        return letter
    if letter in _TEXT:
        return _TEXT[letter]
    if letter in _MATH:
        return rf"\ensuremath{{{_MATH[letter]}}}"
    if letter in LATIN_LOOKALIKES:
        return LATIN_LOOKALIKES[letter]
    script = unicodedata.decomposition(letter).partition(" ")
    if script[0] in ("<sub>", "<super>") and chr(int(script[2].split()[0], 16)).isalnum():
        return _script(script[0], chr(int(script[2].split()[0], 16)))
    return rf"\texttt{{{{[}}{stand_in(letter)[1:-1]}{{]}}}}\allowbreak{{}}"


def _script(kind: str, letter: str) -> str:
    """`x²`, `x₁`: a digit or an ASCII letter above or below the line."""
    sign = "_" if kind == "<sub>" else "^"
    shown = letter if letter.isascii() else f"\\{GREEK[letter]}" if letter in GREEK else "?"
    return rf"\ensuremath{{{sign}{{{shown}}}}}"
