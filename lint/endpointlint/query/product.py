"""The URLs that an entry accepts, as a graph: the product of its automaton with the grammar of accepted URLs.

A node is a pair of states. Whatever transitions lead to lies on a path from the start to acceptance, so that whatever
the graph shows can really happen. Because the grammar marks the dialled host, every question about hosts, schemes and
ports is a walk over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.graph import Edge, Node
from endpointlint.automata.liveness import dead_ends
from endpointlint.automata.machine import Machine, State
from endpointlint.query.outlook import Outlook
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
    grammar = bound.grammar
    outlook = Outlook(machine, bound)
    known, promising = outlook.known, outlook.promising
    size = len(grammar.final)
    states = list(machine.initial)
    places = [0] * len(states)
    count = len(states)
    numbers = {state * size: node for node, state in enumerate(states)}
    number_of = numbers.setdefault
    successors: list[list[Edge]] = []
    edges_of, rows_of, join = machine.edges, bound.rows, bound.join
    spent = 0
    for state, place in zip(states, places, strict=True):  # both grow while they are walked
        out: list[Edge] = []
        for mask, targets in edges_of(state):
            row = rows_of(mask)[place]
            for both, next_place in join(mask, place) if row is None else row:
                for target in targets:
                    node = number_of(target * size + next_place, count)
                    if node == count:
                        told = known[next_place]
                        if not (told is None or told.get(target) or promising(target, next_place)):
                            numbers[target * size + next_place] = _DEAD
                            continue
                        count += 1
                        states.append(target)
                        places.append(next_place)
                    elif node == _DEAD:
                        continue
                    out.append((both, node))
        # what is asked of the graph afterwards walks over it a few times
        spent += 2 + 2 * len(out)
        if spent > _SPENT_AT_ONCE:
            machine.meter.spend(spent)
            spent = 0
        successors.append(out)
    machine.meter.spend(spent)
    final, accepts = grammar.final, machine.accepts
    accepting = [final[place] and accepts(state) for state, place in zip(states, places, strict=True)]
    whole = UrlGraph(machine, grammar, tuple(range(len(machine.initial))), states, places, successors, accepting)
    return _without(whole, dead_ends(accepting, successors))


_DEAD: Final = -1
_SPENT_AT_ONCE: Final = 200


def without_ipv6(graph: UrlGraph) -> UrlGraph:
    """The URLs of a graph whose hosts are no IPv6 literals. Linear in the graph."""
    phases = graph.phases
    if Phase.IPV6 not in phases:
        return graph
    # what leads on from a literal closes it, so that no way from behind it leads back into it
    closed = [[] if phases[node] is Phase.IPV6 else edges for node, edges in enumerate(graph.successors)]
    accepting = [good and phase is not Phase.IPV6 for good, phase in zip(graph.accepting, phases, strict=True)]
    return _without(graph, dead_ends(accepting, closed))


def _without(graph: UrlGraph, dead: frozenset[Node]) -> UrlGraph:
    """The graph without some nodes; they keep their numbers, as nodes in front of every URL that nothing leads to."""
    if not dead:
        return graph
    states, places, accepting = list(graph.states), list(graph.places), list(graph.accepting)
    successors = list(graph.successors)
    for node, edges in enumerate(successors):
        for _, target in edges:
            if target in dead:
                successors[node] = [edge for edge in edges if edge[1] not in dead]
                break
    for node in dead:
        places[node], accepting[node], successors[node] = 0, False, []
    starts = tuple(node for node in graph.starts if node not in dead)
    return UrlGraph(graph.machine, graph.grammar, starts, states, places, successors, accepting)
