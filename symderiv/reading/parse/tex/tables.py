r"""Environments of rows and cells: cases, matrices, lines."""

from symderiv.reading.parse.tex.commands import COUNTED
from symderiv.reading.parse.tex.cursor import TexCursor
from symderiv.reading.parse.tex.items import Item
from symderiv.reading.parse.tokens import Token


def environment_name(cursor: TexCursor, command: Item) -> str:
    r"""The name after `\begin` or `\end`."""
    raw, start, end = cursor.raw_argument(command)
    if command.text == "begin" and raw in (*COUNTED, "array"):
        if cursor.item.is_sign("["):
            _skip_option(cursor)
        cursor.raw_argument(command)
    elif command.text == "begin" and cursor.item.is_sign("["):
        option = cursor.items[cursor.at + 1].text
        if option in ("t", "b", "c", "r", "l") and cursor.items[cursor.at + 2].is_sign("]"):
            _skip_option(cursor)
    return raw.strip() if start <= end else raw


def _skip_option(cursor: TexCursor) -> None:
    while not cursor.next().is_sign("]"):
        if cursor.item.kind == "end":
            cursor.fail("E210", "this `[` is never closed", cursor.item)


def read_table(cursor: TexCursor, name: str, opener: Item) -> list[list[list[Token]]]:
    r"""The rows of an environment, each a list of cells, until its `\end`; an empty last row is none."""
    rows: list[list[list[Token]]] = [[[]]]
    with cursor.nested(opener):
        while not (cursor.item.is_command("end") or cursor.item.kind == "end"):
            item = cursor.item
            if item.kind == "row":
                cursor.next()
                rows.append([[]])
            elif item.is_sign("&"):
                cursor.next()
                rows[-1].append([])
            else:
                cursor.unit(rows[-1][-1])
    if cursor.item.kind == "end":
        hint = rf"add `\end{{{name}}}`"
        cursor.fail("E210", rf"this `\begin{{{name}}}` is never closed", opener, hint=hint)
    closer = cursor.next()
    closed = environment_name(cursor, closer)
    if closed != name:
        cursor.fail("E211", rf"`\end{{{closed}}}` cannot close `\begin{{{name}}}`", closer)
    if len(rows) > 1 and not any(rows[-1]):
        rows.pop()
    return rows


def read_grid(cursor: TexCursor, name: str, opener: Item, out: list[Token]) -> None:
    r"""`\begin{bmatrix} a & b \\ c & d \end{bmatrix}` as `[a, b; c, d]`."""
    rows = read_table(cursor, name, opener)
    out.append(Token("⟦", "[", opener.start, opener.end, True))
    for number, row in enumerate(rows):
        if number:
            out.append(_separator(";", row[0], out))
        for column, cell in enumerate(row):
            if column:
                out.append(_separator(",", cell, out))
            kept = without_gaps(cell)
            if not kept:
                cursor.fail("E224", "an entry of this matrix is missing", opener)
            out += kept
    out.append(Token("⟧", "]", cursor.end - 1, cursor.end, True))


def _separator(kind: str, cell: list[Token], out: list[Token]) -> Token:
    place = cell[0].start if cell else out[-1].end
    return Token(kind, kind, place, place, True)


def without_gaps(cell: list[Token]) -> list[Token]:
    """A cell without the wide spaces at its ends."""
    start, end = 0, len(cell)
    while start < end and cell[start].kind == "gap":
        start += 1
    while end > start and cell[end - 1].kind == "gap":
        end -= 1
    return cell[start:end]


def read_cases(cursor: TexCursor, name: str, opener: Item, out: list[Token]) -> None:
    r"""`\begin{cases} a & \text{if } c \\ b & \text{otherwise} \end{cases}` as `{a if c; b otherwise}`."""
    rows = read_table(cursor, name, opener)
    out.append(Token("{", "{", opener.start, opener.end, True))
    for number, row in enumerate(rows):
        if number:
            out.append(_separator(";", row[0], out))
        if len(row) > 2:
            cursor.fail("E223", "a case has a value and a condition", opener)
        value, asked = trimmed(row[0]), trimmed(row[1]) if len(row) > 1 else []
        if not value or (len(row) > 1 and not asked):
            cursor.fail("E223", "a case has a value and a condition", opener)
        if asked and asked[0].kind == "for":
            asked[0] = asked[0]._replace(kind="if")
        if asked and asked[0].kind not in ("if", "otherwise"):
            asked.insert(0, Token("if", "if", asked[0].start, asked[0].start, True))
        out += [*value, *asked]
    out.append(Token("}", "}", cursor.end - 1, cursor.end, True))


def trimmed(tokens: list[Token]) -> list[Token]:
    """Without wide spaces at the ends, and without punctuation after the last sign."""
    end = len(tokens)
    while end and tokens[end - 1].kind in ("gap", ".", ",", ";"):
        end -= 1
    return without_gaps(tokens[:end])
