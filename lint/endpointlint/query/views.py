"""Parts of an entry's URLs that have something in common: a scheme, a port, a user name.

Each costs a look at the nodes where its URLs part from others.
"""

from __future__ import annotations

from typing import Final

from endpointlint.query.product import UrlGraph
from endpointlint.source import Span
from endpointlint.url.grammar import Phase

_ALL: Final = -1
_COLON: Final = 1 << ord(":")
_DOT: Final = 1 << ord(".")


def over_http(graph: UrlGraph) -> UrlGraph:
    """The URLs with scheme http."""
    return graph.only({node: graph.edges(node, _COLON) for node in graph.at(graph.grammar.http)})


def with_user_name(graph: UrlGraph) -> UrlGraph:
    """The URLs with an `@` before the host."""
    inside = graph.inside
    return graph.only(
        {
            node: [edge for edge in graph.successors[node] if not inside[edge[1]]]
            for node in graph.at(graph.grammar.after_slashes)
        }
    )


def with_port_number(graph: UrlGraph, digits: int = _ALL) -> UrlGraph:
    """The URLs that name a port.

    Args:
        graph: the URLs to choose from.
        digits: the mask of the characters that it may begin with.
    """
    inside, phases, places = graph.inside, graph.phases, graph.places
    begin = graph.grammar.port_start
    behind = graph.at(begin)
    changed = {
        node: [edge for edge in graph.successors[node] if inside[edge[1]] or places[edge[1]] == begin]
        for node in graph.host_ends
    }
    for node in behind:
        changed[node] = [edge for edge in graph.edges(node, digits) if phases[edge[1]] is Phase.PORT]
    return graph.only(changed, (*graph.host_ends, *behind), same_hosts=True)


def without_dot_at(graph: UrlGraph, span: Span) -> UrlGraph:
    """The URLs in which the set at a place in the entry's text reads something other than a dot."""
    reading = {state for state in set(graph.states) if graph.machine.origin(state) == span}
    return graph.only({node: graph.edges(node, ~_DOT) for node, state in enumerate(graph.states) if state in reading})
