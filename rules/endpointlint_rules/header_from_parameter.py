r"""A header that says who calls is filled from a parameter.

Until 3.6 headers take the stored parameters, which everyone can read who can read the connector; a key does not belong
there. From 3.7 on they take the caller's, and OpenSearch refuses a connector that fills one of sixteen headers so,
among them ``Authorization``, ``Cookie``, ``X-Api-Key``, ``Host`` and ``X-Forwarded-For``. Others that vendors know a
caller by are not among them (``api-key`` of Azure, ``x-goog-api-key``), nor are those that say what is to be done
(``X-Amz-Target`` names the operation): there the caller replaces what is stored. In the headers of an MCP connector
parameters are never filled: the endpoint gets the words.

Put the key into ``credential`` and write ``${credential.key}`` into the header.

Severity: medium.

False alarms: a service may want a header of such a name for something else. Other headers, such as ``X-Request-Id``,
are meant to be filled by callers and are not reported. Missed: headers that say who calls without a name that tells.
"""

import re
from collections.abc import Iterator

from endpointlint.rule import (
    CallerField,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Header,
    Outcome,
    Severity,
    asks_for_secret,
    connector_rule,
    lazy,
)
from endpointlint_rules.samples import KEY_HEADER, connector, mcp

_DECIDES = lazy(r"x-amz-.*|x-goog-.*|content-length|transfer-encoding", re.IGNORECASE)
"""Headers that say nothing of who calls, but of what is done."""
_KEY = {"Authorization": "Bearer ${parameters.key}"}


@connector_rule(
    title="Authorization from a parameter",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-639", "CWE-522", "https://github.com/opensearch-project/ml-commons/pull/4817"),
    examples=(
        Flagged(connector(action={"headers": _KEY}), opensearch="3.7"),
        Flagged(connector(action={"headers": _KEY}), opensearch="3.6"),
        Flagged(connector(action={"headers": {"api-key": "${parameters.key}"}}), opensearch="3.8"),
        Flagged(connector(action={"headers": {"X-Forwarded-For": "${parameters.ip}"}}), opensearch="3.8"),
        Flagged(mcp(headers={"Authorization": "Bearer ${parameters.key}"})),
        Flagged(connector(action={"headers": {"X-Amz-Target": "${parameters.api}"}}), opensearch="3.8"),
        Clean(connector(action={"headers": {"X-Amz-Target": "${parameters.api}"}}), opensearch="3.6"),
        Clean(connector(action={"headers": KEY_HEADER}), opensearch="3.8"),
        Clean(connector(action={"headers": {"X-Request-Id": "${parameters.id}"}}), opensearch="3.8"),
        Clean(connector(action={"headers": {"X-Forwarded-For": "${parameters.ip}"}}), opensearch="3.6"),
        Clean(connector(action={"headers": {"X-Amz-Target": "Textract.DetectDocumentText"}}), opensearch="3.8"),
    ),
)
def header_from_parameter(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each placeholder in a header that says who calls."""
    for header in connector.connector.headers:
        yield from _findings(connector, header, mcp=True)
    for action in connector.actions:
        for header in action.headers:
            yield from _findings(connector, header, mcp=False)


def _findings(connector: ConnectorSubject, header: Header, *, mcp: bool) -> Iterator[Finding]:
    found = [placeholder for placeholder in header.template.placeholders() if not placeholder.escaped]
    if not found:
        return
    rules, name = connector.enforcement, header.name.lower()
    callers = CallerField.HEADERS in rules.caller_sets
    place = header.value.at(found[0].span)
    if mcp:
        message, label = "parameters are never filled in the headers of an MCP connector", "sent as it is"
    elif name in rules.guarded_headers or (rules.guarded_headers and connector.connector.is_mcp):
        message, label = f"the header {header.name} must not be filled from a parameter", "OpenSearch refuses it"
    elif callers and (asks_for_secret(name) or _DECIDES.fullmatch(name)):
        message, label = f"callers choose the header {header.name}", "whoever may predict sets this"
    elif asks_for_secret(name):
        message, label = f"the header {header.name} comes from a parameter", "readable, and refused by newer releases"
    else:
        return
    yield Finding(message, Severity.MEDIUM, Grade.PROVED, place=place, label=label)
