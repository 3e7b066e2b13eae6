"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from importlib import import_module
from typing import TYPE_CHECKING

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Document, DocumentKind
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, typed
from endpointlint.policy.enforcement import CallerField, Enforcement, Moment, enforcement
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import PREFIX, EndpointList, Layer, ListForm, ListSetting, Setting
from endpointlint.policy.release import (
    NEWEST,
    OLDEST,
    Release,
    holding_text,
    known_releases,
    releases_text,
    spans,
    spans_text,
)
from endpointlint.policy.settings import SettingFacts, built_in_since, setting, settings, spelt_as
from endpointlint.policy.template import CREDENTIAL, Fill, Placeholder, Resolved, Template, Unresolvable, holes
from endpointlint.policy.value import Value, ValueKind
from endpointlint.query import allow_lists, views
from endpointlint.query.access import ANONYMOUS, ANYONE_WITH_A_BACKEND_ROLE, EVERYONE, Access, Held, Principal
from endpointlint.query.claim import Operation
from endpointlint.query.filled import STAND_IN
from endpointlint.query.hosts import ForeignHost, Openness, pinning
from endpointlint.query.language import Language
from endpointlint.query.leaving import Left, Way
from endpointlint.query.steering import Steered
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.reader.schemas import nearest
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
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass, replace
from endpointlint.source.resources import read_resource
from endpointlint.url import others, special
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
    "ANONYMOUS",
    "ANONYMOUS_BACKEND_ROLE",
    "ANONYMOUS_USER",
    "ANYONE_WITH_A_BACKEND_ROLE",
    "CREDENTIAL",
    "EVERYONE",
    "NEWEST",
    "OLDEST",
    "PREFIX",
    "STAND_IN",
    "URL_SETTINGS",
    "Access",
    "Action",
    "ActionGroup",
    "AddressKind",
    "Admission",
    "Admitted",
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
    "Exposed",
    "Field",
    "Fill",
    "Finding",
    "Fix",
    "Flagged",
    "ForeignHost",
    "Grade",
    "Granted",
    "Header",
    "Held",
    "InForce",
    "IndexPermission",
    "Language",
    "Layer",
    "Lead",
    "Led",
    "Left",
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
    "Principal",
    "Proved",
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
    "SettingFacts",
    "Severity",
    "Span",
    "Steered",
    "Target",
    "Template",
    "Unknown",
    "Unresolvable",
    "User",
    "Value",
    "ValueKind",
    "Verdict",
    "Way",
    "Where",
    "Witness",
    "allow_lists",
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
    "holes",
    "is_exact",
    "is_regex",
    "kind_of",
    "kind_of_host",
    "known_releases",
    "lazy",
    "list_rule",
    "nearest",
    "others",
    "owner_of",
    "pattern_matches",
    "permissions",
    "pinning",
    "plain",
    "provenance",
    "read_resource",
    "releases_text",
    "replace",
    "run_rule",
    "secrets_in",
    "security_rule",
    "setting",
    "settings",
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
