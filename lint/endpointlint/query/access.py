"""Who may do what, as the security plugin answers it.

A request has a user name, backend roles and the address that it comes from. Mappings turn these into roles
(`ConfigurableRoleMapper.java`, before 3.4 `ConfigModelV7.java`), action groups turn the permissions of a role into
patterns (`FlattenedActionGroups.java`), and a request is allowed if some pattern of some role means its action
(`RoleBasedActionPrivileges.java`; opensearch-project/security, branches 2.9 to 3.8). A *principal* here may also be
everyone of whom nothing else is known: what holds for it holds for all of them, and that is a question about sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from endpointlint.policy.security import (
    ADMIN_ROLE,
    ANONYMOUS_BACKEND_ROLE,
    ANONYMOUS_USER,
    IndexPermission,
    Permission,
    RoleMapping,
    Security,
    SecurityKind,
    shipped_mappings,
)
from endpointlint.policy.value import Value
from endpointlint.query.permissions import EVERYTHING, Granted, covers, granted, is_exact, matches
from endpointlint.query.verdict import Unknown
from endpointlint.source.records import dataclass

MAPPING_ONLY: Final = "MAPPING_ONLY"
BACKEND_ROLES_ONLY: Final = "BACKENDROLES_ONLY"
BOTH: Final = "BOTH"
"""Values of `plugins.security.roles_mapping_resolution`, in any case; anything else is read as the first."""


@dataclass(frozen=True, slots=True)
class Every:
    """All names that a pattern means, without knowing which of them it is."""

    pattern: str


Name = str | Every

ANY_NAME: Final = Every(r"/[^\p{Cntrl}\u0085\u2028\u2029]+/")
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
ANY_ADDRESS: Final = Every(rf"/{_BYTE}(?:\.{_BYTE}){{3}}/")
"""Every IPv4 address, as `TransportAddress.getAddress` writes it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever sends a request."""

    shown: str
    """For a reader: `the user anna`."""
    user: Name = ANY_NAME
    backend_roles: tuple[Name, ...] = ()
    roles: tuple[str, ...] = ()
    """Roles that the user has without a mapping (`opendistro_security_roles`)."""
    caller: tuple[Name, ...] = (ANY_ADDRESS,)
    """The address of the caller, and its name where hosts are looked up."""


EVERYONE: Final = Principal("everyone who can log in")
ANYONE_WITH_A_BACKEND_ROLE: Final = Principal("everyone with a backend role", backend_roles=(ANY_NAME,))
ANONYMOUS: Final = Principal(
    "whoever sends no credential", user=ANONYMOUS_USER, backend_roles=(ANONYMOUS_BACKEND_ROLE,)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a principal has."""

    role: str
    value: Value | None
    """What a mapping says that makes it so; None where there is no mapping, or only a built-in one."""


@dataclass(frozen=True, slots=True)
class Holding:
    """All roles of a principal."""

    roles: tuple[Held, ...]
    unknown: Unknown | None
    """Why there may be more."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a principal comes to a permission."""

    held: Held
    granted: Granted


