"""The words of a machine as a graph in which every node lies on a way to acceptance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Protocol

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.machine import Machine, State
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
    sources: list[list[Node]] = [[] for _ in states]
    for node, state in enumerate(states):  # grows while it is walked
        out: list[Edge] = []
        for mask, targets in machine.edges(state):
            for target in targets:
                number = numbers.get(target)
                if number is None:
                    number = numbers[target] = len(states)
                    states.append(target)
                    sources.append([])
                sources[number].append(node)
                out.append((mask, number))
        machine.meter.spend(1 + len(out))
        successors.append(out)
    accepting = [machine.accepts(state) for state in states]
    alive = leading_to(accepting, sources)
    if not all(alive):
        # nodes that lead nowhere keep their numbers, without a way in
        successors = [[edge for edge in edges if alive[edge[1]]] for edges in successors]
    starts = tuple(node for node in range(len(machine.initial)) if alive[node])
    return TextGraph(machine.alphabet, starts, successors, accepting)


def shortest_word(graph: Graph) -> str | None:
    """A shortest word; None if there is none. Linear in the graph."""
    return next(some_words(graph, 1), None)


def shortest_way(graph: Graph) -> list[int]:
    """The masks that a shortest word is read with; there must be one. Linear in the graph."""
    came: dict[Node, tuple[Node, int] | None] = dict.fromkeys(graph.starts)
    order = list(graph.starts)
    end = 0
    while not graph.accepting[order[end]]:
        for mask, target in graph.successors[order[end]]:
            if target not in came:
                came[target] = (order[end], mask)
                order.append(target)
        end += 1
    out: list[int] = []
    step = came[order[end]]
    while step is not None:
        node, mask = step
        out.append(mask)
        step = came[node]
    return out[::-1]


def some_words(graph: Graph, most: int) -> Iterator[str]:
    """A shortest word, then words over transitions that those before it did not take, then a long one.

    So many words, and one more unless a single one is asked for. Linear in the graph.
    """
    came: dict[Node, tuple[int, Node] | None] = dict.fromkeys(graph.starts)
    ends = _completions(graph)
    order = list(graph.starts)
    others: list[tuple[Node, int, Node]] = []
    spell = graph.alphabet.spell

    def way(node: Node) -> str:
        return "".join(reversed(list(_spelled(graph, came, node))))

    shortest = False
    for node in order:  # grows while it is walked
        if not shortest and graph.accepting[node]:
            shortest = True
            yield way(node)
            if most == 1:
                return
        for mask, target in graph.successors[node]:
            if target in came:
                others.append((node, mask, target))
            else:
                came[target] = mask, node
                order.append(target)
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
    nexts: dict[Node, tuple[int, Node] | None] = {n: None for n, good in enumerate(graph.accepting) if good}
    queue = list(nexts)
    for node in queue:
        for mask, source in sources[node]:
            if source not in nexts:
                nexts[source] = (mask, node)
                queue.append(source)

    return lambda node: "".join(_spelled(graph, nexts, node))


def _spelled(graph: Graph, steps: Mapping[Node, tuple[int, Node] | None], node: Node) -> Iterator[str]:
    """The characters of a way, from a node on step by step."""
    step = steps.get(node)
    while step is not None:
        mask, node = step
        yield graph.alphabet.spell(mask)
        step = steps[node]


def leading_to(accepting: list[bool], sources: list[list[Node]]) -> list[bool]:
    """For each node whether a way leads from it to an accepting one.

    Args:
        accepting: for each node whether it accepts.
        sources: for each node those that a transition leads from.
    """
    alive = list(accepting)
    stack = [node for node, good in enumerate(accepting) if good]
    while stack:
        for source in sources[stack.pop()]:
            if not alive[source]:
                alive[source] = True
                stack.append(source)
    return alive
