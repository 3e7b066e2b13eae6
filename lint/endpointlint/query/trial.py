"""One entry, tried on many texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import BudgetExceeded
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.automata.expression import Cat, Chars, Expr, Loop, Order
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.subsets import EMPTY, Subset, Subsets
from endpointlint.query.language import Language
from endpointlint.query.verdict import Unknown
from endpointlint.source import Span


class Trial:
    """Tries texts on an entry; what one text has led to is there for the next. All texts share the entry's budget."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._alphabet = alphabet_of(sets_of(language.bounds.inner, language.bounds.outer))

    @cached_property
    def _outer(self) -> Subsets:
        return self._subsets(self.language.bounds.outer)

    @cached_property
    def _inner(self) -> Subsets:
        return self._outer if self.language.exact else self._subsets(self.language.bounds.inner)

    def _subsets(self, expr: Expr) -> Subsets:
        meter = self.language.budget.meter()
        machine = self.language.machine(expr, meter, self._alphabet)
        return Subsets([machine], meter, within=self._alphabet.full)

    def accepts(self, text: str) -> bool | Unknown:
        """Whether the entry accepts a text, as `Language.accepts` says. Text: pairs of surrogates combined.

        Cost: a look-up for each character that was read in the same place before.
        """
        try:
            if not self._run(self._outer, text)[1]:
                return False
            if self.language.exact or self._run(self._inner, text)[1]:
                return True
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.language.walk(text)

    def stops_at(self, text: str) -> int | None:
        """How many characters of a text begin some text that the entry might accept; None where that is unknown.

        An upper bound where the regex has constructs that are only enclosed.
        """
        try:
            return self._run(self._outer, text)[0]
        except BudgetExceeded:
            return None

    def _run(self, subsets: Subsets, text: str) -> tuple[int, bool]:
        """How many characters could be read, and whether the text may end where it does."""
        at: Subset = subsets.initial
        bit = self._alphabet.bit
        for number, char in enumerate(text):
            at = subsets.after(at, bit(ord(char)))
            if at == EMPTY:
                return number, False
        return len(text), subsets.accepts(at)


def with_holes(text: str, holes: Sequence[Span]) -> Expr:
    """All texts that a text may become: anything but line ends may stand in the place of each hole.

    Args:
        text: pairs of surrogates combined.
        holes: in order, without overlaps.
    """
    items: list[Expr] = []
    at = 0
    for hole in holes:
        items.extend(_spelled(text[at : hole.start]))
        items.append(_ANYTHING)
        at = hole.end
    items.extend(_spelled(text[at:]))
    return Cat(tuple(items))


def _spelled(text: str) -> Iterator[Expr]:
    return (Chars(CodePointSet(((ord(char), ord(char)),)), literal=True) for char in text)


_ANYTHING: Final = Loop(Chars(FULL - CodePointSet.of("\r") - CodePointSet.of("\n")), 0, None, Order.GREEDY)
