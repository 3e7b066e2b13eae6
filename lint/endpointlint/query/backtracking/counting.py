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
from endpointlint.query.backtracking.moves import EXISTING, SEARCH, Moves, StateId
from endpointlint.query.backtracking.nodes import Done, Loop, Run

_WIDE: Final = 8
"""Flat loops with greater bounds are counted by windows."""
_A_STEP: Final = 2
"""So many ways looked at take as long as a step."""
_AN_ENTRY: Final = 4
"""Steps that it takes to see where one edge leads."""


class Reads:
    """The characters read of a prefix and n repetitions of a text that fails in the end; for n = 0, 1, 2 and so on.

    For programs that are not plain these are more than are read: every part is taken to fail and to succeed.
    """

    def __init__(self, moves: Moves, prefix: str, repeat: str, meter: Meter) -> None:
        """`moves` keep every count. The counts come when they are asked for, and may raise `BudgetExceeded`."""
        bit = moves.program.alphabet.bit
        known = {char: bit(ord(char)) for char in prefix + repeat}
        self._prefix = [known[char] for char in prefix]
        self._repeat = [known[char] for char in repeat]
        self._count = _Count(moves, meter)
        self.more: int | None = None
        """What each further repetition adds, once it is known to be always the same."""

    def __iter__(self) -> Iterator[int]:
        count = self._count
        for bit in self._prefix:
            count.read(bit)
        yield count.total
        look, turns = 1, 0
        before: object = None
        while self.more is None:
            total = count.total
            for bit in self._repeat:
                count.read(bit)
            turns += 1
            if turns == look:
                before = count.runs()
            elif turns == look + 1:
                look *= 2
                if before == count.runs():
                    # each repetition finds what the one before has found, and leaves it behind
                    self.more = count.total - total
            yield count.total
        total = count.total
        while True:
            total += self.more
            yield total


class _Count:
    def __init__(self, moves: Moves, meter: Meter) -> None:
        self.total = 0
        self._meter = meter
        self._moves = moves
        self._runs: dict[StateId, int] = {}
        self._windows: dict[tuple[object, ...], _Window] = {}
        self._open: dict[_Window, None] = {}
        self._leaving: dict[int, _Leaving] = {}
        self._existing = _Existing(moves)
        self._exist = self._existing.starts
        for state, ways, _ in moves.starts():
            self._begin(state, ways)

    def runs(self) -> object:
        """All runs, for comparison with those at another place."""
        windows = {window: window.runs() for window in self._open}
        return self._runs, windows, self._exist

    def read(self, bit: int) -> None:
        """Count what is read of one character, and go on with the runs that it leaves."""
        leaving = self._leaving.get(bit)
        if leaving is None:
            leaving = self._leaving[bit] = _Leaving(self, bit)
        total = self.total
        left = list(self._runs.items())
        for window in self._open:
            alive = window.alive
            number = window.read(bit)
            # what leaves is counted below
            total += alive - number
            if number:
                left.append((window.last, number))
        steps = len(left) + 2 * len(self._open)
        met = dict.fromkeys(window for window in self._open if window.alive)
        runs: dict[StateId, int] = {}
        for state, number in left:
            reads, on, into = leaving[state]
            if reads:
                total += number
            steps += len(on)
            for target, ways in on:
                runs[target] = runs.get(target, 0) + number * ways
            for window, taken, ways in into:
                window.add(taken, number * ways)
                met[window] = None
        self.total, self._runs, self._open = total, runs, met
        if self._exist:
            self._exist, begun = self._existing.after(self._exist, bit, self._meter)
            for state in begun:
                self._begin(state, 1)
        self._meter.spend(1 + steps // _A_STEP)

    def _begin(self, state: StateId, number: int) -> None:
        entered = self.entered(state)
        if entered is None:
            self._runs[state] = self._runs.get(state, 0) + number
        else:
            window, taken = entered
            window.add(taken, number)
            self._open[window] = None

    def leaving(self, state: StateId, bit: int) -> _Left:
        """What a run leaves behind a character."""
        on: list[tuple[StateId, int]] = []
        into: list[tuple[_Window, int, int]] = []
        for edge in self._moves.edges(state):
            if edge.mask & bit:
                self._meter.spend(_AN_ENTRY)
                entered = self.entered(edge.target)
                if entered is None:
                    on.append((edge.target, edge.ways))
                else:
                    into.append((*entered, edge.ways))
        # the end of the regex compares places, and reads nothing
        return not isinstance(self._moves.instruction(state), Done), on, into

    def entered(self, state: StateId) -> tuple[_Window, int] | None:
        """The window that counts a state, and how many characters the state has read in it; None for one of its own."""
        s = self._moves.states[state]
        node = None if s.pc == SEARCH else self._moves.program.code[s.pc]
        if not isinstance(node, Run) or node.mode is Mode.POSSESSIVE:
            return None
        if node.most is None or node.most <= _WIDE or s.mask != node.mask:
            return None
        key = (s.pc, s.counts, s.home)
        window = self._windows.get(key)
        if window is None:
            last = self._moves.intern(s._replace(taken=node.most - 1))
            window = self._windows[key] = _Window(node, node.most, last)
        return window, s.taken


_Left = tuple[bool, list[tuple[StateId, int]], list[tuple["_Window", int, int]]]
"""Whether a run reads a character; where it goes on and in how many ways; the windows that it comes into."""


class _Leaving(dict[StateId, _Left]):
    """What the runs leave behind one character, for as many of them as somebody has asked about."""

    def __init__(self, count: _Count, bit: int) -> None:
        self._count = count
        self._bit = bit

    def __missing__(self, state: StateId) -> _Left:
        left = self[state] = self._count.leaving(state, self._bit)
        return left


class _Existing:
    """What can be reached at all: at each place one iteration of a loop with a memo is begun, whoever comes by."""

    def __init__(self, moves: Moves) -> None:
        loops = [node for node in moves.program.code if isinstance(node, Loop) and node.memo]
        self._moves = moves
        self._memos = sum(map(moves.bit_of, loops))
        self._known: dict[tuple[int, _Exist], tuple[_Exist, frozenset[StateId]]] = {}
        self.starts: _Exist = frozenset(state for state, _, _ in moves.starts(EXISTING)) if loops else frozenset()

    def after(self, exist: _Exist, bit: int, meter: Meter) -> tuple[_Exist, frozenset[StateId]]:
        """The existing runs behind a character, and the counted runs of the iterations that begin there."""
        known = self._known.get((bit, exist))
        if known is None:
            moves = self._moves
            edges = [edge for state in exist for edge in moves.edges(state) if edge.mask & bit]
            begun = frozenset(moves.counted(edge.target) for edge in edges if edge.turned & self._memos)
            known = self._known[bit, exist] = frozenset(edge.target for edge in edges), begun
            meter.spend(len(exist) + len(edges))
        return known


_Exist = frozenset[StateId]


class _Window:
    """The runs in one flat loop with a bound, by how many characters they have read in it."""

    def __init__(self, node: Run, most: int, last: StateId) -> None:
        self._mask = node.mask
        self._least = node.least
        self.last = last
        """The state in front of the last character, which can only leave."""
        self._taken: deque[int] = deque([0] * most)
        self.alive = 0
        """All of the runs."""
        self._early = 0
        """Those that may not leave behind the next character."""

    def runs(self) -> tuple[int, ...]:
        """How many have read how much."""
        return tuple(self._taken)

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
