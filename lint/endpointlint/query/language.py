"""An entry as a set of texts, and as a set of URLs."""

from __future__ import annotations

from functools import cached_property

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.automata.expression import Expr, sets_of
from endpointlint.automata.machine import Machine
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.lower import Bounds, Gap, lower, relaxed
from endpointlint.query.claim import Operation
from endpointlint.query.product import UrlGraph, url_graph
from endpointlint.query.verdict import Unknown
from endpointlint.url.grammar import OTHER


class Language:
    """What one entry accepts under one operation: an inner and an outer bound, made when somebody asks.

    Not thread-safe. Every question is metered with the budget given here.
    """

    def __init__(
        self, pattern: Pattern, *, operation: Operation = Operation.MATCHES, budget: Budget = DEFAULT_BUDGET
    ) -> None:
        self.pattern = pattern
        self.operation = operation
        self.budget = budget

    @cached_property
    def bounds(self) -> Bounds:
        """The expressions that enclose the language."""
        return lower(self.pattern, whole=self.operation is Operation.MATCHES)

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
        return Machine(
            expr,
            search=self.operation is Operation.FIND,
            alphabet=self.alphabet if alphabet is None else alphabet,
            meter=self.budget.meter() if meter is None else meter,
        )

    @cached_property
    def outer_graph(self) -> UrlGraph:
        """The URLs that may be accepted.

        Raises:
            BudgetExceeded: when the product costs more than the entry's budget.
        """
        return url_graph(self.machine(self.bounds.outer))

    @cached_property
    def inner_graph(self) -> UrlGraph:
        """The URLs that certainly are accepted.

        Raises:
            BudgetExceeded: when the product costs more than the entry's budget.
        """
        return self.outer_graph if self.exact else url_graph(self.machine(self.bounds.inner))

    def relaxed_graph(self) -> UrlGraph:
        """A superset of the URLs that may be accepted, in which counted loops of many iterations have no end.

        Raises:
            BudgetExceeded: when even that costs more than the entry's budget.
        """
        return url_graph(self.machine(relaxed(self.bounds.outer)))

    def accepts(self, text: str) -> bool | Unknown:
        """Whether the entry accepts a text. The text's surrogate pairs must be combined to code points.

        Cost: linear in the text for a plain entry, times the states alive at once.
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
        return self.gap_unknown()

    def gap_unknown(self) -> Unknown:
        """The answer where the truth lies between the bounds."""
        gap: Gap = self.bounds.gaps[0]
        return Unknown(f"the {gap.construct} was only enclosed, and the answer lies between", gap.span)
