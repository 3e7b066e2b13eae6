r"""Whoever may change the list of trusted endpoints may use it as well.

One principal has a permission for the cluster settings (``cluster:admin/settings/update``) and one to create connectors
(``cluster:admin/opensearch/ml/create_connector``); or one to call models while a connector that was read lets callers
choose the host. The list then holds nobody back: who adds an entry adds the connector to it. Among the roles that come
with OpenSearch ``forecast_full_access`` (3.1) permits to change every setting of the cluster, which its name does not
tell.

Keep the two apart: let administrators change settings, and let those who build connectors do nothing else.

Severity: high.

False alarms: none known among principals that are told apart. Administrators are left out: who has ``all_access``, or a
role that permits all of ``cluster:*``. A role with both permissions is reported once, where it is defined, unless
mappings were read and none gives it to anybody. Not seen: principals that hold both only by backend roles which no
file puts together.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    Granted,
    Held,
    Note,
    Outcome,
    Place,
    Principal,
    SecuritySubject,
    Severity,
    Unknown,
    dataclass,
    permissions,
    security_rule,
)
from endpointlint_rules.crowds import given, permitted_by

_MAPPING = "_meta: {type: rolesmapping, config_version: 2}\n"
_ROLES = "_meta: {type: roles, config_version: 2}\n"
_SETTINGS = "cluster:admin/settings/update"
_CREATE = "cluster:admin/opensearch/ml/create_connector"
_PREDICT = "cluster:admin/opensearch/ml/predict"
_CALLER = (
    ("roles.yml", _ROLES + f"mine:\n  cluster_permissions: ['cluster:admin/settings/*', '{_PREDICT}']\n"),
    ("roles_mapping.yml", _MAPPING + "mine:\n  users: [anna]\n"),
)


def _connector(url: str) -> tuple[str, str]:
    return (
        "connector.json",
        '{"name": "Chat", "version": 1, "protocol": "http", "credential": {"key": "<KEY>"}, '
        f'"actions": [{{"action_type": "predict", "method": "POST", "url": "{url}"}}]}}',
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """Two permissions of one principal, each with the role that it comes from."""

    edits: tuple[Held, Granted]
    uses: tuple[Held, Granted]
    act: str


@security_rule(
    title="Who may edit the list may use it",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-250", "CWE-266", "security config/roles.yml"),
    examples=(
        Flagged(_ROLES + f"mine:\n  cluster_permissions: ['{_SETTINGS}', '{_CREATE}']\n"),
        Flagged(
            _MAPPING + "ml_full_access:\n  backend_roles: [team]\nforecast_full_access:\n  backend_roles: [team]\n"
        ),
        Flagged(
            files=(
                ("roles.yml", _ROLES + f"editor:\n  cluster_permissions: ['{_SETTINGS}']\n"),
                ("roles_mapping.yml", _MAPPING + "editor:\n  users: ['*']\nml_full_access:\n  users: [anna]\n"),
            )
        ),
        Flagged(files=(*_CALLER, _connector("https://${parameters.host}/v1"))),
        Clean(files=(*_CALLER, _connector("https://api.vendor.com/${parameters.model}"))),
        Clean(_MAPPING + "ml_full_access:\n  backend_roles: [a]\nforecast_full_access:\n  backend_roles: [b]\n"),
        Clean(
            _MAPPING + "ml_full_access:\n  backend_roles: [team]\nforecast_full_access:\n  backend_roles: [team]\n",
            opensearch="3.0",
        ),
        Clean(_MAPPING + "all_access:\n  backend_roles: [admin]\nml_full_access:\n  backend_roles: [admin]\n"),
        Clean(_ROLES + "operator:\n  cluster_permissions: ['*']\n"),
    ),
)
def list_editor_may_connect(access: SecuritySubject) -> Iterator[Outcome]:
    """Report roles that permit both, then principals to whom two roles give it."""
    alone: set[str] = set()
    for role in access.security.roles.values():
        if access.access.is_admin_role(role.name):
            continue
        both = _both(access, (Held(role.name, None),))
        if isinstance(both, Unknown):
            yield both
        elif both is not None:
            alone.add(role.name)
            if role.place is not None and given(access, role.name):
                yield _finding(access, both, f"the role {role.name} may edit the list of trusted endpoints", role.place)
    seen: set[tuple[str, str]] = set()
    for principal in access.access.principals():
        yield from _principal(access, principal, alone, seen)


def _principal(
    access: SecuritySubject, principal: Principal, alone: set[str], seen: set[tuple[str, str]]
) -> Iterator[Outcome]:
    holding = access.access.holding(principal)
    roles = holding.roles
    if any(access.access.is_admin_role(held.role) for held in roles):
        return
    # a role with both is reported where it is defined; one that is shipped, where it is given
    if any(held.role in alone and access.security.roles[held.role].place is not None for held in roles):
        return
    match _both(access, roles):
        case Unknown() as unknown:
            yield unknown
        case None:
            if holding.unknown is not None:
                yield holding.unknown
        case _Both() as both:
            key = (both.edits[0].role, both.uses[0].role)
            place = next((held.value.place for held, _ in (both.edits, both.uses) if held.value is not None), None)
            if key not in seen:
                seen.add(key)
                yield _finding(access, both, f"{principal.shown} may edit the list of trusted endpoints", place)


def _both(access: SecuritySubject, roles: tuple[Held, ...]) -> _Both | Unknown | None:
    edits = _first(access, roles, permissions()["update_settings"])
    if edits is None or isinstance(edits, Unknown):
        return edits
    for act in ("create_connector", *(("predict",) if _steerable(access) else ())):
        uses = _first(access, roles, permissions()[act])
        if isinstance(uses, Unknown):
            return uses
        if uses is not None:
            return _Both(edits, uses, act)
    return None


def _first(access: SecuritySubject, roles: tuple[Held, ...], action: str) -> tuple[Held, Granted] | Unknown | None:
    unknown: Unknown | None = None
    for held in roles:
        match access.access.role_may(held.role, action):
            case Granted() as granted:
                return held, granted
            case Unknown() as doubt:
                unknown = unknown or doubt
            case None:
                continue
    return unknown


def _steerable(access: SecuritySubject) -> bool:
    """Whether some connector has a placeholder in front of the path of its URL, where the host is."""
    for connector in access.connectors:
        for target in connector.targets:
            if target.action is None:
                continue
            behind = target.template.text.find("://")
            ends = [target.template.text.find(char, max(behind, 0) + 3) for char in "/?#"]
            end = min((at for at in ends if at >= 0), default=len(target.template.text))
            if any(one.span.start < end and not one.escaped for one in target.template.placeholders()):
                return True
    return False


def _finding(access: SecuritySubject, both: _Both, who: str, place: Place | None) -> Finding:
    (editor, edits), (user, uses) = both.edits, both.uses
    edit_note, edit_related = permitted_by(access, editor.role, edits)
    use_note, use_related = permitted_by(access, user.role, uses)
    use = "create connectors" if both.act == "create_connector" else "call a connector whose host callers choose"
    related = [(one, "this permits to change settings") for one, _ in edit_related]
    related += [(one, f"this permits to {use}") for one, _ in use_related]
    values = [held.value for held in (editor, user) if held.value is not None]
    related += [(value.place, "gives the other role") for value in values if value.place != place]
    return Finding(
        f"{who} and {use}",
        severity=Severity.HIGH,
        grade=Grade.PROVED,
        place=place,
        about=("role", editor.role),
        label="the list holds them back from nothing",
        notes=(
            Note("settings", edit_note.text),
            Note("connectors" if both.act == "create_connector" else "calls", use_note.text),
        ),
        related=tuple(dict.fromkeys(related)),
    )
