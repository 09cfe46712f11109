"""The report for a terminal: a line per claim, and for what fails the place and the reason."""

import re
from collections.abc import Iterator
from textwrap import indent
from typing import Final

from symderiv.chains import account_text, accounts
from symderiv.language.answer import Counterexample, Value
from symderiv.records import dataclass
from symderiv.report import (
    ComponentReport,
    DerivativeReport,
    ErrorReport,
    FileReport,
    ObligationReport,
    RepairReport,
    Report,
)
from symderiv.source import display_width
from symderiv.verdict import Sizes
from symderiv.writing.escape import escape_terminal
from symderiv.writing.printer import print_equation
from symderiv.writing.spellings import UNICODE

CLAIM_WIDTH: Final = 52
ID_WIDTH: Final = 44


@dataclass(frozen=True, slots=True)
class Style:
    """How the text looks."""

    colour: bool = False
    verbose: bool = False

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def good(self, text: str) -> str:
        return self.paint(text, "32")

    def bad(self, text: str) -> str:
        return self.paint(text, "31")

    def strong(self, text: str) -> str:
        return self.paint(text, "1")

    def faint(self, text: str) -> str:
        return self.paint(text, "2")


def file_text(file: FileReport, style: Style = Style()) -> str:
    """A heading and a line per claim; below a claim that fails, why."""
    title = "" if file.title is None else "  " + " ".join(escape_terminal(file.title).split())
    lines = [style.strong(escape_terminal(file.path)) + title]
    lines += [indent(error_text(file.path, error, style), "  ") for error in file.errors]
    ids = min(ID_WIDTH, max((display_width(_label(each)) for each in file.obligations), default=0))
    claims = min(CLAIM_WIDTH, max((display_width(claim_text(each)) for each in file.obligations), default=0))
    stories = {account.id: account_text(account) for account in accounts(file)}
    last = {_chain(obligation): obligation.id for obligation in file.obligations}
    for obligation in file.obligations:
        lines.append(_claim_line(obligation, ids, claims, style))
        details = obligation_details(file.path, obligation, style)
        lines += [indent(details, "      ", lambda line: bool(line.strip()))] if details else []
        chain = _chain(obligation)
        if chain in stories and last[chain] == obligation.id:
            lines.append(f"      {style.strong('chain')}: {stories[chain]}")
    lines += [f"  {style.faint('note')}: line {line}: {escape_terminal(text)}" for line, text in file.remarks]
    if style.verbose:
        lines += [_unchecked_line(line, text, style) for line, text in file.unchecked]
    return "\n".join(lines)


def _unchecked_line(line: int, text: str, style: Style) -> str:
    shown = escape_terminal(text if len(text) <= CLAIM_WIDTH else f"{text[:CLAIM_WIDTH]} …")
    return f"  {style.faint(f'– line {line}  {shown}  not checked')}"


def error_text(path: str, error: ErrorReport, style: Style = Style()) -> str:
    """A diagnostic as compilers write it: place, message, excerpt with caret, hint."""
    place = escape_terminal(f"{path}:{error.line}:{error.column}" if error.frame else path)
    lines = [f"{place}: {style.bad('error')}[{error.code}]: {_lines(error.message)}"]
    lines += [error.frame] if error.frame else []
    lines += [f"{style.strong('hint')}: {_lines(error.hint)}"] if error.hint else []
    return "\n".join(lines)


def summary_text(report: Report, style: Style = Style()) -> str:
    """`5 claims in 1 file: 4 as expected, 1 not (4 proved at sizes, 1 refuted)`."""
    summary = report.summary
    claims, files, ok = summary["obligations"], summary["files"], summary["ok"]
    parts = [f"{ok} as expected"]
    parts += [style.bad(f"{claims - ok} not")] if claims > ok else []
    parts += [style.bad(_count(summary["errors"], "error"))] if summary["errors"] else []
    kinds = ("proved", "proved at sizes", "consistent", "refuted", "ill-shaped", "unreadable", "undecided")
    counts = ", ".join(f"{summary[kind]} {kind}" for kind in kinds if summary[kind])
    text = f"{_count(claims, 'claim')} in {_count(files, 'file')}: {', '.join(parts)}"
    nothing = "" if claims or summary["errors"] else "; nothing found to check"
    return text + (f" ({counts})" if counts else nothing)


