"""Names of shared platforms that an entry lets through though it does not name the customer who has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from endpointlint.automata.alphabet import ASCII_MASK
from endpointlint.automata.budget import DEFAULT_BUDGET, Meter
from endpointlint.automata.construct import machine_of
from endpointlint.automata.graph import Node
from endpointlint.automata.subsets import EMPTY, Subset, Subsets
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.parse import parse
from endpointlint.query.cheapest import Way, cheapest_with
from endpointlint.query.hosts import ForeignHost, foreign_host
from endpointlint.query.owners import TooManyOwners, spelled_owners
from endpointlint.query.product import UrlGraph
from endpointlint.query.readable import readable
from endpointlint.query.witness import Path
from endpointlint.url import suffix

_DOT: Final = 1 << ord(".")
_UPPER: Final = sum(1 << n for n in range(ord("A"), ord("Z") + 1))


def stranger(graph: UrlGraph, shape: str, tenant_labels: Sequence[int], labels: int, meter: Meter) -> Path | None:
    """An accepted URL whose host has a shape, with a tenant that the entry does not spell out.

    Args:
        graph: the URLs that the entry accepts.
        shape: a regex of whole hosts in lower case, every one with the same number of labels.
        tenant_labels: which labels name the tenant, counted from the right, the last label being 0.
        labels: how many labels such a host has.
        meter: where the work is counted.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    places = frozenset(labels - 1 - n for n in tenant_labels)
    shaped = _Shaped(_automaton(shape), places)
    return cheapest_with(graph, shaped, meter) if _is_possible(graph, shaped, meter) else None


@lru_cache(maxsize=512)
def _automaton(shape: str) -> Subsets:
    """The hosts of a shape; shared by all entries. Its own budget is more than any shape needs."""
    meter = DEFAULT_BUDGET.meter()
    machine = machine_of(lower(parse(shape, 25)).outer, meter=meter)
    return Subsets((machine,), meter, within=ASCII_MASK)


_Progress = tuple[Subset, int, bool]


class _Shaped:
    """Hosts of a shape in which some tenant label holds a character that the entry does not spell out.

    Progress: state of the shape's automaton, number of the label, whether a free character was read.
    """

    def __init__(self, automaton: Subsets, places: frozenset[int]) -> None:
        self._automaton = automaton
        self._places = places

    def begin(self) -> _Progress:
        """Before the first character."""
        return (self._automaton.initial, 0, False)

    def wanders(self, progress: _Progress) -> bool:
        """Each character counts."""
        return False

    def read(self, progress: _Progress, graph: UrlGraph, node: Node) -> Iterator[Way[_Progress]]:
        """For each way on of the shape one readable character."""
        literal = graph.literals[node]
        for mask, target in graph.successors[node]:
            for both, following in self.steps(progress, mask, literal=literal):
                char = readable(both)
                yield char if mask >> ord(char) & 1 else char.upper(), target, following

    def steps(self, progress: _Progress, mask: int, *, literal: bool) -> Iterator[tuple[int, _Progress]]:
        """The ways on, each with the mask of its characters in lower case."""
        subset, label, free = progress
        lowered = (mask & ASCII_MASK & ~_UPPER) | (mask & _UPPER) << 32
        for allowed, target in self._automaton.moves(subset):
            both = allowed & lowered
            if target == EMPTY or not both:
                continue
            if both & _DOT:
                yield _DOT, (target, label + 1, free)
            if both & ~_DOT:
                yield both & ~_DOT, (target, label, free or (not literal and label in self._places))

    def complete(self, progress: _Progress) -> bool:
        """The shape is complete, and the tenant was not spelled out."""
        subset, _, free = progress
        return free and self._automaton.accepts(subset)


def _is_possible(graph: UrlGraph, shaped: _Shaped, meter: Meter) -> bool:
    """Whether the search for a URL will find one: a walk over the hosts alone, which seldom goes far."""
    inside, literals, successors, ends = graph.inside, graph.literals, graph.successors, graph.host_ends
    stack = [(node, shaped.begin()) for node in graph.host_starts]
    seen = set(stack)
    while stack:
        node, progress = stack.pop()
        if node in ends and shaped.complete(progress):
            return True
        literal = literals[node]
        for mask, target in successors[node]:
            if not inside[target]:
                continue
            meter.spend()
            for _, following in shaped.steps(progress, mask, literal=literal):
                if (target, following) not in seen:
                    seen.add((target, following))
                    stack.append((target, following))
    return False


def private_foreign(graph: UrlGraph, meter: Meter) -> ForeignHost | None:
    """A host below a suffix of the list's private section, of a customer that the entry does not spell out.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    try:
        spelled = spelled_owners(graph, suffix.private_owner, meter)
    except TooManyOwners:
        return None
    return foreign_host(graph, spelled, meter, owner=suffix.private_owner)
