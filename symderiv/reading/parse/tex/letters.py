r"""Names in LaTeX: runs of letters, Greek, fonts, accents, words in `\text{…}`."""

import re
from typing import Final, NoReturn

from symderiv.reading.parse.spellings import FUNCTIONS
from symderiv.reading.parse.spellings import WORDS as LANGUAGE_WORDS
from symderiv.reading.parse.tex.commands import DOUBLED, FONTS, LETTERS, MARKS, TEXTS, WORDS
from symderiv.reading.parse.tex.cursor import MAX_WORD, TexCursor, plain_word
from symderiv.reading.parse.tex.items import Item, items_of
from symderiv.reading.parse.tex.names import accented
from symderiv.reading.parse.tokens import Text, Token

_AXIS: Final = re.compile(r"\s*\\text\s*\{\s*axis\s*(-?[0-9]?)\s*\}\s*([0-9]?)\s*")
_COMPARISONS: Final = frozenset(
    {
        "=",
        "<",
        ">",
        "≤",
        "≥",
        "≠",
        "∈",
        "∉",
        r"\le",
        r"\leq",
        r"\ge",
        r"\geq",
        r"\ne",
        r"\neq",
        r"\in",
        r"\notin",
    }
)
_BASES: Final = {"2": "log2", "10": "log10"}


# ── Runs of letters ─────────────────────────────────────────────────────────────────────────────────


def read_run(cursor: TexCursor, item: Item, out: list[Token]) -> None:
    """A run of letters: below the line one token, else split into declared names."""
    if len(item.text) > MAX_WORD:
        cursor.fail("E229", f"a run of letters has at most {MAX_WORD}", item)
    if cursor.below or not cursor.names.splits:
        cursor.check_not_eaten(item, cursor.item, split=True)
        _check_word(cursor, item)
        out.append(Token("name", item.text, item.start, item.end, True))
        return
    ways: list[tuple[str, ...]] = [(item.text,)]
    if len(item.text) > 1:
        ways = cursor.names.splits_of(item.text, scripted=cursor.scripted())
    cursor.check_not_eaten(item, cursor.item, split=bool(ways))
    if len(ways) > 1:
        _refuse_ways(cursor, item, ways)
    if not ways:
        _check_word(cursor, item)
    start = item.start
    for piece in ways[0] if ways else (item.text,):
        out.append(Token("name", piece, start, start + len(piece), True))
        start += len(piece)
    finish_name(cursor, out)


def _refuse_ways(cursor: TexCursor, item: Item, ways: list[tuple[str, ...]]) -> NoReturn:
    first, second = ("` `".join(way) for way in ways)
    whole, parts = next(way for way in ways if len(way) < 2 or way is ways[-1]), ways[-1]
    named = rf"`\mathit{{{whole[0]}}}` for the one name, " if len(whole) == 1 else ""
    hint = f"write {named}`{' '.join(parts)}` for the product"
    cursor.fail("E215", f"these letters can be read in two ways: `{first}` and `{second}`", item, hint=hint)


def _check_word(cursor: TexCursor, item: Item) -> None:
    """`if` outside of `\\text{…}` is i times f."""
    if item.text in LANGUAGE_WORDS and not cursor.names.knows(item.text):
        hint = rf"words stand in `\text{{{item.text}}}`"
        cursor.fail("E233", f"`{item.text}` is a product of letters here", item, hint=hint)


def finish_name(cursor: TexCursor, out: list[Token]) -> None:
    r"""What belongs to a function's name: `\log_{2}`, `I_n`, `softmax_{\text{axis } 0}`."""
    token = out[-1]
    if token.text in cursor.names.all or not cursor.item.is_sign("_"):
        return
    if token.text == "I":
        _read_identity(cursor, out)
    elif token.text in ("log", "ln"):
        _read_base(cursor, out)
    elif token.text in FUNCTIONS:
        _read_axis(cursor, out)


def _read_identity(cursor: TexCursor, out: list[Token]) -> None:
    """`I_n` as `eye(n)`."""
    identity = out.pop()
    cursor.next()
    size = read_sizes(cursor)
    out += called(cursor, "eye", size, identity.start, cursor.end)


