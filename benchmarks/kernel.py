"""What proofs for all sizes cost: kernel time per claim, in CPU milliseconds, the least of several rounds.

    python benchmarks/kernel.py [ROUNDS]

prints a table and fails if the library's median or ninth decile, tr(A^12) = itself, or false claims are
dearer than the limits.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from symderiv.kernel.prove import KernelDecider
from symderiv.language.answer import Proved
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.source import Source

LIBRARY = Path(__file__).parent.parent / "derivations"
LIMITS = {"median": 5.0, "nine in ten": 50.0, "tr(A^12)": 50.0, "false / true": 1.5}

TRACE = """
sizes: [n]
symbols: {A: 'matrix[n, n]'}
derivations: [{prove: tr(A^12) = tr(A^12)}]
"""


def statements(text: str, expected: tuple[str, ...]) -> Iterator[Statement]:
    """The claims of a file of which one of these verdicts is expected."""
    for obligation in load_document(Source("benchmark", text)).obligations:
        if isinstance(obligation.claim, Statement) and obligation.expected in expected:
            yield obligation.claim


def library(*expected: str) -> list[Statement]:
    """The claims of all files with one of these verdicts, each once."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(LIBRARY.rglob("*.yaml"))]
    return list(dict.fromkeys(claim for text in texts for claim in statements(text, expected)))


def milliseconds(claim: Statement, rounds: int) -> float:
    """The CPU time of one decision."""
    times = []
    for _ in range(rounds):
        start = process_time()
        KernelDecider().decide(claim)
        times.append(process_time() - start)
    return 1000 * min(times)


def deep_net(layers: int) -> str:
    """A file about a net of so many sigmoid layers: the gradient of its first weights, layer by layer."""
    weights = "".join(f"  W{k}: matrix[D, D]\n" for k in range(1, layers + 1))
    forward = "".join(f"  h{k}: σ(W{k} h{k - 1})\n" for k in range(1, layers + 1))
    top = f"  g{layers}: (h{layers} - y) ⊙ h{layers} ⊙ (1 - h{layers})\n"
    backward = "".join(
        f"  g{k}: (W{k + 1}^T g{k + 1}) ⊙ h{k} ⊙ (1 - h{k})\n" for k in range(layers - 1, 0, -1)
    )
    return (
        f"sizes: [D]\nsymbols:\n  h0: vector[D]\n  y: vector[D]\n{weights}define:\n{forward}{top}{backward}"
        f"loss: J = 1/2 ‖h{layers} - y‖^2\ngradients:\n  W1: g1 h0^T\n"
    )


def row(name: str, value: float, unit: str = "ms") -> bool:
    """Prints a line of the table; False if the value is above its limit."""
    limit = LIMITS.get(name)
    shown = f"limit {limit:g}" if limit is not None else ""
    print(f"{name:<28}{value:8.2f} {unit:<4}{shown}")
    return limit is None or value <= limit


def main() -> int:
    """The table; the exit status says whether all values are within their limits."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    true, false = library("proved"), library("refuted")
    proved = [claim for claim in true if isinstance(KernelDecider().decide(claim), Proved)]
    times = [milliseconds(claim, rounds) for claim in proved]
    wrong = [milliseconds(claim, rounds) for claim in false]
    print(f"{len(proved)} of {len(true)} true claims proved for all sizes, {len(false)} false ones\n")
    (trace,) = statements(TRACE, ("proved",))
    good = [
        row("median", median(times)),
        row("nine in ten", quantiles(times, n=10)[-1]),
        row("largest", max(times)),
        row("tr(A^12)", milliseconds(trace, rounds)),
        row("median of false claims", median(wrong)),
        row("false / true", median(wrong) / median(times), ""),
    ]
    for layers in (1, 2, 3, 4, 5, 6):
        (claim,) = statements(deep_net(layers), ("proved",))
        assert isinstance(KernelDecider().decide(claim), Proved), layers
        row(f"net of {layers} layers", milliseconds(claim, rounds))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
