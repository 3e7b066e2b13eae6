"""Which names a pattern of the security plugin means.

`WildcardMatcher.java` of the plugin (branch 3.8): a blank pattern matches nothing; `*` stands for any characters and
`?` for one, line ends included; a pattern between slashes is a Java regex that must match as a whole; everything is
case-sensitive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.automata.expression import NOTHING, Cat, Chars, Expr, Loop, Order
from endpointlint.automata.machine import Machine
from endpointlint.javaregex.lower import Bounds, lower
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.security import Permission
from endpointlint.query.verdict import Unknown

_SLASH: Final = "/"
"""Begins and ends with a slash, and has room for one only: the plugin refuses it."""
_ANY: Final = Chars(FULL)
_ANYTHING: Final = Loop(_ANY, 0, None, Order.GREEDY)


def is_regex(pattern: str) -> bool:
    """Whether a pattern is a Java regex between slashes."""
    return pattern.startswith("/") and pattern.endswith("/")


def is_exact(pattern: str) -> bool:
    """Whether a pattern means one name only, by its form (`WildcardMatcher.isExact`)."""
    return not (is_regex(pattern) or "*" in pattern or "?" in pattern)


def bounds(pattern: str, *, java: int) -> Bounds | PatternProblem:
    """The names that a pattern means, as expressions: an inner and an outer bound, which differ for few regexes.

    Args:
        pattern: of a permission, a user, a backend role or a host.
        java: the JDK whose regexes are meant: 11, 17, 21 or 25.

    Returns:
        The bounds, or what is wrong with a regex, which the plugin then refuses.
    """
    if not pattern.strip() or pattern == _SLASH:
        return Bounds(NOTHING, NOTHING, ())
    if is_regex(pattern):
        try:
            return lower(parse(pattern[1:-1], java), whole=True)
        except PatternProblem as problem:
            return problem
    glob = Cat(tuple(_glob(char) for char in pattern))
    return Bounds(glob, glob, ())


def _glob(char: str) -> Expr:
    if char == "*":
        return _ANYTHING
    return _ANY if char == "?" else Chars(CodePointSet(((ord(char), ord(char)),)), literal=True)


@lru_cache(maxsize=4096)
def matches(pattern: str, name: str, *, java: int = 25, budget: Budget = DEFAULT_BUDGET) -> bool | Unknown:
    """Whether a pattern means a name. A regex that does not compile means nothing: the plugin refuses it."""
    if is_exact(pattern):
        return bool(pattern.strip()) and pattern == name
    found = bounds(pattern, java=java)
    if isinstance(found, PatternProblem):
        return False
    try:
        outer = Machine(found.outer, meter=budget.meter()).run(name)
        if not outer or found.exact:
            return outer
        if Machine(found.inner, meter=budget.meter()).run(name):
            return True
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return Unknown(f"the regex {pattern} was only enclosed, and the answer lies between")


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
