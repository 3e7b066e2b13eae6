"""Three answers, everywhere. A question that could not be answered never reads as safe."""

from __future__ import annotations

from typing import Generic, TypeVar

from endpointlint.source import Span
from endpointlint.source.records import dataclass

W_co = TypeVar("W_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Proved:
    """The property holds for every word."""


@dataclass(frozen=True, slots=True)
class Refuted(Generic[W_co]):
    """The property does not hold, and the witness shows it."""

    witness: W_co


@dataclass(frozen=True, slots=True)
class Unknown:
    """The question was not answered."""

    reason: str
    """What stood in the way, for a person: a budget by its name and size, or the construct that left a gap."""
    span: Span | None = None
    """The construct in the pattern, where it is one."""


Verdict = Proved | Refuted[W_co] | Unknown
