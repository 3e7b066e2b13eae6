"""Which addresses the connector client refuses to call, by release and protocol.

The check looks at the address that a host resolves to when a call is made, never at the URL when it is stored.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from endpointlint.policy.facts import address_ranges, facts_at
from endpointlint.policy.model import PREFIX, ListSetting
from endpointlint.policy.release import NEWEST, OLDEST, Release, Span, known_releases, spans
from endpointlint.policy.settings import settings
from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

PRIVATE_ADDRESSES = PREFIX + "connector.private_ip_enabled"
"""The setting that opens what is refused by default."""

_ALWAYS = Span(OLDEST, NEWEST)

HTTP = "http"
AWS_SIGV4 = "aws_sigv4"

TYPICAL = {
    "loopback": "127.0.0.1",
    "link_local": "169.254.0.1",
    "private": "10.0.0.1",
    "metadata": "169.254.169.254",
    "special": "100.64.0.1",
    "public": "1.1.1.1",
}
"""For each kind of address one that stands for most of them."""


@dataclass(frozen=True)
class AddressGuard:
    """What one release does about addresses."""

    release: Release
    refused: tuple[str, ...]
    """The blocks refused by default, in CIDR notation."""
    protocols: frozenset[str]
    """The connector protocols whose calls are checked."""
    unchecked: tuple[str, ...]
    """Ways to make a call that go past the check, in words."""
    switch: bool
    """Whether PRIVATE_ADDRESSES exists; before, nothing opens what is refused."""
    patterns: bool
    """Whether `restricted_ip_patterns` and `trusted_connector_private_endpoints_regex` exist. The first denies
    addresses whatever the switch says; the second, unless empty, limits what the switch opens."""

    @cached_property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The blocks refused by default."""
        from ipaddress import ip_network

        return tuple(ip_network(block) for block in self.refused)

    def refuses(self, address: IPv4Address | IPv6Address, protocol: str = HTTP) -> bool:
        """Whether a call by a connector of the protocol to the address is refused by default."""
        return protocol in self.protocols and any(
            address in network for network in self.networks if network.version == address.version
        )


@lru_cache(maxsize=64)
def address_guard(release: Release) -> AddressGuard:
    """What a release does about addresses; data is read on first call."""
    now = facts_at(release)
    return AddressGuard(
        release=release,
        refused=address_ranges()[now["addresses_refused"].value],
        protocols=frozenset(now["addresses_checked_for"].value),
        unchecked=tuple(now["addresses_unchecked_on"].value),
        switch=settings()[PRIVATE_ADDRESSES].exists(release),
        patterns=settings()[ListSetting.RESTRICTED_ADDRESSES].exists(release),
    )


@lru_cache(maxsize=256)
def refusal_spans(address: IPv4Address | IPv6Address, protocol: str = HTTP) -> tuple[Span, ...]:
    """The known releases that refuse calls to the address by default."""
    return spans(lambda release: address_guard(release).refuses(address, protocol))


def address_note(release: Release, address: IPv4Address | IPv6Address, protocol: str = HTTP) -> str:
    """What happens to a call to the address: refused or not, since when, what opens it, and what goes past the check.

    Args:
        release: the one that the policy is judged for.
        address: the address dialled.
        protocol: of the connector that would make the call.

    Returns:
        One line without a full stop: `refused by default from 3.3 on; open when connector.private_ip_enabled is true`.
        Settings are named without their common prefix.
    """
    guard = address_guard(release)
    found = refusal_spans(address, protocol)
    if not guard.refuses(address, protocol):
        parts = [f"not refused by OpenSearch {release}"]
        if found:
            parts.append(f"refused by default {_since(found)}")
        if guard.patterns and protocol in guard.protocols:
            parts.append(f"{_short(ListSetting.RESTRICTED_ADDRESSES)} can deny it")
        return "; ".join(parts)
    parts = ["refused by default" if found == (_ALWAYS,) else f"refused by default {_since(found)}"]
    parts.append(f"open when {_short(PRIVATE_ADDRESSES)} is true" if guard.switch else "nothing opens it")
    if guard.patterns:
        parts[-1] += f", within {_short(ListSetting.PRIVATE_ENDPOINTS)} if that is not empty"
    unchecked = list(guard.unchecked)
    if AWS_SIGV4 not in guard.protocols:
        unchecked.insert(0, f"{AWS_SIGV4} connectors")
    if unchecked:
        parts.append(f"not checked: {', '.join(unchecked)}")
    return "; ".join(parts)


def _short(key: str) -> str:
    return key.removeprefix(PREFIX)


def _since(found: tuple[Span, ...]) -> str:
    """Spans as one says what began once: `from 2.19.4 on in 2.x and from 3.3 on`."""
    texts: list[str] = []
    known = known_releases()
    for span in found:
        following = known[known.index(span.last) + 1 :]
        if not following:
            texts.append(f"from {span.first} on")
        elif following[0].major > span.last.major:
            texts.append(f"from {span.first} on in {span.first.major}.x")
        else:
            texts.append(f"in {span}")
    return " and ".join(texts)
