r"""The connector uses something that this release does not know.

A protocol or an action type that the release does not know is refused when the connector is created; so is a name or
description with other characters than the release allows, from 3.1 on.
A field that the release does not know yet is skipped without a word: ``client_config`` before 2.13,
``skip_ssl_verification`` before 3.5. A method that it does not know is stored, and every call fails.

Upgrade first, or write what the release knows.

Severity: medium.

False alarms: none known. What a page or a template leaves open is left alone, and so are answers of OpenSearch, which
show what some release has taken. Facts about the upcoming release come from pull requests. Missed: settings that switch
a protocol off, and fields whose meaning has changed. A missing credential, which releases from 2.19 on refuse, is not
reported: most documents without one leave it to whoever sends them.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Severity,
    Value,
    connector_rule,
    holes,
)
from endpointlint_rules.samples import connector, mcp


@connector_rule(
    title="Unknown to this release",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("ml-commons ConnectorProtocols.java, ConnectorAction.java, MLCreateConnectorInput.java",),
    examples=(
        Flagged(mcp(), opensearch="3.2"),
        Flagged(connector(protocol="HTTP")),
        Flagged(connector(action={"action_type": "batch_predict"}), opensearch="2.15"),
        Flagged(connector(action={"method": "PUT"}), opensearch="3.4"),
        Flagged(connector(client_config={"max_connection": 20}), opensearch="2.12"),
        Flagged(connector(client_config={"skip_ssl_verification": True}), opensearch="3.4"),
        Flagged(connector(name="Chat & search"), opensearch="3.8"),
        Clean(connector(action={"method": "put"}), opensearch="3.5"),
        Clean(connector(action={"action_type": "PREDICT"}), opensearch="2.9"),
        Clean(connector(name="Chat & search"), opensearch="3.0"),
        Clean(connector(protocol="${{ protocol }}")),
        Clean(mcp(), opensearch="3.3"),
    ),
)
def unsupported_by_release(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report what the release refuses, skips or fails at, for not knowing it."""
    if connector.connector.stored:
        return
    yield from _protocol(connector)
    yield from _actions(connector)
    yield from _fields(connector)
    yield from _names(connector)


def _protocol(connector: ConnectorSubject) -> Iterator[Finding]:
    protocol, rules = connector.connector.protocol, connector.enforcement
    if protocol is not None and protocol.text not in rules.protocols and not _left_open(protocol):
        known = ", ".join(sorted(rules.protocols))
        yield _finding(f"the protocol {protocol.text} is not known", protocol, f"OpenSearch refuses it; known: {known}")


def _actions(connector: ConnectorSubject) -> Iterator[Finding]:
    rules = connector.enforcement
    methods = rules.methods.get(connector.protocol or "", ())
    for action in connector.actions:
        kind, method = action.action_type, action.method
        if kind is not None and kind.text.lower() not in rules.action_types and not _left_open(kind):
            known = ", ".join(sorted(rules.action_types))
            yield _finding(f"the action type {kind.text} is not known", kind, f"OpenSearch refuses it; known: {known}")
        if method is not None and methods and method.text.upper() not in methods and not _left_open(method):
            known = ", ".join(methods)
            yield _finding(f"the method {method.text} is not known", method, f"every call fails; known: {known}")


def _fields(connector: ConnectorSubject) -> Iterator[Finding]:
    release = connector.enforcement.release
    for field in connector.connector.fields:
        if field.since is None or field.known(release):
            continue
        when = f"known from {field.since} on" if release < field.since else f"known until {field.until}"
        yield Finding(
            f"the field {field.name} means nothing to this release",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=field.place,
            label=when,
        )


def _names(connector: ConnectorSubject) -> Iterator[Finding]:
    read, rules = connector.connector, connector.enforcement
    for value in (read.name, read.description):
        odd = None if value is None else _odd_character(value, rules.name_characters)
        if value is not None and odd is not None:
            yield _finding(f"{odd!r} is not allowed in names and descriptions", value, "OpenSearch refuses it")


def _odd_character(value: Value, allowed: str | None) -> str | None:
    if allowed is None or _left_open(value):
        return None
    return next((char for char in value.text if not (char.isalnum() or char in allowed)), None)


def _finding(message: str, value: Value, label: str) -> Finding:
    return Finding(message, Severity.MEDIUM, Grade.PROVED, place=value.place, label=label)


def _left_open(value: Value) -> bool:
    return bool(holes(value.text)) or "${" in value.text
