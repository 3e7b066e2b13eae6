"""A proof of inclusion that needs no determinization: whatever one automaton does, a state of another can do as well.

A node is *simulated* by a state if the state accepts where the node does, and answers each step of the node with one to
a state that simulates where the step leads. Then all words of the node are words of the state. The relation is the
greatest one with that property (Milner, 1971); only the pairs that matter are looked at. Where it does not hold the
words may be included all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Graph, Node
from endpointlint.automata.machine import Machine, State

Member = tuple[int, tuple[State, ...]]
"""The states of one of several machines that one step led to, with the number of the machine: one of them goes on."""


def simulations(
    graph: Graph, machines: Sequence[Machine], masks: Callable[[int], int], meter: Meter
) -> frozenset[tuple[Node, Member]]:
    """The pairs of the simulation that can be reached from the starts of the graph and of the machines.

    Args:
        graph: the automaton that is simulated.
        machines: those that simulate it, all over one alphabet.
        masks: what turns a mask of the graph into one of that alphabet.
        meter: where the work is counted; some 2 steps a pair and transition.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    return _Pairs(graph, machines, masks, meter).holding()


class _Pairs:
    """Pairs with what they depend on: of each obligation one pair must hold."""

    def __init__(self, graph: Graph, machines: Sequence[Machine], masks: Callable[[int], int], meter: Meter) -> None:
        self._graph = graph
        self._machines = machines
        self._meter = meter
        self._edges = [[(masks(mask), target) for mask, target in edges] for edges in graph.successors]
        self._answers: dict[Member, list[tuple[int, tuple[Member, ...]]]] = {}
        self._numbers: dict[tuple[Node, Member], int] = {}
        self._order: list[tuple[Node, Member]] = []
        self._failed: list[int] = []
        # for each obligation the pair that has it, and how many pairs may still meet it
        self._owners: list[int] = []
        self._left: list[int] = []
        self._met_by: list[list[int]] = []

    def holding(self) -> frozenset[tuple[Node, Member]]:
        for node in self._graph.starts:
            for number, machine in enumerate(self._machines):
                self._number(node, (number, machine.initial))
        at = 0
        while at < len(self._order):
            self._look_at(at)
            at += 1
        broken = [False] * len(self._order)
        for pair in self._failed:
            broken[pair] = True
        stack = list(self._failed)
        while stack:
            for obligation in self._met_by[stack.pop()]:
                self._left[obligation] -= 1
                owner = self._owners[obligation]
                if not self._left[obligation] and not broken[owner]:
                    broken[owner] = True
                    stack.append(owner)
        return frozenset(pair for pair, failed in zip(self._order, broken, strict=True) if not failed)

    def _number(self, node: Node, member: Member) -> int:
        key = (node, member)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self._order)
            self._order.append(key)
            self._met_by.append([])
        return known

    def _look_at(self, pair: int) -> None:
        node, member = self._order[pair]
        machine = self._machines[member[0]]
        wanted: list[tuple[Node, tuple[Member, ...]]] = []
        possible = not self._graph.accepting[node] or any(map(machine.accepts, member[1]))
        answers = self._answers_of(member) if possible else []
        for mask, target in self._edges[node] if possible else ():
            rest = mask
            for block, targets in answers:
                if rest & block:
                    rest &= ~block
                    wanted.append((target, targets))
            if rest:
                possible = False
                break
        self._meter.spend(1 + len(wanted))
        if not possible:
            self._failed.append(pair)
            return
        for target, targets in dict.fromkeys(wanted):
            self._meter.spend(len(targets) // 2)
            obligation = len(self._owners)
            self._owners.append(pair)
            self._left.append(len(targets))
            for other in targets:
                self._met_by[self._number(target, other)].append(obligation)

    def _answers_of(self, member: Member) -> list[tuple[int, tuple[Member, ...]]]:
        """Disjoint masks with what the states go to on each of their characters."""
        known = self._answers.get(member)
        if known is None:
            number, states = member
            machine = self._machines[number]
            known = []
            for mask, targets in (edge for state in states for edge in machine.edges(state)):
                self._meter.spend(1 + len(known))
                known = _refined(known, mask, (number, targets))
            self._answers[member] = known
        return known


def _refined(
    blocks: list[tuple[int, tuple[Member, ...]]], mask: int, reached: Member
) -> list[tuple[int, tuple[Member, ...]]]:
    """Blocks with one more transition taken in."""
    out: list[tuple[int, tuple[Member, ...]]] = []
    rest = mask
    for block, so_far in blocks:
        if both := block & mask:
            out.append((both, so_far if reached in so_far else (*so_far, reached)))
            rest &= ~block
        if outside := block & ~mask:
            out.append((outside, so_far))
    if rest:
        out.append((rest, (reached,)))
    return out
