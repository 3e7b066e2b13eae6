"""Inclusions that are answered by a glance: entries are edited in one place, and mostly differ there and nowhere else.

What two expressions begin and end with alike is taken off, and the question asked about what is left; or it is asked
about all texts, where only URLs count. A proof about these is a proof, a text that they show is tried. Nothing is said
where neither comes soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.budget import Meter
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.counts import has_large_counts, narrowed, widened
from endpointlint.automata.difference import Search, machine_walk
from endpointlint.automata.ends import Ends, common_ends
from endpointlint.automata.expression import Expr
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.leftover import Excluded
from endpointlint.automata.lengths import long_word, longest, uncounted, word
from endpointlint.automata.machine import Machine
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Verdict
from endpointlint.source.records import dataclass
from endpointlint.url.client import dialled
from endpointlint.url.grammar import OTHER, url_characters

_PATIENCE: Final = 1
"""Pairs a node, from which on nothing comes soon."""
_MOST: Final = 1_000
"""Pairs, from which on nothing comes soon."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The texts that a question is about, and where its work is counted."""

    alphabet: Alphabet
    within: int
    """The mask of the characters that the texts consist of."""
    urls: bool
    """Only texts count that the client accepts."""
    meter: Meter

    @classmethod
    def of(cls, languages: Sequence[Language], meter: Meter, *, urls: bool) -> Space:
        """One that tells apart what the entries do."""
        sets = sets_of(*(bound for one in languages for bound in (one.bounds.inner, one.bounds.outer)))
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


def glance(one: Language, larger: Sequence[Language], least: Excluded, space: Space) -> Verdict[str] | None:
    """Whether all texts of an entry are accepted by a list, if that is seen soon; None if it is not.

    Args:
        one: the entry.
        larger: the list.
        least: what it certainly accepts.
        space: the texts in question.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    found = _in_middle(one, larger, least, space)
    if found is None and space.urls:
        found = _searched(space.machine(one, one.bounds.outer), least, space)
    if isinstance(found, Refuted):
        exact = one.exact and all(other.exact for other in larger)
        shown = exact and not (space.urls and isinstance(dialled(found.witness), str))
        return found if shown else None
    return found


def too_long(one: Language, length: int, space: Space) -> str | None:
    """A text of an entry that is longer than some length; None if none is found. Linear in the text."""
    text = None if one.operation is Operation.FIND else long_word(one.bounds.inner, length, space.spell)
    return text if text is not None and space.machine(one, one.bounds.inner).run(text) else None


def _in_middle(one: Language, larger: Sequence[Language], least: Excluded, space: Space) -> Verdict[str] | None:
    """What there is to see where an entry differs from the only one of the list; a text need not be a URL."""
    if len(larger) != 1 or not larger[0].operation is one.operation is Operation.MATCHES:
        return None
    ends = common_ends(one.bounds.outer, larger[0].bounds.inner)
    if ends is None:
        return None
    if has_large_counts(ends.one, ends.other):
        return _in_counts(one, ends, larger, least, space)
    found = _searched(space.machine(one, ends.one), space.excluded(larger, [ends.other]), space)
    return _shown(ends, found.witness, least, space) if isinstance(found, Refuted) else found


def _in_counts(
    one: Language, ends: Ends, larger: Sequence[Language], least: Excluded, space: Space
) -> Verdict[str] | None:
    """The same where the middles have counts that may not matter, or that one of them exceeds."""
    length = longest(ends.one)
    other = ends.other if length is None else uncounted(ends.other, length)
    least_other, most_other = space.excluded(larger, [narrowed(other)]), space.excluded(larger, [widened(other)])
    if isinstance(_searched(space.machine(one, widened(ends.one)), least_other, space), Proved):
        return Proved()
    found = _searched(space.machine(one, narrowed(ends.one)), most_other, space)
    if isinstance(found, Refuted):
        return _shown(ends, found.witness, least, space)
    limit = longest(ends.other)
    text = None if limit is None else long_word(ends.one, limit, space.spell)
    return None if text is None else _shown(ends, text, least, space)


def _shown(ends: Ends, middle: str, least: Excluded, space: Space) -> Refuted[str] | None:
    """A text that is left out, made of one that the other middle does not accept; None if it is no such text."""
    before, after = word(ends.before, space.spell), word(ends.after, space.spell)
    if before is None or after is None:
        return None
    text = before + middle + after
    return Refuted(text) if ends.fixed or not least.machines[0].run(text) else None


def _searched(machine: Machine, excluded: Excluded, space: Space) -> Verdict[str] | None:
    search = Search(machine_walk(machine, within=space.within), excluded.subsets, space.alphabet, space.meter)
    if not search.run(_PATIENCE, _MOST):
        return None
    return Proved() if search.word is None else Refuted(search.word)
