"""Text and places: where a value stood in the file it was read from."""

from endpointlint.source.literal import SourceLiteral
from endpointlint.source.offsets import DeferredOffsets, Offsets
from endpointlint.source.span import Place, Position, Span
from endpointlint.source.text import SourceText

__all__ = ["DeferredOffsets", "Offsets", "Place", "Position", "SourceLiteral", "SourceText", "Span"]