def read_sizes(cursor: TexCursor) -> list[Token]:
    """The sizes in a subscript, with commas between them: `m × n`."""
    size = read_argument(cursor, below=True)
    return [Token(",", ",", *each[2:]) if each.kind == "×" else each for each in size]


def called(cursor: TexCursor, function: str, inner: list[Token], start: int, end: int) -> list[Token]:
    """A call of a function that LaTeX writes as a sign."""
    if function in cursor.names.all:
        message = f"this is the function `{function}`, and `{function}` is declared as something else"
        cursor.text.fail("E215", message, start, end, "give the declared name another spelling")
    return [
        Token("name", function, start, start, True),
        Token("(", "{", start, start, True),
        *inner,
        Token(")", "}", end, end, True),
    ]


def _read_base(cursor: TexCursor, out: list[Token]) -> None:
    """`log_2`, `log_{10}`."""
    sign = cursor.next()
    digits = read_argument(cursor, below=True)
    function = _BASES.get("".join(token.text for token in digits))
    if function is None:
        hint = r"write `\frac{\log x}{\log b}`"
        cursor.fail("E232", "only the logarithms to the bases e, 2 and 10 are supported", sign, hint=hint)
    place = out.pop()
    if function in cursor.names.all:
        cursor.fail("E215", f"`{function}` is declared as something else", sign)
    out.append(Token("name", function, place.start, cursor.end, True))


def _read_axis(cursor: TexCursor, out: list[Token]) -> None:
    r"""`softmax_{\text{axis } 0}(A)` as `softmax(A, axis=0)`."""
    cursor.at += 1
    raw = cursor.peeked()
    match = None if raw is None else _AXIS.fullmatch(raw)
    axis = "" if match is None else match[1] or match[2]
    if not axis:
        cursor.at -= 1
        return
    cursor.at = cursor.closing(cursor.at) + 1
    place = out[-1].end
    inner: list[Token] = []
    cursor.unit(inner)
    if not inner or inner[0].kind != "(" or inner[-1].kind != ")":
        cursor.fail("E234", "here stands no argument", cursor.items[cursor.at - 1])
    keyword = [
        Token(",", ",", place, place),
        Token("name", "axis", place, place),
        Token("=", "=", place, place),
    ]
    if axis[0] == "-":
        keyword.append(Token("-", "-", place, place))
    keyword.append(Token("number", axis.lstrip("-"), place, place))
    out += [*inner[:-1], *keyword, inner[-1]]


# ── Arguments ───────────────────────────────────────────────────────────────────────────────────────


def read_argument(cursor: TexCursor, *, below: bool) -> list[Token]:
    """The group, or the one letter, digit or command that a script or a command takes."""
    item = cursor.item
    is_command = item.kind == "command" and item.text not in ("right", "end", "}")
    if not (is_command or item.kind in ("run", "number") or item.is_sign("{")):
        hint = "it stands in braces: `{…}`"
        cursor.fail("E234", "an argument is missing here", item, hint=hint)
    if item.kind == "number" and len(item.text) > 1:
        hint = f"write `{{{item.text}}}`"
        cursor.fail("E215", f"without braces only `{item.text[0]}` belongs there", item, hint=hint)
    if item.kind == "run":
        cursor.check_not_eaten(item, cursor.items[cursor.at + 1], split=len(item.text) == 1)
        letter = take_letter(cursor)
        return [Token("name", letter.text, letter.start, letter.end, True)]
    out: list[Token] = []
    with cursor.reading(below=below):
        if item.is_sign("{"):
            return read_group(cursor, cursor.next())
        with cursor.nested(item):
            cursor.unit(out)
    return out


def read_group(cursor: TexCursor, opener: Item, *before: Token) -> list[Token]:
    """What stands between `{` and `}`, after what was read of it before."""
    out: list[Token] = list(before)
    with cursor.nested(opener):
        while not cursor.item.is_sign("}"):
            if cursor.item.kind in ("end", "row") or cursor.item.is_sign("&"):
                hint = "add the `}` that belongs to it"
                cursor.fail("E210", "this `{` is never closed", opener, hint=hint)
            cursor.unit(out)
    cursor.next()
    return out


