"""What is translated exactly, and where the gaps are that remain."""

from __future__ import annotations

from itertools import product

import pytest

from endpointlint.automata.codepoints import EMPTY, CodePointSet
from endpointlint.automata.construct import machine_of
from endpointlint.automata.expression import Half, walk
from endpointlint.automata.halves import FAR, second_half
from endpointlint.javaregex.graphemes import cluster, next_boundary, type_of
from endpointlint.javaregex.lower import lower
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.unicode.tables import JAVAS


@pytest.mark.parametrize(
    "text",
    [
        *("(?<=[^/]{1,40})a", r"(?<!\.evil[a-z]*\.[a-z]+)/", "(?<=(?>.|..))a", r"\X+", r"a\b{g}b", r"(?:\X|a)*"),
        *(r"(a|b)\1", r"(?<n>a|b)\k<n>", r"(?:(a)|b)\1", r"(?:(a|b)\1)+", r"(?>(a|ab)\1)", r"(?!(a)\1)b", r"(a)?\1"),
        *(r"(?i)(ab)\1", r"(?iu)(k)\1", r"\1(a)", r"(a\1)", r"((a)|b)\2", r"([ab]{1,3})\1", r"(a)\2"),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_exact(text: str, whole: bool) -> None:
    bounds = lower(parse(text), whole=whole)
    assert bounds.exact
    assert bounds.inner is bounds.outer


@pytest.mark.parametrize(
    ("text", "java", "construct", "place"),
    [
        (r"([a-z]+)\1", 25, "back-reference", r"\1"),
        (r"a(b*)\1c", 25, "back-reference", r"\1"),
        (r"(?>(a)|b)*\1", 25, "back-reference", r"\1"),
        (r"(?:([ab])c)*\1", 25, "back-reference", r"\1"),
        ("(?iu)(\\x{10400})\\1", 17, "back-reference", r"\1"),
        (r"(?=a)\b{g}", 25, r"\b{g}", r"\b{g}"),
        (r"x[[\w]a&&]", 17, "class on which this JDK fails", r"[[\w]a&&]"),
        ("(?c)[a-z]", 25, "canonical equivalence", "[a-z]"),
        (r"(?<=[^/]{1,400})a", 25, "look-behind whose greatest width overflows", r"(?<=[^/]{1,400})"),
    ],
)
def test_gaps(text: str, java: int, construct: str, place: str) -> None:
    (gap,) = lower(parse(text, java)).gaps
    assert gap.construct == construct
    assert text[gap.span.start : gap.span.end] == place


@pytest.mark.parametrize("text", ["(?<=[^/]{1,400})a", "(?<![^/]{1,400})a"])
def test_a_look_behind_that_counts_too_far_is_enclosed_closely(text: str) -> None:
    bounds = lower(parse(text), whole=False)
    inner, outer = (machine_of(bound, search=True) for bound in (bounds.inner, bounds.outer))
    assert [(inner.run(t), outer.run(t)) for t in ("/a", "/")] == [
        (text[3] == "!", text[3] == "!"),
        (False, False),
    ]


def test_a_gap_shows_what_it_surely_holds() -> None:
    bounds = lower(parse(r"^https://([a-z]+)\.\1\.example\.com/$"))
    assert machine_of(bounds.inner).run("https://a.a.example.com/")
    assert not machine_of(bounds.outer).run("https://a.1.example.com/")


def test_a_search_begins_halfway_only_where_that_can_matter() -> None:
    for text in (r"^https://api\.example\.com/", "api", r"[a-z]+\.com", r"\bapi"):
        pattern = parse(text)
        assert pattern.halfway
        assert not any(isinstance(part, Half) for part in walk(lower(pattern, whole=False).outer))
    for text in (r"\x{DE00}", "a*", r"\B"):
        found = [isinstance(part, Half) for part in walk(lower(parse(text, 11), whole=False).outer)]
        assert any(found) is parse(text, 11).halfway, text


def test_second_halves() -> None:
    assert second_half(CodePointSet.chars("a/")) == EMPTY
    assert second_half(~CodePointSet.chars("a")) == FAR
    assert all(second_half(CodePointSet.of(0xDE00)).ranges[n] == (c, c) for n, c in ((0, 0x10200), (1, 0x10600)))


@pytest.mark.parametrize("java", JAVAS)
def test_the_expression_of_a_cluster_ends_where_the_rules_say(java: int) -> None:
    kinds = ("CR", "LF", "CONTROL", "EXTEND", "SPACINGMARK", "PREPEND", "RI", "L", "V", "T", "LV", "LVT")
    sets = [type_of(kind, java) for kind in kinds]
    letters = [next(iter(found)) for found in sets if found] + [ord("a"), 0x200D, 0x2764, 0x915, 0x94D]
    machine = machine_of(cluster(java))
    for codes in product(letters, repeat=3):
        units = [code for code in codes for _ in range(2 if code > 0xFFFF else 1)]
        end = next_boundary(units.__getitem__, 0, len(units), java)
        assert machine.run("".join(map(chr, codes))) is (end == len(units)), codes
