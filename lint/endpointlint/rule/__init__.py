"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.model import EndpointList, Layer, ListForm, ListSetting
from endpointlint.policy.settings import built_in_since
from endpointlint.query import views
from endpointlint.query.claim import Operation
from endpointlint.query.hosts import ForeignHost, Openness
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Finding, Fix, Grade, Mark, Note, Outcome, Severity, Witness
from endpointlint.rule.kinds import (
    Clean,
    DocumentRule,
    EntryRule,
    Flagged,
    ListRule,
    Rule,
    document_rule,
    entry_rule,
    list_rule,
)
from endpointlint.rule.subject import URL_SETTINGS, DocumentSubject, ListSubject
from endpointlint.source import Place, Span
from endpointlint.url import special
from endpointlint.url.special import AddressKind, kind_of_host
from endpointlint.url.suffix import owner as owner_of
from endpointlint.url.suffix import plain

__all__ = [
    "URL_SETTINGS",
    "AddressKind",
    "Clean",
    "DocumentRule",
    "DocumentSubject",
    "EndpointList",
    "EntryRule",
    "EntrySubject",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Layer",
    "ListForm",
    "ListRule",
    "ListSetting",
    "ListSubject",
    "Mark",
    "Note",
    "Openness",
    "Operation",
    "Outcome",
    "Path",
    "PatternProblem",
    "Place",
    "Proved",
    "Refuted",
    "Rule",
    "Severity",
    "Span",
    "Unknown",
    "Verdict",
    "Witness",
    "built_in_since",
    "document_rule",
    "entry_rule",
    "kind_of_host",
    "list_rule",
    "owner_of",
    "plain",
    "special",
    "views",
]
