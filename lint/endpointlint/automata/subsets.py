"""The deterministic automaton of a union of machines, state by state as it is needed (Rabin and Scott, 1959)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from endpointlint.automata.budget import Meter
from endpointlint.automata.machine import Machine, State

Subset = int
"""A set of states of the machines, a bit for each of them in the order in which they were met."""

EMPTY: Final = 0
"""The set without states: nothing is accepted any more."""

Move = tuple[int, Subset]
"""A mask, and the set that each of its characters leads to."""

_WORD: Final = 64
"""States that one step of the meter pays for where a set is stored."""


class Subsets:
    """The texts that some of the machines accept. All machines are over one alphabet. Grows while it is used."""

    def __init__(self, machines: Sequence[Machine], meter: Meter, *, within: int) -> None:
        """Prepare the automaton; costs next to nothing.

        Args:
            machines: one or more, or none for the empty language.
            meter: where the work is counted.
            within: the mask of the characters that texts consist of.
        """
        self._machines = machines
        self._meter = meter
        self._within = within
        self._bits: list[dict[State, Subset]] = [{} for _ in machines]
        self._members: list[tuple[int, State]] = []
        self._edges: list[list[Move] | None] = []
        self._moves: dict[Subset, list[Move]] = {}
        self._accepting: Subset = EMPTY
        self._endless: Subset = EMPTY
        self._looked_at: Subset = EMPTY  # members of which it is known whether they are endless
        self._initial: Subset | None = None

    @property
    def initial(self) -> Subset:
        """The set before the first character."""
        if self._initial is None:
            self._initial = EMPTY
            for number, machine in enumerate(self._machines):
                self._initial |= self.subset(number, machine.initial)
        return self._initial

    def subset(self, number: int, states: Iterable[State]) -> Subset:
        """The set of some states of one of the machines, given by its number."""
        bits = self._bits[number]
        out = EMPTY
        for state in states:
            bit = bits.get(state)
            if bit is None:
                bit = bits[state] = 1 << len(self._members)
                self._members.append((number, state))
                self._edges.append(None)
                if self._machines[number].accepts(state):
                    self._accepting |= bit
                self._meter.spend()
            out |= bit
        return out

    def accepts(self, subset: Subset) -> bool:
        """Whether the text may end here."""
        return subset & self._accepting != EMPTY

    def accepts_everything(self, subset: Subset) -> bool:
        """Whether every rest of a text is known to be accepted, as it is behind a `.*` at the end."""
        if not subset & self._accepting:
            return False
        for member in _places(subset & ~self._looked_at):
            if self._is_endless(member):
                self._endless |= 1 << member
            self._looked_at |= 1 << member
        return subset & self._endless != EMPTY

    def _is_endless(self, member: int) -> bool:
        """Whether every rest but the empty one is accepted: each character leads back, and to an end."""
        number, state = self._members[member]
        return self._machines[number].accepts_everything(state) or any(
            reached >> member & 1 and reached & self._accepting and not self._within & ~mask
            for mask, reached in self._edges_of(member)
        )

    def _edges_of(self, member: int) -> list[Move]:
        known = self._edges[member]
        if known is None:
            number, state = self._members[member]
            edges = self._machines[number].edges(state)
            known = self._edges[member] = [(mask, self.subset(number, targets)) for mask, targets in edges]
        return known

    def moves(self, subset: Subset) -> list[Move]:
        """Disjoint masks, together those of all characters, each with the set that its characters lead to.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        known = self._moves.get(subset)
        if known is None:
            known = self._moves[subset] = self._make_moves(subset)
        return known

    def after(self, subset: Subset, bit: int) -> Subset:
        """The set that one character leads to, given by the mask of its minterm. Raises as `moves`."""
        return next((target for mask, target in self.moves(subset) if mask & bit), EMPTY)

    def _make_moves(self, subset: Subset) -> list[Move]:
        if not subset & (subset - 1) and subset:
            edges = self._edges_of(subset.bit_length() - 1)
            if len(edges) == 1:
                # as most states have it that read what is spelled out
                mask, reached = edges[0]
                self._meter.spend(2)
                outside = self._within & ~mask
                return [(mask, reached), (outside, EMPTY)] if outside else edges
        # states of one set share most of their masks: what each mask leads to is put together first
        merged: dict[int, Subset] = {}
        for member in _places(subset):
            for mask, reached in self._edges_of(member):
                merged[mask] = merged.get(mask, EMPTY) | reached
        blocks: list[Move] = [(self._within, EMPTY)]
        spent = 2 + len(self._members) // _WORD
        for mask, reached in merged.items():
            spent += 1 + len(blocks)
            split: list[Move] = []
            for block, so_far in blocks:
                inside = block & mask
                if not inside:
                    split.append((block, so_far))
                    continue
                split.append((inside, so_far | reached))
                if inside != block:
                    split.append((block & ~mask, so_far))
            blocks = split
        self._meter.spend(spent)
        if len(merged) == 1:
            return blocks
        by_target: dict[Subset, int] = {}
        for block, target in blocks:
            by_target[target] = by_target.get(target, 0) | block
        return [(mask, target) for target, mask in by_target.items()]


def _places(subset: Subset) -> Iterator[int]:
    """The numbers of the members."""
    while subset:
        low = subset & -subset
        yield low.bit_length() - 1
        subset ^= low
