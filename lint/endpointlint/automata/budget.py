"""Limits as values. Running out is an answer of its own, never a crash and never "clean"."""

from __future__ import annotations

from typing import Final

from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work one question may cost.

    Counted in steps, not in seconds, so that the same question has the same answer on every machine.
    """

    steps: int = 250_000
    """Transitions looked at; some 2 to 4 million a second on one core."""

    def meter(self) -> Meter:
        """A fresh counter for one question."""
        return Meter(self)


DEFAULT_BUDGET: Final = Budget()


class Meter:
    """Counts the steps of one question down."""

    __slots__ = ("budget", "left")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.left = budget.steps

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            BudgetExceeded: when none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise BudgetExceeded(self.budget)


class BudgetExceeded(Exception):  # noqa: N818 - it is no error of anybody's
    """The question costs more than its budget."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(f"more than the budget of {budget.steps:,} steps")
        self.budget = budget
