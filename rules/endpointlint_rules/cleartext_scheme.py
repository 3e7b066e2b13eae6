r"""The entry admits http, so the credential and the text travel in the clear.

ML Commons sends a connector's credential in a header of every call. Over http each machine on the way reads it, and can
answer in the vendor's place. Only loopback is excepted: nothing leaves the machine.

Write ``https`` without the ``?``.

Severity: medium; high if the host is not pinned either. Where http gets through only by the hole that leaves the host
open, it is counted as a consequence of that.

False alarms: an entry for a service in a private network may admit http on purpose.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    AddressKind,
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Refuted,
    Severity,
    Unknown,
    Witness,
    entry_rule,
    kind_of_host,
    owner_of,
    views,
)

_FOREIGN = "evil.example"


@entry_rule(
    title="Unencrypted connections are admitted",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-319",),
    examples=(
        Flagged(r"^https?://api\.vendor\.com/.*$", severity=Severity.MEDIUM),
        Flagged(r"^http://models\.internal:8080/.*$", severity=Severity.MEDIUM),
        Flagged("^http://.*$", severity=Severity.HIGH, witness="http://evil.example"),
        Flagged(r"^http://api\.vendor\.com.*$", severity=Severity.HIGH),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^http://127\.0\.0\.1:11434/.*$"),
        Clean("^http://localhost:8080/.*$"),
    ),
)
def cleartext_scheme(entry: EntrySubject) -> Iterator[Outcome]:
    """Report http to anything but loopback."""
    schemes = entry.reach.schemes
    if isinstance(schemes, Unknown):
        yield schemes
        return
    if "http" not in schemes:
        return
    pinning = entry.reach.pinning
    unpinned = isinstance(pinning.verdict, Refuted)
    at_home = all(kind_of_host(owner) is AddressKind.LOOPBACK for owner in pinning.owners)
    if at_home and not unpinned:
        return
    path = entry.reach.url(views.over_http, ending=_FOREIGN if unpinned else "") or entry.reach.url(views.over_http)
    if path is None:
        return
    spelled = path.literal(0) and path.literal(3)
    yield Finding(
        "http is admitted, so credentials can travel unencrypted",
        severity=Severity.HIGH if unpinned else Severity.MEDIUM,
        grade=Grade.WITNESSED,
        at=entry.scheme_span(path),
        label="the scheme may be http",
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        releases=entry.releases,
        follows=unpinned and (not spelled or (at_home and bool(pinning.owners))),
    )