class Access:
    """Answers for one configuration of the security plugin."""

    def __init__(self, security: Security, *, resolution: str = MAPPING_ONLY, java: int = 25) -> None:
        """Prepare the questions.

        Args:
            security: roles, mappings, action groups and users, merged.
            resolution: `plugins.security.roles_mapping_resolution`.
            java: the JDK whose regexes are meant.
        """
        self.security = security
        self.java = java
        known = resolution.upper()
        self.resolution = known if known in (BACKEND_ROLES_ONLY, BOTH) else MAPPING_ONLY
        self._cluster: dict[str, tuple[Permission, ...]] = {}

    @cached_property
    def mappings(self) -> tuple[RoleMapping, ...]:
        """Every mapping. Where no document gives all, those that are shipped count as well."""
        given = tuple(mapping for found in self.security.mappings.values() for mapping in found)
        if self.security.has(SecurityKind.MAPPINGS):
            return given
        return (*(mapping for mapping in shipped_mappings() if mapping.role not in self.security.mappings), *given)

    # -- from a principal to roles ----------------------------------------------------------------------------------

    def holding(self, principal: Principal) -> Holding:
        """The roles of a principal."""
        found = [Held(role, None) for role in principal.roles]
        if self.resolution != MAPPING_ONLY:
            found += [Held(name, None) for name in principal.backend_roles if isinstance(name, str)]
        unknown: Unknown | None = None
        for mapping in self.mappings if self.resolution != BACKEND_ROLES_ONLY else ():
            match self._admits(mapping, principal):
                case Held() as held:
                    found.append(held)
                case Unknown() as doubt:
                    unknown = unknown or doubt
                case None:
                    continue
        return Holding(tuple(found), unknown)

    def admits(self, mapping: RoleMapping, principal: Principal) -> Held | Unknown | None:
        """The role, if a mapping gives it to a principal."""
        return None if self.resolution == BACKEND_ROLES_ONLY else self._admits(mapping, principal)

    def _admits(self, mapping: RoleMapping, principal: Principal) -> Held | Unknown | None:
        unknown: Unknown | None = None
        for found in self._reasons(mapping, principal):
            match found:
                case Value() as value:
                    return self._held(mapping, value)
                case Unknown() as doubt:
                    unknown = unknown or doubt
                case None:
                    continue
        return unknown

    def _reasons(self, mapping: RoleMapping, principal: Principal) -> Iterator[Value | Unknown | None]:
        """What of each part of a mapping means the principal, in the server's order."""
        yield self._among(mapping.users, (principal.user,))
        yield self._among(mapping.hosts, principal.caller)
        yield self._among_backend_roles(mapping.backend_roles, principal.backend_roles)
        yield self._all_among(mapping.and_backend_roles, principal.backend_roles)

    def _held(self, mapping: RoleMapping, value: Value) -> Held:
        return Held(mapping.role, None if mapping.place is None else value)

    def _among(self, values: Sequence[Value], names: Iterable[Name]) -> Value | Unknown | None:
        """The pattern that means one of the names; of `Every` the patterns together must mean all of it."""
        unknown: Unknown | None = None
        for name in names:
            if isinstance(name, Every):
                answer = covers(tuple(value.text for value in values), name.pattern, java=self.java)
                if answer is True:
                    return self._telling(values, name)
                unknown = answer if isinstance(answer, Unknown) else unknown
                continue
            for value in values:
                answer = matches(value.text, name, java=self.java)
                if answer is True:
                    return value
                unknown = answer if isinstance(answer, Unknown) else unknown
        return unknown

    def _telling(self, values: Sequence[Value], name: Every) -> Value:
        """The pattern that means all of something by itself, or else the first one."""
        alone = (value for value in values if covers((value.text,), name.pattern, java=self.java) is True)
        return next(alone, values[0])

    def _among_backend_roles(self, values: Sequence[Value], names: Sequence[Name]) -> Value | Unknown | None:
        # `WildcardMatcher.ANY.matchAny` says yes without looking, to nobody's backend roles as well
        return next((value for value in values if value.text == EVERYTHING), None) or self._among(values, names)

    def _all_among(self, values: Sequence[Value], names: Sequence[Name]) -> Value | Unknown | None:
        """The first of some patterns, if each of them means one of the names."""
        unknown: Unknown | None = None
        for value in values:
            match self._among_backend_roles((value,), names):
                case Value():
                    continue
                case Unknown() as doubt:
                    unknown = doubt
                case None:
                    return None
        if unknown is not None:
            return unknown
        return values[0] if values else None

    # -- from roles to permissions ----------------------------------------------------------------------------------

    def permissions(self, role: str) -> tuple[Permission, ...]:
        """All cluster permissions of a role, action groups put in; none for a role that nobody defines."""
        known = self._cluster.get(role)
        if known is None:
            found = self.security.roles.get(role)
            known = self._cluster[role] = () if found is None else self.security.cluster_permissions(found)
        return known

    def role_may(self, role: str, action: str) -> Granted | Unknown | None:
        """The permission by which a role may do something."""
        return granted(self.permissions(role), action, java=self.java)

    def role_covers(self, role: str, actions: str) -> bool | Unknown:
        """Whether a role may do everything that a pattern of actions means."""
        return covers(tuple(one.pattern for one in self.permissions(role)), actions, java=self.java)

    def may(self, principal: Principal, action: str) -> Way | Unknown | None:
        """How a principal may do something; None if it may not."""
        holding = self.holding(principal)
        unknown = holding.unknown
        for held in holding.roles:
            match self.role_may(held.role, action):
                case Granted() as found:
                    return Way(held, found)
                case Unknown() as doubt:
                    unknown = unknown or doubt
                case None:
                    continue
        return unknown

    def is_admin_role(self, role: str) -> bool:
        """Whether a role is meant for administrators: `all_access`, or one that may do all there is for the cluster."""
        return role == ADMIN_ROLE or self.role_covers(role, "cluster:*") is True

    def role_may_on(
        self, role: str, action: str, index: str, *, whole: bool = False
    ) -> IndexPermission | Unknown | None:
        """The index permission by which a role may do something with an index.

        Patterns that depend on the user (`${user.name}`) or on the date (`<logs-{now}>`) mean nothing here. `whole`
        leaves out what document- and field-level security hide something of.
        """
        found = self.security.roles.get(role)
        unknown: Unknown | None = None
        for permission in found.index_permissions if found is not None else ():
            if whole and permission.limited:
                continue
            answers = [
                self._any_of((value.text for value in permission.patterns if not _depends(value.text)), index),
                self._any_of((one.pattern for one in self.security.index_permissions(permission)), action),
            ]
            if all(answer is True for answer in answers):
                return permission
            if False not in answers:
                unknown = next((answer for answer in answers if isinstance(answer, Unknown)), unknown)
        return unknown

    def may_on(self, principal: Principal, action: str, index: str) -> bool | Unknown:
        """Whether a principal may do something with an index."""
        holding = self.holding(principal)
        unknown = holding.unknown
        for held in holding.roles:
            match self.role_may_on(held.role, action, index):
                case IndexPermission():
                    return True
                case Unknown() as doubt:
                    unknown = unknown or doubt
                case None:
                    continue
        return False if unknown is None else unknown

    def _any_of(self, patterns: Iterable[str], name: str) -> bool | Unknown:
        unknown: Unknown | None = None
        for pattern in patterns:
            answer = matches(pattern, name, java=self.java)
            if answer is True:
                return True
            unknown = answer if isinstance(answer, Unknown) else unknown
        return False if unknown is None else unknown

    # -- who there is -----------------------------------------------------------------------------------------------

    def principals(self) -> Iterator[Principal]:
        """Everyone that documents tell apart: internal users, and who is named in mappings, each once."""
        yield EVERYONE
        users = {user.name: user for user in self.security.users.values()}
        for user in users.values():
            backend_roles = tuple(value.text for value in user.backend_roles)
            roles = tuple(value.text for value in user.roles)
            yield Principal(f"the user {user.name}", user.name, backend_roles, roles)
        seen: set[tuple[object, ...]] = set()
        for principal in self._mapped():
            key = (principal.user, principal.backend_roles, principal.caller)
            if key not in seen and principal.user not in users:
                seen.add(key)
                yield principal

    def _mapped(self) -> Iterator[Principal]:
        for mapping in self.mappings:
            for value in mapping.users:
                yield Principal(_shown("user", value.text), user=_name(value.text))
            for value in mapping.backend_roles:
                yield Principal(_shown("backend role", value.text), backend_roles=(_name(value.text),))
            if mapping.and_backend_roles:
                texts = [value.text for value in mapping.and_backend_roles]
                shown = f"whoever has the backend roles {', '.join(texts)}"
                yield Principal(shown, backend_roles=tuple(map(_name, texts)))
            for value in mapping.hosts:
                yield Principal(f"whoever comes from {value.text}", caller=(_name(value.text),))


def _name(text: str) -> Name:
    return text if is_exact(text) else Every(text)


def _shown(what: str, text: str) -> str:
    if is_exact(text):
        return f"the user {text}" if what == "user" else f"whoever has the backend role {text}"
    return f"every {what} that `{text}` means"


def _depends(pattern: str) -> bool:
    """Whether an index pattern means different indexes for different users or days (`IndexPattern.java`)."""
    return "${" in pattern or (pattern.startswith("<") and pattern.endswith(">"))
