"""Which owners an entry spells out, and whether it reaches any other.

The owner of a host is a suffix of its labels, so both questions walk the graph backwards from the places where the host
ends. A walk reads the owner from its last character to its first: through characters that the entry spells out it finds
the owners that are spelled; through any others it finds where a host may part from all of them. Both take all places
together from which the same end of a host was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Edge, Node
from endpointlint.query.product import UrlGraph
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase

_DOT: Final = 1 << ord(".")
MOST_OWNERS: Final = 1_000
"""An entry that spells out more owners than this is not gone through: the question is unknown."""
_LONGEST: Final = 400
"""Characters of an owner; no name that can be dialled has as many."""


class TooManyOwners(Exception):  # noqa: N818 - it is an answer
    """The entry spells out more owners than are looked at."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """The owners that literal characters of an entry spell out."""

    names: frozenset[str]
    """Owners as texts in lower case, without brackets or a final dot."""
    alone: frozenset[str]
    """Host texts that are spelled as a whole and are their own owner."""
    above: frozenset[str]
    """Owners under which every name is theirs."""
    dotted: frozenset[str]
    """Those of the names whose dots are spelled out, too."""


_Places = dict[Node, bool]
"""Nodes from which an end of a host can be read, and whether its dots, too, are spelled out on some way."""


def spelled_owners(graph: UrlGraph, owner: Callable[[str], str], meter: Meter) -> Spelled:
    """The owners that literal characters spell out in some accepted URL, ASCII case aside.

    A dot between two labels need not be spelled out. An address is spelled as a whole. Linear in the host part, times
    the owners' ends.

    Args:
        graph: the URLs that the entry accepts.
        owner: registrable domain of a host, or the host itself where it has none.
        meter: where the work is counted.

    Raises:
        TooManyOwners: the entry spells out more than `MOST_OWNERS`, as a loop over letters does.
        BudgetExceeded: when the meter runs out.
    """
    phases, inside = graph.phases, graph.inside
    alone: dict[str, bool] = {}
    above: dict[str, bool] = {}
    layer: dict[str, _Places] = {"": dict.fromkeys(graph.host_ends, True)}
    read = 0
    while layer:
        following: dict[str, _Places] = {}
        for suffix, places in layer.items():
            for char, sources in _spelled_before(graph, places, meter).items():
                if char == "." and not suffix:
                    _join(following, "", sources)  # a final dot is no part of the name
                    continue
                if char == "." and owner("x." + suffix) == suffix:
                    for source in [source for source in sources if phases[source] is Phase.NAME]:
                        above[suffix] = sources.pop(source) or above.get(suffix, False)
                text = char + suffix
                begins = [sources.pop(source) for source in list(sources) if not inside[source]]
                if begins and owner(text) == text.strip("[]"):
                    alone[text] = alone.get(text, False) or any(begins)
                if sources:
                    _join(following, text, sources)
        if len(following) + len(alone) + len(above) > MOST_OWNERS or read > _LONGEST:
            raise TooManyOwners
        layer = following
        read += 1
    names = [(text.strip("[]"), dotted) for text, dotted in alone.items()] + list(above.items())
    return Spelled(
        names=frozenset(name for name, _ in names),
        alone=frozenset(alone),
        above=frozenset(above),
        dotted=frozenset(name for name, dotted in names if dotted),
    )


def _spelled_before(graph: UrlGraph, places: _Places, meter: Meter) -> dict[str, _Places]:
    """One character backwards within a host: for each that is spelled out, and for a dot, where one then is."""
    into, literals = graph.into_host, graph.literals
    out: dict[str, _Places] = {}
    looked = found = 0
    for node, dotted in places.items():
        looked += len(into[node])
        for mask, source in into[node]:
            literal = literals[source]
            if not literal and not mask & _DOT:
                continue
            for char in _letters(mask) if literal else ".":
                found += 1
                sources = out.setdefault(char, {})
                sources[source] = sources.get(source, False) or (dotted and (literal or char != "."))
    meter.spend(looked // 4 + found)
    return out


def _join(layer: dict[str, _Places], text: str, places: _Places) -> None:
    known = layer.setdefault(text, places)
    if known is not places:
        for node, dotted in places.items():
            known[node] = known.get(node, False) or dotted


@lru_cache(maxsize=1_024)
def _letters(mask: int) -> tuple[str, ...]:
    """The ASCII characters of a mask, letters in lower case; each of them once."""
    return tuple(dict.fromkeys(char.lower() for char in ascii_characters(mask)))


def ascii_characters(mask: int) -> Iterator[str]:
    """The ASCII characters of a mask, in order."""
    rest = mask & ASCII_MASK
    while rest:
        bit = rest & -rest
        rest ^= bit
        yield chr(bit.bit_length() - 1)


@lru_cache(maxsize=256)
def either_case(char: str) -> int:
    """The mask of an ASCII character, a letter in both cases."""
    return 1 << ord(char.lower()) | 1 << ord(char.upper())


@dataclass(frozen=True, slots=True)
class Divergence:
    """A place where a host parts from every spelled owner."""

    suffix: str
    """The end of the host, read so far in step with some owner; in lower case, without a final dot."""
    mask: int
    """The characters in front of it with which no owner goes on; 0 where the host begins here and is no owner."""


def diverges(graph: UrlGraph, spelled: Spelled, meter: Meter) -> bool:
    """Whether some host that is reached belongs to none of the spelled owners. Cost as for all `divergences` at most.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    return next(_partings(graph, spelled, meter), None) is not None


def divergences(graph: UrlGraph, spelled: Spelled, meter: Meter) -> list[Divergence]:
    """Where hosts part from the spelled owners; none iff every host that is reached belongs to one of them.

    Each divergence can be completed to an accepted URL. Linear in the nodes of the host part, times the owners' ends.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    found: dict[str, int] = {}
    for suffix, mask in _partings(graph, spelled, meter):
        found[suffix] = found.get(suffix, 0) | mask
    return [Divergence(suffix, found[suffix]) for suffix in sorted(found)]


_NOWHERE: Final[dict[str, int]] = {}


def _partings(graph: UrlGraph, spelled: Spelled, meter: Meter) -> Iterator[tuple[str, int]]:
    """The divergences as they are found, with suffix and mask."""
    following = _ways_on(spelled.alone | spelled.above)
    into, inside = graph.into_host, graph.inside
    stack = [("", before_final_dots(graph))]
    while stack:
        suffix, nodes = stack.pop()
        edges = [edge for node in nodes for edge in into[node]]
        meter.spend(len(edges))
        if not suffix or suffix in spelled.above:
            # the dot in front of a name is its end, be it the final one or that of an owner
            edges = list(_without_dots_of_names(graph, nodes))
        free = 0
        for mask, _ in edges:
            free |= mask
        for char, either in following.get(suffix, _NOWHERE).items():
            free &= ~either
            text = char + suffix
            sources = {source for mask, source in edges if mask & either}
            within = {source for source in sources if inside[source]}
            if len(within) < len(sources) and text not in spelled.alone:
                yield text, 0
            if within:
                stack.append((text, within))
        if free:
            yield suffix, free


def _ways_on(texts: Iterable[str]) -> dict[str, dict[str, int]]:
    """For each end of a text the characters that stand in front of it, with their masks."""
    out: dict[str, dict[str, int]] = {}
    for text in texts:
        for at in range(len(text)):
            out.setdefault(text[at + 1 :], {})[text[at]] = either_case(text[at])
    return out


def before_final_dots(graph: UrlGraph) -> set[Node]:
    """Where hosts end, a final dot not counted."""
    into, phases = graph.into_host, graph.phases
    nodes = set(graph.host_ends)
    stack = [node for node in nodes if phases[node] is Phase.NAME]
    while stack:
        for mask, source in into[stack.pop()]:
            if mask & _DOT and source not in nodes:
                nodes.add(source)
                stack.append(source)
    return nodes


def _without_dots_of_names(graph: UrlGraph, nodes: Iterable[Node]) -> Iterator[Edge]:
    """The transitions into some nodes, but for the dots of names."""
    into, phases = graph.into_host, graph.phases
    for node in nodes:
        kept = ~_DOT if phases[node] is Phase.NAME else -1
        for mask, source in into[node]:
            yield mask & kept, source
