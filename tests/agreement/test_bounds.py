"""The law of bounds, with engines of our own as judges: the inner one within the truth within the outer one."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.compare import BUDGET
from agreement.dialect import regex
from agreement.words import combined, near, texts
from automata import model
from endpointlint.automata.budget import BudgetExceeded
from endpointlint.automata.construct import machine_of
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.matcher import Matcher
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.javaregex.unicode.tables import JAVAS

LETTERS = "aabbcA\n\u0301\U0001f600\ud83d\ude00"
WITH_GAPS = (
    *("([ab]*)", "(a|b)", "(?:([ab])c)*", "(?>(a)|b)", "(?=(a|b))", r"\1", r"\1", r"\2", r"\b{g}", "(?:a)?+", ".", "|"),
    *(r"(?>(b|bb)\1)", r"(?:(?<n>a|b)\k<n>)+", r"[[\w]a&&]", r"(?!(a|.)\1)", r"(?!\1)", r"(?:\2|a)*"),
)


@settings(derandomize=True, database=None, max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WITH_GAPS), min_size=2, max_size=6), st.sampled_from(JAVAS), st.booleans(), st.data())
def test_bounds_enclose_the_walk_by_the_model(parts: list[str], java: int, search: bool, data: st.DataObject) -> None:
    try:
        pattern = parse("".join(parts), java)
    except PatternProblem:
        return
    bounds = lower(pattern, whole=not search)
    judge = model.found if search else model.matches
    text = combined(data.draw(st.text(LETTERS, max_size=5)))
    walked = Matcher(pattern).accepts(text, search=search, meter=BUDGET.meter())
    if walked is not None:
        assert judge(bounds.inner, text) <= walked <= judge(bounds.outer, text)
        assert not bounds.exact or judge(bounds.outer, text) is walked


@settings(derandomize=True, database=None, max_examples=400, deadline=None)
@given(st.integers(0, 2**64), st.integers(1, 10), st.sampled_from(JAVAS), st.booleans())
def test_bounds_enclose_the_walk_by_the_automaton(seed: int, size: int, java: int, search: bool) -> None:
    random = Random(seed)
    try:
        pattern = parse(regex(random, size), java)
    except PatternProblem:
        return
    bounds = lower(pattern, whole=not search)
    try:
        outer, inner = (
            machine_of(bound, search=search, meter=BUDGET.meter()) for bound in (bounds.outer, bounds.inner)
        )
        for text in [near(text, random, LETTERS) for text in texts(outer, random, LETTERS, 4)] + [""]:
            walked = Matcher(pattern).accepts(combined(text), search=search, meter=BUDGET.meter())
            low, high = inner.run(combined(text)), outer.run(combined(text))
            assert low <= high
            assert walked is None or low <= walked <= high, (pattern.text, text)
    except BudgetExceeded:
        return
