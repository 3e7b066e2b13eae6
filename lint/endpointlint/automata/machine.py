"""What an automaton is to those who ask it.

States are small integers. A state has transitions, each a mask and the states that every one of its characters leads
to; the automaton is nondeterministic where its expression is. `construct` makes one of an expression.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import Meter
from endpointlint.automata.expression import Chars
from endpointlint.source import Span

State = int
Edge = tuple[int, tuple[State, ...]]
"""A mask, and the states that one of its characters leads to."""


class Machine(ABC):
    """The words of one expression, under whole match or under search. Not thread-safe."""

    def __init__(self, alphabet: Alphabet, meter: Meter) -> None:
        self.alphabet = alphabet
        """What the masks mean."""
        self.meter = meter
        """Where the work is counted."""

    @property
    @abstractmethod
    def initial(self) -> tuple[State, ...]:
        """The states before the first character.

        Raises:
            BudgetExceeded: when the meter runs out.
        """

    @abstractmethod
    def edges(self, state: State) -> list[Edge]:
        """The transitions of a state. Masks of one state may overlap; each character leads to all targets it has.

        Raises:
            BudgetExceeded: when the meter runs out.
        """

    @abstractmethod
    def accepts(self, state: State) -> bool:
        """Whether the input may end here."""

    @abstractmethod
    def accepts_everything(self, state: State) -> bool:
        """Whether it is known that every rest of the input is accepted from here on."""

    @abstractmethod
    def reads(self, state: State) -> Chars | None:
        """The set that the match itself reads next; None where the match is over and only tests remain."""

    def literal(self, state: State) -> bool:
        """Whether the next character of the match itself is spelled out in the expression."""
        chars = self.reads(state)
        return chars is not None and chars.literal

    def origin(self, state: State) -> Span | None:
        """Where in the pattern the set stands that the match itself reads next."""
        chars = self.reads(state)
        return None if chars is None else chars.origin

    def run(self, text: str) -> bool:
        """Whether a text is accepted. Linear in the text for a plain expression, times the states alive at once."""
        states = frozenset(self.initial)
        alphabet = self.alphabet
        for character in text:
            if not states:
                return False
            bit = alphabet.bit(ord(character))
            reached: set[State] = set()
            for state in states:
                self.meter.spend()
                for mask, targets in self.edges(state):
                    if mask & bit:
                        reached.update(targets)
            states = frozenset(reached)
        return any(map(self.accepts, states))
