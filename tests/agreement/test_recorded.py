"""What JVMs were seen to answer, on every engine: the automaton, the walk, the `regex` package, and a JVM."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agreement.compare import bounds, running_jvm, walks
from agreement.words import combined
from endpointlint.evidence.jvm import Refused
from endpointlint.evidence.reference import Reference
from endpointlint.javaregex.parse import parse
from endpointlint.query.claim import Operation

FIXTURES = Path(__file__).parents[2] / "fixtures" / "regex"


@dataclass(frozen=True, slots=True)
class Asked:
    """One regex under one operation of one JDK."""

    pattern: str
    java: int
    operation: Operation


Answers = list[bool | None]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _recorded() -> dict[Asked, dict[str, bool | None]]:
    """The answers of JVMs by text; None: it threw."""
    out: dict[Asked, dict[str, bool | None]] = {}
    for name in ("matches.jsonl", "corners.jsonl"):
        for row in _rows(name):
            for java in row["java"]:
                for operation in Operation:
                    if operation.value in row:
                        answers = out.setdefault(Asked(row["pattern"], java, operation), {})
                        answers[combined(row["text"])] = row[operation.value]
    return out


RECORDED = _recorded()
COUNT = sum(map(len, RECORDED.values()))


def _answered(engine: Callable[[Asked, list[str]], Answers]) -> int:
    """How many of the texts an engine has an answer to, which then must be the JVM's."""
    answered = 0
    for asked, answers in RECORDED.items():
        found = engine(asked, list(answers))
        for (text, expected), answer in zip(answers.items(), found, strict=True):
            if answer is not None:
                assert answer is expected, (asked, text)
                answered += 1
    return answered


def test_the_bounds_enclose_the_answers() -> None:
    decided = 0
    for asked, answers in RECORDED.items():
        found = bounds(asked.pattern, asked.java, asked.operation, list(answers))
        for (text, expected), between in zip(answers.items(), found, strict=True):
            assert between is not None, (asked, text)
            inner, outer = between
            if expected is None:
                assert (inner, outer) == (False, True), (asked, text)
            else:
                assert inner <= expected <= outer, (asked, text)
                decided += inner is outer
    assert decided > 0.8 * COUNT


def test_the_walk_gives_the_answers() -> None:
    answered = _answered(lambda asked, texts: walks(asked.pattern, asked.java, asked.operation, texts))
    assert answered > 0.97 * COUNT


def test_the_regex_package_gives_the_answers_where_it_has_any() -> None:
    newest: dict[str, int] = {}
    for asked in RECORDED:
        newest[asked.pattern] = max(asked.java, newest.get(asked.pattern, 0))

    def ask(asked: Asked, texts: list[str]) -> Answers:
        if asked.java != newest[asked.pattern]:
            return [None] * len(texts)  # that package takes long over large sets
        reference = Reference(parse(asked.pattern, asked.java), asked.operation)
        return [reference.accepts(text) for text in texts]

    assert _answered(ask) > 0.1 * COUNT


def test_the_jvm_still_gives_the_answers() -> None:
    jvm = running_jvm()
    for asked, answers in RECORDED.items():
        if asked.java == jvm.feature:
            assert jvm.answers(asked.pattern, list(answers), asked.operation) == list(answers.values()), asked


def test_the_jvm_still_refuses_with_the_same_words() -> None:
    jvm = running_jvm()
    for row in _rows("syntax.jsonl"):
        if jvm.feature in row["java"]:
            found = jvm.answers(row["pattern"], [])
            assert isinstance(found, Refused) is not row["valid"], row
            if isinstance(found, Refused):
                assert found.message == row["message"], row


def test_no_case_is_lost() -> None:
    names = {path.name for path in FIXTURES.glob("*.jsonl")}
    assert names == {"syntax.jsonl", "matches.jsonl", "corners.jsonl"}
