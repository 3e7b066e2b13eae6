"""Which states of an entry's automaton can get through a part of a URL.

The product of automaton and grammar would find that out by going there: through every digit that an address may begin
with, or all of a host that might have been a user name. Looking ahead in the automaton alone costs a fraction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from endpointlint.automata.machine import Machine, State
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import BoundGrammar, Phase

_TAIL: Final = frozenset((Phase.PATH, Phase.QUERY, Phase.FRAGMENT))
_CERTAIN: Final = frozenset((Phase.SCHEME, Phase.AUTHORITY, Phase.NAME))
"""Parts in which few ways come to nothing, so that they are best gone through."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What may be read in a part of a URL, in whatever order."""

    stay: int
    leave: int
    may_end: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is known of the grammar."""

    parts: tuple[_Part, ...]
    of_place: tuple[int, ...]
    """For each state of the grammar twice the number of its part, and one more if the URL may not end there; or -1."""


@lru_cache(maxsize=64)
def _parts(bound: BoundGrammar) -> _Parts:
    """Behind the host only the escapes are looked at, each step of them as if it left the part."""
    grammar = bound.grammar
    phases = [phase for phase in Phase if phase not in _CERTAIN]
    parts: list[_Part] = []
    for phase in phases:
        stay = leave = 0
        may_end = False
        for place, edges in enumerate(bound.edges):
            if grammar.phases[place] is phase and (phase not in _TAIL or not grammar.final[place]):
                may_end |= grammar.final[place]
                for mask, target in edges:
                    if grammar.phases[target] is phase and phase not in _TAIL:
                        stay |= mask
                    else:
                        leave |= mask
        parts.append(_Part(stay, leave, may_end))
    of_place = [
        2 * phases.index(phase) + (not final) if phase not in _CERTAIN and not (phase in _TAIL and final) else -1
        for phase, final in zip(grammar.phases, grammar.final, strict=True)
    ]
    return _Parts(tuple(parts), tuple(of_place))


class Outlook:
    """What is known of one automaton; grows while it is asked."""

    def __init__(self, machine: Machine, bound: BoundGrammar) -> None:
        self._machine = machine
        self._grammar = _parts(bound)
        self._known: list[dict[State, bool]] = [{} for _ in self._grammar.parts for _ in range(2)]
        tables = (*self._known, None)
        self.known = [tables[number] for number in self._grammar.of_place]
        """For each state of the grammar what `promising` has said so far; None where it says yes to everything."""

    def promising(self, state: State, place: int) -> bool:
        """Whether the automaton may get out of the part of the URL that a state of the grammar is in.

        Nothing is said about what it can do afterwards, nor about the order of what it reads. Linear in the automaton,
        for all states together.

        Raises:
            BudgetExceeded: when the meter of the machine runs out.
        """
        known = self.known[place]
        if known is None:
            return True
        answer = known.get(state)
        if answer is None:
            number = self._grammar.of_place[place]
            part, inside = self._grammar.parts[number // 2], self._known[number & ~1]
            # where the URL may not end yet, only what is read next can help
            ask = self._goes_on if number & 1 else self._ahead
            answer = known[state] = ask(state, part, inside)
        return answer

    def _goes_on(self, state: State, part: _Part, inside: dict[State, bool]) -> bool:
        for mask, targets in self._machine.edges(state):
            if mask & part.leave:
                return True
            if mask & part.stay:
                for target in targets:
                    known = inside.get(target)
                    if known or (known is None and self._ahead(target, part, inside)):
                        return True
        return False

    def _ahead(self, start: State, part: _Part, known: dict[State, bool]) -> bool:
        machine = self._machine
        came: dict[State, State] = {start: start}
        for state in (order := [start]):  # grows while it is walked
            machine.meter.spend()
            way_out = known.get(state, part.may_end and machine.accepts(state))
            for mask, targets in () if way_out else machine.edges(state):
                if mask & part.leave:
                    way_out = True
                    break
                if mask & part.stay:
                    for target in targets:
                        if known.get(target) is not False and target not in came:
                            came[target] = state
                            order.append(target)
            if way_out:
                while not known.get(state):
                    known[state] = True
                    state = came[state]
                return True
        known.update(dict.fromkeys(order, False))
        return False
