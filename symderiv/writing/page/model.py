"""The parts of a page: what anyone wrote is `Words` or `Code`, still to be escaped; a `Formula` is ours."""

from typing import Literal

from symderiv.records import dataclass

Tone = Literal["good", "bad", "open", "faint"]
"""How a verdict looks: it holds, it is wrong, nobody knows, nothing was asked."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text of anyone's."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A formula as someone wrote it, or anything else for which the letters matter."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX from the printer, whole and in pieces between which a line may be broken."""

    latex: str
    pieces: tuple[str, ...] = ()
    """At least two, or none."""
    signs: tuple[int, ...] = (1,)
    """About how many signs wide the pieces are; of the whole, if there is none."""

    @property
    def width(self) -> int:
        """About how many signs wide it is."""
        return sum(self.signs)


Text = tuple[Words | Code | Formula, ...]
"""A sentence, or several, in which formulas may stand."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim: `proved` and `proved for all V, D if x ≠ 0`, as one says it."""

    tone: Tone
    word: str
    text: str
    remark: str = ""
    """Where it is not simply proved: what was expected, what it does to its chain."""
    is_expected: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A counterexample: what the names stand for, and both sides."""

    at: str
    """The sizes, `V=2, D=1`."""
    values: tuple[tuple[Formula, Formula | Code], ...]
    sides: tuple[tuple[str, Formula | Code], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One claim, or one link of a chain: `left = right`, its verdict, and what there is to know about it."""

    id: str
    left: Formula | Code
    right: Formula | Code
    verdict: Verdict
    is_wrong: bool = False
    because: str | None = None
    notes: str | None = None
    facts: tuple[tuple[str, Text], ...] = ()
    """`uses`, `checked at`, why it is no proof: a word or two, and what there is to say."""
    example: Example | None = None
    corrected: "Line | None" = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Claims, or the links of a chain with the claim that they come to."""

    premises: Text = ()
    """`For all i with i ≠ j, given x > 0`."""
    links: tuple[Line, ...] = ()
    claims: tuple[Line, ...] = ()
    story: str = ""
    """Where a chain goes wrong, and where it is right again."""


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """A symbol, the set that it is from, and what is said of it."""

    name: Formula
    space: Formula
    words: Text


Equation = tuple[Formula, Formula]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a derivation reads in another way than the rest of the file."""

    symbols: tuple[SymbolRow, ...] = ()
    definitions: tuple[Equation, ...] = ()
    entries: tuple[Code, ...] = ()
    """What else is said of it, as it was written."""

    @property
    def is_other(self) -> bool:
        """Is there any?"""
        return bool(self.symbols or self.definitions or self.entries)


@dataclass(frozen=True, slots=True)
class Group:
    """Chains below one condition: those of a case, or all of a derivation that has none."""

    chains: tuple[Chain, ...]
    where: str = ""
    name: str | None = None
    source: str | None = None
    notes: str | None = None
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True)
class Section:
    """A derivation, or all gradients together."""

    name: str
    source: str | None
    notes: str | None
    groups: tuple[Group, ...]
    reading: Reading = Reading()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its claims and links, without the corrected ones."""
        chains = (chain for group in self.groups for chain in group.chains)
        return tuple(line for chain in chains for line in (*chain.links, *chain.claims))


@dataclass(frozen=True, slots=True)
class Page:
    """A derivation file with its verdicts."""

    path: str
    title: str | None
    origin: str | None
    notes: str | None
    summary: str
    """`7 claims: 6 proved, 1 refuted as expected`."""
    tone: Tone
    """Are all as expected?"""
    sizes: tuple[Text, ...] = ()
    symbols: tuple[SymbolRow, ...] = ()
    definitions: tuple[Equation, ...] = ()
    loss: tuple[Equation, ...] = ()
    assumptions: tuple[Formula, ...] = ()
    sections: tuple[Section, ...] = ()
    unchecked: tuple[str, ...] = ()
    """Displayed equations of a text that nobody asked to check."""
    remarks: tuple[Text, ...] = ()
    """What reading left away of a formula."""
    errors: tuple[Text, ...] = ()
    """Because of which nothing was checked."""


def message(text: str) -> Text:
    """A message in which `…` quotes a formula."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return (Words(text),)
    return tuple(Code(piece) if at % 2 else Words(piece) for at, piece in enumerate(pieces) if piece)
