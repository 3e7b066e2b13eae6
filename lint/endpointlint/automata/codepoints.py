"""Sets of code points as sorted ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Final

MAX_CODE_POINT: Final = 0x10FFFF

Range = tuple[int, int]


class CodePointSet:
    """An immutable set of code points 0 to 10FFFF, surrogates included.

    `ranges` is sorted by start, disjoint and non-adjacent; both ends are inclusive. Operations are linear in the ranges
    of both operands.
    """

    __slots__ = ("__dict__", "ranges")

    ranges: tuple[Range, ...]

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self.ranges = tuple(_normal(ranges))

    @classmethod
    def _of(cls, ranges: tuple[Range, ...]) -> CodePointSet:
        # for ranges that are known to be normal
        made = cls.__new__(cls)
        made.ranges = ranges
        return made

    @classmethod
    def of(cls, *code_points: int | str) -> CodePointSet:
        """The set of the code points given, as numbers or as one-character texts."""
        return cls((c, c) for c in (ord(x) if isinstance(x, str) else x for x in code_points))

    @classmethod
    def chars(cls, text: str) -> CodePointSet:
        """The set of the characters of a text."""
        return cls.of(*text)

    @classmethod
    def span(cls, low: int | str, high: int | str) -> CodePointSet:
        """The set of one range, ends included."""
        first = ord(low) if isinstance(low, str) else low
        last = ord(high) if isinstance(high, str) else high
        return cls._of(((first, last),)) if first <= last else EMPTY

    def __repr__(self) -> str:
        return f"CodePointSet({list(self.ranges)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodePointSet) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self.ranges)

    def __iter__(self) -> Iterator[int]:
        for low, high in self.ranges:
            yield from range(low, high + 1)

    def __contains__(self, code_point: int) -> bool:
        at = bisect_right(self.ranges, (code_point, MAX_CODE_POINT + 1))
        return at > 0 and code_point <= self.ranges[at - 1][1]

    def __or__(self, other: CodePointSet) -> CodePointSet:
        if not other.ranges:
            return self
        if not self.ranges:
            return other
        return CodePointSet((*self.ranges, *other.ranges))

    def __and__(self, other: CodePointSet) -> CodePointSet:
        return CodePointSet._of(tuple(_common(self.ranges, other.ranges)))

    def __sub__(self, other: CodePointSet) -> CodePointSet:
        return self & ~other

    def __invert__(self) -> CodePointSet:
        gaps: list[Range] = []
        start = 0
        for low, high in self.ranges:
            if start < low:
                gaps.append((start, low - 1))
            start = high + 1
        if start <= MAX_CODE_POINT:
            gaps.append((start, MAX_CODE_POINT))
        return CodePointSet._of(tuple(gaps))

    def issubset(self, other: CodePointSet) -> bool:
        """Whether every member is a member of the other set."""
        return not self - other

    @cached_property
    def ascii_bits(self) -> int:
        """The members below 128 as a number: bit n is set for code point n."""
        bits = 0
        for low, high in self.ranges:
            if low > 127:
                break
            bits |= (1 << (min(high, 127) + 1)) - (1 << low)
        return bits

    @cached_property
    def beyond_ascii(self) -> tuple[Range, ...]:
        """The ranges of the members from 128 on."""
        return tuple((max(low, 128), high) for low, high in self.ranges if high > 127)


def _normal(ranges: Iterable[Range]) -> list[Range]:
    out: list[Range] = []
    for low, high in sorted(ranges):
        if low > high:
            continue
        if out and low <= out[-1][1] + 1:
            if high > out[-1][1]:
                out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return out


def _common(left: tuple[Range, ...], right: tuple[Range, ...]) -> Iterator[Range]:
    i = j = 0
    while i < len(left) and j < len(right):
        low = max(left[i][0], right[j][0])
        high = min(left[i][1], right[j][1])
        if low <= high:
            yield low, high
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1


EMPTY: Final = CodePointSet()
FULL: Final = CodePointSet(((0, MAX_CODE_POINT),))


@cache
def single(code_point: int) -> CodePointSet:
    """The set of one code point; the same object each time."""
    return CodePointSet.of(code_point)
