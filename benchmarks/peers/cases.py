"""Questions with their right answers, read from files of one JSON object a line.

An object with `pattern` asks about hosts: `owners` are those that the entry names (`also_spelled`: further ones, named
with dots that are not escaped), `pinned` is `proved` if it reaches no host of anybody else and `refuted` if it does. An
object with `old` and `new`, two lists of entries, asks for inclusion both ways and for equivalence, `over` `urls` or
`strings`; `nothing_added` and `nothing_removed` are the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Final

from benchmarks.peers import core, urls
from benchmarks.peers.core import And, Core, Name, Not, Or, UnsayableError

from endpointlint.automata.expression import Expr
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem

JAVA: Final = 21
"""The JDK whose regexes are meant."""
URL_GRAMMAR: Final = "urls"


class Kind(Enum):
    """What is asked."""

    HOSTS = "host escape"
    INCLUSION = "inclusion"
    EQUIVALENCE = "equivalence"


class Over(Enum):
    """Among which texts it is asked."""

    URLS = "urls"
    STRINGS = "strings"


@dataclass(frozen=True)
class Question:
    """Whether a language has no words: URLs beyond the owners, or texts of one list that are not of the other."""

    id: str
    kind: Kind
    over: Over
    left: tuple[str, ...]
    """The entry; of two lists the one that should be in the other."""
    right: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    truth: bool | None = None
    """Whether it has none; None if that is not known."""
    line: Mapping[str, object] = field(default_factory=dict, compare=False)

    @cached_property
    def cores(self) -> tuple[Core, ...]:
        """The languages that have no words if the answer is yes.

        Raises:
            UnsayableError: the core has no words for a construct of a pattern.
        """
        left = _union(self.left)
        if self.kind is Kind.HOSTS:
            return (And((left, Name(URL_GRAMMAR), Not(core.translated(urls.urls_of(self.owners))))),)
        right = _union(self.right)
        among = (Name(URL_GRAMMAR),) if self.over is Over.URLS else ()
        one = And((left, *among, Not(right)))
        return (one,) if self.kind is Kind.INCLUSION else (one, And((right, *among, Not(left))))


def _union(patterns: Sequence[str]) -> Core:
    entries = tuple(core.translated(_lowered(pattern)) for pattern in patterns)
    return entries[0] if len(entries) == 1 else Or(entries)


def _lowered(pattern: str) -> Expr:
    bounds = lower(parse(pattern, JAVA))
    if not bounds.exact:
        raise UnsayableError(bounds.gaps[0].construct)
    return bounds.outer


def url_grammar() -> Core:
    """The language that questions know by name."""
    return core.translated(urls.URLS)


def read(path: Path) -> Iterator[Question]:
    """The questions of a file. Lines whose patterns do not compile are left out.

    Raises:
        ValueError: a line is no object with the fields above.
    """
    for number, text in enumerate(path.read_text("utf-8").split("\n"), 1):
        if text.strip():
            try:
                line = json.loads(text)
                yield from _questions(line, str(line.get("id", number)))
            except (AttributeError, KeyError, TypeError, ValueError) as problem:
                raise ValueError(f"{path}:{number}: {problem!r}") from None


def _questions(line: Mapping[str, object], name: str) -> Iterator[Question]:
    if "pattern" in line:
        pattern = line["pattern"]
        assert isinstance(pattern, str)
        if _compiles(pattern):
            owners = tuple(sorted({*_texts(line, "owners"), *_texts(line, "also_spelled")}))
            truth = {"proved": True, "refuted": False}.get(str(line.get("pinned")))
            yield Question(name, Kind.HOSTS, Over.URLS, (pattern,), owners=owners, truth=truth, line=line)
        return
    old, new, over = _texts(line, "old"), _texts(line, "new"), Over(line.get("over", "urls"))
    if not all(map(_compiles, (*old, *new))):
        return
    added, removed = _answer(line, "nothing_added"), _answer(line, "nothing_removed")
    yield Question(f"{name} >", Kind.INCLUSION, over, old, new, truth=removed, line=line)
    yield Question(f"{name} <", Kind.INCLUSION, over, new, old, truth=added, line=line)
    both = False if False in (added, removed) else None if None in (added, removed) else True
    yield Question(f"{name} =", Kind.EQUIVALENCE, over, old, new, truth=both, line=line)


def _texts(line: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = line.get(key, [])
    if not isinstance(values, list):
        raise TypeError(f"{key}: no list")
    return tuple(map(str, values))


def _answer(line: Mapping[str, object], key: str) -> bool | None:
    value = line.get(key)
    return value if isinstance(value, bool) else None


def _compiles(pattern: str) -> bool:
    try:
        parse(pattern, JAVA)
    except PatternProblem:
        return False
    return True
