"""Compare the automaton with a JVM for long: `python tests/agreement/long_run.py --pairs 1000000 --seed 1`.

Random regexes and texts as in the tests of this folder, on the JVM of the extra `jvm` or of `--home`. Prints what
differs, made small, and how much was compared. Exit code 1 if anything differs, 3 without a JVM.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from agreement.compare import Tally, case, disagreements, shrunk
from endpointlint.evidence.jvm import Absent, jvm, start
from endpointlint.query.claim import Operation

_MOST_SHOWN = 40


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000, help="how many texts to compare")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="the home of a JDK or JRE in place of the extra's")
    options = parser.parse_args()
    engine = jvm() if options.home is None else start(options.home)
    if isinstance(engine, Absent):
        sys.stderr.write(f"no JVM: {engine.reason}\n")
        return 3
    tally, differ, started = Tally(), 0, time.monotonic()
    number = 0
    while tally.pairs < options.pairs:
        # a generator of its own for each regex, so that each can be repeated alone
        random = Random(f"{options.seed} {number}")
        number += 1
        pattern, given = case(random, random.randint(1, 12), 12, engine.tables)
        tally.patterns += 1
        for operation in Operation:
            for found in disagreements(pattern, given[operation], operation, engine, tally):
                differ += 1
                if differ <= _MOST_SHOWN:
                    sys.stdout.write(f"{shrunk(found, engine)}\n")
                    sys.stdout.flush()
                break
    seconds = time.monotonic() - started
    sys.stdout.write(
        f"{engine.name}, seed {options.seed}: {tally.pairs:,} pairs of {tally.patterns:,} regexes"
        f" ({tally.refused:,} answers that both refuse one), {tally.accepted:,} accepted,"
        f" {tally.undecided:,} undecided, {tally.unwalked:,} not walked, {differ:,} differ; {seconds:.0f} s\n"
    )
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
