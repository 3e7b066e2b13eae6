r"""Callers of the connector choose whom it calls.

Whoever may predict with a model can give parameters along, and they win over those that are stored. A parameter in the
scheme, the user name, the host or the port of a URL is therefore the caller's: ``https://${parameters.endpoint}/v1``
goes wherever the caller says, with the credential in its headers and with other users' text if the model is shared. A
default (``${parameters.endpoint:-api.vendor.com}``) pins nothing, and neither does what stands around the parameter:
``evil.example?`` or ``x@evil.example?`` in the place of a region end the host, and make the rest of it a query.

Until 3.6 the list of trusted endpoints is tried when a connector is stored, and never when it is called: the stored
value does not matter. From 3.7 on calls are tried, so that callers get as far as the template and the entries of the
list let them; a list without open hosts closes the hole. Mind that a deployed model keeps the list that was in force
when it was deployed. The finding shows the values that a caller would give, the URL, and the host that is dialled.

Write the host into the URL. For several regions make several connectors.

Severity: critical if the credential goes along in a header and any host can be reached. High if any host can be reached
and nothing but text, or a request signed by AWS for another host, goes there; if only hosts of other vendors that the
list trusts can be; or if it is callers who choose http, and the credential goes along. Medium if they choose http
otherwise, or among the names that customers of a shared platform have; and from 3.7 on if nothing that was read sets
the list, and the built-in one refuses what is stored, so that it must be another. Low if they choose among the hosts of
one owner, or the port; and if whatever they give there makes no URL, so that only what is stored works.

False alarms: none known. The question is decided on the exact set of URLs that the template may become, the list admits
and the client accepts, and what is shown was filled in, tried and dialled again. Where nothing that was read sets the
list, the built-in one is taken, which is open itself. Callers may be few and trusted: who may predict is not looked
at. Missed: parameters that a pre-process function sets, and hosts that trusted hosts redirect to.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Lead,
    Led,
    Note,
    Openness,
    Outcome,
    Place,
    Severity,
    Target,
    Unknown,
    Witness,
    connector_rule,
    provenance,
)
from endpointlint_rules.platforms import platforms
from endpointlint_rules.samples import KEY_HEADER, aws, connector, trusted

_HOST = "https://${parameters.host}/v1"
_STORED = {"host": "api.vendor.com"}
_KEY = {"headers": KEY_HEADER}
_CHAT = connector("https://chat.${parameters.zone}/v1", parameters={"zone": "vendor.com"}, action=_KEY)


@connector_rule(
    title="Callers choose the host",
    severity=Severity.CRITICAL,
    since="0.2",
    references=(
        "CWE-918",
        "CWE-441",
        "ml-commons RemoteConnectorExecutor.java (preparePayloadAndInvoke)",
        "https://github.com/opensearch-project/ml-commons/pull/4826",
    ),
    examples=(
        Flagged(connector(_HOST, parameters=_STORED, action=_KEY), opensearch="3.6"),
        Flagged(connector(_HOST, parameters=_STORED, action=_KEY), opensearch="3.8"),
        Flagged(connector(_HOST, parameters=_STORED), opensearch="3.6", severity=Severity.HIGH),
        Flagged(connector("https://${parameters.host:-api.vendor.com}/v1", action=_KEY), opensearch="2.19"),
        Flagged(connector("https://api.vendor.com${parameters.path}", action=_KEY), opensearch="3.6"),
        Flagged(connector("https://api.vendor.com:${parameters.port}/v1", action=_KEY), opensearch="3.6"),
        Flagged(
            connector("http://${parameters.host}/v1", parameters={"host": "localhost:11434"}, action=_KEY),
            opensearch="3.8",
            severity=Severity.MEDIUM,
        ),
        Flagged(
            connector("${parameters.scheme}://api.vendor.com/v1", parameters={"scheme": "https"}, action=_KEY),
            opensearch="2.19",
            severity=Severity.HIGH,
        ),
        Flagged(
            aws("https://bedrock-runtime.${parameters.region}.amazonaws.com/model/m/invoke"),
            opensearch="3.8",
            severity=Severity.HIGH,
        ),
        Flagged(files=(trusted("^https://.*$"), ("connector.json", _CHAT)), opensearch="3.8"),
        Flagged(
            files=(
                trusted(r"^https://chat\.vendor\.com/.*$", r"^https://chat\.other\.com/.*$"),
                ("connector.json", _CHAT),
            ),
            opensearch="3.8",
            severity=Severity.HIGH,
        ),
        Flagged(connector("https://${parameters.host}}/v1"), opensearch="3.6", severity=Severity.LOW),
        Clean(files=(trusted(r"^https://chat\.vendor\.com/.*$"), ("connector.json", _CHAT)), opensearch="3.8"),
        Clean(connector("https://api.vendor.com/v1/${parameters.model}", action=_KEY), opensearch="3.6"),
        Clean(connector("https://$${parameters.host}.vendor.com/v1", action=_KEY), opensearch="3.6"),
    ),
)
def steerable_host(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the parameter that takes a call elsewhere, for each URL."""
    for target in connector.targets:
        if target.action is None or connector.connector.doubtful(target.value.place):
            continue
        match connector.ways(target).led:
            case Led() as led:
                yield _finding(connector, target, led)
            case Unknown() as unknown:
                yield unknown
            case None:
                continue


