r"""How a text must end so that the search fails, and every way has been tried in vain.

What has been read so far leaves a set of runs, of which none may come to acceptance: the end is a word of the
complement of what they accept, found by following the set as one state. Often only a line terminator will do, since `.`
refuses little else. If no end is refused by all runs, it is enough that those are which the search tries before it is
through with the repeated part: the ones in front of it, and those that come from it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import Enum
from itertools import chain
from typing import Final

from endpointlint.automata.ways import way_back
from endpointlint.query.backtracking.graph import Masks, Way
from endpointlint.query.backtracking.moves import EXISTING, Automata, Moves, StateId
from endpointlint.query.backtracking.nodes import Boundary, Read, Run
from endpointlint.source.records import dataclass

_MOST_TURNS: Final = 24
"""Repetitions after which the set of runs is taken not to settle."""
_MOST_LETTERS: Final = 5
_EXACT: Final = 8
_WARM: Final = 3
_Runs = frozenset[StateId]


_KINDS: Final = 3


class _Choice(Enum):
    """Which characters to take where several will do."""

    READABLE = 0
    """The most readable one."""
    FEW = -1
    """One that leaves as few runs alive as can be."""
    OTHER = 1
    """The next best."""
    THIRD = 2


@dataclass(frozen=True, slots=True)
class Refused:
    """Texts `prefix + repeat * n + suffix` that are refused for great n."""

    prefix: str
    repeat: str
    suffix: str | None
    """None if no end was found with which they are."""
    every: bool
    """Every run is refused; else those that come before the last one of the repeated part."""


class Refusal:
    """Finds ends for texts of one program. Exact where the program is plain; else an end may not do what it should."""

    def __init__(self, automata: Automata) -> None:
        self._moves = automata.keeping(_EXACT)
        self._program = automata.program
        self._meter = automata.meter
        self._steps: dict[str, _Steps] = {}
        self._masks = _MasksOf(self._moves)
        self._parts: dict[tuple[int, frozenset[int]], list[int]] = {}

    def spelled(self, way: Way, repeat: Masks, pc: int) -> Iterator[Refused]:
        """Texts that begin with a way, go on with repetitions, and are refused in the end; the most readable first.

        Args:
            way: leads to an instruction.
            repeat: what is repeated from there on.
            pc: the instruction.
        """
        found: set[tuple[str, str]] = set()
        for way_of in _Choice if not self._program.plain else (_Choice.READABLE, _Choice.FEW):
            first = self._begin(way)
            before, _ = self._spell(self._main(), way.masks[: way.begun], way_of)
            behind, runs = self._spell(first, way.masks[way.begun :], way_of)
            # later turns meet more runs than the first one
            met, text = runs, ""
            for _ in range(_WARM):
                text, after = self._spell(met, repeat, way_of)
                met = list(dict.fromkeys((*met, *after)))
            if (before + behind, text) in found:
                continue
            found.add((before + behind, text))
            yield from self._refused(before + behind, text, runs, pc)

    def refuses(self, prefix: str, repeat: str, suffix: str) -> bool:
        """Whether texts of a prefix, many repetitions and a suffix are refused, as far as the automaton knows."""
        runs = self._settled(frozenset(self._after(self._main(), prefix)), repeat)
        rest = self._after(list(self._begun(runs)), suffix)
        return not self._moves.any_accepts(rest)

    def accepted(self, way: Way, prefix: str, repeat: str) -> str | None:
        """An end with which texts of a prefix and repetitions may match; None if there is none."""
        runs = self._after(self._begin(way), prefix[way.begun :])
        return self._word(self._settled(frozenset(runs), repeat), self._moves.accepts)

    def _refused(self, prefix: str, repeat: str, runs: list[StateId], pc: int) -> Iterator[Refused]:
        every = self._end(self._begun(self._settled(frozenset(runs), repeat)))
        if every is not None:
            yield Refused(prefix, repeat, every, True)
            return
        for at, state in enumerate(runs):
            if self._moves.states[state].pc == pc:
                some = self._end(self._begun(self._settled(frozenset(runs[: at + 1]), repeat)))
                yield Refused(prefix, repeat, some, False)
                return

    def plainly(self, masks: Masks) -> str:
        """A text of some masks."""
        return "".join(map(self._program.alphabet.spell, masks))

    def letters(self) -> list[str]:
        """Characters that the program tells apart, some of each kind."""
        masks = {node.mask for node in self._program.code if isinstance(node, Read | Run)}
        masks |= {node.word for node in self._program.code if isinstance(node, Boundary)}
        blocks = _cut(self._program.alphabet.full, masks)[:_MOST_LETTERS]
        return [self._program.alphabet.spell(block) for block in blocks]

    def _main(self) -> list[StateId]:
        return [state for state, _, spawned in self._moves.starts(EXISTING) if spawned < 0]

    def word(self, scope: int) -> str | None:
        """A shortest text that the body of a look-around can match, place tests aside; None if there is none."""
        moves = self._moves
        start = frozenset(moves.scope_starts(scope, self._program.alphabet.full | self._program.start))
        return self._word(start, moves.over)

    def _word(self, start: _Runs, wanted: Callable[[StateId], bool]) -> str | None:
        moves = self._moves
        came: dict[StateId, tuple[StateId, int] | None] = dict.fromkeys(sorted(start))
        queue = deque(came)
        while queue:
            state = queue.popleft()
            self._meter.spend(3)
            if wanted(state):
                chars: list[str] = []
                at = came[state]
                while at is not None:
                    chars.append(self._program.alphabet.spell(at[1]))
                    at = came[at[0]]
                return "".join(reversed(chars))
            for edge in moves.edges(state):
                if edge.target not in came and edge.spawned < 0:
                    came[edge.target] = (state, edge.mask)
                    queue.append(edge.target)
        return None

    def _begin(self, way: Way) -> list[StateId]:
        """The runs at the beginning of the search that a way ends in, the first tried in front."""
        if not way.scope:
            return self._main()
        return self._moves.scope_starts(way.scope, way.masks[way.begun - 1] if way.begun else self._program.start)

    def _spell(self, runs: list[StateId], masks: Masks, choice: _Choice) -> tuple[str, list[StateId]]:
        """A text of some masks, of characters that do not let the search succeed; and the runs behind it."""
        chars: list[str] = []
        for mask in masks:
            char, runs = self._chosen(runs, mask, choice)
            chars.append(char)
        return "".join(chars), runs

    def _chosen(self, runs: list[StateId], mask: int, choice: _Choice) -> tuple[str, list[StateId]]:
        """One character of a mask, and the runs behind it."""
        if not mask & (mask - 1):
            char = self._program.alphabet.spell(mask)
            return char, self._after(runs, char)
        blocks = self._blocks(mask, runs)
        if choice is not _Choice.FEW:
            order = sorted(range(len(blocks)), key=lambda n: (n - choice.value) % _KINDS)
            blocks = [blocks[n] for n in order]
        found: list[tuple[str, list[StateId]]] = []
        for char in map(self._program.alphabet.spell, blocks):
            after = self._after(runs, char)
            if choice is not _Choice.FEW and not self._moves.any_over(after):
                return char, after
            found.append((char, after))
        if choice is not _Choice.FEW:
            return found[0]
        return min(found, key=lambda one: (self._moves.any_over(one[1]), len(one[1])))

    def _blocks(self, mask: int, runs: Iterable[StateId]) -> list[int]:
        """The parts of a mask that some runs tell apart."""
        masks = frozenset[int]().union(*map(self._masks.__getitem__, runs))
        blocks = self._parts.get((mask, masks))
        if blocks is None:
            blocks = self._parts[mask, masks] = _cut(mask, masks)
            self._meter.spend(4 + len(masks) * len(blocks))
        return blocks

    def _after(self, runs: list[StateId], text: str) -> list[StateId]:
        for char in text:
            runs = list(dict.fromkeys(chain.from_iterable(map(self._step(char).__getitem__, runs))))
            self._meter.spend(2 + len(runs))
        return runs

    def _step(self, char: str) -> _Steps:
        """Where each state leads behind a character."""
        step = self._steps.get(char)
        if step is None:
            step = self._steps[char] = _Steps(self._moves, self._program.alphabet.bit(ord(char)))
        return step

    def _settled(self, runs: _Runs, repeat: str) -> _Runs:
        """The runs that are alive after many repetitions, or more."""
        seen = [runs]
        for _ in range(_MOST_TURNS):
            runs = frozenset(self._after(list(runs), repeat))
            if runs in seen:
                del seen[: seen.index(runs)]
                break
            seen.append(runs)
        return frozenset(state for met in seen for state in met)

    def _begun(self, runs: _Runs) -> _Runs:
        """Without what a search would begin later, when it has come to the end."""
        return frozenset(state for state in runs if self._moves.instruction(state) is not None)

    def _end(self, runs: _Runs) -> str | None:
        """A shortest end that none of the runs accepts."""
        moves = self._moves
        came: dict[_Runs, tuple[_Runs, int] | None] = {runs: None}
        queue = deque([runs])
        while queue:
            alive = queue.popleft()
            if moves.any_over(alive):
                continue
            if not moves.any_accepts(alive):
                return "".join(map(self._program.alphabet.spell, way_back(came, alive)))
            for block in self._blocks(self._program.alphabet.full, alive):
                step = self._step(self._program.alphabet.spell(block))
                after = _Runs().union(*map(step.__getitem__, alive))
                self._meter.spend(2 + len(alive) // 2)
                if after not in came:
                    came[after] = (alive, block)
                    queue.append(after)
        return None


class _Steps(dict[StateId, list[StateId]]):
    """Where each state leads behind one character, for as many of them as somebody has asked about."""

    def __init__(self, moves: Moves, bit: int) -> None:
        self._moves = moves
        self._bit = bit

    def __missing__(self, state: StateId) -> list[StateId]:
        edges = self._moves.edges(state)
        targets = self[state] = [e.target for e in edges if e.mask & self._bit and e.spawned < 0]
        return targets


class _MasksOf(dict[StateId, frozenset[int]]):
    """What each state tells apart."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves

    def __missing__(self, state: StateId) -> frozenset[int]:
        masks = self[state] = frozenset(edge.mask for edge in self._moves.edges(state))
        return masks


def _cut(full: int, masks: Collection[int]) -> list[int]:
    """The parts of a mask that no other cuts, those of characters that people can read in front."""
    blocks = [full]
    for mask in sorted(masks):
        blocks = [part for block in blocks for part in (block & mask, block & ~mask) if part]
    return sorted(blocks, key=_legibility)


def _legibility(block: int) -> int:
    return next((n for n, mask in enumerate(_LEGIBLE) if block & mask), len(_LEGIBLE))


_LEGIBLE: Final = tuple(
    sum(1 << ord(char) for char in chars)
    for chars in ("a", "bcdefghijklmnopqrstuvwxyz", "0123456789", "/.-", "!", "".join(map(chr, range(0x21, 0x7F))))
)
