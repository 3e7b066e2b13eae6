"""Schemes, ports, user names and addresses that an entry lets through, read off its graph of accepted URLs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from endpointlint.automata.budget import BudgetExceeded, Meter
from endpointlint.query.owners import ascii_characters
from endpointlint.query.product import Node, UrlGraph
from endpointlint.url import special
from endpointlint.url.grammar import Phase
from endpointlint.url.special import AddressKind

Scheme = Literal["http", "https"]
DEFAULT_PORT: Final[dict[Scheme, int]] = {"http": 80, "https": 443}
MOST_PORTS: Final = 64
"""More ports than this are "any"."""
_MOST_ADDRESSES: Final = 400
_DIGITS: Final = frozenset("0123456789")


def schemes(graph: UrlGraph) -> tuple[Scheme, ...]:
    """The schemes of the accepted URLs, in alphabetical order. Linear in the graph."""
    out: list[Scheme] = []
    if _after_http(graph, ":"):
        out.append("http")
    if _after_http(graph, "sS"):
        out.append("https")
    return tuple(out)


def _after_http(graph: UrlGraph, chars: str) -> list[Node]:
    """The nodes that one of the characters leads to behind `http`."""
    bits = sum(1 << ord(char) for char in chars)
    return [
        target
        for node, place in enumerate(graph.places)
        if place == graph.grammar.http
        for mask, target in graph.successors[node]
        if mask & bits
    ]


def userinfo(graph: UrlGraph) -> bool:
    """Whether an accepted URL has an `@` before its host. Linear in the graph."""
    at = 1 << ord("@")
    return any(
        mask & at and graph.phase(target) is Phase.AUTHORITY for edges in graph.successors for mask, target in edges
    )


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of the accepted URLs."""

    default: bool
    """Some URL names no port, or an empty one."""
    explicit: frozenset[int]
    """Numbers that URLs name; empty when there are too many to list."""
    any: bool
    """More than `MOST_PORTS` numbers can be named."""


