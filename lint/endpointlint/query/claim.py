"""Claims that anyone can replay without us."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from endpointlint.javaregex.ast import Pattern
from endpointlint.source.records import dataclass


class Operation(StrEnum):
    """How a setting applies its regexes."""

    MATCHES = "matches"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class Pump:
    """The texts `prefix + repeat * n + suffix`, in code points."""

    prefix: str
    repeat: str
    suffix: str

    def text(self, turns: int) -> str:
        """The text with so many repetitions."""
        return self.prefix + self.repeat * turns + self.suffix

    def turns(self, length: int) -> int:
        """The repetitions for a text of at least some length."""
        rest = length - len(self.prefix) - len(self.suffix)
        return max(1, -(-rest // len(self.repeat)))

    def __str__(self) -> str:
        """As `https://a + b × n + ␤`, in which what cannot be seen is spelled out."""
        prefix, repeat, suffix = map(_spelled, (self.prefix, self.repeat, self.suffix))
        return " + ".join(part for part in (prefix, f"{repeat} × n", suffix) if part)


_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _spelled(text: str) -> str:
    return "".join(_SHORT.get(c, c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)


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


@dataclass(frozen=True, slots=True)
class SlowClaim:
    """The characters that the matcher reads of a pump's texts grow faster than the texts."""

    pattern: Pattern
    pump: Pump
    operation: Operation
    degree: int | None
    """As a power of the length; None claims that they grow by a factor with each repetition."""


@dataclass(frozen=True, slots=True)
class DeepClaim:
    """A pump's texts overflow the stack of a thread if they are long enough."""

    pattern: Pattern
    pump: Pump
    operation: Operation


AnyClaim = Claim | SlowClaim | DeepClaim
