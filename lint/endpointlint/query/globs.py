"""Wildcards as regexes, so that they have the same questions and answers as everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STAR: Final = {"*": "(?s:.*)"}
"""`Regex.simpleMatch` of OpenSearch, `URIPattern`: a star stands for any characters, line ends included."""
STAR_AND_MARK: Final = {**STAR, "?": "(?s:.)"}
"""`WildcardMatcher` of the security plugin: a question mark stands for one character besides."""


def glob_regex(glob: str, wildcards: Mapping[str, str] = STAR) -> str:
    """The Java regex that matches, as a whole, what a text with wildcards means. All else in it stands for itself."""
    return "".join(wildcards.get(char) or _escaped(char) for char in glob)


def _escaped(char: str) -> str:
    return char if char.isalnum() or ord(char) >= 0x80 or char in " _" else f"\\{char}"
