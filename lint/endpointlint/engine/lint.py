"""From paths to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from endpointlint.engine.judge import Crash, Judge, Judged, Judgement, outcomes_of
from endpointlint.engine.options import Options
from endpointlint.engine.redact import Redactor, redactor
from endpointlint.engine.result import (
    Generated,
    Incomplete,
    InputSummary,
    Related,
    Report,
    Reported,
    RuleInfo,
    Subject,
    UnknownAnswer,
)
from endpointlint.engine.together import judge_together
from endpointlint.evidence.interface import Corroborator, Evidence, NoCorroborator
from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import UNKNOWN
from endpointlint.query.verdict import Unknown
from endpointlint.reader.discover import discover, read
from endpointlint.rule.entry import EntrySubject, Settled
from endpointlint.rule.finding import Finding, Outcome
from endpointlint.rule.kinds import AnyRule, DocumentRule, EntryRule, ListRule
from endpointlint.rule.registry import load_rules
from endpointlint.rule.subject import DocumentSubject, Judging, ListSubject
from endpointlint.source import Place
from endpointlint.source.records import dataclass, field, replace

_LONG_LIST: Final = 200
"""Entries up to which a list keeps all that was worked out, until it was judged as a whole."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def lint(
    paths: Sequence[str],
    options: Options,
    *,
    stdin: Callable[[], bytes],
    stdin_name: str = "<stdin>",
    progress: Progress | None = None,
) -> Report:
    """Read the paths, judge what they hold, and try out what is claimed.

    Args:
        paths: files, folders, and `-` for standard input.
        options: what to do.
        stdin: reads standard input; called at most once, and only for `-`.
        stdin_name: what to call standard input.
        progress: told about long work.

    Raises:
        RuleError: a collection of rules does not load.
    """
    inputs: list[Input] = []
    holding: set[str] = set()
    held: set[str] = set()
    for found in discover(paths, stdin, stdin_path=stdin_name):
        if found.repeats is None:
            item = read(found)
            if item.documents or item.connectors or item.security:
                holding.add(item.path)
            if item.kind is not DocumentKind.OTHER or item.problems:
                inputs.append(item)
        if (found.repeats or found.path) in holding:
            held.add(found.named)
    rules = _selected(_rules_for(inputs, options), options)
    run = _Run(options, rules, _corroborator(options, inputs), progress, redactor(inputs))
    for item in inputs:
        run.judge(item)
    run.judge_together(inputs)
    return run.report(inputs, empty=not held.issuperset(paths))


def _rules_for(inputs: Sequence[Input], options: Options) -> tuple[AnyRule, ...]:
    connectors = any(item.bodies for item in inputs)
    access = any(item.security for item in inputs)
    if not (connectors or access or any(item.documents for item in inputs)):
        return ()
    every = options.idle_rules
    return load_rules(options.collections, connectors=connectors or every, access=access or every)


def _selected(rules: Iterable[AnyRule], options: Options) -> tuple[AnyRule, ...]:
    return tuple(
        rule
        for rule in rules
        if (not options.select or rule.name in options.select) and rule.name not in options.ignore
    )


def _corroborator(options: Options, inputs: Sequence[Input]) -> Corroborator:
    if options.examples == 0 or not any(item.entries or item.bodies for item in inputs):
        return NoCorroborator()
    from endpointlint.evidence.corroborate import corroborator

    return corroborator(options.examples)


def rule_info(rule: AnyRule) -> RuleInfo:
    """A rule as reports describe it."""
    return RuleInfo(rule.name, rule.title, rule.severity, rule.page, rule.references)


