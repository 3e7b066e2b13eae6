"""Put endpointlint and its peers to the same questions.

    python -m benchmarks.peers [--data FILE.jsonl]... [--only NAME,...] [--rounds N] [--timeout SECONDS] [--json FILE]

Each question goes to one contender after the other, so that whatever else the machine does falls on all of them alike;
the first round warms up, of the others the fastest counts, by the clock on the wall or that of the process, whichever
says less. Starts of processes are outside of the clock, and so are, for peers, the translation of a question and the
grammar of URLs, which is built and minimised once. With `--alone` it is built for each question, by us as well. What a
start costs is measured apart.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.entries import calibration
from benchmarks.peers import table
from benchmarks.peers.cases import Kind, Over, Question, read
from benchmarks.peers.contenders import ROOT, Answer, Contender, Missing, ourselves, peers
from benchmarks.peers.referee import shown
from benchmarks.peers.table import Result, Row

DATA = ROOT / "fixtures" / "benchmarks"
COLD = Question("cold", Kind.HOSTS, Over.URLS, (r"^https://[a-z]+\.example\.com/.*$",), owners=("example.com",))


def main() -> None:
    """Read the options, run, and print."""
    options = _options()
    questions = [question for path in options.data for question in read(path)]
    contenders = [ourselves(alone=options.alone)]
    for peer in peers(alone=options.alone):
        if options.only and peer.name not in options.only:
            continue
        if isinstance(peer, Missing):
            print(f"left out: {peer.name}: {peer.reason}", flush=True)
        else:
            contenders.append(peer)
    asked = [(kind, [q for q in questions if q.kind is kind]) for kind in Kind if kind.name.lower() in options.kinds]
    machine = {"system": platform.system(), "machine": platform.machine(), "python": platform.python_version()}
    report: dict[str, object] = {**machine, "calibration_ms": round(calibration(), 2)}
    print(", ".join(f"{key} {value}" for key, value in report.items()))
    for kind, mine in asked:
        if mine:
            results = _run(contenders, mine, options.rounds, options.timeout)
            referee = _judge(results)
            rows = _rows(contenders, results)
            print(f"\n{table.text(kind, rows)}\nwitnesses tried by {referee}", flush=True)
            _print_faults(results)
            report[kind.name.lower()] = {
                "referee": referee,
                "rows": [row.as_json() for row in rows],
                "questions": [_details(question, results) for question in mine],
            }
    if options.cold:
        report["cold_start"] = _cold_starts(contenders, options.cold)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=True) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, action="append", help="a file of questions; may be repeated")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], help="peers to ask")
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=[kind.name.lower() for kind in Kind])
    parser.add_argument("--rounds", type=int, default=3, help="rounds behind the one that warms up")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for a question")
    parser.add_argument("--alone", action="store_true", help="build the grammar of URLs for each question")
    parser.add_argument("--cold", type=int, default=5, help="starts to measure")
    parser.add_argument("--json", type=Path, help="where to write everything that was measured")
    options = parser.parse_args()
    options.data = options.data or sorted(DATA.glob("*.jsonl"))
    return options


Results = dict[str, dict[Question, Result]]


def _run(contenders: Sequence[Contender], questions: Sequence[Question], rounds: int, timeout: float) -> Results:
    results: Results = {contender.name: {} for contender in contenders}
    for number in range(rounds + 1):
        for contender in contenders:
            contender.begin_round()
        for at, question in enumerate(questions):
            turn = at % len(contenders)
            for contender in (*contenders[turn:], *contenders[:turn]):
                known = results[contender.name].get(question)
                if known is None or not _settled(known):
                    answer = contender.ask(question, timeout)
                    _note(results[contender.name], question, answer, first=number <= 1)
            if sys.stderr.isatty():
                print(f"\rround {number}, question {at + 1} of {len(questions)} ", end="", file=sys.stderr, flush=True)
    for contender in contenders:
        contender.stop()
    return results


def _settled(known: Result) -> bool:
    """Whether another round would tell nothing new: it was not taken, or took so long that warmth is nothing to it."""
    untaken = known.answer.holds is None and not known.answer.trouble.startswith("unknown")
    return untaken or known.best > _LONG


_LONG = 1.0


def _note(results: dict[Question, Result], question: Question, answer: Answer, *, first: bool) -> None:
    known = results.get(question)
    best = answer.seconds if first or known is None else min(known.best, answer.seconds)
    results[question] = Result(question, answer, best)


def _judge(results: Results) -> str:
    claims = [(result, word) for mine in results.values() for result in mine.values() for word in result.answer.words]
    referee, verdicts = shown([(result.question, word) for result, word in claims])
    for (result, _), verdict in zip(claims, verdicts, strict=True):
        result.proven = bool(result.proven) or verdict
    return referee


def _rows(contenders: Sequence[Contender], results: Results) -> list[Row]:
    ours = {q: r.best for q, r in results[contenders[0].name].items() if r.answer.holds is not None}
    rows: list[Row] = []
    for contender in contenders:
        mine = list(results[contender.name].values())
        rows.append(table.row(contender.name, contender.release, contender.peak, mine, ours))
        contender.peak = 0
    return rows


def _print_faults(results: Results) -> None:
    for name, mine in results.items():
        for question, result in mine.items():
            if result.standing not in ("right", "untaken", "given"):
                detail = result.answer.trouble or f"says {result.answer.holds}, {result.answer.words!a}"
                print(f"  {name}: {result.standing}: {question.id}: {detail[:160]}")
    reasons: dict[str, int] = {}
    for mine in results.values():
        for result in mine.values():
            if result.standing == "untaken":
                reasons[result.answer.trouble] = reasons.get(result.answer.trouble, 0) + 1
    for reason, count in sorted(reasons.items()):
        print(f"  {count} × {reason}")


def _details(question: Question, results: Results) -> dict[str, object]:
    answers: dict[str, object] = {}
    for name, mine in results.items():
        result = mine[question]
        answers[name] = {
            "standing": result.standing,
            "milliseconds": round(result.best * table.MILLISECONDS, 4),
            **({"trouble": result.answer.trouble} if result.answer.trouble else {}),
            **({"words": result.answer.words} if result.answer.words else {}),
        }
    return {"id": question.id, "over": question.over.value, "truth": question.truth, "answers": answers}


def _cold_starts(contenders: Sequence[Contender], runs: int) -> dict[str, float]:
    """From no process to an answer: ours is the whole command."""
    times: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _ in range(runs):
        for contender in contenders:
            start = time.perf_counter()
            contender.answer_cold(COLD)
            times[contender.name].append(time.perf_counter() - start)
    medians = {name: median(taken) * table.MILLISECONDS for name, taken in times.items()}
    ours = medians[contenders[0].name]
    print("\nfrom a cold start to one answer (ours: `endpointlint reach PATTERN`)")
    for name, taken in medians.items():
        print(f"{name:14} {taken:7.0f} ms  {taken / ours:5.2f} × ours")
    return {name: round(taken, 1) for name, taken in medians.items()}


if __name__ == "__main__":
    main()
