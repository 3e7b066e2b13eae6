"""The URL that a person would find most telling, among all that show the same.

It is a cheapest path through the graph of accepted URLs. Characters that people read with ease cost little; user names,
queries, fragments, ports and addresses cost much, so that they appear only where nothing else will do.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from typing import Final, Protocol, TypeVar

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Edge, Node
from endpointlint.query.owners import either_case
from endpointlint.query.product import UrlGraph
from endpointlint.query.witness import Path, Step
from endpointlint.url.grammar import HOST_PHASES, Phase

_READABLE: Final = "abcdefghijklmnopqrstuvwyxz"
_HOST_FILLER: Final = "xyz"
_MARKS: Final = "/.-1234567890?#:@=&,+_~!$'()*;%ABCDEFGHIJKLMNOPQRSTUVWXYZ[]"
_BEYOND: Final = "\u00e9"
"""Stands for a character beyond ASCII; replaced by one of the block when the path is written out."""
_PHASE_COST: Final = {
    Phase.USERINFO: 40,
    Phase.IPV4: 8,
    Phase.IPV6: 30,
    Phase.PORT: 6,
    Phase.QUERY: 12,
    Phase.FRAGMENT: 14,
}
_AT_COST: Final = 60  # an `@` with an empty user name in front of it

P = TypeVar("P", bound=Hashable)
Choice = tuple[str, Node, P]
"""A character, and where it leads: a node, and the progress of a filter."""


class HostFilter(Protocol[P]):
    """Which hosts a search may end with, told character by character. Progress is any value that can be a key."""

    @property
    def free(self) -> P | None:
        """Progress at which a host may go on with any character and no progress is made; None if there is none."""
        ...

    def begin(self) -> P:
        """Progress before the first character of a host."""
        ...

    def read(self, progress: P, edges: Sequence[Edge], at_label: bool, literal: bool, /) -> Iterable[Choice[P]]:
        """The ways on from a node at which a host begins or goes on, but for those that make no progress.

        Args:
            progress: so far.
            edges: the transitions of the node; what is said of those that leave the host is not heeded.
            at_label: a label begins here, or in front of a dot just read the name may have ended.
            literal: the entry spells the character out.
        """
        ...

    def complete(self, progress: P) -> bool:
        """Whether the host may end here."""
        ...


class AnyHost:
    """Every host."""

    free: Final = 0

    def begin(self) -> int:
        """Nothing to remember."""
        return 0

    def read(self, progress: int, edges: Sequence[Edge], at_label: bool, literal: bool, /) -> Iterable[Choice[int]]:
        """Nothing makes progress."""
        return ()

    def complete(self, progress: int) -> bool:
        """Always."""
        return True


class EndingIn:
    """Hosts that end in a text, ASCII case and a final dot aside. Progress: how much of it was read."""

    free: Final = 0

    def __init__(self, ending: str, *, whole_label: bool) -> None:
        """`whole_label`: the ending must be the whole host or stand behind a dot."""
        self._ending = ending
        self._whole_label = whole_label

    def begin(self) -> int:
        """Outside the ending."""
        return 0

    def read(self, progress: int, edges: Sequence[Edge], at_label: bool, literal: bool, /) -> Iterable[Choice[int]]:
        """The next character of the ending, and a final dot behind it."""
        if progress == 0 and self._whole_label and not at_label:
            return ()
        if progress == len(self._ending):
            return [(".", target, progress) for mask, target in edges if mask == _DOT]
        char = self._ending[progress]
        either, bit, other = either_case(char), 1 << ord(char), char.upper()
        following = progress + 1
        return [(char if mask & bit else other, target, following) for mask, target in edges if mask & either]

    def complete(self, progress: int) -> bool:
        """The whole ending was read."""
        return progress == len(self._ending)


_DOT: Final = 1 << ord(".")
_ANY_HOST: Final = AnyHost()


def cheapest_url(graph: UrlGraph, meter: Meter, *, ending: str = "", whole_label: bool = True) -> Path | None:
    """A cheapest accepted URL whose host ends in a text, ASCII case aside.

    Args:
        graph: the URLs to choose from.
        meter: where the work is counted.
        ending: the last characters of the host, a final dot not counted; empty for any host.
        whole_label: the ending must be the whole host or stand behind a dot.

    Returns:
        The path, or None if no accepted URL has such a host.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    if not ending:
        return cheapest_with(graph, _ANY_HOST, meter)
    if not _some_host_ends(graph, ending, meter, whole_label=whole_label):
        return None
    return cheapest_with(graph, EndingIn(ending, whole_label=whole_label), meter)


