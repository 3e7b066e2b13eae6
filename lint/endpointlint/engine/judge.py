"""What the rules say of one entry, with replacements and evidence: all that does not depend on where the entry stands.

The same regex often stands in many files. It is judged once, and what was found out is placed wherever it occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from endpointlint.evidence.interface import Corroborator, Evidence
from endpointlint.policy.model import ListSetting
from endpointlint.query.verdict import Unknown
from endpointlint.repair.faster import faster
from endpointlint.repair.tighter import tighter
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Finding, Fix, Note, Outcome
from endpointlint.rule.kinds import EntryRule, Rule, S
from endpointlint.source.records import dataclass, replace

_MOST_REMEMBERED: Final = 10_000
"""Distinct entries whose judgement is kept."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule failed; that is a defect of the rule, and must not hide what others find."""

    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding of one rule, tried out."""

    rule: EntryRule
    finding: Finding
    """With a replacement, where one was looked for and proved."""
    follows_from: str | None
    """The rule of the worse finding that it merely follows from."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that was found out about one entry."""

    findings: tuple[Judged, ...]
    unknowns: tuple[tuple[EntryRule, Unknown | Crash], ...]
    contradictions: tuple[str, ...]
    """What other engines said against a clean verdict."""


def outcomes_of(rule: Rule[S], subject: S) -> list[Outcome | Crash]:
    """What a rule says of its subject. Never raises."""
    try:
        return list(rule.check(subject))
    except RecursionError:
        return [Unknown(f"the rule {rule.name} ran out of stack on it")]
    except Exception as error:
        return [Crash(f"the rule {rule.name} failed: {type(error).__name__}: {error}")]


class Judge:
    """Judges entries for one run."""

    def __init__(self, rules: Sequence[EntryRule], corroborator: Corroborator) -> None:
        self.rules = rules
        self._corroborator = corroborator
        self._known: dict[tuple[ListSetting, str], Judgement] = {}

    def judge(self, entry: EntrySubject, *, keep: bool = True) -> Judgement:
        """Everything about one entry. Costs next to nothing for one that was judged before, and kept."""
        known = self._known.get(_key(entry))
        if known is None:
            known = self._judged(entry)
            if keep:
                self.learn(entry, known)
        return known

    def knows(self, entry: EntrySubject) -> bool:
        """Whether the entry was judged before."""
        return _key(entry) in self._known

    def learn(self, entry: EntrySubject, judgement: Judgement) -> None:
        """Keep what was found out about an entry."""
        if len(self._known) < _MOST_REMEMBERED:
            self._known[_key(entry)] = judgement

    def _judged(self, entry: EntrySubject) -> Judgement:
        compiles = entry.compiles
        said = [
            (rule, outcome)
            for rule in self.rules
            if entry.setting in rule.settings and (compiles or not rule.compiles)
            for outcome in outcomes_of(rule, entry)
        ]
        found = [(rule, outcome) for rule, outcome in said if isinstance(outcome, Finding)]
        attack = self._corroborator.attack(entry.reach) if compiles else Evidence()
        return Judgement(
            tuple(self._tried(found, entry)),
            tuple((rule, outcome) for rule, outcome in said if isinstance(outcome, Unknown | Crash)),
            attack.contradictions,
        )

    def _tried(self, found: Sequence[tuple[EntryRule, Finding]], entry: EntrySubject) -> Iterator[Judged]:
        main = max(
            ((rule, finding) for rule, finding in found if not finding.follows),
            key=lambda pair: pair[1].severity,
            default=None,
        )
        for rule, finding in found:
            evidence = self._corroborator.replay(finding.claims, entry.reach) if finding.claims else Evidence()
            follows_from = main[0].name if main and finding.follows else None
            measured = tuple(Note("measured", text) for text in evidence.measured)
            notes = (*finding.notes, *measured)
            judged = replace(finding, fix=_fix(finding, entry), claims=(), notes=notes)
            yield Judged(rule, judged, follows_from, evidence)


def _key(entry: EntrySubject) -> tuple[ListSetting, str]:
    return entry.setting, entry.text


def _fix(finding: Finding, entry: EntrySubject) -> Fix | None:
    if finding.repair:
        found = tighter(entry.reach, entry.enforcement, entry.setting)
        if found is None:
            return None
        proved = f"pinned to {', '.join(found.owners)}, still allows {found.still_allows}"
        return Fix(found.text, safe=True, proved=proved)
    if finding.hasten:
        quick = faster(entry.language, entry.enforcement, entry.setting)
        if quick is None:
            return None
        return Fix(quick.text, safe=True, proved="of linear cost and bounded stack, the same URLs", label="faster")
    return finding.fix
