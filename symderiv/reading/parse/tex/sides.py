"""The sides of an equation in LaTeX one by one, where it cannot be read as a whole."""

import re
from typing import Final

from symderiv.reading.parse.heads import enclosed
from symderiv.reading.parse.tex.items import items_of
from symderiv.source import Fragment

_ALL_TEX: Final = re.compile(r"\s*(\$\$?)([^$]*)\1\s*")


def split_tex(fragment: Fragment) -> list[Fragment]:
    """What stands between the signs of equality; lines, or a formula that is LaTeX in part, are one piece."""
    whole = _ALL_TEX.fullmatch(fragment.value)
    if whole is None or "\\begin" in whole[2] or "\\\\" in whole[2]:
        return [fragment]
    cuts, depth = [whole.start(2)], 0
    for item in items_of(fragment.value, whole.start(2), whole.end(2)):
        bracket = item.text if item.kind in ("sign", "command") else ""
        depth += (bracket in ("(", "[", "{")) - (bracket in (")", "]", "}"))
        if depth <= 0 and item.kind == "sign" and item.text in ("=", ":="):
            cuts += [item.start, item.end]
    cuts.append(whole.end(2))
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return [enclosed(fragment.slice(start, end), whole[1], whole[1]) for start, end in pairs]
