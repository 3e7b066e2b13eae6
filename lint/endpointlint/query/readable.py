"""Which characters people read with ease, and what others cost in a text that is to be shown.

The former cost little; user names, queries, fragments, ports and addresses cost much, so that they appear only where
nothing else will do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from endpointlint.url.grammar import HOST_PHASES, Phase

BEYOND: Final = "\u00e9"
"""Stands for a character beyond ASCII, until it is known which ones there are."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwyxz"
_MARKS: Final = "/.-1234567890?#:@=&,+_~!$'()*;%ABCDEFGHIJKLMNOPQRSTUVWXYZ[]"
_HOST_FILLER: Final = "xyz"
_PHASE_COST: Final = {
    Phase.USERINFO: 40,
    Phase.IPV4: 8,
    Phase.IPV6: 30,
    Phase.PORT: 6,
    Phase.QUERY: 12,
    Phase.FRAGMENT: 14,
}
_AT_COST: Final = 60  # an `@` with an empty user name in front of it
_MOST_REMEMBERED: Final = 4_096

Choice = tuple[str, int]
"""A character, and what it costs."""


@lru_cache(maxsize=4)
def choices() -> tuple[dict[int, Choice], ...]:
    """For each part of the URL and masks the character to choose, as far as `choose` was asked."""
    return tuple({} for _ in Phase)


def choose(mask: int, phase: Phase) -> Choice:
    """The cheapest character of a mask in a part of the URL."""
    char = _first(mask, host=phase in HOST_PHASES)
    choice = char, cost(char, phase)
    known = choices()[phase]
    if len(known) < _MOST_REMEMBERED:
        known[mask] = choice
    return choice


@lru_cache(maxsize=1_024)
def readable(mask: int) -> str:
    """The most readable character of a mask in a host."""
    return _first(mask, host=True)


def _first(mask: int, *, host: bool) -> str:
    for char in (_HOST_FILLER if host else "") + _LETTERS + _MARKS:
        if mask >> ord(char) & 1:
            return char
    return BEYOND


@lru_cache(maxsize=4_096)
def cost(char: str, phase: Phase) -> int:
    """What a character costs in a part of the URL; at least 2."""
    extra = _PHASE_COST.get(phase, 0)
    if phase is Phase.AUTHORITY and char == "@":
        extra += _AT_COST
    if char.isalpha():
        return extra + (2 if char.islower() else 4)
    if char.isdigit():
        return extra + (5 if char == "0" and phase is Phase.PORT else 3)
    if char in "./-":
        return extra + 3
    return extra + (6 if ord(char) < 128 else 50)
