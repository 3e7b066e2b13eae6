"""Counting without searching comes to the same numbers as searching."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.loops import loops
from endpointlint.automata.budget import Budget, BudgetExceeded, Meter
from endpointlint.javaregex.parse import parse
from endpointlint.query.backtracking.counting import Counting
from endpointlint.query.backtracking.moves import Moves
from endpointlint.query.backtracking.nodes import Program
from endpointlint.query.backtracking.program import program
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.query.claim import Operation

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=150)
ENOUGH = Budget(steps=10**8)


def counts(code: Program, prefix: str, repeat: str, meter: Meter) -> Iterator[int]:
    return iter(Counting(Moves(code, Operation.MATCHES, meter, exact=None), meter).reads(prefix, repeat))


@LAWFUL
@given(st.integers(0, 10**6), st.text("abc", max_size=2), st.text("abc", min_size=1, max_size=2), st.integers(0, 20))
def test_a_refused_text_is_read_as_often_as_is_counted(seed: int, prefix: str, repeat: str, turns: int) -> None:
    code = program(parse(loops(Random(seed), commits=False, tests=False), 17))
    try:
        searched = Replay(code, Operation.MATCHES, ENOUGH.meter()).search(prefix + repeat * turns, 50_000)
    except TooLong:
        return
    counted = next(islice(counts(code, prefix, repeat, ENOUGH.meter()), turns, None))
    if searched.matched:
        assert searched.reads <= counted
    else:
        assert searched.reads == counted


@pytest.mark.parametrize(
    "pattern", ["a{0,30}a{5,40}b", "a{3,20}?a*b", "(?:a{1,12}-?)*b", "(?:a{2,9}){1,3}b", "(a|b)*a{0,30}.*b"]
)
def test_flat_loops_with_great_bounds_are_counted_by_windows(pattern: str) -> None:
    code = program(parse(pattern))
    counted = list(islice(counts(code, "", "a", ENOUGH.meter()), 60))
    replay = Replay(code, Operation.MATCHES, ENOUGH.meter())
    for turns in (0, 1, 4, 13, 30, 47, 59):
        assert replay.search("a" * turns, 10**6).reads == counted[turns]


@LAWFUL
@given(st.integers(0, 10**6), st.text("abc", min_size=1, max_size=2))
def test_what_is_said_to_go_on_in_the_same_way_does(seed: int, repeat: str) -> None:
    code = program(parse(loops(Random(seed), commits=False, tests=False), 17))
    moves = Moves(code, Operation.MATCHES, ENOUGH.meter(), exact=None)
    rows = Counting(moves, ENOUGH.meter()).reads("", repeat)
    begun = list(islice(rows, 24))
    if rows.more is not None:
        # the same text as a prefix is counted character by character
        whole = next(iter(Counting(moves, ENOUGH.meter()).reads(repeat * 23, "a")))
        assert whole == begun[-1]
        assert begun[-1] - begun[-2] == rows.more


def test_numbers_may_be_greater_than_anyone_could_count() -> None:
    code = program(parse("(?:a|a){0,200}b"))
    counted = list(islice(counts(code, "", "a", ENOUGH.meter()), 120))
    assert counted[119] > 2**119


def test_it_keeps_to_its_budget() -> None:
    code = program(parse("(?:[a-z]{1,63}-?){1,63}!"))
    with pytest.raises(BudgetExceeded):
        list(islice(counts(code, "", "a", Budget(steps=2_000).meter()), 500))
