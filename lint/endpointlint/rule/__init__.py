"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, typed
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import PREFIX, EndpointList, Layer, ListForm, ListSetting
from endpointlint.policy.settings import built_in_since, setting, spelt_as
from endpointlint.policy.template import Fill, Placeholder, Resolved, Template, Unresolvable
from endpointlint.policy.value import Value, ValueKind
from endpointlint.query import views
from endpointlint.query.claim import Operation, Pump
from endpointlint.query.cost import (
    Bounded,
    Exponential,
    Grows,
    Linear,
    Polynomial,
    UnknownGrowth,
    UnknownStack,
)
from endpointlint.query.hosts import ForeignHost, Openness
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.rule.connector import Admission, Admitted, Broken, ConnectorSubject, Refused, Target
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Finding, Fix, Grade, Mark, Note, Outcome, Severity, Witness
from endpointlint.rule.kinds import (
    Clean,
    ConnectorRule,
    DocumentRule,
    EntryRule,
    Flagged,
    ListRule,
    Rule,
    RunRule,
    SecurityRule,
    connector_rule,
    document_rule,
    entry_rule,
    list_rule,
    run_rule,
    security_rule,
)
from endpointlint.rule.run import RunSubject, SecuritySubject, provenance
from endpointlint.rule.subject import URL_SETTINGS, DocumentSubject, ListSubject
from endpointlint.source import Place, Span
from endpointlint.url import special
from endpointlint.url.special import AddressKind, kind_of_host
from endpointlint.url.suffix import owner as owner_of
from endpointlint.url.suffix import plain

__all__ = [
    "PREFIX",
    "URL_SETTINGS",
    "AddressKind",
    "Admission",
    "Admitted",
    "Bounded",
    "Broken",
    "Clean",
    "ConnectorForm",
    "ConnectorRule",
    "ConnectorSubject",
    "DocumentRule",
    "DocumentSubject",
    "Effective",
    "EndpointList",
    "EndpointsInForce",
    "EntryRule",
    "EntrySubject",
    "Exponential",
    "Fill",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Grows",
    "InForce",
    "Layer",
    "Linear",
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
    "Placeholder",
    "Polynomial",
    "Proved",
    "Pump",
    "Refused",
    "Refuted",
    "Resolved",
    "Rule",
    "RunRule",
    "RunSubject",
    "Said",
    "SecurityRule",
    "SecuritySubject",
    "Severity",
    "Span",
    "Target",
    "Template",
    "Unknown",
    "UnknownGrowth",
    "UnknownStack",
    "Unresolvable",
    "Value",
    "ValueKind",
    "Verdict",
    "Witness",
    "built_in_since",
    "connector_rule",
    "document_rule",
    "entry_rule",
    "kind_of_host",
    "list_rule",
    "owner_of",
    "plain",
    "provenance",
    "run_rule",
    "security_rule",
    "setting",
    "special",
    "spelt_as",
    "typed",
    "views",
]
