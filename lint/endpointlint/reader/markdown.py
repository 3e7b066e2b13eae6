"""Fences of a Markdown page, and the text between them.

Fences are found line by line, as CommonMark (section 4.5) opens and closes them, in block quotes and lists too. Where
pages in the wild are out of order (a body indented less than its list item, a fence right under an HTML tag), a fence
still lasts until its closing line: that is what its author sees in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import SourceText

_QUOTES = re.compile(r"(?:[ \t]{0,3}>[ \t]?)*")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_FENCE = re.compile(
    r"(?P<indent>[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)(?P<mark>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?:.*?(?:\r\n|\r|\n))??---[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: the content of a fence, or the text between two."""

    excerpt: Excerpt
    info: str | None
    """First word of the info string, in lower case; empty if a fence has none, None for text between fences."""


@dataclass(slots=True)
class _Open:
    mark: str
    info: str
    quotes: int
    """Block quotes that the fence stands in."""
    indent: int
    """Columns that its lines are indented by, at most."""


def has_fence(text: str) -> bool:
    """Whether a text may be a Markdown page."""
    return "```" in text or "~~~" in text


def read_blocks(source: SourceText) -> Iterator[Block]:
    """The blocks of a page, in order. Front matter and comments between fences are left out. Linear."""
    text = source.text
    front = _FRONT_MATTER.match(text)
    at = front.end() if front else 0
    fence: _Open | None = None
    lines: list[tuple[int, int]] = []
    while at < len(text):
        found = _LINE.match(text, at)
        end = found.end() if found else len(text)
        if fence is None:
            opened, skipped = _opening(text, at, end)
            if opened is not None:
                yield from _between(lines, source)
                fence, lines = opened, []
            elif skipped > end:
                # a comment: what it hides is no part of the page
                yield from _between([*lines, (at, text.index("<!--", at))], source)
                lines, end = [], skipped
            else:
                lines.append((at, end))
        else:
            content = _content(text, at, end, fence)
            if content is None or _closes(text[content[0] : end], fence):
                yield Block(_join(lines, at, source), fence.info)
                lines, ends = [], content is None
                fence = None
                if ends:
                    continue
            else:
                lines.append(content)
        at = end
    if fence is not None:
        yield Block(_join(lines, at, source), fence.info)
    else:
        yield from _between(lines, source)


def _opening(text: str, at: int, end: int) -> tuple[_Open | None, int]:
    """The fence that a line opens, if it does; and where a comment ends that begins in it and goes on behind it."""
    line = text[at:end].rstrip("\r\n")
    if "`" in line or "~" in line:
        quoted = _QUOTES.match(line)
        start = quoted.end() if quoted else 0
        found = _FENCE.match(line, start)
        if found:
            words = found["info"].replace("{", " ").replace("}", " ").split()
            info = words[0].lstrip(".").lower() if words else ""
            quotes = line.count(">", 0, start)
            return _Open(found["mark"], info, quotes, _width(found["indent"])), end
    if "<!--" in line:
        comment = _COMMENT.search(text, at)
        if comment and comment.start() < end:
            return None, comment.end()
    return None, end


def _content(text: str, at: int, end: int, fence: _Open) -> tuple[int, int] | None:
    """The part of a line that belongs to a fence; None if the fence's block quote has ended."""
    for _ in range(fence.quotes):
        found = _QUOTE.match(text, at, end)
        if not found:
            return None
        at = found.end()
    column = 0
    while at < end and column < fence.indent and text[at] in " \t":
        column += 4 - column % 4 if text[at] == "\t" else 1
        at += 1
    return at, end


def _closes(line: str, fence: _Open) -> bool:
    line = line.strip(" \t\r\n")
    return len(line) >= len(fence.mark) and not line.strip(fence.mark[0])


def _width(indent: str) -> int:
    column = 0
    for char in indent:
        column += 4 - column % 4 if char == "\t" else 1
    return column


def _join(lines: list[tuple[int, int]], at: int, source: SourceText) -> Excerpt:
    return Excerpt.join(_runs(lines) or [(at, at)], source)


def _runs(lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines that stand side by side as one range."""
    runs: list[tuple[int, int]] = []
    for start, end in lines:
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _between(lines: list[tuple[int, int]], source: SourceText) -> Iterator[Block]:
    if lines:
        yield Block(_join(lines, lines[0][0], source), None)
