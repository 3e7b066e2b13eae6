"""What stands in an expression."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import (
    Alt,
    Behind,
    Cat,
    Chars,
    End,
    Expr,
    Half,
    Loop,
    Order,
    Start,
    children,
    compounds,
)
from endpointlint.automata.halves import FAR, second_half
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an automaton needs to know of an expression before it begins."""

    sets: frozenset[CodePointSet]
    """Every set of characters in it."""
    behinds: tuple[Behind, ...]
    """Every look-behind in it, inner ones first."""
    positions: int | None
    """A bound on its sets with its loops written out, and on the iterations that are; None if it has tests other than
    anchors outside of loops, or parts that commit to a way."""
    largest_count: int
    """The largest count of a loop that may give back iterations."""


@lru_cache(maxsize=64)
def inventory(expr: Expr) -> Inventory:
    """The parts of an expression that matter before anything is expanded. Remembered for the last expressions."""
    # sets by their identity, because most are among the few hundred that are made once
    sets: dict[int, CodePointSet] = {}
    behinds: list[Behind] = []
    halved = committed = False
    largest = total = 0
    sizes: dict[Expr, int] = {}
    anchored: set[Expr] = set()
    for part in compounds(Cat((expr,))):
        size = 0
        parts = children(part)
        if isinstance(part, Start | End) or not anchored.isdisjoint(parts):
            anchored.add(part)
        for below in parts:
            if isinstance(below, Chars):
                sets[id(below.chars)] = below.chars
                size += 1
            else:
                size += sizes[below]
        if isinstance(part, Loop):
            # an iteration that reads nothing is written out, too
            size = max(size, 1) * (max(part.min, 1) if part.max is None else part.max)
            # where anchors decide which iterations are empty, it matters that an empty one is the last
            committed |= part in anchored or part.order is Order.POSSESSIVE
            if part.order is not Order.POSSESSIVE:
                largest = max(largest, part.min, part.max or 0)
        elif not isinstance(part, Cat | Alt | Start | End):
            committed = True
            if isinstance(part, Behind):
                behinds.append(part)
                halved |= part.halfway
            elif isinstance(part, Half):
                halved = True
        sizes[part] = total = size
    found = set(sets.values())
    if halved:
        found |= {FAR, *map(second_half, found)}
    return Inventory(frozenset(found), tuple(behinds), None if committed else total, largest)


def sets_of(*exprs: Expr) -> Iterator[CodePointSet]:
    """Every set of characters in the expressions."""
    return (chars for expr in dict.fromkeys(exprs) for chars in inventory(expr).sets)
