from __future__ import annotations

from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.loops import loops
from endpointlint.automata.budget import Budget
from endpointlint.javaregex.parse import parse
from endpointlint.query.backtracking.program import program
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.query.claim import Operation, Pump
from endpointlint.query.cost import (
    Bounded,
    Exponential,
    Grows,
    Growth,
    Linear,
    Polynomial,
    UnknownGrowth,
    UnknownStack,
    cost,
)

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=100)
ENOUGH = Budget(steps=10**8)


def growth(pattern: str, operation: Operation = Operation.MATCHES, java: int = 17) -> Growth:
    return cost(parse(pattern, java), operation).growth


def named(found: Growth) -> int | str:
    match found:
        case Linear():
            return 1
        case Polynomial(degree=degree):
            return degree
        case Exponential():
            return "exponential"
        case UnknownGrowth():
            return "unknown"


GROWTHS: list[tuple[str, int | str]] = [
    # one loop, or loops that cannot share anything
    (r"^https://api\.vendor\.com/.*$", 1),
    (r"^https://[a-z]+\.vendor\.com/[0-9]+/.*$", 1),
    (r"^https://[^/]*\.vendor\.com/.*$", 1),
    # two loops that can divide a text, of which only a line feed makes an end
    (r"^https://.*\.vendor\.com/.*$", 2),
    (r"^https://(?:[^/]*/)*v1/.*$", 2),
    (r"(?s)^https://.*\.vendor\.com/.*$", 1),
    (r"(?s)^https://.*\.vendor\.com/.*!$", 2),
    ("[ab]*[bc]*[cdb]*x", 3),
    ("[ab]*[cd]*x", 1),
    ("a*b*a*x", 2),
    ("[ab]+?[a-c]+?d", 2),
    # loops of groups: flat, with a memo, and without
    ("(?:ab)*(?:ab)*c", 2),
    ("(?:xy|x)*z", 1),
    ("(?:x+y?)*z", 2),
    ("(?:x+y?)*.*z", 3),
    ("(?:x+x+y?)*z", 3),
    ("(?:x|xx)*?z", "exponential"),
    ("(?:(?:x|xx)*)?z", "exponential"),
    ("(?:(?:x|xx)*,)*z", "exponential"),
    ("(?:(?:x|y)*,)*z", 1),
    ("(?:(?:x|y)*,?)*z", 2),
    ("(?:x+){3}z", 3),
    ("(?:x+){3,}z", 3),
    ("(?:x+){2}(?:y+){2}z", 2),
    (r"(x|xx)*z|(w)\2", "exponential"),
    (r"(x|xx)*z|(w)2", 1),
    # bounds
    ("(?:x|xx){0,3}z", 1),
    ("(?:x|xx){0,99}z", "exponential"),
    ("(?:[a-z]{1,30}){1,30}!", "exponential"),
    ("(?:[a-z]{1,3}){1,3}!", 1),
    ("[a-z]{0,900}[a-z]{0,900}!", 1),
    ("[a-z]{0,9000}[a-z]{0,9000}!", 2),
    (".{1,253}.*!", 1),
    ("(?:.*x){15}!", "exponential"),
    # what never comes back
    ("x*+x*z", 1),
    ("(?>x*)x*z", 1),
    ("(?>(?:x|xx)*)z", 1),
    ("(?>(?:x|xx)*?y)z", "exponential"),
    ("(?>(?:x+)+y)z", 2),
    ("(?:x|xx)*+z", 1),
    ("(?:(?>x+),?)*z", 1),
    ("(?:(?>x|xy)z*)*?w", 1),
    # look-arounds
    ("(?=.*x).*y", 1),
    ("(?:(?=.*x)[a-z])*;", 2),
    ("(?:(?!.*x)[a-z])*;", 2),
    ("(?!(?:x|xx)*?z)x*", "exponential"),
    ("(?:(?!x)[a-z])*!", 1),
    ("x*(?<=y|x*)z", 2),
    ("^x*y(?<=x*y)z", 1),  # the first place that is tried matches
    ("x(?<=y{0,30}x)z", 1),
    # references
    (r"(x*)\1z", 2),
    (r"([a-z]+):\1", 1),
    # alternatives of which an earlier one takes it all
    ("(?s).*|(?:x|xx)*?z", 1),
    ("(?s)(?:x|xx)*?z|.*", "exponential"),
    ("(?:x+)+", 2),
    ("(?s)(?:.+)+", 1),
    # constants, however many
    ("x?" * 30 + "x" * 30, "exponential"),
    ("x?" * 6 + "x" * 6, 1),
    ("x?" * 12 + "x" * 12, 1),
    ("(?:x|xx)" * 25 + "!", "exponential"),
    ("(?:xy|x)" * 10 + "!", 1),
    ("(?:" * 4 + "x" + "{0,2})" * 4 + "{0,2}y", 8),
]


