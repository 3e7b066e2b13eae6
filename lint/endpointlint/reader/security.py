"""Files, answers and requests of the security plugin: how they are known, and what they say.

Files say what they are in `_meta.type`, whatever they are called. Answers of the REST API have no `_meta`; they are
known by the fields of what they list. Unlike ML Commons the plugin refuses fields that it does not know (Jackson's
`FAIL_ON_UNKNOWN_PROPERTIES`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from endpointlint.policy.document import Problem
from endpointlint.policy.secret import must_hide, secret_of
from endpointlint.policy.security import (
    ActionGroup,
    IndexPermission,
    Role,
    RoleMapping,
    SecurityConfig,
    SecurityDocument,
    SecurityKind,
    User,
)
from endpointlint.policy.value import Value, ValueKind
from endpointlint.reader.schemas import Schema, check, fields_of, schema
from endpointlint.reader.settings import flatten
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind, escape
from endpointlint.source import Place, SourceText
from endpointlint.source.records import dataclass, replace
from endpointlint.source.spelling import nearest

_KINDS = {kind.value: kind for kind in SecurityKind}
_SECRET = re.compile(r"(?:^|[._])(?:\w*password|\w*secret|signing_key|\w*token|encryption_key|hash)\Z")
PASSWORDS = ("hash", "password")
"""Fields of a user that are hidden."""
_VALUE_KINDS = {
    ScalarKind.TEXT: ValueKind.TEXT,
    ScalarKind.NUMBER: ValueKind.NUMBER,
    ScalarKind.BOOLEAN: ValueKind.BOOLEAN,
    ScalarKind.NULL: ValueKind.NULL,
}


@dataclass(frozen=True, slots=True)
class SecurityBody:
    """An object of the security plugin, and what it is."""

    body: Object
    kind: SecurityKind
    pointer: str = ""
    part: bool = False
    """It says something of the cluster, and not all there is of its kind."""


@dataclass(frozen=True, slots=True)
class SecurityRead:
    """A document, and what the plugin refuses in it."""

    document: SecurityDocument
    problems: tuple[Problem, ...]


def find_security(root: Node) -> SecurityBody | None:
    """The document that a tree is, if it is one of the security plugin."""
    if not isinstance(root, Object):
        return None
    meta = root.get("_meta")
    if isinstance(meta, Object):
        kind = _KINDS.get((meta.text("type") or "").lower())
        return None if kind is None else SecurityBody(root, kind)
    kind = _answer_kind(root)
    return None if kind is None else SecurityBody(root, kind)


def _answer_kind(root: Object) -> SecurityKind | None:
    """What an answer lists. All that it lists must be alike, so that no other file is taken for one."""
    config = root.get("config")
    if isinstance(config, Object):
        dynamic = config.get("dynamic")
        known = isinstance(dynamic, Object) and any(dynamic.get(key) is not None for key in ("authc", "http"))
        return SecurityKind.CONFIG if known and len(root.members) == 1 else None
    listed = [member.value for member in root.members]
    if not listed:
        return None
    for kind, needed in _NEEDED.items():
        if all(isinstance(one, Object) and all(one.get(key) is not None for key in needed) for one in listed):
            return kind
    return None


_NEEDED = {
    SecurityKind.ROLES: ("cluster_permissions", "index_permissions"),
    SecurityKind.MAPPINGS: ("users", "backend_roles", "hosts"),
    SecurityKind.USERS: ("hash", "backend_roles"),
    SecurityKind.ACTION_GROUPS: ("allowed_actions", "reserved"),
}


def read_security(found: SecurityBody, source: SourceText) -> SecurityRead:
    """Read one document. Linear in it; loads `jsonschema`."""
    reader = _Reader(source, schema(found.kind.value))
    document = reader.read(found)
    problems = check(found.kind.value, found.body, source, found.pointer, "this document")
    return SecurityRead(document, (*problems, *reader.problems))


class _Reader:
    """One run over one document."""

    def __init__(self, source: SourceText, document: Schema) -> None:
        self.source = source
        self.schema = document
        self.problems: list[Problem] = []

    def read(self, found: SecurityBody) -> SecurityDocument:
        """The document as a whole."""
        place = Place(self.source, found.body.span, found.pointer)
        kind = found.kind
        if kind is SecurityKind.CONFIG:
            config = replace(self._config(found.body, found.pointer), part=found.part)
            return SecurityDocument(kind, place, config=config, part=found.part)
        roles: list[Role] = []
        mappings: list[RoleMapping] = []
        groups: list[ActionGroup] = []
        users: list[User] = []
        for member in found.body.members:
            if member.key.value == "_meta" or not isinstance(member.value, Object):
                continue
            pointer = f"{found.pointer}/{escape(member.key.value)}"
            self._unknown(member.value, pointer, self.schema["additionalProperties"])
            match kind:
                case SecurityKind.ROLES:
                    roles.append(self._role(member, member.value, pointer))
                case SecurityKind.MAPPINGS:
                    mappings.append(self._mapping(member, member.value, pointer))
                case SecurityKind.ACTION_GROUPS:
                    groups.append(self._group(member, member.value, pointer))
                case SecurityKind.USERS:
                    user = self._user(member, member.value, pointer)
                    # a new password says nothing of who somebody is
                    if not found.part or any(one.key.value not in PASSWORDS for one in member.value.members):
                        users.append(user)
        return SecurityDocument(
            kind, place, tuple(roles), tuple(mappings), tuple(groups), tuple(users), part=found.part
        )

    # -- parts ------------------------------------------------------------------------------------------------------

    def _role(self, member: Member, node: Object, at: str) -> Role:
        return Role(
            member.key.value,
            self._key(member, at),
            self._list(node, "cluster_permissions", at),
            tuple(self._indexes(node, at)),
            reserved=self._flag(node, "reserved"),
            hidden=self._flag(node, "hidden"),
            static=self._flag(node, "static"),
        )

    def _indexes(self, node: Object, at: str) -> Iterator[IndexPermission]:
        listed = node.get("index_permissions")
        if not isinstance(listed, Array):
            return
        about = self.schema["additionalProperties"]["properties"]["index_permissions"]["items"]
        for index, item in enumerate(listed.items):
            if isinstance(item, Object):
                pointer = f"{at}/index_permissions/{index}"
                self._unknown(item, pointer, about)
                limited = any(_filled(item.get(key)) for key in ("dls", "fls", "masked_fields"))
                yield IndexPermission(
                    Place(self.source, item.span, pointer),
                    self._list(item, "index_patterns", pointer),
                    self._list(item, "allowed_actions", pointer),
                    limited,
                )

    def _mapping(self, member: Member, node: Object, at: str) -> RoleMapping:
        return RoleMapping(
            member.key.value,
            self._key(member, at),
            users=self._list(node, "users", at),
            backend_roles=self._list(node, "backend_roles", at),
            and_backend_roles=self._list(node, "and_backend_roles", at),
            hosts=self._list(node, "hosts", at),
        )

    def _group(self, member: Member, node: Object, at: str) -> ActionGroup:
        allowed = self._list(node, "allowed_actions", at)
        return ActionGroup(member.key.value, self._key(member, at), allowed, node.text("type"))

    def _user(self, member: Member, node: Object, at: str) -> User:
        secret = None
        for key in PASSWORDS:
            value = node.get(key)
            if isinstance(value, Scalar) and value.text:
                secret = secret_of(value.text, Place(self.source, value.span, f"{at}/{key}"))
                self.source.hide(value.span, value.text)
        return User(
            member.key.value,
            self._key(member, at),
            secret,
            self._list(node, "backend_roles", at),
            self._list(node, "opendistro_security_roles", at),
        )

    def _config(self, root: Object, at: str) -> SecurityConfig:
        config = root.get("config")
        dynamic = config.get("dynamic") if isinstance(config, Object) else None
        if not isinstance(dynamic, Object):
            return SecurityConfig(Place(self.source, root.span, at))
        below = f"{at}/config/dynamic"
        about = self.schema["properties"]["config"]["properties"]["dynamic"]
        self._unknown(dynamic, below, about)
        values: list[tuple[str, Value]] = []
        for leaf in flatten(dynamic, below):
            if not isinstance(leaf.value, Scalar) or leaf.value.kind is ScalarKind.UNREAD:
                continue
            text = leaf.value.literal.value
            if _SECRET.search(leaf.key) and leaf.value.kind is ScalarKind.TEXT:
                if must_hide(text):
                    self.source.hide(
                        leaf.value.span, text if secret_of(text, self._at(leaf.value, "")).looks_real else ""
                    )
                continue
            place = self._at(leaf.value, leaf.pointer)
            key = Place(self.source, leaf.key_literal.span, leaf.pointer)
            values.append((leaf.key, Value(_VALUE_KINDS[leaf.value.kind], leaf.value.literal, place, key)))
        return SecurityConfig(Place(self.source, dynamic.span, below), tuple(values))

    # -- values -----------------------------------------------------------------------------------------------------

    def _at(self, node: Node, pointer: str) -> Place:
        return Place(self.source, node.span, pointer)

    def _key(self, member: Member, at: str) -> Place:
        return Place(self.source, member.key.span, at)

    def _list(self, node: Object, key: str, at: str) -> tuple[Value, ...]:
        listed = node.get(key)
        if not isinstance(listed, Array):
            return ()
        values: list[Value] = []
        for index, item in enumerate(listed.items):
            if isinstance(item, Scalar) and item.kind not in (ScalarKind.UNREAD, ScalarKind.NULL):
                place = self._at(item, f"{at}/{key}/{index}")
                values.append(Value(_VALUE_KINDS[item.kind], item.literal, place, place))
        return tuple(values)

    def _flag(self, node: Object, key: str) -> bool:
        value = node.get(key)
        return isinstance(value, Scalar) and value.kind is ScalarKind.BOOLEAN and value.literal.value.lower() == "true"

    def _unknown(self, node: Object, at: str, about: Schema) -> None:
        known = [*fields_of(about)]
        for member in node.members:
            name = member.key.value
            if name not in known:
                meant = nearest(name, known)
                hint = f"; `{meant}` is meant" if meant else ""
                place = Place(self.source, member.key.span, f"{at}/{escape(name)}")
                message = f"OpenSearch refuses the unknown field `{name}`{hint}"
                self.problems.append(Problem(message, place, blocking=False))


def _filled(node: Node | None) -> bool:
    if isinstance(node, Array):
        return bool(node.items)
    return isinstance(node, Scalar) and node.kind is ScalarKind.TEXT and bool(node.literal.value)
