r"""The endpoint of an MCP connector leads away from the URL that was checked.

Of a connector for an MCP server the list of trusted endpoints is tried on ``url`` alone, when it is stored. What is
called is that URL with ``endpoint`` or ``sse_endpoint`` of the parameters behind it, which nobody checks. From 3.3 on
the two are resolved (RFC 3986, section 5.2): an endpoint that begins with ``//`` replaces the host. The client of that
time holds absolute endpoints to the URL, and ``//other.host/`` is none to it. Until 3.2 one is put behind the other, so
that ``@other.host/`` or ``.other.host/`` behind a URL without a path goes to another host.

Write the endpoint as a path that begins with a single ``/``, and end the URL with one.

Severity: high. Medium for an absolute endpoint of another host, which the client refuses from 3.3 on: the connector
does not work.

False alarms: none known. Missed: the message endpoint that a server announces for itself, and redirects.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Dialled,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Severity,
    Target,
    Value,
    Witness,
    connector_rule,
    dialled,
    holes,
    owner_of,
    plain,
)
from endpointlint_rules.samples import connector, mcp

_URL = "https://mcp.vendor.com"
_PARAMETER = {"mcp_sse": "sse_endpoint", "mcp_streamable_http": "endpoint"}
_SSE = "mcp_sse"


@connector_rule(
    title="Endpoint beside the checked URL",
    severity=Severity.HIGH,
    since="0.2",
    references=(
        "CWE-918",
        "RFC 3986 section 5.2.2",
        "ml-commons McpStreamableHttpConnector.java (validateConnectorURL)",
        "modelcontextprotocol/java-sdk Utils.java (resolveUri)",
    ),
    examples=(
        Flagged(mcp(_URL, parameters={"endpoint": "//evil.example/mcp"})),
        Flagged(mcp(_URL, protocol=_SSE, parameters={"sse_endpoint": "//evil.example/sse"})),
        Flagged(mcp(_URL, protocol=_SSE, parameters={"sse_endpoint": "@evil.example/sse"}), opensearch="3.2"),
        Flagged(mcp(_URL, parameters={"endpoint": "https://evil.example/mcp"}), severity=Severity.MEDIUM),
        Clean(mcp(_URL, parameters={"endpoint": "/mcp"})),
        Clean(mcp(_URL, parameters={"endpoint": "//mcp.vendor.com/mcp"})),
        Clean(mcp(_URL + "/", protocol=_SSE, parameters={"sse_endpoint": "@evil.example/sse"}), opensearch="3.2"),
        Clean(mcp(_URL, protocol=_SSE, parameters={"sse_endpoint": "@evil.example/sse"}), opensearch="3.3"),
        Clean(connector(parameters={"endpoint": "//evil.example/"})),
    ),
)
def mcp_endpoint_escapes(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report an endpoint with which another host is dialled than without it."""
    endpoint = connector.connector.parameter(_PARAMETER.get(connector.protocol or "", ""))
    how = connector.enforcement.mcp_endpoint_joined
    if endpoint is None or how is None or holes(endpoint.text):
        return
    for target in connector.targets:
        base = None if target.text is None else dialled(target.text)
        if isinstance(base, Dialled) and target.text is not None:
            yield from _joined(target, base, endpoint, resolved=how == "resolved")


def _joined(target: Target, base: Dialled, endpoint: Value, *, resolved: bool) -> Iterator[Finding]:
    text, url = endpoint.text, target.value.text
    absolute = (
        resolved and "://" in text.partition("/")[0] + "//" and text.partition(":")[0].lower() in ("http", "https")
    )
    if not resolved:
        joined = url + text
    elif text.startswith("//"):
        joined = f"{url.partition(':')[0]}:{text}"
    elif absolute:
        joined = text
    else:
        return
    seen = dialled(joined)
    if not isinstance(seen, Dialled) or plain(seen.host) == plain(base.host):
        return
    yield Finding(
        "the endpoint is another host's, and the client refuses it"
        if absolute
        else "the endpoint leads away from the host that was checked",
        severity=Severity.MEDIUM if absolute else Severity.HIGH,
        grade=Grade.WITNESSED,
        place=endpoint.place,
        label="nobody tries this on the list",
        witness=Witness(joined, seen.host, owner_of(seen.host)),
        notes=(Note("checked", f"{url} ({base.host})"),),
        related=((target.value.place, "this is checked"),),
    )
