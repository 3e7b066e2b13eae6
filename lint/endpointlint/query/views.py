"""Parts of an entry's URLs that have something in common: a scheme, a port, a user name."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.graph import Node
from endpointlint.query.product import UrlGraph
from endpointlint.url.grammar import Phase

_ALL: Final = -1
_COLON: Final = 1 << ord(":")


def over_http(graph: UrlGraph) -> UrlGraph:
    """The URLs with scheme http."""
    http = graph.grammar.http
    return graph.only(lambda node, _: _COLON if graph.places[node] == http else _ALL)


def with_user_name(graph: UrlGraph) -> UrlGraph:
    """The URLs with an `@` before the host."""
    begin = graph.grammar.after_slashes
    return graph.only(lambda node, target: 0 if graph.places[node] == begin and graph.in_host(target) else _ALL)


def with_port_number(graph: UrlGraph) -> UrlGraph:
    """The URLs that name a port."""
    begin = graph.grammar.port_start

    def keep(node: Node, target: Node) -> int:
        if graph.in_host(node) and not graph.in_host(target):
            return _ALL if graph.places[target] == begin else 0
        if graph.places[node] == begin:
            return _ALL if graph.phase(target) is Phase.PORT else 0
        return _ALL

    return graph.only(keep, lambda node: not graph.in_host(node) and graph.places[node] != begin)
