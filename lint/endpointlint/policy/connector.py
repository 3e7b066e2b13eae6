"""Connectors as documents give them, with places; what is secret in them is not kept.

Fields are those of `MLCreateConnectorInput.java` and of the document that `GET` answers with (`HttpConnector.java`,
`McpConnector.java`, tags 2.9.0.0 to 3.8.0.0). OpenSearch skips what it does not know, so that an unknown field is data
here, and no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.release import Release
from endpointlint.policy.secret import Found, Secret
from endpointlint.policy.template import CREDENTIAL, Template
from endpointlint.policy.value import Value
from endpointlint.source import Place, SourceLiteral

MCP_PROTOCOLS = frozenset(("mcp_sse", "mcp_streamable_http"))
"""Protocols whose URL is the connector's own, and not one of an action."""


class Part(StrEnum):
    """The parts of a connector that have fields of their own."""

    CONNECTOR = "connector"
    ACTION = "action"
    CLIENT_CONFIG = "client_config"


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a connector, an action or a client configuration, as the document has it."""

    part: Part
    name: str
    place: Place
    """The key."""
    value_place: Place
    since: Release | None
    """The first release that knows the field; None if no release does."""
    until: Release | None
    """The last release that knows it; None if the newest one still does."""
    meant: str | None
    """For an unknown field the one that was probably meant."""

    def known(self, release: Release) -> bool:
        """Whether a release looks at it."""
        return self.since is not None and self.since <= release and (self.until is None or release <= self.until)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of the stored parameters."""

    name: str
    value: Value
    """As OpenSearch keeps it: a text as it is, anything else as its JSON text (`StringUtils.getParameterMap`). The
    places of what is no scalar are coarse."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header of an action, or of an MCP connector."""

    name: str
    value: Value

    @property
    def template(self) -> Template:
        """The value with its `${parameters.…}`."""
        return Template(self.value.literal)

    @property
    def credential_template(self) -> Template:
        """The value with its `${credential.…}`."""
        return Template(self.value.literal, CREDENTIAL)


@dataclass(frozen=True, slots=True)
class Credential:
    """One key of the credential."""

    name: str
    secret: Secret
    key_place: Place
    plain: str | None = None
    """The value of `region` and `service_name`, which may stand here too and are no secrets (`AwsConnector.java`)."""


class Where(StrEnum):
    """Where a secret stands that is not in the credential."""

    URL = "url"
    HEADER = "header"
    PARAMETER = "parameter"
    REQUEST_BODY = "request_body"
    FUNCTION = "function"
    """In a pre- or post-process function."""
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Exposed:
    """A secret outside of the credential, which everyone may read who may read the connector."""

    where: Where
    name: str
    """The header or parameter; otherwise the field."""
    found: Found
    """What it looks like, and where in the value."""
    place: Place
    """The secret alone."""
    value_place: Place
    """The value that it stands in."""


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """`client_config`; a field that is absent has the default of the release."""

    place: Place
    values: tuple[tuple[str, Value], ...]
    """By field, those that are known."""

    def get(self, name: str) -> Value | None:
        """A field, such as `skip_ssl_verification`."""
        return next((value for known, value in reversed(self.values) if known == name), None)


@dataclass(frozen=True, slots=True)
class Action:
    """One element of `actions`."""

    place: Place
    action_type: Value | None = None
    """In any case; answers have it in upper case."""
    method: Value | None = None
    url: Value | None = None
    headers: tuple[Header, ...] = ()
    request_body: Value | None = None
    pre_process_function: Value | None = None
    post_process_function: Value | None = None
    name: Value | None = None
    supports_structured_output: Value | None = None

    @property
    def template(self) -> Template | None:
        """The URL with its placeholders."""
        return None if self.url is None else Template(self.url.literal)

    @property
    def body_template(self) -> Template | None:
        """The request body with its placeholders."""
        return None if self.request_body is None else Template(self.request_body.literal)


@dataclass(frozen=True)
class Connector:
    """One connector. What its document does not have is None, or empty."""

    form: ConnectorForm
    place: Place
    """The object as a whole."""
    name: Value | None = None
    description: Value | None = None
    version: Value | None = None
    protocol: Value | None = None
    parameters: tuple[Parameter, ...] = ()
    credential: tuple[Credential, ...] | None = None
    """None if there is no such field, which tells nothing in an answer."""
    credential_place: Place | None = None
    """The key `credential`."""
    actions: tuple[Action, ...] | None = None
    """None if there is no such field."""
    actions_place: Place | None = None
    """The key `actions`."""
    client_config: ClientConfig | None = None
    url: Value | None = None
    """Of an MCP connector."""
    headers: tuple[Header, ...] = ()
    """Of an MCP connector."""
    access_mode: Value | None = None
    """`access_mode` of a request, `access` of an answer."""
    backend_roles: tuple[Value, ...] | None = None
    add_all_backend_roles: Value | None = None
    owner: Value | None = None
    """The name of the user who owns it, in answers; None also where it has no owner."""
    dry_run: Value | None = None
    tenant_id: Value | None = None
    provisioned_by: Value | None = None
    id: str | None = None
    """The id, where the document says it."""
    fields: tuple[Field, ...] = ()
    """Every member of the connector, of its actions and its client configuration, known or not."""
    exposed: tuple[Exposed, ...] = ()
    unread: frozenset[str] = field(default=frozenset())
    """Names of fields of which something could not be read; a problem of the input says why."""
    doubtful_from: int | None = None
    """Offset in the file of the first thing in it that could not be read; what stands behind may mean another thing."""

    @property
    def stored(self) -> bool:
        """Whether it shows what a cluster has stored, and not what somebody asks for."""
        return self.form in (ConnectorForm.ANSWER, ConnectorForm.HIT)

    def doubtful(self, place: Place) -> bool:
        """Whether something at a place may mean something else, because what stands before it could not be read."""
        return self.doubtful_from is not None and place.span.end > self.doubtful_from

    @property
    def is_mcp(self) -> bool:
        """Whether its protocol is one of those whose URL is the connector's own."""
        return self.protocol is not None and self.protocol.text in MCP_PROTOCOLS

    @property
    def shown_name(self) -> str:
        """The name, for a reader; the id or the form where there is none."""
        return self.name.text if self.name is not None else self.id or f"({self.form} without a name)"

    @cached_property
    def stored_parameters(self) -> Mapping[str, SourceLiteral]:
        """The parameters by name, as templates are filled with them."""
        return {parameter.name: parameter.value.literal for parameter in self.parameters}

    def parameter(self, name: str) -> Value | None:
        """A stored parameter."""
        return next((found.value for found in reversed(self.parameters) if found.name == name), None)

    def credential_named(self, name: str) -> Credential | None:
        """A key of the credential."""
        return next((found for found in reversed(self.credential or ()) if found.name == name), None)

    @property
    def sends_credential(self) -> bool:
        """Whether calls carry something of the credential: signed by AWS, or put into a header."""
        if self.protocol is not None and self.protocol.text == "aws_sigv4":
            return True
        headers = [*self.headers, *(header for action in self.actions or () for header in action.headers)]
        return any("${credential." in header.value.text for header in headers)

    def unknown_fields(self, release: Release) -> tuple[Field, ...]:
        """Members that a release skips."""
        return tuple(found for found in self.fields if not found.known(release))
