"""Ten thousand small claims in one file, no two alike: the seconds of `symderiv check`, and the most memory.

    python benchmarks/many.py [COUNT]

prints the seconds of the clock and of the processor, and what became of the claims; the exit status says
whether all came out as they should within a minute. The claims are lines on scalars and vectors; one in ten
is false, as the file expects.
"""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

LIMIT: Final = 60.0
DECLARED: Final = """\
sizes: [n]
symbols: {x: 'vector[n]', y: 'vector[n]', a: scalar, b: scalar}
derivations:
"""
CLAIMS: Final = (
    "{k} a + b = b + {k} a",
    "({k} a + b)^2 = {s} a^2 + {t} a b + b^2",
    "∂({k} a^{e} + b)/∂a = {m} a^{d}",
    "∂({k} exp(a b))/∂a = {k} b exp(a b)",
    "{k} x + y = y + {k} x",
    "sum(x) + {k} a = {k} a + Σ_i x_i",
    "∂({k} x^T y)/∂x = {k} y",
    "{k} a − b = b − {k} a",
    "∂log(1 + exp({k} a))/∂a = {k} σ({k} a)",
    "relu({k} a) = {k} max(a, 0)",
)
"""With numbers in the places of letters."""
FALSE: Final = 7


def text(count: int) -> str:
    """A file with so many claims."""
    rows = []
    for number in range(count):
        k, e = number + 2, number // len(CLAIMS) % 9 + 2
        claim = CLAIMS[number % len(CLAIMS)].format(k=k, e=e, d=e - 1, m=k * e, s=k * k, t=2 * k)
        false = number % len(CLAIMS) == FALSE
        rows.append(f"  - prove: {claim}\n" + "    expect: refuted\n" * false)
    return DECLARED + "".join(rows)


def main() -> int:
    """Checks the file once."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory() as folder:
        path = Path(folder) / "many.yaml"
        path.write_text(text(count), encoding="utf-8")
        started = perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "symderiv", "check", str(path)],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
        seconds = perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[-1])
    print(
        f"{seconds:6.1f} s, of the processor {used.ru_utime + used.ru_stime:.1f} s    (limit {LIMIT:.0f} s)"
    )
    print(f"{used.ru_maxrss / 1024:6.0f} MB")
    return 0 if done.returncode == 0 and seconds <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
