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

_LOOKED_AT: Final = (Phase.USERINFO, Phase.NAME, Phase.IPV4, Phase.IPV6, Phase.PORT)


@dataclass(frozen=True, slots=True)
class _Part:
    """What may be read in a part of a URL, in whatever order."""

    stay: int
    leave: int
    may_end: bool


@lru_cache(maxsize=256)
def _parts(bound: BoundGrammar) -> dict[Phase, _Part]:
    found: dict[Phase, _Part] = {}
    grammar = bound.grammar
    for phase in _LOOKED_AT:
        stay = leave = 0
        may_end = False
        for place, edges in enumerate(bound.edges):
            if grammar.phases[place] is phase:
                may_end |= grammar.final[place]
                for mask, target in edges:
                    if grammar.phases[target] is phase:
                        stay |= mask
                    else:
                        leave |= mask
        found[phase] = _Part(stay, leave, may_end)
    return found


class Outlook:
    """What is known of one automaton."""

    def __init__(self, machine: Machine, bound: BoundGrammar) -> None:
        self._machine = machine
        parts = _parts(bound)
        known: dict[Phase, dict[State, bool]] = {phase: {} for phase in parts}
        self._final = bound.grammar.final
        self._of_place = [(parts[phase], known[phase]) if phase in parts else None for phase in bound.grammar.phases]

    def dead(self, state: State, place: int) -> bool:
        """Whether the automaton cannot go on, or get out of the part of the URL that a state of the grammar is in.

        Nothing is said about what it can do afterwards. Linear in the automaton, for all states together.

        Raises:
            BudgetExceeded: when the meter of the machine runs out.
        """
        if not self._final[place] and not self._machine.edges(state):
            return True
        found = self._of_place[place]
        if found is None:
            return False
        part, known = found
        answer = known.get(state)
        if answer is None:
            answer = self._ahead(state, part, known)
        return not answer

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
