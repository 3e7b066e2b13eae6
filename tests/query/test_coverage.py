"""Entries that others cover, held to a comparison of everything with everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.expression import common_part
from endpointlint.javaregex.parse import parse
from endpointlint.query.coverage import coverage, sample
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted

SCHEMES = st.sampled_from(["https://", "https?://", "(?i)https://"])
HOSTS = st.sampled_from(
    [
        r"a\.example\.com",
        r"b\.example\.com",
        r"[ab]\.example\.com",
        r"[a-z]+\.example\.com",
        r"[a-z]\.example\.(com|org)",
        r"a\.example\.org",
        "a.example.com",
        "[^/]*",
        ".*",
    ]
)
TAILS = st.sampled_from(["/.*", "/", "/v1/.*", "/v2/.*", "/v[12]/.*", "", "(/.*)?", r"(:\d+)?/.*"])
ENTRIES = st.one_of(st.builds("".join, st.tuples(SCHEMES, HOSTS, TAILS)), st.just("ftp://a/"))


def languages(entries: list[str]) -> list[Language]:
    return [Language(parse(entry, 25)) for entry in entries]


def plainly(entries: list[str]) -> list[int]:
    """Which entries can go, the last first, by asking about all that are left."""
    asked = languages(entries)
    left = [n for n, x in enumerate(asked) if not isinstance(Reach(x).dead, Proved)]
    pinned = [isinstance(Reach(x).pinning.verdict, Proved) for x in asked]
    gone: list[int] = []
    for number in reversed(left):
        others = [asked[n] for n in left if n != number and n not in gone and pinned[n] >= pinned[number]]
        if isinstance(included([asked[number]], others), Proved):
            gone.append(number)
    return gone


@settings(derandomize=True, database=None, max_examples=120, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=7))
def test_the_index_loses_nothing(entries: list[str]) -> None:
    asked = languages(entries)
    found = list(coverage([x.pattern.text for x in asked], asked.__getitem__, [sample(Reach(x)) for x in asked]))
    assert [number for number, _, _ in found] == plainly(entries)
    for number, covering, verdict in found:
        assert isinstance(verdict, Proved)
        assert isinstance(included([asked[number]], [asked[n] for n in covering]), Proved)
        for one in covering if len(covering) > 1 else ():
            fewer = [asked[n] for n in covering if n != one]
            assert isinstance(included([asked[number]], fewer), Refuted)


def test_texts_that_are_no_urls() -> None:
    asked = languages([r"10\..*", r"10\.[0-9]+\..*", r"192\.168\..*", "(10|192)[.].*", r"10\..*"])
    found = [
        (number, covering) for number, covering, _ in coverage([x.pattern.text for x in asked], asked.__getitem__, None)
    ]
    assert found == [(4, (0,)), (2, (3,)), (1, (0,)), (0, (3,))]


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        (r"^https://[a-z]+\.vendor\.(com|org)/.*$", ".vendor."),
        ("^ab[c]d.*e$", "abcd"),
        ("a|b", ""),
        ("(?i)abc", ""),
        ("x(?=y)yz?", "xy"),
        ("(abc)?d", "d"),
    ],
)
def test_a_text_that_every_word_contains(pattern: str, part: str) -> None:
    assert common_part(Language(parse(pattern, 25)).bounds.outer) == part
