"""An entry as a set of texts, and as a set of URLs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.automata.construct import machine_of
from endpointlint.automata.counts import has_large_counts, narrowed, widened
from endpointlint.automata.expression import Ahead, Cat, End, Expr
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.machine import Machine
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.lower import Bounds, Gap, lower
from endpointlint.query.claim import Operation
from endpointlint.query.product import UrlGraph, url_graph, without_ipv6
from endpointlint.query.verdict import Unknown
from endpointlint.url.grammar import OTHER

T = TypeVar("T")


class Language:
    """What one entry accepts under one operation: an inner and an outer bound, made when somebody asks.

    Not thread-safe. Every question is metered with the budget given here.
    """

    def __init__(
        self,
        pattern: Pattern,
        *,
        operation: Operation = Operation.MATCHES,
        budget: Budget = DEFAULT_BUDGET,
        within: Expr | None = None,
    ) -> None:
        """Prepare the questions; nothing is worked out yet.

        Args:
            pattern: the entry.
            operation: how it is applied.
            budget: of each question.
            within: all texts that the entry is ever tried on, for one that is matched as a whole; any text if absent.
        """
        self.pattern = pattern
        self.operation = operation
        self.budget = budget
        self.within = within
        self._exceeded: BudgetExceeded | None = None
        # all graphs of URLs together cost no more than one question may
        self._graphs = budget.meter()

    @cached_property
    def bounds(self) -> Bounds:
        """The expressions that enclose the language."""
        found = lower(self.pattern, whole=self.operation is Operation.MATCHES)
        if self.within is None:
            return found
        tried = Ahead(Cat((self.within, End())))
        return Bounds(Cat((tried, found.inner)), Cat((tried, found.outer)), found.gaps)

    @property
    def exact(self) -> bool:
        """Whether the bounds are the same."""
        return self.bounds.exact

    @cached_property
    def alphabet(self) -> Alphabet:
        """What tells the sets of the entry and of the URL grammar apart."""
        return alphabet_of((*sets_of(self.bounds.inner, self.bounds.outer), OTHER))

    def machine(self, expr: Expr, meter: Meter | None = None, alphabet: Alphabet | None = None) -> Machine:
        """The automaton of one of the bounds, metered with the entry's budget unless another meter is given."""
        return machine_of(
            expr,
            search=self.operation is Operation.FIND,
            alphabet=self.alphabet if alphabet is None else alphabet,
            meter=self.budget.meter() if meter is None else meter,
        )

    def _once(self, make: Callable[[], T]) -> T:
        """Make something, unless the budget did not suffice for anything before: it would not now."""
        if self._exceeded is not None:
            raise self._exceeded
        try:
            return make()
        except BudgetExceeded as exceeded:
            self._exceeded = exceeded
            raise

    def _url_graph(self, bound: Expr, *, loose: bool = False) -> UrlGraph:
        return url_graph(self.machine(bound, self._graphs), loose=loose)

    @cached_property
    def outer_graph(self) -> UrlGraph:
        """The URLs that may be accepted.

        Raises:
            BudgetExceeded: when it costs more than is left of the entry's budget for such graphs.
        """
        return self._once(lambda: self._url_graph(self.bounds.outer))

    @cached_property
    def inner_graph(self) -> UrlGraph:
        """The URLs that certainly are accepted.

        Raises:
            BudgetExceeded: when it costs more than is left of the entry's budget for such graphs.
        """
        return self.outer_graph if self.exact else self._once(lambda: self._url_graph(self.bounds.inner))

    @cached_property
    def _rough(self) -> tuple[UrlGraph, UrlGraph]:
        """Graphs that enclose the accepted URLs, at a fraction of the cost: loose about IPv6 and large counts."""
        return self._once(self._make_rough)

    def _make_rough(self) -> tuple[UrlGraph, UrlGraph]:
        inner, outer = self.bounds.inner, self.bounds.outer
        large = has_large_counts(inner, outer)
        above = self._url_graph(widened(outer) if large else outer, loose=True)
        if self.exact and not large:
            return without_ipv6(above), above
        return without_ipv6(self._url_graph(narrowed(inner) if large else inner, loose=True)), above

    def stages(self) -> Iterator[tuple[UrlGraph, UrlGraph]]:
        """Pairs of graphs, one of URLs that certainly are accepted, and one of all that may be.

        A question to which both give the same answer is answered. Cheap graphs come first; the last pair is as close as
        the bounds are.

        Raises:
            BudgetExceeded: when they cost more than the entry's budget together.
        """
        inner, outer = self._rough
        yield inner, outer
        if inner is not outer:
            yield self.inner_graph, self.outer_graph

    def inner_graphs(self) -> Iterator[UrlGraph]:
        """The graphs of URLs that certainly are accepted, the cheapest first. Raises as `stages`."""
        inner, outer = self._rough
        yield inner
        if inner is not outer:
            yield self.inner_graph

    def accepts(self, text: str) -> bool | Unknown:
        """Whether the entry accepts a text. The text's surrogate pairs must be combined to code points.

        Where the bounds differ, the text is walked through as the JDK walks. Cost: linear in the text for a plain
        entry, times the states alive at once; that of the JDK's own search for a walk.
        """
        alphabet = alphabet_of(sets_of(self.bounds.inner, self.bounds.outer))
        try:
            outer = self.machine(self.bounds.outer, alphabet=alphabet).run(text)
            if self.exact or not outer:
                return outer
            if self.machine(self.bounds.inner, alphabet=alphabet).run(text):
                return True
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.walk(text)

    def walk(self, text: str) -> bool | Unknown:
        """The same for a text on which the bounds differ. Cost: that of the JDK's own search."""
        from endpointlint.javaregex.matcher import Matcher

        search = self.operation is Operation.FIND
        try:
            walked = Matcher(self.pattern).accepts(text, search=search, meter=self.budget.meter())
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.gap_unknown() if walked is None else walked

    def gap_unknown(self) -> Unknown:
        """The answer where the truth lies between the bounds."""
        gap: Gap = self.bounds.gaps[0]
        return Unknown(f"the {gap.construct} was only enclosed, and the answer lies between", gap.span)
