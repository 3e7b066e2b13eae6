"""A fix as a change to the file, where the file leaves no doubt about how the entry is written in it."""

from __future__ import annotations

import json

from endpointlint.source import Place, Span

_MOST_QUOTES = 64
"""Quotes tried as the beginning of the literal; any between it and the place are part of the entry itself."""


def json_literal(place: Place, value: str) -> Span | None:
    """The literal that covers a place and spells `value` as JSON does, quotes included; None if there is none.

    Double-quoted YAML and TOML, and most programming languages, read what JSON would write, so that what was found here
    may be replaced by JSON's spelling of another text. Looks at the line of the place only.
    """
    text, span = place.source.text, place.span
    line_start = place.source.line_start(place.start.line)
    decoder = json.JSONDecoder()
    quote = span.start + 1
    for _ in range(_MOST_QUOTES):
        quote = text.rfind('"', line_start, quote)
        if quote < 0:
            return None
        try:
            decoded, end = decoder.raw_decode(text, quote)
        except ValueError:
            continue
        if decoded == value and end >= span.end:
            return Span(quote, end)
    return None


def json_spelling(value: str) -> str:
    """A text as a JSON string; plain where everything in it can be seen, in escapes otherwise."""
    return json.dumps(value, ensure_ascii=not value.isprintable())
