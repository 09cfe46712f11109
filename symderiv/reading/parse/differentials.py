"""Derivatives as they are written: `∂f/∂x`, `∂/∂x f`, `df/dx`, `∇_x f`."""

from typing import Final, Literal

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.cursor import FACTOR_STARTS, Cursor
from symderiv.reading.parse.names import longest_name
from symderiv.reading.parse.tokens import Token
from symderiv.records import replace

MAX_NUMERATOR: Final = 200
"""How many tokens ahead the `/` of `d … / dx` is looked for."""

_AMBIGUOUS: Final = ("^", "**", "'", "ᵀ")


def read_partial(cursor: Cursor) -> s.Syntax:
    """`∂f/∂x`, `∂²f/∂x∂y`, `∂ (a + b) / ∂x`, or the operator `∂/∂x` with the product that follows."""
    start = cursor.at
    cursor.at += 1
    order = _read_order(cursor)
    operand = None
    if cursor.kind == "_":
        cursor.fail(
            "E221", "`∂` with a subscript is not read", start, cursor.at + 1, "write `∂f/∂x` or `∇_x f`"
        )
    if not (cursor.kind == "/" and cursor.next_is("∂")):
        operand = _read_numerator(cursor, replace(cursor.here, quotient=True, summed=frozenset()))
    if not (cursor.kind == "/" and cursor.next_is("∂")):
        seen = cursor.excerpt(start, cursor.at)
        again = start > 2 and cursor.tokens[start - 2].kind == "∂"
        hint = "the second derivative is `∂²f/∂x∂y`" if again else "write `∂f/∂x` or `∂/∂x (f)`"
        cursor.fail("E221", f"`{seen}` stands over no `∂x`", start, cursor.at, hint)
    cursor.at += 1
    variables = _read_variables(cursor, order, start)
    if operand is None:
        operand = _read_operand(cursor, start)
    return s.DerivativeOf(operand, variables, "partial", cursor.since(start))


def read_fraction(cursor: Cursor) -> s.Syntax:
    r"""`\frac{a}{b}`, `\frac{\partial f}{\partial x}`, `\frac{d}{d x} f`."""
    start = cursor.at
    sign = cursor.tokens[start + 2].kind
    below = cursor.partners[start + 1] + 2
    if sign in ("∂", "d"):
        if cursor.tokens[below].kind != sign:
            seen = cursor.excerpt(start + 2, below - 1)
            hint = r"write `\frac{\partial f}{\partial x}`"
            cursor.fail("E221", f"`{seen}` stands over no `∂x`", start, below, hint)
        return _read_derivative(cursor, sign, start)
    cursor.at += 1
    above = _read_part(cursor)
    return s.Binary("/", above, _read_part(cursor), cursor.between(start, start + 1), cursor.since(start))


def _read_part(cursor: Cursor) -> s.Syntax:
    """The numerator or denominator in its braces."""
    opener = cursor.at
    cursor.at += 1
    if cursor.kind == "}":
        cursor.fail(
            "E200", "nothing stands here", opener, cursor.at + 1, "this part of the fraction is empty"
        )
    with cursor.within(cursor.inside()):
        part = cursor.sum()
    cursor.expect("}", "an operator or the end of this part of the fraction")
    return part


def _read_derivative(cursor: Cursor, sign: str, start: int) -> s.Syntax:
    r"""`\frac{∂f}{∂x}`, or the operator `\frac{∂}{∂x}` with the product that follows."""
    cursor.at = start + 3
    order = _read_order(cursor)
    operand = None
    if cursor.kind != "}":
        operand = _read_numerator(cursor, cursor.inside())
    cursor.expect("}", "the end of the numerator", "what is differentiated stands in brackets: `∂(a + b)`")
    cursor.at += 1
    with cursor.within(cursor.inside()):
        variables = _read_variables(cursor, order, start, sign)
    cursor.expect(
        "}", "the end of the denominator", "a derivative by several variables has their number above"
    )
    if operand is None:
        operand = _read_operand(cursor, start)
    else:
        _check_not_evaluated(cursor, start)
    spelling: Literal["partial", "total"] = "partial" if sign == "∂" else "total"
    return s.DerivativeOf(operand, variables, spelling, cursor.since(start))


def _check_not_evaluated(cursor: Cursor, start: int) -> None:
    r"""`\frac{df}{dx}(a)`: the derivative at a, or a product?"""
    if cursor.kind == "(" and cursor.partners[cursor.at] == cursor.at + 2:
        hint = r"a product is written `\cdot`; a value of a derivative `f'(a)`"
        message = "this can be read in two ways: a product, and the derivative at this point"
        cursor.fail("E215", message, start, cursor.at + 3, hint)


