from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.security import SecurityDocument, SecurityKind
from endpointlint.reader import read_bytes

ROLES: dict[str, Any] = {
    "_meta": {"type": "roles", "config_version": 2},
    "ml_author": {
        "reserved": False,
        "cluster_permissions": ["cluster:admin/opensearch/ml/*", "cluster_monitor"],
        "index_permissions": [
            {"index_patterns": ["logs-*"], "dls": "", "fls": ["~secret"], "allowed_actions": ["read"]},
            {"index_patterns": [".plugins-ml-*"], "allowed_actions": ["indices:data/read*"]},
        ],
    },
}
MAPPINGS: dict[str, Any] = {
    "_meta": {"type": "rolesmapping", "config_version": 2},
    "ml_author": {"users": ["*"], "backend_roles": ["team"], "and_backend_roles": ["a", "b"], "hosts": ["10.*"]},
}
GROUPS: dict[str, Any] = {
    "_meta": {"type": "actiongroups", "config_version": 2},
    "mine": {"allowed_actions": ["read"], "type": "cluster"},
}
CONFIG: dict[str, Any] = {
    "_meta": {"type": "config", "config_version": 2},
    "config": {
        "dynamic": {
            "http": {"anonymous_auth_enabled": True, "xff": {"enabled": True, "internalProxies": ".*"}},
            "authc": {
                "basic": {
                    "http_enabled": True,
                    "order": 1,
                    "http_authenticator": {"type": "basic", "challenge": False},
                },
                "jwt": {"http_authenticator": {"type": "jwt", "config": {"signing_key": "q9ZkV3mXw7Lr2Tb8Nc5Y"}}},
            },
        }
    },
}
USERS: dict[str, Any] = {
    "_meta": {"type": "internalusers", "config_version": 2},
    "admin": {
        "hash": "$2y$12$abcdefghijklmnopqrstuv",
        "backend_roles": ["admin"],
        "opendistro_security_roles": ["all_access"],
    },
}
DOCUMENTS = {
    SecurityKind.ROLES: ROLES,
    SecurityKind.MAPPINGS: MAPPINGS,
    SecurityKind.ACTION_GROUPS: GROUPS,
    SecurityKind.CONFIG: CONFIG,
    SecurityKind.USERS: USERS,
}


def read(document: dict[str, Any], name: str = "anything.yml") -> Input:
    text = yaml.safe_dump(document, sort_keys=False) if name.endswith("yml") else json.dumps(document, indent=1)
    return read_bytes(name, text.encode())


def only(found: Input) -> SecurityDocument:
    (document,) = found.security
    return document


@pytest.mark.parametrize("name", ["anything.yml", "anything.json"])
@pytest.mark.parametrize("kind", [*SecurityKind])
def test_files_say_what_they_are(kind: SecurityKind, name: str) -> None:
    found = read(DOCUMENTS[kind], name)
    assert found.kind is DocumentKind.SECURITY
    assert (only(found).kind, only(found).count) == (kind, 1)
    assert found.problems == ()
    assert (found.connectors, found.documents) == (0, ())


@pytest.mark.parametrize(
    "answer",
    [
        (SecurityKind.ROLES, {**ROLES["ml_author"], "hidden": False, "static": False, "tenant_permissions": []}),
        (SecurityKind.MAPPINGS, {**MAPPINGS["ml_author"], "reserved": False, "hidden": False}),
        (SecurityKind.ACTION_GROUPS, {**GROUPS["mine"], "reserved": False, "hidden": False, "static": False}),
        (SecurityKind.USERS, {"hash": "", "reserved": False, "backend_roles": [], "attributes": {}, "static": False}),
    ],
    ids=lambda answer: answer[0].value,
)
def test_answers_are_known_by_what_they_list(answer: tuple[SecurityKind, dict[str, Any]]) -> None:
    kind, one = answer
    found = read({"a": one, "b": one}, "answer.json")
    assert (only(found).kind, only(found).count) == (kind, 2)
    assert found.problems == ()


def test_the_answer_with_the_configuration() -> None:
    found = read({"config": CONFIG["config"]}, "answer.json")
    assert only(found).kind is SecurityKind.CONFIG


@pytest.mark.parametrize(
    "other",
    [
        {"_meta": {"type": "tenants", "config_version": 2}, "a": {"reserved": False}},
        {"_meta": {"version": "1", "description": "a mapping"}, "properties": {}},
        {"config": {"dynamic": {"a": 1}}},
        {"config": CONFIG["config"], "other": {}},
        {"a": ROLES["ml_author"], "b": {"x": 1}},
        {"jobs": {"backend_roles": ["x"]}},
    ],
)
def test_other_documents_are_not_taken_for_one(other: dict[str, Any]) -> None:
    for name in ("x.json", "x.yml"):
        found = read(other, name)
        assert (found.security, found.problems, found.kind) == ((), (), DocumentKind.OTHER)


