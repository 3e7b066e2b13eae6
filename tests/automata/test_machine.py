"""The lazy automaton against a plain backtracking matcher, on every text over a small alphabet."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from automata import model
from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.construct import machine_of
from endpointlint.automata.derived import DerivedMachine
from endpointlint.automata.expression import (
    EPSILON,
    NOTHING,
    Ahead,
    Alt,
    Behind,
    Cat,
    Chars,
    End,
    Expr,
    First,
    Half,
    Loop,
    Order,
    Start,
    walk,
)
from endpointlint.automata.graph import text_graph
from endpointlint.automata.halves import may_begin_halfway
from endpointlint.automata.positions import PositionMachine

LETTERS = "abc"
TEXTS = ["".join(letters) for size in range(5) for letters in product(LETTERS, repeat=size)]
UNITS = "a\udc01\U00010001\U00010002"
FAR_TEXTS = ["".join(letters) for size in range(5) for letters in product(UNITS, repeat=size)]


def chars(text: str) -> Chars:
    return Chars(CodePointSet.chars(text))


SETS = st.sampled_from(["a", "b", "c", "ab", "bc", "abc"]).map(chars)
PLACES: st.SearchStrategy[Expr] = st.sampled_from([Start(), End(), EPSILON, NOTHING])


BOUNDS = st.sampled_from([(0, None), (1, None), (0, 1), (2, 2), (1, 2), (2, None), (0, 3)])


def _grow_simple(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Cat(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda branches: Alt(tuple(branches))),
        st.builds(lambda body, b: Loop(body, b[0], b[1]), inner, BOUNDS),
    )


def _grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        _grow_simple(inner),
        st.builds(lambda body, b, order: Loop(body, b[0], b[1], order), inner, BOUNDS, st.sampled_from(Order)),
        inner.map(First),
        st.builds(Ahead, inner, st.booleans()),
        st.builds(Behind, inner, st.booleans()),
    )


HALF_SETS = st.sampled_from(["a", "\udc01", "\udc01\udc02", "a\U00010001", UNITS]).map(chars)
WITHIN = st.none() | st.sampled_from(
    [Loop(chars("a\udc01"), 0, 2), Loop(chars(UNITS), 1, 1), Alt((chars(UNITS), Cat((chars("a"), chars("a")))))]
)


def _grow_halves(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return _grow(inner) | inner.map(Half) | st.builds(Behind, inner, st.booleans(), st.booleans(), WITHIN)


def _half_looks_back_at_half(expr: Expr) -> bool:
    """What `Half` rules out: a half in a look-behind in a half."""
    behinds = (part for half in walk(expr) if isinstance(half, Half) for part in walk(half) if isinstance(part, Behind))
    return any(isinstance(part, Half) for behind in behinds for part in walk(behind))


HALVED: st.SearchStrategy[Expr] = st.recursive(HALF_SETS | PLACES, _grow_halves, max_leaves=6).filter(
    lambda expr: not _half_looks_back_at_half(expr)
)
EXPRESSIONS: st.SearchStrategy[Expr] = st.recursive(SETS | PLACES, _grow, max_leaves=6)


@settings(derandomize=True, database=None, max_examples=400, deadline=None)
@given(EXPRESSIONS)
def test_whole_match_is_that_of_the_model(expr: Expr) -> None:
    machine = machine_of(expr)
    wrong = [text for text in TEXTS if machine.run(text) is not model.matches(expr, text)]
    assert not wrong


LITERALS = st.sampled_from("abc").map(lambda char: Chars(CodePointSet.chars(char), literal=True))
SIMPLE: st.SearchStrategy[Expr] = st.recursive(SETS | LITERALS | PLACES, _grow_simple, max_leaves=8)


@settings(derandomize=True, database=None, max_examples=800, deadline=None)
@example(Loop(Cat((Start(), Loop(chars("a"), 0, None))), 2, 2))
@example(Loop(Alt((Cat((chars("a"), End())), Loop(chars("ab"), 0, 2))), 2, None))
@given(SIMPLE)
def test_a_simple_expression_has_the_same_words_position_by_position_and_derived(expr: Expr) -> None:
    machine = machine_of(expr)
    derived = DerivedMachine(expr, machine.alphabet, Budget(steps=10**9).meter(), search=False)
    wrong = [text for text in TEXTS if {machine.run(text), derived.run(text)} != {model.matches(expr, text)}]
    assert not wrong
    looped = any(
        isinstance(below, Start | End) for part in walk(expr) if isinstance(part, Loop) for below in walk(part)
    )
    assert isinstance(machine, PositionMachine) is not looped


@settings(derandomize=True, database=None, max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_search_is_that_of_the_model(expr: Expr) -> None:
    machine = machine_of(expr, search=True)
    wrong = [text for text in TEXTS if machine.run(text) is not model.found(expr, text)]
    assert not wrong


@settings(derandomize=True, database=None, max_examples=250, deadline=None)
@given(HALVED, st.booleans())
def test_beginning_between_two_halves_is_that_of_the_model(expr: Expr, search: bool) -> None:
    machine = machine_of(expr, search=search)
    judge = model.found if search else model.matches
    wrong = [text for text in FAR_TEXTS if machine.run(text) is not judge(expr, text)]
    assert not wrong


@settings(derandomize=True, database=None, max_examples=250, deadline=None)
@given(HALVED)
def test_what_cannot_begin_halfway_does_not(expr: Expr) -> None:
    if not may_begin_halfway(expr):
        assert not [text for text in FAR_TEXTS if any(True for _ in model.ways(Half(expr), text, 0))]


def test_counts_are_unrolled_only_as_far_as_they_are_read() -> None:
    deep: Expr = Loop(Loop(Loop(chars("a"), 1, 1000), 1, 1000), 1, 1000)
    assert machine_of(deep, meter=Budget(steps=5_000).meter()).run("aaaa")


@pytest.mark.parametrize("nothing", [EPSILON, Start(), Loop(chars("a"), 0, 0), NOTHING])
def test_iterations_of_nothing_cost_nothing(nothing: Expr) -> None:
    many = Cat((Loop(nothing, 1_000_000_000, 1_000_000_000), chars("b")))
    assert machine_of(many, meter=Budget(steps=5_000).meter()).run("b") is (nothing is not NOTHING)


def test_a_look_behind_is_followed_only_as_far_as_it_may_be_asked_for() -> None:
    wide = Behind(Cat((chars("a"), Loop(chars("abc"), 1, 40))), negated=True)
    anything = Loop(chars("abc"), 0, None)
    asked_soon = machine_of(Cat((chars("b"), wide, anything)), meter=Budget(steps=10_000).meter())
    assert len(text_graph(asked_soon).successors) < 10
    asked_late = machine_of(Cat((anything, wide, chars("c"))), meter=Budget(steps=10_000).meter())
    with pytest.raises(BudgetExceeded):
        text_graph(asked_late)


def test_a_spent_budget_is_said() -> None:
    expr: Expr = Cat((Loop(chars("ab"), 0, None), chars("a"), Loop(chars("ab"), 40, 40)))
    with pytest.raises(BudgetExceeded, match="budget of 200 steps"):
        machine_of(expr, meter=Budget(steps=200).meter()).run("ab" * 50)


def test_deep_nesting_is_a_spent_budget_and_no_crash() -> None:
    expr: Expr = chars("a")
    for _ in range(5_000):
        expr = First(Cat((expr, Ahead(EPSILON))))
    with pytest.raises(BudgetExceeded):
        machine_of(expr).run("a")
