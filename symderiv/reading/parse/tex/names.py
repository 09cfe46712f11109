"""Which names the letters of a LaTeX formula spell: the declared ones decide."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from symderiv.reading.parse.spellings import FUNCTIONS
from symderiv.reading.parse.syntax import Vocabulary

WORD_FUNCTIONS: Final = frozenset(name for name in FUNCTIONS if len(name) > 1 and name.isascii())
"""Functions that may stand in a run of letters: `log`, `exp`."""


class Names:
    """The declared names, asked for by those who split runs and choose spellings.

    Without a vocabulary every word is one name: the left side of a definition declares it.
    """

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        self.splits = vocabulary is not None
        self.all = frozenset() if vocabulary is None else vocabulary.names
        self.letters = frozenset() if vocabulary is None else vocabulary.letters
        self.bases = frozenset(_base(name) for name in self.all)
        """What stands before the first script of a declared name: `v` of `v_c`."""
        self.above = frozenset(name.partition("^")[2] for name in self.all if "^" in name)
        """What stands above the line in a declared name: `new` of `v^new`."""
        self.longest = max((len(name) for name in (*self.all, *WORD_FUNCTIONS)), default=0)

    def knows(self, name: str, *, scripted: bool = False) -> bool:
        """Is it declared, or with scripts the beginning of a declared name?"""
        return name in self.all or (scripted and name in self.bases)

    def known(self, candidates: Iterable[str], *, scripted: bool) -> list[str]:
        """Those of the candidates that are declared, each once, in order."""
        return [each for each in dict.fromkeys(candidates) if self.knows(each, scripted=scripted)]

    def splits_of(self, run: str, *, scripted: bool) -> list[tuple[str, ...]]:
        """The first two ways to split a run into declared names and functions, longest names first.

        What carries scripts may be the beginning of a name: `xw_1` with a declared `w_1`; so may the
        constant e that carries a power.
        """
        found: list[tuple[str, ...]] = []
        ways = self._ways(run, scripted=scripted)
        waiting: list[tuple[tuple[str, ...], int]] = [((), 0)]
        while waiting and len(found) < 2:
            pieces, at = waiting.pop()
            if at == len(run):
                found.append(pieces)
                continue
            ends = [end for end in self._ends(run, at, scripted=scripted) if ways[end]]
            waiting.extend(((*pieces, run[at:end]), end) for end in ends)
        return found

    def _ways(self, run: str, *, scripted: bool) -> list[bool]:
        """From which places on can the rest of the run be split?"""
        ways = [False] * len(run) + [True]
        for at in range(len(run) - 1, -1, -1):
            ways[at] = any(ways[end] for end in self._ends(run, at, scripted=scripted))
        return ways

    def _ends(self, run: str, at: int, *, scripted: bool) -> list[int]:
        """Where a name that begins here may end, nearest first; digits belong to the letters before them."""
        if run[at].isdigit() or unicodedata.combining(run[at]):
            return []
        ends: list[int] = []
        for end in range(at + 1, min(len(run), at + self.longest) + 1):
            piece, is_last = run[at:end], end == len(run)
            if not is_last and unicodedata.combining(run[end]):
                continue
            if (
                self.knows(piece, scripted=scripted and is_last)
                or piece in WORD_FUNCTIONS
                or (piece == "e" and is_last and scripted)
            ):
                ends.append(end)
        return ends


def _base(name: str) -> str:
    return name.partition("_")[0].partition("^")[0]


def accented(bases: Iterable[str], mark: str, word: str) -> tuple[str, ...]:
    r"""`ŷ` and `yhat` for `\hat{y}`; a longer base takes the word only."""
    found: list[str] = []
    for base in bases:
        letters = unicodedata.normalize("NFD", base)
        if sum(not unicodedata.combining(letter) for letter in letters) == 1:
            found.append(unicodedata.normalize("NFC", base + mark))
            if mark == "\u0304":
                found.append(unicodedata.normalize("NFC", base + "\u0305"))
        found.append(base + word)
    return tuple(dict.fromkeys(found))
