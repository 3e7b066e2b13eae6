"""The words of a machine as a graph in which every node lies on a way to acceptance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.liveness import dead_ends
from endpointlint.automata.machine import Machine, State
from endpointlint.automata.ways import way_back, way_on
from endpointlint.source.records import dataclass

Node = int
Edge = tuple[int, Node]
"""A mask and the node at the other end."""


class Graph(Protocol):
    """A trimmed automaton, all of it explored."""

    @property
    def alphabet(self) -> Alphabet:
        """What the masks mean."""
        ...

    @property
    def starts(self) -> tuple[Node, ...]:
        """The nodes before the first character."""
        ...

    @property
    def successors(self) -> list[list[Edge]]:
        """For each node its transitions."""
        ...

    @property
    def accepting(self) -> list[bool]:
        """For each node whether a word may end there."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TextGraph:
    """All words of one machine."""

    alphabet: Alphabet
    starts: tuple[Node, ...]
    successors: list[list[Edge]]
    accepting: list[bool]


def text_graph(machine: Machine) -> TextGraph:
    """Explore a machine. Linear in what its meter bounds.

    Raises:
        BudgetExceeded: when the machine's meter runs out.
    """
    numbers: dict[State, Node] = {state: node for node, state in enumerate(machine.initial)}
    states = list(machine.initial)
    successors: list[list[Edge]] = []
    for state in states:  # grows while it is walked
        out: list[Edge] = []
        for mask, targets in machine.edges(state):
            for target in targets:
                number = numbers.get(target)
                if number is None:
                    number = numbers[target] = len(states)
                    states.append(target)
                out.append((mask, number))
        machine.meter.spend(1 + len(out))
        successors.append(out)
    accepting = [machine.accepts(state) for state in states]
    dead = dead_ends(accepting, successors)
    if dead:
        # nodes that lead nowhere keep their numbers, without a way in
        successors = [[edge for edge in edges if edge[1] not in dead] for edges in successors]
    starts = tuple(node for node in range(len(machine.initial)) if node not in dead)
    return TextGraph(machine.alphabet, starts, successors, accepting)


def shortest_word(graph: Graph) -> str | None:
    """A shortest word; None if there is none. Linear in the graph."""
    way = shortest_way(graph)
    return None if way is None else "".join(map(graph.alphabet.spell, way))


def shortest_way(graph: Graph) -> list[int] | None:
    """The masks that a shortest word is read with; None if there is no word. Linear in the graph."""
    accepting, successors = graph.accepting, graph.successors
    came: dict[Node, tuple[Node, int] | None] = dict.fromkeys(graph.starts)
    for end in (order := list(graph.starts)):  # grows while it is walked
        if accepting[end]:
            return way_back(came, end)
        for mask, target in successors[end]:
            if target not in came:
                came[target] = end, mask
                order.append(target)
    return None


def some_words(graph: Graph, most: int) -> Iterator[str]:
    """A shortest word, then words over transitions that those before it did not take, then a long one.

    So many words, and one more. Linear in the graph.
    """
    came: dict[Node, tuple[Node, int] | None] = dict.fromkeys(graph.starts)
    order = list(graph.starts)
    others: list[tuple[Node, int, Node]] = []
    spell = graph.alphabet.spell

    def way(node: Node) -> str:
        return "".join(map(spell, way_back(came, node)))

    shortest = False
    for node in order:  # grows while it is walked
        if not shortest and graph.accepting[node]:
            shortest = True
            yield way(node)
        for mask, target in graph.successors[node]:
            if target in came:
                others.append((node, mask, target))
            else:
                came[target] = node, mask
                order.append(target)
    ends = _completions(graph)
    leaves = [way(node) + ends(node) for node in order[:: max(1, len(order) // most)]]
    rest = (way(node) + spell(mask) + ends(target) for node, mask, target in others[:: max(1, len(others) // most)])
    yield from islice(dict.fromkeys((*leaves, *rest)), most - 1)
    if order:
        yield way(order[-1]) + ends(order[-1])


def _completions(graph: Graph) -> Callable[[Node], str]:
    """For each node a shortest word from there on."""
    sources: list[list[tuple[int, Node]]] = [[] for _ in graph.successors]
    for node, edges in enumerate(graph.successors):
        for mask, target in edges:
            sources[target].append((mask, node))
    nexts: dict[Node, tuple[Node, int] | None] = {n: None for n, good in enumerate(graph.accepting) if good}
    queue = list(nexts)
    for node in queue:
        for mask, source in sources[node]:
            if source not in nexts:
                nexts[source] = (node, mask)
                queue.append(source)

    return lambda node: "".join(map(graph.alphabet.spell, way_on(nexts, node)))
