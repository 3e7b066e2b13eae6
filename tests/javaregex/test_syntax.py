"""What is a Java regex and what is not, as recorded from JVMs, and what the trees look like."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from endpointlint.javaregex.ast import (
    Alternation,
    Anchor,
    AnchorKind,
    BackReference,
    Chars,
    Flag,
    Group,
    Look,
    Mode,
    Node,
    Repeat,
    Sequence,
)
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem, ProblemKind
from endpointlint.javaregex.unicode.tables import JAVAS
from endpointlint.source import Span
from javaregex.answers import PROGRAM, VERSION, difference
from javaregex.soup import soup
from support.java import ask

FIXTURES = Path(__file__).parents[2] / "fixtures" / "regex"
CASES = [json.loads(line) for line in (FIXTURES / "syntax.jsonl").read_text(encoding="utf-8").splitlines()]


def items(text: str, java: int = 25) -> tuple[Node, ...]:
    root = parse(text, java).root
    return root.items if isinstance(root, Sequence) else (root,)


def slices(text: str) -> list[str]:
    return [text[node.span.start : node.span.end] for node in items(text)]


def problem(text: str, java: int = 25) -> PatternProblem:
    with pytest.raises(PatternProblem) as caught:
        parse(text, java)
    return caught.value


def test_cases_recorded_from_the_jvms() -> None:
    assert len(CASES) > 250
    for case in CASES:
        for java in case["java"]:
            if case["valid"]:
                parse(case["pattern"], java)
                continue
            found = problem(case["pattern"], java)
            assert (found.kind.value, found.message) == (case["kind"], case["message"]), (case, java)
            assert 0 <= found.offset <= len(case["pattern"])


def test_every_kind_of_problem_is_met() -> None:
    assert {case["kind"] for case in CASES if not case["valid"]} == {*ProblemKind} - {ProblemKind.TOO_DEEP}


def test_random_texts_agree_with_the_jvm(tmp_path: Path) -> None:
    source = Random(17)
    texts = [soup(source) for _ in range(6000)]
    version, *answers = ask(PROGRAM, [VERSION, *texts], tmp_path)
    java = int(version)
    if java not in JAVAS:
        pytest.skip(f"no tables for Java {java}")
    differences = [difference(text, java, line) for text, line in zip(texts, answers, strict=True)]
    assert [found for found in differences if found] == []
    assert sum(line.startswith("problem") for line in answers) in range(2000, 5000)


def test_a_jdk_without_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="no tables for Java 8"):
        parse("a", 8)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc*", ["a", "b", "c*"]),
        (r"a\.\x41b", ["a", r"\.", r"\x41", "b"]),
        ("a(b|c){2,3}?d", ["a", "(b|c){2,3}?", "d"]),
        (r"\Qa.b\E+", ["a", ".", "b\\E+"]),
        ("a{2}{3}", ["a{2}", "{3}"]),
        ("(?x) a b + # c", ["a", "b +"]),
        ("(?x)[ a ] d", ["[ a ]", "d"]),
        (r"\ud83d\ude00x", [r"\ud83d\ude00", "x"]),
        ("\ud83d\ude00x\ud83d", ["\ud83d\ude00", "x", "\ud83d"]),
        (r"(?x)(a)\1 # b", ["(a)", r"\1"]),
        (r"\p{L}\b{g}\b\R", [r"\p{L}", r"\b{g}", r"\b", r"\R"]),
    ],
)
def test_spans_lie_in_the_text_as_written(text: str, parts: list[str]) -> None:
    assert slices(text) == parts


def test_problems_have_their_place_in_the_text_as_written() -> None:
    assert problem("ab)").offset == 1
    assert problem(r"\Q..\E*+)").offset == 7
    assert problem("\ud83d\ude00[b-a]").offset == 5
    assert problem("a(").offset == 2


def test_flags_hold_to_the_end_of_the_group_and_across_branches() -> None:
    root = parse("(?:a(?i)b|c)d").root
    assert isinstance(root, Sequence)
    group, last = root.items
    assert isinstance(group, Group)
    assert isinstance(group.body, Alternation)
    first, second = group.body.branches
    assert isinstance(first, Sequence)
    sets = [node.set for node in (*first.items, second, last) if isinstance(node, Chars)]
    assert ["".join(map(chr, chars)) for chars in sets] == ["a", "Bb", "Cc", "d"]


def test_numbers_of_references_go_by_the_groups_opened() -> None:
    references = [node for node in items(r"(a)\11") if isinstance(node, BackReference)]
    assert [node.index for node in references] == [1]
    eleven = items("(a)" * 11 + r"\11")
    assert isinstance(eleven[-1], BackReference)
    assert eleven[-1].index == 11
    named = parse(r"(?<n>a)(?i)\k<n>(?u)\k<n>")
    assert named.names == {"n": 1}
    found = [(n.ignore_case, n.unicode_case) for n in items(named.text) if isinstance(n, BackReference)]
    assert found == [(True, False), (True, True)]


def test_anchors_have_their_line_modes_resolved() -> None:
    kinds = [node.kind for node in items(r"^$\Z\z\G\A(?m)^$\Z(?d)^$\Z(?-m)^$") if isinstance(node, Anchor)]
    assert kinds == [
        *(AnchorKind.BEGIN, AnchorKind.FINAL_END, AnchorKind.FINAL_END, AnchorKind.END, AnchorKind.LAST_MATCH),
        *(AnchorKind.BEGIN, AnchorKind.LINE_BEGIN, AnchorKind.LINE_END, AnchorKind.FINAL_END),
        *(AnchorKind.UNIX_LINE_BEGIN, AnchorKind.UNIX_LINE_END, AnchorKind.UNIX_FINAL_END),
        *(AnchorKind.BEGIN, AnchorKind.UNIX_FINAL_END),
    ]


def test_quantifiers() -> None:
    found = [(n.min, n.max, n.mode) for n in items("a?b*?c++d{2}e{3,}f{0,2147483647}?") if isinstance(n, Repeat)]
    assert found == [
        (0, 1, Mode.GREEDY),
        (0, None, Mode.LAZY),
        (1, None, Mode.POSSESSIVE),
        (2, 2, Mode.GREEDY),
        (3, None, Mode.GREEDY),
        (0, 2**31 - 1, Mode.LAZY),
    ]
    (wrapped,) = items("a{4294967297}", 11)
    assert isinstance(wrapped, Repeat)
    assert (wrapped.min, wrapped.max) == (1, 1)


def test_canonical_equivalence_is_noted() -> None:
    assert parse("a(?c:b)").canonical_equivalence
    assert not parse("a(?-c:b)").canonical_equivalence


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("(?:", ")"), ("(?=", ")"), ("(?<=", ")"), ("(?i:a|", ")*"), ("[", "]")]
)
def test_nesting_costs_no_stack(opening: str, closing: str) -> None:
    parse(opening * 700 + "a" + closing * 700)
    assert problem(opening * 3000 + "a" + closing * 3000).kind is ProblemKind.TOO_DEEP


def test_long_sequences_overflow_the_jvm_too() -> None:
    parse("a?" * 7000)
    parse("abcd" * 20_000)
    assert problem("a?" * 16_000).kind is ProblemKind.TOO_DEEP


def look(text: str, java: int = 25) -> Look:
    (node,) = items(text, java)
    assert isinstance(node, Look)
    return node


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("(?<=abc)", (3, 3)),
        ("(?<=a|bcd)", (1, 3)),
        (r"(?<=\R{2})", (2, 4)),
        ("(?<=a{2,5}b?)", (2, 6)),
        ("(?<=(?:ab|c){0,1}d)", (1, 3)),
        ("(?<=a+)", (1, 2**31 - 1)),
        (r"(?<=\.evil\.[a-z]+)", (7, 2**31 - 1)),
        ("(?<=a+b+c+)", (3, 2**31 - 3)),
        (r"(?<=\X)", (1, 0)),
        (r"(?<=\.+[a-z]+)", (2, -1)),
    ],
)
def test_widths_of_look_behinds(text: str, widths: tuple[int, int]) -> None:
    node = look(text)
    assert (node.min_width, node.max_width) == widths
    assert (node.earliest, node.erratic) == (0, False)


def test_odd_look_behinds() -> None:
    assert look("(?<=a?b?c?x+)").earliest == 2
    assert look("(?<=a)").utf16
    wide, erratic = (items(f"(?<={body})\U0001f600")[0] for body in ("a", "a+b+"))
    assert isinstance(wide, Look)
    assert isinstance(erratic, Look)
    assert (wide.utf16, wide.erratic, erratic.erratic) == (False, False, True)


def test_flags_have_the_values_of_the_constants_of_pattern() -> None:
    assert [value for value in vars(Flag).values() if isinstance(value, int)] == [1, 2, 4, 8, 32, 64, 128, 256]


def test_empty_parts_stand_where_they_are() -> None:
    root = parse("a||(|b)").root
    assert isinstance(root, Alternation)
    assert [branch.span for branch in root.branches] == [Span(0, 1), Span(2, 2), Span(3, 7)]
    assert parse("").root.span == Span(0, 0)
