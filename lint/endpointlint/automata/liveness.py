"""Which nodes of a graph no word passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Node = int

_MOST_ROUNDS: Final = 4


def dead_ends(accepting: Sequence[bool], successors: Sequence[Sequence[tuple[int, Node]]]) -> frozenset[Node]:
    """The nodes from which no way leads to an accepting one. Linear in the graph.

    Args:
        accepting: for each node whether it accepts.
        successors: for each node its transitions, a mask and a target each.
    """
    alive = list(accepting)
    left = [node for node, good in enumerate(accepting) if not good]
    left.reverse()
    # explored graphs mostly lead from small numbers to large ones, so that a round or two from the end tells them all
    for _ in range(_MOST_ROUNDS):
        dead: list[Node] = []
        for node in left:
            for _, target in successors[node]:
                if alive[target]:
                    alive[node] = True
                    break
            else:
                dead.append(node)
        if len(dead) == len(left):
            return frozenset(dead)
        left = dead
    return _by_ways_back(alive, left, successors)


def _by_ways_back(
    alive: list[bool], left: Sequence[Node], successors: Sequence[Sequence[tuple[int, Node]]]
) -> frozenset[Node]:
    sources: dict[Node, list[Node]] = {}
    stack: list[Node] = []
    for node in left:
        for _, target in successors[node]:
            if alive[target]:
                stack.append(node)
            else:
                sources.setdefault(target, []).append(node)
    while stack:
        node = stack.pop()
        if not alive[node]:
            alive[node] = True
            stack.extend(sources.get(node, ()))
    return frozenset(node for node in left if not alive[node])
