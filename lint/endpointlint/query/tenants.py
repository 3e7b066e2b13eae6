"""Names of shared platforms that an entry lets through though it does not name the customer who has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from endpointlint.automata.alphabet import ASCII_MASK, Alphabet
from endpointlint.automata.budget import Meter
from endpointlint.automata.machine import Machine, State
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.parse import parse
from endpointlint.query.hosts import ForeignHost, foreign_host
from endpointlint.query.owners import TooManyOwners, ascii_characters, spelled_owners
from endpointlint.query.product import UrlGraph
from endpointlint.query.witness import Path, cheapest_with
from endpointlint.url import suffix

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
    return cheapest_with(graph, _Shaped(shape, places, graph.alphabet, meter), meter)


@lru_cache(maxsize=512)
def _parsed(shape: str) -> Pattern:
    return parse(shape, 25)


_Progress = tuple[tuple[State, ...], int, bool]


class _Shaped:
    """Hosts of a shape in which some tenant label holds a character that the entry does not spell out.

    Progress: state of the shape's automaton, number of the label, whether a free character was read.
    """

    def __init__(self, shape: str, places: frozenset[int], alphabet: Alphabet, meter: Meter) -> None:
        self._machine = Machine(lower(_parsed(shape)).outer, alphabet=alphabet, meter=meter)
        self._places = places

    def begin(self) -> _Progress:
        """Before the first character."""
        return (self._machine.initial, 0, False)

    def read(self, progress: _Progress, mask: int, *, at_label: bool, literal: bool) -> Iterable[tuple[str, _Progress]]:
        """For each way on of the shape one readable character."""
        states, label, free = progress
        lowered = (mask & ASCII_MASK & ~_UPPER) | (mask & _UPPER) << 32
        for targets, allowed in self._ways(states).items():
            both = allowed & lowered
            if not both:
                continue
            for char in _few(both):
                if char == ".":
                    yield ".", (targets, label + 1, free)
                else:
                    shown = char if mask >> ord(char) & 1 else char.upper()
                    yield shown, (targets, label, free or (not literal and label in self._places))

    def _ways(self, states: tuple[State, ...]) -> dict[tuple[State, ...], int]:
        """The masks of the shape's next characters, by the states that they lead to."""
        by_char: dict[int, set[State]] = {}
        for state in states:
            for mask, targets in self._machine.edges(state):
                for char in ascii_characters(mask):
                    by_char.setdefault(ord(char), set()).update(targets)
        out: dict[tuple[State, ...], int] = {}
        for code_point, reached in by_char.items():
            key = tuple(sorted(reached))
            out[key] = out.get(key, 0) | 1 << code_point
        return out

    def complete(self, progress: _Progress) -> bool:
        """The shape is complete, and the tenant was not spelled out."""
        states, _, free = progress
        return bool(free) and any(map(self._machine.accepts, states))


def _few(mask: int) -> Iterable[str]:
    """The dot, and the most readable of the other characters."""
    if mask >> ord(".") & 1:
        yield "."
    rest = [c for c in ascii_characters(mask) if c != "."]
    if rest:
        yield next((c for c in "xyzabcdefghijklmnopqrstuvw" if c in rest), rest[0])


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