def verdict_text(report: ObligationReport) -> str:
    """The verdict as the table of verdicts names it, with sizes and conditions."""
    text: str = report.verdict
    conditions = ", ".join(escape_terminal(condition) for condition in report.conditions)
    if report.scope == "all sizes" and report.sizes:
        text += f" for all {', '.join(escape_terminal(name) for name, _ in report.sizes)}"
        text += f" if {conditions}" if conditions else ""
    else:
        text += f" at {_sizes(report.sizes)}" if report.scope == "at sizes" else ""
        text += f" for {conditions}" if conditions else ""
    if report.uses:
        text += f" · uses {', '.join(escape_terminal(fact) for fact in report.uses)}"
    if report.scope == "all sizes" and report.reason and report.ok:
        text += f" · {' '.join(escape_terminal(report.reason).split())}"
    if report.scope == "all sizes" and report.sizes:
        text += f" · checked at {_sizes(report.sizes)}"
    if report.expected != "proved" and report.caused_by is None:
        text += ", as expected" if report.ok else f", expected {report.expected}"
    if report.caused_by is not None:
        text += f", caused by {_short(report.caused_by)}"
    elif report.holds is False and report.error is None:
        text += "; does not equal the head"
    elif report.holds and report.verdict == "refuted":
        text += "; equals the head again"
    return text


def _chain(report: ObligationReport) -> str:
    """The id of the chain to which an obligation belongs."""
    return re.split("[#~]", report.id, maxsplit=1)[0]


def _short(id: str) -> str:
    """`#1` for the first link of the same derivation, `the head` for the derivation itself."""
    _, sign, step = id.rpartition("#")
    return f"#{step}" if sign else "the head"


def claim_text(report: ObligationReport) -> str:
    """The claim as it was written, on one line."""
    return " ".join(escape_terminal(f"{report.left} = {report.right}").split())


def obligation_details(path: str, report: ObligationReport, style: Style = Style()) -> str:
    """What is to be said beyond the claim's line: nothing, where all is as expected."""
    lines: list[str] = []
    if not report.ok:
        lines += _failure(path, report, style)
    elif style.verbose:
        lines += [_lines(report.reason)] if report.reason else []
        lines += [repair_text(report.repair, style)] if report.repair is not None else []
    if style.verbose and report.statement is not None:
        sides = print_equation(report.statement.left, report.statement.right, UNICODE)
        lines.append(style.faint("understood as ") + escape_terminal(" = ".join(sides)))
    lines += [
        f"{_place(entry)}: {escape_terminal(entry.left)}  |  {escape_terminal(entry.right)}"
        for entry in report.components
    ]
    lines += [escape_terminal(line) for line in report.proof.splitlines()]
    if style.verbose:
        lines += [style.faint(f"{report.seconds:.3f} s")]
    return "\n".join(lines)


def counterexample_text(example: Counterexample) -> str:
    """The point, the entry and both sides: enough to compute it again by hand."""
    rows = [(escape_terminal(name), _value(value)) for name, value in example.values]
    rows += [(escape_terminal(name), str(number)) for name, number in example.indices]
    entry = f" at {_position(example.component)}" if example.component else ""
    rows += [(f"left{entry}", example.left), (f"right{entry}", example.right)]
    width = max(display_width(name) for name, _ in rows)
    head = f"counterexample at {_sizes(example.sizes)}:" if example.sizes else "counterexample:"
    body = [f"  {name}{' ' * (width - display_width(name))} = {value}" for name, value in rows]
    return "\n".join([head, *body, *([_lines(example.words)] if example.words else [])])


def _claim_line(report: ObligationReport, ids: int, claims: int, style: Style) -> str:
    mark = style.good("✓") if report.ok else style.bad("✗")
    verdict = verdict_text(report)
    claim = claim_text(report) if style.verbose else _shortened(claim_text(report), claims)
    shown = verdict if report.ok else style.bad(verdict)
    return f"  {mark} {_padded(_label(report), ids)}  {_padded(claim, claims)}  {shown}"


