"""The automaton that suits an expression."""

from __future__ import annotations

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, Meter
from endpointlint.automata.expression import Expr
from endpointlint.automata.inventory import inventory, sets_of
from endpointlint.automata.machine import Machine
from endpointlint.automata.positions import MOST_POSITIONS, PositionMachine


def machine_of(
    expr: Expr, *, search: bool = False, alphabet: Alphabet | None = None, meter: Meter | None = None
) -> Machine:
    """The automaton of an expression; costs one pass over it, and the rest when somebody asks.

    Args:
        expr: what to accept.
        search: accept every text in which the expression matches somewhere.
        alphabet: one that tells apart at least the sets of the expression; made from them if absent.
        meter: where the work is counted.
    """
    alphabet = alphabet_of(sets_of(expr)) if alphabet is None else alphabet
    meter = DEFAULT_BUDGET.meter() if meter is None else meter
    size = None if search else inventory(expr).positions
    if size is not None and size <= MOST_POSITIONS:
        return PositionMachine(expr, alphabet, meter)
    from endpointlint.automata.derived import DerivedMachine  # most entries do without

    return DerivedMachine(expr, alphabet, meter, search=search)
