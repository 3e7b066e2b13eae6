"""Claims about cost tried out: characters counted at growing lengths, stacks of a given size overflowed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.evidence.jvm import Absent, Jvm, Refused, jvm
from endpointlint.evidence.opinions import JAVA, Outcome, quoted
from endpointlint.query.backtracking.program import NotModelled, program
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.query.claim import DeepClaim, SlowClaim
from endpointlint.source.records import dataclass

MODEL: Final = "model of the matcher"
_MODEL_BUDGET: Final = Budget(steps=250_000)
_MODEL_READS: Final = 8_000
_JVM_READS: Final = 8_000_000
_POWER_READS: Final = 1_000_000
"""So many show a power."""
_LONGEST: Final = 16_000
_HUGE_STACK: Final = 1 << 28
"""So that the stack does not end a count. Reserved, not taken."""
_STACKS: Final = (("512 kB", 512 << 10), ("1 MB", 1 << 20))
"""Stacks of threads as OpenSearch has them."""
_DEEPEST: Final = 400_000
_STEEP: Final = 8
"""A steeper power cannot be told from an exponential."""
_FLAT: Final = 1.35
_MODEST: Final = 3

Count = Callable[[str, int], int | None]
"""How many characters are read of a text; None if it is more than may be, or the search has no end of its own."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Lengths of what is repeated and counts, and whether the row ended because too much was read."""

    points: list[tuple[int, int]]
    exploded: bool
    around: int
    """The length of the rest of each text."""

    @property
    def slope(self) -> float:
        """The power of the length with which the count grows at the end; what is not repeated makes no difference."""
        if len(self.points) < 2:
            return math.inf if self.exploded else 0.0
        (x1, y1), (x2, y2) = self.points[-2:]
        return math.log(max(y2, 1) / max(y1, 1)) / math.log(x2 / x1)

    def shows(self, degree: int | None) -> bool:
        """Whether it grows as was claimed: as a power of the length, or faster than any."""
        return self.slope > _STEEP if degree is None else _FLAT < self.slope <= _STEEP


def slow(claim: SlowClaim, outcome: Outcome) -> None:
    """Count the characters that are read of a pump's texts, on the model of the matcher and on the JVM."""
    _model_counts(claim, outcome)
    asked = _java(outcome)
    if asked is None:
        return

    def count(text: str, most: int) -> int | None:
        counted = asked.counted(claim.pattern.text, text, claim.operation, most, stack=_HUGE_STACK)
        return None if isinstance(counted, Refused) or counted.outcome not in ("true", "false") else counted.reads

    most = _JVM_READS if claim.degree is None or claim.degree > _MODEST else _POWER_READS
    row = _row(claim, count, most, _LONGEST, fine=True)
    if not row.shows(claim.degree):
        outcome.contradicted(f"{asked.name} {_growth(row)} on {claim.pump}, {_claimed(claim)}")
        return
    outcome.confirmed[asked.name] = None
    outcome.measured.append(f"{_some(row, most)} ({asked.name})")


def _model_counts(claim: SlowClaim, outcome: Outcome) -> None:
    """The same on the model, as far as a budget goes."""
    try:
        replay = Replay(program(claim.pattern), claim.operation, _MODEL_BUDGET.meter())
    except NotModelled:
        return

    def count(text: str, most: int) -> int | None:
        try:
            return replay.search(text, most).reads
        except TooLong:
            return None

    try:
        row = _row(claim, count, _MODEL_READS, _LONGEST // 20, fine=False)
    except BudgetExceeded:
        outcome.silent[MODEL] = "the budget does not suffice"
        return
    # a count so small shows a great power only roughly
    if row.slope > _FLAT:
        outcome.confirmed[MODEL] = None
    else:
        outcome.contradicted(f"the {MODEL} {_growth(row)} on {claim.pump}, {_claimed(claim)}")


def _row(claim: SlowClaim, count: Count, most: int, longest: int, *, fine: bool) -> _Row:
    points: list[tuple[int, int]] = []
    around = len(claim.pump.prefix) + len(claim.pump.suffix)
    turns = 4
    while (length := turns * len(claim.pump.repeat)) <= longest:
        reads = count(claim.pump.text(turns), most)
        if reads is None:
            return _Row(points, exploded=True, around=around)
        points.append((length, reads))
        turns = max(turns + 1, int(turns * (1.15 if fine and turns < 120 else 1.6)))
    return _Row(points, exploded=False, around=around)


def _some(row: _Row, most: int) -> str:
    """Some points of a row in words: the last, and those at about half and a quarter of its length."""
    if not row.points:
        return f"more than {most:,} characters are read of the shortest text"
    last = row.points[-1][0]
    shown = [min(row.points, key=lambda point: abs(point[0] - last / part)) for part in (4, 2, 1)]
    (length, reads), *others = dict.fromkeys(shown)
    texts = [f"{reads:,} characters read of a text of {length + row.around:,}"]
    texts += (f"{y:,} of one of {x + row.around:,}" for x, y in others)
    return f"{', '.join(texts)}{f', then more than {most:,}' if row.exploded else ''}"


def _growth(row: _Row) -> str:
    return f"reads as many characters as the length to the power of {row.slope:.2f}"


def _claimed(claim: SlowClaim) -> str:
    said = "an exponential" if claim.degree is None else f"a power of {claim.degree}"
    return f"which was claimed to be {said}, by the regex {quoted(claim.pattern.text)}"


def deep(claim: DeepClaim, outcome: Outcome) -> None:
    """Find the lengths at which a pump's texts overflow stacks of the usual sizes on the JVM."""
    asked = _java(outcome)
    if asked is None:
        return
    found = [(name, _overflows_at(claim, asked, size)) for name, size in _STACKS]
    if all(length is None for _, length in found):
        outcome.contradicted(
            f"{asked.name} matches {claim.pump} without an overflow up to a length of {_DEEPEST:,}, "
            f"by the regex {quoted(claim.pattern.text)}"
        )
        return
    outcome.confirmed[asked.name] = None
    texts = [f"{name} at a length of {length:,}" for name, length in found if length is not None]
    outcome.measured.append(f"overflows a stack of {', one of '.join(texts)} ({asked.name})")


def _overflows_at(claim: DeepClaim, asked: Jvm, stack: int) -> int | None:
    """About the least length that overflows a stack of so many bytes; None if none does."""

    def overflows(turns: int) -> bool:
        text = claim.pump.text(turns)
        counted = asked.counted(claim.pattern.text, text, claim.operation, _JVM_READS, stack=stack)
        return not isinstance(counted, Refused) and counted.outcome == "overflow"

    low, high = 0, 32
    while not overflows(high):
        low, high = high, 2 * high
        if high * len(claim.pump.repeat) > _DEEPEST:
            return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if overflows(middle) else (middle, high)
    return len(claim.pump.text(high))


def _java(outcome: Outcome) -> Jvm | None:
    asked = jvm()
    if isinstance(asked, Absent):
        outcome.silent[JAVA] = asked.reason
        return None
    return asked
