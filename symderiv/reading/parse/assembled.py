"""What stands in square brackets and in braces: blocks, lists, cases."""

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.binders import letters_ahead, read_for
from symderiv.reading.parse.cursor import Cursor
from symderiv.reading.parse.tokens import CLOSERS


def read_square(cursor: Cursor) -> s.Syntax:
    """`[a, b; c, d]`, `[g_i for i]`, `[g_i; for i]`, `[g_1, …, g_V]`."""
    start = cursor.at
    cursor.at += 1
    if cursor.kind in ("]", "⟧"):
        cursor.fail("E224", "nothing stands in these brackets", start, cursor.at + 1)
    before = len(cursor.bound)
    cursor.bound.extend(letters_ahead(cursor, start))
    with cursor.nested(), cursor.within(cursor.inside()):
        result = _read_rows(cursor, start)
    del cursor.bound[before:]
    return result


def _read_rows(cursor: Cursor, start: int) -> s.Syntax:
    rows: list[tuple[s.Syntax | s.Ellipsis, ...]] = []
    row: list[s.Syntax | s.Ellipsis] = []
    while True:
        row.append(_read_piece(cursor))
        below = cursor.kind == ";" and cursor.next_is("for")
        if below:
            cursor.at += 1
        if cursor.kind == "for":
            return _read_comprehension(cursor, row, rows, below, start)
        if cursor.accept(";"):
            rows.append(tuple(row))
            row = []
        elif not cursor.accept(","):
            break
    rows.append(tuple(row))
    _close(cursor, start, "`,`, `;` or `]`")
    span = cursor.since(start)
    if len(rows) == 1 and all(isinstance(piece, s.Blocks) and len(piece.rows) == 1 for piece in rows[0]):
        cursor.fail_at(
            "E215",
            "lists in a list can be read in two ways",
            span,
            "rows below one another are `[a, b; c, d]`",
        )
    return s.Blocks(tuple(rows), span)


def _close(cursor: Cursor, start: int, what: str) -> None:
    cursor.expect(CLOSERS[cursor.tokens[start].kind], what)


def _read_piece(cursor: Cursor) -> s.Syntax | s.Ellipsis:
    start = cursor.at
    if cursor.accept("…"):
        return s.Ellipsis(cursor.since(start))
    return cursor.condition()


def _read_comprehension(
    cursor: Cursor,
    row: list[s.Syntax | s.Ellipsis],
    rows: list[tuple[s.Syntax | s.Ellipsis, ...]],
    below: bool,
    start: int,
) -> s.Syntax:
    place = cursor.at
    if rows or len(row) != 1 or isinstance(row[0], s.Ellipsis):
        cursor.fail("E224", "a list with `for` has one piece", place, hint="`[g_i for i]`")
    bound = read_for(cursor)
    bindings = tuple(bound.ranges.values())
    if len(bindings) != 1 or bound.conditions:
        cursor.fail(
            "E224",
            "a list takes one letter, over its whole axis",
            place,
            cursor.at,
            "`[g_i for i]`, `[g_i for i in V]`",
        )
    _close(cursor, start, "`]`")
    return s.Comprehension(row[0], bindings[0], below, cursor.since(start))


# ── Cases ───────────────────────────────────────────────────────────────────────────────────────────


def read_brace(cursor: Cursor) -> s.Syntax:
    """`{a if c; b otherwise}`."""
    start = cursor.at
    cursor.at += 1
    branches: list[tuple[s.Syntax, s.Syntax]] = []
    otherwise: s.Syntax | None = None
    with cursor.nested():
        while otherwise is None:
            with cursor.within(cursor.inside(origin=1)):
                value = cursor.sum()
            if cursor.accept("otherwise"):
                otherwise = value
            else:
                branches.append((value, _read_case(cursor, start)))
            if not cursor.accept(";"):
                break
    if cursor.kind == "," or cursor.kind == "else":
        cursor.fail(
            "E223",
            f"`{cursor.tokens[cursor.at].text}` between two cases",
            cursor.at,
            hint="write `{a if c; b otherwise}`",
        )
    cursor.expect("}", "`;` or `}`", "`{a if c; b otherwise}`")
    if not branches:
        cursor.fail("E223", "cases without a condition", start, cursor.at, "`{a if c; b otherwise}`")
    return s.Braces(tuple(branches), otherwise, cursor.since(start))


def _read_case(cursor: Cursor, start: int) -> s.Syntax:
    if cursor.kind == "}":
        cursor.fail(
            "E223",
            "braces hold cases",
            start,
            cursor.at + 1,
            "group with `( )`; cases are `{a if c; b otherwise}`",
        )
    if cursor.kind == ",":
        cursor.fail("E223", "a `,` in the cases", cursor.at, hint="write `{a if c; b otherwise}`")
    cursor.expect("if", "`if` or `otherwise`", "`{a if c; b otherwise}`")
    with cursor.within(cursor.inside(origin=1, equality=True)):
        return cursor.condition()
