"""An entry of the catalogue of diagnostics as text, with what the wrong example yields."""

import re
from difflib import get_close_matches
from textwrap import fill, indent
from typing import Final

from symderiv.catalogue.entry import DECLARATIONS, Entry
from symderiv.catalogue.look_up import ENTRIES
from symderiv.errors import CODES, DerivationError, Diagnostic
from symderiv.language.document import Problem
from symderiv.reading.load import load_document
from symderiv.source import Source
from symderiv.writing.escape import escape_terminal

LONGEST: Final = 400
"""How much of an example is shown."""


def is_code(text: str) -> bool:
    """Does this look like the code of a diagnostic?"""
    return len(text) == 4 and text[0] in "eE" and text[1:].isdecimal()


def entry_text(code: str) -> str | None:
    """What a diagnostic means, a wrong example and the right one; None if there is no such diagnostic."""
    entry = ENTRIES.get(code.upper())
    if entry is None:
        return None
    parts = [f"{entry.code}: {CODES[entry.code]}", fill(entry.meaning, 100)]
    if entry.kind != "none":
        said = [_said(each) for each in diagnostics(entry, entry.wrong)[:1]]
        parts += ["\n".join(["wrong:", _shown(entry.wrong), *said]), f"right:\n{_shown(entry.right)}"]
    if entry.kind in ("formula", "claim"):
        parts.append(f"in a file that declares:\n{_shown(_declarations_of(entry))}")
    return "\n\n".join(parts)


def other_codes(code: str) -> str:
    """The codes that one may have meant."""
    near = get_close_matches(code.upper(), CODES, n=3, cutoff=0.5)
    return f"did you mean {', '.join(near)}?" if near else f"codes run from {min(CODES)} to {max(CODES)}"


def diagnostics(entry: Entry, example: str) -> list[Diagnostic]:
    """What reading the example says, of the file or of the claims in it."""
    if entry.kind in ("command", "none"):
        return []
    try:
        document = load_document(Source("example.yaml", entry.file(example)))
    except DerivationError as refusal:
        return list(refusal.diagnostics)
    claims = [each.claim for each in document.obligations]
    return [claim.diagnostic for claim in claims if isinstance(claim, Problem)]


def _declarations_of(entry: Entry) -> str:
    """The declarations on which the examples rest, without the others."""
    needed = set(_words(f"{entry.wrong} {entry.right}"))
    kept: list[str] = []
    for line in reversed(DECLARATIONS.splitlines()):
        is_loss, is_heading = line.startswith("loss"), not line.startswith(" ")
        head = line.removeprefix("loss:").partition("=" if is_loss else ":")[0]
        name = _words(head.partition("(")[0])
        if (is_heading and not is_loss) or not needed.isdisjoint(name):
            needed.update(_words(line))
            kept.append(line)
    headings = [at for at, line in enumerate(kept) if line in ("symbols:", "define:")]
    empty = {at for at in headings if at == 0 or not kept[at - 1].startswith(" ")}
    return "\n".join(line for at, line in reversed(list(enumerate(kept))) if at not in empty)


def _words(text: str) -> list[str]:
    """The names in a text, and the shorter ones that a subscript makes longer."""
    words = re.findall(r"[^\W\d_](?:\w|[\u0300-\u036f])*", text)
    return [piece for word in words for piece in dict.fromkeys((word, word.partition("_")[0]))]


def _said(diagnostic: Diagnostic) -> str:
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"    → {escape_terminal(f'{diagnostic.message}{hint}')}"


def _shown(example: str) -> str:
    text = example.rstrip("\n")
    text = text if len(text) <= LONGEST else f"{text[:40].rstrip()} … ({len(text)} characters)"
    return indent("\n".join(escape_terminal(line) for line in text.split("\n")), "    ")
