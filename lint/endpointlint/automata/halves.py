"""Code points beyond the BMP as UTF-16 has them: two units, between which a matcher that reads units may begin.

What begins there sees the second unit as a character of its own, a lone low surrogate, and from then on whole code
points again. So beginning in the middle is beginning before the code point with the first set to be read exchanged: for
the code points whose second unit was in it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from endpointlint.automata.codepoints import EMPTY, CodePointSet
from endpointlint.automata.expression import Ahead, Alt, Behind, Cat, Chars, End, Expr, First, Half, Loop, Start

FAR: Final = CodePointSet.span(0x10000, 0x10FFFF)
"""The code points of two units."""
_LOW: Final = CodePointSet.span(0xDC00, 0xDFFF)
_UNITS: Final = 0x400


@lru_cache(maxsize=1024)
def second_half(chars: CodePointSet) -> CodePointSet:
    """The code points whose second UTF-16 unit, read as a character, is in a set.

    Cost: 1,024 ranges for each range of low surrogates; nothing for the many sets with all of them or none.
    """
    low = chars & _LOW
    if not low:
        return EMPTY
    if low == _LOW:
        return FAR
    ranges = [(a - 0xDC00, b - 0xDC00) for a, b in low.ranges]
    return CodePointSet((start + a, start + b) for start in range(0x10000, 0x110000, _UNITS) for a, b in ranges)


def may_begin_halfway(expr: Expr) -> bool:
    """Whether an expression might match anything from between two halves on; true where it cannot be told cheaply."""
    low, empty = _beginning(expr)
    return low or empty


def _beginning(expr: Expr) -> tuple[bool, bool]:
    """Whether the first character might be a low surrogate, and whether there might be none at all."""
    match expr:
        case Chars(chars):
            return bool(chars & _LOW), False
        case Cat(items):
            low = False
            for item in items:
                begins, empty = _beginning(item)
                low |= begins
                if not empty:
                    return low, False
            return low, True
        case Alt(branches):
            found = [_beginning(branch) for branch in branches]
            return any(low for low, _ in found), any(empty for _, empty in found)
        case Loop(body, least):
            low, empty = _beginning(body)
            return low, empty or least == 0
        case First(body):
            return _beginning(body)
        case Ahead(body, negated):
            return False, negated or may_begin_halfway(body)
        case Behind(negated=negated, body=body):
            return False, negated or _beginning(body)[1]
        case Start() | End() | Half():
            return False, False
