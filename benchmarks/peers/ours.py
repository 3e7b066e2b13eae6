"""endpointlint itself as a contender. A line in is a JSON object: a question with its patterns as they are written.

What is measured begins with the texts of the patterns and ends with the verdict and its witness; the owners of an entry
are found, not given. The process is warm, as the others' are, but what it remembers of questions it has seen is dropped
before each round.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

from benchmarks.peers.cases import JAVA, Kind, Over
from benchmarks.peers.wire import now, since

from endpointlint.javaregex.parse import parse
from endpointlint.query.hosts import pinning
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown
from endpointlint.url import grammar

_WARMING = (r"^https://warm\.example\.com/.*$", r"^https://[a-z]+\.example\.com/.*", r"^http://.*\.example\.com")
_MOST_SHARED = 2


def answer(kind: Kind, over: Over, left: Sequence[str], right: Sequence[str]) -> dict[str, object]:
    """The answer to one question: `holds`, `words` that show it does not, `reason` where it is unknown; `seconds`."""
    start = now()
    verdicts = list(_verdicts(kind, over, left, right))
    seconds = since(start)
    words: list[str] = []
    for verdict in verdicts:
        match verdict:
            case Refuted(word):
                words.append(word)
            case Unknown(reason) if not words:
                return {"seconds": seconds, "holds": None, "words": [], "reason": reason}
            case Unknown() | Proved():
                continue
    return {"seconds": seconds, "holds": not words, "words": words}


def _verdicts(
    kind: Kind, over: Over, left: Sequence[str], right: Sequence[str]
) -> Iterator[Proved | Refuted[str] | Unknown]:
    smaller = [Language(parse(text, JAVA)) for text in left]
    if kind is Kind.HOSTS:
        verdict = pinning(smaller[0]).verdict
        yield Refuted(verdict.witness.url) if isinstance(verdict, Refuted) else verdict
        return
    larger = [Language(parse(text, JAVA)) for text in right]
    yield included(smaller, larger, urls=over is Over.URLS)
    if kind is Kind.EQUIVALENCE:
        yield included(larger, smaller, urls=over is Over.URLS)


def forget(*, grammar_too: bool = False) -> None:
    """Drop what is remembered of single questions; knowledge that a process loads once stays, unless it is the grammar.

    Bounded caches are of the former kind, unbounded ones and those for a value or two of the latter.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("endpointlint."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and (value.cache_info().maxsize or 0) > _MOST_SHARED:
                    value.cache_clear()
    if grammar_too:
        grammar.grammar.cache_clear()


def warm() -> None:
    """Ask a few questions that are in no data."""
    for text in _WARMING:
        for over in Over:
            answer(Kind.HOSTS, over, [text], [])
            answer(Kind.INCLUSION, over, [text], [_WARMING[0]])


def main() -> None:
    """Answer standard input line by line; an empty object begins a round."""
    for line in sys.stdin:
        question = json.loads(line)
        if not question:
            forget()
            warm()
            out: dict[str, object] = {}
        else:
            if question["alone"]:
                forget(grammar_too=True)
            out = answer(Kind(question["kind"]), Over(question["over"]), question["left"], question["right"])
        print(json.dumps(out), flush=True)


if __name__ == "__main__":
    main()
