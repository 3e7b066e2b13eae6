"""Who may do what, against the rules of the server restated plainly: every name is tried, one after the other."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.release import NEWEST
from endpointlint.policy.security import (
    IndexPermission,
    built_in_groups,
    built_in_roles,
    merged,
    permissions,
    shipped_mappings,
)
from endpointlint.policy.value import Value
from endpointlint.query.access import (
    ANYONE_WITH_A_BACKEND_ROLE,
    BACKEND_ROLES_ONLY,
    BOTH,
    EVERYONE,
    MAPPING_ONLY,
    Access,
    Held,
    Principal,
    Way,
)
from endpointlint.reader import read_bytes

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=300)

# -- the server's rules ---------------------------------------------------------------------------------------------


def means(pattern: str, name: str) -> bool:
    """`WildcardMatcher.from(pattern).test(name)`."""
    if not pattern.strip() or pattern == "/":
        return False
    if pattern.startswith("/") and pattern.endswith("/"):
        return re.fullmatch(pattern[1:-1], name) is not None
    return simply(pattern, name)


def simply(pattern: str, name: str) -> bool:
    """`*` is anything and `?` one character; letter by letter (`WildcardMatcher.SimpleMatcher`)."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(simply(pattern[1:], name[skipped:]) for skipped in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and simply(pattern[1:], name[1:])


def any_of(pattern: str, names: list[str]) -> bool:
    """`matchAny`; `*` says yes before it looks."""
    return pattern == "*" or any(means(pattern, name) for name in names)


@dataclass(frozen=True)
class Request:
    """A request, with all that the plugin knows of it."""

    user: str
    backend_roles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    address: str = "10.0.0.1"

    @property
    def principal(self) -> Principal:
        return Principal(self.user, self.user, self.backend_roles, self.roles, (self.address,))


Document = dict[str, dict[str, list[str]]]


def mapped(mapping: dict[str, list[str]], request: Request) -> bool:
    """Whether a mapping gives its role to a request (`ConfigurableRoleMapper.java`)."""
    names = list(request.backend_roles)
    everything = mapping.get("and_backend_roles", [])
    return (
        any(means(pattern, request.user) for pattern in mapping.get("users", []))
        or any(any_of(pattern, names) for pattern in mapping.get("backend_roles", []))
        or any(means(pattern, request.address) for pattern in mapping.get("hosts", []))
        or (bool(everything) and all(any_of(pattern, names) for pattern in everything))
    )


def roles_of(mappings: Document, request: Request, resolution: str) -> set[str]:
    found = set(request.roles)
    if resolution in (BACKEND_ROLES_ONLY, BOTH):
        found |= set(request.backend_roles)
    if resolution in (MAPPING_ONLY, BOTH):
        found |= {role for role, mapping in mappings.items() if mapped(mapping, request)}
    return found


def flattened(groups: dict[str, list[str]], actions: list[str]) -> set[str]:
    """Groups put in until nothing changes (`FlattenedActionGroups.java`)."""
    found = set(actions)
    while True:
        more = found | {member for name in found for member in groups.get(name, [])}
        if more == found:
            return found
        found = more


def allowed(roles: Document, groups: dict[str, list[str]], held: set[str], action: str) -> bool:
    """Whether some pattern of some role means the action (`RoleBasedActionPrivileges.java`)."""
    return any(
        means(pattern, action)
        for role in held
        for pattern in flattened(groups, roles.get(role, {}).get("cluster_permissions", []))
    )


# -- what is generated ----------------------------------------------------------------------------------------------

