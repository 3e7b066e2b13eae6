"""Schemes, ports, user names and addresses that an entry lets through, read off its graph of accepted URLs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Node
from endpointlint.query.owners import ascii_characters, either_case
from endpointlint.query.product import UrlGraph
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase

Scheme = Literal["http", "https"]
DEFAULT_PORT: Final[dict[Scheme, int]] = {"http": 80, "https": 443}
MOST_PORTS: Final = 64
"""More ports than this are "any"."""
_COLON: Final = 1 << ord(":")


def schemes(graph: UrlGraph) -> tuple[Scheme, ...]:
    """The schemes of the accepted URLs, in alphabetical order. Linear in the nodes."""
    return tuple(scheme for scheme, targets in _behind_schemes(graph) if targets)


def _behind_schemes(graph: UrlGraph) -> list[tuple[Scheme, list[Node]]]:
    """For each scheme the nodes behind the first character that tells it from the other one."""
    after_http = graph.at(graph.grammar.http)
    by_scheme: tuple[tuple[Scheme, int], ...] = (("http", _COLON), ("https", either_case("s")))
    return [
        (scheme, [target for node in after_http for _, target in graph.edges(node, mask)]) for scheme, mask in by_scheme
    ]


def userinfo(graph: UrlGraph) -> bool:
    """Whether an accepted URL has an `@` before its host. Linear in the nodes."""
    behind_at = graph.grammar.host_starts - {graph.grammar.after_slashes}
    return not behind_at.isdisjoint(graph.places)


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
    inside, accepting, successors, places = graph.inside, graph.accepting, graph.successors, graph.places
    begin = graph.grammar.port_start
    default = False
    begins: set[Node] = set()
    for node in graph.host_ends:
        default |= accepting[node]
        for _, target in successors[node]:
            if places[target] == begin:
                begins.add(target)
            elif not inside[target]:
                default = True
    known: dict[frozenset[Node], _Digits] = {}
    explicit: set[int] = set()
    layer = {_NONE: frozenset(begins)} if begins else {}
    seen: set[tuple[int, frozenset[Node]]] = set()
    while layer:
        following: dict[int, frozenset[Node]] = {}
        for number, nodes in layer.items():
            if (number, nodes) in seen:
                continue
            seen.add((number, nodes))
            meter.spend()
            if nodes not in known:
                known[nodes] = _digits(graph, nodes, meter)
            digits = known[nodes]
            if digits.end and number == _NONE:
                default = True
            elif digits.end:
                explicit.add(number)
            for digit, targets in digits.ways:
                longer = max(number, 0) * 10 + digit
                following[longer] = following[longer] | targets if longer in following else targets
        # numbers of as many digits go on to different numbers, but for those that begin with zeros
        if len(explicit) > MOST_PORTS or len(following) > MOST_PORTS + 1:
            return Ports(default, frozenset(), any=True)
        layer = following
    return Ports(default, frozenset(explicit), any=False)


_NONE: Final = -1
"""In place of the number read so far: no digit was read."""


@dataclass(frozen=True, slots=True)
class _Digits:
    """How a port goes on."""

    end: bool
    """It may end here."""
    ways: tuple[tuple[int, frozenset[Node]], ...]
    """For each digit the nodes behind it."""


def _digits(graph: UrlGraph, nodes: frozenset[Node], meter: Meter) -> _Digits:
    end = False
    ways: dict[int, set[Node]] = {}
    for node in nodes:
        end |= graph.accepting[node]
        for mask, target in graph.successors[node]:
            if graph.phases[target] is not Phase.PORT:
                end = True
                continue
            digits = _of_mask(mask)
            meter.spend(len(digits))
            for digit in digits:
                ways.setdefault(digit, set()).add(target)
    return _Digits(end, tuple((digit, frozenset(targets)) for digit, targets in ways.items()))


@lru_cache(maxsize=1_024)
def _of_mask(mask: int) -> tuple[int, ...]:
    return tuple(map(int, ascii_characters(mask)))


def default_ports(graph: UrlGraph) -> frozenset[int]:
    """The default ports of the schemes for which some accepted URL names no port. Linear in the graph."""
    phases, inside, accepting, successors = graph.phases, graph.inside, graph.accepting, graph.successors
    out: set[int] = set()
    for scheme, stack in _behind_schemes(graph):
        seen = set(stack)
        while stack:
            node = stack.pop()
            phase = phases[node]
            if phase in _WITHOUT_PORT or (inside[node] and accepting[node]):
                out.add(DEFAULT_PORT[scheme])
                break
            for _, target in successors[node]:
                digits = phase is Phase.PORT and phases[target] is Phase.PORT
                if target not in seen and not digits:
                    seen.add(target)
                    stack.append(target)
    return frozenset(out)


_WITHOUT_PORT: Final = frozenset((Phase.PATH, Phase.QUERY, Phase.FRAGMENT))