def test_roles() -> None:
    found = read(ROLES)
    (role,) = only(found).roles
    assert role.name == "ml_author"
    assert [value.text for value in role.cluster_permissions] == ["cluster:admin/opensearch/ml/*", "cluster_monitor"]
    assert [index.limited for index in role.index_permissions] == [True, False]
    assert [value.text for index in role.index_permissions for value in index.patterns] == ["logs-*", ".plugins-ml-*"]
    assert found.source is not None
    text = found.source.text
    assert role.place is not None
    assert text[role.place.span.start : role.place.span.end] == "ml_author"
    for value in role.cluster_permissions:
        assert text[value.place.span.start : value.place.span.end] == value.text
    assert role.index_permissions[1].patterns[0].place.pointer == "/ml_author/index_permissions/1/index_patterns/0"


def test_mappings() -> None:
    (mapping,) = only(read(MAPPINGS)).mappings
    assert mapping.role == "ml_author"
    parts = (mapping.users, mapping.backend_roles, mapping.and_backend_roles, mapping.hosts)
    assert [[value.text for value in part] for part in parts] == [["*"], ["team"], ["a", "b"], ["10.*"]]


def test_the_configuration_is_flat_and_without_its_secrets() -> None:
    found = read(CONFIG)
    config = only(found).config
    assert config is not None
    assert config.flag("http.anonymous_auth_enabled")
    assert not config.flag("http.xff.other")
    proxies = config.get("http.xff.internalProxies")
    assert proxies is not None
    assert proxies.text == ".*"
    assert config.domains("authc") == ("basic", "jwt")
    assert found.source is not None
    assert found.source.secrets == {"q9ZkV3mXw7Lr2Tb8Nc5Y"}
    assert "q9ZkV3mXw7Lr2Tb8Nc5Y" not in repr(found)
    assert config.get("authc.jwt.http_authenticator.config.signing_key") is None


def test_hashes_are_not_kept() -> None:
    found = read(USERS)
    (user,) = only(found).users
    assert [role.text for role in user.roles] == ["all_access"]
    assert user.password is not None
    assert "$2y$12$" not in repr(found)
    assert found.source is not None
    assert found.source.secrets == {USERS["admin"]["hash"]}


@pytest.mark.parametrize(
    ("document", "message", "pointer"),
    [
        (
            {**ROLES, "r": {"cluster_permision": []}},
            "OpenSearch refuses the unknown field `cluster_permision`; `cluster_permissions` is meant",
            "/r/cluster_permision",
        ),
        (
            {**MAPPINGS, "r": {"users": "admin"}},
            "OpenSearch refuses `r.users`, which is a text and not a list",
            "/r/users",
        ),
        (
            {**ROLES, "r": {"index_permissions": [{"index_pattern": ["*"]}]}},
            "OpenSearch refuses the unknown field `index_pattern`; `index_patterns` is meant",
            "/r/index_permissions/0/index_pattern",
        ),
        ({**GROUPS, "g": {"permissions": []}}, "OpenSearch refuses the unknown field `permissions`", "/g/permissions"),
    ],
)
def test_what_the_plugin_refuses(document: dict[str, Any], message: str, pointer: str) -> None:
    (problem,) = read(document).problems
    assert (problem.message, problem.blocking) == (message, False)
    assert problem.place is not None
    assert problem.place.pointer == pointer


def test_broken_files_are_gaps() -> None:
    text = "_meta:\n  type: roles\n  config_version: 2\nml:\n  cluster_permissions: ['a'\n  index_permissions: []\n"
    found = read_bytes("roles.yml", text.encode())
    assert [problem.blocking for problem in found.problems] == [True]
    broken = read_bytes("roles.json", b'{"_meta": {"type": "roles"}, "a": {"cluster_permissions": [}')
    assert any(problem.blocking for problem in broken.problems)


def requested(kind: SecurityKind) -> str:
    """The request that says what a document says."""
    document = {key: value for key, value in DOCUMENTS[kind].items() if key != "_meta"}
    (name, body), *_ = document.items()
    api = "securityconfig" if kind is SecurityKind.CONFIG else kind.value
    return f"PUT _plugins/_security/api/{api}/{name}\n{json.dumps(body)}\n"


REQUEST_FORMS: dict[str, Callable[[str], str]] = {
    "a.console": lambda text: text,
    "a.md": lambda text: f"# Access\n\n```json\n{text}```\n",
    "a.sh": lambda text: "curl -X {} 'https://node:9200/{}' -H 'Content-Type: application/json' -d '{}'\n".format(
        *text.rstrip("\n").split(maxsplit=2)
    ),
    "old.console": lambda text: text.replace("PUT _plugins", "PUT /_opendistro"),
}


