"""Texts on which the matcher's recursion goes as deep as they are long.

Each iteration of a recursive loop stands on the one before until the match as a whole is decided, be it a match or not.
Flat loops do not recurse, with one exception: a greedy one whose iterations differ in length calls itself at each
change, and lengths are counted in units of UTF-16, so that `(.)*` recurses on a mixture of characters below and beyond
U+FFFF (`match0` of `Curly` and `GroupCurly`; not so `.*`). What is found is tried on the model of the matcher.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from endpointlint.javaregex.ast import Mode
from endpointlint.query.backtracking.graph import Masks, Way
from endpointlint.query.backtracking.moves import EXISTING, Automata, Edge, StateId
from endpointlint.query.backtracking.nodes import FAR, Flat, Loop, Run
from endpointlint.query.backtracking.refusal import Refusal
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.source import Span
from endpointlint.source.records import dataclass

_HARMLESS: Final = 9_000
"""Frames that fit on a stack of 1 MiB, of some 112 bytes each where code is interpreted."""
_EXACT: Final = 2
_TURNS: Final = (16, 32)
_MOST_READS: Final = 6_000
_READS_OF_ONE: Final = 64
"""How often each character is read at most, or nearly so."""
_LONGEST_ITERATION: Final = 24
_MOST_WAYS: Final = 4


@dataclass(frozen=True, slots=True)
class Deep:
    """Texts `prefix + repeat * n + suffix` on which the recursion grows with n."""

    prefix: str
    repeat: str
    suffix: str
    span: Span
    """The loop."""
    flat: bool
    """It calls itself only where the length of its iterations changes."""
    wide: bool
    """That takes characters up to U+FFFF and beyond."""


class Depth:
    """Looks for deep recursion in one program."""

    def __init__(self, automata: Automata) -> None:
        self._program = automata.program
        self._meter = automata.meter
        self._moves = automata.keeping(_EXACT)
        self._refusal = Refusal(automata)
        self._replay = Replay(automata.program, automata.operation, automata.meter)
        self._far = automata.program.alphabet.mask(FAR)
        self._came: dict[StateId, tuple[StateId, Edge] | None] = {}
        self._spawned: dict[StateId, int] = {}
        self._depths: dict[tuple[str, int], int] = {}
        self._exploded: set[tuple[str, int]] = set()

    def deepest(self) -> Deep | None:
        """Texts on which the recursion grows, those of recursive loops first; None if there are none.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        code = self._program.code
        loops = [node for pc in self._program.loops if isinstance(node := code[pc], Loop) and self._is_deep(node)]
        flats = [node for node in code if isinstance(node, Flat | Run) and self._calls_itself(node)]
        if not loops and not flats:
            return None
        self._explore()
        for loop in loops:
            alone = loop.most is None or loop.most * loop.frames > _HARMLESS
            for way, masks, pc in self._iterations(loop) if alone else self._filled(loop):
                found = self._tried(way, masks, pc)
                if found is not None:
                    return Deep(*found, loop.span, flat=False, wide=False)
        wide: Deep | None = None
        for flat in sorted(flats, key=lambda node: node.span):
            for way, masks, pc, far in self._changes(flat):
                found = self._tried(way, masks, pc) if not far or wide is None else None
                if found is not None and not far:
                    return Deep(*found, flat.span, flat=True, wide=False)
                if found is not None:
                    wide = Deep(*found, flat.span, flat=True, wide=True)
        return wide

    def _is_deep(self, loop: Loop) -> bool:
        """Whether iterations of a loop, and of the loops around it, can stand upon each other in great number."""
        if loop.most is None:
            return True
        total = loop.most * loop.frames
        for around in self._around(loop):
            if around.most is None:
                return total > _HARMLESS  # the loop around it is found by itself
            total *= around.most
        return total > _HARMLESS

    def _around(self, loop: Loop) -> list[Loop]:
        """The recursive loops around one, the outermost first."""
        at = self._program.loops[loop.number]
        ranges = zip(self._program.loops, self._program.bodies, strict=True)
        found = [self._program.code[pc] for pc, (low, high) in ranges if low <= at < high]
        return [node for node in found if isinstance(node, Loop)]

    def _calls_itself(self, node: Flat | Run) -> bool:
        if node.mode is not Mode.GREEDY or (node.most is not None and node.most < _HARMLESS // 2):
            return False
        if isinstance(node, Run):
            # `*` and `+` on a character are loops of another kind
            return node.most is not None and bool(node.mask & self._far) and bool(node.mask & ~self._far)
        return True

    # -- reaching a loop --------------------------------------------------------------------------------------------

    def _explore(self) -> None:
        queue: deque[StateId] = deque()
        for state, _, spawned in self._moves.starts(EXISTING):
            if state not in self._came:
                self._came[state] = None
                if spawned >= 0:
                    self._spawned[state] = spawned
                queue.append(state)
        while queue:
            state = queue.popleft()
            for edge in self._moves.edges(state):
                if edge.target not in self._came:
                    self._came[edge.target] = (state, edge)
                    queue.append(edge.target)

    def _way_to(self, state: StateId) -> Way:
        masks: list[int] = []
        begun: tuple[int, int] | None = None
        while (came := self._came[state]) is not None:
            state, edge = came
            if edge.spawned >= 0 and begun is None:
                begun = (len(masks), edge.spawned)
            masks.append(edge.mask)
        if begun is None and state in self._spawned:
            begun = (len(masks), self._spawned[state])
        behind, scope = (len(masks), 0) if begun is None else begun
        return Way(tuple(reversed(masks)), scope, len(masks) - behind)

    def _turns(self, node: Loop | Flat) -> list[tuple[StateId, Edge]]:
        """The edges that lead from one iteration of a loop to the next."""
        bit = self._moves.bit_of(node)
        return [(s, e) for s in self._came for e in self._moves.edges(s) if e.turned & bit and e.spawned < 0]

    def _iterations(self, loop: Loop) -> Iterator[tuple[Way, Masks, int]]:
        """Ways to a loop, and what one iteration of it reads; the shortest first."""
        found: list[tuple[Way, Masks, int]] = []
        for state, edge in self._turns(loop):
            path = self._path(edge.target, state)
            if path is not None:
                pc = self._moves.states[edge.target].pc
                found.append((self._way_to(edge.target), (*path, edge.mask), pc))
        found.sort(key=lambda one: len(one[0].masks) + len(one[1]))
        yield from found[:_MOST_WAYS]

    def _filled(self, inner: Loop) -> Iterator[tuple[Way, Masks, int]]:
        """Ways to the outermost loop around a bounded one, and an iteration that takes the inner one to its bound."""
        around = self._around(inner)
        assert inner.most is not None
        for way, masks, _ in self._iterations(inner):
            entry = next(e.target for _, e in self._turns(inner) if self._way_to(e.target) == way)
            for state, edge in self._turns(around[0])[:_MOST_WAYS]:
                before, behind = self._path(edge.target, entry), self._path(entry, state)
                if before is not None and behind is not None:
                    repeat = (*before, *masks * (inner.most - 2), *behind, edge.mask)
                    yield self._way_to(edge.target), repeat, self._moves.states[edge.target].pc

    def _path(self, start: StateId, goal: StateId) -> Masks | None:
        came: dict[StateId, tuple[StateId, int]] = {}
        queue = deque([start])
        while queue and start != goal and goal not in came:
            state = queue.popleft()
            self._meter.spend(2)
            for edge in self._moves.edges(state):
                if edge.target not in came and edge.target != start and edge.spawned < 0:
                    came[edge.target] = (state, edge.mask)
                    queue.append(edge.target)
        if start != goal and goal not in came:
            return None
        masks: list[int] = []
        while goal != start:
            goal, mask = came[goal]
            masks.append(mask)
        return tuple(reversed(masks))

    # -- flat loops -------------------------------------------------------------------------------------------------

    def _changes(self, node: Flat | Run) -> Iterator[tuple[Way, Masks, int, bool]]:
        """Ways to a flat loop, and two iterations of different length."""
        if isinstance(node, Run):
            for state in self._came:
                at = self._moves.instruction(state)
                if at is node:
                    both: Masks = (node.mask & ~self._far, node.mask & self._far)
                    yield self._way_to(state), both, self._moves.states[state].pc, True
                    return
            return
        bit = self._moves.bit_of(node)
        entries = sorted({e.target for _, e in self._turns(node)}, key=lambda s: len(self._way_to(s).masks))
        lengths = {entry: self._lengths(entry, bit) for entry in entries[:_MOST_WAYS]}
        for one, found in lengths.items():
            for (other, units), masks in found.items():
                back = [(u, m) for (to, u), m in lengths.get(other, {}).items() if to == one and u != units]
                if back:
                    again = min(back)[1]
                    wide = any(not mask & ~self._far for mask in (*masks, *again))
                    yield self._way_to(one), (*masks, *again), self._moves.states[one].pc, wide
                    break

    def _lengths(self, entry: StateId, bit: int) -> dict[tuple[StateId, int], Masks]:
        """For each beginning of the next iteration, and each length in units of UTF-16, what an iteration reads."""
        out: dict[tuple[StateId, int], Masks] = {}
        queue: deque[tuple[StateId, int, Masks]] = deque([(entry, 0, ())])
        seen = {(entry, 0)}
        while queue:
            state, units, masks = queue.popleft()
            self._meter.spend(1 + 2 * len(self._moves.edges(state)))
            if len(masks) > _LONGEST_ITERATION:
                continue
            for edge in self._moves.edges(state):
                if edge.spawned >= 0:
                    continue
                for part, width in ((edge.mask & ~self._far, 1), (edge.mask & self._far, 2)):
                    at = (edge.target, units + width)
                    if part and edge.turned & bit:
                        out.setdefault(at, (*masks, part))
                    elif part and at not in seen:
                        seen.add(at)
                        queue.append((*at, (*masks, part)))
        return out

    # -- trying -----------------------------------------------------------------------------------------------------

    def _tried(self, way: Way, masks: Masks, pc: int) -> tuple[str, str, str] | None:
        """Texts of a way and an iteration on which the model recurses; those that match first."""
        for text in self._refusal.spelled(way, masks, pc):
            ends = [self._refusal.accepted(way, text.prefix, text.repeat), text.suffix, "", "\n"]
            for end in dict.fromkeys(end for end in ends if end is not None):
                short, long = (text.prefix + text.repeat * turns + end for turns in _TURNS)
                # a search that explodes does so early; the same for both, since it may go on getting deeper
                most = min(_MOST_READS, _READS_OF_ONE * len(long))
                wanted = self._depth(short, most) + _TURNS[1] - _TURNS[0] - 2
                if self._depth(long, most, wanted) >= wanted:
                    return text.prefix, text.repeat, end
                if (long, most) in self._exploded:
                    # so it does with the other ends, and the first one is that of a match if there is any
                    break
        return None

    def _depth(self, text: str, most: int, wanted: int | None = None) -> int:
        """How deep the model recurses on a text while it reads so much; or the wanted depth, if it comes to that."""
        known = self._depths.get((text, most))
        if known is None:
            try:
                known = self._replay.search(text, most, wanted).depth
            except TooLong as exceeded:
                known = exceeded.depth
                self._exploded.add((text, most))
            if wanted is None or known < wanted:
                self._depths[text, most] = known
        return known
