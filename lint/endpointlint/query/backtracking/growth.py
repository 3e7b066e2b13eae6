"""Which growth a row of counts shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

MOST_DEGREE: Final = 8
"""A polynomial of a greater degree can be told from an exponential by nobody who has to wait for it."""
_LONGEST_PERIOD: Final = 3
_SAME: Final = 4
"""So many equal differences show a polynomial."""
_RISING: Final = 1.1


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
            row = [b - a for a, b in pairwise(row)]
    return None


def is_exponential(counts: Sequence[int]) -> bool:
    """Whether a row that ends in no polynomial grows by a factor each time, as far as its end can show it.

    From one step to the next a polynomial of degree d grows by (n / (n - 1)) ** (d - 1), so that the excess over 1,
    times n, never rises; with a factor it does. The last count may be less than the true one.
    """
    for period in range(1, _LONGEST_PERIOD + 1):
        row = list(counts[-2::-period])[::-1]
        steps = [b - a for a, b in pairwise(row)]
        if len(steps) > 1 and min(steps) <= 0:
            continue
        excess = [(b / a - 1) * (n + 2) for n, (a, b) in enumerate(pairwise(steps))][-6:]
        return len(excess) < 2 or excess[-1] > _RISING * excess[0]
    return False


def slope(counts: Sequence[int], lengths: Sequence[int]) -> float:
    """The exponent that the last counts of a row show, as a power of the length."""
    last = len(counts) - 1
    before = max(1, int(last * 0.6))
    if counts[last] <= counts[before] or lengths[last] <= lengths[before]:
        return 0.0
    return math.log(counts[last] / counts[before]) / math.log(lengths[last] / lengths[before])
