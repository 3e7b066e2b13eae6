"""The states of a search that can come up at all, and the cycles among them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from endpointlint.automata.budget import Meter
from endpointlint.query.backtracking.moves import COUNTED, SEARCH, Edge, Moves, StateId
from endpointlint.query.backtracking.nodes import HARMLESS, Behind, Boundary, Loop, Read, Run
from endpointlint.source import Span
from endpointlint.source.records import dataclass

Masks = tuple[int, ...]
"""For each character of a text those that it may be."""


@dataclass(frozen=True, slots=True)
class Way:
    """Texts that lead to a state."""

    masks: Masks
    scope: int
    """The search within which the state lies."""
    begun: int
    """How many characters are read before that search begins."""


class Graph:
    """Counted and idle runs of one program, explored in full."""

    def __init__(self, moves: Moves, meter: Meter) -> None:
        """Explore; linear in the states.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        self.moves = moves
        self._meter = meter
        self._starts = moves.starts()
        self.edges: dict[StateId, list[Edge]] = {}
        self._came: dict[StateId, tuple[StateId, Edge] | None] = {}
        queue: deque[StateId] = deque()

        def visit(state: StateId, came: tuple[StateId, Edge] | None) -> None:
            if state in self._came or moves.over(state):
                return
            self._came[state] = came
            queue.append(state)

        for state, *_ in self._starts:
            visit(state, None)
        self._spawned_first = {state: spawned for state, _, spawned in self._starts if spawned >= 0}
        self._twins: dict[StateId, StateId] = {}
        while queue:
            state = queue.popleft()
            twin = moves.idle(state)
            if twin is not None and twin not in self._came:
                self._twins[twin] = state
                visit(twin, None)
            edges = moves.edges(state)
            self.edges[state] = edges
            for edge in edges:
                visit(edge.target, (state, edge))
        self._inner = {
            state: [e for e in edges if e.counted and e.target in self._came] for state, edges in self.edges.items()
        }
        self._within: dict[tuple[StateId, int], list[Edge]] = {}
        self._towards: dict[tuple[StateId, tuple[int, ...]], list[Edge]] = {}
        parts = strongly_connected(self.edges, self._targets)
        self.cycles = self._cycles(parts)
        self._cycle_of = {state: number for number, cycle in enumerate(self.cycles) for state in cycle}
        self._reached = self._reachable_cycles(parts)

    def _cycles(self, parts: list[list[StateId]]) -> list[list[StateId]]:
        """The parts that hold a cycle, in an order in which none reaches an earlier one."""
        runs = [node for node in self.moves.program.code if isinstance(node, Run)]
        harmless = math.prod(max(node.most or 1, 1) for node in runs) <= HARMLESS
        out: list[list[StateId]] = []
        for part in parts:
            if len(part) == 1:
                (state,) = part
                own = [edge for edge in self.inner_edges(state) if edge.target == state]
                node = self.moves.instruction(state)
                bounded = isinstance(node, Run) and node.most is not None and not any(e.turned for e in own)
                if not own or (harmless and bounded):
                    continue
            out.append(part)
        return out[::-1]

    def inner_edges(self, state: StateId) -> list[Edge]:
        """The edges along which a run goes on."""
        return self._inner.get(state, [])

    def _reachable_cycles(self, parts: list[list[StateId]]) -> dict[StateId, int]:
        """For each state the cycles that its runs can reach, as bits."""
        out: dict[StateId, int] = {}
        for part in parts:
            bits = 0
            for state in part:
                number = self._cycle_of.get(state)
                if number is not None:
                    bits |= 1 << number
                for target in self._targets(state):
                    bits |= out.get(target, 0)
            for state in part:
                out[state] = bits
        return out

    def _targets(self, state: StateId) -> list[StateId]:
        return [e.target for e in self.inner_edges(state)]

    def reaches(self, state: StateId, cycle: int) -> bool:
        """Whether a run from a state can come into a cycle, or is in it."""
        return bool(self._reached.get(state, 0) >> cycle & 1)

    def cycle_of(self, state: StateId) -> int:
        """The number of the cycle that a state is part of."""
        return self._cycle_of[state]

    def behind(self, state: StateId) -> int | None:
        """The look-behind whose body a run is in, as the number of its scope."""
        home = self.moves.states[state].home
        owner = self.moves.program.code[self.moves.program.scopes[home].owner] if home else None
        return home if isinstance(owner, Behind) else None

    def way_into(self, state: StateId, scope: int) -> Masks:
        """Shortest texts that lead from a state to where the search of a scope begins; none if there are none."""
        came: dict[StateId, tuple[StateId, int]] = {}
        queue = deque([state])
        while queue:
            at = queue.popleft()
            for edge in self.inner_edges(at):
                if edge.spawned == scope:
                    masks = [edge.mask]
                    while at != state:
                        at, mask = came[at]
                        masks.append(mask)
                    return tuple(reversed(masks))
                if edge.target not in came and edge.target != state:
                    came[edge.target] = (at, edge.mask)
                    queue.append(edge.target)
        return ()

    def span(self, cycle: int) -> Span | None:
        """The loop in the regex that a cycle goes round in; None for the search for a beginning."""
        program = self.moves.program
        pcs = {self.moves.states[state].pc for state in self.cycles[cycle]}
        around = [
            (high - low, program.code[pc])
            for pc, (low, high) in zip(program.loops, program.bodies, strict=True)
            if all(low <= at < high for at in pcs)
        ]
        if pcs == {SEARCH} and (home := self.moves.states[self.cycles[cycle][0]].home):
            owner = program.code[program.scopes[home].owner]
            return owner.span if isinstance(owner, Behind) else None
        if len(pcs) == 1:
            node = self.moves.instruction(self.cycles[cycle][0])
            if isinstance(node, Run | Boundary):
                return node.span
        spans = [node.span for _, node in sorted(around, key=lambda pair: pair[0]) if isinstance(node, Loop)]
        if spans:
            return spans[0]
        read = [node.span for pc in pcs if pc != SEARCH and isinstance(node := program.code[pc], Read | Run)]
        return Span(min(s.start for s in read), max(s.end for s in read)) if read else None

    def choices(self, state: StateId) -> list[Span]:
        """What a run that stands at a state may read, and what next."""
        targets = [edge.target for edge in self.inner_edges(state)]
        nodes = map(self.moves.instruction, (state, *targets))
        return list(dict.fromkeys(node.span for node in nodes if isinstance(node, Read | Run)))[:2]

    def is_counted(self, cycle: int) -> bool:
        """Whether the runs in a cycle are counted ones, with a choice somewhere."""
        moves = self.moves
        return any(moves.states[s].kind == COUNTED and self._chooses(s, cycle) for s in self.cycles[cycle])

    def leads_on(self, cycle: int) -> bool:
        """Whether from each turn of a cycle further runs can leave."""
        return any(self.moves.states[s].kind >= 0 or self._chooses(s, cycle) for s in self.cycles[cycle])

    def _chooses(self, state: StateId, cycle: int) -> bool:
        return self.moves.forks(state) or any(edge.left for edge in self.within(state, cycle))

    def reads(self, cycle: int) -> bool:
        """Whether it costs something to go round in a cycle."""
        moves = self.moves
        return any(
            moves.states[s].kind == COUNTED and (moves.states[s].pc != SEARCH or moves.states[s].home)
            for s in self.cycles[cycle]
        )

    def within(self, state: StateId, cycle: int) -> list[Edge]:
        """The edges of a state that stay in its cycle."""
        known = self._within.get((state, cycle))
        if known is None:
            numbers = self._cycle_of
            known = [e for e in self.inner_edges(state) if numbers.get(e.target) == cycle]
            self._within[state, cycle] = known
        return known

    def towards(self, state: StateId, *cycles: int) -> list[Edge]:
        """The edges of a state from which runs can still come into one of some cycles."""
        known = self._towards.get((state, cycles))
        if known is None:
            wanted = sum(1 << cycle for cycle in cycles)
            known = [e for e in self.inner_edges(state) if self._reached.get(e.target, 0) & wanted]
            self._towards[state, cycles] = known
        return known

    def way_to(self, state: StateId) -> Way:
        """Shortest texts that lead to a state."""
        masks: list[int] = []
        begun: tuple[int, int] | None = None  # characters behind it, and the scope
        while True:
            came = self._came[state]
            if came is None and state in self._twins:
                state = self._twins[state]
                came = self._came[state]
            if came is None:
                break
            state, edge = came
            if edge.spawned >= 0 and begun is None:
                begun = (len(masks), edge.spawned)
            masks.append(edge.mask)
        if begun is None and state in self._spawned_first:
            begun = (len(masks), self._spawned_first[state])
        behind, scope = (len(masks), 0) if begun is None else begun
        return Way(tuple(reversed(masks)), scope, len(masks) - behind)


def strongly_connected(
    nodes: Iterable[StateId], targets: Callable[[StateId], Sequence[StateId]]
) -> list[list[StateId]]:
    """The strongly connected parts of a graph, those that others lead to first (Tarjan 1972); without recursion."""
    index: dict[StateId, int] = {}
    low: dict[StateId, int] = {}
    on_stack: set[StateId] = set()
    stack: list[StateId] = []
    out: list[list[StateId]] = []
    for root in nodes:
        if root in index:
            continue
        work: list[tuple[StateId, int, Sequence[StateId]]] = [(root, 0, targets(root))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, at, following = work.pop()
            descended = False
            while at < len(following):
                target = following[at]
                at += 1
                if target not in index:
                    work.append((node, at, following))
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, 0, targets(target)))
                    descended = True
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            if descended:
                continue
            if low[node] == index[node]:
                part: list[StateId] = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    part.append(member)
                    if member == node:
                        break
                out.append(part)
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    return out
