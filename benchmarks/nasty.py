"""Entries made up to be hard, and entries made up to be many. The same ones in every run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Final

from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem

LONGEST: Final = 256
"""The greatest length that OpenSearch takes from 3.7 on."""
TESTS: Final = Path(__file__).resolve().parents[1] / "tests"

_SETS: Final = (
    *("[a-z]", "[a-z0-9-]", "[^/]", ".", r"\S", r"\w", "[ab]", "[^/?#@:]", "[a-z0-9.-]", "a", "b", r"\.", "x", "/"),
    *(r"\p{L}", r"[\p{L}\p{N}-]", r"[\p{L}&&[^\p{Lu}]]", r"\P{Lu}", "(?i:k)", r"[^\p{IsGreek}]"),
)
_COUNTS: Final = (
    *("*", "+", "?", "*", "+", "{1,63}", "{0,61}", "{1,253}", "{3}", "{12}", "{1,127}", "{2,40}", "{255}", "{9,}"),
    *("*?", "+?", "*+", "++", "?+", "{1,9}+", "{2,5}?"),
)
_TESTS: Final = ("(?=", "(?!", "(?<=", "(?<!", "(?>")


def _counts(random: Random, depth: int) -> str:
    """Counts in counts."""
    inside = f"(?:{_counts(random, depth - 1)}{_counts(random, depth - 2)})" if depth > 0 else random.choice(_SETS)
    return inside + random.choice(_COUNTS)


def _union(random: Random) -> str:
    """Alternatives with much in common."""
    word = "".join(random.choice("ab.") for _ in range(6)).replace(".", r"\.")
    branches = [word[: random.randrange(2, len(word))].rstrip("\\") + random.choice(_SETS) for _ in range(8)]
    return f"(?:{'|'.join(branches)}){random.choice(('', '*', '+', '{1,40}'))}"


def _subsets(random: Random) -> str:
    """An automaton that has to guess, and a determinized one with 2^n states."""
    return f"(?:[a-z]*{random.choice('abx')}[a-z]{{{random.randrange(8, 40)}}})" + random.choice(("", "+", "*"))


def _optional(random: Random) -> str:
    """Many things that may be left out."""
    return "".join(f"(?:{random.choice(_SETS)}{random.choice(_COUNTS)})?" for _ in range(6))


def _test(random: Random) -> str:
    """A look-around or an atomic group, in a loop perhaps."""
    inside = "".join(random.choice(_SETS) + random.choice(("", "", "*", "{2,9}")) for _ in range(3))
    behind = "".join(random.choice(_SETS) + random.choice(("", "", "?", "{2,9}")) for _ in range(3))
    opening = random.choice(_TESTS)
    test = f"{opening}{behind if '<' in opening else inside})"
    return f"(?:{test}{random.choice(_SETS)}){random.choice(_COUNTS)}"


def _reference(random: Random) -> str:
    r"""A group and a reference back to it, by a number that is filled in later."""
    return f"({random.choice(_SETS)}{random.choice(_COUNTS)})" + r"\REF" + random.choice(("", "*", "{2,9}"))


def _any(random: Random) -> str:
    """All of them."""
    return random.choice(_MAKERS)(random)


_MAKERS: Final[tuple[Callable[[Random], str], ...]] = (
    *(lambda random: _counts(random, 1), lambda random: _counts(random, 2)),
    *(_union, _subsets, _optional, _test, _reference),
)
KINDS: Final[dict[str, Callable[[Random], str]]] = {
    "counts": lambda random: _counts(random, random.randrange(1, 4)),
    "unions": _union,
    "subsets": _subsets,
    "options": _optional,
    "tests": _test,
    "references": _reference,
    "mixed": _any,
}


def nasty(kind: str, number: int) -> str:
    """One pattern of a kind, as long as may be. `dialect` takes from the grammar of all regexes; others are hosts."""
    random = Random(f"{kind} {number}")
    while True:
        made = _dialect(random) if kind == "dialect" else _host(random, KINDS[kind])
        try:
            parse(made)
        except PatternProblem:
            continue
        return made


def _host(random: Random, make: Callable[[Random], str]) -> str:
    begin, end = r"^https?://", random.choice((r"\.example\.com/.*$", r"example\.com", "/.*", ""))
    parts: list[str] = []
    size, groups = len(begin + end), 0
    for _ in range(100):
        part = make(random)
        groups += part.count(r"\REF")
        part = part.replace(r"\REF", rf"\{groups}") if groups < 10 else part.replace(r"\REF", "")
        if size + len(part) <= LONGEST:
            parts.append(part)
            size += len(part)
    return begin + "".join(parts) + end


def _dialect(random: Random) -> str:
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))  # the grammar of all regexes lives with the tests that use it most
    from agreement.dialect import regex

    out = random.choice(("", r"^https?://"))
    for _ in range(60):
        part = f"(?:{regex(random, 12)})"
        if len(out) + len(part) <= LONGEST:
            out += part
    return out


_WORDS: Final = ("chat", "embed", "rerank", "score", "search", "vision", "speech", "guard", "route", "batch")
_OWNERS: Final = ("example.com", "example.org", "example.net", "example.co.uk", "models.example")
_SHAPES: Final = (
    r"^https://{host}\.{owner}/.*$",
    r"^https://{host}\.{owner}/v\d/{word}$",
    r"^https://{host}\.[a-z0-9-]+\.{owner}/.*$",
    r"^https://{host}\.(?:us|eu|ap)-(?:east|west|central)-[1-4]\.{owner}/{word}/.+$",
    r"^https://{host}\..*\.{owner}/.*$",
    r"^https://{host}\.{owner}(?::8443)?(?:/.*)?$",
    r"^https?://{host}\.{owner}:.*$",
    r"^https://{host}\.{bare}/{word}$",
    r"^https://(?:[a-z0-9-]+\.)?{host}\.{owner}/.*",
    r"^https://[^/]+-{host}\.{owner}/.*$",
    r"^https://{host}\.{owner}.*$",
    r"^https://{host}-(?:{word}|{other})\.{owner}/[A-Za-z0-9/_-]{{1,63}}$",
)


def many(count: int) -> Iterator[str]:
    """So many entries as people write them, no two alike."""
    random = Random("many")
    for number in range(count):
        owner, word, other = random.choice(_OWNERS), random.choice(_WORDS), random.choice(_WORDS)
        shape = _SHAPES[number % len(_SHAPES)]
        yield shape.format(
            host=f"{random.choice(_WORDS)}{number}", owner=owner.replace(".", r"\."), bare=owner, word=word, other=other
        )
