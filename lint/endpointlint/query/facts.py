"""Schemes, ports, user names and addresses that an entry lets through, read off its graph of accepted URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Node
from endpointlint.query.owners import ascii_characters
from endpointlint.query.product import UrlGraph
from endpointlint.url.grammar import Phase

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
    for node in graph.host_ends:
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
        # numbers of as many digits go on to different numbers, but for those that begin with zeros
        if len(explicit) > MOST_PORTS or len(following) > MOST_PORTS + 1:
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
