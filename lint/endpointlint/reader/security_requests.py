"""Requests that change the configuration of the security plugin.

`PUT _plugins/_security/api/rolesmapping/NAME` says of one role what `roles_mapping.yml` says of all, so that its body
is read as a file with one member, whose key stands in the path. Paths that begin with `_opendistro` are the same ones
under their old name. Of a `PATCH` (RFC 6902) additions and replacements count: whole members, anything in a mapping,
where what is added widens it, and any value of the configuration. What changes a part of a role says nothing by itself
and is left out. What a real 2.19.4 node took are `PUT` of roles, mappings and users.
"""

from __future__ import annotations

from collections.abc import Iterator

from endpointlint.policy.security import SecurityKind
from endpointlint.reader.security import PASSWORDS, SecurityBody
from endpointlint.reader.tree import Array, Member, Node, Object
from endpointlint.source import SourceLiteral
from endpointlint.source.patterns import lazy
from endpointlint.source.records import replace

_PATH = lazy(
    r"(?:^|/)_(?:plugins|opendistro)/_security/api/"
    r"(?P<kind>roles|rolesmapping|actiongroups|internalusers|securityconfig)(?:/(?P<name>[^/?#]+))?/?(?=[?#]|\Z)"
)
_CONFIG = "config"
_ITEM = "-"


def security_request(path: SourceLiteral, method: str, root: Node) -> SecurityBody | None:
    """The body of a request as the file that says the same; None if it changes nothing that is read.

    Args:
        path: of the request, or its URL.
        method: in upper case.
        root: the body.
    """
    found = _PATH.search(path.value)
    if found is None:
        return None
    of_config = found["kind"] == "securityconfig"
    kind = SecurityKind.CONFIG if of_config else SecurityKind(found["kind"])
    name = path.part(*found.span("name")) if found["name"] else None
    if method == "PUT" and name is not None and isinstance(root, Object):
        # `PUT securityconfig/config` replaces all of it
        return SecurityBody(Object((Member(name, root),), root.span), kind, part=not of_config)
    if method == "PATCH" and isinstance(root, Array):
        members = tuple(_patched(kind, name, root))
        return SecurityBody(Object(members, root.span), kind, part=True) if members else None
    return None


def _patched(kind: SecurityKind, name: SourceLiteral | None, operations: Array) -> Iterator[Member]:
    """What a JSON Patch (RFC 6902) leaves behind, each operation as a member of its own; of the configuration one."""
    merged: Member | None = None
    for operation in operations.items:
        if not isinstance(operation, Object) or operation.text("op") not in ("add", "replace"):
            continue
        value = operation.get("value")
        keys = ([name] if name is not None else []) + list(_tokens(operation))
        if value is None or not keys:
            continue
        if kind is SecurityKind.CONFIG:
            if keys[0].value == _CONFIG:
                member = _nested(keys, value)
                merged = member if merged is None else _joined(merged, member)
        elif kind is SecurityKind.MAPPINGS or len(keys) == 1 or keys[1].value in PASSWORDS:
            yield _nested(keys, value)
    if merged is not None:
        yield merged


def _tokens(operation: Object) -> Iterator[SourceLiteral]:
    """The reference tokens of an operation's `path` (RFC 6901). Names with `/` or `~` in them stay escaped."""
    path = next((member.value for member in reversed(operation.members) if member.key.value == "path"), None)
    if path is None or isinstance(path, Object | Array):
        return
    literal, start = path.literal, 1
    for token in literal.value.split("/")[1:]:
        yield literal.part(start, start + len(token))
        start += len(token) + 1


def _nested(keys: list[SourceLiteral], value: Node) -> Member:
    """A value below some keys. An index or `-` is one item of a list."""
    node = value
    for key in reversed(keys[1:]):
        item = key.value == _ITEM or key.value.isdecimal()
        node = Array((node,), value.span) if item else Object((Member(key, node),), value.span)
    return Member(keys[0], node)


def _joined(one: Member, other: Member) -> Member:
    """Two members with the same key as one; what both have is the second's."""
    if not (isinstance(one.value, Object) and isinstance(other.value, Object)):
        return other
    members = list(one.value.members)
    for member in other.value.members:
        at = next((index for index, known in enumerate(members) if known.key.value == member.key.value), None)
        if at is None:
            members.append(member)
        else:
            members[at] = _joined(members[at], member)
    return replace(one, value=replace(one.value, members=tuple(members)))
