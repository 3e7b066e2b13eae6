"""Fences of a Markdown page, and the text between them.

Fences are found line by line, as CommonMark (section 4.5) opens and closes them, in block quotes and lists too. Where
pages in the wild are out of order (a body indented less than its list item, a fence right under an HTML tag), a fence
still lasts until its closing line: that is what its author sees in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from endpointlint.reader.excerpt import Excerpt
from endpointlint.source import SourceText
from endpointlint.source.records import dataclass

_SEGMENT = re.compile(r"[ \t]+|>[ \t]?|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+")
_FENCE = re.compile(r"(?P<mark>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?:.*?(?:\r\n|\r|\n))??---[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"[ ]{0,3}<!--")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: the content of a fence, or the text between two."""

    excerpt: Excerpt
    info: str | None
    """First word of the info string, in lower case; empty if a fence has none, None for text between fences."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A fence whose closing line has not come yet."""

    mark: str
    info: str
    prefix: tuple[int, ...]
    """What stands before the mark, in order: columns of an indent or list marker, or `_QUOTE`."""


_QUOTE = -1


def has_fence(text: str) -> bool:
    """Whether a text may be a Markdown page."""
    return "```" in text or "~~~" in text


def read_blocks(source: SourceText) -> Iterator[Block]:
    """The blocks of a page, in order. Front matter and comments between fences are left out. Linear."""
    text = source.text
    front = _FRONT_MATTER.match(text)
    at = front.end() if front else 0
    fence: _Open | None = None
    in_comment = False
    lines: list[tuple[int, int]] = []
    while at < len(text):
        found = _LINE.match(text, at)
        end = found.end() if found else len(text)
        if fence is not None:
            content = _content(text, at, end, fence)
            if content is None or _closes(text[content[0] : end], fence):
                yield Block(_join(lines, at, source), fence.info)
                lines, fence = [], None
                if content is None:
                    # the line is no part of the fence's block quote: read it again as what it is
                    continue
            else:
                lines.append(content)
        elif in_comment or _COMMENT.match(text, at):
            # an HTML block of CommonMark's second kind (section 4.6)
            in_comment = text.find("-->", at, end) < 0
            yield from _between(lines, source)
            lines = []
        elif (opened := _opening(text[at:end].rstrip("\r\n"))) is not None:
            yield from _between(lines, source)
            fence, lines = opened, []
        else:
            lines.append((at, end))
        at = end
    if fence is not None:
        yield Block(_join(lines, at, source), fence.info)
    else:
        yield from _between(lines, source)


def _opening(line: str) -> _Open | None:
    """The fence that a line opens, if it does."""
    if "```" not in line and "~~~" not in line:
        return None
    prefix: list[int] = []
    at = column = 0
    while segment := _SEGMENT.match(line, at):
        after = _column(segment[0], column)
        prefix.append(_QUOTE if segment[0].startswith(">") else after - column)
        at, column = segment.end(), after
    found = _FENCE.match(line, at)
    if not found:
        return None
    words = found["info"].replace("{", " ").replace("}", " ").split()
    return _Open(found["mark"], words[0].lstrip(".").lower() if words else "", tuple(prefix))


def _content(text: str, at: int, end: int, fence: _Open) -> tuple[int, int] | None:
    """The part of a line that belongs to a fence; None if the fence's block quote has ended."""
    column = 0
    for columns in fence.prefix:
        if columns == _QUOTE:
            while at < end and text[at] in " \t":
                column = _column(text[at], column)
                at += 1
            if at >= end or text[at] != ">":
                return None
            at, column = at + 1, column + 1
            if at < end and text[at] in " \t":
                column = _column(text[at], column)
                at += 1
        else:
            stop = column + columns
            while at < end and column < stop and text[at] in " \t":
                column = _column(text[at], column)
                at += 1
    return at, end


def _closes(line: str, fence: _Open) -> bool:
    line = line.strip(" \t\r\n")
    return len(line) >= len(fence.mark) and not line.strip(fence.mark[0])


def _column(text: str, column: int) -> int:
    """The column behind a text that begins at a column; tabs go to the next multiple of four."""
    for char in text:
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
