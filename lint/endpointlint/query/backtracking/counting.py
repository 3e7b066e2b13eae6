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
"""Steps that it takes to see where one edge leads, or ways that coming into a window takes as long as."""


class Counting:
    """Counts for the texts of one program. What one text has led to is there for the next."""

    def __init__(self, moves: Moves, meter: Meter) -> None:
        """`moves` keep every count."""
        self.moves = moves
        self.meter = meter
        self._leaving: dict[int, _Leaving] = {}
        loops = [node for node in moves.program.code if isinstance(node, Loop) and node.memo]
        self._memos = sum(map(moves.bit_of, loops))
        self._existing: dict[tuple[int, _States], tuple[_States, _States]] = {}
        self.existing: _States = frozenset(state for state, _, _ in moves.starts(EXISTING)) if loops else frozenset()
        """What can be reached at all before the first character, if somebody has to know."""

    def reads(self, prefix: str, repeat: str) -> Reads:
        """The characters read of texts of a prefix and repetitions of a text."""
        bit = self.moves.program.alphabet.bit
        known = {char: bit(ord(char)) for char in prefix + repeat}
        return Reads(self, [known[char] for char in prefix], [known[char] for char in repeat])

    def leaving(self, bit: int) -> _Leaving:
        """What each run leaves behind a character."""
        known = self._leaving.get(bit)
        if known is None:
            known = self._leaving[bit] = _Leaving(self, bit)
        return known

    def existing_after(self, exist: _States, bit: int) -> tuple[_States, _States]:
        """What can be reached behind a character, and the counted runs of the iterations that begin there.

        At each place one iteration of a loop with a memo is begun, whoever comes by.
        """
        known = self._existing.get((bit, exist))
        if known is None:
            moves = self.moves
            edges = [edge for state in exist for edge in moves.edges(state) if edge.mask & bit]
            begun = frozenset(moves.counted(edge.target) for edge in edges if edge.turned & self._memos)
            known = self._existing[bit, exist] = frozenset(edge.target for edge in edges), begun
            self.meter.spend(len(exist) + len(edges))
        return known

    def window(self, state: StateId) -> tuple[StateId, int] | None:
        """How many characters a state has read in a window, which is named by its last state; None outside of them."""
        s = self.moves.states[state]
        node = None if s.pc == SEARCH else self.moves.program.code[s.pc]
        if not isinstance(node, Run) or node.mode is Mode.POSSESSIVE:
            return None
        if node.most is None or node.most <= _WIDE or s.mask != node.mask:
            return None
        return self.moves.intern(s._replace(taken=node.most - 1)), s.taken


class Reads:
    """The characters read of a prefix and n repetitions of a text that fails in the end; for n = 0, 1, 2 and so on.

    For programs that are not plain these are more than are read: every part is taken to fail and to succeed. The counts
    come when they are asked for, and may raise `BudgetExceeded`.
    """

    def __init__(self, counting: Counting, prefix: list[int], repeat: list[int]) -> None:
        self._prefix = prefix
        self._repeat = repeat
        self._count = _Count(counting)
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
    """The runs over one text, as far as it has been read."""

    def __init__(self, counting: Counting) -> None:
        self.total = 0
        self._counting = counting
        self._runs: dict[StateId, int] = {}
        self._windows: dict[StateId, _Window] = {}
        """Those that hold runs."""
        self._exist = counting.existing
        for state, ways, _ in counting.moves.starts():
            self._begin(state, ways)

    def runs(self) -> object:
        """All runs, for comparison with those at another place."""
        windows = {last: window.runs() for last, window in self._windows.items()}
        return self._runs, windows, self._exist

    def read(self, bit: int) -> None:
        """Count what is read of one character, and go on with the runs that it leaves."""
        leaving = self._counting.leaving(bit)
        total = self.total
        left = list(self._runs.items())
        steps = len(left) + 2 * len(self._windows)
        windows: dict[StateId, _Window] = {}
        for last, window in self._windows.items():
            alive = window.alive
            number = window.read(bit)
            # what leaves is counted below
            total += alive - number
            if number:
                left.append((last, number))
            if window.alive:
                windows[last] = window
        self._windows = windows
        runs: dict[StateId, int] = {}
        for state, number in left:
            looked, reads, on, into = leaving[state]
            steps += looked
            if reads:
                total += number
            for target, ways in on:
                runs[target] = runs.get(target, 0) + number * ways
            if into:
                for last, taken, ways in into:
                    self._enter(last, taken, number * ways)
        self.total, self._runs = total, runs
        if self._exist:
            self._exist, begun = self._counting.existing_after(self._exist, bit)
            for state in begun:
                self._begin(state, 1)
        self._counting.meter.spend(1 + steps // _A_STEP)

    def _begin(self, state: StateId, number: int) -> None:
        entered = self._counting.window(state)
        if entered is None:
            self._runs[state] = self._runs.get(state, 0) + number
        else:
            self._enter(*entered, number)

    def _enter(self, last: StateId, taken: int, number: int) -> None:
        window = self._windows.get(last)
        if window is None:
            node = self._counting.moves.instruction(last)
            assert isinstance(node, Run)
            window = self._windows[last] = _Window(node)
        window.add(taken, number)


_States = frozenset[StateId]
_Left = tuple[int, bool, list[tuple[StateId, int]], list[tuple[StateId, int, int]]]
"""How many ways there are to look at; whether a run reads a character; where it goes on, and in how many ways; the
windows that it comes into."""


class _Leaving(dict[StateId, _Left]):
    """What the runs leave behind one character, for as many of them as somebody has asked about."""

    def __init__(self, counting: Counting, bit: int) -> None:
        self._counting = counting
        self._bit = bit

    def __missing__(self, state: StateId) -> _Left:
        on: list[tuple[StateId, int]] = []
        into: list[tuple[StateId, int, int]] = []
        moves = self._counting.moves
        edges = [edge for edge in moves.edges(state) if edge.mask & self._bit]
        self._counting.meter.spend(_AN_ENTRY * len(edges))
        for edge in edges:
            window = self._counting.window(edge.target)
            if window is None:
                on.append((edge.target, edge.ways))
            else:
                into.append((*window, edge.ways))
        # the end of the regex compares places, and reads nothing
        reads = not isinstance(moves.instruction(state), Done)
        left = self[state] = len(on) + _AN_ENTRY * len(into), reads, on, into
        return left


class _Window:
    """The runs in one flat loop with a bound, by how many characters they have read in it."""

    def __init__(self, node: Run) -> None:
        assert node.most is not None
        self._mask = node.mask
        self._least = node.least
        self._taken: deque[int] = deque([0] * node.most)
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
