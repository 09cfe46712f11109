"""From text to the untyped tree: the doors of the parser."""

from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.binders import all_of, read_free_indices
from symderiv.reading.parse.grammar import Grammar
from symderiv.reading.parse.heads import Head, declared_name, split_equation
from symderiv.reading.parse.heads import parse_head as read_head
from symderiv.reading.parse.lexer import tokenise
from symderiv.records import fields, is_dataclass
from symderiv.source import Fragment

__all__ = [
    "Head",
    "declared_name",
    "parse_condition",
    "parse_expression",
    "parse_free_indices",
    "parse_head",
    "parse_statement",
    "split_equation",
]

MAX_HEIGHT: Final = 200
"""The levels of a tree, long sums and products counted term by term."""

_SHORT: Final = 100
"""Fewer tokens than this make no tree that is too high."""

Read = TypeVar("Read")


def parse_expression(fragment: Fragment, vocabulary: s.Vocabulary) -> s.Syntax:
    """One expression."""
    return _read(fragment, vocabulary, Grammar.condition)


def parse_statement(fragment: Fragment, vocabulary: s.Vocabulary) -> tuple[s.Syntax, ...]:
    """The sides of `a = b = c`, split at `=` outside brackets."""
    return _read(fragment, vocabulary, _sides)


def parse_condition(fragment: Fragment, vocabulary: s.Vocabulary) -> s.Syntax:
    """Conditions with commas between them: `k ≠ o`, `Σ_i y_i = 1`, `x > 0, distinct(neg)`."""
    return _read(fragment, vocabulary, _conditions)


def parse_free_indices(
    fragment: Fragment, vocabulary: s.Vocabulary
) -> tuple[tuple[s.BindingRange, ...], s.Syntax | None]:
    """What `for:` binds, and the condition on it."""
    return _read(fragment, vocabulary, read_free_indices)


def parse_head(fragment: Fragment, vocabulary: s.Vocabulary) -> Head:
    """The left side of a definition or of the loss; the caller knows what its run of letters means."""
    return read_head(fragment)


# ── Reading a whole text ────────────────────────────────────────────────────────────────────────────


def _read(fragment: Fragment, vocabulary: s.Vocabulary, rule: Callable[[Grammar], Read]) -> Read:
    """What the rule reads, if the text ends there and is not too deep for those who walk over the tree."""
    grammar = Grammar(tokenise(fragment, vocabulary), vocabulary)
    if grammar.kind == "end":
        grammar.fail("E200", "nothing stands here", 0, hint="an expression is missing")
    try:
        result = rule(grammar)
    except RecursionError:
        _refuse_height(grammar)
    _expect_end(grammar)
    if len(grammar.tokens) > _SHORT and _height(result) > MAX_HEIGHT:
        _refuse_height(grammar)
    return result


def _refuse_height(grammar: Grammar) -> NoReturn:
    grammar.fail(
        "E208",
        "this expression is nested too deep, or too long a sum",
        0,
        len(grammar.tokens) - 1,
        "give parts of it a name under `define`",
    )


def _height(root: object) -> int:
    highest, waiting = 0, [(root, 0)]
    while waiting:
        node, level = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend((part, level) for part in node)
        elif is_dataclass(node):
            highest = max(highest, level)
            names = [each.name for each in fields(node) if not each.name.endswith("span")]
            waiting.extend((getattr(node, name), level + 1) for name in names)
    return highest


def _expect_end(grammar: Grammar) -> None:
    match grammar.kind:
        case "end":
            return
        case "==":
            grammar.fail("E216", "`==` compares, it does not state an equation", grammar.at, hint="use `=`")
        case "=":
            grammar.fail("E217", "an equation, where an expression is needed", grammar.at)
        case _:
            grammar.unexpected("an operator or the end")


def _sides(grammar: Grammar) -> tuple[s.Syntax, ...]:
    sides = [_side(grammar)]
    while grammar.accept("="):
        sides.append(_side(grammar))
    return tuple(sides)


def _side(grammar: Grammar) -> s.Syntax:
    side = grammar.condition()
    if isinstance(side, s.Compare) and "==" in side.spelled:
        hint = "use `=`, or brackets: `(a == b)`"
        grammar.fail_at("E216", "`==` compares, it does not state an equation", side.span, hint)
    if isinstance(side, s.Logic) and any(
        isinstance(each, s.Name | s.Numeral | s.Binary) for each in side.operands
    ):
        hint = "two equations are two claims; a side that is a condition is `(a > 0 and b > 0)`"
        grammar.fail_at("E310", f"`{side.operator}` joins conditions, not equations", side.span, hint)
    return side


def _conditions(grammar: Grammar) -> s.Syntax:
    with grammar.within(grammar.inside(origin=1, equality=True)):
        conditions = [grammar.condition()]
        while grammar.accept(","):
            conditions.append(grammar.condition())
    return all_of(conditions)
