"""Generated URLs: around what an entry is claimed to accept, and against what is proved about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.automata.graph import text_graph
from endpointlint.evidence import urls
from endpointlint.evidence.decoys import decoys
from endpointlint.evidence.jvm import Jvm, jvm
from endpointlint.evidence.opinions import Opinions, Outcome, quoted
from endpointlint.evidence.strategy import plainest, tapes
from endpointlint.evidence.walks import Tape, Walks, edited, text_walks, url_walks
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved
from endpointlint.url import suffix

_SAMPLE: Final = 20
"""URLs of each entry that the JVM is asked about."""
_BASES: Final = 3
"""Accepted URLs that decoys are made of."""
_MOST_CONTRADICTIONS: Final = 3
"""After so many an entry is not gone on with."""

_Check = Callable[[Tape, Outcome], bool]
"""Whether nobody disagrees about what a tape stands for; who does is noted."""


@dataclass(slots=True)
class Generated:
    """What came of generated URLs."""

    outcome: Outcome = field(default_factory=Outcome)
    texts: set[str] = field(default_factory=set[str])
    """What was tried, each once."""
    agreed: int = 0

    @property
    def count(self) -> tuple[int, int] | None:
        """How many were tried, and on how many nobody disagreed; None if there were none."""
        return (len(self.texts), self.agreed) if self.texts else None

    @property
    def enough(self) -> bool:
        """Whether enough has been said against us."""
        return len(self.outcome.contradictions) >= _MOST_CONTRADICTIONS

    def check(self, text: str, tape: Tape, check: _Check) -> None:
        """Check what a tape stands for, unless it was tried before. Of what disagrees the plainest is quoted."""
        if text in self.texts:
            return
        self.texts.add(text)
        trial = Outcome()
        if check(tape, trial):
            self.agreed += 1
            self.outcome.add(trial)
        else:
            check(plainest(tape, lambda other: not check(other, Outcome())), self.outcome)


def neighbours(reach: Reach, opinions: Opinions, examples: int) -> Generated:
    """Generate URLs that an entry certainly accepts, and near misses, and ask the engines about each.

    The first is the plainest that there is; from then on every second one is a near miss of the one before. Costs some
    5 milliseconds for 100.
    """
    out = Generated()
    walks = _certain(reach.language)
    if not walks or (opinions.reference.reason is not None and not isinstance(jvm(), Jvm)):
        return out  # nothing to try, or nobody to ask

    def accepted(tape: Tape, outcome: Outcome) -> bool:
        text, host = walks.url(tape)
        return opinions.agree(text, outcome, expected=True) and host_agrees(text, host, outcome)

    def near(tape: Tape, outcome: Outcome) -> bool:
        return opinions.agree(edited(walks.word(tape), tape), outcome)

    sample: list[str] = []
    for number, tape in enumerate(tapes(examples + examples // 2)):
        word = walks.word(tape)
        if number % 2:
            out.check(edited(word, tape), tape, near)
        else:
            out.check(word, tape, accepted)
            sample.append(word)
        if out.enough or len(out.texts) >= examples:
            break
    if not opinions.java_agrees(sample[:_SAMPLE], out.outcome):
        out.agreed -= 1
    return out


def attack(reach: Reach, opinions: Opinions, examples: int) -> Generated:
    """Try to be let through to a host that an entry was proved not to let through.

    Texts that its regex accepts, near misses of them, and decoys made of them. None may be accepted whose host belongs
    to an owner outside `reach.pinning.owners`; for a dead entry, none at all may be a URL.
    """
    out = Generated()
    owners = reach.pinning.owners
    walks = _matched(reach.language) if isinstance(reach.dead, Proved) else _possible(reach.language)

    def harmless(text: str, outcome: Outcome) -> bool:
        url = urls.parse(text)
        if url is None or suffix.owner(url.host) in owners or not opinions.accepts(text, outcome):
            return True
        if opinions.java(text, Outcome()) is False:
            outcome.reads_otherwise(opinions.reference_name)
            return True
        proved = f"where only those of {', '.join(owners)} were said to be" if owners else "where none was said to be"
        outcome.contradicted(
            f"{opinions.reference_name} accepts {quoted(text)}, so that {url.host} is dialled, {proved}, "
            f"by the regex {quoted(opinions.text)}"
        )
        return False

    if not walks:
        return out
    for tape in tapes(examples):
        word = walks.word(tape)
        out.check(word, tape, lambda tape, outcome: harmless(walks.word(tape), outcome))
        out.check(edited(word, tape), tape, lambda tape, outcome: harmless(edited(walks.word(tape), tape), outcome))
        if out.enough:
            return out
    for text in _aimed(walks, owners, examples):
        out.check(text, b"", lambda _, outcome, text=text: harmless(text, outcome))  # type: ignore[misc]
        if out.enough:
            break
    return out


def host_agrees(text: str, host: str, outcome: Outcome) -> bool:
    """Whether the second grammar, and the JVM where there is one, find the same host in a URL."""
    seen = urls.parse(text)
    found = None if seen is None else seen.host
    if found != host:
        outcome.contradicted(f"the second URL grammar finds {_named(found)} in {quoted(text)}, not {quoted(host)}")
        return False
    asked = jvm()
    if isinstance(asked, Jvm) and (dialled := asked.dialled(text)) != host:
        outcome.contradicted(f"java.net.URI finds {_named(dialled)} in {quoted(text)}, not {quoted(host)}")
        return False
    return True


def _named(host: str | None) -> str:
    return "no host" if host is None else f"the host {quoted(host)}"


def _aimed(walks: Walks, owners: tuple[str, ...], examples: int) -> Iterator[str]:
    bases = filter(None, map(urls.parse, map(walks.word, tapes(examples))))
    for base in islice(bases, _BASES):
        yield from decoys(base, owners)


def _certain(language: Language) -> Walks | None:
    """Ways through the URLs that an entry certainly accepts; None if they cost more than its budget."""
    try:
        return url_walks(language.inner_graph)
    except BudgetExceeded:
        return None


def _possible(language: Language) -> Walks | None:
    """Ways through the URLs that an entry may accept; None if they cost more than its budget."""
    try:
        return url_walks(language.outer_graph)
    except BudgetExceeded:
        return None


def _matched(language: Language) -> Walks | None:
    """Ways through the texts that an entry may accept, be they URLs or not; None if they cost more than its budget."""
    try:
        return text_walks(text_graph(language.machine(language.bounds.outer)))
    except BudgetExceeded:
        return None
