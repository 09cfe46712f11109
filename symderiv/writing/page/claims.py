"""Claims as lines of a page: both sides, the verdict, and all that is known about it."""

from collections.abc import Iterator
from typing import Final

from symderiv.language.answer import Counterexample, Value
from symderiv.language.document import Kind, Obligation, Problem, Statement
from symderiv.report import DerivativeReport, ObligationReport, RepairReport
from symderiv.verdict import Sizes
from symderiv.writing.page.formula import condition, equation, number, plain, sides
from symderiv.writing.page.model import Code, Example, Formula, Line, Text, Tone, Verdict, Words, message
from symderiv.writing.tex_names import tex_name

_TONES: Final[dict[str, Tone]] = {
    "proved": "good",
    "consistent": "open",
    "refuted": "bad",
    "ill-shaped": "bad",
    "unreadable": "bad",
    "undecided": "open",
}


def line(report: ObligationReport, obligation: Obligation | None = None) -> Line:
    """A claim with its verdict; the obligation adds the reason that its author gives."""
    left, right = _sides(report, obligation)
    return Line(
        report.id,
        left,
        right,
        verdict(report),
        _tone(report) == "bad",
        _joined(obligation.because) if obligation is not None else None,
        _joined(obligation.notes) if obligation is not None and "#" in report.id else None,
        tuple(_facts(report)),
        None if report.counterexample is None else _example(report.counterexample, report.statement),
    )


def unchecked(obligation: Obligation) -> Line:
    """A claim that nobody checked."""
    match obligation.claim:
        case Statement() as statement:
            left, right = sides(statement)
            return Line(obligation.id, left, right, Verdict("faint", "not checked", "not checked"))
        case Problem():
            written = Code(obligation.left.strip()), Code(obligation.right.strip())
            return Line(obligation.id, *written, Verdict("faint", "not checked", "not checked"))


def verdict(report: ObligationReport) -> Verdict:
    """`proved for all V, D if x ≠ 0`, `refuted` with the remark `as expected`."""
    text: str = report.verdict
    conditions = ", ".join(report.conditions)
    if report.scope == "all sizes" and report.sizes:
        text += f" for all {', '.join(name for name, _ in report.sizes)}"
        text += f" if {conditions}" if conditions else ""
    else:
        text += f" at {sizes_text(report.sizes)}" if report.scope == "at sizes" else ""
        text += f" for {conditions}" if conditions else ""
    return Verdict(_tone(report), report.verdict, text, _remark(report), report.ok)


def _tone(report: ObligationReport) -> Tone:
    """A link that returns to what is right, or comes from what is wrong, is no mistake of its own."""
    if report.caused_by is not None:
        return "faint"
    return "open" if report.holds and report.verdict == "refuted" else _TONES[report.verdict]


def sizes_text(sizes: Sizes) -> str:
    """`V=2, D=1`."""
    return ", ".join(f"{name}={number}" for name, number in sizes)


def _remark(report: ObligationReport) -> str:
    """How a verdict stands to what was expected, and a link to its chain."""
    parts: list[str] = []
    if report.caused_by is not None:
        _, sign, step = report.caused_by.rpartition("#")
        parts.append(f"caused by step {step}" if sign else "caused by the head")
    elif not report.ok or report.expected != "proved":
        parts.append("as expected" if report.ok else f"expected {report.expected}")
    if report.caused_by is None and report.holds is False and report.error is None:
        parts.append("does not equal the head")
    elif report.holds and report.verdict == "refuted":
        parts.append("equals the head again")
    return "; ".join(parts)


def _sides(report: ObligationReport, obligation: Obligation | None) -> tuple[Formula | Code, Formula | Code]:
    claim = obligation.claim if obligation is not None else report.statement
    if isinstance(claim, Statement):
        return sides(claim)
    left, right = Code(" ".join(report.left.split())), Code(" ".join(report.right.split()))
    if obligation is not None and report.caused_by and isinstance(obligation.holds, Statement):
        return left, sides(obligation.holds)[1]
    return left, right


def _facts(report: ObligationReport) -> Iterator[tuple[str, Text]]:
    if report.uses:
        yield "uses", (Words(", ".join(report.uses)),)
    if report.scope == "all sizes" and report.sizes:
        yield "checked at", (Words(sizes_text(report.sizes)),)
    if report.caused_by is not None:
        return
    if report.error is not None:
        hint = f" ({report.error.hint})" if report.error.hint else ""
        yield "reason", message(" ".join((report.error.message + hint).split()))
    elif report.reason:
        is_why = report.verdict != "proved" and report.counterexample is None
        yield "reason" if is_why else "remark", message(" ".join(report.reason.split()))
    if report.repair is not None:
        label = "true if" if report.repair.kind == "assumption" else "repair"
        yield label, (_right_one(report, report.repair), _proved(report.repair))
    if (found := report.derivative) is not None:
        claim = Code(found.text) if found.statement is None else equation(found.statement)
        yield "the derivative is", (claim, _proved(found))


def _right_one(report: ObligationReport, repair: RepairReport) -> Formula | Code:
    """The right side as it should be, or the assumption under which it is right."""
    written = Code(repair.text.removeprefix("true if "))
    if repair.statement is None:
        return written
    if repair.kind != "assumption":
        return sides(repair.statement)[1]
    known = report.statement.assumptions if report.statement is not None else ()
    new = [condition(each) for each in repair.statement.assumptions if each not in known]
    return new[0] if len(new) == 1 else written


def _proved(found: RepairReport | DerivativeReport) -> Words:
    """For what a change of the claim, or what it should say, is proved."""
    at = f" at {sizes_text(found.sizes)}" if found.scope == "at sizes" else ""
    conditions = f" for {', '.join(found.conditions)}" if found.conditions else ""
    return Words(f", proved{at}{conditions}")


def _example(example: Counterexample, statement: Statement | None) -> Example:
    """The point, its positions counted from 1 as they are in the formulas beside it."""
    symbols = statement.symbols if statement is not None else ()
    arrays = {each.name for each in symbols if not each.shape.is_scalar and each.kind is not Kind.POSITION}
    places = {each.name for each in symbols if each.kind is Kind.POSITION}
    integers = {each.name for each in (statement.indices if statement else ()) if each.sort is None}
    values = [
        (plain(tex_name(name, name in arrays)), number(_from_one(value) if name in places else value))
        for name, value in example.values
    ]
    indices = [
        (plain(tex_name(name, False)), number(str(place if name in integers else place + 1)))
        for name, place in example.indices
    ]
    entry = ", entry " + ", ".join(str(place + 1) for place in example.component) if example.component else ""
    sides = ((f"left{entry}", number(example.left)), (f"right{entry}", number(example.right)))
    return Example(sizes_text(example.sizes), (*values, *indices), sides, example.words)


def _from_one(value: Value) -> Value:
    if isinstance(value, str):
        return str(int(value) + 1) if value.isascii() and value.isdecimal() else value
    return tuple(_from_one(each) for each in value)


def _joined(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None
