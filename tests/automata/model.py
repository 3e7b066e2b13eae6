"""A plain, slow matcher for expressions: all ways of matching, in the order of a backtracking search.

It restates what the JDK does with its nodes: `ways` yields the places at which a match of the expression may end, in
the order in which they are tried. Whole match and search are then a question about these places.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from endpointlint.automata.expression import (
    Ahead,
    Alt,
    Behind,
    Cat,
    Chars,
    End,
    Expr,
    First,
    Half,
    Loop,
    Order,
    Start,
)

Place = int | Fraction
"""A number of code points; a half more between the two UTF-16 units of one."""
HALF: Final = Fraction(1, 2)


def ways(expr: Expr, text: str, at: Place) -> Iterator[Place]:
    match expr:
        case Chars(chars):
            if at < len(text) and _read(text, at) in chars:
                yield int(at) + 1
        case Cat(items):
            yield from _sequence(items, text, at)
        case Alt(branches):
            for branch in branches:
                yield from ways(branch, text, at)
        case First(body):
            for end in ways(body, text, at):
                yield end
                return
        case Loop():
            yield from _loop(expr, 0, text, at)
        case Ahead(body, negated):
            if (next(ways(body, text, at), None) is None) is negated:
                yield at
        case Behind(body, negated, halfway, within):
            holds = any(
                at in set(ways(body, text, start)) and (within is None or at in set(ways(within, text, start)))
                for start in _places(text, halfway=halfway)
            ) or (at != int(at) and _ends_at(expr, text, at))
            if holds is not negated:
                yield at
        case Half(body):
            if at == int(at) and at < len(text) and text[int(at)] > "\uffff":
                yield from ways(body, text, at + HALF)
        case Start():
            if at == 0:
                yield at
        case End():
            if at == len(text):
                yield at


def _places(text: str, *, halfway: bool) -> Iterator[Place]:
    for at, char in enumerate(text):
        yield at
        if halfway and char > "\uffff":
            yield at + HALF
    yield len(text)


def _ends_at(test: Behind, text: str, at: Place) -> bool:
    """Whether a body begun in the middle ends there as well."""
    return at in set(ways(test.body, text, at)) and (test.within is None or at in set(ways(test.within, text, at)))


def _read(text: str, at: Place) -> int:
    code = ord(text[int(at)])
    return code if at == int(at) else 0xDC00 + (code & 0x3FF)


def _sequence(items: tuple[Expr, ...], text: str, at: Place) -> Iterator[Place]:
    if not items:
        yield at
        return
    for middle in ways(items[0], text, at):
        yield from _sequence(items[1:], text, middle)


def _loop(loop: Loop, count: int, text: str, at: Place) -> Iterator[Place]:
    if loop.order is Order.POSSESSIVE:
        yield from _possessive(loop, text, at)
        return
    may_go_on = loop.max is None or count < loop.max
    if count >= loop.min and loop.order is Order.LAZY:
        yield at
    if may_go_on:
        for end in ways(loop.body, text, at):
            if end == at:
                yield at  # an iteration that consumes nothing leaves the loop
            else:
                yield from _loop(loop, count + 1, text, end)
    if count >= loop.min and loop.order is Order.GREEDY:
        yield at


def _possessive(loop: Loop, text: str, at: Place) -> Iterator[Place]:
    count = 0
    while loop.max is None or count < loop.max:
        end = next(ways(loop.body, text, at), None)
        if end is None:
            if count < loop.min:
                return
            break
        if end == at:
            break
        at = end
        count += 1
    yield at


def matches(expr: Expr, text: str) -> bool:
    return len(text) in set(ways(expr, text, 0))


def found(expr: Expr, text: str) -> bool:
    return any(next(ways(expr, text, start), None) is not None for start in range(len(text) + 1))
