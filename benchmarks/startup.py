"""What a check costs beyond its imports: CPU time of whole processes, in interleaved rounds.

    python benchmarks/startup.py [ROUNDS]

prints the ratio of `symderiv check derivations/softmax.yaml` to `import sympy, numpy, typer, yaml`.
"""

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
LIMIT = 1.4
CHECK = (sys.executable, "-c", "from symderiv.cli import main; main()", "check", "derivations/softmax.yaml")
IMPORTS = (sys.executable, "-c", "import sympy, numpy, typer, yaml")


def cpu_seconds(command: tuple[str, ...]) -> float:
    """User and system time of one run of a command, threads included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Runs the rounds; the exit status says whether the median ratio is within the limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for command in (CHECK, IMPORTS):
        cpu_seconds(command)
    pairs = [(cpu_seconds(CHECK), cpu_seconds(IMPORTS)) for _ in range(rounds)]
    checks, imports = zip(*pairs, strict=True)
    ratio = median(check / bare for check, bare in pairs)
    print(f"check   {median(checks) * 1000:6.0f} ms CPU (median of {rounds})")
    print(f"imports {median(imports) * 1000:6.0f} ms CPU")
    print(f"ratio   {ratio:6.2f}        (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
