"""What went before: all that a look-behind or a test for the start needs to know of the text already read.

A *context* is a small integer. Without look-behinds there are two: nothing was read, and something was. With
look-behinds a context also says, for each of them, which of its bodies are under way: the alternatives of every body
that was begun at an earlier place and may end here or later. They are followed character by character, inner ones
first, because the body of an outer one may ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from endpointlint.automata.expression import Behind, Chars, Expr, inventory

if TYPE_CHECKING:
    from endpointlint.automata.terms import Alts, Terms

AT_START: Final = 0
ELSEWHERE: Final = 1


class Contexts:
    """The contexts of one machine, interned; grows while it is used."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._trackers: list[Behind] = []
        self._number: dict[Behind, int] = {}
        # what is known, tracker by tracker; a prefix of it is a context in the making
        self._known: list[tuple[Alts, ...]] = [(), ()]
        self._ids: dict[tuple[int, tuple[Alts, ...]], int] = {}
        self._steps: dict[tuple[int, int], int] = {}
        self._masks: dict[int, frozenset[int]] = {}

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
        if isinstance(behind.body, Chars):
            # a one-character body needs no bodies under way: it is begun when its character is read
            return ()
        return self._terms.start(behind.body, self._terms.mark, partial)

    def step(self, context: int, bit: int) -> int:
        """The context after one more character of a minterm."""
        if self.trivial:
            return ELSEWHERE
        key = (context, bit)
        known = self._steps.get(key)
        if known is None:
            before = self._known[context]
            terms = self._terms

            def follow(number: int, partial: int) -> Alts:
                body = self._trackers[number].body
                if isinstance(body, Chars):
                    return terms.expand(terms.mark, partial) if terms.mask_of(body) & bit else ()
                went_on = terms.derive_all(before[number], bit, partial)
                return tuple(sorted({*went_on, *self._begin(number, partial)}))

            known = self._steps[key] = self._build(follow, start=False)
        return known

    def _build(self, make: _Make, *, start: bool) -> int:
        so_far: tuple[Alts, ...] = ()
        context = self._intern(so_far, start=start)
        for number in range(len(self._trackers)):
            so_far = (*so_far, make(number, context))
            context = self._intern(so_far, start=start)
        return context

    def _intern(self, known: tuple[Alts, ...], *, start: bool) -> int:
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
        return self._terms.completed(self._known[context][self._number[test]])

    def masks(self, context: int) -> frozenset[int]:
        """Every mask that decides which context comes next."""
        if self.trivial:
            return frozenset()
        known = self._masks.get(context)
        if known is None:
            out: set[int] = set()
            for behind, alternatives in zip(self._trackers, self._known[context], strict=True):
                if isinstance(behind.body, Chars):
                    out.add(self._terms.mask_of(behind.body))
                for conj in alternatives:
                    out |= self._terms.masks(conj)
            known = self._masks[context] = frozenset(out)
        return known


if TYPE_CHECKING:
    from collections.abc import Callable

    _Make = Callable[[int, int], Alts]
