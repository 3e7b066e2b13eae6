"""Scalars of documents, with their places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from endpointlint.source import Place, SourceLiteral, Span


class ValueKind(Enum):
    """The type that a scalar has in its document."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar as it was written, or a larger value as the text that OpenSearch keeps of it."""

    kind: ValueKind
    literal: SourceLiteral = field(repr=False)
    """Left out of `repr`: headers and parameters may hold what should have been a credential."""
    place: Place
    """The value, quotes included; `place.pointer` leads to it."""
    key_place: Place
    """The key of the value; for an element of a list the element itself."""

    @property
    def text(self) -> str:
        """The decoded text; of a number or boolean its spelling."""
        return self.literal.value

    @property
    def flag(self) -> bool | None:
        """The value as OpenSearch reads booleans, which may be texts; None if it is none.

        `Booleans.parseBoolean` knows `true` and `false`, in lower case.
        """
        text = self.text.lower() if self.kind is ValueKind.BOOLEAN else self.text
        known = self.kind in (ValueKind.BOOLEAN, ValueKind.TEXT) and text in ("true", "false")
        return text == "true" if known else None

    def at(self, span: Span) -> Place:
        """The place of some code points of `text`."""
        return replace(self.place, span=self.literal.in_file(span))
