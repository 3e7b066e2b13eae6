"""Dead ends against the definition."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.liveness import dead_ends

NODES = 12
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=20)


@settings(derandomize=True, database=None, max_examples=300, deadline=None)
@given(st.sets(st.integers(0, NODES - 1), max_size=3), EDGES)
def test_no_way_leads_from_a_dead_end_to_an_accepting_node(accepting: set[int], edges: list[tuple[int, int]]) -> None:
    successors = [[(1, target) for source, target in edges if source == node] for node in range(NODES)]
    alive = set(accepting)
    for _ in range(NODES):
        alive |= {source for source, target in edges if target in alive}
    found = dead_ends([node in accepting for node in range(NODES)], successors)
    assert found == frozenset(range(NODES)) - alive


def test_a_way_that_leads_to_ever_smaller_numbers_is_seen() -> None:
    size = 1_000
    down = [[(1, node - 1)] if node else [] for node in range(size)]
    assert dead_ends([node == 0 for node in range(size)], down) == frozenset()
    assert len(dead_ends([False] * size, down)) == size
