"""Whether one list is part of another, held to every short text."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata import leftover
from endpointlint.automata.budget import Budget, Meter
from endpointlint.javaregex.parse import parse
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted

WORDS = ["".join(word) for length in range(6) for word in itertools.product("ab", repeat=length)]
REGEXES = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ""]),
    lambda inner: st.one_of(
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])),
        st.builds("(?={}b?){}".format, inner, inner),
        st.builds("(?!{}){}".format, inner, inner),
    ),
    max_leaves=6,
)
LISTS = st.lists(REGEXES, min_size=1, max_size=2)


def languages(patterns: list[str]) -> list[Language]:
    return [Language(parse(pattern, 25)) for pattern in patterns]


def accepted(patterns: list[str], word: str) -> bool:
    return any(re.fullmatch(pattern, word) for pattern in patterns)


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(LISTS, LISTS)
def test_every_short_text_agrees(smaller: list[str], larger: list[str]) -> None:
    match included(languages(smaller), languages(larger), urls=False):
        case Proved():
            left_out = [word for word in WORDS if accepted(smaller, word) and not accepted(larger, word)]
            assert left_out == []
        case Refuted(word):
            assert accepted(smaller, word)
            assert not accepted(larger, word)
        case unknown:
            pytest.fail(f"an exact question has an answer: {unknown}")


def test_proofs_by_simulation_are_a_part_of_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []

    def simulations(*arguments: Any) -> frozenset[Any]:
        meter = arguments[-1]
        assert isinstance(meter, Meter)
        spent.append(meter.left)
        meter.spend(meter.left)
        return frozenset()

    monkeypatch.setattr(leftover, "simulations", simulations)
    budget = Budget(2_000_000)
    # what one of them has taken, the next cannot have again
    smaller, larger = ["[ab]*a[ab]{7}", "[ab]*a[ab]{7}c?"] * 30, ["(?:a|b)*a(?:a|b){7}c*"]
    assert included(languages(smaller), languages(larger), urls=False, budget=budget) == Proved()
    assert len(spent) == 60
    assert sum(spent) < budget.steps
