r"""No entry of the list in force admits the connector's URL.

When a connector is created, updated, or brought along by a model, OpenSearch fills the stored parameters into the URL
of each action and tries the text on the list of trusted endpoints. If no entry matches, the request is refused (400,
"Connector URL is not matching the trusted connector endpoint regex"). From 3.7 on every call is tried as well, so that
a connector that was stored before stops working. The caret stands at the first character that the nearest entry cannot
read; what stands there in a parameter is shown in the parameter.

Correct the URL, or add an entry for this endpoint, and for nothing else. Mind that an entry must match the whole text,
case included: ``https://api\.vendor\.com`` without ``/.*`` admits one URL only.

Severity: medium. Low for a connector that is stored already, on releases that do not try calls: it goes on working
until somebody updates it. Info where nothing that was read says what the list is: the built-in one is taken then, and a
cluster that has such a connector has most likely another one.

False alarms: none known where a list is given. Where several files set the list in the same layer, a URL is reported
only if all of these lists refuse it. What a page or a template leaves open (``<YOUR HOST>``, ``{{ host }}``) may stand
for anything: such a URL is reported only if nothing that could be put in is admitted. An update that fills a parameter
which may be stored already is treated alike. A connector with ``dry_run`` is not tried by OpenSearch and not reported.
Missed: what callers put in the place of stored parameters, which is what ``steerable-host`` asks.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Admitted,
    Broken,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    ListSetting,
    Note,
    Outcome,
    Refused,
    Severity,
    Span,
    Target,
    Unknown,
    Unresolvable,
    connector_rule,
    provenance,
)

_MOST_SHOWN = 3
"""Other lists that a note names."""
_LIST = ListSetting.TRUSTED_ENDPOINTS.value
_SETTINGS = ("settings.json", f'{{"persistent": {{"{_LIST}": ["^https://api\\\\.vendor\\\\.com/.*$"]}}}}')


def _connector(url: str, parameters: str = "{}") -> str:
    action = f'{{"action_type": "predict", "method": "POST", "url": "{url}"}}'
    return (
        '{"name": "Chat", "version": 1, "protocol": "http", "credential": {"key": "<KEY>"}, '
        f'"parameters": {parameters}, "actions": [{action}]}}'
    )


@connector_rule(
    title="URL that no trusted entry admits",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("ml-commons Connector.java (validateConnectorURL)",),
    examples=(
        Flagged(files=(_SETTINGS, ("connector.json", _connector("https://api.other.com/v1/chat")))),
        Flagged(
            files=(
                _SETTINGS,
                ("connector.json", _connector("https://${parameters.host}/v1", '{"host": "api.vendor.com:8443"}')),
            )
        ),
        Flagged(_connector("https://api.vendor.com/v1/chat"), severity=Severity.INFO),
        Clean(files=(_SETTINGS, ("connector.json", _connector("https://api.vendor.com/v1/chat")))),
        Clean(
            files=(
                _SETTINGS,
                ("connector.json", _connector("https://${parameters.host}/v1", '{"host": "api.vendor.com"}')),
            )
        ),
        Clean(_connector("https://api.openai.com/v1/chat/completions")),
        Clean(files=(_SETTINGS, ("connector.json", _connector("https://<YOUR HOST>/v1/chat")))),
    ),
)
def untrusted_endpoint(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the URLs that every list which may be in force refuses."""
    dry_run = connector.connector.dry_run
    if dry_run is not None and dry_run.flag is True:
        return
    for target in connector.targets:
        if connector.connector.doubtful(target.value.place):
            continue
        if isinstance(target.resolved, Unresolvable):
            yield Finding(
                f"the URL has no value that could be trusted: {target.resolved.reason}",
                severity=Severity.MEDIUM,
                grade=Grade.PROVED,
                place=target.value.place,
                label="OpenSearch refuses the connector",
            )
        else:
            yield from _judged(connector, target, target.resolved.text)


def _judged(connector: ConnectorSubject, target: Target, text: str) -> Iterator[Outcome]:
    gaps = connector.holes(target)
    refused: Refused | None = None
    for listed in connector.policies:
        match connector.admission(text, listed):
            case Admitted() | Broken():
                # an entry that is no regex is reported where it stands
                return
            case Unknown() as unknown:
                yield unknown
                return
            case Refused() as found:
                refused = refused or found
        if gaps:
            match connector.may_be_admitted(text, gaps, listed):
                case True:
                    return
                case Unknown() as unknown:
                    yield unknown
                    return
                case False:
                    pass
    if refused is not None:
        yield _finding(connector, target, text, refused, left_open=bool(gaps))


def _finding(connector: ConnectorSubject, target: Target, text: str, refused: Refused, *, left_open: bool) -> Finding:
    endpoints, release = connector.endpoints, connector.enforcement.release
    given = endpoints.given or connector.effective.complete
    nearest, at = refused.nearest, refused.stops_at
    place = target.value.place if nearest is None else connector.place_of(target, Span(at, at + 1))
    if nearest is None:
        label = "the list is empty: it trusts nothing"
    else:
        label = "the nearest entry cannot read this" if at < len(text) else "the nearest entry asks for more behind it"
    notes = [Note("list", provenance(endpoints.said, release))]
    if nearest is not None:
        notes.append(Note("nearest", nearest.text))
    if endpoints.rivals:
        shown = [provenance(rival, release) for rival in endpoints.rivals[:_MOST_SHOWN]]
        more = len(endpoints.rivals) - len(shown)
        notes.append(Note("also tried", "; ".join(shown) + (f"; and {more} more" if more else "")))
    if not given:
        notes.append(Note("assumed", "nothing that was read sets the list, so the built-in one is taken"))
    in_file = nearest is not None and not endpoints.built_in
    return Finding(
        "no URL that this may become is trusted" if left_open else "no entry of the list in force admits this URL",
        severity=_severity(connector, given=given),
        grade=Grade.PROVED,
        place=place,
        label=label,
        notes=tuple(notes),
        related=((nearest.entry.place, "the nearest entry"),) if nearest is not None and in_file else (),
    )


def _severity(connector: ConnectorSubject, *, given: bool) -> Severity:
    if not given:
        return Severity.INFO
    stored = connector.connector.stored and not connector.enforcement.checks_calls
    return Severity.LOW if stored else Severity.MEDIUM
