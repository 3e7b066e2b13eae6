"""Code point sets against plain Python sets."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.codepoints import EMPTY, FULL, MAX_CODE_POINT, CodePointSet

POINTS = st.integers(0, 40) | st.sampled_from([127, 128, 0xD800, MAX_CODE_POINT])
RANGES = st.lists(st.tuples(POINTS, st.integers(0, 5)), max_size=6)
QUICK = settings(derandomize=True, database=None, max_examples=200, deadline=None)


def made(ranges: list[tuple[int, int]]) -> tuple[CodePointSet, set[int]]:
    bounds = [(low, min(low + more, MAX_CODE_POINT)) for low, more in ranges]
    return CodePointSet(bounds), {c for low, high in bounds for c in range(low, high + 1)}


@QUICK
@given(RANGES, RANGES)
def test_operations_are_those_of_sets(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    (a, x), (b, y) = made(left), made(right)
    assert set(a | b) == x | y
    assert set(a & b) == x & y
    assert set(a - b) == x - y
    assert a.issubset(b) is (x <= y)
    assert len(a) == len(x)
    assert all((c in a) is (c in x) for c in {*range(50), *x, *y})


@QUICK
@given(RANGES)
def test_ranges_are_sorted_disjoint_and_apart(ranges: list[tuple[int, int]]) -> None:
    found, members = made(ranges)
    assert all(low <= high for low, high in found.ranges)
    assert all(first[1] + 1 < second[0] for first, second in zip(found.ranges, found.ranges[1:], strict=False))
    assert ~~found == found
    assert found | ~found == FULL
    assert found & ~found == EMPTY
    assert found.ascii_bits == sum(1 << c for c in members if c < 128)
    assert {c for low, high in found.beyond_ascii for c in range(low, high + 1)} == {c for c in members if c > 127}


def test_a_reversed_range_is_empty() -> None:
    assert CodePointSet.span("b", "a") == EMPTY
    assert CodePointSet(((5, 3),)) == EMPTY


def test_sets_of_equal_members_are_equal_and_hash_alike() -> None:
    one, other = CodePointSet.chars("abc"), CodePointSet.span("a", "c")
    assert one == other
    assert hash(one) == hash(other)