def _some_host_ends(graph: UrlGraph, ending: str, meter: Meter, *, whole_label: bool) -> bool:
    """Whether the host part of a graph has an ending, read backwards and depth first: cheap to say, be it yes or no."""
    into, begins = graph.into_host, graph.label_starts
    stack = [(node, len(ending)) for node in graph.host_ends]
    seen = set(stack)
    while stack:
        node, left = stack.pop()
        if left == 0:
            if not whole_label or node in begins:
                return True
            continue
        meter.spend()
        either = either_case(ending[left - 1])
        for mask, source in into[node]:
            following = (source, left - 1)
            if mask & either and following not in seen:
                seen.add(following)
                stack.append(following)
            if mask == _DOT and left == len(ending) and (source, left) not in seen:
                seen.add((source, left))
                stack.append((source, left))
    return False


def cheapest_with(graph: UrlGraph, hosts: HostFilter[P], meter: Meter) -> Path | None:
    """A cheapest accepted URL whose host passes a filter; None if there is none.

    Dijkstra's algorithm over nodes and progress, with a bucket for each cost. Progress is numbered as it is met; a pair
    of both is that number times the number of nodes, plus the node.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    size, inside, phases, literals = len(graph), graph.inside, graph.phases, graph.literals
    accepting, successors, labels, begins = graph.accepting, graph.successors, graph.label_starts, graph.host_starts
    tables = [_choices(phase) for phase in Phase]
    met = [hosts.begin()]
    numbers = {met[0]: 0}
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
        cost = heappop(costs)
        bucket = buckets.pop(cost)
        meter.spend(len(bucket))
        for key in bucket:
            if best[key] < cost:
                continue
            number, node = divmod(key, size)
            progress, edges = met[number], successors[node]
            may_end = not inside[node] or hosts.complete(progress)
            if may_end and accepting[node]:
                return _path(graph, came, key)
            free = progress == hosts.free
            if free or may_end:
                for mask, target in edges:
                    if free if inside[target] else may_end:
                        phase = phases[target]
                        char, price = tables[phase].get(mask) or _choose(mask, phase)
                        reach(key - node + target, cost + price, key, char)
            if inside[node] or node in begins:
                for char, target, after in hosts.read(progress, edges, node in labels, literals[node]):
                    if inside[target]:
                        number = numbers.setdefault(after, len(met))
                        if number == len(met):
                            met.append(after)
                        reach(number * size + target, cost + _cost(char, phases[target]), key, char)
    return None


_FAR: Final = 1 << 60


@lru_cache(maxsize=len(Phase))
def _choices(phase: Phase) -> dict[int, tuple[str, int]]:
    """For masks the character to choose in a part of the URL, and what it costs; filled as they are met."""
    return {}


_MOST_REMEMBERED: Final = 4_096


def _choose(mask: int, phase: Phase) -> tuple[str, int]:
    char = _filler(mask, host=phase in HOST_PHASES)
    choice = char, _cost(char, phase)
    table = _choices(phase)
    if len(table) < _MOST_REMEMBERED:
        table[mask] = choice
    return choice


@lru_cache(maxsize=1_024)
def readable(mask: int) -> str:
    """The most readable character of a mask in a host."""
    return _filler(mask, host=True)


def _filler(mask: int, *, host: bool) -> str:
    """The most readable character of a mask."""
    for char in (_HOST_FILLER if host else "") + _READABLE + _MARKS:
        if mask >> ord(char) & 1:
            return char
    return _BEYOND


@lru_cache(maxsize=4_096)
def _cost(char: str, phase: Phase) -> int:
    cost = _PHASE_COST.get(phase, 0)
    if phase is Phase.AUTHORITY and char == "@":
        cost += _AT_COST
    if char.isalpha():
        return cost + (2 if char.islower() else 4)
    if char.isdigit():
        return cost + (5 if char == "0" and phase is Phase.PORT else 3)
    if char in "./-":
        return cost + 3
    return cost + (6 if ord(char) < 128 else 50)


def _path(graph: UrlGraph, came: dict[int, tuple[int, str]], end: int) -> Path:
    """The way to a pair of node and progress."""
    size, phases, states, literals = len(graph), graph.phases, graph.states, graph.literals
    origin = graph.machine.origin
    steps: list[Step] = []
    key = end
    while key in came:
        target = key % size
        key, char = came[key]
        node = key % size
        if char == _BEYOND:
            mask = next(m for m, to in graph.successors[node] if to == target and not m & ASCII_MASK)
            char = _readable_beyond(graph, mask)
        steps.append(Step(char, phases[target], origin(states[node]), literals[node]))
    return Path(tuple(reversed(steps)))


def _readable_beyond(graph: UrlGraph, mask: int) -> str:
    members = graph.alphabet.members(mask)
    return next((char for char in "éäñ中" if ord(char) in members), chr(members.ranges[0][0]))
