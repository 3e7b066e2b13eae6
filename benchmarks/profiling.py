"""Where the time goes.

    python -m benchmarks.profiling reach [FILE.jsonl...]
    python -m benchmarks.profiling check [PATH...]
    python -m benchmarks.profiling diff [FILE.jsonl...]

`reach` answers every `pattern`, `diff` every pair of `old` and `new`, `check` judges files without generated examples.
Without arguments the questions of `fixtures/benchmarks` are asked, or `fixtures/policies` checked. `--top N` lines,
those with the most time of their own (of the processor) first; `--callers NAME` says also who calls a function.
`--sampled` looks at the stack every few milliseconds instead, which does not make small functions look dear (Unix).
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

from endpointlint.engine.bulk import Defaults, RequestError, diff_answer, reach_answer
from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "fixtures" / "benchmarks"
_EVERY = 0.001
"""Seconds of the processor between two looks."""


def main() -> None:
    """Run under the profiler, and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("command", choices=("reach", "check", "diff"))
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--top", type=int, default=25)
    parser.add_argument("--callers", help="a part of the name of a function")
    parser.add_argument("--sampled", action="store_true", help="look at the stack every few milliseconds")
    options = parser.parse_args()
    work = _work(options.command, options.paths)
    if options.sampled:
        _sample(work, options.top)
        return
    profile = cProfile.Profile(time.process_time)
    profile.runcall(work)
    stats = pstats.Stats(profile).strip_dirs().sort_stats(pstats.SortKey.TIME)
    stats.print_stats(options.top)
    if options.callers:
        stats.print_callers(options.callers)


def _sample(work: Callable[[], object], top: int) -> None:
    """Print the share of functions in the time, their own and with what they call."""
    own, whole = Counter[str](), Counter[str]()

    def look(_: int, frame: FrameType | None) -> None:
        stack: list[str] = []
        while frame is not None:
            stack.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_name}")
            frame = frame.f_back
        own[stack[0]] += 1
        whole.update(set(stack))

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    work()
    signal.setitimer(signal.ITIMER_PROF, 0)
    looks = max(1, own.total())
    for title, counts in (("of its own", own), ("with what it calls", whole)):
        print(f"\n{title} ({looks} looks)")
        for name, count in counts.most_common(top):
            print(f"{100 * count / looks:5.1f} %  {name}")


def _work(command: str, paths: Sequence[Path]) -> Callable[[], object]:
    if command == "check":
        files = [str(path) for path in paths or (ROOT / "fixtures" / "policies",)]
        return lambda: lint(files, Options(examples=0), stdin=bytes)
    defaults = Defaults()
    if command == "reach":
        patterns = [line["pattern"] for line in _lines(paths or [DATA / "entries.jsonl"])]
        return lambda: [reach_answer(pattern, defaults) for pattern in patterns]
    fields = ("old", "new", "over")
    pairs = [{key: line[key] for key in fields if key in line} for line in _lines(paths or [DATA / "pairs.jsonl"])]
    return lambda: [_diff(pair, defaults) for pair in pairs]


def _diff(pair: dict[str, object], defaults: Defaults) -> object:
    try:
        return diff_answer(pair, defaults)
    except RequestError as error:
        return error


def _lines(paths: Sequence[Path]) -> Iterator[dict[str, object]]:
    for path in paths:
        for text in path.read_text("utf-8").split("\n"):
            if text.strip():
                yield json.loads(text)


if __name__ == "__main__":
    main()