def _label(report: ObligationReport) -> str:
    """The id; of what belongs to the claim above, only what is added to that one's: `#1`, `~corrected`."""
    start = min((at for at in map(report.id.find, "#~") if at > 0), default=0)
    return escape_terminal("  " * (start > 0) + report.id[start:])


def _failure(path: str, report: ObligationReport, style: Style) -> Iterator[str]:
    if report.error is not None:
        yield error_text(path, report.error, style)
    else:
        yield escape_terminal(f"{path}:{report.line}:{report.column}")
        yield report.frame
        if report.reason:
            yield _lines(report.reason)
        if report.counterexample is not None:
            yield counterexample_text(report.counterexample)
    if report.repair is not None:
        yield repair_text(report.repair, style)
    if report.derivative is not None:
        yield derivative_text(report.derivative, style)


def derivative_text(derivative: DerivativeReport, style: Style = Style()) -> str:
    """`the derivative is ∂J/∂v_c = U^T (ŷ − y)`."""
    only = _only(derivative)
    text = f"{style.strong('the derivative is')} {escape_terminal(derivative.text)}"
    return f"{text} · {only}" if only else text


def repair_text(repair: RepairReport, style: Style = Style()) -> str:
    """`repair: U^T (ŷ − y)`, with what is new marked, and carets below it."""
    head, text = "repair: ", repair.text
    pieces, carets, at = [], [" " * len(head)], 0
    for mark in repair.marks:
        before, new = escape_terminal(text[at : mark.start]), escape_terminal(text[mark.start : mark.end])
        pieces += [before, style.good(new) if new else ""]
        carets += [" " * display_width(before), "^" * display_width(new)]
        at = mark.end
        touches = any(other.start == mark.end and other is not mark for other in repair.marks)
        if not new and at < len(text) and not touches:
            # Where something was taken away, the caret stands under what follows.
            pieces.append(escape_terminal(text[at]))
            carets.append("^" * display_width(escape_terminal(text[at])))
            at += 1
    line = style.strong("repair") + ": " + "".join([*pieces, escape_terminal(text[at:])])
    line += f" · {_only(repair)}" if _only(repair) else ""
    below = "".join(carets).rstrip()
    return f"{line}\n{below}" if below else line


def _only(repair: RepairReport | DerivativeReport) -> str:
    """Under what the repaired claim, or the derivative, is proved."""
    at = f"at {_sizes(repair.sizes)} " if repair.scope == "at sizes" else ""
    conditions = ", ".join(escape_terminal(each) for each in repair.conditions)
    return (at + (f"for {conditions}" if conditions else "")).strip()


def failure_text(path: str, report: ObligationReport) -> str:
    """A failing claim on its own, without colour."""
    return f"{claim_text(report)}: {verdict_text(report)}\n{obligation_details(path, report)}"


def remark_text(report: ObligationReport) -> str:
    """In one sentence, why a claim is not proved; nothing for one that is."""
    if report.counterexample is None:
        return " ".join(escape_terminal(report.reason or "").split())
    example = report.counterexample
    entry = f" in entry {_position(example.component)}" if example.component else ""
    at = f"at {_sizes(example.sizes)} " if example.sizes else ""
    words = f": {escape_terminal(example.words)}" if example.words else ""
    return f"counterexample {at}the sides are {example.left} and {example.right}{entry}{words}"


def _lines(text: str) -> str:
    return "\n".join(escape_terminal(line) for line in text.split("\n"))


def _sizes(sizes: Sizes) -> str:
    return ", ".join(f"{escape_terminal(name)}={number}" for name, number in sizes)


def _position(component: tuple[int, ...]) -> str:
    return "[" + ", ".join(str(place) for place in component) + "]"


def _place(entry: ComponentReport) -> str:
    """`w=2, entry [0, 1]`."""
    indices = [f"{escape_terminal(name)}={number}" for name, number in entry.indices]
    return ", ".join([*indices, f"entry {_position(entry.component)}" if entry.component else "value"])


def _value(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "[" + ", ".join(_value(entry) for entry in value) + "]"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _shortened(text: str, width: int) -> str:
    """The text, cut at its end where it is wider."""
    if display_width(text) <= width:
        return text
    room = width - 2
    for at, letter in enumerate(text):
        room -= display_width(letter)
        if room < 0:
            return text[:at].rstrip() + " …"
    return text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
