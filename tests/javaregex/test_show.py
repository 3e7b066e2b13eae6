"""Trees as text again: read by our own parser, and by the `regex` package against what JVMs answer."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from random import Random

import pytest
import regex as package

from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.javaregex.show import to_java, to_regex_module
from endpointlint.javaregex.unicode.tables import JAVAS
from endpointlint.source import Span
from javaregex.answers import VERSION
from javaregex.soup import inputs, regex, soup
from support.java import ask

FIXTURES = Path(__file__).parents[2] / "fixtures" / "regex"
MATCHES = [json.loads(line) for line in (FIXTURES / "matches.jsonl").read_text(encoding="utf-8").splitlines()]
_NOT_COMPARED = ("span", "quantifier", "form", "literal")
_MATCHER = r"""
    static Pattern pattern;

    static String answer(String text) {
        if (text.equals("VERSION")) return Integer.toString(Runtime.version().feature());
        if (text.startsWith("P")) {
            pattern = Pattern.compile(text.substring(1));
            return "";
        }
        return pattern.matcher(text.substring(1)).matches() ? "1" : "0";
    }
""".replace("VERSION", VERSION)


def parsed(text: str, java: int = 25) -> Pattern | None:
    try:
        return parse(text, java)
    except PatternProblem:
        return None


def bare(node: object) -> object:
    """A tree without its places."""
    if isinstance(node, tuple):
        return tuple(map(bare, node))
    if dataclasses.is_dataclass(node) and not isinstance(node, Span | type):
        fields = [f.name for f in dataclasses.fields(node) if f.name not in _NOT_COMPARED]
        return (type(node).__name__, *(bare(getattr(node, name)) for name in fields))
    return node


def test_java_text_gives_the_same_tree() -> None:
    source = Random(21)
    count = 0
    for _ in range(6000):
        text, java = source.choice((soup, regex))(source), source.choice(JAVAS)
        pattern = parsed(text, java)
        if pattern is None:
            continue
        count += 1
        again = parse(to_java(pattern), java)
        assert bare(again.root) == bare(pattern.root), (text, java)
        assert (again.names, again.groups) == (pattern.names, pattern.groups)
        assert (again.canonical_equivalence, again.halfway) == (pattern.canonical_equivalence, pattern.halfway), text
    assert count > 2500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"^https://api\.example\.com/v1/.*$", r"^https://api\.example\.com/v1/.*$"),
        ("(?i)ab", "[Aa][Bb]"),
        (r"\Qa.b\E{2}", r"a\.b{2}"),
        ("(?m)^a$", "(?m)^(?-m)a(?m)$(?-m)"),
        ("(?i)(a)\\1", r"([Aa])(?i)\1(?-i)"),
        (r"(a)\11", r"(a)\1(?)1"),
        ("a{2}{3}", "a{2}(?){3}"),
        (r"[\d\D]", r"[\x{0}-\x{10ffff}]"),
        ("[a&&b]", "[a&&b]"),
    ],
)
def test_java_text(text: str, expected: str) -> None:
    assert to_java(parse(text)) == expected


def test_deep_trees_are_shown() -> None:
    text = "(?:" * 700 + "a" + ")" * 700
    assert to_java(parse(text)) == text
    assert to_regex_module(parse(text)) is None


def test_regex_package_answers_as_recorded_from_the_jvms() -> None:
    asked = 0
    for case in MATCHES:
        for java in case["java"]:
            text = to_regex_module(parse(case["pattern"], java))
            if text is None:
                continue
            asked += 1
            found = package.fullmatch(text, case["text"], timeout=5) is not None
            assert found == case["matches"], (case, java, text)
    assert asked > 500


@pytest.mark.parametrize(
    "text",
    [
        *(r"\X", r"a\b{g}", "(?c)a", r"(?i)(a)\1", r"(?=(a*))\1b", r"(a\1)", r"(?>(a))\1", "(?:a|^)*", "(?>(?:a?)*)"),
        *("(?:a*)++", r"(?:\R)+\n", r"(?<=(?>a|ab))", "(?<=a?b?c?x+)", "(?<=a+b+)\U0001f600", "a{2000000}", "(?<=^.)"),
    ],
)
def test_what_the_regex_package_cannot_say(text: str) -> None:
    assert to_regex_module(parse(text)) is None


def test_the_jdks_failing_classes_are_not_transcribed() -> None:
    assert to_regex_module(parse(r"[\w.&&]", 17)) is None


def test_texts_without_supplementary_characters_can_be_asked_for() -> None:
    pattern = parse(".*(?<!evil.)a")
    assert to_regex_module(pattern) is None
    text = to_regex_module(pattern, bmp=True)
    assert text is not None
    assert [package.fullmatch(text, x) is not None for x in ("xa", "evilxa")] == [True, False]


def test_nothing_depends_on_the_packages_flags() -> None:
    text = to_regex_module(parse(r"\w\d.$[^x]?"))
    assert text is not None
    subjects = ("a1a", "\u00e91a", "a\u06611a", "a1\u0085", "a1a\r", "a1a\u2028", "a1a\u000b")
    assert [package.fullmatch(text, x) is not None for x in subjects] == [True, *[False] * 3, True, True, False]


def test_random_regexes_agree_with_the_jvm(tmp_path: Path) -> None:
    source = Random(22)
    texts = [text for text in (regex(source) for _ in range(1200)) if parsed(text, 11) and parsed(text, 25)]
    tried = {text: inputs(source, 8) for text in texts}
    questions = [VERSION]
    for text, subjects in tried.items():
        questions += [f"P{text}", *(f"I{subject}" for subject in subjects)]
    version, *answers = ask(_MATCHER, questions, tmp_path)
    java = int(version)
    if java not in JAVAS:
        pytest.skip(f"no tables for Java {java}")
    line = iter(answers)
    asked = matched = 0
    for text, subjects in tried.items():
        assert next(line) == ""
        expected = [next(line) == "1" for _ in subjects]
        shown = to_regex_module(parse(text, java))
        if shown is not None:
            compiled = package.compile(shown)
            assert [compiled.fullmatch(x, timeout=5) is not None for x in subjects] == expected, (text, shown)
            asked += 1
            matched += any(expected)
    assert asked > 500
    assert matched > 200
