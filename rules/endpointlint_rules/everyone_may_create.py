r"""Everyone may create or change connectors.

A mapping gives everyone a role with ``cluster:admin/opensearch/ml/create_connector`` or, from 2.11 on,
``cluster:admin/opensearch/ml/connectors/update``. Whoever may create a connector has the cluster send a credential and
a text of their choice to every URL of the list of trusted endpoints; whoever may change one moves the URL of somebody
else's connector within that list, and the stored credential goes there.

Map the role to the backend roles of those who build connectors.

Everyone is whom a ``*`` among users, backend roles or hosts means, or patterns that together mean every name or every
address; who has any backend role at all; and whoever sends no credential, where anonymous requests are let in. A ``*``
among backend roles means users without any backend role, too.

Severity: high; medium for a mapping to anonymous requests where nothing that was read says whether they are let in.

False alarms: none known; permissions are resolved as the security plugin does, action groups, wildcards and regexes
included, and whether patterns mean everyone is a question about sets. A role that nobody defines, neither a file nor
the plugin, is taken to permit nothing. Not seen: patterns that leave out a few names on purpose, and groups that
happen to hold everyone.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    Granted,
    Note,
    Outcome,
    SecuritySubject,
    Severity,
    Unknown,
    permissions,
    security_rule,
)
from endpointlint_rules.crowds import Crowd, crowds, gives, permitted_by, where

_MAPPING = "_meta: {type: rolesmapping, config_version: 2}\n"
_ROLES = "_meta: {type: roles, config_version: 2}\n"
_AUTHOR = (
    "roles.yml",
    _ROLES + "ml_author:\n  cluster_permissions: ['cluster:admin/opensearch/ml/create_connector']\n",
)
_ANONYMOUS = "opendistro_security_anonymous_backendrole"


@security_rule(
    title="Everyone may create connectors",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-732", "security ConfigurableRoleMapper.java, WildcardMatcher.java"),
    examples=(
        Flagged(_MAPPING + "ml_full_access:\n  users: ['*']\n"),
        Flagged(files=(_AUTHOR, ("roles_mapping.yml", _MAPPING + "ml_author:\n  backend_roles: ['*']\n"))),
        Flagged(files=(_AUTHOR, ("roles_mapping.yml", _MAPPING + "ml_author:\n  users: ['/.+/']\n"))),
        Flagged(files=(_AUTHOR, ("roles_mapping.yml", _MAPPING + "ml_author:\n  users: ['?', '??*']\n"))),
        Flagged(
            files=(
                ("roles.yml", _ROLES + "mine:\n  cluster_permissions: ['of_mine']\n"),
                (
                    "action_groups.yml",
                    "_meta: {type: actiongroups, config_version: 2}\n"
                    "of_mine:\n  allowed_actions: ['/cluster:admin/opensearch/ml/(create|delete)_.*/']\n",
                ),
                ("roles_mapping.yml", _MAPPING + "mine:\n  hosts: ['*.*.*.*']\n"),
            )
        ),
        Flagged(
            files=(_AUTHOR, ("roles_mapping.yml", _MAPPING + f"ml_author:\n  backend_roles: ['{_ANONYMOUS}']\n")),
            severity=Severity.MEDIUM,
        ),
        Flagged(
            files=(
                ("roles.yml", "_meta: {type: roles, config_version: 2}\nown_index:\n  cluster_permissions: ['*']\n"),
            )
        ),
        Clean(_MAPPING + "ml_full_access:\n  backend_roles: ['ml-team']\n"),
        Clean(_MAPPING + "ml_read_access:\n  users: ['*']\n"),
        Clean(_MAPPING + "own_index:\n  users: ['*']\nml_full_access:\n  users: ['a*', '/[b-z].*/']\n"),
        Clean(
            files=(
                (
                    "roles.yml",
                    _ROLES + "mine:\n  cluster_permissions: ['cluster:admin/opensearch/ml/connectors/get']\n",
                ),
                ("roles_mapping.yml", _MAPPING + "mine:\n  users: ['*']\n"),
            )
        ),
    ),
)
def everyone_may_create(access: SecuritySubject) -> Iterator[Outcome]:
    """Report each mapping that gives everyone the permission."""
    for crowd in crowds(access):
        if isinstance(crowd, Unknown):
            yield crowd
        else:
            yield from _judged(access, crowd)


def _judged(access: SecuritySubject, crowd: Crowd) -> Iterator[Outcome]:
    acts = ["create_connector", *(["update_connector"] if access.enforcement.updates != "none" else [])]
    for act in acts:
        match access.access.role_may(crowd.held.role, permissions()[act]):
            case Granted() as granted:
                yield _finding(access, crowd, granted, act)
                return
            case Unknown() as unknown:
                yield unknown
            case None:
                continue


def _finding(access: SecuritySubject, crowd: Crowd, granted: Granted, act: str) -> Finding:
    note, related = permitted_by(access, crowd.held.role, granted)
    guess = crowd.anonymous and access.anonymous is None
    doubt = (Note("provided", "requests without a credential are let in (`anonymous_auth_enabled`)"),) if guess else ()
    return Finding(
        f"{crowd.who.shown} may {'create' if act == 'create_connector' else 'change'} connectors",
        severity=Severity.MEDIUM if guess else Severity.HIGH,
        grade=Grade.PROVED,
        place=where(access, crowd.held, granted.permission),
        about=("role", crowd.held.role),
        label=gives(crowd.held),
        notes=(note, *doubt),
        related=related,
        follows=access.access.role_covers(crowd.held.role, "cluster:admin/opensearch/ml/*") is True,
    )