def ports(graph: UrlGraph, meter: Meter) -> Ports:
    """The ports that accepted URLs name.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    default = False
    explicit: set[int] = set()
    layer: dict[int, set[Node]] = {}  # number read so far -> nodes; -1 before the first digit
    for node in graph.host_ends():
        default |= graph.accepting[node]
        for _, target in graph.successors[node]:
            if graph.phase(target) is Phase.PORT:
                layer.setdefault(-1, set()).add(target)
            elif not graph.in_host(target):
                default = True
    seen: set[tuple[int, Node]] = set()
    while layer:
        following: dict[int, set[Node]] = {}
        for number, nodes in layer.items():
            for node in nodes:
                if (number, node) in seen:
                    continue
                seen.add((number, node))
                meter.spend()
                ends = graph.accepting[node]
                for mask, target in graph.successors[node]:
                    if graph.phase(target) is not Phase.PORT:
                        ends = True
                        continue
                    for digit in ascii_characters(mask):
                        following.setdefault(max(number, 0) * 10 + int(digit), set()).add(target)
                if ends and number < 0:
                    default = True
                elif ends:
                    explicit.add(number)
        if len(explicit) > MOST_PORTS or len(following) > 8 * MOST_PORTS:
            return Ports(default, frozenset(), any=True)
        layer = following
    return Ports(default, frozenset(explicit), any=False)


def default_ports(graph: UrlGraph) -> frozenset[int]:
    """The default ports of the schemes for which some accepted URL names no port. Linear in the graph."""
    out: set[int] = set()
    by_scheme: tuple[tuple[Scheme, str], ...] = (("http", ":"), ("https", "sS"))
    for scheme, chars in by_scheme:
        stack = _after_http(graph, chars)
        seen = set(stack)
        while stack:
            node = stack.pop()
            if graph.phase(node) in _WITHOUT_PORT or (graph.in_host(node) and graph.accepting[node]):
                out.add(DEFAULT_PORT[scheme])
                break
            for _, target in graph.successors[node]:
                digits = graph.phase(node) is Phase.PORT and graph.phase(target) is Phase.PORT
                if target not in seen and not digits:
                    seen.add(target)
                    stack.append(target)
    return frozenset(out)


_WITHOUT_PORT: Final = frozenset((Phase.PATH, Phase.QUERY, Phase.FRAGMENT))


def address_host(graph: UrlGraph, kinds: Iterable[AddressKind], meter: Meter) -> str | None:
    """A host of an accepted URL that is an address of one of the kinds, or None if there is none.

    Plain texts of such addresses are tried first; then all addresses that the graph can spell are gone through, with
    ranges that hold none of the kinds cut off.

    Raises:
        BudgetExceeded: when the meter runs out, or there are more IPv6 texts than are looked at.
    """
    wanted = frozenset(kinds)
    phases = {graph.phase(node) for node in range(len(graph))}
    v4 = [r for kind in sorted(wanted) for r in special.ipv4_blocks(kind)]
    if Phase.IPV4 in phases:
        for text in _samples_v4(v4):
            if reaches_host(graph, text):
                return text
        found = _quad_within(graph, v4, meter)
        if found is not None:
            return found
    if Phase.NAME in phases:
        for low, _ in v4:
            if reaches_host(graph, str(low + 1)):
                return str(low + 1)
        found = _number_within(graph, v4, meter)
        if found is not None:
            return found
    if Phase.IPV6 in phases:
        return _ipv6_of(graph, wanted, meter)
    return None


def reaches_host(graph: UrlGraph, host: str) -> bool:
    """Whether some accepted URL dials exactly this host text. Linear in the text, times the nodes alive at once."""
    nodes = {n for n in range(len(graph)) if graph.phase(n) is Phase.AUTHORITY}
    for char in host:
        bit = 1 << ord(char)
        nodes = {
            target for node in nodes for mask, target in graph.successors[node] if mask & bit and graph.in_host(target)
        }
    ends = set(graph.host_ends())
    return not ends.isdisjoint(nodes)


def _samples_v4(ranges: list[tuple[int, int]]) -> Iterator[str]:
    for low, high in ranges:
        for number in (low + 1, low, high):
            if low <= number <= high:
                yield _dotted(number)


def _dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _host_starts(graph: UrlGraph) -> list[Node]:
    return [n for n in range(len(graph)) if graph.phase(n) is Phase.AUTHORITY]


def _quad_within(graph: UrlGraph, ranges: list[tuple[int, int]], meter: Meter) -> str | None:
    """A dotted IPv4 host of the graph within one of the ranges. Octets outside them are never followed."""
    ends = set(graph.host_ends())
    # node, octets complete, their value, value of the octet under way or -1
    stack = [(node, 0, 0, -1) for node in _host_starts(graph)]
    seen = set(stack)

    def possible(complete: int, value: int, octet: int) -> bool:
        if octet < 0:
            shift = 8 * (4 - complete)
            low, high = value << shift, (value + 1 << shift) - 1
            return any(low <= b and a <= high for a, b in ranges)
        # a further digit may follow: the octet may become any number that begins with these digits
        shift = 8 * (3 - complete)
        choices = (
            {octet, *range(octet * 10, octet * 10 + 10), *range(octet * 100, octet * 100 + 100)}
            if octet
            else range(256)
        )
        return any(
            (value * 256 + c) << shift <= b and a <= ((value * 256 + c + 1) << shift) - 1
            for c in choices
            if c < 256
            for a, b in ranges
        )

    while stack:
        node, complete, value, octet = stack.pop()
        meter.spend()
        if complete == 3 and octet >= 0 and node in ends and any(a <= value * 256 + octet <= b for a, b in ranges):
            return _dotted(value * 256 + octet)
        for mask, target in graph.successors[node]:
            if graph.phase(target) is not Phase.IPV4:
                continue
            for char in ascii_characters(mask):
                if char == ".":
                    following = (target, complete + 1, value * 256 + octet, -1)
                else:
                    following = (target, complete, value, max(octet, 0) * 10 + int(char))
                if following not in seen and possible(*following[1:]):
                    seen.add(following)
                    stack.append(following)
    return None


def _number_within(graph: UrlGraph, ranges: list[tuple[int, int]], meter: Meter) -> str | None:
    """A host that is one decimal number below 2^32 within one of the ranges."""
    ends = set(graph.host_ends())
    stack = [(node, "") for node in _host_starts(graph)]
    seen = set(stack)
    while stack:
        node, text = stack.pop()
        meter.spend()
        if text and node in ends and any(a <= int(text) <= b for a, b in ranges) and special.address(text) is not None:
            return text
        for mask, target in graph.successors[node]:
            if graph.phase(target) is not Phase.NAME or len(text) >= 15:
                continue
            for char in ascii_characters(mask):
                following = (target, text + char)
                if char in _DIGITS and following not in seen and _begins_one(text + char, ranges):
                    seen.add(following)
                    stack.append(following)
    return None


def _begins_one(digits: str, ranges: list[tuple[int, int]]) -> bool:
    """Whether some number of the ranges begins with these digits, leading zeros aside."""
    number = int(digits)
    if number == 0:
        return True
    return any(
        number * 10**more <= high and low <= number * 10**more + 10**more - 1
        for more in range(11 - len(str(number)))
        for low, high in ranges
    )


def _ipv6_of(graph: UrlGraph, wanted: frozenset[AddressKind], meter: Meter) -> str | None:
    for text in _SAMPLES_V6:
        known = special.address(text)
        if known is not None and wanted & special.kinds(known) and reaches_host(graph, text):
            return text
    ends = set(graph.host_ends())
    stack = [(node, "") for node in _host_starts(graph)]
    looked_at = 0
    while stack:
        node, text = stack.pop()
        meter.spend()
        if text and node in ends:
            looked_at += 1
            known = special.address(text)
            if known is not None and wanted & special.kinds(known):
                return text
        if looked_at > _MOST_ADDRESSES or len(stack) > 20 * _MOST_ADDRESSES:
            raise BudgetExceeded(meter.budget)
        for mask, target in graph.successors[node]:
            if graph.phase(target) is Phase.IPV6:
                stack.extend((target, text + char) for char in {c.lower() for c in ascii_characters(mask)})
    return None


_SAMPLES_V6: Final = (
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[fe80::1]",
    "[fd00::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]",
    "[::]",
    "[2606:4700::1111]",
    "[2001:4860:4860::8888]",
    "[::ffff:8.8.8.8]",
)
