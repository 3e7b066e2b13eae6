"""Text and places: where a value stood in the file it was read from."""

from endpointlint.source.literal import SourceLiteral
from endpointlint.source.span import Place, Position, Span
from endpointlint.source.text import SourceText

__all__ = ["Place", "Position", "SourceLiteral", "SourceText", "Span"]
