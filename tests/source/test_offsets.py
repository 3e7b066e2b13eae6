"""Runs of offsets behave as the list that they stand for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.source import DeferredOffsets, Offsets

RUNS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4)), max_size=6)


def built(runs: list[tuple[int, int]]) -> tuple[Offsets, list[int]]:
    offsets, plain = Offsets(), list[int]()
    for start, count in runs:
        offsets.add(start, count)
        plain.extend(range(start, start + count))
    return offsets, plain


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(runs=RUNS, other=RUNS, start=st.integers(0, 12), stop=st.integers(0, 12))
def test_offsets_are_the_list_they_stand_for(
    runs: list[tuple[int, int]], other: list[tuple[int, int]], start: int, stop: int
) -> None:
    offsets, plain = built(runs)
    deferred = DeferredOffsets(len(plain), lambda: built(runs)[0])
    for found in (offsets, deferred):
        assert list(found) == plain
        assert [found[index] for index in range(len(found))] == plain
        assert list(found[start:stop]) == plain[start:stop]
    joined, tail = built(other)
    joined.extend(deferred)
    assert list(joined) == tail + plain


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(runs=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), max_size=5), shift=st.integers(0, 30))
def test_offsets_within_a_text_become_offsets_of_the_file(runs: list[tuple[int, int]], shift: int) -> None:
    offsets, plain = built(runs)
    outer = range(shift, shift + 20)
    assert list(offsets.within(outer)) == [outer[offset] for offset in plain]


def test_nothing_is_looked_for_before_anybody_asks() -> None:
    asked: list[int] = []

    def find() -> list[int]:
        asked.append(1)
        return [3, 4]

    deferred = DeferredOffsets(2, find)
    assert (len(deferred), asked) == (2, [])
    assert (deferred[0], deferred[1], asked) == (3, 4, [1])
