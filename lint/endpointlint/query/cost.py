"""What a match costs on the JVM: how the characters that are read, and the stack, grow with the length of the text.

Decided for the matcher that really runs, `java.util.regex` of JDK 11 to 25 (`query.backtracking`): on the ambiguity of
an automaton that knows which loops are flat, which remember where they failed, and which parts commit to their first
way. Where that automaton lets more pass than the matcher does, as with look-arounds, what it finds is tried on a model
of the matcher before it is said. A loop with a bound counts as one without if it can make the matcher read more than
ten million characters, and is a constant factor otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded
from endpointlint.javaregex.ast import Pattern
from endpointlint.query.backtracking.triage import Triage, triage
from endpointlint.query.claim import Operation, Pump
from endpointlint.source import Span
from endpointlint.source.records import dataclass

if TYPE_CHECKING:
    from endpointlint.query.backtracking.moves import Automata


@dataclass(frozen=True, slots=True)
class Linear:
    """No text costs more than its length times a constant."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Some texts cost a power of their length."""

    degree: int
    """That power on the pump, 2 or more. Texts that repeat several things at several places may be worse."""
    pump: Pump
    loops: tuple[Span, ...]
    """The loops of the regex between which the matcher divides the text."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """Some texts cost twice as much with each few characters more."""

    pump: Pump
    loops: tuple[Span, ...]
    """The loop that can match the same text in two ways."""


@dataclass(frozen=True, slots=True)
class UnknownGrowth:
    """It was not found out."""

    reason: str


Growth = Linear | Polynomial | Exponential | UnknownGrowth


@dataclass(frozen=True, slots=True)
class Bounded:
    """No text makes the matcher recurse deeper than a constant."""


@dataclass(frozen=True, slots=True)
class Grows:
    """The longer the text, the deeper the matcher recurses, until it overflows the stack of the thread."""

    overflow: Pump
    loop: Span
    flat: bool
    """It calls itself only where the length of its iterations changes."""
    wide: bool
    """That takes characters up to U+FFFF and beyond."""


@dataclass(frozen=True, slots=True)
class UnknownStack:
    """It was not found out."""

    reason: str


Stack = Bounded | Grows | UnknownStack


@dataclass(frozen=True, slots=True)
class Cost:
    """What a match costs."""

    growth: Growth
    stack: Stack


def cost(pattern: Pattern, operation: Operation, budget: Budget = DEFAULT_BUDGET) -> Cost:
    """What matching a text, or searching in it, costs on the JVM at worst.

    Cost: some 50 microseconds for an entry without two loops that could divide a text, half a millisecond for most
    others, and two or three where an attack is found and shortened; at most the budget for both halves together, some
    150 milliseconds.
    """
    first = triage(pattern, operation)
    if first.linear and first.bounded:
        return Cost(Linear(), Bounded())
    # most runs need no more than that first look
    from endpointlint.query.backtracking.moves import Automata
    from endpointlint.query.backtracking.program import NotModelled, program

    try:
        code = program(pattern)
    except NotModelled as excluded:
        return Cost(UnknownGrowth(excluded.reason), UnknownStack(excluded.reason))
    except RecursionError:
        return Cost(UnknownGrowth(_TOO_DEEP), UnknownStack(_TOO_DEEP))
    meter = budget.meter()
    automata = Automata(code, operation, meter)
    # the depth is mostly found out for less, and may take half at most
    kept = 0 if first.linear else budget.steps // 2
    meter.left -= kept
    stack = Bounded() if first.bounded else _stack(automata)
    meter.left = max(meter.left, 0) + kept
    growth = Linear() if first.linear else _growth(automata, first)
    return Cost(growth, stack)


_TOO_DEEP = "its groups are nested too deeply to look into"


def _growth(automata: Automata, first: Triage) -> Growth:
    from endpointlint.query.backtracking.worst import worst_attack

    try:
        found = worst_attack(automata, first)
    except BudgetExceeded as exceeded:
        return UnknownGrowth(str(exceeded))
    except RecursionError:
        return UnknownGrowth(_TOO_DEEP)
    if found is None:
        return Linear()
    shown, loops = found
    pump = Pump(shown.prefix, shown.repeat, shown.suffix)
    return Exponential(pump, loops) if shown.degree is None else Polynomial(shown.degree, pump, loops)


def _stack(automata: Automata) -> Stack:
    from endpointlint.query.backtracking.stack import Depth

    try:
        deep = Depth(automata).deepest()
    except BudgetExceeded as exceeded:
        return UnknownStack(str(exceeded))
    except RecursionError:
        return UnknownStack(_TOO_DEEP)
    if deep is None:
        return Bounded()
    return Grows(Pump(deep.prefix, deep.repeat, deep.suffix), deep.span, deep.flat, deep.wide)
