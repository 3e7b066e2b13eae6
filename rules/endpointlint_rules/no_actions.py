r"""The connector has no actions.

A connector of protocol ``http`` or ``aws_sigv4`` calls what its actions say. Without the field OpenSearch refuses it
("No actions configured for this connector"). With an empty list it is stored: there is no URL to be tried on the list
of trusted endpoints, and nothing that could be called. Whoever fills it in later by an update is checked then.

Write the actions, or leave the connector out.

Severity: low.

False alarms: none known. Connectors of the MCP protocols, which have a URL of their own, and updates, which keep what
they do not name, are not reported; neither is a connector of which something could not be read. Missed: actions that no
model calls.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorForm,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Severity,
    connector_rule,
)

_START = '{"name": "Chat", "version": 1, "protocol": "http", "credential": {"key": "<KEY>"}'
_ACTION = '{"action_type": "predict", "method": "POST", "url": "https://api.openai.com/v1/chat/completions"}'


@connector_rule(
    title="Connector without actions",
    severity=Severity.LOW,
    since="0.2",
    references=("ml-commons Connector.java (validateConnectorURL)",),
    examples=(
        Flagged(_START + ', "actions": []}'),
        Flagged(_START + "}"),
        Clean(_START + f', "actions": [{_ACTION}]}}'),
        Clean('{"name": "Tools", "version": 1, "protocol": "mcp_sse", "url": "https://mcp.vendor.com"}'),
    ),
)
def no_actions(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report a missing or empty list of actions."""
    read = connector.connector
    if connector.form is ConnectorForm.UPDATE or read.doubtful(read.place) or read.unread or read.actions:
        return
    if connector.protocol not in ("http", "aws_sigv4"):
        return
    missing = read.actions is None
    if missing and any(field.name == "actions" for field in read.fields):
        # something is there that is no list, and said to be refused
        return
    name = read.name.place if read.name is not None else read.place
    yield Finding(
        "the connector has no actions" if missing else "the list of actions is empty",
        severity=Severity.LOW,
        grade=Grade.PROVED,
        place=name if read.actions_place is None else read.actions_place,
        label="OpenSearch refuses it" if missing else "it is stored, and calls nothing",
    )
