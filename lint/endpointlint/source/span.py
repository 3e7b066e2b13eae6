"""Spans in code points, positions as people count them, and places in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from endpointlint.source.text import SourceText


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start <= end`, counted from 0."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def join(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Line and column, both from 1; columns count code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a file, and the way to it through the document's structure."""

    source: SourceText
    span: Span
    pointer: str = ""
    """JSON Pointer (RFC 6901) into the document; empty where a document has no structure."""

    @property
    def path(self) -> str:
        """The file's path as the user gave it."""
        return self.source.path

    @property
    def start(self) -> Position:
        """Where the range begins."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """Where the range ends, exclusive."""
        return self.source.position(self.span.end)
