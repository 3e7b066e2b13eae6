"""Bounds on expressions with large counts, for questions that seldom turn on how large they are.

`[a-z]{1,63}` has 63 places where `[a-z]+` has one. Most questions have the same answer for both, and for
`[a-z]{1,25}` as well; where a superset and a subset agree, the expression between them need not be looked at.
"""

from __future__ import annotations

from typing import Final

from endpointlint.automata.expression import Ahead, Alt, Behind, Cat, Expr, Half, Loop, Order
from endpointlint.automata.inventory import inventory
from endpointlint.source.records import replace

_LARGE: Final = 32
"""Iterations from which on a loop is simplified."""
_KEPT: Final = 24
"""Iterations that are left of those that need not be."""


def has_large_counts(*exprs: Expr) -> bool:
    """Whether a loop has so large a count that `widened` or `narrowed` changes it."""
    return any(inventory(expr).largest_count > _LARGE for expr in exprs)


def widened(expr: Expr) -> Expr:
    """A superset with small counts: a loop of many iterations becomes an unbounded one."""
    return _simplified(expr, wider=True)


def narrowed(expr: Expr) -> Expr:
    """A subset with smaller counts: of the iterations of a loop that need not be, a few are left."""
    return _simplified(expr, wider=False)


def _is_large(loop: Loop) -> bool:
    return loop.order is not Order.POSSESSIVE and (loop.min > _LARGE or (loop.max is not None and loop.max > _LARGE))


def _simplified(expr: Expr, *, wider: bool) -> Expr:
    """Atomic parts are left as they are: what is first there depends on all there is."""
    match expr:
        case Cat(items):
            return Cat(tuple(_simplified(item, wider=wider) for item in items))
        case Alt(branches):
            return Alt(tuple(_simplified(branch, wider=wider) for branch in branches))
        case Ahead(body) | Behind(body) if not has_large_counts(body):
            return expr
        case Ahead(body, negated):
            return Ahead(_simplified(body, wider=wider is not negated), negated)
        case Behind(body, negated):
            return replace(expr, body=_simplified(body, wider=wider is not negated))
        case Half(body):
            return Half(_simplified(body, wider=wider))
        case Loop(body, least, most, order) if order is not Order.POSSESSIVE:
            inside = _simplified(body, wider=wider)
            if not _is_large(expr):
                return Loop(inside, least, most, order)
            if wider:
                return Loop(inside, min(least, 1), None, order)
            return Loop(inside, least, least + _KEPT if most is None else min(most, least + _KEPT), order)
        case _:
            return expr
