"""Which names a pattern of the security plugin means.

`WildcardMatcher.java` of the plugin (branch 3.8): a blank pattern matches nothing; `*` stands for any characters and
`?` for one, line ends included; a pattern between slashes is a Java regex that must match as a whole; everything is
case-sensitive.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded
from endpointlint.automata.construct import machine_of
from endpointlint.javaregex.lower import Bounds
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.security import Permission
from endpointlint.query.globs import STAR_AND_MARK, glob_regex
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown
from endpointlint.source.records import dataclass

_SLASH: Final = "/"
"""Begins and ends with a slash, and has room for one only: the plugin refuses it."""
_NOTHING: Final = "(?!)"
EVERYTHING: Final = "*"


def is_regex(pattern: str) -> bool:
    """Whether a pattern is a Java regex between slashes."""
    return pattern.startswith("/") and pattern.endswith("/")


def is_exact(pattern: str) -> bool:
    """Whether a pattern means one name only, by its form (`WildcardMatcher.isExact`)."""
    return not (is_regex(pattern) or "*" in pattern or "?" in pattern)


@lru_cache(maxsize=4096)
def language(pattern: str, *, java: int, budget: Budget = DEFAULT_BUDGET) -> Language | PatternProblem:
    """The names that a pattern means.

    Args:
        pattern: of a permission, an index, a user, a backend role or a host.
        java: the JDK whose regexes are meant: 11, 17, 21 or 25.
        budget: of each question about it.

    Returns:
        The names, or what is wrong with a regex, which the plugin then refuses.
    """
    try:
        return Language(parse(_as_regex(pattern), java), budget=budget)
    except PatternProblem as problem:
        return problem


def _as_regex(pattern: str) -> str:
    if not pattern.strip() or pattern == _SLASH:
        return _NOTHING
    return pattern[1:-1] if is_regex(pattern) else glob_regex(pattern, STAR_AND_MARK)


def bounds(pattern: str, *, java: int) -> Bounds | PatternProblem:
    """The names that a pattern means, as expressions: an inner and an outer bound, which differ for few regexes.

    Arguments as for `language`.
    """
    found = language(pattern, java=java)
    return found if isinstance(found, PatternProblem) else found.bounds


@lru_cache(maxsize=4096)
def matches(pattern: str, name: str, *, java: int = 25, budget: Budget = DEFAULT_BUDGET) -> bool | Unknown:
    """Whether a pattern means a name. A regex that does not compile means nothing: the plugin refuses it."""
    if is_exact(pattern):
        return bool(pattern.strip()) and pattern == name
    found = bounds(pattern, java=java)
    if isinstance(found, PatternProblem):
        return False
    try:
        outer = machine_of(found.outer, meter=budget.meter()).run(name)
        if not outer or found.exact:
            return outer
        if machine_of(found.inner, meter=budget.meter()).run(name):
            return True
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return Unknown(f"the regex {pattern} was only enclosed, and the answer lies between")


@lru_cache(maxsize=4096)
def covers(
    patterns: tuple[str, ...], all_of: str, *, java: int = 25, budget: Budget = DEFAULT_BUDGET
) -> bool | Unknown:
    """Whether every name that a pattern means is meant by some of other patterns as well.

    Args:
        patterns: those that are asked about, together; regexes that do not compile mean nothing.
        all_of: the pattern whose names all must be among them.
        java: the JDK whose regexes are meant.
        budget: for the question as a whole, which is one of inclusion.
    """
    if EVERYTHING in patterns or (all_of in patterns and all_of.strip()):
        return True
    smaller = language(all_of, java=java)
    if isinstance(smaller, PatternProblem):
        return True
    found = (language(pattern, java=java) for pattern in dict.fromkeys(patterns))
    larger = [one for one in found if not isinstance(one, PatternProblem)]
    match included([smaller], larger, urls=False, budget=budget):
        case Proved():
            return True
        case Refuted():
            return False
        case Unknown() as unknown:
            return unknown


@dataclass(frozen=True, slots=True)
class Granted:
    """A permission that covers an action."""

    action: str
    permission: Permission


def granted(permissions: Iterable[Permission], action: str, *, java: int = 25) -> Granted | Unknown | None:
    """The first of some permissions that covers an action; None if none does, and Unknown if that could not be told."""
    unknown: Unknown | None = None
    for permission in permissions:
        match matches(permission.pattern, action, java=java):
            case True:
                return Granted(action, permission)
            case False:
                continue
            case Unknown() as found:
                unknown = found
    return unknown
