"""`python -m tests.soundness --mutants 100000 --seed 0 --jobs 4`: the campaign, its table and its alarms."""

import argparse
import sys
import time

from tests.soundness.campaign import Tally, campaign, table, verdicts
from tests.soundness.library import claims, small


def main() -> int:
    """0 if nothing false was accepted and nothing true refuted, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness", description=__doc__)
    parser.add_argument("--mutants", type=int, default=100_000, metavar="N", help="how many (100000)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other mutants (0)")
    parser.add_argument(
        "--first", type=int, default=0, metavar="K", help="go on from mutant K of the seed (0)"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="processes (1)")
    parser.add_argument(
        "--small", action="store_true", help="of small claims alone, as in the default test run"
    )
    chosen = parser.parse_args()
    started = time.monotonic()

    def watch(tally: Tally) -> None:
        if sys.stderr.isatty():
            done = tally.number()
            rest = (time.monotonic() - started) / done * (chosen.mutants - done)
            sys.stderr.write(
                f"\r\x1b[K{done} of {chosen.mutants} mutants, {len(tally.alarms)} alarms, {rest:.0f} s to go"
            )
            sys.stderr.flush()

    tally = campaign(
        chosen.first, chosen.mutants, chosen.seed, chosen.jobs, watch, small if chosen.small else claims
    )
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    last = chosen.first + chosen.mutants - 1
    alarms = "".join(f"\n{alarm}\n" for alarm in tally.alarms)
    ending = f"seed {chosen.seed}, mutants {chosen.first} to {last}, {len(tally.alarms)} alarms"
    sys.stdout.write(f"{table(tally)}\n\n{verdicts(tally)}\n{alarms}\n{ending}\n")
    return 1 if tally.alarms else 0


if __name__ == "__main__":
    sys.exit(main())
