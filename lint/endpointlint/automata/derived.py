"""A lazy automaton for any expression: states come into being when somebody asks for them.

A state is a conjunction of what must still be matched (see `terms`), with what went before if there are look-behinds
(see `context`). An expression without tests and atomic parts has one state for each set of characters in front of each
continuation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import BudgetExceeded, Meter
from endpointlint.automata.codepoints import FULL
from endpointlint.automata.context import ELSEWHERE
from endpointlint.automata.expression import Chars, Expr, Loop, Order
from endpointlint.automata.formulas import Alts, Conj
from endpointlint.automata.machine import Edge, Machine, State
from endpointlint.automata.terms import Terms

_ANYTHING: Final = Loop(Chars(FULL), 0, None, Order.LAZY)


class DerivedMachine(Machine):
    """The words of an expression of any kind."""

    def __init__(self, expr: Expr, alphabet: Alphabet, meter: Meter, *, search: bool) -> None:
        """Costs one pass over the expression."""
        super().__init__(alphabet, meter)
        self._expr = expr
        self._search = search
        self._terms = Terms(alphabet, meter)
        self._terms.contexts.track(expr)
        self._plain = self._terms.contexts.trivial
        self._edges: dict[State, list[Edge]] = {}
        # with look-behinds a state is a conjunction in a context; without, the conjunction itself
        self._pairs: list[tuple[Conj, int]] = []
        self._pair_ids: dict[tuple[Conj, int], State] = {}
        self._initial: tuple[State, ...] | None = None

    @property
    def initial(self) -> tuple[State, ...]:
        """The alternatives at the start."""
        if self._initial is None:
            try:
                terms = self._terms
                start = terms.contexts.initial()
                then = terms.stop if self._search else terms.whole
                alternatives = terms.start(self._expr, then, start)
                if self._search:
                    later = terms.start(_ANYTHING, self._restart(), start)
                    alternatives = tuple(dict.fromkeys((*alternatives, *later)))
                    if terms.true in alternatives:
                        alternatives = terms.always
                self._initial = self._states(alternatives, start)
            except RecursionError:
                raise BudgetExceeded(self.meter.budget) from None
        return self._initial

    def _restart(self) -> int:
        return self._terms.sequence(self._expr, self._terms.stop)

    def _states(self, alternatives: Alts, context: int) -> tuple[State, ...]:
        if self._plain:
            return alternatives
        out: list[State] = []
        contexts = self._terms.contexts
        for conj in alternatives:
            key = (conj, contexts.needed(context, conj))
            known = self._pair_ids.get(key)
            if known is None:
                known = self._pair_ids[key] = len(self._pairs)
                self._pairs.append(key)
            out.append(known)
        return tuple(out)

    def _conj(self, state: State) -> Conj:
        return state if self._plain else self._pairs[state][0]

    def accepts(self, state: State) -> bool:
        """Whether the conjunction holds at the end."""
        return self._terms.accepts(self._conj(state))

    def accepts_everything(self, state: State) -> bool:
        """Whether nothing is demanded any more."""
        return self._conj(state) == self._terms.true

    def edges(self, state: State) -> list[Edge]:
        """What the conjunction becomes with one more character. Remembered."""
        known = self._edges.get(state)
        if known is None:
            try:
                known = self._edges[state] = self._make_edges(state)
            except RecursionError:
                raise BudgetExceeded(self.meter.budget) from None
        return known

    def _make_edges(self, state: State) -> list[Edge]:
        terms = self._terms
        self.meter.spend(3)
        if self._plain:
            literals = terms.conjs[state]
            if len(literals) == 1:
                (head,) = literals
                if head >= 0:
                    _, mask, then = terms.heads[head]
                    targets = terms.expand(then, ELSEWHERE)
                    return [(mask, targets)] if targets else []
            elif not literals:
                return [(self.alphabet.full, terms.always)]
            context = ELSEWHERE
            deciding: Iterable[int] = ()
        else:
            context = self._pairs[state][1]
            deciding = terms.contexts.masks(context)
        conj = self._conj(state)
        merged: dict[tuple[State, ...], int] = {}
        for block in self._blocks(conj, deciding):
            self.meter.spend()
            bit = block & -block
            after = terms.contexts.step(context, bit)
            targets = self._states(terms.derive(conj, bit, after), after)
            if targets:
                merged[targets] = merged.get(targets, 0) | block
        return [(mask, targets) for targets, mask in merged.items()]

    def _blocks(self, conj: Conj, deciding: Iterable[int]) -> list[int]:
        """The masks between whose characters the conjunction does not tell."""
        possible = self.alphabet.full
        heads, _ = self._terms.parts(conj)
        for head in heads:
            possible &= self._terms.heads[head][1]
        if not possible:
            return []
        blocks = [possible]
        for mask in sorted({*self._terms.masks(conj), *deciding}):
            split: list[int] = []
            for block in blocks:
                inside, outside = block & mask, block & ~mask
                if inside:
                    split.append(inside)
                if outside:
                    split.append(outside)
            blocks = split
        return blocks

    def reads(self, state: State) -> Chars | None:
        """The set of the one head that belongs to the match."""
        return self._terms.main_head(self._conj(state))
