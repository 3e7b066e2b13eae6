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
from endpointlint.query.inclusion import each_included, included
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown
from endpointlint.url.client import dialled

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


RUNS = ["a" * length for length in range(170)]
COUNTED = st.builds(
    "(?:{}){{{},{}}}{}".format,
    st.sampled_from(["a", "aa"]),
    st.integers(0, 3),
    st.integers(31, 40),
    st.sampled_from(["", "", "?", "+"]),
)
REPEATED = st.builds("{}{}{}".format, st.sampled_from(["", "a", "(?=a)"]), COUNTED, st.one_of(st.just("a"), COUNTED))


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(REPEATED, REPEATED)
def test_every_count_agrees(smaller: str, larger: str) -> None:
    match included(languages([smaller]), languages([larger]), urls=False):
        case Proved():
            left_out = [run for run in RUNS if accepted([smaller], run) and not accepted([larger], run)]
            assert left_out == []
        case Refuted(word):
            assert accepted([smaller], word)
            assert not accepted([larger], word)
        case unknown:
            pytest.fail(f"an exact question has an answer: {unknown}")


HOSTS = st.sampled_from(
    ["a", "[ab]", "a?", "[^/]*", ".*", ".", "[a-z]{1,40}", r"(?!a)[a-z]+", "[a-z]++", r"\[::1\]", "a:80", r"\\", "é"]
)
TAILS = st.sampled_from(["/.*", "/", "/v1/.*", "", "(/.*)?", r"(:\d+)?/.*", "[/?#].*"])
URLS = st.builds("{}{}{}{}".format, st.sampled_from(["https://", "https?://"]), HOSTS, st.just(r"\.b"), TAILS)


@settings(derandomize=True, database=None, deadline=None, max_examples=250)
@given(st.lists(URLS, min_size=1, max_size=2), st.lists(URLS, min_size=1, max_size=2), st.booleans())
def test_a_glance_says_what_a_look_at_all_of_it_says(smaller: list[str], larger: list[str], urls: bool) -> None:
    glanced = included(languages(smaller), languages(larger), urls=urls)
    looked = included(languages(smaller), languages(larger), urls=urls, explored=True)
    assert type(glanced) is type(looked)
    for verdict in (glanced, looked):
        if isinstance(verdict, Refuted):
            assert any(one.accepts(verdict.witness) is True for one in languages(smaller))
            assert all(one.accepts(verdict.witness) is False for one in languages(larger))
            assert not urls or not isinstance(dialled(verdict.witness), str)
    each = list(each_included(languages(smaller), languages(larger), urls=urls))
    assert [type(x) for x in each] == [type(included([x], languages(larger), urls=urls)) for x in languages(smaller)]


@pytest.mark.parametrize("steps", [1, 30, 300, 3_000])
@settings(derandomize=True, database=None, deadline=None, max_examples=40)
@given(LISTS, LISTS)
def test_less_work_is_no_other_answer(steps: int, smaller: list[str], larger: list[str]) -> None:
    few, many = Budget(steps), Budget(50_000)
    cut = included(languages(smaller), languages(larger), urls=False, budget=few)
    assert isinstance(cut, Unknown) or type(cut) is type(
        included(languages(smaller), languages(larger), urls=False, budget=many)
    )
    for one, alone in zip(
        each_included(languages(smaller), languages(larger), urls=False, budget=few),
        each_included(languages(smaller), languages(larger), urls=False, budget=many),
        strict=True,
    ):
        assert isinstance(one, Unknown) or type(one) is type(alone)


@pytest.mark.parametrize("urls", [True, False])
@pytest.mark.parametrize(
    ("most", "verdict"),
    [(576, Proved), (575, Proved), (574, Refuted)],
)
def test_counts_behind_a_common_beginning(most: int, verdict: type, urls: bool) -> None:
    smaller = languages([r"https://a(?:[a-z]{1,63}\.){1,9}/.*"])
    # the longest name, with its dots, has 9 * 64 characters, the `a` aside
    found = included(smaller, languages([rf"https://a[a-z.]{{1,{most + 1}}}/.*"]), urls=urls)
    assert isinstance(found, verdict)


def test_an_entry_that_accepts_no_url_is_part_of_no_list() -> None:
    assert included(languages([r"https://api\\.example\.com/.*"]), []) == Proved()
    assert isinstance(included(languages(["a.*"]), [], urls=False), Refuted)


def test_a_loop_that_goes_on_is_no_end() -> None:
    assert isinstance(included(languages(["(?s).+"]), languages(["(?s).*a|."]), urls=False), Refuted)
    assert included(languages(["(?s).+"]), languages(["(?s).*a|.|.*[^a]"]), urls=False) == Proved()


def test_each_question_has_a_budget_of_its_own() -> None:
    smaller, larger = languages([f"(?:ab|{chr(c)})+" for c in range(ord("a"), ord("z"))]), languages(["[a-z]+"])
    budget = Budget(400)
    assert list(each_included(smaller, larger, urls=False, budget=budget)) == [Proved()] * len(smaller)
    assert isinstance(included(smaller, larger, urls=False, budget=budget), Unknown)


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
