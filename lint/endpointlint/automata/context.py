"""What went before: all that a look-behind or a test for the start needs to know of the text already read.

A *context* is a small integer. Without look-behinds there are two: nothing was read, and something was. With
look-behinds a context also says, for each of them, which of its bodies are under way: the alternatives of every body
that was begun at an earlier place and may end here or later. They are followed character by character, inner ones
first, because the body of an outer one may ask for them. One that nothing ahead asks for is not followed any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from endpointlint.automata.expression import Behind, Chars, Expr, children
from endpointlint.automata.inventory import inventory

if TYPE_CHECKING:
    from endpointlint.automata.formulas import Alts, Conj, Cont
    from endpointlint.automata.terms import Terms

AT_START: Final = 0
ELSEWHERE: Final = 1
_NOBODY: Final = frozenset[int]()
HALFWAY: Final = -1
"""Between the two UTF-16 units of the code point that follows; see `Half`."""


class Contexts:
    """The contexts of one machine, interned; grows while it is used."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._trackers: list[Behind] = []
        self._number: dict[Behind, int] = {}
        # what is known, tracker by tracker; a prefix of it is a context in the making
        self._known: list[_Known] = [(), ()]
        self._ids: dict[tuple[int, _Known], int] = {}
        self._steps: dict[tuple[int, int], int] = {}
        self._masks: dict[int, frozenset[int]] = {}
        # the numbers of the look-behinds that may still be asked for
        self._asked: dict[Conj, frozenset[int]] = {}
        self._asked_by: dict[Cont, frozenset[int]] = {}
        self._within: dict[Expr, frozenset[int]] = {}
        self._needed: dict[tuple[int, frozenset[int]], int] = {}

    @property
    def trivial(self) -> bool:
        """Whether there is nothing to remember but the start."""
        return not self._trackers

    def track(self, expr: Expr) -> None:
        """Register the look-behinds of an expression, inner ones first; before anything is expanded."""
        for part in inventory(expr).behinds:
            if part not in self._number:
                self._number[part] = len(self._trackers)
                self._trackers.append(part)

    def initial(self) -> int:
        """The context before the first character."""
        if self.trivial:
            return AT_START
        return self._build(lambda number, partial: self._begin(number, partial), start=True)

    def is_start(self, context: int) -> bool:
        """Whether nothing was read."""
        return context == AT_START or context in self._starts

    _starts: frozenset[int] = frozenset()

    def _begin(self, number: int, partial: int) -> Alts:
        behind = self._trackers[number]
        if _one_character(behind) is not None:
            # needs no bodies under way: it is begun when its character is read
            return ()
        terms = self._terms
        begun = terms.behind(behind, partial)
        if not behind.halfway:
            return begun
        return tuple(dict.fromkeys((*begun, *terms.halfway(terms.behind(behind, HALFWAY)))))

    def step(self, context: int, bit: int) -> int:
        """The context after one more character of a minterm."""
        if self.trivial:
            return ELSEWHERE
        key = (context, bit)
        known = self._steps.get(key)
        if known is None:
            before = self._known[context]
            terms = self._terms

            def follow(number: int, partial: int) -> Alts | None:
                under_way = before[number]
                if under_way is None:
                    return None
                body = _one_character(self._trackers[number])
                if body is not None:
                    return terms.expand(terms.mark, partial) if terms.mask_of(body) & bit else ()
                went_on = terms.derive_all(under_way, bit, partial)
                return tuple(sorted({*went_on, *self._begin(number, partial)}))

            known = self._steps[key] = self._build(follow, start=False)
        return known

    def _build(self, make: _Make, *, start: bool) -> int:
        so_far: _Known = ()
        context = self._intern(so_far, start=start)
        for number in range(len(self._trackers)):
            so_far = (*so_far, make(number, context))
            context = self._intern(so_far, start=start)
        return context

    def needed(self, context: int, conj: Conj) -> int:
        """The context without the look-behinds that a conjunction, and what comes of it, does not ask for."""
        if self.trivial:
            return context
        asked = self._asked_for(conj)
        key = (context, asked)
        found = self._needed.get(key)
        if found is None:
            known = self._known[context]
            left = tuple(alternatives if n in asked else None for n, alternatives in enumerate(known))
            found = self._needed[key] = self._intern(left, start=self.is_start(context))
        return found

    def _asked_for(self, conj: Conj) -> frozenset[int]:
        known = self._asked.get(conj)
        if known is None:
            terms = self._terms
            heads, nots = terms.parts(conj)
            known = self._asked[conj] = frozenset[int]().union(
                *(self._asked_behind(terms.heads[head][2]) for head in heads),
                *(self._asked_for(under) for alternatives in nots for under in alternatives),
            )
        return known

    def _asked_behind(self, cont: Cont) -> frozenset[int]:
        known = self._asked_by.get(cont)
        if known is None:
            exprs, following = self._terms.ways_on(cont)
            known = self._asked_by[cont] = frozenset[int]().union(
                *map(self._asked_in, exprs), *map(self._asked_behind, following)
            )
        return known

    def _asked_in(self, expr: Expr) -> frozenset[int]:
        if isinstance(expr, Chars):
            return _NOBODY
        known = self._within.get(expr)
        if known is None:
            known = frozenset[int]().union(*map(self._asked_in, children(expr)))
            if isinstance(expr, Behind):
                known |= {self._number[expr]}
            self._within[expr] = known
        return known

    def _intern(self, known: _Known, *, start: bool) -> int:
        if not known:
            return AT_START if start else ELSEWHERE
        key = (start, known)
        context = self._ids.get(key)
        if context is None:
            context = self._ids[key] = len(self._known)
            self._known.append(known)
            if start:
                self._starts = self._starts | {context}
        return context

    def behind(self, test: Behind, context: int) -> Alts:
        """What the body of a look-behind, ending here, still demands of the rest; no alternatives if none ends here."""
        if context == HALFWAY:
            # no character ends here, so the body has to be empty
            return self._terms.completed(test, self._terms.behind(test, HALFWAY))
        under_way = self._known[context][self._number[test]]
        assert under_way is not None, "nothing ahead was to ask for it"
        return self._terms.completed(test, under_way)

    def masks(self, context: int) -> frozenset[int]:
        """Every mask that decides which context comes next."""
        if self.trivial:
            return frozenset()
        known = self._masks.get(context)
        if known is None:
            out: set[int] = set()
            for behind, alternatives in zip(self._trackers, self._known[context], strict=True):
                if alternatives is None:
                    continue
                body = _one_character(behind)
                if body is not None:
                    out.add(self._terms.mask_of(body))
                for conj in alternatives:
                    out |= self._terms.masks(conj)
            known = self._masks[context] = frozenset(out)
        return known


def _one_character(behind: Behind) -> Chars | None:
    """The body of a look-behind that is one character and nothing else."""
    body = behind.body
    return body if isinstance(body, Chars) and behind.within is None and not behind.halfway else None


if TYPE_CHECKING:
    from collections.abc import Callable

    _Known = tuple[Alts | None, ...]
    """For each look-behind its bodies under way; None if nothing ahead asks for it."""
    _Make = Callable[[int, int], Alts | None]