def _finding(connector: ConnectorSubject, target: Target, led: Led) -> Finding:
    steered = led.steered
    if steered is None:
        first = connector.ways(target).placeholders[0]
        return Finding(
            "callers fill a part of the host, and nothing that they can give makes a URL",
            severity=Severity.LOW,
            grade=Grade.PROVED,
            place=target.value.at(first.span),
            label="only what is stored can work",
        )
    notes = [Note("caller gives", ", ".join(f"{name} = {value!r}" for name, value in steered.values.items()))]
    if steered.unescaped:
        key = connector.enforcement.unescaping_key
        notes.append(Note("and", f"{key} = {','.join(steered.unescaped)!r}, so that / is not escaped"))
    related: tuple[tuple[Place, str], ...] = ()
    if led.guessed:
        notes.append(Note("list", "not known: nothing sets it, and the built-in one refuses what is stored"))
    elif led.entry is None:
        notes.append(Note("list", "not tried on calls by this release"))
    else:
        endpoints = connector.endpoints
        ours = led.entry.list is connector.trusted
        said = endpoints.said if ours else next(r for r in endpoints.rivals if r.endpoints is led.entry.list.endpoints)
        notes.append(Note("list", provenance(said, connector.enforcement.release)))
        if not endpoints.given and not connector.effective.complete:
            notes.append(Note("assumed", "nothing that was read sets the list, so the built-in one is taken"))
        if ours and endpoints.built_in:
            notes.append(Note("admitted by", led.entry.text))
        else:
            related = ((led.entry.entry.place, "this entry admits it"),)
    return Finding(
        _MESSAGE[led.lead].format(owner=led.home),
        severity=_severity(connector, led),
        grade=Grade.WITNESSED,
        place=target.value.at(steered.at.span),
        label="whoever may predict sets this",
        witness=Witness(steered.url, steered.host, steered.owner),
        steered=steered,
        notes=tuple(notes),
        related=related,
    )


_MESSAGE = {
    Lead.STRANGER: "callers choose whom this connector calls",
    Lead.OWNER: "callers can have another vendor called that the list trusts",
    Lead.SCHEME: "callers can have it called over http",
    Lead.HOST: "callers choose among the hosts of {owner}",
    Lead.PORT: "callers choose the port",
}


def _severity(connector: ConnectorSubject, led: Led) -> Severity:
    if led.guessed:
        return Severity.MEDIUM
    shown = connector.credential_in_header
    match led.lead:
        case Lead.STRANGER:
            anyone = led.steered is not None and led.steered.openness >= Openness.REGISTRABLE
            return Severity.CRITICAL if anyone and shown else Severity.HIGH
        case Lead.OWNER:
            return Severity.HIGH
        case Lead.SCHEME:
            return Severity.HIGH if shown else Severity.MEDIUM
        case Lead.HOST:
            tenant = led.steered is not None and platforms().of(led.steered.host)
            return Severity.MEDIUM if tenant else Severity.LOW
        case Lead.PORT | Lead.NOTHING:
            return Severity.LOW
