"""Regexes of loops within loops over a few letters, made up at random: most of what makes a matcher slow."""

from __future__ import annotations

from random import Random
from typing import Final

LETTERS: Final = "abc"
_ATOMS: Final = ("a", "a", "a", "b", "b", "c")
_SETS: Final = ("[ab]", "[bc]", "[^a]", ".", r"\w", "[^b]", ".")
_TESTS: Final = ("^", "$", r"\b", r"\B", r"\z", "(?m)$", "(?m)^")
_SIGNS: Final = ("*", "*", "+", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "{1,6}", "{3,}")


class Loops:
    """One regex in the making."""

    def __init__(self, random: Random, *, commits: bool, tests: bool) -> None:
        """`commits`: with atomic groups and possessive loops; `tests`: with look-arounds, anchors and references."""
        self._random = random
        self._commits = commits
        self._tests = tests
        self._groups = 0

    def regex(self, depth: int = 0) -> str:
        """Alternatives, mostly one."""
        count = self._random.choices((1, 2, 3), (14, 5, 1))[0]
        return "|".join(self._sequence(depth) for _ in range(count))

    def _sequence(self, depth: int) -> str:
        count = self._random.choice((0, 1, 1, 2, 2, 2, 3, 3, 4) if depth else (1, 2, 2, 3, 3, 4, 5))
        return "".join(self._piece(depth) for _ in range(count))

    def _piece(self, depth: int) -> str:
        atom = self._atom(depth)
        return atom + self._sign() if self._random.random() < 0.5 else atom

    def _sign(self) -> str:
        sign = self._random.choice(_SIGNS)
        kind = self._random.random()
        if self._commits and kind < 0.12:
            return sign + "+"
        return sign + "?" if kind < 0.25 else sign

    def _atom(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.45 or depth >= 4:
            return self._random.choice(_ATOMS)
        if kind < 0.6:
            return self._random.choice(_SETS)
        if self._tests and kind < 0.66:
            return self._random.choice(_TESTS)
        if self._tests and kind < 0.69:
            return r"\1" if self._groups else "a"
        return self._head() + self.regex(depth + 1) + ")"

    def _head(self) -> str:
        if self._tests and self._random.random() < 0.3:
            return self._random.choice(("(?=", "(?!", "(?<=", "(?<!"))
        if self._commits and self._random.random() < 0.2:
            return "(?>"
        if self._random.random() < 0.5:
            self._groups += 1
            return "("
        return "(?:"


def loops(random: Random, *, commits: bool = True, tests: bool = True, longest: int = 40) -> str:
    """A regex with at least one quantifier. Not all of them compile: some look-behinds have no greatest length."""
    while True:
        regex = Loops(random, commits=commits, tests=tests).regex()
        if len(regex) <= longest and any(sign in regex for sign in "*+{"):
            return regex
