"""Printing what binds letters, asks conditions, puts pieces together or differentiates."""

from collections.abc import Iterator
from typing import Protocol

from symderiv.language.expression import (
    Big,
    Binder,
    Broadcast,
    Cases,
    Compare,
    Definition,
    DefinitionRef,
    Derivative,
    Distinct,
    Excludes,
    Expression,
    IndexCompare,
    IndexParameter,
    IndexSum,
    IndexVariable,
    Logic,
    ParameterRef,
    Stack,
    Subscript,
    SymbolRef,
)
from symderiv.language.traverse import Node, parts
from symderiv.records import replace
from symderiv.writing.piece import Level, Piece
from symderiv.writing.positions import compact, print_binder, print_index, print_range
from symderiv.writing.spellings import LATEX, Spelling


class Printing(Protocol):
    """What is needed of the printer; `printer.Printer` is the one there is."""

    spelling: Spelling

    def value(self, expression: Expression) -> Piece: ...
    def name(self, name: str, *, array: bool) -> Piece: ...
    def at_least(self, piece: Piece, level: Level, *, signed: bool = False) -> str: ...
    def superscript_base(self, piece: Piece) -> str: ...


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────


def stack(printer: Printing, expression: Stack) -> Piece:
    """`[g_i for i]`, `[g_i; for i]`; all members of a family are its bare name."""
    family = _family_of(expression)
    if family is not None:
        return replace(printer.name(family.name, array=True), callable=True)
    binder, body, spelling = expression.binder, expression.body, printer.spelling
    below = expression.axis == 0 and (body.shape.rank > 0 or not expression.shape.is_row)
    template = spelling.below if below else spelling.beside
    return Piece(template % (printer.value(body).text, _range(binder, (body,), spelling)), sub=True, sup=True)


def _family_of(expression: Stack) -> Definition | None:
    """The family whose members are all stacked here, in the order and the way of its bare name."""
    binders = [expression.binder]
    body = expression.body
    while isinstance(body, Stack):
        binders.append(body.binder)
        body = body.body
    if not isinstance(body, DefinitionRef) or not all(binder.is_whole_axis for binder in binders):
        return None
    letters = tuple(IndexVariable(binder.name, binder.sort) for binder in binders)
    parameters = tuple(IndexParameter(b.name, b.sort) for b in binders if b.sort is not None)
    is_whole = body.arguments == letters and body.definition.parameters == parameters
    return body.definition if is_whole and not expression.shape.is_row else None


def block(printer: Printing, rows: tuple[tuple[Expression, ...], ...]) -> Piece:
    """`[a, b; c, d]`."""
    spelling = printer.spelling
    lines = [spelling.between_pieces.join(printer.value(piece).text for piece in row) for row in rows]
    return Piece(spelling.block % spelling.between_rows.join(lines), sub=True, sup=True)


def _range(binder: Binder, nodes: tuple[Expression, ...], spelling: Spelling) -> str:
    """The letter of a list, with its axis where nothing else tells it."""
    if spelling is LATEX or not _is_told(binder.name, nodes):
        return print_binder(binder, spelling)
    return spelling.name(binder.name, False)


def _is_told(letter: str, nodes: tuple[Node, ...]) -> bool:
    """Does the letter stand somewhere alone as an index, so that its axis is known?"""
    return any(
        (isinstance(node, IndexVariable) and node.name == letter)
        or (not isinstance(node, IndexSum | Definition) and _is_told(letter, tuple(parts(node))))
        for node in nodes
    )


# ── Sums and the like ───────────────────────────────────────────────────────────────────────────


def big(printer: Printing, expression: Big) -> Piece:
    r"""`Σ_i e`, `Σ_{k≠o} e`, `Σ_{i=1}^{V-1} e`, `mean(e for i)`, `\max_{i} e`."""
    spelling, operator = printer.spelling, expression.operator
    one_axis = len(expression.binders) == 1 and expression.binders[0].is_whole_axis
    if one_axis and (spelling.comprehension or operator not in spelling.big):
        return _comprehension(printer, expression)
    below, above = _under_sign(printer, expression)
    script = spelling.script(below) + (f"^{{{above}}}" if above else "")
    body = printer.at_least(printer.value(expression.body), Level.PREFIX)
    return Piece(f"{spelling.big.get(operator, operator)}{script} {body}", Level.PREFIX, open=True)


def _under_sign(printer: Printing, expression: Big) -> tuple[str, str]:
    """What stands below and above the sign; a letter that a comparison names need not be named again."""
    spelling, binders = printer.spelling, expression.binders
    conditions = tuple(_conjuncts(expression.condition))
    named = {name for each in conditions for name in _compared_letters(each)}
    nodes = (expression.body, *conditions)
    ranges: list[str] = []
    above = ""
    for binder in binders:
        alone = len(binders) == 1 and not conditions
        if binder.is_whole_axis and _is_told(binder.name, nodes) and not (alone and spelling.whole_range):
            ranges += [] if binder.name in named else [spelling.name(binder.name, False)]
            continue
        below, top = print_range(binder, spelling)
        if top and not (alone or spelling is LATEX):
            below = f"{binder.name}=" + below.partition("=")[2]
        above = above or top
        ranges.append(below)
    texts = [compact(condition(printer, each, 1).text, spelling) for each in conditions]
    return (r",\, " if spelling is LATEX else ",").join([*ranges, *texts]), above


def _conjuncts(condition: Expression | None) -> Iterator[Expression]:
    match condition:
        case None:
            return
        case Logic("and", arguments):
            yield from arguments
        case _:
            yield condition


