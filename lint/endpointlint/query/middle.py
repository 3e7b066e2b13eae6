"""Inclusions that are answered by the place in which two entries differ: entries are edited there, and nowhere else.

What their expressions begin and end with alike is taken off, and the question asked about what is left. A proof about
that is a proof; a text that it shows is put together again, and tried.
"""

from __future__ import annotations

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import Meter
from endpointlint.automata.counts import has_large_counts, narrowed, widened
from endpointlint.automata.ends import Ends, common_ends
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.lengths import long_word, longest, uncounted, word
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language
from endpointlint.query.space import Space
from endpointlint.query.verdict import Proved, Refuted, Verdict


def in_middle(one: Language, other: Language, meter: Meter, *, urls: bool) -> Verdict[str] | None:
    """Whether all texts of an entry are accepted by another, if that is seen soon; None if it is not.

    Args:
        one: the entry.
        other: the other.
        meter: where the work is counted.
        urls: leave it at texts of which URLs consist. One that is left out need not be a URL, however, and is one only
            if both entries are exact.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    if not one.operation is other.operation is Operation.MATCHES:
        return None
    ends = common_ends(one.bounds.outer, other.bounds.inner)
    if ends is None:
        return None
    space = Space.of((ends.one, ends.other), meter, urls=urls)
    if has_large_counts(ends.one, ends.other):
        return _in_counts(one, other, ends, space)
    found = space.soon(space.machine(one, ends.one), space.excluded([other], [ends.other]))
    return _whole(other, ends, found.witness, meter) if isinstance(found, Refuted) else found


def _in_counts(one: Language, other: Language, ends: Ends, space: Space) -> Verdict[str] | None:
    """The same where the middles have counts that may not matter, or that one of them exceeds."""
    length = longest(ends.one)
    larger = ends.other if length is None else uncounted(ends.other, length)
    least, most = space.excluded([other], [narrowed(larger)]), space.excluded([other], [widened(larger)])
    if isinstance(space.soon(space.machine(one, widened(ends.one)), least), Proved):
        return Proved()
    found = space.soon(space.machine(one, narrowed(ends.one)), most)
    if isinstance(found, Refuted):
        return _whole(other, ends, found.witness, space.meter)
    limit = longest(ends.other)
    text = None if limit is None else long_word(ends.one, limit, space.spell)
    return None if text is None else _whole(other, ends, text, space.meter)


def _whole(other: Language, ends: Ends, middle: str, meter: Meter) -> Refuted[str] | None:
    """A text that is left out, made of one that the other middle does not accept; None if it is no such text."""
    space = Space.of((ends.before, ends.after), meter, urls=False)
    before, after = word(ends.before, space.spell), word(ends.after, space.spell)
    if before is None or after is None:
        return None
    text = before + middle + after
    return Refuted(text) if ends.fixed or not _accepts(other, text, meter) else None


def _accepts(other: Language, text: str, meter: Meter) -> bool:
    inner = other.bounds.inner
    return other.machine(inner, meter, alphabet_of(sets_of(inner))).run(text)
