r"""The entry admits a user name in front of the host.

``https://api.vendor.com@evil.example/`` connects to evil.example; everything before the ``@`` is a user name. The host
of this entry stays with its owner even so, but a URL with a user name misleads whoever reads it in a log or a review,
and passwords end up where URLs are kept.

End the host with ``/``, and use a class without ``@`` in front of it: ``[a-z0-9-]+`` instead of ``[^/]+``.

Severity: low. Where the user name opens the host to others, the entry is not pinned, and that is the finding.

False alarms: none known. An entry that spells the user name out is not reported.
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
    title="A user name may stand in front of the host",
    severity=Severity.LOW,
    since="0.1",
    references=("CWE-918", "RFC 3986 section 3.2.1", "RFC 3986 section 7.6"),
    examples=(
        Flagged(r"^https://([a-z]+:[a-z]+@)?api\.vendor\.com/.*$"),
        Flagged(r"^https://[a-z:.-]*@api\.vendor\.com/.*$"),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://reader:secret@api\.vendor\.com/.*$"),
        Clean(r"^https://[a-z0-9-]+\.vendor\.com/.*@.*$"),
    ),
)
def userinfo_allowed(entry: EntrySubject) -> Iterator[Outcome]:
    """Report entries under which a user name can be had."""
    userinfo = entry.reach.userinfo
    if isinstance(userinfo, Unknown):
        yield userinfo
        return
    free = entry.free_user_name() if userinfo else None
    if free is None:
        return
    path = entry.reach.url(views.with_user_name)
    if path is None:
        return
    yield Finding(
        "a user name may stand in front of the host",
        severity=Severity.LOW,
        grade=Grade.WITNESSED,
        at=free,
        label="this can match a user name and `@`",
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        releases=entry.releases,
        follows=isinstance(entry.reach.pinning.verdict, Refuted),
    )
