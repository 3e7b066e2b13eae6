"""A plain, slow matcher for expressions: all ways of matching, in the order of a backtracking search.

It restates what the JDK does with its nodes: `ways` yields the places at which a match of the expression may end, in
the order in which they are tried. Whole match and search are then a question about these places.
"""

from __future__ import annotations

from collections.abc import Iterator

from endpointlint.automata.expression import (
    Ahead,
    Alt,
    Behind,
    Cat,
    Chars,
    End,
    Expr,
    First,
    Loop,
    Order,
    Start,
)


def ways(expr: Expr, text: str, at: int) -> Iterator[int]:
    match expr:
        case Chars(chars):
            if at < len(text) and ord(text[at]) in chars:
                yield at + 1
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
        case Behind(body, negated):
            holds = any(at in set(ways(body, text, start)) for start in range(at + 1))
            if holds is not negated:
                yield at
        case Start():
            if at == 0:
                yield at
        case End():
            if at == len(text):
                yield at


def _sequence(items: tuple[Expr, ...], text: str, at: int) -> Iterator[int]:
    if not items:
        yield at
        return
    for middle in ways(items[0], text, at):
        yield from _sequence(items[1:], text, middle)


def _loop(loop: Loop, count: int, text: str, at: int) -> Iterator[int]:
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


def _possessive(loop: Loop, text: str, at: int) -> Iterator[int]:
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
