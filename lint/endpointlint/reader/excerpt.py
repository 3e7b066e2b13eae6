"""Text taken out of a file, with the way back to it.

A fence in a blockquote, a body between shell quotes, a file embedded in a YAML block scalar: each is read by the same
parsers as a file of its own, and every place in it is a place in the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from endpointlint.policy.document import Problem
from endpointlint.source import Offsets, Place, SourceLiteral, SourceText, Span
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text whose code points each stand somewhere in a source."""

    text: str
    offsets: Sequence[int]
    """As `SourceLiteral.offsets`: one for each code point of `text`, and the end of the last."""
    source: SourceText

    @classmethod
    def whole(cls, source: SourceText) -> Excerpt:
        """All of a file."""
        return cls(source.text, range(len(source.text) + 1), source)

    @classmethod
    def of(cls, literal: SourceLiteral, source: SourceText) -> Excerpt:
        """The decoded text of a literal, for a document inside a document."""
        return cls(literal.value, literal.offsets, source)

    @classmethod
    def join(cls, parts: Sequence[tuple[int, int]], source: SourceText) -> Excerpt:
        """Ranges of the file, one behind the other; what lies between them is left out. At least one range."""
        if len(parts) == 1:
            start, end = parts[0]
            return cls(source.text[start:end], range(start, end + 1), source)
        offsets = Offsets()
        for start, end in parts:
            offsets.add(start, end - start)
        offsets.add(parts[-1][1])
        return cls("".join(source.text[start:end] for start, end in parts), offsets, source)

    def part(self, start: int, end: int) -> Excerpt:
        """A piece of this excerpt."""
        return Excerpt(self.text[start:end], self.offsets[start : end + 1], self.source)

    def span(self, start: int, end: int) -> Span:
        """Where a range of `text` stands in the file. Its end is the end of its last code point's spelling."""
        first = self.offsets[start]
        return Span(first, first) if end <= start else Span(first, max(first, self.offsets[end]))

    def literal(self, start: int, end: int) -> SourceLiteral:
        """A range of `text` that means itself, without quotes."""
        return SourceLiteral(self.text[start:end], self.offsets[start : end + 1], self.span(start, end))

    def problem(self, message: str, start: int, end: int, *, blocking: bool = True) -> Problem:
        """A problem with a range of `text`."""
        return Problem(message, Place(self.source, self.span(start, end)), blocking)
