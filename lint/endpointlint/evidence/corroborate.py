"""Claim, then corroborate: claims are replayed on engines that share no code with what made them.

Three of them: the automaton once more, from scratch; the `regex` package, fed from our tree of the regex; and, where
the extra `jvm` is installed, `java.util.regex` and `java.net.URI` themselves. Hosts are read by a second grammar,
written by hand. Whoever disagrees is quoted: a contradiction is a defect of this program.

The JVM has the last word about Java. Where it sides with the automaton against the `regex` package, that package has
read the entry in another way, and is counted among those that could not be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from endpointlint.evidence.generated import Generated, attack, host_agrees, neighbours
from endpointlint.evidence.interface import Corroborator, Evidence
from endpointlint.evidence.opinions import Opinions, Outcome
from endpointlint.evidence.steered import others, replay
from endpointlint.query.claim import Claim, Operation
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved

if TYPE_CHECKING:
    from endpointlint.query.steering import Steered

_Key = tuple[str, int, Operation]


def corroborator(examples: int) -> Corroborator:
    """Someone who tries claims out. No other engine is imported or started before the first claim.

    Args:
        examples: how many URLs to generate around the claims about an entry, and for each entry that is clean.
    """
    return _Corroborator(examples)


class _Corroborator:
    """Remembers what it found out, for entries that occur again."""

    def __init__(self, examples: int) -> None:
        self._examples = examples
        self._asked: dict[str, None] = {}
        self._opinions: dict[_Key, Opinions] = {}
        self._around: dict[_Key, Generated] = {}
        self._attacked: dict[_Key, Evidence] = {}
        self._steered: dict[object, Generated] = {}

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that have been asked so far, with versions."""
        return tuple(self._asked)

    def replay(self, claims: Sequence[Claim], reach: Reach) -> Evidence:
        """Try claims about one entry, and generated URLs of the set that they are about."""
        outcome = Outcome()
        for claim in claims:
            self._about(claim, reach).replay(claim.text, claim.accepted, outcome)
            if claim.host is not None:
                host_agrees(claim.text, claim.host, outcome)
        around = self._neighbours(reach)
        outcome.silent.update(around.outcome.silent)
        outcome.contradictions.update(around.outcome.contradictions)
        return self._evidence(outcome, around)

    def attack(self, reach: Reach) -> Evidence:
        """Look for a URL that disproves what was proved about an entry: generated, then aimed at its hosts."""
        if not isinstance(reach.pinning.verdict, Proved):
            return Evidence()
        key = _key(reach.language)
        if key not in self._attacked:
            found = attack(reach, self._of(key, reach.language), self._examples)
            self._attacked[key] = self._evidence(found.outcome, found)
        return self._attacked[key]

    def steer(self, steered: Steered) -> Evidence:
        """Try out the values of a caller who leads a connector elsewhere, and generated ones that do the same."""
        entry = steered.steering.entry
        opinions = None if entry is None else self._of(_key(entry), entry)
        outcome = Outcome()
        replay(steered, opinions, outcome)
        key = (steered.steering, steered.owners)
        around = self._steered.get(key)
        if around is None:
            around = self._steered[key] = others(steered, opinions, self._examples)
        outcome.silent.update(around.outcome.silent)
        outcome.contradictions.update(around.outcome.contradictions)
        return self._evidence(outcome, around)

    def _neighbours(self, reach: Reach) -> Generated:
        key = _key(reach.language)
        if key not in self._around:
            self._around[key] = neighbours(reach, self._of(key, reach.language), self._examples)
        return self._around[key]

    def _about(self, claim: Claim, reach: Reach) -> Opinions:
        key = (claim.pattern.text, claim.pattern.java, claim.operation)
        if key == _key(reach.language):
            return self._of(key, reach.language)
        return Opinions(claim.pattern, claim.operation, reach.language.budget)

    def _of(self, key: _Key, language: Language) -> Opinions:
        if key not in self._opinions:
            self._opinions[key] = Opinions(language.pattern, language.operation, language.budget)
        return self._opinions[key]

    def _evidence(self, outcome: Outcome, generated: Generated) -> Evidence:
        self._asked.update(outcome.confirmed)
        return Evidence(outcome.confirmed_by, outcome.not_run, generated.count, tuple(outcome.contradictions))


def _key(language: Language) -> _Key:
    return language.pattern.text, language.pattern.java, language.operation
