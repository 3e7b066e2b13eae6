"""A file's text and its lines, and what of it must not be shown."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from endpointlint.source.span import Position, Span

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class SourceText:
    """The decoded text of one input; compared by identity.

    A byte order mark is not part of `text`. Lines end at LF, CR LF or CR, whatever mixture the file has.
    """

    path: str
    """For display: as the user gave it, or as found below a folder that the user gave."""
    text: str = field(repr=False)
    _starts: list[int] = field(default_factory=list[int], repr=False)
    _hidden: list[tuple[Span, str]] = field(default_factory=list[tuple[Span, str]], repr=False)

    def hide(self, span: Span, value: str = "") -> None:
        """Have reports show none of a span. Readers call it, before anybody reports.

        Args:
            span: what is masked where a line is shown.
            value: what the span spells, where no text of a report may hold it either.
        """
        self._hidden.append((span, value))

    @property
    def hidden(self) -> tuple[Span, ...]:
        """The spans that are masked, in the order in which they were found."""
        return tuple(span for span, _ in self._hidden)

    @property
    def secrets(self) -> frozenset[str]:
        """What must not stand in any report. For redaction only."""
        return frozenset(value for _, value in self._hidden if value)

    def _line_starts(self) -> list[int]:
        # filled on first use: most files have no finding and never need their lines
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(m.end() for m in _LINE_END.finditer(self.text))
        return self._starts

    def position(self, offset: int) -> Position:
        """Line and column of a code point offset. Logarithmic in lines, after one pass over the text."""
        starts = self._line_starts()
        line = bisect_right(starts, min(max(offset, 0), len(self.text)))
        return Position(line, offset - starts[line - 1] + 1)

    def line_start(self, line: int) -> int:
        """Offset of the first code point of a line, counted from 1."""
        return self._line_starts()[line - 1]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its ending."""
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """Number of lines; 1 for an empty text."""
        return len(self._line_starts())
