"""Classes, properties and case: which characters a regex of one character matches."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from endpointlint.automata.codepoints import EMPTY, FULL, CodePointSet
from endpointlint.javaregex import casefold, classes
from endpointlint.javaregex.ast import Chars, Flag, Sequence
from endpointlint.javaregex.names import named_character
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.properties import lookup, lookup_value
from endpointlint.javaregex.unicode.tables import JAVAS, alias, case_mapping, load, named_set
from javaregex.answers import PROGRAM, VERSION, difference
from javaregex.soup import class_soup
from support.java import ask


def members(text: str, java: int = 25) -> CodePointSet:
    root = parse(text, java).root
    assert isinstance(root, Chars)
    assert not root.failing
    return root.set


def chars(text: str) -> CodePointSet:
    return CodePointSet.chars(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]a]", "]a"),
        ("[a-]", "a-"),
        ("[a-[b]]", "a-b"),
        ("[a[b[c]]]", "abc"),
        ("[a-z&&[b-d]&&[^c]]", "bd"),
        ("[a-z&&^b]", "b"),
        ("[a-z&&[d-f]x]", "defx"),
        ("[xa-c&&]", "abc"),
        (r"[a-c\d&&]", "0123456789"),
        ("[a&&]", "a"),
        ("[a&&[b]&c]", "a&c"),
        ("[a&&&b]", "a&b"),
        ("[a&&&&b]", ""),
        ("[&&a]", "a"),
        (r"[a\[^b]", "a[^b"),
        ("(?x)[a& b]", "ab"),
        ("(?x)[ a #b\n c ]", "ac"),
        ("(?x)[ ^a]", "^a"),
        (r"[\v-\x0D]", "\x0b\x0c\r"),
        (r"[\Qa-c\E]", "a-c"),
        (r"[\x61-\x{63}]", "abc"),
        ("(?i)[a-b]", "ABab"),
        ("(?i)[Z-a]", "ZzAa[\\]^_`"),
        ("(?iu)k", "kK\u212a"),
        ("(?iu)[i]", "iI\u0130\u0131"),
        ("(?i)k", "kK"),
        ("(?u)k", "k"),
        ("(?iu)\u00df", "\u00df"),
        ("(?iu)\u1e9e", "\u00df\u1e9e"),
        ("(?iu)[\u00df-\u00e0]", "\u00c0\u00df\u00e0\u1e9e"),
        (r"\p{Blank}", "\t "),
        (
            r"\p{Zs}",
            " \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
        ),
    ],
)
def test_members(text: str, expected: str) -> None:
    assert members(text) == chars(expected)


def test_a_negation_takes_in_the_intersection() -> None:
    assert members("[^a-z&&[b]]") == ~chars("b")
    assert members(r"[\d\D]") == FULL
    assert members(r"[^\d\D]") == EMPTY


def test_what_differs_by_jdk() -> None:
    assert members("[a-z&&[d-f]x]", 11) == chars("x")
    assert members(r"(?i)\p{Lower}", 11) == CodePointSet.span("a", "z")
    assert members(r"(?i)\p{Lower}", 17) == CodePointSet(((65, 90), (97, 122)))
    assert 0x1F7F0 not in members(r"\p{IsAssigned}", 11)
    assert 0x1F7F0 in members(r"\p{IsAssigned}", 21)


def test_a_class_on_which_the_jdk_fails() -> None:
    for text in (r"[\w.&&]", r"[^\w.&&]", r"[[\w.&&]a]"):
        root = parse(text, 17).root
        assert isinstance(root, Chars)
        assert root.failing


def test_a_run_compares_otherwise_than_one_character() -> None:
    run = parse("(?iu)\u00dfa").root
    assert isinstance(run, Sequence)
    first = run.items[0]
    assert isinstance(first, Chars)
    assert first.set == chars("\u00df\u1e9e")


def test_random_classes_agree_with_the_jvm(tmp_path: Path) -> None:
    source = Random(18)
    texts = [class_soup(source) for _ in range(5000)]
    texts += [f"(?iu){prefix}{chr(c)}" for c in range(0xA0, 0x600) for prefix in ("", "\\") if chr(c).isalpha()]
    for kind, prefixes in {"property": ("", "Is", "gc="), "unicode": ("Is",), "posix": ("",)}.items():
        names = load("properties")["sets"][kind]
        flags = ("", "(?i)", "(?U)")
        texts += [f"{flag}\\p{{{prefix}{name}}}" for name in names for prefix in prefixes for flag in flags]
    texts += [f"\\p{{Is{name}}}" for name in load("scripts")["names"]]
    texts += [f"\\p{{In{name}}}" for name in load("blocks")["names"]]
    version, *answers = ask(PROGRAM, [VERSION, *texts], tmp_path)
    java = int(version)
    if java not in JAVAS:
        pytest.skip(f"no tables for Java {java}")
    differences = [difference(text, java, line) for text, line in zip(texts, answers, strict=True)]
    assert [found for found in differences if found] == []
    assert sum(" 0" in line or " 1" in line for line in answers) > 3000


def test_names_of_properties() -> None:
    assert lookup("Lu", 25, 0) == lookup("IsLu", 25, 0) == lookup_value("gc", "Lu", 25, 0)
    assert lookup("lu", 25, 0) is None
    assert lookup("IsLATIN", 25, 0) == lookup("IsLatn", 25, 0) == lookup_value("script", "latin", 25, 0)
    assert lookup("InBasic Latin", 25, 0) == lookup_value("blk", "BASICLATIN", 25, 0) == CodePointSet.span(0, 127)
    assert lookup("Alpha", 25, 0) == CodePointSet(((65, 90), (97, 122)))
    assert lookup("alpha", 25, 0) is None
    assert lookup("alpha", 25, Flag.UNICODE_CHARACTER_CLASS) == lookup("IsAlpha", 25, 0)
    assert lookup("IsEmoji", 17, 0) is None
    assert lookup("IsEmoji", 21, 0)
    assert lookup_value("age", "1", 25, 0) is None


def test_names_of_characters() -> None:
    assert named_character(" latin small letter a ", 11) == ord("a")
    assert named_character("LINE FEED (LF)", 25) == 10
    assert named_character("LINE FEED", 25) is None
    assert named_character("CJK UNIFIED IDEOGRAPHS 4E00", 25) == 0x4E00
    assert named_character("CJK UNIFIED IDEOGRAPHS 04E00", 25) is None
    assert named_character("CJK UNIFIED IDEOGRAPH-4E00", 25) is None
    assert named_character("SUPPLEMENTARY PRIVATE USE AREA A F0000", 25) == 0xF0000
    assert named_character("LATIN SMALL LETTER GHA", 25) is None
    assert named_character("KEYCAP DIGIT ONE", 25) is None
    assert [named_character("SHAKING FACE", java) for java in JAVAS] == [None, None, 0x1FAE8, 0x1FAE8]


@pytest.mark.parametrize("java", JAVAS)
def test_ascii_needs_no_table_for_its_kin(java: int) -> None:
    """The shortcuts for ASCII against the general rules, on the tables."""
    upper, lower = case_mapping("upper", java), case_mapping("lower", java)
    cased = sorted(upper.keys() | lower.keys())
    for code in range(128):
        folded = casefold.fold(code, java)
        expected = CodePointSet.of(code, folded, *(c for c in cased if casefold.fold(c, java) == folded))
        assert casefold.lone_kin(code, java) == casefold.run_kin(code, java) == expected
    source = Random(java)
    for _ in range(300):
        low, high = sorted(source.choices(range(128), k=2))
        expected = CodePointSet(
            (c, c)
            for c in (*range(low, high + 1), *cased)
            if low <= c <= high or low <= upper.get(c, c) <= high or low <= casefold.fold(c, java) <= high
        )
        assert casefold.range_kin(low, high, java, unicode=True) == expected, (low, high)


@pytest.mark.parametrize("java", JAVAS)
def test_tables_are_sound(java: int) -> None:
    kinds = {"C": "cfnos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}
    names = [first + second for first, seconds in kinds.items() for second in seconds]
    parts = [named_set("properties", "property", name, java) or EMPTY for name in names]
    assert sum(map(len, parts)) == 0x110000
    known = {alias("scripts", name, java) for name in load("scripts")["names"]}
    scripts = [named_set("scripts", "script", name, java) or EMPTY for name in known if name]
    assert sum(map(len, scripts)) == 0x110000
    assert classes.marks(java).issubset(parts[names.index("Mn")])
    assert not classes.marks(java) & classes.far_marks(java)


def test_word_characters() -> None:
    assert classes.word_characters(25, 0) == members(r"\w")
    assert ord("\u00e9") in classes.word_characters(17, 0)
    assert classes.word_characters(25, Flag.UNICODE_CHARACTER_CLASS) == members(r"(?U)\w")


def test_line_terminators() -> None:
    assert ~members(".") == classes.line_terminators(unix=False) == chars("\n\r\u0085\u2028\u2029")
    assert ~members("(?d).") == classes.line_terminators(unix=True) == chars("\n")
    assert members("(?s).") == FULL


def test_sets_that_are_used_often_are_one_object() -> None:
    for text in ("a", ".", r"\d", "[a-z0-9-]", "(?i)a", r"[^/]"):
        assert members(text) is members(text)
