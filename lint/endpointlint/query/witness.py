"""A URL that shows something, with what the entry and the grammar make of each of its characters."""

from __future__ import annotations

from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import HOST_PHASES, Phase


@dataclass(frozen=True, slots=True)
class Step:
    """One character of a witness, and who read it."""

    char: str
    phase: Phase
    origin: Span | None
    """Where in the entry's text the set stands that read it."""
    literal: bool


@dataclass(frozen=True, slots=True)
class Path:
    """An accepted URL, character by character."""

    steps: tuple[Step, ...]

    @property
    def url(self) -> str:
        """The URL."""
        return "".join(step.char for step in self.steps)

    @property
    def host(self) -> str:
        """The host that the client dials, as it stands in the URL."""
        return "".join(step.char for step in self.steps if step.phase in HOST_PHASES)

    @property
    def host_steps(self) -> tuple[Step, ...]:
        """The characters of the host."""
        return tuple(step for step in self.steps if step.phase in HOST_PHASES)

    @property
    def host_is_literal(self) -> bool:
        """Whether the entry spells the host out, dots aside."""
        return all(step.literal or step.char == "." for step in self.host_steps)

    @property
    def port_step(self) -> int | None:
        """The number of the step that read the first digit of a port."""
        found = (n for n, step in enumerate(self.steps) if step.phase is Phase.PORT and step.char != ":")
        return next(found, None)

    @property
    def userinfo(self) -> bool:
        """Whether a user name stands in front of the host, be it an empty one."""
        return any(step.char == "@" and step.phase is Phase.AUTHORITY for step in self.steps)
