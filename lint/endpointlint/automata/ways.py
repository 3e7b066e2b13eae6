"""How a search came to where it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
L = TypeVar("L")


def way_on(steps: Mapping[N, tuple[N, L] | None], place: N) -> Iterator[L]:
    """What is read from a place on, step by step, until there is no further one.

    `steps`: for each place the next one and what is read on the way; None at an end.
    """
    step = steps[place]
    while step is not None:
        place, label = step
        yield label
        step = steps[place]


def way_back(came: Mapping[N, tuple[N, L] | None], place: N) -> list[L]:
    """What was read on the way to a place, from the beginning.

    `came`: for each place the one before it and what was read on the way; None where the search began.
    """
    return list(way_on(came, place))[::-1]
