from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from endpointlint.policy import release as module
from endpointlint.policy.release import (
    NEWEST,
    OLDEST,
    UPCOMING,
    Release,
    Span,
    known_releases,
    releases_text,
    spans,
    spans_text,
)


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        ("2.9", Release(2, 9), "2.9"),
        ("2.19", Release(2, 19), "2.19"),
        ("2.19.0", Release(2, 19), "2.19"),
        ("2.19.4", Release(2, 19, 4), "2.19.4"),
        (" 3.3.2\n", Release(3, 3, 2), "3.3.2"),
        ("3.8", NEWEST, "3.8"),
        ("3.9.0-SNAPSHOT", UPCOMING, "3.9"),
        ("3.0.0-beta1", Release(3, 0), "3.0"),
    ],
)
def test_parse(text: str, expected: Release, shown: str) -> None:
    assert Release.parse(text) == expected
    assert str(expected) == shown


@pytest.mark.parametrize("text", ["2.8", "2.8.9", "2.20", "3.10", "1.3", "4.0", "0.0"])
def test_unknown_releases_are_refused_with_the_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"nothing is known of OpenSearch .*from 2\.9 to 3\.9"):
        Release.parse(text)


@pytest.mark.parametrize("text", ["", "3", "latest", "3.x", "v3.8", "3.08", "3.8.0.0", "3.8-", "３.８", "3.8.99999"])
def test_what_is_no_release_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no release of OpenSearch; give one from 2\.9 to 3\.9, such as 3\.8"):
        Release.parse(text)


def test_order() -> None:
    ascending = ["2.9", "2.10", "2.19", "2.19.4", "3.0", "3.3", "3.3.2", "3.9"]
    parsed = [Release.parse(text) for text in ascending]
    assert parsed == sorted(parsed)
    assert UPCOMING > NEWEST > OLDEST
    assert NEWEST.verified
    assert not UPCOMING.verified


def test_known_releases() -> None:
    known = known_releases()
    assert known[0] == OLDEST
    assert known[-1] == NEWEST
    assert list(known) == sorted(set(known))
    assert Release(2, 19, 4) in known
    assert all(Release.parse(str(found)) == found for found in known)


def test_texts() -> None:
    assert releases_text(OLDEST, NEWEST) == "2.9 to 3.8"
    assert releases_text(Release(3, 5)) == "3.5 to 3.8"
    assert releases_text(Release(2, 9), Release(2, 9)) == "2.9"
    found = spans(
        lambda release: release.minor >= 18 or release == NEWEST or (release.major == 3 and release.minor < 2)
    )
    assert found == (Span(Release(2, 18), Release(3, 1)), Span(NEWEST, NEWEST))
    assert spans_text(found) == "2.18 to 3.1, 3.8"
    assert spans(lambda _: False) == ()
    assert spans_text(()) == ""


def test_parsing_reads_no_data() -> None:
    root = str(Path(module.__file__).parents[2])
    code = f"""
import sys
sys.path[:0] = [{root!r}]
from endpointlint.policy.release import Release
Release.parse("3.8")
print("json" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
