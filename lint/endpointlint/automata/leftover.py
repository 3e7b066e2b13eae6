"""Which text does one automaton accept that none of several others does? What is tried first, and what after it.

Most questions are small, and a search answers them before anything is explored in full. Where its pairs multiply, some
words are tried, and a proof by simulation, which needs no sets of states; what is simulated cuts the search short that
has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import Budget, BudgetExceeded, Meter
from endpointlint.automata.difference import Search, Walk, graph_walk, machine_walk
from endpointlint.automata.expression import Expr
from endpointlint.automata.graph import Graph, Node, shortest_way, some_words, text_graph
from endpointlint.automata.machine import Machine
from endpointlint.automata.simulation import Member, simulations
from endpointlint.automata.subsets import Subset, Subsets


class Texts:
    """What must be in a text: an automaton to walk, explored in full only where somebody asks for its graph."""

    def __init__(self, alphabet: Alphabet, walk: Callable[[], Walk], graph: Callable[[], Graph]) -> None:
        self.alphabet = alphabet
        """That of the walk."""
        self._walk = walk
        self._graph = graph

    @classmethod
    def of_graph(cls, graph: Graph, alphabet: Alphabet) -> Texts:
        """The words of a graph, over an alphabet that tells as much apart as its own, or more."""
        return cls(alphabet, lambda: graph_walk(graph, alphabet), lambda: graph)

    @classmethod
    def of_machine(cls, alphabet: Alphabet, machine: Callable[[], Machine]) -> Texts:
        """The words of a machine, which is made when it is needed, over an alphabet."""
        made: list[Machine] = []

        def once() -> Machine:
            if not made:
                made.append(machine())
            return made[0]

        return cls(alphabet, lambda: machine_walk(once()), lambda: text_graph(once()))

    @cached_property
    def walk(self) -> Walk:
        """The automaton, node by node."""
        return self._walk()

    @cached_property
    def graph(self) -> Graph:
        """All of it, trimmed. Raises `BudgetExceeded` where it is too large."""
        return self._graph()


class Excluded:
    """What must not accept a text: some expressions, with machines that are made when they are needed."""

    def __init__(
        self,
        exprs: Sequence[Expr],
        machine: Callable[[int, Expr], Machine],
        alphabet: Alphabet,
        within: int,
        meter: Meter,
    ) -> None:
        """Prepare the automaton.

        Args:
            exprs: what is excluded.
            machine: makes the machine of one of them, given with its number.
            alphabet: that of all machines.
            within: the mask of the characters that texts consist of.
            meter: where the work is counted.
        """
        self.alphabet = alphabet
        self.meter = meter
        self.exprs = exprs
        """What is excluded."""
        self._machine = machine
        self._within = within

    @cached_property
    def machines(self) -> list[Machine]:
        """One for each expression."""
        return [self._machine(number, expr) for number, expr in enumerate(self.exprs)]

    @cached_property
    def subsets(self) -> Subsets:
        """The union of them."""
        return Subsets(self.machines, self.meter, within=self._within)

    def accept(self, text: str) -> bool:
        """Whether a text is accepted by one of them."""
        subsets, bit = self.subsets, self.alphabet.bit
        subset = subsets.initial
        for char in text:
            subset = subsets.after(subset, bit(ord(char)))
        return subsets.accepts(subset)


_PATIENCE: Final = 4
"""Pairs a node, from which on a search is not a small one."""
_FAIR_SHARE: Final = 2
"""One in so many steps may go into a proof by simulation."""
_SMALL_SHARE: Final = 32
"""One in so many steps may go into it before many words are tried."""
_TRIED_FIRST: Final = 2
"""Words that are tried before any proof."""
_TRIED: Final = 8
"""Words that are tried before a proof that costs much."""


def left_out(texts: Texts, excluded: Excluded) -> str | None:
    """A text that is not excluded; None if there is none.

    Raises:
        BudgetExceeded: when the meter of what is excluded runs out.
    """
    search = Search(texts.walk, excluded.subsets, excluded.alphabet, excluded.meter)
    if search.run(_PATIENCE):
        return search.word
    return _Thorough(texts.graph, excluded).run()


class _Thorough:
    """The question where a search of a few pairs does not answer it."""

    def __init__(self, graph: Graph, excluded: Excluded) -> None:
        self._graph = graph
        self._excluded = excluded
        self._machines = excluded.machines
        self._subsets = excluded.subsets
        self._alphabet = excluded.alphabet
        self._masks = excluded.alphabet.reading(graph.alphabet)
        self._meter = excluded.meter

    def run(self) -> str | None:
        if not self._graph.starts:
            return None
        words = some_words(self._graph, _TRIED)
        simulated: frozenset[tuple[Node, Member]] | None = None
        for number, word in enumerate(words, 1):
            if not self._excluded.accept(word):
                return word
            if number == _TRIED_FIRST:
                simulated = self._simulated(_SMALL_SHARE)
                if simulated is not None and self._is_proof(simulated):
                    return None
        if simulated is None:
            simulated = self._simulated(_FAIR_SHARE) or frozenset()
            if self._is_proof(simulated):
                return None
        return self._shortest_with_few() or self._searched(simulated)

    def _is_proof(self, simulated: frozenset[tuple[Node, Member]]) -> bool:
        """Whether one of the machines does all that the graph can do, from the start on."""
        members = [(n, machine.initial) for n, machine in enumerate(self._machines)]
        return all(any((node, member) in simulated for member in members) for node in self._graph.starts)

    def _simulated(self, share: int) -> frozenset[tuple[Node, Member]] | None:
        """The simulation; None if it costs more than a share of what is left."""
        allowed = self._meter.left // share
        meter = Budget(allowed).meter()
        try:
            return simulations(self._graph, self._machines, self._masks, meter)
        except BudgetExceeded:
            return None
        finally:
            # a part of the question, and not beside it
            self._meter.spend(allowed - max(0, meter.left))

    def _shortest_with_few(self) -> str | None:
        """A word as long as a shortest one, of characters that leave the machines as few states as may be."""
        subsets = self._subsets
        subset = subsets.initial
        chars: list[str] = []
        for edge in shortest_way(self._graph) or ():
            mask = self._masks(edge)
            moves = [(mask & block, target) for block, target in subsets.moves(subset) if mask & block]
            both, subset = min(moves, key=lambda move: move[1].bit_count())
            chars.append(self._alphabet.spell(both))
        return None if subsets.accepts(subset) else "".join(chars)

    def _searched(self, simulated: frozenset[tuple[Node, Member]]) -> str | None:
        enough: dict[Node, list[Subset]] = {}
        for node, (number, states) in simulated:
            enough.setdefault(node, []).append(self._subsets.subset(number, states))
        walk = graph_walk(self._graph, self._alphabet)
        search = Search(walk, self._subsets, self._alphabet, self._meter, enough=enough)
        search.run()
        return search.word
