r"""Names and letters as TeX: whatever a user calls a thing, only harmless commands and ASCII come out."""

import unicodedata
from typing import Final

from symderiv.language.alphabet import ACCENTS, GREEK

LATIN_LOOKALIKES: Final[dict[str, str]] = {
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "ο": "o",
    "Ο": "O", "Ρ": "P", "Τ": "T", "Χ": "X",
}  # fmt: skip
"""Greek letters for which TeX has no command: they are set upright."""

_WORDS: Final = frozenset(GREEK.values()) | {"epsilon", "phi"}
_ACCENT_WORDS: Final = ("hat", "tilde", "bar")


def tex_name(name: str, array: bool) -> str:
    r"""A name in mathematics: `v_c` of a vector is `\bm{v}_{c}`, `ŷ` is `\hat{\bm{y}}`, `θ` is `\theta`."""
    base, subscript, superscript = _parts(unicodedata.normalize("NFC", name))
    text = _base(base, array)
    if subscript:
        text += f"_{{{_script(subscript)}}}"
    if superscript:
        text += f"^{{{_script(superscript)}}}"
    return text


def stand_in(letter: str) -> str:
    """What is shown for a character that TeX cannot show here: `[U+4E2D]`."""
    return f"[U+{ord(letter):04X}]"


def _parts(name: str) -> tuple[str, str, str]:
    """Base, subscript and superscript of a name: (`v`, `c`, ``), (`v`, ``, `new`)."""
    head, _, superscript = name.partition("^")
    base, _, subscript = head.partition("_")
    if not base:
        return name, "", ""
    return base, subscript.strip("{}"), superscript.strip("{}")


def _base(base: str, array: bool) -> str:
    letters, accents = _without_accents(base)
    if len(letters) == 1:
        text = _letter(letters)
    elif letters in _WORDS:
        text = "\\" + letters
    else:
        stem, accent = _accent_word(letters)
        if accent and not accents:
            return f"\\{accent}{{{_base(stem, array)}}}"
        text = _word(base)
        return rf"\mathbf{{{text}}}" if array else rf"\mathit{{{text}}}"
    text = rf"\bm{{{text}}}" if array else text
    for accent in accents:
        text = f"\\{accent}{{{text}}}"
    return text


def _without_accents(base: str) -> tuple[str, tuple[str, ...]]:
    """(`y`, (`hat`,)) of `ŷ`: only for a single letter with known accents, else the base as it is."""
    letters = unicodedata.normalize("NFD", base)
    first, marks = letters[:1], letters[1:]
    if marks and all(mark in ACCENTS for mark in marks):
        return first, tuple(ACCENTS[mark] for mark in marks)
    return base, ()


def _accent_word(letters: str) -> tuple[str, str]:
    """(`y`, `hat`) of `yhat`, if what is left is a letter or the name of one."""
    for word in _ACCENT_WORDS:
        stem = letters.removesuffix(word)
        if stem != letters and (stem in _WORDS or (len(stem) == 1 and stem.isalpha())):
            return stem, word
    return letters, ""


def _script(text: str) -> str:
    """A sub- or superscript of a name: a letter slanted, a word upright."""
    if text.isascii() and text.isdigit():
        return text
    letters, accents = _without_accents(text)
    if len(letters) == 1 or (letters in _WORDS and not accents):
        return _base(text, array=False)
    return rf"\mathrm{{{_word(text)}}}"


def _word(text: str) -> str:
    """Several characters in a row, each by itself."""
    shown: list[str] = []
    for letter in unicodedata.normalize("NFD", text):
        if letter in ACCENTS and shown:
            shown[-1] = f"\\{ACCENTS[letter]}{{{shown[-1]}}}"
        else:
            text = _letter(letter)
            shown.append(f"{{{text}}}" if text.startswith("\\") else text)
    return "".join(shown)


def _letter(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    if letter in GREEK:
        return f"\\{GREEK[letter]}"
    if letter in LATIN_LOOKALIKES:
        return rf"\mathrm{{{LATIN_LOOKALIKES[letter]}}}"
    if letter == "_":
        return r"\_"
    return rf"\text{{{stand_in(letter)}}}"