ACTIONS = (*permissions().values(), "cluster:monitor/health", "indices:data/read/search", "a", "x:y")
SOME = ("cluster:*", "cluster:admin/*", "cluster:admin/opensearch/ml/*", "cluster:admin/opensearch/ml/connectors/*")
GRANTS = st.sampled_from(
    (
        *(*ACTIONS, *SOME, "*", "", "x:?", "cluster_all", "unlimited", "own", "other", "third", "cluster_monitor"),
        *("/cluster:admin/(settings|reroute)/.*/", "/.*predict/", "/cluster:admin/opensearch/ml/(create|delete)_.*/"),
    )
)
PATTERNS = ("a", "ab", "b", "*", "?", "a*", "*b", "??*", "?*", "", " ", "/", "/a|b/", "/a.*/", "/[^a].*/", "/.+/", "//")
NAMES = (" ", "a", "ab", "b", "ba", "c", "aab", "A", "zq")
ADDRESSES = ("10.0.0.1", "10.1.2.3", "192.168.1.7", "8.8.8.8")
HOSTS = ("10.*", "*.*.*.*", "10.0.0.1", "*", "/10\\..*/", "/.*/", "192.168.1.?", "*:*")
ROLE_NAMES = ("r", "s", "t", "a", "ml_full_access", "forecast_full_access", "nobody")

listed = st.lists(st.sampled_from(PATTERNS), max_size=3)
MAPPING = st.fixed_dictionaries(
    {
        "users": listed,
        "backend_roles": listed,
        "and_backend_roles": listed,
        "hosts": st.lists(st.sampled_from(HOSTS), max_size=2),
    }
).map(lambda mapping: {key: value for key, value in mapping.items() if value})
ROLES = st.dictionaries(
    st.sampled_from(ROLE_NAMES[:4]), st.lists(GRANTS, max_size=3).map(lambda found: {"cluster_permissions": found})
)
MAPPINGS = st.dictionaries(st.sampled_from(ROLE_NAMES), MAPPING, min_size=1)
GROUPS = st.dictionaries(st.sampled_from(("own", "other", "third")), st.lists(GRANTS, max_size=3))
REQUESTS = st.builds(
    Request,
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
    st.lists(st.sampled_from(ROLE_NAMES), max_size=1).map(tuple),
    st.sampled_from(ADDRESSES),
)


def asked(roles: Document, mappings: Document, groups: dict[str, list[str]], resolution: str = MAPPING_ONLY) -> Access:
    """Our answers for documents that were written and read again."""
    documents: dict[str, dict[str, Any]] = {
        "roles": roles,
        "rolesmapping": mappings,
        "actiongroups": {name: {"allowed_actions": actions} for name, actions in groups.items()},
    }
    found = [
        document
        for kind, content in documents.items()
        for document in read_bytes("x.json", json.dumps({"_meta": {"type": kind}, **content}).encode()).security
    ]
    assert len(found) == 3
    return Access(merged(found, NEWEST), resolution=resolution)


def texts(values: tuple[Value, ...]) -> list[str]:
    return [value.text for value in values]


SHIPPED_ROLES: Document = {
    role.name: {"cluster_permissions": texts(role.cluster_permissions)} for role in built_in_roles(NEWEST)
}
SHIPPED_GROUPS = {group.name: texts(group.allowed_actions) for group in built_in_groups()}


@LAWFUL
@given(ROLES, MAPPINGS, GROUPS, st.lists(REQUESTS, min_size=1, max_size=4), st.sampled_from((MAPPING_ONLY, BOTH)))
def test_the_server_answers_alike(
    roles: Document, mappings: Document, groups: dict[str, list[str]], requests: list[Request], resolution: str
) -> None:
    access = asked(roles, mappings, groups, resolution)
    all_roles, all_groups = {**SHIPPED_ROLES, **roles}, {**SHIPPED_GROUPS, **groups}
    for request in requests:
        held = roles_of(mappings, request, resolution)
        holding = access.holding(request.principal)
        assert holding.unknown is None
        assert {one.role for one in holding.roles} == held
        for action in ACTIONS:
            may = access.may(request.principal, action)
            assert may is None or isinstance(may, Way)
            assert (may is not None) is allowed(all_roles, all_groups, held, action), (request, action)


