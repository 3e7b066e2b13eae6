"""What the worst entries cost, and ten thousand ordinary ones.

    python -m benchmarks.limits [--each N] [--kinds KIND,...] [--sizes N,...]

Nasty entries of up to 256 characters are made up, N of each kind; each is described, with all that `reach` says, and
compared with another of its kind, in a process of its own. Printed are time and memory until there is an answer, be it
*unknown*, and the worst ten. Then files of distinct entries go through `check --examples 0`. Needs a system that forks.

Times are those of the process; *loops* are times over that of the calibration loop in `benchmarks.entries`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.entries import KEY, calibration, spread
from benchmarks.nasty import KINDS, many, nasty

from endpointlint.engine.bulk import Defaults, RequestError, diff_answer, reach_answer

MOST_MILLISECONDS: Final = 250
MOST_MEGABYTES: Final = 100
_KILO: Final = 1024
_WORST: Final = 10
_MOST_SECONDS: Final = 20.0
"""Of the processor, after which a question is stopped."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one question took."""

    kind: str
    question: str
    pattern: str
    milliseconds: float
    megabytes: float
    answer: str


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--each", type=int, default=40, help="entries of each kind")
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=["dialect", *KINDS])
    parser.add_argument("--sizes", type=lambda text: [*map(int, text.split(","))], default=[1_000, 3_000, 10_000])
    options = parser.parse_args()
    unit = calibration()
    print(f"calibration loop: {unit:.2f} ms")
    costs = [cost for kind in options.kinds for number in range(options.each) for cost in _costs(kind, number)]
    for question in _QUESTIONS:
        _print_costs(question, [cost for cost in costs if cost.question == question], min(unit, calibration()))
    for size in options.sizes:
        if size:
            _print_file(size)


def _describe(pattern: str, _: str) -> str:
    answer = reach_answer(pattern, Defaults())
    pinned = answer["pinned"]
    assert isinstance(pinned, dict)
    return str(pinned["verdict"])


def _compare(pattern: str, other: str) -> str:
    try:
        answer = diff_answer({"old": [pattern], "new": [other], "over": "strings"}, Defaults())
    except RequestError as error:
        return str(error)
    verdicts = (answer["nothing_added"], answer["nothing_removed"])
    return "/".join(str(verdict["verdict"]) for verdict in verdicts if isinstance(verdict, dict))


_QUESTIONS: Final[dict[str, Callable[[str, str], str]]] = {"reach": _describe, "diff": _compare}


def _costs(kind: str, number: int) -> Iterator[Cost]:
    pattern, other = nasty(kind, number), nasty(kind, number + 1)
    for question, ask in _QUESTIONS.items():
        took, megabytes, answer = _apart(lambda ask=ask: ask(pattern, other))  # type: ignore[misc]
        yield Cost(kind, question, pattern, took, megabytes, answer)


def _apart(work: Callable[[], str]) -> tuple[float, float, str]:
    """Milliseconds, megabytes and the answer of some work in a child of this process, which has loaded everything."""
    reader, writer = os.pipe()
    gc.collect()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, _MOST_SECONDS)
        start = time.process_time()
        try:
            answer = work()
        except Exception as error:
            answer = f"CRASH {type(error).__name__}: {error}"
        took = 1000 * (time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILO
        os.write(writer, json.dumps([took, peak, answer]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    _, status, usage = os.wait4(child, 0)
    if text:
        took, peak, answer = json.loads(text)
        return took, peak, answer
    return 1000 * usage.ru_utime, usage.ru_maxrss / _KILO, f"STOPPED by signal {os.waitstatus_to_exitcode(status)}"


def _print_costs(question: str, costs: list[Cost], unit: float) -> None:
    if not costs:
        return
    tally: dict[str, int] = {}
    for cost in costs:
        tally[cost.answer] = tally.get(cost.answer, 0) + 1
    slow = [cost for cost in costs if cost.milliseconds > MOST_MILLISECONDS]
    large = [cost for cost in costs if cost.megabytes > MOST_MEGABYTES]
    print(f"\n{question}: {len(costs)} nasty entries, {spread([cost.milliseconds for cost in costs], 'ms')}")
    print(f"  {spread([cost.milliseconds / unit for cost in costs], 'loops')}")
    print(f"  {spread([cost.megabytes for cost in costs], 'MB')}")
    print(f"  over {MOST_MILLISECONDS} ms: {len(slow)}; over {MOST_MEGABYTES} MB: {len(large)}")
    print(f"  answers: {', '.join(f'{answer} {count}' for answer, count in sorted(tally.items()))}")
    for cost in sorted(costs, key=lambda cost: -cost.milliseconds)[:_WORST]:
        loops = cost.milliseconds / unit
        print(
            f"  {cost.milliseconds:7.0f} ms {loops:6.1f} loops {cost.megabytes:5.0f} MB  {cost.kind} {cost.answer}: "
            f"{cost.pattern!a}"
        )


def _print_file(size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        path.write_text(json.dumps({"persistent": {KEY: list(many(size))}}), "utf-8")
        command = [
            sys.executable,
            "-m",
            "endpointlint",
            "check",
            "--examples",
            "0",
            "--exit-zero",
            "--quiet",
            str(path),
        ]
        unit = calibration()
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    unit = min(unit, calibration())
    print(
        f"check: {size:6} distinct entries, {wall:6.1f} s, {cpu:6.1f} s of the processor, "
        f"{1000 * cpu / unit / size:.2f} loops an entry, {usage.ru_maxrss / _KILO:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
