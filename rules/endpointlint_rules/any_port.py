r"""The entry admits ports beyond the usual ones.

Behind another port of the same host often stands another service: an administration console, a metrics endpoint, a
developer's test server. Whoever can run anything on the vendor's machine, or on yours if the host is your own, can
listen there.

Name the port, or leave it out: ``^https://api\.vendor\.com(:443)?/.*$``.

Severity: low. Ports that the entry spells out one by one are not reported.

False alarms: an entry for a host of your own may leave the port open on purpose.
"""

from collections.abc import Iterator

from endpointlint.rule import (
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
    owner_of,
    views,
)


@entry_rule(
    title="Any port is admitted",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-918",),
    examples=(
        Flagged(r"^https://api\.vendor\.com(:[0-9]+)?/.*$"),
        Flagged(r"^https://api\.vendor\.com:\d{4}/.*$"),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://api\.vendor\.com(:443)?/.*$"),
        Clean(r"^https://api\.vendor\.com:(8443|9443)/.*$"),
    ),
)
def any_port(entry: EntrySubject) -> Iterator[Outcome]:
    """Report entries that leave the port open."""
    ports = entry.reach.ports
    if isinstance(ports, Unknown):
        yield ports
        return
    if not ports.any:
        return
    path = entry.reach.url(views.with_port_number)
    if path is None or path.port_at is None:
        return
    yield Finding(
        "any port is admitted",
        severity=Severity.LOW,
        grade=Grade.WITNESSED,
        at=entry.repeat_at(path, path.port_at),
        label="this can be any port number",
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        releases=entry.releases,
        follows=isinstance(entry.reach.pinning.verdict, Refuted),
    )
