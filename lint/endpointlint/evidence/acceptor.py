"""The automaton of one entry, run afresh on many texts."""

from __future__ import annotations

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import BudgetExceeded
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.machine import Machine, State
from endpointlint.query.language import Language

_States = frozenset[State]


class Acceptor:
    """Whether an entry accepts texts, by machines of its own: nothing is shared with those that made a claim."""

    def __init__(self, language: Language) -> None:
        """Prepare the machines; costs next to nothing."""
        bounds = language.bounds
        # of the entry's own sets: another alphabet than the one that the URL grammar takes part in
        alphabet = alphabet_of(sets_of(bounds.inner, bounds.outer))
        self._outer = _Subsets(language.machine(bounds.outer, alphabet=alphabet))
        self._inner = self._outer if language.exact else _Subsets(language.machine(bounds.inner, alphabet=alphabet))

    def accepts(self, text: str) -> bool | None:
        """Whether the entry accepts a text; None where its bounds differ, or the budget is spent.

        Text: pairs of surrogates combined. Cost: a look-up for each character that was read in the same place before.
        """
        try:
            outer = self._outer.run(text)
            if self._inner is self._outer or not outer:
                return outer
            return True if self._inner.run(text) else None
        except BudgetExceeded:
            return None


class _Subsets:
    """A machine that remembers which states a set of states and a character lead to."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._steps: dict[tuple[_States, int], _States] = {}
        self._start: _States | None = None

    def run(self, text: str) -> bool:
        if self._start is None:
            self._start = frozenset(self._machine.initial)
        states, steps, bit_of = self._start, self._steps, self._machine.alphabet.bit
        for char in text:
            code = ord(char)
            bit = 1 << code if code < 128 else bit_of(code)
            key = (states, bit)
            known = steps.get(key)
            if known is None:
                known = steps[key] = self._step(states, bit)
            if not known:
                return False
            states = known
        return any(map(self._machine.accepts, states))

    def _step(self, states: _States, bit: int) -> _States:
        edges = self._machine.edges
        return frozenset(t for state in states for mask, targets in edges(state) if mask & bit for t in targets)
