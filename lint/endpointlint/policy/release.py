"""Releases of OpenSearch that facts are known for, and how spans of them are said."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass

_TEXT = lazy(r"(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})(?:\.(0|[1-9]\d{0,3}))?(?:-[A-Za-z0-9.]+)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """A release of OpenSearch, which is also one of ML Commons. `2.19` is its first patch level, `2.19.0`."""

    major: int
    minor: int
    patch: int = 0

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}"
        return f"{text}.{self.patch}" if self.patch else text

    @classmethod
    def parse(cls, text: str) -> Release:
        """Read `2.19`, `3.3.2`, `3.9.0-SNAPSHOT`; what follows a hyphen is a build of the release that it precedes.

        Raises:
            ValueError: the text is no release, or nothing is known of it. The message names the range that is known.
        """
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise ValueError(
                f"{text!r} is no release of OpenSearch; give one from {OLDEST} to {UPCOMING}, such as {NEWEST}"
            )
        release = cls(*(int(part) for part in found.groups(default="0")))
        if release < OLDEST or release.minor > _LAST_MINOR.get(release.major, -1):
            raise ValueError(f"nothing is known of OpenSearch {release}; give a release from {OLDEST} to {UPCOMING}")
        return release

    @property
    def verified(self) -> bool:
        """False for the upcoming release, of which some facts were taken from pull requests."""
        return self < UPCOMING


OLDEST = Release(2, 9)
"""The first with connectors."""

NEWEST = Release(3, 8)
"""The newest that all facts are known for; the default."""

UPCOMING = Release(3, 9)

UNKNOWN = "unknown"
"""What is given for a release that nobody knows: what is found then says for which releases it holds."""

_LAST_MINOR = {2: 19, 3: UPCOMING.minor}

_PATCHES = (Release(2, 17, 1), Release(2, 19, 4), Release(3, 3, 2))
"""Patch levels with which something changed."""


@cache
def known_releases() -> tuple[Release, ...]:
    """Every release with facts of its own, ascending, without the upcoming one; any other is as the one before it."""
    minors = [Release(major, minor) for major, last in _LAST_MINOR.items() for minor in range(last + 1)]
    return tuple(sorted(found for found in (*minors, *_PATCHES) if OLDEST <= found <= NEWEST))


@dataclass(frozen=True, slots=True)
class Span:
    """A run of known releases, both ends included."""

    first: Release
    last: Release

    def __str__(self) -> str:
        return releases_text(self.first, self.last)


def releases_text(first: Release, last: Release | None = None) -> str:
    """`2.9 to 3.8`, or `2.9` for a single one; without a last one, to the newest that is known."""
    last = NEWEST if last is None else last
    return str(first) if first == last else f"{first} to {last}"


def spans(holds: Callable[[Release], bool]) -> tuple[Span, ...]:
    """The runs of known releases for which something holds, ascending."""
    found: list[Span] = []
    first: Release | None = None
    last = OLDEST
    for release in known_releases():
        if holds(release):
            first, last = first or release, release
        elif first is not None:
            found.append(Span(first, last))
            first = None
    return tuple(found) if first is None else (*found, Span(first, last))


def holding_text(found: tuple[Span, ...]) -> str:
    """Spans as one says for which releases something holds: `until 3.6`, `from 3.7 on`; empty for all of them."""
    texts: list[str] = []
    for span in found:
        if span == Span(OLDEST, NEWEST):
            return ""
        if span.first == OLDEST:
            texts.append(f"until {span.last}")
        else:
            texts.append(f"from {span.first} on" if span.last == NEWEST else str(span))
    return ", ".join(texts)


# each finding has such a text, and few differ
@lru_cache(maxsize=256)
def spans_text(found: tuple[Span, ...]) -> str:
    """Spans in words: `2.9 to 2.19.4, 3.3 to 3.8`; empty for none."""
    return ", ".join(str(span) for span in found)
