"""Formulas over the rest of the input: heads, negations, and their conjunctions and alternatives.

A *head* is a set of characters and the continuation behind it: the next character must be in the set. A *conjunction*
is a set of heads, tests for the end of the input, and negated alternatives; an *alternatives* value is a tuple of
conjunctions. All are interned as small integers, so that equal formulas are equal numbers.
"""

from __future__ import annotations

from typing import Final

from endpointlint.automata.budget import Meter
from endpointlint.automata.expression import Behind, Chars

Cont = int
Conj = int
Alts = tuple[Conj, ...]

# literals of a conjunction; heads are numbers from 0 on, negated alternatives count down from FIRST_NOT
END: Final = -1
"""Nothing follows."""
MARK: Final = -2
"""The body of a look-behind ends here."""
MARK_WITHIN: Final = -3
"""What its text has to match as well ends here."""
FIRST_NOT: Final = -4
STOPPED: Final = frozenset((END, MARK, MARK_WITHIN))
MARKS: Final = frozenset((MARK,))
BOTH_MARKS: Final = frozenset((MARK, MARK_WITHIN))

NONE: Final[Alts] = ()


class Formulas:
    """Heads and conjunctions of one machine, interned; grows while it is used."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.heads: list[tuple[Chars, int, Cont]] = []  # the set, its mask, what follows
        self._nots: list[Alts] = []
        self._not_ids: dict[Alts, int] = {}
        self.conjs: list[frozenset[int]] = []
        self._conj_ids: dict[frozenset[int], Conj] = {}
        self._accepts: dict[Conj, bool] = {}
        self._parts: dict[Conj, tuple[list[int], list[Alts]]] = {}
        self._all_masks: dict[Conj, frozenset[int]] = {}

        self.true = self._conj(frozenset())
        self.always: Alts = (self.true,)

    def _conj(self, literals: frozenset[int]) -> Conj:
        known = self._conj_ids.get(literals)
        if known is None:
            known = self._conj_ids[literals] = len(self.conjs)
            self.conjs.append(literals)
            self.meter.spend()
        return known

    def both(self, left: Alts, right: Alts) -> Alts:
        """The alternatives of a conjunction of two alternatives."""
        if left == self.always:
            return right
        if right == self.always:
            return left
        out: dict[Conj, None] = {}
        for a in left:
            for b in right:
                joined = self._join(a, b)
                if joined is not None:
                    out[joined] = None
        return self._absorbed(out)

    def _join(self, left: Conj, right: Conj) -> Conj | None:
        if left == right:
            return left
        self.meter.spend()
        literals = self.conjs[left] | self.conjs[right]
        for literal in literals:
            # x and not (x or ...)
            if literal <= FIRST_NOT and any(self.conjs[c] <= literals for c in self._nots[FIRST_NOT - literal]):
                return None
        return self._conj(literals)

    def negated(self, alternatives: Alts) -> Alts:
        """The alternatives of a negation."""
        if not alternatives:
            return self.always
        if self.true in alternatives:
            return NONE
        key = tuple(sorted(alternatives))
        known = self._not_ids.get(key)
        if known is None:
            known = self._not_ids[key] = len(self._nots)
            self._nots.append(key)
        return (self._conj(frozenset((FIRST_NOT - known,))),)

    def _absorbed(self, alternatives: dict[Conj, None]) -> Alts:
        """Without those that are covered by a shorter one: a or (a and b) is a."""
        if self.true in alternatives:
            return self.always
        if len(alternatives) < 2 or all(len(self.conjs[c]) == 1 for c in alternatives):
            return tuple(alternatives)
        kept: list[Conj] = []
        for c in sorted(alternatives, key=lambda c: len(self.conjs[c])):
            self.meter.spend(len(kept))
            if not any(self.conjs[k] <= self.conjs[c] for k in kept):
                kept.append(c)
        order = set(kept)
        return tuple(c for c in alternatives if c in order)

    def accepts(self, conj: Conj) -> bool:
        """Whether a conjunction holds at the end of the input."""
        known = self._accepts.get(conj)
        if known is None:
            known = self._accepts[conj] = all(
                literal == END or (literal <= FIRST_NOT and not any(map(self.accepts, self._nots[FIRST_NOT - literal])))
                for literal in self.conjs[conj]
            )
        return known

    def parts(self, conj: Conj) -> tuple[list[int], list[Alts]]:
        """The heads and the negated alternatives of a conjunction."""
        known = self._parts.get(conj)
        if known is None:
            literals = self.conjs[conj]
            heads = sorted(x for x in literals if x >= 0)
            nots = [self._nots[FIRST_NOT - x] for x in sorted(literals, reverse=True) if x <= FIRST_NOT]
            known = self._parts[conj] = heads, nots
        return known

    def masks(self, conj: Conj) -> frozenset[int]:
        """Every mask that decides how a conjunction goes on, those under negations included."""
        known = self._all_masks.get(conj)
        if known is None:
            heads, nots = self.parts(conj)
            under = (self.masks(c) for alternatives in nots for c in alternatives)
            known = self._all_masks[conj] = frozenset(self.heads[h][1] for h in heads).union(*under)
        return known

    def completed(self, test: Behind, alternatives: Alts) -> Alts:
        """Of the bodies of a look-behind under way, those that end here: what they still demand of the rest."""
        marks = MARKS if test.within is None else BOTH_MARKS
        out: dict[Conj, None] = {}
        for c in alternatives:
            literals = self.conjs[c]
            if marks <= literals:
                out[self._conj(literals - marks)] = None
        return self._absorbed(out)
