"""The worst of the attacks that an automaton's ambiguity suggests, once each was tried."""

from __future__ import annotations

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.query.backtracking.ambiguity import Ambiguity, Attack
from endpointlint.query.backtracking.graph import Graph
from endpointlint.query.backtracking.moves import Automata
from endpointlint.query.backtracking.triage import EXACT, Triage
from endpointlint.query.backtracking.trial import Shown, Trial, worse
from endpointlint.source import Span


def worst_attack(automata: Automata, first: Triage) -> tuple[Shown, tuple[Span, ...]] | None:
    """The growth that the worst attack shows, and the loops that it is about; None if none shows any."""
    moves = automata.keeping(EXACT)
    graph = Graph(moves, automata.meter)
    ambiguity = Ambiguity(graph, automata.meter)
    trial = Trial(automata, EXACT)
    best: Shown | None = None
    worst: Attack | None = None

    def tried(attack: Attack) -> None:
        nonlocal best, worst
        shown = worse(best, trial.show(attack, moves.states[attack.state].pc))
        if shown is not best:
            best, worst = shown, attack

    for attack in ambiguity.exponential():
        tried(attack)
        if best is not None and best.degree is None:
            break
    if best is None or best.degree is not None:
        try:
            for attack in ambiguity.polynomial():
                if best is not None and (best.degree is None or best.degree >= (attack.degree or 0)):
                    break
                tried(attack)
        except BudgetExceeded:
            # an exponential is excluded, and only the degree could still be found to be greater
            if best is None:
                raise
    if best is None and first.crowded:
        for attack in ambiguity.crowds():
            tried(attack)
            if best is not None:
                break
    if best is None or worst is None:
        return None
    found = map(graph.span, worst.cycles) if worst.cycles else graph.choices(worst.state)
    spans = dict.fromkeys(span for span in found if span is not None)
    return trial.shortened(best), tuple(spans)
