"""What a match costs on the JVM: how the characters read, and the stack, grow with the length of the text."""

from __future__ import annotations

from dataclasses import dataclass

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.javaregex.ast import Pattern
from endpointlint.query.backtracking.ambiguity import Ambiguity, Attack
from endpointlint.query.backtracking.graph import Graph
from endpointlint.query.backtracking.moves import Moves
from endpointlint.query.backtracking.program import NotModelled, Program, program
from endpointlint.query.backtracking.trial import Shown, Trial, worse
from endpointlint.query.claim import Operation

_EXACT = 3


@dataclass(frozen=True, slots=True)
class Pump:
    """Texts `prefix + repeat * n + suffix`, in code points."""

    prefix: str
    repeat: str
    suffix: str

    def text(self, turns: int) -> str:
        """The text with so many repetitions."""
        return self.prefix + self.repeat * turns + self.suffix


@dataclass(frozen=True, slots=True)
class Linear:
    """No text costs more than a constant times its length."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    degree: int
    pump: Pump


@dataclass(frozen=True, slots=True)
class Exponential:
    pump: Pump


@dataclass(frozen=True, slots=True)
class UnknownGrowth:
    reason: str


Growth = Linear | Polynomial | Exponential | UnknownGrowth


def growth(pattern: Pattern, operation: Operation, budget: Budget = DEFAULT_BUDGET) -> Growth:
    meter = budget.meter()
    try:
        return _growth(program(pattern), operation, meter)
    except NotModelled as reason:
        return UnknownGrowth(reason.reason)
    except BudgetExceeded as exceeded:
        return UnknownGrowth(str(exceeded))


def _growth(code: Program, operation: Operation, meter: Meter) -> Growth:
    moves = Moves(code, operation, meter, exact=_EXACT)
    graph = Graph(moves, meter)
    if not graph.cycles:
        return Linear()
    ambiguity = Ambiguity(graph, meter)
    trial = Trial(code, operation, _EXACT, meter)
    best: Shown | None = None
    for attack in ambiguity.exponential():
        shown = trial.show(attack, moves.states[attack.state].pc)
        if shown is not None and shown.degree is None:
            return Exponential(_pump(shown))
        best = worse(best, shown)
    try:
        for attack in ambiguity.polynomial():
            if best is not None and best.degree is not None and best.degree >= (attack.degree or 0):
                break
            shown = trial.show(attack, moves.states[attack.state].pc)
            if shown is not None and shown.degree is None:
                return Exponential(_pump(shown))
            best = worse(best, shown)
    except BudgetExceeded:
        if best is None:
            raise
    if best is None or best.degree is None:
        return Linear()
    return Polynomial(best.degree, _pump(best))


def _pump(shown: Shown) -> Pump:
    return Pump(shown.prefix, shown.repeat, shown.suffix)
