r"""The connector calls an address inside of the network.

Loopback, private and link-local addresses belong to services that trust whoever is inside; ``169.254.169.254`` and its
like hand out the credentials of the machine. OpenSearch looks at the address when a call is made and refuses most of
these on its own, unless ``plugins.ml_commons.connector.private_ip_enabled`` is true: that opens all of them at once,
for every connector. The finding says what the release does, and what the settings that were read say.

Give the service a name and an address of its own where the cluster can be kept from the rest, list it in
``trusted_connector_private_endpoints_regex`` (3.7), and deny the metadata address in ``restricted_ip_patterns``.

Severity: medium; high for metadata services. Low where the settings that were read refuse the calls: the connector does
not work then.

False alarms: a model in a network of your own is called on purpose. Names of one label, and those that end in
``.internal`` and the like, are taken for private ones. Missed: other names that resolve to such addresses, since no
name is looked up.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    STAND_IN,
    AddressKind,
    Clean,
    ConnectorSubject,
    Dialled,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Severity,
    Span,
    Target,
    connector_rule,
    kind_of_host,
    plain,
    provenance,
    special,
)
from endpointlint_rules.samples import connector, mcp

_SWITCH = PREFIX + "connector.private_ip_enabled"
_INSIDE = frozenset((AddressKind.LOOPBACK, AddressKind.PRIVATE, AddressKind.LINK_LOCAL, AddressKind.METADATA))


@connector_rule(
    title="Endpoint inside of the network",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-918", "RFC 1918", "RFC 6890", "ml-commons MLValidatableAsyncHttpClient.java"),
    examples=(
        Flagged(connector("http://127.0.0.1:11434/v1"), severity=Severity.MEDIUM),
        Flagged(connector("https://${parameters.host}/v1", parameters={"host": "10.1.2.3"}), severity=Severity.MEDIUM),
        Flagged(connector("http://ollama:11434/v1"), severity=Severity.MEDIUM),
        Flagged(connector("http://2852039166/latest/meta-data"), severity=Severity.HIGH),
        Flagged(mcp("http://localhost:3000/"), severity=Severity.MEDIUM),
        Flagged(connector("http://metadata.google.internal/"), severity=Severity.HIGH),
        Clean(connector("https://api.vendor.com/v1")),
        Clean(connector("https://<YOUR HOST>/v1")),
        Clean(connector("https://1.1.1.1/v1")),
    ),
)
def internal_endpoint(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each URL that leads inwards."""
    for target in connector.targets:
        seen = connector.ways(target).seen
        if seen is None or STAND_IN in seen.host or connector.connector.doubtful(target.value.place):
            continue
        kind = kind_of_host(seen.host)
        address = special.address(seen.host)
        if kind in _INSIDE or (address is not None and connector.enforcement.refuses_address(address)):
            yield _finding(connector, target, seen, metadata=kind is AddressKind.METADATA)


def _finding(connector: ConnectorSubject, target: Target, seen: Dialled, *, metadata: bool) -> Finding:
    rules, protocol = connector.enforcement, connector.protocol or ""
    address = special.address(seen.host)
    switch = connector.effective.setting(_SWITCH)
    refused = address is not None and rules.refuses_address(address, protocol) and switch.flag is not True
    start = (target.text or "").find(seen.host)
    notes: list[Note] = []
    if address is not None:
        notes.append(Note("connects to", f"{seen.host}: {special.describe(address)}"))
    if connector.connector.is_mcp:
        notes.append(Note("by default", "addresses that MCP connectors call are not checked"))
    elif address is not None:
        notes.append(Note("by default", rules.address_note(address, protocol)))
    if switch.said is not None:
        notes.append(Note("setting", f"{switch.value}, {provenance(switch.said, rules.release)}"))
    place = target.value.place if start < 0 else connector.place_of(target, Span(start, start + len(seen.host)))
    known_refused = refused and switch.said is not None
    return Finding(
        _message(metadata=metadata, refused=refused),
        severity=Severity.LOW if known_refused else Severity.HIGH if metadata else Severity.MEDIUM,
        grade=Grade.PROVED if address is not None else Grade.HEURISTIC,
        place=place,
        label=f"{plain(seen.host)} is inside",
        notes=tuple(notes),
    )


def _message(*, metadata: bool, refused: bool) -> str:
    what = "the metadata service of a cloud" if metadata else "an address inside of the network"
    return f"the connector calls {what}" + (", and is refused" if refused else "")
