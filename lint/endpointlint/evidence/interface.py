"""What the engine needs of those that try claims out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from endpointlint.query.claim import AnyClaim
from endpointlint.query.reach import Reach
from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from endpointlint.query.steering import Steered


@dataclass(frozen=True, slots=True)
class Evidence:
    """What became of some claims."""

    confirmed_by: tuple[str, ...] = ()
    """The engines that confirmed every one of them, with versions: `automaton`, `regex 2026.11.19`, `java 25.0.3`."""
    not_run: tuple[str, ...] = ()
    """The engines that could not be asked, each with the reason in brackets."""
    generated: tuple[int, int] | None = None
    """How many URLs were generated around the claims, and on how many of them the engines agreed."""
    contradictions: tuple[str, ...] = ()
    """What an engine said against us, each in one line that names the engine, the regex and the text."""
    measured: tuple[str, ...] = ()
    """What was measured of claims about cost, each in one line that names the engine."""


class Corroborator(Protocol):
    """Tries claims out on independent engines."""

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that have been asked so far, with versions."""
        ...

    def replay(self, claims: Sequence[AnyClaim], reach: Reach) -> Evidence:
        """Try claims about one entry, and generated URLs of the set that they are about."""
        ...

    def attack(self, reach: Reach) -> Evidence:
        """Look for a URL that disproves what was proved about an entry: aimed at its hosts, then generated."""
        ...

    def steer(self, steered: Steered) -> Evidence:
        """Try out the values of a caller who leads a connector elsewhere, and generated ones that do the same."""
        ...


_NOTHING: Final = Evidence()


class NoCorroborator:
    """Tries nothing out."""

    engines: tuple[str, ...] = ()

    def replay(self, claims: Sequence[AnyClaim], reach: Reach) -> Evidence:
        """Nothing is confirmed and nothing contradicted."""
        return _NOTHING

    def attack(self, reach: Reach) -> Evidence:
        """Nothing is confirmed and nothing contradicted."""
        return _NOTHING

    def steer(self, steered: Steered) -> Evidence:
        """Nothing is confirmed and nothing contradicted."""
        return _NOTHING