@pytest.mark.parametrize(("pattern", "expected"), GROWTHS)
def test_growth_under_a_whole_match(pattern: str, expected: int | str) -> None:
    assert named(growth(pattern)) == expected


SEARCHES: list[tuple[str, int | str]] = [
    ("x*y", 2),
    ("^x*y", 1),
    ("(?:^x*y)", 1),
    ("x+", 1),
    ("(?:x|xy)*z", 1),
    ("x*x*y", 3),
    (r"https://[^/]+\.vendor\.com/", 1),  # no two beginnings share what they read
    (r"https://.+\.vendor\.com/", 2),
    ("x*$", 2),
    (r"x*\z", 2),
    ("x*(?=y)", 2),
    ("(?:x+)+", 1),
    ("[xy]*x[xy]*z", 3),
    (r"\Gx*y", 1),
    ("(?:x|xx)*?y", "exponential"),
]


@pytest.mark.parametrize(("pattern", "expected"), SEARCHES)
def test_growth_under_a_search(pattern: str, expected: int | str) -> None:
    assert named(growth(pattern, Operation.FIND)) == expected


@pytest.mark.parametrize("java", [11, 17, 21, 25])
def test_it_is_the_same_on_every_jdk(java: int) -> None:
    assert [named(growth(p, java=java)) for p in ("(x+y?)+z", "(x|xx)*?z", "(x|xx)*z")] == [2, "exponential", 1]


def test_zero_to_one_is_a_loop_before_jdk_12() -> None:
    assert named(growth("(?:(?:x|xx)*){0,1}z", java=11)) == "exponential"
    # recursive there, and no stack to speak of
    assert isinstance(cost(parse("(?:x|xx){0,1}z", 11), Operation.MATCHES).stack, Bounded)


@pytest.mark.parametrize(
    ("pattern", "operation", "expected"),
    [(p, Operation.MATCHES, e) for p, e in GROWTHS if e != 1] + [(p, Operation.FIND, e) for p, e in SEARCHES if e != 1],
)
def test_a_pump_shows_what_is_said(pattern: str, operation: Operation, expected: int | str) -> None:
    found = growth(pattern, operation)
    assert isinstance(found, Polynomial | Exponential)
    replay = Replay(program(parse(pattern)), operation, ENOUGH.meter())
    first = 12 if expected in (2, 3) else 2
    counts: list[int] = []
    for turns in (first, 2 * first, 4 * first):
        try:
            counts.append(replay.search(found.pump.text(turns), 60_000).reads)
        except TooLong:
            counts.append(10**9)
    assert counts[2] - counts[1] > 2.6 * (counts[1] - counts[0])


@pytest.mark.parametrize(
    ("pattern", "loops"),
    [
        ("ab*b*c", ["b*", "b*"]),
        ("a(?:b|bb)*?c", ["(?:b|bb)*?"]),
        ("a(?:b+c?)+d", ["(?:b+c?)+", "b+"]),
        ("(?:x,(?:b|bb)*)?d", ["(?:b|bb)*"]),
        ("a" + "b?" * 30 + "b" * 30, ["b?", "b?"]),
    ],
)
def test_the_guilty_loops_are_named(pattern: str, loops: list[str]) -> None:
    found = growth(pattern)
    assert isinstance(found, Polynomial | Exponential)
    assert [pattern[span.start : span.end] for span in found.loops] == loops


def test_a_pump_is_made_short() -> None:
    found = growth(r"^https://models\..*[a-z0-9-]\.vendor\.com/.*$")
    assert isinstance(found, Polynomial)
    assert found.pump == Pump("https://models.", "a.vendor.com/", "\n")


