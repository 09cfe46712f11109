r"""From LaTeX to the tokens of the mathematical spelling: `\frac{a}{b}`, `\hat{y}_w`, `\begin{cases}`.

What TeX would not show is not read: groups in braces hold nothing together, a script takes one letter
unless braces follow, blanks mean nothing. What a reader of the page could take for something else is
refused.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Final

from symderiv.reading.parse.pieces import number_token, script_tokens
from symderiv.reading.parse.spellings import ABSENT as ABSENT_SIGNS
from symderiv.reading.parse.spellings import SIGNS as PLAIN_SIGNS
from symderiv.reading.parse.strangers import refuse
from symderiv.reading.parse.syntax import Vocabulary
from symderiv.reading.parse.tex import commands as c
from symderiv.reading.parse.tex.above_below import read_above, read_below
from symderiv.reading.parse.tex.brackets import is_closer, read_bracket, read_doubled, read_left
from symderiv.reading.parse.tex.chains import chained, one_line, settled
from symderiv.reading.parse.tex.cursor import TexCursor
from symderiv.reading.parse.tex.items import Item, is_python
from symderiv.reading.parse.tex.letters import (
    finish_name,
    is_doubled,
    read_accent,
    read_argument,
    read_font,
    read_group,
    read_letter,
    read_run,
    read_word,
)
from symderiv.reading.parse.tex.names import WORD_FUNCTIONS
from symderiv.reading.parse.tex.quotients import read_fraction, read_root
from symderiv.reading.parse.tex.tables import environment_name, read_cases, read_grid, read_table, trimmed
from symderiv.reading.parse.tokens import Text, Token

_NUMBERED: Final = re.compile(
    r"\s*\(\s*(?:\\(?:text|mathrm)\s*\{\s*)?[A-Z]{0,2}\.?[0-9]+(?:\.[0-9]+)*[a-z]?'?\s*\}?\s*\)\s*[.,;]?\s*"
    r"(?=$|\\\\|\\end\b|\\tag\b|\\label\b)"
)
"""The number of an equation, after a wide space at the end of its line."""

_LETTER_E: Final = re.compile(r"[eE][+−-]?[0-9]")


def read_tex(text: Text, start: int, end: int, vocabulary: Vocabulary | None) -> list[Token]:
    """The tokens of the LaTeX between two places; a `=` at the start of a whole formula says nothing."""
    reader = TexReader(text, start, end, vocabulary)
    rows: list[list[list[Token]]] = [[[]]]
    while reader.item.kind != "end":
        if reader.item.kind == "row":
            reader.next()
            rows.append([[]])
        elif reader.item.is_sign("&"):
            reader.next()
            rows[-1].append([])
        else:
            reader.unit(rows[-1][-1])
    tokens = settled(text, chained(text, [one_line(text, row) for row in rows]))
    if tokens and tokens[0].kind == "=" and not text.value[:start].strip(" $\\[("):
        tokens = tokens[1:]
    reader.check_dropped(tokens)
    return tokens


class TexReader(TexCursor):
    """Reads one part after the other; what a part is decides who reads it."""

    def unit(self, out: list[Token]) -> None:
        item = self.next()
        match item.kind:
            case "run":
                read_run(self, item, out)
            case "number":
                self._number(item, out)
            case "sign":
                self._sign(item, out)
            case "command":
                self._command(item, out)
            case "differential":
                out.append(Token("d", "d", item.start, item.end, True))
            case "low" | "high":
                tokens = script_tokens(item.text, item.start, low=item.kind == "low")
                out += [token._replace(tex=True) for token in tokens]
            case _:
                refuse(self.text, item.start)

    def check_dropped(self, tokens: list[Token]) -> None:
        r"""A name that lost a `\text{…}` subscript bears it wherever it stands."""
        for token in tokens:
            uses = self.dropped.get(token.text, []) if token.kind == "name" else []
            if uses and token.start not in [start for _, start in uses]:
                said = uses[0][0]
                message = f"`{token.text}` stands here with `{said}` and without it"
                hint = f"declare `{token.text}_{said}`"
                self.text.fail("E215", message, token.start, token.end, hint)

    # ── Signs and numbers ───────────────────────────────────────────────────────────────────────

    def _number(self, item: Item, out: list[Token]) -> None:
        if _LETTER_E.match(self.text.value, item.end):
            hint = r"write `10^{-5}`"
            self.fail("E215", "this can be a power of ten, or a product with e", item, self.item, hint)
        out.append(number_token(self.text, item.text, item.start)._replace(tex=True))

    def _sign(self, item: Item, out: list[Token]) -> None:
        sign = item.text
        match sign:
            case "_":
                self._check_base(item, out)
                read_below(self, item, out)
            case "^":
                self._check_base(item, out)
                read_above(self, item, out)
            case "{":
                self._group(item, out)
            case "(" | "[":
                read_bracket(self, sign, item, out)
            case "~":
                return
            case ".":
                out.append(Token(".", ".", item.start, item.end, True))
            case ":=":
                out.append(Token("=", sign, item.start, item.end, True))
            case "⊤":
                out.append(Token("ᵀ", sign, item.start, item.end, True))
            case _:
                self._plain_sign(item, out)

    def _plain_sign(self, item: Item, out: list[Token]) -> None:
        sign = item.text
        if is_closer(item) or sign == "}":
            self.fail("E211", f"this `{sign}` closes nothing", item)
        if is_python(sign):
            hint = r"in LaTeX it is `=`, `\odot`, `x^{2}`; NumPy's signs stand outside of `$`"
            self.fail("E218", f"`{sign}` does not exist in LaTeX", item, hint=hint)
        if sign in ABSENT_SIGNS:
            self.fail("E218", f"`{sign}` does not exist here", item, hint=ABSENT_SIGNS[sign])
        out.append(Token(PLAIN_SIGNS[sign], sign, item.start, item.end, True))

    def _check_base(self, item: Item, out: list[Token]) -> None:
        """A script belongs to the last letter, unless a group stands before it."""
        before = self.items[self.at - 2] if self.at > 1 else None
        if not out:
            self.fail("E234", f"`{item.text}` has nothing to stand at", item)
        if before is not None and before.is_sign("}") and self.loose_end == before.end:
            hint = "put round brackets around what the script belongs to"
            self.fail("E215", "does this belong to the last letter, or to the whole group?", item, hint=hint)

    def _group(self, opener: Item, out: list[Token]) -> None:
        """A group in braces: TeX shows its parts as if the braces were not there."""
        inner = read_group(self, opener)
        if [token.kind for token in inner] in ([","], ["."]):
            self.fail("E234", "a comma or point within a number", opener, hint="write `1000` or `0.5`")
        self.grouped(inner)
        out += inner

    # ── Commands ────────────────────────────────────────────────────────────────────────────────

    def _command(self, item: Item, out: list[Token]) -> None:
        name = item.text
        if name in ("quad", "qquad") and self._skips_number():
            return
        if name in c.SIGNS:
            out.append(Token(c.SIGNS[name], _written(name), item.start, item.end, True))
        elif name in c.LETTERS:
            read_letter(self, item, out)
        elif name in c.SPACES:
            return
        elif name in c.FONTS or name in c.DOUBLED:
            digit = is_doubled(self, item)
            if digit:
                read_doubled(self, digit, item, out)
            else:
                read_font(self, item, out)
        elif name in _READERS:
            _READERS[name](self, item, out)
        elif item.written in c.OPENING:
            read_bracket(self, c.OPENING[item.written], item, out)
        else:
            self._other(item, out)

    def _other(self, item: Item, out: list[Token]) -> None:
        name = item.text
        if name in c.TEXTS:
            read_word(self, item, out)
        elif name in c.MARKS:
            read_accent(self, item, out)
        elif name in c.DROPPED:
            self.raw_argument(item)
        elif name == "textcolor":
            self.raw_argument(item)
            out += read_argument(self, below=self.below)
        elif name == "substack":
            self._substack(item, out)
        elif name in c.ABSENT:
            self.fail("E232", f"`\\{name}` is not supported", item, hint=c.ABSENT[name])
        elif name in c.FUNCTIONS or name in WORD_FUNCTIONS:
            out.append(Token("name", c.FUNCTIONS.get(name, name), item.start, item.end, True))
            finish_name(self, out)
        else:
            self._refuse_command(item)

    def _substack(self, item: Item, out: list[Token]) -> None:
        r"""`\sum_{\substack{i \\ i \ne j}}`: conditions one below the other."""
        opener = self.next()
        if not opener.is_sign("{"):
            self.fail("E234", r"`\substack` needs an argument in braces", item)
        with self.nested(opener):
            while not self.item.is_sign("}"):
                if self.item.kind == "row":
                    row = self.next()
                    out.append(Token(",", ",", row.start, row.end, True))
                elif self.item.kind == "end":
                    self.fail("E210", "this `{` is never closed", opener)
                else:
                    self.unit(out)
        self.next()

    def _skips_number(self) -> bool:
        r"""`\quad (12)` at the end of a line."""
        match = _NUMBERED.match(self.text.value, self.items[self.at - 1].end, self.items[-1].end)
        if match is None:
            return False
        while self.item.kind != "end" and self.item.start < match.end():
            self.at += 1
        return True

    def _refuse_command(self, item: Item) -> None:
        if is_closer(item):
            written = self.text.value[item.start : item.end]
            self.fail("E211", f"this `{written}` closes nothing", item)
        known = [
            *c.SIGNS,
            *c.LETTERS,
            *c.FONTS,
            *c.MARKS,
            *c.TEXTS,
            *_READERS,
            *WORD_FUNCTIONS,
            "right",
            "end",
        ]
        near = get_close_matches(item.text, sorted({name for name in known if len(name) > 1}), n=1)
        hint = rf"did you mean `\{near[0]}`?" if near else "write the formula without macros of its own"
        self.fail("E232", f"`\\{item.text}` is not known", item, hint=hint)


def _written(name: str) -> str:
    return "'" if name == "prime" else f"\\{name}"


def _read_environment(reader: TexCursor, item: Item, out: list[Token]) -> None:
    r"""`\begin{…}`: cases, a matrix, or lines."""
    name = environment_name(reader, item)
    if name in c.CASES:
        read_cases(reader, name, item, out)
    elif name in c.GRIDS or name == "array":
        read_grid(reader, name, item, out)
    elif name in c.ALIGNED:
        rows = read_table(reader, name, item)
        out += chained(reader.text, [trimmed(one_line(reader.text, row)) for row in rows])
    else:
        hint = "`cases`, `bmatrix`, `aligned`, `align` and `split` are read"
        if name in ("vmatrix", "Vmatrix"):
            hint = r"a determinant is `\det(A)`"
        reader.fail("E232", rf"`\begin{{{name}}}` is not known", item, hint=hint)


_READERS: Final[dict[str, Callable[[TexCursor, Item, list[Token]], None]]] = {
    **dict.fromkeys(c.FRACTIONS, read_fraction),
    "sqrt": read_root,
    "left": read_left,
    "begin": _read_environment,
}
