"""The whole account of one obligation: how it is understood, what it rests on, and why its verdict."""

from collections.abc import Iterator
from textwrap import indent
from typing import get_args

from symderiv.language.document import Derivation, Document, Obligation, Problem, Statement, Symbol
from symderiv.language.expression import Binder, Definition, DefinitionRef, Derivative, Expression
from symderiv.language.traverse import parts, walk
from symderiv.reading.parse import syntax as s
from symderiv.reading.wording import Wording
from symderiv.report import ObligationReport
from symderiv.source import display_width
from symderiv.writing.escape import escape_terminal
from symderiv.writing.printer import (
    LATEX,
    NUMPY,
    UNICODE,
    print_condition,
    print_definition,
    print_equation,
    print_expression,
)
from symderiv.writing.text import counterexample_text, error_text, verdict_text
from symderiv.writing.tree import describe_shape

_NODES = get_args(Expression)

Rows = list[tuple[str, str]]


def explanation_text(document: Document, obligation: Obligation, report: ObligationReport) -> str:
    """Statement, parts, assumptions, link, index form, proof or counterexample."""
    place = escape_terminal(f"{document.source.path}:{report.line}:{report.column}")
    sections = [f"{escape_terminal(report.id)}  {verdict_text(report)}\n{place}\n{report.frame}"]
    match obligation.claim:
        case Problem():
            sections.append(f"why it cannot be decided\n{indent(_problem(report), '  ')}")
            if isinstance(obligation.wording, Wording):
                sections += _of_wording(obligation.wording, report.verdict == "ill-shaped")
        case Statement() as statement:
            sections += _of_statement(statement)
    sections += [_section("link", _link(document.derivations[obligation.derivation], obligation, report))]
    if report.proof:
        sections.append("index form\n" + indent(escape_terminal_lines(report.proof), "  "))
    sections.append(_section("verdict", [("", verdict_text(report)), *_verdict(report)]))
    if report.counterexample is not None:
        sections.append(counterexample_text(report.counterexample))
    return "\n\n".join(section for section in sections if section)


def escape_terminal_lines(text: str) -> str:
    """Several lines, each made harmless."""
    return "\n".join(escape_terminal(line) for line in text.split("\n"))


def _problem(report: ObligationReport) -> str:
    if report.error is None:
        return escape_terminal_lines(report.reason or "")
    return error_text("", report.error).removeprefix(f":{report.error.line}:{report.error.column}: ")


# ── What can be understood of a claim that makes no sense ───────────────────────────────────────


def _of_wording(wording: Wording, is_read: bool) -> Iterator[str]:
    """The left side, and the parts of the right side, as far as they have a shape."""
    wording, unfit = wording.knowing_its_axes(), "does not fit" if is_read else "cannot be read"
    frame = wording.left_alone()
    if frame is not None:
        yield _section("left side, part by part", list(_parts(frame.left, 0)))
    yield _section("right side, part by part", list(_words(wording, wording.claim.right, unfit, 0)))


def _words(wording: Wording, node: s.Syntax, unfit: str, depth: int) -> Rows:
    """The parts as they are written; what stands under a Σ or in a subscript has no shape of its own."""
    start, end = wording.text.positions(node.span)
    typed = wording.typed(node)
    shape = unfit if typed is None else describe_shape(typed.shape)
    rows = [("  " * depth + " ".join(wording.text.value[start:end].split()), shape)]
    for part in _operands(node):
        rows += _words(wording, part, unfit, depth + 1)
    return rows


def _operands(node: s.Syntax) -> tuple[s.Syntax, ...]:
    """What an operation is made of."""
    match node:
        case s.Binary(_, left, right):
            return left, right
        case s.Sign(_, operand) | s.Transposed(operand):
            return (operand,)
        case s.Bracketed(inner):
            return _operands(inner) or (inner,)
        case s.Power(base):
            return (base,)
        case s.Call(_, arguments):
            return arguments
        case _:
            return ()


# ── The statement ───────────────────────────────────────────────────────────────────────────────


