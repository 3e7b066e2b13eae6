from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.query.backtracking.chains import chains

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=150)
ENOUGH = Budget(steps=10**6)


def relation(pairs: set[tuple[int, int]]) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for one, other in sorted(pairs):
        if one < other:
            out.setdefault(one, []).append(other)
    return out


@LAWFUL
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30).map(relation))
def test_every_set_of_which_each_follows_each_earlier_one_is_a_chain(follows: dict[int, list[int]]) -> None:
    found = list(chains(follows, ENOUGH.meter()))
    sets = [some for size in range(7, 1, -1) for some in combinations(range(7), size)]
    assert found == [some for some in sets if all(b in follows.get(a, ()) for a, b in combinations(some, 2))]


def test_the_longest_is_there_at_once() -> None:
    follows = {n: list(range(n + 1, 60)) for n in range(59)}
    meter = Budget(steps=1000).meter()
    some = chains(follows, meter)
    assert next(some) == tuple(range(60))
    with pytest.raises(BudgetExceeded):
        list(some)
