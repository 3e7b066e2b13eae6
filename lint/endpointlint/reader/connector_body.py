"""From a connector's object to the connector, with places; secrets are hidden on the way.

Read as ML Commons reads it: a key that is not known is skipped, a number given for a text is its spelling, a parameter
that is no text is kept as its JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from endpointlint.policy.connector import (
    Action,
    ClientConfig,
    Connector,
    Credential,
    Exposed,
    Field,
    Header,
    Parameter,
    Part,
    Where,
)
from endpointlint.policy.document import Problem
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.secret import must_hide, secret_of, secrets_in, secrets_of
from endpointlint.policy.value import Value, ValueKind
from endpointlint.reader.connector import ConnectorBody
from endpointlint.reader.schemas import Schema, check, fields_of, schema
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind, escape
from endpointlint.source import Place, SourceLiteral, SourceText
from endpointlint.source.records import dataclass, replace
from endpointlint.source.spelling import nearest

_SCHEMAS = {
    ConnectorForm.UPDATE: "connector-update",
    ConnectorForm.ANSWER: "connector-document",
    ConnectorForm.HIT: "connector-document",
    ConnectorForm.INLINE: "connector-document",
}
_PLAIN_CREDENTIALS = ("region", "service_name")
_KINDS = {
    ScalarKind.TEXT: ValueKind.TEXT,
    ScalarKind.NUMBER: ValueKind.NUMBER,
    ScalarKind.BOOLEAN: ValueKind.BOOLEAN,
    ScalarKind.NULL: ValueKind.NULL,
}


@dataclass(frozen=True, slots=True)
class ConnectorRead:
    """A connector, and what OpenSearch refuses in it."""

    connector: Connector
    problems: tuple[Problem, ...]


def read_connector(found: ConnectorBody, source: SourceText) -> ConnectorRead:
    """Read one connector. Linear in its object; loads `jsonschema`."""
    name = _SCHEMAS.get(found.form, "connector")
    reader = _Reader(source, schema(name))
    connector = reader.read(found)
    problems = check(name, found.body, source, found.pointer, "a connector")
    if found.form in (ConnectorForm.NODE, ConnectorForm.RESOURCE):
        # what is left out may come from another node or a variable
        problems = tuple(problem for problem in problems if " without `" not in problem.message)
    return ConnectorRead(connector, problems)


class _Reader:
    """One run over one connector."""

    def __init__(self, source: SourceText, document: Schema) -> None:
        self.source = source
        self.schema = document
        self.fields: list[Field] = []
        self.exposed: list[Exposed] = []
        self.unread: set[str] = set()

    def read(self, found: ConnectorBody) -> Connector:
        """The connector as a whole."""
        body, at = found.body, found.pointer
        self._note_fields(body, at, Part.CONNECTOR, self.schema)
        self.unread.update(m.key.value for m in body.members if _is_unread(m.value))
        members = {member.key.value: member for member in body.members}
        access = "access" if "access" in members and "access_mode" not in self.schema["properties"] else "access_mode"
        description = self._value(members.get("description"), at)
        self._expose_text(Where.DESCRIPTION, "description", description)
        return Connector(
            form=found.form,
            place=Place(self.source, body.span, at),
            name=self._value(members.get("name"), at),
            description=description,
            version=self._value(members.get("version"), at),
            protocol=self._value(members.get("protocol"), at),
            parameters=tuple(self._parameters(members.get("parameters"), at)),
            credential=self._credential(members.get("credential"), at),
            credential_place=self._key_place(members.get("credential"), at),
            actions=self._actions(members.get("actions"), at),
            actions_place=self._key_place(members.get("actions"), at),
            client_config=self._client_config(members.get("client_config"), at),
            url=self._url(members.get("url"), at),
            headers=tuple(self._headers(members.get("headers"), at)),
            access_mode=self._value(members.get(access), at),
            backend_roles=self._list(members.get("backend_roles"), at),
            add_all_backend_roles=self._value(members.get("add_all_backend_roles"), at),
            owner=self._owner(members.get("owner"), at),
            dry_run=self._value(members.get("dry_run"), at),
            tenant_id=self._value(members.get("tenant_id"), at),
            provisioned_by=self._value(members.get("provisioned_by"), at),
            id=found.id,
            fields=tuple(self.fields),
            exposed=tuple(self.exposed),
            unread=frozenset(self.unread),
        )

    # -- values -----------------------------------------------------------------------------------------------------

    def _key_place(self, member: Member | None, at: str) -> Place | None:
        if member is None:
            return None
        return Place(self.source, member.key.span, f"{at}/{escape(member.key.value)}")

    def _value(self, member: Member | None, at: str) -> Value | None:
        """A member that is a scalar; null is as good as absent."""
        if member is None or not isinstance(member.value, Scalar):
            return None
        pointer = f"{at}/{escape(member.key.value)}"
        value = self._scalar(member.value, pointer, Place(self.source, member.key.span, pointer))
        return None if value is None or value.kind is ValueKind.NULL else value

    def _scalar(self, node: Scalar, pointer: str, key: Place | None = None) -> Value | None:
        if node.kind is ScalarKind.UNREAD:
            return None
        place = Place(self.source, node.span, pointer)
        return Value(_KINDS[node.kind], node.literal, place, key or place)

    def _list(self, member: Member | None, at: str) -> tuple[Value, ...] | None:
        if member is None or not isinstance(member.value, Array):
            return None
        pointer = f"{at}/{escape(member.key.value)}"
        items = [
            self._scalar(item, f"{pointer}/{index}")
            for index, item in enumerate(member.value.items)
            if isinstance(item, Scalar)
        ]
        return tuple(item for item in items if item is not None)

    def _members(self, member: Member | None, at: str) -> Iterator[tuple[Member, str]]:
        """The members of a member that is an object."""
        if member is not None and isinstance(member.value, Object):
            pointer = f"{at}/{escape(member.key.value)}"
            for inner in member.value.members:
                yield inner, pointer

    def _url(self, member: Member | None, at: str) -> Value | None:
        value = self._value(member, at)
        self._expose_text(Where.URL, "url", value)
        return value

    def _owner(self, member: Member | None, at: str) -> Value | None:
        return next(
            (self._value(inner, p) for inner, p in self._members(member, at) if inner.key.value == "name"), None
        )

    # -- maps -------------------------------------------------------------------------------------------------------

    def _parameters(self, member: Member | None, at: str) -> Iterator[Parameter]:
        for inner, pointer in self._members(member, at):
            name = inner.key.value
            below = f"{pointer}/{escape(name)}"
            key = Place(self.source, inner.key.span, below)
            if isinstance(inner.value, Scalar):
                value = self._scalar(inner.value, below, key)
                if value is None:
                    self.unread.add("parameters")
                    continue
            else:
                literal = _json_literal(inner.value)
                value = Value(ValueKind.TEXT, literal, Place(self.source, inner.value.span, below), key)
            self._expose(Where.PARAMETER, name, value)
            yield Parameter(name, value)

    def _headers(self, member: Member | None, at: str) -> Iterator[Header]:
        for inner, pointer in self._members(member, at):
            value = self._value(inner, pointer)
            if value is not None:
                self._expose(Where.HEADER, inner.key.value, value)
                yield Header(inner.key.value, value)

    def _credential(self, member: Member | None, at: str) -> tuple[Credential, ...] | None:
        if member is None or not isinstance(member.value, Object):
            return None
        found: list[Credential] = []
        for inner, pointer in self._members(member, at):
            name = inner.key.value
            below = f"{pointer}/{escape(name)}"
            place = Place(self.source, inner.value.span, below)
            literal = inner.value.literal if isinstance(inner.value, Scalar) else _json_literal(inner.value)
            plain = literal.value if name in _PLAIN_CREDENTIALS else None
            secret = secret_of(literal.value, place)
            if plain is None and must_hide(literal.value):
                self.source.hide(literal.span, literal.value if secret.looks_real else "")
            found.append(Credential(name, secret, Place(self.source, inner.key.span, below), plain))
        return tuple(found)

    def _client_config(self, member: Member | None, at: str) -> ClientConfig | None:
        if member is None or not isinstance(member.value, Object):
            return None
        pointer = f"{at}/{escape(member.key.value)}"
        found = self.schema["properties"]["client_config"]
        self._note_fields(member.value, pointer, Part.CLIENT_CONFIG, found)
        values = [
            (inner.key.value, value)
            for inner in member.value.members
            if inner.key.value in found["properties"] and (value := self._value(inner, pointer)) is not None
        ]
        return ClientConfig(Place(self.source, member.value.span, pointer), tuple(values))

    def _actions(self, member: Member | None, at: str) -> tuple[Action, ...] | None:
        if member is None or not isinstance(member.value, Array):
            return None
        pointer = f"{at}/{escape(member.key.value)}"
        if any(_is_unread(item) for item in member.value.items):
            self.unread.add("actions")
        return tuple(
            self._action(item, f"{pointer}/{index}")
            for index, item in enumerate(member.value.items)
            if isinstance(item, Object)
        )

    def _action(self, node: Object, at: str) -> Action:
        self._note_fields(node, at, Part.ACTION, self.schema["properties"]["actions"]["items"])
        members = {member.key.value: member for member in node.members}
        self.unread.update(f"actions.{m.key.value}" for m in node.members if _is_unread(m.value))
        values = {name: self._value(members.get(name), at) for name in _ACTION_VALUES}
        for name, where in _WHERE.items():
            self._expose_text(where, name, values[name])
        return Action(
            place=Place(self.source, node.span, at), headers=tuple(self._headers(members.get("headers"), at)), **values
        )

    # -- what is noted on the way -----------------------------------------------------------------------------------

    def _note_fields(self, node: Object, at: str, part: Part, found: Schema) -> None:
        known = fields_of(found)
        names = [*known]
        for member in node.members:
            name = member.key.value
            facts = known.get(name)
            pointer = f"{at}/{escape(name)}"
            self.fields.append(
                Field(
                    part,
                    name,
                    Place(self.source, member.key.span, pointer),
                    Place(self.source, member.value.span, pointer),
                    facts.since if facts else None,
                    facts.until if facts else None,
                    None if facts else self._meant(name, names, part),
                )
            )

    def _meant(self, name: str, known: list[str], part: Part) -> str | None:
        alias = _ALIASES.get(name)
        if alias in known:
            return alias
        if part is Part.CONNECTOR:
            below = self.schema["properties"]["client_config"]["properties"]
            if name in below:
                return f"client_config.{name}"
        return nearest(name, known)

    def _expose_text(self, where: Where, name: str, value: Value | None) -> None:
        if value is not None:
            self._expose(where, name, value)

    def _expose(self, where: Where, name: str, value: Value) -> None:
        """Note and hide the secrets that stand in a value."""
        text = value.text
        named = where in (Where.HEADER, Where.PARAMETER)
        for found in secrets_of(name, text) if named else secrets_in(text):
            span = value.literal.in_file(found.span)
            self.source.hide(span, text[found.span.start : found.span.end])
            place = replace(value.place, span=span)
            self.exposed.append(Exposed(where, name, found, place, value.place))


_ACTION_VALUES = (
    "action_type",
    "method",
    "url",
    "request_body",
    "pre_process_function",
    "post_process_function",
    "name",
    "supports_structured_output",
)
_WHERE = {
    "url": Where.URL,
    "request_body": Where.REQUEST_BODY,
    "pre_process_function": Where.FUNCTION,
    "post_process_function": Where.FUNCTION,
}
_ALIASES = {
    "access": "access_mode",
    "access_mode": "access",
    "access_model": "access_mode",
    "credentials": "credential",
    "action": "actions",
    "params": "parameters",
    "endpoint": "url",
    "body": "request_body",
    "type": "action_type",
    "roles": "backend_roles",
}


def _is_unread(node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind is ScalarKind.UNREAD


def _json_literal(node: Node) -> SourceLiteral:
    """What is no scalar, as the text that OpenSearch keeps of it: compact JSON, as Gson writes it by default.

    Only the whole has a place.
    """
    text = json.dumps(_plain(node), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&='":
        text = text.replace(char, f"\\u{ord(char):04x}")
    span = node.span
    return SourceLiteral(text, [*([span.start] * len(text)), span.end], span)


def _plain(node: Node) -> object:
    if isinstance(node, Object):
        return {member.key.value: _plain(member.value) for member in node.members}
    if isinstance(node, Array):
        return [_plain(item) for item in node.items]
    text = node.literal.value
    match node.kind:
        case ScalarKind.NULL | ScalarKind.UNREAD:
            return None
        case ScalarKind.BOOLEAN:
            return text.lower() == "true"
        case ScalarKind.NUMBER:
            try:
                return int(text) if len(text) <= 300 else text
            except ValueError:
                return float(text)
        case ScalarKind.TEXT:
            return text
