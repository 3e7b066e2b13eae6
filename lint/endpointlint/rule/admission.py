"""The URLs that a connector calls, and what becomes of one on a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpointlint.policy.template import Resolved, Template, Unresolvable
from endpointlint.policy.value import Value
from endpointlint.query.verdict import Unknown
from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from endpointlint.policy.connector import Action
    from endpointlint.rule.entry import EntrySubject


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that a connector calls."""

    value: Value
    """The URL as it was written."""
    action: Action | None
    """None for the URL of an MCP connector."""
    resolved: Resolved | Unresolvable
    """What the list is tried on: filled with the stored parameters; of an MCP connector the text as it is."""

    @property
    def text(self) -> str | None:
        """The text that the list is tried on; None if there is none."""
        return self.resolved.text if isinstance(self.resolved, Resolved) else None

    @property
    def template(self) -> Template:
        """The URL with its placeholders."""
        return Template(self.value.literal)


@dataclass(frozen=True, slots=True)
class Admitted:
    """An entry of the list accepts the text; it is the first one."""

    entry: EntrySubject


@dataclass(frozen=True, slots=True)
class Refused:
    """No entry of the list accepts the text."""

    nearest: EntrySubject | None
    """The one that reads furthest, the first of several; None for an empty list, or where it could not be told."""
    stops_at: int
    """How many characters of the text that entry can read."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The walk along the list reaches an entry that is no regex: the request fails, whatever comes behind."""

    entry: EntrySubject


Admission = Admitted | Refused | Broken | Unknown