@dataclass
class _Run:
    options: Options
    rules: tuple[AnyRule, ...]
    corroborator: Corroborator
    progress: Progress | None
    redact: Redactor
    judges: Judge = field(init=False)
    findings: list[Reported] = field(default_factory=list[Reported])
    unknowns: list[UnknownAnswer] = field(default_factory=list[UnknownAnswer])
    incomplete: list[Incomplete] = field(default_factory=list[Incomplete])
    refused: list[Incomplete] = field(default_factory=list[Incomplete])

    def __post_init__(self) -> None:
        self.judges = Judge([rule for rule in self.rules if isinstance(rule, EntryRule)], self.corroborator)

    def judge(self, item: Input) -> None:
        """Run every rule on one input."""
        for problem in item.problems:
            position = problem.place.start if problem.place else None
            line, column = (position.line, position.column) if position else (None, None)
            kept = self.incomplete if problem.blocking else self.refused
            kept.append(Incomplete(item.path, problem.message, line, column))
        judging = Judging(enforcement(self.options.release), self.options.budget, self.options.java)
        for number, document in enumerate(item.documents):
            subject = DocumentSubject(document, judging)
            self._document(subject)
            if self.progress:
                self.progress(item.path, number + 1, len(item.documents))

    def judge_together(self, inputs: Sequence[Input]) -> None:
        """Run the rules that need all inputs."""
        for said in judge_together(inputs, self.rules, self.options, self.corroborator):
            if isinstance(said.outcome, Finding):
                reported = self._reported(said.rule, said.outcome, said.place, said.subject, said.follows_from)
                self._contradicted(said.place, said.evidence.contradictions)
                self.findings.append(_with_evidence(reported, said.evidence))
            else:
                self._note_unknowns(said.place, [(said.rule, said.outcome)])

    def _document(self, document: DocumentSubject) -> None:
        for rule in self.rules:
            if isinstance(rule, DocumentRule):
                self._keep(rule, document.document.place, "document", "", outcomes_of(rule, document))
        for listed in document.lists:
            self._list(listed)

    def _list(self, listed: ListSubject) -> None:
        if listed.setting not in listed.enforcement.lists:
            return
        if len(listed.entries) > _LONG_LIST:
            self._long_list(listed.entries)
        else:
            for entry in listed.entries:
                self._entry(entry, self.judges.judge(entry))
        for rule in self.rules:
            if isinstance(rule, ListRule):
                self._keep(
                    rule, listed.endpoints.place, "list", listed.setting.value, outcomes_of(rule, listed), listed
                )

    def _long_list(self, entries: Sequence[EntrySubject]) -> None:
        """Judge many entries, in two processes unless other engines take part, which would have to start twice."""
        from endpointlint.engine.beside import beside

        with beside(self.judges, entries if isinstance(self.corroborator, NoCorroborator) else ()) as ask:
            settled: dict[str, Settled] = {}
            for entry in entries:
                told = ask(entry)
                if told is not None:
                    judgement, settled[entry.text] = told
                    self.judges.learn(entry, judgement)
                else:
                    judgement = self.judges.judge(entry)
                settled[entry.text] = entry.settle(settled.get(entry.text))
                self._entry(entry, judgement)

    def _entry(self, entry: EntrySubject, judgement: Judgement) -> None:
        for judged in judgement.findings:
            self._report_entry(judged, entry)
        self._note_unknowns(entry.entry.place, judgement.unknowns)
        self._contradicted(entry.entry.place, judgement.contradictions)

    def _keep(
        self,
        rule: AnyRule,
        place: Place,
        kind: str,
        text: str,
        outcomes: Sequence[Outcome | Crash],
        listed: ListSubject | None = None,
    ) -> None:
        for outcome in outcomes:
            if not isinstance(outcome, Finding):
                continue
            if listed is not None and outcome.entry is not None:
                entry = listed.entries[outcome.entry]
                where, subject = outcome.place or entry.entry.place, Subject("entry", entry.text)
            else:
                where, subject = outcome.place or place, Subject(kind, text)
            self.findings.append(self._reported(rule, outcome, where, subject, None))
        self._note_unknowns(place, [(rule, o) for o in outcomes if isinstance(o, Unknown | Crash)])

    def _note_unknowns(self, place: Place, outcomes: Sequence[tuple[AnyRule, Unknown | Crash]]) -> None:
        said: set[str] = set()
        for rule, outcome in outcomes:
            if outcome.reason in said:
                continue
            said.add(outcome.reason)
            match outcome:
                case Crash(reason):
                    self.incomplete.append(Incomplete(place.path, reason, place.start.line, place.start.column))
                case Unknown(reason):
                    self.unknowns.append(UnknownAnswer(rule.name, place, reason))

    def _report_entry(self, judged: Judged, entry: EntrySubject) -> None:
        found, evidence = judged.finding, judged.evidence
        literal, place = entry.entry.literal, entry.entry.place
        where = found.place or (replace(place, span=literal.in_file(found.at)) if found.at else place)
        subject = Subject("entry", entry.text)
        reported = self._reported(judged.rule, found, where, subject, judged.follows_from, place.pointer)
        self._contradicted(where, evidence.contradictions)
        self.findings.append(
            replace(
                _with_evidence(reported, evidence),
                related=tuple(Related(replace(place, span=literal.in_file(m.span)), m.text) for m in found.marks),
            )
        )

    def _contradicted(self, place: Place, messages: tuple[str, ...]) -> None:
        start = place.start
        for message in messages:
            self.incomplete.append(Incomplete(place.path, message, start.line, start.column))

    def _reported(
        self,
        rule: AnyRule,
        found: Finding,
        place: Place,
        subject: Subject,
        follows: str | None,
        pointer: str | None = None,
    ) -> Reported:
        pointer = place.pointer if pointer is None else pointer
        parts = (rule.name, place.path, pointer, subject.kind, self.redact(subject.text))
        return Reported(
            rule=rule_info(rule),
            severity=found.severity,
            grade=found.grade,
            message=found.message,
            place=place,
            label=found.label,
            subject=subject,
            fingerprint=fingerprint(parts),
            witness=found.witness,
            notes=found.notes,
            related=tuple(Related(*second) for second in found.related),
            releases=found.releases,
            fix=found.fix,
            follows_from=follows,
        )

    def report(self, inputs: Sequence[Input], *, empty: bool) -> Report:
        """Everything that was found out; `empty`: some path that was named holds nothing."""
        findings = tuple(map(self.redact.finding, sorted(self.findings, key=_order(self.findings))))
        return Report(
            opensearch=UNKNOWN if self.options.every_release else str(self.options.release),
            inputs=tuple(InputSummary(item.path, item.kind.value, item.entries, item.connectors) for item in inputs),
            findings=findings,
            unknowns=tuple(map(self.redact.unknown, self.unknowns)),
            incomplete=tuple(map(self.redact.incomplete, self.incomplete)),
            refused=tuple(map(self.redact.incomplete, self.refused)),
            rules=tuple(sorted(map(rule_info, self.rules), key=lambda info: info.name)),
            suppressed=0,
            exit_code=self._exit_code(empty=empty),
            evidence=self.corroborator.engines,
            suffix_list_date=_suffix_list_date(inputs),
        )

    def _exit_code(self, *, empty: bool) -> int:
        if self.incomplete or (self.options.strict and self.unknowns):
            return 4
        if any(found.severity >= self.options.fail_on for found in self.findings):
            return 1
        return 3 if empty and not self.options.allow_empty else 0


def _with_evidence(reported: Reported, evidence: Evidence) -> Reported:
    return replace(
        reported,
        confirmed_by=evidence.confirmed_by,
        not_run=evidence.not_run,
        generated=Generated(*evidence.generated) if evidence.generated else None,
    )


def fingerprint(parts: Iterable[str]) -> str:
    """A stable name for a finding: 32 hexadecimal digits of the SHA-256 of its parts."""
    from hashlib import sha256

    digest = sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:32]


def _order(findings: Sequence[Reported]) -> Callable[[Reported], tuple[object, ...]]:
    """By path and place of the subject, the main finding of a subject first, its consequences behind it."""
    return lambda f: (
        f.place.path,
        f.place.start,
        f.follows_from is not None,
        -f.severity.rank,
        f.rule.name,
    )


def _suffix_list_date(inputs: Sequence[Input]) -> str | None:
    if not any(item.entries for item in inputs):
        return None
    from endpointlint.url.suffix import list_date

    return list_date()
