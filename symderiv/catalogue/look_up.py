"""The whole catalogue, by code."""

from typing import Final

from symderiv.catalogue.declarations import DECLARATION_ENTRIES
from symderiv.catalogue.entry import Entry
from symderiv.catalogue.files import FILES
from symderiv.catalogue.formulas import FORMULAS
from symderiv.catalogue.meaning import MEANING
from symderiv.catalogue.shapes import SHAPES

ENTRIES: Final[dict[str, Entry]] = {
    entry.code: entry for entry in (*FILES, *DECLARATION_ENTRIES, *FORMULAS, *MEANING, *SHAPES)
}
"""One entry for every code of `errors.CODES`."""
