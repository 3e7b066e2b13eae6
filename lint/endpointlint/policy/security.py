"""The security plugin's configuration: who has which role, and what a role permits.

Files and the REST API say the same in the same shape. What is here are the documents with places, the roles and action
groups that every cluster has, and how action groups are put in. Which names a pattern means is asked in
`query.permissions`, since a pattern may be a Java regex.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from endpointlint.policy.facts import read_data, release_of
from endpointlint.policy.release import Release
from endpointlint.policy.secret import Secret
from endpointlint.policy.value import Value, ValueKind
from endpointlint.source import Place, SourceLiteral, SourceText, Span
from endpointlint.source.records import dataclass, replace

ANONYMOUS_USER = "opendistro_security_anonymous"
ANONYMOUS_BACKEND_ROLE = "opendistro_security_anonymous_backendrole"
"""What a request without credentials has while `anonymous_auth_enabled` is true (`ConfigConstants.java`)."""
ADMIN_ROLE = "all_access"
"""The role by whose name ML Commons knows an administrator (`ConnectorAccessControlHelper.java`)."""


class SecurityKind(StrEnum):
    """Kinds of documents, by their `_meta.type`."""

    ROLES = "roles"
    MAPPINGS = "rolesmapping"
    ACTION_GROUPS = "actiongroups"
    CONFIG = "config"
    USERS = "internalusers"


@dataclass(frozen=True, slots=True)
class IndexPermission:
    """One element of `index_permissions`."""

    place: Place | None
    patterns: tuple[Value, ...]
    actions: tuple[Value, ...]
    limited: bool = False
    """Document- or field-level security, or masking, hides some of it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role."""

    name: str
    place: Place | None
    """The key; None for one that the plugin brings along."""
    cluster_permissions: tuple[Value, ...] = ()
    index_permissions: tuple[IndexPermission, ...] = ()
    reserved: bool = False
    hidden: bool = False
    static: bool = False


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """Who has a role. Each of the lists is enough by itself; of `and_backend_roles` all are needed."""

    role: str
    place: Place | None
    """The key; None for one that the plugin brings along."""
    users: tuple[Value, ...] = ()
    backend_roles: tuple[Value, ...] = ()
    and_backend_roles: tuple[Value, ...] = ()
    hosts: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """A name for several permissions, which may be names of other groups."""

    name: str
    place: Place | None
    allowed_actions: tuple[Value, ...] = ()
    type: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """An internal user."""

    name: str
    place: Place
    password: Secret | None = None
    """The hash, or a password in the clear."""
    backend_roles: tuple[Value, ...] = ()
    roles: tuple[Value, ...] = ()
    """`opendistro_security_roles`: roles without a mapping."""


@dataclass(frozen=True, slots=True)
class SecurityConfig:
    """`config.dynamic`, flat: `http.anonymous_auth_enabled`, `authc.basic.http_authenticator.type`."""

    place: Place
    values: tuple[tuple[str, Value], ...] = ()
    part: bool = False
    """What it does not say is not known, and not what it is by default."""

    def get(self, key: str) -> Value | None:
        """A value by its key below `config.dynamic`."""
        return next((value for name, value in reversed(self.values) if name == key), None)

    def flag(self, key: str) -> bool:
        """A value that is true or false; false where it is absent, as all that is asked for here is by default."""
        value = self.get(key)
        return value is not None and value.flag is True

    def domains(self, section: str) -> tuple[str, ...]:
        """The names below `authc` or `authz`, in the order of the document."""
        start = f"{section}."
        names = (key.removeprefix(start).partition(".")[0] for key, _ in self.values if key.startswith(start))
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class SecurityDocument:
    """One file, answer or request of the security plugin."""

    kind: SecurityKind
    place: Place
    roles: tuple[Role, ...] = ()
    mappings: tuple[RoleMapping, ...] = ()
    action_groups: tuple[ActionGroup, ...] = ()
    users: tuple[User, ...] = ()
    config: SecurityConfig | None = None
    part: bool = False
    """A request that changes one thing: what else there is of the kind it does not say."""

    @property
    def count(self) -> int:
        """How many things it names."""
        return len(self.roles) + len(self.mappings) + len(self.action_groups) + len(self.users) + bool(self.config)


@dataclass(frozen=True, slots=True)
class Permission:
    """A pattern of action names that a role has, and the way to it."""

    pattern: str
    value: Value | None
    """What the role's document says: the pattern itself, or the action group that it comes from; None if built in."""
    groups: tuple[str, ...] = ()
    """The action groups that lead to it, from the one that the role names on."""


class ActionGroups:
    """All action groups, each with all that it comes to (`FlattenedActionGroups.java`)."""

    def __init__(self, groups: Iterable[ActionGroup]) -> None:
        self._members: dict[str, tuple[str, ...]] = {}
        for group in groups:
            self._members[group.name] = tuple(action.text for action in group.allowed_actions)

    @property
    def names(self) -> frozenset[str]:
        """The names of the groups."""
        return frozenset(self._members)

    def resolve(self, action: str) -> dict[str, tuple[str, ...]]:
        """All patterns that a permission comes to, itself included, each with the groups on a shortest way to it.

        Names of groups stay among the patterns: the plugin does not take them out. Groups that name each other in a
        circle come to what they name together. Linear in the groups that are reached.
        """
        found: dict[str, tuple[str, ...]] = {action: ()}
        todo = [action]
        for name in todo:
            for member in self._members.get(name, ()):
                if member not in found:
                    found[member] = (*found[name], name)
                    todo.append(member)
        return found


