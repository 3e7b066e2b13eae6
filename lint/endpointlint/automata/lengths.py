"""How long the words of an expression can be, and what that says about its counts.

`[a-z.]{1,600}x` is `[a-z.]+x` among texts of at most 600 characters, and so are all the counts of an expression that no
text at hand is long enough to exceed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import Ahead, Alt, Cat, Chars, Expr, First, Half, Loop, Order
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Lengths:
    """Bounds on the number of code points that are read."""

    least: int
    most: int | None
    """None where there is no bound."""


_NONE_READ: Final = Lengths(0, 0)
_ONE_READ: Final = Lengths(1, 1)


def longest(expr: Expr) -> int | None:
    """A bound on the length of the words of an expression; None if none is seen. Linear in the expression."""
    return _lengths(expr)[expr].most


def _lengths(expr: Expr) -> Mapping[Expr, Lengths]:
    """The lengths of each part. Parts are told apart by their identity."""
    known: dict[Expr, Lengths] = {}

    def measured(part: Expr) -> Lengths:
        match part:
            case Chars():
                found = _ONE_READ
            case Cat(items):
                each = list(map(measured, items))
                found = Lengths(sum(x.least for x in each), _sum(x.most for x in each))
            case Alt(branches) if branches:
                each = list(map(measured, branches))
                most = [x.most for x in each if x.most is not None]
                found = Lengths(min(x.least for x in each), max(most) if len(most) == len(each) else None)
            case Loop(body, least, limit):
                once = measured(body)
                found = Lengths(once.least * least, _product(once.most, limit))
            case First(body) | Half(body):
                found = measured(body)
            case Ahead(body):
                measured(body)
                found = _NONE_READ
            case _:
                found = _NONE_READ
        known[part] = found
        return found

    measured(expr)
    return known


def _sum(bounds: Iterable[int | None]) -> int | None:
    out = 0
    for bound in bounds:
        if bound is None:
            return None
        out += bound
    return out


def _product(one: int | None, other: int | None) -> int | None:
    if one == 0 or other == 0:
        return 0
    return None if one is None or other is None else one * other


def uncounted(expr: Expr, length: int) -> Expr:
    """An expression that accepts the same texts of at most some length, without the counts that none of them exceeds.

    The search of a backtracking matcher is the same, step by step, wherever a loop cannot come to its last iteration
    and still want one; that holds inside of tests and atomic parts, too. Linear in the expression.
    """
    return _uncounted(expr, length, 0, _lengths(expr))


def _uncounted(expr: Expr, length: int, rest: int, lengths: Mapping[Expr, Lengths]) -> Expr:
    """`rest`: how many characters are read outside of the expression, at least, if it is part of a match.

    Where parts commit to a way, they do so before it is known whether the rest can be read.
    """
    match expr:
        case Cat(items):
            rest += lengths[expr].least
            parts = tuple(_uncounted(item, length, rest - lengths[item].least, lengths) for item in items)
            return expr if all(map(_same, parts, items)) else Cat(parts)
        case Alt(branches):
            parts = tuple(_uncounted(branch, length, rest, lengths) for branch in branches)
            return expr if all(map(_same, parts, branches)) else Alt(parts)
        case Loop(body, least, most, order):
            once = lengths[body].least
            if order is Order.POSSESSIVE:
                rest = 0
            within = 0 if order is Order.POSSESSIVE else rest + once * max(0, least - 1)
            inside = _uncounted(body, length, within, lengths)
            if most is not None and most > 1 and (most + 1) * max(1, once) + rest > length:
                most = None
            return expr if inside is body and most == expr.max else Loop(inside, least, most, order)
        case First(body):
            inside = _uncounted(body, length, 0, lengths)
            return expr if inside is body else First(inside)
        case Ahead(body, negated):
            inside = _uncounted(body, length, 0, lengths)
            return expr if inside is body else Ahead(inside, negated)
        case _:
            return expr


def _same(one: Expr, other: Expr) -> bool:
    return one is other


def long_word(expr: Expr, length: int, spell: Callable[[CodePointSet], str]) -> str | None:
    """A text that is longer than some length, and a word of an expression but for its tests and what it commits to.

    Args:
        expr: what it is a word of.
        length: what it exceeds, by little where it can.
        spell: a character of a set.

    Returns:
        None if there is none, if all are far too long, or if a part of the expression has no words at all.
    """
    lengths = _lengths(expr)
    most = lengths[expr].most
    if (most is not None and most <= length) or lengths[expr].least > max(length, _LONG):
        return None
    if any(
        (isinstance(part, Chars) and not part.chars) or (isinstance(part, Alt) and not part.branches)
        for part in lengths
    ):
        return None

    def spelled(part: Expr) -> str:
        match part:
            case Chars(chars):
                return spell(chars)
            case Cat(items):
                return "".join(map(spelled, items))
            case Alt(branches):
                return spelled(max(branches, key=lambda branch: _or_endless(lengths[branch].most)))
            case Loop(body, least, limit):
                once = spelled(body) if limit != 0 else ""
                times = max(least, length // len(once) + 1) if once else 0
                return once * (times if limit is None else min(times, limit))
            case First(body) | Half(body):
                return spelled(body)
            case _:
                return ""

    found = spelled(expr)
    return found if len(found) > length else None


def word(expr: Expr, spell: Callable[[CodePointSet], str]) -> str | None:
    """A word of an expression, as `long_word` finds one, with as few iterations as may be."""
    return long_word(expr, -1, spell)


_LONG: Final = 1 << 16
"""Characters that a word may have."""


def _or_endless(bound: int | None) -> float:
    return float("inf") if bound is None else bound
