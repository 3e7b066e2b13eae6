"""How long an entry takes: to describe it, and to check a file of a thousand.

    python benchmarks/entries.py [FILE.jsonl]

A line of FILE is an object with a `pattern`, or a text. Without FILE the entries of `fixtures/policies` are taken.
Everything runs in this process, without evidence from other engines.
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


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -(-percent * len(values) // 100) - 1)]


def spread(values: Sequence[float], unit: str) -> str:
    """Median, 95th percentile and maximum."""
    parts = {"median": median(values), "p95": percentile(values, 95), "max": max(values)}
    return ", ".join(f"{name} {value:.2f} {unit}" for name, value in parts.items())


def main() -> None:
    """Measure, and print two lines."""
    entries = list(patterns())
    times: list[float] = []
    for pattern in entries:
        start = time.perf_counter()
        reach_answer(pattern, Defaults())
        times.append(1000 * (time.perf_counter() - start))
    print(f"reach: {len(entries)} entries, {spread(times, 'ms')}")
    many = list(islice(cycle(entries), THOUSAND))
    with TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        path.write_text(json.dumps({"persistent": {KEY: many}}), "utf-8")
        start = time.perf_counter()
        report = lint([str(path)], Options(examples=0), stdin=bytes)
        taken = time.perf_counter() - start
    distinct = len(set(many))
    print(
        f"check: {THOUSAND} entries in one file ({distinct} distinct), {taken:.2f} s, {len(report.findings)} findings"
    )


if __name__ == "__main__":
    main()
