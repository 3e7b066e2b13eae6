r"""Everyone may do everything in ML Commons.

A mapping gives everyone a role that permits all of ``cluster:admin/opensearch/ml/*``, as ``ml_full_access``,
``all_access`` and every role with ``*`` do: to create and change connectors, to attach anyone's connector to a model
and call it with the credential that is stored, to read what others said to their agents.

Map the role to those who need it. Who merely calls models needs ``cluster:admin/opensearch/ml/predict``.

Everyone is meant as in ``everyone-may-create``.

Severity: high; medium for a mapping to anonymous requests where nothing that was read says whether they are let in.

False alarms: none known; whether a role permits all of it is a question about sets, however it is put. A role that
permits single actions, such as ``predict``, is not reported, for that is often meant. Not seen: roles that permit all
of it only together.
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
    Place,
    SecuritySubject,
    Severity,
    Unknown,
    permissions,
    security_rule,
)
from endpointlint_rules.crowds import Crowd, crowds, gives, permitted_by, where

_ALL = "cluster:admin/opensearch/ml/*"
_MAPPING = "_meta: {type: rolesmapping, config_version: 2}\n"
_ROLES = "_meta: {type: roles, config_version: 2}\n"


@security_rule(
    title="Everyone has all of ML Commons",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-732", "security config/roles.yml"),
    examples=(
        Flagged(_MAPPING + "ml_full_access:\n  backend_roles: ['*']\n"),
        Flagged(_MAPPING + "all_access:\n  users: ['*']\n"),
        Flagged(
            files=(
                ("roles.yml", _ROLES + "mine:\n  cluster_permissions: ['cluster:admin/[!-~]*', 'cluster_all']\n"),
                ("roles_mapping.yml", _MAPPING + "mine:\n  and_backend_roles: ['*']\n"),
            )
        ),
        Clean(_MAPPING + "ml_full_access:\n  backend_roles: ['ml-team']\n  and_backend_roles: ['*', 'ml-team']\n"),
        Clean(_MAPPING + "query_assistant_access:\n  users: ['*']\n"),
        Clean(
            files=(
                ("roles.yml", _ROLES + "mine:\n  cluster_permissions: ['cluster:admin/opensearch/ml/predict*']\n"),
                ("roles_mapping.yml", _MAPPING + "mine:\n  users: ['*']\n"),
            )
        ),
    ),
)
def everyone_has_ml(access: SecuritySubject) -> Iterator[Outcome]:
    """Report each mapping that gives everyone all of it."""
    for crowd in crowds(access):
        if isinstance(crowd, Unknown):
            continue  # everyone-may-create says so
        match access.access.role_covers(crowd.held.role, _ALL):
            case True:
                yield _finding(access, crowd)
            case Unknown() as unknown:
                yield unknown
            case False:
                continue


def _finding(access: SecuritySubject, crowd: Crowd) -> Finding:
    granted = access.access.role_may(crowd.held.role, permissions()["predict"])
    notes: list[Note] = []
    related: tuple[tuple[Place, str], ...] = ()
    if isinstance(granted, Granted):
        note, related = permitted_by(access, crowd.held.role, granted)
        notes.append(note)
    guess = crowd.anonymous and access.anonymous is None
    if guess:
        notes.append(Note("provided", "requests without a credential are let in (`anonymous_auth_enabled`)"))
    return Finding(
        f"{crowd.who.shown} may do everything in ML Commons",
        severity=Severity.MEDIUM if guess else Severity.HIGH,
        grade=Grade.PROVED,
        place=where(access, crowd.held, granted.permission if isinstance(granted, Granted) else None),
        about=("role", crowd.held.role),
        label=gives(crowd.held),
        notes=tuple(notes),
        related=related,
    )