def take_letter(cursor: TexCursor) -> Item:
    """Read the first letter of a run, with its accents; the rest is a part of its own."""
    item = cursor.item
    length = 1
    while length < len(item.text) and not item.text[length].isalnum():
        length += 1
    parts = [Item("run", item.text[:length], item.start, item.start + length)]
    if length < len(item.text):
        parts += items_of(cursor.text.value, item.start + length, item.end)
    cursor.items[cursor.at : cursor.at + 1] = parts
    return cursor.next()


# ── Greek, accents, fonts ───────────────────────────────────────────────────────────────────────────


def read_letter(cursor: TexCursor, item: Item, out: list[Token]) -> None:
    r"""`\theta` is `θ` if that is declared, else `theta`."""
    out.append(_chosen(cursor, LETTERS[item.text], item, item.end))
    finish_name(cursor, out)


def read_accent(cursor: TexCursor, item: Item, out: list[Token]) -> None:
    r"""`\hat{y}` is the declared one of `ŷ` and `yhat`."""
    cursor.at -= 1
    candidates, tail = _read_base_name(cursor)
    end = cursor.end
    out.append(_chosen(cursor, candidates, item, end, scripted=bool(tail)))
    out += tail


def _chosen(
    cursor: TexCursor, candidates: tuple[str, ...], item: Item, end: int, *, scripted: bool = False
) -> Token:
    """The declared one of several spellings; the first one, where none is."""
    known = cursor.names.known(candidates, scripted=scripted or cursor.scripted())
    if len(known) > 1:
        written = cursor.text.value[item.start : end]
        message = f"`{written}` can be read in two ways: `{known[0]}` and `{known[1]}` are both declared"
        cursor.text.fail("E215", message, item.start, end, "declare one of them under another name")
    return Token("name", known[0] if known else candidates[0], item.start, end, True)


def _read_base_name(cursor: TexCursor) -> tuple[tuple[str, ...], list[Token]]:
    r"""The spellings of the letter under an accent, and the scripts in the same group: `\hat{y_i}`."""
    item = cursor.next()
    with cursor.nested(item):
        if item.is_sign("{"):
            return _read_grouped_name(cursor, item)
        if item.kind == "command" and item.text in MARKS:
            bases, tail = _read_base_name(cursor)
            return accented(bases, *MARKS[item.text]), tail
        if item.kind == "command" and item.text in FONTS | TEXTS:
            return _read_base_name(cursor)
        if item.kind != "run" and not (item.kind == "command" and item.text in LETTERS):
            _refuse_accent(cursor, item, item)
    if item.kind == "command":
        return LETTERS[item.text], []
    cursor.check_not_eaten(item, cursor.item, split=len(item.text) == 1)
    if cursor.at > 1 and cursor.items[cursor.at - 2].is_sign("{"):
        return (item.text,), []
    cursor.at -= 1
    return (take_letter(cursor).text,), []


def _read_grouped_name(cursor: TexCursor, opener: Item) -> tuple[tuple[str, ...], list[Token]]:
    candidates, tail = _read_base_name(cursor)
    base = Token("name", "", opener.start, opener.end, True)
    _, *rest = read_group(cursor, opener, base)
    if rest and rest[0].kind not in ("_", "^", "'"):
        _refuse_accent(cursor, opener, cursor.items[cursor.at - 1])
    return candidates, [*tail, *rest]


def _refuse_accent(cursor: TexCursor, first: Item, last: Item) -> NoReturn:
    cursor.fail("E234", "an accent belongs to one letter or name", first, last, r"`\hat{y}_i`")


