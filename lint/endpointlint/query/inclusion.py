"""One primitive under many names: is a difference of sets empty, and if not, which word is in it?

Implication, equivalence, disjointness and coverage are all this question. It is asked about sets that are easier to
look at first, where there are such. Cost: exponential in the excluded side at worst, bounded by the meter; linear in
the product for entries as people write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.automata.construct import machine_of
from endpointlint.automata.counts import has_large_counts, narrowed, widened
from endpointlint.automata.expression import Ahead, Alt, Cat, End, Expr
from endpointlint.automata.graph import shortest_word, text_graph
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.leftover import Excluded, Texts, left_out
from endpointlint.automata.lengths import long_word, longest, uncounted
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language
from endpointlint.query.middle import in_middle
from endpointlint.query.space import Space
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source.records import dataclass
from endpointlint.url.client import dialled


def included(
    smaller: Sequence[Language],
    larger: Sequence[Language],
    *,
    urls: bool = True,
    explored: bool = False,
    budget: Budget = DEFAULT_BUDGET,
) -> Verdict[str]:
    """Returns `Proved` iff every text that one of `smaller` accepts is accepted by one of `larger`.

    Otherwise a text that shows it does not.

    Args:
        smaller: the entries of a list.
        larger: the entries of another list.
        urls: ask about URLs that the connector client accepts only; otherwise about any text.
        explored: the URLs of `smaller` were asked for before, so that nothing is gained by a look at texts first.
        budget: for the question as a whole.
    """
    question = _Question(smaller, larger, urls=urls, explored=explored, meter=budget.meter())
    unknown: Unknown | None = None
    for one in smaller:
        match question.answer(one):
            case Refuted() as refuted:
                return refuted
            case Unknown() as found:
                if question.meter.left < 0:
                    return found
                unknown = unknown or found
            case Proved():
                continue
    return unknown or Proved()


def each_included(
    smaller: Sequence[Language], larger: Sequence[Language], *, urls: bool = True, budget: Budget = DEFAULT_BUDGET
) -> Iterator[Verdict[str]]:
    """The same of each of `smaller` alone, in their order: a question each, for which the list is made ready once.

    Args:
        smaller: entries.
        larger: the entries of a list.
        urls: ask about URLs that the connector client accepts only; otherwise about any text.
        budget: for each question. What is kept from one to the next took a few budgets at most.
    """
    question: _Question | None = None
    spent = 0
    for one in smaller:
        if question is None or spent > _KEPT * budget.steps:
            question, spent = _Question(smaller, larger, urls=urls, meter=budget.meter()), 0
        question.meter.left = budget.steps
        yield question.answer(one)
        spent += budget.steps - question.meter.left


_KEPT: Final = 4
"""Budgets after which an automaton that many questions share is made anew, for the memory that it takes."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """A question with easier sets in place of those that are meant: subsets and supersets of them."""

    inner: Texts
    outer: Texts
    least: Excluded
    """Of what is excluded, what certainly is."""
    most: Excluded
    """Of what is excluded, what may be."""


@dataclass(frozen=True, slots=True)
class _List:
    """What must not accept a text: bounds on a list, and bounds on these that are easier where counts are large."""

    least: Excluded
    most: Excluded
    rough_least: Excluded
    rough_most: Excluded


class _Question:
    """Texts of some entries that a list does not accept. The list's automata are made once, where one is needed."""

    def __init__(
        self,
        smaller: Sequence[Language],
        larger: Sequence[Language],
        *,
        urls: bool,
        meter: Meter,
        explored: bool = False,
    ) -> None:
        self.meter = meter
        self._smaller = smaller
        self._larger = larger
        self._urls = urls
        self._explored = explored
        self._written = {_key(one) for one in larger}

    def answer(self, one: Language) -> Verdict[str]:
        """Whether all texts of an entry are accepted; `Unknown` when the meter runs out."""
        if _key(one) in self._written:
            return Proved()
        try:
            return self._soon(one) or self._whole(one)
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))

    def _soon(self, one: Language) -> Verdict[str] | None:
        """The answer, where it is seen without a look at all there is; None where it is not."""
        alone = self._larger[0] if len(self._larger) == 1 else None
        found = None if alone is None else in_middle(one, alone, self.meter, urls=self._urls)
        if found is None and self._urls and not self._explored:
            # what holds of all texts holds of URLs
            found = self._space.soon(self._space.machine(one, one.bounds.outer), self._list.least)
        if not isinstance(found, Refuted):
            return found
        exact = one.exact and all(other.exact for other in self._larger)
        return found if exact and not (self._urls and isinstance(dialled(found.witness), str)) else None

    def _whole(self, one: Language) -> Verdict[str]:
        for number, stage in enumerate(self._stages(one)):
            if number and (long := self._too_long(one)) is not None:
                return Refuted(long)
            text = left_out(stage.outer, stage.least)
            if text is None:
                return Proved()
            if stage.inner is not stage.outer or stage.least is not stage.most:
                text = left_out(stage.inner, stage.most)
            if text is not None:
                return Refuted(text)
        return next(x.gap_unknown() for x in (one, *self._larger) if not x.exact)

    @cached_property
    def _space(self) -> Space:
        both = (*self._smaller, *self._larger)
        bounds = [bound for one in both for bound in (one.bounds.inner, one.bounds.outer)]
        return Space.of(bounds, self.meter, urls=self._urls)

    @cached_property
    def _list(self) -> _List:
        inner, outer = [one.bounds.inner for one in self._larger], [one.bounds.outer for one in self._larger]
        length = _longest(self._smaller) if has_large_counts(*inner, *outer) else None
        if length is not None:
            inner, outer = [uncounted(x, length) for x in inner], [uncounted(x, length) for x in outer]
        least = self._space.excluded(self._larger, inner)
        exact = all(one.exact for one in self._larger)
        most = least if exact else self._space.excluded(self._larger, outer)
        if not has_large_counts(*inner, *outer):
            return _List(least, most, least, most)
        low, high = [narrowed(x) for x in inner], [widened(x) for x in outer]
        space, larger = self._space, self._larger
        return _List(least, most, space.excluded(larger, low), space.excluded(larger, high))

    def _too_long(self, one: Language) -> str | None:
        """A text that is longer than any that is accepted; not asked for where only URLs count. Linear in the text."""
        length = None if self._urls else _longest(self._larger)
        if length is None or one.operation is Operation.FIND:
            return None
        inner = one.bounds.inner
        text = long_word(inner, length, self._space.spell)
        return text if text is not None and self._space.machine(one, inner).run(text) else None

    def _stages(self, one: Language) -> Iterator[_Stage]:
        held = self._list
        pairs = self._url_stages(one) if self._urls else self._text_stages(one)
        first = last = next(pairs)
        yield _Stage(*first, held.rough_least, held.rough_most)
        for closer in pairs:
            last = closer
        if last is not first or held.rough_least is not held.least:
            yield _Stage(*last, held.least, held.most)

    def _url_stages(self, one: Language) -> Iterator[tuple[Texts, Texts]]:
        for inner, outer in one.stages():
            above = Texts.of_graph(outer, self._space.alphabet)
            yield above if inner is outer else Texts.of_graph(inner, self._space.alphabet), above

    def _text_stages(self, one: Language) -> Iterator[tuple[Texts, Texts]]:
        inner, outer = one.bounds.inner, one.bounds.outer
        pairs = [(narrowed(inner), widened(outer))] if has_large_counts(inner, outer) else []
        for low, high in (*pairs, (inner, outer)):
            above = self._texts(one, high)
            yield above if low is high else self._texts(one, low), above

    def _texts(self, one: Language, expr: Expr) -> Texts:
        return Texts.of_machine(self._space.alphabet, lambda: self._space.machine(one, expr))