def _of_statement(statement: Statement) -> Iterator[str]:
    spellings = (("Unicode", UNICODE), ("NumPy", NUMPY), ("LaTeX", LATEX))
    equations = [
        (name, " = ".join(print_equation(statement.left, statement.right, each))) for name, each in spellings
    ]
    yield _section("understood as", equations)
    yield _section("for all", list(_quantified(statement)))
    yield _section("with", [*_symbols(statement), *_definitions(statement)])
    yield _section("assuming", [("", each) for each in _assumptions(statement)])
    yield _section("left side, part by part", list(_parts(statement.left, 0)))
    yield _section("right side, part by part", list(_parts(statement.right, 0)))


def _quantified(statement: Statement) -> Iterator[tuple[str, str]]:
    if statement.sizes:
        yield ", ".join(name for name, _ in statement.sizes), "sizes ≥ 1"
    for binder in statement.indices:
        yield binder.name, f"positions on an axis of size {binder.sort}"
    if statement.where is not None:
        yield "where", print_condition(statement.where, UNICODE)


def _symbols(statement: Statement) -> Iterator[tuple[str, str]]:
    for symbol in statement.symbols:
        yield symbol.name, _declared(symbol)


def _declared(symbol: Symbol) -> str:
    return " ".join(symbol.declared.split()) or describe_shape(symbol.shape)


def _definitions(statement: Statement) -> Iterator[tuple[str, str]]:
    """Each definition that occurs, after those that it uses."""
    found: dict[str, Definition] = {}
    for side in (statement.left, statement.right):
        for node in walk(side):
            if isinstance(node, DefinitionRef):
                found.setdefault(node.definition.key, node.definition)
    for definition in found.values():
        head, body = print_definition(definition, UNICODE)
        yield head, f"{describe_shape(definition.body.shape)}, = {body}"


def _assumptions(statement: Statement) -> Iterator[str]:
    for condition, binders in zip(statement.assumptions, statement.quantified, strict=True):
        letters = _letters(binders)
        yield print_condition(condition, UNICODE) + (f" for all {letters}" if letters else "")
    for symbol in statement.symbols:
        for assumption in symbol.assumptions:
            yield f"{symbol.name} is {assumption.value}"


def _letters(binders: tuple[Binder, ...]) -> str:
    return ", ".join(binder.name for binder in binders)


def _parts(expression: Expression, depth: int) -> Iterator[tuple[str, str]]:
    """An expression and, below it, what it is made of, each with its shape."""
    yield "  " * depth + print_expression(expression, UNICODE), describe_shape(expression.shape)
    below = (expression.of,) if isinstance(expression, Derivative) else parts(expression)
    for part in below:
        if isinstance(part, _NODES):
            yield from _parts(part, depth + 1)


# ── Link and verdict ────────────────────────────────────────────────────────────────────────────


def _link(derivation: Derivation, obligation: Obligation, report: ObligationReport) -> Rows:
    rows: Rows = [("of", derivation.name)] if obligation.step or len(derivation.obligations) > 1 else []
    if obligation.step:
        rows.append(("step", f"{obligation.step} of the chain"))
    if obligation.because:
        rows.append(("because", obligation.because))
    if obligation.before:
        rows.append(("starts where", f"{obligation.before} arrives"))
    if obligation.step and report.holds is not None:
        rows.append(("its right side", "equals the head" if report.holds else "does not equal the head"))
    if obligation.caused_by:
        rows.append(("caused by", obligation.caused_by))
    return rows


def _verdict(report: ObligationReport) -> Rows:
    rows: Rows = []
    if report.reason and report.error is None:
        rows.append(("because", report.reason))
    if not report.ok:
        rows.append(("expected", report.expected))
    rows += [("holds if", condition) for condition in report.conditions]
    if report.repair is not None:
        rows.append(("repair", report.repair.text))
    if report.derivative is not None:
        rows.append(("derivative", report.derivative.text))
    return rows


def _section(title: str, rows: Rows) -> str:
    """A heading and, below it, names and what belongs to them in two columns."""
    if not rows:
        return ""
    shown = [
        (escape_terminal(name), " ".join(escape_terminal(text.replace("\n", " ")).split()))
        for name, text in rows
    ]
    width = max(display_width(name) for name, _ in shown)
    gap = "  " if width else ""
    lines = [f"  {name}{' ' * (width - display_width(name))}{gap}{text}".rstrip() for name, text in shown]
    return "\n".join([title, *lines])
