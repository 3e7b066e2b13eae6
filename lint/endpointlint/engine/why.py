"""Which entries of some files let a URL through, and how far the others can read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from endpointlint.engine.bulk import Answer, Defaults, combined, why_answer
from endpointlint.engine.redact import Redactor, redactor
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Input, Problem
from endpointlint.policy.model import Entry, ListSetting
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language
from endpointlint.query.trial import Trial
from endpointlint.reader.discover import discover, read
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Tried:
    """An entry, tried on the URL."""

    entry: Entry
    valid: bool
    matches: bool | None
    """None where that is unknown, and where the entry is no regex."""
    stops_at: int | None
    """For an entry that does not match: how many characters of the URL, all of them perhaps, begin some text that it
    might match. None where it matches, where that is unknown, and where it is no regex."""


@dataclass(frozen=True, slots=True)
class Why:
    """A URL and all entries that were tried on it."""

    answer: Answer
    """What `why` answers in bulk to the same URL and entries."""
    tried: tuple[Tried, ...]
    unread: tuple[tuple[str, Problem], ...]
    """What was not read, by the path of its file."""
    redactor: Redactor
    """Takes the secrets of the files out of a text."""

    @property
    def trusted(self) -> bool | None:
        """Whether some entry lets the URL through; None where that is unknown."""
        if self.answer["trusted"] is True:
            return True
        return None if any(tried.valid and tried.matches is None for tried in self.tried) else False


def why(url: str, paths: Sequence[str], defaults: Defaults, *, stdin: Callable[[], bytes]) -> Why:
    """Try a URL on every entry of the lists of trusted connector endpoints that the paths hold.

    Args:
        url: any text.
        paths: files, folders, and `-` for standard input.
        defaults: the release and the JDK that are meant.
        stdin: reads standard input; called at most once, and only for `-`.
    """
    entries: list[Entry] = []
    unread: list[tuple[str, Problem]] = []
    inputs: list[Input] = []
    for found in discover(paths, stdin):
        if found.repeats is not None:
            continue
        held = read(found)
        inputs.append(held)
        unread.extend((held.path, problem) for problem in held.problems if problem.blocking)
        for document in held.documents:
            for listed in document.lists:
                if listed.setting is ListSetting.TRUSTED_ENDPOINTS:
                    entries.extend(listed.entries)
    answer: dict[str, Any] = why_answer({"url": url, "patterns": [e.literal.value for e in entries]}, defaults)
    tried = [_tried(entry, url, said, defaults) for entry, said in zip(entries, answer["entries"], strict=True)]
    return Why(answer, tuple(tried), tuple(unread), redactor(inputs))


def _tried(entry: Entry, url: str, said: dict[str, Any], defaults: Defaults) -> Tried:
    matches: bool | None = said.get("matches")
    stops = stops_at(entry.literal.value, url, defaults) if matches is False else None
    return Tried(entry, said["valid"], matches, stops)


def stops_at(pattern: str, text: str, defaults: Defaults) -> int | None:
    """How many characters of a text begin some text that a regex might match as a whole; None where that is unknown.

    An upper bound where the regex has constructs that are only enclosed. Cost: that of one match.
    """
    if defaults.operation is not Operation.MATCHES:
        return None
    try:
        parsed = parse(pattern, defaults.java_tables)
    except PatternProblem:
        return None
    return Trial(Language(parsed, operation=defaults.operation, budget=defaults.budget)).stops_at(combined(text))