def _key(one: Language) -> tuple[str, int, Operation, Expr | None]:
    """Equal for entries that accept the same texts because they are written in the same way."""
    return one.pattern.text, one.pattern.java, one.operation, one.within


def _longest(languages: Sequence[Language]) -> int | None:
    """A bound on the length of the texts that some entries accept; None if none is seen. Linear in the entries."""
    out = 0
    for one in languages:
        length = None if one.operation is Operation.FIND else longest(one.bounds.outer)
        if length is None:
            return None
        out = max(out, length)
    return out


def disjoint(language: Language, expr: Expr) -> Verdict[str]:
    """Returns `Proved` iff no text of an expression is accepted by the entry as a whole; otherwise such a text."""

    def common(bound: Expr) -> str | None:
        both = Cat((Ahead(Cat((expr, End()))), bound))
        return shortest_word(text_graph(language.machine(both, alphabet=alphabet_of(sets_of(both)))))

    try:
        found = common(language.bounds.outer)
        if found is None:
            return Proved()
        shown = found if language.exact else common(language.bounds.inner)
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return language.gap_unknown() if shown is None else Refuted(shown)


def covered(expr: Expr, languages: Sequence[Language], budget: Budget = DEFAULT_BUDGET) -> Verdict[str]:
    """Returns `Proved` iff one of some entries accepts each text of an expression; otherwise a text that none does.

    For sets of texts that no entry spells, such as all addresses of a kind.

    Args:
        expr: the texts.
        languages: the entries, under whole match.
        budget: for the question as a whole.
    """
    meter = budget.meter()

    def left_out(bounds: Sequence[Expr]) -> str | None:
        rest = Cat((Ahead(Cat((Alt(tuple(bounds)), End())), negated=True), expr))
        return shortest_word(text_graph(machine_of(rest, meter=meter)))

    try:
        possible = left_out([one.bounds.inner for one in languages])
        if possible is None:
            return Proved()
        loose = next((one for one in languages if not one.exact), None)
        certain = possible if loose is None else left_out([one.bounds.outer for one in languages])
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    if certain is not None or loose is None:
        return Refuted(certain or possible)
    return loose.gap_unknown()
