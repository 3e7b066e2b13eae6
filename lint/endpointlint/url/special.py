"""Addresses that a host stands for, and which of them lead inwards.

The blocks are data (`data/addresses.json`): the IANA registries of special-purpose addresses (RFC 6890), RFC 4291, and
the addresses at which clouds answer with credentials. Where blocks nest, the smallest that holds an address speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+){3}|[0-9]+", re.ASCII)
_TAIL = re.compile(r"(?<=:)[0-9]+(?:\.[0-9]+){3}\Z", re.ASCII)

LONGEST_IPV4 = 15
"""`sun.net.util.IPAddressUtil`: an IPv4 text that is longer is no literal, though all it has more are leading zeros."""


class AddressKind(StrEnum):
    """What an address is for. Every address has exactly one of these, and METADATA besides where it applies."""

    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    PRIVATE = "private"
    """RFC 1918, unique local (RFC 4193) and the deprecated site-local addresses of IPv6."""
    METADATA = "metadata"
    """A cloud's service for its own machines, which hands out credentials or configuration."""
    SPECIAL = "special"
    """Any other address that is not reachable from everywhere: shared (RFC 6598), documentation, multicast,
    unspecified, unassigned, and those that stand for an IPv4 address."""
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of addresses with one purpose."""

    network: IPv4Network | IPv6Network
    kind: AddressKind
    name: str
    source: str
    """The RFC that sets it apart."""


@dataclass(frozen=True, slots=True)
class _Knowledge:
    blocks: tuple[Block, ...]
    """Smallest first."""
    services: dict[Address, str]
    names: dict[str, AddressKind]


@lru_cache(maxsize=1)
def _knowledge() -> _Knowledge:
    import json
    from importlib.resources import files
    from ipaddress import ip_address, ip_network

    data = json.loads(files("endpointlint.url").joinpath("data/addresses.json").read_text(encoding="utf-8"))
    blocks = [Block(ip_network(r["block"]), AddressKind(r["kind"]), r["name"], r["source"]) for r in data["blocks"]]
    return _Knowledge(
        blocks=tuple(sorted(blocks, key=lambda block: block.network.prefixlen, reverse=True)),
        services={ip_address(r["address"]): r["service"] for r in data["metadata"]},
        names={r["name"]: AddressKind(r["kind"]) for r in data["names"]},
    )


def address(host: str) -> Address | None:
    """The address that `java.net.InetAddress` makes of a host without asking a name service.

    Args:
        host: as `java.net.URI` gives it: IPv6 in brackets, with or without a zone.

    Returns:
        None for a name, and for literals that Java refuses to guess at (`0x7f000001`, an IPv4 text of more than 15
        characters). Leading zeros are decimal; a single label of digits is a number of 32 bits; an IPv4-mapped IPv6
        address is the IPv4 address; a zone is dropped, as it only chooses the interface.

    Source: `sun.net.util.IPAddressUtil.textToNumericFormatV4` and `V6`, JDK 17.0.21, 21.0.8, 25.0.3; earlier JDKs hand
    what is refused here to the operating system.
    """
    if host.startswith("["):
        return _ipv6(host[1:].removesuffix("]").partition("%")[0])
    return _ipv4(host)


def _ipv4(text: str) -> IPv4Address | None:
    if len(text) > LONGEST_IPV4 or not _DECIMAL.fullmatch(text):
        return None
    *high, low = (int(part) for part in text.split("."))
    if any(part > 0xFF for part in high) or low >= 1 << 8 * (4 - len(high)):
        return None
    return IPv4Address(sum(part << 8 * (3 - place) for place, part in enumerate(high)) + low)


def _ipv6(text: str) -> Address | None:
    tail = _TAIL.search(text)
    if tail:
        # Java reads leading zeros in the IPv4 part as decimal too; `ipaddress` refuses them.
        embedded_tail = _ipv4(tail[0])
        if embedded_tail is None:
            return None
        text = text[: tail.start()] + str(embedded_tail)
    try:
        found = IPv6Address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found


def block(address: Address) -> Block | None:
    """The smallest special-purpose block that holds the address; None for ordinary public addresses."""
    version = address.version
    for candidate in _knowledge().blocks:
        if candidate.network.version == version and address in candidate.network:
            return candidate
    return None


def kinds(address: Address) -> frozenset[AddressKind]:
    """What the address is for: one kind, and METADATA where a cloud's metadata service answers there."""
    found = block(address)
    kind = found.kind if found else AddressKind.PUBLIC
    return frozenset({kind, AddressKind.METADATA} if address in _knowledge().services else {kind})


