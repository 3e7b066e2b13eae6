"""The URL that a person would find most telling, among all that show the same: a cheapest path through a graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from enum import Enum
from heapq import heappop, heappush
from typing import Final, Protocol, TypeVar

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.budget import Meter
from endpointlint.automata.expression import Chars
from endpointlint.automata.graph import Node
from endpointlint.query.owners import before_final_dots, either_case
from endpointlint.query.product import UrlGraph
from endpointlint.query.readable import BEYOND, choices, choose, cost
from endpointlint.query.witness import Path

P = TypeVar("P", bound=Hashable)
Way = tuple[str, Node, P]
"""A character, and where it leads: a node, and the progress of a filter."""


class HostFilter(Protocol[P]):
    """Which hosts a search may end with, told character by character. Progress is any value that can be a key."""

    def begin(self) -> P:
        """Progress before the first character of a host."""
        ...

    def wanders(self, progress: P) -> bool:
        """Whether the host may go on with any character, which makes no progress."""
        ...

    def read(self, progress: P, graph: UrlGraph, node: Node) -> Iterable[Way[P]]:
        """The ways on from a node at which a host begins or goes on, but for those that make no progress.

        What is said of transitions that leave the host is not heeded.
        """
        ...

    def complete(self, progress: P) -> bool:
        """Whether the host may end here."""
        ...


class AnyHost:
    """Every host."""

    def begin(self) -> int:
        """Nothing to remember."""
        return 0

    def wanders(self, progress: int) -> bool:
        """Always."""
        return True

    def read(self, progress: int, graph: UrlGraph, node: Node) -> Iterable[Way[int]]:
        """Nothing makes progress."""
        return ()

    def complete(self, progress: int) -> bool:
        """Always."""
        return True


class Before(Enum):
    """What may stand in a host in front of the ending that is looked for."""

    NOTHING = "nothing"
    """The ending is the whole host."""
    LABELS = "labels"
    """Nothing, or whole labels."""
    ANYTHING = "anything"


class EndingIn:
    """Hosts that end in a text, ASCII case and a final dot aside. Progress: how much of it was read."""

    def __init__(self, ending: str, before: Before) -> None:
        """Prepare the filter; costs next to nothing."""
        self._wanted = [(char, char.upper(), 1 << ord(char), either_case(char)) for char in ending]
        self._before = before

    def begin(self) -> int:
        """Nothing was read."""
        return 0

    def wanders(self, progress: int) -> bool:
        """In front of the ending, if anything may stand there."""
        return progress == 0 and self._before is not Before.NOTHING

    def read(self, progress: int, graph: UrlGraph, node: Node) -> Iterable[Way[int]]:
        """The next character of the ending, and a final dot behind it."""
        if progress == 0 and self._before is Before.LABELS and node not in graph.label_starts:
            return ()
        edges = graph.successors[node]
        if progress == len(self._wanted):
            return [(".", target, progress) for mask, target in edges if mask == _DOT]
        char, upper, bit, either = self._wanted[progress]
        after = progress + 1
        return [(char if mask & bit else upper, target, after) for mask, target in edges if mask & either]

    def complete(self, progress: int) -> bool:
        """The whole ending was read."""
        return progress == len(self._wanted)


_DOT: Final = 1 << ord(".")
_ANY_HOST: Final = AnyHost()


def cheapest_url(graph: UrlGraph, meter: Meter, *, ending: str = "", before: Before = Before.LABELS) -> Path | None:
    """A cheapest accepted URL whose host ends in a text, ASCII case aside.

    Args:
        graph: the URLs to choose from.
        meter: where the work is counted.
        ending: the last characters of the host, a final dot not counted; empty for any host.
        before: what may stand in front of the ending.

    Returns:
        The path, or None if no accepted URL has such a host.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    if not ending:
        return cheapest_with(graph, _ANY_HOST, meter)
    if not _may_end(graph, ending[-_LAST:], meter):
        return None
    return cheapest_with(graph, EndingIn(ending, before), meter)


_LAST: Final = 3


def _may_end(graph: UrlGraph, last: str, meter: Meter) -> bool:
    """Whether some host has these last characters: tells most endings that none has before they are sought."""
    into = graph.into_host
    nodes = before_final_dots(graph)
    for char in reversed(last):
        meter.spend(len(nodes))
        either = either_case(char)
        nodes = {source for node in nodes for mask, source in into[node] if mask & either}
    return bool(nodes)


def cheapest_with(graph: UrlGraph, hosts: HostFilter[P], meter: Meter) -> Path | None:
    """A cheapest accepted URL whose host passes a filter; None if there is none.

    Dijkstra's algorithm over nodes and progress, with a bucket for each cost (Dial, 1969): costs are small numbers.
    Progress is numbered as it is met; a pair of both is that number times the number of nodes, plus the node.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    size, inside, phases, begins = len(graph), graph.inside, graph.phases, graph.host_starts
    accepting, successors = graph.accepting, graph.successors
    known = choices()
    numbers: dict[P, int] = {}
    met: list[tuple[P, bool, bool]] = []

    def number_of(progress: P) -> int:
        number = numbers.setdefault(progress, len(met))
        if number == len(met):
            met.append((progress, hosts.wanders(progress), hosts.complete(progress)))
        return number

    number_of(hosts.begin())
    best = dict.fromkeys(graph.starts, 0)
    came: dict[int, tuple[int, str]] = {}
    buckets = {0: list(best)}
    costs = [0]

    def reach(key: int, cost: int, before: int, char: str) -> None:
        if cost < best.get(key, _FAR):
            best[key] = cost
            came[key] = before, char
            if cost in buckets:
                buckets[cost].append(key)
            else:
                buckets[cost] = [key]
                heappush(costs, cost)

    while costs:
        at = heappop(costs)
        bucket = buckets.pop(at)
        meter.spend(len(bucket))
        for key in bucket:
            if best[key] < at:
                continue
            number, node = divmod(key, size)
            progress, wanders, complete = met[number]
            within = inside[node]
            may_end = complete or not within
            if may_end and accepting[node]:
                return _path(graph, came, key)
            if wanders or may_end:
                for mask, target in successors[node]:
                    if wanders if inside[target] else may_end:
                        phase = phases[target]
                        char, price = known[phase].get(mask) or choose(mask, phase)
                        reach(key - node + target, at + price, key, char)
            if within or node in begins:
                for char, target, after in hosts.read(progress, graph, node):
                    if inside[target]:
                        reach(number_of(after) * size + target, at + cost(char, phases[target]), key, char)
    return None


_FAR: Final = 1 << 60


def _path(graph: UrlGraph, came: Mapping[int, tuple[int, str]], end: int) -> Path:
    """The way to a node with progress."""
    size, phases, states, reads = len(graph), graph.phases, graph.states, graph.machine.reads
    chars: list[str] = []
    targets: list[Node] = []
    readers: list[Chars | None] = []
    key = end
    while key in came:
        target = key % size
        key, char = came[key]
        node = key % size
        if char == BEYOND:
            mask = next(m for m, to in graph.successors[node] if to == target and not m & ASCII_MASK)
            char = _readable_beyond(graph, mask)
        chars.append(char)
        targets.append(target)
        readers.append(reads(states[node]))
    return Path("".join(chars[::-1]), tuple([phases[target] for target in targets[::-1]]), tuple(readers[::-1]))


def _readable_beyond(graph: UrlGraph, mask: int) -> str:
    members = graph.alphabet.members(mask)
    return next((char for char in "éäñ中" if ord(char) in members), chr(members.ranges[0][0]))
