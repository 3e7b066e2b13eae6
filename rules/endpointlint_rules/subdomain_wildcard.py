r"""Every subdomain of an owner is trusted.

The owner is the right one, but the leftmost label of the host is free, or there may be any number of labels. Large
owners hand out subdomains: to teams, to customers, to old campaigns whose servers are gone while the name still points
at an address that somebody else now has.

Spell the hosts out, or leave open only the label that really varies.

Severity: low. A free label *between* labels that are spelled out, as a region is in
``^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$``, is not reported.

False alarms: many vendors do give each customer a subdomain, and then the entry may have to be like this; for platforms
where strangers get names, see the rule tenant-host.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Proved,
    Severity,
    Witness,
    entry_rule,
    owner_of,
)


@entry_rule(
    title="Every subdomain is trusted",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-183",),
    examples=(
        Flagged(r"^https://[a-z0-9-]+\.vendor\.com/.*$"),
        Flagged(r"^https://([a-z0-9-]+\.)*vendor\.com/.*$"),
        Flagged(r"^https://api\.[a-z0-9.-]+\.vendor\.com/.*$"),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://(eu|us)\.vendor\.com/.*$"),
        Clean(r"^https://runtime\.[a-z0-9-]+\.vendor\.com/.*$"),
    ),
)
def subdomain_wildcard(entry: EntrySubject) -> Iterator[Outcome]:
    """Report a free leftmost label, or labels without number."""
    if not isinstance(entry.reach.pinning.verdict, Proved):
        return
    free = entry.free_label()
    path = None if free is None else entry.reach.url()
    if free is None or path is None:
        return
    yield Finding(
        "every subdomain is trusted",
        severity=Severity.LOW,
        grade=Grade.WITNESSED,
        at=entry.around(free.origin),
        label="any number of labels may stand here" if free.deep else "the leftmost label can be anything",
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        releases=entry.releases,
    )
