"""The texts that a question about sets is asked of, and automata over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import Meter
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.difference import Search, machine_walk
from endpointlint.automata.expression import Expr
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.leftover import Excluded
from endpointlint.automata.machine import Machine
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Verdict
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import OTHER, url_characters

_PATIENCE: Final = 1
"""Pairs a node, from which on nothing comes soon."""
_MOST: Final = 1_000
"""Pairs, from which on nothing comes soon."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Texts over one alphabet, and where the work on them is counted."""

    alphabet: Alphabet
    within: int
    """The mask of the characters that the texts consist of."""
    urls: bool
    """Only texts count that the client accepts."""
    meter: Meter

    @classmethod
    def of(cls, exprs: Iterable[Expr], meter: Meter, *, urls: bool) -> Space:
        """One that tells apart what the expressions do. Linear in them."""
        sets = sets_of(*exprs)
        alphabet = alphabet_of((*sets, OTHER) if urls else sets)
        return cls(alphabet, url_characters(alphabet) if urls else alphabet.full, urls, meter)

    def machine(self, one: Language, expr: Expr) -> Machine:
        """The automaton of an expression that is applied as an entry is."""
        return one.machine(expr, self.meter, self.alphabet)

    def excluded(self, languages: Sequence[Language], exprs: Sequence[Expr]) -> Excluded:
        """Expressions, one for each of some entries, that must not accept a text."""
        return Excluded(
            exprs, lambda number, expr: self.machine(languages[number], expr), self.alphabet, self.within, self.meter
        )

    def spell(self, chars: CodePointSet) -> str:
        """A character of a set."""
        return self.alphabet.spell(self.alphabet.mask(chars))

    def soon(self, machine: Machine, excluded: Excluded) -> Verdict[str] | None:
        """Whether all texts of a machine are excluded, be they URLs or not; None if that is not seen soon.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        search = Search(machine_walk(machine, within=self.within), excluded.subsets, self.alphabet, self.meter)
        if not search.run(_PATIENCE, _MOST):
            return None
        return Proved() if search.word is None else Refuted(search.word)
