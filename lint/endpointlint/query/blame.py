"""Whose fault it is: the characters of an entry that let a witness through, and why in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import CharsForm, Node, Pattern, parts_of
from endpointlint.query.witness import Path
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase


class Cause(Enum):
    """The ways in which an entry loses its host."""

    CROSSES_END = "crosses-end"
    """A repeat reads the character that ends the host."""
    USER_NAME = "user-name"
    """A repeat reads the `@`, so that what looks like the host is a user name."""
    CONTINUES = "continues"
    """Nothing ends the host that is spelled out, so the name goes on."""
    UNESCAPED_DOT = "unescaped-dot"
    FREE_NAME = "free-name"
    """A class or repeat may spell any owner."""


@dataclass(frozen=True, slots=True)
class Blame:
    """The guilty characters of an entry."""

    cause: Cause
    span: Span
    """In the entry's text."""
    label: str
    """What to write beside the caret."""
    step: int
    """The step of the path that shows it."""


_ENDS: Final = {"/": "`/`", "?": "`?`", "#": "`#`", ":": "`:`"}
_MOST: Final = 24


def blame(pattern: Pattern, path: Path, owner: str) -> Blame:
    """The characters that let a foreign host through.

    Args:
        pattern: the entry.
        path: an accepted URL, with the place in the pattern that read each of its characters.
        owner: the owner of the path's host.
    """
    url, phases, host = path.url, path.phases, path.host_at
    owned = host[-len(owner) :] if owner else host
    if path.host.endswith(".") and phases[host[-1]] is Phase.NAME:
        owned = host[-len(owner) - 1 : -1]
    at = next((n for n, phase in enumerate(phases) if phase is Phase.AUTHORITY and url[n] == "@"), None)
    if at is not None and (origin := _free(path, at)) is not None:
        span = repeat_around(pattern, origin)
        said = f"{quoted(pattern, span)} matches `@` too, so what looks like the host is a user name"
        return Blame(Cause.USER_NAME, span, said, at)
    end = host.stop
    if end < len(url) and url[end] in _ENDS and (origin := _free(path, end)) is not None:
        span = repeat_around(pattern, origin)
        said = f"{quoted(pattern, span)} matches {_ENDS[url[end]]} too, so the host can end here"
        return Blame(Cause.CROSSES_END, span, said, end)
    guilty = next((n for n in owned if not path.literal(n) and url[n] != "."), owned[0] if owned else end - 1)
    return _in_name(pattern, path, guilty)


def _free(path: Path, number: int) -> Span | None:
    """What read a character that the entry does not spell out."""
    return None if path.literal(number) else path.origin(number)


def _in_name(pattern: Pattern, path: Path, guilty: int) -> Blame:
    origin = path.origin(guilty) or pattern.root.span
    span = repeat_around(pattern, origin)
    node = chars_at(pattern, origin)
    if node is not None and node.form is CharsForm.DOT and span == origin:
        said = "an unescaped `.` matches any character, not just a dot"
        return Blame(Cause.UNESCAPED_DOT, span, said, guilty)
    host = path.host_at
    before = any(n < guilty and path.origin(n) not in (None, origin) for n in host)
    after = any(n > guilty and (read_by := path.origin(n)) is not None and read_by.start >= span.end for n in host)
    if before and span != origin and not after:
        said = f"nothing ends the host before {quoted(pattern, span)}, so the name can go on"
        return Blame(Cause.CONTINUES, span, said, guilty)
    return Blame(Cause.FREE_NAME, span, f"{quoted(pattern, span)} leaves the owner's name open", guilty)


def quoted(pattern: Pattern, span: Span) -> str:
    """A piece of the entry's text for a sentence, shortened in the middle if it is long."""
    text = pattern.text[span.start : span.end]
    if len(text) > _MOST:
        text = text[: _MOST // 2] + "…" + text[-_MOST // 2 + 1 :]
    return f"`{text}`"


def repeat_around(pattern: Pattern, origin: Span) -> Span:
    """The innermost repeat around a set, or the set alone where none is; a repeat of one or no time is none."""
    for node in reversed(list(ancestors(pattern, origin))):
        if isinstance(node, ast.Repeat) and (node.max is None or node.max > 1):
            return node.span
    return origin


def chars_at(pattern: Pattern, origin: Span) -> ast.Chars | None:
    """The set of characters with exactly this span."""
    for node in ancestors(pattern, origin):
        if isinstance(node, ast.Chars) and node.span == origin:
            return node
    return None


def ancestors(pattern: Pattern, origin: Span) -> Iterator[Node]:
    """The nodes around a span, from the root inwards, the node of the span included."""
    node: Node | None = pattern.root
    while node is not None:
        yield node
        node = next((part for part in parts_of(node) if part.span.covers(origin)), None)
