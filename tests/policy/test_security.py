from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy import security as module
from endpointlint.policy.release import NEWEST, Release
from endpointlint.policy.security import (
    ActionGroup,
    ActionGroups,
    Role,
    RoleMapping,
    SecurityDocument,
    SecurityKind,
    built_in,
    built_in_groups,
    built_in_roles,
    merged,
    permissions,
    shipped_mappings,
)
from endpointlint.reader import read_bytes
from endpointlint.source import Place, SourceText, Span

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=300)
NOWHERE = Place(SourceText("x", ""), Span(0, 0))

GROUPS = st.dictionaries(
    st.sampled_from("abcde"), st.lists(st.sampled_from(["a", "b", "c", "d", "e", "x:*", "y:z"]), max_size=4)
)


def settled(groups: dict[str, list[str]], action: str) -> set[str]:
    """`FlattenedActionGroups.java`, restated: grow every set until nothing changes."""
    known = {name: set(actions) for name, actions in groups.items()}
    while True:
        before = {name: set(actions) for name, actions in known.items()}
        for actions in known.values():
            for inner in [*actions]:
                actions.update(known.get(inner, ()))
        if known == before:
            return {action, *known.get(action, ())}


@LAWFUL
@given(GROUPS, st.sampled_from(["a", "b", "c", "x:*"]))
def test_action_groups_come_to_what_they_name(groups: dict[str, list[str]], action: str) -> None:
    found = ActionGroups(ActionGroup(name, None, tuple(map(built_in, actions))) for name, actions in groups.items())
    resolved = found.resolve(action)
    assert set(resolved) == settled(groups, action)
    for pattern, way in resolved.items():
        steps = [*way, pattern]
        assert steps[0] == action
        assert all(after in groups[before] for before, after in pairwise(steps))


def names(release: str) -> set[str]:
    return {role.name for role in built_in_roles(Release.parse(release))}


def test_roles_that_come_with_the_plugin() -> None:
    assert {"all_access", "own_index", "ml_full_access", "ml_read_access"} <= names("2.9")
    assert "ml_query_assistant_access" in names("2.15")
    assert "ml_query_assistant_access" not in names("2.13") | names("2.16")
    assert "forecast_full_access" in names("3.1")
    assert "forecast_full_access" not in names("3.0")


@pytest.mark.parametrize(
    ("release", "count"), [("2.9", 6), ("2.13", 21), ("2.14", 6), ("2.15", 6), ("2.16", 21), ("3.8", 21)]
)
def test_what_ml_read_access_permits(release: str, count: int) -> None:
    (role,) = [role for role in built_in_roles(Release.parse(release)) if role.name == "ml_read_access"]
    assert len(role.cluster_permissions) == count


def test_what_the_newest_roles_permit() -> None:
    security = merged((), NEWEST)

    def patterns(name: str) -> set[str]:
        return {found.pattern for found in security.cluster_permissions(security.roles[name])}

    assert patterns("all_access") == {"*"}
    assert patterns("ml_full_access") == {"cluster_monitor", "cluster:monitor/*", "cluster:admin/opensearch/ml/*"}
    assert "cluster:admin/settings/update" in patterns("forecast_full_access")


def test_every_group_that_is_named_is_one() -> None:
    known = {group.name for group in built_in_groups()}
    for role in built_in_roles(NEWEST):
        for value in role.cluster_permissions:
            assert ":" in value.text or value.text == "*" or value.text in known, value.text


def test_documents_hold_over_what_is_built_in() -> None:
    own = Role("ml_full_access", NOWHERE, (built_in("mine"),))
    group = ActionGroup("mine", NOWHERE, (built_in("cluster:admin/settings/*"),))
    documents = [
        SecurityDocument(SecurityKind.ROLES, NOWHERE, roles=(own,)),
        SecurityDocument(SecurityKind.ACTION_GROUPS, NOWHERE, action_groups=(group,)),
        SecurityDocument(
            SecurityKind.MAPPINGS, NOWHERE, mappings=(RoleMapping("ml_full_access", NOWHERE, (built_in("a"),)),)
        ),
        SecurityDocument(
            SecurityKind.MAPPINGS, NOWHERE, mappings=(RoleMapping("ml_full_access", NOWHERE, (built_in("b"),)),)
        ),
    ]
    security = merged(documents, NEWEST)
    found = security.cluster_permissions(security.roles["ml_full_access"])
    assert [(one.pattern, one.groups) for one in found] == [("mine", ()), ("cluster:admin/settings/*", ("mine",))]
    assert all(one.value is own.cluster_permissions[0] for one in found)
    assert [mapping.users[0].text for mapping in security.mappings["ml_full_access"]] == ["a", "b"]
    assert security.has(SecurityKind.ROLES)
    assert not security.has(SecurityKind.CONFIG)


def test_the_data_names_its_sources() -> None:
    data = json.loads((Path(module.__file__).parent / "data" / "security.json").read_text("utf-8"))
    assert data["source"].startswith("https://")
    assert all(role["source"] for role in data["roles"])
    assert set(permissions()) >= {"create_connector", "update_connector", "predict", "update_settings"}
    assert {mapping.role for mapping in shipped_mappings()} <= {role.name for role in built_in_roles(NEWEST)}


def test_a_request_is_a_part() -> None:
    request = b'PUT _plugins/_security/api/rolesmapping/ml_full_access\n{"users": ["anna"]}\n'
    patch = (
        b"PATCH _plugins/_security/api/securityconfig\n"
        b'[{"op": "add", "path": "/config/dynamic/http/anonymous_auth_enabled", "value": true}]\n'
    )
    found = merged(read_bytes("a.console", request + patch).security, NEWEST)
    assert not found.has(SecurityKind.MAPPINGS)
    assert [mapping.users[0].text for mapping in found.mappings["ml_full_access"]] == ["anna"]
    whole = b'{"config": {"dynamic": {"http": {"anonymous_auth_enabled": false, "xff": {"enabled": true}}}}}'
    both = [*read_bytes("a.json", whole).security, *read_bytes("a.console", patch).security]
    config = merged(both, NEWEST).config
    assert config is not None
    assert not config.part
    assert config.flag("http.xff.enabled")
    assert config.flag("http.anonymous_auth_enabled")
