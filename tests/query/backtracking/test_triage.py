"""What the first look at a tree calls linear is linear to the closer look, too."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.loops import loops
from endpointlint.javaregex.parse import parse
from endpointlint.query.backtracking.triage import Triage, triage
from endpointlint.query.claim import Operation
from endpointlint.query.cost import Growth, Linear, UnknownGrowth, cost

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=300)
PIECES = st.tuples(
    st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\.", "[bc]"]),
    st.sampled_from(["", "", "*", "+", "*?", "++", "?"]),
)


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Groups around sequences and alternatives, left out or not."""
    sequence = st.lists(inner, min_size=1, max_size=3).map("".join)
    return st.tuples(st.lists(sequence, min_size=1, max_size=2).map("|".join), st.sampled_from(["", "?", "??"])).map(
        lambda made: f"(?:{made[0]}){made[1]}"
    )


PIECE = PIECES.map("".join)
NESTED = st.lists(st.one_of(PIECE, st.recursive(PIECE, _grouped, max_leaves=6)), min_size=2, max_size=6).map("".join)


def closer(pattern: str, operation: Operation) -> Growth:
    """The growth that comes out without the first look."""
    with patch("endpointlint.query.cost.triage", return_value=Triage(linear=False, bounded=True, crowded=True)):
        return cost(parse(pattern, 17), operation).growth


@LAWFUL
@given(st.lists(PIECES, min_size=2, max_size=8).map(lambda pieces: "".join(a + b for a, b in pieces)))
def test_no_loops_of_a_sequence_that_it_calls_linear_divide_a_text(pattern: str) -> None:
    if triage(parse(pattern, 17), Operation.MATCHES).linear:
        assert isinstance(closer(pattern, Operation.MATCHES), Linear)


@LAWFUL
@given(NESTED)
def test_nor_do_loops_in_groups_and_alternatives(pattern: str) -> None:
    if triage(parse(pattern, 17), Operation.MATCHES).linear:
        assert isinstance(closer(pattern, Operation.MATCHES), Linear)


@LAWFUL
@given(st.integers(0, 10**6), st.sampled_from(Operation))
def test_nor_do_any_others(seed: int, operation: Operation) -> None:
    pattern = loops(Random(seed), tests=False)
    if triage(parse(pattern, 17), operation).linear:
        assert isinstance(closer(pattern, operation), Linear | UnknownGrowth)


@pytest.mark.parametrize(
    ("pattern", "linear"),
    [
        (r"^https://[a-z0-9-]+\.vendor\.com/.*$", True),
        (r"^https://[a-z]+\.[a-z]+\.vendor\.com/.*$", True),
        (r"^https://[^/]+/v[0-9]+/.*$", True),
        (r"^https://[a-z.]+\.vendor\.com/[a-z]*/.*$", True),
        (r"^https://.*\.vendor\.com/.*$", False),
        (r"^https://[a-z.]+\.vendor.*$", False),
        (r"^https://[a-z]+\.vendor(/[a-z]*)?.*$", False),
        (r"^https://(?:[a-z0-9-]+\.)?host\.vendor\.com/.*$", True),
        (r"^https://(?:[a-z]+\.|[0-9]+-)host/(?:v[0-9]+|latest)$", True),
        (r"^https://(?:[a-z]+\.?)?host\.vendor\.com[a-z]*$", True),
        (r"^https://(?:[a-z]+\.?)?host[a-z]*$", False),
        (r"^https://[a-z]+(?:\.|-?)[a-z]+$", False),
        (r"^https://[a-c]+[b-d][c-e]+$", False),
        (r"^https://[a-c]+[bd][c-e]+$", True),
        (r"^https://[a-z]+\.(?=[a-z.]*/)[a-z.]+/$", False),
    ],
)
def test_loops_that_stand_apart(pattern: str, *, linear: bool) -> None:
    assert triage(parse(pattern), Operation.MATCHES).linear is linear
