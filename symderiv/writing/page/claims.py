"""Claims as lines of a page: both sides, the verdict, and all that is known about it."""

from collections.abc import Iterator
from typing import Final

from symderiv.language.answer import Counterexample
from symderiv.language.document import Obligation, Problem, Statement
from symderiv.report import ObligationReport
from symderiv.verdict import Sizes
from symderiv.writing.page.formula import number, plain, sides
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
        _TONES[report.verdict] == "bad" and report.caused_by is None,
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
    tone = _TONES[report.verdict] if report.caused_by is None else "faint"
    return Verdict(tone, report.verdict, text, _remark(report), report.ok)


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
        yield "repair", message(report.repair.text)


def _example(example: Counterexample, statement: Statement | None) -> Example:
    shapes = {each.name: each.shape for each in statement.symbols} if statement is not None else {}
    arrays = {name for name, shape in shapes.items() if not shape.is_scalar}
    values = [(plain(tex_name(name, name in arrays)), number(value)) for name, value in example.values]
    indices = [(plain(tex_name(name, False)), number(str(place))) for name, place in example.indices]
    entry = f" at [{', '.join(map(str, example.component))}]" if example.component else ""
    sides = ((f"left{entry}", number(example.left)), (f"right{entry}", number(example.right)))
    return Example(sizes_text(example.sizes), (*values, *indices), sides, example.words)


def _joined(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None
