from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.query.backtracking.growth import MOST_DEGREE, degree_of, is_exponential, slope

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=200)


@LAWFUL
@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(1, 9), st.integers(0, 4))
def test_a_polynomial_is_known_by_its_differences(lower: list[int], leading: int, late: int) -> None:
    coefficients = [*lower[:-1], leading]
    counts = [sum(c * max(n - late, 0) ** power for power, c in enumerate(coefficients)) for n in range(24)]
    assert degree_of(counts) == len(coefficients) - 1


@LAWFUL
@given(st.integers(1, 3), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_so_is_one_that_changes_with_every_second_or_third(power: int, a: int, b: int, c: int) -> None:
    counts = [n**power + (a, b, c)[n % 3] * n for n in range(30)]
    assert degree_of(counts) == power


@LAWFUL
@given(st.floats(1.3, 9), st.integers(0, 40), st.integers(1, 9))
def test_an_exponential_is_none(factor: float, linear: int, scale: int) -> None:
    counts = [int(scale * factor**n) + linear * n for n in range(20) if factor**n < 1e9]
    assert degree_of(counts) is None
    assert is_exponential([*counts, counts[-1] + 1])


@LAWFUL
@given(st.integers(3, MOST_DEGREE), st.integers(0, 5), st.integers(0, 30))
def test_a_great_power_is_no_exponential(power: int, late: int, linear: int) -> None:
    counts = [max(n - late, 0) ** power + linear * n for n in range(late, late + 20)]
    assert not is_exponential(counts)


def test_slopes() -> None:
    assert slope([n * n for n in range(1, 40)], list(range(1, 40))) == 2
    assert slope([7] * 40, list(range(1, 41))) == 0
