"""What a rule is, and the decorators that make one of a generator function."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from endpointlint.policy.model import ListSetting
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Outcome, Severity
from endpointlint.rule.run import RunSubject, SecuritySubject
from endpointlint.rule.subject import URL_SETTINGS, DocumentSubject, ListSubject


class RuleError(Exception):
    """A rule or a collection of rules cannot be loaded; the run ends."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """An example that the rule reports; each becomes a test and a line of the rule's page."""

    text: str | tuple[str, ...] = ""
    """One entry, several entries of one list, or for a rule on something else the text of a file."""
    witness: str | None = None
    """A URL that the finding shows, or that must at least be accepted by the entry that is reported."""
    severity: Severity | None = None
    """What the finding must say; the rule's own severity if absent."""
    setting: ListSetting = ListSetting.TRUSTED_ENDPOINTS
    opensearch: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    """Names and texts of several files that are judged together; then there is no `text`."""


@dataclass(frozen=True, slots=True)
class Clean:
    """An example that the rule leaves alone."""

    text: str | tuple[str, ...] = ""
    setting: ListSetting = ListSetting.TRUSTED_ENDPOINTS
    opensearch: str | None = None
    files: tuple[tuple[str, str], ...] = ()


Example = Flagged | Clean

S = TypeVar("S", EntrySubject, ListSubject, DocumentSubject, ConnectorSubject, SecuritySubject, RunSubject)


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """A rule: what it is called, what it is about, and how it decides."""

    name: str
    """Kebab-case; the name of its function and module."""
    title: str
    severity: Severity
    """The highest severity that it gives."""
    since: str
    references: tuple[str, ...]
    page: str
    """The docstring of its module: the fault, why it matters, the way out."""
    examples: tuple[Example, ...]
    check: Callable[[S], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class EntryRule(Rule[EntrySubject]):
    """A rule that looks at one entry at a time."""

    settings: frozenset[ListSetting]
    """The settings whose entries it is shown."""
    compiles: bool
    """It is only shown entries that compile."""


@dataclass(frozen=True, slots=True)
class ListRule(Rule[ListSubject]):
    """A rule that looks at one list at a time."""


@dataclass(frozen=True, slots=True)
class DocumentRule(Rule[DocumentSubject]):
    """A rule that looks at one settings document at a time."""


@dataclass(frozen=True, slots=True)
class ConnectorRule(Rule[ConnectorSubject]):
    """A rule that looks at one connector at a time, with the policy that it will meet."""


@dataclass(frozen=True, slots=True)
class SecurityRule(Rule[SecuritySubject]):
    """A rule that looks at the configuration of the security plugin as a whole."""


@dataclass(frozen=True, slots=True)
class RunRule(Rule[RunSubject]):
    """A rule that looks at everything that a run has read."""


AnyRule = EntryRule | ListRule | DocumentRule | ConnectorRule | SecurityRule | RunRule


def entry_rule(
    *,
    title: str,
    severity: Severity,
    since: str,
    references: tuple[str, ...],
    examples: tuple[Example, ...],
    settings: frozenset[ListSetting] = URL_SETTINGS,
    compiles: bool = True,
) -> Callable[[Callable[[EntrySubject], Iterator[Outcome]]], EntryRule]:
    """A rule that looks at one entry at a time.

    Args:
        title: the fault in a few words.
        severity: the highest that the rule gives.
        since: the version of this collection that had it first.
        references: CWE numbers, RFC sections, upstream files.
        examples: at least one that is flagged and one that is clean.
        settings: the settings whose entries it is shown.
        compiles: leave out entries that are no regexes.

    Raises:
        RuleError: the module has no docstring, or there is no flagged or no clean example.
    """

    def make(check: Callable[[EntrySubject], Iterator[Outcome]]) -> EntryRule:
        about = _about(check, title, severity, since, references, examples)
        return EntryRule(*about, check, settings, compiles)

    return make


def list_rule(
    *, title: str, severity: Severity, since: str, references: tuple[str, ...], examples: tuple[Example, ...]
) -> Callable[[Callable[[ListSubject], Iterator[Outcome]]], ListRule]:
    """A rule that looks at one list at a time. Raises as `entry_rule` does."""
    return lambda check: ListRule(*_about(check, title, severity, since, references, examples), check)


def document_rule(
    *, title: str, severity: Severity, since: str, references: tuple[str, ...], examples: tuple[Example, ...]
) -> Callable[[Callable[[DocumentSubject], Iterator[Outcome]]], DocumentRule]:
    """A rule that looks at one settings document at a time. Raises as `entry_rule` does."""
    return lambda check: DocumentRule(*_about(check, title, severity, since, references, examples), check)


def connector_rule(
    *, title: str, severity: Severity, since: str, references: tuple[str, ...], examples: tuple[Example, ...]
) -> Callable[[Callable[[ConnectorSubject], Iterator[Outcome]]], ConnectorRule]:
    """A rule that looks at one connector at a time. Raises as `entry_rule` does.

    It is asked after all inputs have been read. Where the release is not known it is asked for each one that is, and
    findings that differ in nothing but the release become one, which says for which it holds.
    """
    return lambda check: ConnectorRule(*_about(check, title, severity, since, references, examples), check)


def security_rule(
    *, title: str, severity: Severity, since: str, references: tuple[str, ...], examples: tuple[Example, ...]
) -> Callable[[Callable[[SecuritySubject], Iterator[Outcome]]], SecurityRule]:
    """A rule that looks at roles, mappings and the like, merged over the run; asked if there are any.

    Its findings name a place. Otherwise as `connector_rule`.
    """
    return lambda check: SecurityRule(*_about(check, title, severity, since, references, examples), check)


def run_rule(
    *, title: str, severity: Severity, since: str, references: tuple[str, ...], examples: tuple[Example, ...]
) -> Callable[[Callable[[RunSubject], Iterator[Outcome]]], RunRule]:
    """A rule that looks across files. Its findings name a place. Otherwise as `connector_rule`."""
    return lambda check: RunRule(*_about(check, title, severity, since, references, examples), check)


def _about(
    check: Callable[[S], Iterator[Outcome]],
    title: str,
    severity: Severity,
    since: str,
    references: tuple[str, ...],
    examples: tuple[Example, ...],
) -> tuple[str, str, Severity, str, tuple[str, ...], str, tuple[Example, ...]]:
    """The fields of a rule but for its check."""
    name = check.__name__.replace("_", "-")
    page = inspect.cleandoc(sys.modules[check.__module__].__doc__ or "")
    if not page:
        raise RuleError(f"rule {name}: its module has no docstring, so it would have no page")
    flagged = sum(isinstance(example, Flagged) for example in examples)
    if not 0 < flagged < len(examples):
        raise RuleError(f"rule {name}: no {'Clean' if flagged else 'Flagged'} example")
    return name, title, severity, since, references, page, examples
