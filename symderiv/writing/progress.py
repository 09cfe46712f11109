"""How far a run is, for a person who waits at a terminal."""

import sys
from time import monotonic
from typing import TYPE_CHECKING, Final

from symderiv.source import visible

if TYPE_CHECKING:
    from symderiv.language.document import Obligation

SLOW: Final = 1.0
"""Seconds after which a run tells a waiting person how far it is."""


class Progress:
    """On a terminal, names the claim at hand once a run has taken a while."""

    def __init__(self) -> None:
        self.started = monotonic()
        self.shown = False

    def watch(self, obligation: "Obligation") -> None:
        """Show the claim whose turn it is."""
        if sys.stderr.isatty() and monotonic() - self.started > SLOW:
            sys.stderr.write(f"\r\x1b[Kchecking {visible(obligation.id)[:60]} …")
            sys.stderr.flush()
            self.shown = True

    def clear(self) -> None:
        """Take away what is shown."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False
