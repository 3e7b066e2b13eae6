"""What stands in an expression."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import Behind, Chars, Expr, Half, bottom_up
from endpointlint.automata.halves import FAR, second_half
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an automaton needs to know of an expression before it begins."""

    sets: frozenset[CodePointSet]
    """Every set of characters in it."""
    behinds: tuple[Behind, ...]
    """Every look-behind in it, inner ones first."""


@lru_cache(maxsize=64)
def inventory(expr: Expr) -> Inventory:
    """The parts of an expression that matter before anything is expanded. Remembered for the last expressions."""
    sets: set[CodePointSet] = set()
    behinds: list[Behind] = []
    halved = False
    for part in bottom_up(expr):
        if isinstance(part, Chars):
            sets.add(part.chars)
        elif isinstance(part, Behind):
            behinds.append(part)
            halved |= part.halfway
        elif isinstance(part, Half):
            halved = True
    if halved:
        sets |= {FAR, *map(second_half, sets)}
    return Inventory(frozenset(sets), tuple(behinds))


def sets_of(*exprs: Expr) -> Iterator[CodePointSet]:
    """Every set of characters in the expressions."""
    return (chars for expr in dict.fromkeys(exprs) for chars in inventory(expr).sets)