@dataclass(frozen=True)
class Security:
    """Everything that a run knows of access to a cluster. Built by `merged`."""

    release: Release
    documents: tuple[SecurityDocument, ...]
    roles: Mapping[str, Role]
    """By name, those included that every cluster has."""
    mappings: Mapping[str, tuple[RoleMapping, ...]]
    """By role. Of several documents all mappings are kept."""
    action_groups: Mapping[str, ActionGroup]
    users: Mapping[str, User]
    configs: tuple[SecurityConfig, ...]

    def has(self, kind: SecurityKind) -> bool:
        """Whether some document says all there is of a kind: without one nobody knows what the cluster has."""
        return any(document.kind is kind and not document.part for document in self.documents)

    @property
    def config(self) -> SecurityConfig | None:
        """The configuration; of several the last one."""
        return self.configs[-1] if self.configs else None

    @cached_property
    def groups(self) -> ActionGroups:
        """All action groups."""
        return ActionGroups(self.action_groups.values())

    def cluster_permissions(self, role: Role) -> tuple[Permission, ...]:
        """All cluster permissions of a role, with action groups put in."""
        return tuple(self._permissions(role.cluster_permissions))

    def index_permissions(self, permission: IndexPermission) -> tuple[Permission, ...]:
        """All actions of an index permission, with action groups put in."""
        return tuple(self._permissions(permission.actions))

    def _permissions(self, actions: Iterable[Value]) -> Iterable[Permission]:
        for action in actions:
            for pattern, groups in self.groups.resolve(action.text).items():
                yield Permission(pattern, action, groups)


def merged(documents: Iterable[SecurityDocument], release: Release) -> Security:
    """What several documents say together, over what every cluster has.

    Of two roles, groups or users with one name the last one holds, as it does for whoever applies the files in order.

    Args:
        documents: of one run, in the order of the inputs.
        release: decides about what the plugin brings along.
    """
    given = tuple(documents)
    roles = {role.name: role for role in built_in_roles(release)}
    groups = {group.name: group for group in built_in_groups()}
    roles.update({role.name: role for document in given for role in document.roles})
    groups.update({group.name: group for document in given for group in document.action_groups})
    mappings: dict[str, tuple[RoleMapping, ...]] = {}
    for document in given:
        for mapping in document.mappings:
            mappings[mapping.role] = (*mappings.get(mapping.role, ()), mapping)
    return Security(
        release=release,
        documents=given,
        roles=roles,
        mappings=mappings,
        action_groups=groups,
        users={user.name: user for document in given for user in document.users},
        configs=_configs(document.config for document in given if document.config is not None),
    )


def _configs(given: Iterable[SecurityConfig]) -> tuple[SecurityConfig, ...]:
    """Configurations one after the other; a part changes the one before it."""
    found: list[SecurityConfig] = []
    for config in given:
        if config.part and found:
            found[-1] = replace(found[-1], values=(*found[-1].values, *config.values))
        else:
            found.append(config)
    return tuple(found)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return read_data("security.json")


@lru_cache(maxsize=32)
def built_in_roles(release: Release) -> tuple[Role, ...]:
    """The roles that every cluster has, and those that `roles.yml` has as it is shipped."""
    found: list[Role] = []
    for record in _data()["roles"]:
        steps = [step for step in record["steps"] if release_of(step["from"]) <= release]
        if not steps or ("gone" in record and release_of(record["gone"]) <= release):
            continue
        step = steps[-1]
        indexes = tuple(
            IndexPermission(None, tuple(map(built_in, patterns)), tuple(map(built_in, actions)))
            for patterns, actions in step["index"]
        )
        cluster = tuple(map(built_in, step["cluster"]))
        found.append(Role(record["name"], None, cluster, indexes, reserved=True, static=record["static"]))
    return tuple(found)


@lru_cache(maxsize=1)
def built_in_groups() -> tuple[ActionGroup, ...]:
    """The action groups that every cluster has."""
    return tuple(
        ActionGroup(record["name"], None, tuple(map(built_in, record["actions"])), record["type"])
        for record in _data()["action_groups"]
    )


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[RoleMapping, ...]:
    """The mappings of `roles_mapping.yml` as it is shipped; a cluster has them until somebody changes the file."""
    return tuple(
        RoleMapping(
            record["role"],
            None,
            users=tuple(map(built_in, record.get("users", ()))),
            backend_roles=tuple(map(built_in, record.get("backend_roles", ()))),
        )
        for record in _data()["shipped_mappings"]
    )


@lru_cache(maxsize=1)
def permissions() -> Mapping[str, str]:
    """Names of actions by what they guard, such as `create_connector`, `predict`, `update_settings`."""
    return {str(found["act"]): str(found["name"]) for found in _data()["permissions"]}


def protection_known(fact: str, release: Release) -> bool:
    """Whether a release has a way of protecting system indices: `registered_indices`, `next_gen`."""
    return any(found["fact"] == fact and release_of(found["from"]) <= release for found in _data()["protection"])


def built_in(text: str) -> Value:
    """A text that stands in no document."""
    place = Place(SourceText("(built in)", text), Span(0, len(text)))
    return Value(ValueKind.TEXT, SourceLiteral.plain(text, 0), place, place)
