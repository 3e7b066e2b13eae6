"""How long an entry takes: to describe it, and to check a file of a thousand.

    python benchmarks/entries.py [FILE.jsonl]

A line of FILE is an object with a `pattern`, or a text. Without FILE the entries of `fixtures/policies` are taken.
Everything runs in this process, without evidence from other engines. Times are those of the process, so that others on
the machine count for little; *loops* are the same times over that of a fixed loop, measured in the same run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from endpointlint.engine.bulk import Defaults, reach_answer
from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.reader import read_bytes

ROOT = Path(__file__).resolve().parents[1]
KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"
THOUSAND = 1000


def patterns() -> Iterator[str]:
    """The entries to measure with."""
    if len(sys.argv) > 1:
        for line in Path(sys.argv[1]).read_text("utf-8").split("\n"):
            if line.strip():
                value = json.loads(line)
                yield value if isinstance(value, str) else value["pattern"]
        return
    for path in sorted((ROOT / "fixtures/policies").iterdir()):
        for document in read_bytes(path.name, path.read_bytes()).documents:
            for found in document.lists:
                yield from (entry.literal.value for entry in found.entries)


def calibration() -> float:
    """Milliseconds of a loop over integers, tuples and dictionaries, best of three: how fast this machine is now.

    A time divided by it compares with one from another machine, or from this one at another hour.
    """
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        seen: dict[tuple[int, int], int] = {}
        for number in range(20_000):
            key = (number * 2_654_435_761 & 4_095, number & 7)
            seen[key] = seen.get(key, 0) | 1 << (number & 63)
        best = min(best, 1000 * (time.process_time() - start))
    return best


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -(-percent * len(values) // 100) - 1)]


def spread(values: Sequence[float], unit: str) -> str:
    """Median, 95th percentile and maximum."""
    parts = {"median": median(values), "p95": percentile(values, 95), "max": max(values)}
    return ", ".join(f"{name} {value:.2f} {unit}" for name, value in parts.items())


def main() -> None:
    """Measure, and print one line a question."""
    unit = calibration()
    entries = list(patterns())
    times: list[float] = []
    for pattern in entries:
        start = time.process_time()
        reach_answer(pattern, Defaults())
        times.append(1000 * (time.process_time() - start))
    print(f"calibration loop: {unit:.2f} ms")
    print(f"reach: {len(entries)} entries, {spread(times, 'ms')}, median {median(times) / unit:.3f} loops")
    many = list(islice(cycle(entries), THOUSAND))
    with TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        path.write_text(json.dumps({"persistent": {KEY: many}}), "utf-8")
        start = time.process_time()
        report = lint([str(path)], Options(examples=0), stdin=bytes)
        taken = time.process_time() - start
    distinct = len(set(many))
    unit = min(unit, calibration())
    print(
        f"check: {THOUSAND} entries in one file ({distinct} distinct), {taken:.2f} s, {1000 * taken / unit:.0f} loops, "
        f"{len(report.findings)} findings"
    )


if __name__ == "__main__":
    main()
