r"""The entry reaches addresses inside the network by a pattern.

A connector that dials ``169.254.169.254`` asks the cloud for the credentials of the machine; one that dials loopback or
a private address reaches services that trust whoever is inside. Recent releases refuse most of these addresses on their
own, unless ``plugins.ml_commons.connector.private_ip_enabled`` is true; the finding says what the release does.

Spell out the one address that is meant, or better its name.

Severity: high for link-local and metadata addresses, medium for others, info if the entry itself spells out that very
address and nothing else.

False alarms: an entry for a service of your own network may use a pattern on purpose. Not seen: names that resolve to
such addresses, since no name is looked up.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    AddressKind,
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    ListSetting,
    Note,
    Outcome,
    Refuted,
    Severity,
    Unknown,
    Witness,
    entry_rule,
    owner_of,
    plain,
    special,
)

_GROUPS = (
    (Severity.HIGH, (AddressKind.METADATA,)),
    (Severity.HIGH, (AddressKind.LINK_LOCAL,)),
    (Severity.MEDIUM, (AddressKind.LOOPBACK, AddressKind.PRIVATE)),
    (Severity.MEDIUM, (AddressKind.SPECIAL,)),
)


@entry_rule(
    title="Internal addresses are within reach",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-918", "RFC 6890", "RFC 1918", "RFC 3927"),
    settings=frozenset((ListSetting.TRUSTED_ENDPOINTS, ListSetting.MODEL_URL)),
    examples=(
        Flagged(r"^http://169\.254\.\d+\.\d+/.*$", severity=Severity.HIGH),
        Flagged(r"^http://10\.1\.[0-9]{1,3}\.7:8080/.*$", severity=Severity.MEDIUM),
        Flagged(r"^http://127\.0\.0\.1:11434/.*$", severity=Severity.INFO),
        Flagged(r"^http://169\.254\.169\.254/.*$", severity=Severity.INFO),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://1\.1\.1\.1/.*$"),
    ),
)
def internal_address(entry: EntrySubject) -> Iterator[Outcome]:
    """Report the worst kind of inward address that the entry reaches."""
    for severity, kinds in _GROUPS:
        host = entry.reach.address(*kinds)
        if isinstance(host, Unknown):
            yield host
            return
        if host is None:
            continue
        path = entry.reach.url_at(host)
        if path is None:
            continue
        address = special.address(host)
        spelled = not path.open_in_host and plain(host) in entry.reach.pinning.owners
        said = special.describe(address) if address else "an internal address"
        yield Finding(
            "an internal address is within reach" if not spelled else "the entry names an internal address",
            severity=Severity.INFO if spelled else severity,
            grade=Grade.WITNESSED,
            at=entry.host_span(path),
            label=f"the host {'is' if spelled else 'can be'} {plain(host)}",
            witness=Witness(path.url, path.host, owner_of(path.host)),
            claims=(entry.accepts(path.url, path.host),),
            notes=(
                Note("connects to", said),
                *((Note("by default", entry.enforcement.address_note(address)),) if address else ()),
            ),
            releases=entry.releases,
            follows=isinstance(entry.reach.pinning.verdict, Refuted) and not spelled,
        )
        return
