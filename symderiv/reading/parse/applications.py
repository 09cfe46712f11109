"""What stands in brackets after a name: arguments, `axis=0`, `w|c`, `e for i`."""

from collections.abc import Iterator
from typing import Final

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.binders import letters_ahead, read_for, unbound_letters
from symderiv.reading.parse.cursor import Cursor
from symderiv.reading.parse.spellings import BIG, CONSTANTS, FUNCTIONS

KEYWORDS: Final = frozenset({"axis", "keepdims", "dim", "ddof", "ord"})
"""Arguments of functions that are named."""


def is_called(cursor: Cursor, base: s.Syntax) -> bool:
    """Is the bracket at the cursor one of arguments, or a factor?"""
    match base:
        case s.Primed(operand):
            return is_called(cursor, operand)
        case s.Subscript(s.Name(text)):
            return text in cursor.vocabulary.callables
        case s.Name(text):
            if text in cursor.vocabulary.callables:
                return True
            depends = cursor.vocabulary.plain.get(text)
            if depends is not None:
                called = set(bare_names(cursor)) <= depends
                if not called:
                    _refuse_other_arguments(cursor, text, depends)
                return called
            return text not in cursor.names and text not in cursor.bound and text not in CONSTANTS
        case _:
            return False


def _refuse_other_arguments(cursor: Cursor, name: str, depends: frozenset[str]) -> None:
    """`h(1 - h)` is a product; `f(y)`, without a blank, where f does not depend on y, has two readings.

    LaTeX does not show blanks: there `f (t + 1)` has two readings too, if f depends on t.
    """
    before, opener = cursor.tokens[cursor.at - 1], cursor.tokens[cursor.at]
    inside = cursor.tokens[cursor.at + 1 : cursor.partners[cursor.at]]
    mentioned = {token.text for token in inside if token.kind == "name"}
    if name in mentioned:
        return
    is_shown_alike = opener.tex and (len(inside) == 1 or not mentioned.isdisjoint(depends))
    if before.end == opener.start or is_shown_alike:
        message = f"`{name}(…)` has two readings: a product, and the definition `{name}` of something else"
        hint = f"write the product as `{name} · (…)`, or define `{name}(u)` with an argument"
        cursor.fail("E215", message, cursor.at - 1, cursor.at + 1, hint)


def bare_names(cursor: Cursor) -> Iterator[str]:
    """The names between the bracket at the cursor and its partner, or `…` if there is anything else."""
    tokens, end = cursor.tokens, cursor.partners[cursor.at]
    for at in range(cursor.at + 1, end):
        is_name = (at - cursor.at) % 2 == 1
        if tokens[at].kind != ("name" if is_name else ","):
            yield "…"
        elif is_name:
            yield tokens[at].text
    if (end - cursor.at) % 2 == 1:
        yield "…"


def read_call(cursor: Cursor, function: s.Syntax, start: int) -> s.Syntax:
    """A function with the arguments at the cursor."""
    opener = cursor.at
    name = function.text if isinstance(function, s.Name) and function.text not in cursor.names else ""
    cursor.at += 1
    if cursor.kind == ")":
        cursor.fail("E225", "nothing stands in these brackets", opener, cursor.at + 1)
    before = len(cursor.bound)
    cursor.bound.extend(letters_ahead(cursor, opener))
    with cursor.nested(), cursor.within(cursor.inside(origin=0, conditional=_has_bar(cursor, name, opener))):
        result = _read_arguments(cursor, function, name, start)
    del cursor.bound[before:]
    return result


def _has_bar(cursor: Cursor, name: str, opener: int) -> bool:
    """Is there a `|` that separates arguments? Those of `|x|` come in pairs."""
    if name in FUNCTIONS:
        return False
    at, bars = opener + 1, 0
    while at < cursor.partners[opener]:
        bars += cursor.tokens[at].kind == "|"
        at = cursor.partners.get(at, at) + 1
    return bars % 2 == 1


