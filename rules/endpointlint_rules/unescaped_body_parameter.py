r"""A parameter of the request body is filled in without being escaped.

A request body is a template of JSON. Until 2.11 OpenSearch puts a caller's text into it as it is: a quotation mark ends
the string that the placeholder stands in, and what follows is JSON of the caller's, another model, another limit, an
instruction to the model. From 2.12 on texts are escaped, but for those that are JSON objects or arrays, and for
parameters that are named in ``no_escape_params`` (3.0).

Upgrade, or have a pre-process function escape the text. Do not name parameters that hold people's text in
``no_escape_params``.

Severity: low.

False alarms: parameters that only the connector's author sets, and numbers. A parameter that stands outside of
quotation marks is meant to be JSON, and reported only on releases that escape nothing. Missed: callers may give
``no_escape_params`` themselves from 3.0 on, which is no news to whoever may give every parameter; harm that is done
with properly escaped text.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Action,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Placeholder,
    Severity,
    connector_rule,
)
from endpointlint_rules.samples import connector

_BODY = {"request_body": '{"model": "small", "prompt": "${parameters.prompt}"}'}


@connector_rule(
    title="Unescaped text in the request body",
    severity=Severity.LOW,
    since="0.2",
    references=("CWE-116", "CWE-74", "ml-commons ConnectorUtils.java (escapeRemoteInferenceInputData)"),
    examples=(
        Flagged(connector(action=_BODY), opensearch="2.11"),
        Flagged(connector(action={"request_body": '{"messages": ${parameters.messages}}'}), opensearch="2.9"),
        Flagged(connector(action=_BODY, parameters={"no_escape_params": "prompt,other"}), opensearch="3.8"),
        Clean(connector(action=_BODY), opensearch="2.12"),
        Clean(connector(action=_BODY, parameters={"no_escape_params": "other"}), opensearch="3.8"),
        Clean(connector(action=_BODY, parameters={"no_escape_params": "prompt"}), opensearch="2.19"),
        Clean(connector(action={"request_body": '{"prompt": "${parameters.prompt.toString()}"}'}), opensearch="2.11"),
        Clean(connector(action={"request_body": '{"prompt": "hello"}'}), opensearch="2.11"),
    ),
)
def unescaped_body_parameter(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the first placeholder of each body that is filled as it is."""
    for action in connector.actions:
        found = _unescaped(connector, action)
        if found and action.request_body is not None:
            names = list(dict.fromkeys(placeholder.name for placeholder in found))
            yield Finding(
                f"the text of {_listed(names)} goes into the body without being escaped",
                severity=Severity.LOW,
                grade=Grade.PROVED,
                place=action.request_body.at(found[0].span),
                label="a quotation mark ends the string",
            )


def _unescaped(connector: ConnectorSubject, action: Action) -> list[Placeholder]:
    body = action.body_template
    if body is None:
        return []
    open_ones = [p for p in body.placeholders() if not p.escaped and not p.name.endswith(".toString()")]
    if connector.enforcement.caller_escaping == "none":
        return open_ones
    key = connector.enforcement.unescaping_key
    named = connector.connector.parameter(key) if key else None
    if named is None:
        return []
    exempt = {name.strip() for name in named.text.split(",")}
    quoted = (p for p in open_ones if body.text[: p.span.start].endswith('"'))
    return [p for p in quoted if p.name in exempt]


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    shown = names[:4]
    more = len(names) - len(shown)
    return ", ".join(shown[:-1] if not more else shown) + (f" and {more} more" if more else f" and {shown[-1]}")
