"""Chains of loops, the longest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from endpointlint.automata.budget import Meter

_A_CHAIN: Final = 4
"""Steps that it takes to make a chain longer by one."""


def chains(follows: Mapping[int, Sequence[int]], meter: Meter) -> Iterator[tuple[int, ...]]:
    """Chains of two and more numbers of which each follows every earlier one; the longest first.

    There may be as many as there are subsets, so that none is made before it is asked for.

    Args:
        follows: for each number that something may follow those numbers, all of them greater than it.
        meter: where the work is counted.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    sets = {p: frozenset(after) for p, after in follows.items()}
    longest: dict[int, int] = {}
    for p in sorted(follows, reverse=True):
        longest[p] = 1 + max(longest.get(q, 1) for q in follows[p])

    def extended(chain: tuple[int, ...], ways: Sequence[int], length: int) -> Iterator[tuple[int, ...]]:
        """The chains of a length that begin with one, which some numbers can go on."""
        meter.spend(_A_CHAIN)
        if len(chain) == length:
            yield chain
            return
        for q in ways:
            if len(chain) + longest.get(q, 1) >= length:
                after = sets.get(q, frozenset[int]())
                yield from extended((*chain, q), [r for r in ways if r in after], length)

    for length in range(max(longest.values(), default=0), 1, -1):
        for p in follows:
            yield from extended((p,), follows[p], length)