def read_font(cursor: TexCursor, item: Item, out: list[Token]) -> None:
    r"""Fonts change nothing, but `\mathbf{EH}` is one name, if it is declared."""
    raw = cursor.peeked()
    word = None if raw is None else _word_of(cursor.text, raw, cursor.item.end)
    if word is not None and (cursor.below or not cursor.names.splits or _is_known(cursor, word)):
        cursor.at = cursor.closing(cursor.at) + 1
        out.append(Token("name", word, item.start, cursor.end, True))
        finish_name(cursor, out)
        return
    if raw is not None:
        inner = read_group(cursor, cursor.next())
        cursor.grouped(inner)
        out += inner
        if len(inner) == 1 and inner[0].kind == "name":
            finish_name(cursor, out)
        return
    out += read_argument(cursor, below=cursor.below)
    if out and out[-1].kind == "name":
        finish_name(cursor, out)


def _is_known(cursor: TexCursor, word: str) -> bool:
    return len(word) > 1 and (
        cursor.names.knows(word)
        or word in FUNCTIONS
        or (word in cursor.names.bases and _scripts_follow(cursor))
    )


def _scripts_follow(cursor: TexCursor) -> bool:
    after = cursor.items[cursor.closing(cursor.at) + 1]
    return after.kind == "sign" and after.text in "_^"


def _word_of(text: Text, raw: str, start: int) -> str | None:
    r"""The letters of a word in one font, Greek ones included: `{\alpha}x\_1`; None for anything else."""
    letters: list[str] = []
    for item in items_of(text.value, start, start + len(raw)):
        if item.kind in ("run", "number"):
            letters.append(item.text)
        elif item.kind == "command" and item.text == "_":
            letters.append("_")
        elif item.kind == "command" and item.text in LETTERS:
            letters.append(LETTERS[item.text][0])
        elif not (item.kind == "sign" and item.text in "{}"):
            return None
    word = "".join(letters)
    return word if word and word[0].isalpha() else None


def is_doubled(cursor: TexCursor, item: Item) -> str:
    r"""`1` or `0` of `\mathbb{1}`, `\mathbf 0`; else nothing. In a script, brackets must follow."""
    if item.text not in DOUBLED:
        return ""
    raw = cursor.peeked()
    last = cursor.at if raw is None else cursor.closing(cursor.at)
    if cursor.below and not cursor.items[min(last + 1, len(cursor.items) - 1)].is_sign("["):
        return ""
    digit = cursor.item.text if raw is None and cursor.item.kind == "number" else (raw or "").strip()
    if raw is not None and digit == "I" and item.text == "mathbb" and "I" not in cursor.names.all:
        return "1" if _compares(cursor, cursor.closing(cursor.at) + 1) else ""
    return digit if digit in ("0", "1") else ""


def _compares(cursor: TexCursor, at: int) -> bool:
    """Does a bracket open here, with a comparison in it?"""
    if cursor.items[at].written not in ("[", "(", r"\{", r"\left"):
        return False
    for item in cursor.items[at + 1 :]:
        if item.written in ("]", ")", r"\}", r"\right"):
            return False
        if item.written in _COMPARISONS:
            return True
    return False


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────


def read_word(cursor: TexCursor, command: Item, out: list[Token]) -> None:
    r"""`\operatorname{softmax}`, `\text{if}`, `\text{Vocab}`."""
    if not cursor.item.is_sign("{"):
        out += read_argument(cursor, below=True)
        return
    raw, start, end = cursor.raw_argument(command)
    token = _word_token(cursor, command, raw, start, end)
    if token is not None:
        out.append(token)
        if token.kind == "name":
            finish_name(cursor, out)


def _word_token(cursor: TexCursor, command: Item, raw: str, start: int, end: int) -> Token | None:
    said = " ".join(raw.replace("~", " ").strip(" \t\n,.;:").split())
    word = plain_word(raw)
    if command.text not in ("operatorname", "operatorname*") and {said, said.lower()} & WORDS.keys():
        kind = WORDS[said] if said in WORDS else WORDS[said.lower()]
        return Token(kind, said, command.start, cursor.end, True)
    if not said:
        return None
    if word is None or (" " in said and word not in cursor.names.all):
        hint = "reasons stand under `because`, conditions under `for` and `given`"
        cursor.text.fail("E233", "words within a formula are not read", start, end, hint)
    if word not in cursor.names.all and word.replace("_", "") in cursor.names.all:
        word = word.replace("_", "")
    return Token("name", word, command.start, cursor.end, True)
