"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from importlib import import_module
from typing import TYPE_CHECKING

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Document, DocumentKind
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, typed
from endpointlint.policy.enforcement import CallerField, Enforcement, Moment, enforcement
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import PREFIX, EndpointList, Layer, ListForm, ListSetting, Setting
from endpointlint.policy.release import NEWEST, OLDEST, Release, holding_text, known_releases, spans, spans_text
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
from endpointlint.source.records import dataclass
from endpointlint.source.resources import read_resource
from endpointlint.url import special
from endpointlint.url.client import Dialled, dialled
from endpointlint.url.special import AddressKind, kind_of_host
from endpointlint.url.suffix import owner as owner_of
from endpointlint.url.suffix import plain

if TYPE_CHECKING:
    from endpointlint.policy.connector import (
        Action,
        ClientConfig,
        Connector,
        Credential,
        Exposed,
        Field,
        Header,
        Parameter,
        Part,
        Where,
    )
    from endpointlint.policy.secret import Secret, SecretKind, asks_for_secret, kind_of, secrets_in
    from endpointlint.policy.security import (
        ADMIN_ROLE,
        ANONYMOUS_BACKEND_ROLE,
        ANONYMOUS_USER,
        ActionGroup,
        IndexPermission,
        Permission,
        Role,
        RoleMapping,
        Security,
        SecurityConfig,
        SecurityKind,
        User,
        permissions,
        shipped_mappings,
    )
    from endpointlint.query.permissions import Granted, granted, is_exact, is_regex
    from endpointlint.query.permissions import matches as pattern_matches

__all__ = [
    "ADMIN_ROLE",
    "ANONYMOUS_BACKEND_ROLE",
    "ANONYMOUS_USER",
    "NEWEST",
    "OLDEST",
    "PREFIX",
    "URL_SETTINGS",
    "Action",
    "ActionGroup",
    "AddressKind",
    "Admission",
    "Admitted",
    "Bounded",
    "Broken",
    "CallerField",
    "Clean",
    "ClientConfig",
    "Connector",
    "ConnectorForm",
    "ConnectorRule",
    "ConnectorSubject",
    "Credential",
    "Dialled",
    "Document",
    "DocumentKind",
    "DocumentRule",
    "DocumentSubject",
    "Effective",
    "EndpointList",
    "EndpointsInForce",
    "Enforcement",
    "EntryRule",
    "EntrySubject",
    "Exponential",
    "Exposed",
    "Field",
    "Fill",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Granted",
    "Grows",
    "Header",
    "InForce",
    "IndexPermission",
    "Layer",
    "Linear",
    "ListForm",
    "ListRule",
    "ListSetting",
    "ListSubject",
    "Mark",
    "Moment",
    "Note",
    "Openness",
    "Operation",
    "Outcome",
    "Parameter",
    "Part",
    "Path",
    "PatternProblem",
    "Permission",
    "Place",
    "Placeholder",
    "Polynomial",
    "Proved",
    "Pump",
    "Refused",
    "Refuted",
    "Release",
    "Resolved",
    "Role",
    "RoleMapping",
    "Rule",
    "RunRule",
    "RunSubject",
    "Said",
    "Secret",
    "SecretKind",
    "Security",
    "SecurityConfig",
    "SecurityKind",
    "SecurityRule",
    "SecuritySubject",
    "Setting",
    "Severity",
    "Span",
    "Target",
    "Template",
    "Unknown",
    "UnknownGrowth",
    "UnknownStack",
    "Unresolvable",
    "User",
    "Value",
    "ValueKind",
    "Verdict",
    "Where",
    "Witness",
    "asks_for_secret",
    "built_in_since",
    "connector_rule",
    "dataclass",
    "dialled",
    "document_rule",
    "enforcement",
    "entry_rule",
    "granted",
    "holding_text",
    "is_exact",
    "is_regex",
    "kind_of",
    "kind_of_host",
    "known_releases",
    "list_rule",
    "owner_of",
    "pattern_matches",
    "permissions",
    "plain",
    "provenance",
    "read_resource",
    "run_rule",
    "secrets_in",
    "security_rule",
    "setting",
    "shipped_mappings",
    "spans",
    "spans_text",
    "special",
    "spelt_as",
    "typed",
    "views",
]


_LAZY = {
    "ADMIN_ROLE": ("endpointlint.policy.security", "ADMIN_ROLE"),
    "ANONYMOUS_BACKEND_ROLE": ("endpointlint.policy.security", "ANONYMOUS_BACKEND_ROLE"),
    "ANONYMOUS_USER": ("endpointlint.policy.security", "ANONYMOUS_USER"),
    "Action": ("endpointlint.policy.connector", "Action"),
    "ActionGroup": ("endpointlint.policy.security", "ActionGroup"),
    "ClientConfig": ("endpointlint.policy.connector", "ClientConfig"),
    "Connector": ("endpointlint.policy.connector", "Connector"),
    "Credential": ("endpointlint.policy.connector", "Credential"),
    "Exposed": ("endpointlint.policy.connector", "Exposed"),
    "Field": ("endpointlint.policy.connector", "Field"),
    "Granted": ("endpointlint.query.permissions", "Granted"),
    "Header": ("endpointlint.policy.connector", "Header"),
    "IndexPermission": ("endpointlint.policy.security", "IndexPermission"),
    "Parameter": ("endpointlint.policy.connector", "Parameter"),
    "Part": ("endpointlint.policy.connector", "Part"),
    "Permission": ("endpointlint.policy.security", "Permission"),
    "Role": ("endpointlint.policy.security", "Role"),
    "RoleMapping": ("endpointlint.policy.security", "RoleMapping"),
    "Secret": ("endpointlint.policy.secret", "Secret"),
    "SecretKind": ("endpointlint.policy.secret", "SecretKind"),
    "Security": ("endpointlint.policy.security", "Security"),
    "SecurityConfig": ("endpointlint.policy.security", "SecurityConfig"),
    "SecurityKind": ("endpointlint.policy.security", "SecurityKind"),
    "User": ("endpointlint.policy.security", "User"),
    "Where": ("endpointlint.policy.connector", "Where"),
    "asks_for_secret": ("endpointlint.policy.secret", "asks_for_secret"),
    "granted": ("endpointlint.query.permissions", "granted"),
    "is_exact": ("endpointlint.query.permissions", "is_exact"),
    "is_regex": ("endpointlint.query.permissions", "is_regex"),
    "kind_of": ("endpointlint.policy.secret", "kind_of"),
    "pattern_matches": ("endpointlint.query.permissions", "matches"),
    "permissions": ("endpointlint.policy.security", "permissions"),
    "secrets_in": ("endpointlint.policy.secret", "secrets_in"),
    "shipped_mappings": ("endpointlint.policy.security", "shipped_mappings"),
}
"""What rules about lists do not need, and runs without connectors and roles do not pay for."""


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    module, attribute = _LAZY[name]
    return getattr(import_module(module), attribute)
