"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.connector import Action, Connector, Credential, Exposed, Field, Header, Part, Where
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, typed
from endpointlint.policy.enforcement import CallerField
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import PREFIX, EndpointList, Layer, ListForm, ListSetting
from endpointlint.policy.release import spans, spans_text
from endpointlint.policy.secret import SENSITIVE_NAME, SecretKind
from endpointlint.policy.settings import built_in_since, setting, spelt_as
from endpointlint.policy.template import CREDENTIAL, Fill, Placeholder, Resolved, Template, Unresolvable, holes
from endpointlint.policy.value import Value, ValueKind
from endpointlint.query import views
from endpointlint.query.claim import Operation
from endpointlint.query.filled import STAND_IN
from endpointlint.query.hosts import ForeignHost, Openness
from endpointlint.query.leaving import Left, Way
from endpointlint.query.steering import Steered
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.rule.admission import Admission, Admitted, Broken, Refused, Target
from endpointlint.rule.connector import ConnectorSubject
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
from endpointlint.rule.steering import Lead, Led
from endpointlint.rule.subject import URL_SETTINGS, DocumentSubject, ListSubject
from endpointlint.source import Place, Span
from endpointlint.url import others, special
from endpointlint.url.client import Dialled, dialled
from endpointlint.url.special import AddressKind, kind_of_host
from endpointlint.url.suffix import owner as owner_of
from endpointlint.url.suffix import plain

__all__ = [
    "CREDENTIAL",
    "PREFIX",
    "SENSITIVE_NAME",
    "STAND_IN",
    "URL_SETTINGS",
    "Action",
    "AddressKind",
    "Admission",
    "Admitted",
    "Broken",
    "CallerField",
    "Clean",
    "Connector",
    "ConnectorForm",
    "ConnectorRule",
    "ConnectorSubject",
    "Credential",
    "Dialled",
    "DocumentRule",
    "DocumentSubject",
    "Effective",
    "EndpointList",
    "EndpointsInForce",
    "EntryRule",
    "EntrySubject",
    "Exposed",
    "Field",
    "Fill",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Header",
    "InForce",
    "Layer",
    "Lead",
    "Led",
    "Left",
    "ListForm",
    "ListRule",
    "ListSetting",
    "ListSubject",
    "Mark",
    "Note",
    "Openness",
    "Operation",
    "Outcome",
    "Part",
    "Path",
    "PatternProblem",
    "Place",
    "Placeholder",
    "Proved",
    "Refused",
    "Refuted",
    "Resolved",
    "Rule",
    "RunRule",
    "RunSubject",
    "Said",
    "SecretKind",
    "SecurityRule",
    "SecuritySubject",
    "Severity",
    "Span",
    "Steered",
    "Target",
    "Template",
    "Unknown",
    "Unresolvable",
    "Value",
    "ValueKind",
    "Verdict",
    "Way",
    "Where",
    "Witness",
    "built_in_since",
    "connector_rule",
    "dialled",
    "document_rule",
    "entry_rule",
    "holes",
    "kind_of_host",
    "list_rule",
    "others",
    "owner_of",
    "plain",
    "provenance",
    "run_rule",
    "security_rule",
    "setting",
    "spans",
    "spans_text",
    "special",
    "spelt_as",
    "typed",
    "views",
]
