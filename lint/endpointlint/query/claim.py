"""Claims that anyone can replay without us."""

from __future__ import annotations

from enum import StrEnum

from endpointlint.javaregex.ast import Pattern
from endpointlint.source.records import dataclass


class Operation(StrEnum):
    """How a setting applies its regexes."""

    MATCHES = "matches"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class Claim:
    """A text is accepted, or refused, by a regex; and where it is a URL, the client dials a host."""

    pattern: Pattern
    text: str
    operation: Operation = Operation.MATCHES
    accepted: bool = True
    """False claims that the pattern refuses the text."""
    host: str | None = None
    """The host dialled for `text`, as `java.net.URI` gives it; None claims nothing about it."""
