"""The limits that SECURITY.md names are those of the program."""

from pathlib import Path

import pytest

from symderiv.errors import CODES
from symderiv.kernel import prove
from symderiv.language import weight
from symderiv.numeric.fields import Digits, Doubles
from symderiv.reading import declarations
from symderiv.reading.file import files, yaml_tree
from symderiv.reading.parse import tokens
from symderiv.writing.latex import pdf

TEXT = (Path(__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [row.split(" | ") for row in TEXT.splitlines() if row.startswith("| ")][2:]
LIMITS = {
    "size of a file": files.MAX_BYTES,
    "keys and values of a file": yaml_tree.MAX_NODES,
    "lists and mappings within one another": yaml_tree.MAX_DEPTH,
    "declared names": declarations.MAX_NAMES,
    "characters of an expression": tokens.MAX_LENGTH,
    "signs and names of an expression": tokens.MAX_TOKENS,
    "digits of a number": tokens.MAX_DIGITS,
    "brackets within one another": tokens.MAX_DEPTH,
    "nodes of a claim, definitions and derivatives written out": weight.HEAVIEST,
    "steps of a proof for all sizes": prove.STEPS,
    "entries of an array": Digits.capacity,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].removeprefix("| "))
def test_a_limit_is_what_it_is_said_to_be(row: list[str]) -> None:
    what, limit, beyond = row
    assert limit.startswith(f"{LIMITS[what.removeprefix('| ')]:,}")
    assert "`E" not in beyond or beyond[1:5] in CODES


def test_every_limit_is_named() -> None:
    assert [row[0].removeprefix("| ") for row in ROWS] == list(LIMITS)
    assert f"{Doubles.capacity:,} in doubles" in TEXT
    assert f"at most {pdf.SECONDS} seconds" in TEXT
