"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, typed
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import PREFIX, EndpointList, Layer, ListForm, ListSetting
from endpointlint.policy.release import releases_text, spans, spans_text
from endpointlint.policy.security import Permission, Role, RoleMapping, SecurityKind, permissions
from endpointlint.policy.settings import SettingFacts, built_in_since, setting, settings, spelt_as
from endpointlint.policy.template import Fill, Placeholder, Resolved, Template, Unresolvable, holes
from endpointlint.policy.value import Value, ValueKind
from endpointlint.query import allow_lists, views
from endpointlint.query.access import ANONYMOUS, ANYONE_WITH_A_BACKEND_ROLE, EVERYONE, Access, Held, Principal, Way
from endpointlint.query.claim import Operation
from endpointlint.query.hosts import ForeignHost, Openness, pinning
from endpointlint.query.language import Language
from endpointlint.query.permissions import Granted
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.reader.schemas import nearest
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
    "ANONYMOUS",
    "ANYONE_WITH_A_BACKEND_ROLE",
    "EVERYONE",
    "PREFIX",
    "URL_SETTINGS",
    "Access",
    "AddressKind",
    "Admission",
    "Admitted",
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
    "Fill",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Granted",
    "Held",
    "InForce",
    "Language",
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
    "Permission",
    "Place",
    "Placeholder",
    "Principal",
    "Proved",
    "Refused",
    "Refuted",
    "Resolved",
    "Role",
    "RoleMapping",
    "Rule",
    "RunRule",
    "RunSubject",
    "Said",
    "SecurityKind",
    "SecurityRule",
    "SecuritySubject",
    "SettingFacts",
    "Severity",
    "Span",
    "Target",
    "Template",
    "Unknown",
    "Unresolvable",
    "Value",
    "ValueKind",
    "Verdict",
    "Way",
    "Witness",
    "allow_lists",
    "built_in_since",
    "connector_rule",
    "document_rule",
    "entry_rule",
    "holes",
    "kind_of_host",
    "list_rule",
    "nearest",
    "owner_of",
    "permissions",
    "pinning",
    "plain",
    "provenance",
    "releases_text",
    "run_rule",
    "security_rule",
    "setting",
    "settings",
    "spans",
    "spans_text",
    "special",
    "spelt_as",
    "typed",
    "views",
]
