"""Problems by the thousand, kept within bounds."""

from __future__ import annotations

from collections.abc import Iterable

from endpointlint.policy.document import Problem

MAX_PROBLEMS = 100
"""Problems of one kind that are kept of one text: a file that is something else than it seems can have millions."""


class Complaints:
    """The problems of one text, in order; of those beyond `MAX_PROBLEMS` only their number, at the first of them.

    What blocks is counted by itself, so that no crowd of lesser problems hides it.
    """

    __slots__ = ("_kept", "_more", "_room")

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._kept: list[Problem] = []
        self._room = {True: MAX_PROBLEMS, False: MAX_PROBLEMS}
        self._more: dict[bool, tuple[Problem, int]] = {}
        for problem in problems:
            self.add(problem)

    def count(self, *, blocking: bool) -> bool:
        """Count a problem that would not be kept anyway, before anybody makes it; False if it would be."""
        more = self._more.get(blocking)
        if more is not None:
            self._more[blocking] = more[0], more[1] + 1
        return more is not None

    def add(self, problem: Problem) -> None:
        """Keep a problem, or count it."""
        if self._room[problem.blocking]:
            self._room[problem.blocking] -= 1
            self._kept.append(problem)
        else:
            first, count = self._more.get(problem.blocking, (problem, 0))
            self._more[problem.blocking] = first, count + 1

    def all(self) -> tuple[Problem, ...]:
        """What is kept, and what there is to say of the rest."""
        rest = [
            Problem(f"and {count} more of that kind" if count > 1 else first.message, first.place, blocking)
            for blocking, (first, count) in self._more.items()
        ]
        return (*self._kept, *rest)
