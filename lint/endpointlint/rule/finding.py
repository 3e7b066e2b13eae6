"""What a rule says."""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import total_ordering
from typing import TYPE_CHECKING

from endpointlint.query.claim import AnyClaim
from endpointlint.query.verdict import Unknown
from endpointlint.source import Place, Span
from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from endpointlint.query.steering import Steered


@total_ordering
class Severity(Enum):
    """How much harm, whatever the certainty."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)

    def __lt__(self, other: Severity) -> bool:
        return self.rank < other.rank


class Grade(StrEnum):
    """How a finding is known."""

    PROVED = "proved"
    """By set computation alone."""
    WITNESSED = "witnessed"
    """By a concrete URL or text that was matched again."""
    HEURISTIC = "heuristic"


@dataclass(frozen=True, slots=True)
class Witness:
    """A URL that shows a finding, and where the client would connect."""

    url: str
    host: str
    owner: str


@dataclass(frozen=True, slots=True)
class Note:
    """One `= label  text` line under a finding."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A second place in the entry's text that matters."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A replacement for the entry's whole text, proved before it is offered."""

    replacement: str
    safe: bool
    """No URL that the entry was evidently meant for is lost, and nothing is gained."""
    proved: str
    """What was proved, in words: `pinned to amazonaws.com, included in the old entry`."""
    label: str = "tighter"
    """What the replacement is, in one word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, on one subject."""

    message: str
    """The fault in one line, lower case, without a full stop. The first thing that is read."""
    severity: Severity
    grade: Grade
    at: Span | None = None
    """The guilty characters, in the decoded text of the entry; None for the value as a whole."""
    place: Place | None = None
    """Where in the file, for a finding that is not about the characters of one entry."""
    about: tuple[str, str] | None = None
    """Kind and name of what it is about, for a rule that looks at many things: `("setting", key)`, `("role", name)`."""
    entry: int | None = None
    """For a rule on lists: the number of the entry that it is about, from 0; None for the list itself."""
    label: str = ""
    """What is written beside the caret: the cause."""
    witness: Witness | None = None
    claims: tuple[AnyClaim, ...] = ()
    """What must hold for the finding to be true; each is replayed on other engines."""
    steered: Steered | None = None
    """For a URL that callers can have called: the values that make it, which are tried out as claims are."""
    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
    related: tuple[tuple[Place, str], ...] = ()
    """Further places in the file, for a finding that is not about the characters of one entry."""
    fix: Fix | None = None
    releases: str | None = None
    """The releases for which it holds, in words; None for every release that has the setting."""
    repair: bool = False
    """A tighter entry is worth looking for; the engine does, and proves it."""
    hasten: bool = False
    """An entry of linear cost is worth looking for; the engine does, and proves it."""
    follows: bool = False
    """It merely follows from a worse finding on the same subject, such as cleartext through an open host."""


Outcome = Finding | Unknown
