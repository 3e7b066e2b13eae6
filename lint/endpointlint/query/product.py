"""The URLs that an entry accepts, as a graph: the product of its automaton with the grammar of accepted URLs.

A node is a pair of states; it lies on a path from the start to acceptance, so that whatever the graph shows can really
happen. Because the grammar marks the dialled host, every question about hosts, schemes and ports is a walk over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.graph import Edge, Node, leading_to
from endpointlint.automata.machine import Machine, State
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Grammar, Phase, bound_grammar

_DOT: Final = 1 << ord(".")
_OF_NODES: Final = ("phases", "inside", "literals", "host_starts")
"""What is known of the nodes of a graph, whatever the transitions between them."""
_OF_HOSTS: Final = ("into_host", "label_starts")
"""What depends on the transitions up to the ends of the hosts, too."""


@dataclass(eq=False)
class UrlGraph:
    """The trimmed product. Not changed after it was made."""

    machine: Machine
    """The entry's automaton."""
    grammar: Grammar
    starts: tuple[Node, ...]
    states: list[State]
    """For each node the state of the entry's automaton."""
    places: list[int]
    """For each node the state of the grammar."""
    successors: list[list[Edge]]
    accepting: list[bool]

    def __bool__(self) -> bool:
        return bool(self.starts)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def alphabet(self) -> Alphabet:
        """What the masks mean."""
        return self.machine.alphabet

    def literal(self, node: Node) -> bool:
        """Whether the entry spells out the character that it reads next."""
        return self.literals[node]

    @cached_property
    def literals(self) -> list[bool]:
        """For each node whether the entry spells out the character that it reads next."""
        known = {state: self.machine.literal(state) for state in set(self.states)}
        return [known[state] for state in self.states]

    def origin(self, node: Node) -> Span | None:
        """Where in the entry's text the set stands that reads the next character."""
        return self.machine.origin(self.states[node])

    @cached_property
    def phases(self) -> list[Phase]:
        """For each node the part of the URL that the character read last belongs to."""
        phases = self.grammar.phases
        return [phases[place] for place in self.places]

    @cached_property
    def inside(self) -> list[bool]:
        """For each node whether the character read last belongs to the host."""
        hosts = self.grammar.hosts
        return [place in hosts for place in self.places]

    def at(self, place: int) -> list[Node]:
        """The nodes at a state of the grammar."""
        return [node for node, found in enumerate(self.places) if found == place]

    def edges(self, node: Node, within: int) -> list[Edge]:
        """The transitions of a node on some characters."""
        return [(kept, target) for mask, target in self.successors[node] if (kept := mask & within)]

    def phase(self, node: Node) -> Phase:
        """The part of the URL that the character read last belongs to."""
        return self.phases[node]

    def in_host(self, node: Node) -> bool:
        """Whether the character read last belongs to the host."""
        return self.inside[node]

    def has(self, phase: Phase) -> bool:
        """Whether some accepted URL has the part."""
        return phase in self.phases

    @cached_property
    def into_host(self) -> dict[Node, list[Edge]]:
        """The transitions on characters of hosts the other way round: the masks, and from where.

        For the nodes of hosts, and for those in front of their first characters, to which none leads.
        """
        inside, successors = self.inside, self.successors
        nodes = [*self.host_starts, *(node for node, good in enumerate(inside) if good)]
        out: dict[Node, list[Edge]] = {node: [] for node in nodes}
        for node in nodes:
            for mask, target in successors[node]:
                if inside[target]:
                    out[target].append((mask, node))
        return out

    @cached_property
    def host_starts(self) -> tuple[Node, ...]:
        """Nodes in front of the first character of a host."""
        starts = self.grammar.host_starts
        return tuple(node for node, place in enumerate(self.places) if place in starts)

    @cached_property
    def host_ends(self) -> frozenset[Node]:
        """Nodes at which the host is complete: the URL may end there, or what follows is no part of the host."""
        ends, inside, accepting, successors = self.grammar.host_ends, self.inside, self.accepting, self.successors
        nodes = [node for node, place in enumerate(self.places) if place in ends]
        leaving = {node for node in nodes for _, target in successors[node] if not inside[target]}
        return frozenset(leaving.union(node for node in nodes if accepting[node]))

    @cached_property
    def label_starts(self) -> frozenset[Node]:
        """Nodes in front of the first character of a label: where a host begins, or behind a dot in it."""
        dots = {node for node, edges in self.into_host.items() for mask, _ in edges if mask == _DOT}
        return frozenset(dots.union(self.host_starts))

    def only(
        self, changed: Mapping[Node, list[Edge]], refusing: Iterable[Node] = (), *, same_hosts: bool = False
    ) -> UrlGraph:
        """Some of the URLs, for a search among them; not trimmed again. Costs little more than what changes.

        Args:
            changed: the transitions that are left of those of a node, where some are not.
            refusing: nodes that accept no longer.
            same_hosts: all transitions up to the ends of the hosts are left.
        """
        successors, accepting = list(self.successors), list(self.accepting)
        for node, edges in changed.items():
            successors[node] = edges
        for node in refusing:
            accepting[node] = False
        made = UrlGraph(self.machine, self.grammar, self.starts, self.states, self.places, successors, accepting)
        known = vars(self)
        for name in _OF_NODES + _OF_HOSTS if same_hosts else _OF_NODES:
            if name in known:
                vars(made)[name] = known[name]
        return made


