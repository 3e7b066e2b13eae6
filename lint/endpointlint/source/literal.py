r"""Decoded strings that know where each of their code points stood.

In JSON a regex's `\.` is written `\\.`, so a column counted in the decoded text is wrong by one for each escape before
it. A literal keeps, for each decoded code point, the offset at which its spelling began.
"""

from __future__ import annotations

from collections.abc import Sequence

from endpointlint.source.records import dataclass
from endpointlint.source.span import Span


@dataclass(frozen=True, slots=True)
class SourceLiteral:
    """A decoded string with the way back to its file."""

    value: str
    """The text as the reader of the document sees it. May hold lone surrogates."""
    offsets: Sequence[int]
    """For each code point of `value` the offset in the file where its spelling begins, and one more: where the last
    spelling ends. Non-decreasing, `len(value) + 1` long. A range, `Offsets` or a list."""
    span: Span
    """The whole literal in the file, quotes included."""

    @classmethod
    def plain(cls, value: str, start: int) -> SourceLiteral:
        """A literal that stands in the file exactly as it is, from `start` on."""
        return cls(value, range(start, start + len(value) + 1), Span(start, start + len(value)))

    def in_file(self, span: Span) -> Span:
        """The span of the file that spells a span of `value`.

        An empty span stays empty, at the place where its next code point begins.
        """
        start = self.offsets[span.start]
        if span.end <= span.start:
            return Span(start, start)
        # a folded line break in YAML spells one blank with a line end and an indent: stop where the spelling stops
        return Span(start, max(start, self.offsets[span.end]))

    def part(self, start: int, end: int) -> SourceLiteral:
        """The literal of `value[start:end]`, for a value that is cut into several."""
        offsets = self.offsets[start : end + 1]
        return SourceLiteral(self.value[start:end], offsets, Span(offsets[0], offsets[-1]))
