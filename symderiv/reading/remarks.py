r"""What reading left away of a formula, and says so: a word below a name that is declared without it."""

import re
from collections.abc import Iterator
from typing import Final

from symderiv.language.document import Document, Statement
from symderiv.language.expression import Definition, DefinitionRef, Expression, SymbolRef
from symderiv.language.traverse import walk
from symderiv.reading.parse.tex.commands import TEXTS
from symderiv.reading.parse.tex.cursor import plain_word

_WORD_BELOW: Final = re.compile(
    r"(?P<whole>[^_]*_\s*(?P<brace>\{)?\s*\\(?P<command>[a-z]+\*?)\s*\{(?P<word>[^{}]*)\}(?(brace)\s*\}|))"
)


def remarks(document: Document) -> tuple[tuple[int, str], ...]:
    """The line and what is to be said of it, each thing once."""
    found: dict[str, int] = {}
    for obligation in document.obligations:
        if isinstance(obligation.claim, Statement):
            for side in (obligation.claim.left, obligation.claim.right):
                for place, remark in _dropped_words(document.source.text, side):
                    found[remark] = min(place, found.get(remark, place))
    return tuple((document.source.line_column(place)[0], remark) for remark, place in found.items())


def _dropped_words(text: str, side: Expression) -> Iterator[tuple[int, str]]:
    for node in walk(side):
        match node:
            case SymbolRef(name) | DefinitionRef(Definition(name=name)):
                written = _WORD_BELOW.match(text, node.span.start, node.span.end)
                if written is not None and written["command"] in TEXTS and _is_dropped(name, written["word"]):
                    shown = " ".join(written["whole"].split())
                    yield (
                        node.span.start,
                        f"`{shown}` is read as `{name}`",
                    )
            case _:
                pass


def _is_dropped(name: str, word: str) -> bool:
    said = plain_word(word)
    return said is not None and said not in name and said.replace("_", "") not in name