def url_graph(machine: Machine, *, loose: bool = False) -> UrlGraph:
    """The product of an entry's automaton with the URL grammar. Linear in its size, which the machine's meter bounds.

    `loose`: with IPv6 literals of no particular form, for a superset at a third of the cost.

    Raises:
        BudgetExceeded: when the meter of the machine runs out.
    """
    bound = bound_grammar(machine.alphabet, loose=loose)
    grammar, joint = bound.grammar, bound.joint
    size = len(grammar.final)
    states = list(machine.initial)
    places = [0] * len(states)
    numbers = {state * size: node for node, state in enumerate(states)}
    successors: list[list[Edge]] = []
    sources: list[list[Node]] = [[] for _ in states]
    edges_of, spend = machine.edges, machine.meter.spend
    at = 0
    while at < len(states):
        out: list[Edge] = []
        place = places[at]
        for mask, targets in edges_of(states[at]):
            for both, next_place in joint(place, mask):
                for state in targets:
                    key = state * size + next_place
                    node = numbers.get(key)
                    if node is None:
                        node = numbers[key] = len(states)
                        states.append(state)
                        places.append(next_place)
                        sources.append([at])
                    else:
                        sources[node].append(at)
                    out.append((both, node))
        # what is asked of the graph afterwards walks over it a few times
        spend(2 + 2 * len(out))
        successors.append(out)
        at += 1
    final, accepts = grammar.final, machine.accepts
    accepting = [final[place] and accepts(state) for state, place in zip(states, places, strict=True)]
    whole = UrlGraph(machine, grammar, tuple(range(len(machine.initial))), states, places, successors, accepting)
    return _trimmed(whole, leading_to(accepting, sources))


def without_ipv6(graph: UrlGraph) -> UrlGraph:
    """The URLs of a graph whose hosts are no IPv6 literals. Linear in the graph."""
    if not graph.has(Phase.IPV6):
        return graph
    accepting = [good and graph.phase(node) is not Phase.IPV6 for node, good in enumerate(graph.accepting)]
    sources: list[list[Node]] = [[] for _ in graph.places]
    # what leads on from a literal closes it, so that no way from behind it leads back into it
    for node, edges in enumerate(graph.successors):
        if graph.phase(node) is not Phase.IPV6:
            for _, target in edges:
                sources[target].append(node)
    alive = leading_to(accepting, sources)
    return _trimmed(graph, [good and graph.phase(node) is not Phase.IPV6 for node, good in enumerate(alive)])


def _trimmed(graph: UrlGraph, alive: list[bool]) -> UrlGraph:
    if all(alive):
        return graph
    kept = [node for node, good in enumerate(alive) if good]
    number = [0] * len(alive)
    for new, node in enumerate(kept):
        number[node] = new
    successors, states, places, accepting = graph.successors, graph.states, graph.places, graph.accepting
    return UrlGraph(
        machine=graph.machine,
        grammar=graph.grammar,
        starts=tuple(number[node] for node in graph.starts if alive[node]),
        states=[states[node] for node in kept],
        places=[places[node] for node in kept],
        successors=[[(mask, number[target]) for mask, target in successors[node] if alive[target]] for node in kept],
        accepting=[accepting[node] for node in kept],
    )
