r"""The connector does not look at certificates.

With ``skip_ssl_verification`` the client takes any certificate for any host. Whoever can get between OpenSearch and the
endpoint, or answers for its name, reads the credential and the text and can answer in the endpoint's place; TLS then
protects from nobody who would try.

Take the field out. Give the service a certificate that the JVM's trust store knows, or add its issuer to that store.

Severity: high; low where only this machine is called.

False alarms: none known. Releases before 3.5 do not know the field and look at certificates whatever it says; there it
is the business of ``unsupported-by-release``. Streaming calls look at certificates all the same. Missed: a trust store
with issuers that nobody should trust.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    AddressKind,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Part,
    Severity,
    connector_rule,
    kind_of_host,
)
from endpointlint_rules.samples import connector

_SWITCH = "skip_ssl_verification"
_OFF = {_SWITCH: True}


@connector_rule(
    title="Certificates are not looked at",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-295", "ml-commons ConnectorClientConfig.java, MLHttpClientFactory.java"),
    examples=(
        Flagged(connector(client_config=_OFF)),
        Flagged(connector(client_config={_SWITCH: "true"})),
        Flagged(connector("https://localhost:8443/v1", client_config=_OFF), severity=Severity.LOW),
        Clean(connector(client_config={_SWITCH: False})),
        Clean(connector(client_config={"max_connection": 20})),
        Clean(connector(client_config=_OFF), opensearch="3.4"),
    ),
)
def tls_verification_off(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the switch where the release looks at it."""
    config = connector.connector.client_config
    switch = None if config is None else config.get(_SWITCH)
    if switch is None or switch.flag is not True or not _known(connector):
        return
    hosts = [seen.host for target in connector.targets if (seen := connector.ways(target).seen) is not None]
    at_home = bool(hosts) and all(kind_of_host(host) is AddressKind.LOOPBACK for host in hosts)
    yield Finding(
        "certificates are not looked at",
        severity=Severity.LOW if at_home else Severity.HIGH,
        grade=Grade.PROVED,
        place=switch.place,
        label="any certificate will do",
    )


def _known(connector: ConnectorSubject) -> bool:
    """Whether the release has the switch."""
    release = connector.enforcement.release
    fields = (field for field in connector.connector.fields if field.part is Part.CLIENT_CONFIG)
    return any(field.name == _SWITCH and field.known(release) for field in fields)
