"""Establish the right answers of a file of questions, and write them into it.

    python -m benchmarks.peers.truth FILE.jsonl...

Nobody is believed alone. "No" is right where a witness stands the test on a JVM; "yes" where two peers or more, not
counting endpointlint, say so and nobody has a witness. `held_by` records who. What nobody can settle is printed, and
stays without an answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.cases import Kind, Question, read
from benchmarks.peers.contenders import Contender, Missing, ourselves, peers
from benchmarks.peers.referee import shown

_SECONDS = 30.0
_ENOUGH = 2


def main() -> None:
    """Go through the files."""
    independent = [peer for peer in peers() if not isinstance(peer, Missing)]
    us = ourselves()
    for path in map(Path, sys.argv[1:]):
        questions = [question for question in read(path) if question.kind is not Kind.EQUIVALENCE]
        settled = {question.id: _settled(question, us, independent) for question in questions}
        lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        path.write_text("".join(json.dumps(_told(line, settled), ensure_ascii=True) + "\n" for line in lines), "utf-8")
    for contender in (us, *independent):
        contender.stop()


_Truth = tuple[bool | None, list[str]]


def _settled(question: Question, us: Contender, independent: Sequence[Contender]) -> _Truth:
    said = {us.name: us.ask(question, _SECONDS)}
    for peer in independent:
        # the others would only say it once more
        if sum(answer.holds is not None for answer in said.values()) <= _ENOUGH:
            said[peer.name] = peer.ask(question, _SECONDS)
    claims = [(question, word) for answer in said.values() for word in answer.words]
    referee, verdicts = shown(claims)
    if any(verdicts):
        truth: _Truth = False, [referee]
    else:
        sure = [f"{peer.name} {peer.release}" for peer in independent if peer.name in said and said[peer.name].holds]
        truth = (True, sure) if len(sure) >= _ENOUGH and not claims else (None, [])
    print(f"{question.id}: {truth[0]}, by {', '.join(truth[1]) or 'nobody'}", flush=True)
    if truth[0] is None or any(answer.holds not in (None, truth[0]) for answer in said.values()):
        for name, answer in said.items():
            print(f"  {name}: {answer.holds} {answer.trouble} {' '.join(map(ascii, answer.words))}")
    return truth


def _told(line: dict[str, object], settled: dict[str, _Truth]) -> dict[str, object]:
    name = str(line["id"])
    if "pattern" in line:
        holds, witnesses = settled[name]
        verdict = {True: "proved", False: "refuted", None: None}[holds]
        return {**line, "pinned": verdict, "held_by": witnesses}
    (removed, by_removed), (added, by_added) = settled[f"{name} >"], settled[f"{name} <"]
    held_by = {"nothing_added": by_added, "nothing_removed": by_removed}
    return {**line, "nothing_added": added, "nothing_removed": removed, "held_by": held_by}


if __name__ == "__main__":
    main()
