"""Whether a witness shows what it is said to show."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.peers.cases import JAVA, Kind, Over, Question
from benchmarks.peers.contenders import compiled

from endpointlint.javaregex.parse import parse
from endpointlint.query.language import Language
from endpointlint.url import suffix
from endpointlint.url.client import dialled


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as somebody reads it."""

    host: str | None
    matches: tuple[bool | None, ...]
    """For each pattern of the question, the left ones first."""


def shown(claims: Sequence[tuple[Question, str]]) -> tuple[str, list[bool]]:
    """For each question and witness whether the witness refutes it, and who says so: a JVM, or else we ourselves."""
    folder = compiled("Replay.java")
    if folder is None:
        return "endpointlint itself, as there is no JDK on PATH", [
            _refutes(q, word, _ours(q, word)) for q, word in claims
        ]
    lines = [" ".join(map(_hexed, (word, *q.left, *q.right))) for q, word in claims]
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-Xss64m", "-cp", str(folder), "Replay"],
        input="\n".join([*lines, ""]),
        capture_output=True,
        text=True,
        check=True,
    )
    release, *answers = done.stdout.splitlines()
    seen = [_read(answer) for answer in answers]
    return f"java {release}", [_refutes(q, word, s) for (q, word), s in zip(claims, seen, strict=True)]


def _hexed(text: str) -> str:
    return text.encode("utf-16-be", "surrogatepass").hex()


def _read(line: str) -> _Seen:
    host, *matches = line.split(" ")
    told = {"1": True, "0": False}
    text = None if host == "-" else bytes.fromhex(host).decode("utf-16-be", "surrogatepass")
    return _Seen(text, tuple(told.get(match) for match in matches))


def _ours(question: Question, word: str) -> _Seen:
    client = dialled(word)
    matches = [Language(parse(text, JAVA)).accepts(word) for text in (*question.left, *question.right)]
    return _Seen(
        None if isinstance(client, str) else client.host, tuple(m if isinstance(m, bool) else None for m in matches)
    )


def _refutes(question: Question, word: str, seen: _Seen) -> bool:
    if (question.kind is Kind.HOSTS or question.over is Over.URLS) and seen.host is None:
        return False
    left, right = seen.matches[: len(question.left)], seen.matches[len(question.left) :]
    if question.kind is Kind.HOSTS:
        assert seen.host is not None
        return any(left) and suffix.owner(seen.host) not in question.owners
    added, kept = any(left), all(match is False for match in left)
    inside, outside = any(right), all(match is False for match in right)
    return (added and outside) or (question.kind is Kind.EQUIVALENCE and kept and inside)
