"""The model of the matcher, held to a JVM: the same answers, and about as many characters read."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from agreement.loops import loops
from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.query.backtracking.program import program
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.query.claim import Operation
from support.java import ask

ENOUGH = Budget(steps=10**8)
LIMIT = 20_000

PATTERNS = [
    "(a+)+b",
    "(a|aa)*?b",
    "(?:(?:a|ab)c?)*d",
    "(a{1,3}){2,3}b",
    "(a|b)*(a|b)*c",
    "(?>a+|b)*ab",
    "(?:a?b?)*+c",
    "(?:ab|a)++c",
    "(a*)b\\1c",
    "(?:(a|b)\\1)*c",
    "(?=(a|b)*c)[ab]*",
    "(?!(a|b)*c)[ab]*b",
    "[ab]*(?<=a*b)c",
    "(?<=a|bb)[ab]+(?<!b)",
    "^(?:a|b)*$|c",
    "(?m)(?:^a$\\n?)*b",
    "\\b(?:a\\b ?)*b",
    "(?:\\R|a)*b",
    "(?:a{2}){2,}b",
    "(?:a{0,2}?b??)*?c",
    "(?>(?:a|b)*c|a*)b",
    "(?:a|b){2,}?c",
    "(?:(?=a)|a){2}b",
    "a?a?a?aaab",
    "(?:(a)|b)*\\1",
    "(?:(?:a|b)+,?){0,3}!",
]
TEXTS = [
    "",
    "a",
    "aaab",
    "a" * 9,
    "ab" * 5,
    "abba" * 2 + "c",
    "aabb\nab",
    "a b a b",
    "\r\n\na",
    "ba" * 6 + "!",
    "bbabc",
]

COUNT = r"""
    static final class Limit extends RuntimeException { Limit() { super(null, null, false, false); } }

    static final class Counting implements CharSequence {
        final String text; long reads;
        Counting(String text) { this.text = text; }
        public int length() { return text.length(); }
        public char charAt(int i) { if (++reads > 20_000) throw new Limit(); return text.charAt(i); }
        public CharSequence subSequence(int a, int b) { return text.substring(a, b); }
        public String toString() { return text; }
    }

    static String answer(String question) {
        String[] f = question.split("\0", -1);
        Counting text = new Counting(f[2]);
        Matcher m = Pattern.compile(f[0]).matcher(text);
        try { return (f[1].equals("find") ? m.find() : m.matches()) + " " + text.reads; }
        catch (Limit e) { return "limit 0"; }
    }
"""


def made_up(count: int) -> list[str]:
    random, out = Random(5), list[str]()
    while len(out) < count:
        pattern = loops(random, longest=30)
        try:
            parse(pattern, 17)
        except PatternProblem:
            continue
        out.append(pattern)
    return out


def test_it_answers_as_the_jvm_does_and_reads_about_as_much(tmp_path: Path) -> None:
    asked = [(p, o, t) for p in [*PATTERNS, *made_up(150)] for o in Operation for t in TEXTS]
    answers = ask(COUNT, ("\0".join(question) for question in asked), tmp_path)
    wrong: list[tuple[object, ...]] = []
    for (pattern, operation, text), answer in zip(asked, answers, strict=True):
        outcome, reads = answer.split()
        replay = Replay(program(parse(pattern, 17)), operation, ENOUGH.meter())
        try:
            searched = replay.search(text, LIMIT)
        except TooLong:
            if outcome != "limit":
                wrong.append((pattern, operation, text, "too long", answer))
            continue
        if ("true" if searched.matched else "false") != outcome or (
            operation is Operation.MATCHES
            and not (
                # the JVM looks twice at what it goes back over, and compares groups without reading twice
                searched.reads <= 2 * int(reads) + 20 and int(reads) <= 3 * searched.reads + 40
            )
        ):
            wrong.append((pattern, operation, text, searched, answer))
    assert wrong == []


@pytest.mark.parametrize(
    ("pattern", "text", "frames"),
    [("(a|b)*", "ab", True), ("[ab]*", "ab", False), ("(ab)*", "ab", False), ("(.)*", "a\U0001f600", True)],
)
def test_it_knows_how_deep_the_jvm_recurses(pattern: str, text: str, frames: bool) -> None:
    replay = Replay(program(parse(pattern)), Operation.MATCHES, ENOUGH.meter())
    few, many = (replay.search(text * turns, LIMIT).depth for turns in (10, 40))
    assert (many >= few + 30) is frames


def test_it_stops_where_it_is_told_to() -> None:
    replay = Replay(program(parse("(a|aa)*?b")), Operation.MATCHES, ENOUGH.meter())
    with pytest.raises(TooLong):
        replay.search("a" * 40, 1000)
    tired = Replay(program(parse("(a|aa)*?b")), Operation.MATCHES, Budget(steps=100).meter())
    with pytest.raises(BudgetExceeded):
        tired.search("a" * 40, 10**9)


@pytest.mark.parametrize(("pattern", "text"), [("(a|b)*c", "ab" * 9), ("(?:(?:a|b)*?c)*", "abc" * 5), ("a|b", "a")])
def test_it_goes_no_deeper_than_is_asked_about(pattern: str, text: str) -> None:
    replay = Replay(program(parse(pattern)), Operation.MATCHES, ENOUGH.meter())
    full = replay.search(text, LIMIT).depth
    assert replay.search(text, LIMIT, full + 1).depth == full
    for deepest in range(1, full + 1):
        with pytest.raises(TooLong) as stopped:
            replay.search(text, LIMIT, deepest)
        assert stopped.value.depth >= deepest


def test_no_text_overflows_anything() -> None:
    replay = Replay(program(parse("(?:a|b)*")), Operation.MATCHES, ENOUGH.meter())
    assert replay.search("ab" * 20_000, 10**6).matched