def _read_arguments(cursor: Cursor, function: s.Syntax, name: str, start: int) -> s.Syntax:
    arguments: list[s.Syntax] = []
    keywords: list[tuple[s.Name, s.Syntax]] = []
    conditional: int | None = None
    while True:
        if cursor.kind == "name" and cursor.next_is("="):
            label = s.Name(cursor.tokens[cursor.at].text, cursor.between(cursor.at, cursor.at + 1))
            if name in FUNCTIONS and label.text not in KEYWORDS:
                hint = f"to compare, write `{label.text} == …`"
                cursor.fail(
                    "E217", "`=` splits an equation, and cannot stand in brackets", cursor.at + 1, hint=hint
                )
            cursor.at += 2
            value = cursor.condition()
            if _takes_labels(cursor, function):
                arguments.append(value)
            else:
                keywords.append((label, value))
        else:
            arguments.append(cursor.condition())
        if cursor.kind == "for":
            return _read_comprehension(cursor, name, arguments, start)
        if conditional is None and cursor.here.conditional and cursor.accept("|"):
            conditional = len(arguments)
        elif not cursor.accept(","):
            break
    cursor.expect(")", "`,` or `)`")
    return _finished(cursor, function, name, arguments, keywords, conditional, start)


def _takes_labels(cursor: Cursor, function: s.Syntax) -> bool:
    """`P(W = w | C = c)`: what stands left of `=` is a label; in `sum(A, axis=0)` a keyword."""
    if isinstance(function, s.Name) and function.text not in cursor.names:
        return function.text not in FUNCTIONS
    return True


def _read_comprehension(cursor: Cursor, name: str, arguments: list[s.Syntax], start: int) -> s.Syntax:
    if name not in BIG or len(arguments) != 1:
        hint = "`sum(e for i)`; also prod, mean, max, min, var, std, logsumexp"
        cursor.fail("E225", "only a sum and its kin may bind a letter with `for`", cursor.at, hint=hint)
    bound = read_for(cursor)
    cursor.expect(")", "`)`", "`sum(e for i if i ≠ o)`")
    bindings = tuple(bound.ranges.values())
    return s.BigOperator(name, bindings, bound.condition(), arguments[0], 0, cursor.since(start))  # type: ignore[arg-type]


def _finished(
    cursor: Cursor,
    function: s.Syntax,
    name: str,
    arguments: list[s.Syntax],
    keywords: list[tuple[s.Name, s.Syntax]],
    conditional: int | None,
    start: int,
) -> s.Syntax:
    span = cursor.since(start)
    if not keywords and _binds_letters(cursor, name, arguments):
        letters = tuple(s.BindingRange(a, None, None, None) for a in arguments[1:] if isinstance(a, s.Name))
        return s.BigOperator(name, letters, None, arguments[0], 0, span)  # type: ignore[arg-type]
    if name in ("grad", "jacobian", "hessian"):
        if len(arguments) != 2 or keywords:
            cursor.fail_at("E225", f"`{name}` takes a function and a variable", span, f"`{name}(f, x)`")
        return s.Gradient(arguments[0], arguments[1], name, span)  # type: ignore[arg-type]
    if name == "delta" or name == "δ":
        return s.Delta(tuple(arguments), 0 if name == "delta" else 1, span)
    return s.Call(function, tuple(arguments), tuple(keywords), conditional, False, span)


def _binds_letters(cursor: Cursor, name: str, arguments: list[s.Syntax]) -> bool:
    """`sum(e, i)`: are there bare letters after the first argument? `max(a, b)` binds none."""
    if name not in BIG or len(arguments) < 2 or not all(_is_letter(cursor, each) for each in arguments[1:]):
        return False
    used = {letter.text for letter in unbound_letters(cursor, arguments[0])}
    letters = {each.text for each in arguments[1:] if isinstance(each, s.Name)}
    return name not in ("max", "min") or letters <= used


def _is_letter(cursor: Cursor, syntax: s.Syntax) -> bool:
    return isinstance(syntax, s.Name) and syntax.text not in cursor.names and syntax.text not in CONSTANTS
