"""Rules that need all inputs: about connectors, about access, and about the run as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from endpointlint.engine.judge import Crash, outcomes_of
from endpointlint.engine.options import Options
from endpointlint.engine.result import Subject
from endpointlint.policy.document import Input
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release, holding_text, known_releases, spans, spans_text
from endpointlint.query.verdict import Unknown
from endpointlint.rule.finding import Finding, Outcome
from endpointlint.rule.kinds import AnyRule, ConnectorRule, RunRule, SecurityRule
from endpointlint.rule.run import RunSubject, SecuritySubject, Trials
from endpointlint.rule.subject import Judging
from endpointlint.source import Place

TogetherRule = ConnectorRule | SecurityRule | RunRule


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of one of its subjects."""

    rule: TogetherRule
    outcome: Outcome | Crash
    place: Place
    """Of the finding, or else of the subject."""
    subject: Subject
    follows_from: str | None = None
    """The rule of the worse finding on the same subject that it merely follows from."""


def judge_together(inputs: Sequence[Input], rules: Iterable[AnyRule], options: Options) -> tuple[Said, ...]:
    """Ask the rules that look at more than one document. Costs nothing where there are none, or nothing to look at.

    With `every_release` they are asked for each known release. What is said in the same words of the same place for
    several of them becomes one, with the notes of the newest.
    """
    asked = [rule for rule in rules if isinstance(rule, TogetherRule)]
    if not asked or not any(item.documents or item.bodies or item.security for item in inputs):
        return ()
    releases = known_releases() if options.every_release else (options.release,)
    across, trials = _Across(), Trials()
    for release in reversed(releases):
        run = RunSubject(inputs, Judging(enforcement(release), options.budget, options.java), trials)
        for said in _said(run, asked):
            across.add(said, release)
    return across.merged(every=options.every_release)


def _said(run: RunSubject, rules: Sequence[TogetherRule]) -> Iterator[Said]:
    for connector in run.connectors:
        place = connector.connector.place
        subject = Subject("connector", connector.connector.shown_name)
        said = [
            Said(rule, outcome, _place(outcome, place), _subject(outcome, subject))
            for rule in rules
            if isinstance(rule, ConnectorRule)
            for outcome in outcomes_of(rule, connector)
        ]
        yield from _ordered(said)
    if run.security_documents:
        access = SecuritySubject(run)
        first = run.security_documents[0].place
        for rule in rules:
            if isinstance(rule, SecurityRule):
                for outcome in outcomes_of(rule, access):
                    yield Said(rule, outcome, _place(outcome, first), _subject(outcome, Subject("security", "")))
    first = _first_place(run)
    for rule in rules:
        if isinstance(rule, RunRule):
            for outcome in outcomes_of(rule, run):
                yield Said(rule, outcome, _place(outcome, first), _subject(outcome, Subject("run", "")))


def _first_place(run: RunSubject) -> Place:
    """Where to speak of the run as a whole: the first thing that it has read."""
    places = [document.place for document in run.documents]
    places += [connector.connector.place for connector in run.connectors]
    places += [document.place for document in run.security_documents]
    return places[0]


def _place(outcome: Outcome | Crash, place: Place) -> Place:
    return outcome.place or place if isinstance(outcome, Finding) else place


def _subject(outcome: Outcome | Crash, subject: Subject) -> Subject:
    return Subject(*outcome.about) if isinstance(outcome, Finding) and outcome.about else subject


def _ordered(said: Sequence[Said]) -> Iterator[Said]:
    """What is said of one subject, with what merely follows marked as such."""
    findings = [(one.rule.name, one.outcome) for one in said if isinstance(one.outcome, Finding)]
    main = max(
        ((name, found) for name, found in findings if not found.follows), key=lambda p: p[1].severity, default=None
    )
    for one in said:
        follows = main is not None and isinstance(one.outcome, Finding) and one.outcome.follows
        yield replace(one, follows_from=main[0]) if follows and main is not None else one


@dataclass(slots=True)
class _Across:
    """What is said for several releases, newest first."""

    said: dict[tuple[object, ...], Said] = field(default_factory=dict[tuple[object, ...], Said])
    releases: dict[tuple[object, ...], set[Release]] = field(default_factory=dict[tuple[object, ...], set[Release]])

    def add(self, said: Said, release: Release) -> None:
        key = self._key(said)
        self.said.setdefault(key, said)
        self.releases.setdefault(key, set()).add(release)

    def _key(self, said: Said) -> tuple[object, ...]:
        match said.outcome:
            case Finding() as found:
                return (said.rule.name, said.place.source, said.place.span, found.severity, found.message, said.subject)
            case Unknown(reason):
                return (said.rule.name, said.place.source, said.place.span, reason)
            case Crash(reason):
                return (said.rule.name, reason)

    def merged(self, *, every: bool) -> tuple[Said, ...]:
        if not every:
            return tuple(self.said.values())
        return tuple(self._held(said, self.releases[key]) for key, said in self.said.items())

    def _held(self, said: Said, releases: set[Release]) -> Said:
        if not isinstance(said.outcome, Finding):
            return said
        found = spans(lambda release: release in releases)
        return replace(said, outcome=replace(said.outcome, releases=holding_text(found) or spans_text(found)))
