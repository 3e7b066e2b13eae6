r"""Callers of the connector choose the path or the query of what it calls.

A parameter in the path or the query is the caller's, as one in the host is (see ``steerable-host``). Nothing is encoded
on its way into a URL: ``..`` leads up, ``?`` and ``#`` cut off what stands behind, ``&`` adds to the query. So a
connector for one model of a vendor serves for every other API of the same host, with the connector's credential: files,
fine-tuning, administration. From 2.12 on ``/`` is escaped, which no URL survives; from 3.0 on callers may switch that
off by naming the parameter in ``no_escape_params``.

Write the path out. From 3.7 on calls are tried on the list: an entry that spells the path out, or ends it by
``[a-zA-Z0-9.:_-]+``, keeps callers inside of it.

Severity: low.

False alarms: a connector that is made for several models has its model in the path on purpose; what is reported is that
callers get further than that. The finding shows how far, in a URL that the template may become, the list admits and the
client accepts. Whether a server resolves ``..`` is not known. Missed: values that name another model, and harm done by
values without any of these characters. Parameters that stand in the host as well are the business of
``steerable-host``.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Lead,
    Led,
    Left,
    Note,
    Outcome,
    Proved,
    Refuted,
    Severity,
    Target,
    Unknown,
    Way,
    Witness,
    connector_rule,
)
from endpointlint_rules.samples import connector, trusted

_MODEL = connector("https://api.vendor.com/v1/models/${parameters.model}/invoke", parameters={"model": "small"})


@connector_rule(
    title="Callers choose the path",
    severity=Severity.LOW,
    since="0.2",
    references=("CWE-22", "CWE-441", "RFC 3986 section 5.2.4", "ml-commons ConnectorUtils.java (escapeJson)"),
    examples=(
        Flagged(_MODEL, opensearch="3.6"),
        Flagged(_MODEL, opensearch="2.19"),
        Flagged(connector("https://api.vendor.com/v1?model=${parameters.model}"), opensearch="2.11"),
        Flagged(files=(trusted(r"^https://api\.vendor\.com/.*$"), ("connector.json", _MODEL))),
        Clean(files=(trusted(r"^https://api\.vendor\.com/v1/models/[a-z0-9-]+/invoke$"), ("connector.json", _MODEL))),
        Clean(connector("https://api.vendor.com/v1/models/small/invoke"), opensearch="3.6"),
        Clean(connector("https://api.vendor.com/v1#${parameters.model}"), opensearch="3.6"),
    ),
)
def steerable_path(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the parameter that leads out of a path, for each URL."""
    for target in connector.targets:
        if target.action is None or connector.connector.doubtful(target.value.place):
            continue
        match connector.ways(target).left():
            case Refuted((left, entry)):
                yield _finding(connector, target, left, entry)
            case Unknown() as unknown:
                yield unknown
            case Proved():
                continue


def _finding(connector: ConnectorSubject, target: Target, left: Left, entry: EntrySubject | None) -> Finding:
    steered, led = left.steered, connector.ways(target).led
    notes = [Note("caller gives", ", ".join(f"{name} = {value!r}" for name, value in steered.values.items()))]
    if steered.unescaped:
        key = connector.enforcement.unescaping_key
        notes.append(Note("and", f"{key} = {','.join(steered.unescaped)!r}, so that / is not escaped"))
    if entry is not None:
        notes.append(Note("admitted by", entry.text))
    return Finding(
        _MESSAGE[left.way],
        severity=Severity.LOW,
        grade=Grade.WITNESSED,
        place=target.value.at(steered.at.span),
        label="whoever may predict sets this",
        witness=Witness(steered.url, steered.host, steered.owner),
        steered=steered,
        notes=tuple(notes),
        follows=isinstance(led, Led) and led.lead >= Lead.OWNER,
    )


_MESSAGE = {
    Way.UP: "callers can leave the path for others of the same host",
    Way.PAST: "callers can cut off what stands behind this",
    Way.DOWN: "callers can go on to further segments of the path",
    Way.BESIDE: "callers can add to the query",
}
