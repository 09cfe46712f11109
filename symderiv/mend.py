"""Repairs as a change of the file: splices in its text, read and checked again before anything is written."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import accumulate, pairwise
from typing import Final

from symderiv.check import Options, check_document
from symderiv.errors import DerivationError
from symderiv.language.document import Document, Obligation
from symderiv.reading.file.files import is_prose
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, compose
from symderiv.reading.load import load_document
from symderiv.reading.wording import Wording
from symderiv.records import dataclass, replace
from symderiv.report import FileReport, ObligationReport
from symderiv.source import Source, Span

Splices = tuple[tuple[Span, str], ...]

NEEDS_HAND: Final = "the repair does not read back as it should: change the file by hand"
NOT_PROVED: Final = "with all repairs together, {} is not proved: nothing is written"


@dataclass(frozen=True, slots=True)
class Mended:
    """The text of a file with its repairs."""

    source: Source
    text: str
    ids: tuple[str, ...]
    """The claims that are repaired."""
    refused: tuple[tuple[str, str], ...] = ()
    """The claims that are not, and why."""

    @property
    def diff(self) -> str:
        """What changes, as a unified diff; empty if nothing does."""
        path = self.source.path
        old, new = _lines(self.source.text), _lines(self.text)
        return "".join(unified_diff(old, new, path, path))


def mended(source: Source, report: FileReport, options: Options = Options()) -> Mended:
    """The file with every repair that can be written there; with none, if not all are proved there."""
    document = load_document(source)
    scalars = () if is_prose(source.path) else tuple(_scalars(compose(source)))
    taken: list[tuple[str, Splices]] = []
    refused: list[tuple[str, str]] = []
    for claim in report.obligations:
        if not _is_to_be_written(claim):
            continue
        splices = claim.repair.splices if claim.repair is not None else ()
        if any(_meet(splices, others) for _, others in taken):
            continue
        written = next(
            (each for each in _writings(source, scalars, splices) if _reads(document, claim, each)), None
        )
        if written is None:
            refused.append((claim.id, NEEDS_HAND))
        else:
            taken.append((claim.id, written))
    ids = tuple(id for id, _ in taken)
    text = _changed(source, tuple(splice for _, splices in taken for splice in splices))
    failing = _failing(Source(source.path, text), ids, options)
    if failing is not None:
        return Mended(source, source.text, (), (*refused, (failing, NOT_PROVED.format(failing))))
    return Mended(source, text, ids, tuple(refused))


def _is_to_be_written(claim: ObligationReport) -> bool:
    """An edit of a claim that should hold and does not."""
    repair = claim.repair
    return repair is not None and bool(repair.splices) and claim.expected == "proved" and not claim.ok


def _meet(some: Splices, others: Splices) -> bool:
    """Do two repairs change the same side, or places that touch?"""
    one = _whole(some)
    other = _whole(others)
    return one.start <= other.end and other.start <= one.end


def _whole(splices: Splices) -> Span:
    return Span(min(span.start for span, _ in splices), max(span.end for span, _ in splices))


# ── Writing into YAML ───────────────────────────────────────────────────────────────────────────


def _writings(source: Source, scalars: Sequence[Scalar], splices: Splices) -> Iterator[Splices]:
    """The change as the quotes around it ask for; where there are none, also with new ones."""
    whole = _whole(splices)
    scalar = next((s for s in scalars if s.span.start <= whole.start and whole.end <= s.span.end), None)
    if scalar is None:
        if is_prose(source.path):
            yield splices
        return
    match scalar.style:
        case "'":
            yield tuple((span, text.replace("'", "''")) for span, text in splices)
        case '"':
            yield tuple((span, text.replace("\\", "\\\\").replace('"', '\\"')) for span, text in splices)
        case _:
            yield splices
    if scalar.style == "":
        yield ((scalar.span, _quoted(scalar, splices)),)


def _quoted(scalar: Scalar, splices: Splices) -> str:
    """The new value in single quotes."""
    value, fragment = scalar.value, scalar.fragment
    for span, text in sorted(splices, key=lambda each: each[0].start, reverse=True):
        start, end = fragment.positions(span)
        value = value[:start] + text + value[end:]
    return "'" + value.replace("'", "''") + "'"


def _reads(document: Document, claim: ObligationReport, splices: Splices) -> bool:
    """Does the file then say the repaired claim, and of every other one what it said?"""
    try:
        new = load_document(Source(document.source.path, _changed(document.source, splices)))
    except DerivationError:
        return False
    here = {each.id: each for each in new.obligations}
    before = {each.id: each for each in document.obligations}
    if here.keys() != before.keys() or claim.repair is None:
        return False
    if _bare(here[claim.id].right) != _bare(claim.repair.right) or here[claim.id].left != claim.left:
        return False
    whole = _whole(splices)
    elsewhere = [each for each in document.obligations if not _covers(_place(each), whole)]
    return all(here[each.id].right == each.right for each in elsewhere)


def _place(obligation: Obligation) -> Span:
    """Where the right side stands: that of the head of a chain is its last expression."""
    wording = obligation.wording
    return wording.text.span if isinstance(wording, Wording) else obligation.span


def _bare(text: str) -> str:
    """The text without brackets around the whole of it."""
    while text.startswith("(") and text.endswith(")"):
        depths = list(accumulate((letter == "(") - (letter == ")") for letter in text))
        if 0 in depths[:-1]:
            break
        text = text[1:-1].strip()
    return text


def _covers(span: Span, part: Span) -> bool:
    return span.start <= part.end and part.start <= span.end


def _failing(source: Source, ids: tuple[str, ...], options: Options) -> str | None:
    """The first of the repaired claims that is not proved in the new file."""
    if not ids:
        return None
    report = check_document(load_document(source), replace(options, select=ids, repair="none"))
    return next((each.id for each in report.obligations if each.id in ids and each.verdict != "proved"), None)


def _changed(source: Source, splices: Splices) -> str:
    ordered = sorted(splices, key=lambda each: (each[0].start, each[0].end))
    ends = [0, *(span.end for span, _ in ordered)]
    starts = [*(span.start for span, _ in ordered), len(source.text)]
    kept = [source.text[start:end] for start, end in zip(ends, starts, strict=True)]
    return "".join(
        part for pair in zip(kept, [*(text for _, text in ordered), ""], strict=True) for part in pair
    )


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Mapping(entries):
            for _, value in entries:
                yield from _scalars(value)
        case _:
            for item in node.items:
                yield from _scalars(item)


def _lines(text: str) -> list[str]:
    """The lines with their ends; a last one without an end says so, as `diff` does."""
    cuts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
    lines = [text[start:end] for start, end in pairwise(cuts)]
    if cuts[-1] < len(text):
        lines.append(f"{text[cuts[-1] :]}\n\\ No newline at end of file\n")
    return lines
