"""The sides of an equation in LaTeX one by one, where it cannot be read as a whole."""

import re
from typing import Final

from symderiv.reading.parse.heads import enclosed
from symderiv.reading.parse.tex.items import items_of
from symderiv.source import Fragment

_ALL_TEX: Final = re.compile(r"\s*(\$\$?)([^$]*)\1\s*")

_PARTING: Final = frozenset(
    {
        ",",
        ";",
        r"\quad",
        r"\qquad",
        r"\text",
        r"\mbox",
        r"\Rightarrow",
        r"\implies",
        r"\iff",
        r"\Leftrightarrow",
    }
)
"""What parts one formula from another: an `=` beyond it is not of the same chain."""


def split_tex(fragment: Fragment) -> list[Fragment]:
    """What stands between the signs of equality; lines, columns, or what is LaTeX in part, are one piece."""
    whole = _ALL_TEX.fullmatch(fragment.value)
    if whole is None or "\\begin" in whole[2] or "\\\\" in whole[2]:
        return [fragment]
    cuts, depth = [whole.start(2)], 0
    items = list(items_of(fragment.value, whole.start(2), whole.end(2)))
    if sum(item.is_sign("&") for item in items) > 1:
        return [fragment]
    parted = False
    for item in items:
        bracket = item.text if item.kind in ("sign", "command") else ""
        depth += (bracket in ("(", "[", "{")) - (bracket in (")", "]", "}"))
        if depth <= 0 and item.kind == "sign" and item.text in ("=", ":="):
            if parted:
                return [fragment]
            cuts += [item.start, item.end]
        parted = parted or (depth <= 0 and item.written in _PARTING)
    cuts.append(whole.end(2))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=True))
    if len(pairs) > 1 and not fragment.value[slice(*pairs[0])].strip(" \t\n&"):
        pairs = pairs[1:]
    return [enclosed(fragment.slice(start, end), whole[1], whole[1]) for start, end in pairs]
