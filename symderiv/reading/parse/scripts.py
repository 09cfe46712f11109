"""What follows a factor above and below the line: powers, transposes, primes, subscripts."""

from fractions import Fraction
from typing import Final, NoReturn

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.applications import bare_names, is_called, read_call
from symderiv.reading.parse.binders import read_number
from symderiv.reading.parse.cursor import Cursor
from symderiv.reading.parse.names import run_items

_ORDER: Final = "write the subscript first, as in `u_w^T`, or brackets, as in `(U^T)_w`"


def read_postfix(cursor: Cursor, base: s.Syntax, start: int, *, variable: bool = False) -> s.Syntax:
    """The base with all that follows it; after ∂, with its subscripts only."""
    count = 0
    while True:
        kind = cursor.tokens[cursor.at].kind
        if kind == "_":
            base = _read_below(cursor, base, start)
        elif kind == "[" and cursor.touches():
            base = _read_bracket(cursor, base, start)
        elif (
            kind == "(" and (cursor.touches() or not variable) and _may_call(base) and is_called(cursor, base)
        ):
            base = read_call(cursor, base, start)
        elif kind == "(" and isinstance(base, s.Power) and _is_power_of_function(cursor, base):
            hint = "write the argument first: `f(x)^2`; a product is written `·`"
            cursor.fail("E215", "the power of a function, or a product?", start, cursor.at + 1, hint)
        elif not variable and kind == "'":
            base = _read_primes(cursor, base, start)
        elif not variable and kind == "ᵀ":
            cursor.at += 1
            base = s.Transposed(base, cursor.since(start))
        elif not variable and kind == "^":
            base = _read_above(cursor, base, start)
        elif not variable and kind == "**":
            return _read_stars(cursor, base, start)
        else:
            return base
        count += 1
        if count > 20:
            cursor.fail("E208", "too many signs follow one factor", start, cursor.at)


def _may_call(base: s.Syntax) -> bool:
    return isinstance(base, s.Subscript | s.Primed | s.Name)


def _is_power_of_function(cursor: Cursor, power: s.Power) -> bool:
    """`h^2(x)` for a function h: h(x)² to many readers, h² x to the letter."""
    if not isinstance(power.base, s.Name):
        return False
    name = power.base.text
    if name in cursor.vocabulary.callables:
        return True
    depends = cursor.vocabulary.plain.get(name)
    return depends is not None and set(bare_names(cursor)) <= depends


