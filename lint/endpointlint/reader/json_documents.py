"""Files of JSON: one document, several, one a line, or the members of one that lacks its braces."""

from __future__ import annotations

import re
from collections.abc import Callable

from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest
from endpointlint.reader.json_text import Parsed, parse_members, parse_value, skip_space
from endpointlint.source import SourceText

MAX_VALUES = 100_000
"""Documents that are read one behind the other in a file that is not known to have one a line."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def read_json(
    source: SourceText, harvest: Harvest, lines: Callable[[], re.Pattern[str]] | None, *, keys: re.Pattern[str]
) -> None:
    """Take what the documents of a file hold. Linear.

    Args:
        source: the file.
        harvest: takes it.
        lines: if the file is named as one of documents of one line each, what stands in every line that matters.
        keys: what makes a document that cannot be read a gap.
    """
    excerpt = Excerpt.whole(source)
    by_line = lines() if lines and _is_lines(excerpt) else None
    position = values = 0
    found = False
    ours: bool | None = None
    while position < len(source.text):
        if by_line is not None:
            position = _next_line(source.text, position, by_line)
        elif values >= MAX_VALUES:
            harvest.problems.append(excerpt.problem(f"more than {MAX_VALUES} documents", position, position + 1))
            break
        values += 1
        end = _end_of_line(source.text, position) if by_line else None
        parsed = _fragment(excerpt, position) or parse_value(excerpt, position, end)
        taken = harvest.json(parsed)
        if not taken and parsed.broken:
            ours = keys.search(source.text) is not None if ours is None else ours
            harvest.problems.extend(problem for problem in parsed.problems if ours and problem.blocking)
        found = found or taken
        following = skip_space(source.text, parsed.end)
        if parsed.value is None or following >= len(source.text):
            break
        if by_line is None and found:
            message = "something follows the end of the document"
            harvest.problems.append(excerpt.problem(message, following, following + 1, blocking=False))
        position = max(following, position + 1)


def _next_line(text: str, position: int, ours: re.Pattern[str]) -> int:
    """Where the first line begins, from a position on, that can hold anything of ours; the position in its own line."""
    found = ours.search(text, position)
    if found is None:
        return len(text)
    return max(position, text.rfind("\n", position, found.start()) + 1, text.rfind("\r", position, found.start()) + 1)


def _is_lines(excerpt: Excerpt) -> bool:
    """Whether the first document of a file stands on one line."""
    start = skip_space(excerpt.text)
    return not parse_value(excerpt, start, _end_of_line(excerpt.text, start)).broken


def _end_of_line(text: str, start: int) -> int | None:
    """Where the document at `start`, or behind blanks there, ends at the latest; None if that is the last line."""
    found = _LINE_END.search(text, skip_space(text, start))
    return found.start() if found else None


def _fragment(excerpt: Excerpt, start: int) -> Parsed | None:
    """The members of an object that lacks its braces, as people copy them."""
    text = excerpt.text
    if not text.startswith('"', start := skip_space(text, start)):
        return None
    key = parse_value(excerpt, start)
    return parse_members(excerpt, start) if text.startswith(":", skip_space(text, key.end)) else None
