r"""A secret stands outside of the credential, where everyone may read it who may read the connector.

OpenSearch encrypts the values of ``credential`` and takes them out of every answer. ``url``, ``headers``,
``parameters`` and ``request_body`` are stored as they are, and ``GET /_plugins/_ml/connectors/{id}`` and ``_search``
show them to whoever may call these; parameters can be overridden by callers besides.

Put the value into ``credential`` and name it where it belongs: ``"Authorization": "Bearer ${credential.key}"``. It is
filled in headers only; a vendor that wants its key in the URL or the body wants it readable. Have the vendor replace
the key that was shown.

Severity: high.

False alarms: what looks real may be a fake; it is told from words as ``plaintext-credential`` does, and here only where
it has a maker's mark, stands behind ``Bearer`` and the like or as a password in a URL, or is the value of a name that
asks for a secret (``api_key``, ``token``, ``password``). Missed: secrets under other names. The value is shown in no
output, whole or in part.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Exposed,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Severity,
    Where,
    connector_rule,
)
from endpointlint_rules.samples import KEY_HEADER, connector, mcp

_TOKEN = "Zx8Kk29dkfjQQ0a1LmN3"  # noqa: S105


@connector_rule(
    title="Secret outside of the credential",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-312", "CWE-522", "ml-commons GetConnectorTransportAction.java, HttpConnector.java (toXContent)"),
    examples=(
        Flagged(connector(action={"headers": {"Authorization": f"Bearer {_TOKEN}"}})),
        Flagged(connector(parameters={"api_key": _TOKEN})),
        Flagged(connector(f"https://api.vendor.com/v1?token={_TOKEN}")),
        Flagged(connector(action={"request_body": '{"key": "sk-9fK2mQ7xZ1pL8vB3nT6wR4yC"}'})),
        Flagged(mcp(headers={"x-api-key": _TOKEN})),
        Clean(connector(action={"headers": KEY_HEADER})),
        Clean(connector(parameters={"api_key": "<YOUR API KEY>", "max_tokens": "1024"})),
        Clean(connector("https://api.vendor.com/v1?api-version=2024-02-01")),
        Clean(connector(action={"headers": {"x-amz-content-sha256": "required"}})),
    ),
)
def secret_outside_credential(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each secret that an answer of OpenSearch would show."""
    for found in connector.connector.exposed:
        yield Finding(
            f"a secret in {_where(found)} is shown to whoever may read the connector",
            severity=Severity.HIGH,
            grade=Grade.HEURISTIC,
            place=found.place,
            label=f"looks like: {found.found.kind.value}",
        )


def _where(found: Exposed) -> str:
    match found.where:
        case Where.HEADER:
            return f"the header {found.name}"
        case Where.PARAMETER:
            return f"the parameter {found.name}"
        case Where.URL:
            return "the URL"
        case Where.REQUEST_BODY | Where.FUNCTION | Where.DESCRIPTION:
            return found.name
