"""The URLs that an entry accepts, as a graph: the product of its automaton with the grammar of accepted URLs.

A node is a pair of states; it lies on a path from the start to acceptance, so that whatever the graph shows can really
happen. Because the grammar marks the dialled host, every question about hosts, schemes and ports is a walk over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.machine import Machine
from endpointlint.source import Span
from endpointlint.url.grammar import BoundGrammar, Grammar, Phase, bound_grammar

Node = int
Edge = tuple[int, Node]
"""A mask and the node at the other end."""


@dataclass(eq=False)
class UrlGraph:
    """The trimmed product. Not changed after it was made."""

    alphabet: Alphabet
    grammar: Grammar
    starts: tuple[Node, ...]
    places: list[int]
    """For each node the state of the grammar."""
    successors: list[list[Edge]]
    accepting: list[bool]
    literal: list[bool]
    """For each node whether the entry spells out the character that it reads next."""
    origins: list[Span | None]
    """For each node where in the entry's text the set stands that reads the next character."""

    def __bool__(self) -> bool:
        return bool(self.starts)

    def __len__(self) -> int:
        return len(self.places)

    def phase(self, node: Node) -> Phase:
        """The part of the URL that the character read last belongs to."""
        return self.grammar.phases[self.places[node]]

    def in_host(self, node: Node) -> bool:
        """Whether the character read last belongs to the host."""
        return self.places[node] in self.grammar.hosts

    @cached_property
    def predecessors(self) -> list[list[Edge]]:
        """The transitions the other way round: for each node the masks that lead to it, and from where."""
        out: list[list[Edge]] = [[] for _ in self.places]
        for node, edges in enumerate(self.successors):
            for mask, target in edges:
                out[target].append((mask, node))
        return out

    def only(self, keep: Callable[[Node, Node], int], accepts: Callable[[Node], bool] | None = None) -> UrlGraph:
        """The part of the graph that a filter leaves, for a search for some URL; not trimmed again.

        Args:
            keep: for a transition the mask of the characters that it keeps, of any others too.
            accepts: which of the accepting nodes still accept.
        """
        return UrlGraph(
            alphabet=self.alphabet,
            grammar=self.grammar,
            starts=self.starts,
            places=self.places,
            successors=[
                [(kept, target) for mask, target in edges if (kept := mask & keep(node, target))]
                for node, edges in enumerate(self.successors)
            ],
            accepting=[a and (accepts is None or accepts(node)) for node, a in enumerate(self.accepting)],
            literal=self.literal,
            origins=self.origins,
        )

    @cached_property
    def host_starts(self) -> tuple[Node, ...]:
        """Nodes in front of the first character of a host."""
        starts = self.grammar.host_starts
        return tuple(node for node, place in enumerate(self.places) if place in starts)

    @cached_property
    def host_ends(self) -> frozenset[Node]:
        """Nodes at which the host is complete: the URL may end there, or what follows is no part of the host."""
        hosts, places = self.grammar.hosts, self.places
        return frozenset(
            node
            for node, place in enumerate(places)
            if place in hosts
            and (self.accepting[node] or any(places[target] not in hosts for _, target in self.successors[node]))
        )

    def has(self, phase: Phase) -> bool:
        """Whether some accepted URL has the part."""
        return phase in self._phases

    @cached_property
    def _phases(self) -> frozenset[Phase]:
        phases = self.grammar.phases
        return frozenset(phases[place] for place in set(self.places))


def url_graph(machine: Machine) -> UrlGraph:
    """The product of an entry's automaton with the URL grammar. Linear in its size, which the machine's meter bounds.

    Raises:
        BudgetExceeded: when the meter of the machine runs out.
    """
    bound = bound_grammar(machine.alphabet)
    return _Exploration(machine, bound).trimmed()


class _Exploration:
    """Forward from the start, then what leads to acceptance."""

    def __init__(self, machine: Machine, bound: BoundGrammar) -> None:
        self._machine = machine
        self._grammar = bound.grammar
        numbers: dict[tuple[int, int], Node] = {}
        pairs: list[tuple[int, int]] = []
        successors: list[list[Edge]] = []
        spend = machine.meter.spend
        for state in machine.initial:
            numbers[state, 0] = len(pairs)
            pairs.append((state, 0))
        at = 0
        url_edges = bound.edges
        edges_of = machine.edges
        while at < len(pairs):
            state, place = pairs[at]
            at += 1
            out: list[Edge] = []
            for mask, targets in edges_of(state):
                for url_mask, next_place in url_edges[place]:
                    both = mask & url_mask
                    if both:
                        for target in targets:
                            key = (target, next_place)
                            node = numbers.get(key)
                            if node is None:
                                node = numbers[key] = len(pairs)
                                pairs.append(key)
                            out.append((both, node))
            spend(1 + len(out))
            successors.append(out)
        self._pairs = pairs
        self._successors = successors
        self._starts = range(len(machine.initial))

    def trimmed(self) -> UrlGraph:
        machine, final = self._machine, self._grammar.final
        accepting = [final[place] and machine.accepts(state) for state, place in self._pairs]
        sources: list[list[Node]] = [[] for _ in self._pairs]
        for node, edges in enumerate(self._successors):
            for _, target in edges:
                sources[target].append(node)
        alive = [False] * len(self._pairs)
        stack = [node for node, good in enumerate(accepting) if good]
        for node in stack:
            alive[node] = True
        while stack:
            for source in sources[stack.pop()]:
                if not alive[source]:
                    alive[source] = True
                    stack.append(source)
        kept = [node for node, good in enumerate(alive) if good]
        renumbered = {node: number for number, node in enumerate(kept)}
        return UrlGraph(
            alphabet=machine.alphabet,
            grammar=self._grammar,
            starts=tuple(renumbered[node] for node in self._starts if alive[node]),
            places=[self._pairs[node][1] for node in kept],
            successors=[
                [(mask, renumbered[target]) for mask, target in self._successors[node] if alive[target]]
                for node in kept
            ],
            accepting=[accepting[node] for node in kept],
            literal=[machine.literal(self._pairs[node][0]) for node in kept],
            origins=[machine.origin(self._pairs[node][0]) for node in kept],
        )
