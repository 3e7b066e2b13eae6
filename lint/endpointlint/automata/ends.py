r"""What two expressions begin and end with alike.

`https://api\.example\.com/.*` and `https://[a-z]+\.example\.com/.*` differ in `api` and `[a-z]+`, and there their
languages differ, if at all: if each word of one middle is a word of the other, so it is with the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from endpointlint.automata.expression import Alt, Cat, Chars, Expr, Loop, Order, Start, walk
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Ends:
    """Two expressions, taken apart: both are `before`, then their middle, then `after`."""

    before: Cat
    one: Cat
    other: Cat
    after: Cat
    fixed: bool
    """The ends are sets only: then a word of the one middle that the other has not makes a word of the whole."""


def common_ends(one: Expr, other: Expr) -> Ends | None:
    """The ends that two sequences share; None if there are none, or none that can be taken off.

    That is so where they have more than sets, sequences, alternatives and loops: what is tested or committed to in one
    place depends on others. Linear in both.
    """
    left, right = _items(one), _items(other)
    most = min(len(left), len(right))
    first = 0
    while first < most and _alike(left[first], right[first]):
        first += 1
    last = 0
    while last < most - first and _alike(left[-1 - last], right[-1 - last]):
        if last == most - first - 1 and not isinstance(left[-1 - last], Chars):
            # of the last thing left it is more likely that the other one has a part that is no twin of it
            break
        last += 1
    middles = left[first : len(left) - last], right[first : len(right) - last]
    if not first + last or not all(map(_is_plain, walk(*middles[0], *middles[1]))):
        return None
    before, after = left[:first], left[len(left) - last :]
    fixed = all(isinstance(item, Chars) and item.chars for item in (*before, *after))
    return Ends(Cat(tuple(before)), Cat(tuple(middles[0])), Cat(tuple(middles[1])), Cat(tuple(after)), fixed)


def _items(expr: Expr) -> Sequence[Expr]:
    """The items of a sequence without those that say nothing: `^` at the start, and the empty word."""
    items = expr.items if isinstance(expr, Cat) else (expr,)
    start = 1 if items and isinstance(items[0], Start) else 0
    return [item for item in items[start:] if not isinstance(item, Cat) or item.items]


def _is_plain(part: Expr) -> bool:
    return isinstance(part, Chars | Cat | Alt) or (isinstance(part, Loop) and part.order is not Order.POSSESSIVE)


def _alike(one: Expr, other: Expr) -> bool:
    """Whether two plain expressions have the same parts."""
    match one, other:
        case Chars(chars), Chars(others):
            return chars == others
        case (Cat(parts), Cat(others)) | (Alt(parts), Alt(others)):
            return len(parts) == len(others) and all(map(_alike, parts, others))
        case Loop(), Loop():
            counts = one.min == other.min and one.max == other.max
            return counts and _is_plain(one) and _is_plain(other) and _alike(one.body, other.body)
        case _:
            return False
