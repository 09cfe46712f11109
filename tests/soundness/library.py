"""The claims of `derivations/`, by what is expected of them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symderiv.language.document import Statement, Verdict
from symderiv.language.traverse import walk
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document

SMALL = 30
"""So many nodes a claim may have that is called small: a third of them all, at a third of the cost."""
ROOT = Path(__file__).parents[2] / "derivations"


@dataclass(frozen=True)
class Claim:
    """A claim or a step, and the verdict that its author expects."""

    path: str
    id: str
    statement: Statement
    expected: Verdict

    @property
    def name(self) -> str:
        return f"{self.path}::{self.id}"


@cache
def claims(expected: Verdict) -> tuple[Claim, ...]:
    """All of which this is expected, each statement once, in the order of the files."""
    found: dict[Statement, Claim] = {}
    for path in sorted(ROOT.rglob("*.yaml")):
        for each in load_document(read_source(str(path))).obligations:
            if each.expected == expected and isinstance(each.claim, Statement):
                claim = Claim(path.relative_to(ROOT).as_posix(), each.id, each.claim, expected)
                found.setdefault(each.claim, claim)
    return tuple(found.values())


@cache
def small(expected: Verdict) -> tuple[Claim, ...]:
    """The small ones among them."""
    return tuple(claim for claim in claims(expected) if _nodes(claim.statement) <= SMALL)


def _nodes(statement: Statement) -> int:
    return sum(1 for side in (statement.left, statement.right) for _ in walk(side))
