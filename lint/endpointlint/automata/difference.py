"""A text of one automaton that a union of others does not accept.

What must be in the text is walked as it is; what must not accept it is determinized on the way. A way is given up where
everything is excluded, and where one with fewer obligations came by before (an antichain; De Wulf, Doyen, Henzinger and
Raskin, 2006). Nothing is explored ahead: a text that is left out ends the search as soon as it is met, and a small
question costs what its few pairs do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Edge, Graph, Node
from endpointlint.automata.machine import Machine
from endpointlint.automata.subsets import EMPTY, Subset, Subsets
from endpointlint.automata.ways import way_back
from endpointlint.source.records import dataclass

_FEW: Final = 32
"""Pairs that are looked at whatever they promise."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """An automaton that is explored as it is walked. Nodes may lie on no way to acceptance."""

    starts: Sequence[Node]
    edges: Callable[[Node], list[Edge]]
    """The transitions of a node, over the alphabet of what is excluded."""
    accepts: Callable[[Node], bool]


def graph_walk(graph: Graph, alphabet: Alphabet) -> Walk:
    """A graph as a walk over an alphabet that tells as much apart as its own, or more."""
    successors, accepts = graph.successors, graph.accepting.__getitem__
    if alphabet.full == graph.alphabet.full:
        # as many minterms: the same
        return Walk(graph.starts, successors.__getitem__, accepts)
    reading = alphabet.reading(graph.alphabet)
    known: dict[Node, list[Edge]] = {}

    def edges(node: Node) -> list[Edge]:
        found = known.get(node)
        if found is None:
            found = known[node] = [(reading(mask), target) for mask, target in successors[node]]
        return found

    return Walk(graph.starts, edges, accepts)


def machine_walk(machine: Machine, *, within: int = -1) -> Walk:
    """A machine as a walk over its own alphabet: a node for each state.

    `within`: the mask of the characters that are read at all.
    """
    known: dict[Node, list[Edge]] = {}

    def edges(node: Node) -> list[Edge]:
        found = known.get(node)
        if found is None:
            ways = machine.edges(node)
            found = known[node] = [
                (mask & within, target) for mask, targets in ways if mask & within for target in targets
            ]
        return found

    return Walk(machine.initial, edges, machine.accepts)


class Search:
    """For a text of a walk that is not accepted, breadth first; it can be left and taken up again."""

    def __init__(
        self,
        walk: Walk,
        excluded: Subsets,
        alphabet: Alphabet,
        meter: Meter,
        *,
        enough: Mapping[Node, Sequence[Subset]] | None = None,
    ) -> None:
        """Prepare the search.

        Args:
            walk: what must be in the text.
            excluded: what must not accept it.
            alphabet: that of both.
            meter: where the work is counted.
            enough: for nodes, sets that accept all that can follow there.
        """
        self.word: str | None = None
        """The text, once it was found: a shortest one, or one that goes on in the shortest way from the first place at
        which nothing is accepted any more."""
        self._walk = walk
        self._excluded = excluded
        self._alphabet = alphabet
        self._meter = meter
        self._places: list[tuple[Node, Subset]] = []
        self._came: list[tuple[int, int]] = []  # for each place the one before it, and the mask that led on
        self._at = 0
        self._smallest: dict[Node, list[Subset]] = {node: list(sets) for node, sets in (enough or {}).items()}
        self._dead: set[Node] = set()
        for node in walk.starts:
            if self.word is None:
                self._visit(node, excluded.initial, -1, 0)

    def run(self, patience: int | None = None, most: int | None = None) -> bool:
        """Returns whether the search has come to its end: there is a `word`, or no text is left out.

        Args:
            patience: give up for now when there are so many times more pairs than nodes; None to go on to the end.
            most: give up for now when there are so many pairs.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        places, smallest, edges, moves = self._places, self._smallest, self._walk.edges, self._excluded.moves
        while self._at < len(places) and self.word is None:
            if patience is not None and len(places) > patience * len(smallest) + _FEW:
                return False
            if most is not None and len(places) > most:
                return False
            at = self._at
            self._at += 1
            node, subset = places[at]
            following = moves(subset)
            for mask, target in edges(node):
                rest = mask
                for block, reached in following:
                    both = rest & block
                    if both and self._visit(target, reached, at, both):
                        return True
                    rest ^= both
                    if not rest:
                        break
        return True

    def _visit(self, node: Node, subset: Subset, source: int, mask: int) -> bool:
        """Look at a pair for the first time; returns whether it is the end of a text that is left out."""
        excluded = self._excluded
        kept = self._smallest.get(node)
        if kept is None:
            self._smallest[node] = [subset]
            self._meter.spend(2)
        else:
            self._meter.spend(1 + len(kept) // 4)
            for other in kept:
                if not other & ~subset:
                    return False
            kept[:] = [other for other in kept if subset & ~other]
            kept.append(subset)
        if subset == EMPTY:
            rest = self._completion(node)
            if rest is None:
                return False
            self._spell(source, mask, rest)
            return True
        if excluded.accepts(subset):
            if excluded.accepts_everything(subset):
                return False
        elif self._walk.accepts(node):
            self._spell(source, mask, [])
            return True
        self._places.append((node, subset))
        self._came.append((source, mask))
        return False

    def _completion(self, start: Node) -> list[int] | None:
        """The masks of a shortest way from a node to acceptance; None if there is none."""
        dead, edges, accepts = self._dead, self._walk.edges, self._walk.accepts
        came: dict[Node, tuple[Node, int] | None] = {start: None}
        for node in (order := [] if start in dead else [start]):  # grows while it is walked
            if accepts(node):
                return way_back(came, node)
            self._meter.spend()
            for mask, target in edges(node):
                if target not in came and target not in dead:
                    came[target] = node, mask
                    order.append(target)
        dead.update(order)
        return None

    def _spell(self, source: int, mask: int, rest: list[int]) -> None:
        masks = [] if source < 0 else [mask]
        while source >= 0 and self._came[source][0] >= 0:
            source, before = self._came[source]
            masks.append(before)
        spell = self._alphabet.spell
        self.word = "".join(map(spell, (*reversed(masks), *rest)))
