"""The position automaton of an expression that only has sets, sequences, alternatives, loops, and anchors in no loop.

A state is a place of the expression, the set that stands there being read next (Glushkov); state 0 is the end. It has
the states that `terms` would find, but for iterations that make no difference, and all of them at once, in one pass
from the end of the expression to its beginning.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import BudgetExceeded, Meter
from endpointlint.automata.expression import Alt, Cat, Chars, End, Expr, Loop, Start
from endpointlint.automata.machine import Edge, Machine, State

_Ways = tuple[int, ...]
"""How to go on from a place: states, and crossings where they are not known yet or depend on the place."""

END: Final = 0
"""The state in which nothing may follow."""
MOST_POSITIONS: Final = 20_000
"""From here on states are better made when somebody asks for them."""
_MERGED: Final = 16
"""Ways that are put together in one step."""


class PositionMachine(Machine):
    """The words of an expression that has no tests but anchors in no loop, and no part that commits to a way."""

    def __init__(self, expr: Expr, alphabet: Alphabet, meter: Meter) -> None:
        """Costs nothing before somebody asks; then linear in the positions with loops written out, times the ways on.

        Args:
            expr: what to accept as a whole. An empty iteration may count as any of those that a loop demands, which is
                right where no anchor tells the iterations apart.
            alphabet: one that tells the sets of the expression apart.
            meter: where the work is counted.
        """
        super().__init__(alphabet, meter)
        self._expr = expr

    @cached_property
    def _built(self) -> _Builder:
        try:
            return _Builder(self._expr, self.alphabet, self.meter)
        except RecursionError:
            raise BudgetExceeded(self.meter.budget) from None

    @property
    def initial(self) -> tuple[State, ...]:
        """The positions that may come first."""
        return self._built.initial

    def edges(self, state: State) -> list[Edge]:
        """A single one, or none at the end."""
        return self._built.edges[state]

    def accepts(self, state: State) -> bool:
        """Whether it is the end."""
        return state == END

    def accepts_everything(self, state: State) -> bool:
        """Never: what is matched as a whole has an end."""
        return False

    def reads(self, state: State) -> Chars | None:
        """The set at the position."""
        return self._built.reads[state]


class _Builder:
    """Goes through an expression from its end to its beginning."""

    def __init__(self, expr: Expr, alphabet: Alphabet, meter: Meter) -> None:
        self._alphabet = alphabet
        self._meter = meter
        self._mask_of: dict[Chars, int] = {}
        # places where several ways meet that are not all known yet, and anchors, each with the ways on from it
        self._crossings: list[tuple[type[Expr], _Ways]] = []
        self._masks: list[int] = [0]
        self._ways: list[_Ways] = [()]
        self.reads: list[Chars | None] = [None]
        self.initial = self._settled(self._build(expr, (END,)), at_start=True)
        self.edges: list[list[Edge]] = []
        for mask, ways in zip(self._masks, self._ways, strict=True):
            targets = self._settled(ways) if ways and min(ways) < END else ways
            self.edges.append([(mask, targets)] if targets else [])

    def _build(self, expr: Expr, then: _Ways) -> _Ways:
        """The ways into an expression in front of ways to go on."""
        if isinstance(expr, Chars):
            return self._position(expr, then)
        if isinstance(expr, Cat):
            for item in reversed(expr.items):
                then = self._build(item, then)
            return then
        if isinstance(expr, Alt):
            return self._either(*(self._build(branch, then) for branch in expr.branches))
        if isinstance(expr, Loop):
            return self._loop(expr, then)
        return (self._crossing(type(expr), then),) if then else ()

    def _position(self, chars: Chars, then: _Ways) -> _Ways:
        mask = self._mask_of.get(chars)
        if mask is None:
            mask = self._mask_of[chars] = self._alphabet.mask(chars.chars)
        if not mask or not then:
            return ()
        state = len(self._masks)
        self._meter.spend(3 + len(then))
        self._masks.append(mask)
        self._ways.append(then)
        self.reads.append(chars)
        return (state,)

    def _loop(self, loop: Loop, then: _Ways) -> _Ways:
        body, least, most = loop.body, loop.min, loop.max
        if most is None:
            ways = self._endless(body, then, leave=least == 0)
            for _ in range(least - 1):
                ways = self._build(body, ways)
            return ways
        ways = then
        for number in range(most, 0, -1):
            ways = self._build(body, ways)
            if number > least:
                ways = self._either(ways, then)
        return ways

    def _endless(self, body: Expr, then: _Ways, *, leave: bool) -> _Ways:
        """A loop of any number of iterations, none of them only if it may be left at once."""
        if isinstance(body, Chars):
            itself = len(self._masks)
            ways = self._position(body, (itself, *then)) if then else ()
        else:
            back = self._crossing(Loop, ())
            ways = self._build(body, (back,))
            self._crossings[_FIRST - back] = Loop, self._either(ways, then)
        return self._either(ways, then) if leave else ways

    def _either(self, *ways: _Ways) -> _Ways:
        """All of several ways, each once."""
        self._meter.spend(1 + sum(map(len, ways)) // _MERGED)
        return tuple(dict.fromkeys(chain.from_iterable(ways)))

    def _crossing(self, kind: type[Expr], then: _Ways) -> int:
        self._crossings.append((kind, then))
        return _FIRST - len(self._crossings) + 1

    def _settled(self, ways: _Ways, *, at_start: bool = False) -> tuple[State, ...]:
        """The states that ways lead to, behind a character or, at the start, in front of the first."""
        out: dict[State, None] = {}
        seen: set[tuple[int, bool]] = set()
        # what is to be gone through, and whether nothing may follow
        stack = [(way, False) for way in reversed(ways)]
        while stack:
            way, ended = stack.pop()
            if way >= END:
                if way == END or not ended:
                    out[way] = None
            elif (way, ended) not in seen:
                seen.add((way, ended))
                kind, then = self._crossings[_FIRST - way]
                self._meter.spend(1 + len(then))
                if at_start or kind is not Start:
                    stack.extend((after, ended or kind is End) for after in reversed(then))
        return tuple(out)


_FIRST: Final = -1
"""The number of the first crossing; the others count down from it."""
