"""The questions of `benchmarks/peers` are the ones that they are taken for."""

from __future__ import annotations

import json
from functools import cache, reduce
from random import Random

import pytest
from benchmarks.nasty import KINDS, LONGEST, many, nasty
from benchmarks.peers import core, urls
from benchmarks.peers.cases import JAVA, Kind, Question, read, url_grammar
from benchmarks.peers.core import And, Cat, Chars, Core, Name, Not, Or, Repeat, SixteenBits, UnsayableError
from benchmarks.peers.wire import read_term

from agreement.dialect import regex
from agreement.words import interesting, texts
from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.automata.construct import machine_of
from endpointlint.automata.inventory import sets_of
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.url.grammar import OTHER, bound_grammar
from support.command import ROOT

DATA = sorted((ROOT / "fixtures" / "benchmarks").glob("*.jsonl"))


@cache
def accepts(term: Core, text: str) -> bool:
    """Whether a text is in a language, straight from what the words mean."""
    match term:
        case Chars(chars):
            return len(text) == 1 and ord(text) in chars
        case Cat(()):
            return not text
        case Cat(items):
            first, then = items[0], Cat(items[1:])
            return any(accepts(first, text[:at]) and accepts(then, text[at:]) for at in range(len(text) + 1))
        case Or(items):
            return any(accepts(item, text) for item in items)
        case And(items):
            return all(accepts(item, text) for item in items)
        case Not(item):
            return not accepts(item, text)
        case Repeat(item, least, most):
            if most == 0:
                return not text
            if least == 0 and not text:
                return True
            fewer = Repeat(item, max(least - 1, 0), None if most is None else most - 1)
            starts = range(0 if least else 1, len(text) + 1)
            if least and accepts(item, "") and accepts(fewer, text):
                return True
            return any(at and accepts(item, text[:at]) and accepts(fewer, text[at:]) for at in starts)
        case Name():
            raise AssertionError(term)


def test_the_grammar_of_urls_is_that_of_the_product() -> None:
    alphabet = alphabet_of((*sets_of(urls.URLS), OTHER))
    machine = machine_of(urls.URLS, alphabet=alphabet, meter=Budget(steps=10_000_000).meter())
    bound = bound_grammar(alphabet)
    final = bound.grammar.final
    start = (frozenset(machine.initial), frozenset((0,)))
    ways = {start: ""}
    stack = [start]
    while stack:
        states, places = place = stack.pop()
        assert any(map(machine.accepts, states)) == any(final[p] for p in places), ways[place]
        theirs = [(mask, target) for state in states for mask, targets in machine.edges(state) for target in targets]
        ours = [edge for p in places for edge in bound.edges[p]]
        blocks = [alphabet.full]
        for mask in {mask for mask, _ in (*theirs, *ours)}:
            blocks = [part for block in blocks for part in (block & mask, block & ~mask) if part]
        for block in blocks:
            after = (
                frozenset(s for mask, s in theirs if mask & block),
                frozenset(p for mask, p in ours if mask & block),
            )
            if after not in ways:
                ways[after] = ways[place] + alphabet.spell(block)
                stack.append(after)
    assert len(ways) > 500


def test_a_term_has_the_words_of_its_regex() -> None:
    random = Random(7)
    said = matched = 0
    for _ in range(400):
        try:
            bounds = lower(parse(regex(random, 6), JAVA))
            term = core.translated(bounds.outer)
        except (PatternProblem, UnsayableError):
            continue
        machine = machine_of(bounds.outer, meter=Budget(steps=1_000_000).meter())
        try:
            for text in texts(machine, random, interesting(sets_of(bounds.outer)), 12):
                if len(text) <= 8:
                    expected = machine.run(text)
                    assert accepts(term, text) == expected, (bounds.outer, text)
                    matched += expected
        except BudgetExceeded:
            continue
        said += 1
        assert read_term(core.spelled(term)) == term
    assert said > 150
    assert matched > 500


