"""Roles that everyone has, and how a permission comes about, for rules on access."""

from collections.abc import Iterator

from endpointlint.rule import (
    ANONYMOUS,
    ANYONE_WITH_A_BACKEND_ROLE,
    EVERYONE,
    Granted,
    Held,
    Note,
    Permission,
    Place,
    Principal,
    SecurityKind,
    SecuritySubject,
    Unknown,
    dataclass,
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A role that a mapping gives to more people than anybody knows."""

    who: Principal
    held: Held

    @property
    def anonymous(self) -> bool:
        """Whether only requests without a credential have it."""
        return self.who is ANONYMOUS


def crowds(access: SecuritySubject) -> Iterator[Crowd | Unknown]:
    """Every mapping that gives its role to everyone, or to whoever sends no credential; each once."""
    everyone = (EVERYONE, ANYONE_WITH_A_BACKEND_ROLE)
    for mapping in access.access.mappings:
        doubt: Unknown | None = None
        for who in everyone if access.anonymous is False else (*everyone, ANONYMOUS):
            match access.access.admits(mapping, who):
                case Held() as held:
                    if who is not ANONYMOUS or access.anonymous or _names_them(held):
                        yield Crowd(who, held)
                    break
                case Unknown() as unknown:
                    doubt = doubt or unknown
                case None:
                    continue
        else:
            if doubt is not None:
                yield doubt


def _names_them(held: Held) -> bool:
    """Whether a mapping speaks of anonymous requests, and does not merely have a pattern for them."""
    return held.value is not None and held.value.text in (ANONYMOUS.user, *ANONYMOUS.backend_roles)


def where(access: SecuritySubject, held: Held, permission: Permission | None) -> Place | None:
    """Where to report that somebody has a role: the mapping, or else what the role says."""
    if held.value is not None:
        return held.value.place
    role = access.security.roles.get(held.role)
    if permission is not None and role is not None and role.place is not None and permission.value is not None:
        return permission.value.place
    return None if role is None else role.place


def gives(held: Held) -> str:
    """What stands at that place does."""
    return f"gives the role {held.role}" if held.value is not None else f"{held.role} is given by a shipped mapping"


def permitted_by(access: SecuritySubject, role: str, granted: Granted) -> tuple[Note, tuple[tuple[Place, str], ...]]:
    """By what a role permits something: a line, and the place where a document says it."""
    permission = granted.permission
    way = " > ".join((*permission.groups, permission.pattern))
    found = access.security.roles.get(role)
    if found is None or found.place is None or permission.value is None:
        return Note("permitted by", f"{way}, which the role {role} has as it is shipped"), ()
    return Note("permitted by", f"{way}, in the role {role}"), ((permission.value.place, "this permits it"),)


def given(access: SecuritySubject, role: str) -> bool:
    """Whether a role is given to anybody, as far as one can tell."""
    if not access.security.has(SecurityKind.MAPPINGS):
        return True
    by_user = any(value.text == role for user in access.security.users.values() for value in user.roles)
    mapped = access.security.mappings.get(role, ())
    return by_user or any(one.users or one.backend_roles or one.and_backend_roles or one.hosts for one in mapped)
