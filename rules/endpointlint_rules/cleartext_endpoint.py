r"""The connector calls its endpoint over http.

The credential in its headers, and the text of its users, can be read by each machine on the way, and anyone there can
answer in the endpoint's place.

Write ``https``. Where the service has no TLS, put a proxy with TLS in front of it, or keep it on the same machine.

Severity: medium; high if the credential goes along in a header.

False alarms: a network that nobody else can read, such as one inside of a single machine. Loopback is excepted, and so
are the names by which a container calls its own host (``host.docker.internal``). What a page leaves open in the place
of the host counts as somewhere else. Missed: addresses that a name resolves to, and what callers choose
(``steerable-host``).
"""

from collections.abc import Iterator

from endpointlint.rule import (
    STAND_IN,
    AddressKind,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Severity,
    Span,
    connector_rule,
    kind_of_host,
    plain,
)
from endpointlint_rules.samples import KEY_HEADER, connector, mcp

_OWN_HOST = frozenset(("host.docker.internal", "gateway.docker.internal", "host.containers.internal"))


@connector_rule(
    title="Endpoint without TLS",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-319", "CWE-522"),
    examples=(
        Flagged(connector("http://models.vendor.com/v1", action={"headers": KEY_HEADER}), severity=Severity.HIGH),
        Flagged(connector("http://10.0.0.7:8000/v1"), severity=Severity.MEDIUM),
        Flagged(
            connector("http://${parameters.host}/v1", parameters={"host": "ollama:11434"}), severity=Severity.MEDIUM
        ),
        Flagged(connector("HTTP://<YOUR HOST>:8000/v1"), severity=Severity.MEDIUM),
        Flagged(mcp("http://mcp.vendor.com/"), severity=Severity.MEDIUM),
        Clean(connector("https://models.vendor.com/v1")),
        Clean(connector("http://127.0.0.1:11434/v1")),
        Clean(connector("http://${parameters.host}/v1", parameters={"host": "localhost:11434"})),
        Clean(connector("http://host.docker.internal:8000/v1")),
    ),
)
def cleartext_endpoint(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each URL that goes over http to another machine."""
    shown = connector.credential_in_header
    for target in connector.targets:
        seen = connector.ways(target).seen
        if seen is None or seen.scheme != "http" or connector.connector.doubtful(target.value.place):
            continue
        if STAND_IN not in seen.host and (
            kind_of_host(seen.host) is AddressKind.LOOPBACK or plain(seen.host) in _OWN_HOST
        ):
            continue
        yield Finding(
            "the credential goes over http" if shown else "the endpoint is called over http",
            severity=Severity.HIGH if shown else Severity.MEDIUM,
            grade=Grade.PROVED,
            place=connector.place_of(target, Span(0, len("http"))),
            label="no TLS",
        )
