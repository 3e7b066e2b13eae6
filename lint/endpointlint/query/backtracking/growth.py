"""Which growth a row of counts shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

MOST_DEGREE: Final = 8
"""A polynomial of a greater degree can be told from an exponential by nobody who has to wait for it."""
_LONGEST_PERIOD: Final = 3
_SAME: Final = 4
"""So many equal differences show a polynomial."""
_STEEP: Final = 1.2


def degree_of(counts: Sequence[int]) -> int | None:
    """The degree of the polynomial in n that a row of counts for n = 0, 1, 2 and so on ends in; None for no polynomial.

    Exact for polynomials, and for those that change with n modulo 2 or 3: repeated differences come out equal.
    """
    for period in range(1, _LONGEST_PERIOD + 1):
        row = list(counts[::-period])[::-1]
        for degree in range(MOST_DEGREE + 1):
            tail = row[-_SAME:]
            if len(tail) < _SAME:
                break
            if len(set(tail)) == 1:
                return degree
            row = [b - a for a, b in zip(row, row[1:], strict=False)]
    return None


def is_exponential(counts: Sequence[int]) -> bool:
    """Whether a row that ends in no polynomial grows by a factor each time, as far as its end can show it."""
    steps = [b - a for a, b in zip(counts, counts[1:], strict=False)][-6:]
    if len(steps) < 4 or min(steps) <= 0:
        return False
    ratios = [b / a for a, b in zip(steps, steps[1:], strict=False)]
    return ratios[-1] > _STEEP and ratios[-1] >= 0.97 * ratios[-3] and ratios[-2] >= 0.97 * ratios[0]


def slope(counts: Sequence[int], lengths: Sequence[int]) -> float:
    """The exponent that the last counts of a row show, as a power of the length."""
    last = len(counts) - 1
    before = max(1, int(last * 0.6))
    if counts[last] <= counts[before] or lengths[last] <= lengths[before]:
        return 0.0
    return math.log(counts[last] / counts[before]) / math.log(lengths[last] / lengths[before])
