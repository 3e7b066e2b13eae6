"""Sets of code points as bit masks, so that one `and` tells whether two of them meet.

ASCII keeps its places: bit n stands for code point n below 128. Everything beyond is cut into *minterms*, the largest
blocks that no set of the question tells apart; each gets one further bit. Most questions about URLs have one to four of
those, so that a mask is a small integer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from endpointlint.automata.codepoints import MAX_CODE_POINT, CodePointSet, Range

ASCII: Final = 128
ASCII_MASK: Final = (1 << ASCII) - 1

Beyond = tuple[Range, ...]
"""The ranges of a set from code point 128 on."""


class Alphabet:
    """The minterms of a collection of sets. Immutable; made by `alphabet_of`, which remembers the last ones."""

    __slots__ = ("_blocks", "_known", "_spelled", "full")

    full: int
    """The mask of all code points."""

    def __init__(self, sets: Collection[Beyond]) -> None:
        self._blocks = _minterms(sets)
        self.full = (1 << (ASCII + len(self._blocks))) - 1
        self._known: dict[Beyond, int] = {(): 0}
        self._spelled: dict[int, str] = {}

    def mask(self, chars: CodePointSet) -> int:
        """The mask of a set, which must be one of those that the alphabet was made of, or a union of minterms."""
        return chars.ascii_bits | self.beyond(chars.beyond_ascii)

    def beyond(self, ranges: Beyond) -> int:
        """The mask of the part of a set that lies beyond ASCII."""
        known = self._known.get(ranges)
        if known is None:
            known = 0
            inside = CodePointSet(ranges)
            for number, block in enumerate(self._blocks):
                if block[0][0] in inside:
                    known |= 1 << (ASCII + number)
            self._known[ranges] = known
        return known

    def bit(self, code_point: int) -> int:
        """The mask of the minterm that holds a code point."""
        if code_point < ASCII:
            return 1 << code_point
        for number, block in enumerate(self._blocks):
            for low, high in block:
                if low <= code_point <= high:
                    return 1 << (ASCII + number)
        raise ValueError(f"not a code point: {code_point}")

    def block(self, bit: int) -> CodePointSet:
        """The code points of one minterm, given by its one-bit mask."""
        number = bit.bit_length() - 1
        return CodePointSet.of(number) if number < ASCII else CodePointSet(self._blocks[number - ASCII])

    def reading(self, other: Alphabet) -> Callable[[int], int]:
        """What turns a mask of another alphabet, which tells no more apart than this one, into one of this."""
        if other is self or other._blocks == self._blocks:
            return lambda mask: mask
        blocks = [self.beyond(block) for block in other._blocks]
        known: dict[int, int] = {}

        def read(mask: int) -> int:
            beyond = mask >> ASCII
            if beyond not in known:
                known[beyond] = sum(block for number, block in enumerate(blocks) if beyond >> number & 1)
            return mask & ASCII_MASK | known[beyond]

        return read

    def spell(self, mask: int) -> str:
        """A character of a mask that people can read, if there is one."""
        known = self._spelled.get(mask)
        if known is None:
            known = self._spelled[mask] = self._readable(mask)
        return known

    def _readable(self, mask: int) -> str:
        for char in _PREFERRED:
            if mask >> ord(char) & 1:
                return char
        members = self.members(mask)
        printable = next((c for c in (0x21, 0x7E, 0xE9, 0x4E2D) if c in members), None)
        return chr(members.ranges[0][0] if printable is None else printable)

    def members(self, mask: int) -> CodePointSet:
        """The code points of a mask."""
        out = CodePointSet((n, n) for n in range(ASCII) if mask >> n & 1)
        for number, block in enumerate(self._blocks):
            if mask >> (ASCII + number) & 1:
                out |= CodePointSet(block)
        return out


_PREFERRED: Final = "abcdefghijklmnopqrstuvwxyz/.-0123456789:?#@=&_,+~!ABCDEFGHIJKLMNOPQRSTUVWXYZ %"


def alphabet_of(sets: Iterable[CodePointSet]) -> Alphabet:
    """The alphabet that tells the given sets apart. Cost: a sweep over their ranges beyond ASCII."""
    return _alphabet(frozenset(beyond for s in sets if (beyond := s.beyond_ascii)))


@lru_cache(maxsize=256)
def _alphabet(sets: frozenset[Beyond]) -> Alphabet:
    return Alphabet(sorted(sets))


def _minterms(sets: Collection[Beyond]) -> list[Beyond]:
    """Blocks of code points from 128 on, each inside or outside every set; sorted by their first code point."""
    changes: dict[int, set[int]] = {ASCII: set(), MAX_CODE_POINT + 1: set()}
    for number, ranges in enumerate(sets):
        for low, high in ranges:
            changes.setdefault(low, set()).add(number)
            changes.setdefault(high + 1, set()).add(number)
    blocks: dict[frozenset[int], list[Range]] = {}
    inside: set[int] = set()
    bounds = sorted(changes)
    for low, after in pairwise(bounds):
        inside ^= changes[low]
        blocks.setdefault(frozenset(inside), []).append((low, after - 1))
    return [tuple(block) for block in sorted(blocks.values())]
