from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.security import Permission, built_in
from endpointlint.query.permissions import Granted, bounds, granted, is_exact, matches

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=300)

PATTERNS = st.text("ab*?/:\n", max_size=8)
NAMES = st.text("ab/:\n", max_size=8)


def plainly(pattern: str, name: str) -> bool:
    """`WildcardMatcher.from(pattern).test(name)`, restated for patterns that are no regexes."""
    if not pattern.strip():
        return False
    text = "".join({"*": "(?s:.*)", "?": "(?s:.)"}.get(char, re.escape(char)) for char in pattern)
    return re.fullmatch(text, name) is not None


@LAWFUL
@given(PATTERNS.filter(lambda pattern: not (pattern and pattern[0] == pattern[-1] == "/")), NAMES)
def test_wildcards(pattern: str, name: str) -> None:
    assert matches(pattern, name) is plainly(pattern, name)


@LAWFUL
@given(st.text("ab.*+|()", max_size=6), st.text("ab.", max_size=6))
def test_regexes_between_slashes(regex: str, name: str) -> None:
    try:
        expected = re.fullmatch(regex, name) is not None
    except re.error:
        return
    if re.search(r"[*+?]\+", regex) or regex.startswith(("*", "+")) or re.search(r"[(|][*+]", regex):
        return  # possessive in Java, or refused by one of the two
    assert matches(f"/{regex}/", name) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("cluster:admin/opensearch/ml/connectors/*", "cluster:admin/opensearch/ml/create_connector", False),
        ("cluster:admin/opensearch/ml/*", "cluster:admin/opensearch/ml/create_connector", True),
        ("cluster:admin/opensearch/ML/*", "cluster:admin/opensearch/ml/create_connector", False),
        ("*", "", True),
        ("", "", False),
        (" ", " ", False),
        ("/", "/", False),
        ("//", "", True),
        ("/cluster:admin/(settings|reroute)/.*/", "cluster:admin/settings/update", True),
        ("/cluster:admin/(settings|reroute)/", "cluster:admin/settings/update", False),
        ("/[/", "[", False),
    ],
)
def test_examples(pattern: str, name: str, expected: bool) -> None:
    assert matches(pattern, name) is expected


def test_exact_patterns_by_their_form() -> None:
    assert [is_exact(text) for text in ("a", "a*", "a?", "/a/", "/a", "/")] == [True, False, False, False, True, False]
    assert not isinstance(bounds("/a|b/", java=17), Exception)
    assert isinstance(bounds("/[/", java=17), Exception)


def test_the_first_permission_that_covers_an_action() -> None:
    held = [Permission(text, built_in(text)) for text in ("cluster:monitor/*", "cluster:admin/settings/*", "*")]
    found = granted(held, "cluster:admin/settings/update")
    assert isinstance(found, Granted)
    assert found.permission is held[1]
    assert granted(held[:1], "cluster:admin/settings/update") is None
