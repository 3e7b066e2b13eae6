"""The outcome of a run, complete: a report adds nothing to it."""

from __future__ import annotations

from dataclasses import dataclass

from endpointlint.rule.finding import Fix, Grade, Note, Severity, Witness
from endpointlint.source import Place


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule as reports describe it."""

    name: str
    """Kebab-case, the only identifier."""
    title: str
    severity: Severity
    """The highest that it gives by default."""
    page: str
    """The module's docstring: the fault, why it matters, the way out. reStructuredText-flavoured plain text."""
    references: tuple[str, ...]
    """CWE numbers (`CWE-918`), RFC sections, upstream files."""


@dataclass(frozen=True, slots=True)
class InputSummary:
    """One input as it was read."""

    path: str
    kind: str
    entries: int
    connectors: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about."""

    kind: str
    """`entry`, `list`, `setting`, `document`, `connector`, `security`, `run`, or what a rule calls it."""
    text: str
    """The entry's decoded regex, the key of the setting, the name of the connector or role."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place of a finding."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Generated:
    """How many generated URLs were tried, and on how many both engines agreed."""

    examples: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding with its rule, its place and its evidence."""

    rule: RuleInfo
    severity: Severity
    grade: Grade
    message: str
    place: Place
    """What the caret underlines, in the file."""
    label: str
    subject: Subject
    fingerprint: str
    """Stable over moves within the file: rule, path, pointer and the normalised text of the subject."""
    witness: Witness | None = None
    notes: tuple[Note, ...] = ()
    """Further `= label  text` lines, in order, after those made from the fields of this class."""
    related: tuple[Related, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    """Engines that replayed the claims, with versions: `automaton`, `regex 2026.11.19`, `java 25.0.3`."""
    not_run: tuple[str, ...] = ()
    """Engines that could not be asked, each with the reason."""
    generated: Generated | None = None
    releases: str | None = None
    fix: Fix | None = None
    follows_from: str | None = None
    """The rule of the worse finding on the same entry that this one merely follows from."""


@dataclass(frozen=True, slots=True)
class UnknownAnswer:
    """A question that a rule could not answer."""

    rule: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Something that was not read, or a claim that another engine contradicted."""

    path: str
    reason: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a run found out."""

    opensearch: str
    """The release judged for, such as `3.8`; `unknown` where each one that is known was."""
    inputs: tuple[InputSummary, ...]
    findings: tuple[Reported, ...]
    """Sorted by path, place, then severity (worst first), then rule; consequences directly after their main finding."""
    unknowns: tuple[UnknownAnswer, ...]
    incomplete: tuple[Incomplete, ...]
    refused: tuple[Incomplete, ...]
    """What OpenSearch itself would refuse, but whose meaning was plain and was judged."""
    rules: tuple[RuleInfo, ...]
    """Every rule that ran, sorted by name, whether or not it found anything."""
    suppressed: int
    exit_code: int
    evidence: tuple[str, ...] = ()
    """The engines that replayed claims in this run, with versions."""
    suffix_list_date: str | None = None
    """Date of the public suffix list that was consulted, ISO 8601; None if it was not needed."""