@LAWFUL
@given(MAPPINGS, REQUESTS)
def test_backend_roles_are_roles_where_the_cluster_says_so(mappings: Document, request: Request) -> None:
    access = asked({}, mappings, {}, BACKEND_ROLES_ONLY)
    assert {one.role for one in access.holding(request.principal).roles} == roles_of(
        mappings, request, BACKEND_ROLES_ONLY
    )


EVERY_REQUEST = [
    Request(user, backend_roles, (), address)
    for user, backend_roles, address in product(
        NAMES, [(), *((name,) for name in NAMES), ("a", "b"), ("a", "c", "zq")], ADDRESSES
    )
]


@LAWFUL
@given(MAPPING)
def test_everyone_means_every_request(mapping: dict[str, list[str]]) -> None:
    """Who is said to be everyone is, and whoever is not, some request shows."""
    access = asked({}, {"r": mapping}, {})
    (found,) = access.mappings
    for who, meant in (
        (EVERYONE, EVERY_REQUEST),
        (ANYONE_WITH_A_BACKEND_ROLE, [request for request in EVERY_REQUEST if request.backend_roles]),
    ):
        everyone = isinstance(access.admits(found, who), Held)
        each = [mapped(mapping, request) for request in meant]
        if everyone:
            assert all(each)
        elif all(each):
            # by the users' names for some, and by their addresses or backend roles for the others
            used = [key for key in ("users", "hosts", "backend_roles", "and_backend_roles") if mapping.get(key)]
            assert len(used) > 1


INDEXES = (".plugins-ml-config", ".plugins-ml-connector", "logs", "logs-2", "a")
INDEX_PATTERNS = st.sampled_from(
    ("*", ".plugins-*", "logs-?", "logs", "/\\\\..*/", "${user.name}", "<logs-{now/d}>", "")
)
READS = ("indices:data/read/get", "indices:data/read/search", "indices:data/write/index", "a")
INDEX_GRANTS = st.sampled_from(("read", "search", "get", "indices_all", "own", "*", "indices:data/read*", "write", "a"))
INDEX_PERMISSIONS = st.lists(
    st.fixed_dictionaries(
        {
            "index_patterns": st.lists(INDEX_PATTERNS, max_size=2),
            "allowed_actions": st.lists(INDEX_GRANTS, max_size=2),
            "dls": st.sampled_from(("", "{}")),
        }
    ),
    max_size=2,
)


@LAWFUL
@given(INDEX_PERMISSIONS, st.lists(GRANTS, max_size=2), st.booleans())
def test_what_roles_may_do_with_an_index(index_permissions: list[Any], own: list[str], whole: bool) -> None:
    access = asked({"r": {"index_permissions": index_permissions}}, {"r": {"users": ["a"]}}, {"own": own})
    groups = {**SHIPPED_GROUPS, "own": own}
    for index, action in product(INDEXES, READS):
        expected = any(
            any(means(pattern, index) for pattern in one["index_patterns"] if pattern[:1] not in ("$", "<"))
            and any(means(pattern, action) for pattern in flattened(groups, one["allowed_actions"]))
            for one in index_permissions
            if not (whole and one["dls"])
        )
        assert isinstance(access.role_may_on("r", action, index, whole=whole), IndexPermission) is expected
        if not whole:
            assert access.may_on(Principal("a", "a"), action, index) is expected
            assert access.may_on(Principal("b", "b"), action, index) is False


def test_shipped_mappings_count_until_a_document_gives_all() -> None:
    request = b'PUT _plugins/_security/api/rolesmapping/own_index\n{"users": ["anna"]}\n'
    part = Access(merged(read_bytes("a.console", request).security, NEWEST))
    assert {mapping.role for mapping in part.mappings} == {mapping.role for mapping in shipped_mappings()}
    assert [texts(mapping.users) for mapping in part.mappings if mapping.role == "own_index"] == [["anna"]]
    whole = b'{"_meta": {"type": "rolesmapping"}, "mine": {"users": ["anna"]}}'
    assert [mapping.role for mapping in Access(merged(read_bytes("a.json", whole).security, NEWEST)).mappings] == [
        "mine"
    ]
