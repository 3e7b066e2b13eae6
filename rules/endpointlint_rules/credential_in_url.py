r"""A key travels in the URL, or is meant to be filled where nothing is.

What stands in a path or a query is written into the logs of proxies, gateways and servers. And it can be readable only:
``${credential.key}`` is filled in headers and nowhere else. In a URL or a request body it stays as it is; a URL with it
is no URL, and a body sends the words instead of the key.

Send the key in a header, with ``${credential.key}``. If the vendor takes it in the URL only, use another of its ways
in.

Severity: medium.

False alarms: a query parameter is known by its name (``key``, ``api_key``, ``token``, ``sig``), whatever its value; a
vendor may mean something else by it. Missed: keys in a path that look like words, and names that do not tell.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    CREDENTIAL,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Severity,
    Span,
    Template,
    Value,
    Where,
    asks_for_secret,
    connector_rule,
    lazy,
)
from endpointlint_rules.samples import KEY_HEADER, connector, mcp

_FIELD = lazy(r"[?&]([^=&#?]+)=([^&#]+)")


@connector_rule(
    title="Key in the URL",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-598", "ml-commons HttpConnector.java (createPayload), AbstractConnector.java"),
    examples=(
        Flagged(connector("https://api.vendor.com/v1?key=${parameters.key}")),
        Flagged(connector("https://api.vendor.com/v1?api-key=<KEY>")),
        Flagged(connector("https://api.vendor.com/v1?key=${credential.key}")),
        Flagged(connector("https://api.vendor.com/sk-9fK2mQ7xZ1pL8vB3nT6wR4yC/v1")),
        Flagged(connector(action={"request_body": '{"key": "${credential.key}", "text": "${parameters.text}"}'})),
        Flagged(mcp("https://mcp.vendor.com/${credential.key}/")),
        Clean(connector("https://api.vendor.com/v1?api-version=2024-02-01&alt=sse")),
        Clean(connector(action={"headers": KEY_HEADER, "request_body": '{"text": "${parameters.text}"}'})),
    ),
)
def credential_in_url(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report what of a URL is a key, and each placeholder that is never filled."""
    secret = {found.value_place: found.place for found in connector.connector.exposed if found.where is Where.URL}
    for target in connector.targets:
        unfilled = list(_unfilled(target.value))
        yield from unfilled
        fields = [found for found in _FIELD.finditer(target.value.text) if asks_for_secret(found[1])]
        known = secret.get(target.value.place)
        if known is not None:
            yield Finding(
                "a key is carried in the URL, where it is logged",
                severity=Severity.MEDIUM,
                grade=Grade.HEURISTIC,
                place=known,
                label="readable for whoever passes it on",
                follows=True,
            )
        elif fields and not unfilled:
            yield Finding(
                f"the query parameter {fields[0][1]} carries a key, where it is logged",
                severity=Severity.MEDIUM,
                grade=Grade.HEURISTIC,
                place=target.value.at(Span(*fields[0].span(1))),
                label="readable for whoever passes it on",
            )
    for action in connector.actions:
        if action.request_body is not None:
            yield from _unfilled(action.request_body)


def _unfilled(value: Value) -> Iterator[Finding]:
    for placeholder in Template(value.literal, CREDENTIAL).placeholders():
        yield Finding(
            "the credential is filled in headers only, and never here",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=value.at(placeholder.span),
            label="stays as it is",
        )