def _compared_letters(condition: Expression) -> Iterator[str]:
    """The letters that a comparison at a Σ binds by naming them."""
    if isinstance(condition, IndexCompare):
        for side in (condition.left, condition.right):
            if isinstance(side, IndexVariable):
                yield side.name


def _comprehension(printer: Printing, expression: Big) -> Piece:
    """`sum(e for i if c)`."""
    binder, asked = expression.binders[0], expression.condition
    nodes = (expression.body,) if asked is None else (expression.body, asked)
    text = f"{printer.value(expression.body).text} for {_range(binder, nodes, printer.spelling)}"
    if asked is not None:
        text += f" if {condition(printer, asked, 0).text}"
    return Piece(f"{expression.operator}({text})")


# ── Conditions and cases ────────────────────────────────────────────────────────────────────────


def condition(printer: Printing, expression: Expression, origin: int) -> Piece:
    """A condition where one is wanted; a literal position counts from `origin`."""
    spelling = printer.spelling
    match expression:
        case Compare(relation, left, right):
            sides = [printer.at_least(printer.value(side), Level.SUM, signed=True) for side in (left, right)]
            return Piece(spelling.relations[relation].join(sides), Level.RELATION)
        case IndexCompare(relation, left, right):
            if spelling.relations[relation] == " == ":
                origin = 0
            texts = [print_index(side, spelling, origin) for side in (left, right)]
            return Piece(spelling.relations[relation].join(texts), Level.RELATION)
        case Logic("not", (Excludes(index, name),)):
            return _membership(spelling.includes, print_index(index, spelling, 1), name, spelling)
        case Excludes(index, name):
            return _membership(spelling.excludes, print_index(index, spelling, 1), name, spelling)
        case Logic("not", (argument,)):
            inner = spelling.brackets(condition(printer, argument, origin).text)
            return Piece(spelling.negation % inner, Level.NOT)
        case Logic(operator, arguments):
            pieces = [condition(printer, each, origin) for each in arguments]
            return _joined(printer, operator == "and", pieces)
        case Distinct(name):
            return Piece(spelling.word % "distinct" + spelling.brackets(spelling.name(name, False)))
        case Broadcast(argument):
            return condition(printer, argument, origin)
        case _:
            return printer.value(expression)


def _membership(template: str, index: str, name: str, spelling: Spelling) -> Piece:
    return Piece(template % (index, spelling.name(name, False)), Level.RELATION)


def _joined(printer: Printing, is_and: bool, pieces: list[Piece]) -> Piece:
    level = Level.AND if is_and else Level.OR
    word = printer.spelling.conjunction if is_and else printer.spelling.disjunction
    texts = [each.text if each.level > level else printer.spelling.brackets(each.text) for each in pieces]
    return Piece(word.join(texts), level)


def indicator(printer: Printing, expression: Expression) -> Piece:
    """A condition where a number is wanted: `1[i = j]`."""
    spelling = printer.spelling
    if spelling.indicator:
        return Piece(spelling.indicator % condition(printer, expression, 1).text, sub=True, sup=True)
    if isinstance(expression, IndexCompare) and expression.relation == "=":
        sides = [print_index(side, spelling, 0) for side in (expression.left, expression.right)]
        return Piece(f"delta({', '.join(sides)})")
    from_0, from_1 = (condition(printer, expression, origin).text for origin in (0, 1))
    return Piece(spelling.brackets(from_0)) if from_0 == from_1 else Piece(f"1[{from_1}]", sub=True, sup=True)


def cases(printer: Printing, expression: Cases) -> Piece:
    """`{a if c; b otherwise}`, `where(c, a, b)`."""
    branches, otherwise, spelling = expression.branches, expression.otherwise, printer.spelling
    if spelling.where and len(branches) == 1 and otherwise is not None:
        asked, value = branches[0]
        texts = (condition(printer, asked, 0).text, printer.value(value).text, printer.value(otherwise).text)
        return Piece(spelling.where % texts)
    lines = [spelling.case % (printer.value(v).text, condition(printer, c, 1).text) for c, v in branches]
    if otherwise is not None:
        lines.append(spelling.otherwise % printer.value(otherwise).text)
    return Piece(spelling.cases % spelling.between_cases.join(lines), sub=True, sup=True)


# ── Derivatives ─────────────────────────────────────────────────────────────────────────────────


def derivative(printer: Printing, expression: Derivative) -> Piece:
    """`∂f/∂x` of a name, `∂²f/∂x²`, `∂/∂x (f)` of anything else."""
    of, spelled, spelling = expression.of, expression.wrt.spelled, printer.spelling
    level = Level.ATOM if spelling is LATEX else Level.DERIVATIVE
    target = printer.value(spelled)
    variable = printer.at_least(target, Level.ATOM)
    if isinstance(of, Derivative) and of.wrt.spelled == spelled and _is_named(of.of):
        base = printer.superscript_base(target)
        text = spelling.second_derivative % (printer.value(of.of).text, base)
        return Piece(text, level, sub=True, sup=True)
    operand = printer.value(of)
    if _is_named(of):
        text = spelling.derivative % (operand.text, variable)
        return Piece(text, level, callable=spelling is not LATEX, sub=True, sup=True)
    is_prefix = operand.level is Level.PREFIX and not operand.signed
    body = operand.text if is_prefix else printer.at_least(operand, Level.ATOM)
    return Piece(spelling.operator % (variable, body), Level.PREFIX, open=True)


def _is_named(expression: Expression) -> bool:
    """Is it short enough to stand behind ∂: a name, an entry of one, a member of a family?"""
    match expression:
        case SymbolRef() | ParameterRef() | DefinitionRef():
            return True
        case Subscript(base):
            return isinstance(base, SymbolRef | ParameterRef | DefinitionRef)
        case _:
            return False