def _read_numerator(cursor: Cursor, around: object) -> s.Syntax:
    with cursor.nested(), cursor.within(around):  # type: ignore[arg-type]
        return cursor.product()


def _read_operand(cursor: Cursor, start: int) -> s.Syntax:
    if cursor.kind not in FACTOR_STARTS and cursor.kind not in ("+", "-"):
        written = cursor.excerpt(start, cursor.at)
        cursor.unexpected("what is differentiated", f"write `{written} (f)`")
    place = cursor.at
    with cursor.nested():
        operand = cursor.product()
    if isinstance(operand, s.Binary) and isinstance(_first_factor(operand), s.Bracketed):
        closed = cursor.partners[place] + 1
        operator, bracket = cursor.excerpt(start, place), cursor.excerpt(place, closed)
        message = "this can be read in two ways: does the derivative end at the bracket?"
        rest = cursor.excerpt(closed, cursor.at)
        hint = f"write `({operator} {bracket}) {rest}` or `{operator} ({bracket} {rest})`"
        cursor.fail("E215", message, start, cursor.at, hint)
    return operand


def _first_factor(operand: s.Syntax) -> s.Syntax:
    while isinstance(operand, s.Binary):
        operand = operand.left
    return operand


def _read_order(cursor: Cursor) -> int:
    """`∂²` and `∂^2`: the order of a derivative, 1 where nothing is written."""
    if cursor.kind != "^":
        return 1
    start = cursor.at
    cursor.at += 1
    braced = cursor.accept("{")
    token = cursor.expect("number", "the order of the derivative", "`∂²f/∂x²`")
    if braced:
        cursor.expect("}", "`}`")
    if not token.text.isdigit() or not 1 <= int(token.text) <= 9:
        cursor.fail("E221", "the order of a derivative is a whole number from 1 to 9", start, cursor.at)
    return int(token.text)


def _read_variables(cursor: Cursor, order: int, start: int, sign: str = "∂") -> tuple[s.Syntax, ...]:
    """`∂x∂y`, `∂x²`: as many variables as the order says."""
    variables: list[s.Syntax] = []
    while len(variables) < order and cursor.accept(sign):
        variables.extend(_read_variable(cursor, order, start))
    if len(variables) != order:
        cursor.fail(
            "E221",
            f"a derivative of order {order} by {len(variables)} variables",
            start,
            cursor.at,
            "`∂²f/∂x²`, `∂²f/∂x∂y`",
        )
    return tuple(variables)


def _read_variable(cursor: Cursor, order: int, start: int) -> list[s.Syntax]:
    if cursor.kind not in ("name", "("):
        cursor.unexpected("what to differentiate by", "a name, a row or a component: `∂J/∂U[w]`")
    variable = cursor.subscripted()
    count = 1
    if cursor.kind == "^" and order > 1 and _is_number_at(cursor, cursor.at + 1):
        count = _read_order(cursor)
    if cursor.kind in _AMBIGUOUS:
        _refuse_power(cursor, start, order)
    return [variable] * count


def _is_number_at(cursor: Cursor, at: int) -> bool:
    tokens = cursor.tokens
    return tokens[at].kind == "number" or (tokens[at].kind == "{" and tokens[at + 1].kind == "number")


def _refuse_power(cursor: Cursor, start: int, order: int) -> None:
    written = cursor.excerpt(start, cursor.at)
    if cursor.kind == "^" and _is_number_at(cursor, cursor.at + 1):
        hint = f"write `({written})^2`, or for a second derivative `∂²f/∂x²`"
    else:
        hint = f"write `({written})^T` if the whole derivative is meant"
        hint = "the Hessian is `∂²f/∂x²`, or in LaTeX `\\nabla^2_x f`" if order > 1 else hint
    message = "this can be read in two ways: does it belong to the variable or to the whole derivative?"
    cursor.fail("E215", message, start, cursor.at + 1, hint)


# ── df/dx ───────────────────────────────────────────────────────────────────────────────────────────


def read_total(cursor: Cursor) -> s.Syntax | None:
    """`df/dx`, `d²f/dx²`, `d/dx f`; None if the word that begins with d is just a name."""
    start = cursor.at
    slash = _slash_ahead(cursor)
    if slash is None:
        return None
    above, below = cursor.tokens[start], cursor.tokens[slash + 1]
    if not _makes_sense(cursor, above, below):
        return None
    if _is_name(cursor, above.text) and _is_name(cursor, below.text):
        message = f"`{above.text}/{below.text}` can be a derivative, or the quotient of two names"
        hint = f"write `∂{above.text[1:]}/∂{below.text[1:]}`, or `({above.text}) / ({below.text})`"
        cursor.fail("E215", message, start, slash + 2, hint)
    return _read_total(cursor, start, slash)


