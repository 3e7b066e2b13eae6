"""The URL that a person would find most telling, among all that show the same.

It is a cheapest path through the graph of accepted URLs. Characters that people read with ease cost little; user names,
queries, fragments, ports and addresses cost much, so that they appear only where nothing else will do.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from heapq import heappop, heappush
from typing import Final, Protocol, TypeVar

from endpointlint.automata.alphabet import ASCII, ASCII_MASK
from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Node
from endpointlint.query.product import UrlGraph
from endpointlint.query.witness import Path, Step
from endpointlint.url.grammar import HOST_PHASES, Phase

_READABLE: Final = "abcdefghijklmnopqrstuvwyxz"
_HOST_FILLER: Final = "xyz"
_MARKS: Final = "/.-1234567890?#:@=&,+_~!$'()*;%ABCDEFGHIJKLMNOPQRSTUVWXYZ[]"
_PHASE_COST: Final = {
    Phase.USERINFO: 40,
    Phase.IPV4: 8,
    Phase.IPV6: 30,
    Phase.PORT: 6,
    Phase.QUERY: 12,
    Phase.FRAGMENT: 14,
}
_EXTRA: Final = tuple(_PHASE_COST.get(phase, 0) for phase in Phase)
_AT_COST: Final = 60  # an `@` with an empty user name in front of it
_FREE: Final = -1


P = TypeVar("P", bound=Hashable)


class HostFilter(Protocol[P]):
    """Which hosts a search may end with, told character by character. Progress is any value that can be a key."""

    def begin(self) -> P:
        """Progress before the first character of a host."""
        ...

    def read(self, progress: P, mask: int, *, at_label: bool, literal: bool) -> Iterable[tuple[str, P]]:
        """The characters of a mask to try next, each with the progress that it makes.

        Args:
            progress: so far.
            mask: what the entry and the grammar allow here.
            at_label: a label begins here, or in front of a dot just read the name may have ended.
            literal: the entry spells the character out.
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

    def read(self, progress: int, mask: int, *, at_label: bool, literal: bool) -> Iterable[tuple[str, int]]:
        """The most readable character."""
        return ((_filler(mask, host=True), 0),)

    def complete(self, progress: int) -> bool:
        """Always."""
        return True


class EndingIn:
    """Hosts that end in a text, ASCII case and a final dot aside."""

    def __init__(self, ending: str, *, whole_label: bool) -> None:
        """`whole_label`: the ending must be the whole host or stand behind a dot."""
        self._ending = ending
        self._whole_label = whole_label

    def begin(self) -> int:
        """Outside the ending."""
        return _FREE

    def read(self, progress: int, mask: int, *, at_label: bool, literal: bool) -> Iterable[tuple[str, int]]:
        """A character in front of the ending, or the next one of it."""
        if progress == _FREE:
            yield _filler(mask, host=True), _FREE
            if at_label or not self._whole_label:
                progress = 0
        if 0 <= progress < len(self._ending):
            wanted = self._ending[progress]
            if mask >> ord(wanted) & 1:
                yield wanted, progress + 1
            elif mask >> ord(wanted.upper()) & 1:
                yield wanted.upper(), progress + 1
        elif progress == len(self._ending) and mask == 1 << ord("."):
            yield ".", progress  # a final dot

    def complete(self, progress: int) -> bool:
        """The whole ending was read."""
        return progress == len(self._ending)


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
    if ending:
        return cheapest_with(graph, EndingIn(ending, whole_label=whole_label), meter)
    return cheapest_with(graph, _ANY_HOST, meter)


def cheapest_with(graph: UrlGraph, hosts: HostFilter[P], meter: Meter) -> Path | None:
    """A cheapest accepted URL whose host passes a filter; None if there is none.

    Dijkstra's algorithm over nodes and progress, with a bucket for each cost.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    at_label, inside, phases, literals = graph.label_starts, graph.inside, graph.phases, graph.literals
    accepting, successors = graph.accepting, graph.successors
    begin = hosts.begin()
    best: dict[tuple[Node, P], int] = {(start, begin): 0 for start in graph.starts}
    came: dict[tuple[Node, P], tuple[tuple[Node, P], str]] = {}
    buckets = {0: list(best)}
    costs = [0]
    while costs:
        cost = heappop(costs)
        bucket = buckets.pop(cost)
        meter.spend(len(bucket))
        for key in bucket:
            if best[key] < cost:
                continue
            node, progress = key
            may_end = not inside[node] or hosts.complete(progress)
            if may_end and accepting[node]:
                return _path(graph, came, key)
            for mask, target in successors[node]:
                phase = phases[target]
                if inside[target]:
                    choices = hosts.read(progress, mask, at_label=node in at_label, literal=literals[node])
                elif may_end:
                    choices = ((_filler(mask, host=False), progress),)
                else:
                    continue
                for char, reached in choices:
                    step = cost + _cost(char, phase)
                    following = (target, reached)
                    if step < best.get(following, _FAR):
                        best[following] = step
                        came[following] = (key, char)
                        if step in buckets:
                            buckets[step].append(following)
                        else:
                            buckets[step] = [following]
                            heappush(costs, step)
    return None


_FAR: Final = 1 << 60


@lru_cache(maxsize=8_192)
def _filler(mask: int, *, host: bool) -> str:
    """The most readable character of a mask."""
    for char in (_HOST_FILLER if host else "") + _READABLE + _MARKS:
        if mask >> ord(char) & 1:
            return char
    return _BEYOND


_BEYOND: Final = "\u00e9"
"""Stands for a character beyond ASCII; replaced by one of the block when the path is written out."""


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


def _path(graph: UrlGraph, came: dict[tuple[Node, P], tuple[tuple[Node, P], str]], end: tuple[Node, P]) -> Path:
    steps: list[Step] = []
    key = end
    while key in came:
        before, char = came[key]
        node = before[0]
        if char == _BEYOND:
            mask = next(m for m, target in graph.successors[node] if target == key[0] and not m & ASCII_MASK)
            char = chr(_readable_beyond(graph, mask))
        steps.append(Step(char, graph.phase(key[0]), graph.origin(node), graph.literal(node)))
        key = before
    return Path(tuple(reversed(steps)))


def _readable_beyond(graph: UrlGraph, mask: int) -> int:
    members = graph.alphabet.members(mask)
    for char in "éäñ中":
        if ord(char) in members:
            return ord(char)
    return members.ranges[0][0]
