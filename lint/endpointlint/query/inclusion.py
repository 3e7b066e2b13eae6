"""One primitive under many names: is a difference of sets empty, and if not, which word is in it?

Implication, equivalence, disjointness and coverage are all this question. What must be in the set is a trimmed graph,
so that no way is followed that leads nowhere. What must not be in it is determinized on the way; a way is given up
where everything is excluded, and where one with fewer obligations came by before (an antichain; De Wulf, Doyen,
Henzinger and Raskin, 2006). Cost: exponential in the excluded side at worst, bounded by the meter; linear in the
product for entries as people write them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.automata.construct import machine_of
from endpointlint.automata.counts import has_large_counts, narrowed, widened
from endpointlint.automata.expression import Ahead, Alt, Cat, End, Expr
from endpointlint.automata.graph import Graph, Node, shortest_way, shortest_word, some_words, text_graph
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.machine import Machine, State
from endpointlint.automata.simulation import Member, simulations
from endpointlint.automata.subsets import Subset, Subsets
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import OTHER, url_characters


def included(
    smaller: Sequence[Language], larger: Sequence[Language], *, urls: bool = True, budget: Budget = DEFAULT_BUDGET
) -> Verdict[str]:
    """Returns `Proved` iff every text that one of `smaller` accepts is accepted by one of `larger`.

    Otherwise a text that shows it does not.

    Args:
        smaller: the entries of a list.
        larger: the entries of another list.
        urls: ask about URLs that the connector client accepts only; otherwise about any text.
        budget: for the question as a whole.
    """
    meter = budget.meter()
    unknown: Unknown | None = None
    for one in smaller:
        try:
            verdict = _included(one, larger, urls=urls, meter=meter)
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        match verdict:
            case Refuted():
                return verdict
            case Unknown():
                unknown = unknown or verdict
            case Proved():
                continue
    return unknown or Proved()


@dataclass(frozen=True, slots=True)
class _Stage:
    """A question with easier sets in place of those that are meant: subsets and supersets of them."""

    inner: Graph
    outer: Graph
    least: Sequence[Expr]
    """Of what is excluded, what certainly is."""
    most: Sequence[Expr]
    """Of what is excluded, what may be."""


def _included(one: Language, larger: Sequence[Language], *, urls: bool, meter: Meter) -> Verdict[str]:
    for stage in _stages(one, larger, urls=urls, meter=meter):
        left_out = _difference(stage.outer, stage.least, one, larger, urls=urls, meter=meter)
        if left_out is None:
            return Proved()
        if stage.inner is not stage.outer or stage.least is not stage.most:
            left_out = _difference(stage.inner, stage.most, one, larger, urls=urls, meter=meter)
        if left_out is not None:
            return Refuted(left_out)
    return next(x.gap_unknown() for x in (one, *larger) if not x.exact)


def _stages(one: Language, larger: Sequence[Language], *, urls: bool, meter: Meter) -> Iterator[_Stage]:
    inner, outer = [x.bounds.inner for x in larger], [x.bounds.outer for x in larger]
    exact = all(x.exact for x in larger)
    large = has_large_counts(*inner, *outer)
    easier = (
        ([narrowed(x) for x in inner], [widened(x) for x in outer]) if large else (inner, inner if exact else outer)
    )
    graphs: Iterator[tuple[Graph, Graph]] = one.stages() if urls else _text_stages(one, meter)
    first = last = next(graphs)
    yield _Stage(*first, *easier)
    for closer in graphs:
        last = closer
    if last is not first or large:
        yield _Stage(*last, inner, inner if exact else outer)


def _text_stages(one: Language, meter: Meter) -> Iterator[tuple[Graph, Graph]]:
    inner, outer = one.bounds.inner, one.bounds.outer
    pairs = [(narrowed(inner), widened(outer))] if has_large_counts(inner, outer) else []
    for low, high in (*pairs, (inner, outer)):
        above = text_graph(one.machine(high, meter))
        yield above if low is high else text_graph(one.machine(low, meter)), above


def _difference(
    graph: Graph, excluded: Sequence[Expr], one: Language, larger: Sequence[Language], *, urls: bool, meter: Meter
) -> str | None:
    """A word of a graph that none of the expressions accepts; None if there is none."""
    sets = sets_of(one.bounds.inner, one.bounds.outer, *excluded)
    alphabet = alphabet_of((*sets, OTHER) if urls else sets)
    machines = [x.machine(expr, meter, alphabet) for x, expr in zip(larger, excluded, strict=True)]
    within = url_characters(alphabet) if urls else alphabet.full
    return _Search(graph, machines, alphabet, within, meter).run()


_Place = tuple[Node, Subset]
_FAIR_SHARE: Final = 2
"""One in so many steps may go into a proof by simulation."""
_SMALL_SHARE: Final = 32
"""One in so many steps may go into it before many words are tried."""
_TRIED_FIRST: Final = 2
"""Words that are tried before any proof."""
_TRIED: Final = 8
"""Words that are tried before a proof that costs much."""


class _Search:
    """For a word of a graph that none of the machines accepts."""

    def __init__(
        self, graph: Graph, machines: Sequence[Machine], alphabet: Alphabet, within: int, meter: Meter
    ) -> None:
        self._graph = graph
        self._machines = machines
        self._excluded = Subsets(machines, meter, within=within)
        self._alphabet = alphabet
        self._masks = alphabet.reading(graph.alphabet)
        self._meter = meter

    def run(self) -> str | None:
        """A word, or None if there is none.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        if not self._graph.starts:
            return None
        if not self._machines:
            return shortest_word(self._graph)
        words = some_words(self._graph, _TRIED)
        simulated: frozenset[tuple[Node, Member]] | None = None
        for number, word in enumerate(words, 1):
            if not self._accepted(word):
                return word
            if number == _TRIED_FIRST:
                simulated = self._simulated(_SMALL_SHARE)
                if simulated is not None and self._is_proof(simulated):
                    return None
        if simulated is None:
            simulated = self._simulated(_FAIR_SHARE) or frozenset()
            if self._is_proof(simulated):
                return None
        return self._shortest_with_few() or self._breadth_first(simulated)

    def _is_proof(self, simulated: frozenset[tuple[Node, Member]]) -> bool:
        """Whether one of the machines does all that the graph can do, from the start on."""
        members = [(n, machine.initial) for n, machine in enumerate(self._machines)]
        return all(any((node, member) in simulated for member in members) for node in self._graph.starts)

    def _accepted(self, word: str) -> bool:
        excluded, subset = self._excluded, self._excluded.initial
        for char in word:
            subset = excluded.after(subset, self._alphabet.bit(ord(char)))
        return excluded.accepts(subset)

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
        excluded, subset = self._excluded, self._excluded.initial
        chars: list[str] = []
        for edge in shortest_way(self._graph):
            mask = self._masks(edge)
            moves = [(mask & block, target) for block, target in excluded.moves(subset) if mask & block]
            both, subset = min(moves, key=lambda move: len(excluded.members(move[1])))
            chars.append(self._alphabet.spell(both))
        return None if excluded.accepts(subset) else "".join(chars)

    def _breadth_first(self, simulated: frozenset[tuple[Node, Member]]) -> str | None:
        """A shortest word."""
        excluded, meter, masks = self._excluded, self._meter, self._masks
        accepting, successors = self._graph.accepting, self._graph.successors
        enough: dict[Node, list[frozenset[tuple[int, State]]]] = {}
        for node, (number, states) in simulated:
            enough.setdefault(node, []).append(frozenset((number, state) for state in states))
        came: dict[_Place, tuple[_Place, int] | None] = {}
        smallest: dict[Node, list[Subset]] = {}
        queue: deque[_Place] = deque()

        def visit(place: _Place, source: _Place | None, mask: int) -> None:
            if place in came:
                return
            node, subset = place
            kept = smallest.setdefault(node, [])
            meter.spend(1 + len(kept) // 4)
            members = excluded.members(subset)
            if (
                excluded.accepts_everything(subset)
                or any(excluded.members(other) <= members for other in kept)
                or any(covering <= members for covering in enough.get(node, ()))
            ):
                return
            kept.append(subset)
            came[place] = None if source is None else (source, mask)
            queue.append(place)

        for start in self._graph.starts:
            visit((start, excluded.initial), None, 0)
        while queue:
            place = queue.popleft()
            node, subset = place
            if accepting[node] and not excluded.accepts(subset):
                return _spelled(place, came, self._alphabet)
            moves = excluded.moves(subset)
            for edge, target in successors[node]:
                mask = masks(edge)
                for block, following in moves:
                    if both := mask & block:
                        visit((target, following), place, both)
        return None


def _spelled(end: _Place, came: dict[_Place, tuple[_Place, int] | None], alphabet: Alphabet) -> str:
    chars: list[str] = []
    step = came[end]
    while step is not None:
        source, mask = step
        chars.append(alphabet.spell(mask))
        step = came[source]
    return "".join(reversed(chars))


def disjoint(language: Language, expr: Expr) -> Verdict[str]:
    """Returns `Proved` iff no text of an expression is accepted by the entry as a whole; otherwise such a text."""

    def common(bound: Expr) -> str | None:
        both = Cat((Ahead(Cat((expr, End()))), bound))
        return shortest_word(text_graph(language.machine(both, alphabet=alphabet_of(sets_of(both)))))

    try:
        found = common(language.bounds.outer)
        if found is None:
            return Proved()
        shown = found if language.exact else common(language.bounds.inner)
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return language.gap_unknown() if shown is None else Refuted(shown)


def covered(expr: Expr, languages: Sequence[Language], budget: Budget = DEFAULT_BUDGET) -> Verdict[str]:
    """Returns `Proved` iff one of some entries accepts each text of an expression; otherwise a text that none does.

    For sets of texts that no entry spells, such as all addresses of a kind.

    Args:
        expr: the texts.
        languages: the entries, under whole match.
        budget: for the question as a whole.
    """
    meter = budget.meter()

    def left_out(bounds: Sequence[Expr]) -> str | None:
        rest = Cat((Ahead(Cat((Alt(tuple(bounds)), End())), negated=True), expr))
        return shortest_word(text_graph(machine_of(rest, meter=meter)))

    try:
        possible = left_out([one.bounds.inner for one in languages])
        if possible is None:
            return Proved()
        loose = next((one for one in languages if not one.exact), None)
        certain = possible if loose is None else left_out([one.bounds.outer for one in languages])
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    if certain is not None or loose is None:
        return Refuted(certain or possible)
    return loose.gap_unknown()
