"""The claims of `derivations/` that are expected to be proved."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symderiv.language.document import Statement
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document

ROOT = Path(__file__).parents[2] / "derivations"


@dataclass(frozen=True)
class Claim:
    """A claim or a step that is true."""

    path: str
    id: str
    statement: Statement

    @property
    def name(self) -> str:
        return f"{self.path}::{self.id}"


@cache
def proved_claims() -> tuple[Claim, ...]:
    """All of them, each statement once, in the order of the files."""
    found: list[Claim] = []
    seen: list[int] = []
    for path in sorted(ROOT.rglob("*.yaml")):
        for each in load_document(read_source(str(path))).obligations:
            if (
                each.expected == "proved"
                and isinstance(each.claim, Statement)
                and hash(each.claim) not in seen
            ):
                seen.append(hash(each.claim))
                found.append(Claim(path.relative_to(ROOT).as_posix(), each.id, each.claim))
    return tuple(found)
