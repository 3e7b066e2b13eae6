"""What of a file may be shown: its lines with asterisks in the place of secrets.

Masked are the spans that readers found to be secrets, and what looks like one anywhere else on a line: the password of
a command, the token of a header that nobody asked about. Masks are as long as what they hide, so that columns stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from endpointlint.source import SourceText, Span

_MASK = "*"
_LONGEST = 20_000
"""Code points of a line that are searched for secrets nobody knows of; no line that people write is longer."""


@lru_cache(maxsize=1024)
def shown_line(source: SourceText, number: int) -> str:
    """A line, counted from 1, as it may be shown, without its ending. Linear in the line and in what is hidden."""
    line, start = source.line(number), source.line_start(number)
    hidden = [
        Span(max(span.start - start, 0), span.end - start)
        for span in source.hidden
        if span.start < start + len(line) and start < span.end
    ]
    if len(line) <= _LONGEST:
        from endpointlint.policy.secret import secrets_in

        hidden.extend(found.span for found in secrets_in(line))
    return _masked(line, hidden)


@lru_cache(maxsize=64)
def shown_text(source: SourceText) -> str:
    """All of a file as it may be shown; of the same length as its text."""
    lines = source.line_count
    found = [(source.line_start(number), shown_line(source, number)) for number in range(1, lines + 1)]
    text = source.text
    if all(text.startswith(line, start) for start, line in found):
        return text
    spans = [Span(start, start + len(line)) for start, line in found]
    pieces: list[str] = []
    for span, (_, line), following in zip(spans, found, [*spans[1:], Span(len(text), len(text))], strict=True):
        pieces += [line, text[span.end : following.start]]
    return "".join(pieces)


def _masked(line: str, hidden: Iterable[Span]) -> str:
    for span in hidden:
        end = min(span.end, len(line))
        line = line[: span.start] + _MASK * (end - span.start) + line[end:]
    return line
