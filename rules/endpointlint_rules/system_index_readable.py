r"""The credentials of connectors and their key can be read together.

ML Commons keeps credentials as ciphertext in the index ``.plugins-ml-connector``, and the key to it in clear in
``.plugins-ml-config``. While ``plugins.security.system_indices.enabled`` is not true, which is the default of the
plugin, these are indexes like all others: a role that may read ``*`` may read both, and whoever has it decrypts every
credential of the cluster.

Set ``plugins.security.system_indices.enabled: true``, and up to 2.16 name both indexes in
``plugins.security.system_indices.indices``. Or let roles read the indexes that they are for.

Severity: high.

False alarms: none known. Reported where an ``opensearch.yml`` that sets the plugin up was read, and says so or leaves
it out; and where the role is given to somebody, or no mappings were read. Administrators are left out, and so are
permissions with document- or field-level security, which may hide the key. Not seen: roles that together can read what
each alone cannot; the protected indexes of ``plugins.security.protected_indices``; index patterns that depend on the
user.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Place,
    Role,
    SecuritySubject,
    Severity,
    Unknown,
    provenance,
    security_rule,
)
from endpointlint_rules.crowds import given

_KEY_INDEX, _CONNECTOR_INDEX = ".plugins-ml-config", ".plugins-ml-connector"
_ENABLED = "plugins.security.system_indices.enabled"
_READING = ("indices:data/read/search", "indices:data/read/get")
_OFF = ("opensearch.yml", f"plugins.security.ssl.http.enabled: true\n{_ENABLED}: false\n")
_SET_UP = ("opensearch.yml", "plugins.security.authcz.admin_dn: ['CN=admin']\n")


def _role(pattern: str, actions: str = "read", more: str = "") -> tuple[str, str]:
    return (
        "roles.yml",
        "_meta: {type: roles, config_version: 2}\nanalyst:\n  index_permissions:\n"
        f"    - index_patterns: ['{pattern}']\n      allowed_actions: ['{actions}']\n{more}",
    )


_MAPPING = ("roles_mapping.yml", "_meta: {type: rolesmapping, config_version: 2}\nreadall:\n  users: [anna]\n")


@security_rule(
    title="Credentials and their key are readable",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-522", "security SystemIndexAccessEvaluator.java", "ml-commons EncryptorImpl.java"),
    examples=(
        Flagged(files=(_OFF, _role("*"))),
        Flagged(files=(_SET_UP, _role(".plugins-ml-*", "indices:data/read/*"))),
        Flagged(files=(_OFF, _MAPPING)),
        Flagged(
            files=(("opensearch.yml", f"{_ENABLED}: true\nplugins.security.system_indices.indices: []\n"), _role("*")),
            opensearch="2.16",
        ),
        Clean(files=(("opensearch.yml", f"{_ENABLED}: true\n"), _role("*"))),
        Clean(files=(_OFF, _role("logs-*"))),
        Clean(files=(_OFF, _role(".plugins-ml-connector"))),
        Clean(files=(_OFF, _role("*", "indices_monitor"))),
        Clean(files=(_OFF, _role("*", "read", "      fls: ['message']\n"))),
        Clean(files=(("opensearch.yml", "cluster.name: search\n"), _role("*"))),
        Clean(files=(_OFF, _role("*"), (_MAPPING[0], _MAPPING[1].replace("readall", "kibana_user")))),
    ),
)
def system_index_readable(access: SecuritySubject) -> Iterator[Outcome]:
    """Report roles that may read both indexes where nothing keeps them from it."""
    for index in (_KEY_INDEX, _CONNECTOR_INDEX):
        match access.protects(index):
            case True | None:
                return
            case Unknown() as unknown:
                yield unknown
                return
            case False:
                continue
    for role in access.security.roles.values():
        if not access.access.is_admin_role(role.name):
            yield from _judged(access, role)


def _judged(access: SecuritySubject, role: Role) -> Iterator[Outcome]:
    places: list[Place | None] = []
    for index in (_KEY_INDEX, _CONNECTOR_INDEX):
        answers = [access.access.role_may_on(role.name, action, index, whole=True) for action in _READING]
        permission = next((one for one in answers if one is not None and not isinstance(one, Unknown)), None)
        if permission is None:
            yield from (one for one in answers if isinstance(one, Unknown))
            return
        places.append(permission.place)
    own = role.place is not None and not (role.reserved or role.static)
    if own and given(access, role.name):
        yield _finding(access, role, places[0] or role.place)
    elif not own:
        mapped = access.security.mappings.get(role.name, ())
        who = (values for one in mapped for values in (one.users, one.backend_roles, one.and_backend_roles, one.hosts))
        first = next((values[0] for values in who if values), None)
        if first is not None:
            yield _finding(access, role, first.place)


def _finding(access: SecuritySubject, role: Role, place: Place | None) -> Finding:
    said = access.effective.setting(_ENABLED).said
    because = "left out, and off by default" if said is None else provenance(said, access.run.release)
    return Finding(
        f"the role {role.name} may read the credentials of connectors and the key to them",
        severity=Severity.HIGH,
        grade=Grade.PROVED,
        place=place,
        about=("role", role.name),
        label=f"{_CONNECTOR_INDEX} and {_KEY_INDEX} are among these",
        notes=(Note("system indexes", f"not protected: {_ENABLED} ({because})"),),
        related=() if said is None else ((said.key_place, "does not protect them"),),
    )
