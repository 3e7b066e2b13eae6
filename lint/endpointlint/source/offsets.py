"""Many offsets in little space."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import overload


class Offsets(Sequence[int]):
    """Offsets of code points, kept as runs of neighbours.

    A text of many megabytes with one escape in it is two runs. Built by `add` and `extend`, then not changed any more;
    access costs the logarithm of the number of runs.
    """

    __slots__ = ("_indexes", "_length", "_starts")

    def __init__(self) -> None:
        self._indexes = array("q")
        """For each run the index of its first offset."""
        self._starts = array("q")
        """For each run its first offset."""
        self._length = 0

    def add(self, start: int, count: int = 1) -> None:
        """Append `start`, `start + 1`, and so on: `count` offsets."""
        if count <= 0:
            return
        if not self._starts or self._starts[-1] + self._length - self._indexes[-1] != start:
            self._indexes.append(self._length)
            self._starts.append(start)
        self._length += count

    def extend(self, offsets: Sequence[int]) -> None:
        """Append other offsets."""
        if isinstance(offsets, DeferredOffsets):
            offsets = offsets.found()
        if isinstance(offsets, range):
            self.add(offsets.start, len(offsets))
        elif isinstance(offsets, Offsets):
            for start, count in offsets.runs():
                self.add(start, count)
        else:
            for offset in offsets:
                self.add(offset)

    def runs(self) -> Iterator[tuple[int, int]]:
        """First offset and length of each run."""
        last = len(self._starts) - 1
        for run, (index, start) in enumerate(zip(self._indexes, self._starts, strict=True)):
            yield start, (self._indexes[run + 1] if run < last else self._length) - index

    def within(self, outer: Sequence[int]) -> Sequence[int]:
        """These offsets, which count in a text, as offsets of the file in which that text stands at `outer`."""
        if isinstance(outer, range) and outer.start == 0 and outer.step == 1:
            return self
        mapped = Offsets()
        for start, count in self.runs():
            mapped.extend(outer[start : start + count])
        return mapped

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        for start, count in self.runs():
            yield from range(start, start + count)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return self._part(index)
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        run = bisect_right(self._indexes, index) - 1
        return self._starts[run] + index - self._indexes[run]

    def _part(self, index: slice) -> Sequence[int]:
        start, stop, step = index.indices(self._length)
        if step != 1:
            return [self[at] for at in range(start, stop, step)]
        part = Offsets()
        run = bisect_right(self._indexes, start) - 1
        while start < stop:
            end = self._indexes[run + 1] if run + 1 < len(self._indexes) else self._length
            part.add(self._starts[run] + start - self._indexes[run], min(end, stop) - start)
            start, run = end, run + 1
        return part

    def __repr__(self) -> str:
        return f"Offsets({list(self)})"


class DeferredOffsets(Sequence[int]):
    """Offsets that are found when somebody asks for one: few of the texts of a document are ever pointed into."""

    __slots__ = ("_find", "_found", "_length")

    def __init__(self, length: int, find: Callable[[], Sequence[int]]) -> None:
        self._length = length
        self._find = find
        self._found: Sequence[int] | None = None

    def found(self) -> Sequence[int]:
        """The offsets themselves."""
        if self._found is None:
            self._found = self._find()
        return self._found

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return self.found()[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self.found())
