from __future__ import annotations

import random
from pathlib import Path

import pytest

from endpointlint.policy.safety import LONGEST, SafetyForm, SafetyRefusal, SafetyRule, refused_by_safety_check
from endpointlint.source import Span
from support.java import ask

NOW = SafetyForm.SINCE_3_7

NESTED = SafetyRule.NESTED_QUANTIFIER
REFERENCE = SafetyRule.BACK_REFERENCE

REFUSED = [
    (r"^https?://host\.example\.io(:\d+)?/.*$", NESTED, r"(:\d+)?"),
    (r"^(https?)?://x$", NESTED, "(https?)?"),
    ("([a-z]+)+", NESTED, "([a-z]+)+"),
    ("(a+){2}", NESTED, "(a+){"),
    ("(.*)?", NESTED, "(.*)?"),
    ("(b)((a+)+)", NESTED, "(a+)+"),
    ("(b(a+)+", NESTED, "(a+)+"),
    ("\\Q(a+)+\\E", NESTED, "(a+)+"),
    ("\\(a+\\)+(b*)*", NESTED, "(b*)*"),
    ("(\n+)+", NESTED, "(\n+)+"),
    ("(\n(a+)+", NESTED, "(\n(a+)+"),
    ("(?)*", NESTED, "(?)*"),
    ("\\1", REFERENCE, "\\1"),
    ("a\\12", REFERENCE, "\\1"),
    ("^\\\\1$", REFERENCE, "\\1"),
    ("(a)\\1(a+)+", NESTED, "(a+)+"),
    ("\U0001f600(a+)+", NESTED, "(a+)+"),
]

ACCEPTED = [
    r"^https://api\.openai\.com/.*$",
    r"^https://rekognition(-fips)?\..*[a-z0-9-]\.amazonaws\.com$",
    "((a+))+",
    "(a|a)*",
    r"(?:[a-z0-9-]+\.)*",
    r"(:[0-9]{1,5})?",
    r"(?::\d+|)",
    "(?<n>a)\\k<n>",
    "\\072\\x41",
    "\\(a+\\)+",
    "(a+)+\n",
    "\u2028(a+)+",
    "\r(a)\\1",
    "+)+",
    ")+",
    "(+)",
    "",
    "[",
]


@pytest.mark.parametrize(("entry", "rule", "guilty"), REFUSED)
def test_refused(entry: str, rule: SafetyRule, guilty: str) -> None:
    found = refused_by_safety_check(entry, NOW)
    assert found is not None
    assert found.rule is rule
    assert entry[found.at.start : found.at.end] == guilty
    assert found.reason


@pytest.mark.parametrize("entry", ACCEPTED)
def test_accepted(entry: str) -> None:
    assert refused_by_safety_check(entry, NOW) is None


def test_length_counts_utf_16_units() -> None:
    assert refused_by_safety_check("a" * LONGEST, NOW) is None
    over = SafetyRefusal(SafetyRule.LENGTH, Span(LONGEST, LONGEST + 2))
    assert refused_by_safety_check("a" * (LONGEST + 2), NOW) == over
    assert refused_by_safety_check("\U0001f600" * (LONGEST // 2), NOW) is None
    assert refused_by_safety_check("\U0001f600" * (LONGEST // 2) + "a", NOW) == SafetyRefusal(
        SafetyRule.LENGTH, Span(LONGEST // 2, LONGEST // 2 + 1)
    )
    assert "256" in over.reason


def test_optional_groups_are_let_through_by_the_later_form() -> None:
    later = SafetyForm.SINCE_3_9
    assert refused_by_safety_check(r"(:\d+)?", later) is None
    for entry in ("(a+)+", "(a+)*", "(a+){2}"):
        assert refused_by_safety_check(entry, later) == refused_by_safety_check(entry, NOW)


VALIDATE = """
    static String answer(String regex) {
        return rule(regex, "*+?{") + " " + rule(regex, "*+{");
    }

    static int rule(String regex, String outer) {
        if (regex.matches(".*\\\\([^)]*[*+?]\\\\)[" + outer + "].*")) return 1;
        if (regex.matches(".*\\\\\\\\[1-9].*")) return 2;
        return regex.length() > 256 ? 3 : 0;
    }
"""


def regexes(count: int) -> list[str]:
    """Texts that look like regexes to the check: its characters, and every line terminator of Java."""
    source = random.Random(37)
    pieces = [
        "(",
        "(",
        "(",
        ")",
        ")",
        ")",
        *"*+?{}\\\\19a.|[]",
        "\n",
        "\r",
        "\x85",
        "\u2028",
        "\u2029",
        "\x0b",
        "\U0001f600",
    ]
    weights = [1.0] * (len(pieces) - 7) + [0.12] * 5 + [0.3] * 2

    def one() -> str:
        text = "".join(source.choices(pieces, weights, k=source.randrange(16)))
        return text if source.random() < 0.98 else text + source.choice("a\U0001f600") * source.randrange(120, 260)

    return [one() for _ in range(count)]


def test_check_agrees_with_the_jvm(tmp_path: Path) -> None:
    entries = [entry for entry, _, _ in REFUSED] + ACCEPTED + regexes(40_000)
    numbers = {None: 0, NESTED: 1, REFERENCE: 2, SafetyRule.LENGTH: 3}
    seen = dict.fromkeys(numbers.values(), 0)
    for entry, answer in zip(entries, ask(VALIDATE, entries, tmp_path), strict=True):
        for form, expected in zip(SafetyForm, map(int, answer.split()), strict=True):
            found = refused_by_safety_check(entry, form)
            assert numbers[found.rule if found else None] == expected, (entry, form)
            seen[expected] += 1
    assert min(seen.values()) > 100


def test_spans_are_what_the_pattern_means() -> None:
    for entry in regexes(4000):
        found = refused_by_safety_check(entry, NOW)
        if found and found.rule is NESTED:
            guilty = entry[found.at.start : found.at.end]
            assert guilty[0] == "("
            assert ")" not in guilty[1:-2]
            assert guilty[-3] in "*+?"
            assert guilty[-2] == ")"
            assert guilty[-1] in "*+?{"
