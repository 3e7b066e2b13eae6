"""Look-behinds: where the JDK lets their bodies begin.

The JDK tries every place from the least to the greatest width that it has found for the body (see `widths`), counted in
UTF-16 units unless the regex holds a character beyond the BMP further on. Counted so, a body may begin between the two
units of a code point, and a code point takes the room of two. Source: `Behind`, `NotBehind` and their kin with an S in
`java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from typing import Final

from endpointlint.automata.codepoints import FULL
from endpointlint.automata.expression import (
    EPSILON,
    NOTHING,
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
from endpointlint.automata.halves import FAR, may_begin_halfway, second_half
from endpointlint.javaregex import ast
from endpointlint.source.records import dataclass

_NEAR: Final = ~FAR
_NEAR_NODE: Final = Chars(_NEAR)
_FAR_NODE: Final = Chars(FAR)
_ANYTHING: Final = Loop(Chars(FULL), 0, None)
_ENDLESS: Final = 0x40000000
"""A width that no text reaches."""
_FIRST_SURROGATE: Final = 0xD800
_MOST_UNITS: Final = 256
"""The widest look-behind whose units are counted."""


def look_behind(node: ast.Look, body: Expr) -> Expr | None:
    """The test that a look-behind makes; None where it depends on the length of the rest, or counts too far."""
    if node.erratic or node.earliest > _MOST_UNITS:
        return None
    if not 0 <= node.min_width <= node.max_width:
        # the JDK's width arithmetic has wrapped around: there is no place left where the body could begin
        return EPSILON if node.negated else NOTHING
    test = _test(node, body)
    if test is None or not node.earliest:
        return test
    late = Behind(_units(node.earliest, None), node.negated)
    return Alt((late, test)) if node.negated else Cat((late, test))


def loose_look_behind(node: ast.Look, body: Expr) -> Expr:
    """A test that holds more often than the look-behind, or less often if that is negated: the widths are left out."""
    return Behind(body, node.negated, halfway=node.utf16 and may_begin_halfway(body))


def _test(node: ast.Look, body: Expr) -> Behind | None:
    least, most = node.min_width, None if node.max_width >= _ENDLESS else node.max_width
    if not node.utf16:
        extent = _extent(body)
        if extent.fits(least, most):
            return Behind(body, node.negated)
        return None if _is_far(least, most) else Behind(body, node.negated, within=Loop(Chars(FULL), least, most))
    if isinstance(body, Chars) and least == most == 1:
        return Behind(_by_unit(body), node.negated)
    halfway = may_begin_halfway(body)
    extent = _extent(body)
    if extent.fits(least, most) and (not extent.far or extent.fits_doubled(most)):
        return Behind(body, node.negated, halfway)
    if extent.least == extent.most == least == most and not extent.commits:
        # of a fixed number of units, so of as many code points of one unit each
        return Behind(_near_only(body), node.negated, halfway)
    return None if _is_far(least, most) else Behind(body, node.negated, halfway, within=_units(least, most))


def _is_far(least: int, most: int | None) -> bool:
    return max(least, most or 0) > _MOST_UNITS


@dataclass(frozen=True, slots=True)
class _Extent:
    """How many code points an expression takes, and what it holds."""

    least: int
    most: int | None
    far: bool = False
    """Takes code points beyond the BMP."""
    commits: bool = False

    def fits(self, least: int, most: int | None) -> bool:
        """Whether it takes no fewer and no more than that."""
        return least <= self.least and (most is None or (self.most is not None and self.most <= most))

    def fits_doubled(self, most: int | None) -> bool:
        """Whether it takes no more units than that even if every code point takes two."""
        return most is None or (self.most is not None and 2 * self.most <= most)


def _extent(expr: Expr) -> _Extent:
    match expr:
        case Chars(chars):
            return _Extent(1, 1, far=bool(chars & FAR))
        case Cat(items):
            parts = [_extent(item) for item in items]
            widest = None if _any_endless(parts) else sum(part.most or 0 for part in parts)
            return _joined(parts, sum(part.least for part in parts), widest)
        case Alt(branches):
            parts = [_extent(branch) for branch in branches]
            widest = None if _any_endless(parts) else max((part.most or 0 for part in parts), default=0)
            return _joined(parts, min((part.least for part in parts), default=0), widest)
        case Loop(body, least, most, order):
            part = _extent(body)
            ends = part.most == 0 or (most is not None and part.most is not None)
            widest = (part.most or 0) * (most or 0) if ends else None
            return _Extent(part.least * least, widest, part.far, part.commits or order is Order.POSSESSIVE)
        case First(body):
            part = _extent(body)
            return _Extent(part.least, part.most, part.far, commits=True)
        case Half(body):
            return _extent(body)
        case Ahead() | Behind() | Start() | End():
            return _Extent(0, 0)


def _any_endless(parts: list[_Extent]) -> bool:
    return any(part.most is None for part in parts)


def _joined(parts: list[_Extent], least: int, most: int | None) -> _Extent:
    return _Extent(least, most, any(part.far for part in parts), any(part.commits for part in parts))


def _by_unit(body: Chars) -> Chars:
    """The characters whose last UTF-16 unit, read as a character, is in the set."""
    chars = body.chars
    if not chars or chars.ranges[-1][1] < _FIRST_SURROGATE:
        return body
    by_unit = (chars & _NEAR) | second_half(chars)
    return body if by_unit == chars else Chars(by_unit, body.origin)


def _near_only(expr: Expr) -> Expr:
    """The same, taking no code points beyond the BMP; tests see what they saw."""
    match expr:
        case Chars(chars, origin, literal):
            return Chars(chars & _NEAR, origin, literal) if chars & FAR else expr
        case Cat(items):
            return Cat(tuple(map(_near_only, items)))
        case Alt(branches):
            return Alt(tuple(map(_near_only, branches)))
        case Loop(body, least, most, order):
            return Loop(_near_only(body), least, most, order)
        case _:
            return expr


def _units(least: int, most: int | None) -> Expr:
    """Texts of at least and at most so many UTF-16 units."""
    if most is None:
        fewer: Expr = _ANYTHING
        enough: Expr = _ANYTHING
        for _ in range(least):
            fewer, enough = enough, Alt((Cat((_NEAR_NODE, enough)), Cat((_FAR_NODE, fewer))))
        return enough
    # what is left of the most; the end is allowed once the least is reached
    one_less: Expr = NOTHING
    left: Expr = EPSILON
    for rest in range(1, most + 1):
        longer = [Cat((_NEAR_NODE, left)), Cat((_FAR_NODE, one_less))]
        if most - rest >= least:
            longer.append(EPSILON)
        one_less, left = left, Alt(tuple(longer))
    return left
