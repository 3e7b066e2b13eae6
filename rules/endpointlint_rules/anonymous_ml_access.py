r"""Requests without a credential reach ML Commons.

``anonymous_auth_enabled`` lets requests in that bring no credential, as the user ``opendistro_security_anonymous`` with
the backend role ``opendistro_security_anonymous_backendrole``. A mapping gives these a role that permits something in
ML Commons: to call models at the expense, and with the credentials, of whoever made the connectors, to read connectors
with all that stands outside of their ``credential``, or to create some.

Take the role away from them, or leave anonymous requests out.

Severity: high.

False alarms: a public demonstration that is meant to be one. Reported only where a file lets anonymous requests in. Not
seen: permissions of ML Commons that guard neither connectors nor models, agents and calls.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    ANONYMOUS,
    Clean,
    Finding,
    Flagged,
    Grade,
    Granted,
    Held,
    Note,
    Outcome,
    Place,
    SecuritySubject,
    Severity,
    Unknown,
    permissions,
    security_rule,
)
from endpointlint_rules.crowds import gives, permitted_by, where

_SETTINGS = "update_settings"
_MOST_NAMED = 4
_MAPPING = "_meta: {type: rolesmapping, config_version: 2}\n"
_ANONYMOUS = "  backend_roles: ['opendistro_security_anonymous_backendrole']\n"
_ENABLED = (
    "config.yml",
    "_meta: {type: config, config_version: 2}\n"
    "config:\n  dynamic:\n    http:\n      anonymous_auth_enabled: true\n    authc: {}\n",
)


@security_rule(
    title="Anonymous requests reach ML Commons",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-306", "security ConfigConstants.java, BackendRegistry.java"),
    examples=(
        Flagged(files=(_ENABLED, ("roles_mapping.yml", _MAPPING + "ml_read_access:\n" + _ANONYMOUS))),
        Flagged(files=(_ENABLED, ("roles_mapping.yml", _MAPPING + "ml_full_access:\n  users: ['*_anonymous']\n"))),
        Clean(files=(_ENABLED, ("roles_mapping.yml", _MAPPING + "readall:\n" + _ANONYMOUS))),
        Clean(files=(_ENABLED, ("roles_mapping.yml", _MAPPING + "ml_full_access:\n  backend_roles: ['ml-team']\n"))),
        Clean(
            files=(
                (_ENABLED[0], _ENABLED[1].replace("true", "false")),
                ("roles_mapping.yml", _MAPPING + "ml_full_access:\n" + _ANONYMOUS),
            )
        ),
        Clean(_MAPPING + "ml_read_access:\n" + _ANONYMOUS),
    ),
)
def anonymous_ml_access(access: SecuritySubject) -> Iterator[Outcome]:
    """Report each role of anonymous requests that permits something in ML Commons."""
    config = access.security.config
    enabled = None if config is None else config.get("http.anonymous_auth_enabled")
    if enabled is None or enabled.flag is not True:
        return
    holding = access.access.holding(ANONYMOUS)
    if holding.unknown is not None:
        yield holding.unknown
    for held in holding.roles:
        granted: dict[str, Granted] = {}
        for act, action in permissions().items():
            match access.access.role_may(held.role, action) if act != _SETTINGS else None:
                case Granted() as found:
                    granted[act] = found
                case Unknown() as unknown:
                    yield unknown
                case None:
                    continue
        if granted:
            yield _finding(access, held, granted, (enabled.place, "this lets them in"))


def _finding(access: SecuritySubject, held: Held, granted: dict[str, Granted], enabled: tuple[Place, str]) -> Finding:
    first = next(iter(granted.values()))
    note, related = permitted_by(access, held.role, first)
    acts = [act.replace("_", " ") for act in granted]
    more = f" and {len(acts) - _MOST_NAMED} more" if len(acts) > _MOST_NAMED else ""
    return Finding(
        "whoever sends no credential reaches ML Commons",
        severity=Severity.HIGH,
        grade=Grade.PROVED,
        place=where(access, held, first.permission),
        about=("role", held.role),
        label=gives(held),
        notes=(Note("permits", ", ".join(acts[:_MOST_NAMED]) + more), note),
        related=(enabled, *related),
    )