def metadata_service(address: Address) -> str | None:
    """Whose metadata service answers at the address, in words."""
    return _knowledge().services.get(address)


def describe(address: Address) -> str:
    """What the address is for, in words: `loopback (RFC 1122)`, `link-local (RFC 3927), metadata service of AWS`."""
    found = block(address)
    text = f"{found.name} ({found.source})" if found else "public"
    service = metadata_service(address)
    return f"{text}, metadata service of {service}" if service else text


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: IPv4-mapped and -compatible, NAT64 (RFC 6052), 6to4, Teredo."""
    value = int(address)
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if value >> 32 == 0x64FF9B << 64 or (value >> 32 == 0 and value > 1):
        return IPv4Address(value & 0xFFFFFFFF)
    if address.sixtofour:
        return address.sixtofour
    return address.teredo[1] if address.teredo else None


def name_kind(host: str) -> AddressKind | None:
    """What a name is known to resolve to on the machines that use it; None for ordinary names and for addresses.

    A name of one label is private: it resolves through search domains or a hosts file, if at all.
    """
    if host.startswith("[") or address(host) is not None:
        return None
    labels = host.lower().removesuffix(".").split(".")
    known = _knowledge().names
    for start in range(len(labels)):
        kind = known.get(".".join(labels[start:]))
        if kind:
            return kind
    return AddressKind.PRIVATE if len(labels) == 1 else None


def kind_of_host(host: str) -> AddressKind | None:
    """What a host is known to lead to: the kind of its address, or of a well-known name; None for ordinary names."""
    known = address(host)
    if known is None:
        return name_kind(host)
    found = kinds(known)
    return AddressKind.METADATA if AddressKind.METADATA in found else next(iter(found))


def ipv4_blocks(kind: AddressKind) -> list[tuple[int, int]]:
    """All IPv4 addresses of a kind as ranges `(low, high)`, both inclusive, disjoint, ascending.

    The ranges of all kinds but METADATA together are all of IPv4; `kinds` says the same of each address.
    """
    return _ranges(4, kind)


def ipv6_blocks(kind: AddressKind) -> list[tuple[int, int]]:
    """As `ipv4_blocks`, for IPv6. IPv4-mapped addresses are among the SPECIAL ones; `address` never gives one."""
    return _ranges(6, kind)


def _ranges(version: int, kind: AddressKind) -> list[tuple[int, int]]:
    if kind is AddressKind.METADATA:
        return _merged(sorted((int(a), int(a)) for a in _knowledge().services if a.version == version))
    return _merged([(low, high) for low, high, painted in _painted(version) if painted is kind])


@lru_cache(maxsize=2)
def _painted(version: int) -> tuple[tuple[int, int, AddressKind], ...]:
    """The whole address space cut at the blocks' bounds, each piece with its kind."""
    space = [block for block in _knowledge().blocks if block.network.version == version]
    top = (1 << (32 if version == 4 else 128)) - 1
    bounds = [(int(block.network.network_address), int(block.network.broadcast_address)) for block in space]
    cuts = sorted({0, *(low for low, _ in bounds), *(high + 1 for _, high in bounds if high < top)})
    pieces: list[tuple[int, int, AddressKind]] = []
    for low, following in zip(cuts, [*cuts[1:], top + 1], strict=True):
        holder = next((b.kind for b, (first, last) in zip(space, bounds, strict=True) if first <= low <= last), None)
        pieces.append((low, following - 1, holder or AddressKind.PUBLIC))
    return tuple(pieces)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in ranges:
        if merged and merged[-1][1] + 1 == low:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged
