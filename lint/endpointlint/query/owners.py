"""Which owners an entry spells out, and whether it reaches any other.

The owner of a host is a suffix of its labels, so both questions walk the graph backwards from the places where the host
ends. A walk reads the owner from its last character to its first: through characters that the entry spells out it finds
the owners that are spelled; through any others it finds where a host may part from all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Node
from endpointlint.query.product import UrlGraph
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase

_DOT: Final = 1 << ord(".")
MOST_OWNERS: Final = 1_000
"""An entry that spells out more owners than this is not gone through: the question is unknown."""


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


def spelled_owners(graph: UrlGraph, owner: Callable[[str], str], meter: Meter, *, bare_dots: bool = True) -> Spelled:
    """The owners that literal characters spell out in some accepted URL, ASCII case aside.

    An address is spelled as a whole.

    Args:
        graph: the URLs that the entry accepts.
        owner: registrable domain of a host, or the host itself where it has none.
        meter: where the work is counted.
        bare_dots: a dot between two labels need not be spelled out.

    Raises:
        TooManyOwners: the entry spells out more than `MOST_OWNERS`, as a loop over letters does.
        BudgetExceeded: when the meter runs out.
    """
    alone: set[str] = set()
    above: set[str] = set()
    layer: dict[str, set[Node]] = {}
    for node in graph.host_ends:
        layer.setdefault("", set()).add(node)
    read = 0
    known: dict[Node, frozenset[tuple[str, Node]]] = {}
    while layer:
        following: dict[str, set[Node]] = {}
        for suffix, nodes in layer.items():
            for node in nodes:
                if node not in known:
                    known[node] = _spelled_steps(graph, node, bare_dots=bare_dots)
                    meter.spend(len(graph.predecessors[node]) // 4)
            # the order makes no difference to what is found, nor to what it costs
            for char, source in frozenset[tuple[str, Node]]().union(*(known[node] for node in nodes)):
                meter.spend()
                if char == "." and not suffix:
                    following.setdefault("", set()).add(source)  # a final dot is no part of the name
                    continue
                if char == "." and graph.phase(source) is Phase.NAME and owner("x." + suffix) == suffix:
                    above.add(suffix)
                    continue
                text = char + suffix
                if graph.phase(source) is Phase.AUTHORITY:
                    if owner(text) == text.strip("[]"):
                        alone.add(text)
                else:
                    following.setdefault(text, set()).add(source)
        if len(following) + len(alone) + len(above) > MOST_OWNERS or read > 400:
            raise TooManyOwners
        layer = following
        read += 1
    names = frozenset(text.strip("[]") for text in alone) | above
    return Spelled(names, frozenset(alone), frozenset(above))


def _spelled_steps(graph: UrlGraph, node: Node, *, bare_dots: bool) -> frozenset[tuple[str, Node]]:
    """One character backwards from a node within a host: characters that are spelled out, and dots."""
    literals = graph.literals
    steps: set[tuple[str, Node]] = set()
    for mask, source in graph.predecessors[node]:
        if mask & _DOT and (bare_dots or literals[source]):
            steps.add((".", source))
        if literals[source]:
            steps.update((char.lower(), source) for char in ascii_characters(mask & ~_DOT))
    return frozenset(steps)


def ascii_characters(mask: int) -> Iterator[str]:
    """The ASCII characters of a mask, in order."""
    rest = mask & ASCII_MASK
    while rest:
        bit = rest & -rest
        rest ^= bit
        yield chr(bit.bit_length() - 1)


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


_NOWHERE: Final[dict[str, int]] = {}


def divergences(graph: UrlGraph, spelled: Spelled, meter: Meter) -> Iterator[Divergence]:
    """Where hosts part from the spelled owners; nothing at all iff every host that is reached belongs to one of them.

    Each divergence can be completed to an accepted URL. Linear in the nodes of the host part, times the owners' ends.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    following: dict[str, dict[str, int]] = {}
    for text in spelled.alone | spelled.above:
        for at in range(len(text)):
            following.setdefault(text[at + 1 :], {})[text[at]] = either_case(text[at])
    phases, predecessors = graph.phases, graph.predecessors
    stack = [(node, "") for node in graph.host_ends]
    seen = set(stack)
    found: dict[str, int] = {}

    def go(node: Node, suffix: str) -> None:
        if (node, suffix) not in seen:
            seen.add((node, suffix))
            stack.append((node, suffix))

    while stack:
        node, suffix = stack.pop()
        name = phases[node] is Phase.NAME
        ways_on = following.get(suffix, _NOWHERE).items()
        for edge, source in predecessors[node]:
            meter.spend()
            mask = edge
            if name and mask & _DOT:
                if not suffix:
                    go(source, "")
                    mask &= ~_DOT
                elif suffix in spelled.above:
                    mask &= ~_DOT
            for char, either in ways_on:
                if mask & either:
                    mask &= ~either
                    if phases[source] is not Phase.AUTHORITY:
                        go(source, char + suffix)
                    elif char + suffix not in spelled.alone:
                        found.setdefault(char + suffix, 0)
            if mask:
                found[suffix] = found.get(suffix, 0) | mask
    for suffix in sorted(found):
        yield Divergence(suffix, found[suffix])
