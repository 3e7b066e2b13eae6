"""A URL that shows something, with what the entry and the grammar make of each of its characters."""

from __future__ import annotations

from endpointlint.automata.expression import Chars
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import HOST_PHASES, Phase


@dataclass(frozen=True, slots=True)
class Path:
    """An accepted URL, character by character."""

    url: str
    """The URL."""
    phases: tuple[Phase, ...]
    """For each character the part of the URL that it belongs to."""
    readers: tuple[Chars | None, ...]
    """For each character the set of the entry that read it; None where tests alone did."""

    @property
    def host_at(self) -> range:
        """The numbers of the characters of the host."""
        inside = [phase in HOST_PHASES for phase in self.phases]
        first = inside.index(True) if True in inside else 0
        return range(first, first + sum(inside))

    @property
    def host(self) -> str:
        """The host that the client dials, as it stands in the URL."""
        at = self.host_at
        return self.url[at.start : at.stop]

    def origin(self, number: int) -> Span | None:
        """Where in the entry's text the set stands that read a character."""
        chars = self.readers[number]
        return None if chars is None else chars.origin

    def literal(self, number: int) -> bool:
        """Whether the entry spells a character out."""
        chars = self.readers[number]
        return chars is not None and chars.literal

    @property
    def host_origins(self) -> frozenset[Span]:
        """Where the sets stand that read the host."""
        origins = {self.origin(number) for number in self.host_at}
        return frozenset(origin for origin in origins if origin is not None)

    @property
    def open_in_host(self) -> tuple[int, ...]:
        """The numbers of the characters of the host that the entry does not spell out, dots aside."""
        return tuple(number for number in self.host_at if not self.literal(number) and self.url[number] != ".")

    @property
    def port_at(self) -> int | None:
        """The number of the first digit of the port."""
        found = (n for n, phase in enumerate(self.phases) if phase is Phase.PORT and self.url[n] != ":")
        return next(found, None)

    @property
    def userinfo(self) -> bool:
        """Whether a user name stands in front of the host, be it an empty one."""
        return any(self.url[n] == "@" for n, phase in enumerate(self.phases) if phase is Phase.AUTHORITY)
