"""interegular's finite automata as a contender. Letters are those of `core.SixteenBits`."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Mapping
from functools import reduce
from importlib import import_module
from itertools import pairwise
from typing import Any

from benchmarks.peers.core import And, Cat, Chars, Core, Name, Not, Or, Repeat, SixteenBits, sets_of
from benchmarks.peers.wire import serve

from endpointlint.automata.codepoints import CodePointSet

_FSM: Any = import_module("interegular.fsm")
_BEYOND = CodePointSet.span(SixteenBits.FIRST_OTHER, SixteenBits.GREATEST)


def _build(core: Core, known: Mapping[str, Any]) -> Any:
    return _Builder(core, known).build(core)


class _Builder:
    """Automata over one alphabet: a symbol for each kind of letters that the sets of a term tell apart."""

    def __init__(self, core: Core, known: Mapping[str, Any]) -> None:
        self._known = known
        sets = sorted(sets_of(core), key=lambda chars: chars.ranges)
        kinds: dict[tuple[bool, ...], list[int]] = {}
        ends = {end for chars in (*sets, _BEYOND) for low, high in chars.ranges for end in (low, high + 1)}
        bounds = sorted({0, SixteenBits.GREATEST + 1, *ends})
        for low, after in pairwise(bounds):
            kind = tuple(low in chars for chars in sets)
            # of the letters beyond those that are listed one stands for all
            kinds.setdefault((low in _BEYOND, *kind), []).extend(range(low, after) if low not in _BEYOND else [low])
        self._keys = {chars: [n for n, kind in enumerate(kinds) if kind[1 + at]] for at, chars in enumerate(sets)}
        symbols: dict[Any, int] = {chr(c): n for n, letters in enumerate(kinds.values()) for c in letters}
        last = max(symbols)
        symbols[_FSM.anything_else] = symbols.pop(last)
        self.alphabet = _FSM.Alphabet(symbols)

    def _fsm(self, finals: set[int], moves: dict[int, dict[int, int]]) -> Any:
        return _FSM.FSM(alphabet=self.alphabet, states={0, 1}, initial=0, finals=finals, map=moves)

    def build(self, core: Core) -> Any:
        match core:
            case Chars(chars):
                return self._fsm({1}, {0: dict.fromkeys(self._keys[chars], 1), 1: {}})
            case Cat(()):
                return self._fsm({0}, {0: {}, 1: {}})
            case Cat(items):
                return _FSM.FSM.concatenate(*map(self.build, items))
            case Or(()):
                return self._fsm(set(), {0: {}, 1: {}})
            case Or(items):
                return _FSM.FSM.union(*map(self.build, items))
            case And(items):
                return reduce(_FSM.FSM.intersection, map(self.build, items))
            case Not(item):
                return self.build(item).everythingbut()
            case Repeat(item, least, None):
                one = self.build(item)
                return one.star() if least == 0 else _FSM.FSM.concatenate(one.times(least), one.star())
            case Repeat(item, least, most):
                assert most is not None
                one = self.build(item)
                maybe = self._fsm({0}, {0: {}, 1: {}}).union(one).times(most - least)
                return maybe if least == 0 else _FSM.FSM.concatenate(one.times(least), maybe)
            case Name(name):
                return self._known[name]


def _word(fsm: Any) -> list[int] | None:
    """A shortest word, breadth first."""
    letters = {
        key: min((ord(s) for s in symbols if s is not _FSM.anything_else), default=SixteenBits.GREATEST)
        for key, symbols in fsm.alphabet.by_transition.items()
    }
    came: dict[int, tuple[int, int] | None] = {fsm.initial: None}
    queue = deque([fsm.initial])
    while queue:
        state = queue.popleft()
        if state in fsm.finals:
            word: list[int] = []
            step = came[state]
            while step is not None:
                word.append(letters[step[1]])
                step = came[step[0]]
            return word[::-1]
        for key, target in fsm.map.get(state, {}).items():
            if target not in came:
                came[target] = (state, key)
                queue.append(target)
    return None


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    serve(_build, _word, prepare=lambda fsm: fsm.reduce())
