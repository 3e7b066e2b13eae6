"""The deterministic automaton of a union of machines, state by state as it is needed (Rabin and Scott, 1959)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from endpointlint.automata.budget import Meter
from endpointlint.automata.machine import Machine, State

Subset = int
"""A set of states of the machines, interned."""

EMPTY: Final = 0
"""The set without states: nothing is accepted any more."""

Move = tuple[int, Subset]
"""A mask, and the set that each of its characters leads to."""


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
        self._sets: list[frozenset[tuple[int, State]]] = []
        self._ids: dict[frozenset[tuple[int, State]], Subset] = {}
        self._moves: dict[Subset, list[Move]] = {}
        self._accepts: dict[Subset, bool] = {}
        self._all: dict[Subset, bool] = {}
        self._endless: dict[tuple[int, State], bool] = {}
        self._intern(frozenset())

    @property
    def initial(self) -> Subset:
        """The set before the first character."""
        return self._intern(frozenset((n, s) for n, machine in enumerate(self._machines) for s in machine.initial))

    def members(self, subset: Subset) -> frozenset[tuple[int, State]]:
        """The states of a set, each with the number of its machine."""
        return self._sets[subset]

    def accepts(self, subset: Subset) -> bool:
        """Whether the text may end here."""
        known = self._accepts.get(subset)
        if known is None:
            known = self._accepts[subset] = any(self._machines[n].accepts(s) for n, s in self._sets[subset])
        return known

    def accepts_everything(self, subset: Subset) -> bool:
        """Whether every rest of a text is accepted: true where one state says so, as that of a `.*` at the end does."""
        known = self._all.get(subset)
        if known is None:
            known = self._all[subset] = any(map(self._is_endless, self._sets[subset]))
        return known

    def _is_endless(self, member: tuple[int, State]) -> bool:
        known = self._endless.get(member)
        if known is None:
            number, state = member
            machine = self._machines[number]
            known = self._endless[member] = machine.accepts(state) and (
                machine.accepts_everything(state)
                or any(not self._within & ~mask and state in targets for mask, targets in machine.edges(state))
            )
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
        blocks: list[tuple[int, frozenset[tuple[int, State]]]] = [(self._within, frozenset())]
        for number, state in self._sets[subset]:
            for mask, targets in self._machines[number].edges(state):
                reached = frozenset((number, target) for target in targets)
                self._meter.spend(1 + len(blocks))
                split: list[tuple[int, frozenset[tuple[int, State]]]] = []
                for block, so_far in blocks:
                    inside = block & mask
                    if not inside or reached <= so_far:
                        split.append((block, so_far))
                        continue
                    split.append((inside, so_far | reached))
                    if inside != block:
                        split.append((block & ~mask, so_far))
                blocks = split
        merged: dict[Subset, int] = {}
        for block, members in blocks:
            target = self._intern(members)
            merged[target] = merged.get(target, 0) | block
        return [(mask, target) for target, mask in merged.items()]

    def _intern(self, members: frozenset[tuple[int, State]]) -> Subset:
        known = self._ids.get(members)
        if known is None:
            known = self._ids[members] = len(self._sets)
            self._sets.append(members)
            self._meter.spend()
        return known
