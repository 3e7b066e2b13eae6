"""Texts on which a search has many runs: the degree of ambiguity of its automaton.

Two criteria of Weber and Seidl (1991) decide it. The number of runs grows exponentially iff some state has two runs
over one text back to itself (EDA). It grows at least quadratically along a chain of cycles, each reached from the one
before, if one text leads each of them to itself and to the next (IDA); each further cycle of the chain adds one to the
degree. Only one text is asked for, since an attack repeats one text. Both are searches for a path in products of the
automaton with itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

from endpointlint.automata.budget import Meter
from endpointlint.automata.ways import way_back
from endpointlint.query.backtracking.chains import chains
from endpointlint.query.backtracking.graph import Graph, Masks, Way, strongly_connected
from endpointlint.query.backtracking.moves import Edge, StateId
from endpointlint.source.records import dataclass

_MOST_STATES: Final = 12
"""States of one cycle from which two ways back are looked for."""
_MOST_BLOCKS: Final = 8
"""Sets of characters that are tried alone."""
_MOST_TEXTS: Final = 6
"""Texts that are tried for one cycle."""
_MOST_PLACES: Final = 4
"""States of the first cycle of a chain that are tried each."""
_FEW_PAIRS: Final = 4
"""So many pairs of places are looked at one by one."""
_MANY: Final = 99
"""A degree that has to be found by counting."""
_Pair = tuple[StateId, StateId, bool]
_Triple = tuple[StateId, StateId, StateId]
_Sets = tuple[frozenset[StateId], ...]


@dataclass(frozen=True, slots=True)
class Attack:
    """Texts to begin with and texts to repeat, on which the runs may be many."""

    way: Way
    """Leads to the state from which on the text is repeated."""
    repeat: Masks
    state: StateId
    degree: int | None
    """Of the number of characters read, as far as the automaton knows; None for an exponential."""
    cycles: tuple[int, ...]
    """The cycles that the repeated text goes round in."""
    rest: Masks = ()
    """What leads from the repeated text to a look-behind, which goes back over it."""


class Ambiguity:
    """Looks for attacks in the graph of one search."""

    def __init__(self, graph: Graph, meter: Meter) -> None:
        self._graph = graph
        self._meter = meter
        self._pairs: dict[tuple[int, int], tuple[StateId, StateId, Masks] | None] = {}

    # -- exponential ------------------------------------------------------------------------------------------------

    def exponential(self) -> Iterator[Attack]:
        """Attacks on cycles with two runs over the same text, the shortest texts of each first.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        graph = self._graph
        for number in range(len(graph.cycles)):
            if not graph.is_counted(number):
                continue
            members = [s for s in graph.cycles[number] if graph.moves.forks(s)] or graph.cycles[number]
            if all(_is_deterministic(graph.within(state, number)) for state in members):
                continue
            # what can come from one of them comes round to each other one
            if self._two_ways(members[0], number) is None:
                continue
            found = [(text, s) for s in members[:_MOST_STATES] if (text := self._two_ways(s, number)) is not None]
            texts = dict(sorted(found, key=lambda pair: len(pair[0])))
            for text, state in list(texts.items())[:_MOST_TEXTS]:
                yield Attack(graph.way_to(state), text, state, None, (number,))

    def _two_ways(self, state: StateId, cycle: int) -> Masks | None:
        """A shortest text with two runs from a state of a cycle back to it."""
        graph, within = self._graph, self._graph.within
        start, goal = (state, state, False), (state, state, True)
        came: dict[_Pair, tuple[_Pair, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            a, b, apart = node
            forks = a != b or graph.moves.forks(a)
            for n, one in enumerate(within(a, cycle)):
                others = within(b, cycle)
                self._meter.spend(1 + 2 * len(others))
                for m, other in enumerate(others):
                    both = one.mask & other.mask
                    if not both or (n != m and not forks and not (one.left and other.left)):
                        continue
                    split = apart or (a == b and (n != m or (forks and one.ways > 1)))
                    low, high = sorted((one.target, other.target))
                    target = (low, high, split)
                    if target not in came:
                        came[target] = (node, both)
                        queue.append(target)
            if goal in came:
                break
        return tuple(way_back(came, goal)) if goal in came else None

    def crowds(self) -> Iterator[Attack]:
        """Attacks on choices that follow each other without any cycle, so that they multiply.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        graph = self._graph
        places = (s for s, edges in graph.edges.items() if graph.moves.forks(s) and not _is_deterministic(edges))
        for state in islice(places, _MOST_PLACES):
            for block in _blocks([edge.mask for edge in graph.edges[state]])[:_MOST_BLOCKS]:
                yield Attack(graph.way_to(state), (block,), state, _MANY, ())

    # -- polynomial -------------------------------------------------------------------------------------------------

    def polynomial(self) -> Iterator[Attack]:
        """Attacks along chains of cycles, the longest chains first.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        graph = self._graph
        count = len(graph.cycles)
        follows: dict[int, list[int]] = {}
        for p in range(count):
            if not graph.leads_on(p):
                continue
            some = graph.cycles[p][0]
            for q in range(p + 1, count):
                if graph.reads(q) and graph.reaches(some, q) and self._pair(p, q) is not None:
                    follows.setdefault(p, []).append(q)
        for chain in chains(follows, self._meter):
            yield from self._along(chain)
        yield from self._backwards()

    def _backwards(self) -> Iterator[Attack]:
        """Attacks on look-behinds that stand behind the text that is repeated."""
        graph = self._graph
        for q, cycle in enumerate(graph.cycles):
            scope = graph.behind(cycle[0])
            if scope is None:
                continue
            for p in range(q):
                if graph.behind(graph.cycles[p][0]) == scope or not graph.reaches(graph.cycles[p][0], q):
                    continue
                found = self._together(p, q)
                if found is not None:
                    state, text = found
                    rest = graph.way_into(state, scope)
                    yield Attack(graph.way_to(state), text, state, 2, (p, q), rest)

    def _together(self, p: int, q: int) -> tuple[StateId, Masks] | None:
        """A state of a cycle and a text that leads both it and some state of another cycle to themselves."""
        graph = self._graph
        for first in graph.cycles[p]:
            for last in graph.cycles[q]:
                start = (first, last)
                came: dict[tuple[StateId, StateId], tuple[tuple[StateId, StateId], int]] = {}
                queue = deque([start])
                while queue and start not in came:
                    node = queue.popleft()
                    for one in graph.within(node[0], p):
                        for other in graph.within(node[1], q):
                            self._meter.spend()
                            target = (one.target, other.target)
                            if one.mask & other.mask and target not in came:
                                came[target] = (node, one.mask & other.mask)
                                queue.append(target)
                if start in came:
                    at, mask = came[start]
                    masks = [mask]
                    while at != start:
                        at, mask = came[at]
                        masks.append(mask)
                    return first, tuple(reversed(masks))
        return None

    def _along(self, chain: tuple[int, ...]) -> Iterator[Attack]:
        """Attacks along one chain: with the shortest text, then with texts of fewer characters."""
        graph = self._graph
        common = -1
        for cycle in chain:
            common &= self._chars(cycle)
        masks = dict.fromkeys(edge.mask & common for edges in graph.edges.values() for edge in edges)
        seen: set[Masks] = set()
        first = graph.cycles[chain[0]]
        # where more runs are followed than there are, another place in the cycle may do where one does not
        others = [] if graph.moves.program.plain else [(common, state) for state in first[:_MOST_PLACES]]
        blocks = _blocks([common, *masks])[:_MOST_BLOCKS]
        for some, at in [(common, None), *others, *((block, None) for block in blocks)]:
            found = self._text_along(chain, some, at)
            if found is not None and found[1] not in seen:
                seen.add(found[1])
                yield Attack(graph.way_to(found[0]), found[1], found[0], len(chain), chain)

    def _text_along(self, chain: tuple[int, ...], common: int, at: StateId | None) -> tuple[StateId, Masks] | None:
        """A state of the first cycle of a chain, and a text of some characters that leads along it.

        `at`: that state, if it is given.
        """
        if len(chain) == 2 and at is None and common == self._common(*chain):
            pair = self._pair(*chain)
            return None if pair is None else (pair[0], pair[2])
        pairs = [self._search_pair(p, q, common, at if n == 0 else None) for n, (p, q) in enumerate(pairwise(chain))]
        found = [pair for pair in pairs if pair is not None]
        if len(found) < len(pairs):
            return None
        first = found[0][0]
        if len(chain) == 2:
            return first, found[0][2]
        text = self._one_text([first, *(pair[1] for pair in found)], common)
        return None if text is None else (first, text)

    def _pair(self, p: int, q: int) -> tuple[StateId, StateId, Masks] | None:
        """States of two cycles and a text that leads the first to itself and to the second, and that to itself."""
        key = (p, q)
        if key not in self._pairs:
            self._pairs[key] = self._search_pair(p, q, self._common(p, q), None)
        return self._pairs[key]

    def _common(self, p: int, q: int) -> int:
        return self._chars(p) & self._chars(q)

    def _search_pair(self, p: int, q: int, common: int, at: StateId | None) -> tuple[StateId, StateId, Masks] | None:
        if not common:
            return None
        cycles = self._graph.cycles
        joint: dict[int, int] | None = None
        failed: set[int] = set()
        for first in cycles[p] if at is None else (at,):
            for last in cycles[q]:
                if joint is not None and joint.get(self._both(first, last), -1) in failed:
                    continue
                text = self._triple(p, q, first, last, common)
                if text is not None:
                    return first, last, text
                if len(cycles[p]) * len(cycles[q]) <= _FEW_PAIRS:
                    continue
                if joint is None:
                    joint = self._joint(p, q, common)
                    failed.add(-1)
                failed.add(joint.get(self._both(first, last), -1))
        return None

    def _both(self, first: StateId, last: StateId) -> StateId:
        return first * len(self._graph.moves.states) + last

    def _joint(self, p: int, q: int, common: int) -> dict[StateId, int]:
        """The pairs of states of two cycles that one text leads back to themselves, by the cycles of such pairs.

        What goes for one pair of such a cycle goes for all of them: from each of them one text leads to that pair, and
        one back.
        """
        graph, size = self._graph, len(self._graph.moves.states)
        known: dict[StateId, list[StateId]] = {}

        def targets(pair: StateId) -> list[StateId]:
            out = known.get(pair)
            if out is None:
                first, last = divmod(pair, size)
                ones = [e for e in graph.within(first, p) if e.mask & common]
                out = [
                    one.target * size + other.target
                    for one in ones
                    for other in graph.within(last, q)
                    if one.mask & other.mask & common
                ]
                self._meter.spend(2 + len(ones) + 2 * len(out))
                known[pair] = out
            return out

        pairs = (first * size + last for first in graph.cycles[p] for last in graph.cycles[q])
        joint: dict[StateId, int] = {}
        for number, part in enumerate(strongly_connected(pairs, targets)):
            if len(part) > 1 or part[0] in targets(part[0]):
                joint.update(dict.fromkeys(part, number))
        return joint

    def _chars(self, cycle: int) -> int:
        graph = self._graph
        return _union(edge.mask for state in graph.cycles[cycle] for edge in graph.within(state, cycle))

    def _triple(self, p: int, q: int, first: StateId, last: StateId, common: int) -> Masks | None:
        """A text from (first, first, last) to (first, last, last) in the product of three."""
        graph = self._graph
        start, goal = (first, first, last), (first, last, last)
        came: dict[_Triple, tuple[_Triple, int] | None] = {start: None}
        queue = deque([start])
        spend, within = self._meter.spend, graph.within
        while queue:
            node = queue.popleft()
            a, b, c = node
            forks = a != b or graph.moves.states[a].kind >= 0 or graph.moves.forks(a)
            others = graph.towards(b, q)
            thirds = within(c, q)
            for one in within(a, p):
                mask = one.mask & common
                if not mask:
                    continue
                spend(1 + len(others) + len(others) * len(thirds) // 2)
                for other in others:
                    both = mask & other.mask
                    if not both or (not forks and one is not other and not (one.left and other.left)):
                        continue
                    for third in thirds:
                        every = both & third.mask
                        if not every:
                            continue
                        target = (one.target, other.target, third.target)
                        if target not in came:
                            came[target] = (node, every)
                            queue.append(target)
            if goal in came:
                return tuple(way_back(came, goal))
        return None

    def _one_text(self, states: list[StateId], common: int) -> Masks | None:
        """A shortest text that leads each of some states to itself, and each but the last also to the next."""
        graph = self._graph
        cycle_of = [graph.cycle_of(state) for state in states]
        ends = [(state, *states[n + 1 : n + 2]) for n, state in enumerate(states)]
        start = tuple(frozenset((state,)) for state in states)
        came: dict[_Sets, tuple[_Sets, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            sets = queue.popleft()
            edges = [
                [(e.mask & common, e.target) for s in reached for e in graph.towards(s, *cycle_of[n : n + 2])]
                for n, reached in enumerate(sets)
            ]
            masks = list(dict.fromkeys(mask for some in edges for mask, _ in some))
            blocks = _blocks(masks)
            self._meter.spend(2 * sum(map(len, edges)) + len(masks) * len(blocks))
            for block in blocks:
                self._meter.spend(2 + sum(map(len, edges)) // 2)
                after = tuple(frozenset(target for mask, target in some if mask & block) for some in edges)
                if not all(after) or after in came:
                    continue
                came[after] = (sets, block)
                if all(reached.issuperset(end) for end, reached in zip(ends, after, strict=True)):
                    return tuple(way_back(came, after))
                queue.append(after)
        return None


def _is_deterministic(edges: list[Edge]) -> bool:
    seen = 0
    for edge in edges:
        if edge.ways > 1 or edge.mask & seen:
            return False
        seen |= edge.mask
    return True


def _union(masks: Iterable[int]) -> int:
    out = 0
    for mask in masks:
        out |= mask
    return out


def _blocks(masks: list[int]) -> list[int]:
    """The parts of the union of some masks that none of them cuts."""
    out: list[int] = []
    for mask in masks:
        rest = mask
        for n, block in enumerate(out):
            inside = block & rest
            if inside and inside != block:
                out[n] = inside
                out.append(block & ~inside)
            rest &= ~inside
        if rest:
            out.append(rest)
    return out
