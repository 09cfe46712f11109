"""Pieces of text that every spelling shares: letters, numbers, characters below and above the line."""

import re
from typing import Final

from symderiv.reading.parse.spellings import HIGH, LOW
from symderiv.reading.parse.tokens import MAX_DIGITS, MAX_EXPONENT, Text, Token


def one_of(letters: str) -> str:
    """A pattern for one of these characters."""
    return "[" + re.escape(letters) + "]"


_SCRIPTS = "".join(LOW) + "".join(HIGH) + "ΣΠ"
MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
LETTER: Final = rf"[^\W\d_{_SCRIPTS}]"
INNER: Final = rf"(?:[^\W_{_SCRIPTS}]|[{MARKS}])"
LOW_RUN: Final = rf"{one_of(''.join(LOW))}+"
HIGH_RUN: Final = rf"{one_of(''.join(HIGH))}+"

_SCRIPT_PART: Final = re.compile(r"[0-9]+|[+-]|[^0-9+-]+")


def script_tokens(word: str, start: int, *, low: bool) -> list[Token]:
    """`x₁`, `xᵢ₊₁`, `x²`, `A⁻¹` as `x_{1}`, `x_{i+1}`, `x^{2}`, `A^{-1}`; `ᵀ` is the transpose."""
    table = LOW if low else HIGH
    plain = "".join(table[letter] for letter in word)
    transposed = not low and plain.endswith("T") and plain != "-T"
    body = plain[:-1] if transposed else plain
    middle = start + len(body)
    tokens: list[Token] = []
    if body:
        parts = [
            Token(_kind_of_part(part[0]), part[0], start + part.start(), start + part.end())
            for part in _SCRIPT_PART.finditer(body)
        ]
        tokens += [
            Token("_" if low else "^", word, start, middle),
            Token("{", word, start, start),
            *parts,
            Token("}", word, middle, middle),
        ]
    if transposed:
        tokens.append(Token("ᵀ", word[-1], middle, middle + 1))
    return tokens


def _kind_of_part(part: str) -> str:
    if part in ("+", "-"):
        return part
    return "number" if part.isdigit() else "name"


def number_token(text: Text, word: str, start: int) -> Token:
    """An exact number within its bounds."""
    end = start + len(word)
    plain = word.replace("−", "-")
    digits, _, exponent = plain.lower().partition("e")
    if len(digits) > MAX_DIGITS:
        text.fail("E207", f"a number has at most {MAX_DIGITS} digits", start, end)
    if len(exponent) > 10 or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        text.fail("E207", f"the exponent of a number is at most {MAX_EXPONENT}", start, end)
    return Token("number", plain, start, end)
