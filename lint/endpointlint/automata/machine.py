"""A lazy automaton for an expression: states come into being when somebody asks for them.

The automaton is nondeterministic where the expression is: a plain expression has one state for each set of characters
in front of each continuation, as a position automaton has. Tests and atomic parts add conjunctions (see `terms`), and
look-behinds add what went before (see `context`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, BudgetExceeded, Meter
from endpointlint.automata.codepoints import FULL
from endpointlint.automata.context import ELSEWHERE
from endpointlint.automata.expression import Chars, Expr, Loop, Order
from endpointlint.automata.formulas import Alts, Conj
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.terms import Terms
from endpointlint.source import Span

State = int
Edge = tuple[int, tuple[State, ...]]
"""A mask, and the states that one of its characters leads to."""

_ANYTHING: Final = Loop(Chars(FULL), 0, None, Order.LAZY)


class Machine:
    """The words of one expression, under whole match or under search. Not thread-safe."""

    def __init__(
        self,
        expr: Expr,
        *,
        search: bool = False,
        alphabet: Alphabet | None = None,
        meter: Meter | None = None,
    ) -> None:
        """Prepare the automaton; costs one pass over the expression.

        Args:
            expr: what to accept.
            search: accept every text in which the expression matches somewhere.
            alphabet: one that tells apart at least the sets of the expression; made from them if absent.
            meter: where the work is counted.
        """
        self.alphabet = alphabet if alphabet is not None else alphabet_of(sets_of(expr))
        self.meter = meter if meter is not None else DEFAULT_BUDGET.meter()
        self._expr = expr
        self._search = search
        self._terms = Terms(self.alphabet, self.meter)
        self._terms.contexts.track(expr)
        self._plain = self._terms.contexts.trivial
        self._edges: dict[State, list[Edge]] = {}
        # with look-behinds a state is a conjunction in a context; without, the conjunction itself
        self._pairs: list[tuple[Conj, int]] = []
        self._pair_ids: dict[tuple[Conj, int], State] = {}
        self._initial: tuple[State, ...] | None = None

    @property
    def initial(self) -> tuple[State, ...]:
        """The states before the first character."""
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
        """Whether the input may end here."""
        return self._terms.accepts(self._conj(state))

    def accepts_everything(self, state: State) -> bool:
        """Whether every rest of the input is accepted from here on."""
        return self._conj(state) == self._terms.true

    def edges(self, state: State) -> list[Edge]:
        """The transitions of a state. Masks of one state may overlap; each character leads to all targets it has.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
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

    def literal(self, state: State) -> bool:
        """Whether the next character of the match itself is spelled out in the expression."""
        head = self._terms.main_head(self._conj(state))
        return head is not None and head.literal

    def origin(self, state: State) -> Span | None:
        """Where in the pattern the set stands that the match itself reads next."""
        head = self._terms.main_head(self._conj(state))
        return None if head is None else head.origin

    def run(self, text: str) -> bool:
        """Whether a text is accepted. Linear in the text for a plain expression, times the states alive at once."""
        states = frozenset(self.initial)
        alphabet = self.alphabet
        for character in text:
            if not states:
                return False
            bit = alphabet.bit(ord(character))
            reached: set[State] = set()
            for state in states:
                self.meter.spend()
                for mask, targets in self.edges(state):
                    if mask & bit:
                        reached.update(targets)
            states = frozenset(reached)
        return any(map(self.accepts, states))