STACKS = [
    ("(?:ab|c)*", "a b or c after another"),
    ("(?:a|b)*?c", "lazy ones too"),
    ("([a-z]+,)+", "a flat loop inside"),
    ("(?:a|b){0,5000}c", "a bound out of reach"),
    ("(?:(?:a|b){1,90}c){1,90}", "bounds that multiply"),
    ("(?=(?:a|b)*c)[abc]*", "in a look-ahead"),
    ("(?>(?:a|b)*)", "in an atomic group"),
    ("x*|(?:a|b)*", "in the second alternative"),
    ("(?>a|bb)*", "flat, of different lengths"),
    (r"(?:\R)*", "flat, and a line break has two lengths"),
    ("(.)*", "flat, and a character has two lengths"),
    (".{0,9000}", "so has it here"),
    ("(?:a|b)*(?:c|d)*", "two of them"),
]


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in STACKS], ids=[name for _, name in STACKS])
def test_what_recurses(pattern: str) -> None:
    found = cost(parse(pattern), Operation.MATCHES).stack
    assert isinstance(found, Grows)
    replay = Replay(program(parse(pattern)), Operation.MATCHES, ENOUGH.meter())
    few, many = (replay.search(found.overflow.text(turns), 200_000).depth for turns in (20, 60))
    assert many >= few + 38
    assert found.wide is any(char > "\uffff" for char in found.overflow.text(1))
    assert found.flat is (pattern in ("(?>a|bb)*", r"(?:\R)*", "(.)*", ".{0,9000}"))


@pytest.mark.parametrize(
    "pattern",
    [
        *(".*", "[ab]*?c", "(ab)*", "(?:a{3}b)+", "(a|b)*+", "(?:(?:a|b)c?)++", "(?>a|b)*", "(?:a|b){1,63}", "(.)*?c"),
        *("(?:a|b)?", "(?s).*|(?:a|b)*", ".{0,253}", "(?:a{1,63},){1,127}", "[^/]{0,2000}", "(?:a|b){0}", "([ab])*"),
    ],
)
def test_what_does_not(pattern: str) -> None:
    assert isinstance(cost(parse(pattern), Operation.MATCHES).stack, Bounded)


def test_a_matching_text_is_shown_where_there_is_one() -> None:
    found = cost(parse(r"^https://([a-z]|[0-9])*\.vendor\.com/.*$"), Operation.MATCHES).stack
    assert isinstance(found, Grows)
    assert found.overflow == Pump("https://", "a", ".vendor.com/")


@pytest.mark.parametrize("pattern", [r"a*\b{g}b", "(?c)(a|b)*", "[ab]*[bc]*[a-c&&[^x]]*"])
def test_what_is_not_modelled_is_not_taken_for_harmless(pattern: str) -> None:
    found = cost(parse(pattern), Operation.MATCHES)
    if "&&" in pattern:
        assert named(found.growth) == 3
    else:
        assert isinstance(found.growth, UnknownGrowth)
        assert isinstance(found.stack, UnknownStack)


@LAWFUL
@given(st.sampled_from([p for p, e in GROWTHS if e != 1]), st.integers(1, 400))
def test_a_budget_that_ends_is_named_and_never_reads_as_linear(pattern: str, steps: int) -> None:
    found = cost(parse(pattern), Operation.MATCHES, Budget(steps=steps))
    assert not isinstance(found.growth, Linear)
    if isinstance(found.growth, UnknownGrowth):
        assert found.growth.reason == f"more than the budget of {steps:,} steps"


@LAWFUL
@given(st.sampled_from([pattern for pattern, _ in STACKS]), st.integers(1, 4_000))
def test_nor_as_bounded(pattern: str, steps: int) -> None:
    found = cost(parse(pattern), Operation.MATCHES, Budget(steps=steps)).stack
    assert not isinstance(found, Bounded)
    if isinstance(found, UnknownStack):
        assert found.reason == f"more than the budget of {steps:,} steps"


@LAWFUL
@given(st.integers(0, 10**6))
def test_one_pair_of_places_speaks_for_those_that_go_round_with_it(seed: int) -> None:
    pattern = parse(loops(Random(seed), tests=False, longest=30), 17)
    once = cost(pattern, Operation.MATCHES, Budget(steps=10**6)).growth
    with patch("endpointlint.query.backtracking.ambiguity._FEW_PAIRS", 10**6):
        each = cost(pattern, Operation.MATCHES, Budget(steps=10**6)).growth
    assert once == each


def test_a_pump_in_words() -> None:
    assert str(Pump("https://", "a", "\n")) == r"https:// + a × n + \n"
    assert str(Pump("", "a\u0301\t", "")) == "a\u0301\\t × n"
    assert str(Pump("\x00", "\u202e", "")) == r"\u{0} + \u{202e} × n"
    assert Pump("ab", "cde", "f").turns(20) == 6
    assert len(Pump("ab", "cde", "f").text(6)) == 21
