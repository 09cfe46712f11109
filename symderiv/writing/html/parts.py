"""The parts of a page as HTML: sentences, formulas, tables, claims."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from symderiv.records import dataclass, replace
from symderiv.writing.escape import escape_html
from symderiv.writing.html.mathml import Converter
from symderiv.writing.page.model import (
    Chain,
    Code,
    Equation,
    Example,
    Formula,
    Line,
    Reading,
    SymbolRow,
    Text,
    Verdict,
    Words,
)

MARKS: Final[dict[str, str]] = {
    "proved": "✓",
    "consistent": "≈",
    "refuted": "✗",
    "ill-shaped": "✗",
    "unreadable": "✗",
    "undecided": "?",
    "not checked": "–",
}
"""The sign of every verdict."""

LONG: Final = 34
"""Signs of a left side that has a line of its own."""

WIDE: Final = 14
"""Signs of one that has a line of its own on a narrow page."""


def tag(name: str, content: str, classes: str = "", **attributes: str) -> str:
    """An element; its content is HTML, its attributes are not."""
    values = ({"class": classes} if classes else {}) | attributes
    written = "".join(f' {key.replace("_", "-")}="{escape_html(each)}"' for key, each in values.items())
    return f"<{name}{written}>{content}</{name}>"


def anchor(page: int, id: str) -> str:
    """The place of something on the page: no user's text can collide with a name of ours."""
    return f"f{page}-" + "".join("-" if letter.isspace() else letter for letter in id)


def paragraphs(notes: str | None) -> str:
    """Free text, blank lines between its paragraphs."""
    found = [" ".join(each.split()) for each in (notes or "").split("\n\n")]
    return "".join(tag("p", escape_html(each), "notes") for each in found if each)


def origin(source: str | None) -> str:
    """Where something is from."""
    return tag("p", escape_html(" ".join(source.split())), "origin") if source else ""


def mark(verdict: Verdict) -> str:
    """The sign of a verdict, in its colour."""
    return tag("span", MARKS.get(verdict.word, "–"), f"mark {verdict.tone}")


