"""All that a rule may import: subjects with their questions, answers, findings, and the decorators."""

from importlib import import_module
from typing import TYPE_CHECKING

from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Document, DocumentKind
from endpointlint.policy.effective import Effective, EndpointsInForce, InForce, Said, folders_of, typed
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
from endpointlint.query.hosts import ForeignHost, Openness, pinning
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.rule.admission import Admission, Admitted, Broken, Refused, Target
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Finding, Fix, Grade, Mark, Note, Outcome, Severity, Witness
from endpointlint.rule.kinds import (
    AnyRule,
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
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass, replace
from endpointlint.source.resources import read_resource
from endpointlint.source.spelling import nearest
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
    from endpointlint.query.access import ANONYMOUS, ANYONE_WITH_A_BACKEND_ROLE, EVERYONE, Access, Held, Principal
    from endpointlint.query.filled import STAND_IN
    from endpointlint.query.leaving import Left, Way
    from endpointlint.query.permissions import Granted, granted, is_exact, is_regex
    from endpointlint.query.permissions import matches as pattern_matches
    from endpointlint.query.steering import Steered
    from endpointlint.rule.steering import Lead, Led
    from endpointlint.url import others

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
    "AnyRule",
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
    "Held",
    "InForce",
    "IndexPermission",
    "Language",
    "Layer",
    "Lead",
    "Led",
    "Left",
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
    "Principal",
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
    "SettingFacts",
    "Severity",
    "Span",
    "Steered",
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
    "folders_of",
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


_LATER = {
    "endpointlint.policy.connector": (
        "Action",
        "ClientConfig",
        "Connector",
        "Credential",
        "Exposed",
        "Field",
        "Header",
        "Parameter",
        "Part",
        "Where",
    ),
    "endpointlint.policy.secret": (
        "Secret",
        "SecretKind",
        "asks_for_secret",
        "kind_of",
        "secrets_in",
    ),
    "endpointlint.policy.security": (
        "ADMIN_ROLE",
        "ANONYMOUS_BACKEND_ROLE",
        "ANONYMOUS_USER",
        "ActionGroup",
        "IndexPermission",
        "Permission",
        "Role",
        "RoleMapping",
        "Security",
        "SecurityConfig",
        "SecurityKind",
        "User",
        "permissions",
        "shipped_mappings",
    ),
    "endpointlint.query.access": (
        "ANONYMOUS",
        "ANYONE_WITH_A_BACKEND_ROLE",
        "Access",
        "EVERYONE",
        "Held",
        "Principal",
    ),
    "endpointlint.query.filled": ("STAND_IN",),
    "endpointlint.query.leaving": (
        "Left",
        "Way",
    ),
    "endpointlint.query.permissions": (
        "Granted",
        "granted",
        "is_exact",
        "is_regex",
    ),
    "endpointlint.query.steering": ("Steered",),
    "endpointlint.rule.steering": (
        "Lead",
        "Led",
    ),
}
"""What rules about lists and settings do not need, and runs without connectors and roles do not pay for."""
_WHERE = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> object:
    match name:
        case "others":
            return import_module("endpointlint.url.others")
        case "pattern_matches":
            return import_module("endpointlint.query.permissions").matches
        case _ if name in _WHERE:
            return getattr(import_module(_WHERE[name]), name)
        case _:
            raise AttributeError(f"module {__name__} has no attribute {name}")
