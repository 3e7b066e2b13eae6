"""How many characters a failing search reads, counted without searching.

Where a text is refused, every run over every prefix of it is tried, and their number is a sum over states: one pass
over the text with a number for each state, however many runs there are. Exact for programs without tests of other parts
of the text, atomic parts and references. Cost: linear in the text times the states that are alive at once; a flat loop
with a bound counts as one of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from endpointlint.automata.budget import Meter
from endpointlint.javaregex.ast import Mode
from endpointlint.query.backtracking.moves import EXISTING, SEARCH, Edge, Moves, State, StateId
from endpointlint.query.backtracking.nodes import Done, Loop, Run

_WIDE: Final = 8
"""Flat loops with greater bounds are counted by windows."""


def reads(moves: Moves, prefix: str, repeat: str, meter: Meter) -> Iterator[int]:
    """The characters read of a prefix and n repetitions of a text that fails in the end; for n = 0, 1, 2 and so on.

    `moves` keep every count. For programs that are not plain these are more than are read: every part is taken to fail
    and to succeed.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    bit = moves.program.alphabet.bit
    known = {char: bit(ord(char)) for char in prefix + repeat}
    count = _Count(moves, meter)
    text = prefix
    while True:
        for char in text:
            count.read(known[char])
        yield count.total
        text = repeat


class _Count:
    def __init__(self, moves: Moves, meter: Meter) -> None:
        self.total = 0
        self._meter = meter
        self._moves = moves
        self._runs: dict[StateId, int] = {}
        self._windows: dict[tuple[object, ...], _Window] = {}
        loops = [node for node in moves.program.code if isinstance(node, Loop) and node.memo]
        self._memos = sum(map(moves.bit_of, loops))
        existing = moves.starts(EXISTING) if loops else []
        self._exist: set[StateId] = {state for state, _, _ in existing}
        for state, ways, _ in moves.starts():
            self._add(self._runs, state, ways)

    def read(self, bit: int) -> None:
        """Count what is read of one character, and go on with the runs that it leaves."""
        moves, meter = self._moves, self._meter
        runs, self._runs = self._runs, {}
        exist, self._exist = self._exist, set()
        windows = [window for window in self._windows.values() if window.alive]
        meter.spend(1 + len(self._windows) // 8 + len(windows) // 2)
        leaving: list[tuple[list[Edge], int]] = []
        for window in windows:
            self.total += window.alive
            number = window.read(bit)
            if number:
                leaving.append((window.leave, number))
        for state, number in runs.items():
            # the end of the regex compares places, and reads nothing
            if not isinstance(moves.instruction(state), Done):
                self.total += number
            leaving.append((moves.edges(state), number))
        for edges, number in leaving:
            meter.spend(1 + len(edges))
            for edge in edges:
                if edge.mask & bit:
                    self._add(self._runs, edge.target, number * edge.ways)
        begun: set[StateId] = set()
        for state in exist:
            edges = moves.edges(state)
            meter.spend(1 + len(edges))
            for edge in edges:
                if edge.mask & bit:
                    self._exist.add(edge.target)
                    if edge.turned & self._memos:
                        begun.add(moves.counted(edge.target))
        for state in begun:
            self._add(self._runs, state, 1)

    def _add(self, runs: dict[StateId, int], state: StateId, number: int) -> None:
        s = self._moves.states[state]
        node = None if s.pc == SEARCH else self._moves.program.code[s.pc]
        wide = isinstance(node, Run) and node.most is not None and node.most > _WIDE and s.mask == node.mask
        if not wide or node.mode is Mode.POSSESSIVE:  # type: ignore[union-attr]
            runs[state] = runs.get(state, 0) + number
            return
        assert isinstance(node, Run)
        key = (s.pc, s.counts, s.home)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = self._window(node, s)
        window.add(s.taken, number)

    def _window(self, node: Run, state: State) -> _Window:
        assert node.most is not None
        last = self._moves.intern(state._replace(taken=node.most - 1))
        return _Window(node, node.most, self._moves.edges(last))


class _Window:
    """The runs in one flat loop with a bound, by how many characters they have read in it."""

    def __init__(self, node: Run, most: int, leave: list[Edge]) -> None:
        self._mask = node.mask
        self._least = node.least
        self.leave = leave
        self._taken: deque[int] = deque([0] * most)
        self.alive = 0
        """All of the runs."""
        self._early = 0
        """Those that may not leave behind the next character."""

    def add(self, taken: int, number: int) -> None:
        """Let runs begin that have read so many characters already."""
        self._taken[taken] += number
        self.alive += number
        if taken + 1 < self._least:
            self._early += number

    def read(self, bit: int) -> int:
        """Read one character; returns how many runs may leave behind it."""
        if not bit & self._mask:
            self._taken = deque([0] * len(self._taken))
            self.alive = self._early = 0
            return 0
        leaving = self.alive - self._early
        taken, least = self._taken, self._least
        if least > 1:
            # those that have read least - 2 so far will have read enough to leave behind the next but one
            self._early -= taken[least - 2]
        self.alive -= taken.pop()
        taken.appendleft(0)
        return leaving