@dataclass(frozen=True, slots=True)
class Parts:
    """Writes the parts of one file, the `number`th of its page."""

    converter: Converter
    number: int = 0

    def text(self, text: Text) -> str:
        """A sentence with formulas."""
        return "".join(self.part(part) for part in text)

    def part(self, part: Words | Code | Formula) -> str:
        match part:
            case Words(text):
                return escape_html(text)
            case Code(text):
                return tag("code", escape_html(text))
            case Formula():
                return self.converter.html(part)

    def symbols(self, rows: Sequence[SymbolRow]) -> str:
        """A row for every symbol: what it is called, where it is from, what is said of it."""
        body = (
            "<tr>"
            + tag("td", f"{self.part(row.name)} {self.part(row.space)}", "formula")
            + tag("td", self.text(row.words))
            + "</tr>"
            for row in rows
        )
        return tag("table", "".join(body), "symbols") if rows else ""

    def equations(self, equations: Sequence[Equation]) -> str:
        """Definitions, aligned at their signs."""
        rows = (
            tag("div", tag("div", self.part(left), "left") + tag("div", self.right(right), "right"), "line")
            for left, right in equations
        )
        return tag("div", "".join(rows), "chain") if equations else ""

    def conditions(self, conditions: Sequence[Formula]) -> str:
        rows = (tag("div", self.part(each), "formula") for each in conditions)
        return tag("div", "".join(rows), "conditions")

    def reading(self, reading: Reading) -> str:
        """What is read otherwise."""
        if not reading.is_other:
            return ""
        entries = "".join(f", {self.part(each)}" for each in reading.entries)
        lead = tag("p", f"In this reading{entries}:", "premises")
        return lead + self.symbols(reading.symbols) + self.equations(reading.definitions)

    # ── Claims ──────────────────────────────────────────────────────────────────────────────────

    def chain(self, chain: Chain) -> Iterator[str]:
        """The links below the head, and what they come to."""
        if chain.premises:
            yield tag("p", self.text(chain.premises) + ":", "premises")
        if chain.links:
            yield self.lines(chain.links, is_chain=True)
            if chain.claims:
                yield tag("p", "Altogether:", "premises")
        if chain.claims:
            yield self.lines(chain.claims)
        if chain.story:
            yield tag("p", f"The chain: {escape_html(chain.story)}.", "story")

    def lines(self, lines: Iterable[Line], *, is_chain: bool = False) -> str:
        """Lines aligned at their signs; of a chain only the first has a left side."""
        rows: list[str] = []
        classes = "left"
        for at, line in enumerate(lines):
            if at == 0 or not is_chain:
                classes = f"left {_width_class(line.left)}".strip()
            left = "" if at and is_chain else self.part(line.left)
            rows += self.line(line, tag("div", left, classes), tag("div", "", classes))
        return tag("div", "".join(rows), "chain")

    def line(self, line: Line, left: str, nothing: str) -> Iterator[str]:
        """A claim with its verdict, which opens to all that is known of it; below it its correction."""
        said = "".join(tag("p", escape_html(text), "because") for text in (line.because, line.notes) if text)
        yield self.row(line, left, "wrong" if line.is_wrong else "", said)
        if line.corrected is not None:
            yield self.row(line.corrected, nothing, "corrected", "")

    def row(self, line: Line, left: str, classes: str, said: str) -> str:
        """The sides, the verdict, and what the author says of it."""
        label = tag("span", "corrected:", "label") + " " if classes == "corrected" else ""
        right = tag("div", label + self.right(line.right), "right")
        id = anchor(self.number, line.id)
        return tag("div", left + right + self.verdict(line) + said, f"line {classes}".strip(), id=id)

    def right(self, side: Formula | Code) -> str:
        """`= right`."""
        if isinstance(side, Code):
            return "= " + self.part(side)
        first = side.pieces[0] if side.pieces else side.latex
        signed = replace(side, latex=f"{{}} = {side.latex}")
        if side.pieces:
            signed = replace(signed, pieces=(f"{{}} = {first}", *side.pieces[1:]))
        return self.converter.html(signed)

    def verdict(self, line: Line) -> str:
        """The mark and the verdict; a click opens the rest."""
        verdict = line.verdict
        remark = tag("span", f", {escape_html(verdict.remark)}", "remark") if verdict.remark else ""
        shown = f"{mark(verdict)} {tag('span', escape_html(verdict.text), verdict.tone)}{remark}"
        more = "".join(self.facts(line))
        if not more:
            return tag("div", shown, "verdict")
        content = tag("summary", shown) + tag("div", more, "more")
        attributes = {} if verdict.is_expected else {"open": ""}
        return tag("details", content, "verdict", **attributes)

    def facts(self, line: Line) -> Iterator[str]:
        for label, text in line.facts:
            yield tag("p", tag("span", escape_html(label), "label") + " " + self.text(text))
        if line.example is not None:
            yield self.example(line.example)

    def example(self, example: Example) -> str:
        """The point, and both sides there."""
        rows = [(self.part(name), self.part(value), "") for name, value in example.values] + [
            (escape_html(name), self.part(value), "side") for name, value in example.sides
        ]
        body = "".join(
            tag("tr", tag("th", name, scope="row") + tag("td", f"= {value}"), classes)
            for name, value, classes in rows
        )
        at = f" at {escape_html(example.at)}" if example.at else ""
        words = tag("p", escape_html(example.words)) if example.words else ""
        caption = tag("p", tag("span", f"counterexample{at}", "label"))
        return caption + tag("table", body, "example") + words


def _width_class(left: Formula | Code) -> str:
    if isinstance(left, Code) or left.width > LONG:
        return "long"
    return "wide" if left.width > WIDE else ""