@pytest.mark.parametrize(
    "pattern",
    [
        "(?>a|ab)c",
        "(?>ab|a)c?+d",
        "(?>[ab]*)c|(?>c|cd)d",
        "a*+b",
        "a{1,2}+ab",
        "[ab]{2}+a",
        "(?!ab)[abc]+",
        "[abc]+(?<!bc)",
        "(?![abc]*bb)(?=[ab]*c)[abc]++d?",
        r"(?<=a)b|a(?<=a)b",
        "(?=(?:ab)*c)[abc]*",
    ],
)
def test_tests_become_intersections(pattern: str) -> None:
    expr = lower(parse(pattern, JAVA)).outer
    machine = machine_of(expr)
    words = reduce(lambda sofar, _: sofar + [w + c for w in sofar for c in "abcd\n" if len(w) < 4], range(4), [""])
    term = core.translated(expr)
    for word in dict.fromkeys(words):
        assert accepts(term, word) == machine.run(word), word


@pytest.mark.parametrize("pattern", ["(?:(?!ab)[abc])+", "(?!ab)[abc]+(?<!bc)", "(?>a|b*)c", "(?:ab?)*+a", r"a\b"])
def test_what_a_term_cannot_say_is_left_out(pattern: str) -> None:
    with pytest.raises(UnsayableError):
        core.translated(lower(parse(pattern, JAVA)).outer)


def test_letters_tell_the_same_apart() -> None:
    sets = (*sets_of(urls.URLS), OTHER, *sets_of(lower(parse(r"\p{L}\p{Lu}[^\p{IsGreek}].\x{1F600}")).outer))
    terms = [Chars(chars) for chars in sets]
    letters = SixteenBits(terms)
    for chars in sets:
        written = letters.written(chars)
        for low, high in written.ranges:
            assert ord(letters.read([low])) in chars
            assert ord(letters.read([high])) in chars
        for low, high in (~written).ranges:
            if low <= SixteenBits.GREATEST:
                assert ord(letters.read([low])) not in chars
                assert ord(letters.read([min(high, SixteenBits.GREATEST)])) not in chars
    known = core.changed(url_grammar(), SixteenBits([url_grammar()]))
    assert core.changed(url_grammar(), letters) == known


def test_the_data_say_who_holds_the_answer() -> None:
    questions = [question for path in DATA for question in read(path)]
    assert len([q for q in questions if q.kind is Kind.HOSTS]) >= 60
    assert len([q for q in questions if q.kind is Kind.EQUIVALENCE]) >= 59
    for question in questions:
        assert question.truth is not None, question.id
    for path in DATA:
        for line in map(json.loads, path.read_text("utf-8").splitlines()):
            held = line["held_by"]
            by = [held] if isinstance(held, list) else held.values()
            assert all(len(names) >= 2 or names[0].startswith("java ") for names in by), line["id"]


def test_owners_are_told_apart() -> None:
    question = Question("", Kind.HOSTS, next(iter(read(DATA[0]))).over, (".*",), owners=("example.com", "::1"))
    (term,) = question.cores
    assert isinstance(term, And)
    inside = term.items[2]
    assert isinstance(inside, Not)
    for url in ("http://a.example.com", "HTTPS://u@EXAMPLE.com.:1/x", "http://[::1]/"):
        assert accepts(inside.item, url), url
    for url in ("http://xexample.com", "http://example.com.evil.net", "http://example.com@evil.net/", "http://com"):
        assert not accepts(inside.item, url), url


def test_made_up_entries_are_regexes() -> None:
    for kind in ("dialect", *KINDS):
        for number in range(5):
            pattern = nasty(kind, number)
            assert len(pattern) <= LONGEST
            parse(pattern)
            assert pattern == nasty(kind, number)
    entries = list(many(1000))
    assert len(set(entries)) == 1000
    for entry in entries[:50]:
        parse(entry)