def _read_total(cursor: Cursor, start: int, slash: int) -> s.Syntax:
    above = cursor.tokens[start]
    order, operand = 1, None
    end = cursor.tokens[slash].start
    if above.text == "d":
        cursor.at += 1
        order = _read_order(cursor)
    else:
        cursor.tokens[start] = Token("name", above.text[1:], above.start + 1, above.end)
    if cursor.tokens[cursor.at].start != end:
        operand = _read_numerator(cursor, replace(cursor.here, total=end, summed=frozenset()))
        cursor.tokens[start] = above
    if cursor.tokens[cursor.at].start != end:
        cursor.unexpected("`/ dx`")
    cursor.at += 1
    variables = _read_total_variables(cursor, order, start)
    if operand is None:
        operand = _read_operand(cursor, start)
    return s.DerivativeOf(operand, variables, "total", cursor.since(start))


def _read_total_variables(cursor: Cursor, order: int, start: int) -> tuple[s.Syntax, ...]:
    """`dx`, `dx²`, `dx dy`: the d is taken off each word while its variable is read."""
    variables: list[s.Syntax] = []
    while len(variables) < order:
        place = cursor.at
        below = cursor.tokens[place]
        if below.kind != "name" or below.text[0] != "d" or len(below.text) < 2:
            cursor.unexpected("`dx`")
        cursor.tokens[place] = Token("name", below.text[1:], below.start + 1, below.end)
        variables.extend(_read_variable(cursor, order, start))
        cursor.tokens[place] = below
    if len(variables) != order:
        message = f"a derivative of order {order} by {len(variables)} variables"
        cursor.fail("E221", message, start, cursor.at, "`d²f/dx²`")
    return tuple(variables)


def _slash_ahead(cursor: Cursor) -> int | None:
    """The `/` before the `dx` that belongs to the word at the cursor."""
    at, tokens = cursor.at + 1, cursor.tokens
    alone = tokens[cursor.at].text == "d"
    while at < cursor.at + MAX_NUMERATOR:
        kind = tokens[at].kind
        if kind == "/":
            below = tokens[at + 1]
            return at if below.kind == "name" and below.text[0] == "d" and len(below.text) > 1 else None
        if kind in ("(", "[", "{"):
            at = cursor.partners[at] + 1
        elif (
            kind in ("_", "^", "number", "'", "ᵀ")
            or (kind == "name" and (alone or tokens[at - 1].kind in ("_", "^")))
            or (alone and kind in ("Σ", "·", "*", "∂"))
        ):
            at += 1
        else:
            return None
    return None


def _is_name(cursor: Cursor, text: str) -> bool:
    cut = longest_name(text, cursor.names)
    return cut == len(text) or (cut > 0 and text[cut] == "_")


def _makes_sense(cursor: Cursor, above: Token, below: Token) -> bool:
    """Are there things of which, and by which, one may differentiate?"""
    of, by = above.text[1:], below.text[1:]
    if _is_name(cursor, above.text) and (not of or _is_name(cursor, below.text)):
        return _is_name(cursor, by) and (not of or _is_name(cursor, of))
    if not of:
        return _is_name(cursor, by) or len(by) == 1
    return _is_name(cursor, of) or _is_name(cursor, by) or len(of) == len(by) == 1


# ── ∇ ───────────────────────────────────────────────────────────────────────────────────────────────


def read_nabla(cursor: Cursor) -> s.Syntax:
    """`∇_x f`, `∇_{v_c} J`, `∇²_x f`."""
    start = cursor.at
    cursor.at += 1
    order = _read_order(cursor)
    if not cursor.accept("_"):
        cursor.fail("E221", "`∇` does not say by what", start, hint="write `∇_x f`")
    if cursor.accept("{"):
        with cursor.within(cursor.inside(origin=1)):
            variable = cursor.subscripted()
        cursor.expect("}", "`}`", "`∇_{v_c} J`")
    elif cursor.kind == "name":
        variable = cursor.subscripted()
    else:
        cursor.unexpected("what to differentiate by", "write `∇_x f`")
    if cursor.kind == "^" and _is_number_at(cursor, cursor.at + 1):
        order = _read_order(cursor)
    if order > 2:
        cursor.fail(
            "E221", "`∇` is the gradient and `∇²` the Hessian; there is no further one", start, cursor.at
        )
    operand = _read_operand(cursor, start)
    kind: Literal["nabla", "hessian"] = "nabla" if order == 1 else "hessian"
    return s.Gradient(operand, variable, kind, cursor.since(start))