@pytest.mark.parametrize("name", REQUEST_FORMS)
@pytest.mark.parametrize("kind", [*SecurityKind])
def test_requests_say_what_files_say(kind: SecurityKind, name: str) -> None:
    found = read_bytes(name, REQUEST_FORMS[name](requested(kind)).encode())
    of_file, of_request = only(read(DOCUMENTS[kind])), only(found)
    assert (of_request.kind, of_request.part) == (kind, kind is not SecurityKind.CONFIG)
    assert texts(of_request) == texts(of_file)
    assert found.problems == ()
    assert "q9ZkV3mXw7Lr2Tb8Nc5Y" not in repr(found)
    assert "$2y$12$" not in repr(found)
    if kind is not SecurityKind.CONFIG:
        parts = (of_request.roles, of_request.mappings, of_request.action_groups, of_request.users)
        (place,) = (one.place for part in parts for one in part)
        assert found.source is not None
        assert place is not None
        named = next(key for key in DOCUMENTS[kind] if key != "_meta")
        assert found.source.text[place.span.start : place.span.end] == named


def texts(document: SecurityDocument) -> list[list[str]]:
    """What a document names."""
    lists = [role.cluster_permissions for role in document.roles]
    lists += [part for role in document.roles for one in role.index_permissions for part in (one.patterns, one.actions)]
    for mapping in document.mappings:
        lists += [mapping.users, mapping.backend_roles, mapping.and_backend_roles, mapping.hosts]
    lists += [group.allowed_actions for group in document.action_groups]
    lists += [part for user in document.users for part in (user.backend_roles, user.roles)]
    lists += [tuple(value for _, value in document.config.values)] if document.config else []
    return [[value.text for value in part] for part in lists]


def test_patches() -> None:
    api = "PATCH _plugins/_security/api/"
    text = (
        f'{api}rolesmapping\n[{{"op": "add", "path": "/mine", "value": {{"users": ["a"]}}}},\n'
        ' {"op": "remove", "path": "/other"}, {"op": "add", "path": "/third/backend_roles/-", "value": "b"}]\n'
        f'{api}rolesmapping/fourth\n[{{"op": "replace", "path": "/hosts", "value": ["*"]}}]\n'
        f'{api}roles/mine\n[{{"op": "replace", "path": "/cluster_permissions", "value": ["*"]}}]\n'
        f'{api}securityconfig\n[{{"op": "replace", "path": "/config/dynamic/http/anonymous_auth_enabled", '
        '"value": true}, {"op": "add", "path": "/config/dynamic/http/xff/enabled", "value": true}]\n'
    )
    found = read_bytes("a.console", text.encode())
    assert found.problems == ()
    assert [document.kind.value for document in found.security] == ["rolesmapping", "rolesmapping", "config"]
    mappings = [mapping for document in found.security for mapping in document.mappings]
    assert [mapping.role for mapping in mappings] == ["mine", "third", "fourth"]
    said = [[v.text for v in (*m.users, *m.backend_roles, *m.hosts)] for m in mappings]
    assert said == [["a"], ["b"], ["*"]]
    config = found.security[-1].config
    assert config is not None
    assert (config.part, config.flag("http.anonymous_auth_enabled"), config.flag("http.xff.enabled")) == (
        True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "request_line",
    [
        "GET _plugins/_security/api/roles/a",
        "DELETE _plugins/_security/api/roles/a",
        "PUT _plugins/_security/api/roles",
        "PUT _plugins/_security/api/tenants/a",
        "PUT _plugins/_security/roles/a",
    ],
)
def test_other_requests_change_nothing(request_line: str) -> None:
    found = read_bytes("a.console", f"{request_line}\n{json.dumps(ROLES['ml_author'])}\n".encode())
    assert found.security == ()


def test_a_broken_request_is_a_gap() -> None:
    found = read_bytes("a.console", b'PUT _plugins/_security/api/rolesmapping/a\n{"users": [...]}\n')
    assert [problem.blocking for problem in found.problems] == [True]


def secret(document: str) -> str:
    """As the operator for Kubernetes is given it."""
    return "kind: Secret\nstringData:\n  any.yml: |-\n" + "".join(f"    {line}\n" for line in document.splitlines())


WITHIN: dict[str, Callable[[str], str]] = {
    "secret.yml": secret,
    "setup.sh": lambda text: f"cat > any.yml << EOF\n{text}EOF\n",
    "guide.md": lambda text: f"# Access\n\n```yml\n{text}```\n",
    "plain.md": lambda text: f"# Access\n\n```\n{text}```\n",
    "compose.yml": lambda text: f"configs:\n  any:\n    content: {json.dumps(text)}\n",
}


@pytest.mark.parametrize("name", WITHIN)
@pytest.mark.parametrize("kind", [*SecurityKind])
def test_files_within_other_files(kind: SecurityKind, name: str) -> None:
    found = read_bytes(name, WITHIN[name](yaml.safe_dump(DOCUMENTS[kind], sort_keys=False)).encode())
    document = only(found)
    assert (document.kind, document.part) == (kind, False)
    assert texts(document) == texts(only(read(DOCUMENTS[kind])))
    assert found.problems == ()
    assert found.source is not None
    assert "$2y$12$" not in repr(found)
    for role in document.roles:
        for value in role.cluster_permissions:
            assert found.source.text[value.place.span.start : value.place.span.end].strip("'\"") == value.text
    if name == "secret.yml":
        assert document.place.pointer == "/stringData/any.yml"