def _read_primes(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    count = 0
    while cursor.kind == "'":
        count += {"'": 1, "′": 1, "″": 2, "‴": 3}[cursor.tokens[cursor.at].text]
        cursor.at += 1
    return s.Primed(base, count, cursor.since(start))


# ── Below ───────────────────────────────────────────────────────────────────────────────────────────


def _read_below(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    if isinstance(base, s.Subscript) and base.origin == 1:
        cursor.fail(
            "E215",
            "two subscripts one after the other",
            start,
            cursor.at + 1,
            "`U_{w,d}` are two, `u_{neg_k}` is one of one",
        )
    if isinstance(base, s.Power | s.Transposed | s.Primed):
        if isinstance(base, s.Power) and isinstance(base.base, s.Norm) and base.base.order is None:
            cursor.at += 1
            norm = s.Norm(base.base.operand, _read_order(cursor), base.base.bars, base.base.span)
            return s.Power(norm, base.exponent, base.spelling, cursor.since(start))
        cursor.fail(
            "E215", "a subscript after a power or transpose has two readings", start, cursor.at + 1, _ORDER
        )
    cursor.at += 1
    if isinstance(base, s.Norm) and base.order is None:
        return s.Norm(base.operand, _read_order(cursor), base.bars, cursor.since(start))
    if isinstance(base, s.Numeral):
        is_one = base.value == 1
        hint = (
            r"an indicator is `1[i = j]`, in LaTeX `\mathbb{1}[i = j]`"
            if is_one
            else "write `1000` without `_`"
        )
        cursor.fail("E222", "a number has no subscript", start, cursor.at, hint)
    return s.Subscript(base, read_items_below(cursor), 1, cursor.since(start))


def _read_order(cursor: Cursor) -> s.Syntax:
    items = read_items_below(cursor)
    if len(items) != 1 or isinstance(items[0], s.Slice | s.NewAxis):
        cursor.fail("E222", "a norm has one order", cursor.at - 1, hint="`‖x‖_1`, `‖x‖_2`, `‖A‖_F`")
    return items[0]


def read_items_below(cursor: Cursor) -> tuple[s.Syntax | s.Slice | s.NewAxis, ...]:
    """What stands after `_`: one run, one number, or anything in braces."""
    token = cursor.tokens[cursor.at]
    if token.kind == "{":
        cursor.at += 1
        return _read_items(cursor, "}", 1)
    if token.kind == "number":
        number = read_number(cursor)
        return (number,)
    if token.kind != "name" or not cursor.touches():
        cursor.unexpected("a subscript", "`y_i`, `U_{w,d}`, `u_{neg_k}`")
    cursor.at += 1
    if "_" in token.text and token.text not in cursor.names:
        cursor.fail("E215", "two subscripts one after the other", cursor.at - 1, hint="write `_{neg_k}`")
    return run_items(cursor, token.text, token.start)


def _read_bracket(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    if isinstance(base, s.Power):
        cursor.fail(
            "E215",
            "a subscript after a power can be read in two ways",
            start,
            cursor.at + 1,
            "write `x[i]^2` or `(x^2)[i]`",
        )
    cursor.at += 1
    return s.Subscript(base, _read_items(cursor, "]", 0), 0, cursor.since(start))


def _read_items(cursor: Cursor, closer: str, origin: s.Origin) -> tuple[s.Syntax | s.Slice | s.NewAxis, ...]:
    items: list[s.Syntax | s.Slice | s.NewAxis] = []
    with cursor.nested(), cursor.within(cursor.inside(origin=origin)):
        while True:
            items.extend(_read_item(cursor, closer))
            if not cursor.accept(","):
                break
    if cursor.kind == ":":
        cursor.fail(
            "E222",
            "a part of an axis cannot be taken, only `:`, the whole of it",
            cursor.at,
            hint="`U[:, d]` is a column",
        )
    cursor.expect(closer, f"`,` or `{closer}`")
    return tuple(items)


def _read_item(cursor: Cursor, closer: str) -> tuple[s.Syntax | s.Slice | s.NewAxis, ...]:
    start = cursor.at
    token = cursor.tokens[start]
    ends = cursor.tokens[start + 1].kind in (",", closer) if token.kind != "end" else False
    if token.kind == ":" and ends:
        cursor.at += 1
        return (s.Slice(cursor.since(start)),)
    if token.kind == "None":
        cursor.at += 1
        return (s.NewAxis(cursor.since(start)),)
    if token.kind == closer or token.kind == ",":
        cursor.fail("E222", "a subscript is missing here", start)
    if token.kind == "name" and ends and closer == "}" and "_" not in token.text:
        cursor.at += 1
        return run_items(cursor, token.text, token.start)
    if token.kind == ":":
        cursor.fail(
            "E222",
            "a part of an axis cannot be taken, only `:`, the whole of it",
            start,
            hint="`U[:, d]` is a column",
        )
    return (cursor.sum(),)


# ── Above ───────────────────────────────────────────────────────────────────────────────────────────


def _read_above(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    sign = cursor.at
    cursor.at += 1
    token = cursor.tokens[cursor.at]
    if isinstance(base, s.Power) and not _is_transpose(cursor):
        _refuse_tower(cursor, start)
    if token.kind == "{":
        return _read_braced(cursor, base, start)
    if _is_transpose(cursor):
        cursor.at += 1
        return s.Transposed(base, cursor.since(start))
    if (
        token.kind == "name"
        and token.text[0] == "T"
        and token.text not in cursor.names
        and len(token.text) > 1
    ):
        written = token.text[1:]
        if written[0] == "_":
            cursor.fail(
                "E215", "a subscript after a transpose has two readings", start, cursor.at + 1, _ORDER
            )
        cursor.fail(
            "E214",
            f"`{token.text}` is one name here",
            cursor.at,
            hint=f"a blank ends the transpose: `^T {written}`",
        )
    if token.kind in ("-", "+"):
        return _read_signed(cursor, base, start)
    exponent = _read_exponent(cursor, sign)
    return s.Power(base, exponent, "caret", cursor.since(start))


def _is_transpose(cursor: Cursor) -> bool:
    token = cursor.tokens[cursor.at]
    return token.kind == "ᵀ" or token.text == "T"


def _read_signed(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    """`A^-1`, `x^-n`; `A^-T` is the transpose of the inverse."""
    sign = cursor.at
    kind = cursor.tokens[sign].kind
    cursor.at += 1
    if _is_transpose(cursor) and kind == "-":
        return _inverse_transposed(cursor, base, start, sign)
    operand = _read_exponent(cursor, sign)
    exponent = s.Sign(kind, operand, cursor.since(sign))  # type: ignore[arg-type]
    return s.Power(base, exponent, "caret", cursor.since(start))


def _inverse_transposed(cursor: Cursor, base: s.Syntax, start: int, sign: int) -> s.Syntax:
    cursor.at += 1
    place = cursor.between(sign, cursor.at)
    minus_one = s.Sign("-", s.Numeral(Fraction(1), place), place)
    span = cursor.since(start)
    return s.Transposed(s.Power(base, minus_one, "caret", span), span)


def _read_braced(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    opener = cursor.at
    closer = cursor.partners[opener]
    cursor.at += 1
    if _is_transpose(cursor) and closer == cursor.at + 1:
        cursor.at += 2
        return s.Transposed(base, cursor.since(start))
    if (
        cursor.kind == "-"
        and closer == cursor.at + 2
        and (cursor.next_is("ᵀ") or cursor.tokens[cursor.at + 1].text == "T")
    ):
        cursor.at += 1
        result = _inverse_transposed(cursor, base, start, opener + 1)
        cursor.at += 1
        return result
    if cursor.kind == "}":
        cursor.fail("E214", "there is nothing above the line", opener, cursor.at + 1)
    if (
        cursor.kind == "("
        and cursor.partners[cursor.at] + 1 == closer
        and cursor.tokens[cursor.at + 1].kind in ("number", "name")
    ):
        hint = "a power is `x^2`; a layer or a step is a name of its own, as in `W1` or `W_1`"
        cursor.fail("E215", "this can be read as a power or as a part of the name", opener, closer + 1, hint)
    with cursor.nested(), cursor.within(cursor.inside()):
        exponent = cursor.sum()
    cursor.expect("}", "`}`")
    return s.Power(base, exponent, "caret", cursor.since(start))


def _read_exponent(cursor: Cursor, sign: int) -> s.Syntax:
    """A number, a name, a call or a bracket: what may stand above the line without braces."""
    kind = cursor.kind
    if kind not in ("number", "name", "(", "|", "‖"):
        cursor.fail("E214", "the power is missing", sign, hint="`x^2`, `x^{n+1}`, `A^-1`")
    with cursor.nested():
        exponent = cursor.atom()
    if cursor.is_bare_call(exponent) or isinstance(exponent, s.BigOperator | s.DerivativeOf):
        cursor.fail("E214", "a longer power needs braces", sign, cursor.at, "`x^{…}`")
    return exponent


def _refuse_tower(cursor: Cursor, start: int) -> NoReturn:
    cursor.fail(
        "E215",
        "a power of a power can be read in two ways",
        start,
        cursor.at + 1,
        "write `(x^a)^b` or `x^{a^b}`",
    )


def _read_stars(cursor: Cursor, base: s.Syntax, start: int) -> s.Syntax:
    if isinstance(base, s.Power):
        _refuse_tower(cursor, start)
    sign = cursor.at
    cursor.at += 1
    if cursor.kind in ("end", ")", "]", "}", ","):
        cursor.fail("E214", "the power is missing", sign, hint="`x**2`")
    with cursor.nested():
        exponent = cursor.factor()
    return s.Power(base, exponent, "stars", cursor.since(start))
