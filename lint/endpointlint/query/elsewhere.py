"""Hosts, owners and ports other than given ones: what questions about change are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.graph import Node
from endpointlint.query import views
from endpointlint.query.cheapest import Way
from endpointlint.query.facts import Ports
from endpointlint.query.owners import Spelled, either_case
from endpointlint.query.product import UrlGraph
from endpointlint.query.readable import readable
from endpointlint.url import suffix


def as_spelled(owners: Iterable[str]) -> Spelled:
    """Owners by name, as if an entry had spelled them out.

    Args:
        owners: registrable domains, or hosts that are their own owner; without brackets or a final dot.
    """
    names = frozenset(owners)
    alone = frozenset(f"[{name}]" if ":" in name else name for name in names)
    above = frozenset(name for name in names if not suffix.is_literal(name) and suffix.owner(f"x.{name}") == name)
    return Spelled(names, alone, above, dotted=names)


_PARTED: Final = -1


class OtherHost:
    """Every host but one, ASCII case and a final dot aside. Progress: how far both are the same, or `_PARTED`."""

    def __init__(self, host: str) -> None:
        self._host = host.lower() if host.startswith("[") else host.lower().removesuffix(".")

    def begin(self) -> int:
        """Nothing was read."""
        return 0

    def wanders(self, progress: int) -> bool:
        """After they have parted."""
        return progress == _PARTED

    def read(self, progress: int, graph: UrlGraph, node: Node) -> Iterator[Way[int]]:
        """The next character of the host, and one that it does not have there."""
        if progress == _PARTED:
            return
        end = len(self._host)
        here = self._host[progress] if progress < end else "."
        for mask, target in graph.successors[node]:
            same = mask & either_case(here)
            if same:
                yield here if same >> ord(here) & 1 else here.upper(), target, min(progress + 1, end)
            if other := mask & ~same & ASCII_MASK:
                yield readable(other), target, _PARTED

    def complete(self, progress: int) -> bool:
        """They have parted, or the host ends too soon."""
        return progress != len(self._host)


def names_other_port(named: Ports, port: int) -> bool:
    """Whether a URL names a port that is not a given one."""
    return named.any or bool(named.explicit - {port})


def _beginning_with(digit: str) -> Callable[[UrlGraph], UrlGraph]:
    def view(graph: UrlGraph) -> UrlGraph:
        return views.with_port_number(graph, 1 << ord(digit))

    return view


BY_PORT: Final = tuple(map(_beginning_with, "8123456790"))
"""For each digit the URLs whose port begins with it."""
